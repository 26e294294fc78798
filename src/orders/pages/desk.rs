//! An order at the handler's desk: its facts beside the mail they were read from, its checks, what can be done with it, and
//! what was done. The deeds themselves are in [`super::deeds`].

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::history::{self, HistoryLine};
use super::masked;
use super::messages::{AwaitedView, MessageLine, messages};
use super::order_facts::{FactGroup, MarkedMail, fact_groups, groups_of_draft, marked_mail};
use super::queue::name_of;
use super::task::task_name;
use super::{CaseLine, StepLine, other_warnings, step_lines};
use crate::access::{self, Visit};
use crate::audit;
use crate::clients;
use crate::language::Language;
use crate::orders::checks::{self, Check, Verdict};
use crate::orders::provision::manual::waiting_task;
use crate::orders::{
    Order, OrderError, OrderKind, OrderState, awaiting, casework, check, legal_basis, lost, questions,
    reasons, store,
};
use crate::web::Frame;

#[derive(Template)]
#[template(path = "orders/desk_order.html")]
struct OrderPage {
    frame: Frame,
    case: CaseLine,
    warnings: Vec<String>,
    checks: Vec<CheckLine>,
    shown: Shown,
    masked: Option<String>,
    groups: Vec<FactGroup>,
    mail: Option<MarkedMail>,
    awaited: Option<AwaitedView>,
    messages: Vec<MessageLine>,
    scope: Option<String>,
    reason: Option<String>,
    assignment: Assignment,
    decidable: bool,
    asked: Option<String>,
    withdrawable: bool,
    scopes: Vec<(&'static str, String, bool)>,
    reasons: Vec<ReasonLine>,
    steps: Vec<StepLine>,
    retryable: bool,
    task: Option<(i64, String)>,
    questions: Vec<QuestionLine>,
    notes: Vec<NoteLine>,
    letters: Vec<LetterLine>,
    history: Vec<HistoryLine>,
}

/// What stands on the page besides the case: a fault, beside its field when it has one, and what was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    /// A fault of the whole.
    pub(super) fault: Option<String>,
    /// A fault of one field, by the field's name.
    pub(super) field_fault: Option<(&'static str, String)>,
    /// What was typed, by field.
    pub(super) typed: BTreeMap<String, String>,
}

impl Shown {
    fn fault_of(&self, field: &str) -> Option<&str> {
        self.field_fault.as_ref().filter(|(name, _)| *name == field).map(|(_, fault)| fault.as_str())
    }

