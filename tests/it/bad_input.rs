//! Bad input by the front door: every field of every kind of order, by form and by API, and bodies that cannot be read.
//! All faults are told at once, what was typed is kept, and nothing half-written stays.

mod shapes;

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use fullmakt::ids::Random;
use fullmakt::language::Language;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::OrderKind;
use fullmakt::orders::draft::{Draft, fields};
use serde_json::{Map, Value, json};

use crate::orders::{CUSTOMER, DELETED, VENDOR, draft};
use crate::support::TestApp;
use crate::support::app::Browser;

const ORDERS: &str = "/api/fullmakt/v1/orders";

/// A number that a real person may have; nobody has this one.
const REAL_NUMBER: &str = "02013299997";

/// Everything that an order leaves behind.
const LEFT_BEHIND: [&str; 6] =
    ["orders", "order_drafts", "letters", "jobs WHERE kind LIKE 'orders.%'", "audit", "case_numbers"];

async fn nothing_stays(test: &TestApp, what: &str) {
    for table in LEFT_BEHIND {
        assert_eq!(test.count(&format!("SELECT count(*) AS n FROM {table}")).await, 0, "{what}: {table}");
    }
}

const fn is_flag(path: &str) -> bool {
    matches!(path.as_bytes(), b"notice" | b"invite_customer" | b"wants_fictional_customer")
}

/// The body of a draft as the API takes it.
fn body(draft: &Draft) -> Value {
    let mut body = json!({ "kind": draft.kind.key() });
    for (path, value) in &draft.fields {
        put(&mut body, path, if is_flag(path) { json!(value == "ja") } else { json!(value) });
    }
    body
}

fn put(body: &mut Value, path: &str, value: Value) {
    let mut at = body;
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        let members = at.as_object_mut().expect("an object");
        if parts.peek().is_none() {
            members.insert(part.to_owned(), value);
            return;
        }
        at = members.entry(part).or_insert_with(|| Value::Object(Map::new()));
    }
}

/// The paths that the form marks as faulty: each has its text beside it and a link in the summary.
fn marked(page: &str, kind: OrderKind) -> BTreeSet<String> {
    let found: BTreeSet<String> = fields(kind)
        .iter()
        .filter(|path| page.contains(&format!("id=\"{}-feil\"", path.replace('.', "-"))))
        .map(|path| (*path).to_owned())
        .collect();
    for path in &found {
        assert!(page.contains(&format!("href=\"#{}\"", path.replace('.', "-"))), "{path} is in the summary");
    }
    found
}

async fn by_form(browser: &mut Browser<'_>, draft: &Draft) -> crate::support::app::Answer {
    let typed: Vec<(&str, &str)> =
        draft.fields.iter().map(|(path, value)| (path.as_str(), value.as_str())).collect();
    browser.post(&format!("/bestill/{}", draft.kind.slug()), &typed).await
}

async fn by_api(test: &TestApp, body: &Value) -> (StatusCode, BTreeSet<String>, String) {
    let answer = test.json(Method::POST, ORDERS, None, body).await;
    let problem = answer.json();
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let fields = errors.iter().map(|error| {
        let detail = error["detail"].as_str().unwrap_or_default();
        assert!(detail.ends_with('.'), "a sentence for people: {problem}");
        error["field"].as_str().expect("a field").to_owned()
    });
    (answer.status, fields.collect(), answer.body)
}

/// What is wrong, and what is then typed.
fn wrongs(path: &str) -> Vec<(&'static str, String)> {
    let mut wrongs = vec![
        ("too long", "9".repeat(4_001)),
        ("control characters", "a\u{7}b\u{1b}c".to_owned()),
        ("a zero character", "a\0b".to_owned()),
        ("a real identity number", format!("Kari {REAL_NUMBER}")),
    ];
    if !matches!(path, "message" | "legal_basis_text") {
        wrongs.push(("missing", String::new()));
        wrongs.push(("blanks alone", "   ".to_owned()));
    }
    if path.ends_with(".number") {
        let random = Random::seeded(9);
        let unknown = OrgNumber::make(8, &mut |bound| random.below(bound)).to_string();
        let fictional = OrgNumber::make(3, &mut |bound| random.below(bound)).to_string();
        let wrong = [
            ("letters", "abcdefghi"),
            ("too short", "91004935"),
            ("too long a number", "9100493560"),
            ("a wrong check digit", "910049357"),
            ("deleted", DELETED),
            ("unknown to Enhetsregisteret", unknown.as_str()),
            ("a fictional number of nobody", &fictional),
        ];
        wrongs.extend(wrong.map(|(what, value)| (what, value.to_owned())));
    }
    if path.ends_with("contact.email") {
        wrongs
            .extend(["kari", "kari@", "@b.example", "a b@c.example"].map(|it| ("no address", it.to_owned())));
    }
    if path.ends_with("contact.phone") {
        wrongs.extend(["ring meg", "123", "+"].map(|it| ("no telephone number", it.to_owned())));
    }
    if path == "legal_basis" {
        wrongs.push(("no legal basis", "magic".to_owned()));
    }
    wrongs
}

