//! A case that is done and whose access is gone says so in every list, and is found there, until the access is back.

use axum::http::Method;
use fullmakt::clients;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::figures;
use fullmakt::orders::{OrderKind, OrderState};
use serde_json::{Value, json};

use super::afterwards::{MARI, contact};
use super::{CUSTOMER, OTHER_VENDOR, SCOPE, VENDOR, carried_out, draft, found, with};
use crate::order_api::key_of;
use crate::support::TestApp;
use crate::support::app::Browser;

/// How the list at `path` shows the case: the row in which it stands, as text.
async fn row(browser: &mut Browser<'_>, path: &str, case: &str) -> Option<String> {
    let page = browser.get(path).await;
    page.body.split("<tr").find(|row| row.contains(&format!("/{case}\""))).map(str::to_owned)
}

async fn by_api(test: &TestApp, key: &str, case: &str) -> [Value; 2] {
    let list = test.json(Method::GET, "/api/fullmakt/v1/orders", Some(key), &Value::Null).await.json();
    let one = format!("/api/fullmakt/v1/orders/{case}");
    let one = test.json(Method::GET, &one, Some(key), &Value::Null).await.json();
    let listed = list["orders"].as_array().expect("orders").iter().find(|order| order["case_number"] == case);
    [listed.expect("the case").clone(), one]
}

async fn withdraw(test: &TestApp) {
    let mut tx = test.app.db.begin_write().await.expect("write");
    let customer = OrgNumber::parse(CUSTOMER).expect("a number");
    clients::withdraw_scope(&mut tx, &test.app, test.app.now(), SCOPE, customer, "operator")
        .await
        .expect("withdrawn");
    tx.commit().await.expect("commit");
    test.run_jobs().await;
}

async fn states(test: &TestApp) -> Value {
    let mut tx = test.app.db.read().await.expect("read");
    figures::read(&mut tx, test.app.now()).await.expect("figures").as_json()["months"][11]["states"].clone()
}

#[tokio::test]
async fn every_list_tells_that_the_access_of_a_done_case_is_gone_until_it_is_back() {
    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::Direct)).await;
    carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    let (direct, vendors) = ("2026-00001", "2026-00002");
    let key = key_of(&test, VENDOR).await;
    let mut mari = contact(&test, MARI).await;
    let mut handler = test.handler().await;

    let ended = "Tilgangen er avsluttet";
    assert_eq!(states(&test).await, json!({ "done": 2 }));
    for path in ["/saksbord?tilstand=alle", "/saksbord?tilstand=done", "/saksbord?tilstand=done&sok=sprek"] {
        let row = row(&mut handler, path, vendors).await.expect(path);
        assert!(row.contains("Ferdig") && !row.contains(ended), "{path}: {row}");
    }
    for told in by_api(&test, &key, vendors).await {
        let access = (&told["state"], &told["access"], &told["access_ended_at"]);
        assert_eq!(access, (&json!("done"), &json!("active"), &Value::Null));
    }

    // Where the access came from it is taken away: by the owner of the scope, and by no case.
    withdraw(&test).await;
    for case in [direct, vendors] {
        assert_eq!(found(&test, case).await.state, OrderState::Done);
        for path in ["/saksbord?tilstand=alle", "/saksbord?tilstand=ended"] {
            let row = row(&mut handler, path, case).await.expect(path);
            assert!(row.contains(ended) && !row.contains("Ferdig"), "{path}: {row}");
        }
        assert_eq!(row(&mut handler, "/saksbord?tilstand=done", case).await, None);
    }
    let searched = "/saksbord?tilstand=ended&sok=sprek";
    assert!(row(&mut handler, searched, vendors).await.is_some_and(|row| row.contains(ended)));
    let page = handler.get("/saksbord?tilstand=alle").await.text();
    assert!(page.contains("Tilgangen er avsluttet (2)") && page.contains("Ferdig (0)"), "{page}");
    let row_of_vendor = row(&mut mari, "/sak", vendors).await.expect("the vendor's own list");
    assert!(row_of_vendor.contains(ended) && !row_of_vendor.contains("Ferdig"), "{row_of_vendor}");
    for told in by_api(&test, &key, vendors).await {
        assert_eq!((&told["state"], &told["access"]), (&json!("done"), &json!("ended")), "{told}");
    }
    let customers = key_of(&test, CUSTOMER).await;
    for told in by_api(&test, &customers, direct).await {
        let since = (&told["access"], &told["access_ended_at"]);
        assert_eq!(since, (&json!("ended"), &json!("2026-01-15T09:00:00.000Z")), "{told}");
    }
    assert_eq!(states(&test).await, json!({ "ended": 2 }));

    // Ordered again: the vendor's case counts anew, and the first direct one with it.
    carried_out(&test, &draft(OrderKind::Direct)).await;
    for case in [direct, vendors, "2026-00003"] {
        let row = row(&mut handler, "/saksbord?tilstand=done", case).await.expect(case);
        assert!(row.contains("Ferdig") && !row.contains(ended), "{row}");
    }
    assert_eq!(row(&mut handler, "/saksbord?tilstand=ended", vendors).await, None);
    let [listed, _] = by_api(&test, &key, vendors).await;
    assert_eq!((&listed["access"], &listed["access_ended_at"]), (&json!("active"), &Value::Null));
}

