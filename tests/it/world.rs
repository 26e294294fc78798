//! The world as a file: what is loaded, what is refused, and what comes out again.

mod companies;

use fullmakt::clock::DAY;
use fullmakt::ids::Random;
use fullmakt::jose::SigningKey;
use fullmakt::orders::OrderKind;
use fullmakt::parties::fictional::{make_person, organisation_name};
use fullmakt::world::{self, Error, Fault, Format, Report};
use serde_json::{Value, json};

use crate::orders::{CUSTOMER, approve, draft, placed};
use crate::support::TestApp;

/// A published example of the scheme of 2032; nobody has it.
const REAL: &str = "02013299997";

/// The page that tells of world files.
const PAGE: &str = include_str!("../../docs/world-file.md");

#[tokio::test]
async fn the_pages_whole_example_is_loaded_and_changes_nothing_again() {
    let test = TestApp::new().await;
    let (_, rest) = PAGE.split_once("```toml\n").expect("an example");
    let (toml, _) = rest.split_once("```").expect("its end");
    let first = load(&test, toml, Format::Toml).await.expect("the page's example is a good file");
    let made: usize = first.lines().iter().map(|(_, count)| count.created).sum();
    assert_eq!(made, 7, "{first:?}");
    assert!(load(&test, toml, Format::Toml).await.expect("the same file").changed_nothing());
}

#[tokio::test]
async fn the_page_of_world_files_names_every_field_and_no_other() {
    let test = TestApp::new().await;
    let sections =
        ["clock", "organisation", "person", "scope", "scheme", "grant", "delegation", "client", "company"];
    let everything = faults(&test, "nothing = 1\n", Format::Toml).await;
    assert!(everything[0].problem.ends_with(&sections.join(", ")), "{everything:?}");
    let inside =
        ["company.registration", "company.registration.owner", "company.registration.owner.position"];
    for section in sections.into_iter().chain(inside) {
        let heading = if section == "clock" { "[clock]".to_owned() } else { format!("[[{section}]]") };
        // An entry inside of others stands below theirs.
        let above = heading.match_indices('.').map(|(at, _)| format!("{}]]\n", &heading[..at]));
        let above: String = above.collect();
        let told = faults(&test, &format!("{above}{heading}\nnothing = 1\n"), Format::Toml).await;
        let known = told
            .iter()
            .filter(|fault| fault.field.ends_with("nothing"))
            .find_map(|fault| fault.problem.strip_prefix("this is not known here; known are "))
            .unwrap_or_else(|| panic!("{section}: {told:?}"));
        let (_, rest) = PAGE.split_once(&format!("\n## `{heading}`\n")).expect(section);
        let part = rest.split("\n## ").next().expect("a part");
        let named: Vec<&str> = part
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
            .map(|(field, _)| field)
            .collect();
        assert_eq!(named.join(", "), known, "docs/world-file.md, {heading}");
    }
}

/// A world with one of everything.
fn example(key: &Value) -> String {
    format!(
        r#"# A scenario.
[clock]
ahead = "12d"

[[organisation]]
number = "313513408"
name = "Lystig Elg AS"

[[organisation]]
number = "314208641"
name = "Rolig Måke ENK"
form = "ENK"

[[person]]
number = "05910298382"
name = "Modig Murstein"
customer = "313513408"
roles = [
  {{ organisation = "313513408", role = "DAGL" }},
]

[[scope]]
name = "lystig:elg/les"
owner = "313513408"
description = "Lese om elger"
delegation_source = "self"

[[scheme]]
id = "lystig-elg"
owner = "313513408"
owner_code = "elg"
title = "Elger"
scopes = ["lystig:elg/les"]

[[grant]]
scope = "brreg:reelle/media"
organisation = "313513408"

[[delegation]]
consumer = "313513408"
supplier = "314208641"
schemes = ["brreg-reelle-media", "lystig-elg"]

[[client]]
id = "rolig-klient"
organisation = "314208641"
name = "Rolig klient"
scopes = ["brreg:reelle/media"]

[[client.key]]
kty = "RSA"
use = "sig"
kid = "rolig-1"
alg = "RS256"
n = "{}"
e = "AQAB"
"#,
        key["n"].as_str().unwrap()
    )
}

fn key() -> Value {
    SigningKey::generate(2048).expect("a key").public_jwk()
}

