//! A contact's pages: where its case stands, what to do next, and its API key.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::history::{self, HistoryLine};
use super::invite::InvitationView;
use super::masked;
use super::road::{self, may_know};
use super::{CaseLine, StepLine, facts, step_lines, warnings};
use crate::access::{Principal, Visit, api_keys};
use crate::audit::{self, Event};
use crate::numbers::OrgNumber;
use crate::orders::missing;
use crate::orders::{
    Order, OrderError, OrderKind, OrderState, letters, lost, place, questions, store, waiting,
    withdraw as withdrawing,
};
use crate::parties;
use crate::web::{Frame, PathNode, Submitted};

#[derive(Template)]
#[template(path = "orders/case_entry.html")]
struct EntryPage {
    frame: Frame,
    cases: Vec<CaseLine>,
}

#[derive(Template)]
#[template(path = "orders/case.html")]
struct CasePage {
    frame: Frame,
    case: CaseLine,
    what_now: String,
    next: Option<(String, String)>,
    masked: Option<String>,
    confirm: bool,
    reason: Option<String>,
    warnings: Vec<String>,
    path: Vec<PathNode>,
    results: Vec<(String, String)>,
    steps: Vec<StepLine>,
    facts: Vec<(String, String)>,
    may_make_key: bool,
    new_key: Option<String>,
    question: Option<String>,
    answer_fault: Option<String>,
    answer_typed: String,
    answered: Vec<(String, String)>,
    withdrawable: bool,
    invitation: Option<InvitationView>,
    history: Vec<HistoryLine>,
}

#[derive(Template)]
#[template(path = "orders/case_withdraw.html")]
struct WithdrawPage {
    frame: Frame,
    case: String,
    possible: bool,
    reason: String,
    reason_fault: Option<String>,
}

/// `GET /sak`: a contact's cases; anybody else learns how to come in.
pub async fn list(visit: Visit) -> Response {
    let Principal::Contact(contact) = &visit.principal else {
        return visit.page(&EntryPage { frame: visit.frame(), cases: Vec::new() });
    };
    let found = async {
        let mut tx = visit.app.db.read().await?;
        match contact.speaks_for() {
            Some(organisation) => store::list_for_organisation(&mut tx, organisation, 100).await,
            None => Ok(store::find_by_case(&mut tx, &contact.case_number).await?.into_iter().collect()),
        }
    };
    match found.await {
        Ok(orders) => {
            let cases = orders.iter().map(|order| CaseLine::of(order, visit.lang)).collect();
            visit.page(&EntryPage { frame: visit.frame(), cases })
        }
        Err(error) => visit.internal(&error),
    }
}

