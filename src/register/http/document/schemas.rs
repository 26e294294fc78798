//! The schemas of the document, made from the list of fields and the code lists.

use serde_json::{Map, Value, json};

use crate::config::{EventCompany, RegisterPoints};
use crate::language::Language;
use crate::register::Change;
use crate::register::codes::{self, NameLanguage};
use crate::register::fields::{Field, Kind, OBJECTS, Object, Presence};

/// The schema of a code of a list.
fn code_name(list: &str) -> String {
    let mut letters = list.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase()).into_iter();
    "Kode".chars().chain(first).chain(letters).collect()
}

/// Where a schema stands.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// All of them.
pub(super) fn schemas(points: &RegisterPoints, language: Language) -> Value {
    let mut all = Map::new();
    for object in OBJECTS {
        match object.name {
            // Each list has its own, so that the document says which codes there are.
            "Kode" => {
                for list in codes::lists(NameLanguage::Nob) {
                    let codes: Vec<&str> = list.codes.iter().map(|row| row.code).collect();
                    let schema = schema(object, points, language, Some(&json!(codes)), None);
                    all.insert(code_name(list.name), schema);
                }
                all.insert(object.name.to_owned(), schema(object, points, language, None, None));
            }
            "Land" => {
                for (name, pattern) in [("LandAlfa3", "^[A-Z]{3}$"), ("LandAlfa2", "^([A-Z]{2}|XUK)$")] {
                    all.insert(name.to_owned(), schema(object, points, language, None, Some(pattern)));
                }
            }
            "Feil" if points.problem_documents => {
                all.insert(object.name.to_owned(), problem(language));
            }
            name => {
                all.insert(name.to_owned(), schema(object, points, language, None, None));
            }
        }
    }
    Value::Object(all)
}

/// An error as a problem document (RFC 9457).
fn problem(language: Language) -> Value {
    let text = |key: &str| language.text(key);
    json!({
        "type": "object",
        "description": text("object-feil"),
        "required": ["status", "title", "detail"],
        "properties": {
            "status": { "type": "integer", "description": text("field-feil-status") },
            "title": { "type": "string", "description": text("field-feil-error") },
            "detail": { "type": "string", "description": text("field-feil-message") },
        },
    })
}

/// Whether a field is written under these settings.
pub(in crate::register) fn is_written(object: &Object, field: &Field, points: &RegisterPoints) -> bool {
    match (object.name, field.name) {
        ("Hendelse", "subject") => points.event_company != EventCompany::Data,
        ("Hendelse", "data") => points.event_company != EventCompany::Subject,
        _ => true,
    }
}

fn schema(
    object: &Object,
    points: &RegisterPoints,
    language: Language,
    codes: Option<&Value>,
    country: Option<&str>,
) -> Value {
    let (mut properties, mut required, mut either) = (Map::new(), Vec::new(), Vec::new());
    for field in object.fields.iter().filter(|field| is_written(object, field, points)) {
        let mut of = value(field.kind, points);
        if let Value::Object(members) = &mut of {
            match (field.kind, codes, country) {
                (Kind::AnyCode, Some(codes), _) => {
                    members.insert("enum".to_owned(), codes.clone());
                }
                (Kind::CountryCode, _, Some(pattern)) => {
                    members.insert("pattern".to_owned(), json!(pattern));
                }
                _ => {}
            }
            members.insert("description".to_owned(), json!(field.about(object.name, language)));
        }
        match field.presence {
            Presence::Always => required.push(field.name),
            Presence::OneOf => either.push(json!({ "required": [field.name] })),
            Presence::WhenKnown | Presence::AtMostOne => {}
        }
        properties.insert(field.name.to_owned(), of);
    }
    let mut schema = json!({
        "type": "object", "description": object.about(language), "properties": properties,
    });
    if let Value::Object(members) = &mut schema {
        if !required.is_empty() {
            members.insert("required".to_owned(), json!(required));
        }
        if !either.is_empty() {
            members.insert("oneOf".to_owned(), json!(either));
        }
    }
    schema
}

fn value(kind: Kind, points: &RegisterPoints) -> Value {
    match kind {
        Kind::OrgNumber => json!({ "type": "string", "pattern": "^[0-9]{9}$" }),
        Kind::PersonNumber => json!({ "type": "string", "pattern": "^[0-9]{11}$" }),
        Kind::Instant => json!({ "type": "string", "format": "date-time" }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Year => json!({ "type": "string", "pattern": "^[0-9]{4}$" }),
        Kind::Uuid => json!({ "type": "string", "format": "uuid" }),
        Kind::Address => json!({ "type": "string", "format": "uri" }),
        Kind::Text | Kind::AnyCode | Kind::CountryCode => json!({ "type": "string" }),
        Kind::EventType => json!({ "type": "string", "enum": Change::ALL.map(Change::event_type) }),
        Kind::Truth => json!({ "type": "boolean" }),
        Kind::Sequence if points.sequence_is_text => json!({ "type": "string" }),
        Kind::Number | Kind::Sequence => json!({ "type": "integer", "format": "int64" }),
        Kind::Code(list) => reference(&code_name(list)),
        Kind::PersonsCountry => reference("LandAlfa3"),
        Kind::PlacesCountry => reference("LandAlfa2"),
        Kind::Object(name) => reference(name),
        Kind::Many(one, may_be_empty) => {
            let mut list = json!({ "type": "array", "items": value(*one, points) });
            if let Value::Object(members) = &mut list
                && !may_be_empty
            {
                members.insert("minItems".to_owned(), json!(1));
            }
            list
        }
    }
}
