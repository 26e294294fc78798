//! An order at the handler's desk: its facts, its warnings, and the decision.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::task::task_name;
use super::{CaseLine, StepLine, facts, step_lines, warnings};
use crate::access::Visit;
use crate::audit;
use crate::clients;
use crate::clock::norwegian;
use crate::orders::provision::manual::waiting_task;
use crate::orders::{Order, OrderError, OrderKind, OrderState, decide, legal_basis, provision, store};
use crate::web::{Frame, Submitted};

#[derive(Template)]
#[template(path = "orders/desk_order.html")]
struct OrderPage {
    frame: Frame,
    case: CaseLine,
    warnings: Vec<String>,
    fault: Option<String>,
    facts: Vec<(String, String)>,
    reason: Option<String>,
    decidable: bool,
    scopes: Vec<(&'static str, bool)>,
    reject_fault: Option<String>,
    reject_text: String,
    steps: Vec<StepLine>,
    retryable: bool,
    task: Option<(i64, String)>,
    letters: Vec<LetterLine>,
    history: Vec<(String, String, String)>,
}

struct LetterLine {
    subject: String,
    recipient: String,
    state: String,
}

/// `GET /saksbord/{case_number}`
pub async fn show(visit: Visit, Path(case_number): Path<String>) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    respond(&visit, &case_number, StatusCode::OK, None, None, "").await
}

async fn respond(
    visit: &Visit,
    case_number: &str,
    status: StatusCode,
    fault: Option<String>,
    reject_fault: Option<String>,
    reject_text: &str,
) -> Response {
    match page(visit, case_number, fault, reject_fault, reject_text).await {
        Ok(Some(page)) => visit.page_with(status, &page),
        Ok(None) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

async fn page(
    visit: &Visit,
    case_number: &str,
    fault: Option<String>,
    reject_fault: Option<String>,
    reject_text: &str,
) -> Result<Option<OrderPage>, OrderError> {
    let mut tx = visit.app.db.read().await?;
    let Some(order) = store::find_by_case(&mut tx, case_number).await? else { return Ok(None) };
    let steps = store::list_steps(&mut tx, &order.id).await?;
    let letters = store::list_letters(&mut tx, case_number).await?;
    let history = audit::list_for_case(&mut tx, case_number).await?;
    let task = waiting_task(&mut tx, &order, &steps).await?;
    let scopes = if order.kind == OrderKind::FictionalCustomer {
        clients::BENEFICIAL_OWNER_SCOPES
            .into_iter()
            .map(|scope| (scope, scope == legal_basis::DEFAULT_SCOPE))
            .collect()
    } else {
        Vec::new()
    };
    let mut order_facts = facts(&order, visit.lang);
    if let Some(scope) = scope_to_be(&order) {
        order_facts.push((visit.t("desk-scope"), scope));
    }
    Ok(Some(OrderPage {
        frame: visit.frame(),
        case: CaseLine::of(&order, visit.lang),
        warnings: warnings(&order, visit.lang),
        fault,
        facts: order_facts,
        reason: order.reason.clone(),
        decidable: order.state == OrderState::Received,
        scopes,
        reject_fault,
        reject_text: reject_text.to_owned(),
        task: task.map(|task| (task.position, task_name(visit, &task))),
        retryable: steps.iter().any(|step| step.state == "failed"),
        steps: step_lines(&order, &steps, visit.lang, true),
        letters: letters
            .into_iter()
            .map(|letter| LetterLine {
                subject: letter.subject,
                recipient: letter.recipient,
                state: visit.t(&format!("desk-letter-{}", letter.state)),
            })
            .collect(),
        history: history
            .into_iter()
            .map(|event| {
                let what = visit.t(&format!("event-{}", event.action.replace(['.', '_'], "-")));
                (norwegian(event.at), what, event.actor)
            })
            .collect(),
    }))
}

/// The scope that was granted, or that the legal basis leads to.
fn scope_to_be(order: &Order) -> Option<String> {
    let by_law = || {
        order
            .legal_basis
            .as_deref()
            .and_then(legal_basis::find)
            .and_then(|basis| basis.scope)
            .map(str::to_owned)
    };
    order.scope.clone().or_else(by_law)
}

/// `POST /saksbord/{case_number}/godkjenn`
pub async fn approve(visit: Visit, Path(case_number): Path<String>, form: Submitted) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let actor = visit.principal.actor();
    let scope = Some(form.get("scope")).filter(|scope| !scope.is_empty());
    let decided = async {
        let mut tx = visit.app.db.begin_write().await?;
        decide::approve(&mut tx, &visit.app, visit.now, &case_number, scope, &actor).await?;
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    let decided = decided.await;
    after(&visit, &case_number, decided, "").await
}

/// `POST /saksbord/{case_number}/avslag`
pub async fn reject(visit: Visit, Path(case_number): Path<String>, form: Submitted) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let actor = visit.principal.actor();
    let reason: String = form.get("reason").chars().take(4_000).collect();
    let decided = async {
        let mut tx = visit.app.db.begin_write().await?;
        decide::reject(&mut tx, &visit.app, visit.now, &case_number, &reason, &actor).await?;
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    let decided = decided.await;
    after(&visit, &case_number, decided, &reason).await
}

/// `POST /saksbord/{case_number}/igjen`
pub async fn retry(visit: Visit, Path(case_number): Path<String>, _form: Submitted) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let actor = visit.principal.actor();
    let retried = async {
        let mut tx = visit.app.db.begin_write().await?;
        provision::retry(&mut tx, &visit.app, visit.now, &case_number, &actor).await?;
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    let retried = retried.await;
    after(&visit, &case_number, retried, "").await
}

async fn after(visit: &Visit, case_number: &str, outcome: Result<(), OrderError>, typed: &str) -> Response {
    match outcome {
        Ok(()) => {
            visit.app.queue.wake();
            visit.go(&format!("/saksbord/{case_number}"))
        }
        Err(OrderError::NotFound) => visit.not_found(),
        Err(OrderError::ReasonMissing) => {
            let fault = visit.t("desk-reason-missing");
            respond(visit, case_number, StatusCode::UNPROCESSABLE_ENTITY, None, Some(fault), typed).await
        }
        Err(
            error @ (OrderError::NotPossibleNow(_)
            | OrderError::ScopeUnknown
            | OrderError::NoScopeForLegalBasis),
        ) => {
            let (status, key) = match error {
                OrderError::NotPossibleNow(_) => (StatusCode::CONFLICT, "desk-already-decided"),
                OrderError::ScopeUnknown => (StatusCode::UNPROCESSABLE_ENTITY, "desk-scope-unknown"),
                _ => (StatusCode::UNPROCESSABLE_ENTITY, "desk-no-scope"),
            };
            respond(visit, case_number, status, Some(visit.t(key)), None, typed).await
        }
        Err(error) => visit.internal(&error),
    }
}
