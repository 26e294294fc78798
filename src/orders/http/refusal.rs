//! What the order API refuses with: one variant a problem, each with its status and the words of its document. The
//! `OpenAPI` document takes its examples from here, so that it cannot say anything else than the answers.

use std::collections::BTreeMap;

use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

use crate::language::Language;
use crate::orders::{Fault, FaultKind, OrderError};
use crate::web::problem::FieldProblem;
use crate::web::{Problem, Unmatched};

/// Why a request is not done.
#[derive(Debug, Clone)]
pub(super) enum Refusal {
    /// Another content type than JSON.
    NotJson,
    /// Bytes that are no JSON object; where they are not.
    Unreadable(String),
    /// More bytes than an order takes.
    TooLarge,
    /// No `kind`, or not one of the three: nothing else can be checked.
    KindUnknown,
    /// All faults of the order.
    Faulty(Vec<Fault>),
    /// The API key is missing or not valid.
    KeyRefused,
    /// The API key belongs to somebody who is not the applicant.
    KeyOfAnother,
    /// The `Idempotency-Key` cannot be one.
    IdempotencyKeyMalformed,
    /// The `Idempotency-Key` was used for another order.
    IdempotencyKeyUsed,
    /// Too many orders from here.
    TooMany,
    /// No order of this organisation has the case number.
    NotFound,
    /// No question waits for an answer.
    NothingAsked,
    /// The order stands where this cannot be done.
    NotPossibleNow(&'static str),
    /// What is done with an access cannot be done now; why.
    NotWithAccess(&'static str),
    /// The vendor has the customer in this case already, or is about to.
    VendorHasCase(String),
    /// `limit` or `before` cannot be read.
    PageMalformed,
    /// No path of the API, or none that takes the method.
    Unmatched(Unmatched),
    /// Our own fault; it is logged where it is handled.
    Internal,
}

impl Refusal {
    /// A fault told together with what else of the same body is refused. What is more than a fault goes before.
    pub(super) fn beside(other: Option<Self>, fault: Fault) -> Self {
        match other {
            None => Self::Faulty(vec![fault]),
            Some(Self::Faulty(faults)) => Self::Faulty(faults.into_iter().chain([fault]).collect()),
            Some(other) => other,
        }
    }

    /// The problem document.
    pub(super) fn problem(&self) -> Problem {
        let (status, title, detail) = match self {
            Self::NotJson => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The body is not JSON",
                "Send the order as application/json.".to_owned(),
            ),
            Self::Unreadable(place) => (
                StatusCode::BAD_REQUEST,
                "The body cannot be read",
                format!("It must be a JSON object ({place}). See the OpenAPI document for its members."),
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "The body is too large",
                format!("An order is at most {} bytes. Make the message shorter.", super::request::BODY_LIMIT),
            ),
            Self::KindUnknown => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "The order has faults",
                "Say what you order; the other members depend on it.".to_owned(),
            ),
            Self::Faulty(_) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "The body has faults",
                "Nothing was stored. Mend every fault below and send it again.".to_owned(),
            ),
            Self::KeyRefused => (
                StatusCode::UNAUTHORIZED,
                "The API key is missing or not valid",
                "Send it in the header Authorization: Bearer KEY. A contact makes one on its case's page.".to_owned(),
            ),
            Self::KeyOfAnother => (
                StatusCode::FORBIDDEN,
                "The API key belongs to another organisation",
                "An organisation orders for itself. Use the key of the organisation that stands as vendor, or as customer in a direct order.".to_owned(),
            ),
            Self::IdempotencyKeyMalformed => (
                StatusCode::BAD_REQUEST,
                "The Idempotency-Key is malformed",
                "It is 1 to 255 visible characters of ASCII without blanks; a UUID is usual. Send the order again with such a key.".to_owned(),
            ),
            Self::IdempotencyKeyUsed => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "The Idempotency-Key was used for another order",
                "A key stands for one order. Send this order with a new key.".to_owned(),
            ),
            Self::TooMany => (
                StatusCode::TOO_MANY_REQUESTS,
                "Too many orders",
                "There were more orders from here in the last hour than are taken. Wait a while and send it again.".to_owned(),
            ),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "No such order",
                "No order of this organisation has that case number. Check the number.".to_owned(),
            ),
            Self::NothingAsked => (
                StatusCode::CONFLICT,
                "Nothing is asked",
                "No question waits for an answer: none was asked, or it was answered or decided already. Show the order to see where it stands.".to_owned(),
            ),
            Self::NotPossibleNow(state) => (
                StatusCode::CONFLICT,
                "The order cannot be taken back now",
                format!("It stands as {state}. An order is taken back before it is carried out. Show the order to see where it stands."),
            ),
            Self::NotWithAccess(why) => (
                StatusCode::CONFLICT,
                "The access does not stand so that this can be done",
                match *why {
                    "renewed" => "It has no end, or was renewed already. Nothing is left to do.".to_owned(),
                    "no_vendors" => "A direct order has no vendors: its customer has the access itself. A vendor orders with kind existing_customer.".to_owned(),
                    "no_production_contact" => "Only a direct order has a production contact: its applicant goes on to production itself. The other contacts are changed with POST …/contact.".to_owned(),
                    "adding_scope" => "A scope is being added. Send the request again when its step is done.".to_owned(),
                    "too_many_wishes" => "Too many new contacts were named for this case in a day. Wait until tomorrow.".to_owned(),
                    state => format!("The order stands as {state}. Show the order to see what it waits for."),
                },
            ),
            Self::VendorHasCase(case) => (
                StatusCode::CONFLICT,
                "The vendor has the customer already",
                format!("Case {case} gives it, or waits for its confirmation or decision. Nothing was stored."),
            ),
            Self::PageMalformed => (
                StatusCode::BAD_REQUEST,
                "The page cannot be found",
                "limit is a whole number from 1 to 100, and before is what the last page gave as next.".to_owned(),
            ),
            Self::Unmatched(why @ Unmatched::NoSuchPath) => (
                why.status(),
                "There is no such path",
                "The OpenAPI document, /api/fullmakt/v1/openapi.json, lists those that there are.".to_owned(),
            ),
            Self::Unmatched(why @ Unmatched::WrongMethod) => (
                why.status(),
                "The method is not allowed here",
                "The header Allow lists those that are. See the OpenAPI document.".to_owned(),
            ),
            Self::Internal => return Problem::internal(),
        };
        let mut problem = Problem::new(status, title, detail);
        problem.errors = match self {
            Self::Faulty(faults) => faults
                .iter()
                .map(|fault| FieldProblem {
                    field: fault.field.clone(),
                    detail: fault.kind.text(Language::En),
                })
                .collect(),
            Self::KindUnknown => vec![FieldProblem {
                field: "kind".to_owned(),
                detail: "kind must be fictional_customer, existing_customer or direct.".to_owned(),
            }],
            _ => Vec::new(),
        };
        problem
    }

    /// Each of those that an operation may refuse with, by its status and a name.
    pub(super) fn examples() -> Vec<(&'static str, Self)> {
        let fault = |field: &str, kind: FaultKind| Fault { field: field.to_owned(), kind };
        vec![
            ("not-json", Self::NotJson),
            ("unreadable", Self::Unreadable("line 1, column 2".to_owned())),
            ("too-large", Self::TooLarge),
            ("kind-unknown", Self::KindUnknown),
            (
                "faults",
                Self::Faulty(vec![
                    fault("vendor.number", FaultKind::NumberWrongCheckDigit),
                    fault("vendor.contact.email", FaultKind::Missing),
                    fault("notice", FaultKind::NoticeNotAcknowledged),
                ]),
            ),
            ("key-refused", Self::KeyRefused),
            ("key-of-another", Self::KeyOfAnother),
            ("idempotency-key-malformed", Self::IdempotencyKeyMalformed),
            ("idempotency-key-used", Self::IdempotencyKeyUsed),
            ("too-many", Self::TooMany),
            ("not-found", Self::NotFound),
            ("nothing-asked", Self::NothingAsked),
            ("not-possible-now", Self::NotPossibleNow("done")),
            ("not-with-access", Self::NotWithAccess("renewed")),
            ("vendor-has-case", Self::VendorHasCase("2026-00002".to_owned())),
            ("page-malformed", Self::PageMalformed),
            ("internal", Self::Internal),
        ]
    }

    /// Logs a fault of ours, once, and hides it.
    pub(super) fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "the order API failed");
        Self::Internal
    }
}

