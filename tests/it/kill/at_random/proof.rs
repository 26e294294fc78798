//! What is counted in the end: by the API as a vendor would, and by the database's own rows. What the senders were told must
//! be there, once; and nothing else may be there.

use std::collections::{BTreeMap, BTreeSet};

use fullmakt::db::{Row, params};
use serde_json::Value;

use super::senders::http;
use super::{Arrived, Scene, VENDORS, count, say};

/// A process hands so many letters to the relay at once; a kill may send each of them again.
const LETTERS_AT_ONCE: usize = 4;

/// Every order of every vendor, page by page: each answered case is there once.
pub(super) async fn by_api(scene: &Scene) {
    let http = http();
    let base = format!("{}/api/fullmakt/v1/orders", scene.doors().await.http);
    let mut listed = Vec::new();
    for (key, (vendor, _)) in scene.keys.iter().zip(VENDORS) {
        let mut before = String::new();
        loop {
            let page = http
                .get(format!("{base}?limit=100{before}"))
                .bearer_auth(key)
                .send()
                .await
                .expect("an answer");
            let page: Value = page.json().await.expect("JSON");
            for order in page["orders"].as_array().expect("orders") {
                assert_eq!(order["state"], "done", "{vendor}: {order}");
                listed.push(order["case_number"].as_str().expect("a case number").to_owned());
            }
            match page["next"].as_str() {
                Some(next) => before = format!("&before={next}"),
                None => break,
            }
        }
    }
    let once: BTreeSet<&String> = listed.iter().collect();
    assert_eq!(once.len(), listed.len(), "no order is listed twice");
    let orders = count(&scene.app, "SELECT count(*) AS n FROM orders").await;
    assert_eq!(i64::try_from(listed.len()).expect("few"), orders, "every order is listed");
    for (key, case) in &scene.told().orders {
        assert!(once.contains(case), "{key} was answered with {case}, which is not listed");
    }
}

async fn rows(scene: &Scene, sql: &str) -> Vec<Row> {
    let mut tx = scene.app.db.read().await.expect("read");
    tx.fetch_all(sql, params![]).await.expect("query")
}

fn text(row: &Row, column: &str) -> String {
    row.text(column).unwrap_or_else(|error| panic!("{column}: {error}"))
}

/// The invariants.
pub(super) async fn by_database(scene: &Scene, arrived: &[Arrived]) {
    let orders = orders(scene).await;
    made_once(scene, orders).await;
    let letters = letters(scene, arrived).await;
    let told = scene.told();
    say(&format!(
        "{} mails and {} orders by API were answered, {} given up; {} sent again after their answer, {} cut off, {} put off.\n\
         {orders} orders, {} decisions sent, {letters} letters; {} reached the relay, {} of them again. {} kills, {} of them while starting.\n\
         Nothing is lost and nothing doubled.",
        told.mails.len(),
        told.orders.len(),
        told.given_up.len(),
        told.repeated,
        told.cut_off,
        told.put_off,
        told.decisions,
        arrived.len(),
        arrived.len() - letters,
        told.kills,
        told.while_starting,
    ));
}

/// Every acknowledged mail is one message and one order, every answered request one order of the case that was answered;
/// what was given up is there once or not at all; and nothing else is there. Gives how many orders there are.
async fn orders(scene: &Scene) -> usize {
    let messages = rows(scene, "SELECT message_id, state, order_id FROM inbound_mail").await;
    let by_order = rows(scene, "SELECT id, case_number, once_key, state FROM orders").await;
    let told = scene.told();
    let heard = told.mails.len() + told.orders.len() + told.given_up.len();
    assert_eq!(heard, scene.plan.by_mail + scene.plan.by_api);
    assert_eq!(told.kills, scene.plan.kills);

    let mut read_into = BTreeMap::new();
    for message in &messages {
        assert_eq!(text(message, "state"), "order", "{}", text(message, "message_id"));
        let twice = read_into.insert(text(message, "message_id"), text(message, "order_id"));
        assert_eq!(twice, None);
    }
    let mut placed = BTreeMap::new();
    let mut cases = BTreeSet::new();
    for order in &by_order {
        assert_eq!(text(order, "state"), "done", "{}", text(order, "case_number"));
        assert!(cases.insert(text(order, "case_number")));
        let key = text(order, "once_key").rsplit(':').next().expect("a key").to_owned();
        let twice = placed.insert(key.clone(), (text(order, "id"), text(order, "case_number")));
        assert_eq!(twice, None, "{key} is two orders");
    }
    for id in &told.mails {
        let order = read_into.get(id).unwrap_or_else(|| panic!("{id} was acknowledged and is lost"));
        assert_eq!(placed.get(id).map(|(order, _)| order), Some(order), "{id} was acknowledged");
    }
    for (key, case) in &told.orders {
        assert_eq!(placed.get(key).map(|(_, case)| case), Some(case), "{key} was answered with {case}");
    }
    for key in placed.keys() {
        let known = told.mails.contains(key) || told.orders.contains_key(key) || told.given_up.contains(key);
        assert!(known, "{key} was never sent");
    }
    for (id, order) in &read_into {
        assert_eq!(
            placed.get(id).map(|(order, _)| order),
            Some(order),
            "{id} is a message without its order"
        );
    }
    placed.len()
}

