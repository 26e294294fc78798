//! Why a call was not answered, and how the register says so.

use axum::Json;
use axum::http::header::{CONTENT_RANGE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::access::bearer::BearerFault;
use crate::app::App;
use crate::clock::{Millis, iso8601};
use crate::db;
use crate::language::Language;
use crate::numbers::mask_real_numbers;
use crate::register::codes::NameLanguage;
use crate::web::{Problem, Unmatched};

/// Why a call was not answered. Whether the real service says 401 or 403 to a wrong scope is not settled
/// (`register.md` §1.4); 403 tells it from a bad token, and a setting gives the other.
#[derive(Debug)]
pub(super) enum Refusal {
    Token(BearerFault),
    /// No scope of the register's.
    NoScope,
    /// A scope of the register's that does not open this.
    OtherScope,
    MalformedNumber,
    MalformedPerson,
    RealPerson,
    /// The parameter, and those that were sent instead.
    MissingParameter(&'static str, String),
    RepeatedParameter(&'static str),
    /// No day or instant.
    MalformedInstant,
    /// The world's time.
    InstantToCome(Millis),
    /// The number of the change log's last line.
    OtherSequence(i64),
    /// Most lines that may be asked for.
    OtherCount(i64),
    OtherFormat,
    NotSubject,
    /// How long the file is.
    OutOfRange(u64),
    /// The first snapshot is being built.
    NotBuiltYet,
    Unmatched(Unmatched),
    Unavailable,
}

impl From<db::Error> for Refusal {
    fn from(error: db::Error) -> Self {
        tracing::error!(%error, "the register could not look up");
        Self::Unavailable
    }
}

impl Refusal {
    pub(super) fn status(&self, app: &App) -> StatusCode {
        match self {
            Self::Token(BearerFault::Unavailable) | Self::Unavailable | Self::NotBuiltYet => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Token(_) => StatusCode::UNAUTHORIZED,
            Self::NoScope | Self::OtherScope if app.config.register.scope_is_unauthorized => {
                StatusCode::UNAUTHORIZED
            }
            Self::NoScope | Self::OtherScope => StatusCode::FORBIDDEN,
            Self::MalformedNumber
            | Self::MalformedPerson
            | Self::RealPerson
            | Self::MissingParameter(..)
            | Self::RepeatedParameter(_)
            | Self::MalformedInstant
            | Self::InstantToCome(_)
            | Self::OtherSequence(_)
            | Self::OtherCount(_)
            | Self::OtherFormat => StatusCode::BAD_REQUEST,
            Self::OutOfRange(_) => StatusCode::RANGE_NOT_SATISFIABLE,
            Self::NotSubject | Self::Unmatched(Unmatched::NoSuchPath) => StatusCode::NOT_FOUND,
            Self::Unmatched(Unmatched::WrongMethod) => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    fn message(&self, language: Language) -> String {
        let key = match self {
            Self::Token(BearerFault::Unavailable) | Self::Unavailable => "register-unavailable",
            Self::Token(BearerFault::Missing) => "register-token-missing",
            Self::Token(BearerFault::Expired) => "register-token-expired",
            Self::Token(BearerFault::WrongIssuer) => "register-token-issuer",
            Self::Token(BearerFault::Malformed | BearerFault::BadSignature | BearerFault::OtherAudience) => {
                "register-token-invalid"
            }
            Self::NoScope => "register-no-scope",
            Self::OtherScope => "register-other-scope",
            Self::MalformedNumber => "register-malformed-number",
            Self::MalformedPerson => "register-malformed-person",
            Self::RealPerson => "register-real-person",
            Self::MissingParameter(name, others) if others.is_empty() => {
                return language.text_with("register-parameter-missing", &[("name", name)]);
            }
            Self::MissingParameter(name, others) => {
                let (others, _) = mask_real_numbers(others);
                return language.text_with(
                    "register-parameter-missing-others",
                    &[("name", *name), ("others", others.as_str())],
                );
            }
            Self::RepeatedParameter(name) => {
                return language.text_with("register-parameter-repeated", &[("name", name)]);
            }
            Self::MalformedInstant => "register-malformed-instant",
            Self::InstantToCome(now) => {
                return language.text_with("register-instant-to-come", &[("now", &iso8601(*now))]);
            }
            Self::OtherSequence(last) => {
                return language.text_with("register-other-sequence", &[("last", &last.to_string())]);
            }
            Self::OtherCount(most) => {
                return language.text_with("register-other-count", &[("most", &most.to_string())]);
            }
            Self::OtherFormat => "register-other-format",
            Self::OutOfRange(length) => {
                return language.text_with("register-out-of-range", &[("length", &length.to_string())]);
            }
            Self::NotBuiltYet => "register-not-built-yet",
            Self::NotSubject => "register-not-subject",
            Self::Unmatched(Unmatched::NoSuchPath) => "register-no-such-path",
            Self::Unmatched(Unmatched::WrongMethod) => "register-wrong-method",
        };
        language.text(key)
    }

    /// The answer: in Spring's shape, which is the one on record for this register, or as a problem document.
    pub(super) fn respond(&self, app: &App, path: &str, language: NameLanguage) -> Response {
        let language = match language {
            NameLanguage::Nob => Language::Nb,
            NameLanguage::Nno => Language::Nn,
            NameLanguage::Eng => Language::En,
        };
        let status = self.status(app);
        let error = status.canonical_reason().unwrap_or_default();
        let message = self.message(language);
        let mut response = if app.config.register.problem_documents {
            Problem::new(status, error, message).into_response()
        } else {
            let body = json!({
                "timestamp": iso8601(app.now().wall), "status": status.as_u16(), "error": error,
                "message": message, "path": mask_real_numbers(path).0
            });
            (status, Json(body)).into_response()
        };
        let challenge = match self {
            Self::Token(BearerFault::Missing) => Some("Bearer"),
            Self::Token(_) if status == StatusCode::UNAUTHORIZED => Some("Bearer error=\"invalid_token\""),
            Self::NoScope | Self::OtherScope => Some("Bearer error=\"insufficient_scope\""),
            _ => None,
        };
        match self {
            Self::OutOfRange(length) => {
                if let Ok(whole) = HeaderValue::from_str(&format!("bytes */{length}")) {
                    response.headers_mut().insert(CONTENT_RANGE, whole);
                }
            }
            Self::NotBuiltYet => {
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("10"));
            }
            _ => {}
        }
        if let Some(challenge) = challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}
