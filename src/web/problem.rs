//! Problem documents for programs (RFC 9457), where the surface is ours.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header::CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// `application/problem+json`: what was wrong, what was expected and what to do next.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// The HTTP status again.
    pub status: u16,
    /// A short name of the kind of problem, the same every time.
    pub title: String,
    /// What was wrong this time, and what to do next.
    pub detail: String,
    /// Every fault, each with the field it belongs to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// One field's fault.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// A path such as `vendor.contact.email`.
    pub field: String,
    /// What was wrong and what was expected.
    pub detail: String,
}

impl Problem {
    /// A problem without field faults.
    pub fn new(status: StatusCode, title: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { status: status.as_u16(), title: title.into(), detail: detail.into(), errors: Vec::new() }
    }

    /// Our own fault: the cause is logged where it is handled, and the caller learns only that it may try again.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Temporarily unavailable",
            "The service could not do this just now. Nothing was changed. Try again in a moment.",
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}
