//! The `OpenAPI` document of the register's API: made from the operations, the list of fields and the code lists, in the
//! language that is asked for, and true under the settings in effect.
//!
//! Its examples are made by the code that answers and refuses.

mod operations;
mod schemas;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Arc, OnceLock};

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::{Map, Value, json};

use super::changes::Events;
use super::refusal::Refusal;
use super::{CODE_LISTS, name_language};
use crate::app::App;
use crate::clock::Now;
use crate::language::Language;
use crate::register::codes::{self, NameLanguage};
use crate::register::population::examples::built_in;
use crate::register::snapshot::zip;
use crate::register::versions::ANSWERS_AS;
use crate::register::view::{Eyes, Seen, TIME_TO_FOLLOW_UP, VIEWS};
use crate::register::{Change, Event, Register};
use crate::web::yaml;

use operations::{Operation, Parameter, Shape};
use schemas::{reference, schemas};

pub(in crate::register) use operations::{Needs, OPERATIONS};
pub(in crate::register) use schemas::is_written;

/// Where the document is.
pub(in crate::register) const DOCUMENTS: [&str; 3] = [
    "/api/oppslag/openapi/openapi.yaml",
    "/api/oppslag/openapi/openapi.json",
    "/api/oppslag/openapi/openapi.zip",
];

/// The document in each language, made when it is first asked for.
#[derive(Debug, Default)]
pub(in crate::register) struct Documents([OnceLock<Value>; 3]);

impl Documents {
    pub(in crate::register) fn of<'a>(&'a self, app: &App, language: Language) -> &'a Value {
        let [nb, nn, en] = &self.0;
        let place = match language {
            Language::Nb => nb,
            Language::Nn => nn,
            Language::En => en,
        };
        place.get_or_init(|| document(app, language))
    }
}

/// `GET /api/oppslag/openapi/openapi.json`
pub async fn as_json(State(register): State<Arc<Register>>, headers: HeaderMap) -> Response {
    let document = register.documents.of(&register.app, name_language(&headers).of_texts());
    ([(VARY, "Accept-Language")], Json(document)).into_response()
}

/// `GET /api/oppslag/openapi/openapi.yaml`
pub async fn as_yaml(State(register): State<Arc<Register>>, headers: HeaderMap) -> Response {
    let document = register.documents.of(&register.app, name_language(&headers).of_texts());
    let headers = [(CONTENT_TYPE, "application/yaml"), (VARY, "Accept-Language")];
    (headers, yaml::written(document)).into_response()
}

/// `GET /api/oppslag/openapi/openapi.zip`: the YAML in a ZIP file, as the real register gives it.
pub async fn as_zip(State(register): State<Arc<Register>>, headers: HeaderMap) -> Response {
    let document = register.documents.of(&register.app, name_language(&headers).of_texts());
    let now = register.app.now();
    match zipped(&yaml::written(document), now) {
        Ok(bytes) => {
            let headers = [
                (CONTENT_TYPE, "application/zip"),
                (CONTENT_DISPOSITION, "attachment; filename=\"openapi.zip\""),
                (VARY, "Accept-Language"),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the document could not be compressed");
            super::refused(&register, DOCUMENTS[2], &headers, &Refusal::Unavailable)
        }
    }
}

fn zipped(text: &str, now: Now) -> std::io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes())?;
    encoder.flush()?;
    let deflated = std::mem::take(encoder.get_mut());
    let entry = zip::Entry {
        name: "openapi.yaml",
        at: now.wall,
        checksum: crc32fast::hash(text.as_bytes()),
        length: text.len() as u64,
        deflated: deflated.len() as u64,
    };
    Ok([entry.head(), deflated, entry.tail()].concat())
}

