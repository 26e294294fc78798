//! Companies of the register in a world file: added, changed, refused, dumped, and a file that was cut off.

use axum::http::{Method, StatusCode};
use fullmakt::db::params;
use fullmakt::register::population::Population;
use fullmakt::register::population::examples::built_in;
use fullmakt::register::population::make::make;
use fullmakt::register::{companies_from_file, write_from_file};
use fullmakt::world::Format;
use serde_json::{Value, json};

use super::{PAGE, dump, faults, load};
use crate::register::token;
use crate::support::TestApp;

const OWN: &str = r#"[[company]]
number = "310000019"
name = "BLID HUMLE AS"
form = "AS"

[[company.registration]]
registered = "2025-03-10T09:00"
owner_status = "harReelleRettighetshavere"

[[company.registration.owner]]
number = "05910298382"
name = { given = "MODIG", family = "MURSTEIN" }

[[company.registration.owner.position]]
kind = "posisjonstype.eierskap"
interval = "intervall3"
grounds = ["direkte"]
"#;

/// What the register answers to those who see all.
async fn ask(test: &TestApp, path: &str) -> (StatusCode, Value) {
    let token = token(test, "brreg:reelle/offentlig", |_| {}).await;
    let path = format!("/api/oppslag/v1/{path}");
    let answer = test.json(Method::GET, &path, Some(&token), &Value::Null).await;
    (answer.status, answer.json())
}

/// Types and companies of the change log from `after` on.
async fn log(test: &TestApp, after: usize) -> Vec<(String, String)> {
    let (_, events) = ask(test, &format!("endringslogg?sekvensnummer={after}")).await;
    let said = |event: &Value, name| event[name].as_str().unwrap_or_default().to_owned();
    let events = events.as_array().expect("a list").iter();
    events
        .map(|event| {
            let kind = said(event, "type");
            (kind.rsplit('.').next().unwrap_or_default().to_owned(), said(event, "subject"))
        })
        .collect()
}

#[tokio::test]
async fn a_file_adds_companies_which_the_register_answers_with_and_tells_of() {
    let test = TestApp::new().await;
    let seeded = built_in().len();
    let (_, rest) = PAGE.split_once("[[company]]").expect("an example");
    let (page, _) = rest.split_once("```").expect("its end");
    let organisation = "[[organisation]]\nnumber = \"313513408\"\nname = \"Lystig Elg AS\"\n\n";
    let toml = format!("{organisation}[[company]]{page}\n{OWN}");
    let report = load(&test, &toml, Format::Toml).await.expect("a good file");
    assert_eq!((report.companies.created, report.organisations.created), (2, 1));

    let (status, customer) = ask(&test, "virksomheter/313513408").await;
    assert_eq!(status, StatusCode::OK);
    let owners = customer["registreringer"][0]["reelleRettighetshavere"].as_array().expect("owners").clone();
    assert_eq!(owners.len(), 2, "{customer:#}");
    assert!(customer.to_string().contains("Rolig Igelkott AB"), "{customer:#}");
    let (_, found) = ask(&test, "virksomheter?foedselsnummer=05910298382").await;
    assert_eq!(found.as_array().map(Vec::len), Some(2), "both are found by their owner: {found:#}");
    let told = test.call(Method::GET, "/enhetsregisteret/api/enheter/310000019", &[], "").await.json();
    assert_eq!((&told["navn"], &told["organisasjonsform"]["kode"]), (&json!("BLID HUMLE AS"), &json!("AS")));
    let registered = |number: &str| ("registrert".to_owned(), number.to_owned());
    assert_eq!(log(&test, seeded).await, [registered("313513408"), registered("310000019")]);

    let again = load(&test, &toml, Format::Toml).await.expect("the same file");
    assert!(again.changed_nothing(), "{again:?}");
    assert_eq!(log(&test, seeded).await.len(), 2);
}

