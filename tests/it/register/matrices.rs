//! Both matrices of `register.md` §2, cell by cell: what each of the six scopes opens, and what it sees.

use axum::http::Method;
use fullmakt::clock::DAY;
use fullmakt::register::codes::{Country, Ground, Interval, OwnerStatus, PositionKind, RegistrationStatus};
use fullmakt::register::model::{
    Company, Discrepancy, Intermediate, Name, Owner, Person, Position, RegisteredPerson, Registration,
    Reporter, Told,
};
use fullmakt::register::{Change, Written, write_companies};
use serde_json::Value;

use super::{PATH, token};
use crate::support::TestApp;

const COMPANY: &str = "313513408";
const PERSON: &str = "05910298382";

/// Writes a company with two owners, one of them shielded, and the discrepancies that are given: when each was received,
/// in days from now, and when it was settled.
pub(super) async fn write_company(test: &TestApp, discrepancies: &[(i64, Option<i64>)]) {
    let now = test.app.now().world;
    let norway = Country::parse("NOR").expect("a country");
    let owner = |number: &str, exempt: bool| Owner {
        person: Person::Registered(RegisteredPerson {
            number: Some(number.parse().expect("a synthetic number")),
            birth_date: Some("2002-11-05".to_owned()),
            birth_year: 2002,
            name: Some(Name { given: "STOLT".to_owned(), middle: None, family: "PARASOLL".to_owned() }),
            dead: false,
            residence: Some(norway),
            citizenships: vec![norway],
        }),
        exempt,
        first_registered: now,
        changed: now,
        positions: vec![Position {
            kind: PositionKind::Ownership,
            interval: Some(Interval::Quarter),
            description: None,
            grounds: vec![Ground::Indirect],
            intermediates: vec![Intermediate::Norwegian("314208641".parse().expect("a number"))],
        }],
    };
    let registrations = discrepancies.iter().enumerate().map(|(place, (received, settled))| Registration {
        id: format!("00000000-0000-4000-8000-00000000000{place}"),
        status: RegistrationStatus::Registered,
        registered: now,
        current: place == 0,
        owner_status: Some(OwnerStatus::AllIdentified),
        discrepancy: Some(Discrepancy {
            text: format!("discrepancy {place}"),
            received: now + received * DAY,
            settled: settled.map(|settled| now + settled * DAY),
            reporter: Some(Reporter::Organisation("314208641".parse().expect("a number"))),
        }),
        told: Told::Owners(vec![owner(PERSON, false), owner("41864000647", true)]),
    });
    let company = Company {
        number: COMPANY.parse().expect("a number"),
        first_registered: now,
        deleted: None,
        registrations: registrations.collect(),
    };
    let mut tx = test.app.db.begin_write().await.expect("a transaction");
    let written = [Written { company, change: Change::Registered, at: now }];
    write_companies(&mut tx, &written).await.expect("written");
    tx.commit().await.expect("committed");
}

/// The status of a call with a token for the scope, or without one.
async fn status(scope: Option<&str>, path: &str) -> u16 {
    let test = TestApp::new().await;
    write_company(&test, &[(-30, None)]).await;
    let token = match scope {
        Some(scope) => Some(token(&test, &format!("brreg:reelle/{scope}"), |_| {}).await),
        None => None,
    };
    test.json(Method::GET, path, token.as_deref(), &Value::Null).await.status.as_u16()
}

/// A company with an open discrepancy and one that is settled, as a scope sees it.
async fn seen(scope: &str) -> Value {
    let test = TestApp::new().await;
    write_company(&test, &[(-30, None), (-60, Some(-20))]).await;
    let token = token(&test, &format!("brreg:reelle/{scope}"), |_| {}).await;
    let answer = test.json(Method::GET, &format!("{PATH}/{COMPANY}"), Some(&token), &Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// A cell of the matrix of endpoints: the answer's status.
macro_rules! endpoints {
    ($($test:ident: $scope:expr, $path:expr => $status:literal;)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                assert_eq!(status($scope, $path).await, $status);
            }
        )*
    };
}

const CODES: &str = "/api/oppslag/v1/kodelister";
const BY_NUMBER: &str = "/api/oppslag/v1/virksomheter/313513408";
const BY_PERSON: &str = "/api/oppslag/v1/virksomheter?foedselsnummer=05910298382";
const WHOLE: &str = "/api/oppslag/v1/virksomheter/totalbestand?format=json";
const CHANGES: &str = "/api/oppslag/v1/endringslogg?sekvensnummer=0";
const SEQUENCE: &str = "/api/oppslag/v1/sekvensnummer?tidspunkt=2026-01-01";