fn document(app: &App, language: Language) -> Value {
    let points = &app.config.register;
    let mut paths = Map::new();
    for operation in OPERATIONS {
        paths.insert(operation.path.to_owned(), json!({ "get": described(app, operation, language) }));
    }
    let scopes = VIEWS.map(|(scope, _)| format!("`{scope}`")).join(", ");
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": language.text("register-api-title"),
            "version": ANSWERS_AS,
            "description": language.text_with(
                "register-api-info", &[("version", ANSWERS_AS), ("ours", env!("CARGO_PKG_VERSION"))]
            ),
        },
        "servers": [{ "url": app.url("") }],
        "tags": [{ "name": "oppslag", "description": language.text("register-api-lead") }],
        "paths": paths,
        "components": {
            "schemas": schemas(points, language),
            "securitySchemes": { "maskinporten": {
                "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                "description": language.text_with("register-api-token", &[("scopes", &scopes)]),
            } },
        },
    })
}

fn described(app: &App, operation: &Operation, language: Language) -> Value {
    let points = &app.config.register;
    let mut responses = Map::new();
    for (status, response) in answered(app, operation, language) {
        responses.insert(status.to_owned(), response);
    }
    let mut by_status: BTreeMap<u16, Map<String, Value>> = BTreeMap::new();
    let wanted = refusals_of(operation);
    let parameter = operation.parameters.first().copied().unwrap_or_default();
    for (name, refusal) in Refusal::examples(parameter).iter().filter(|(name, _)| wanted.contains(name)) {
        let path = operation.example(points);
        let path = path.split('?').next().unwrap_or_default();
        let body = refusal.example(points, path, language);
        let status = refusal.status(points).as_u16();
        by_status.entry(status).or_default().insert((*name).to_owned(), json!({ "value": body }));
    }
    let kind = if points.problem_documents { "application/problem+json" } else { "application/json" };
    for (status, examples) in by_status {
        let mut response = json!({
            "description": language.text(&format!("register-answer-{status}")),
            "content": { kind: { "schema": reference("Feil"), "examples": examples } },
        });
        add_headers(&mut response, status, operation);
        responses.insert(status.to_string(), response);
    }
    let parameters: Vec<Value> = operation
        .parameters
        .iter()
        .filter_map(|name| Parameter::named(name))
        .map(|parameter| {
            json!({
                "name": parameter.name, "in": parameter.place, "required": parameter.required,
                "description": language.text(&parameter_key(parameter.name)),
                "schema": parameter.schema(points), "example": parameter.example(points),
            })
        })
        .collect();
    json!({
        "operationId": operation.id,
        "summary": language.text(&operation_key(operation, "name")),
        "description": format!("{} {}", language.text(&operation_key(operation, "about")), opened(operation, language)),
        "tags": ["oppslag"],
        "parameters": parameters,
        "x-codeSamples": [{ "lang": "Shell", "source": call(app, operation) }],
        "responses": responses,
        "security": if operation.needs == Needs::Nothing { json!([]) } else { json!([{ "maskinporten": [] }]) },
    })
}

/// A call with curl.
fn call(app: &App, operation: &Operation) -> String {
    let token =
        if operation.needs == Needs::Nothing { "" } else { "-H \"Authorization: Bearer $TOKEN\" \\\n  " };
    let file = if operation.answer == Shape::File { "-o totalbestand.zip " } else { "" };
    format!("curl {file}{token}'{}'", app.url(&operation.example(&app.config.register)))
}

/// A text of an operation.
pub(in crate::register) fn operation_key(operation: &Operation, text: &str) -> String {
    format!("operation-{}-{text}", operation.id).to_ascii_lowercase()
}

/// The text of a parameter.
fn parameter_key(name: &str) -> String {
    format!("parameter-{name}").to_ascii_lowercase()
}

/// Which scopes are answered, in a sentence.
fn opened(operation: &Operation, language: Language) -> String {
    match operation.needs {
        Needs::Nothing => language.text("register-api-for-anybody"),
        Needs::Token => language.text("register-api-for-all-scopes"),
        Needs::Opened(opening) => {
            language.text_with("register-api-for-scopes", &[("scopes", &opening.scopes().join(", "))])
        }
    }
}

