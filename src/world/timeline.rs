//! A timeline as a file: what happens in a world, and when, on its clock.
//!
//! Before anything happens the whole timeline is tried, event by event, in one transaction that is then dropped: by the very
//! rules that will decide, so that an event that needs an earlier one is judged after it. Then each event is a transaction
//! of its own, with the step of the clock that leads to it.

use serde::Serialize;

use super::deed::{Deed, Pair, Side, field_of};
use super::reader::{Entry, Origin, Reader};
use super::tree::{Kind, read_json, read_toml};
use super::{Error, Fault, Format, clock_offset, move_forward, offset};
use crate::app::App;
use crate::clients::TEXT_LIMIT;
use crate::clock::{Millis, Now, english, iso8601, norwegian_instant};
use crate::db::Tx;
use crate::delegation::registry::State;
use crate::parties::{End, roles};

/// Most events of one timeline.
const EVENT_LIMIT: usize = 10_000;

/// When something happens, on the world's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// So long after the play began.
    After(Millis),
    /// At this instant.
    At(Millis),
}

struct Planned {
    origin: Origin,
    /// Where the deed's own fields stand.
    fields: Origin,
    at: When,
    note: Option<String>,
    deed: Deed,
}

/// A timeline that was read and is well formed.
pub struct Timeline<'a> {
    reader: Reader<'a>,
    events: Vec<Planned>,
}

/// An event that happened, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Happened {
    /// Which one, counted from 1.
    pub event: usize,
    /// Of how many.
    pub of: usize,
    /// World time, `2026-03-01T09:00:00.000Z`.
    pub at: String,
    /// The same in milliseconds.
    pub at_ms: Millis,
    /// What a timeline calls it.
    pub kind: &'static str,
    /// Whether it changed anything.
    pub changed: bool,
    /// What happened.
    pub told: String,
    /// What the file says about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl<'a> Timeline<'a> {
    /// Reads a timeline.
    pub fn read(text: &'a str, format: Format) -> Result<Self, Error> {
        let tree = match format {
            Format::Toml => read_toml(text),
            Format::Json => read_json(text),
        }
        .map_err(Error::Faults)?;
        let mut reader = Reader::new(text);
        reader.sweep(&tree, "");
        let mut events = Vec::new();
        if reader.table(&tree, String::new(), &["event"]).is_some()
            && let Kind::Table(members) = &tree.kind
        {
            let known: Vec<&str> = ["at", "note"].into_iter().chain(KINDS.map(|kind| kind.0)).collect();
            let entries = reader.entries(members, "", "event", &known);
            if entries.is_empty() && reader.faults.is_empty() {
                let problem =
                    "there is no event; a timeline has [[event]] entries, each with at and what happens";
                reader.faults.push(Fault { line: 1, field: String::new(), problem: problem.to_owned() });
            }
            if let Some(beyond) = entries.get(EVENT_LIMIT) {
                reader.fault(&beyond.origin, "", format!("a timeline has at most {EVENT_LIMIT} events"));
            }
            for entry in entries {
                events.extend(read_event(&mut reader, entry));
            }
        }
        let mut timeline = Self { reader, events };
        timeline.stop_at_faults()?;
        Ok(timeline)
    }

    /// How many events it has.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether it has none, which none that was read is.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    fn stop_at_faults(&mut self) -> Result<(), Error> {
        if self.reader.faults.is_empty() {
            return Ok(());
        }
        let mut faults = std::mem::take(&mut self.reader.faults);
        faults.sort();
        Err(Error::Faults(faults))
    }

    /// Tries every event in the caller's transaction, which must not be committed, and gives what would happen, or all that
    /// stands in its way.
    pub async fn rehearse(&mut self, tx: &mut Tx, app: &App, now: Now) -> Result<Vec<Happened>, Error> {
        let begin = now.wall + clock_offset(tx).await?;
        let mut happened = Vec::new();
        let mut before = begin;
        for index in 0..self.events.len() {
            let Some(event) = self.events.get(index) else { break };
            let (at, origin, fields) = (event.instant(begin), event.origin.clone(), event.fields.clone());
            if at < begin {
                let problem = format!("this lies in the past: the world's clock shows {}", english(begin));
                self.reader.fault(&origin, "at", problem);
            } else if at < before {
                let problem = format!(
                    "this is before the event above it, at {}; write the events in the order in which they happen",
                    english(before)
                );
                self.reader.fault(&origin, "at", problem);
            }
            before = before.max(at);
            match self.happen(tx, app, now, begin, index).await {
                Ok(done) => happened.push(done),
                Err(Error::TooFar) => self.reader.fault(&origin, "at", Error::TooFar.to_string()),
                Err(error) if error.is_database() => return Err(error),
                Err(error) => {
                    let field = self.events.get(index).map_or("", |event| field_of(&event.deed, &error));
                    self.reader.fault(&fields, field, error.to_string());
                }
            }
        }
        self.stop_at_faults()?;
        Ok(happened)
    }

    /// Lets one event happen, its step of the clock included; `begin` is the world time at which the play began. The caller
    /// commits, and then copies [`clock_offset`] into the running clock and wakes the queue.
    pub async fn happen(
        &self,
        tx: &mut Tx,
        app: &App,
        now: Now,
        begin: Millis,
        index: usize,
    ) -> Result<Happened, Error> {
        let event = self.events.get(index).ok_or(Error::NotForward)?;
        let mut now = Now { wall: now.wall, world: now.wall + clock_offset(tx).await? };
        let step = event.instant(begin) - now.world;
        if step > 0 {
            now.world = now.wall + move_forward(tx, app, now, step).await?;
        }
        let done = event.deed.happen(tx, app, now).await?;
        Ok(Happened {
            event: index + 1,
            of: self.events.len(),
            at: iso8601(now.world),
            at_ms: now.world,
            kind: event.deed.kind(),
            changed: if matches!(event.deed, Deed::Clock) { step > 0 } else { done.changed },
            told: done.told,
            note: event.note.clone(),
        })
    }
}