async fn every_field(kind: OrderKind) {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    browser.get("/").await;
    for path in fields(kind).iter().filter(|path| !is_flag(path)) {
        for (what, typed) in wrongs(path) {
            let what = format!("{} {path} {what}", kind.key());
            let mut faulty = draft(kind);
            faulty.fields.insert((*path).to_owned(), typed.clone());
            let only = BTreeSet::from([(*path).to_owned()]);

            let page = by_form(&mut browser, &faulty).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
            assert_eq!(marked(&page.body, kind), only, "{what}");
            assert!(!page.body.contains(REAL_NUMBER), "{what}: a real number is not shown again");
            for (other, value) in faulty.fields.iter().filter(|(other, _)| other.ends_with("contact.name")) {
                assert!(other == path || page.body.contains(value), "{what}: {other} is kept");
            }

            let (status, named, said) = by_api(&test, &body(&faulty)).await;
            assert_eq!((status, named), (StatusCode::UNPROCESSABLE_ENTITY, only), "{what}: {said}");
            assert!(!said.contains(REAL_NUMBER), "{what}: {said}");
        }
        for (what, value) in [
            ("a number", json!(7)),
            ("true", json!(true)),
            ("a list", json!(["a"])),
            ("an object", json!({ "a": 1 })),
        ] {
            let mut faulty = body(&draft(kind));
            put(&mut faulty, path, value);
            let (status, named, said) = by_api(&test, &faulty).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} as {what}: {said}");
            assert_eq!(named, BTreeSet::from([(*path).to_owned()]), "{path} as {what}: {said}");
        }
    }
    for path in fields(kind).iter().filter(|path| is_flag(path) && **path != "invite_customer") {
        let mut faulty = draft(kind);
        faulty.fields.remove(*path);
        let only = BTreeSet::from([(*path).to_owned()]);
        let page = by_form(&mut browser, &faulty).await;
        assert_eq!((page.status, marked(&page.body, kind)), (StatusCode::UNPROCESSABLE_ENTITY, only.clone()));
        for value in [Value::Null, json!(false), json!("ja"), json!(1)] {
            let mut faulty = body(&draft(kind));
            put(&mut faulty, path, value);
            let (status, named, said) = by_api(&test, &faulty).await;
            assert_eq!((status, &named), (StatusCode::UNPROCESSABLE_ENTITY, &only), "{path}: {said}");
        }
    }
    nothing_stays(&test, kind.key()).await;
}

#[tokio::test]
async fn every_field_of_an_order_for_a_fictional_customer() {
    every_field(OrderKind::FictionalCustomer).await;
}

#[tokio::test]
async fn every_field_of_an_order_for_an_existing_customer() {
    every_field(OrderKind::ExistingCustomer).await;
}

#[tokio::test]
async fn every_field_of_a_direct_order() {
    every_field(OrderKind::Direct).await;
}