/// `GET /sak/{case_number}`
pub async fn show(visit: Visit, Path(case_number): Path<String>) -> Response {
    if let Principal::Handler(_) = &visit.principal {
        return visit.go(&format!("/saksbord/{case_number}"));
    }
    let organisation = match visit.contact_in(&case_number) {
        Ok(contact) => contact.organisation,
        Err(refusal) => return refusal,
    };
    match page(&visit, &case_number, organisation, None).await {
        Ok(page) => visit.page(&page),
        Err(OrderError::NotFound) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

/// `POST /sak/{case_number}/bekreft`: an order that came unconfirmed over the API becomes one to decide on.
pub async fn confirm(visit: Visit, Path(case_number): Path<String>, _form: Submitted) -> Response {
    let organisation = match visit.contact_in(&case_number) {
        Ok(contact) => contact.organisation,
        Err(refusal) => return refusal,
    };
    let confirmed = async {
        let mut tx = visit.app.db.begin_write().await?;
        place::confirm(&mut tx, &visit.app, visit.now, &case_number, organisation, &visit.principal.actor())
            .await?;
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    match confirmed.await {
        // Confirming twice is confirming.
        Ok(()) | Err(OrderError::NotPossibleNow(_)) => visit.go(&format!("/sak/{case_number}")),
        Err(OrderError::NotFound) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

/// `POST /sak/{case_number}/svar`: the applicant answers what a handler asks.
pub async fn answer(visit: Visit, Path(case_number): Path<String>, form: Submitted) -> Response {
    let organisation = match visit.contact_in(&case_number) {
        Ok(contact) => contact.organisation,
        Err(refusal) => return refusal,
    };
    let typed = form.get("answer");
    let answered = async {
        let mut tx = visit.app.db.begin_write().await?;
        let actor = visit.principal.actor();
        questions::answer(&mut tx, &visit.app, visit.now, &case_number, organisation, typed, &actor).await?;
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    let (status, fault) = match answered.await {
        Ok(()) => return visit.go(&masked::after(format!("/sak/{case_number}"), &form, "answer")),
        Err(OrderError::NotFound) => return visit.not_found(),
        Err(OrderError::TextMissing) => (StatusCode::UNPROCESSABLE_ENTITY, visit.t("case-answer-missing")),
        Err(OrderError::Words(fault)) => (StatusCode::UNPROCESSABLE_ENTITY, fault.text(visit.lang)),
        Err(OrderError::NothingAsked) => (StatusCode::CONFLICT, visit.t("case-answer-too-late")),
        Err(error) => return visit.internal(&error),
    };
    match page(&visit, &case_number, organisation, None).await {
        Ok(page) => {
            let (answer_fault, answer_typed) = (Some(fault), form.shown("answer"));
            visit.page_with(status, &CasePage { answer_fault, answer_typed, ..page })
        }
        Err(error) => visit.internal(&error),
    }
}

/// `GET /sak/{case_number}/trekk`: what withdrawing means, before it is done.
pub async fn confirm_withdraw(visit: Visit, Path(case_number): Path<String>) -> Response {
    let organisation = match visit.contact_in(&case_number) {
        Ok(contact) => contact.organisation,
        Err(refusal) => return refusal,
    };
    let found = async {
        let mut tx = visit.app.db.read().await?;
        store::find_by_case(&mut tx, &case_number).await
    };
    match found.await {
        Ok(Some(order)) if order.is_applicant(organisation) => visit.page(&WithdrawPage {
            frame: visit.frame(),
            case: case_number,
            possible: order.state.to(OrderState::Withdrawn).is_ok(),
            reason: String::new(),
            reason_fault: None,
        }),
        Ok(_) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

/// `POST /sak/{case_number}/trekk`: the applicant takes its order back.
pub async fn withdraw(visit: Visit, Path(case_number): Path<String>, form: Submitted) -> Response {
    let organisation = match visit.contact_in(&case_number) {
        Ok(contact) => contact.organisation,
        Err(refusal) => return refusal,
    };
    let withdrawn = async {
        let mut tx = visit.app.db.begin_write().await?;
        let actor = visit.principal.actor();
        let reason = form.get("reason");
        withdrawing::by_applicant(&mut tx, &visit.app, visit.now, &case_number, organisation, reason, &actor)
            .await?;
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    match withdrawn.await {
        Ok(()) => {
            visit.app.queue.wake();
            visit.go(&masked::after(format!("/sak/{case_number}"), &form, "reason"))
        }
        Err(OrderError::NotFound) => visit.not_found(),
        Err(error @ (OrderError::NotPossibleNow(_) | OrderError::Words(_))) => {
            let reason_fault = match error {
                OrderError::Words(fault) => Some(fault.text(visit.lang)),
                _ => None,
            };
            let status = match reason_fault {
                Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
                None => StatusCode::CONFLICT,
            };
            let page = WithdrawPage {
                frame: visit.frame(),
                case: case_number,
                possible: reason_fault.is_some(),
                reason: form.shown("reason"),
                reason_fault,
            };
            visit.page_with(status, &page)
        }
        Err(error) => visit.internal(&error),
    }
}

/// `POST /sak/{case_number}/api-nokkel`: a key for the order API, shown once.
pub async fn make_key(visit: Visit, Path(case_number): Path<String>, _form: Submitted) -> Response {
    let organisation = match visit.contact() {
        Ok(contact) => contact.organisation,
        Err(refusal) => return refusal,
    };
    let made = async {
        let mut tx = visit.app.db.begin_write().await?;
        let order = store::find_by_case(&mut tx, &case_number).await?;
        if !order.is_some_and(|order| order.concerns(organisation)) {
            return Err(OrderError::NotFound);
        }
        let actor = visit.principal.actor();
        let (id, secret) =
            api_keys::create(&mut tx, &visit.app, visit.now, organisation, &case_number, &actor).await?;
        let event = Event {
            actor: &actor,
            action: "api_key.created",
            subject: &id,
            organisation: Some(&organisation.to_string()),
            case_number: Some(&case_number),
            detail: json!({}),
        };
        audit::record(&mut tx, &visit.app.random, visit.now, event).await?;
        tx.commit().await?;
        Ok(secret)
    };
    let page = match made.await {
        Ok(secret) => page(&visit, &case_number, organisation, Some(secret)).await,
        Err(error) => Err(error),
    };
    match page {
        Ok(page) => visit.page(&page),
        Err(OrderError::NotFound) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

async fn page(
    visit: &Visit,
    case_number: &str,
    organisation: OrgNumber,
    new_key: Option<String>,
) -> Result<CasePage, OrderError> {
    let language = visit.lang;
    let mut tx = visit.app.db.read().await?;
    let order = store::find_by_case(&mut tx, case_number).await?.filter(|order| order.concerns(organisation));
    let mut order = order.ok_or(OrderError::NotFound)?;
    let ended = lost::access_ended(&mut tx, &order).await?;
    if order.state == OrderState::Done {
        order.access_ended = ended;
    }
    let steps = store::list_steps(&mut tx, &order.id).await?;
    let nodes = missing::path(&mut tx, &order, visit.now).await?;
    // What the organisation has besides this case is shown to those alone who speak for it.
    let speaks_for =
        matches!(&visit.principal, Principal::Contact(contact) if contact.speaks_for().is_some());
    let is_vendor = order.vendor.as_ref().is_some_and(|vendor| vendor.number == organisation);
    let reader = road::Reader { order: &order, is_vendor, speaks_for, ended, language };
    let next = reader.next(&nodes);
    let path = reader.path(&nodes);
    let asked = questions::list(&mut tx, &order).await?;
    let entries = audit::list_for_case(&mut tx, case_number).await?;
    let programs = history::without_names(&mut tx, visit, &order, &entries).await?;
    // The customer of a vendor's order follows it; what the vendor is asked and answers is the vendor's.
    let is_applicant = order.is_applicant(organisation);
    let asked = if is_applicant { asked } else { Vec::new() };
    let question = asked.last().filter(|last| last.answered_at.is_none() && order.asked_at.is_some());
    let question = question.map(|last| last.question.clone());
    let results =
        if ended.is_some() { Vec::new() } else { results(&mut tx, &order, is_vendor, language).await? };
    let what_now = if order.state == OrderState::Done {
        reader.what_now(&nodes)
    } else if is_applicant && order.asked_at.is_some() {
        language.text("case-now-asked")
    } else if order.state == OrderState::Unconfirmed && !is_applicant {
        language.text("case-now-unconfirmed-other")
    } else if order.state == OrderState::Unconfirmed && order.linked_case.is_some() {
        language.text("case-now-unconfirmed-added")
    } else {
        language.text(&format!("case-now-{}", order.state.key().replace('_', "-")))
    };
    Ok(CasePage {
        frame: visit.frame(),
        case: CaseLine::of(&order, language),
        what_now,
        next,
        masked: masked::notice(visit),
        confirm: is_applicant && order.state == OrderState::Unconfirmed,
        reason: order.reason.as_ref().map(|reason| match order.state {
            OrderState::Closed => language.text(&format!("case-closed-{reason}")),
            _ => reason.clone(),
        }),
        warnings: warnings(&order, language),
        path,
        results,
        steps: step_lines(&order, &steps, language, false),
        facts: facts(&order, language),
        question,
        answer_fault: None,
        answer_typed: String::new(),
        answered: asked.into_iter().filter_map(|asked| Some((asked.question, asked.answer?))).collect(),
        invitation: super::invite::view(&mut tx, &order, organisation, language).await?,
        withdrawable: is_applicant && order.state.to(OrderState::Withdrawn).is_ok(),
        history: history::for_contacts(&entries, &programs, language),
        may_make_key: speaks_for,
        new_key,
    })
}

/// What the order led to, as far as this contact may know it.
async fn results(
    tx: &mut crate::db::Tx,
    order: &Order,
    is_vendor: bool,
    language: crate::language::Language,
) -> Result<Vec<(String, String)>, OrderError> {
    if order.state != OrderState::Done {
        return Ok(Vec::new());
    }
    let mut facts = Vec::new();
    if let Some((number, name)) = &order.fictional_customer {
        facts.push((language.text("case-result-customer"), format!("{name} ({number})")));
    }
    if !may_know(order, is_vendor) {
        return Ok(facts);
    }
    for scope in waiting::scopes_given(tx, order).await? {
        facts.push((language.text("case-result-scope"), scope.clone()));
        facts.push((language.text("case-result-opens"), language.text(&letters::scope_key(&scope))));
    }
    if order.kind != OrderKind::Direct
        && let Some(customer) = order.customer_number()
        && let Some(person) = parties::person_of_customer(tx, customer).await?
    {
        facts.push((language.text("case-result-person"), format!("{} ({})", person.name, person.number)));
    }
    Ok(facts)
}
