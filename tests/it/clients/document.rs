//! The self-service API's `OpenAPI` document: it names every route, and its examples are taken and given as they stand.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use fullmakt::clients;
use fullmakt::numbers::OrgNumber;
use serde_json::Value;

use super::admin;
use crate::support::TestApp;

async fn document(test: &TestApp) -> Value {
    test.call(Method::GET, "/api/v1/openapi.json", &[], "").await.json()
}

/// Every operation by its id: method, path, and what is said of it.
fn operations(document: &Value) -> BTreeMap<String, (String, String, Value)> {
    let mut all = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let id = operation["operationId"].as_str().expect("an id").to_owned();
            let before = all.insert(id, (method.clone(), path.clone(), operation.clone()));
            assert!(before.is_none(), "an id stands once");
        }
    }
    all
}

fn examples(of: &Value) -> Vec<Value> {
    let contents = of["content"].as_object().expect("content");
    let examples =
        contents.values().flat_map(|content| content["examples"].as_object().expect("examples").values());
    examples.map(|example| example["value"].clone()).collect()
}

fn members(value: &Value) -> BTreeSet<String> {
    let one = value.as_array().and_then(|list| list.first()).unwrap_or(value);
    one.as_object().unwrap_or_else(|| panic!("an object: {one}")).keys().cloned().collect()
}

#[tokio::test]
async fn the_document_names_every_route_and_no_other() {
    let test = TestApp::new().await;
    let document = document(&test).await;
    let named: BTreeSet<(String, String)> =
        operations(&document).into_values().map(|(method, path, _)| (method.to_uppercase(), path)).collect();
    let routes: BTreeSet<(String, String)> = crate::routes::all()
        .into_iter()
        .filter(|(_, path)| path.starts_with("/api/v1/") || path.starts_with("/api/v2/"))
        .filter(|(_, path)| path != "/api/v1/openapi.json")
        .collect();
    assert_eq!(named, routes);
    // The shorter spelling of each is a route as well.
    for (method, path) in &named {
        if let Some(bare) = path.strip_prefix("/api/v1") {
            assert!(crate::routes::all().contains(&(method.clone(), bare.to_owned())), "{method} {bare}");
        }
    }
}

#[tokio::test]
async fn every_request_and_answer_has_an_example_that_fits_its_schema() {
    let test = TestApp::new().await;
    let document = document(&test).await;
    let schema_of = |content: &Value| -> Value {
        let schema = &content["schema"];
        let place = schema["$ref"].as_str().or(schema["items"]["$ref"].as_str());
        place.map_or(Value::Null, |place| {
            document.pointer(place.trim_start_matches('#')).expect("a schema").clone()
        })
    };
    let mut seen = 0;
    for (id, (_, path, operation)) in operations(&document) {
        for parameter in operation["parameters"].as_array().expect("parameters") {
            assert!(!parameter["example"].is_null(), "{id}: {parameter}");
        }
        let answers = operation["responses"].as_object().expect("responses");
        let bodies = answers.iter().map(|(status, answer)| (status.as_str(), answer));
        let bodies = bodies.chain(operation.get("requestBody").map(|body| ("", body)));
        for (status, body) in bodies {
            if status == "204" {
                continue;
            }
            let content = body["content"].as_object().expect("content").values().next().expect("a type");
            let schema = schema_of(content);
            let found = examples(body);
            assert!(!found.is_empty(), "{id} {status}");
            for example in found {
                seen += 1;
                if schema.is_null() {
                    assert!(example.is_string(), "{id}: a key as text");
                    continue;
                }
                let properties = members(&schema["properties"]);
                let has = members(&example);
                assert!(has.is_subset(&properties), "{id} {status} {path}: {has:?} {properties:?}");
                for required in schema["required"].as_array().expect("required") {
                    assert!(has.contains(required.as_str().expect("a name")), "{id} {status}: {required}");
                }
                if has.contains("error_description") {
                    assert_eq!(example["status"].to_string(), status, "{id}: {example}");
                }
            }
        }
        let open = operation["security"].as_array().expect("security").is_empty();
        assert_eq!(open, !answers.contains_key("401"), "{id}: who is asked for a token is told of 401");
    }
    assert!(seen > 150, "{seen}");
}

