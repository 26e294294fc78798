//! What an organisation does with an access that it has: it renews it, names another contact, lets another vendor in, and
//! ends it. Who may do what is said in [`crate::orders::afterwards`], for the pages and for this API; a scope is added by
//! the desk alone, so that there is no path for it.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::bodies::{CaseNumber, ContactBody, EndingBody, OrderAnswer, OrderDetail, PartyBody, RenewalBody};
use super::deeds::respond;
use super::refusal::{DeedRefusals, Refusal};
use super::request::{Deed, values_below};
use super::{ORDERS, REPLAYED, detail};
use crate::app::App;
use crate::orders::afterwards::{self, By, Refused, Seat, VENDOR_FIELDS};
use crate::orders::contacts::Side;
use crate::orders::ending::REASON_LIMIT;
use crate::orders::place::Placed;
use crate::orders::{Fault, FaultKind, OrderError, store};

/// A refusal of the deed, in the words of this API: below `above` its fields are the body's own.
fn refusal(refused: Refused, above: &str) -> Refusal {
    match refused {
        Refused::Faults(faults) => {
            Refusal::Faulty(faults.into_iter().map(|fault| below(fault, above)).collect())
        }
        Refused::Order(OrderError::NotPossibleNow(why)) => Refusal::NotWithAccess(why),
        Refused::Order(error) => error.into(),
    }
}

fn below(fault: Fault, above: &str) -> Fault {
    match fault.field.strip_prefix(above).and_then(|rest| rest.strip_prefix('.')) {
        Some(field) => Fault { field: field.to_owned(), kind: fault.kind },
        None => fault,
    }
}

fn by(app: &App, deed: &Deed) -> By {
    By { seat: Seat::Program(deed.organisation), actor: deed.actor.clone(), now: app.now() }
}

/// The order as it stands now.
async fn shown(app: &App, deed: &Deed) -> Result<OrderDetail, Refusal> {
    let mut tx = app.db.read().await?;
    detail(&mut tx, &deed.case_number, deed.organisation).await
}

/// Renew an access
///
/// It lasts as long as a new one from now on. Only who ordered renews; what was renewed already stays as it is.
#[utoipa::path(
    post,
    path = "/api/fullmakt/v1/orders/{case_number}/renewal",
    operation_id = "renewAccess",
    request_body(content = RenewalBody, content_type = "application/json"),
    params(CaseNumber),
    security(("api_key" = [])),
    responses(
        (status = 200, description = "The order, renewed", body = OrderDetail, content_type = "application/json"),
        DeedRefusals
    )
)]
pub async fn renew(
    State(app): State<Arc<App>>,
    case_number: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let done = async {
        let deed = Deed::read(&app, case_number, request).await?;
        deed.text_of("", &[], 0, false)?;
        let renewed = afterwards::renew(&app, by(&app, &deed), deed.case_number()?).await;
        renewed.map_err(|refused| refusal(refused, ""))?;
        shown(&app, &deed).await
    };
    respond(&app, done.await)
}

/// End an access
///
/// All that the case gave and no other case needs is taken back, and the contacts get a receipt. Only who ordered ends it.
#[utoipa::path(
    post,
    path = "/api/fullmakt/v1/orders/{case_number}/ending",
    operation_id = "endAccess",
    request_body(content = EndingBody, content_type = "application/json"),
    params(CaseNumber),
    security(("api_key" = [])),
    responses(
        (status = 200, description = "The order, which is ending", body = OrderDetail, content_type = "application/json"),
        DeedRefusals
    )
)]
pub async fn end(
    State(app): State<Arc<App>>,
    case_number: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let done = async {
        let deed = Deed::read(&app, case_number, request).await?;
        let reason = deed.text_of("reason", &["sure"], REASON_LIMIT, false);
        let (is_sure, fault) = match deed.body.get("sure") {
            Some(Value::Bool(said)) => (*said, None),
            None | Some(Value::Null) => (false, None),
            Some(_) => (false, Some(Fault { field: "sure".to_owned(), kind: FaultKind::NotTrueOrFalse })),
        };
        let reason = match fault {
            Some(fault) => return Err(Refusal::beside(reason.err(), fault)),
            None => reason?,
        };
        let ended = afterwards::end(&app, by(&app, &deed), deed.case_number()?, &reason, is_sure).await;
        ended.map_err(|refused| refusal(refused, ""))?;
        shown(&app, &deed).await
    };
    respond(&app, done.await)
}

/// Name another contact
///
/// The organisation's own in this case. The new contact gets a mail and confirms by its link; until then the old one stays.
#[utoipa::path(
    post,
    path = "/api/fullmakt/v1/orders/{case_number}/contact",
    operation_id = "changeContact",
    request_body(content = ContactBody, content_type = "application/json"),
    params(CaseNumber),
    security(("api_key" = [])),
    responses(
        (status = 202, description = "The order, whose new contact was asked", body = OrderDetail, content_type = "application/json"),
        DeedRefusals
    )
)]
pub async fn change_contact(
    State(app): State<Arc<App>>,
    case_number: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let done = async {
        let deed = Deed::read(&app, case_number, request).await?;
        let side = {
            let mut tx = app.db.read().await?;
            let seat = Seat::Program(deed.organisation);
            let order = afterwards::find(&mut tx, seat, deed.case_number()?).await?;
            Side::of_organisation(&order, deed.organisation).ok_or(Refusal::NotFound)?
        };
        name_contact(&app, &deed, side).await
    };
    let mut response = respond(&app, done.await);
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::ACCEPTED;
    }
    response
}

