//! The forms by the front door: names that are looked up, drafts that are saved and gone on with, and one order however
//! often a form is sent.

use axum::http::{Method, StatusCode};
use fullmakt::numbers::OrgNumber;
use serde_json::Value;

use crate::support::TestApp;
use crate::support::app::{Answer, Browser};

const ORDERS: &str = "SELECT count(*) AS n FROM orders";

const DIRECT: [(&str, &str); 7] = [
    ("customer.number", "810844612"),
    ("customer.name", "Lydig Laks ASA"),
    ("customer.contact.name", "Ola Oppdiktet"),
    ("customer.contact.email", "ola@kunde.example"),
    ("customer.contact.phone", "22 33 44 55"),
    ("legal_basis", "reporting-entity"),
    ("notice", "ja"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
    kept.chain(more).copied().collect()
}

/// The value of the attribute `value` of the field `name`.
fn value_of(page: &Answer, name: &str) -> String {
    let tag = page.body.split('<').find(|tag| tag.contains(&format!("name=\"{name}\""))).unwrap_or_default();
    tag.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

async fn saved(browser: &mut Browser<'_>, slug: &str, fields: &[(&str, &str)]) -> String {
    let answer = browser.post(&format!("/bestill/{slug}"), &with(fields, &[("gjor", "lagre")])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let (path, query) = answer.location().split_once('?').expect("a query");
    assert!(path.starts_with("/bestill/fortsett/") && query.starts_with("lagret="), "{path}?{query}");
    path.to_owned()
}

#[tokio::test]
async fn a_name_is_filled_in_where_none_stands_and_what_is_wrong_with_the_number_is_said() {
    let directory = tempfile::tempdir().expect("a directory");
    let gone = directory.path().join("mangler.json").display().to_string();
    // There when the service starts, and gone when it is asked.
    std::fs::write(&gone, "[]").expect("a file");
    let unreachable = TestApp::with_env(&[("FULLMAKT_ENHETSREGISTERET", &gone)]).await;
    std::fs::remove_file(&gone).expect("gone");
    let test = TestApp::new().await;
    let random = fullmakt::ids::Random::seeded(5);
    let mut below = |bound| random.below(bound);
    let unknown = OrgNumber::make(8, &mut below).to_string();
    let fictional = OrgNumber::make(3, &mut below).to_string();
    for (test, number, typed, name, said) in [
        (&test, "910 049 356", "", "SPREK MAUR", "Enhetsregisteret kjenner nummeret som SPREK MAUR"),
        (&test, "910049356", "Mitt navn", "Mitt navn", "Enhetsregisteret kjenner nummeret som SPREK MAUR"),
        (&test, "810845422", "", "", "er slettet i Enhetsregisteret"),
        (&test, unknown.as_str(), "", "", "kjenner ikke dette nummeret"),
        (&test, fictional.as_str(), "", "", "ingen fiktiv virksomhet"),
        (&test, "910049357", "", "", "det siste sifferet passer ikke"),
        (&test, "", "", "", "Feltet må fylles ut"),
        (&unreachable, "910049356", "", "", "svarer ikke akkurat nå"),
    ] {
        let mut browser = test.browser();
        let fields = [
            ("vendor.number", number),
            ("vendor.name", typed),
            ("vendor.contact.name", "Behold meg"),
            ("gjor", "navn:vendor.number"),
        ];
        let page = browser.post("/bestill/eksisterende-kunde", &fields).await;
        assert!(page.text().contains(said), "{number}: {}", page.text());
        assert!(
            value_of(&page, "vendor.name").starts_with(name),
            "{number}: {}",
            value_of(&page, "vendor.name")
        );
        assert_eq!(value_of(&page, "vendor.name").is_empty(), name.is_empty(), "{number}");
        assert_eq!(value_of(&page, "vendor.contact.name"), "Behold meg");
        assert_eq!(test.count(ORDERS).await, 0);

        let json = browser.get(&format!("/bestill/navn/{}", number.replace(' ', "%20"))).await;
        if number.is_empty() {
            continue;
        }
        let json: Value = json.json();
        assert!(json["text"].as_str().expect("a text").contains(said), "{number}: {json}");
        assert_eq!(json["status"] == "found", json["name"].is_string(), "{json}");
    }
}

#[tokio::test]
async fn names_are_looked_up_no_more_than_anybody_types() {
    let test = TestApp::new().await;
    let mut refused = None;
    for attempt in 1..=40 {
        let answer = test.call(Method::GET, "/bestill/navn/910049356", &[], "").await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            assert_eq!(answer.json()["status"], "too-many");
            refused = Some(attempt);
            break;
        }
    }
    assert!(refused.is_some_and(|attempt| attempt > 30), "{refused:?}");
    // Without script the form says so, and can be sent all the same.
    let mut browser = test.browser();
    let fields = with(&DIRECT, &[("gjor", "navn:customer.number")]);
    let page = browser.post("/bestill/direkte", &fields).await;
    assert!(page.text().contains("Skriv navnet selv"), "{}", page.text());
    assert_eq!(browser.post("/bestill/direkte", &DIRECT).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_is_saved_and_gone_on_with_in_another_browser_and_becomes_one_order() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    let half = [("customer.number", "81084461"), ("customer.contact.email", "ola@kunde.example")];
    let path = saved(&mut browser, "direkte", &half).await;
    let page = browser.get(&format!("{path}?lagret=sendt")).await;
    assert!(page.text().contains(&test.app.url(&path)), "the link is shown: {}", page.text());
    assert!(page.text().contains("ola@kunde.example"), "and where it was sent");
    test.run_jobs().await;
    let letters = test.mailbox().await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, "ola@kunde.example");
    assert_eq!(letters[0].path_starting("/bestill/fortsett/").as_deref(), Some(path.as_str()));

    let mut other = test.browser();
    let page = other.get(&path).await;
    assert_eq!(value_of(&page, "customer.number"), "81084461", "{}", page.text());
    // Faults are shown with what was typed now, and the draft stays.
    let page = other.post(&path, &half).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("id=\"customer-number-feil\""));
    let again = other.post(&path, &with(&DIRECT, &[("notice", ""), ("gjor", "lagre")])).await;
    assert_eq!(again.location(), format!("{path}?lagret=ja"));
    assert_eq!(value_of(&browser.get(&path).await, "customer.name"), "Lydig Laks ASA");
    test.run_jobs().await;
    assert_eq!(test.mailbox().await.len(), 1, "the link is mailed once");

    let first = other.post(&path, &DIRECT).await;
    assert_eq!(first.location(), "/bestill/takk?sak=2026-00001");
    for (method, answer) in [("post", other.post(&path, &DIRECT).await), ("get", other.get(&path).await)] {
        assert_eq!(answer.status, StatusCode::GONE, "{method}");
        assert!(answer.text().contains("Bestillingen er sendt"), "{method}: {}", answer.text());
    }
    assert_eq!(test.count(ORDERS).await, 1);
    for action in ["draft.saved", "draft.changed", "order.placed"] {
        let rows = format!("SELECT count(*) AS n FROM audit WHERE action = '{action}'");
        assert_eq!(test.count(&rows).await, 1, "{action}");
    }
}

#[tokio::test]
async fn a_draft_is_deleted_by_who_has_its_link_and_a_wrong_link_opens_nothing() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    let path = saved(&mut browser, "direkte", &DIRECT).await;
    let (id, _) =
        path.strip_prefix("/bestill/fortsett/").and_then(|rest| rest.split_once('/')).expect("a path");
    for wrong in [format!("/bestill/fortsett/{id}/x"), format!("/bestill/fortsett/{id}/{}", "A".repeat(43))] {
        for gjor in ["send", "lagre", "slett", "navn:customer.number"] {
            let answer = browser.post(&wrong, &with(&DIRECT, &[("gjor", gjor)])).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{gjor}");
        }
        assert_eq!(browser.get(&wrong).await.status, StatusCode::NOT_FOUND);
    }
    let deleted = browser.post(&path, &[("gjor", "slett")]).await;
    assert_eq!(
        (deleted.status, deleted.text().contains("er borte")),
        (StatusCode::OK, true),
        "{}",
        deleted.text()
    );
    assert_eq!(browser.get(&path).await.status, StatusCode::GONE);
    assert_eq!(browser.post(&path, &DIRECT).await.status, StatusCode::GONE);
    assert_eq!(test.count(ORDERS).await, 0);
}

