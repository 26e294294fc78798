//! The desk's pages about letters: one that did not get through is sent again, and every kind can be looked at as its
//! reader will see it.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use crate::access::Visit;
use crate::audit::{self, Event};
use crate::language::Language;
use crate::mail;
use crate::numbers::mask_real_numbers;
use crate::orders::{OrderError, draft::is_email, letters};
use crate::web::headers::letter_document;
use crate::web::{Frame, Submitted};

#[derive(Template)]
#[template(path = "orders/letter_samples.html")]
struct SamplesPage {
    frame: Frame,
    kinds: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "orders/letter_sample.html")]
struct SamplePage {
    frame: Frame,
    kind: String,
    subject: String,
    text: String,
    languages: Vec<(&'static str, bool)>,
    html_href: String,
}

/// `POST /saksbord/brev/{id}/igjen`: a letter in trouble is sent again, perhaps to another address.
pub async fn send_again(visit: Visit, Path(id): Path<String>, form: Submitted) -> Response {
    let actor = match visit.handler() {
        Ok(_) => visit.principal.actor(),
        Err(refusal) => return refusal,
    };
    let recipient = form.get("mottaker").trim().to_owned();
    if !is_email(&recipient) || mask_real_numbers(&recipient).1 > 0 {
        return visit.fault(StatusCode::UNPROCESSABLE_ENTITY, "letter-address", Some("/saksbord/brev"));
    }
    let done = async {
        let mut tx = visit.app.db.begin_write().await?;
        let Some(letter) = mail::find_in_trouble(&mut tx, &id).await? else { return Ok(false) };
        if !mail::send_again(&mut tx, &visit.app.outbox, visit.now, &id, &recipient).await? {
            return Ok(false);
        }
        let event = Event {
            actor: &actor,
            action: "letter.sent_again",
            subject: &id,
            organisation: None,
            case_number: letter.case_number.as_deref(),
            detail: json!({ "another_address": letter.recipient != recipient }),
        };
        audit::record(&mut tx, &visit.app.random, visit.now, event).await?;
        tx.commit().await?;
        Ok::<_, OrderError>(true)
    };
    match done.await {
        Ok(true) => {
            visit.app.queue.wake();
            visit.go("/saksbord/brev")
        }
        Ok(false) => visit.fault(StatusCode::CONFLICT, "letter-not-in-trouble", Some("/saksbord/brev")),
        Err(error) => visit.internal(&error),
    }
}

/// `GET /saksbord/brev/eksempler`: every kind of letter.
pub async fn samples(visit: Visit) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let kinds = letters::KINDS
        .iter()
        .map(|kind| (*kind, letters::sample(&visit.app, visit.lang, kind).subject))
        .collect();
    visit.page(&SamplesPage { frame: visit.frame(), kinds })
}

/// The kind and the language that a sample's address names; the page's own language when it names none.
fn asked(visit: &Visit, kind: &str) -> Option<(&'static str, Language)> {
    let kind = letters::KINDS.iter().find(|known| **known == kind)?;
    let language = visit.query_value("sprak").and_then(|tag| Language::from_tag(&tag)).unwrap_or(visit.lang);
    Some((kind, language))
}

/// `GET /saksbord/brev/eksempler/{kind}`: one kind with made-up values, as text, and a way to its HTML.
pub async fn sample(visit: Visit, Path(kind): Path<String>) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let Some((kind, language)) = asked(&visit, &kind) else { return visit.not_found() };
    let written = letters::sample(&visit.app, language, kind);
    visit.page(&SamplePage {
        frame: visit.frame(),
        kind: kind.to_owned(),
        subject: written.subject,
        text: written.text,
        languages: Language::ALL.iter().map(|other| (other.tag(), *other == language)).collect(),
        html_href: format!("/saksbord/brev/eksempler/{kind}/html?sprak={}", language.tag()),
    })
}

/// `GET /saksbord/brev/eksempler/{kind}/html`: the document as a mail program shows it.
pub async fn sample_html(visit: Visit, Path(kind): Path<String>) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let Some((kind, language)) = asked(&visit, &kind) else { return visit.not_found() };
    letter_document(letters::sample(&visit.app, language, kind).html)
}