fn refusals_of(operation: &Operation) -> Vec<&'static str> {
    let mut names = operation.refusals.to_vec();
    if operation.needs != Needs::Nothing {
        names.extend([
            "token-missing", "token-invalid", "token-expired", "token-issuer", "no-scope", "unavailable",
        ]);
    }
    if matches!(operation.needs, Needs::Opened(_)) {
        names.push("other-scope");
    }
    if operation.needs != Needs::Nothing && !operation.path.contains('{') {
        names.extend(["parameter-missing", "parameter-repeated"]);
    }
    names
}

fn add_headers(response: &mut Value, status: u16, operation: &Operation) {
    let names: &[&str] = match (status, operation.answer) {
        (401 | 403, _) => &["WWW-Authenticate"],
        (416, _) => &["Content-Range"],
        (503, Shape::File) => &["Retry-After"],
        _ => return,
    };
    let headers: Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), json!({ "schema": { "type": "string" } }))).collect();
    if let Value::Object(members) = response {
        members.insert("headers".to_owned(), Value::Object(headers));
    }
}

/// The answers that are no refusals.
fn answered(app: &App, operation: &Operation, language: Language) -> Vec<(&'static str, Value)> {
    let points = &app.config.register;
    let about = language.text(&operation_key(operation, "answer"));
    let json_answer = |schema: Value| {
        let example = answer_example(app, operation, language);
        json!({
            "description": about,
            "content": { "application/json": { "schema": schema, "examples": { "svar": { "value": example } } } },
        })
    };
    let list = |name: &str| json!({ "type": "array", "items": reference(name) });
    match operation.answer {
        Shape::One(name) => vec![("200", json_answer(reference(name)))],
        Shape::Many(name) => vec![("200", json_answer(list(name)))],
        Shape::Found => {
            let found = list("RegistreringspliktigVirksomhet");
            let schema = if points.wrapped_list {
                json!({ "type": "object", "required": ["virksomheter"], "properties": { "virksomheter": found } })
            } else {
                found
            };
            vec![("200", json_answer(schema))]
        }
        Shape::File => {
            let headers = |names: &[&str]| -> Map<String, Value> {
                let text = json!({ "schema": { "type": "string" } });
                names.iter().map(|name| ((*name).to_owned(), text.clone())).collect()
            };
            let file = |about: String, names: &[&str]| {
                json!({
                    "description": about, "headers": headers(names),
                    "content": { points.whole_type: { "schema": { "type": "string", "format": "binary" } } },
                })
            };
            let kept = ["ETag", "Last-Modified"];
            vec![
                ("200", file(about, &["ETag", "Last-Modified", "Accept-Ranges"])),
                (
                    "206",
                    file(language.text("register-answer-206"), &["ETag", "Last-Modified", "Content-Range"]),
                ),
                (
                    "304",
                    json!({ "description": language.text("register-answer-304"), "headers": headers(&kept) }),
                ),
            ]
        }
    }
}

/// An answer as an authority is given it, of the first company that every world begins with.
fn answer_example(app: &App, operation: &Operation, language: Language) -> Value {
    let points = &app.config.register;
    let names = NameLanguage::of_page(language);
    if operation.path == CODE_LISTS {
        return json!({ "kodelister": codes::lists(names) });
    }
    let Some(company) = built_in().into_iter().next().map(|example| example.company) else {
        return Value::Null;
    };
    let registered = company.registrations.first().map_or(0, |registration| registration.registered);
    let eyes = Eyes { view: VIEWS[0].1, language: names, world: registered + TIME_TO_FOLLOW_UP };
    match operation.answer {
        Shape::One("SekvensnummerResponse") => super::changes::told(points, 0),
        Shape::Many(_) => {
            let event =
                Event { sequence: 1, number: company.number, change: Change::Registered, at: registered };
            let source = points.event_source.clone().unwrap_or_else(|| app.url("/api/oppslag/v1"));
            json!(Events { found: &[event], source: &source, company: points.event_company })
        }
        Shape::Found if points.wrapped_list => json!({ "virksomheter": [Seen(&company, &eyes)] }),
        Shape::Found => json!([Seen(&company, &eyes)]),
        _ => json!(Seen(&company, &eyes)),
    }
}
