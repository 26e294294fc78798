//! Refusals of the self-service API in Digdir's shape (`maskinporten.md` §6.6). Clients read `errors[0].errorMessage` on
//! every 4xx, so that the list is never empty.

use axum::Json;
use axum::http::header::{ETAG, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{Error, Fault, shortened};
use crate::access::bearer::BearerFault;
use crate::app::App;
use crate::clock::{Millis, Now, iso8601};
use crate::db;
use crate::numbers::OrgNumber;
use crate::web::Unmatched;

/// Why a request to the self-service API is not answered with what it asked for.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The access token.
    Token(BearerFault),
    /// The token lacks the scopes, of which one would do.
    Scope(&'static [&'static str]),
    /// A rule of the room, about an object of this name.
    Rule(&'static str, Error),
    /// A client for another organisation.
    OtherOrganisation(OrgNumber),
    /// The scope belongs to somebody else, who alone may do what was asked.
    NotScopeOwner { scope: String, owner: OrgNumber, deed: &'static str },
    /// An address or query that cannot be read.
    Address { parameter: &'static str, expected: &'static str },
    /// The body is not JSON by its own word.
    NotJsonType,
    /// The body is larger than the limit in bytes.
    TooLarge(usize),
    /// The body is not a JSON object.
    BrokenJson(String),
    /// A member stands twice in one object.
    TwiceInJson(String),
    /// What the caller saw has been changed since.
    Changed { current: String },
    /// More than one answer holds.
    TooMany { parameter: &'static str, limit: i64 },
    /// A client that signs with keys has no secret.
    NoSecret,
    /// The organisation is not of this world.
    NoSuchOrganisation(OrgNumber),
    /// The body is not text by its own word.
    NotTextType,
    /// No path of the API, or none that takes the method.
    Unmatched(Unmatched),
    /// The database.
    Unavailable(db::Error),
}

impl From<db::Error> for Refusal {
    fn from(error: db::Error) -> Self {
        Self::Unavailable(error)
    }
}

/// Most faults in one answer.
const FAULTS_SHOWN: usize = 50;

/// One entry of `errors`.
struct Entry {
    message: String,
    object: &'static str,
    field: Option<String>,
}

impl Refusal {
    pub(super) fn respond(self, app: &App, now: Now) -> Response {
        let correlation_id = app.random.uuid();
        if let Self::Unavailable(error) | Self::Rule(_, Error::Database(error)) = &self {
            tracing::error!(%error, correlation_id, "the self-service API could not answer");
        }
        let challenge = self.challenge();
        let current = match &self {
            Self::Changed { current } => HeaderValue::from_str(current).ok(),
            _ => None,
        };
        let (status, body) = self.into_body(now.wall, &correlation_id);
        let mut response = (status, Json(body)).into_response();
        if let Some(value) = challenge.and_then(|value| HeaderValue::from_str(&value).ok()) {
            response.headers_mut().insert(WWW_AUTHENTICATE, value);
        }
        if let Some(value) = current {
            response.headers_mut().insert(ETAG, value);
        }
        response
    }

    /// Status and body of an example in the API's document.
    pub(super) fn example(self) -> (u16, Value) {
        let (status, body) = self.into_body(1_768_467_600_000, "1f6f3c1e-8a3e-4d6a-9f0a-2b7c5d4e3f21");
        (status.as_u16(), body)
    }

    fn into_body(self, wall: Millis, correlation_id: &str) -> (StatusCode, Value) {
        let (status, error, object, description) = self.parts();
        let entries = match self {
            Self::Rule(object, Error::Invalid(faults)) => {
                // A list of many thousand wrong values is answered with its first faults, and not with megabytes.
                faults.into_iter().take(FAULTS_SHOWN).map(|fault| entry(object, fault)).collect()
            }
            Self::Address { parameter, .. } | Self::TooMany { parameter, .. } => {
                vec![Entry { message: description.clone(), object, field: Some(parameter.to_owned()) }]
            }
            _ => vec![Entry { message: description.clone(), object, field: None }],
        };
        let errors: Vec<Value> = entries
            .into_iter()
            .map(|entry| {
                json!({
                    "errorMessage": entry.message,
                    "isFieldError": entry.field.is_some(),
                    "objectName": entry.object,
                    "fieldIdentifier": entry.field,
                })
            })
            .collect();
        let body = json!({
            "status": status.as_u16(),
            "timestamp": iso8601(wall),
            "correlation_id": correlation_id,
            "errors": errors,
            "error": error,
            "error_description": description,
        });
        (status, body)
    }

    /// Status, error code, what the refusal is about, and the sentence.
    fn parts(&self) -> (StatusCode, &'static str, &'static str, String) {
        let (status, error, object) = match self {
            Self::Token(BearerFault::Unavailable)
            | Self::Unavailable(_)
            | Self::Rule(_, Error::Database(_)) => {
                (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", "Request")
            }
            Self::Token(_) => (StatusCode::UNAUTHORIZED, "invalid_token", "AccessToken"),
            Self::Scope(_) => (StatusCode::FORBIDDEN, "insufficient_scope", "AccessToken"),
            Self::OtherOrganisation(_) => (StatusCode::FORBIDDEN, "forbidden", "Client"),
            Self::NotScopeOwner { .. } => (StatusCode::FORBIDDEN, "forbidden", "Scope"),
            Self::Address { .. } | Self::BrokenJson(_) | Self::TwiceInJson(_) | Self::TooMany { .. } => {
                (StatusCode::BAD_REQUEST, "invalid_request", "Request")
            }
            Self::NoSecret => (StatusCode::BAD_REQUEST, "invalid_request", "Client"),
            Self::Changed { .. } => (StatusCode::PRECONDITION_FAILED, "precondition_failed", "Request"),
            Self::Unmatched(why) => {
                let code = if *why == Unmatched::NoSuchPath { "not_found" } else { "method_not_allowed" };
                (why.status(), code, "Request")
            }
            Self::NoSuchOrganisation(_) => (StatusCode::NOT_FOUND, "not_found", "Organization"),
            Self::NotJsonType | Self::NotTextType => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "Request")
            }
            Self::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", "Request"),
            Self::Rule(object, error) => match error {
                Error::Invalid(_) => (StatusCode::BAD_REQUEST, "invalid_request", *object),
                Error::NoSuchClient(_) => (StatusCode::NOT_FOUND, "not_found", "Client"),
                Error::NoSuchKey(_) => (StatusCode::NOT_FOUND, "not_found", "JsonWebKey"),
                Error::NoSuchScope(_) | Error::NoSuchPrefix(_) => {
                    (StatusCode::NOT_FOUND, "not_found", "Scope")
                }
                Error::NoSuchGrant { .. } => (StatusCode::NOT_FOUND, "not_found", "ScopeAccess"),
                Error::NotYours => (StatusCode::FORBIDDEN, "forbidden", "Client"),
                Error::NotAParty(_) => (StatusCode::FORBIDDEN, "forbidden", *object),
                Error::NotYourPrefix(_) | Error::PrefixClosed(_) => {
                    (StatusCode::FORBIDDEN, "forbidden", "Scope")
                }
                Error::ClientIdTaken(_) | Error::TooManyClients(_) => {
                    (StatusCode::CONFLICT, "conflict", "Client")
                }
                Error::ScopeTaken { .. } | Error::TooManyScopes(_) | Error::PrefixTaken { .. } => {
                    (StatusCode::CONFLICT, "conflict", "Scope")
                }
                Error::Database(_) => (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", "Request"),
            },
        };
        (status, error, object, self.sentence())
    }

    fn sentence(&self) -> String {
        match self {
            Self::Rule(_, Error::Invalid(faults)) if faults.len() > FAULTS_SHOWN => {
                format!("{} things are wrong; the first {FAULTS_SHOWN} are listed in errors.", faults.len())
            }
            Self::Token(fault) => sentence_case(&fault.to_string()),
            Self::Unmatched(Unmatched::NoSuchPath) => {
                "The self-service API has no such path; it has /clients, /scopes, /prefix, /delegationsources and /organizations, with and without /api/v1 in front; /api/v1 describes it.".to_owned()
            }
            Self::Unmatched(Unmatched::WrongMethod) => {
                "The path takes another method; the header Allow lists those it takes.".to_owned()
            }
            Self::Scope(scopes) => {
                format!(
                    "The access token lacks the scope for this; ask the token server for {}.",
                    scopes.join(" or ")
                )
            }
            Self::OtherOrganisation(number) => {
                format!(
                    "The client would belong to {number}, but the token is for another organisation; leave client_orgno out."
                )
            }
            Self::NotScopeOwner { scope, owner, deed } => {
                format!("The scope {scope} belongs to {owner}; only its owner may {deed}.")
            }
            Self::Address { parameter, expected } => format!("{parameter} must be {expected}."),
            Self::NotJsonType => {
                "The body must be JSON; send the header Content-Type: application/json.".to_owned()
            }
            Self::TooLarge(limit) => format!("The body is too large; at most {limit} bytes are taken."),
            Self::BrokenJson(problem) => format!("The body is not a JSON object: {problem}."),
            Self::TwiceInJson(member) => {
                format!("The member '{}' stands twice in one object; send it once.", shortened(member))
            }
            Self::Changed { current } => {
                format!(
                    "It was changed after you read it, and nothing was changed now; its ETag is {current}. Read it again, and send If-Match with what you then have."
                )
            }
            Self::TooMany { parameter, limit } => {
                format!("There are more than {limit}; ask with {parameter} for those of one organisation.")
            }
            Self::NoSuchOrganisation(number) => format!("No organisation of this world has the number {number}."),
            Self::NotTextType => {
                "The body must be a certificate or a public key in PEM, or a JWK; send the header Content-Type: text/plain.".to_owned()
            }
            Self::NoSecret => {
                "The client proves itself with a key (private_key_jwt) and has no secret; register a public key at /api/v1/clients/{client_id}/jwks.".to_owned()
            }
            Self::Rule(_, Error::Database(_)) | Self::Unavailable(_) => {
                "The service could not do this just now. Nothing was changed. Try again in a moment."
                    .to_owned()
            }
            Self::Rule(_, error) => sentence_case(&error.to_string()),
        }
    }

    fn challenge(&self) -> Option<String> {
        match self {
            Self::Token(BearerFault::Missing) => Some("Bearer".to_owned()),
            Self::Token(BearerFault::Unavailable) => None,
            Self::Token(_) => Some("Bearer error=\"invalid_token\"".to_owned()),
            Self::Scope(scopes) => {
                Some(format!("Bearer error=\"insufficient_scope\", scope=\"{}\"", scopes.join(" ")))
            }
            _ => None,
        }
    }
}

fn entry(object: &'static str, fault: Fault) -> Entry {
    Entry { message: format!("{}: {}.", fault.field, fault.why), object, field: Some(fault.field) }
}

fn sentence_case(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}
