//! Search: each parameter, pages and their links, bounds, and everything that is refused.

use fullmakt::numbers::OrgNumber;
use fullmakt::parties::entities::Entity;
use serde_json::{Value, json};

use super::{ask, assert_malformed, company, empty, hits, insert, number_of};
use crate::support::TestApp;

/// A published example of the scheme of 2032; nobody has it.
const REAL_PERSON: &str = "02013299997";

#[expect(clippy::needless_pass_by_value, reason = "descriptions are written in place, as they read")]
fn described(place: u32, name: &str, form: &str, parent: Option<OrgNumber>, more: Value) -> Entity {
    let mut company = Entity { form: form.to_owned(), parent, ..company(place, name) };
    for (member, value) in more.as_object().expect("members") {
        company.description[member] = value.clone();
    }
    company
}

async fn world() -> TestApp {
    let test = empty().await;
    let oslo = json!({ "kommunenummer": "0301" });
    let bergen = json!({ "kommunenummer": "4601" });
    insert(
        &test,
        &[
            described(0, "Lystig Elg AS", "AS", None, json!({ "forretningsadresse": oslo })),
            described(
                1,
                "Elgen & Elg ASA",
                "ASA",
                None,
                json!({ "forretningsadresse": bergen, "konkurs": true }),
            ),
            described(2, "Rolig Rev ANS", "ANS", None, json!({ "naeringskode1": { "kode": "62.010" } })),
            described(
                3,
                "Ål Øksesamvirkelag SA",
                "SA",
                None,
                json!({ "naeringskode1": { "kode": "01.110" } }),
            ),
            described(
                4,
                "Lystig Elg avd Oslo",
                "BEDR",
                Some(number_of(0)),
                json!({ "beliggenhetsadresse": oslo }),
            ),
            described(5, "Etat Ugle", "ORGL", Some(number_of(2)), json!({})),
            described(6, "100% Elg_Prosent AS", "AS", None, json!({})),
        ],
    )
    .await;
    test
}