/// What an approved order makes is there once for each, with its case number.
async fn made_once(scene: &Scene, orders: usize) {
    let orders = i64::try_from(orders).expect("few");
    for (what, number) in [
        ("case_numbers WHERE last = (SELECT count(*) FROM orders)", 1),
        ("organisations WHERE origin = 'imported'", i64::try_from(VENDORS.len()).expect("few")),
        ("organisations WHERE origin = 'fictional'", orders),
        ("persons", orders),
        ("roles", orders),
        ("scope_access", orders),
        ("order_steps WHERE state = 'done'", 5 * orders),
        ("order_steps WHERE state <> 'done'", 0),
        ("audit WHERE action = 'order.placed'", orders),
        ("audit WHERE action = 'order.approved'", orders),
        ("audit WHERE action = 'order.step_done'", 5 * orders),
        ("jobs WHERE failed_at IS NOT NULL", 0),
        // One of each to every order.
        (
            "orders o WHERE (SELECT count(*) FROM organisations p WHERE p.number = o.customer_number AND p.case_number = o.case_number) <> 1",
            0,
        ),
        (
            "orders o WHERE (SELECT count(*) FROM persons p WHERE p.customer_number = o.customer_number AND p.case_number = o.case_number) <> 1",
            0,
        ),
        ("orders o WHERE (SELECT count(*) FROM roles r WHERE r.organisation = o.customer_number) <> 1", 0),
        (
            "orders o WHERE (SELECT count(*) FROM scope_access s WHERE s.consumer_number = o.customer_number) <> 1",
            0,
        ),
        ("orders o WHERE (SELECT count(*) FROM order_steps s WHERE s.order_id = o.id) <> 5", 0),
    ] {
        assert_eq!(count(&scene.app, &format!("SELECT count(*) AS n FROM {what}")).await, number, "{what}");
    }
}

/// Each order has one receipt and one confirmation, and each letter reached the relay under its one Message-ID; only a kill
/// between the relay's answer and our tick sends one again. Gives how many letters there are.
async fn letters(scene: &Scene, arrived: &[Arrived]) -> usize {
    let written = rows(scene, "SELECT message_id, recipient, kind, case_number, state FROM letters").await;
    let mut of_case: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut recipients = BTreeMap::new();
    for letter in &written {
        assert_eq!(text(letter, "state"), "sent");
        of_case.entry(text(letter, "case_number")).or_default().push(text(letter, "kind"));
        recipients.insert(text(letter, "message_id"), text(letter, "recipient"));
    }
    assert_eq!(recipients.len(), written.len());
    for (case, kinds) in &mut of_case {
        kinds.sort();
        assert_eq!(kinds.len(), 2, "{case}: {kinds:?}");
        assert!(kinds.contains(&"receipt".to_owned()) && kinds[0] != kinds[1], "{case}: {kinds:?}");
    }
    let orders = count(&scene.app, "SELECT count(*) AS n FROM orders").await;
    assert_eq!(i64::try_from(of_case.len()).expect("few"), orders, "every order has its letters");
    let mut there = BTreeSet::new();
    for letter in arrived {
        assert_eq!(recipients.get(&letter.message_id), Some(&letter.to), "a letter that was never written");
        there.insert(&letter.message_id);
    }
    assert_eq!(there.len(), recipients.len(), "every letter arrived");
    let again = arrived.len() - there.len();
    let at_most = LETTERS_AT_ONCE * scene.plan.kills;
    assert!(again <= at_most, "{again} letters came again, by {} kills", scene.plan.kills);
    written.len()
}
