//! The life of a delegation: whatever happens to it or to its two sides, a token that was issued before opens the register
//! until it runs out, the next one is refused with the right code, and the explanation names what happened.

use axum::http::{Method, StatusCode};
use fullmakt::delegation::registry::State;
use fullmakt::ids::Random;
use fullmakt::language::Language;
use fullmakt::ledger;
use fullmakt::numbers::{OrgNumber, PartyUuid, PersonNumber};
use fullmakt::parties::{End, NewOrganisation, Person, insert_organisation, insert_person};
use fullmakt::token::explain::explain;
use fullmakt::world::{Deed, Done, Error, Pair, Side};
use serde_json::{Value, json};

use super::{MEDIA, OBLIGED, OBLIGED_SCOPE, World as Parties, audited};
use crate::support::TestApp;
use crate::token::{CUSTOMER, SUPPLIER, World};

/// Takes over, and is the main unit of nobody before.
const HEIR: &str = "312246538";
const CONSUMERS_UNIT: &str = "315000009";
const SUPPLIERS_UNIT: &str = "315000017";

fn number(text: &str) -> OrgNumber {
    OrgNumber::parse(text).expect("a number")
}

fn pair() -> Pair {
    Pair { consumer: number(CUSTOMER), supplier: number(SUPPLIER), person: None }
}

fn ends(organisation: &str, end: End) -> Deed {
    Deed::OrganisationEnds { organisation: number(organisation), end }
}

fn withdrawn(by: Side) -> Deed {
    Deed::DelegationWithdrawn { pair: pair(), by, scheme: OBLIGED.to_owned() }
}

fn given(pair: Pair) -> Deed {
    Deed::DelegationGiven { pair, scheme: OBLIGED.to_owned() }
}

fn removed(by: Side, cascade: bool) -> Deed {
    Deed::SupplierRemoved { pair: pair(), by, cascade }
}

/// Lets something happen, as the commands and timelines do.
async fn happen(test: &TestApp, deed: Deed) -> Result<Done, Error> {
    let mut tx = test.app.db.begin_write().await?;
    let done = deed.happen(&mut tx, &test.app, test.app.now()).await?;
    tx.commit().await?;
    Ok(done)
}

async fn subunit(test: &TestApp, unit: &str, main: &str) {
    let mut tx = test.app.db.begin_write().await.expect("write");
    let new = NewOrganisation {
        number: number(unit),
        name: "Avdeling",
        form: "BEDR",
        parent: Some(number(main)),
        origin: "world_file",
        case_number: None,
        entity: &json!({ "navn": "AVDELING", "overordnetEnhet": main }),
    };
    insert_organisation(&mut tx, &test.app, test.app.now(), new).await.expect("made");
    tx.commit().await.expect("commit");
}

/// A request for a token: the token, or code and the explanation's meaning and repair in English.
async fn ask(world: &World, consumer: &str, jti: &str) -> Result<String, (String, String, String)> {
    let mut claims = world.claims();
    claims["jti"] = json!(jti);
    claims["consumer_org"] = json!(consumer);
    let answer = world.ask(&claims).await;
    let body = answer.json();
    if answer.status == StatusCode::OK {
        return Ok(body["access_token"].as_str().expect("a token").to_owned());
    }
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
    let code = body["error_uri"].as_str().and_then(|uri| uri.rsplit('/').next()).expect("a code").to_owned();
    let text = body["error_description"].as_str().expect("a description").to_owned();
    let trace = text.split_once("(trace_id: ").expect("a trace id").1.trim_end_matches(')').to_owned();
    let mut tx = world.test.app.db.read().await.expect("read");
    let entry = ledger::find(&mut tx, &trace).await.expect("read").expect("its row");
    for language in Language::ALL {
        let told = explain(&entry, language);
        assert!(!told.meaning.contains("explain-") && !told.repair.contains("explain-"), "{told:?}");
        assert!(!told.meaning.contains("fact-"), "{told:?}");
    }
    let told = explain(&entry, Language::En);
    Err((code, told.meaning, told.repair))
}

/// What the register answers to a token.
async fn register(test: &TestApp, token: &str) -> StatusCode {
    let company =
        fullmakt::register::population::examples::built_in().first().expect("a company").company.number;
    let path = format!("/api/oppslag/v1/virksomheter/{company}");
    test.json(Method::GET, &path, Some(token), &Value::Null).await.status
}