async fn load(test: &TestApp, toml: &str, format: Format) -> Result<Report, Error> {
    let mut tx = test.app.db.begin_write().await?;
    let report = world::load(&mut tx, &test.app, test.app.now(), toml, format).await?;
    tx.commit().await?;
    let mut tx = test.app.db.read().await?;
    test.clock.set_offset(world::clock_offset(&mut tx).await?);
    Ok(report)
}

async fn dump(test: &TestApp, format: Format, with_real: bool) -> String {
    let mut tx = test.app.db.read().await.expect("read");
    world::dump(&mut tx, test.app.now(), format, with_real).await.expect("a dump")
}

/// The faults of a file that must have some.
async fn faults(test: &TestApp, toml: &str, format: Format) -> Vec<Fault> {
    match load(test, toml, format).await {
        Err(Error::Faults(faults)) => faults,
        other => panic!("faults were expected, not {other:?}, of\n{toml}"),
    }
}

#[tokio::test]
async fn loading_makes_what_is_missing_and_loading_again_changes_nothing() {
    let test = TestApp::new().await;
    let toml = example(&key());
    let first = load(&test, &toml, Format::Toml).await.expect("a good file");
    for (kind, count) in first.lines() {
        let expected = match kind {
            "organisations" | "delegations" => (2, 0, 0),
            "clock" => (0, 1, 0),
            "companies" => (0, 0, 0),
            _ => (1, 0, 0),
        };
        assert_eq!((count.created, count.changed, count.unchanged), expected, "{kind}");
    }
    assert_eq!(test.app.now().offset(), 12 * DAY);
    let everything = "SELECT (SELECT count(*) FROM audit) + (SELECT count(*) FROM jobs) AS n";
    let before = test.count(everything).await;
    let again = load(&test, &toml, Format::Toml).await.expect("the same file");
    assert!(again.changed_nothing(), "{again:?}");
    assert_eq!(test.count(everything).await, before, "nothing is written when nothing edits");

    // A day later the key keeps its end, and a changed name is one change.
    test.advance(DAY);
    let changed =
        toml.replace("Rolig klient", "Roligere klient").replace("Lystig Elg AS", "Lystigere Elg AS");
    let report = load(&test, &changed, Format::Toml).await.expect("a good file");
    let edits: usize = report.lines().iter().map(|(_, count)| count.changed).sum();
    assert_eq!((edits, report.clients.changed, report.organisations.changed), (2, 1, 1));
    assert!(load(&test, &changed, Format::Toml).await.expect("the same file").changed_nothing());
}

#[tokio::test]
async fn what_was_loaded_is_in_use() {
    let test = TestApp::new().await;
    load(&test, &example(&key()), Format::Toml).await.expect("a good file");
    let answer = test
        .call(axum::http::Method::GET, "/enhetsregisteret/api/enheter/314208641", &[], String::new())
        .await;
    assert_eq!(answer.json()["organisasjonsform"]["kode"], "ENK");
    let mut browser = test.browser();
    let page = browser.post("/logg-inn", &[("nummer", "05910298382")]).await;
    assert!(page.status.is_redirection(), "the person logs in: {}", page.text());
}

#[tokio::test]
async fn a_dump_loaded_into_an_empty_world_gives_the_same_dump() {
    let one = TestApp::new().await;
    load(&one, &example(&key()), Format::Toml).await.expect("a good file");
    for format in [Format::Toml, Format::Json] {
        let toml = dump(&one, format, false).await;
        let other = TestApp::new().await;
        let report = load(&other, &toml, format).await.unwrap_or_else(|error| panic!("{error}\n{toml}"));
        assert!(!report.changed_nothing());
        assert_eq!(dump(&other, format, false).await, toml);
        assert!(load(&one, &toml, format).await.expect("its own dump").changed_nothing());
    }
    let empty = TestApp::new().await;
    assert_eq!(dump(&empty, Format::Toml, false).await, "", "what every world has is not written down");
}

