//! `If-Match` against lost updates, beside the real service's semantics, where the last write wins.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{OBLIGED, admin, give_prefix, key, make, new_client, number, refusal};
use crate::support::TestApp;
use crate::support::app::Answer;

struct Caller<'a> {
    test: &'a TestApp,
    authorization: String,
}

impl Caller<'_> {
    async fn send(&self, method: Method, path: &str, if_match: Option<&str>, body: &Value) -> Answer {
        let mut headers =
            vec![("authorization", self.authorization.as_str()), ("content-type", "application/json")];
        headers.extend(if_match.map(|tag| ("if-match", tag)));
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.test.call(method, path, &headers, body).await
    }

    async fn tag(&self, path: &str) -> String {
        self.send(Method::GET, path, None, &Value::Null).await.header("etag").expect("an ETag").to_owned()
    }
}

#[tokio::test]
async fn who_names_what_it_read_overwrites_nothing_that_came_between() {
    let test = TestApp::new().await;
    let owner = number(1);
    give_prefix(&test, "oppdiktet", owner).await;
    let bearer = admin(&test, owner).await;
    let caller = Caller { test: &test, authorization: format!("Bearer {bearer}") };
    let id = make(&test, &bearer).await;
    let scope = json!({ "prefix": "oppdiktet", "subscope": "x", "description": "Til prøve" });
    test.json(Method::POST, "/scopes", Some(&bearer), &scope).await;
    let client = format!("/api/v1/clients/{id}");
    let jwks = format!("{client}/jwks");
    let one = format!("{jwks}/k1");
    let set = json!({ "keys": [key("k1")] });
    test.json(Method::POST, &jwks, Some(&bearer), &set).await;
    let changed_scope = json!({ "description": "Endret" });
    let get_scope = "/scopes/scope?scope=oppdiktet:x";
    let mut writes = 0;
    for (method, path, read_at, body) in [
        (Method::PUT, client.as_str(), client.as_str(), &new_client(&[OBLIGED])),
        (Method::POST, jwks.as_str(), jwks.as_str(), &set),
        (Method::PUT, one.as_str(), one.as_str(), &set["keys"][0]),
        (Method::POST, &format!("/api/v2/clients/{id}/key"), jwks.as_str(), &set["keys"][0]),
        (Method::PUT, "/scopes?scope=oppdiktet:x", get_scope, &changed_scope),
        (Method::DELETE, "/scopes?scope=oppdiktet:x", get_scope, &Value::Null),
        (Method::DELETE, one.as_str(), one.as_str(), &Value::Null),
        (Method::DELETE, jwks.as_str(), jwks.as_str(), &Value::Null),
        (Method::DELETE, client.as_str(), client.as_str(), &Value::Null),
    ] {
        let before = caller.tag(read_at).await;
        // Somebody else writes between, and something new each time.
        writes += 1;
        let words = format!("Kom imellom {writes}");
        if path.contains("scopes") {
            let between = json!({ "description": words });
            caller.send(Method::PUT, "/scopes?scope=oppdiktet:x", None, &between).await;
        } else {
            let mut between = new_client(&[]);
            between["client_name"] = json!(words);
            caller.send(Method::PUT, &client, None, &between).await;
        }
        let after = caller.tag(read_at).await;
        assert_ne!(before, after, "{method} {path}");
        for stale in [before.as_str(), "\"finnes-ikke\"", &format!("W/{after}")] {
            let refused = caller.send(method.clone(), path, Some(stale), body).await;
            assert_eq!(refused.status, StatusCode::PRECONDITION_FAILED, "{method} {path} {stale}");
            assert!(refusal(&refused)[0].contains(&format!("its ETag is {after}")), "{}", refused.body);
        }
        assert_eq!(caller.tag(read_at).await, after, "{method} {path}: nothing was changed");
        let several = format!("\"1000\", {after}");
        let done = caller.send(method.clone(), path, Some(&several), body).await;
        assert!(done.status.is_success(), "{method} {path}: {}", done.body);
        if let Some(tag) = done.header("etag") {
            assert_ne!(tag, after);
            if method != Method::DELETE {
                assert_eq!(tag, caller.tag(read_at).await, "the answer has the new tag: {method} {path}");
            }
        }
        if method == Method::DELETE && path != client {
            caller.send(Method::POST, &jwks, Some("*"), &set).await;
        }
    }
}