endpoints! {
    no_token_code_lists: None, CODES => 200;
    no_token_company: None, BY_NUMBER => 401;
    no_token_person_search: None, BY_PERSON => 401;
    no_token_whole_register: None, WHOLE => 401;
    no_token_change_log: None, CHANGES => 401;
    no_token_sequence_number: None, SEQUENCE => 401;
    offentlig_code_lists: Some("offentlig"), CODES => 200;
    offentlig_company: Some("offentlig"), BY_NUMBER => 200;
    offentlig_person_search: Some("offentlig"), BY_PERSON => 200;
    offentlig_whole_register: Some("offentlig"), WHOLE => 200;
    offentlig_change_log: Some("offentlig"), CHANGES => 200;
    offentlig_sequence_number: Some("offentlig"), SEQUENCE => 200;
    rapporteringspliktig_code_lists: Some("rapporteringspliktig"), CODES => 200;
    rapporteringspliktig_company: Some("rapporteringspliktig"), BY_NUMBER => 200;
    rapporteringspliktig_person_search: Some("rapporteringspliktig"), BY_PERSON => 403;
    rapporteringspliktig_whole_register: Some("rapporteringspliktig"), WHOLE => 403;
    rapporteringspliktig_change_log: Some("rapporteringspliktig"), CHANGES => 200;
    rapporteringspliktig_sequence_number: Some("rapporteringspliktig"), SEQUENCE => 200;
    begrenset_code_lists: Some("rapporteringspliktig.begrenset"), CODES => 200;
    begrenset_company: Some("rapporteringspliktig.begrenset"), BY_NUMBER => 200;
    begrenset_person_search: Some("rapporteringspliktig.begrenset"), BY_PERSON => 403;
    begrenset_whole_register: Some("rapporteringspliktig.begrenset"), WHOLE => 403;
    begrenset_change_log: Some("rapporteringspliktig.begrenset"), CHANGES => 200;
    begrenset_sequence_number: Some("rapporteringspliktig.begrenset"), SEQUENCE => 200;
    media_code_lists: Some("media"), CODES => 200;
    media_company: Some("media"), BY_NUMBER => 200;
    media_person_search: Some("media"), BY_PERSON => 403;
    media_whole_register: Some("media"), WHOLE => 403;
    media_change_log: Some("media"), CHANGES => 200;
    media_sequence_number: Some("media"), SEQUENCE => 200;
    sivilsamfunn_code_lists: Some("sivilsamfunnsorganisasjon"), CODES => 200;
    sivilsamfunn_company: Some("sivilsamfunnsorganisasjon"), BY_NUMBER => 200;
    sivilsamfunn_person_search: Some("sivilsamfunnsorganisasjon"), BY_PERSON => 403;
    sivilsamfunn_whole_register: Some("sivilsamfunnsorganisasjon"), WHOLE => 403;
    sivilsamfunn_change_log: Some("sivilsamfunnsorganisasjon"), CHANGES => 200;
    sivilsamfunn_sequence_number: Some("sivilsamfunnsorganisasjon"), SEQUENCE => 200;
    hoeyere_utdanning_code_lists: Some("hoeyereutdanningsinstitusjon"), CODES => 200;
    hoeyere_utdanning_company: Some("hoeyereutdanningsinstitusjon"), BY_NUMBER => 200;
    hoeyere_utdanning_person_search: Some("hoeyereutdanningsinstitusjon"), BY_PERSON => 403;
    hoeyere_utdanning_whole_register: Some("hoeyereutdanningsinstitusjon"), WHOLE => 403;
    hoeyere_utdanning_change_log: Some("hoeyereutdanningsinstitusjon"), CHANGES => 200;
    hoeyere_utdanning_sequence_number: Some("hoeyereutdanningsinstitusjon"), SEQUENCE => 200;
}

const NUMBER: &str = "/registreringer/0/reelleRettighetshavere/0/folkeregistrertPerson/foedselsEllerDNummer";
const SHIELDED: &str = "/registreringer/0/reelleRettighetshavere/1";
const OPEN: &str = "/registreringer/0/uoverensstemmelse/beskrivelseAvUoverensstemmelse";
const SETTLED: &str = "/registreringer/1/uoverensstemmelse/beskrivelseAvUoverensstemmelse";
const REPORTER: &str = "/registreringer/0/uoverensstemmelse/innsender";

/// What is withheld of a shielded person, and what stays (`register.md` §2.2).
fn is_redacted(company: &Value) -> bool {
    let owner = company.pointer(SHIELDED).expect("the shielded owner");
    assert_eq!(owner["erUnntattFraInnsyn"], true);
    let person = &owner["folkeregistrertPerson"];
    for kept in ["foedselsaar", "statsborgerskap", "bostedsland"] {
        assert!(person.get(kept).is_some(), "{kept}: {owner}");
    }
    let position = &owner["posisjoner"][0];
    for kept in ["posisjonstype", "stoerrelsesintervall"] {
        assert!(position.get(kept).is_some(), "{kept}: {owner}");
    }
    let intermediates = position["mellomliggendeVirksomheter"].as_array().expect("a list");
    let withheld = [
        person.get("navn").is_none(),
        person.get("foedselsdato").is_none(),
        position.get("grunnlagstyper").is_none(),
        intermediates.is_empty(),
    ];
    assert!(withheld.iter().all(|one| *one == withheld[0]), "all or nothing: {owner}");
    assert!(!withheld[0] || person.get("foedselsEllerDNummer").is_none(), "{owner}");
    withheld[0]
}

