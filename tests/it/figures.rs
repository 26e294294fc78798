//! The desk's figures: right, drawn with words for who cannot see them, and as dear with many orders as with few.

use axum::http::StatusCode;
use fullmakt::clock::{DAY, HOUR, MINUTE};
use fullmakt::orders::figures::{self, Figures};
use fullmakt::orders::{OrderKind, questions};
use serde_json::json;

use crate::orders::{HANDLER, approve, draft, placed, reject};
use crate::support::TestApp;

async fn read(test: &TestApp) -> Figures {
    let mut tx = test.app.db.read().await.expect("read");
    figures::read(&mut tx, test.app.now()).await.expect("figures")
}

/// In January one of each kind; in February ten direct orders, rejected after 1 to 10 hours, and two that wait.
async fn a_spring(test: &TestApp) {
    for kind in OrderKind::ALL {
        placed(test, &draft(kind)).await;
    }
    test.advance(30 * MINUTE);
    approve(&test.app, "2026-00001", None).await.expect("approved");
    test.advance(30 * MINUTE);
    test.run_jobs().await;
    test.advance(30 * DAY);
    for hours in 1..=10 {
        let order = placed(test, &draft(OrderKind::Direct)).await;
        test.advance(hours * HOUR);
        reject(&test.app, &order.case_number, "Nei").await.expect("rejected");
    }
    let asked = placed(test, &draft(OrderKind::FictionalCustomer)).await;
    test.advance(2 * HOUR);
    let mut tx = test.app.db.begin_write().await.expect("write");
    questions::ask(&mut tx, &test.app, test.app.now(), &asked.case_number, "Hvem?", HANDLER)
        .await
        .expect("asked");
    tx.commit().await.expect("commit");
    test.advance(HOUR);
}

#[tokio::test]
async fn orders_are_counted_by_month_and_their_times_measured() {
    let test = TestApp::new().await;
    assert_eq!(read(&test).await.waiting.len(), 0, "of nothing there are no figures");
    a_spring(&test).await;
    let figures = read(&test).await.as_json();
    let months = figures["months"].as_array().expect("months");
    assert_eq!(months.len(), 12);
    assert_eq!((&months[0]["month"], &months[11]["month"]), (&json!("2025-03"), &json!("2026-02")));
    assert_eq!(months[9]["kinds"], json!({}));
    assert_eq!(
        months[10],
        json!({
            "month": "2026-01", "channels": { "form": 3 }, "states": { "done": 1, "received": 2 },
            "kinds": { "direct": 1, "existing_customer": 1, "fictional_customer": 1 },
        })
    );
    assert_eq!(months[11]["kinds"], json!({ "direct": 10, "fictional_customer": 1 }));
    assert_eq!(months[11]["states"], json!({ "rejected": 10, "received": 1 }));
    let times = |orders: i64, median: i64, ninety: i64| json!({ "orders": orders, "median_seconds": median / 1_000, "ninetieth_percentile_seconds": ninety / 1_000 });
    assert_eq!(
        figures["to_decision"],
        json!({
            "all": times(11, 5 * HOUR, 9 * HOUR),
            "direct": times(10, 5 * HOUR, 9 * HOUR),
            "fictional_customer": times(1, 30 * MINUTE, 30 * MINUTE),
        })
    );
    assert_eq!(
        figures["to_done"],
        json!({ "all": times(1, HOUR, HOUR), "fictional_customer": times(1, HOUR, HOUR) })
    );
    // The two of January since they came, the one that was asked since it was asked.
    let since = 30 * DAY + 59 * HOUR;
    assert_eq!(
        figures["waiting"],
        json!({ "asked": times(1, HOUR, HOUR), "received": times(2, since, since) })
    );
    assert_eq!(figures["cut"], json!(false));
}

#[tokio::test]
async fn the_figures_are_drawn_with_words_and_a_table_for_each_picture() {
    let test = TestApp::new().await;
    a_spring(&test).await;
    let mut visitor = test.browser();
    assert_eq!(visitor.get("/saksbord/tall").await.status, StatusCode::FORBIDDEN);
    let mut handler = test.handler().await;
    for (language, sum, took) in [
        ("nb", "14 bestillinger på tolv måneder.", "11 saker, median 5 t 0 min, 90-prosentil 9 t 0 min"),
        ("nn", "14 bestillingar på tolv månader.", "11 saker, median 5 t 0 min, 90-prosentil 9 t 0 min"),
        ("en", "14 orders in twelve months.", "11 cases, median 5 h 0 min, 90th percentile 9 h 0 min"),
    ] {
        handler.language = language;
        let page = handler.get("/saksbord/tall").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(sum) && page.body.contains(took), "{language}: {}", page.text());
        assert!(!page.body.contains("style="), "the content policy refuses it");
        let count = |part: &str| page.body.matches(part).count();
        assert_eq!(count("<svg"), 6);
        for part in ["role=\"img\"", "<title id", "<desc id", "<table"] {
            assert_eq!(count(part), 6, "{part}");
        }
    }
}

#[tokio::test]
async fn the_figures_say_so_when_there_are_more_orders_than_they_count() {
    let test = TestApp::new().await;
    placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    crate::queue::doubled(&test, 0, 15).await;
    test.advance(20 * DAY);
    let before = test.app.db.effort();
    let figures = read(&test).await;
    let first = test.app.db.effort();
    assert!(figures.cut);
    assert_eq!(figures.waiting["received"].count, figures::COUNTED);
    crate::queue::doubled(&test, 15, 1).await;
    let between = test.app.db.effort();
    read(&test).await;
    let second = test.app.db.effort();
    let (once, twice) = (first.steps - before.steps, second.steps - between.steps);
    assert!(twice <= once + once / 10, "{twice} steps with twice the orders, {once} before");
}