#[tokio::test]
async fn a_file_changes_a_company_and_what_it_leaves_out_of_the_history_is_gone() {
    let test = TestApp::new().await;
    let seeded = built_in().len();
    load(&test, OWN, Format::Toml).await.expect("a good file");
    let (_, before) = ask(&test, "virksomheter/310000019").await;

    // Another share keeps the registration's id, and another name is told by Enhetsregisteret.
    let other = OWN.replace("intervall3", "intervall2").replace("BLID HUMLE", "SINDIG HUMLE");
    let report = load(&test, &other, Format::Toml).await.expect("a good file");
    assert_eq!((report.companies.created, report.companies.changed), (0, 1));
    let (_, after) = ask(&test, "virksomheter/310000019").await;
    assert_ne!(before, after);
    let id = |company: &Value| company["registreringer"][0]["registreringsid"].clone();
    assert!(id(&before).is_string() && id(&before) == id(&after), "{after:#}");
    let told = test.call(Method::GET, "/enhetsregisteret/api/enheter/310000019", &[], "").await.json();
    assert_eq!(told["navn"], "SINDIG HUMLE AS");

    // Its owner is another one: nobody finds it by the first any more.
    let other = other.replace("05910298382", "25828897341");
    load(&test, &other, Format::Toml).await.expect("a good file");
    let (_, found) = ask(&test, "virksomheter?foedselsnummer=05910298382").await;
    assert_eq!(found, json!([]));
    let gone = other.replacen("form = \"AS\"", "form = \"AS\"\ndeleted = \"2025-12-01\"", 1);
    load(&test, &gone, Format::Toml).await.expect("a good file");
    let told = test.call(Method::GET, "/enhetsregisteret/api/enheter/310000019", &[], "").await.json();
    assert_eq!(told["respons_klasse"], "SlettetEnhet", "{told:#}");
    let kinds: Vec<String> = log(&test, seeded).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["registrert", "endret", "endret", "slettet"]);

    // An example is changed by its number alone, and is written down from then on.
    assert!(!dump(&test, Format::Toml, false).await.contains("TREG PADDE"));
    let silent = built_in().into_iter().find(|one| one.shows == "not-reported").expect("an example");
    let number = silent.company.number;
    let reported = format!(
        "[[company]]\nnumber = \"{number}\"\n[[company.registration]]\nregistered = \"2025-11-01\"\nowner_status = \"harIkkeReelleRettighetshavere\"\n"
    );
    load(&test, &reported, Format::Toml).await.expect("a good file");
    assert_eq!(log(&test, seeded + 4).await, [("registrert".to_owned(), number.to_string())]);
    assert!(dump(&test, Format::Toml, false).await.contains("TREG PADDE"));
}

