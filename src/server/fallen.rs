//! Requests whose handler panicked: a fault of ours that nobody foresaw. A program is answered in JSON all the same, since
//! one that parses every answer would else report what it could not parse instead of what happened.

use std::panic::AssertUnwindSafe;

use axum::Json;
use axum::extract::Request;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use serde_json::json;

use super::unmatched::Surface;
use crate::web::Problem;

/// What is told, in the language of programs. The panic itself stands on standard error and in no answer: it may quote
/// what the request held.
const DETAIL: &str = "The service failed while it answered. That is a fault of the service and not of the request, \
                      and its log has the cause. Look at what became of the request before you send it again.";

/// Middleware: a panic ends one request, and is answered with 500.
pub(super) async fn answer_for_the_fallen(request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    // Nothing of the request is looked at again, and what handlers share is kept whole by locks that are poisoned, or by
    // transactions that are rolled back.
    if let Ok(response) = AssertUnwindSafe(next.run(request)).catch_unwind().await {
        return response;
    }
    // A path may hold a link's secret, so that the surface alone is told.
    let surface = Surface::of(uri.path());
    tracing::error!(?surface, "a handler panicked; its message stands on standard error");
    answer(&uri)
}

fn answer(uri: &Uri) -> Response {
    const STATUS: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;
    let mut response = match Surface::of(uri.path()) {
        // RFC 6749 has no code for it at the token endpoint; the one of its §4.1.2.1 is what clients know.
        Surface::Token => {
            let body = json!({ "error": "server_error", "error_description": DETAIL });
            (STATUS, Json(body)).into_response()
        }
        // The frame of a page asks who is logged in, which may be what failed.
        Surface::Pages => {
            (STATUS, "Noe gikk galt hos oss. Prøv igjen. / Something went wrong on our side. Try again.\n")
                .into_response()
        }
        _ => Problem::new(STATUS, "The service failed", DETAIL).into_response(),
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::header::CONTENT_TYPE;
    use axum::middleware::from_fn;
    use axum::routing::any;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn a_handler_that_panics_is_answered_in_the_shape_of_its_surface_without_the_panic() {
        async fn falls() -> Response {
            panic!("a secret")
        }
        let routes = Router::new()
            .route("/fine", any(async || "fine"))
            .fallback(any(falls))
            .layer(from_fn(answer_for_the_fallen));
        let ask = async |path: &str| {
            let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
            let response = routes.clone().oneshot(request).await.expect("answered");
            let kind =
                response.headers().get(CONTENT_TYPE).expect("a type").to_str().expect("text").to_owned();
            let status = response.status().as_u16();
            let body = to_bytes(response.into_body(), 10_000).await.expect("a body");
            (status, kind, String::from_utf8(body.to_vec()).expect("text"))
        };
        assert_eq!(ask("/fine").await.0, 200);
        for (path, kind, holds) in [
            ("/token", "application/json", r#""error":"server_error""#),
            ("/clients", "application/problem+json", r#""status":500"#),
            ("/api/oppslag/v1/virksomheter", "application/problem+json", r#""title":"The service failed""#),
            ("/fullmakt", "text/plain; charset=utf-8", "Noe gikk galt"),
        ] {
            let (status, told, body) = ask(path).await;
            assert_eq!((status, told.as_str()), (500, kind), "{path}");
            assert!(body.contains(holds) && !body.contains("a secret"), "{path}: {body}");
        }
    }
}
