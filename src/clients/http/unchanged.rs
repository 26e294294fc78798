//! Lost updates: what a caller read, it may name with `If-Match` when it changes it, and is told when it was changed since
//! (RFC 9110 §13.1.1). The real service has none of this; without the header the last write wins, as there.

use axum::http::header::{ETAG, IF_MATCH};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

use super::super::refusal::Refusal;
use super::super::store;
use crate::db::Tx;

/// What `If-Match` must be.
pub(super) const EXPECTED: &str = "* or the ETag of an answer, with its quotation marks";

/// What a request says the thing must still be.
pub(super) enum IfMatch {
    /// It says nothing.
    Absent,
    /// Whatever it is, if it is there.
    Any,
    /// One of these versions.
    OneOf(Vec<String>),
}

impl IfMatch {
    /// Reads the header. A weak tag never matches (RFC 9110 §8.8.3.2), and is kept to match nothing.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, Refusal> {
        let wrong = || Refusal::Address { parameter: "If-Match", expected: EXPECTED };
        let mut tags = Vec::new();
        let mut any = false;
        for value in headers.get_all(IF_MATCH) {
            for tag in value.to_str().map_err(|_| wrong())?.split(',').map(str::trim) {
                let opaque = tag.strip_prefix("W/").unwrap_or(tag);
                let quoted = opaque.len() >= 2 && opaque.starts_with('"') && opaque.ends_with('"');
                match tag {
                    "*" => any = true,
                    _ if quoted => tags.push(tag.to_owned()),
                    _ => return Err(wrong()),
                }
            }
        }
        match (any, tags.is_empty()) {
            (true, true) => Ok(Self::Any),
            (true, false) => Err(wrong()),
            (false, true) => Ok(Self::Absent),
            (false, false) => Ok(Self::OneOf(tags)),
        }
    }

    /// Holds the client's lock from here to the end of the transaction, when the request says what it must be.
    pub(super) async fn holds_for_client(&self, tx: &mut Tx, id: &str) -> Result<(), Refusal> {
        match self {
            Self::Absent | Self::Any => Ok(()),
            Self::OneOf(tags) => matches(tags, store::client_version(tx, id).await?),
        }
    }

    /// As [`Self::holds_for_client`], for a scope.
    pub(super) async fn holds_for_scope(&self, tx: &mut Tx, name: &str) -> Result<(), Refusal> {
        match self {
            Self::Absent | Self::Any => Ok(()),
            Self::OneOf(tags) => matches(tags, store::scope_version(tx, name).await?),
        }
    }
}

fn matches(tags: &[String], version: Option<i64>) -> Result<(), Refusal> {
    let current = tag_of(version.unwrap_or_default());
    if tags.contains(&current) { Ok(()) } else { Err(Refusal::Changed { current }) }
}

fn tag_of(version: i64) -> String {
    format!("\"{version}\"")
}

/// Puts the version on an answer.
pub(super) fn tagged(mut response: Response, version: i64) -> Response {
    if let Ok(value) = HeaderValue::from_str(&tag_of(version)) {
        response.headers_mut().insert(ETAG, value);
    }
    response
}
