//! What the API and the desk tell of an order truly: what became of its access, and whose the programs are that act in it.

use axum::http::Method;
use serde_json::{Value, json};

use super::{ORDERS, document, examples, key_of, orders_of};
use crate::orders::{VENDOR, approve};
use crate::support::TestApp;

#[tokio::test]
async fn the_document_tells_a_program_how_an_access_that_has_ended_is_known() {
    let test = TestApp::new().await;
    let document = document(&test).await;
    let states = &document["components"]["schemas"]["AccessState"]["enum"];
    assert_eq!(states, &json!(["active", "ended"]), "{states}");
    for schema in ["OrderAnswer", "OrderDetail"] {
        let members = &document["components"]["schemas"][schema]["properties"];
        assert!(members["access"].to_string().contains("AccessState"), "{schema}: {}", members["access"]);
        assert_eq!(members["access_ended_at"]["format"], "date-time", "{schema}");
    }
    let place = "/paths/~1api~1fullmakt~1v1~1orders/get/responses/200/content/application~1json";
    let list = examples(&document, place).remove(0).1;
    let shown: Vec<(&Value, &Value)> = list["orders"]
        .as_array()
        .expect("orders")
        .iter()
        .map(|order| (&order["access"], &order["access_ended_at"]))
        .collect();
    let (none, since) = (Value::Null, json!("2026-02-14T09:00:00.000Z"));
    assert_eq!(
        shown,
        [(&none, &none), (&json!("active"), &none), (&json!("ended"), &since)],
        "one of each stands in the example"
    );
}

#[tokio::test]
async fn a_key_is_called_by_whose_it_is_and_not_by_what_its_order_writes() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("enheter.json");
    let one = json!([{ "organisasjonsnummer": VENDOR, "navn": "SPREK MAUR AS",
        "organisasjonsform": { "kode": "AS", "beskrivelse": "Aksjeselskap" } }]);
    std::fs::write(&file, one.to_string()).expect("a file");
    let test = TestApp::with_env(&[("FULLMAKT_ENHETSREGISTERET", file.to_str().expect("a path"))]).await;
    let key = key_of(&test, VENDOR).await;
    let (_, mut order) = orders_of(&document(&test).await).remove(0);
    order["vendor"]["name"] = json!("Kjent Bank ASA");
    let placed = test.json(Method::POST, ORDERS, Some(&key), &order).await;
    assert_eq!(placed.json()["warnings"], json!(["name-unlike:vendor"]), "{}", placed.body);
    let mut handler = test.handler().await;
    let mut page = async || handler.get("/saksbord/2026-00001").await.text().replace('\u{a0}', " ");
    // Nothing is kept of the register's answer yet, and the number is true.
    let before = page().await;
    assert!(before.contains("API-nøkkelen til 910 049 356"), "{before}");
    assert!(!before.contains("nøkkelen til Kjent Bank"), "{before}");
    approve(&test.app, "2026-00001", None).await.expect("approved");
    test.run_jobs().await;
    let after = page().await;
    assert!(after.contains("API-nøkkelen til SPREK MAUR AS (910 049 356)"), "{after}");
    assert!(!after.contains("nøkkelen til Kjent Bank"), "{after}");
}
