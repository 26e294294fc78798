//! The three forms. A form shows all its faults at once, each beside its field, and keeps what was typed; it can be saved
//! and gone on with by a link, and looks the name up that belongs to a number.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::fields::Answer;
pub(super) use super::fields::{FormPage, form_page};
use crate::access::{Principal, Reach, Visit};
use crate::numbers::OrgNumber;
use crate::orders::draft::{Draft, Fault, FaultKind, fields};
use crate::orders::drafts::{self, Origin};
use crate::orders::limits::OrderLimits;
use crate::orders::names::{self, Named};
use crate::orders::place::{Arrival, Placed, add_registry_faults, check_whole, place};
use crate::orders::rules::Rules;
use crate::orders::{Channel, OrderError, OrderKind};
use crate::web::{Frame, Submitted};

#[derive(Template)]
#[template(path = "orders/thanks.html")]
struct ThanksPage {
    frame: Frame,
    case_number: String,
    show_post: bool,
    steps: Vec<String>,
}

/// `GET /bestill/{slug}`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Response {
    let Some(kind) = OrderKind::from_slug(&slug) else { return visit.not_found() };
    let draft = Draft::new(kind, visit.lang);
    visit.page(&form_page(&visit, &draft, &[], &visit.app.random.secret()).with_tools())
}

