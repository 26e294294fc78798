//! The self-service API (`maskinporten.md` §6): clients, their keys, scopes and grants, for machines.
//!
//! Every address stands with and without `/api/v1` in front, since Digdir's own texts show both. The caller is the
//! `consumer` of a token that our own token server issued.

mod access;
mod clients;
pub mod document;
mod examples;
mod keys;
mod lookups;
mod operations;
mod refused;
mod schemas;
mod scopes;
mod unchanged;

pub use access::{grant, list_grants, list_own_grants, withdraw};
pub use clients::{change_client, create_client, delete_client, list_clients, make_secret, show_client};
pub use keys::{add_key, delete_key, delete_keys, list_keys, replace_keys, save_key, show_key};
pub use lookups::{list_all_prefixes, list_delegation_sources, list_prefixes, show_organisation};
pub use scopes::{change_scope, close_scope, create_scope, list_all_scopes, list_scopes, show_scope};

use std::future::Future;
use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::access::bearer::{self, Machine};
use crate::app::App;
use crate::clock::Now;
use crate::jose::{JsonError, read_json};
use crate::numbers::OrgNumber;
use crate::web::Unmatched;
use crate::web::forms::percent_decode;

/// The largest body, in bytes: a hundred scopes and five keys with their certificates are far below.
const BODY_LIMIT: usize = 64 * 1024;

/// The deepest nesting of a body: a set of keys with certificates has four levels.
const DEPTH_LIMIT: usize = 16;

type AppState = State<Arc<App>>;

/// Who calls, and when.
struct Call<'a> {
    app: &'a App,
    now: Now,
    machine: Machine,
}

impl Call<'_> {
    fn organisation(&self) -> OrgNumber {
        self.machine.consumer
    }

    fn actor(&self) -> String {
        self.machine.actor()
    }
}

/// Any path of the API that is none of its paths (404), or that takes another method (405).
pub fn unmatched(app: &App, now: Now, why: Unmatched) -> Response {
    Refusal::Unmatched(why).respond(app, now)
}

/// Runs `work` for a caller whose token carries one of `scopes`.
async fn guarded<'a, F, W>(
    app: &'a App,
    headers: &HeaderMap,
    scopes: &'static [&'static str],
    work: F,
) -> Response
where
    F: FnOnce(Call<'a>) -> W,
    W: Future<Output = Result<Response, Refusal>>,
{
    let now = app.now();
    let outcome = match bearer::verify_for_this_service(app, headers, now).await {
        Err(fault) => Err(Refusal::Token(fault)),
        Ok(machine) if !scopes.iter().any(|scope| machine.has_scope(scope)) => Err(Refusal::Scope(scopes)),
        Ok(machine) => work(Call { app, now, machine }).await,
    };
    let mut response = outcome.unwrap_or_else(|refusal| refusal.respond(app, now));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// Answers anybody.
async fn open(app: &App, work: impl Future<Output = Result<Response, Refusal>>) -> Response {
    let now = app.now();
    work.await.unwrap_or_else(|refusal| refusal.respond(app, now))
}

#[expect(clippy::unnecessary_wraps, reason = "it ends the functions that may be refused")]
fn answer(status: StatusCode, body: Value) -> Result<Response, Refusal> {
    Ok((status, Json(body)).into_response())
}

// What was sent

/// The media type that a request says its body has, in lower case and without parameters.
fn media_type(headers: &HeaderMap) -> String {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

async fn read_bytes(body: Body) -> Result<Bytes, Refusal> {
    to_bytes(body, BODY_LIMIT).await.map_err(|_| Refusal::TooLarge(BODY_LIMIT))
}

async fn read_object(headers: &HeaderMap, body: Body) -> Result<Map<String, Value>, Refusal> {
    let kind = media_type(headers);
    if kind != "application/json" && !(kind.starts_with("application/") && kind.ends_with("+json")) {
        return Err(Refusal::NotJsonType);
    }
    match read_json(&read_bytes(body).await?, DEPTH_LIMIT) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refusal::BrokenJson("it is another kind of JSON value".to_owned())),
        Err(JsonError::Duplicate(member)) => Err(Refusal::TwiceInJson(member)),
        Err(JsonError::TooDeep) => Err(Refusal::BrokenJson(format!(
            "it has more than {DEPTH_LIMIT} objects and lists within each other"
        ))),
        // Line and column, and never a quotation of the body.
        Err(error @ JsonError::Broken { .. }) => Err(Refusal::BrokenJson(error.to_string())),
    }
}

/// The value of a parameter; an empty one is none. Neither database takes a zero character, and so it becomes the
/// replacement character, which fits nothing.
fn parameter(query: Option<&str>, name: &'static str) -> Result<Option<String>, Refusal> {
    let sent = once(query, name)?.map(|value| percent_decode(value.as_bytes()).replace('\0', "\u{fffd}"));
    Ok(sent.filter(|value| !value.is_empty()))
}

/// A parameter as it was sent. Of two with one name nobody can tell which was meant.
fn once<'q>(query: Option<&'q str>, name: &'static str) -> Result<Option<&'q str>, Refusal> {
    let mut sent = query
        .unwrap_or_default()
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let value = sent.next();
    if sent.next().is_some() {
        return Err(Refusal::Address { parameter: name, expected: "sent once" });
    }
    Ok(value)
}

/// What an organisation number must be.
const NUMBER_EXPECTED: &str = "an organisation number of nine digits with a right check digit";

/// An organisation number of an address or a query.
fn read_number(parameter: &'static str, text: &str) -> Result<OrgNumber, Refusal> {
    OrgNumber::parse(text).map_err(|_| Refusal::Address { parameter, expected: NUMBER_EXPECTED })
}

/// A parameter that is true or false. Unlike a name, an empty one is wrong: it says neither.
fn flag(query: Option<&str>, name: &'static str) -> Result<Option<bool>, Refusal> {
    match once(query, name)? {
        None => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(_) => Err(Refusal::Address { parameter: name, expected: "true or false" }),
    }
}
