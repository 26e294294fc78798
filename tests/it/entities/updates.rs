//! The feed of changes: every change of a party or a company is told once, in order, and can be read from anywhere on.

use fullmakt::clock::DAY;
use fullmakt::parties::entities::{self, Entity};
use fullmakt::parties::{self, End, PartyError};
use serde_json::{Value, json};

use super::{ask, assert_malformed, company, empty, insert, number_of};

fn changes(body: &Value, name: &str) -> Vec<(String, String)> {
    let word = |value: &Value| value.as_str().expect("text").to_owned();
    let list = body["_embedded"][name].as_array().cloned().unwrap_or_default();
    list.iter().map(|one| (word(&one["organisasjonsnummer"]), word(&one["endringstype"]))).collect()
}

#[tokio::test]
async fn what_becomes_of_a_party_is_told_in_its_order() {
    let test = empty().await;
    let mut tx = test.app.db.begin_write().await.expect("write");
    let now = test.app.now();
    let number = parties::create_fictional_organisation(&mut tx, &test.app, now, "2026-00001")
        .await
        .expect("made")
        .number;
    let (person, _) = parties::ensure_person_with_role(&mut tx, &test.app, now, number, "2026-00001")
        .await
        .expect("a person");
    let mut organisation =
        parties::find_organisation(&mut tx, number).await.expect("found").expect("a party");
    organisation.name = "Ny Navn AS".to_owned();
    parties::update_organisation(&mut tx, now, &organisation).await.expect("changed");
    parties::give_role(&mut tx, &test.app, now, &person.party_uuid, number, "LEDE", "operator")
        .await
        .expect("given");
    parties::take_role(&mut tx, &test.app, now, &person.party_uuid, number, Some("LEDE"), "operator")
        .await
        .expect("taken");
    parties::end_organisation(&mut tx, &test.app, now, number, End::Bankrupt, "operator")
        .await
        .expect("bankrupt");
    parties::end_organisation(&mut tx, &test.app, now, number, End::Deleted, "operator")
        .await
        .expect("deleted");
    tx.commit().await.expect("commit");
    let told: Vec<String> = ["Ny", "Endring", "Endring", "Sletting"].map(str::to_owned).to_vec();
    let feed = ask(&test, "oppdateringer/enheter").await.json();
    let found = changes(&feed, "oppdaterteEnheter");
    assert_eq!(found.iter().map(|(_, change)| change.clone()).collect::<Vec<_>>(), told);
    assert!(found.iter().all(|(of, _)| *of == number.to_string()));
    let roles = ask(&test, "oppdateringer/roller").await.json();
    assert_eq!(
        changes(&roles, "oppdaterteRoller").len(),
        5,
        "given, given, taken, bankrupt, deleted: {roles}"
    );
    assert_eq!(ask(&test, "oppdateringer/underenheter").await.json()["page"]["totalElements"], 0);
}

#[tokio::test]
async fn the_feed_is_read_from_an_id_or_an_instant_on_page_by_page() {
    let test = empty().await;
    insert(&test, &[company(0, "A AS"), company(1, "B AS"), company(2, "C AS")]).await;
    test.advance(DAY);
    let later = test.app.now().world;
    insert(&test, &[Entity { updated_at: later, ..company(3, "D AS") }]).await;
    // What is written later is told later, whatever it says of itself.
    insert(&test, &[Entity { updated_at: 0, ..company(4, "E AS") }]).await;
    let all = ask(&test, "oppdateringer/enheter").await.json();
    let list = all["_embedded"]["oppdaterteEnheter"].as_array().expect("changes").clone();
    assert_eq!(list.len(), 5);
    assert!(list.is_sorted_by_key(|one| one["oppdateringsid"].as_i64()));
    assert_eq!(
        (&list[0]["dato"], &list[4]["dato"]),
        (&json!("2026-01-15T09:00:00.000Z"), &json!("2026-01-16T09:00:00.000Z"))
    );
    let href = list[0]["_links"]["enhet"]["href"].as_str().expect("a link");
    assert!(href.ends_with(&format!("/enheter/{}", number_of(0))), "{href}");
    let third = list[2]["oppdateringsid"].as_i64().expect("an id");
    for (query, count) in [
        (format!("oppdateringsid={third}"), 3),
        (format!("oppdateringsid={}", third + 1_000), 0),
        ("dato=2026-01-16T09:00:00.000Z".to_owned(), 2),
        ("dato=2026-01-16T10:00:00.000%2B01:00".to_owned(), 2),
        ("dato=2026-01-16T10:00:00.000+01:00".to_owned(), 2),
        ("dato=2026-01-16T09:00:00.001Z".to_owned(), 0),
        ("dato=2026-01-16".to_owned(), 2),
        ("dato=9999-01-01T00:00:00Z".to_owned(), 0),
        (format!("dato=1970-01-01T00:00:00Z&oppdateringsid={third}"), 3),
        ("size=2&page=2".to_owned(), 1),
        ("size=2&page=3".to_owned(), 0),
    ] {
        let page = ask(&test, &format!("oppdateringer/enheter?{query}")).await.json();
        assert_eq!(changes(&page, "oppdaterteEnheter").len(), count, "{query}: {page}");
        assert_eq!(page.get("_embedded").is_some(), count > 0, "{query}");
    }
    for (query, parameters) in [
        ("dato=i+g%C3%A5r", &["dato"][..]),
        ("oppdateringsid=-1", &["oppdateringsid"]),
        ("oppdateringsid=x&page=-1", &["oppdateringsid", "page"]),
        ("size=10001", &["page"]),
        ("sort=navn", &["sort"]),
    ] {
        let path = format!("oppdateringer/enheter?{query}");
        assert_malformed(&ask(&test, &path).await, parameters, &path);
    }
}

/// Two that change at once: one waits for the other, both are told, and no id is missing.
#[tokio::test]
async fn changes_of_two_at_once_are_both_told_and_no_id_is_missing() {
    let test = empty().await;
    let put_in = async |from: u32| {
        for place in from..from + 20 {
            let mut tx = test.app.db.begin_write().await?;
            entities::insert_entities(&mut tx, &[company(place, "Samtidig AS")]).await?;
            tx.commit().await?;
        }
        Ok::<(), PartyError>(())
    };
    let (one, other) = tokio::join!(put_in(0), put_in(100));
    one.expect("put in");
    other.expect("put in");
    let feed = ask(&test, "oppdateringer/enheter?size=100").await.json();
    let list = feed["_embedded"]["oppdaterteEnheter"].as_array().expect("changes").clone();
    let ids: Vec<i64> = list.iter().map(|one| one["oppdateringsid"].as_i64().expect("an id")).collect();
    assert_eq!(ids, (1..=40).collect::<Vec<i64>>());
}