#[tokio::test]
async fn made_up_worlds_survive_the_way_through_a_file() {
    let scopes = ["brreg:reelle/media", "brreg:reelle/offentlig", "idporten:dcr.read"];
    let schemes = ["brreg-reelle-media", "brreg-reelle-offentlig"];
    let key = key();
    for seed in 1..=8 {
        let random = Random::seeded(seed);
        let one = TestApp::new().await;
        let now = one.app.now();
        let pick = |bound: usize| usize::try_from(random.below(bound as u64)).unwrap();
        let numbers: Vec<String> = (0..6)
            .map(|_| fullmakt::numbers::OrgNumber::make(3, &mut |bound| random.below(bound)).to_string())
            .collect();
        let organisations: Vec<Value> = numbers
            .iter()
            .map(|number| json!({ "number": number, "name": format!("{} “{seed}” \\ \u{7f}", organisation_name(&random)).replace('\u{7f}', ""), "entity": { "organisasjonsnummer": number, "tom": [null, "", 1.5], "b": { "z": 1, "a": [true] } } }))
            .collect();
        let persons: Vec<Value> = (0..4)
            .map(|place: usize| {
                let person = make_person(&random, now);
                json!({ "number": person.number.to_string(), "name": person.name, "birth_date": person.birth_date, "customer": numbers[place],
                        "roles": [{ "organisation": numbers[pick(6)], "role": "DAGL" }, { "organisation": numbers[place], "role": "LEDE" }] })
            })
            .collect();
        let grants: Vec<Value> =
            (0..3).map(|place| json!({ "scope": scopes[place], "organisation": numbers[pick(6)] })).collect();
        let delegations: Vec<Value> = (0..3)
            .map(|place: usize| json!({ "consumer": numbers[place], "supplier": numbers[place + 3], "schemes": schemes[..pick(3)] }))
            .collect();
        let clients: Vec<Value> = (0..3)
            .map(|place: usize| {
                let mut own = key.clone();
                own["kid"] = json!(format!("key-{place}"));
                if pick(2) == 1 {
                    own["expires"] = json!("2025-01-01T00:00:00.000Z");
                }
                json!({ "id": random.uuid(), "organisation": numbers[pick(6)], "name": "Klient", "active": pick(2) == 1, "scopes": scopes[..pick(4)], "key": [own] })
            })
            .collect();
        let file = json!({ "clock": { "ahead": pick(100_000) }, "organisation": organisations, "person": persons,
                           "grant": grants, "delegation": delegations, "client": clients });
        load(&one, &file.to_string(), Format::Json).await.unwrap_or_else(|error| panic!("{error}\n{file:#}"));
        let toml = dump(&one, Format::Toml, false).await;
        let other = TestApp::new().await;
        load(&other, &toml, Format::Toml).await.unwrap_or_else(|error| panic!("{error}\n{toml}"));
        assert_eq!(dump(&other, Format::Toml, false).await, toml);
    }
}

