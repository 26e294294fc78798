//! The list of fields and the `OpenAPI` document of the register's API: what they say is what is answered, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use fullmakt::register::fields::{OBJECTS, Opening, Placed, Presence, placed};
use fullmakt::register::view::VIEWS;
use serde_json::Value;
use tower::ServiceExt as _;

use super::fields::seen_by;
use super::whole::unzip;
use super::{PATH, company, token};
use crate::support::TestApp;

const ROOT: &str = "RegistreringspliktigVirksomhet";
const JSON: &str = "/api/oppslag/openapi/openapi.json";

/// The way to every field of an answer: `registreringer[].registrert`.
fn ways(value: &Value) -> BTreeSet<String> {
    fn walk(value: &Value, before: &str, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let list = if member.is_array() { "[]" } else { "" };
                    let way = format!("{before}{name}{list}");
                    found.insert(way.clone());
                    walk(member, &format!("{way}."), found);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, before, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(value, "", &mut found);
    found
}

fn listed(root: &str) -> BTreeMap<String, Placed> {
    placed(root).into_iter().map(|placed| (placed.path.clone(), placed)).collect()
}

#[test]
fn the_list_has_every_field_of_the_fullest_answer_and_no_other() {
    let written = ways(&seen_by("brreg:reelle/offentlig", true, false));
    let listed: BTreeSet<String> = listed(ROOT).into_keys().collect();
    let unlisted: Vec<_> = written.difference(&listed).collect();
    let never: Vec<_> = listed.difference(&written).collect();
    assert!(unlisted.is_empty() && never.is_empty(), "not listed: {unlisted:?}\nnever written: {never:?}");
}

#[test]
fn what_is_always_there_is_there_in_the_barest_answer() {
    let bare = ways(&seen_by("brreg:reelle/offentlig", false, false));
    for (way, placed) in listed(ROOT) {
        // An object that is not there, or a list that is empty, takes what belongs to it along.
        let holder = way.rsplit_once('.').map(|(holder, _)| holder);
        let held = holder.is_none_or(|holder| {
            bare.contains(holder) && bare.iter().any(|way| way.starts_with(&format!("{holder}.")))
        });
        match placed.field.presence {
            Presence::Always if held => assert!(bare.contains(&way), "{way}"),
            Presence::WhenKnown => assert!(!bare.contains(&way), "{way}"),
            _ => {}
        }
    }
}

#[test]
fn each_scope_sees_of_ordinary_and_of_exempt_persons_what_the_list_says() {
    for (scope, view) in VIEWS {
        for exempt in [false, true] {
            let seen = seen_by(scope, true, exempt);
            let written = ways(&seen);
            for (way, placed) in listed(ROOT) {
                // Who reported is no owner: being exempt is nothing there.
                let of_owner = way.contains("reelleRettighetshavere[]");
                let closed = |opening: &Opening| match opening {
                    Opening::ExemptPersons => exempt && of_owner && !view.exempt_persons,
                    // The discrepancies of this company are open.
                    Opening::SettledDiscrepancies => false,
                    other => !other.is_of(view),
                };
                let own = placed.field.opened_by.iter().any(closed);
                let with_holder = listed(ROOT).into_iter().any(|(holder, placed)| {
                    way.starts_with(&format!("{holder}.")) && placed.field.opened_by.iter().any(closed)
                });
                // A list that must be there is sent empty.
                let empty = placed.field.presence == Presence::Always && way.ends_with("[]");
                let there = !with_holder && (!own || empty);
                assert_eq!(written.contains(&way), there, "{scope}, exempt {exempt}: {way}\n{seen}");
            }
        }
    }
}

#[test]
fn settled_discrepancies_are_seen_by_whom_the_list_says() {
    let way = "registreringer[].uoverensstemmelse";
    assert_eq!(listed(ROOT)[way].field.opened_by, [Opening::SettledDiscrepancies]);
    for (scope, view) in VIEWS {
        let written = ways(&super::fields::settled_seen_by(scope));
        assert_eq!(written.contains(way), Opening::SettledDiscrepancies.is_of(view), "{scope}");
    }
}

#[tokio::test]
async fn the_other_answers_have_the_fields_of_the_list_and_no_others() {
    let test = TestApp::new().await;
    let token = token(&test, "brreg:reelle/media", |_| {}).await;
    for (root, path) in [
        ("SekvensnummerResponse", "/api/oppslag/v1/sekvensnummer?tidspunkt=2026-01-01"),
        ("Hendelse", "/api/oppslag/v1/endringslogg?sekvensnummer=0"),
        ("Kodelister", "/api/oppslag/v1/kodelister"),
        ("Feil", "/api/oppslag/v1/virksomheter/1"),
    ] {
        let answer = test.json(Method::GET, path, Some(&token), &Value::Null).await.json();
        let listed: BTreeSet<String> = listed(root).into_keys().collect();
        assert_eq!(ways(&answer), listed, "{path}");
    }
    // Every object of the list is of some answer.
    let mut held: BTreeSet<&str> = ["SekvensnummerResponse", "Hendelse", "Kodelister", "Feil", ROOT].into();
    for object in OBJECTS {
        held.extend(object.fields.iter().filter_map(fullmakt::register::fields::Field::object));
    }
    assert_eq!(held, OBJECTS.iter().map(|object| object.name).collect());
}

async fn document(test: &TestApp, language: &str) -> Value {
    test.call(Method::GET, JSON, &[("accept-language", language)], "").await.json()
}

/// Every operation: its path and what is said of it.
fn operations(document: &Value) -> Vec<(String, Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths.iter().map(|(path, methods)| (path.clone(), methods["get"].clone())).collect()
}

#[tokio::test]
async fn the_document_names_every_route_and_no_other() {
    let test = TestApp::new().await;
    let named: BTreeSet<String> =
        operations(&document(&test, "nob").await).into_iter().map(|(path, _)| path).collect();
    let routes: BTreeSet<String> = crate::routes::all()
        .into_iter()
        .map(|(method, path)| {
            assert!(method == "GET" || !path.starts_with("/api/oppslag"), "{method} {path}");
            path
        })
        .filter(|path| path.starts_with("/api/oppslag/v1/") && !path.contains("/docs/"))
        .collect();
    assert_eq!(named, routes);
}

#[tokio::test]
async fn every_example_is_answered_with_the_first_status_that_is_named_and_in_the_shape_that_is_shown() {
    let test = TestApp::new().await;
    let token = token(&test, "brreg:reelle/offentlig", |_| {}).await;
    for (path, operation) in operations(&document(&test, "nob").await) {
        let mut at = path.clone();
        let mut query = Vec::new();
        for parameter in operation["parameters"].as_array().expect("parameters") {
            let (name, example) = (parameter["name"].as_str().expect("a name"), &parameter["example"]);
            let value = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
            match parameter["in"].as_str() {
                Some("path") => at = at.replace(&format!("{{{name}}}"), &value),
                Some("query") => query.push(format!("{name}={value}")),
                _ => {}
            }
        }
        let open = operation["security"].as_array().expect("security").is_empty();
        let answers = operation["responses"].as_object().expect("responses");
        assert_eq!(open, !answers.contains_key("401"), "{path}: who is asked for a token is told of 401");
        if path.ends_with("totalbestand") {
            continue;
        }
        let at = if query.is_empty() { at } else { format!("{at}?{}", query.join("&")) };
        let bearer = Some(token.as_str()).filter(|_| !open);
        let got = test.json(Method::GET, &at, bearer, &Value::Null).await;
        assert_eq!(got.status, StatusCode::OK, "{at}: {}", got.body);
        let shown = &answers["200"]["content"]["application/json"]["examples"]["svar"]["value"];
        assert_eq!(ways(&got.json()), ways(shown), "{at}");
    }
}

#[tokio::test]
async fn every_refusal_stands_under_its_status_with_the_fields_of_the_list() {
    let test = TestApp::new().await;
    let fields: BTreeSet<String> = listed("Feil").into_keys().collect();
    let mut statuses = BTreeSet::new();
    for (path, operation) in operations(&document(&test, "eng").await) {
        for (status, answer) in operation["responses"].as_object().expect("responses") {
            assert!(!answer["description"].as_str().expect("a description").is_empty(), "{path} {status}");
            statuses.insert(status.clone());
            if status.as_str() >= "400" {
                for example in
                    answer["content"]["application/json"]["examples"].as_object().expect("examples").values()
                {
                    assert_eq!(example["value"]["status"].to_string(), *status, "{path}");
                    assert_eq!(ways(&example["value"]), fields, "{path} {status}");
                }
            }
        }
    }
    let expected = ["200", "206", "304", "400", "401", "403", "404", "416", "503"].map(str::to_owned);
    assert_eq!(statuses, expected.into());
}

#[tokio::test]
async fn schemas_name_every_field_and_code_in_the_language_that_is_asked_for() {
    let test = TestApp::new().await;
    for (header, about) in [
        ("nob", "Virksomhetens organisasjonsnummer."),
        ("nno", "Organisasjonsnummeret til verksemda."),
        ("eng", "The company's organisation number."),
        ("fra", "Virksomhetens organisasjonsnummer."),
    ] {
        let document = document(&test, header).await;
        let schemas = document["components"]["schemas"].as_object().expect("schemas");
        let number = &schemas[ROOT]["properties"]["organisasjonsnummer"];
        assert_eq!(
            (number["description"].as_str(), number["pattern"].as_str()),
            (Some(about), Some("^[0-9]{9}$"))
        );
        for object in OBJECTS.iter().filter(|object| object.name != "Land") {
            let schema = &schemas[object.name];
            for field in object.fields {
                assert!(
                    !schema["properties"][field.name]["description"].is_null(),
                    "{} {}",
                    object.name,
                    field.name
                );
                let required =
                    schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == field.name));
                assert_eq!(required, field.presence == Presence::Always, "{} {}", object.name, field.name);
            }
        }
        let intervals = &schemas["KodeStoerrelsesintervall"]["properties"]["kode"]["enum"];
        assert_eq!(intervals.as_array().map(Vec::len), Some(3), "{intervals}");
        assert!(!document.to_string().contains("register-") && !document.to_string().contains("field-"));
    }
}

