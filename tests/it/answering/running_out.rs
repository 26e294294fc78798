//! What runs out is told in time and once, on the world's calendar.

use fullmakt::clients::{self, NewClient};
use fullmakt::clock::DAY;
use fullmakt::jobs::Outcome;
use fullmakt::orders::{OrderKind, expiring};
use serde_json::json;

use super::{MARI, kinds, last_letter};
use crate::orders::{VENDOR, carried_out, draft, kinds_to, on_node};
use crate::support::TestApp;

const KEYS: &str = "SELECT count(*) AS n FROM letters WHERE kind = 'key-expires'";
const LINKS: &str = "SELECT count(*) AS n FROM letters WHERE kind = 'link-expires'";

/// A client of the vendor with two keys: one that lasts a year, and one for ten days.
async fn client(test: &TestApp) {
    let mut tx = test.app.db.begin_write().await.expect("write");
    let (now, owner) = (test.app.now(), VENDOR.parse().expect("a number"));
    let long = crate::clients::key("lang-nokkel");
    let mut short = crate::clients::key("kort-nokkel");
    short["exp"] = json!((now.wall + 10 * DAY) / 1000);
    let new = NewClient::named(owner, "Regnskap", Vec::new());
    let client =
        clients::create_client(&mut tx, &test.app, now, new, Vec::new(), "operator").await.expect("a client");
    for key in [long, short] {
        clients::save_key(&mut tx, &test.app, now, &client.id, owner, None, &key, "operator")
            .await
            .expect("a key");
    }
    tx.commit().await.expect("commit");
}

/// Moves the world's calendar on to that day. The wall clock goes on a little too, by which ids tell the order of letters.
async fn move_to(test: &TestApp, day: i64) {
    test.advance(1_000);
    test.clock.set_offset(day * DAY);
    test.run_jobs().await;
}

#[tokio::test]
async fn a_key_is_warned_of_thirty_and_seven_days_before_its_end_and_a_short_one_once() {
    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    client(&test).await;
    let mut warned = Vec::new();
    for day in 1..=366 {
        move_to(&test, day).await;
        let letters = test.count(KEYS).await;
        if letters > i64::try_from(warned.len()).expect("few") {
            warned.push((day, last_letter(&test).await));
        }
    }
    let days: Vec<i64> = warned.iter().map(|(day, _)| *day).collect();
    assert_eq!(days, [3, 335, 358], "ten days are warned of seven before, a year thirty and seven before");
    for (day, letter) in &warned {
        let key = if *day == 3 { "kort-nokkel" } else { "lang-nokkel" };
        assert!(letter.to == MARI && letter.body.contains(key) && letter.body.contains("Regnskap"), "{day}");
        let mut contact = test.browser();
        let page = contact.follow(&letter.path_starting("/lenke/").expect("a link")).await;
        assert!(page.status == axum::http::StatusCode::OK || *day < 358, "{day}");
    }
}

#[tokio::test]
async fn a_clock_that_jumps_brings_the_nearest_warning_alone() {
    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    client(&test).await;
    move_to(&test, 360).await;
    assert_eq!(test.count(KEYS).await, 1);
    move_to(&test, 364).await;
    assert_eq!(test.count(KEYS).await, 1, "once");
    move_to(&test, 400).await;
    assert_eq!(test.count(KEYS).await, 1, "what has run out is not warned of");
}

#[tokio::test]
async fn keys_that_run_out_together_are_one_letter_whose_link_opens_their_client() {
    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    client(&test).await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let (now, owner) = (test.app.now(), VENDOR.parse().expect("a number"));
    let client = clients::clients_of(&mut tx, owner).await.expect("read").pop().expect("the client").id;
    let key = crate::clients::key("enda-en");
    clients::save_key(&mut tx, &test.app, now, &client, owner, None, &key, "operator").await.expect("a key");
    tx.commit().await.expect("commit");
    move_to(&test, 340).await;
    assert_eq!(test.count(KEYS).await, 0, "{:?}", kinds(&test).await);
    assert_eq!(test.count("SELECT count(*) AS n FROM letters WHERE kind = 'keys-expire'").await, 1);
    let letter = last_letter(&test).await;
    for part in ["lang-nokkel", "enda-en", "Regnskap", &client] {
        assert!(letter.to == MARI && letter.body.contains(part), "{part}: {}", letter.body);
    }
    assert!(!letter.body.contains("kort-nokkel"), "it ran out long ago: {}", letter.body);
    let mut contact = test.browser();
    let entered = contact.get(&letter.path_starting("/lenke/").expect("a link")).await;
    assert_eq!(entered.location(), format!("/klienter/{client}"));
    assert!(contact.get(entered.location()).await.text().contains("lang-nokkel"));
}

