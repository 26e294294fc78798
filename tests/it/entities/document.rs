//! The `OpenAPI` document of Enhetsregisteret's open API: it names every route, and what it shows has the shapes it names.

use std::collections::BTreeSet;

use serde_json::Value;

use super::ask;
use crate::support::TestApp;

const BASE: &str = "/enhetsregisteret/api";

fn operations(document: &Value) -> Vec<(String, Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths.iter().map(|(path, methods)| (path.clone(), methods["get"].clone())).collect()
}

#[tokio::test]
async fn the_document_names_every_route_and_no_other() {
    let test = TestApp::new().await;
    let document = ask(&test, "openapi.json").await.json();
    let named: BTreeSet<String> = operations(&document).into_iter().map(|(path, _)| path).collect();
    // The spreadsheets are not to be had, and the other two tell of the API.
    let not = |path: &str| {
        path.ends_with("/regneark") || path.ends_with("/openapi.json") || path.ends_with("/dokumentasjon")
    };
    let routes: BTreeSet<String> = crate::routes::all()
        .into_iter()
        .filter(|(method, path)| path.starts_with(BASE) && method == "GET" && !not(path))
        .map(|(_, path)| path)
        .collect();
    assert_eq!(named, routes);
}

/// That a value has what its schema requires, and no member that it does not name.
fn assert_fits(document: &Value, schema: &Value, value: &Value, at: &str) {
    let schema = match schema["$ref"].as_str() {
        Some(place) => {
            document.pointer(place.trim_start_matches('#')).unwrap_or_else(|| panic!("{at}: {place}"))
        }
        None => schema,
    };
    match value {
        Value::Object(members) => {
            for name in schema["required"].as_array().into_iter().flatten() {
                assert!(
                    members.contains_key(name.as_str().expect("a name")),
                    "{at}: {name} is missing in {value}"
                );
            }
            for (name, member) in members {
                let of = if schema["additionalProperties"].is_object() {
                    &schema["additionalProperties"]
                } else {
                    &schema["properties"][name]
                };
                assert!(!of.is_null(), "{at}: {name} is not named");
                assert_fits(document, of, member, &format!("{at}.{name}"));
            }
        }
        Value::Array(items) => {
            for item in items {
                assert_fits(document, &schema["items"], item, at);
            }
        }
        _ => assert!(!schema["properties"].is_object(), "{at}: an object is meant"),
    }
}

#[tokio::test]
async fn every_example_fits_its_schema_and_every_parameter_has_one() {
    let test = TestApp::new().await;
    let document = ask(&test, "openapi.json").await.json();
    let mut seen = 0;
    for (path, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().expect("parameters") {
            assert!(!parameter["example"].is_null(), "{path}: {parameter}");
        }
        for (status, answer) in operation["responses"].as_object().expect("responses") {
            for (kind, content) in answer["content"].as_object().into_iter().flatten() {
                for example in
                    content["examples"].as_object().into_iter().flatten().map(|(_, example)| example)
                {
                    seen += 1;
                    assert_fits(
                        &document,
                        &content["schema"],
                        &example["value"],
                        &format!("{path} {status} {kind}"),
                    );
                }
            }
        }
    }
    assert!(seen > 40, "{seen}");
}

#[tokio::test]
async fn what_is_answered_fits_the_schema_that_is_named() {
    let test = TestApp::new().await;
    let (main, below) = (super::company(1, "Lystig Elg AS"), super::company(2, "Lystig Elg AS avd Måke"));
    let below =
        fullmakt::parties::entities::Entity { form: "BEDR".to_owned(), parent: Some(main.number), ..below };
    let (number, subunit) = (main.number.to_string(), below.number.to_string());
    super::insert(&test, &[main, below]).await;
    let document = ask(&test, "openapi.json").await.json();
    for (path, operation) in operations(&document) {
        let content = &operation["responses"]["200"]["content"]["application/json"];
        if content.is_null() {
            continue;
        }
        let asked = if path.contains("/underenheter/") { &subunit } else { &number };
        let at = path.replace("{organisasjonsnummer}", asked).replace("{kode}", "AS");
        let answer = ask(&test, at.trim_start_matches("/enhetsregisteret/api/")).await;
        assert_eq!(answer.status, 200, "{at}: {}", answer.body);
        assert_fits(&document, &content["schema"], &answer.json(), &at);
    }
}

#[tokio::test]
async fn the_page_shows_every_operation() {
    let test = TestApp::new().await;
    let page = test.browser().get("/enhetsregisteret/api/dokumentasjon").await;
    assert_eq!(page.status, 200);
    let document = ask(&test, "openapi.json").await.json();
    for (path, operation) in operations(&document) {
        let id = operation["operationId"].as_str().expect("an id");
        assert!(page.body.contains(&format!("id=\"{id}\"")), "{path}");
    }
    assert!(page.body.contains("/enhetsregisteret/api/openapi.json"));
}