#[tokio::test]
async fn grants_that_many_get_at_once_are_seen_by_the_cases_of_each_in_one_job() {
    let test = TestApp::new().await;
    let other = [("customer.number", OTHER_VENDOR), ("customer.name", "Varsom Due AS")];
    let direct = carried_out(&test, &draft(OrderKind::Direct)).await;
    let of_other = carried_out(&test, &with(OrderKind::Direct, &other)).await;
    let customers = [CUSTOMER, OTHER_VENDOR].map(|number| OrgNumber::parse(number).expect("a number"));
    withdraw(&test).await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    clients::withdraw_scope(&mut tx, &test.app, test.app.now(), SCOPE, customers[1], "operator")
        .await
        .expect("withdrawn");
    tx.commit().await.expect("commit");
    test.run_jobs().await;
    let waiting = carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    assert_eq!(waiting.state, OrderState::WaitingForCustomer);
    for order in [&direct, &of_other] {
        assert!(found(&test, &order.case_number).await.access_ended.is_some(), "{}", order.case_number);
    }

    let jobs = "SELECT count(*) AS n FROM jobs WHERE kind = 'orders.resume_waiting'";
    let before = test.count(jobs).await;
    // Two scopes each, and somebody whom no order is about.
    let second = "brreg:reelle/media";
    let nobody = OrgNumber::parse(VENDOR).expect("a number");
    let grants: Vec<(&str, OrgNumber)> = [customers[0], customers[1], nobody]
        .into_iter()
        .flat_map(|customer| [(SCOPE, customer), (second, customer)])
        .collect();
    let mut tx = test.app.db.begin_write().await.expect("write");
    let granted = clients::grant_many(&mut tx, &test.app, test.app.now(), &grants, "operator").await;
    assert_eq!(granted.expect("granted"), 6);
    tx.commit().await.expect("commit");
    assert_eq!(test.count(jobs).await, before + 1, "one job for all of them");
    test.run_jobs().await;
    for order in [&direct, &of_other, &waiting] {
        let order = found(&test, &order.case_number).await;
        assert_eq!((order.state, order.access_ended), (OrderState::Done, None), "{}", order.case_number);
    }
}

#[tokio::test]
async fn a_case_that_the_desk_ends_and_one_that_stood_on_it_are_found_together() {
    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::Direct)).await;
    carried_out(&test, &draft(OrderKind::ExistingCustomer)).await;
    let mut handler = test.handler().await;
    handler.post("/saksbord/2026-00001/tiltak/avslutt", &[("sure", "ja")]).await;
    test.run_jobs().await;
    let states = [found(&test, "2026-00001").await.state, found(&test, "2026-00002").await.state];
    assert_eq!(states, [OrderState::Ended, OrderState::Done]);
    for case in ["2026-00001", "2026-00002"] {
        let row = row(&mut handler, "/saksbord?tilstand=ended", case).await.expect(case);
        assert!(row.contains("Tilgangen er avsluttet"), "{row}");
    }
    let key = key_of(&test, CUSTOMER).await;
    let [listed, shown] = by_api(&test, &key, "2026-00001").await;
    assert_eq!((&listed["state"], &shown["access"]), (&json!("ended"), &json!("ended")));
    assert_eq!(shown["access_ended_at"], "2026-01-15T09:00:00.000Z");
}

#[tokio::test]
async fn what_was_taken_away_under_an_older_program_is_noted_by_the_job_of_its_migration() {
    let test = TestApp::new().await;
    carried_out(&test, &draft(OrderKind::Direct)).await;
    withdraw(&test).await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    tx.execute("UPDATE orders SET access_lost = FALSE", &[]).await.expect("as it was");
    tx.execute("DELETE FROM jobs", &[]).await.expect("no jobs");
    let migration = include_str!("../../../migrations/0035_access_ended.sql");
    let backfill = &migration[migration.find("INSERT INTO jobs").expect("the backfill")..];
    tx.execute(backfill.trim().trim_end_matches(';'), &[]).await.expect("the backfill");
    tx.commit().await.expect("commit");
    test.run_jobs().await;
    assert!(found(&test, "2026-00001").await.access_ended.is_some());
}
