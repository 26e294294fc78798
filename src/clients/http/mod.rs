//! The self-service API (`maskinporten.md` §6): clients, their keys, scopes and grants, for machines.
//!
//! Every address stands with and without `/api/v1` in front, since Digdir's own texts show both. The caller is the
//! `consumer` of a token that our own token server issued.

mod clients;
mod scopes;

pub use clients::{
    change_client, create_client, delete_client, delete_key, delete_keys, list_clients, list_keys,
    replace_keys, save_key, show_client, show_key,
};
pub use scopes::{
    close_scope, grant, list_all_scopes, list_delegation_sources, list_grants, list_own_grants, list_scopes,
    show_scope, withdraw,
};

use std::future::Future;
use std::sync::Arc;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::access::bearer::{self, Machine};
use crate::app::App;
use crate::clock::Now;
use crate::numbers::OrgNumber;
use crate::web::Unmatched;
use crate::web::forms::percent_decode;

/// The largest body, in bytes: a hundred scopes and five keys with their certificates are far below.
const BODY_LIMIT: usize = 64 * 1024;

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
    let outcome = match bearer::verify(app, headers, now).await {
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

async fn read_object(headers: &HeaderMap, body: Body) -> Result<Map<String, Value>, Refusal> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if kind != "application/json" && !(kind.starts_with("application/") && kind.ends_with("+json")) {
        return Err(Refusal::NotJsonType);
    }
    let bytes = to_bytes(body, BODY_LIMIT).await.map_err(|_| Refusal::TooLarge(BODY_LIMIT))?;
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refusal::BrokenJson("it is another kind of JSON value".to_owned())),
        // The reader's own text names line and column, and never quotes the body.
        Err(error) => Err(Refusal::BrokenJson(format!("line {}, column {}", error.line(), error.column()))),
    }
}

fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    query?
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| percent_decode(value.as_bytes()))
        .filter(|value| !value.is_empty())
}

fn flag(query: Option<&str>, name: &'static str) -> Result<Option<bool>, Refusal> {
    match parameter(query, name).as_deref() {
        None => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(_) => Err(Refusal::Address { parameter: name, expected: "true or false" }),
    }
}
