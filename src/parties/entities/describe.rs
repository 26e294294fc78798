//! What is told of a company, in Enhetsregisteret's shape (`register.md` §7).

use serde_json::{Value, json};

use super::Entity;
use crate::clock::{Millis, iso8601};

/// The day of an instant, as Enhetsregisteret writes it.
pub(in super::super) fn day(at: Millis) -> String {
    iso8601(at).get(..10).unwrap_or_default().to_owned()
}

/// What is told of a company of the population: its description, or little when it is deleted.
pub(in super::super) fn described(entity: &Entity) -> Value {
    let form = entity.description.get("organisasjonsform").cloned();
    let form = form.unwrap_or_else(|| json!({ "kode": entity.form }));
    if let Some(at) = entity.deleted_at {
        return json!({
            "organisasjonsnummer": entity.number,
            "navn": entity.name,
            "organisasjonsform": form,
            "slettedato": day(at),
            "respons_klasse": "SlettetEnhet",
        });
    }
    let mut told = entity.description.clone();
    if let Value::Object(members) = &mut told {
        members.entry("organisasjonsnummer").or_insert_with(|| json!(entity.number));
        members.entry("navn").or_insert_with(|| json!(entity.name));
        members.entry("organisasjonsform").or_insert(form);
        if let Some(parent) = entity.parent {
            members.entry("overordnetEnhet").or_insert_with(|| json!(parent));
        }
    }
    told
}