#[tokio::test]
async fn the_document_is_had_as_yaml_and_in_a_zip_too() {
    let test = TestApp::new().await;
    let yaml = test.call(Method::GET, "/api/oppslag/openapi/openapi.yaml", &[], "").await;
    assert_eq!(yaml.header("content-type"), Some("application/yaml"));
    assert!(yaml.body.starts_with("openapi: \"3.1.0\"\ninfo:\n"), "{}", &yaml.body[..100]);
    let request = Request::get("/api/oppslag/openapi/openapi.zip").body(Body::empty()).expect("a request");
    let zip = fullmakt::server::router(test.services.clone()).oneshot(request).await.expect("infallible");
    let (name, inside) = unzip(&to_bytes(zip.into_body(), 1 << 20).await.expect("a body"));
    assert_eq!((name.as_str(), String::from_utf8(inside).expect("a text")), ("openapi.yaml", yaml.body));
}

#[tokio::test]
async fn the_document_follows_the_settings() {
    let test = TestApp::with_env(&[
        ("FULLMAKT_REGISTER_WRONG_SCOPE", "401"),
        ("FULLMAKT_REGISTER_ERRORS", "problem"),
        ("FULLMAKT_REGISTER_PERSON_SEARCH", "object"),
        ("FULLMAKT_REGISTER_SEQUENCE", "string"),
        ("FULLMAKT_REGISTER_EVENT_COMPANY", "data"),
    ])
    .await;
    let document = document(&test, "nob").await;
    let of = |path: &str| document["paths"][path]["get"].clone();
    let look_up = of(&format!("{PATH}/{{organisasjonsnummer}}"));
    assert!(look_up["responses"].get("403").is_none());
    assert!(look_up["responses"]["401"]["content"].get("application/problem+json").is_some());
    let found =
        &of(PATH)["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["virksomheter"];
    assert_eq!(found["type"], "array");
    let schemas = &document["components"]["schemas"];
    assert!(schemas["Hendelse"]["properties"].get("subject").is_none());
    assert_eq!(schemas["Feil"]["required"][1], "title");
    let token = token(&test, "brreg:reelle/offentlig", |_| {}).await;
    let answer = test
        .json(Method::GET, "/api/oppslag/v1/sekvensnummer?tidspunkt=2026-01-01", Some(&token), &Value::Null)
        .await;
    assert!(answer.json()["sekvensnummer"].is_string());
    let answer = test.json(Method::GET, &format!("{PATH}/{}", company("minor")), None, &Value::Null).await;
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
}