#[tokio::test]
async fn all_faults_are_told_at_once_and_all_that_was_typed_is_kept() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    browser.get("/").await;
    for kind in OrderKind::ALL {
        let empty = Draft::new(kind, Language::Nb);
        let optional = ["message", "legal_basis_text", "production_contact", "invite_customer"];
        let wanted: BTreeSet<String> = fields(kind)
            .iter()
            .filter(|path| !optional.iter().any(|free| path.starts_with(free)))
            .map(|path| (*path).to_owned())
            .collect();
        let page = by_form(&mut browser, &empty).await;
        assert_eq!(marked(&page.body, kind), wanted, "{}", kind.key());
        let (_, named, _) = by_api(&test, &body(&empty)).await;
        assert_eq!(named, wanted, "{}", kind.key());

        let mut typed = draft(kind);
        for (path, value) in &mut typed.fields {
            if !is_flag(path) && path != "legal_basis" {
                *value = format!("<{path}>");
            }
        }
        let page = by_form(&mut browser, &typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        for path in typed.fields.keys().filter(|path| !is_flag(path) && *path != "legal_basis") {
            let escaped = [format!("&#60;{path}&#62;"), format!("&lt;{path}&gt;")];
            assert!(escaped.iter().any(|text| page.body.contains(text)), "{path} is kept, and escaped");
        }
    }
    nothing_stays(&test, "faults").await;
}

#[tokio::test]
async fn a_name_unlike_its_numbers_is_a_warning_to_sender_and_handler_and_never_a_refusal() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    browser.get("/").await;
    let mut unlike = draft(OrderKind::FictionalCustomer);
    unlike.fields.insert("vendor.name".to_owned(), "Helt Annet AS".to_owned());
    let page = by_form(&mut browser, &unlike).await;
    assert_eq!(page.location(), "/bestill/takk?sak=2026-00001", "{}", page.text());
    let answer = test.json(Method::POST, ORDERS, None, &body(&unlike)).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.json()["warnings"], json!(["name-unlike:vendor"]));
    test.run_jobs().await;
    let sentence = Language::Nb.text("order-warning-name-unlike-vendor");
    let mut handler = test.handler().await;
    for (mail, case) in test.mailbox().await.iter().zip(["2026-00001", "2026-00002"]) {
        let words = mail.body.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(&sentence), "the sender is told: {}", mail.body);
        let desk = handler.get(&format!("/saksbord/{case}")).await.text();
        assert!(desk.contains(&Language::Nb.text("check-name-unlike")), "the handler is told: {desk}");
    }
}

#[tokio::test]
async fn when_enhetsregisteret_cannot_be_reached_the_order_is_taken_and_the_check_stays_open() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("enheter.json").display().to_string();
    // There when the service starts, and gone when it is asked.
    std::fs::write(&file, "[]").expect("a file");
    let test = TestApp::with_env(&[("FULLMAKT_ENHETSREGISTERET", &file)]).await;
    std::fs::remove_file(&file).expect("gone");
    let mut browser = test.browser();
    browser.get("/").await;
    let page = by_form(&mut browser, &draft(OrderKind::ExistingCustomer)).await;
    assert_eq!(page.location(), "/bestill/takk?sak=2026-00001", "{}", page.text());
    let answer = test.json(Method::POST, ORDERS, None, &body(&draft(OrderKind::Direct))).await;
    assert_eq!(
        (answer.status, &answer.json()["warnings"]),
        (StatusCode::CREATED, &json!(["not-checked:customer"]))
    );
    let mut handler = test.handler().await;
    let desk = handler.get("/saksbord/2026-00001").await.text();
    // Once for the vendor and once for the customer.
    let sentence = Language::Nb.text("check-exists-not-asked");
    assert_eq!(desk.matches(&sentence).count(), 2, "{sentence}: {desk}");
    let open = "SELECT count(*) AS n FROM jobs WHERE kind = 'orders.check' AND done_at IS NULL";
    assert_eq!(test.count(open).await, 2);
}

#[tokio::test]
async fn the_same_order_sent_twice_is_one_by_form_api_and_mail() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    browser.get("/").await;
    let mut once = draft(OrderKind::Direct);
    once.fields.insert("once".to_owned(), "den-samme".to_owned());
    let (first, again) = (by_form(&mut browser, &once).await, by_form(&mut browser, &once).await);
    assert_eq!(first.location(), "/bestill/takk?sak=2026-00001");
    assert_eq!(first.location(), again.location());

    let sent = body(&draft(OrderKind::FictionalCustomer)).to_string();
    for status in [StatusCode::CREATED, StatusCode::OK, StatusCode::OK] {
        let headers = [("content-type", "application/json"), ("idempotency-key", "den-samme")];
        let answer = test.call(Method::POST, ORDERS, &headers, sent.clone()).await;
        assert_eq!((answer.status, &answer.json()["case_number"]), (status, &json!("2026-00002")));
    }

    let mail = format!(
        "From: mari@leverandor.example\r\nMessage-ID: <den-samme@leverandor.example>\r\nSubject: Bestilling\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{}",
        existing_customer_by_mail()
    );
    crate::desk::receive(&test, &mail).await;
    crate::desk::receive(&test, &mail).await;
    assert_eq!(test.count("SELECT count(*) AS n FROM orders").await, 3);
    assert_eq!(test.count("SELECT count(*) AS n FROM letters").await, 3, "one receipt each");
    // The same text in a mail of its own is the same order too, and gets the same receipt.
    crate::desk::receive(&test, &mail.replace("<den-samme@", "<sendt-igjen@")).await;
    assert_eq!(test.count("SELECT count(*) AS n FROM orders").await, 3);
    assert_eq!(test.count("SELECT count(*) AS n FROM letters").await, 4);
}

