//! Reading a request of the order API: its key, its headers, and its body member by member, so that every fault is found
//! at once and named by its path.

use axum::body::to_bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Map, Value};

use super::is_case_number;
use super::refusal::Refusal;
use crate::access::api_keys;
use crate::app::App;
use crate::language::Language;
use crate::numbers::{OrgNumber, mask_real_numbers};
use crate::orders::draft::{Draft, Fault, FaultKind, fields};
use crate::orders::place::add_registry_faults;
use crate::orders::{Checked, OrderKind, words};

/// Largest order, in bytes.
pub(super) const BODY_LIMIT: usize = 64 * 1024;

/// Longest `Idempotency-Key`.
const KEY_LIMIT: usize = 255;

/// The key's id and organisation; `None` when none was sent.
pub(super) async fn api_key(app: &App, headers: &HeaderMap) -> Result<Option<(String, OrgNumber)>, Refusal> {
    let Some(header) = headers.get(AUTHORIZATION) else { return Ok(None) };
    let secret = header
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some((_, secret)) = secret else { return Err(Refusal::KeyRefused) };
    let mut tx = app.db.read().await?;
    match api_keys::find(&mut tx, secret.trim()).await? {
        Some(found) => Ok(Some(found)),
        None => Err(Refusal::KeyRefused),
    }
}

/// The organisation of the key, without which nothing is shown.
pub(super) async fn organisation(app: &App, headers: &HeaderMap) -> Result<OrgNumber, Refusal> {
    api_key(app, headers).await?.map(|(_, organisation)| organisation).ok_or(Refusal::KeyRefused)
}

/// What every deed in a case says: who asks, about which case, and the body.
pub(super) struct Deed {
    pub organisation: OrgNumber,
    pub actor: String,
    pub case_number: String,
    pub body: Map<String, Value>,
    pub idempotency_key: Option<String>,
}

impl Deed {
    pub(super) async fn read(
        app: &App,
        case_number: Result<Path<String>, PathRejection>,
        request: Request,
    ) -> Result<Self, Refusal> {
        let (id, organisation) = api_key(app, request.headers()).await?.ok_or(Refusal::KeyRefused)?;
        let idempotency_key = idempotency_key(request.headers())?;
        let body = read_json(request).await?;
        // What cannot be a case number has no case; what is wrong in the body is told first.
        let case_number = case_number.map(|Path(case_number)| case_number).unwrap_or_default();
        Ok(Self { organisation, actor: format!("api_key:{id}"), case_number, body, idempotency_key })
    }

    /// The case number, which the database is asked about only when it can be one.
    pub(super) fn case_number(&self) -> Result<&str, Refusal> {
        if is_case_number(&self.case_number) { Ok(&self.case_number) } else { Err(Refusal::NotFound) }
    }

    /// The one text of a body, of at most `limit` characters; all faults at once. Other members than `others` are faults.
    pub(super) fn text_of(
        &self,
        member: &str,
        others: &[&str],
        limit: usize,
        is_required: bool,
    ) -> Result<String, Refusal> {
        let mut faults: Vec<Fault> = self
            .body
            .keys()
            .filter(|name| *name != member && !others.contains(&name.as_str()))
            .map(|name| Fault { field: name.chars().take(100).collect(), kind: FaultKind::UnknownField })
            .collect();
        let mut fault = |kind: FaultKind| faults.push(Fault { field: member.to_owned(), kind });
        let mut text = String::new();
        match self.body.get(member) {
            Some(Value::String(typed)) => match words::fault_of(typed, limit, true) {
                Some(kind) => fault(kind),
                None if is_required && typed.trim().is_empty() => fault(FaultKind::Missing),
                None => text.clone_from(typed),
            },
            None | Some(Value::Null) if is_required => fault(FaultKind::Missing),
            None | Some(Value::Null) => {}
            Some(_) => fault(FaultKind::WrongType),
        }
        if faults.is_empty() { Ok(text) } else { Err(Refusal::Faulty(faults)) }
    }
}

/// The values of a body that is what an order has at `above`, by their paths in the order, and the faults of its shape.
pub(super) fn values_below(
    above: &str,
    body: &Map<String, Value>,
    known: &[&'static str],
) -> (Draft, Vec<Fault>) {
    let mut draft = Draft::new(OrderKind::ExistingCustomer, Language::Nb);
    let mut faults = Vec::new();
    for (name, value) in body {
        member(&format!("{above}."), name, value, known, &mut draft, &mut faults);
    }
    (draft, faults)
}

pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let text = value.to_str().ok().map(str::trim).filter(|text| {
        !text.is_empty() && text.len() <= KEY_LIMIT && text.bytes().all(|byte| byte.is_ascii_graphic())
    });
    // It is kept as it is, so that it must hold no number of a real person.
    let text = text.filter(|text| mask_real_numbers(text).1 == 0);
    text.map(|text| Some(text.to_owned())).ok_or(Refusal::IdempotencyKeyMalformed)
}

