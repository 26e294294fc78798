//! `/api/oppslag/v1/…`: the register's API (`register.md` §1).

pub mod changes;
pub mod document;
mod refusal;
pub mod whole;

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use super::Register;
use super::access_log::{Call, Made};
use super::codes::{self, NameLanguage};
use super::rounds::{self, Answer, write_down};
use super::store::{companies_of, read_document};
use super::view::{Eyes, Seen, View};
use crate::access::bearer::{BearerFault, Machine};
use crate::app::App;
use crate::clock::Now;
use crate::db::Tx;
use crate::numbers::{OrgNumber, PersonNumber, PersonNumberError};
use crate::web::Unmatched;

use refusal::Refusal;

/// A call that is let in: who calls, what it may see, and when.
struct Caller {
    register: Arc<Register>,
    machine: Arc<Machine>,
    eyes: Eyes,
    now: Now,
}

impl Caller {
    /// Checks the token, and that one of its scopes opens what `needs` says. The transaction that it was checked in is for
    /// what the call asks: it must end before the call is written down, since there are few of them.
    async fn enter(
        register: &Arc<Register>,
        headers: &HeaderMap,
        needs: impl Fn(View) -> bool,
    ) -> Result<(Self, Tx), Refusal> {
        let now = register.app.now();
        let verified = register.tokens.verify(&register.app, headers, now).await;
        let (machine, tx) = verified.map_err(Refusal::Token)?;
        Ok((Self::admit(register, headers, now, machine, needs)?, tx))
    }

    /// Whom a good token lets in.
    fn admit(
        register: &Arc<Register>,
        headers: &HeaderMap,
        now: Now,
        machine: Arc<Machine>,
        needs: impl Fn(View) -> bool,
    ) -> Result<Self, Refusal> {
        let view = View::of_scopes(machine.scopes.iter().map(String::as_str)).ok_or(Refusal::NoScope)?;
        if !needs(view) {
            return Err(Refusal::OtherScope);
        }
        let eyes = Eyes { view, language: name_language(headers), world: now.world };
        Ok(Self { register: Arc::clone(register), machine, eyes, now })
    }

    /// The call as it is written down when it is answered so.
    fn made(&self, call: Call, subject: Option<OrgNumber>, status: u16, found: usize) -> Made {
        Made { at: self.now.wall, machine: Arc::clone(&self.machine), call, subject, status, found }
    }

    /// Writes the call down, and answers it when it stands.
    async fn answer(
        &self,
        call: Call,
        found: usize,
        answer: Result<Response, Refusal>,
    ) -> Result<Response, Refusal> {
        let status = match &answer {
            Ok(response) => response.status(),
            Err(refusal) => refusal.status(&self.register.app.config.register),
        };
        let made = self.made(call, None, status.as_u16(), found);
        if write_down(&self.register, made).await { answer } else { Err(Refusal::Unavailable) }
    }
}

/// Bytes that an answer about a company has room in from the start: one with three owners has 3 000.
const USUAL_SIZE: usize = 4096;

/// Every answer of the API is for its caller alone: what it holds depends on the token.
fn private_json<T: Serialize>(value: &T) -> Result<Response, Refusal> {
    let mut body = Vec::with_capacity(USUAL_SIZE);
    serde_json::to_writer(&mut body, value).map_err(|error| {
        tracing::error!(%error, "an answer of the register could not be written");
        Refusal::Unavailable
    })?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, body).into_response())
}

/// A refusal in the shape, and the language, of the API.
fn refused(register: &Register, path: &str, headers: &HeaderMap, refusal: &Refusal) -> Response {
    refusal.respond(&register.app, path, name_language(headers))
}

/// Where the code lists are; the real path is not recorded (`register.md` §9).
const CODE_LISTS: &str = "/api/oppslag/v1/kodelister";

/// `GET /api/oppslag/v1/kodelister`: open to anybody. The real path and shape are not recorded (`register.md` §9).
pub async fn code_lists(headers: HeaderMap) -> Response {
    Json(json!({ "kodelister": codes::lists(name_language(&headers)) })).into_response()
}

/// `GET /api/oppslag/v1/virksomheter/{organisasjonsnummer}`
pub async fn company(
    State(register): State<Arc<Register>>,
    number: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    // Percent-signs that make no text stand for no path.
    let Ok(Path(number)) = number else {
        return unmatched(&register.app, COMPANIES, &headers, Unmatched::NoSuchPath);
    };
    let path = format!("{COMPANIES}/{number}");
    let answered = look_up(&register, &number, &headers).await;
    answered.unwrap_or_else(|refusal| refused(&register, &path, &headers, &refusal))
}

