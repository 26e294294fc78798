//! `/token`, metadata and keys, as the real service serves them (`maskinporten.md` §1–§4).

pub mod altinn;

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, PRAGMA, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use http_body_util::LengthLimitError;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::refusal::{Refusal, RequestFault};
use super::request::{BODY_LIMIT, JWT_BEARER, Sent};
use super::{Answer, TokenServer, issue, refuse};
use crate::app::App;
use crate::jose::Algorithm;
use crate::keys;
use crate::web::Unmatched;

/// How long a token request may take. Shorter than what the whole service bears, so that the answer is ours, in JSON.
pub const PATIENCE: Duration = Duration::from_secs(25);

/// `POST /token`
pub async fn token(
    State(server): State<Arc<TokenServer>>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    token_within(&server, PATIENCE, &uri, &headers, body).await
}

/// Answers a token request that may take as long as `patience`: one whose body has not come by then is told so (408), and
/// one that is not decided that it may try again (503).
pub async fn token_within(
    server: &Arc<TokenServer>,
    patience: Duration,
    uri: &Uri,
    headers: &HeaderMap,
    body: Body,
) -> Response {
    let deadline = Instant::now() + patience;
    // A type that is no text is another type, and not none.
    let content_type = headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    let read = timeout_at(deadline, to_bytes(body, BODY_LIMIT)).await;
    let body = match read.map_err(|_| RequestFault::TooSlow).and_then(|read| read.map_err(fault)) {
        Ok(body) => body,
        Err(fault) => return respond(&server.app, refuse(server, fault).await),
    };
    let encoding = headers.get(CONTENT_ENCODING).and_then(|value| value.to_str().ok());
    let sent = Sent { content_type, encoding, query: uri.query().unwrap_or_default(), body: &body };
    let issued = issue(server, sent);
    let answer = timeout_at(deadline, issued).await.unwrap_or_else(|_| {
        let trace_id = server.app.random.trace_id(server.app.now().wall);
        tracing::error!(trace_id, "a token request was not decided in time");
        Answer::Refused(Refusal::Busy, trace_id)
    });
    respond(&server.app, answer)
}

/// Why a body could not be read.
fn fault(error: axum::Error) -> RequestFault {
    if error.into_inner().is::<LengthLimitError>() {
        RequestFault::TooLarge
    } else {
        RequestFault::Unreadable
    }
}

/// Any other method on `/token`: JSON too, since clients parse every answer from here.
pub async fn wrong_method(State(server): State<Arc<TokenServer>>) -> Response {
    unmatched(&server, Unmatched::WrongMethod).await
}

/// What nothing stands behind, `/token/` with its slash above all: it is answered as a token request that went wrong.
pub async fn unmatched(server: &Arc<TokenServer>, why: Unmatched) -> Response {
    let fault = match why {
        Unmatched::NoSuchPath => RequestFault::WrongPath,
        Unmatched::WrongMethod => RequestFault::WrongMethod,
    };
    let answer = refuse(server, fault).await;
    let mut response = respond(&server.app, answer);
    if why == Unmatched::WrongMethod {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    }
    response
}

fn respond(app: &App, answer: Answer) -> Response {
    let (status, body, busy) = match answer {
        Answer::Token { access_token, expires_in, scope } => (
            StatusCode::OK,
            json!({ "access_token": access_token, "token_type": "Bearer", "expires_in": expires_in - app.config.open_points.expires_in_short_by, "scope": scope }),
            false,
        ),
        Answer::Refused(refusal, trace_id) => {
            let (usual, error) = refusal.answer(app.config.open_points);
            let mut body = json!({
                "error": error,
                "error_description": format!("{} (trace_id: {trace_id})", refusal.description())
            });
            if let (Some(code), true, Value::Object(members)) =
                (refusal.real_code(), app.config.send_error_uri, &mut body)
            {
                members
                    .insert("error_uri".to_owned(), json!(format!("{}errors/{code}", app.config.issuer())));
            }
            (usual, body, refusal == Refusal::Busy)
        }
    };
    let mut response = (status, Json(body)).into_response();
    let headers = response.headers_mut();
    // RFC 6749 §5.1: tokens are not for caches.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    if busy {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

/// `GET /.well-known/oauth-authorization-server` (RFC 8414): the seven members of the real document and no more.
pub async fn metadata(State(app): State<Arc<App>>) -> Response {
    let issuer = app.config.issuer();
    let algorithms = Algorithm::ALL.map(Algorithm::name);
    Json(json!({
        "issuer": issuer,
        "token_endpoint": format!("{issuer}token"),
        "jwks_uri": format!("{issuer}jwk"),
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "grant_types_supported": [JWT_BEARER],
        "authorization_details_types_supported": []
    }))
    .into_response()
}

/// `GET /jwk`: every published key.
pub async fn jwks(State(app): State<Arc<App>>) -> Response {
    match keys::published_keys(&app.db).await {
        Ok(published) => {
            let keys: Vec<Value> = published.into_iter().map(|key| key.jwk).collect();
            Json(json!({ "keys": keys })).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the published keys could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// `/.well-known/openid-configuration`: clients try it first and fall back on a plain 404 (`clients.md` §1).
pub async fn no_openid_configuration() -> Response {
    (StatusCode::NOT_FOUND, [(CONTENT_TYPE, "text/plain")], "not found").into_response()
}
