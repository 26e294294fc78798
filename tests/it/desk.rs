//! The order desk by its front door: forms, the JSON API, the handler's desk, a contact's case, mail in other shapes.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use fullmakt::mail::receiver;
use serde_json::{Value, json};

use crate::support::TestApp;

const ORDERS: &str = "/api/fullmakt/v1/orders";
const COUNT: &str = "SELECT count(*) AS n FROM orders";

fn form() -> Vec<(&'static str, &'static str)> {
    vec![
        ("once", "form-1"),
        ("vendor.number", "910 049 356"),
        ("vendor.name", "Sprek Maur AS"),
        ("vendor.contact.name", "Kari Eksempel"),
        ("vendor.contact.email", "kari@sprekmaur.example"),
        ("vendor.contact.phone", "22 33 44 55"),
        ("wants_fictional_customer", "ja"),
        ("notice", "ja"),
    ]
}

fn body() -> Value {
    json!({
        "kind": "fictional_customer", "notice": true, "wants_fictional_customer": true,
        "vendor": {
            "number": "910049356", "name": "Sprek Maur AS",
            "contact": { "name": "Kari Eksempel", "email": "kari@sprekmaur.example", "phone": "22334455" }
        }
    })
}

fn fields_of(problem: &Value) -> BTreeSet<String> {
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().filter_map(|error| error["field"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn every_public_page_stands_in_three_languages() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    for path in [
        "/", "/bestill", "/bestill/fiktiv-kunde", "/bestill/eksisterende-kunde", "/bestill/direkte",
        "/bestill/takk?sak=2026-00001", "/sak", "/klienter", "/forklar", "/post", "/logg-inn",
    ] {
        let mut texts = BTreeSet::new();
        for language in ["nb", "nn", "en"] {
            browser.language = language;
            let page = browser.get(path).await;
            assert!(page.status == StatusCode::OK || path == "/klienter", "{path}: {}", page.status);
            assert!(page.body.contains(&format!("<html lang=\"{language}\"")), "{path}");
            texts.insert(page.text());
        }
        assert_eq!(texts.len(), 3, "{path} is not the same in any two languages");
    }
    assert_eq!(browser.get("/finnes-ikke").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_form_shows_all_faults_beside_their_fields_and_keeps_what_was_typed() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    browser.get("/bestill/fiktiv-kunde").await;
    let page = browser
        .post("/bestill/fiktiv-kunde", &[("vendor.number", "910049357"), ("vendor.name", "Behold <meg>")])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for id in [
        "vendor-number", "vendor-contact-name", "vendor-contact-email", "vendor-contact-phone",
        "wants_fictional_customer", "notice",
    ] {
        assert!(page.body.contains(&format!("id=\"{id}-feil\"")), "{id}");
        assert!(page.body.contains(&format!("href=\"#{id}\"")), "{id} stands in the summary");
    }
    assert!(page.body.contains("value=\"910049357\""));
    assert!(
        page.body.contains("Behold &#60;meg&#62;") || page.body.contains("Behold &lt;meg&gt;"),
        "kept and escaped"
    );
    assert_eq!(test.count(COUNT).await, 0);
}

#[tokio::test]
async fn a_form_sent_twice_is_one_order_and_every_letter_has_its_own_message_id() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    browser.get("/bestill/fiktiv-kunde").await;
    let (first, second) = (
        browser.post("/bestill/fiktiv-kunde", &form()).await,
        browser.post("/bestill/fiktiv-kunde", &form()).await,
    );
    assert_eq!(first.location(), "/bestill/takk?sak=2026-00001");
    assert_eq!(second.location(), first.location());
    assert_eq!(test.count(COUNT).await, 1);
    test.run_jobs().await;
    let mut handler = test.handler().await;
    assert!(handler.get("/saksbord").await.body.contains("2026-00001"));
    handler.post("/saksbord/2026-00001/godkjenn", &[("scope", "brreg:reelle/media")]).await;
    test.run_jobs().await;
    let letters = test.mailbox().await;
    let ids: BTreeSet<&str> = letters.iter().map(|letter| letter.message_id.as_str()).collect();
    assert_eq!((letters.len(), ids.len()), (2, 2), "receipt and confirmation");
    assert!(letters.iter().any(|letter| letter.body.contains("brreg:reelle/media")), "{letters:?}");

    let again = handler.post("/saksbord/2026-00001/godkjenn", &[("scope", crate::orders::SCOPE)]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "an order is decided once");
    let page = handler.get("/saksbord/2026-00001").await.text();
    assert!(page.contains("Ferdig") && page.contains("Scopet er tildelt"), "{page}");
}

#[tokio::test]
async fn the_desk_and_a_case_are_closed_to_everybody_else() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    browser.post("/bestill/fiktiv-kunde", &form()).await;
    for path in [
        "/saksbord", "/saksbord/post", "/saksbord/jobber", "/saksbord/brev", "/saksbord/2026-00001",
        "/sak/2026-00001/trekk", "/sak/2026-00001", "/sak/2026-00001/veiledning",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        assert!(!page.body.contains("Kari Eksempel"), "{path}");
    }
    for path in [
        "/saksbord/2026-00001/godkjenn", "/saksbord/2026-00001/avslag", "/saksbord/2026-00001/igjen",
        "/saksbord/2026-00001/spor", "/saksbord/2026-00001/trekk", "/saksbord/2026-00001/notat",
        "/saksbord/2026-00001/ta", "/saksbord/2026-00001/gi", "/saksbord/2026-00001/slipp",
        "/sak/2026-00001/svar", "/sak/2026-00001/trekk", "/sak/2026-00001/api-nokkel",
    ] {
        assert_eq!(browser.post(path, &[("reason", "x")]).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(browser.post_raw(path, &[]).await.status, StatusCode::FORBIDDEN, "{path} without a token");
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM orders WHERE state = 'received'").await, 1);
}

#[tokio::test]
async fn a_contact_follows_its_case_and_makes_a_key_for_the_api() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    browser.post("/bestill/fiktiv-kunde", &form()).await;
    test.run_jobs().await;
    let link = test.mailbox().await[0].path_starting("/lenke/").expect("the receipt has a link");
    let mut contact = test.browser();
    let page = contact.follow(&link).await;
    assert!(page.text().contains("2026-00001"), "{}", page.text());
    let too_early = contact.post("/sak/2026-00001/api-nokkel", &[]).await;
    assert_eq!(
        too_early.status,
        StatusCode::FORBIDDEN,
        "nobody has approved that it speaks for the organisation"
    );
    test.handler().await.post("/saksbord/2026-00001/godkjenn", &[("scope", crate::orders::SCOPE)]).await;
    let page = contact.post("/sak/2026-00001/api-nokkel", &[]).await;
    let key = page
        .body
        .split("<code class=\"secret\">")
        .nth(1)
        .and_then(|rest| rest.split('<').next())
        .expect("a key")
        .to_owned();
    assert!(!contact.get("/sak/2026-00001").await.body.contains(&key), "shown once");

    let placed = test.json(Method::POST, ORDERS, Some(&key), &body()).await;
    assert_eq!((placed.status, &placed.json()["state"]), (StatusCode::CREATED, &json!("received")));
    let shown = test.json(Method::GET, &format!("{ORDERS}/2026-00002"), Some(&key), &Value::Null).await;
    assert_eq!(shown.json()["case_number"], "2026-00002");
    for (path, bearer, status) in [
        (format!("{ORDERS}/2026-09999"), Some(key.as_str()), StatusCode::NOT_FOUND),
        (format!("{ORDERS}/2026-00002"), Some("fmk_wrong"), StatusCode::UNAUTHORIZED),
        (format!("{ORDERS}/2026-00002"), None, StatusCode::UNAUTHORIZED),
    ] {
        assert_eq!(test.json(Method::GET, &path, bearer, &Value::Null).await.status, status, "{path}");
    }
    let mut other = body();
    other["vendor"]["number"] = json!("810414782");
    other["vendor"]["name"] = json!("Varsom Due AS");
    assert_eq!(test.json(Method::POST, ORDERS, Some(&key), &other).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_api_gives_all_faults_at_once_with_their_fields() {
    let test = TestApp::new().await;
    let check = async |body: Value, expected: &[&str]| {
        let answer = test.json(Method::POST, ORDERS, None, &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        let expected: BTreeSet<String> = expected.iter().map(|field| (*field).to_owned()).collect();
        assert_eq!(fields_of(&answer.json()), expected, "{body}");
    };
    check(json!({}), &["kind"]).await;
    check(json!({ "kind": "magic" }), &["kind"]).await;
    check(
        json!({ "kind": "fictional_customer", "vendor": 7, "surprise": 1, "language": "de" }),
        &["vendor", "surprise", "language", "wants_fictional_customer", "notice"],
    )
    .await;
    let mut wrong = body();
    wrong["vendor"]["number"] = json!("910049357");
    wrong["vendor"]["contact"]["email"] = json!(true);
    wrong["message"] = json!("fnr 02013299997");
    check(wrong, &["vendor.number", "vendor.contact.email", "message"]).await;
    let mut unknown = body();
    unknown["vendor"]["number"] = json!("810845422");
    check(unknown, &["vendor.number"]).await;
    assert_eq!(test.count(COUNT).await, 0);
}

#[tokio::test]
async fn a_request_that_cannot_be_read_gets_its_status_and_a_sentence() {
    let test = TestApp::new().await;
    let large = format!("{{\"message\":\"{}\"}}", "a".repeat(70_000));
    for (kind, body, status) in [
        ("application/json", "{", StatusCode::BAD_REQUEST),
        ("application/json", "[]", StatusCode::BAD_REQUEST),
        ("text/plain", "{}", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("application/json", large.as_str(), StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let answer = test.call(Method::POST, ORDERS, &[("content-type", kind)], body.to_owned()).await;
        assert_eq!(answer.status, status);
        assert!(
            answer.json()["detail"].as_str().is_some_and(|detail| detail.ends_with('.')),
            "{}",
            answer.body
        );
    }
}

#[tokio::test]
async fn one_idempotency_key_is_one_order_and_an_unknown_sender_confirms_by_its_link() {
    let test = TestApp::new().await;
    let send = async |body: Value| {
        let headers = [("content-type", "application/json"), ("idempotency-key", "k-1")];
        test.call(Method::POST, ORDERS, &headers, body.to_string()).await
    };
    let (first, second) = (send(body()).await, send(body()).await);
    assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::OK));
    assert_eq!(first.json()["case_number"], second.json()["case_number"]);
    let mut other = body();
    other["message"] = json!("noe annet");
    assert_eq!(send(other).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(test.count(COUNT).await, 1);
    assert_eq!(first.json()["state"], "unconfirmed");
    test.run_jobs().await;
    let link = test.mailbox().await[0].path_starting("/lenke/").expect("a link");
    let mut contact = test.browser();
    contact.follow(&link).await;
    contact.post("/sak/2026-00001/bekreft", &[]).await;
    assert_eq!(test.count("SELECT count(*) AS n FROM orders WHERE state = 'received'").await, 1);
}

#[tokio::test]
async fn the_openapi_document_names_the_paths() {
    let test = TestApp::new().await;
    let document = test.call(Method::GET, "/api/fullmakt/v1/openapi.json", &[], "").await.json();
    assert!(document["paths"][ORDERS]["post"].is_object() && document["openapi"].is_string());
}

pub(crate) async fn receive(test: &TestApp, raw: &str) {
    test.store_mail("kari@sprekmaur.example", raw).await;
    test.run_jobs().await;
}

#[tokio::test]
async fn a_mail_in_another_shape_waits_beside_an_empty_form_and_becomes_one_order() {
    let test = TestApp::new().await;
    let mail = "From: kari@sprekmaur.example\r\nSubject: Hei\r\nMessage-ID: <fri@x>\r\n\r\nKan vi komme i gang? Fnr 02013299997.\r\n";
    receive(&test, mail).await;
    receive(&test, mail).await;
    assert_eq!(test.count("SELECT count(*) AS n FROM inbound_mail WHERE state = 'desk'").await, 1);
    let mut handler = test.handler().await;
    assert!(handler.get("/saksbord").await.text().contains("E-post (1)"), "the desk says that a mail waits");
    let desk = handler.get("/saksbord/post").await;
    let href = desk
        .body
        .split("href=\"/saksbord/post/")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("the mail")
        .to_owned();
    let path = format!("/saksbord/post/{href}/fiktiv-kunde");
    let page = handler.get(&path).await;
    assert!(page.text().contains("Kan vi komme i gang?"), "{}", page.text());
    assert!(!page.body.contains("02013299997"), "a real number is masked before anybody sees it");
    let raw = receiver::open_raw(&test.app.db, &test.app.keys, &href).await.expect("opens").expect("kept");
    assert!(!String::from_utf8_lossy(&raw).contains("02013299997"), "also in the sealed copy");
    let made = handler.post(&path, &form()).await;
    assert_eq!(made.location(), "/saksbord/2026-00001", "{}", made.text());
    handler.post(&path, &form()).await;
    assert_eq!(test.count(COUNT).await, 1);
    assert_eq!(test.count("SELECT count(*) AS n FROM inbound_mail WHERE state = 'order'").await, 1);
}
