//! Search by a person's number (`register.md` §1.2), and the settings for what is not known about it.

use axum::http::{Method, StatusCode};
use serde_json::Value;

use super::matrices::write_company;
use super::{PATH, token};
use crate::support::TestApp;

const AUTHORITY: &str = "brreg:reelle/offentlig";

async fn search(test: &TestApp, query: &str) -> (StatusCode, Value) {
    let token = token(test, AUTHORITY, |_| {}).await;
    let answer = test.json(Method::GET, &format!("{PATH}{query}"), Some(&token), &Value::Null).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn a_person_is_found_by_identity_number_and_d_number_also_when_shielded() {
    let test = TestApp::new().await;
    write_company(&test, &[(-30, None)]).await;
    for person in ["05910298382", "41864000647"] {
        let (status, found) = search(&test, &format!("?foedselsnummer={person}")).await;
        assert_eq!(status, StatusCode::OK, "{found}");
        let companies = found.as_array().expect("a list");
        assert_eq!(companies.len(), 1, "{found}");
        assert_eq!(companies[0]["organisasjonsnummer"], "313513408");
        assert_eq!(
            companies[0]["registreringer"][0]["reelleRettighetshavere"].as_array().map(Vec::len),
            Some(2),
            "the company comes with its other owners: {found}"
        );
    }
}

#[tokio::test]
async fn nobody_found_is_an_empty_list_and_not_404() {
    let test = TestApp::new().await;
    assert_eq!(search(&test, "?foedselsnummer=26920296504").await, (StatusCode::OK, serde_json::json!([])));
}

#[tokio::test]
async fn a_number_that_is_none_is_400_and_the_answer_says_what_was_wrong() {
    let test = TestApp::new().await;
    for (query, says) in [
        ("", "foedselsnummer mangler"),
        (
            "?fnr=05910298382&limit=1",
            "foedselsnummer mangler. Det som ble sendt, kjenner API-et ikke: fnr, limit",
        ),
        ("?foedselsnummer=", "elleve siffer"),
        ("?foedselsnummer=0591029838", "elleve siffer"),
        ("?foedselsnummer=05910298383", "kontrollsiffer"),
        ("?foedselsnummer=abcdefghijk", "elleve siffer"),
        ("?foedselsnummer=313513408", "elleve siffer"),
        ("?foedselsnummer=05910298382&foedselsnummer=41864000647", "én gang"),
        ("?foedselsnummer=%00%ff", "elleve siffer"),
    ] {
        let (status, body) = search(&test, query).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}: {body}");
        assert!(body["message"].as_str().is_some_and(|message| message.contains(says)), "{query}: {body}");
    }
}

#[tokio::test]
async fn a_number_that_may_be_a_real_persons_is_refused_and_not_repeated() {
    let test = TestApp::new().await;
    // The official example of the scheme of 2032 for nobody: its month is not raised, as in real numbers.
    let (status, body) = search(&test, "?foedselsnummer=02013299997").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(body["message"].as_str().is_some_and(|message| message.contains("syntetiske")), "{body}");
    assert!(!body.to_string().contains("02013299997"), "{body}");
}

#[tokio::test]
async fn what_is_not_known_about_the_real_register_is_a_setting() {
    let test = TestApp::with_env(&[
        ("FULLMAKT_REGISTER_PERSON_SEARCH", "object"),
        ("FULLMAKT_REGISTER_WRONG_SCOPE", "401"),
        ("FULLMAKT_REGISTER_ERRORS", "problem"),
    ])
    .await;
    let (status, found) = search(&test, "?foedselsnummer=26920296504").await;
    assert_eq!((status, found), (StatusCode::OK, serde_json::json!({ "virksomheter": [] })));
    let media = token(&test, "brreg:reelle/media", |_| {}).await;
    let path = format!("{PATH}?foedselsnummer=26920296504");
    let answer = test.json(Method::GET, &path, Some(&media), &Value::Null).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.header("www-authenticate"), Some("Bearer error=\"insufficient_scope\""));
    assert!(answer.json()["detail"].as_str().is_some_and(|detail| detail.contains("brreg:reelle/offentlig")));
}