#[tokio::test]
async fn what_the_document_shows_is_taken_as_it_stands_and_answered_in_its_shapes() {
    let test = TestApp::new().await;
    let register = OrgNumber::parse(clients::REGISTER).expect("a number");
    let bearer = admin(&test, register).await;
    let authorization = format!("Bearer {bearer}");
    let document = document(&test).await;
    let operations = operations(&document);
    let mut client_id = String::new();
    let order = [
        "createClient", "listClients", "getClient", "replaceClient", "replaceKeys", "listKeys", "saveKey",
        "getKey", "addKey", "deleteKey", "deleteKeys", "makeSecret", "deleteClient", "createScope",
        "listScopes", "getScope", "changeScope", "deleteScope", "listAllScopes", "giveAccess", "listAccess",
        "withdrawAccess", "listPrefixes", "listAllPrefixes", "listDelegationSources",
    ];
    // What the organisation itself may use, and an organisation's name, need another world: their shapes stand elsewhere.
    let tried: BTreeSet<&str> = order.into_iter().chain(["listOwnAccess", "getOrganization"]).collect();
    assert_eq!(tried, operations.keys().map(String::as_str).collect(), "a new operation is tried here too");
    for id in order {
        let (method, path, operation) = &operations[id];
        let mut path = path.replace("{client_id}", &client_id);
        let mut query = Vec::new();
        for parameter in operation["parameters"].as_array().expect("parameters") {
            let (name, example) = (parameter["name"].as_str().expect("a name"), &parameter["example"]);
            let value = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
            match parameter["in"].as_str() {
                Some("path") => path = path.replace(&format!("{{{name}}}"), &value),
                Some("query") if parameter["required"] == true || id == "listAccess" && name == "scope" => {
                    query.push(format!("{name}={value}"));
                }
                _ => {}
            }
        }
        let path = if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) };
        let (status, answer) = operation["responses"]
            .as_object()
            .expect("responses")
            .iter()
            .next()
            .expect("the first is the operation's own");
        let bodies = operation.get("requestBody").map_or_else(|| vec![Value::Null], examples);
        let kind = operation["requestBody"]["content"].as_object().and_then(|all| all.keys().next().cloned());
        for body in bodies {
            let sent = match &body {
                Value::Null => String::new(),
                Value::String(pem) => pem.clone(),
                other => other.to_string(),
            };
            let headers = [
                ("authorization", authorization.as_str()),
                ("content-type", kind.as_deref().unwrap_or("application/json")),
            ];
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            let got = test.call(method, &path, &headers, sent).await;
            assert_eq!(got.status.as_u16().to_string(), *status, "{id} {path}: {}", got.body);
            assert_eq!(got.header("etag").is_some(), answer["headers"].get("ETag").is_some(), "{id}");
            if got.status == StatusCode::NO_CONTENT {
                continue;
            }
            let shown = got.json();
            assert!(!shown.as_array().is_some_and(Vec::is_empty), "{id}: the list is not empty");
            assert_eq!(members(&shown), members(&examples(answer)[0]), "{id}");
            if id == "createClient" {
                shown["client_id"].as_str().expect("an id").clone_into(&mut client_id);
            }
        }
    }
}

#[tokio::test]
async fn the_page_shows_every_operation_and_is_linked_from_the_clients() {
    let test = TestApp::new().await;
    let page = test.browser().get("/api/v1").await;
    assert_eq!(page.status, StatusCode::OK);
    for (id, (_, path, operation)) in operations(&document(&test).await) {
        assert!(page.body.contains(&format!("id=\"{id}\"")), "{id}");
        assert!(page.text().contains(operation["summary"].as_str().expect("a summary")), "{id} {path}");
    }
    assert!(page.body.contains("/api/v1/openapi.json"));
}
