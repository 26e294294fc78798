//! The `OpenAPI` document of Enhetsregisteret's open API as it is here, and the page that shows it.
//!
//! The members of a company are those of the bulk file's columns; examples are made by the code that answers.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::asked::{Asked, Fault, NOT_A_NUMBER, Page, pages};
use super::operations::{Answer, OPERATIONS, Operation, parameter};
use super::{BASE, codes, csv, malformed_body, one, spring_body, updates};
use crate::access::Visit;
use crate::app::App;
use crate::clock::{Millis, Now};
use crate::numbers::OrgNumber;
use crate::parties::entities::{self, Entity, FORMS, Feed, Update};
use crate::web::{ApiPage, ApiText};

/// Where the document is.
const DOCUMENT: &str = "/enhetsregisteret/api/openapi.json";

/// When the examples were answered: 24 November 2026.
const EXAMPLE_TIME: Millis = 1_795_511_700_000;

/// `GET /enhetsregisteret/api/openapi.json`
pub async fn openapi(State(app): State<Arc<App>>) -> Response {
    Json(document(&app)).into_response()
}

/// `GET /enhetsregisteret/api/dokumentasjon`: the document for people.
pub async fn documentation(visit: Visit) -> Response {
    let lang = visit.lang;
    let text = ApiText {
        title: lang.text("open-register-api-title"),
        lead: lang.text_with("open-register-api-lead", &[("address", BASE)]),
        access: lang.text("open-register-api-access"),
        document: DOCUMENT,
    };
    let document = document(&visit.app);
    visit.page(&ApiPage::of(visit.frame(), text, &document))
}

fn document(app: &App) -> Value {
    let paths: Map<String, Value> = OPERATIONS
        .iter()
        .map(|operation| (format!("{BASE}{}", operation.path), json!({ "get": described(app, operation) })))
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Fullmakt: Enhetsregisteret's open API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The organisations of this test environment, answered as Enhetsregisteret's open API does. \
                            Nobody needs a token, and nothing can be changed. A parameter with an empty value counts as not sent.",
        },
        "servers": [{ "url": app.url("") }],
        "tags": [{ "name": "enhetsregisteret", "description": "Companies, subunits and roles" }],
        "paths": paths,
        "components": { "schemas": schemas() },
    })
}