#[tokio::test]
async fn somebody_elses_address_is_not_flooded_with_links() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    for _ in 0..8 {
        saved(&mut browser, "direkte", &DIRECT).await;
    }
    test.run_jobs().await;
    assert_eq!(test.mailbox().await.len(), 5);
    let no_address = with(&DIRECT, &[("customer.contact.email", "ikke en adresse")]);
    saved(&mut browser, "direkte", &no_address).await;
    test.run_jobs().await;
    assert_eq!(test.mailbox().await.len(), 5);
}

#[tokio::test]
async fn a_form_that_was_sent_and_changed_is_not_taken_for_another_order() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    let page = browser.get("/bestill/direkte").await;
    let once = value_of(&page, "once");
    let fields = with(&DIRECT, &[("once", &once)]);
    let first = browser.post("/bestill/direkte", &fields).await;
    assert_eq!(browser.post("/bestill/direkte", &fields).await.location(), first.location());
    let changed = browser.post("/bestill/direkte", &with(&fields, &[("message", "Noe mer")])).await;
    assert_eq!(changed.status, StatusCode::CONFLICT);
    assert!(!changed.body.contains("2026-00001"), "the number is in the receipt");
    // A form without its word is an order of its own, and not everybody's.
    for _ in 0..2 {
        assert_eq!(
            browser.post("/bestill/direkte", &with(&DIRECT, &[("once", "")])).await.status,
            StatusCode::SEE_OTHER
        );
    }
    assert_eq!(test.count(ORDERS).await, 3);
}