/// One row of the table: what happens to a delegation that holds.
struct Row {
    name: &'static str,
    deeds: Vec<Deed>,
    /// The code of the next refusal, with a piece of the explanation and of the repair; nothing where a token is given.
    refused: Option<(&'static str, &'static str, &'static str)>,
}

#[tokio::test]
async fn each_event_leaves_the_issued_token_refuses_the_next_with_its_code_and_is_named() {
    let state = |status: Option<&str>, delegable: Option<bool>, visible: Option<bool>| Deed::Scheme {
        scheme: OBLIGED.to_owned(),
        state: State { status: status.map(str::to_owned), delegable, visible },
    };
    let scope = |active: bool| Deed::Scope { scope: OBLIGED_SCOPE.to_owned(), active };
    let grant =
        |holds: bool| Deed::Grant { scope: OBLIGED_SCOPE.to_owned(), organisation: number(CUSTOMER), holds };
    let by_unit = Pair { consumer: number(CONSUMERS_UNIT), ..pair() };
    let to_unit = Pair { supplier: number(SUPPLIERS_UNIT), ..pair() };
    let rows = [
        Row { name: "nothing happens", deeds: vec![Deed::Clock], refused: None },
        Row {
            name: "taken back by the consumer",
            deeds: vec![withdrawn(Side::Consumer)],
            refused: Some(("MP-251", "taken back 15.01.2026", "Ask the customer to give")),
        },
        Row {
            name: "given back by the supplier",
            deeds: vec![withdrawn(Side::Supplier)],
            refused: Some(("MP-251", "given back by the supplier 15.01.2026", "Ask the customer to give")),
        },
        Row {
            name: "supplier removed with cascade",
            deeds: vec![removed(Side::Consumer, true)],
            refused: Some(("MP-251", "taken back 15.01.2026", "Ask the customer")),
        },
        Row {
            name: "consumer removed by the supplier, with cascade",
            deeds: vec![removed(Side::Supplier, true)],
            refused: Some(("MP-251", "given back by the supplier", "Ask the customer")),
        },
        Row {
            name: "supplier removed after the delegation was",
            deeds: vec![withdrawn(Side::Consumer), removed(Side::Consumer, false)],
            refused: Some(("MP-251", "taken back", "Ask the customer")),
        },
        Row {
            name: "the customer is deleted",
            deeds: vec![ends(CUSTOMER, End::Deleted)],
            refused: Some((
                "MP-251",
                "the customer 313513408 was deleted on 15.01.2026, 10:00",
                "A deleted organisation gives no delegations",
            )),
        },
        Row {
            name: "the customer is merged",
            deeds: vec![ends(CUSTOMER, End::MergedInto(number(HEIR)))],
            refused: Some((
                "MP-251",
                "the customer 313513408 was merged into 312246538 on 15.01.2026",
                "The organisation that took it over must be granted the scope",
            )),
        },
        Row {
            name: "the customer goes bankrupt",
            deeds: vec![ends(CUSTOMER, End::Bankrupt)],
            refused: Some((
                "MP-251",
                "the customer went bankrupt on 15.01.2026",
                "Only the administrator of the estate",
            )),
        },
        Row {
            name: "the estate gives again",
            deeds: vec![ends(CUSTOMER, End::Bankrupt), given(pair())],
            refused: None,
        },
        Row {
            name: "the supplier is deleted",
            deeds: vec![ends(SUPPLIER, End::Deleted)],
            refused: Some((
                "MP-251",
                "the supplier 314208641 was deleted on",
                "of an organisation that exists",
            )),
        },
        Row {
            name: "the supplier is merged",
            deeds: vec![ends(SUPPLIER, End::MergedInto(number(HEIR)))],
            refused: Some((
                "MP-251",
                "the supplier 314208641 was merged into 312246538",
                "that took it over",
            )),
        },
        Row { name: "the supplier goes bankrupt", deeds: vec![ends(SUPPLIER, End::Bankrupt)], refused: None },
        Row {
            name: "the scheme cannot be given",
            deeds: vec![state(None, Some(false), None)],
            refused: None,
        },
        Row { name: "the scheme is hidden", deeds: vec![state(None, None, Some(false))], refused: None },
        Row {
            name: "the scheme is deprecated",
            deeds: vec![state(Some("Deprecated"), None, None)],
            refused: None,
        },
        Row {
            name: "the scope is closed",
            deeds: vec![scope(false)],
            refused: Some((
                "MP-200",
                "The scope cannot be used: brreg:reelle/rapporteringspliktig, which its owner closed on 15.01.2026, 10:00",
                "Nothing is wrong with the client",
            )),
        },
        Row { name: "the scope is opened again", deeds: vec![scope(false), scope(true)], refused: None },
        Row {
            name: "the grant is withdrawn",
            deeds: vec![grant(false)],
            refused: Some((
                "MP-250",
                "does not have the scope any more: the grant was withdrawn on 15.01.2026, 10:00",
                "must be granted the scope again",
            )),
        },
        Row {
            name: "taken back, and the owner closes the scheme",
            deeds: vec![withdrawn(Side::Consumer), state(None, Some(false), None)],
            refused: Some((
                "MP-251",
                "taken back 15.01.2026, 10:00; the owner closed the delegation scheme with the scope on 15.01.2026",
                "Ask the scope's owner to open",
            )),
        },
        Row {
            name: "another scheme is given when this one was taken back",
            deeds: vec![
                withdrawn(Side::Consumer),
                Deed::DelegationGiven { pair: pair(), scheme: MEDIA.to_owned() },
            ],
            refused: Some((
                "MP-251",
                "taken back 15.01.2026, 10:00; given instead: Register of beneficial owners - Media",
                "Ask the customer to give",
            )),
        },
        Row { name: "the grant is given again", deeds: vec![grant(false), grant(true)], refused: None },
        Row {
            name: "a delegation by the subunit instead",
            deeds: vec![withdrawn(Side::Consumer), given(by_unit.clone())],
            refused: Some((
                "MP-251",
                "taken back 15.01.2026, 10:00; the delegation was given by the subunit 315000009, not by the main unit",
                "Ask the customer to act for 313513408",
            )),
        },
        Row {
            name: "the subunit has given, and the main unit goes bankrupt",
            deeds: vec![given(by_unit.clone()), ends(CUSTOMER, End::Bankrupt)],
            refused: Some((
                "MP-251",
                "the customer went bankrupt on 15.01.2026, 10:00, and the delegations it had given ended; the delegation was given by the subunit",
                "Only the administrator of the estate",
            )),
        },
        Row {
            name: "the main unit takes back, its subunit gives, and the main unit goes bankrupt",
            deeds: vec![withdrawn(Side::Consumer), given(by_unit), ends(CUSTOMER, End::Bankrupt)],
            refused: Some((
                "MP-251",
                "taken back 15.01.2026, 10:00; the customer went bankrupt on 15.01.2026, 10:00; the delegation was given by the subunit",
                "Only the administrator of the estate",
            )),
        },
        Row {
            name: "a delegation to the subunit instead",
            deeds: vec![withdrawn(Side::Consumer), given(to_unit)],
            refused: Some((
                "MP-251",
                "the delegation was given to the subunit 315000017, not to the main unit",
                "give the delegation to 314208641",
            )),
        },
        Row {
            name: "a subunit is deleted",
            deeds: vec![ends(CONSUMERS_UNIT, End::Deleted), ends(SUPPLIERS_UNIT, End::Deleted)],
            refused: None,
        },
    ];
    for row in rows {
        let world = World::delegated().await;
        let test = &world.test;
        subunit(test, CONSUMERS_UNIT, CUSTOMER).await;
        subunit(test, SUPPLIERS_UNIT, SUPPLIER).await;
        let before = ask(&world, CUSTOMER, "before").await.expect("a token");
        for deed in row.deeds {
            let done = happen(test, deed).await.unwrap_or_else(|error| panic!("{}: {error}", row.name));
            assert!(done.changed, "{}: {}", row.name, done.told);
        }
        assert_eq!(register(test, &before).await, StatusCode::OK, "{}: the token before", row.name);
        match (ask(&world, CUSTOMER, "after").await, row.refused) {
            (Ok(_), None) => {}
            (Err((code, meaning, repair)), Some((expected, means, mends))) => {
                assert_eq!(code, expected, "{}", row.name);
                assert!(meaning.contains(means), "{}: {meaning}", row.name);
                assert!(repair.contains(mends), "{}: {repair}", row.name);
            }
            (other, expected) => panic!("{}: {other:?}, not {expected:?}", row.name),
        }
        test.advance(121_000);
        assert_eq!(register(test, &before).await, StatusCode::UNAUTHORIZED, "{}: it runs out", row.name);
    }
}

#[tokio::test]
async fn an_unrelated_scheme_that_was_held_all_the_time_hides_no_withdrawal() {
    let world = World::delegated().await;
    let other = Deed::DelegationGiven { pair: pair(), scheme: MEDIA.to_owned() };
    happen(&world.test, other).await.expect("given");
    world.test.advance(1_000);
    happen(&world.test, withdrawn(Side::Consumer)).await.expect("taken back");
    let (_, meaning, _) = ask(&world, CUSTOMER, "after").await.expect_err("it was taken back");
    assert!(meaning.ends_with("taken back 15.01.2026, 10:00"), "{meaning}");
}

#[tokio::test]
async fn a_supplier_that_holds_something_is_not_removed_without_cascade_and_nothing_changes() {
    let world = World::delegated().await;
    let refused = happen(&world.test, removed(Side::Consumer, false)).await.expect_err("it holds something");
    assert!(refused.to_string().contains("still holds 1 delegation;"), "{refused}");
    assert!(ask(&world, CUSTOMER, "after").await.is_ok());
}

#[tokio::test]
async fn a_person_that_loses_its_role_administers_no_more_and_what_it_gave_holds() {
    let test = TestApp::new().await;
    let world = Parties::new(&test).await;
    let person = world.person;
    let own = Pair { consumer: world.customer, supplier: world.vendor, person: Some(person) };
    happen(&test, given(own.clone())).await.expect("the general manager gives");
    let mut browser = test.browser();
    browser.get("/logg-inn").await;
    browser.post("/logg-inn", &[("nummer", &person.to_string()), ("goto", "")]).await;
    browser.post("/fullmakt/velg", &[("virksomhet", &world.customer.to_string())]).await;
    let supplier = format!("/fullmakt/leverandorer/{}", world.vendor);
    assert_eq!(browser.get(&supplier).await.status, StatusCode::OK);

    let loses = Deed::RoleTaken { person, organisation: world.customer, role: Some("DAGL".to_owned()) };
    assert!(happen(&test, loses.clone()).await.expect("taken").changed);
    assert!(!happen(&test, loses).await.expect("taken before").changed, "a second time changes nothing");
    assert_eq!(audited(&test, "role.taken").await, 1);
    assert_eq!(super::active(&test).await, 1, "a delegation is the organisation's");
    assert_eq!(browser.get(&supplier).await.status, StatusCode::FORBIDDEN);
    let refused =
        happen(&test, Deed::SupplierRemoved { pair: own.clone(), by: Side::Consumer, cascade: true }).await;
    assert!(refused.expect_err("no role").to_string().contains("no role that may administer"));
    let path = format!("/api/GetPersonalToken?env=tt02&pid={person}&scopes=altinn:portal/enduser&authLvl=3");
    let token = test.call(Method::GET, &path, &[], "").await.body;
    let party = {
        let mut tx = test.app.db.read().await.expect("read");
        let found = fullmakt::parties::find_organisation(&mut tx, world.customer).await.expect("read");
        found.expect("there").party_uuid.to_string()
    };
    let path = format!("/accessmanagement/api/v1/enduser/maskinportensuppliers?party={party}");
    let answer = test.call(Method::GET, &path, &[("authorization", &format!("Bearer {token}"))], "").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);