pub(super) async fn read_json(request: Request) -> Result<Map<String, Value>, Refusal> {
    let is_json =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|kind| {
            kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
        });
    if !is_json {
        return Err(Refusal::NotJson);
    }
    let body = to_bytes(request.into_body(), BODY_LIMIT).await.map_err(|_| Refusal::TooLarge)?;
    match serde_json::from_slice(&body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refusal::Unreadable("it is JSON, but not an object".to_owned())),
        Err(error) => Err(Refusal::Unreadable(format!("line {}, column {}", error.line(), error.column()))),
    }
}

/// The order of a body without faults, or all its faults; those that only Enhetsregisteret finds are among them where
/// `may_look_up` says that this address may ask.
pub(super) async fn checked_of(
    app: &App,
    body: &Map<String, Value>,
    may_look_up: impl FnOnce() -> bool,
) -> Result<Checked, Refusal> {
    let mut faults = Vec::new();
    let draft = draft_of(body, &mut faults)?;
    match draft.check() {
        Ok(checked) if faults.is_empty() => return Ok(checked),
        Ok(_) => {}
        Err(found) => {
            // A member of a wrong type is not missing as well.
            let known = faults.clone();
            let wrong = |field: &str| known.iter().any(|fault| field.starts_with(&fault.field));
            faults.extend(found.into_iter().filter(|fault| !wrong(&fault.field)));
        }
    }
    if may_look_up() {
        add_registry_faults(app, &draft, &mut faults).await?;
    }
    Err(Refusal::Faulty(faults))
}

/// The draft of a body. A kind that is missing leaves nothing to check the rest by.
fn draft_of(body: &Map<String, Value>, faults: &mut Vec<Fault>) -> Result<Draft, Refusal> {
    let kind =
        body.get("kind").and_then(Value::as_str).and_then(OrderKind::from_key).ok_or(Refusal::KindUnknown)?;
    let language = match body.get("language") {
        None | Some(Value::Null) => Language::Nb,
        Some(value) => value.as_str().and_then(Language::from_tag).unwrap_or_else(|| {
            faults.push(Fault { field: "language".to_owned(), kind: FaultKind::LanguageUnknown });
            Language::Nb
        }),
    };
    let mut draft = Draft::new(kind, language);
    let known = fields(kind);
    for (name, value) in body {
        if !matches!(name.as_str(), "kind" | "language") {
            member("", name, value, known, &mut draft, faults);
        }
    }
    Ok(draft)
}

fn member(
    above: &str,
    name: &str,
    value: &Value,
    known: &[&'static str],
    draft: &mut Draft,
    faults: &mut Vec<Fault>,
) {
    let path = format!("{above}{name}");
    // A dot in a member's own name would make it look like a member further down.
    if name.contains('.') {
        faults.push(Fault { field: path.chars().take(100).collect(), kind: FaultKind::UnknownField });
    } else {
        collect(&path, value, known, draft, faults);
    }
}

/// Puts the values below `path` into the draft by their dotted paths.
fn collect(path: &str, value: &Value, known: &[&'static str], draft: &mut Draft, faults: &mut Vec<Fault>) {
    let is_field = known.contains(&path);
    let is_group =
        known.iter().any(|field| field.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')));
    let is_flag = matches!(path, "notice" | "wants_fictional_customer" | "invite_customer");
    let mut fault = |kind: FaultKind| faults.push(Fault { field: path.chars().take(100).collect(), kind });
    match value {
        _ if !is_field && !is_group => fault(FaultKind::UnknownField),
        Value::Null => {}
        Value::Object(members) if is_group => {
            for (name, value) in members {
                member(&format!("{path}."), name, value, known, draft, faults);
            }
        }
        Value::String(text) if is_field && !is_flag => {
            draft.fields.insert(path.to_owned(), text.clone());
        }
        Value::Bool(said) if is_flag => {
            draft.fields.insert(path.to_owned(), if *said { "ja" } else { "nei" }.to_owned());
        }
        _ if is_flag => fault(FaultKind::NotTrueOrFalse),
        _ if is_group => fault(FaultKind::NotAnObject),
        _ => fault(FaultKind::WrongType),
    }
}