#[tokio::test]
async fn a_wrong_entry_is_named_by_line_and_field_and_nothing_is_applied() {
    let test = TestApp::new().await;
    let good = example(&key());
    let before = dump(&test, Format::Toml, true).await;
    // What is changed in the good file, the line and field that must be named, and a word of what was expected.
    let cases: &[(&str, &str, usize, &str, &str)] = &[
        ("ahead = \"12d\"", "ahead = \"tolv\"", 3, "clock.ahead", "12d"),
        ("ahead = \"12d\"", "ahead = -5", 3, "clock.ahead", "12d"),
        ("ahead = \"12d\"", "ahaed = \"12d\"", 3, "clock.ahaed", "ahead"),
        ("[clock]", "[klokke]", 2, "klokke", "organisation"),
        ("number = \"313513408\"", "number = \"313513409\"", 6, "organisation[0].number", "last digit"),
        ("number = \"313513408\"", "number = true", 6, "organisation[0].number", "313513408"),
        ("number = \"313513408\"\n", "", 5, "organisation[0].number", "required"),
        ("name = \"Lystig Elg AS\"", "name = \"\"", 7, "organisation[0].name", "one line"),
        ("name = \"Lystig Elg AS\"", "name = 7", 7, "organisation[0].name", "text"),
        ("name = \"Lystig Elg AS\"", "name = \"a\\u0001b\"", 7, "organisation[0].name", "control"),
        ("number = \"314208641\"", "number = \"313513408\"", 10, "organisation[1].number", "another entry"),
        ("form = \"ENK\"", "form = \"E-K\"", 12, "organisation[1].form", "AS"),
        ("form = \"ENK\"", "case = \"2026-00001\"", 12, "organisation[1].case", "8 or 9"),
        ("number = \"05910298382\"", "number = \"05910298381\"", 15, "person[0].number", "last two digits"),
        (
            "number = \"05910298382\"",
            "number = \"05910298382\"\nbirth_date = \"1990-05-17\"",
            16,
            "person[0].birth_date",
            "the number says 2002-11-05",
        ),
        ("number = \"05910298382\"", "birth_date = \"1990-02-31\"", 15, "person[0].birth_date", "1990-05-17"),
        ("customer = \"313513408\"", "customer = \"123\"", 17, "person[0].customer", "nine digits"),
        ("role = \"DAGL\"", "role = \"daglig leder\"", 19, "person[0].roles[0].role", "DAGL"),
        (
            "{ organisation = \"313513408\", role",
            "{ organisation = \"312246538\", role",
            19,
            "person[0].roles[0].organisation",
            "[[organisation]]",
        ),
        ("name = \"lystig:elg/les\"", "name = \"lystig\"", 23, "scope[0].name", "colon"),
        ("owner = \"313513408\"\ndesc", "owner = \"910049356\"\ndesc", 24, "scope[0].owner", "may be a real"),
        ("name = \"lystig:elg/les\"", "name = \"brreg:elg\"", 24, "scope[0].owner", "one owner"),
        (
            "delegation_source = \"self\"", "delegation_source = \"x\"", 26, "scope[0].delegation_source",
            "self",
        ),
        ("delegation_source = \"self\"", "visibility = \"ALL\"", 26, "scope[0].visibility", "PUBLIC"),
        ("delegation_source = \"self\"", "at_max_age = \"1\"", 26, "scope[0].at_max_age", "whole number"),
        (
            "delegation_source = \"self\"",
            "extra = { enforced_aud_for_access_token = \"api\" }",
            26,
            "scope[0].extra",
            "absolute URI",
        ),
        ("id = \"lystig-elg\"", "id = \"Lystig Elg\"", 29, "scheme[0].id", "small letters"),
        (
            "title = \"Elger\"",
            "title = { nb = \"Elger\", nn = \"Elgar\" }",
            32,
            "scheme[0].title.en",
            "missing",
        ),
        ("scopes = [\"lystig:elg/les\"]", "scopes = []", 33, "scheme[0].scopes", "at least one"),
        (
            "scope = \"brreg:reelle/media\"\norg",
            "scope = \"brreg:reelle/mus\"\norg",
            36,
            "grant[0].scope",
            "no scope",
        ),
        ("supplier = \"314208641\"", "supplier = \"313513408\"", 41, "delegation[0].supplier", "itself"),
        (
            "supplier = \"314208641\"", "supplier = \"910049356\"", 41, "delegation[0].supplier",
            "may be a real",
        ),
        ("[\"brreg-reelle-media\",", "[\"brreg-reelle-mus\",", 42, "delegation[0].schemes", "no scheme"),
        ("[\"brreg-reelle-media\",", "[7,", 42, "delegation[0].schemes", "texts"),
        ("id = \"rolig-klient\"", "id = \"rolig klient\"", 45, "client[0].id", "letters"),
        (
            "organisation = \"314208641\"\nname",
            "organisation = \"810414782\"\nname",
            46,
            "client[0].organisation",
            "may be a real",
        ),
        (
            "scopes = [\"brreg:reelle/media\"]",
            "scopes = [\"brreg:reelle/mus\"]",
            48,
            "client[0].scopes",
            "no scope",
        ),
        (
            "scopes = [\"brreg:reelle/media\"]",
            "integration_type = \"web\"",
            48,
            "client[0].integration_type",
            "maskinporten",
        ),
        (
            "scopes = [\"brreg:reelle/media\"]",
            "access_token_lifetime = 0",
            48,
            "client[0].access_token_lifetime",
            "3600",
        ),
        ("kty = \"RSA\"", "kty = \"EC\"", 50, "client[0].key[0]", "RSA"),
        ("e = \"AQAB\"", "e = \"AQAB\"\nd = \"c2VjcmV0\"", 50, "client[0].key[0]", "private key"),
        ("e = \"AQAB\"", "e = \"AQAB\"\nexp = 1000", 57, "client[0].key[0].exp", "past"),
        ("e = \"AQAB\"", "e = \"AQAB\"\nexpires = \"snart\"", 57, "client[0].key[0].expires", "instant"),
        ("[[client]]", "[client]", 44, "client", "[[client]]"),
    ];
    let mut wrong = Vec::new();
    for (from, to, line, field, word) in cases {
        assert!(good.contains(from), "{from}");
        let found = faults(&test, &good.replacen(from, to, 1), Format::Toml).await;
        let named =
            |fault: &&Fault| fault.line == *line && fault.field == *field && fault.problem.contains(word);
        if !found.iter().any(|fault| named(&fault)) {
            wrong.push(format!("{to}: no “{word}” about {field} on line {line} in {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(dump(&test, Format::Toml, true).await, before, "nothing of any of them was applied");
    assert_eq!(test.count("SELECT count(*) AS n FROM organisations").await, 0);
}

#[tokio::test]
async fn all_faults_are_told_at_once_in_the_order_of_their_lines() {
    let test = TestApp::new().await;
    let toml = "[[organisation]]\nnumber = \"1\"\nname = \"\"\n\n[[person]]\nname = \"x\"\nroles = 3\n\n[[grant]]\nscope = \"x:y\"\norganisation = \"313513408\"\n";
    let found = faults(&test, toml, Format::Toml).await;
    let places: Vec<(usize, &str)> = found.iter().map(|fault| (fault.line, fault.field.as_str())).collect();
    assert_eq!(
        places,
        [
            (2, "organisation[0].number"),
            (3, "organisation[0].name"),
            (5, "person[0].number"),
            (7, "person[0].roles"),
            (10, "grant[0].scope"),
            (11, "grant[0].organisation"),
        ]
    );
    let json =
        "{\"organisation\": [\n{\"number\": \"1\",\n\"name\": \"a\", \"name\": \"b\"}],\n\"rest\": null}";
    let found = faults(&test, json, Format::Json).await;
    let places: Vec<(usize, &str)> = found.iter().map(|fault| (fault.line, fault.field.as_str())).collect();
    assert_eq!(places, [(2, "organisation[0].number"), (3, "organisation[0].name"), (4, "rest")]);
}

#[tokio::test]
async fn a_clients_id_and_its_pasted_private_key_are_told_together_with_all_else() {
    let test = TestApp::new().await;
    load(&test, &example(&key()), Format::Toml).await.expect("a good file");
    let before = dump(&test, Format::Toml, true).await;
    let n = key()["n"].as_str().expect("a modulus").to_owned();
    let toml = format!(
        "[[client]]\nid = \"min klient\"\norganisation = \"31\"\nname = \"\"\nscopes = [\"x:y\"]\n\
         [[client.key]]\nkty = \"RSA\"\nkid = \"a\"\nalg = \"RS256\"\nn = \"{n}\"\ne = \"AQAB\"\nd = \"c2VjcmV0\"\n\
         [[client]]\nid = \"rolig-klient\"\norganisation = \"313513408\"\nname = \"x\"\n\
         [[client.key]]\nkty = \"EC\"\nkid = \"b\"\n\
         [[organisation]]\nnumber = \"1\"\nname = \"x\"\n"
    );
    let found = faults(&test, &toml, Format::Toml).await;
    let places: Vec<(usize, &str)> = found.iter().map(|fault| (fault.line, fault.field.as_str())).collect();
    let expected = [
        (2, "client[0].id"),
        (3, "client[0].organisation"),
        (4, "client[0].name"),
        (5, "client[0].scopes"),
        (6, "client[0].key[0]"),
        (15, "client[1].organisation"),
        (17, "client[1].key[0]"),
        (21, "organisation[0].number"),
    ];
    assert_eq!(places, expected, "{found:#?}");
    assert!(found.iter().any(|fault| fault.problem.contains("private key")), "{found:#?}");
    assert!(found.iter().all(|fault| !fault.to_string().contains("c2VjcmV0")), "no secret is shown");
    assert_eq!(dump(&test, Format::Toml, true).await, before);
}

#[tokio::test]
async fn what_belongs_to_an_organisation_that_is_nowhere_is_refused_at_its_line_and_nothing_is_applied() {
    let test = TestApp::new().await;
    let organisation = "[[organisation]]\nnumber = \"313513408\"\nname = \"Lystig Elg AS\"\n";
    for (entry, field) in [
        (
            "[[grant]]\nscope = \"brreg:reelle/media\"\norganisation = \"314208641\"\n",
            "grant[0].organisation",
        ),
        ("[[client]]\nname = \"x\"\norganisation = \"314208641\"\nid = \"x\"\n", "client[0].organisation"),
        ("[[delegation]]\nconsumer = \"313513408\"\nsupplier = \"314208641\"\n", "delegation[0].supplier"),
        ("[[delegation]]\nsupplier = \"313513408\"\n\nconsumer = \"314208641\"\n", "delegation[0].consumer"),
    ] {
        let found = faults(&test, &format!("{organisation}{entry}"), Format::Toml).await;
        let line = if field.ends_with("consumer") { 7 } else { 6 };
        assert_eq!((found.len(), found[0].line, found[0].field.as_str()), (1, line, field), "{found:#?}");
        assert!(found[0].problem.contains("[[organisation]]"), "{}", found[0]);
        assert_eq!(test.count("SELECT count(*) AS n FROM organisations").await, 0, "{field}");
        // In the world already, or in the file: it is taken.
        let other = TestApp::new().await;
        let there = "[[organisation]]\nnumber = \"314208641\"\nname = \"Rolig Måke AS\"\n";
        load(&other, there, Format::Toml).await.expect("a good file");
        load(&other, &format!("{organisation}{entry}"), Format::Toml).await.expect("in the world");
        let other = TestApp::new().await;
        load(&other, &format!("{organisation}{there}{entry}"), Format::Toml).await.expect("in the file");
    }
}

#[tokio::test]
async fn a_real_persons_number_is_refused_wherever_it_stands_and_never_shown() {
    let test = TestApp::new().await;
    for toml in [
        format!("[[person]]\nnumber = \"{REAL}\"\nname = \"x\"\n"),
        format!("[[organisation]]\nname = \"hos {REAL}\"\nnumber = \"313513408\"\n"),
        "[[organisation]]\nname = \"x\"\nnumber = \"313513408\"\n[organisation.entity]\nnotat = [\"020132 99997\"]\n".to_owned(),
        format!("[[client]]\n\"{REAL}\" = 1\n"),
        format!("[[client]]\nid = \"a\"\nscopes = [\"{REAL}\"]\n"),
        format!("[[person]]\nnumber = \"{REAL}\"\nname = = \n"),
        format!("x = {REAL}\n"),
    ] {
        for fault in faults(&test, &toml, Format::Toml).await {
            let shown = fault.to_string();
            assert!(!shown.contains(REAL) && !shown.contains("99997"), "{shown}");
        }
    }
    let found =
        faults(&test, &format!("{{\"person\": [{{\"number\": {}}}]}}", &REAL[1..]), Format::Json).await;
    assert!(found.iter().any(|fault| fault.problem.contains("real person")), "{found:#?}");
}

#[tokio::test]
async fn an_organisation_that_may_be_real_needs_its_approved_order_and_stays_out_of_dumps() {
    let test = TestApp::new().await;
    let entry =
        |case: &str| format!("[[organisation]]\nnumber = \"{CUSTOMER}\"\nname = \"Lydig Laks ASA\"\n{case}");
    let found = faults(&test, &entry(""), Format::Toml).await;
    assert_eq!((found[0].line, found[0].field.as_str()), (2, "organisation[0].number"));
    let found = faults(&test, &entry("case = \"2026-00001\""), Format::Toml).await;
    assert!(found[0].problem.contains("no order"), "{}", found[0]);

    let order = placed(&test, &draft(OrderKind::Direct)).await;
    let case = format!("case = \"{}\"\n", order.case_number);
    let found = faults(&test, &entry(&case), Format::Toml).await;
    assert!(found[0].problem.contains("not approved"), "{}", found[0]);
    approve(&test.app, &order.case_number, None).await.expect("approved");
    let other = entry(&case).replace(CUSTOMER, "810305002");
    let found = faults(&test, &other, Format::Toml).await;
    assert!(found[0].problem.contains("not about"), "{}", found[0]);

    load(&test, &entry(&case), Format::Toml).await.expect("an approved order of this world");
    test.run_jobs().await;
    assert_eq!(dump(&test, Format::Toml, false).await, "");
    let whole = dump(&test, Format::Toml, true).await;
    assert!(whole.contains(CUSTOMER) && whole.contains(&order.case_number), "{whole}");
    assert!(whole.contains("[[grant]]"), "what hangs on it is there too: {whole}");
    assert!(load(&test, &whole, Format::Toml).await.expect("this very world").changed_nothing());
    let elsewhere = TestApp::new().await;
    assert!(!faults(&elsewhere, &whole, Format::Toml).await.is_empty(), "no other world has that order");
}

#[tokio::test]
async fn the_clock_moves_forward_only_and_two_movers_both_move_it() {
    let test = TestApp::new().await;
    let node = crate::orders::on_node(&test, test.database.another_node().await);
    let moving = async |app: &fullmakt::app::App| {
        let mut tx = app.db.begin_write().await.expect("write");
        world::move_forward(&mut tx, app, app.now(), DAY).await.expect("forward");
        tx.commit().await.expect("commit");
    };
    tokio::join!(moving(&test.app), moving(&node));
    let mut tx = test.app.db.begin_write().await.expect("write");
    assert_eq!(world::clock_offset(&mut tx).await.expect("an offset"), 2 * DAY);
    for by in [0, -DAY] {
        let refused = world::move_forward(&mut tx, &test.app, test.app.now(), by).await;
        assert!(matches!(refused, Err(Error::NotForward)));
    }
    let refused = world::move_forward(&mut tx, &test.app, test.app.now(), 40_000 * DAY).await;
    assert!(matches!(refused, Err(Error::TooFar)));
    drop(tx);
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'clock.moved'").await, 2);
    // A file that is behind leaves the clock where it is.
    let report = load(&test, "[clock]\nahead = \"1d\"\n", Format::Toml).await.expect("a good file");
    assert_eq!(report.clock.unchanged, 1);
    assert_eq!(test.app.now().offset(), 2 * DAY);
}

/// Runs `fullmakt world …` over a world of its own; gives its exit code, what it printed, and what it said in error.
fn command(directory: &std::path::Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_fullmakt"))
        .arg("world")
        .args(arguments)
        .env_remove("FULLMAKT_DATABASE")
        .env("FULLMAKT_DATA", directory.join("data"))
        .output()
        .expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_commands_say_what_they_did_and_end_with_the_documented_codes() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = |name: &str, content: &[u8]| {
        let path = directory.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path.display().to_string()
    };
    let good = file("a.toml", b"[[organisation]]\nnumber = \"313513408\"\nname = \"Lystig Elg AS\"\n");
    let run = |arguments: &[&str]| command(directory.path(), arguments);

    let (code, said, _) = run(&["load", &good, "--dry-run"]);
    assert_eq!((code, said.contains("--dry-run")), (Some(0), true), "{said}");
    assert_eq!(run(&["dump"]).1, "", "a dry run changes nothing");
    let (code, said, _) = run(&["load", &good, "--json"]);
    let said: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!((code, &said["report"]["organisations"]["created"]), (Some(0), &json!(1)));
    let (_, dumped, _) = run(&["dump"]);
    let (code, said, _) = run(&["load", &file("b.toml", dumped.as_bytes())]);
    assert_eq!((code, said.contains("nothing changed")), (Some(0), true), "{said}");

    for (arguments, code, word) in [
        (vec!["load", &file("wrong.toml", b"[clock]\nahead = = 1\n")], 1, "line 2: this is not TOML"),
        (vec!["load", &file("wrong.json", b"{\n\"clock\": }")], 1, "line 2: this is not JSON"),
        (
            vec![
                "load",
                &file(
                    "cut.toml",
                    b"# A world of Fullmakt. It is whole when the last line says so.\n\n[clock]\n",
                ),
            ],
            1,
            "line 3: the file was cut off",
        ),
        (vec!["load", &file("bytes.toml", b"\xff\xfe")], 1, "UTF-8"),
        (vec!["load", &file("huge.toml", &vec![b'\n'; 33 * 1024 * 1024])], 1, "at most 32 MB"),
        (vec!["load", "nowhere.toml"], 1, "nowhere.toml"),
        (vec!["load"], 2, "FILE"),
        (vec!["dump", &good], 1, "choose a name that is free"),
        (vec!["clock", "--forward", "soon"], 2, "30d"),
        (vec!["clock", "--forward", "99999d"], 1, "36500"),
    ] {
        let (ended, _, said) = run(&arguments);
        assert_eq!((ended, said.contains(word)), (Some(code), true), "{arguments:?}: {said}");
    }
    let (code, said, _) = run(&["clock", "--forward", "1d12h", "--json"]);
    let said: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!((code, &said["ahead"]), (Some(0), &json!("1d12h")));
    assert!(run(&["dump", "--json"]).1.contains("\"ahead\": \"1d12h\""));
}
