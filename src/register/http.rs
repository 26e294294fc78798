//! `/api/oppslag/v1/…`: the register's API (`register.md` §1).

use std::sync::Arc;

use axum::Json;
use axum::extract::{OriginalUri, Path, State};
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::codes::{self, NameLanguage};
use super::store::find_company;
use super::view::View;
use crate::access::bearer::{self, BearerFault};
use crate::app::App;
use crate::clock::{Now, iso8601};
use crate::language::Language;
use crate::numbers::{OrgNumber, mask_real_numbers};
use crate::web::Unmatched;

/// `GET /api/oppslag/v1/kodelister`: open to anybody.
pub async fn code_lists(headers: HeaderMap) -> Response {
    Json(codes::all(name_language(&headers))).into_response()
}

/// `GET /api/oppslag/v1/virksomheter/{organisasjonsnummer}`
pub async fn company(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let now = app.now();
    let language = name_language(&headers);
    let refuse = |refusal: Refusal| refusal.respond(&iso8601(now.wall), uri.path(), language);
    let machine = match bearer::verify(&app, &headers, now).await {
        Ok(machine) => machine,
        Err(fault) => return refuse(Refusal::Token(fault)),
    };
    let Some(view) = View::of_scopes(machine.scopes.iter().map(String::as_str)) else {
        return refuse(Refusal::NoScope);
    };
    let Ok(number) = OrgNumber::parse(&number) else { return refuse(Refusal::MalformedNumber) };
    let found = async {
        let mut tx = app.db.read().await?;
        find_company(&mut tx, number).await
    };
    match found.await {
        Ok(Some(document)) => {
            let mut response = Json(view.show(&document, language)).into_response();
            // The answer depends on the token: no shared cache may keep it.
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
            response
        }
        Ok(None) => refuse(Refusal::NotSubject),
        Err(error) => {
            tracing::error!(%error, "the register could not look up");
            refuse(Refusal::Unavailable)
        }
    }
}

fn name_language(headers: &HeaderMap) -> NameLanguage {
    NameLanguage::from_header(headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()))
}

/// Any path of the API that is none of its paths (404), or that takes another method (405).
pub fn unmatched(now: Now, path: &str, headers: &HeaderMap, why: Unmatched) -> Response {
    Refusal::Unmatched(why).respond(&iso8601(now.wall), &mask_real_numbers(path).0, name_language(headers))
}

/// Why a call was not answered. Whether the real service says 401 or 403 to a wrong scope is not settled
/// (`register.md` §1.4); we answer 403, which tells the two apart.
enum Refusal {
    Token(BearerFault),
    NoScope,
    MalformedNumber,
    NotSubject,
    Unmatched(Unmatched),
    Unavailable,
}

impl Refusal {
    fn respond(&self, timestamp: &str, path: &str, language: NameLanguage) -> Response {
        let language = match language {
            NameLanguage::Nob => Language::Nb,
            NameLanguage::Nno => Language::Nn,
            NameLanguage::Eng => Language::En,
        };
        let (status, error, key) = match self {
            Self::Token(BearerFault::Unavailable) | Self::Unavailable => {
                (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable", "register-unavailable")
            }
            Self::Token(fault) => (StatusCode::UNAUTHORIZED, "Unauthorized", token_key(*fault)),
            Self::NoScope => (StatusCode::FORBIDDEN, "Forbidden", "register-no-scope"),
            Self::MalformedNumber => (StatusCode::BAD_REQUEST, "Bad Request", "register-malformed-number"),
            Self::NotSubject => (StatusCode::NOT_FOUND, "Not Found", "register-not-subject"),
            Self::Unmatched(Unmatched::NoSuchPath) => {
                (StatusCode::NOT_FOUND, "Not Found", "register-no-such-path")
            }
            Self::Unmatched(Unmatched::WrongMethod) => {
                (StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed", "register-wrong-method")
            }
        };
        let body = json!({ "timestamp": timestamp, "status": status.as_u16(), "error": error, "message": language.text(key), "path": path });
        let mut response = (status, Json(body)).into_response();
        let challenge = match self {
            Self::Token(BearerFault::Missing) => Some("Bearer"),
            Self::Token(_) if status == StatusCode::UNAUTHORIZED => Some("Bearer error=\"invalid_token\""),
            Self::NoScope => Some("Bearer error=\"insufficient_scope\""),
            _ => None,
        };
        if let Some(challenge) = challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}

fn token_key(fault: BearerFault) -> &'static str {
    match fault {
        BearerFault::Missing => "register-token-missing",
        BearerFault::Expired => "register-token-expired",
        BearerFault::WrongIssuer => "register-token-issuer",
        BearerFault::Malformed
        | BearerFault::BadSignature
        | BearerFault::OtherAudience
        | BearerFault::Unavailable => "register-token-invalid",
    }
}
