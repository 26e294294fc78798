//! Look-ups that come at the same time are asked together: each has its own answer and its own line in the access log.

use axum::http::{Method, StatusCode};
use fullmakt::register::population::examples::built_in;
use fullmakt::token::rotation;
use futures_util::future::join_all;
use serde_json::Value;

use super::{PATH, company, token};
use crate::support::TestApp;
use crate::token::CUSTOMER;

#[tokio::test]
async fn look_ups_at_once_have_each_its_own_answer_and_line() {
    let test = TestApp::new().await;
    let limited = token(&test, "brreg:reelle/rapporteringspliktig.begrenset", |_| {}).await;
    let full = token(&test, "brreg:reelle/offentlig", |_| {}).await;
    let exempt = company("exempt-person");
    let companies: Vec<String> =
        built_in().into_iter().map(|example| example.company.number.to_string()).collect();
    // Some are asked for twice, by callers who see different things, and some are not in the register.
    let asked = companies.iter().map(|number| (number.as_str(), &full, StatusCode::OK)).chain([
        (exempt.as_str(), &limited, StatusCode::OK),
        (exempt.as_str(), &full, StatusCode::OK),
        (CUSTOMER, &full, StatusCode::NOT_FOUND),
        (CUSTOMER, &limited, StatusCode::NOT_FOUND),
    ]);
    let answers = join_all(asked.map(async |(number, token, status)| {
        let answer = test.json(Method::GET, &format!("{PATH}/{number}"), Some(token), &Value::Null).await;
        assert_eq!(answer.status, status, "{number}: {}", answer.body);
        if status == StatusCode::OK {
            assert_eq!(answer.json()["organisasjonsnummer"], number, "{}", answer.body);
        }
        let named = answer.body.contains("fornavn");
        (number == exempt && token == &limited, named)
    }))
    .await;
    assert!(answers.iter().all(|(redacted, named)| !(*redacted && *named)), "each sees with its own eyes");
    assert!(answers.iter().any(|(_, named)| *named));
    let lines = |condition: &str| format!("SELECT count(*) AS n FROM register_access WHERE {condition}");
    let many = i64::try_from(companies.len()).expect("few");
    assert_eq!(test.count(&lines("status = 200 AND found = 1")).await, many + 2);
    assert_eq!(test.count(&lines("status = 404 AND found = 0 AND subject = '313513408'")).await, 2);
    assert_eq!(test.count(&lines(&format!("subject = '{exempt}'"))).await, 3);
    assert_eq!(test.count("SELECT count(*) AS n FROM register_access").await, many + 4);
}

#[tokio::test]
async fn a_remembered_token_counts_for_nothing_once_its_key_is_retired() {
    let test = TestApp::new().await;
    let app = &test.app;
    let old = token(&test, "brreg:reelle/media", |_| {}).await;
    let number = company("three-owners");
    let status = async |number: &str, token: &str| {
        test.json(Method::GET, &format!("{PATH}/{number}"), Some(token), &Value::Null).await.status
    };
    assert_eq!(status(&number, &old).await, StatusCode::OK);
    rotation::prepare(app, app.now(), "operator").await.expect("made");
    let (kid, _) =
        rotation::take_over(app, app.now(), "operator").await.expect("changed").expect("one waited");
    let new = token(&test, "brreg:reelle/media", |_| {}).await;
    assert_eq!(status(&number, &old).await, StatusCode::OK, "it is published still");
    rotation::retire(app, app.now(), &kid, true, "operator").await.expect("retired by force");
    let logged = test.count("SELECT count(*) AS n FROM register_access").await;
    // At the same time as one that counts, and also when there is more to say against the call.
    let (refused, answered, malformed) =
        tokio::join!(status(&number, &old), status(&number, &new), status("12", &old));
    assert_eq!(refused, StatusCode::UNAUTHORIZED);
    assert_eq!(answered, StatusCode::OK);
    assert_eq!(malformed, StatusCode::UNAUTHORIZED);
    assert_eq!(test.count("SELECT count(*) AS n FROM register_access").await, logged + 1);
}