/// What the button that was pressed asks for.
pub(super) enum Wish {
    /// To place the order.
    Send,
    /// To keep the draft.
    Save,
    /// To delete the draft that is kept.
    Delete,
    /// The name that belongs to the number at this path.
    Name(&'static str),
}

impl Wish {
    pub(super) fn of(form: &Submitted) -> Self {
        match form.get("gjor") {
            "lagre" => Self::Save,
            "slett" => Self::Delete,
            "navn:vendor.number" => Self::Name("vendor.number"),
            "navn:customer.number" => Self::Name("customer.number"),
            _ => Self::Send,
        }
    }
}

/// `POST /bestill/{slug}`
pub async fn submit(
    visit: Visit,
    State(limits): State<Arc<OrderLimits>>,
    State(rules): State<Arc<Rules>>,
    Path(slug): Path<String>,
    form: Submitted,
) -> Response {
    let Some(kind) = OrderKind::from_slug(&slug) else { return visit.not_found() };
    let mut draft = draft_of(kind, &visit, &form);
    let once = form.once(&visit.app.random);
    let again = |status: StatusCode, draft: &Draft, faults: &[Fault]| {
        visit.page_with(status, &form_page(&visit, draft, faults, &once).with_tools())
    };
    match Wish::of(&form) {
        Wish::Name(path) => match fill_in_name(&visit, &limits, &mut draft, path).await {
            Ok(Ok(answer)) => {
                visit.page(&form_page(&visit, &draft, &[], &once).with_tools().with_answer(&answer))
            }
            Ok(Err(fault)) => again(StatusCode::UNPROCESSABLE_ENTITY, &draft, &[fault]),
            Err(error) => visit.internal(&error),
        },
        Wish::Save => match super::go_on::save_new(&visit, &limits, &draft).await {
            Ok(response) => response,
            Err(error) => visit.internal(&error),
        },
        Wish::Delete | Wish::Send => {
            if let Err(refusal) = admit(&visit, &limits, &draft) {
                return refusal;
            }
            let way = Way { unconfirmed: must_confirm(&visit, &rules, &draft), ..Way::new(Channel::Form) };
            match store(&visit, &draft, &format!("form:{once}"), way).await {
                Ok(Ok(placed)) => after_placing(&visit, placed),
                Ok(Err(faults)) => match all_faults(&visit, &limits, &draft, faults).await {
                    Ok(faults) => again(StatusCode::UNPROCESSABLE_ENTITY, &draft, &faults),
                    Err(error) => visit.internal(&error),
                },
                Err(error) => visit.internal(&error),
            }
        }
    }
}

/// The faults of a form, and those of its organisation numbers beside them, as long as this address may look them up.
pub(super) async fn all_faults(
    visit: &Visit,
    limits: &OrderLimits,
    draft: &Draft,
    mut faults: Vec<Fault>,
) -> Result<Vec<Fault>, OrderError> {
    if limits.admit_look_up(visit.address) {
        add_registry_faults(&visit.app, draft, &mut faults).await?;
    }
    Ok(faults)
}

/// Only what could become an order is counted: a form with faults may be sent as often as its writer needs.
#[expect(clippy::result_large_err, reason = "the refusal is the answer itself, made once per request")]
pub(super) fn admit(visit: &Visit, limits: &OrderLimits, draft: &Draft) -> Result<(), Response> {
    if draft.check().is_ok() && !limits.admit(visit.address, draft.get(draft.kind.applicant_email())) {
        return Err(visit.fault(StatusCode::TOO_MANY_REQUESTS, "order-too-many", Some("/bestill")));
    }
    Ok(())
}

/// The page after an order was placed, now or before.
pub(super) fn after_placing(visit: &Visit, placed: Placed) -> Response {
    match placed {
        Placed::New(order) | Placed::Same(order) => {
            visit.app.fault_point("order:placed:after-commit");
            visit.app.queue.wake();
            let confirm = if order.is_unconfirmed() { "&bekreft=ja" } else { "" };
            visit.go(&format!("/bestill/takk?sak={}{confirm}", order.case_number))
        }
        // The form came back from the browser's memory and was changed: its order is placed, and this one is not.
        Placed::Conflict(_) => visit.fault(StatusCode::CONFLICT, "order-form-used", Some("/bestill")),
    }
}

/// Looks the name up and puts it in if none was typed; a fault when the number is none.
pub(super) async fn fill_in_name(
    visit: &Visit,
    limits: &OrderLimits,
    draft: &mut Draft,
    path: &'static str,
) -> Result<Result<Answer, Fault>, OrderError> {
    let number = match OrgNumber::parse_typed(draft.get(path)) {
        Ok(number) => number,
        Err(error) => return Ok(Err(Fault { field: path.to_owned(), kind: FaultKind::from(error) })),
    };
    if !limits.admit_look_up(visit.address) {
        return Ok(Ok(Answer { path, text: visit.t("order-name-too-many") }));
    }
    let named = names::look_up(&visit.app, number).await?;
    let name_path = path.replace(".number", ".name");
    if let Named::Found(name) = &named
        && draft.get(&name_path).is_empty()
    {
        draft.fields.insert(name_path, name.clone());
    }
    Ok(Ok(Answer { path, text: name_text(visit, &named) }))
}

fn name_text(visit: &Visit, named: &Named) -> String {
    match named {
        Named::Found(name) => visit.lang.text_with("order-name-found", &[("name", name)]),
        other => visit.t(&format!("order-name-{}", other.key())),
    }
}

/// `GET /bestill/navn/{number}`: the same for the script of the form, as JSON: `status`, `name` and a `text` to show.
pub async fn name(
    visit: Visit,
    State(limits): State<Arc<OrderLimits>>,
    Path(number): Path<String>,
) -> Response {
    let answer = |code: StatusCode, status: &str, name: Option<&str>, text: String| {
        (code, Json(json!({ "status": status, "name": name, "text": text }))).into_response()
    };
    let number = match OrgNumber::parse_typed(&number) {
        Ok(number) => number,
        Err(error) => {
            let text = FaultKind::from(error).text(visit.lang);
            return answer(StatusCode::OK, "malformed", None, text);
        }
    };
    if !limits.admit_look_up(visit.address) {
        return answer(StatusCode::TOO_MANY_REQUESTS, "too-many", None, visit.t("order-name-too-many"));
    }
    match names::look_up(&visit.app, number).await {
        Ok(named) => {
            let name = if let Named::Found(name) = &named { Some(name.as_str()) } else { None };
            answer(StatusCode::OK, named.key(), name, name_text(&visit, &named))
        }
        Err(error) => {
            tracing::error!(%error, "a name could not be looked up");
            let text = name_text(&visit, &Named::Unreachable);
            answer(StatusCode::SERVICE_UNAVAILABLE, Named::Unreachable.key(), None, text)
        }
    }
}

/// What was typed, by path.
pub(super) fn draft_of(kind: OrderKind, visit: &Visit, form: &Submitted) -> Draft {
    let mut draft = Draft::new(kind, visit.lang);
    for path in fields(kind) {
        if form.has(path) {
            draft.fields.insert((*path).to_owned(), form.get(path).to_owned());
        }
    }
    draft
}

/// How a form's order comes.
#[derive(Clone, Copy)]
pub(super) struct Way<'a> {
    /// From whose page.
    pub(super) channel: Channel,
    /// The Message-ID that letters answer.
    pub(super) reply_to: Option<&'a str>,
    /// The draft that was kept, if it was: it is used up in the same transaction.
    pub(super) kept: Option<(&'a str, &'a Origin)>,
    /// Whether its contact must confirm it before it counts.
    pub(super) unconfirmed: bool,
}

