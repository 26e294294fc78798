//! The population of companies that are no parties, and Enhetsregisteret's open API over both.

mod bulk;
mod document;
mod looking;
mod population;
mod searching;
mod updates;

use axum::http::{Method, StatusCode};
use fullmakt::db::params;
use fullmakt::numbers::OrgNumber;
use fullmakt::parties::entities::{self, Entity};
use serde_json::json;

use crate::support::TestApp;
use crate::support::app::{Answer, START};

/// The valid fictional number at this place, counted from 310 000 000.
fn number_of(place: u32) -> OrgNumber {
    (31_000_000..).filter_map(OrgNumber::of_body).nth(place as usize).expect("a number")
}

/// A company of the population as the generator makes them.
fn company(place: u32, name: &str) -> Entity {
    let number = number_of(place);
    Entity {
        number,
        name: name.to_owned(),
        form: "AS".to_owned(),
        parent: None,
        description: json!({
            "organisasjonsnummer": number,
            "navn": name.to_uppercase(),
            "konkurs": false,
            "respons_klasse": "Enhet"
        }),
        roles: json!([]),
        deleted_at: None,
        updated_at: START,
    }
}

/// A world in which Enhetsregisteret's population lacks the register's examples, so that these tests know what there is.
async fn empty() -> TestApp {
    let test = TestApp::new().await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    for statement in [
        "DELETE FROM synthetic_entities",
        "DELETE FROM entity_index",
        "DELETE FROM entity_words",
        "DELETE FROM entity_updates",
        "UPDATE entity_update_counter SET last = 0, last_at = 0",
    ] {
        tx.execute(statement, params![]).await.expect("a statement");
    }
    tx.commit().await.expect("commit");
    test
}

/// Puts companies in.
async fn insert(test: &TestApp, companies: &[Entity]) {
    let mut tx = test.app.db.begin_write().await.expect("write");
    entities::insert_entities(&mut tx, companies).await.expect("put in");
    tx.commit().await.expect("commit");
}

/// Asks the API below its base.
async fn ask(test: &TestApp, path: &str) -> Answer {
    test.call(Method::GET, &format!("/enhetsregisteret/api/{path}"), &[], String::new()).await
}

/// The numbers of a page of hits.
fn hits(answer: &Answer, of: &str) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let body = answer.json();
    let hits = body["_embedded"][of].as_array().cloned().unwrap_or_default();
    hits.iter().map(|one| one["organisasjonsnummer"].as_str().expect("a number").to_owned()).collect()
}

/// That an answer names these parameters as malformed, in Enhetsregisteret's shape.
fn assert_malformed(answer: &Answer, parameters: &[&str], path: &str) {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}: {}", answer.body);
    let body = answer.json();
    let faults = body["valideringsfeil"].as_array().expect("faults");
    let named: Vec<&str> =
        faults.iter().map(|fault| fault["parametere"][0].as_str().expect("a name")).collect();
    assert_eq!(named, parameters, "{path}: {}", answer.body);
    assert_eq!(body["antallFeil"], faults.len());
    assert_eq!(body["status"], 400);
    assert!(body["sti"].as_str().is_some_and(|at| at.starts_with("/enhetsregisteret/api")), "{path}");
}