    let other = PersonNumber::parse_synthetic("05910298382").expect("a number");
    let nobody = Deed::RoleTaken { person: other, organisation: world.customer, role: None };
    let error = happen(&test, nobody).await.expect_err("nobody has the number").to_string();
    assert!(!error.contains("0591") && error.contains("person number"), "{error}");

    // The next general manager reads in the history who gave, though that person has no role any more.
    let mut tx = test.app.db.begin_write().await.expect("write");
    let next = Person {
        party_uuid: PartyUuid::make(&Random::seeded(5)),
        number: other,
        name: "Neste Leder".to_owned(),
        birth_date: "1902-11-05".to_owned(),
    };
    insert_person(&mut tx, &test.app, test.app.now(), &next, None, None).await.expect("a person");
    tx.commit().await.expect("commit");
    let role = Deed::RoleGiven { person: other, organisation: world.customer, role: "DAGL".to_owned() };
    assert!(happen(&test, role).await.expect("given").changed);
    let mut browser = test.browser();
    browser.get("/logg-inn").await;
    browser.post("/logg-inn", &[("nummer", &other.to_string()), ("goto", "")]).await;
    browser.post("/fullmakt/velg", &[("virksomhet", &world.customer.to_string())]).await;
    let page = browser.get(&supplier).await.text();
    assert!(page.contains("15.01.2026 kl. 10.00 av Oppdiktet Testesen"), "{page}");
}