impl Planned {
    fn instant(&self, begin: Millis) -> Millis {
        match self.at {
            When::After(by) => begin.saturating_add(by),
            When::At(at) => at,
        }
    }
}

/// What can happen, with the fields of each.
const KINDS: [(&str, &[&str]); 14] = [
    ("clock", &[]),
    ("role_given", &["person", "organisation", "role"]),
    ("role_taken", &["person", "organisation", "role"]),
    ("organisation_deleted", &["organisation"]),
    ("organisation_merged", &["organisation", "into"]),
    ("organisation_bankrupt", &["organisation"]),
    ("supplier_added", &["consumer", "supplier", "person"]),
    ("supplier_removed", &["consumer", "supplier", "by", "cascade", "person"]),
    ("delegation_given", &["consumer", "supplier", "scheme", "person"]),
    ("delegation_withdrawn", &["consumer", "supplier", "scheme", "by", "person"]),
    ("scope_granted", &["scope", "organisation"]),
    ("scope_withdrawn", &["scope", "organisation"]),
    ("scheme_changed", &["scheme", "status", "delegable", "visible"]),
    ("scope_changed", &["scope", "active"]),
];

fn read_event(reader: &mut Reader<'_>, entry: Entry<'_>) -> Option<Planned> {
    let at = read_at(reader, &entry);
    let note = reader.text(&entry, "note", TEXT_LIMIT);
    let named: Vec<(&str, &[&str])> =
        KINDS.into_iter().filter(|(kind, _)| entry.get(kind).is_some()).collect();
    let [(kind, known)] = named.as_slice() else {
        let problem = match named.get(1) {
            None => {
                let kinds = KINDS.map(|kind| kind.0).join(", ");
                format!("this says nothing that happens; expected one of {kinds}")
            }
            Some(_) => "an event is one thing that happens; write another [[event]] for the other".to_owned(),
        };
        reader.fault(&entry.origin, named.get(1).map_or("", |(kind, _)| kind), problem);
        return None;
    };
    let value = entry.get(kind)?;
    if *kind == "clock" {
        if value.kind != Kind::Bool(true) {
            reader.fault(&entry.origin, kind, "expected true: the clock is moved to the time in at");
            return None;
        }
        let fields = entry.origin.clone();
        return Some(Planned { origin: entry.origin, fields, at: at?, note, deed: Deed::Clock });
    }
    let fields = reader.table(value, format!("{}.{kind}", entry.origin.path), known)?;
    let deed = read_deed(reader, kind, &fields);
    Some(Planned { origin: entry.origin, fields: fields.origin, at: at?, note, deed: deed? })
}