    fn typed(&self, field: &str) -> &str {
        self.typed.get(field).map_or("", String::as_str)
    }
}

/// Who has the case, and to whom it can be given.
struct Assignment {
    open: bool,
    handler: Option<String>,
    mine: bool,
    /// Whom it is given from: what the page showed when it was drawn.
    from: String,
    others: Vec<(String, String)>,
}

/// A check: what, its verdict in a word and a colour, and a sentence.
struct CheckLine {
    label: String,
    verdict: String,
    colour: &'static str,
    sentence: String,
}

impl CheckLine {
    fn of(check: &Check, language: Language) -> Self {
        Self {
            label: check.label(language),
            verdict: language.text(&format!("check-verdict-{}", check.verdict.key())),
            colour: match check.verdict {
                Verdict::Green => "success",
                Verdict::Doubtful => "warning",
                Verdict::Red => "danger",
                Verdict::Open => "neutral",
            },
            sentence: check.sentence(language),
        }
    }
}

/// A common reason to reject for.
struct ReasonLine {
    key: &'static str,
    name: String,
    text: String,
}

struct QuestionLine {
    question: String,
    asked: String,
    answer: Option<(String, String)>,
}

struct NoteLine {
    who: String,
    when: String,
    text: String,
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
    if let Err(error) = renew_checks(&visit, &case_number).await {
        return visit.internal(&error);
    }
    respond(&visit, &case_number, StatusCode::OK, Shown::default()).await
}

/// A handler decides by what is true now: old answers of Enhetsregisteret are asked for again before they are shown.
async fn renew_checks(visit: &Visit, case_number: &str) -> Result<(), OrderError> {
    let order = {
        let mut tx = visit.app.db.read().await?;
        store::find_by_case(&mut tx, case_number).await?
    };
    match order {
        Some(order) => check::renew(&visit.app, &order, visit.now).await,
        None => Ok(()),
    }
}

/// Draws the order's page with `status` and what a deed had to say.
pub(super) async fn respond(visit: &Visit, case_number: &str, status: StatusCode, shown: Shown) -> Response {
    match page(visit, case_number, shown).await {
        Ok(Some(page)) => visit.page_with(status, &page),
        Ok(None) => visit.not_found(),
        Err(error) => visit.internal(&error),
    }
}

async fn page(visit: &Visit, case_number: &str, shown: Shown) -> Result<Option<OrderPage>, OrderError> {
    let language = visit.lang;
    let mut tx = visit.app.db.read().await?;
    let Some(mut order) = store::find_by_case(&mut tx, case_number).await? else { return Ok(None) };
    let ended = lost::access_ended(&mut tx, &order).await?;
    if order.state == OrderState::Done {
        order.access_ended = ended;
    }
    let steps = store::list_steps(&mut tx, &order.id).await?;
    let letters = store::list_letters(&mut tx, case_number).await?;
    let entries = audit::list_for_case(&mut tx, case_number).await?;
    let task = waiting_task(&mut tx, &order, &steps).await?;
    let asked = questions::list(&mut tx, &order).await?;
    let notes = casework::list_notes(&mut tx, &order).await?;
    let handlers = access::list_handlers(&mut tx).await?;
    let people = history::people(&mut tx, visit, &order, &entries).await?;
    // A decided case shows what its handler saw; an open one what is known now.
    let as_of = order.decided_at.unwrap_or(visit.now.wall);
    let checks = checks::of_order(&mut tx, &order, as_of).await?;
    let awaited = awaiting::find(&mut tx, &visit.app, visit.now, &order).await?;
    let messages = messages(&mut tx, visit, &order).await?;
    let (mail, seen) = marked_mail(&mut tx, visit, &order).await?.unzip();
    Ok(Some(OrderPage {
        frame: visit.frame(),
        case: CaseLine::of(&order, language),
        warnings: other_warnings(&order, language)
            .into_iter()
            .chain(ended.map(|ended| language.text_with("desk-access-ended", &[("when", &ended.when())])))
            .collect(),
        checks: checks.iter().map(|check| CheckLine::of(check, language)).collect(),
        // What is told as ordered and what is told as missing come from the same draft as long as there is one.
        groups: match &awaited {
            Some(awaited) => groups_of_draft(&awaited.draft, language, &seen.unwrap_or_default()),
            None => fact_groups(&order, language, &seen.unwrap_or_default()),
        },
        mail,
        awaited: awaited.map(|found| AwaitedView::of(visit, found)),
        messages,
        scope: scope_to_be(&order),
        reason: match order.state {
            OrderState::Closed => {
                order.reason.as_ref().map(|reason| visit.t(&format!("case-closed-{reason}")))
            }
            _ => order.reason.clone(),
        },
        assignment: assignment(visit, &order, handlers),
        decidable: order.state == OrderState::Received,
        asked: order.asked_at.map(|at| language.instant(at)),
        withdrawable: order.state.to(OrderState::Withdrawn).is_ok(),
        scopes: scopes(&order, language),
        reasons: reasons::of_kind(order.kind)
            .map(|reason| ReasonLine {
                key: reason.key,
                name: visit.t(&format!("reason-{}", reason.key)),
                text: reason.text(order.language),
            })
            .collect(),
        task: task.map(|task| (task.position, task_name(visit, &task))),
        retryable: steps.iter().any(|step| step.state == "failed"),
        steps: step_lines(&order, &steps, language, true),
        questions: asked
            .into_iter()
            .map(|question| QuestionLine {
                question: question.question,
                asked: format!(
                    "{}, {}",
                    history::who(&question.asked_by, &people, language),
                    language.instant(question.asked_at)
                ),
                answer: question.answer.map(|answer| {
                    let who = question.answered_by.map(|actor| history::who(&actor, &people, language));
                    let when = question.answered_at.map(|at| language.instant(at));
                    (answer, who.into_iter().chain(when).collect::<Vec<_>>().join(", "))
                }),
            })
            .collect(),
        notes: notes
            .into_iter()
            .map(|note| NoteLine {
                who: history::who(&note.written_by, &people, language),
                when: language.instant(note.written_at),
                text: note.text,
            })
            .collect(),
        letters: letters
            .into_iter()
            .map(|letter| LetterLine {
                subject: letter.subject,
                recipient: letter.recipient,
                state: visit.t(&format!("desk-letter-{}", letter.state)),
            })
            .collect(),
        history: history::for_handlers(&entries, &people, language),
        masked: masked::notice(visit),
        shown,
    }))
}

fn assignment(visit: &Visit, order: &Order, handlers: Vec<String>) -> Assignment {
    let me = visit.principal.actor();
    let current = order.assigned_to.clone();
    let others = handlers
        .into_iter()
        .filter(|handler| Some(handler) != current.as_ref())
        .map(|handler| (handler.clone(), name_of(&handler).to_owned()))
        .collect();
    Assignment {
        open: !order.state.is_final(),
        mine: current.as_deref() == Some(me.as_str()),
        handler: current.as_deref().map(|handler| name_of(handler).to_owned()),
        from: current.unwrap_or_default(),
        others,
    }
}

/// The scopes to choose among, where the handler chooses: value, label, and whether it is chosen beforehand.
fn scopes(order: &Order, language: Language) -> Vec<(&'static str, String, bool)> {
    let own_words = order.legal_basis.as_deref() == Some(legal_basis::OWN_WORDS);
    let before = match order.kind {
        OrderKind::FictionalCustomer => Some(legal_basis::DEFAULT_SCOPE),
        OrderKind::Direct if own_words => None,
        _ => return Vec::new(),
    };
    let choose = before.is_none().then(|| ("", language.text("desk-scope-choose"), true));
    let all = clients::BENEFICIAL_OWNER_SCOPES.into_iter();
    choose.into_iter().chain(all.map(|scope| (scope, scope.to_owned(), before == Some(scope)))).collect()
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