impl Way<'_> {
    pub(super) const fn new(channel: Channel) -> Self {
        Self { channel, reply_to: None, kept: None, unconfirmed: false }
    }
}

/// Whether the order of a form must be confirmed by its contact: a rule may approve it without anybody looking, and whoever
/// filled it in has not shown to be the organisation's.
pub(super) fn must_confirm(visit: &Visit, rules: &Rules, draft: &Draft) -> bool {
    let applicant = OrgNumber::parse_typed(draft.get(draft.kind.applicant_number())).ok();
    let own = match &visit.principal {
        Principal::Contact(contact) => {
            contact.reach == Reach::Organisation && Some(contact.organisation) == applicant
        }
        _ => false,
    };
    rules.may_decide(draft.kind) && !own
}

/// Checks a draft, asks Enhetsregisteret, and stores the order: faults, or what came of placing.
pub(super) async fn store(
    visit: &Visit,
    draft: &Draft,
    once_key: &str,
    way: Way<'_>,
) -> Result<Result<Placed, Vec<Fault>>, OrderError> {
    let (checked, warnings) = match check_whole(&visit.app, draft).await? {
        Ok(whole) => whole,
        Err(faults) => return Ok(Err(faults)),
    };
    let mut tx = visit.app.db.begin_write().await?;
    let arrival = Arrival {
        channel: way.channel,
        once_key,
        actor: &visit.principal.actor(),
        unconfirmed: way.unconfirmed,
        reply_to: way.reply_to,
        added: None,
    };
    let placed = place(&mut tx, &visit.app, visit.now, &checked, &warnings, arrival).await?;
    if let (Some((id, origin)), Placed::New(order)) = (way.kept, &placed) {
        drafts::became(&mut tx, visit.now, id, origin, order).await?;
    }
    tx.commit().await?;
    Ok(Ok(placed))
}

/// `GET /bestill/takk?sak=…`: says what happens next. It shows the case number that the visitor brought, and nothing of
/// the case itself: that is behind the link in the letter.
pub async fn thanks(visit: Visit) -> Response {
    // Whoever brings no case number has ordered nothing.
    let Some(number) = visit.query_value("sak").filter(|number| is_case_number(number)) else {
        return visit.go("/bestill");
    };
    let may_read_post =
        visit.app.config.access_code.is_none() || matches!(visit.principal, Principal::Operator(_));
    let show_post = may_read_post && visit.app.config.mail_out.is_mailbox();
    let confirm = visit.query_value("bekreft").is_some().then_some("confirm");
    let steps = confirm
        .into_iter()
        .chain(["decide", "carry-out", "letter", "go-on"])
        .map(|step| visit.t(&format!("order-thanks-{step}")))
        .collect();
    visit.page(&ThanksPage { frame: visit.frame(), case_number: number, show_post, steps })
}

pub(super) fn is_case_number(text: &str) -> bool {
    text.split_once('-').is_some_and(|(year, number)| {
        year.len() == 4
            && (5..=9).contains(&number.len())
            && (year.to_owned() + number).bytes().all(|b| b.is_ascii_digit())
    })
}