impl From<OrderError> for Refusal {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::NotFound => Self::NotFound,
            OrderError::NothingAsked => Self::NothingAsked,
            OrderError::NotPossibleNow(state) => Self::NotPossibleNow(state),
            OrderError::VendorHasCase(case) => Self::VendorHasCase(case),
            // What is left of a text when what cannot be shown is taken out.
            OrderError::TextMissing => {
                Self::Faulty(vec![Fault { field: "answer".to_owned(), kind: FaultKind::Missing }])
            }
            error => Self::internal(&error),
        }
    }
}

impl From<crate::db::Error> for Refusal {
    fn from(error: crate::db::Error) -> Self {
        Self::internal(&error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.problem().into_response();
        if matches!(self, Self::KeyRefused) {
            // RFC 9110 §15.5.2: a 401 names the scheme that it asks for.
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// What every deed in a case may be refused with, for the `OpenAPI` document.
pub(super) struct DeedRefusals;

impl IntoResponses for DeedRefusals {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        let refusal = |(status, description): (&str, &str)| {
            let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
            let response = ResponseBuilder::new()
                .description(description)
                .content("application/problem+json", content)
                .build();
            (status.to_owned(), RefOr::T(response))
        };
        [
            ("400", "The body is no JSON object, or the Idempotency-Key is malformed"),
            ("401", "The API key is missing or not valid"),
            ("404", "There is no such order with which this organisation may do this"),
            ("409", "The order does not stand so that this can be done"),
            ("413", "The body is too large"),
            ("415", "The body is not application/json"),
            ("422", "The body has faults, all of them listed"),
            ("503", "Temporarily unavailable"),
        ]
        .map(refusal)
        .into()
    }
}
