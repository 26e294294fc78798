//! The change log, and the number at which to begin reading it.

use axum::http::Method;
use fullmakt::clock::DAY;
use fullmakt::register::population::examples::built_in;
use serde_json::{Value, json};

use super::matrices::write_company;
use super::token;
use crate::support::{TestApp, app::PUBLIC_URL};

const CHANGES: &str = "/api/oppslag/v1/endringslogg";
const SEQUENCE: &str = "/api/oppslag/v1/sekvensnummer";

async fn ask(test: &TestApp, path: &str) -> (u16, Value) {
    let token = token(test, "brreg:reelle/media", |_| {}).await;
    let answer = test.json(Method::GET, path, Some(&token), &Value::Null).await;
    (answer.status.as_u16(), answer.json())
}

#[tokio::test]
async fn a_reader_begins_at_a_day_and_reads_page_by_page_to_the_end() {
    let test = TestApp::new().await;
    let seeded = built_in().len();
    test.clock.set_offset(3 * DAY);
    write_company(&test, &[(0, None)]).await;

    // What the world began with is from the years before, and the new company from the day after.
    let (status, body) = ask(&test, &format!("{SEQUENCE}?tidspunkt=2026-01-17")).await;
    assert_eq!((status, &body), (200, &json!({ "sekvensnummer": seeded })));
    for (query, expected) in [
        ("dato=2024-01-01", 0),
        ("tidspunkt=2026-01-15T09:00:00.001Z", seeded),
        ("tidspunkt=2026-01-18T10:00:00%2B01:00", seeded),
        ("tidspunkt=1999-01-01", 0),
    ] {
        let (_, body) = ask(&test, &format!("{SEQUENCE}?{query}")).await;
        assert_eq!(body["sekvensnummer"], expected, "{query}");
    }

    let (status, body) = ask(&test, &format!("{CHANGES}?sekvensnummer={seeded}")).await;
    assert_eq!(status, 200);
    assert_eq!(
        body,
        json!([{
            "specversion": "1.0", "id": (seeded + 1).to_string(),
            "source": format!("{PUBLIC_URL}/api/oppslag/v1"),
            "type": "no.brreg.rrh.rettighetsinformasjon.registrert", "time": "2026-01-18T09:00:00.000Z",
            "subject": "313513408", "data": { "organisasjonsnummer": "313513408" }
        }])
    );
    let (mut after, mut read) = ("0".to_owned(), Vec::new());
    loop {
        let (_, page) = ask(&test, &format!("{CHANGES}?id={after}&antall=3")).await;
        let page = page.as_array().expect("a list").clone();
        assert!(page.len() <= 3);
        let Some(last) = page.last() else { break };
        after = last["id"].as_str().expect("a text").to_owned();
        read.extend(page.iter().map(|event| event["id"].as_str().unwrap().parse::<usize>().unwrap()));
    }
    assert_eq!(read, (1..=seeded + 1).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_what_was_expected() {
    let test = TestApp::new().await;
    let last = built_in().len();
    for (path, said) in [
        (SEQUENCE.to_owned(), "tidspunkt mangler"),
        (format!("{SEQUENCE}?date=2026-01-01"), "kjenner API-et ikke: date"),
        (format!("{SEQUENCE}?tidspunkt=i+fjor"), "2026-11-01T09:00:00Z"),
        (format!("{SEQUENCE}?tidspunkt=2026-13-01"), "2026-11-01T09:00:00Z"),
        (format!("{SEQUENCE}?tidspunkt=2026-01-15T10:00:00+01:00"), "%2B"),
        (format!("{SEQUENCE}?tidspunkt=2026-01-16"), "2026-01-15T09:00:00.000Z"),
        (format!("{SEQUENCE}?tidspunkt=2026-01-01&dato=2026-01-01"), "én gang"),
        (CHANGES.to_owned(), "sekvensnummer mangler"),
        (format!("{CHANGES}?sekvensnummer="), &format!("fra 0 til {last}")),
        (format!("{CHANGES}?sekvensnummer=-1"), &format!("fra 0 til {last}")),
        (format!("{CHANGES}?sekvensnummer=1.5"), &format!("fra 0 til {last}")),
        (format!("{CHANGES}?sekvensnummer={}", last + 1), &format!("fra 0 til {last}")),
        (format!("{CHANGES}?sekvensnummer=99999999999999999999999"), &format!("fra 0 til {last}")),
        (format!("{CHANGES}?sekvensnummer=0&antall=0"), "fra 1 til 1000"),
        (format!("{CHANGES}?sekvensnummer=0&antall=1001"), "fra 1 til 1000"),
        (format!("{CHANGES}?sekvensnummer=0&antall=alle"), "fra 1 til 1000"),
    ] {
        let (status, body) = ask(&test, &path).await;
        assert_eq!(status, 400, "{path}");
        let message = body["message"].as_str().unwrap_or_default();
        assert!(message.contains(said), "{path}: {message}");
    }
    let (status, body) = ask(&test, &format!("{CHANGES}?sekvensnummer={last}")).await;
    assert_eq!((status, body), (200, json!([])), "the last one has nothing behind it");
}

#[tokio::test]
async fn the_settings_choose_what_is_not_on_record() {
    let test = TestApp::with_env(&[
        ("FULLMAKT_REGISTER_SEQUENCE", "string"),
        ("FULLMAKT_REGISTER_EVENT_COMPANY", "data"),
        ("FULLMAKT_REGISTER_EVENT_SOURCE", "https://rrh.example"),
        ("FULLMAKT_REGISTER_CHANGES_LIMIT", "2"),
    ])
    .await;
    let (_, body) = ask(&test, &format!("{SEQUENCE}?tidspunkt=2024-01-01")).await;
    assert_eq!(body, json!({ "sekvensnummer": "0" }));
    let (_, body) = ask(&test, &format!("{CHANGES}?sekvensnummer=0")).await;
    assert_eq!(body.as_array().map(Vec::len), Some(2));
    assert_eq!(body[0]["source"], "https://rrh.example");
    assert!(body[0].get("subject").is_none() && body[0]["data"]["organisasjonsnummer"].is_string());

    let test = TestApp::with_env(&[("FULLMAKT_REGISTER_EVENT_COMPANY", "subject")]).await;
    let (_, body) = ask(&test, &format!("{CHANGES}?sekvensnummer=0")).await;
    assert!(body[0].get("data").is_none() && body[0]["subject"].is_string());
}
