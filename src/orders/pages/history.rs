//! What happened in a case, in words: for a handler all of it, for a contact what concerns it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::order_facts::grouped;
use crate::access::{Visit, api_keys, links};
use crate::audit::Entry;
use crate::db::{Error, Tx, params};
use crate::language::Language;
use crate::numbers::OrgNumber;
use crate::orders::{Order, OrderKind, letters, rules};
use crate::parties::registry;

/// A line of a case's history.
pub(super) struct HistoryLine {
    /// When it was.
    pub(super) when: String,
    /// What happened.
    pub(super) what: String,
    /// Who did it.
    pub(super) who: String,
}

/// What a contact is told of. Notes, assignment and logins are the desk's own.
const FOR_CONTACTS: [&str; 13] = [
    "order.placed", "order.completed", "order.corrected", "order.confirmed", "order.asked", "order.answered",
    "order.approved", "order.rejected", "order.withdrawn", "order.closed", "order.reminded",
    "order.step_done", "api_key.created",
];

/// Who stands behind the ids of a case's audit rows.
#[derive(Default)]
pub(super) struct People {
    /// The contacts' names, by their signed links.
    contacts: BTreeMap<String, String>,
    /// Contacts who came by a link of another case, by their links: their name, where it may be told, and their organisation's.
    of_other_cases: BTreeMap<String, (Option<String>, String)>,
    /// Whose the API keys are, by their ids: the number, and the name where it is known.
    programs: BTreeMap<String, (OrgNumber, Option<String>)>,
}

/// The people and programs of a case.
pub(super) async fn people(
    tx: &mut Tx,
    visit: &Visit,
    order: &Order,
    entries: &[Entry],
) -> Result<People, Error> {
    let known = organisations(tx, visit, order, entries).await?;
    Ok(People { contacts: contacts(tx, &order.case_number).await?, ..known })
}

/// The organisations alone, for who is not told the people's names.
pub(super) async fn without_names(
    tx: &mut Tx,
    visit: &Visit,
    order: &Order,
    entries: &[Entry],
) -> Result<People, Error> {
    let mut people = organisations(tx, visit, order, entries).await?;
    for (name, _) in people.of_other_cases.values_mut() {
        *name = None;
    }
    Ok(people)
}

/// Organisations are called by the names they have, and not by those that an order gives them: whoever orders may write what
/// it likes there.
async fn organisations(
    tx: &mut Tx,
    visit: &Visit,
    order: &Order,
    entries: &[Entry],
) -> Result<People, Error> {
    let ids_of = |kind: &str| -> BTreeSet<String> {
        entries.iter().filter_map(|entry| Some(entry.actor.strip_prefix(kind)?.to_owned())).collect()
    };
    let mut people = People::default();
    for id in ids_of("api_key:") {
        let Some(organisation) = api_keys::organisation_of(tx, &id).await? else { continue };
        let name = registry::known_name(tx, &visit.app, organisation, visit.now).await?;
        people.programs.insert(id, (organisation, name));
    }
    for id in ids_of("contact:") {
        let Some(link) = links::find(tx, &id).await? else { continue };
        if link.text("case_number")? == order.case_number {
            continue;
        }
        let Ok(organisation) = OrgNumber::parse(&link.text("organisation")?) else { continue };
        let of = registry::known_name(tx, &visit.app, organisation, visit.now).await?;
        let of = of.unwrap_or_else(|| grouped(organisation));
        people.of_other_cases.insert(id, (Some(link.text("contact_name")?), of));
    }
    Ok(people)
}

async fn contacts(tx: &mut Tx, case_number: &str) -> Result<BTreeMap<String, String>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT id, contact_name FROM signed_links WHERE case_number = $1 ORDER BY id DESC LIMIT 500",
            params![case_number],
        )
        .await?;
    rows.iter().map(|row| Ok((row.text("id")?, row.text("contact_name")?))).collect()
}

