//! The register by its front door: who is answered, with what status, and what a scope sees of a company.

use axum::http::{Method, StatusCode};
use fullmakt::keys;
use fullmakt::register::population::examples::built_in;
use fullmakt::register::view::View;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::app::PUBLIC_URL;

mod access_log;
mod changes;
mod codes;
mod docs;
mod document;
mod fields;
mod matrices;
mod population;
mod rounds;
mod search;
mod whole;

const PATH: &str = "/api/oppslag/v1/virksomheter";

/// A token as the token server makes it, for any scope.
pub(super) async fn token(test: &TestApp, scope: &str, change: impl Fn(&mut Value)) -> String {
    let now = test.app.now().wall_seconds();
    let mut claims = json!({
        "scope": scope, "iss": format!("{PUBLIC_URL}/"), "exp": now + 120, "iat": now, "client_id": "c",
        "consumer": { "authority": "iso6523-actorid-upis", "ID": "0192:313513408" }
    });
    change(&mut claims);
    let key = keys::active_signing_key(&test.app.db, &test.app.keys).await.expect("keys").expect("a key");
    key.sign_compact(&claims).expect("signed")
}

fn company(shows: &str) -> String {
    let found =
        built_in().into_iter().find(|example| example.shows == shows).expect("a company that shows it");
    found.company.number.to_string()
}

#[tokio::test]
async fn a_call_is_refused_with_the_status_that_says_why() {
    let test = TestApp::new().await;
    let good = token(&test, "brreg:reelle/media", |_| {}).await;
    let expired = token(&test, "brreg:reelle/media", |claims| claims["exp"] = json!(1)).await;
    let foreign =
        token(&test, "brreg:reelle/media", |claims| claims["iss"] = json!("https://other.example/")).await;
    let other_scope = token(&test, "brreg:reelle/mediaa brreg:reelle", |_| {}).await;
    let number = company("three-owners");
    for (path, bearer, status, challenge) in [
        (number.as_str(), None, StatusCode::UNAUTHORIZED, Some("Bearer")),
        (&number, Some("x"), StatusCode::UNAUTHORIZED, Some("Bearer error=\"invalid_token\"")),
        (&number, Some(expired.as_str()), StatusCode::UNAUTHORIZED, Some("Bearer error=\"invalid_token\"")),
        (&number, Some(foreign.as_str()), StatusCode::UNAUTHORIZED, Some("Bearer error=\"invalid_token\"")),
        (
            &number,
            Some(other_scope.as_str()),
            StatusCode::FORBIDDEN,
            Some("Bearer error=\"insufficient_scope\""),
        ),
        ("12345", Some(good.as_str()), StatusCode::BAD_REQUEST, None),
        ("313513409", Some(good.as_str()), StatusCode::BAD_REQUEST, None),
        ("313513408", Some(good.as_str()), StatusCode::NOT_FOUND, None),
    ] {
        let answer = test.json(Method::GET, &format!("{PATH}/{path}"), bearer, &Value::Null).await;
        assert_eq!(
            (answer.status, answer.header("www-authenticate")),
            (status, challenge),
            "{path}: {}",
            answer.body
        );
        assert!(
            answer.json()["message"].as_str().is_some_and(|message| message.ends_with('.')),
            "{}",
            answer.body
        );
    }
}

#[tokio::test]
async fn the_scope_decides_what_is_seen_and_aud_is_not_looked_at() {
    let test = TestApp::new().await;
    let path = format!("{PATH}/{}", company("exempt-person"));
    for (scope, named) in
        [("brreg:reelle/rapporteringspliktig", true), ("brreg:reelle/rapporteringspliktig.begrenset", false)]
    {
        let token = token(&test, scope, |claims| claims["aud"] = json!("https://elsewhere.example")).await;
        let answer = test.json(Method::GET, &path, Some(&token), &Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let owner = &answer.json()["registreringer"][0]["reelleRettighetshavere"][0];
        assert_eq!(owner["folkeregistrertPerson"].get("navn").is_some(), named, "{scope}");
        assert_eq!(owner["erUnntattFraInnsyn"], true);
    }
}

#[test]
fn a_schemes_text_says_of_its_scope_what_the_register_shows() {
    for scheme in fullmakt::delegation::builtin_schemes() {
        let scopes = scheme.scopes.iter().map(String::as_str);
        let view = View::of_scopes(scopes).expect("a scope of the register");
        let texts = &scheme.description;
        for (text, numbers, shielded, not) in [
            (&texts.nb, "fødselsnummer", "skjermede personer", "men ikke "),
            (&texts.nn, "fødselsnummer", "skjerma personar", "men ikkje "),
            (&texts.en, "identity numbers", "shielded persons", "but not "),
        ] {
            let (seen, unseen) = text.split_once(not).unwrap_or((text, ""));
            let everything = view.settled_discrepancies;
            assert_eq!(seen.contains(numbers) || everything, view.person_numbers, "{text}");
            assert_eq!(unseen.contains(numbers), !view.person_numbers, "{text}");
            assert_eq!(seen.contains(shielded), view.exempt_persons, "{text}");
            assert_eq!(unseen.contains(shielded), !view.exempt_persons, "{text}");
        }
    }
}

#[tokio::test]
async fn code_lists_need_no_token_and_follow_the_language() {
    let test = TestApp::new().await;
    for (language, name) in [("nob", "Direkte"), ("eng", "Direct"), ("fra", "Direkte")] {
        let headers = [("accept-language", language)];
        let answer = test.call(Method::GET, "/api/oppslag/v1/kodelister", &headers, "").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.body.contains(&format!("\"kodenavn\":\"{name}\"")), "{language}");
    }
}
