//! `/token`, metadata and keys, as the real service serves them (`maskinporten.md` §1–§4).

pub mod altinn;

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, PRAGMA, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use http_body_util::LengthLimitError;
use serde_json::{Value, json};

use super::refusal::{Refusal, RequestFault};
use super::request::{BODY_LIMIT, JWT_BEARER};
use super::{Answer, TokenServer, issue, refuse};
use crate::app::App;
use crate::jose::Algorithm;
use crate::keys;

/// `POST /token`
pub async fn token(
    State(server): State<Arc<TokenServer>>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    // A type that is no text is another type, and not none.
    let content_type = headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    let body = match to_bytes(body, BODY_LIMIT).await {
        Ok(body) => body,
        Err(error) => {
            let too_large = error.into_inner().is::<LengthLimitError>();
            let fault = if too_large { RequestFault::TooLarge } else { RequestFault::Unreadable };
            return respond(&server.app, refuse(&server, fault).await);
        }
    };
    let answer = issue(&server, content_type, uri.query().unwrap_or_default(), &body).await;
    respond(&server.app, answer)
}

/// Any other method on `/token`: JSON too, since clients parse every answer from here.
pub async fn wrong_method(State(server): State<Arc<TokenServer>>) -> Response {
    let answer = refuse(&server, RequestFault::WrongMethod).await;
    let mut response = respond(&server.app, answer);
    response.headers_mut().insert(axum::http::header::ALLOW, HeaderValue::from_static("POST"));
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
