//! Why a call was not answered, and how the register says so.

use axum::Json;
use axum::http::header::{CONTENT_RANGE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::access::bearer::BearerFault;
use crate::app::App;
use crate::clock::{Millis, iso8601};
use crate::config::RegisterPoints;
use crate::db;
use crate::language::Language;
use crate::numbers::mask_real_numbers;
use crate::register::codes::NameLanguage;
use crate::web::{Problem, Unmatched};

/// When the document's examples were answered: 24 November 2026.
const EXAMPLE_TIME: Millis = 1_795_511_700_000;

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
    pub(super) fn status(&self, points: &RegisterPoints) -> StatusCode {
        match self {
            Self::Token(BearerFault::Unavailable) | Self::Unavailable | Self::NotBuiltYet => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Token(_) => StatusCode::UNAUTHORIZED,
            Self::NoScope | Self::OtherScope if points.scope_is_unauthorized => StatusCode::UNAUTHORIZED,
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
            Self::Token(BearerFault::Repeated) => "register-token-repeated",
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

    fn spring(&self, points: &RegisterPoints, path: &str, language: Language, at: Millis) -> Value {
        let status = self.status(points);
        json!({
            "timestamp": iso8601(at), "status": status.as_u16(),
            "error": status.canonical_reason().unwrap_or_default(),
            "message": self.message(language), "path": mask_real_numbers(path).0
        })
    }

    fn problem(&self, points: &RegisterPoints, language: Language) -> Problem {
        let status = self.status(points);
        Problem::new(status, status.canonical_reason().unwrap_or_default(), self.message(language))
    }

    /// The body of the answer about a path, as the document shows it.
    pub(super) fn example(&self, points: &RegisterPoints, path: &str, language: Language) -> Value {
        if points.problem_documents {
            serde_json::to_value(self.problem(points, language)).unwrap_or_default()
        } else {
            self.spring(points, path, language, EXAMPLE_TIME)
        }
    }

    /// One refusal of each kind that an operation with this parameter may answer with, by a name.
    pub(super) fn examples(parameter: &'static str) -> Vec<(&'static str, Self)> {
        vec![
            ("token-missing", Self::Token(BearerFault::Missing)),
            ("token-repeated", Self::Token(BearerFault::Repeated)),
            ("token-invalid", Self::Token(BearerFault::BadSignature)),
            ("token-expired", Self::Token(BearerFault::Expired)),
            ("token-issuer", Self::Token(BearerFault::WrongIssuer)),
            ("no-scope", Self::NoScope),
            ("other-scope", Self::OtherScope),
            ("parameter-missing", Self::MissingParameter(parameter, String::new())),
            ("parameter-repeated", Self::RepeatedParameter(parameter)),
            ("malformed-number", Self::MalformedNumber),
            ("malformed-person", Self::MalformedPerson),
            ("real-person", Self::RealPerson),
            ("malformed-instant", Self::MalformedInstant),
            ("instant-to-come", Self::InstantToCome(EXAMPLE_TIME)),
            ("other-sequence", Self::OtherSequence(10)),
            ("other-count", Self::OtherCount(1_000)),
            ("other-format", Self::OtherFormat),
            ("not-subject", Self::NotSubject),
            ("out-of-range", Self::OutOfRange(2_048)),
            ("not-built-yet", Self::NotBuiltYet),
            ("unavailable", Self::Unavailable),
        ]
    }

    /// The answer: in Spring's shape, which is the one on record for this register, or as a problem document.
    pub(super) fn respond(&self, app: &App, path: &str, language: NameLanguage) -> Response {
        let language = language.of_texts();
        let points = &app.config.register;
        let status = self.status(points);
        let mut response = if points.problem_documents {
            self.problem(points, language).into_response()
        } else {
            (status, Json(self.spring(points, path, language, app.now().wall))).into_response()
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
