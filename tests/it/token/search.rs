//! The ledger is looked through by client, organisation, outcome and time, and does not grow without end.

use axum::http::StatusCode;
use fullmakt::clock::{DAY, HOUR};
use fullmakt::ledger::{self, Entry, Outcome, Search};

use super::{CUSTOMER, STRANGER, SUPPLIER, World, number};
use crate::support::app::START;

/// A row about a request at `at`; the last digits of its trace id are `n`.
fn row(n: usize, at: i64, client: &str, owner: &str, consumer: &str, code: Option<&str>) -> Entry {
    Entry {
        trace_id: format!("{n:032x}"),
        at,
        world_at: at,
        client_id: Some(client.to_owned()),
        client_organisation: Some(number(owner)),
        consumer_organisation: Some(number(consumer)),
        scopes: "brreg:reelle/media".to_owned(),
        granted: code.is_none(),
        code: code.map(str::to_owned),
        error: None,
        description: None,
        http_status: if code.is_none() { 200 } else { 400 },
        checks: Vec::new(),
        token_claims: None,
        delegation_id: None,
    }
}

async fn world() -> World {
    let world = World::new().await;
    let rows = [
        row(1, START, "en", SUPPLIER, SUPPLIER, None),
        row(2, START + HOUR, "en", SUPPLIER, CUSTOMER, Some("MP-251")),
        row(3, START + DAY, "to", STRANGER, STRANGER, Some("unknown-kid")),
        row(4, START + 2 * DAY, "to", STRANGER, CUSTOMER, Some("MP-250")),
    ];
    let mut tx = world.test.app.db.begin_write().await.expect("write");
    ledger::record(&mut tx, &rows).await.expect("noted");
    tx.commit().await.expect("commit");
    world
}

#[tokio::test]
async fn rows_are_found_by_everything_that_is_said_and_older_ones_page_by_page() {
    let world = world().await;
    let mut tx = world.test.app.db.read().await.expect("read");
    let any = Search::default;
    let org = |text: &str| Some(number(text));
    for (wanted, found) in [
        (any(), vec![4, 3, 2, 1]),
        (Search { of: org(CUSTOMER), ..any() }, vec![4, 2]),
        (Search { of: org(CUSTOMER), organisation: org(SUPPLIER), ..any() }, vec![2]),
        (Search { organisation: org(STRANGER), ..any() }, vec![4, 3]),
        (Search { client: Some("en".to_owned()), ..any() }, vec![2, 1]),
        (Search { outcome: Some(Outcome::Granted), ..any() }, vec![1]),
        (Search { outcome: Some(Outcome::Refused), ..any() }, vec![4, 3, 2]),
        (Search { outcome: Some(Outcome::Code("unknown-kid".to_owned())), ..any() }, vec![3]),
        (Search { from: Some(START + HOUR), until: Some(START + 2 * DAY), ..any() }, vec![3, 2]),
        (Search { older_than: Some(format!("{:032x}", 3)), ..any() }, vec![2, 1]),
        (Search { client: Some("' OR 1=1".to_owned()), ..any() }, vec![]),
    ] {
        let rows = ledger::search(&mut tx, &wanted, 100).await.expect("rows");
        let numbers: Vec<usize> =
            rows.iter().map(|row| usize::from_str_radix(&row.trace_id, 16).expect("a number")).collect();
        assert_eq!(numbers, found, "{wanted:?}");
    }
    assert_eq!(ledger::search(&mut tx, &any(), 2).await.expect("rows").len(), 2);
}

#[tokio::test]
async fn the_page_finds_by_its_fields_and_tells_what_cannot_be_looked_for() {
    let world = world().await;
    let mut handler = world.test.handler().await;
    let link = |n: usize| format!("/forklar/{n:032x}");
    for (query, shown, hidden) in [
        ("", vec![1, 2, 3, 4], vec![]),
        ("?utfall=MP-251", vec![2], vec![1, 3, 4]),
        ("?klient=to&utfall=avvist", vec![3, 4], vec![1, 2]),
        (&*format!("?virksomhet={STRANGER}"), vec![3, 4], vec![1, 2]),
        ("?klient=ukjent", vec![], vec![1, 2, 3, 4]),
    ] {
        let page = handler.get(&format!("/forklar{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert!(shown.iter().all(|n| page.body.contains(&link(*n))), "{query}");
        assert!(!hidden.iter().any(|n| page.body.contains(&link(*n))), "{query}");
    }
    assert!(handler.get("/forklar?klient=ukjent").await.body.contains("Ingen forespørsler passer."));
    for (query, told) in [
        ("virksomhet=123", "Skriv ni sifre som er et gyldig organisasjonsnummer."),
        ("fra=i%20g%C3%A5r", "Skriv en dato, for eksempel 2026-11-24."),
    ] {
        let page = handler.get(&format!("/forklar?{query}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains(told) && !page.body.contains(&link(1)), "{query}");
        assert!(!page.body.contains("Ingen forespørsler passer."), "nothing was looked for");
    }
    // A visitor sees no list, and no field to look by.
    let page = world.test.browser().get("/forklar?klient=en").await;
    assert!(!page.body.contains(&link(1)) && !page.body.contains("name=\"klient\""));
}

#[tokio::test]
async fn more_than_a_page_of_rows_has_a_link_to_the_older_ones() {
    let world = World::new().await;
    let rows: Vec<Entry> = (1..=60).map(|n| row(n, START, "en", SUPPLIER, SUPPLIER, None)).collect();
    let mut tx = world.test.app.db.begin_write().await.expect("write");
    ledger::record(&mut tx, &rows).await.expect("noted");
    tx.commit().await.expect("commit");
    let mut handler = world.test.handler().await;
    let first = handler.get("/forklar?klient=en").await.body;
    let href = first.split("href=\"").find(|part| part.contains("eldre=")).expect("a link");
    let href = href.split('"').next().expect("an address").replace("&amp;", "&").replace("&#38;", "&");
    let second = handler.get(&href).await.body;
    for n in 1..=60_usize {
        let link = format!("/forklar/{n:032x}\"");
        assert_eq!((first.contains(&link), second.contains(&link)), (n > 10, n <= 10), "{n}");
    }
}

#[tokio::test]
async fn the_oldest_rows_go_when_there_are_more_than_the_setting_says() {
    let world = World::with_env(&[("FULLMAKT_KEEP_LEDGER_ROWS", "1000")]).await;
    let rows: Vec<Entry> = (1..=3_500)
        .map(|n| row(n, START + i64::try_from(n).expect("small"), "en", SUPPLIER, SUPPLIER, None))
        .collect();
    let mut tx = world.test.app.db.begin_write().await.expect("write");
    ledger::record(&mut tx, &rows).await.expect("noted");
    tx.commit().await.expect("commit");
    world.test.advance(2 * HOUR);
    world.test.run_jobs().await;
    let mut tx = world.test.app.db.read().await.expect("read");
    let kept = ledger::search(&mut tx, &Search::default(), 5_000).await.expect("rows");
    assert_eq!(kept.len(), 1_000);
    assert_eq!(kept.last().map(|row| row.trace_id.clone()), Some(format!("{:032x}", 2_501)));
}