fn read_at(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<When> {
    const EXPECTED: &str = "expected how long after the beginning, such as “+3d” or “+1d12h”, or a time such as “2027-03-01” or “2027-03-01T09:00”, in Norway";
    if entry.get("at").is_none() {
        reader.fault(&entry.origin, "at", format!("this is required: {EXPECTED}"));
        return None;
    }
    let text = reader.text(entry, "at", 40)?;
    let when = match text.trim().strip_prefix('+') {
        Some(rest) => match offset::parse_duration(rest) {
            Some(by) if by > offset::LIMIT => {
                reader.fault(&entry.origin, "at", Error::TooFar.to_string());
                return None;
            }
            by => by.map(When::After),
        },
        None => norwegian_instant(text.trim()).map(When::At),
    };
    if when.is_none() {
        reader.fault(&entry.origin, "at", EXPECTED);
    }
    when
}

fn read_deed(reader: &mut Reader<'_>, kind: &str, entry: &Entry<'_>) -> Option<Deed> {
    match kind {
        "role_given" => {
            let (person, organisation) =
                (reader.person(entry, "person"), reader.organisation(entry, "organisation", true));
            let role = read_role(reader, entry, true);
            Some(Deed::RoleGiven { person: person?, organisation: organisation?, role: role? })
        }
        "role_taken" => {
            let (person, organisation) =
                (reader.person(entry, "person"), reader.organisation(entry, "organisation", true));
            let role = read_role(reader, entry, false);
            Some(Deed::RoleTaken { person: person?, organisation: organisation?, role })
        }
        "organisation_deleted" | "organisation_bankrupt" => {
            let end = if kind == "organisation_deleted" { End::Deleted } else { End::Bankrupt };
            Some(Deed::OrganisationEnds {
                organisation: reader.organisation(entry, "organisation", true)?,
                end,
            })
        }
        "organisation_merged" => {
            let organisation = reader.organisation(entry, "organisation", true);
            let into = reader.organisation(entry, "into", true);
            Some(Deed::OrganisationEnds { organisation: organisation?, end: End::MergedInto(into?) })
        }
        "supplier_added" => Some(Deed::SupplierAdded(read_pair(reader, entry)?)),
        "supplier_removed" => {
            let (pair, by) = (read_pair(reader, entry), read_side(reader, entry));
            let cascade = reader.truth(entry, "cascade", false);
            Some(Deed::SupplierRemoved { pair: pair?, by: by?, cascade })
        }
        "delegation_given" => {
            let (pair, scheme) = (read_pair(reader, entry), read_scheme(reader, entry));
            Some(Deed::DelegationGiven { pair: pair?, scheme: scheme? })
        }
        "delegation_withdrawn" => {
            let (pair, scheme) = (read_pair(reader, entry), read_scheme(reader, entry));
            let by = read_side(reader, entry);
            Some(Deed::DelegationWithdrawn { pair: pair?, by: by?, scheme: scheme? })
        }
        "scope_granted" | "scope_withdrawn" => {
            let (scope, organisation) =
                (read_scope(reader, entry), reader.organisation(entry, "organisation", true));
            let holds = kind == "scope_granted";
            Some(Deed::Grant { scope: scope?, organisation: organisation?, holds })
        }
        "scheme_changed" => {
            let scheme = read_scheme(reader, entry);
            let status = reader.text(entry, "status", 20);
            if status.as_ref().is_some_and(|status| !super::entries::STATUSES.contains(&status.as_str())) {
                let known = super::entries::STATUSES.join(", ");
                reader.fault(&entry.origin, "status", format!("expected one of {known}"));
            }
            let mut said = |name: &str| entry.get(name).map(|_| reader.truth(entry, name, true));
            let state = State { status, delegable: said("delegable"), visible: said("visible") };
            if state == State::default() && entry.get("status").is_none() {
                reader.fault(&entry.origin, "", "expected what changes: status, delegable or visible");
            }
            Some(Deed::Scheme { scheme: scheme?, state })
        }
        _ => {
            let scope = read_scope(reader, entry);
            if entry.get("active").is_none() {
                reader.fault(
                    &entry.origin,
                    "active",
                    "this is required: false closes the scope, true opens it",
                );
            }
            Some(Deed::Scope { scope: scope?, active: reader.truth(entry, "active", true) })
        }
    }
}

fn read_pair(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Pair> {
    let consumer = reader.organisation(entry, "consumer", true);
    let supplier = reader.organisation(entry, "supplier", true);
    let person = entry.get("person").and_then(|_| reader.person(entry, "person"));
    Some(Pair { consumer: consumer?, supplier: supplier?, person })
}

fn read_side(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Side> {
    match reader.text(entry, "by", 20).as_deref() {
        None if entry.get("by").is_none() => Some(Side::Consumer),
        Some("consumer") => Some(Side::Consumer),
        Some("supplier") => Some(Side::Supplier),
        _ => {
            reader.fault(
                &entry.origin,
                "by",
                "expected “consumer”, who takes back, or “supplier”, who gives back",
            );
            None
        }
    }
}

fn read_role(reader: &mut Reader<'_>, entry: &Entry<'_>, required: bool) -> Option<String> {
    if !required && entry.get("role").is_none() {
        return None;
    }
    let code = reader.name(entry, "role", TEXT_LIMIT, "DAGL")?;
    if roles::role(&code).is_none() {
        let known: Vec<&str> = roles::ROLES.iter().map(|role| role.code).collect();
        reader.fault(&entry.origin, "role", format!("this is no role; expected one of {}", known.join(", ")));
    }
    Some(code)
}

fn read_scheme(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<String> {
    reader.name(entry, "scheme", TEXT_LIMIT, "brreg-reelle-media")
}

fn read_scope(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<String> {
    reader.name(entry, "scope", TEXT_LIMIT, "brreg:reelle/media")
}