#[tokio::test]
async fn a_form_sent_twice_at_once_is_one_order_saved_or_not() {
    let test = TestApp::new().await;
    for kept in [false, true] {
        let before = test.count(ORDERS).await;
        let (mut one, mut two) = (test.browser(), test.browser());
        let path =
            if kept { saved(&mut one, "direkte", &DIRECT).await } else { "/bestill/direkte".to_owned() };
        let fields = with(&DIRECT, &[("once", "ett")]);
        let (a, b) = tokio::join!(one.post(&path, &fields), two.post(&path, &fields));
        for answer in [&a, &b] {
            assert!(matches!(answer.status, StatusCode::SEE_OTHER | StatusCode::GONE), "{}", answer.text());
        }
        assert_eq!(test.count(ORDERS).await, before + 1, "kept: {kept}");
    }
}

#[tokio::test]
async fn the_error_summary_has_the_focus_and_leads_to_every_field() {
    let test = TestApp::new().await;
    let mut browser = test.browser();
    for (slug, faults) in [("fiktiv-kunde", 7), ("eksisterende-kunde", 11), ("direkte", 7)] {
        let page = browser.post(&format!("/bestill/{slug}"), &[]).await;
        let summary = page.body.split("ds-error-summary").nth(1).and_then(|rest| rest.split("</div>").next());
        let summary = summary.expect("a summary");
        assert!(summary.contains("tabindex=\"-1\"") && summary.contains("autofocus"), "{slug}");
        let targets: Vec<&str> =
            summary.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(targets.len(), faults, "{slug}: {targets:?}");
        for target in targets {
            assert_eq!(page.body.matches(&format!("id=\"{target}\"")).count(), 1, "{slug}: {target}");
            assert!(page.body.contains(&format!("id=\"{target}-feil\"")), "{slug}: {target}");
        }
        assert!(page.body.contains("<title>Feil: "), "{slug}");
    }
}

#[tokio::test]
async fn every_legal_basis_says_where_it_leads_and_that_one_leads_nowhere_yet() {
    let test = TestApp::new().await;
    for (language, nowhere) in
        [("nb", "ikke bestemt noe scope"), ("nn", "ikkje bestemt noko scope"), ("en", "No scope is defined")]
    {
        let mut browser = test.browser();
        browser.language = language;
        let page = browser.get("/bestill/direkte").await;
        for basis in fullmakt::orders::legal_basis::ALL {
            assert!(page.body.contains(&format!("value=\"{}\"", basis.key)), "{}", basis.key);
            let words = page.text();
            let named = basis.key == "other" || words.contains(basis.provision);
            assert!(named && basis.scope.is_none_or(|scope| words.contains(scope)), "{}", basis.key);
        }
        assert_eq!(page.text().matches(nowhere).count(), 1, "{language}");
    }
}