/// Where companies are.
const COMPANIES: &str = "/api/oppslag/v1/virksomheter";

/// Looks a company up together with others that are asked for at the same time: whether the token's key is published is read
/// with it.
async fn look_up(register: &Arc<Register>, number: &str, headers: &HeaderMap) -> Result<Response, Refusal> {
    let now = register.app.now();
    let recognised = register.tokens.recognise(&register.app, headers, now).await.map_err(Refusal::Token)?;
    let machine = Arc::clone(&recognised.machine);
    let asked = Caller::admit(register, headers, now, machine, |_| true)
        .and_then(|caller| Ok((caller, OrgNumber::parse(number).map_err(|_| Refusal::MalformedNumber)?)));
    let (caller, number) = match asked {
        Ok(asked) => asked,
        Err(refusal) => {
            // Whoever has no good token is told that, and nothing else.
            recognised.confirm(&register.app.db).await.map_err(Refusal::Token)?;
            return Err(refusal);
        }
    };
    // The status and what was found are known when it is.
    let made = caller.made(Call::Company, Some(number), 0, 0);
    match rounds::look_up(register, made, recognised.kid).await {
        Answer::Written(Some(document)) => {
            private_json(&Seen(&read_document(&number.to_string(), &document)?, &caller.eyes))
        }
        Answer::Written(None) => Err(Refusal::NotSubject),
        Answer::Retired => Err(Refusal::Token(BearerFault::BadSignature)),
        Answer::Failed => Err(Refusal::Unavailable),
    }
}

/// `GET /api/oppslag/v1/virksomheter?foedselsnummer=…`
pub async fn companies_by_person(
    State(register): State<Arc<Register>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let answered = search(&register, query.as_deref(), &headers).await;
    answered.unwrap_or_else(|refusal| refused(&register, COMPANIES, &headers, &refusal))
}

async fn search(
    register: &Arc<Register>,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let (caller, mut tx) = Caller::enter(register, headers, |view| view.person_search).await?;
    let sent = one_parameter(query, "foedselsnummer")?;
    let person = PersonNumber::parse_synthetic(&sent).map_err(|error| match error {
        PersonNumberError::RealPerson => Refusal::RealPerson,
        _ => Refusal::MalformedPerson,
    })?;
    let found = companies_of(&mut tx, person).await?;
    drop(tx);
    let shown = Seen(found.as_slice(), &caller.eyes);
    let answer = if register.app.config.register.wrapped_list {
        private_json(&json!({ "virksomheter": shown }))
    } else {
        private_json(&shown)
    };
    caller.answer(Call::Person, found.len(), answer).await
}

/// The value of a parameter that must be there, once. Others are not looked at, as the real service does not; the refusal
/// names them when this one is missing, since one of them is then likely meant.
fn one_parameter(query: Option<&str>, name: &'static str) -> Result<String, Refusal> {
    one_of_parameters(query, &[name])
}

/// The same for a parameter whose name is not on record, so that it has several; `names` has the likeliest first.
fn one_of_parameters(query: Option<&str>, names: &[&'static str]) -> Result<String, Refusal> {
    let likeliest = names.first().copied().unwrap_or_default();
    let mut others = Vec::new();
    let mut values = Vec::new();
    for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        if names.iter().any(|name| *name == key) {
            values.push(value.into_owned());
        } else if others.len() < 5 {
            others.push(key.chars().filter(|c| !c.is_control()).take(40).collect::<String>());
        }
    }
    match values.len() {
        0 => Err(Refusal::MissingParameter(likeliest, others.join(", "))),
        1 => Ok(values.swap_remove(0)),
        _ => Err(Refusal::RepeatedParameter(likeliest)),
    }
}

fn name_language(headers: &HeaderMap) -> NameLanguage {
    NameLanguage::from_header(headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()))
}

/// Another method than a path takes.
pub async fn wrong_method(State(register): State<Arc<Register>>, uri: Uri, headers: HeaderMap) -> Response {
    unmatched(&register.app, uri.path(), &headers, Unmatched::WrongMethod)
}

/// Any path of the API that is none of its paths (404), or that takes another method (405).
pub fn unmatched(app: &App, path: &str, headers: &HeaderMap, why: Unmatched) -> Response {
    Refusal::Unmatched(why).respond(app, path, name_language(headers))
}