#[tokio::test]
async fn a_deleted_organisation_takes_its_subunits_along_and_neither_gives_nor_receives() {
    let world = World::delegated().await;
    let test = &world.test;
    subunit(test, CONSUMERS_UNIT, CUSTOMER).await;
    happen(test, given(Pair { consumer: number(CONSUMERS_UNIT), ..pair() })).await.expect("given");
    let done = happen(test, ends(CUSTOMER, End::Deleted)).await.expect("deleted");
    assert_eq!(done.told, "313513408 is deleted, with 1 subunit; 2 delegations ended");
    assert!(!happen(test, ends(CUSTOMER, End::Deleted)).await.expect("again").changed);
    assert_eq!(audited(test, "delegation.ended").await, 2);
    assert_eq!(audited(test, "organisation.deleted").await, 2);
    for (deed, why) in [
        (given(pair()), "313513408 was deleted on 15.01.2026"),
        (
            given(Pair { consumer: number(SUPPLIER), supplier: number(CUSTOMER), person: None }),
            "was deleted on",
        ),
        (ends(CUSTOMER, End::Bankrupt), "was deleted on"),
        (ends(CUSTOMER, End::MergedInto(number(HEIR))), "was deleted on"),
        (ends(HEIR, End::MergedInto(number(CUSTOMER))), "was deleted on"),
        (ends(HEIR, End::MergedInto(number(HEIR))), "cannot be merged into itself"),
        (ends("910049356", End::Deleted), "is not a party"),
        (ends("999999999", End::Deleted), "may be a real organisation"),
    ] {
        let error = happen(test, deed.clone()).await.expect_err("refused").to_string();
        assert!(error.contains(why), "{deed:?}: {error}");
    }
    let entity = test.call(Method::GET, &format!("/enhetsregisteret/api/enheter/{CUSTOMER}"), &[], "").await;
    let entity = entity.json();
    assert_eq!(
        (&entity["slettedato"], &entity["respons_klasse"]),
        (&json!("2026-01-15"), &json!("SlettetEnhet"))
    );
}