#[tokio::test]
async fn every_parameter_finds_what_fits_and_all_hold_at_once() {
    let test = world().await;
    let numbers = |places: &[u32]| -> Vec<String> {
        places.iter().map(|place| number_of(*place).to_string()).collect()
    };
    let two = format!("{},{}", number_of(2), number_of(0));
    for (query, places) in [
        ("", &[0, 1, 2, 3, 5, 6][..]),
        // The whole word stands before longer ones.
        ("navn=elg", &[0, 1, 6]),
        ("navn=ELG", &[0, 1, 6]),
        ("navn=elgen", &[1]),
        ("navn=elg+lyst", &[0]),
        ("navn=lystig+elg+as", &[0]),
        ("navn=%C3%A5l", &[3]),
        ("navn=%C3%B8ksesamvirke", &[3]),
        ("navn=%C3%B8ksesamvirkx", &[]),
        ("navn=lg", &[]),
        ("navn=%25", &[]),
        ("navn=elg_prosent", &[6]),
        ("navn=elg%25", &[0, 1, 6]),
        ("navn=el_", &[0, 1, 6]),
        ("navn=%00", &[]),
        ("navn=elg&navnMetodeForSoek=FORTLOEPENDE", &[0, 1, 6]),
        ("organisasjonsform=AS", &[0, 6]),
        ("organisasjonsform=AS,ASA,ANS", &[0, 1, 2, 6]),
        ("organisasjonsform=AS&organisasjonsform=SA", &[0, 3, 6]),
        ("organisasjonsform=S%C3%86R", &[]),
        ("kommunenummer=0301", &[0]),
        ("kommunenummer=0301,4601", &[0, 1]),
        ("naeringskode=62.010", &[2]),
        ("naeringskode=62.010,01.110,62.010&sort=organisasjonsnummer,desc", &[3, 2]),
        ("kommunenummer=4601,0301&sort=navn", &[1, 0]),
        ("kommunenummer=0301&organisasjonsform=ASA,AS&navn=elg", &[0]),
        ("konkurs=true&organisasjonsform=ASA&kommunenummer=4601", &[1]),
        ("konkurs=true&organisasjonsform=AS", &[]),
        ("konkurs=true", &[1]),
        ("konkurs=false&navn=elg", &[0, 6]),
        ("konkurs=false&kommunenummer=4601", &[]),
        ("sort=organisasjonsnummer,desc", &[6, 5, 3, 2, 1, 0]),
        ("sort=DESC&navn=elg", &[6, 1, 0]),
        ("sort=navn", &[6, 1, 5, 0, 2, 3]),
        ("sort=navn,desc", &[3, 2, 0, 5, 1, 6]),
        ("sort=navn,ASC&navn=elg", &[6, 1, 0]),
        ("size=2&page=1", &[2, 3]),
        ("page=9", &[]),
        ("navn=", &[0, 1, 2, 3, 5, 6]),
    ] {
        let answer = ask(&test, &format!("enheter?{query}")).await;
        assert_eq!(hits(&answer, "enheter"), numbers(places), "{query}");
        assert_eq!(answer.json().get("_embedded").is_some(), !places.is_empty(), "{query}");
    }
    for (query, places) in [
        (format!("organisasjonsnummer={two}"), &[0, 2][..]),
        (format!("organisasjonsnummer={two}&navn=rev"), &[2]),
        (format!("organisasjonsnummer={two}&navn=%26"), &[]),
        (format!("organisasjonsnummer={two}&sort=navn"), &[0, 2]),
        (format!("organisasjonsnummer={}", number_of(99)), &[]),
        (format!("overordnetEnhet={}", number_of(2)), &[5]),
    ] {
        assert_eq!(
            hits(&ask(&test, &format!("enheter?{query}")).await, "enheter"),
            numbers(places),
            "{query}"
        );
    }
    for query in [
        String::new(),
        format!("overordnetEnhet={}", number_of(0)),
        "navn=elg".to_owned(),
        "kommunenummer=0301".to_owned(),
    ] {
        let answer = ask(&test, &format!("underenheter?{query}")).await;
        assert_eq!(hits(&answer, "underenheter"), numbers(&[4]), "{query}");
    }
}

#[tokio::test]
async fn pages_are_linked_to_each_other_and_each_link_leads_on() {
    let test = world().await;
    let page = ask(&test, "enheter?size=2&sort=organisasjonsnummer,asc&page=1").await.json();
    assert_eq!(page["page"], json!({ "size": 2, "totalElements": 6, "totalPages": 3, "number": 1 }));
    let base = "http://fullmakt.test/enhetsregisteret/api/enheter?sort=organisasjonsnummer,asc";
    for (link, number) in [("self", 1), ("first", 0), ("prev", 0), ("next", 2), ("last", 2)] {
        let href = page["_links"][link]["href"].as_str().expect("a link");
        assert_eq!(href, format!("{base}&page={number}&size=2"), "{link}");
        let led =
            ask(&test, href.strip_prefix("http://fullmakt.test/enhetsregisteret/api/").expect("ours")).await;
        assert_eq!(led.json()["page"]["number"], number, "{link}");
    }
    let only = ask(&test, "enheter?navn=elg").await.json();
    assert!(only["_links"]["prev"].is_null() && only["_links"]["next"].is_null(), "{only}");
    let none = ask(&test, "enheter?navn=finnesikke").await.json();
    assert_eq!(none["page"], json!({ "size": 20, "totalElements": 0, "totalPages": 0, "number": 0 }));
    assert_eq!(none["_links"].as_object().expect("links").keys().collect::<Vec<_>>(), ["self"]);
}