#[tokio::test]
async fn without_the_header_the_last_write_wins_and_a_broken_one_is_told() {
    let test = TestApp::new().await;
    let bearer = admin(&test, number(1)).await;
    let caller = Caller { test: &test, authorization: format!("Bearer {bearer}") };
    let id = make(&test, &bearer).await;
    let path = format!("/clients/{id}");
    for name in ["Den første", "Den andre"] {
        let mut body = new_client(&[]);
        body["client_name"] = json!(name);
        assert_eq!(caller.send(Method::PUT, &path, None, &body).await.status, StatusCode::OK);
    }
    assert_eq!(caller.send(Method::GET, &path, None, &Value::Null).await.json()["client_name"], "Den andre");
    for broken in ["3", "\"3", "*, \"3\"", "\"3\" \"4\"x", ","] {
        let answer = caller.send(Method::PUT, &path, Some(broken), &new_client(&[])).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{broken}");
        assert_eq!(answer.json()["errors"][0]["fieldIdentifier"], "If-Match");
        refusal(&answer);
    }
    let any = caller.send(Method::PUT, &path, Some("*"), &new_client(&[])).await;
    assert_eq!(any.status, StatusCode::OK);
    let missing = caller.send(Method::PUT, "/clients/finnes-ikke", Some("*"), &new_client(&[])).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_changes_nothing_leaves_the_tag_so_that_who_read_it_may_still_write() {
    let test = TestApp::new().await;
    let owner = number(1);
    give_prefix(&test, "oppdiktet", owner).await;
    let bearer = admin(&test, owner).await;
    let caller = Caller { test: &test, authorization: format!("Bearer {bearer}") };
    let id = make(&test, &bearer).await;
    let scope = json!({ "prefix": "oppdiktet", "subscope": "x", "description": "Til prøve" });
    test.json(Method::POST, "/scopes", Some(&bearer), &scope).await;
    let (client, jwks) = (format!("/api/v1/clients/{id}"), format!("/api/v1/clients/{id}/jwks"));
    let (scope, read_scope) = ("/scopes?scope=oppdiktet:x", "/scopes/scope?scope=oppdiktet:x");
    let audited = "SELECT count(*) AS n FROM audit WHERE action <> 'session.started'";
    for (method, path, read_at, body) in [
        (Method::PUT, client.as_str(), client.as_str(), new_client(&[OBLIGED])),
        (Method::PUT, scope, read_scope, json!({ "description": "Endret" })),
        (Method::DELETE, scope, read_scope, Value::Null),
        (Method::DELETE, &jwks, &jwks, Value::Null),
        (Method::DELETE, &client, &client, Value::Null),
    ] {
        let first = caller.send(method.clone(), path, None, &body).await;
        assert!(first.status.is_success(), "{method} {path}: {}", first.body);
        let (tag, rows) = (caller.tag(read_at).await, test.count(audited).await);
        let again = caller.send(method.clone(), path, Some(&tag), &body).await;
        assert!(again.status.is_success(), "{method} {path}: {}", again.body);
        assert_eq!(caller.tag(read_at).await, tag, "{method} {path}");
        assert_eq!(test.count(audited).await, rows, "{method} {path}: nothing was done");
    }
    // A key that is posted again lives longer for it, and that is a change.
    let set = json!({ "keys": [key("k1")] });
    caller.send(Method::POST, &jwks, None, &set).await;
    let tag = caller.tag(&jwks).await;
    caller.send(Method::POST, &jwks, None, &set).await;
    assert_ne!(caller.tag(&jwks).await, tag);
}
