//! The desk's queue: filters, search, keyset, counts; and that its cost does not grow with the number of orders.

use std::collections::BTreeSet;

use fullmakt::clock::{DAY, MINUTE};
use fullmakt::db::params;
use fullmakt::orders::{OrderKind, search};

use crate::orders::{approve, draft, placed, reject, with};
use crate::support::TestApp;

/// The case numbers that a page of the queue shows, in its order.
fn cases(body: &str) -> Vec<String> {
    body.split("<a class=\"ds-link number\" href=\"/saksbord/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

async fn seen(handler: &mut crate::support::app::Browser<'_>, path: &str) -> Vec<String> {
    let page = handler.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text());
    cases(&page.body)
}

/// Five orders that differ in what filters and searches look at.
async fn five(test: &TestApp) {
    let changes = [
        ("vendor.name", "Bølgen Data AS"),
        ("vendor.number", "810414782"),
        ("vendor.contact.name", "Åse Oppdiktet"),
        ("vendor.contact.email", "ase@bolgen.example"),
    ];
    placed(test, &draft(OrderKind::FictionalCustomer)).await;
    test.advance(MINUTE);
    placed(test, &draft(OrderKind::Direct)).await;
    test.advance(MINUTE);
    placed(test, &with(OrderKind::FictionalCustomer, &changes)).await;
    test.advance(MINUTE);
    placed(test, &draft(OrderKind::ExistingCustomer)).await;
    test.advance(MINUTE);
    placed(test, &draft(OrderKind::Direct)).await;
    reject(&test.app, "2026-00005", "Nei").await.expect("rejected");
    test.run_jobs().await;
}

#[tokio::test]
async fn the_queue_shows_what_its_filters_ask_for() {
    let test = TestApp::new().await;
    five(&test).await;
    let mut handler = test.handler().await;
    for (query, expected) in [
        ("", &["1", "2", "3", "4"][..]),
        ("?rekkefolge=nyest", &["4", "3", "2", "1"]),
        ("?tilstand=alle", &["1", "2", "3", "4", "5"]),
        ("?tilstand=rejected", &["5"]),
        ("?tilstand=finnes-ikke&type=magic&kanal=brevdue", &["1", "2", "3", "4"]),
        ("?type=direct", &["2"]),
        ("?type=direct&tilstand=alle", &["2", "5"]),
        ("?kanal=form", &["1", "2", "3", "4"]),
        ("?kanal=mail", &[]),
        ("?ansvarlig=meg", &[]),
        ("?ansvarlig=ingen&type=existing_customer", &["4"]),
        ("?ventet=1", &[]),
        // The second vendor's name is not the one its number has.
        ("?problem=ja", &["3"]),
        ("?sok=sprek", &["1", "4"]),
        ("?sok=SPREK+maur", &["1", "4"]),
        ("?sok=maur+laks", &["4"]),
        ("?sok=bolgen", &["3"]),
        ("?sok=B%C3%B8lg", &["3"]),
        ("?sok=%C3%A5se%40bolgen", &["3"]),
        ("?sok=810+414+782", &["3"]),
        ("?sok=810844612", &["2", "4"]),
        ("?sok=2026-00004", &["4"]),
        ("?sok=00004", &["4"]),
        ("?sok=2026-00005", &[]),
        ("?sok=2026-00005&tilstand=alle", &["5"]),
        ("?sok=91004935", &[]),
        ("?sok=%25%25%25", &[]),
        ("?sok=_", &[]),
        ("?sok=spr%25", &["1", "4"]),
        ("?sok=sp", &[]),
        ("?sok=sprek&type=existing_customer", &["4"]),
    ] {
        let expected: Vec<String> = expected.iter().map(|serial| format!("2026-0000{serial}")).collect();
        assert_eq!(seen(&mut handler, &format!("/saksbord{query}")).await, expected, "{query}");
    }
    for search in ["sp", "%25", "_"] {
        let short = handler.get(&format!("/saksbord?sok={search}")).await;
        assert!(short.body.contains("id=\"sok-feil\""), "a search that was not made says so: {search}");
    }
    test.advance(3 * DAY);
    let mut handler = test.handler().await;
    assert_eq!(seen(&mut handler, "/saksbord?ventet=3").await.len(), 4);
    assert_eq!(seen(&mut handler, "/saksbord?ventet=7").await.len(), 0);
    let page = handler.get("/saksbord?type=direct").await.text();
    for counted in
        ["Åpne (4)", "Avslått (1)", "Direkte tilgang (1)", "Skjema (1)", "Ingen (1)", "Meg (0)", "1 sak "]
    {
        assert!(page.contains(counted), "{counted}: {page}");
    }
}

#[tokio::test]
async fn a_letter_that_failed_waits_or_came_back_is_listed_and_marks_its_case() {
    let test = TestApp::new().await;
    for _ in 0..4 {
        placed(&test, &draft(OrderKind::FictionalCustomer)).await;
        test.advance(MINUTE);
    }
    test.run_jobs().await;
    let at = test.app.now().wall;
    let mut tx = test.app.db.begin_write().await.expect("write");
    for (case, change) in [
        ("2026-00001", "state = 'failed', last_error = '550 ukjent mottaker'".to_owned()),
        ("2026-00002", "state = 'waiting', attempts = 3, last_error = '451 senere'".to_owned()),
        ("2026-00003", format!("bounced_at = {at}, bounce_status = '5.1.1'")),
    ] {
        tx.run_script(&format!("UPDATE letters SET {change} WHERE case_number = '{case}'"))
            .await
            .expect("changed");
    }
    tx.commit().await.expect("commit");
    let mut handler = test.handler().await;
    let page = handler.get("/saksbord/brev").await.text();
    for shown in
        ["Brev som ikke kommer fram (3)", "550 ukjent mottaker", "Prøvd 3 ganger", "Kom i retur", "5.1.1"]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("2026-00004"), "a letter that arrived is no trouble");
    assert_eq!(seen(&mut handler, "/saksbord?problem=ja").await, ["2026-00001", "2026-00003"]);
    test.advance(31 * DAY);
    let page = test.handler().await.get("/saksbord/brev").await.text();
    assert!(page.contains("(2)") && !page.contains("5.1.1"), "{page}");
}