/// A vendor's order for its customer, as the text of a mail.
pub(crate) fn existing_customer_by_mail() -> String {
    format!(
        "Systemleverandørs organisasjonsnummer: {VENDOR}\r\n\
         Systemleverandørs navn: Sprek Maur AS\r\nNavn til testansvarlig: Mari Oppdiktet\r\n\
         Epost-adresse til testansvarlig: mari@leverandor.example\r\nTelefonnummer til testansvarlig: 22334455\r\n\
         Kundens organisasjonsnummer: {CUSTOMER}\r\nKundens navn: Lydig Laks ASA\r\n\
         Kontaktinformasjon til kunden sin kontaktperson for test (testansvarlig):\r\nNavn til testansvarlig: Ola Oppdiktet\r\n\
         Epost-adresse til testansvarlig: ola@kunde.example\r\nTelefonnummer til testansvarlig: 99887766\r\n"
    )
}

#[tokio::test]
async fn a_body_that_cannot_be_read_gets_the_right_status_and_a_sentence() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    browser.get("/").await;
    let form = "application/x-www-form-urlencoded";
    let big = format!("message={}", "a".repeat(200_000));
    for (kind, body, status, sentence) in [
        (form, big.as_str(), StatusCode::PAYLOAD_TOO_LARGE, "form-too-large"),
        ("application/json", "{}", StatusCode::UNSUPPORTED_MEDIA_TYPE, "form-not-a-form"),
        ("", "x=1", StatusCode::UNSUPPORTED_MEDIA_TYPE, "form-not-a-form"),
        (form, "", StatusCode::FORBIDDEN, "form-expired"),
        (form, "%FF=%FF&&&===%%%", StatusCode::FORBIDDEN, "form-expired"),
    ] {
        for path in
            ["/bestill/direkte", "/logg-inn", "/forklar", "/klienter/ny", "/saksbord/2026-00001/godkjenn"]
        {
            let page = browser.send(Method::POST, path, &[("content-type", kind)], body.to_owned()).await;
            assert_eq!(page.status, status, "{path} {kind}");
            let said = Language::Nb.text(&format!("{sentence}-text"));
            assert!(page.text().contains(&said), "{path}: {}", page.text());
        }
    }
    let (json, huge) = ("application/json", format!("{{\"a\":\"{}\"}}", "a".repeat(2_000_000)));
    for (path, kind, body, status) in [
        (ORDERS, json, "{", StatusCode::BAD_REQUEST),
        (ORDERS, json, "null", StatusCode::BAD_REQUEST),
        (ORDERS, json, "{\"kind\":\"direct\"", StatusCode::BAD_REQUEST),
        (ORDERS, json, huge.as_str(), StatusCode::PAYLOAD_TOO_LARGE),
        (ORDERS, form, "kind=direct", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("/token", form, huge.as_str(), StatusCode::PAYLOAD_TOO_LARGE),
        ("/token", json, "{}", StatusCode::BAD_REQUEST),
    ] {
        let answer = test.call(Method::POST, path, &[("content-type", kind)], body.to_owned()).await;
        assert_eq!(answer.status, status, "{path} {kind} {}: {}", body.len(), answer.body);
        let said = answer.json();
        let sentence = said["detail"].as_str().or(said["error_description"].as_str());
        assert!(sentence.is_some_and(|sentence| !sentence.is_empty()), "{path}: {said}");
    }
    nothing_stays(&test, "bodies").await;
}

