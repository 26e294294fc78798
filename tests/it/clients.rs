//! Clients, keys, scopes and grants: the rules by the self-service API, their races, and a contact's pages.

mod api;
mod bad_input;
mod document;
mod grants;
mod keys;
mod limits;
mod locked;
mod lookups;
mod pages;
mod scopes;
mod unchanged;

use std::sync::LazyLock;

use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fullmakt::clients::{self, ADMIN_SCOPES};
use fullmakt::clock::DAY;
use fullmakt::ids::Random;
use fullmakt::jose::SigningKey;
use fullmakt::keys::active_signing_key;
use fullmakt::keys::test_authority::{self, Profile};
use fullmakt::numbers::OrgNumber;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::app::Answer;

pub(super) const OBLIGED: &str = "brreg:reelle/rapporteringspliktig";
pub(super) const YEAR: i64 = 365 * DAY;

/// One key for all tests: making one is slow, and a name of its own makes it another key.
pub(crate) static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(2048).unwrap());

pub(crate) fn key(kid: &str) -> Value {
    let mut jwk = KEY.public_jwk();
    jwk["kid"] = json!(kid);
    jwk
}

/// A key of its own that is locked to a certificate of `organisation`, as it is posted.
pub(crate) async fn locked_key(test: &TestApp, kid: &str, organisation: &str, days: i64) -> Value {
    let app = &test.app;
    let whom = (organisation.parse().unwrap(), "Prøve AS");
    let issued =
        test_authority::issue(&app.db, &app.keys, &app.random, app.now(), whom, Profile::Seid2, days * DAY)
            .await
            .unwrap();
    let mut jwk = SigningKey::from_pkcs8(&issued.pkcs8).unwrap().public_jwk();
    jwk["kid"] = json!(kid);
    jwk["x5c"] = issued.chain.iter().map(|der| STANDARD.encode(der)).collect();
    jwk
}

pub(super) fn number(seed: u64) -> OrgNumber {
    let random = Random::seeded(seed);
    OrgNumber::make(3, &mut |bound| random.below(bound))
}

/// An access token as our token server issues it.
pub(crate) async fn token(test: &TestApp, organisation: OrgNumber, scopes: &[&str]) -> String {
    let now = test.app.now();
    let key = active_signing_key(&test.app.db, &test.app.keys).await.unwrap().unwrap();
    key.sign_compact(&json!({
        "iss": test.app.config.issuer(),
        "client_id": "admin-client",
        "scope": scopes.join(" "),
        "exp": now.wall_seconds() + 120,
        "iat": now.wall_seconds(),
        "consumer": { "authority": "iso6523-actorid-upis", "ID": organisation.iso6523() },
    }))
    .unwrap()
}

pub(super) async fn admin(test: &TestApp, organisation: OrgNumber) -> String {
    token(test, organisation, &ADMIN_SCOPES).await
}

pub(crate) async fn grant(test: &TestApp, scope: &str, organisation: OrgNumber) {
    let mut tx = test.app.db.begin_write().await.unwrap();
    clients::grant_scope(
        &mut tx,
        &test.app,
        test.app.now(),
        scope,
        organisation,
        Some("2026-00001"),
        "system",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

pub(super) fn new_client(scopes: &[&str]) -> Value {
    json!({ "client_name": "Oppdiktet klient", "description": "Til prøve", "integration_type": "maskinporten", "scopes": scopes })
}

/// A client made through the API, with its id.
pub(super) async fn make(test: &TestApp, bearer: &str) -> String {
    let made = test.json(Method::POST, "/api/v1/clients", Some(bearer), &new_client(&[OBLIGED])).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    made.json()["client_id"].as_str().unwrap().to_owned()
}

/// Hands a prefix out.
pub(super) async fn give_prefix(test: &TestApp, prefix: &str, owner: OrgNumber) {
    let mut tx = test.app.db.begin_write().await.unwrap();
    clients::give_prefix(&mut tx, &test.app, test.app.now(), prefix, owner, "operator").await.unwrap();
    tx.commit().await.unwrap();
}

/// What every refusal must have, and its messages.
pub(super) fn refusal(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    assert_eq!(body["status"], answer.status.as_u16(), "{body}");
    for member in ["timestamp", "correlation_id", "error", "error_description"] {
        assert!(body[member].is_string(), "{member}: {body}");
    }
    let errors = body["errors"].as_array().unwrap();
    assert!(!errors.is_empty(), "clients read the first entry of errors: {body}");
    errors.iter().map(|error| error["errorMessage"].as_str().unwrap().to_owned()).collect()
}

/// Runs `first` and `second` at once on connections of their own.
pub(super) async fn at_once<A: Send + 'static, B: Send + 'static>(
    first: impl Future<Output = A> + Send + 'static,
    second: impl Future<Output = B> + Send + 'static,
) -> (A, B) {
    let (first, second) = (tokio::spawn(first), tokio::spawn(second));
    (first.await.unwrap(), second.await.unwrap())
}
