//! How many there may be: clients of an organisation, scopes below a prefix, accesses in one answer.

use axum::http::{Method, StatusCode};
use fullmakt::clients::{self, CLIENT_LIMIT, NewClient, NewScope, SCOPES_BELOW_PREFIX, ScopeTerms};
use fullmakt::db::{Db, Value as Cell};
use serde_json::{Value, json};

use super::{OBLIGED, admin, at_once, give_prefix, new_client, number, refusal};
use crate::support::TestApp;

/// Writes many rows at once, as nobody makes them by hand.
async fn fill(test: &TestApp, into: &str, width: usize, rows: impl Iterator<Item = Vec<Cell>>) {
    let cells: Vec<Cell> = rows.flatten().collect();
    let mut tx = test.app.db.begin_write().await.unwrap();
    tx.insert_all(into, width, &cells, "ON CONFLICT DO NOTHING").await.unwrap();
    tx.commit().await.unwrap();
}

async fn clients_in_use(test: &TestApp, count: i64) {
    let owner = number(1).to_string();
    let into = "INSERT INTO clients (id, organisation, name, description, active, integration_type, \
                access_token_lifetime, extra, version, created_at, updated_at)";
    let rows = (0..count).map(|n| {
        let id = format!("klient-{n}");
        vec![
            id.into(),
            owner.clone().into(),
            "Mange".into(),
            "".into(),
            true.into(),
            "maskinporten".into(),
            120_i64.into(),
            "{}".into(),
            1_i64.into(),
            n.into(),
            n.into(),
        ]
    });
    fill(test, into, 11, rows).await;
}