#[tokio::test]
async fn what_is_wrong_in_a_query_is_told_all_at_once() {
    let test = world().await;
    for (query, parameters) in [
        ("page=-1", &["page"][..]),
        ("page=x&size=0", &["page", "size"]),
        ("size=10001", &["page"]),
        ("size=20&page=500", &["page"]),
        ("page=9223372036854775807&size=9223372036854775807", &["page"]),
        ("page=99999999999999999999", &["page"]),
        ("sort=registreringsdato", &["sort"]),
        ("sort=navn,ned", &["sort"]),
        ("sort=navn&sort=navn", &["sort"]),
        ("navnMetodeForSoek=NOE", &["navnMetodeForSoek"]),
        ("organisasjonsnummer=31351340,313513409,x", &["organisasjonsnummer"; 3]),
        ("overordnetEnhet=1", &["overordnetEnhet"]),
        ("organisasjonsform=as", &["organisasjonsform"]),
        ("kommunenummer=301", &["kommunenummer"]),
        ("naeringskode=62", &["naeringskode"]),
        ("konkurs=ja&finnesIkke=1", &["finnesIkke", "konkurs"]),
        ("fraAntallAnsatte=5", &["fraAntallAnsatte"]),
    ] {
        for place in ["enheter", "underenheter"] {
            let path = format!("{place}?{query}");
            assert_malformed(&ask(&test, &path).await, parameters, &path);
        }
    }
    let long = "x".repeat(181);
    assert_malformed(&ask(&test, &format!("enheter?navn={long}")).await, &["navn"], "a long name");
    let many = vec!["AS"; 101].join(",");
    assert_malformed(
        &ask(&test, &format!("enheter?organisasjonsform={many}")).await,
        &["organisasjonsform"],
        "many",
    );
    // The last page that there is.
    assert_eq!(ask(&test, "enheter?size=20&page=499").await.status, 200);
    assert_eq!(ask(&test, "enheter?size=10000").await.status, 200);
}

#[tokio::test]
async fn a_real_persons_number_is_refused_in_every_parameter_and_never_told_back() {
    let test = world().await;
    for place in ["enheter", "underenheter", "oppdateringer/enheter", "oppdateringer/roller"] {
        for query in [
            format!("navn={REAL_PERSON}"),
            format!("navn=elg+{REAL_PERSON}"),
            format!("organisasjonsnummer={REAL_PERSON}"),
            format!("page={REAL_PERSON}"),
            format!("dato={REAL_PERSON}"),
            format!("{REAL_PERSON}=1"),
            format!("navn=%30{}", &REAL_PERSON[1..]),
        ] {
            let answer = ask(&test, &format!("{place}?{query}")).await;
            assert_eq!(answer.status, 400, "{place}?{query}: {}", answer.body);
            assert!(!answer.body.contains(REAL_PERSON), "{place}?{query}: {}", answer.body);
            assert!(
                answer.json()["valideringsfeil"][0]["feilmelding"]
                    .as_str()
                    .unwrap()
                    .contains("fødselsnummer")
            );
        }
    }
}

#[tokio::test]
async fn hits_are_counted_as_far_as_pages_reach_and_all_are_without_a_condition() {
    let test = empty().await;
    let many: Vec<Entity> = (0..10_050).map(|place| company(place, "Vanlig Navn AS")).collect();
    insert(&test, &many).await;
    let all = ask(&test, "enheter?size=1").await.json();
    assert_eq!(all["page"]["totalElements"], 10_050);
    for query in ["navn=vanlig", "organisasjonsform=AS", "konkurs=false"] {
        let page = ask(&test, &format!("enheter?{query}&size=100&page=99")).await;
        assert_eq!(page.json()["page"]["totalElements"], 10_000, "{query}");
        assert_eq!(hits(&page, "enheter").len(), 100, "{query}");
        assert!(page.json()["_links"]["next"].is_null(), "no link leads beyond");
    }
    // The effort does not grow with what is there: a page of twenty looks at twenty, and counts to ten thousand at most.
    let before = test.app.db.effort().steps;
    ask(&test, "enheter?navn=vanlig").await;
    let effort = test.app.db.effort().steps - before;
    assert!(effort < 400_000, "{effort} steps");
}