/// Name another production contact
///
/// Whom to reach when the applicant of a direct order goes on to production. It is changed at once, since it opens nothing;
/// the new one and the former one get a mail.
#[utoipa::path(
    post,
    path = "/api/fullmakt/v1/orders/{case_number}/production-contact",
    operation_id = "changeProductionContact",
    request_body(content = ContactBody, content_type = "application/json"),
    params(CaseNumber),
    security(("api_key" = [])),
    responses(
        (status = 200, description = "The order with its new production contact", body = OrderDetail, content_type = "application/json"),
        DeedRefusals
    )
)]
pub async fn change_production_contact(
    State(app): State<Arc<App>>,
    case_number: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let done = async {
        let deed = Deed::read(&app, case_number, request).await?;
        {
            // Whoever may not see the case learns nothing of what is wrong in the body either.
            let mut tx = app.db.read().await?;
            afterwards::find(&mut tx, Seat::Program(deed.organisation), deed.case_number()?).await?;
        }
        name_contact(&app, &deed, Side::Production).await
    };
    respond(&app, done.await)
}

/// The order after another contact was named for one of its sides.
async fn name_contact(app: &App, deed: &Deed, side: Side) -> Result<OrderDetail, Refusal> {
    let known = match side {
        Side::Vendor => CONTACT_OF_VENDOR,
        Side::Customer => CONTACT_OF_CUSTOMER,
        Side::Production => CONTACT_FOR_PRODUCTION,
    };
    let (values, wrong) = values_below(side.path(), &deed.body, &known);
    if !wrong.is_empty() {
        return Err(refusal(Refused::Faults(wrong), side.path()));
    }
    let [name, email, phone] = known.map(|path| values.get(path));
    let contact = (name, email, phone);
    let changed =
        afterwards::change_contact(app, by(app, deed), deed.case_number()?, Some(side), contact).await;
    changed.map_err(|refused| refusal(refused, side.path()))?;
    shown(app, deed).await
}

const CONTACT_FOR_PRODUCTION: [&str; 3] =
    ["production_contact.name", "production_contact.email", "production_contact.phone"];

const CONTACT_OF_VENDOR: [&str; 3] = ["vendor.contact.name", "vendor.contact.email", "vendor.contact.phone"];

const CONTACT_OF_CUSTOMER: [&str; 3] =
    ["customer.contact.name", "customer.contact.email", "customer.contact.phone"];

/// Let another vendor in
///
/// A new case for another vendor of the same customer. The vendor's contact gets a mail that says who asked, and confirms by
/// its link; then a case handler decides. Whoever stands for the customer adds: it itself, or the vendor that ordered a
/// fictional one.
#[utoipa::path(
    post,
    path = "/api/fullmakt/v1/orders/{case_number}/vendors",
    operation_id = "addVendor",
    request_body(content = PartyBody, content_type = "application/json"),
    params(CaseNumber,
           ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255, pattern = "^[!-~]+$",
            description = "A request that is sent again with the same key is one order.", example = "7c0f3b52-8d1e-4e0b-9a57-5a1c2f0b9d34")),
    security(("api_key" = [])),
    responses(
        (status = 201, description = "The vendor's order is placed", body = OrderAnswer, content_type = "application/json",
         headers(("Location" = String, description = "Where the vendor follows the order, with its own API key"))),
        (status = 200, description = "The same was placed before under this Idempotency-Key", body = OrderAnswer, content_type = "application/json",
         headers(("Idempotency-Replayed" = String, description = "Always true: nothing was stored this time"))),
        DeedRefusals
    )
)]
pub async fn add_vendor(
    State(app): State<Arc<App>>,
    case_number: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let done = async {
        let deed = Deed::read(&app, case_number, request).await?;
        let case_number = deed.case_number()?;
        {
            // Whoever may not see the case learns nothing of what is wrong in the body either.
            let mut tx = app.db.read().await?;
            afterwards::find(&mut tx, Seat::Program(deed.organisation), case_number).await?;
        }
        let (values, wrong) = values_below("vendor", &deed.body, &VENDOR_FIELDS);
        if !wrong.is_empty() {
            return Err(refusal(Refused::Faults(wrong), "vendor"));
        }
        let by = by(&app, &deed);
        let once = match &deed.idempotency_key {
            Some(key) => format!("api:{key}"),
            None => format!("api:once:{}", app.random.new_id(by.now.wall)),
        };
        let placed = afterwards::add_vendor(&app, by, case_number, |path| values.get(path), &once).await;
        let (status, order) = match placed.map_err(|refused| refusal(refused, "vendor"))? {
            Placed::New(order) => (StatusCode::CREATED, order),
            Placed::Same(order) => (StatusCode::OK, order),
            Placed::Conflict(_) => return Err(Refusal::IdempotencyKeyUsed),
        };
        let mut tx = app.db.read().await?;
        let order = store::find(&mut tx, &order.id).await?.ok_or(Refusal::NotFound)?;
        Ok((status, order))
    };
    match done.await {
        Ok((status, order)) => {
            app.queue.wake();
            let location = format!("{ORDERS}/{}", order.case_number);
            let answer = (status, [(LOCATION, location)], Json(OrderAnswer::of(&order)));
            if status == StatusCode::OK {
                ([REPLAYED], answer).into_response()
            } else {
                answer.into_response()
            }
        }
        Err(refusal) => refusal.into_response(),
    }
}