/// A row of the matrix of fields.
macro_rules! fields {
    ($($number:ident, $shielded:ident, $open:ident, $settled:ident, $reporter:ident: $scope:literal => $cells:expr;)*) => {
        $(
            #[tokio::test]
            async fn $number() {
                assert_eq!(seen($scope).await.pointer(NUMBER).is_some(), $cells[0]);
            }

            #[tokio::test]
            async fn $shielded() {
                let company = seen($scope).await;
                assert_eq!(!is_redacted(&company), $cells[1]);
                let person = format!("{SHIELDED}/folkeregistrertPerson/foedselsEllerDNummer");
                assert_eq!(company.pointer(&person).is_some(), $cells[1]);
            }

            #[tokio::test]
            async fn $open() {
                assert_eq!(seen($scope).await.pointer(OPEN).is_some(), $cells[2]);
            }

            #[tokio::test]
            async fn $settled() {
                assert_eq!(seen($scope).await.pointer(SETTLED).is_some(), $cells[3]);
            }

            #[tokio::test]
            async fn $reporter() {
                assert_eq!(seen($scope).await.pointer(REPORTER).is_some(), $cells[4]);
            }
        )*
    };
}

fields! {
    offentlig_number, offentlig_shielded, offentlig_open, offentlig_settled, offentlig_reporter:
        "offentlig" => [true, true, true, true, true];
    rapporteringspliktig_number, rapporteringspliktig_shielded, rapporteringspliktig_open,
    rapporteringspliktig_settled, rapporteringspliktig_reporter:
        "rapporteringspliktig" => [true, true, true, false, false];
    begrenset_number, begrenset_shielded, begrenset_open, begrenset_settled, begrenset_reporter:
        "rapporteringspliktig.begrenset" => [true, false, true, false, false];
    media_number, media_shielded, media_open, media_settled, media_reporter:
        "media" => [false, false, true, false, false];
    sivilsamfunn_number, sivilsamfunn_shielded, sivilsamfunn_open, sivilsamfunn_settled, sivilsamfunn_reporter:
        "sivilsamfunnsorganisasjon" => [false, false, true, false, false];
    hoeyere_utdanning_number, hoeyere_utdanning_shielded, hoeyere_utdanning_open, hoeyere_utdanning_settled,
    hoeyere_utdanning_reporter:
        "hoeyereutdanningsinstitusjon" => [false, false, true, false, false];
}

#[tokio::test]
async fn a_discrepancy_is_shown_when_the_company_has_had_its_three_weeks() {
    let test = TestApp::new().await;
    write_company(&test, &[(0, None), (0, Some(5)), (0, Some(25))]).await;
    let path = format!("{PATH}/{COMPANY}");
    // Days from now, and whether each of the three is shown to an authority and to the press.
    for (day, authority, press) in [
        (0, [false, false, false], [false, false, false]),
        (6, [false, true, false], [false, false, false]),
        (20, [false, true, false], [false, false, false]),
        (21, [true, true, true], [true, false, true]),
        (25, [true, true, true], [true, false, false]),
    ] {
        test.clock.set_offset(day * DAY);
        for (scope, expected) in [("brreg:reelle/offentlig", authority), ("brreg:reelle/media", press)] {
            let token = token(&test, scope, |_| {}).await;
            let answer = test.json(Method::GET, &path, Some(&token), &Value::Null).await.json();
            let shown =
                [0, 1, 2].map(|place| answer["registreringer"][place].get("uoverensstemmelse").is_some());
            assert_eq!(shown, expected, "day {day}, {scope}");
        }
    }
}

#[tokio::test]
async fn a_delegated_token_sees_what_the_consumers_scope_opens() {
    let test = TestApp::new().await;
    write_company(&test, &[(-30, None)]).await;
    let delegated = token(&test, "brreg:reelle/media", |claims| {
        claims["supplier"] =
            serde_json::json!({ "authority": "iso6523-actorid-upis", "ID": "0192:314208641" });
    })
    .await;
    let direct = token(&test, "brreg:reelle/media", |_| {}).await;
    let mut answers = Vec::new();
    for token in [delegated, direct] {
        let answer = test.json(Method::GET, &format!("{PATH}/{COMPANY}"), Some(&token), &Value::Null).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answers.push(answer.json());
    }
    assert_eq!(answers[0], answers[1]);
}