fn described(app: &App, operation: &Operation) -> Value {
    let mut responses = Map::new();
    responses.insert("200".to_owned(), answered(app, operation));
    let spring = |status, message: &str| {
        let now = Now { wall: EXAMPLE_TIME, world: EXAMPLE_TIME };
        let body = spring_body(now, status, &format!("{BASE}{}", operation.path), message);
        ("Feil", body)
    };
    for (status, about) in operation.refusals {
        let body = match *status {
            304 | 404 => None,
            400 => Some(("Valideringsfeil", malformed_example(operation))),
            410 => Some((
                "FjernetEnhet",
                json!({ "organisasjonsnummer": "310000019", "slettedato": "2026-11-24" }),
            )),
            406 => Some(spring(
                axum::http::StatusCode::NOT_ACCEPTABLE,
                super::not_acceptable(operation.kind).as_str(),
            )),
            _ => Some(spring(axum::http::StatusCode::SERVICE_UNAVAILABLE, super::UNAVAILABLE)),
        };
        let mut response = json!({ "description": about });
        if let (Some((schema, example)), Value::Object(members)) = (body, &mut response) {
            members.insert(
                "content".to_owned(),
                json!({ "application/json": { "schema": reference(schema), "examples": { "feil": { "value": example } } } }),
            );
        }
        responses.insert(status.to_string(), response);
    }
    let parameters: Vec<Value> = operation.parameters.iter().map(|name| parameter(name)).collect();
    json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.about,
        "tags": ["enhetsregisteret"],
        "parameters": parameters,
        "responses": responses,
        "security": [],
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn answered(app: &App, operation: &Operation) -> Value {
    let mut content = Map::new();
    match operation.answer {
        Answer::File(kind) => {
            content.insert(kind.to_owned(), json!({ "schema": { "type": "string", "format": "binary" } }));
        }
        Answer::Json(schema) => {
            let told = json!({ "schema": reference(schema), "examples": { "svar": { "value": example(app, schema) } } });
            let kinds =
                ["application/json", "application/hal+json"].into_iter().chain(operation.kind.versioned());
            content.extend(kinds.map(|kind| (kind.to_owned(), told.clone())));
        }
    }
    json!({ "description": operation.answered, "content": content })
}

fn malformed_example(operation: &Operation) -> Value {
    let fault = if operation.path.contains("{organisasjonsnummer}") {
        Fault::new("organisasjonsnummer", "31000001", NOT_A_NUMBER)
    } else {
        Fault::new("size", "alle", "Verdien må være et helt tall fra 1 og oppover.")
    };
    let now = Now { wall: EXAMPLE_TIME, world: EXAMPLE_TIME };
    malformed_body(now, &format!("{BASE}{}", operation.path), &[fault])
}

/// A made-up company or subunit, as it is answered.
fn company(app: &App, subunit: bool) -> Value {
    let number = |text: &str| OrgNumber::parse(text).ok();
    let (Some(main), Some(below)) = (number("310000019"), number("310000027")) else { return Value::Null };
    let (number, name, form) =
        if subunit { (below, "LYSTIG ELG AVD MÅKE", "BEDR") } else { (main, "LYSTIG ELG AS", "AS") };
    let entity = Entity {
        number,
        name: name.to_owned(),
        form: form.to_owned(),
        parent: subunit.then_some(main),
        description: json!({ "navn": name, "konkurs": false, "respons_klasse": if subunit { "Underenhet" } else { "Enhet" } }),
        roles: json!([]),
        deleted_at: None,
        updated_at: EXAMPLE_TIME,
    };
    one::with_links(app, subunit, number, entities::described(&entity))
}

fn example(app: &App, schema: &str) -> Value {
    let page = |place: &str, inside: Value| {
        let uri = Uri::from_static("/");
        let (page, links) = pages(
            &app.url(&format!("{BASE}/{place}")),
            &Asked::of(&uri, &[]),
            Page { number: 0, size: 20 },
            1,
        );
        json!({ "_embedded": inside, "_links": links, "page": page })
    };
    let feed = |feed: Feed| {
        let update =
            Update { id: 1, number: "310000019".to_owned(), at: EXAMPLE_TIME, change: "Ny".to_owned() };
        let told = json!([updates::told(app, feed, &update)]);
        page(&format!("oppdateringer/{}", feed.name()), json!({ updates::embedded(feed): told }))
    };
    match schema {
        "Enhet" => company(app, false),
        "Underenhet" => company(app, true),
        "Enheter" => page("enheter", json!({ "enheter": [company(app, false)] })),
        "Underenheter" => page("underenheter", json!({ "underenheter": [company(app, true)] })),
        "Roller" => {
            let person = json!({ "fodselsdato": "2002-11-05", "navn": { "fornavn": "Rask", "etternavn": "Løvetann" }, "erDoed": false });
            let role = json!({
                "type": { "kode": "DAGL", "beskrivelse": "Daglig leder" }, "person": person,
                "fratraadt": false, "avregistrert": false, "rekkefolge": 0
            });
            let group = json!({
                "type": { "kode": "DAGL", "beskrivelse": "Daglig leder" }, "sistEndret": "2026-11-24", "roller": [role]
            });
            one::roles_body(app, "310000019", &json!([group]))
        }
        "OppdaterteEnheter" => feed(Feed::Entities),
        "OppdaterteUnderenheter" => feed(Feed::Subunits),
        "OppdaterteRoller" => feed(Feed::Roles),
        "Organisasjonsform" => codes::told(app, "AS", "Aksjeselskap"),
        _ => codes::all(app),
    }
}

/// What the value of a member is.
fn leaf(way: &str) -> Value {
    let name = way.rsplit('.').next().unwrap_or_default();
    match name {
        "organisasjonsnummer" | "overordnetEnhet" => json!({ "type": "string", "pattern": "^[0-9]{9}$" }),
        "harRegistrertAntallAnsatte"
        | "konkurs"
        | "underAvvikling"
        | "erIKonsern"
        | "underTvangsavviklingEllerTvangsopplosning" => json!({ "type": "boolean" }),
        _ if name.starts_with("registrertI") => json!({ "type": "boolean" }),
        "antallAnsatte" => json!({ "type": "integer" }),
        "adresse" | "frivilligMvaRegistrertBeskrivelser" | "vedtektsfestetFormaal" | "aktivitet" => {
            json!({ "type": "array", "items": { "type": ["string", "null"] } })
        }
        // Both numbers and texts are seen.
        "belop" | "antallAksjer" => json!({}),
        _ => json!({ "type": "string" }),
    }
}

/// The members of a company: the columns of the bulk file, and what a file has no column for.
fn company_schema(subunit: bool) -> Value {
    let foreign: &[&str] = if subunit {
        &["forretningsadresse", "kapital", "vedtektsdato", "stiftelsesdato"]
    } else {
        &["beliggenhetsadresse", "oppstartsdato", "nedleggelsesdato"]
    };
    let mut properties = Map::new();
    let more = ["respons_klasse", "slettedato"];
    for way in csv::COLUMNS.iter().chain(&more) {
        let (outer, inner) = way.split_once('.').map_or((*way, None), |(outer, inner)| (outer, Some(inner)));
        if foreign.contains(&outer) {
            continue;
        }
        match inner {
            None => {
                properties.insert(outer.to_owned(), leaf(way));
            }
            Some(inner) => {
                let object =
                    properties.entry(outer).or_insert_with(|| json!({ "type": "object", "properties": {} }));
                if let Some(Value::Object(members)) = object.get_mut("properties") {
                    members.insert(inner.to_owned(), leaf(way));
                }
            }
        }
    }
    if let Some(Value::Object(form)) = properties.get_mut("organisasjonsform") {
        form.insert("required".to_owned(), json!(["kode", "beskrivelse"]));
    }
    properties.insert("_links".to_owned(), reference("Lenker"));
    json!({
        "type": "object",
        "description": "A member that has no value is left out, and never null.",
        "required": ["organisasjonsnummer", "navn", "organisasjonsform", "_links"],
        "properties": properties,
    })
}

fn object(required: &[&str], properties: &Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
}

fn schemas() -> Value {
    let text = json!({ "type": "string" });
    let number = json!({ "type": "string", "pattern": "^[0-9]{9}$" });
    let date = json!({ "type": "string", "format": "date" });
    let list = |name: &str| json!({ "type": "array", "minItems": 1, "items": reference(name) });
    let page = |inside: &str, schema: &str| {
        object(
            &["_links", "page"],
            &json!({
                "_embedded": object(&[inside], &json!({ inside: list(schema) })),
                "_links": reference("Lenker"), "page": reference("Side"),
            }),
        )
    };
    let code = object(&["kode", "beskrivelse"], &json!({ "kode": text, "beskrivelse": text }));
    let update = json!({
        "oppdateringsid": { "type": "integer", "format": "int64" },
        "dato": { "type": "string", "format": "date-time" },
        "organisasjonsnummer": number,
        "endringstype": { "type": "string", "enum": Update::changes() },
        "_links": reference("Lenker"),
    });
    let codes: Vec<&str> = FORMS.iter().map(|form| form.code).collect();
    let link = object(&["href"], &json!({ "href": { "type": "string" } }));
    let fault = json!({
        "feilmelding": text, "parametere": { "type": "array", "items": text }, "feilaktigVerdi": text,
    });
    json!({
        "Enhet": company_schema(false),
        "Underenhet": company_schema(true),
        "Enheter": page("enheter", "Enhet"),
        "Underenheter": page("underenheter", "Underenhet"),
        "OppdaterteEnheter": page("oppdaterteEnheter", "Oppdatering"),
        "OppdaterteUnderenheter": page("oppdaterteUnderenheter", "Oppdatering"),
        "OppdaterteRoller": page("oppdaterteRoller", "Oppdatering"),
        "Oppdatering": object(&["oppdateringsid", "dato", "organisasjonsnummer", "endringstype", "_links"], &update),
        "Roller": object(&["rollegrupper", "_links"], &json!({
            "rollegrupper": { "type": "array", "items": reference("Rollegruppe") }, "_links": reference("Lenker"),
        })),
        "Rollegruppe": object(&["type", "roller"], &json!({
            "type": code, "sistEndret": date, "roller": { "type": "array", "items": reference("Rolle") },
        })),
        "Rolle": object(&["type", "fratraadt", "avregistrert"], &json!({
            "type": code,
            "person": { "type": "object", "properties": {
                "fodselsdato": date, "erDoed": { "type": "boolean" }, "navn": { "type": "object", "properties": {
                    "fornavn": text, "mellomnavn": text, "etternavn": text,
                } },
            } },
            "enhet": { "type": "object" },
            "fratraadt": { "type": "boolean" }, "avregistrert": { "type": "boolean" },
            "rekkefolge": { "type": "integer" },
        })),
        "Organisasjonsform": object(&["kode", "beskrivelse", "_links"], &json!({
            "kode": { "type": "string", "enum": codes }, "beskrivelse": text, "_links": reference("Lenker"),
        })),
        "Organisasjonsformer": object(&["_embedded", "_links"], &json!({
            "_embedded": object(&["organisasjonsformer"], &json!({ "organisasjonsformer": list("Organisasjonsform") })),
            "_links": reference("Lenker"),
        })),
        "Lenker": { "type": "object", "additionalProperties": link },
        "Side": object(&["size", "totalElements", "totalPages", "number"], &json!({
            "size": { "type": "integer" }, "totalElements": { "type": "integer" },
            "totalPages": { "type": "integer" }, "number": { "type": "integer" },
        })),
        "FjernetEnhet": object(&["organisasjonsnummer"], &json!({ "organisasjonsnummer": number, "slettedato": text })),
        "Feil": object(&["timestamp", "status", "error", "message", "path"], &json!({
            "timestamp": { "type": "string", "format": "date-time" }, "status": { "type": "integer" },
            "error": text, "message": text, "path": text,
        })),
        "Valideringsfeil": object(&["tidsstempel", "status", "feilmelding", "sti", "antallFeil", "valideringsfeil"], &json!({
            "tidsstempel": { "type": "integer", "format": "int64" }, "status": { "type": "integer" },
            "feilmelding": text, "sti": text, "antallFeil": { "type": "integer" },
            "valideringsfeil": { "type": "array", "items": object(&["feilmelding", "parametere", "feilaktigVerdi"], &fault) },
        })),
    })
}