#[tokio::test]
async fn a_search_finds_an_order_by_what_it_holds_now() {
    let test = TestApp::new().await;
    let order = placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    tx.execute("UPDATE orders SET vendor_name = 'Helt Annet AS' WHERE id = $1", params![&order.id])
        .await
        .expect("renamed");
    let changed = fullmakt::orders::store::find(&mut tx, &order.id).await.expect("query").expect("order");
    search::index(&mut tx, &changed).await.expect("indexed");
    tx.commit().await.expect("commit");
    let mut handler = test.handler().await;
    assert_eq!(seen(&mut handler, "/saksbord?sok=annet").await, ["2026-00001"]);
    assert_eq!(seen(&mut handler, "/saksbord?sok=maur").await.len(), 0);
    assert_eq!(test.count("SELECT count(*) AS n FROM order_terms WHERE term = 'mau'").await, 0);

    let mut tx = test.app.db.begin_write().await.expect("write");
    search::forget(&mut tx, &changed).await.expect("forgotten");
    tx.commit().await.expect("commit");
    assert_eq!(test.count("SELECT count(*) AS n FROM order_terms").await, 0);
    assert_eq!(seen(&mut handler, "/saksbord?sok=annet").await.len(), 0);
}

#[tokio::test]
async fn a_fictional_customer_is_found_by_the_number_it_was_given() {
    let test = TestApp::new().await;
    let order = crate::orders::carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let (number, _) = order.fictional_customer.expect("made");
    let mut handler = test.handler().await;
    assert_eq!(seen(&mut handler, &format!("/saksbord?tilstand=alle&sok={number}")).await, ["2026-00001"]);
}

#[tokio::test]
async fn orders_of_an_older_program_are_given_their_words_at_the_start() {
    let test = TestApp::new().await;
    placed(&test, &draft(OrderKind::Direct)).await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    tx.execute("UPDATE orders SET search_key = NULL", params![]).await.expect("as before");
    tx.execute("DELETE FROM order_terms", params![]).await.expect("as before");
    tx.commit().await.expect("commit");
    assert_eq!(search::index_older_orders(&test.app.db).await.expect("indexed"), 1);
    assert_eq!(search::index_older_orders(&test.app.db).await.expect("nothing left"), 0);
    let mut handler = test.handler().await;
    assert_eq!(seen(&mut handler, "/saksbord?sok=lydig+laks").await, ["2026-00001"]);
}

