//! The order API: `/api/fullmakt/v1/orders`. Ours, so an answer says what was wrong, what was expected and what to do.

pub mod afterwards;
mod bodies;
pub mod deeds;
pub mod document;
mod refusal;
mod request;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

pub use self::bodies::OrderAnswer;
use self::bodies::{CheckAnswer, OrderDetail, OrderList, ResultAnswer, StepAnswer};
use self::refusal::Refusal;
use self::request::{api_key, checked_of, idempotency_key, organisation, read_json};
use super::limits::OrderLimits;
use super::place::{Arrival, Placed, check_registry, place};
use super::{
    Channel, Checked, Order, OrderError, OrderKind, OrderState, legal_basis, questions, repeats, store,
};
use crate::app::App;
use crate::clock::iso8601;
use crate::db::Tx;
use crate::numbers::OrgNumber;
use crate::parties;
use crate::web::forms::percent_decode;
use crate::web::{Problem, Unmatched};

/// Where the orders are.
const ORDERS: &str = "/api/fullmakt/v1/orders";

/// Most orders on one page of the list.
const PAGE_LIMIT: i64 = 100;

/// Place an order
///
/// One of three kinds. With an API key the organisation orders for itself; without one, the contact in the order gets a
/// mail and confirms by its link.
#[utoipa::path(
    post,
    path = "/api/fullmakt/v1/orders",
    operation_id = "placeOrder",
    request_body(content = bodies::OrderBody, content_type = "application/json"),
    params(("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255, pattern = "^[!-~]+$",
            description = "A request that is sent again with the same key is one order. Without a key, an order that the same sender placed before, word for word, is that order as long as nobody has decided on it.", example = "5b1d6f0e-3a52-4c0a-9d0e-1f1f8f6f2b11")),
    security((), ("api_key" = [])),
    responses(
        (status = 201, description = "The order is placed", body = OrderAnswer, content_type = "application/json",
         headers(("Location" = String, description = "Where the order is followed, with the organisation's API key"))),
        (status = 200, description = "The same order was placed before, under this Idempotency-Key or without one", body = OrderAnswer, content_type = "application/json",
         headers(("Idempotency-Replayed" = String, description = "Always true: nothing was stored this time"))),
        (status = 400, description = "The body is no JSON object, or the Idempotency-Key is malformed", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "The API key is not valid", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The API key belongs to another organisation", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not application/json", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The order has faults, all of them listed; or the Idempotency-Key was used for another order", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many orders", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Temporarily unavailable", body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn create(
    State(app): State<Arc<App>>,
    State(limits): State<Arc<OrderLimits>>,
    request: Request,
) -> Response {
    match place_order(&app, &limits, request).await {
        Ok((StatusCode::CREATED, order)) => {
            let location = format!("{ORDERS}/{}", order.case_number);
            (StatusCode::CREATED, [(LOCATION, location)], Json(OrderAnswer::of(&order))).into_response()
        }
        Ok((status, order)) => (status, [REPLAYED], Json(OrderAnswer::of(&order))).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// What an answer says of itself when it is about an order that was placed before.
const REPLAYED: (HeaderName, HeaderValue) =
    (HeaderName::from_static("idempotency-replayed"), HeaderValue::from_static("true"));

/// Who orders.
fn applicant(checked: &Checked) -> Result<&super::PartyInOrder, Refusal> {
    let applicant = match checked.kind {
        OrderKind::Direct => checked.customer.as_ref(),
        _ => checked.vendor.as_ref(),
    };
    applicant.ok_or(Refusal::Internal)
}

async fn place_order(
    app: &App,
    limits: &OrderLimits,
    request: Request,
) -> Result<(StatusCode, Order), Refusal> {
    let now = app.now();
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let headers = request.headers().clone();
    let key = api_key(app, &headers).await?;
    let idempotency = idempotency_key(&headers)?;
    let body = read_json(request).await?;
    let checked = checked_of(app, &body, || limits.admit_look_up(address)).await?;
    let applicant = applicant(&checked)?;
    if key.as_ref().is_some_and(|(_, organisation)| *organisation != applicant.number) {
        return Err(Refusal::KeyOfAnother);
    }
    if !limits.admit(address, &applicant.contact.email) {
        return Err(Refusal::TooMany);
    }
    let actor = key.as_ref().map_or_else(|| "visitor".to_owned(), |(id, _)| format!("api_key:{id}"));
    let once_key = match &idempotency {
        // A stranger's key is bound to the organisation it speaks for: two strangers may choose the same word.
        Some(key) => format!("api:{actor}:{}:{key}", applicant.number),
        None => format!("api:once:{}", app.random.new_id(now.wall)),
    };
    let findings = check_registry(app, &checked).await?;
    if !findings.faults.is_empty() {
        return Err(Refusal::Faulty(findings.faults));
    }
    let arrival = Arrival {
        channel: Channel::Api,
        once_key: &once_key,
        actor: &actor,
        unconfirmed: key.is_none(),
        reply_to: None,
        added: None,
    };
    let placed = async {
        let mut tx = app.db.begin_write().await?;
        // Without a key of its own the order is known by what it says.
        let mark = idempotency.is_none().then(|| repeats::mark_of_request(app, &actor, &checked.digest()));
        if let Some(mark) = &mark {
            repeats::lock(&mut tx, now, mark).await?;
            if let Some(before) = repeats::find_open(&mut tx, mark).await? {
                return Ok(Placed::Same(before.order));
            }
        }
        let placed = place(&mut tx, app, now, &checked, &findings.warnings, arrival).await?;
        if let (Some(mark), Placed::New(order)) = (&mark, &placed) {
            repeats::remember(&mut tx, now, mark, &order.id).await?;
        }
        tx.commit().await?;
        Ok::<_, OrderError>(placed)
    };
    let placed = placed.await?;
    app.fault_point("order:placed:after-commit");
    app.queue.wake();
    match placed {
        Placed::New(order) => Ok((StatusCode::CREATED, order)),
        Placed::Same(order) => Ok((StatusCode::OK, order)),
        Placed::Conflict(_) => Err(Refusal::IdempotencyKeyUsed),
    }
}

/// Check an order without placing it
///
/// Finds the same faults as placing does, Enhetsregisteret's included, and stores nothing.
#[utoipa::path(
    post,
    path = "/api/fullmakt/v1/order-checks",
    operation_id = "checkOrder",
    request_body(content = bodies::OrderBody, content_type = "application/json"),
    security(("api_key" = [])),
    responses(
        (status = 200, description = "The order could be placed", body = CheckAnswer, content_type = "application/json"),
        (status = 400, description = "The body is no JSON object", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "The API key is missing or not valid", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The API key belongs to another organisation", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not application/json", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The order has faults, all of them listed", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Temporarily unavailable", body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn check(State(app): State<Arc<App>>, request: Request) -> Response {
    match check_order(&app, request).await {
        Ok(answer) => Json(answer).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn check_order(app: &App, request: Request) -> Result<CheckAnswer, Refusal> {
    let organisation = organisation(app, request.headers()).await?;
    // Who holds a key is known, and is told all.
    let checked = checked_of(app, &read_json(request).await?, || true).await?;
    if applicant(&checked)?.number != organisation {
        return Err(Refusal::KeyOfAnother);
    }
    let findings = check_registry(app, &checked).await?;
    if !findings.faults.is_empty() {
        return Err(Refusal::Faulty(findings.faults));
    }
    let basis = checked.legal_basis.as_deref().and_then(legal_basis::find);
    Ok(CheckAnswer {
        kind: checked.kind.key(),
        warnings: findings.warnings,
        scope: basis.and_then(|basis| basis.scope),
    })
}

/// List the organisation's orders
///
/// Those that it placed, and those that it is the customer of; newest first.
#[utoipa::path(
    get,
    path = "/api/fullmakt/v1/orders",
    operation_id = "listOrders",
    params(
        ("limit" = Option<i64>, Query, minimum = 1, maximum = 100, description = "How many; 50 unless it is said.", example = 50),
        ("before" = Option<String>, Query, pattern = "^[0-9]{4}-[0-9]{5,9}$", description = "What the last page gave as `next`.", example = "2026-00002")
    ),
    security(("api_key" = [])),
    responses(
        (status = 200, description = "The orders", body = OrderList, content_type = "application/json"),
        (status = 400, description = "limit or before cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "The API key is missing or not valid", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No order of this organisation has the case number in before", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Temporarily unavailable", body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn list(State(app): State<Arc<App>>, headers: HeaderMap, uri: Uri) -> Response {
    match list_orders(&app, &headers, uri.query().unwrap_or_default()).await {
        Ok(list) => Json(list).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn list_orders(app: &App, headers: &HeaderMap, query: &str) -> Result<OrderList, Refusal> {
    let organisation = organisation(app, headers).await?;
    let (mut limit, mut before) = (50, None);
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let value = percent_decode(value.as_bytes());
        match name {
            "limit" => {
                let number = value.parse().ok().filter(|number| (1..=PAGE_LIMIT).contains(number));
                limit = number.ok_or(Refusal::PageMalformed)?;
            }
            "before" if is_case_number(&value) => before = Some(value),
            "before" => return Err(Refusal::PageMalformed),
            _ => {}
        }
    }
    let mut tx = app.db.read().await?;
    let after = match before {
        Some(case_number) => {
            let order = store::find_by_case(&mut tx, &case_number).await?;
            Some(order.filter(|order| order.concerns(organisation)).ok_or(Refusal::NotFound)?)
        }
        None => None,
    };
    // One more than is shown tells whether there is another page.
    let mut orders =
        store::list_for_organisation_after(&mut tx, organisation, after.as_ref(), limit + 1).await?;
    let more = i64::try_from(orders.len()).unwrap_or(0) > limit;
    orders.truncate(usize::try_from(limit).unwrap_or_default());
    let next = orders.last().filter(|_| more).map(|order| order.case_number.clone());
    Ok(OrderList { orders: orders.iter().map(OrderAnswer::of).collect(), next })
}

/// Follow an order
///
/// What was ordered, where it stands, its steps, and what it led to, as far as this party may know it.
#[utoipa::path(
    get,
    path = "/api/fullmakt/v1/orders/{case_number}",
    operation_id = "showOrder",
    params(bodies::CaseNumber),
    security(("api_key" = [])),
    responses(
        (status = 200, description = "The order", body = OrderDetail, content_type = "application/json"),
        (status = 401, description = "The API key is missing or not valid", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such order of this organisation", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Temporarily unavailable", body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn show(
    State(app): State<Arc<App>>,
    case_number: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    match show_order(&app, &headers, case_number).await {
        Ok(order) => Json(order).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn show_order(
    app: &App,
    headers: &HeaderMap,
    case_number: Result<Path<String>, PathRejection>,
) -> Result<OrderDetail, Refusal> {
    let organisation = organisation(app, headers).await?;
    let Ok(Path(case_number)) = case_number else { return Err(Refusal::NotFound) };
    let mut tx = app.db.read().await?;
    detail(&mut tx, &case_number, organisation).await
}

/// The order in full, as far as `organisation` may know it.
async fn detail(tx: &mut Tx, case_number: &str, organisation: OrgNumber) -> Result<OrderDetail, Refusal> {
    // What is no case number is not asked of the database, which would refuse some of it.
    let found = if is_case_number(case_number) { store::find_by_case(tx, case_number).await? } else { None };
    let order = found.filter(|order| order.concerns(organisation)).ok_or(Refusal::NotFound)?;
    let steps = store::list_steps(tx, &order.id)
        .await?
        .into_iter()
        .map(|row| StepAnswer { name: row.step.key(), state: row.state, done_at: row.done_at.map(iso8601) })
        .collect();
    let open = if order.asked_at.is_some() && order.is_applicant(organisation) {
        questions::list(tx, &order).await?.into_iter().rev().find(|question| question.answered_at.is_none())
    } else {
        None
    };
    let result = result(tx, &order, organisation).await?;
    Ok(OrderDetail::of(&order, open.map(|question| question.question), steps, result))
}

/// What the order led to: the vendor of an existing customer is not told the customer's person and scope; its customer
/// tells it (design §2).
async fn result(
    tx: &mut Tx,
    order: &Order,
    organisation: OrgNumber,
) -> Result<Option<ResultAnswer>, Refusal> {
    if order.state != OrderState::Done {
        return Ok(None);
    }
    let mut result = ResultAnswer::default();
    if let Some((number, name)) = &order.fictional_customer {
        result.fictional_customer_number = Some(number.to_string());
        result.fictional_customer_name = Some(name.clone());
    }
    let is_vendor = order.vendor.as_ref().is_some_and(|vendor| vendor.number == organisation);
    if is_vendor && order.kind == OrderKind::ExistingCustomer {
        return Ok(Some(result));
    }
    result.scope.clone_from(&order.scope);
    if order.kind != OrderKind::Direct
        && let Some(customer) = order.customer_number()
        && let Some(person) = parties::person_of_customer(tx, customer).await?
    {
        result.person_name = Some(person.name);
        result.person_number = Some(person.number.to_string());
    }
    Ok(Some(result))
}

fn is_case_number(text: &str) -> bool {
    text.split_once('-').is_some_and(|(year, number)| {
        year.len() == 4
            && (5..=9).contains(&number.len())
            && year.bytes().chain(number.bytes()).all(|byte| byte.is_ascii_digit())
    })
}

/// Any path of this API that is none of its paths (404), or that takes another method (405).
pub fn unmatched(why: Unmatched) -> Response {
    Refusal::Unmatched(why).into_response()
}
