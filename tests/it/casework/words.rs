//! What a handler or a contact types about a case, by the pages: too long a text and characters that nobody sees are refused
//! beside their field with what was typed; the number of a real person is masked, and the page that follows says so.

use axum::http::StatusCode;
use fullmakt::language::Language;
use fullmakt::orders::words::LIMIT;
use fullmakt::orders::{OrderKind, OrderState};

use super::{APPLICANT, CASE, ask, contact, new_order};
use crate::orders::{HANDLER, carried_out, draft, found};
use crate::support::TestApp;
use crate::support::app::Browser;

/// A number that a real person may have; nobody has this one.
const REAL_NUMBER: &str = "02013299997";

/// A deed of the pages: where its form goes, its fields besides the words, the words' field and its id on the page.
struct Deed {
    path: &'static str,
    others: &'static [(&'static str, &'static str)],
    field: &'static str,
    fault: &'static str,
    limit: usize,
}

const fn deed(path: &'static str, field: &'static str, fault: &'static str) -> Deed {
    Deed { path, others: &[], field, fault, limit: LIMIT }
}

/// Nothing that cannot be taken is taken; the number of a real person is masked. The last call does the deed.
async fn check(test: &TestApp, browser: &mut Browser<'_>, deed: &Deed) {
    let path = deed.path.replace("CASE", CASE);
    let before = found(test, CASE).await;
    for (what, words, sentence) in [
        ("too long", "å".repeat(deed.limit + 1), "order-fault-too-long"),
        ("control characters", "Hei\u{7} der".to_owned(), "order-fault-control-characters"),
        ("a zero character", "Hei\0 der".to_owned(), "order-fault-control-characters"),
        ("a turned direction", "Hei \u{202e}der".to_owned(), "order-fault-control-characters"),
    ] {
        let mut fields = deed.others.to_vec();
        fields.push((deed.field, &words));
        let page = browser.post(&path, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {what}");
        let sentence = Language::Nb.text_with(sentence, &[("limit", &deed.limit.to_string())]);
        let beside = page.body.split(&format!("id=\"{}\"", deed.fault)).nth(1).unwrap_or_default();
        assert!(
            beside.split("</p>").next().is_some_and(|text| text.contains(&sentence)),
            "{path} {what}: {}",
            page.text()
        );
        assert!(page.body.contains(&words), "{path} {what}: what was typed is kept");
        let after = found(test, CASE).await;
        assert_eq!((after.state, after.asked_at), (before.state, before.asked_at), "{path} {what}");
    }
    let longest = format!("Fnr {REAL_NUMBER}. {}", "å".repeat(deed.limit - 17));
    let mut fields = deed.others.to_vec();
    fields.push((deed.field, &longest));
    let done = browser.post(&path, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{path}: {}", done.text());
    let page = browser.get(done.location()).await;
    assert!(page.text().contains(&Language::Nb.text("words-masked")), "{path}: {}", page.text());
    assert!(!page.body.contains(REAL_NUMBER), "{path}");
}

#[tokio::test]
async fn a_handlers_words_are_refused_beside_their_field_or_masked_with_a_word_about_it() {
    for deed in [
        deed("/saksbord/CASE/notat", "note", "feil-note"),
        deed("/saksbord/CASE/spor", "question", "feil-question"),
        deed("/saksbord/CASE/avslag", "reason", "feil-reason"),
        Deed {
            others: &[("template", "wrong-number")],
            ..deed("/saksbord/CASE/avslag", "reason", "feil-reason")
        },
        deed("/saksbord/CASE/trekk", "withdraw_reason", "feil-withdraw_reason"),
    ] {
        let test = TestApp::new().await;
        new_order(&test, &draft(OrderKind::FictionalCustomer)).await;
        let mut handler = test.handler().await;
        check(&test, &mut handler, &deed).await;
        test.run_jobs().await;
        assert!(test.mailbox().await.iter().all(|mail| !mail.body.contains(REAL_NUMBER)), "{}", deed.path);
    }
}

#[tokio::test]
async fn a_contacts_words_are_refused_beside_their_field_or_masked_with_a_word_about_it() {
    for deed in
        [deed("/sak/CASE/svar", "answer", "svar-feil"), deed("/sak/CASE/trekk", "reason", "grunn-feil")]
    {
        let test = TestApp::new().await;
        new_order(&test, &draft(OrderKind::FictionalCustomer)).await;
        ask(&test.app, CASE, "Hvem er kontaktpersonen?", HANDLER).await.expect("asked");
        let mut applicant = contact(&test, APPLICANT).await;
        check(&test, &mut applicant, &deed).await;
    }
}

#[tokio::test]
async fn the_reason_of_an_end_is_refused_together_with_what_else_is_missing() {
    let test = TestApp::new().await;
    assert_eq!(carried_out(&test, &draft(OrderKind::FictionalCustomer)).await.state, OrderState::Done);
    let mut handler = test.handler().await;
    let path = format!("/saksbord/{CASE}/tiltak/avslutt");
    let page = handler.post(&path, &[("reason", "a\u{7}b")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for id in ["begrunnelse-feil", "sikker-feil"] {
        assert!(page.body.contains(&format!("id=\"{id}\"")), "{id}: {}", page.text());
    }
    let others: &[(&str, &str)] = &[("sure", "ja")];
    let deed =
        Deed { others, limit: 1_000, ..deed("/saksbord/CASE/tiltak/avslutt", "reason", "begrunnelse-feil") };
    check(&test, &mut handler, &deed).await;
}

#[tokio::test]
async fn an_approval_without_a_scope_is_refused_beside_the_field_in_three_languages() {
    let test = TestApp::new().await;
    let own_words = [("legal_basis", "other"), ("legal_basis_text", "Vi er en avis.")];
    new_order(&test, &draft(OrderKind::FictionalCustomer)).await;
    new_order(&test, &crate::orders::with(OrderKind::Direct, &own_words)).await;
    let mut handler = test.handler().await;
    for case in ["2026-00001", "2026-00002"] {
        for (language, fields) in
            [(Language::Nb, &[][..]), (Language::Nn, &[("scope", "")]), (Language::En, &[("scope", "  ")])]
        {
            handler.language = language.tag();
            let page = handler.post(&format!("/saksbord/{case}/godkjenn"), fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{case}");
            let beside = page.body.split("id=\"feil-scope\"").nth(1).expect("beside the field");
            assert!(beside.contains(&language.text("desk-scope-missing")), "{case}: {}", page.text());
            assert_eq!(found(&test, case).await.state, OrderState::Received);
        }
    }
    handler.language = "nb";
    let page = handler.get("/saksbord/2026-00001").await;
    assert!(
        page.body.contains("<option value=\"brreg:reelle/rapporteringspliktig\" selected>"),
        "the form has it chosen"
    );
    let approved = handler.post("/saksbord/2026-00001/godkjenn", &[("scope", crate::orders::SCOPE)]).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER);
    assert_eq!(found(&test, "2026-00001").await.scope.as_deref(), Some(crate::orders::SCOPE));
}
