//! `/forklar`: a pasted error text leads to its request, and below stand the latest requests, or those that are looked for.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::refusal::Refusal;
use super::HELP;
use crate::access::{Principal, Visit};
use crate::clock::{DAY, Millis, norwegian_instant};
use crate::ledger::{self, Entry, Outcome, Search};
use crate::numbers::OrgNumber;
use crate::web::forms::percent_encode;
use crate::web::{Frame, Submitted};

#[derive(Template)]
#[template(path = "token/entry.html")]
struct ListPage {
    frame: Frame,
    fault: String,
    typed: String,
    /// Whether there are rows that the asker may list.
    lists: bool,
    fields: Vec<Field>,
    outcomes: Vec<(String, String, bool)>,
    searched: bool,
    /// Whether something was looked for: not where a field says nothing that can be.
    looked: bool,
    rows: Vec<Line>,
    /// Where the next older ones are.
    older: Option<String>,
}

/// A field to look by.
struct Field {
    name: &'static str,
    kind: &'static str,
    label: String,
    value: String,
    fault: Option<String>,
}

struct Line {
    trace_id: String,
    at: String,
    outcome: String,
    colour: &'static str,
    scopes: String,
    client: String,
}

/// How many rows the list shows.
const SHOWN: i64 = 50;

/// The fields, with the type of their input.
const FIELDS: [(&str, &str); 4] =
    [("klient", "text"), ("virksomhet", "text"), ("fra", "date"), ("til", "date")];

/// Outcomes besides the codes that have a help page of their own.
const OUTCOMES: [&str; 3] = ["", "utstedt", "avvist"];

/// `GET /forklar`
pub async fn entry(visit: Visit) -> Response {
    page(&visit, StatusCode::OK, "", "").await
}

/// `POST /forklar`: a trace id, or the whole error text that has one in it.
pub async fn find(visit: Visit, form: Submitted) -> Response {
    let typed = form.get("trace_id");
    if let Some(trace_id) = trace_id_in(typed) {
        visit.go(&format!("/forklar/{trace_id}"))
    } else {
        let typed: String = typed.chars().take(500).collect();
        page(&visit, StatusCode::UNPROCESSABLE_ENTITY, "explain-no-trace-id", &typed).await
    }
}

/// The first 32 lower-case hexadecimal digits in a row.
pub(super) fn trace_id_in(text: &str) -> Option<&str> {
    text.split(|c: char| !matches!(c, '0'..='9' | 'a'..='f')).find(|word| word.len() == 32)
}

async fn page(visit: &Visit, status: StatusCode, fault: &str, typed: &str) -> Response {
    let all = matches!(visit.principal, Principal::Handler(_) | Principal::Operator(_));
    let of = organisation(visit);
    let lists = all || of.is_some();
    let (wanted, faults) = wanted(visit, of);
    let status = if faults.is_empty() { status } else { StatusCode::UNPROCESSABLE_ENTITY };
    let found = async {
        if !lists || !faults.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = visit.app.db.read().await?;
        ledger::search(&mut tx, &wanted, SHOWN + 1).await
    };
    let mut entries = match found.await {
        Ok(entries) => entries,
        Err(error) => return visit.internal(&error),
    };
    let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let more = entries.len() > shown;
    entries.truncate(shown);
    let typed_in = |name: &str| visit.query_value(name).unwrap_or_default();
    let fields = FIELDS
        .into_iter()
        .map(|(name, kind)| Field {
            name,
            kind,
            label: visit.t(&format!("explain-by-{name}")),
            value: typed_in(name).chars().take(60).collect(),
            fault: faults.iter().find(|(field, _)| *field == name).map(|(_, key)| visit.t(key)),
        })
        .collect();
    let chosen = typed_in("utfall");
    let outcomes = OUTCOMES
        .into_iter()
        .chain(HELP)
        .chain(Refusal::OWN_WORDS)
        .map(|word| (word.to_owned(), outcome_text(visit, word), word == chosen))
        .collect();
    visit.page_with(
        status,
        &ListPage {
            frame: visit.frame(),
            fault: if fault.is_empty() { String::new() } else { visit.t(fault) },
            typed: typed.to_owned(),
            lists,
            fields,
            outcomes,
            searched: Search { of, ..Search::default() } != wanted || !faults.is_empty(),
            looked: faults.is_empty(),
            older: entries.last().filter(|_| more).map(|last| older(visit, &last.trace_id)),
            rows: entries.iter().map(|entry| line(visit, entry)).collect(),
        },
    )
}