#[tokio::test]
async fn a_merger_hands_the_subunits_on_with_what_they_gave() {
    let world = World::delegated().await;
    let test = &world.test;
    subunit(test, CONSUMERS_UNIT, CUSTOMER).await;
    happen(test, given(Pair { consumer: number(CONSUMERS_UNIT), ..pair() })).await.expect("given");
    happen(test, ends(CUSTOMER, End::MergedInto(number(HEIR)))).await.expect("merged");
    let mut tx = test.app.db.read().await.expect("read");
    let unit = fullmakt::parties::find_organisation(&mut tx, number(CONSUMERS_UNIT))
        .await
        .expect("read")
        .expect("there");
    drop(tx);
    assert_eq!((unit.parent, unit.deleted_at), (Some(number(HEIR)), None));
    assert_eq!(super::active(test).await, 1, "the subunit's own delegation holds");
}

#[tokio::test]
async fn both_sides_read_in_the_history_what_happened_and_on_the_page_what_became_of_the_other() {
    let test = TestApp::new().await;
    let world = Parties::new(&test).await;
    world.give_role(&test, world.vendor, "DAGL").await;
    let own = Pair { consumer: world.customer, supplier: world.vendor, person: None };
    happen(&test, given(own)).await.expect("given");
    let closed = State { delegable: Some(false), ..State::default() };
    happen(&test, Deed::Scheme { scheme: OBLIGED.to_owned(), state: closed }).await.expect("closed");
    happen(&test, Deed::Scope { scope: OBLIGED_SCOPE.to_owned(), active: false }).await.expect("closed");
    let mut browser = test.browser();
    browser.get("/logg-inn").await;
    browser.post("/logg-inn", &[("nummer", &world.person.to_string()), ("goto", "")]).await;
    browser.post("/fullmakt/velg", &[("virksomhet", &world.customer.to_string())]).await;
    let supplier = format!("/fullmakt/leverandorer/{}", world.vendor);
    let page = browser.get(&supplier).await.text();
    for said in [
        "Eieren lar ikke lenger denne fullmakten gis.",
        "Eieren har stengt brreg:reelle/rapporteringspliktig.",
        "Stengt av eieren",
    ] {
        assert!(page.contains(said), "{said:?} is not in: {page}");
    }
    let confirm = browser.get(&format!("{supplier}/fjern/{OBLIGED}")).await.text();
    assert!(confirm.contains("kan du ikke gi den på nytt"), "{confirm}");

    let deleted = Deed::OrganisationEnds { organisation: world.customer, end: End::Deleted };
    happen(&test, deleted).await.expect("deleted");
    assert_eq!(browser.get(&supplier).await.status, StatusCode::FORBIDDEN, "no role is left in it");
    browser.post("/fullmakt/velg", &[("virksomhet", &world.vendor.to_string())]).await;
    let page = browser.get(&format!("/fullmakt/konsumenter/{}", world.customer)).await.text();
    for said in [
        "Oppdiktet Kunde AS ble slettet 15.01.2026 kl. 10.00, og verken gir eller tar imot fullmakter.",
        "15.01.2026 kl. 10.00, fordi Oppdiktet Kunde AS ble slettet",
    ] {
        assert!(page.contains(said), "{said:?} is not in: {page}");
    }
    // A deleted organisation is not added as a supplier either.
    let looked = browser.get(&format!("/fullmakt/leverandorer/ny?orgnr={}", world.customer)).await;
    assert_eq!(looked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        looked.text().contains("ble slettet 15.01.2026 kl. 10.00 og kan ikke få fullmakter"),
        "{}",
        looked.text()
    );
    let fields = [("orgnr", world.customer.to_string())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(
        browser.post("/fullmakt/leverandorer/ny", &fields).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn giving_and_deleting_at_once_leave_no_delegation_behind() {
    let world = World::new().await;
    let test = &world.test;
    for round in 0..6 {
        let giver = Pair { consumer: Parties::another(test, 900 + round, "Kortvarig AS").await, ..pair() };
        let organisation = giver.consumer;
        happen(test, Deed::SupplierAdded(giver.clone())).await.expect("added");
        let (gave, ended) = tokio::join!(
            happen(test, given(giver)),
            happen(test, Deed::OrganisationEnds { organisation, end: End::Deleted })
        );
        ended.expect("deleted");
        if let Err(error) = gave {
            assert!(error.to_string().contains("was deleted on"), "{error}");
        }
        assert_eq!(super::active(test).await, 0, "round {round}");
    }
}

#[tokio::test]
async fn the_owner_closes_its_scope_by_the_self_service_api() {
    let world = World::delegated().await;
    let test = &world.test;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let register = number(fullmakt::clients::REGISTER);
    let (app, now) = (&test.app, test.app.now());
    fullmakt::clients::grant_scope(&mut tx, app, now, "idporten:scopes.write", register, None, "operator")
        .await
        .expect("granted");
    tx.commit().await.expect("commit");
    let key = fullmakt::keys::active_signing_key(&app.db, &app.keys).await.expect("keys").expect("a key");
    let token = |consumer: OrgNumber| {
        let at = now.wall_seconds();
        let claims = json!({
            "scope": "idporten:scopes.write", "iss": format!("{}/", crate::support::app::PUBLIC_URL),
            "exp": at + 120, "iat": at, "client_id": "c",
            "consumer": { "authority": "iso6523-actorid-upis", "ID": consumer.iso6523() }
        });
        key.sign_compact(&claims).expect("signed")
    };
    let path = format!("/api/v1/scopes?scope={OBLIGED_SCOPE}");
    let others = token(number(CUSTOMER));
    assert_eq!(
        test.json(Method::DELETE, &path, Some(&others), &Value::Null).await.status,
        StatusCode::FORBIDDEN
    );
    for _ in 0..2 {
        let closed = test.json(Method::DELETE, &path, Some(&token(register)), &Value::Null).await;
        assert_eq!(
            (closed.status, &closed.json()["active"]),
            (StatusCode::OK, &json!(false)),
            "{}",
            closed.body
        );
    }
    assert_eq!(audited(test, "scope.closed").await, 1);
    let (code, ..) = ask(&world, CUSTOMER, "after").await.expect_err("refused");
    assert_eq!(code, "MP-200");
}