/// A copy of the first order, doubled `times` times, one a second, as a busy desk would have them. Called again it goes on
/// from the doublings `done`.
pub(crate) async fn doubled(test: &TestApp, done: u32, times: u32) {
    const COPIED: &str = "kind, state, channel, language, body_hash, vendor_number, vendor_name, vendor_contact_name,
        vendor_contact_email, vendor_contact_phone, wants_fictional_customer, notice_acknowledged, warnings, placed_by, version,
        world_received_at, search_key";
    let mut tx = test.app.db.begin_write().await.expect("write");
    // An id has a place for each doubling.
    let copy = async |tx: &mut fullmakt::db::Tx, id: &str, later: i64, from: &str| {
        let orders = format!(
            "INSERT INTO orders (id, case_number, once_key, received_at, state_since, {COPIED})
             SELECT {id}, 'K' || {id}, {id}, received_at + {later}, received_at + {later}, {COPIED} FROM orders WHERE {from}"
        );
        let terms = format!(
            "INSERT INTO order_terms (term, received_at, order_id)
             SELECT term, received_at + {later}, {} FROM order_terms WHERE {}",
            id.replace("(id,", "(order_id,"),
            from.replace("id ", "order_id ")
        );
        tx.run_script(&orders).await.expect("orders");
        tx.run_script(&terms).await.expect("terms");
    };
    let zero = "01KF1ZZ0000000000000000000";
    if done == 0 {
        copy(&mut tx, &format!("'{zero}'"), 1_000, "id NOT LIKE '01KF1ZZ0000%'").await;
    }
    for doubling in done..done + times {
        let place = 26 - doubling;
        let id = format!("substr(id, 1, {}) || 'X' || substr(id, {}, 26)", place - 1, place + 1);
        copy(&mut tx, &id, 1_000 << doubling, "id LIKE '01KF1ZZ0000%'").await;
    }
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition_also_when_the_queue_changes_between() {
    let test = TestApp::new().await;
    placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    doubled(&test, 0, 7).await;
    let mut handler = test.handler().await;
    for start in ["/saksbord", "/saksbord?rekkefolge=nyest", "/saksbord?sok=sprek"] {
        let (mut path, mut all, mut pages) = (start.to_owned(), Vec::new(), 0);
        loop {
            let page = handler.get(&path).await;
            all.extend(cases(&page.body));
            pages += 1;
            let next =
                page.body.split("\" rel=\"next\"").next().filter(|before| before.len() < page.body.len());
            let Some(next) = next.and_then(|before| before.rsplit("href=\"").next()) else { break };
            path = next.replace("&#38;", "&").replace("&amp;", "&");
            assert!(pages < 9, "it never ends: {path}");
        }
        let distinct: BTreeSet<&String> = all.iter().collect();
        assert_eq!((pages, all.len(), distinct.len()), (3, 129, 129), "{start}");
    }
    // A keyset does not move when what came before it is decided.
    let first = handler.get("/saksbord").await;
    let next = first.body.split("\" rel=\"next\"").next().and_then(|before| before.rsplit("href=\"").next());
    let next = next.expect("a next page").to_owned();
    let before = seen(&mut handler, &next).await;
    approve(&test.app, "2026-00001", None).await.expect("approved");
    test.run_jobs().await;
    assert_eq!(seen(&mut handler, &next).await, before);
}

#[tokio::test]
async fn the_queue_costs_as_much_with_many_orders_as_with_few() {
    let test = TestApp::new().await;
    placed(&test, &draft(OrderKind::FictionalCustomer)).await;
    doubled(&test, 0, 12).await;
    let mut handler = test.handler().await;
    let paths = [
        "/saksbord",
        "/saksbord?tilstand=alle&rekkefolge=nyest",
        "/saksbord?sok=sprek+maur",
        "/saksbord?sok=2026-00001",
    ];
    let mut before = Vec::new();
    for path in paths {
        let start = test.app.db.effort();
        let page = handler.get(path).await;
        let end = test.app.db.effort();
        assert!(page.status.is_success(), "{path}: {}", page.text());
        before.push((end.statements - start.statements, end.steps - start.steps));
    }
    doubled(&test, 12, 2).await;
    for (path, (statements, steps)) in paths.into_iter().zip(before) {
        let start = test.app.db.effort();
        let page = handler.get(path).await;
        let end = test.app.db.effort();
        assert!(page.status.is_success(), "{path}: {}", page.text());
        assert_eq!(end.statements - start.statements, statements, "{path}");
        let now = end.steps - start.steps;
        assert!(now <= steps + steps / 10, "{path}: {now} steps with four times the orders, {steps} before");
    }
}
