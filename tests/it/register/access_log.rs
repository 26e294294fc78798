//! `/registerkall`: an organisation sees every call that was made with its access, and what stands behind it; nobody else
//! does.

use axum::http::{Method, StatusCode};
use fullmakt::clock::DAY;
use fullmakt::params;
use serde_json::{Value, json};

use super::{PATH, company, token};
use crate::support::TestApp;
use crate::token::{CUSTOMER, World};

#[tokio::test]
async fn a_call_stands_in_the_log_before_it_is_answered_without_any_persons_number() {
    let test = TestApp::new().await;
    let authority = token(&test, "brreg:reelle/offentlig", |claims| {
        claims["supplier"] = json!({ "authority": "iso6523-actorid-upis", "ID": "0192:314208641" });
        claims["jti"] = json!("a-token_1");
    })
    .await;
    let media = token(&test, "brreg:reelle/media", |_| {}).await;
    let number = company("three-owners");
    for (path, token, status) in [
        (format!("{PATH}/{number}"), &authority, 200),
        (format!("{PATH}/{CUSTOMER}"), &authority, 404),
        (format!("{PATH}?foedselsnummer=26920296504"), &authority, 200),
        // What is not let in is nobody's call.
        (format!("{PATH}?foedselsnummer=26920296504"), &media, 403),
        (format!("{PATH}/12"), &authority, 400),
    ] {
        let answer = test.json(Method::GET, &path, Some(token), &Value::Null).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.body);
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM register_access").await, 3);
    let of_supplier =
        "SELECT count(*) AS n FROM register_access WHERE consumer = '313513408' AND supplier = '314208641'";
    assert_eq!(test.count(of_supplier).await, 3);

    let mut handler = test.handler().await;
    let page = handler.get(&format!("/registerkall?virksomhet={CUSTOMER}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let shown = page.text();
    for part in
        ["Oppslag på organisasjonsnummer", &number, "404", "Søk på person", "314208641", "0 virksomheter"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!page.body.contains("26920296504"), "no person's number is kept");
    assert!(shown.contains("Tokenet er ikke lenger i loggen"), "this token was made by the test: {shown}");

    let other = handler.get("/registerkall?virksomhet=314208641").await.text();
    assert!(other.contains("Ingen kall er gjort"), "{other}");
    let fault = handler.get("/registerkall?virksomhet=123").await;
    assert!(fault.text().contains("ni sifre"), "{}", fault.body);
}

#[tokio::test]
async fn behind_a_call_stand_its_token_and_the_delegation() {
    let world = World::delegated().await;
    let test = &world.test;
    let mut claims = world.claims();
    claims["consumer_org"] = json!(CUSTOMER);
    let token = world.ask(&claims).await.json()["access_token"].as_str().expect("a token").to_owned();
    let path = format!("{PATH}/{}", company("three-owners"));
    assert_eq!(test.json(Method::GET, &path, Some(&token), &Value::Null).await.status, StatusCode::OK);

    let mut tx = test.app.db.read().await.expect("read");
    let sql = "SELECT trace_id, delegation_id FROM ledger WHERE granted = TRUE";
    let row = tx.fetch_optional(sql, params![]).await.expect("read").expect("the token's row");
    let (trace, delegation) = (row.text("trace_id").expect("text"), row.text("delegation_id").expect("text"));
    drop(tx);
    let page = test.handler().await.get(&format!("/registerkall?virksomhet={CUSTOMER}")).await.body;
    assert!(page.contains(&format!("href=\"/forklar/{trace}\"")), "{page}");
    assert!(page.contains(&delegation), "{page}");
}

#[tokio::test]
async fn a_visitor_is_sent_to_log_in() {
    let test = TestApp::new().await;
    let answer = test.browser().get("/registerkall").await;
    assert_eq!(answer.location(), "/logg-inn?goto=%2Fregisterkall");
}

#[tokio::test]
async fn a_call_whose_lifetime_is_over_is_forgotten() {
    let test = TestApp::with_env(&[("FULLMAKT_KEEP_REGISTER_CALLS_DAYS", "10")]).await;
    let path = format!("{PATH}/{}", company("three-owners"));
    for days in [0, 6] {
        test.advance(days * DAY);
        let token = token(&test, "brreg:reelle/media", |_| {}).await;
        let answer = test.json(Method::GET, &path, Some(&token), &Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
    test.advance(5 * DAY);
    test.run_jobs().await;
    assert_eq!(test.count("SELECT count(*) AS n FROM register_access").await, 1, "the older one is gone");
}
