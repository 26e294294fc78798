//! The handler's desk: what waits, one order with its decision, and mail that nobody could read as an order.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::form::{FormPage, draft_of, form_page, store as store_draft};
use super::task::task_name;
use super::{CaseLine, StepLine, facts, step_lines, warnings};
use crate::access::Visit;
use crate::audit;
use crate::clients;
use crate::clock::norwegian;
use crate::db::params;
use crate::jobs;
use crate::orders::place::Placed;
use crate::orders::provision::manual::waiting_task;
use crate::orders::{
    Channel, Order, OrderError, OrderKind, OrderState, decide, inbound, legal_basis, provision, store,
};
use crate::web::{Frame, Submitted};

#[derive(Template)]
#[template(path = "orders/desk.html")]
struct DeskPage {
    frame: Frame,
    mails: Vec<MailLine>,
    groups: Vec<Group>,
    failed: Vec<FailedJob>,
}

struct Group {
    key: &'static str,
    heading: String,
    cases: Vec<CaseLine>,
}

struct MailLine {
    id: String,
    subject: String,
    sender: String,
    received: String,
}

struct FailedJob {
    id: String,
    kind: String,
    error: String,
}

/// A mail's text beside a form.
pub(super) struct MailText {
    pub(super) id: String,
    pub(super) sender: String,
    pub(super) subject: String,
    pub(super) text: String,
}

#[derive(Template)]
#[template(path = "orders/desk_mail.html")]
struct MailPage {
    frame: Frame,
    mail: MailText,
    note: String,
    waiting: bool,
    cards: Vec<(String, String)>,
}

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

/// How many orders a group shows.
const SHOWN: i64 = 100;

/// The groups of the desk: what waits for a decision first.
const GROUPS: [(&str, &[OrderState]); 3] = [
    ("waiting", &[OrderState::Received]),
    (
        "under-way",
        &[
            OrderState::WaitingForCustomer,
            OrderState::Provisioning,
            OrderState::Ending,
            OrderState::AwaitingSender,
            OrderState::Unconfirmed,
        ],
    ),
    (
        "ended",
        &[
            OrderState::Done,
            OrderState::Rejected,
            OrderState::Closed,
            OrderState::Withdrawn,
            OrderState::Ended,
        ],
    ),
];

/// `GET /saksbord`
pub async fn list(visit: Visit) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    match desk(&visit).await {
        Ok(page) => visit.page(&page),
        Err(error) => visit.internal(&error),
    }
}

async fn desk(visit: &Visit) -> Result<DeskPage, OrderError> {
    let mut tx = visit.app.db.read().await?;
    let mut groups = Vec::new();
    for (key, states) in GROUPS {
        let mut cases = Vec::new();
        for state in states {
            let orders = store::list_by_state(&mut tx, *state, SHOWN).await?;
            cases.extend(orders.iter().map(|order| CaseLine::of(order, visit.lang)));
        }
        groups.push(Group { key, heading: visit.t(&format!("desk-group-{key}")), cases });
    }
    let rows = tx
        .fetch_all(
            "SELECT id, subject, sender, received_at FROM inbound_mail WHERE state = 'desk' ORDER BY received_at, id LIMIT $1",
            params![SHOWN],
        )
        .await?;
    let mut mails = Vec::new();
    for row in &rows {
        mails.push(MailLine {
            id: row.text("id")?,
            subject: row.opt_text("subject")?.unwrap_or_default(),
            sender: row.opt_text("sender")?.unwrap_or_default(),
            received: norwegian(row.int("received_at")?),
        });
    }
    drop(tx);
    let failed = jobs::failed_jobs(&visit.app.db)
        .await?
        .into_iter()
        .map(|(job, error, _)| FailedJob { id: job.id, kind: job.kind, error })
        .collect();
    Ok(DeskPage { frame: visit.frame(), mails, groups, failed })
}

