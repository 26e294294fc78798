//! A link that a vendor sends: it is held to what the pages on the way by hand are held to.

use axum::http::StatusCode;

use super::{OBLIGED, acting, says};
use crate::delegation::World;
use crate::support::TestApp;

#[tokio::test]
async fn every_look_up_of_a_number_counts_for_the_same_limit_a_sent_link_too() {
    let test = TestApp::with_env(&[("FULLMAKT_UNKNOWN_LOOKUPS_PER_HOUR", "3")]).await;
    let world = World::new(&test).await;
    let other = World::another(&test, 12, "Oppdiktet Annen AS").await;
    let mut browser = acting(&test, &world).await;
    let (vendor, other) = (world.vendor.to_string(), other.to_string());
    browser.post("/fullmakt/leverandorer/ny", &[("orgnr", &vendor)]).await;
    let link = |number: &str| format!("/fullmakt/gi?leverandor={number}&skjema={OBLIGED}");
    says(&browser.get(&link(&other)).await, StatusCode::OK, "Oppdiktet Annen AS");
    says(&browser.get(&link("810414782")).await, StatusCode::NOT_FOUND, "finnes ikke i dette miljøet");
    let unknown = [("leverandor", "810414782"), ("skjema", OBLIGED)];
    assert_eq!(browser.post("/fullmakt/gi", &unknown).await.status, StatusCode::NOT_FOUND);
    let third = browser.get("/fullmakt/leverandorer/ny?orgnr=810414782").await;
    assert_eq!(third.status, StatusCode::UNPROCESSABLE_ENTITY, "each of the three was counted, and no more");

    let shut = browser.get(&link(&other)).await;
    says(&shut, StatusCode::TOO_MANY_REQUESTS, "stengt for deg i en time");
    assert_eq!(shut.headers["retry-after"], "3600");
    assert!(!shut.text().contains("Oppdiktet Annen AS"));
    let sent = browser.post("/fullmakt/gi", &[("leverandor", &other), ("skjema", OBLIGED)]).await;
    assert_eq!(sent.status, StatusCode::TOO_MANY_REQUESTS, "{}", sent.text());
    let path = format!("/fullmakt/leverandorer/ny?orgnr={other}");
    assert_eq!(browser.get(&path).await.status, StatusCode::TOO_MANY_REQUESTS);
    // A supplier of its own is looked up by nobody.
    says(&browser.get(&link(&vendor)).await, StatusCode::OK, "Oppdiktet Leverandør AS");
}

#[tokio::test]
async fn a_sent_link_gives_nothing_that_the_person_may_not_give() {
    let test = TestApp::new().await;
    let world = World::new(&test).await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let mut scheme = fullmakt::delegation::scheme(&mut tx, OBLIGED).await.expect("read").expect("a scheme");
    (scheme.id, scheme.policy) = ("bare-filialer".to_owned(), fullmakt::delegation::Policy::of_branches());
    fullmakt::delegation::insert_scheme(&mut tx, &scheme, 0).await.expect("inserted");
    tx.commit().await.expect("commit");
    let mut browser = acting(&test, &world).await;
    let vendor = world.vendor.to_string();
    let sent = browser.post("/fullmakt/gi", &[("leverandor", &vendor), ("skjema", "bare-filialer")]).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN, "{}", sent.text());
    assert_eq!(test.count("SELECT count(*) AS n FROM delegations").await, 0);
    assert_eq!(test.count("SELECT count(*) AS n FROM suppliers").await, 0, "both or neither");
}
