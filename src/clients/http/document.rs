//! The self-service API's `OpenAPI` document, with an example of every request and answer, and the page that shows it.
//!
//! The examples of answers and refusals are made by the code that answers and refuses; the tests send those of requests.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::super::refusal::Refusal;
use super::operations::{Body, OPERATIONS, Operation, Shape};
use super::schemas::schemas;
use super::{examples, operations};
use crate::access::Visit;
use crate::web::{ApiPage, ApiText};

/// The document, made once.
static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

/// `GET /api/v1/openapi.json`
pub async fn openapi() -> Response {
    Json(&*DOCUMENT).into_response()
}

/// `GET /api/v1`: the document for people.
pub async fn page(visit: Visit) -> Response {
    let lang = visit.lang;
    let text = ApiText {
        title: lang.text("client-api-title"),
        lead: lang.text_with("client-api-lead", &[("address", "/api/v1")]),
        access: lang.text("client-api-token"),
        document: "/api/v1/openapi.json",
    };
    visit.page(&ApiPage::of(visit.frame(), text, &DOCUMENT))
}

fn document() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for operation in OPERATIONS {
        let path = paths.entry(operation.path.to_owned()).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(operation.method.to_owned(), described(operation));
        }
    }
    let tags: Vec<Value> =
        operations::TAGS.iter().map(|(name, about)| json!({ "name": name, "description": about })).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Fullmakt: self-service",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Clients, keys, scopes and access to them, in the shapes of Digdir's self-service API. \
                            Every address below /api/v1 stands without /api/v1 in front as well. The caller's organisation \
                            is the consumer of its access token. Beside the real service's semantics, where the last write \
                            wins, answers have an ETag, and a change with If-Match is refused (412) when somebody changed it \
                            in between.",
        },
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                "access_token": {
                    "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                    "description": "An access token of this service's own /token, with one of the scopes that the operation names.",
                },
            },
        },
    })
}

/// The statuses that an operation answers with besides its own.
fn refusals_of(operation: &Operation) -> Vec<&'static str> {
    let mut names = operation.refusals.to_vec();
    names.push("unavailable");
    if !operation.scopes.is_empty() {
        names.extend(["no-token", "expired-token", "wrong-scope"]);
    }
    if operation.path.contains("{client_id}") {
        names.extend(["another's-client", "no-such-client"]);
    }
    match operation.body {
        Body::None => {}
        Body::Json(..) => names.extend(["broken-json", "member-twice", "too-large", "not-json"]),
        Body::Text => names.extend(["too-large", "not-text"]),
    }
    if operation.if_match {
        names.extend(["changed", "broken-if-match"]);
    }
    names
}

fn described(operation: &Operation) -> Value {
    let mut about = operation.about.to_owned();
    if operation.scopes.is_empty() {
        about.push_str(" Open to everybody.");
    } else {
        about.push_str(" Scope: ");
        about.push_str(&operation.scopes.join(" or "));
        about.push('.');
    }
    let mut parameters: Vec<Value> = Vec::new();
    for name in operation.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
        parameters.push(operations::path_parameter(name));
    }
    parameters.extend(operation.query.iter().map(|name| operations::query_parameter(name)));
    if operation.if_match {
        parameters.push(json!({
            "name": "If-Match", "in": "header", "required": false,
            "description": "The ETag that the thing had when it was read, or *",
            "schema": { "type": "string", "pattern": "^(\\*|\"[!#-+\\--~]{1,40}\")$" }, "example": "*",
        }));
    }
    let mut responses: Map<String, Value> = Map::new();
    let (status, shape) = operation.answer;
    responses.insert(status.to_owned(), answered(operation, shape));
    let mut by_status: BTreeMap<u16, (Vec<String>, Map<String, Value>)> = BTreeMap::new();
    let wanted = refusals_of(operation);
    for (name, about, refusal) in Refusal::examples() {
        if wanted.contains(&name) {
            let (status, body) = refusal.example();
            let (sentences, examples) = by_status.entry(status).or_default();
            sentences.push(about.to_owned());
            examples.insert(name.to_owned(), json!({ "value": body }));
        }
    }
    for (status, (sentences, examples)) in by_status {
        let response = json!({
            "description": sentences.join("; "),
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/ApiError" }, "examples": examples } },
        });
        responses.insert(status.to_string(), response);
    }
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "description": about,
        "tags": [operation.tag],
        "parameters": parameters,
        "responses": responses,
        "security": if operation.scopes.is_empty() { json!([]) } else { json!([{ "access_token": [] }]) },
    });
    if let Some(members) = described.as_object_mut() {
        match operation.body {
            Body::None => {}
            Body::Json(schema, example) => {
                let value = examples::request(example);
                members.insert(
                    "requestBody".to_owned(),
                    json!({
                        "required": true,
                        "content": { "application/json": {
                            "schema": { "$ref": format!("#/components/schemas/{schema}") },
                            "examples": { example: { "value": value } },
                        } },
                    }),
                );
            }
            Body::Text => {
                let forms = examples::KEYS_AS_TEXT
                    .iter()
                    .map(|name| ((*name).to_owned(), json!({ "value": examples::request(name) })));
                members.insert("requestBody".to_owned(), json!({
                    "required": true,
                    "content": { "text/plain": { "schema": { "type": "string" }, "examples": forms.collect::<Map<_, _>>() } },
                }));
            }
        }
    }
    described
}

fn answered(operation: &Operation, shape: Shape) -> Value {
    let (schema, value) = match shape {
        Shape::Nothing => return json!({ "description": "Done" }),
        Shape::One(schema) => {
            (json!({ "$ref": format!("#/components/schemas/{schema}") }), examples::answer(schema))
        }
        Shape::Many(schema) => (
            json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{schema}") } }),
            json!([examples::answer(schema)]),
        ),
    };
    let mut response = json!({
        "description": operation.answered,
        "content": { "application/json": { "schema": schema, "examples": { "answer": { "value": value } } } },
    });
    if operation.tagged
        && let Some(members) = response.as_object_mut()
    {
        let tag = json!({ "description": "Its version, for If-Match", "schema": { "type": "string" } });
        members.insert("headers".to_owned(), json!({ "ETag": tag }));
    }
    response
}
