//! What a handler does with a case: each deed one form, one transaction, one audit row. What cannot be done is said on the
//! case's page, beside the field when it has one, and what was typed is kept.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::desk::{Shown, respond};
use super::masked;
use crate::access::Visit;
use crate::orders::{OrderError, casework, decide, provision, questions, reasons, store, withdraw};
use crate::web::Submitted;

/// The deed of the handler behind `visit`, as one transaction: `$tx`, `$actor` and the rest are names for its body.
macro_rules! deed {
    ($visit:ident, $case:ident, $form:ident, $field:literal, |$tx:ident, $actor:ident| $body:expr) => {{
        if let Err(refusal) = $visit.handler() {
            return refusal;
        }
        let $actor = $visit.principal.actor();
        let done = async {
            let mut $tx = $visit.app.db.begin_write().await?;
            $body?;
            $tx.commit().await?;
            Ok::<_, OrderError>(())
        };
        let done = done.await;
        after(&$visit, &$case, done, $field, &$form).await
    }};
}

/// `POST /saksbord/{case_number}/godkjenn`
pub async fn approve(visit: Visit, Path(case): Path<String>, form: Submitted) -> Response {
    deed!(visit, case, form, "scope", |tx, actor| {
        let scope = Some(form.get("scope")).filter(|scope| !scope.is_empty());
        decide::approve(&mut tx, &visit.app, visit.now, &case, scope, &actor).await
    })
}

/// `POST /saksbord/{case_number}/avslag`
pub async fn reject(visit: Visit, Path(case): Path<String>, form: Submitted) -> Response {
    deed!(visit, case, form, "reason", |tx, actor| {
        let order = store::find_by_case(&mut tx, &case).await?.ok_or(OrderError::NotFound)?;
        let reason = reasons::compose(&order, form.get("template"), form.get("reason"))?;
        decide::reject(&mut tx, &visit.app, visit.now, &case, &reason, &actor).await
    })
}

/// `POST /saksbord/{case_number}/igjen`
pub async fn retry(visit: Visit, Path(case): Path<String>, form: Submitted) -> Response {
    deed!(visit, case, form, "", |tx, actor| {
        provision::retry(&mut tx, &visit.app, visit.now, &case, &actor).await
    })
}

/// `POST /saksbord/{case_number}/spor`
pub async fn ask(visit: Visit, Path(case): Path<String>, form: Submitted) -> Response {
    deed!(visit, case, form, "question", |tx, actor| {
        questions::ask(&mut tx, &visit.app, visit.now, &case, form.get("question"), &actor).await
    })
}

/// `POST /saksbord/{case_number}/trekk`
pub async fn withdraw(visit: Visit, Path(case): Path<String>, form: Submitted) -> Response {
    deed!(visit, case, form, "withdraw_reason", |tx, actor| {
        withdraw::by_handler(&mut tx, &visit.app, visit.now, &case, form.get("withdraw_reason"), &actor).await
    })
}

/// `POST /saksbord/{case_number}/notat`
pub async fn note(visit: Visit, Path(case): Path<String>, form: Submitted) -> Response {
    deed!(visit, case, form, "note", |tx, actor| {
        casework::write_note(&mut tx, &visit.app, visit.now, &case, form.get("note"), &actor).await
    })
}

/// `POST /saksbord/{case_number}/ta`
pub async fn take(visit: Visit, Path(case): Path<String>, form: Submitted) -> Response {
    deed!(visit, case, form, "", |tx, actor| {
        casework::take(&mut tx, &visit.app, visit.now, &case, &actor).await
    })
}

/// `POST /saksbord/{case_number}/gi`
pub async fn give(visit: Visit, Path(case): Path<String>, form: Submitted) -> Response {
    deed!(visit, case, form, "to", |tx, actor| {
        let from = Some(form.get("from")).filter(|from| !from.is_empty());
        casework::give(&mut tx, &visit.app, visit.now, &case, from, form.get("to"), &actor).await
    })
}

/// `POST /saksbord/{case_number}/slipp`
pub async fn release(visit: Visit, Path(case): Path<String>, form: Submitted) -> Response {
    deed!(visit, case, form, "", |tx, actor| {
        casework::release(&mut tx, &visit.app, visit.now, &case, &actor).await
    })
}

/// The answer to a deed. `field` is the field that its texts are typed into.
async fn after(
    visit: &Visit,
    case: &str,
    outcome: Result<(), OrderError>,
    field: &'static str,
    form: &Submitted,
) -> Response {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let (status, text, beside) = match outcome {
        Ok(()) => {
            visit.app.queue.wake();
            return visit.go(&masked::after(format!("/saksbord/{case}"), form, field));
        }
        Err(OrderError::NotFound) => return visit.not_found(),
        Err(OrderError::ReasonMissing) => (unprocessable, visit.t("desk-reason-missing"), true),
        Err(OrderError::TextMissing) => (unprocessable, visit.t("desk-text-missing"), true),
        Err(OrderError::Words(fault)) => (unprocessable, fault.text(visit.lang), true),
        Err(OrderError::HandlerUnknown) => (unprocessable, visit.t("desk-handler-unknown"), true),
        Err(OrderError::ScopeMissing) => (unprocessable, visit.t("desk-scope-missing"), true),
        Err(OrderError::ScopeUnknown) => (unprocessable, visit.t("desk-scope-unknown"), true),
        Err(OrderError::NoScopeForLegalBasis) => (unprocessable, visit.t("desk-no-scope"), false),
        Err(OrderError::NotPossibleNow(_)) => (StatusCode::CONFLICT, visit.t("desk-already-decided"), false),
        Err(OrderError::VendorHasCase(other)) => {
            (StatusCode::CONFLICT, visit.lang.text_with("desk-vendor-has-case", &[("case", &other)]), false)
        }
        Err(OrderError::AlreadyTaken) => (StatusCode::CONFLICT, visit.t("desk-already-taken"), false),
        Err(OrderError::AlreadyAsked) => (StatusCode::CONFLICT, visit.t("desk-already-asked"), false),
        Err(error) => return visit.internal(&error),
    };
    let (fault, field_fault) = if beside { (None, Some((field, text))) } else { (Some(text), None) };
    let names = form.fields().keys().filter(|name| *name != "csrf");
    let typed = names.map(|name| (name.clone(), form.shown(name))).collect();
    respond(visit, case, status, Shown { fault, field_fault, typed }).await
}