#[tokio::test]
async fn what_no_route_takes_is_answered_in_the_shape_of_its_surface() {
    let test = TestApp::new().await;
    // The members of each surface's own error, and a path of it that takes GET alone.
    let surfaces: [(&str, &str, &[&str]); 6] = [
        (
            "/api/oppslag/v1/finnes-ikke",
            "/api/oppslag/v1/kodelister",
            &["status", "error", "message", "path"],
        ),
        ("/api/fullmakt/v1/finnes-ikke", "/api/fullmakt/v1/openapi.json", &["status", "title", "detail"]),
        ("/api/v1/finnes-ikke", "/api/v1/delegationsources", &["status", "errors", "error_description"]),
        ("/scopes/x/y/z", "/delegationsources", &["status", "errors", "error_description"]),
        (
            "/accessmanagement/api/v1/finnes-ikke",
            "/resourceregistry/api/v1/resource/resourcelist",
            &["status", "title", "detail"],
        ),
        (
            "/enhetsregisteret/api/finnes-ikke",
            "/enhetsregisteret/api/enheter/310000019",
            &["status", "error", "message", "path"],
        ),
    ];
    for (unknown, readable, members) in surfaces {
        for (method, path, status) in [
            (Method::GET, unknown, StatusCode::NOT_FOUND),
            (Method::POST, unknown, StatusCode::NOT_FOUND),
            (Method::PATCH, readable, StatusCode::METHOD_NOT_ALLOWED),
        ] {
            let answer = test.call(method.clone(), path, &[], String::new()).await;
            assert_eq!(answer.status, status, "{method} {path}");
            assert!(answer.header("content-type").is_some_and(|kind| kind.contains("json")), "{path}");
            let said = answer.json();
            for member in members {
                assert!(!said[member].is_null(), "{method} {path}: {member} in {said}");
            }
            assert_eq!(said["status"], status.as_u16());
            if status == StatusCode::METHOD_NOT_ALLOWED {
                assert!(answer.header("allow").is_some_and(|allow| allow.contains("GET")), "{path}");
            }
        }
    }
    for path in ["/api/finnes-ikke", "/jwk/x", "/.well-known/finnes-ikke", "/health/x"] {
        let answer = test.call(Method::GET, path, &[], String::new()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.json()["detail"].as_str().is_some_and(|detail| detail.ends_with('.')), "{path}");
    }
    // A real identity number in an address comes back in no answer.
    let answer = test.call(Method::GET, &format!("/api/oppslag/v1/{REAL_NUMBER}"), &[], String::new()).await;
    assert!(!answer.body.contains(REAL_NUMBER), "{}", answer.body);

    let mut browser = test.browser();
    for (method, path) in [(Method::PUT, "/bestill/direkte"), (Method::DELETE, "/bestill/direkte")] {
        let page = browser.send(method, path, &[], String::new()).await;
        assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED);
        assert!(page.text().contains(&Language::Nb.text("wrong-method-text")), "{}", page.text());
        assert_eq!(page.header("allow"), Some("GET,HEAD,POST"));
    }
}

#[tokio::test]
async fn what_only_enhetsregisteret_knows_is_told_together_with_the_other_faults() {
    let test = TestApp::new().await;
    let mut faulty = draft(OrderKind::ExistingCustomer);
    for (path, value) in [
        ("vendor.contact.email", "ingen krøllalfa"),
        ("vendor.number", DELETED),
        ("customer.number", "999999999"),
    ] {
        faulty.fields.insert(path.to_owned(), value.to_owned());
    }
    let expected = ["vendor.number", "vendor.contact.email", "customer.number"];
    let answer = test.json(Method::POST, ORDERS, None, &body(&faulty)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answered = answer.json();
    let named: Vec<&str> = answered["errors"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|fault| fault["field"].as_str())
        .collect();
    assert_eq!(named, expected, "{answered}");
    let mut browser = test.browser();
    browser.get("/").await;
    let page = by_form(&mut browser, &faulty).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for key in [
        "order-fault-organisation-deleted",
        "order-fault-email-malformed",
        "order-fault-organisation-unknown",
    ] {
        assert!(page.text().contains(&Language::Nb.text(key)), "{key}: {}", page.text());
    }
    nothing_stays(&test, "faults").await;
}
