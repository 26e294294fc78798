//! `sekvensnummer` and `endringslogg`: what has changed since (`register.md` §1.2).
//!
//! The names of the parameters, the shape of an event beside what `CloudEvents` asks for, and the limit of an answer are not
//! on record; each is a setting, or taken by several names.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use serde::ser::SerializeMap as _;
use serde_json::{Value, json};

use super::{Caller, Refusal, one_of_parameters, private_json, refused};
use crate::clock::{iso8601, norwegian_instant};
use crate::config::{EventCompany, RegisterPoints};
use crate::register::access_log::Call;
use crate::register::{Event, Register, changes_after, last_sequence, sequence_before};

pub(super) const SEQUENCE: &str = "/api/oppslag/v1/sekvensnummer";
pub(super) const CHANGES: &str = "/api/oppslag/v1/endringslogg";

/// `GET /api/oppslag/v1/sekvensnummer?tidspunkt=…`
pub async fn sequence(
    State(register): State<Arc<Register>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let answered = sequence_at(&register, query.as_deref(), &headers).await;
    answered.unwrap_or_else(|refusal| refused(&register, SEQUENCE, &headers, &refusal))
}

async fn sequence_at(
    register: &Arc<Register>,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let (caller, mut tx) = Caller::enter(register, headers, |_| true).await?;
    let asked = one_of_parameters(query, &["tidspunkt", "dato"])?;
    let at = norwegian_instant(&asked).ok_or(Refusal::MalformedInstant)?;
    if at > caller.now.world {
        return Err(Refusal::InstantToCome(caller.now.world));
    }
    let number = sequence_before(&mut tx, at).await?;
    drop(tx);
    let answer = private_json(&told(&register.app.config.register, number));
    caller.answer(Call::Sequence, 0, answer).await
}

/// A sequence number as it is answered.
pub(super) fn told(points: &RegisterPoints, number: i64) -> Value {
    if points.sequence_is_text {
        json!({ "sekvensnummer": number.to_string() })
    } else {
        json!({ "sekvensnummer": number })
    }
}

/// `GET /api/oppslag/v1/endringslogg?sekvensnummer=…`
pub async fn changes(
    State(register): State<Arc<Register>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let answered = changes_since(&register, query.as_deref(), &headers).await;
    answered.unwrap_or_else(|refusal| refused(&register, CHANGES, &headers, &refusal))
}

async fn changes_since(
    register: &Arc<Register>,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let (caller, mut tx) = Caller::enter(register, headers, |_| true).await?;
    let asked = one_of_parameters(query, &["sekvensnummer", "id"])?;
    let settings = &register.app.config.register;
    let limit = match one_of_parameters(query, &["antall"]) {
        Err(Refusal::MissingParameter(..)) => settings.changes_limit,
        Err(other) => return Err(other),
        Ok(text) => whole_number(&text)
            .filter(|count| (1..=settings.changes_limit).contains(count))
            .ok_or(Refusal::OtherCount(settings.changes_limit))?,
    };
    // Both are read as of one moment: no line can be behind the last one.
    let last = last_sequence(&mut tx).await?;
    let after = whole_number(&asked).filter(|number| *number <= last).ok_or(Refusal::OtherSequence(last))?;
    let found = changes_after(&mut tx, after, limit).await?;
    drop(tx);
    let source = settings.event_source.clone().unwrap_or_else(|| register.app.url("/api/oppslag/v1"));
    let events = Events { found: &found, source: &source, company: settings.event_company };
    caller.answer(Call::Changes, found.len(), private_json(&events)).await
}

/// A number that is not negative, written with digits alone.
fn whole_number(text: &str) -> Option<i64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Lines of the change log as `CloudEvents` 1.0.
pub(super) struct Events<'a> {
    pub(super) found: &'a [Event],
    pub(super) source: &'a str,
    pub(super) company: EventCompany,
}

impl Serialize for Events<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.found.iter().map(|event| One(event, self)))
    }
}

struct One<'a>(&'a Event, &'a Events<'a>);

impl Serialize for One<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(event, all) = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("specversion", "1.0")?;
        map.serialize_entry("id", &event.sequence.to_string())?;
        map.serialize_entry("source", all.source)?;
        map.serialize_entry("type", event.change.event_type())?;
        map.serialize_entry("time", &iso8601(event.at))?;
        if all.company != EventCompany::Data {
            map.serialize_entry("subject", &event.number)?;
        }
        if all.company != EventCompany::Subject {
            map.serialize_entry("data", &json!({ "organisasjonsnummer": event.number }))?;
        }
        map.end()
    }
}