/// What a choice among the outcomes is called.
fn outcome_text(visit: &Visit, word: &str) -> String {
    ledger::outcome(if word.is_empty() { "any" } else { word }, visit.lang)
}

/// What the query asks for, and the fields that say nothing that can be looked for.
fn wanted(visit: &Visit, of: Option<OrgNumber>) -> (Search, Vec<(&'static str, &'static str)>) {
    let mut faults = Vec::new();
    let said = |name: &str| {
        visit.query_value(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let mut day = |name: &'static str| -> Option<Millis> {
        let text = said(name)?;
        let instant = norwegian_instant(&text);
        if instant.is_none() {
            faults.push((name, "explain-by-day-wrong"));
        }
        instant
    };
    // The day that is named last is looked through too.
    let (from, until) = (day("fra"), day("til").map(|begin| begin + DAY));
    let organisation = said("virksomhet").and_then(|text| {
        let number = OrgNumber::parse_typed(&text);
        if number.is_err() {
            faults.push(("virksomhet", "explain-by-number-wrong"));
        }
        number.ok()
    });
    let client = said("klient");
    if client.as_ref().is_some_and(|id| id.len() > 255 || id.contains(char::is_control)) {
        faults.push(("klient", "explain-by-client-wrong"));
    }
    let outcome = said("utfall").map(|word| match word.as_str() {
        "utstedt" => Outcome::Granted,
        "avvist" => Outcome::Refused,
        _ => Outcome::Code(word.chars().filter(|c| !c.is_control()).take(60).collect()),
    });
    let older_than = said("eldre").filter(|id| trace_id_in(id) == Some(id.as_str()));
    (Search { of, organisation, client, outcome, from, until, older_than }, faults)
}

/// The same search from the last row on.
fn older(visit: &Visit, last: &str) -> String {
    let kept = FIELDS.into_iter().map(|(name, _)| name).chain(["utfall"]);
    let mut query: Vec<String> = kept
        .filter_map(|name| Some(format!("{name}={}", percent_encode(&visit.query_value(name)?))))
        .collect();
    query.push(format!("eldre={last}"));
    format!("/forklar?{}", query.join("&"))
}

fn line(visit: &Visit, entry: &Entry) -> Line {
    Line {
        trace_id: entry.trace_id.clone(),
        at: visit.lang.instant(entry.at),
        outcome: match &entry.code {
            Some(code) => ledger::outcome(code, visit.lang),
            None => visit.t("explain-granted"),
        },
        colour: if entry.granted { "success" } else { "danger" },
        scopes: entry.scopes.clone(),
        client: entry.client_id.clone().unwrap_or_default(),
    }
}

/// The organisation whose rows the asker may list.
pub(super) fn organisation(visit: &Visit) -> Option<OrgNumber> {
    match &visit.principal {
        Principal::Contact(contact) => contact.speaks_for(),
        Principal::Person(person) => person.acting_for,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::trace_id_in;

    #[test]
    fn a_trace_id_is_found_in_an_error_text() {
        let id = "0123456789abcdef0123456789abcdef";
        assert_eq!(trace_id_in(&format!("Expired key. (trace_id: {id})\"}}")), Some(id));
        assert_eq!(trace_id_in(id), Some(id));
        assert_eq!(trace_id_in(&format!("{id}0")), None);
        assert_eq!(trace_id_in("nothing"), None);
    }
}