#[tokio::test]
async fn a_key_is_warned_of_before_its_certificate_ends_and_not_when_it_can_never_be_used() {
    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let (now, owner) = (test.app.now(), VENDOR.parse().expect("a number"));
    let mut keys = Vec::new();
    for (kid, organisation, days) in [("egen", VENDOR, 60), ("andres", "310000019", 45)] {
        keys.push(crate::clients::locked_key(&test, kid, organisation, days).await);
    }
    let mut tx = test.app.db.begin_write().await.expect("write");
    let new = NewClient::named(owner, "Regnskap", Vec::new());
    let client =
        clients::create_client(&mut tx, &test.app, now, new, Vec::new(), "operator").await.expect("a client");
    clients::replace_keys(&mut tx, &test.app, now, &client.id, owner, &keys, "operator").await.expect("keys");
    tx.commit().await.expect("commit");
    let mut warned = Vec::new();
    for day in 1..=366 {
        move_to(&test, day).await;
        let letters = test.count(KEYS).await;
        if letters > i64::try_from(warned.len()).expect("few") {
            warned.push((day, last_letter(&test).await));
        }
    }
    let days: Vec<i64> = warned.iter().map(|(day, _)| *day).collect();
    assert_eq!(days, [30, 53], "thirty and seven days before the certificate's end, and no more");
    for (_, letter) in &warned {
        let told = letter.body.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            told.contains("egen") && told.contains("når sertifikatet som nøkkelen er låst til"),
            "{told}"
        );
    }
}

#[tokio::test]
async fn a_link_that_is_used_is_replaced_before_it_runs_out_and_an_unused_one_is_not() {
    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    move_to(&test, 28).await;
    assert_eq!(test.count(LINKS).await, 0, "nobody has come in by them");

    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let link = last_letter(&test).await.path_starting("/lenke/").expect("a link");
    test.browser().follow(&link).await;
    move_to(&test, 26).await;
    assert_eq!(test.count(LINKS).await, 0, "not yet");
    move_to(&test, 28).await;
    let letter = last_letter(&test).await;
    assert!(letter.to == MARI && letter.subject.contains("går snart ut"), "{letter:?}");
    move_to(&test, 31).await;
    assert_eq!(test.count(LINKS).await, 1);
    let fresh = letter.path_starting("/lenke/").expect("a new link");
    assert_ne!(fresh, link);
    let mut contact = test.browser();
    assert_eq!(contact.get(&link).await.status, axum::http::StatusCode::GONE, "the old one is over");
    assert_eq!(contact.follow(&fresh).await.status, axum::http::StatusCode::OK);
}

#[tokio::test]
async fn two_nodes_that_look_at_once_warn_once() {
    for round in 0..4 {
        let test = TestApp::new().await;
        let one = on_node(&test, test.database.another_node().await);
        let two = on_node(&test, test.database.another_node().await);
        carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
        client(&test).await;
        test.clock.set_offset(340 * DAY);
        let now = test.app.now();
        let (a, b) = tokio::join!(expiring::run(&one, now), expiring::run(&two, now));
        assert!(matches!((&a, &b), (Outcome::Done, Outcome::Done)), "round {round}: {a:?} {b:?}");
        assert_eq!(test.count(KEYS).await, 1, "round {round}: {:?}", kinds(&test).await);
        assert_eq!(kinds_to(&test, MARI).await.iter().filter(|kind| *kind == "key-expires").count(), 1);
    }
}