#[tokio::test]
async fn a_history_of_several_registrations_needs_no_ids_and_a_company_has_one_at_least() {
    let test = TestApp::new().await;
    let registration = |day: &str| {
        format!(
            "[[company.registration]]\nregistered = \"{day}\"\nowner_status = \"harIkkeReelleRettighetshavere\"\n"
        )
    };
    let company = "[[company]]\nnumber = \"310000019\"\nname = \"BLID HUMLE AS\"\nform = \"AS\"\n";
    let two = format!("{company}{}{}", registration("2025-11-01"), registration("2020-03-10"));
    assert_eq!(load(&test, &two, Format::Toml).await.expect("a good file").companies.created, 1);
    let ids = async || {
        let (_, told) = ask(&test, "virksomheter/310000019").await;
        let all = told["registreringer"].as_array().expect("registrations").clone();
        all.iter().map(|one| one["registreringsid"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    let first = ids().await;
    assert!(first.len() == 2 && first[0] != first[1], "{first:?}");

    // A third one keeps the ids of those that were there.
    let three = format!("{two}{}", registration("2019-01-02"));
    load(&test, &three, Format::Toml).await.expect("a good file");
    assert_eq!(ids().await[..2], first[..]);

    let same = format!("{company}{}{}", registration("2020-03-10"), registration("2020-03-10"));
    let told = faults(&test, &same, Format::Toml).await;
    assert!(told.iter().any(|fault| fault.problem.contains("an instant of its own")), "{told:#?}");
    for none in [format!("{company}registration = []\n"), company.to_owned()] {
        let told = faults(&test, &none, Format::Toml).await;
        assert_eq!(told.len(), 1, "{told:#?}");
        assert_eq!(told[0].field, "company[0].registration");
    }
}

#[tokio::test]
async fn a_minor_is_exempt_whatever_the_file_says() {
    let test = TestApp::new().await;
    let minor = OWN.replace("number = \"05910298382\"", "birth_date = \"2015-01-01\"\nexempt = false");
    assert_ne!(minor, OWN);
    load(&test, &minor, Format::Toml).await.expect("a good file");
    let token = token(&test, "brreg:reelle/media", |_| {}).await;
    let path = "/api/oppslag/v1/virksomheter/310000019";
    let answer = test.json(Method::GET, path, Some(&token), &Value::Null).await.json();
    let owner = &answer["registreringer"][0]["reelleRettighetshavere"][0];
    assert_eq!(owner["erUnntattFraInnsyn"], true, "{owner:#}");
    assert!(!owner.to_string().contains("MURSTEIN") && !owner.to_string().contains("2015-01"), "{owner:#}");
    assert!(load(&test, &minor, Format::Toml).await.expect("the same file").changed_nothing());
}

#[tokio::test]
async fn an_organisation_keeps_a_form_that_its_company_can_have() {
    let test = TestApp::new().await;
    let organisation = |form: &str| {
        format!("[[organisation]]\nnumber = \"310000019\"\nname = \"BLID HUMLE AS\"\nform = \"{form}\"\n\n")
    };
    let (before, _) = OWN.split_once("name").expect("a name");
    let (_, after) = OWN.split_once("form = \"AS\"\n").expect("a form");
    let company = format!("{before}{after}");
    load(&test, &format!("{}{company}", organisation("AS")), Format::Toml).await.expect("a good file");
    let told = faults(&test, &organisation("ENK"), Format::Toml).await;
    assert_eq!(
        (told.len(), told[0].field.as_str(), told[0].line),
        (1, "organisation[0].form", 4),
        "{told:#?}"
    );
    assert!(told[0].problem.contains("is not subject to registration"), "{told:#?}");
    load(&test, &organisation("ASA"), Format::Toml).await.expect("shares go with it too");
}

#[tokio::test]
async fn what_cannot_be_is_named_by_line_and_field_and_nothing_is_applied() {
    let test = TestApp::new().await;
    let cases: &[(&str, &str, usize, &str, &str)] = &[
        ("310000019", "310000018", 2, "number", "mistyped"),
        ("310000019", "910049356", 2, "number", "may be a real organisation"),
        ("name = \"BLID HUMLE AS\"\n", "", 1, "name", "Lystig Elg AS"),
        ("form = \"AS\"", "", 1, "form", "for example “AS”"),
        ("form = \"AS\"", "form = \"ENK\"", 1, "", "expected one of AS, ASA"),
        ("form = \"AS\"", "form = \"STI\"", 6, "registration[0]", "does not go with the form STI"),
        ("form = \"AS\"", "shape = \"AS\"", 4, "shape", "known are number, name, form"),
        ("form = \"AS\"", "form = \"AS\"\nfirst_registered = \"2025-04-01\"", 7, "registration[0]", "older"),
        ("form = \"AS\"", "form = \"AS\"\ndeleted = \"snart\"", 5, "deleted", "2027-03-01"),
        (
            "form = \"AS\"",
            "form = \"AS\"\nentity = { organisasjonsnummer = \"313513408\" }",
            5,
            "entity",
            "not this company's number",
        ),
        ("registered = \"2025-03-10T09:00\"\n", "", 6, "registration[0].registered", "2025-03-10"),
        ("2025-03-10T09:00", "2030-03-10", 7, "registration[0].registered", "ahead of the world's clock"),
        (
            "harReelleRettighetshavere", "harEiere", 8, "registration[0].owner_status",
            "harReelleRettighetshavere",
        ),
        (
            "harReelleRettighetshavere", "harIkkeReelleRettighetshavere", 6, "registration[0]",
            "there are none to tell of",
        ),
        (
            "owner_status",
            "foreign_register = { country = \"SWE\", address = \"x\" }\nowner_status",
            11,
            "registration[0].owner",
            "keep one of",
        ),
        (
            "name = { given",
            "birth_date = \"1999-01-01\"\nname = { given",
            10,
            "registration[0].owner[0]",
            "than the identity number tells",
        ),
        (
            "owner_status",
            "discrepancy = { text = \"x\" }\nowner_status",
            8,
            "registration[0].discrepancy.received",
            "2025-03-10",
        ),
        ("owner_status", "id = \"1\"\nowner_status", 8, "registration[0].id", "UUID"),
        ("05910298382", "05910298383", 11, "registration[0].owner[0].number", "mistyped"),
        (
            "{ given = \"MODIG\", family = \"MURSTEIN\" }",
            "\"MODIG\"",
            12,
            "registration[0].owner[0].name",
            "given",
        ),
        ("name = {", "abroad = true\nname = {", 11, "registration[0].owner[0].number", "leave out abroad"),
        (
            "name = {",
            "residence = \"Norge\"\nname = {",
            12,
            "registration[0].owner[0].residence",
            "three letters",
        ),
        ("number = \"05910298382\"\n", "", 10, "registration[0].owner[0].birth_date", "1990-05-17"),
        (
            "posisjonstype.eierskap",
            "eiendom",
            15,
            "registration[0].owner[0].position[0].kind",
            "eierskap, kontrollOverStemmerettigheter",
        ),
        ("interval = \"intervall3\"\n", "", 14, "registration[0].owner[0].position[0]", "has an interval"),
        ("[\"direkte\"]", "\"direkte\"", 17, "registration[0].owner[0].position[0].grounds", "a list"),
        (
            "[\"direkte\"]",
            "[\"direkte\"]\nintermediates = [{ organisation = \"313513408\" }]",
            14,
            "registration[0].owner[0].position[0]",
            "indirectly",
        ),
        (
            "[\"direkte\"]",
            "[\"indirekte\"]\nintermediates = [{ organisation = \"910049356\" }]",
            6,
            "registration",
            "may be a real organisation",
        ),
    ];
    for (from, to, line, field, word) in cases {
        assert!(OWN.contains(from), "{from}");
        let told = faults(&test, &OWN.replacen(from, to, 1), Format::Toml).await;
        let field = if field.is_empty() { "company[0]".to_owned() } else { format!("company[0].{field}") };
        let named = told
            .iter()
            .any(|fault| fault.field == field && fault.problem.contains(word) && fault.line == *line);
        assert!(named, "{from} → {to}: {told:#?}");
    }
    let twice = faults(&test, &format!("{OWN}{OWN}"), Format::Toml).await;
    assert_eq!((twice[0].line, twice[0].field.as_str()), (19, "company[1].number"), "{twice:#?}");
    let organisation = "[[organisation]]\nnumber = \"310000019\"\nname = \"Lystig Elg AS\"\n";
    let told = faults(&test, &format!("{organisation}{OWN}"), Format::Toml).await;
    assert!(told.iter().all(|fault| fault.problem.contains("[[organisation]]")), "{told:#?}");
    assert_eq!(test.count("SELECT count(*) AS n FROM register_companies WHERE from_file").await, 0);
    assert_eq!(log(&test, built_in().len()).await, []);
}

/// A world whose companies are all written down: of every form, with every kind of owner.
async fn written_down(size: u64) -> TestApp {
    let test = TestApp::new().await;
    make(&test.app, Population::new(7, size), &mut |_| ()).await.expect("a population");
    let mut tx = test.app.db.begin_write().await.expect("write");
    for place in 0..size {
        let number = Population::new(7, size).company(place).company.number;
        write_from_file(&mut tx, number, None).await.expect("marked");
    }
    tx.commit().await.expect("commit");
    test
}

#[tokio::test]
async fn every_company_of_a_population_survives_the_way_through_a_file() {
    let one = written_down(300).await;
    let rows = async |test: &TestApp| {
        let mut tx = test.app.db.read().await.expect("read");
        let companies = companies_from_file(&mut tx).await.expect("companies");
        let sql = "SELECT person, number FROM register_owners ORDER BY person, number";
        let owners = tx.fetch_all(sql, params![]).await.expect("owners");
        let owners: Vec<(String, String)> = owners
            .iter()
            .map(|row| (row.text("person").expect("a person"), row.text("number").expect("a number")))
            .collect();
        (companies, owners)
    };
    let expected = rows(&one).await;
    assert_eq!(expected.0.len(), 300);
    for format in [Format::Toml, Format::Json] {
        let text = dump(&one, format, false).await;
        let other = TestApp::new().await;
        let report = load(&other, &text, format).await.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(report.companies.created, 300);
        assert_eq!(rows(&other).await, expected);
        assert_eq!(dump(&other, format, false).await, text);
        for test in [&one, &other] {
            assert!(load(test, &text, format).await.expect("its own dump").changed_nothing());
        }
    }
}

#[tokio::test]
async fn a_population_file_that_was_cut_is_refused_wherever_that_was_and_nothing_is_applied() {
    let one = written_down(12).await;
    let test = TestApp::new().await;
    for format in [Format::Toml, Format::Json] {
        let whole = dump(&one, format, false).await;
        // Anywhere, and at the ends of lines, where TOML is whole by itself.
        let anywhere = (1..40).map(|part| whole.len() * part / 40);
        let lines = whole.match_indices('\n').map(|(at, _)| at + 1).step_by(7);
        for cut in anywhere.chain(lines).filter(|cut| *cut > 100 && *cut < whole.len() - 1) {
            let Some(part) = whole.get(..cut) else { continue };
            let told = faults(&test, part, format).await;
            let last = part.lines().count() + 1;
            assert!(told.iter().all(|fault| (1..=last).contains(&fault.line)), "{cut}: {told:#?}");
            assert!(told.iter().any(|fault| !fault.problem.is_empty()), "{cut}: {told:#?}");
        }
        let (most, _) = whole.rsplit_once("[[company]]").unwrap_or_else(|| whole.split_at(whole.len() / 2));
        let told = faults(&test, most, format).await;
        let said = if format == Format::Toml { "the file was cut off" } else { "this is not JSON" };
        assert!(told.iter().any(|fault| fault.problem.contains(said)), "{told:#?}");
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM register_companies WHERE from_file").await, 0);
}
