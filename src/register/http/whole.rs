//! `virksomheter/totalbestand`: the whole register as a ZIP file, or a range of it (RFC 9110 §13 and §14).

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, LAST_MODIFIED, RANGE,
};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::{Caller, Refusal, one_parameter, refused};
use crate::app::App;
use crate::clock::{SECOND, http_date, parse_http_date};
use crate::register::Register;
use crate::register::access_log::Call;
use crate::register::snapshot::{File, newest_or_first};

pub(super) const WHOLE: &str = "/api/oppslag/v1/virksomheter/totalbestand";

/// How long a call waits for the first snapshot of all.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /api/oppslag/v1/virksomheter/totalbestand?format=json`
pub async fn whole(
    State(register): State<Arc<Register>>,
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let answered = download(&register, &method, query.as_deref(), &headers).await;
    answered.unwrap_or_else(|refusal| refused(&register, WHOLE, &headers, &refusal))
}

async fn download(
    register: &Arc<Register>,
    method: &Method,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let (caller, tx) = Caller::enter(register, headers, |view| view.whole_register).await?;
    // The first snapshot may have to be waited for, in transactions of its own.
    drop(tx);
    if one_parameter(query, "format")? != "json" {
        return Err(Refusal::OtherFormat);
    }
    let app = &register.app;
    let snapshot = newest_or_first(app, PATIENCE).await?.ok_or(Refusal::NotBuiltYet)?;
    let companies = usize::try_from(snapshot.companies).unwrap_or(usize::MAX);
    let file = File::of(&snapshot);
    let (found, answer) = match Wanted::of(method, headers, &file) {
        Wanted::Nothing => (0, Ok(unchanged(&file))),
        Wanted::OutOfRange(length) => (0, Err(Refusal::OutOfRange(length))),
        Wanted::Bytes { from, until, part } => (companies, Ok(bytes(app, file, from, until, part))),
    };
    caller.answer(Call::Whole, found, answer).await
}

/// What is wanted of the file.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    /// The caller has it.
    Nothing,
    /// The bytes from one place to before another; whether they were asked for as a part.
    Bytes { from: u64, until: u64, part: bool },
    /// What is behind the end, which is here.
    OutOfRange(u64),
}

impl Wanted {
    fn of(method: &Method, headers: &HeaderMap, file: &File) -> Self {
        let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let etag = file.etag();
        let made = file.completed_at / SECOND;
        let known = if headers.contains_key(IF_NONE_MATCH) {
            let mut tags = headers
                .get_all(IF_NONE_MATCH)
                .iter()
                .filter_map(|value| value.to_str().ok())
                .flat_map(|value| value.split(','))
                .map(str::trim);
            tags.any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
        } else {
            text(&IF_MODIFIED_SINCE).and_then(parse_http_date).is_some_and(|since| made <= since / SECOND)
        };
        if known {
            return Self::Nothing;
        }
        let length = file.length();
        let whole = Self::Bytes { from: 0, until: length, part: false };
        // A part of what the caller began with, or else all of what there is now.
        let same = text(&IF_RANGE).is_none_or(|value| {
            value.trim() == etag || parse_http_date(value).is_some_and(|at| at / SECOND == made)
        });
        // Ranges are of GET alone.
        let range = text(&RANGE).filter(|_| same && method == Method::GET);
        match range.map_or(Range::PassedOver, |range| Range::parse(range, length)) {
            Range::PassedOver => whole,
            Range::Part(from, until) => Self::Bytes { from, until, part: true },
            Range::Behind => Self::OutOfRange(length),
        }
    }
}

/// A header `Range`.
#[derive(Debug, PartialEq, Eq)]
enum Range {
    /// What may be passed over (RFC 9110 §14.2), as several ranges are.
    PassedOver,
    /// A single range: from where to before where.
    Part(u64, u64),
    /// What is behind the end.
    Behind,
}

impl Range {
    fn parse(header: &str, length: u64) -> Self {
        Self::read(header, length).unwrap_or(Self::PassedOver)
    }

    fn read(header: &str, length: u64) -> Option<Self> {
        let (unit, range) = header.split_once('=')?;
        if !unit.trim().eq_ignore_ascii_case("bytes") {
            return None;
        }
        let (first, last) = range.trim().split_once('-')?;
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            // More than 64 bits is more than any file has.
            digits.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
        };
        let (from, until) = if first.is_empty() {
            (length.saturating_sub(number(last)?), length)
        } else {
            let from = number(first)?;
            let last = if last.is_empty() { u64::MAX } else { number(last)? };
            if last < from {
                return None;
            }
            (from, last.saturating_add(1).min(length))
        };
        Some(if from < length { Self::Part(from, until) } else { Self::Behind })
    }
}

fn unchanged(file: &File) -> Response {
    let headers = [
        (ETAG, file.etag()),
        (LAST_MODIFIED, http_date(file.completed_at)),
        (CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    (StatusCode::NOT_MODIFIED, headers).into_response()
}

fn bytes(app: &Arc<App>, file: File, from: u64, until: u64, part: bool) -> Response {
    let headers = [
        (CONTENT_TYPE, app.config.register.whole_type.to_owned()),
        (CONTENT_LENGTH, (until - from).to_string()),
        (CONTENT_DISPOSITION, "attachment; filename=\"totalbestand.zip\"".to_owned()),
        (ACCEPT_RANGES, "bytes".to_owned()),
        (ETAG, file.etag()),
        (LAST_MODIFIED, http_date(file.completed_at)),
        (CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    let range = part.then(|| [(CONTENT_RANGE, format!("bytes {from}-{}/{}", until - 1, file.length()))]);
    // One piece is in memory at a time, and no transaction stays open while the caller takes it: one that hangs up leaves
    // nothing behind.
    let app = Arc::clone(app);
    let pieces = stream::try_unfold(from, move |at| {
        let (app, file) = (Arc::clone(&app), file.clone());
        async move {
            if at >= until {
                return Ok::<_, crate::db::Error>(None);
            }
            let mut piece = file.read(&app, at).await?;
            piece.truncate(usize::try_from(until - at).unwrap_or(usize::MAX));
            let next = at + piece.len() as u64;
            Ok(Some((Bytes::from(piece), next)))
        }
    });
    let status = if part { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    match range {
        Some(range) => (status, headers, range, Body::from_stream(pieces)).into_response(),
        None => (status, headers, Body::from_stream(pieces)).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_range_is_read_and_anything_else_passed_over() {
        for (header, wanted) in [
            ("bytes=0-0", Range::Part(0, 1)),
            ("bytes=2-", Range::Part(2, 10)),
            ("Bytes=2-5", Range::Part(2, 6)),
            ("bytes=2-500", Range::Part(2, 10)),
            ("bytes=-3", Range::Part(7, 10)),
            ("bytes=-30", Range::Part(0, 10)),
            ("bytes=-0", Range::Behind),
            ("bytes=10-", Range::Behind),
            ("bytes=99999999999999999999999-", Range::Behind),
            ("bytes=5-2", Range::PassedOver),
            ("bytes=0-1,3-4", Range::PassedOver),
            ("bytes=a-b", Range::PassedOver),
            ("bytes=-", Range::PassedOver),
            ("rows=0-1", Range::PassedOver),
            ("0-1", Range::PassedOver),
        ] {
            assert_eq!(Range::parse(header, 10), wanted, "{header}");
        }
    }
}
