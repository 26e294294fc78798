//! What Altinn's end-user API answers when it does not do what was asked (`altinn.md` §1.2): its codes and its words.

use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::access::bearer::BearerFault;
use crate::db;
use crate::delegation;
use crate::numbers::mask_real_numbers;
use crate::web::{Query, Unmatched};

const BAD_REQUEST: &str = "https://tools.ietf.org/html/rfc9110#section-15.5.1";

/// Why nothing was done.
#[derive(Debug)]
pub(super) enum Refusal {
    /// No token that holds.
    Unauthorised(BearerFault),
    /// A scope is missing, or the person may not administer for the party; which of the two is not told.
    Forbidden,
    /// One of the catalogue's problems.
    Problem(&'static str, &'static str),
    /// One or more faults of what was sent.
    Invalid(Vec<Value>),
    /// A parameter of the query that is no value of its type: its name, and what was sent.
    Unreadable(&'static str, String),
    /// The database.
    Database(db::Error),
}

pub(super) const MISSING_CONNECTION: Refusal = Refusal::Problem(
    "AM-00022",
    "Operation can not be completed, because it requires an existing connection between the parties.",
);
pub(super) const PARTY_NOT_FOUND: Refusal = Refusal::Problem(
    "AM-00023",
    "The provided identifier cannot be found as a valid party for the operation.",
);
pub(super) const INVALID_RESOURCE: Refusal = Refusal::Problem("AM-00027", "The resource is invalid");
pub(super) const NOT_AUTHORISED: Refusal = Refusal::Problem("AM-00028", "Not authorized for delegation");
pub(super) const NOT_DELEGABLE: Refusal =
    Refusal::Problem("AM-00042", "The resource is not available for delegation");

impl Refusal {
    /// An organisation and itself: told at both parameters.
    pub(super) fn to_itself(other: &str) -> Self {
        let fault = |name: &str| {
            json!({
                "code": "AM.VLD-00009",
                "detail": "One or more query parameters are invalid.",
                "paths": [format!("QUERY/{name}")],
                name: "An organization cannot delegate to itself.",
            })
        };
        Self::Invalid(vec![fault("party"), fault(other)])
    }

    /// A resource of the registry that is no delegation scheme.
    pub(super) fn wrong_type(id: &str) -> Self {
        Self::Invalid(vec![json!({
            "code": "AM.VLD-00032",
            "detail": "Invalid resource type.",
            "paths": ["QUERY/resource"],
            "resourceType": format!("Resource '{id}' must be of type 'MaskinportenSchema'."),
        })])
    }

    fn holds_resources() -> Self {
        Self::Invalid(vec![json!({
            "code": "AM.VLD-00031",
            "detail": "Assignment has resources delegated.",
            "paths": ["QUERY/cascade"],
            "assignmentResources": "Cannot remove supplier assignment while resources are still delegated. Use cascade=true or remove resources first.",
        })])
    }

    pub(super) fn respond(self) -> Response {
        match self {
            Self::Unauthorised(BearerFault::Unavailable) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            Self::Unauthorised(_) => {
                (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))])
                    .into_response()
            }
            Self::Forbidden => StatusCode::FORBIDDEN.into_response(),
            Self::Problem(code, detail) => document(&json!({
                "type": BAD_REQUEST, "title": "Bad Request", "status": 400, "detail": detail, "code": code,
            })),
            Self::Invalid(faults) => document(&json!({
                "type": BAD_REQUEST, "title": "Bad Request", "status": 400, "code": "STD-00000",
                "detail": "One or more validation errors occurred.", "validationErrors": faults,
            })),
            Self::Unreadable(name, value) => document(&json!({
                "type": BAD_REQUEST, "title": "One or more validation errors occurred.", "status": 400,
                "errors": { name: [format!("The value '{}' is not valid.", shown(&value))] },
            })),
            Self::Database(error) => {
                tracing::error!(%error, "a request about delegations failed");
                StatusCode::SERVICE_UNAVAILABLE.into_response()
            }
        }
    }
}

/// What was sent, short, and without the number of a real person.
fn shown(value: &str) -> String {
    mask_real_numbers(&value.chars().take(60).collect::<String>()).0
}

fn document(body: &Value) -> Response {
    document_with(StatusCode::BAD_REQUEST, body)
}

fn document_with(status: StatusCode, body: &Value) -> Response {
    let headers = [(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
    (status, headers, body.to_string()).into_response()
}

/// Any path below Altinn's that is none of its paths (404), or that takes another method (405).
pub fn unmatched(why: Unmatched) -> Response {
    let status = why.status();
    let (kind, detail) = if why == Unmatched::WrongMethod {
        (
            "https://tools.ietf.org/html/rfc9110#section-15.5.6",
            "The path takes another method; the header Allow lists those it takes.",
        )
    } else {
        (
            "https://tools.ietf.org/html/rfc9110#section-15.5.5",
            "There is no such path here. See Altinn's documentation for its paths.",
        )
    };
    let title = status.canonical_reason();
    document_with(
        status,
        &json!({ "type": kind, "title": title, "status": status.as_u16(), "detail": detail }),
    )
}

/// Something of Altinn's that is not for the one who asks, in the shape that its programs read.
pub fn forbidden(detail: &str) -> Response {
    let status = StatusCode::FORBIDDEN;
    document_with(
        status,
        &json!({
            "type": "https://tools.ietf.org/html/rfc9110#section-15.5.4", "title": status.canonical_reason(),
            "status": status.as_u16(), "detail": detail,
        }),
    )
}

/// A parameter of the query that is true or false; `usual` without it.
pub(super) fn truth(query: &Query, name: &'static str, usual: bool) -> Result<bool, Refusal> {
    query.truth(name, usual).map_err(|value| Refusal::Unreadable(name, value))
}

impl From<db::Error> for Refusal {
    fn from(error: db::Error) -> Self {
        Self::Database(error)
    }
}

impl From<delegation::Error> for Refusal {
    fn from(error: delegation::Error) -> Self {
        use delegation::Error;
        match error {
            Error::NotAllowedToAdminister => Self::Forbidden,
            Error::RightNotHeld => NOT_AUTHORISED,
            // What the real one says of a party that is deleted is not known; it is none for the operation.
            Error::ConsumerUnknown(_) | Error::SupplierUnknown(_) | Error::Gone { .. } => PARTY_NOT_FOUND,
            Error::SupplierIsSelf => Self::to_itself("supplier"),
            Error::SchemeUnknown(_) => INVALID_RESOURCE,
            Error::SchemeNotDelegable(_) => NOT_DELEGABLE,
            Error::SupplierNotAdded { .. } => MISSING_CONNECTION,
            Error::SupplierHasDelegations { .. } => Self::holds_resources(),
            Error::Database(error) => Self::Database(error),
        }
    }
}