#[tokio::test]
async fn an_organisation_has_a_limited_number_of_clients_in_use() {
    let test = TestApp::new().await;
    let bearer = admin(&test, number(1)).await;
    clients_in_use(&test, CLIENT_LIMIT).await;
    let one_more = test.json(Method::POST, "/clients", Some(&bearer), &new_client(&[])).await;
    assert_eq!(one_more.status, StatusCode::CONFLICT, "{}", one_more.body);
    assert!(refusal(&one_more)[0].contains("1000 clients in use"), "{}", one_more.body);
    let listed = test.json(Method::GET, "/clients", Some(&bearer), &Value::Null).await.json();
    assert_eq!(listed.as_array().unwrap().len(), 1_000, "all are listed");
    assert_eq!(listed[0]["client_id"], "klient-0", "the oldest first");
    // Another organisation is not concerned; one that is taken out of use makes room, until it comes back.
    let others = admin(&test, number(2)).await;
    let made = test.json(Method::POST, "/clients", Some(&others), &new_client(&[])).await;
    assert_eq!(made.status, StatusCode::CREATED);
    test.json(Method::DELETE, "/clients/klient-7", Some(&bearer), &Value::Null).await;
    let made = test.json(Method::POST, "/clients", Some(&bearer), &new_client(&[])).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let back = test.json(Method::PUT, "/clients/klient-7", Some(&bearer), &new_client(&[])).await;
    assert_eq!(back.status, StatusCode::CONFLICT, "{}", back.body);
    let out = json!({ "client_name": "Ute", "integration_type": "maskinporten", "active": false });
    let out = test.json(Method::PUT, "/clients/klient-7", Some(&bearer), &out).await;
    assert_eq!(out.status, StatusCode::OK, "what is out of use can be changed: {}", out.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_place_is_taken_once_by_clients_and_by_scopes() {
    let test = TestApp::new().await;
    let node = test.database.another_node().await;
    clients_in_use(&test, CLIENT_LIMIT - 1).await;
    let client = |db: Db| {
        let app = test.app.clone();
        async move {
            let mut tx = db.begin_write().await.unwrap();
            let new = NewClient::named(number(1), "Den siste", Vec::new());
            let made = clients::create_client(&mut tx, &app, app.now(), new, Vec::new(), "operator").await;
            if made.is_ok() {
                tx.commit().await.unwrap();
            }
            made.is_ok()
        }
    };
    let (a, b) = at_once(client(test.app.db.clone()), client(node.clone())).await;
    assert!(a ^ b, "one client took the last place: {a} {b}");

    let owner = number(1);
    give_prefix(&test, "oppdiktet", owner).await;
    let into = "INSERT INTO scopes (name, prefix, subscope, owner_number, description, visibility, \
                accessible_for_all, at_max_age, allowed_integration_types, active, extra, created_at, updated_at)";
    let rows = (1..SCOPES_BELOW_PREFIX).map(|n| {
        vec![
            format!("oppdiktet:{n}").into(),
            "oppdiktet".into(),
            n.to_string().into(),
            owner.to_string().into(),
            "Mange".into(),
            "PUBLIC".into(),
            false.into(),
            0_i64.into(),
            "[]".into(),
            true.into(),
            "{}".into(),
            0_i64.into(),
            0_i64.into(),
        ]
    });
    fill(&test, into, 13, rows).await;
    let scope = |db: Db, subscope: &'static str| {
        let app = test.app.clone();
        async move {
            let mut tx = db.begin_write().await.unwrap();
            let terms = ScopeTerms { description: "Den siste".to_owned(), ..Default::default() };
            let new = NewScope { prefix: "oppdiktet".to_owned(), subscope: subscope.to_owned(), terms };
            let made =
                clients::create_scope(&mut tx, &app, app.now(), owner, new, Vec::new(), "operator").await;
            if made.is_ok() {
                tx.commit().await.unwrap();
            }
            made.is_ok()
        }
    };
    let (a, b) = at_once(scope(test.app.db.clone(), "a"), scope(node, "b")).await;
    assert!(a ^ b, "one scope took the last place: {a} {b}");
    let full = json!({ "prefix": "oppdiktet", "subscope": "c", "description": "Til prøve" });
    let full = test.json(Method::POST, "/scopes", Some(&admin(&test, owner).await), &full).await;
    assert_eq!(full.status, StatusCode::CONFLICT, "{}", full.body);
    assert!(refusal(&full)[0].contains("1000 scopes below oppdiktet"), "{}", full.body);
}

#[tokio::test]
async fn accesses_are_listed_whole_or_said_to_be_too_many() {
    let test = TestApp::new().await;
    let register = fullmakt::numbers::OrgNumber::parse(clients::REGISTER).unwrap();
    let owner = admin(&test, register).await;
    let into = "INSERT INTO scope_access (scope, consumer_number, state, created_at, updated_at)";
    let numbers: Vec<String> = (0..60_000).map(|n| number(n).to_string()).collect();
    let distinct: std::collections::BTreeSet<&String> = numbers.iter().take(12_000).collect();
    let row = |number: &String| {
        vec![OBLIGED.into(), number.clone().into(), "APPROVED".into(), 0_i64.into(), 0_i64.into()]
    };
    fill(&test, into, 5, numbers.iter().take(12_000).map(row)).await;
    let path = format!("/scopes/access?scope={OBLIGED}");
    let all = test.json(Method::GET, &path, Some(&owner), &Value::Null).await.json();
    assert_eq!(all.as_array().unwrap().len(), distinct.len(), "none is left out in silence");
    fill(&test, into, 5, numbers.iter().map(row)).await;
    let many = test.json(Method::GET, &path, Some(&owner), &Value::Null).await;
    assert_eq!(many.status, StatusCode::BAD_REQUEST, "{}", many.body.len());
    assert!(refusal(&many)[0].contains("more than 50000; ask with consumer_orgno"), "{}", many.body);
    let one = format!("{path}&consumer_orgno={}", numbers[59_999]);
    let one = test.json(Method::GET, &one, Some(&owner), &Value::Null).await.json();
    assert_eq!((one.as_array().unwrap().len(), &one[0]["state"]), (1, &json!("APPROVED")));
}