/// `POST /saksbord/jobb/{id}`: try a job again that was given up.
pub async fn retry_job(visit: Visit, Path(id): Path<String>, _form: Submitted) -> Response {
    let actor = match visit.handler() {
        Ok(_) => visit.principal.actor(),
        Err(refusal) => return refusal,
    };
    match jobs::retry_failed(&visit.app.db, &id, visit.now).await {
        Ok(_) => {
            tracing::info!(actor, job = id, "a job is tried again");
            visit.app.queue.wake();
            visit.go("/saksbord")
        }
        Err(error) => visit.internal(&error),
    }
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

struct StoredMail {
    mail: MailText,
    note: String,
    waiting: bool,
    message_id: String,
}

async fn find_mail(visit: &Visit, id: &str) -> Result<Option<StoredMail>, OrderError> {
    let mut tx = visit.app.db.read().await?;
    let row = tx
        .fetch_optional(
            "SELECT message_id, sender, subject, sealed_text, note, state FROM inbound_mail WHERE id = $1 AND state <> 'stored'",
            params![id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let text = match row.opt_bytes("sealed_text")? {
        Some(sealed) => visit
            .app
            .keys
            .open_text(&inbound::text_context(id), &sealed)
            .map_err(crate::mail::MailError::from)?,
        None => String::new(),
    };
    Ok(Some(StoredMail {
        mail: MailText {
            id: id.to_owned(),
            sender: row.opt_text("sender")?.unwrap_or_default(),
            subject: row.opt_text("subject")?.unwrap_or_default(),
            text,
        },
        note: row.opt_text("note")?.unwrap_or_default(),
        waiting: row.text("state")? == "desk",
        message_id: row.text("message_id")?,
    }))
}

/// `GET /saksbord/post/{id}`: a mail in another shape, and the three forms to choose among.
pub async fn show_mail(visit: Visit, Path(id): Path<String>) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    match find_mail(&visit, &id).await {
        Ok(Some(stored)) => {
            let cards = OrderKind::ALL
                .into_iter()
                .map(|kind| {
                    (
                        format!("/saksbord/post/{id}/{}", kind.slug()),
                        visit.t(&format!("start-{}-title", kind.slug())),
                    )
                })
                .collect();
            let note = match stored.note.as_str() {
                "" => String::new(),
                note => visit.t(&format!("desk-note-{note}")),
            };
            visit.page(&MailPage {
                frame: visit.frame(),
                mail: stored.mail,
                note,
                waiting: stored.waiting,
                cards,
            })
        }
        Ok(None) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

fn desk_form(visit: &Visit, page: FormPage, id: &str, kind: OrderKind, mail: MailText) -> FormPage {
    FormPage {
        back: (format!("/saksbord/post/{id}"), visit.t("desk-mail-title")),
        action: format!("/saksbord/post/{id}/{}", kind.slug()),
        submit: visit.t("desk-mail-make-order"),
        mail: Some(mail),
        ..page
    }
}

/// `GET /saksbord/post/{id}/{slug}`: the mail's text beside a form.
pub async fn mail_form(visit: Visit, Path((id, slug)): Path<(String, String)>) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let Some(kind) = OrderKind::from_slug(&slug) else { return visit.not_found() };
    match find_mail(&visit, &id).await {
        Ok(Some(stored)) => {
            let draft = inbound::draft_for_desk(&stored.mail.text, kind);
            let page = form_page(&visit, &draft, &[], &id);
            visit.page(&desk_form(&visit, page, &id, kind, stored.mail))
        }
        Ok(None) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

/// `POST /saksbord/post/{id}/{slug}`: the handler makes the order that the mail meant. One mail is one order, however
/// often the button is pressed.
pub async fn mail_order(visit: Visit, Path((id, slug)): Path<(String, String)>, form: Submitted) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    let Some(kind) = OrderKind::from_slug(&slug) else { return visit.not_found() };
    let stored = match find_mail(&visit, &id).await {
        Ok(Some(stored)) => stored,
        Ok(None) => return visit.not_found(),
        Err(error) => return visit.internal(&error),
    };
    let draft = draft_of(kind, &visit, &form);
    let once_key = format!("mail:{}", stored.message_id);
    match store_draft(&visit, &draft, Channel::Desk, &once_key, Some(&stored.message_id)).await {
        Ok(Ok(Placed::New(order) | Placed::Same(order) | Placed::Conflict(order))) => {
            if let Err(error) = settle_mail(&visit, &id, "order", Some(&order.id)).await {
                return visit.internal(&error);
            }
            visit.app.queue.wake();
            visit.go(&format!("/saksbord/{}", order.case_number))
        }
        Ok(Err(faults)) => {
            let page = form_page(&visit, &draft, &faults, &id);
            visit
                .page_with(StatusCode::UNPROCESSABLE_ENTITY, &desk_form(&visit, page, &id, kind, stored.mail))
        }
        Err(error) => visit.internal(&error),
    }
}

/// `POST /saksbord/post/{id}/legg-bort`: it is no order.
pub async fn set_aside(visit: Visit, Path(id): Path<String>, _form: Submitted) -> Response {
    if let Err(refusal) = visit.handler() {
        return refusal;
    }
    match settle_mail(&visit, &id, "set_aside", None).await {
        Ok(()) => visit.go("/saksbord"),
        Err(error) => visit.internal(&error),
    }
}

async fn settle_mail(visit: &Visit, id: &str, state: &str, order_id: Option<&str>) -> Result<(), OrderError> {
    let mut tx = visit.app.db.begin_write().await?;
    let changed = tx
        .execute(
            "UPDATE inbound_mail SET state = $2, order_id = $3 WHERE id = $1 AND state = 'desk'",
            params![id, state, order_id],
        )
        .await?;
    if changed == 1 {
        let actor = visit.principal.actor();
        let event = audit::Event {
            actor: &actor,
            action: if state == "order" { "mail.became_order" } else { "mail.set_aside" },
            subject: id,
            organisation: None,
            case_number: None,
            detail: serde_json::json!({ "order": order_id }),
        };
        audit::record(&mut tx, &visit.app.random, visit.now, event).await?;
    }
    tx.commit().await?;
    Ok(())
}
