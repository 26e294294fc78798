//! x
use axum::response::Response;
use axum::http::StatusCode;
use axum::response::IntoResponse;
/// x
pub async fn serve() -> Response { StatusCode::NOT_FOUND.into_response() }