/// Who an audit row's actor is.
pub(super) fn who(actor: &str, people: &People, language: Language) -> String {
    match actor.split_once(':') {
        Some(("handler", name)) => name.to_owned(),
        Some((rules::ACTOR, name)) => language.text_with("actor-rule", &[("name", name)]),
        Some(("api_key", id)) => match people.programs.get(id) {
            Some((number, Some(name))) => {
                language.text_with("actor-api-key-named", &[("name", name), ("number", &grouped(*number))])
            }
            Some((number, None)) => language.text_with("actor-api-key-of", &[("number", &grouped(*number))]),
            None => language.text("actor-api-key"),
        },
        Some(("contact", link)) => match (people.contacts.get(link), people.of_other_cases.get(link)) {
            (Some(name), _) => language.text_with("actor-contact-named", &[("name", name)]),
            (None, Some((Some(name), of))) => {
                language.text_with("actor-contact-named-of", &[("name", name), ("organisation", of)])
            }
            (None, Some((None, of))) => language.text_with("actor-contact-of", &[("organisation", of)]),
            (None, None) => language.text("actor-contact"),
        },
        _ => {
            let key = format!("actor-{}", actor.split(':').next().unwrap_or_default());
            if language.has(&key) { language.text(&key) } else { actor.to_owned() }
        }
    }
}

fn what(entry: &Entry, language: Language) -> String {
    let key = format!("event-{}", entry.action.replace(['.', '_'], "-"));
    let event = if language.has(&key) { language.text(&key) } else { entry.action.clone() };
    let detail = |name: &str| entry.detail.get(name).and_then(Value::as_str);
    let more = match entry.action.as_str() {
        "order.approved" => detail("scope").map(str::to_owned),
        "order.given" => detail("to").map(|to| super::queue::name_of(to).to_owned()),
        "order.step_done" => detail("step").map(|step| {
            let name = language.text(&format!("step-{}", step.replace('_', "-")));
            match entry.detail.get("receipt").map(|receipt| receipt_in_words(receipt, language)) {
                Some(receipt) if !receipt.is_empty() => format!("{name} ({receipt})"),
                _ => name,
            }
        }),
        "order.corrected" => {
            let kind = detail("kind").and_then(OrderKind::from_key).unwrap_or(OrderKind::FictionalCustomer);
            let fields = entry.detail.get("fields").and_then(Value::as_array).into_iter().flatten();
            let fields: Vec<String> = fields
                .filter_map(Value::as_str)
                .map(|field| letters::field_in_words(language, kind, field))
                .collect();
            Some(fields.join(", "))
        }
        "order.closed" => detail("reason")
            .map(|reason| format!("case-closed-{reason}"))
            .filter(|key| language.has(key))
            .map(|key| language.text(&key)),
        _ => None,
    };
    more.map_or(event.clone(), |more| format!("{event}: {more}"))
}

/// A step's receipt: whom it made or found, and whether that was there before.
pub(super) fn receipt_in_words(receipt: &Value, language: Language) -> String {
    let text = |name: &str| receipt.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let mut parts: Vec<String> =
        ["name", "number", "scope", "note"].into_iter().filter_map(text).map(str::to_owned).collect();
    if let Some(scopes) = receipt.get("scopes").and_then(Value::as_array) {
        parts.extend(scopes.iter().filter_map(Value::as_str).map(str::to_owned));
    }
    if receipt.get("was_there").and_then(Value::as_bool) == Some(true) {
        parts.push(language.text("receipt-was-there"));
    }
    if receipt.get("production_data").and_then(Value::as_bool) == Some(true) {
        parts.push(language.text("receipt-production-data"));
    }
    parts.join(", ")
}

/// The history as a handler reads it.
pub(super) fn for_handlers(entries: &[Entry], people: &People, language: Language) -> Vec<HistoryLine> {
    let line = |entry: &Entry| HistoryLine {
        when: language.instant(entry.at),
        what: what(entry, language),
        who: who(&entry.actor, people, language),
    };
    entries.iter().map(line).collect()
}

/// The history as a contact reads it: handlers stay without a name, and receipts without what they hold, since not every
/// contact may know whom the other side was given.
pub(super) fn for_contacts(entries: &[Entry], programs: &People, language: Language) -> Vec<HistoryLine> {
    let told = entries.iter().filter(|entry| FOR_CONTACTS.contains(&entry.action.as_str()));
    told.map(|entry| {
        let plain = Entry { detail: without_results(&entry.detail), ..entry.clone() };
        HistoryLine {
            when: language.instant(entry.at),
            what: what(&plain, language),
            who: match entry.actor.split(':').next() {
                Some("handler") => language.text("actor-handler"),
                Some(rules::ACTOR) => language.text("actor-rule-unnamed"),
                _ => who(&entry.actor, programs, language),
            },
        }
    })
    .collect()
}

/// What every contact of a case may read of an event: which step, why the case was closed, and which facts were put right.
fn without_results(detail: &Value) -> Value {
    let kept = ["step", "reason", "kind", "fields"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), detail.get(name)?.clone())));
    Value::Object(kept.collect())
}
