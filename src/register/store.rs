//! The register's rows: companies, who owns them, and the log of changes.

use std::collections::{BTreeSet, HashMap};

use super::codes::RegistrationStatus;
use super::model::Company;
use super::population::examples::{Example, built_in};
use crate::clock::Millis;
use crate::db::{Error, Row, Tx, Value, params};
use crate::language::Language;
use crate::numbers::{OrgNumber, PersonNumber};
use crate::parties::PartyError;
use crate::parties::entities::{Entity, insert_entities};

/// What happened to a company, as the change log tells it. Only the first one's name is on record (`register.md` §1.2);
/// the others' are ours, in the same namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It became subject to registration and has reported nothing yet.
    Prepared,
    /// It reported for the first time.
    Registered,
    /// What is registered has changed.
    Changed,
    /// It is no longer subject to registration.
    Deleted,
}

impl Change {
    /// Every one, in the order of a company's life.
    pub const ALL: [Self; 4] = [Self::Prepared, Self::Registered, Self::Changed, Self::Deleted];

    /// As it is stored.
    const fn stored(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Registered => "registered",
            Self::Changed => "changed",
            Self::Deleted => "deleted",
        }
    }

    /// What it means.
    pub fn about(self, language: Language) -> String {
        language.text(match self {
            Self::Prepared => "change-prepared",
            Self::Registered => "change-registered",
            Self::Changed => "change-changed",
            Self::Deleted => "change-deleted",
        })
    }

    /// What has happened to a company of which the log has told nothing yet.
    pub fn of_new(company: &Company) -> Self {
        let told = company.registrations.iter().filter(|one| one.status == RegistrationStatus::Registered);
        match told.count() {
            _ if company.deleted.is_some() => Self::Deleted,
            0 => Self::Prepared,
            1 => Self::Registered,
            _ => Self::Changed,
        }
    }

    /// What has happened to a company that was as `before` says.
    pub fn between(before: &Company, after: &Company) -> Self {
        let told = |company: &Company| {
            company.registrations.iter().any(|one| one.status == RegistrationStatus::Registered)
        };
        match (before.deleted, after.deleted) {
            (None, Some(_)) => Self::Deleted,
            _ if told(after) && !told(before) => Self::Registered,
            _ => Self::Changed,
        }
    }

    /// The event's `type`.
    pub const fn event_type(self) -> &'static str {
        match self {
            Self::Prepared => "no.brreg.rrh.rettighetsinformasjon.klargjortForRegistrering",
            Self::Registered => "no.brreg.rrh.rettighetsinformasjon.registrert",
            Self::Changed => "no.brreg.rrh.rettighetsinformasjon.endret",
            Self::Deleted => "no.brreg.rrh.rettighetsinformasjon.slettet",
        }
    }
}

fn company(row: &Row) -> Result<Company, Error> {
    read_document(&row.text("number")?, &row.text("document")?)
}

/// The company with this number as its document tells it.
pub(super) fn read_document(number: &str, document: &str) -> Result<Company, Error> {
    serde_json::from_str(document)
        .map_err(|error| Error::inconsistent("register_companies", "document", number, error.to_string()))
}

/// The documents of those of these companies that are in the register, to be read with [`read_document`].
pub(super) async fn documents_of(
    tx: &mut Tx,
    numbers: &[OrgNumber],
) -> Result<HashMap<OrgNumber, String>, Error> {
    let keys: Vec<Value> = numbers.iter().map(|number| number.to_string().into()).collect();
    let rows =
        tx.fetch_among("SELECT number, document FROM register_companies WHERE number IN", &keys).await?;
    let document = |mut row: Row| {
        let number = row.text("number")?;
        let parsed = OrgNumber::parse(&number).map_err(|_| {
            Error::inconsistent("register_companies", "number", &number, "it is no organisation number")
        })?;
        Ok((parsed, row.take_text("document")?))
    };
    rows.into_iter().map(document).collect()
}

/// A company as stored.
pub async fn find_company(tx: &mut Tx, number: OrgNumber) -> Result<Option<Company>, Error> {
    let sql = "SELECT number, document FROM register_companies WHERE number = $1";
    tx.fetch_optional(sql, params![number.to_string()]).await?.as_ref().map(company).transpose()
}

/// The companies that a person owns or has owned, in the order of their numbers. How many those are, the population
/// decides: no person has more than some hundreds.
pub async fn companies_of(tx: &mut Tx, person: PersonNumber) -> Result<Vec<Company>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT c.number, c.document FROM register_owners o JOIN register_companies c ON c.number = o.number
             WHERE o.person = $1 ORDER BY o.number",
            params![person.to_string()],
        )
        .await?;
    rows.iter().map(company).collect()
}

/// The numbers of the first companies, in order: examples for guides.
pub async fn list_company_numbers(tx: &mut Tx, limit: i64) -> Result<Vec<String>, Error> {
    let rows = tx
        .fetch_all("SELECT number FROM register_companies ORDER BY number LIMIT $1", params![limit])
        .await?;
    rows.iter().map(|row| row.text("number")).collect()
}

/// A company as it is from now on, what has happened to it, and when by the world's clock.
#[derive(Debug, Clone)]
pub struct Written {
    /// The company.
    pub company: Company,
    /// What the change log says of it.
    pub change: Change,
    /// When. The log goes on in time: what lies before its latest line is told as of then.
    pub at: Millis,
}

/// Writes companies, new or changed, whom they are found by, and the change log's lines, in the order given.
///
/// A company stands in `written` once at most: the rows of one call go in together.
pub async fn write_companies(tx: &mut Tx, written: &[Written]) -> Result<(), Error> {
    let (mut rows, mut owners, mut events) = (Vec::new(), Vec::new(), Vec::new());
    let mut sequence = take_sequence_numbers(tx, written.len()).await?;
    let mut latest = latest_change(tx).await?;
    for Written { company, change, at } in written {
        latest = latest.max(*at);
        let number = company.number.to_string();
        let document = serde_json::to_string(company).map_err(|error| {
            Error::inconsistent("register_companies", "document", &number, error.to_string())
        })?;
        for person in company.owners_by_number() {
            owners.extend([Value::from(person.to_string()), Value::from(&number)]);
        }
        sequence += 1;
        events.extend([sequence.into(), (&number).into(), change.stored().into(), latest.into()]);
        rows.extend([Value::from(number), document.into(), (*at).into()]);
    }
    tx.insert_all(
        "INSERT INTO register_companies (number, document, updated_at)",
        3,
        &rows,
        "ON CONFLICT (number) DO UPDATE SET document = excluded.document, updated_at = excluded.updated_at",
    )
    .await?;
    // A report leaves all registrations in a company's history; only a world file takes owners out (`write_from_file`).
    tx.insert_all("INSERT INTO register_owners (person, number)", 2, &owners, "ON CONFLICT DO NOTHING")
        .await?;
    tx.insert_all("INSERT INTO register_events (sequence, number, kind, at)", 4, &events, "").await?;
    Ok(())
}

/// Writes a company that a world file has made or changed, and marks it as one that a dump of the world writes down.
/// Without `change` the register is as it was, and only the mark is set.
///
/// Unlike a report, a file may take a registration out of a company's history, and its owners with it.
pub async fn write_from_file(tx: &mut Tx, number: OrgNumber, change: Option<&Written>) -> Result<(), Error> {
    if let Some(written) = change {
        tx.execute("DELETE FROM register_owners WHERE number = $1", params![number.to_string()]).await?;
        write_companies(tx, std::slice::from_ref(written)).await?;
    }
    let sql = "UPDATE register_companies SET from_file = TRUE WHERE number = $1";
    tx.execute(sql, params![number.to_string()]).await.map(|_| ())
}

/// The companies that world files have made or changed, as they are now, in the order of their numbers.
pub async fn companies_from_file(tx: &mut Tx) -> Result<Vec<Company>, Error> {
    let sql = "SELECT number, document FROM register_companies WHERE from_file ORDER BY number";
    tx.fetch_all(sql, params![]).await?.iter().map(company).collect()
}

/// Takes `count` numbers of the change log and gives the one before the first. The counter's row is locked until the
/// transaction ends, so that no reader sees a number before a smaller one.
async fn take_sequence_numbers(tx: &mut Tx, count: usize) -> Result<i64, Error> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let row = tx
        .fetch_optional(
            "UPDATE register_counters SET value = value + $1 WHERE name = 'sequence' RETURNING value",
            params![count],
        )
        .await?;
    let row =
        row.ok_or_else(|| Error::inconsistent("register_counters", "value", "sequence", "it is missing"))?;
    Ok(row.int("value")? - count)
}

/// The time of the log's latest line.
async fn latest_change(tx: &mut Tx) -> Result<Millis, Error> {
    let row =
        tx.fetch_optional("SELECT at FROM register_events ORDER BY sequence DESC LIMIT 1", params![]).await?;
    row.map_or(Ok(Millis::MIN), |row| row.int("at"))
}

/// A line of the change log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Its number, which grows.
    pub sequence: i64,
    /// The company.
    pub number: OrgNumber,
    /// What happened.
    pub change: Change,
    /// When, by the world's clock.
    pub at: Millis,
}

/// The log's lines after `sequence`, in order, `limit` at most.
pub async fn changes_after(tx: &mut Tx, sequence: i64, limit: i64) -> Result<Vec<Event>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT sequence, number, kind, at FROM register_events WHERE sequence > $1 ORDER BY sequence LIMIT $2",
            params![sequence, limit],
        )
        .await?;
    rows.iter().map(event).collect()
}

/// The number of the log's last line; 0 while there is none.
pub async fn last_sequence(tx: &mut Tx) -> Result<i64, Error> {
    let row =
        tx.fetch_optional("SELECT value FROM register_counters WHERE name = 'sequence'", params![]).await?;
    row.map_or(Ok(0), |row| row.int("value"))
}

fn event(row: &Row) -> Result<Event, Error> {
    let sequence = row.int("sequence")?;
    let bad = |column, what| Error::inconsistent("register_events", column, sequence.to_string(), what);
    let kind = row.text("kind")?;
    Ok(Event {
        sequence,
        number: OrgNumber::parse(&row.text("number")?).map_err(|_| bad("number", "it is no number"))?,
        change: Change::ALL
            .into_iter()
            .find(|change| change.stored() == kind)
            .ok_or_else(|| bad("kind", "it is unknown"))?,
        at: row.int("at")?,
    })
}

/// The number of the last line before `at`: asked for what comes after it, the log gives all from that instant on.
pub async fn sequence_before(tx: &mut Tx, at: Millis) -> Result<i64, Error> {
    let row = tx
        .fetch_optional(
            "SELECT sequence FROM register_events WHERE at < $1 ORDER BY at DESC, sequence DESC LIMIT 1",
            params![at],
        )
        .await?;
    row.map_or(Ok(0), |row| row.int("sequence"))
}

/// How much the register holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Companies.
    pub companies: i64,
    /// Persons of the population register who are, or have been, an owner.
    pub owners: i64,
    /// The number of the change log's latest line.
    pub sequence: i64,
    /// When that was, by the world's clock.
    pub changed_at: Option<Millis>,
}

/// Counts what the register holds; this reads all of it.
pub async fn figures(tx: &mut Tx) -> Result<Figures, Error> {
    let mut counts = [0; 2];
    let sql = [
        "SELECT count(*) AS n FROM register_companies",
        "SELECT count(DISTINCT person) AS n FROM register_owners",
    ];
    for (count, sql) in counts.iter_mut().zip(sql) {
        *count = tx.fetch_optional(sql, params![]).await?.map_or(Ok(0), |row| row.int("n"))?;
    }
    let sql = "SELECT sequence, at FROM register_events ORDER BY sequence DESC LIMIT 1";
    let last = tx.fetch_optional(sql, params![]).await?;
    let (sequence, changed_at) = match last {
        Some(row) => (row.int("sequence")?, Some(row.int("at")?)),
        None => (0, None),
    };
    let [companies, owners] = counts;
    Ok(Figures { companies, owners, sequence, changed_at })
}

/// Writes those of the built-in population that are not there yet, here and in Enhetsregisteret's population; what a world
/// has is left as it is.
pub async fn seed_population(tx: &mut Tx) -> Result<(), Error> {
    let mut examples = built_in();
    let numbers: Vec<Value> =
        examples.iter().map(|example| example.company.number.to_string().into()).collect();
    let rows = tx.fetch_among("SELECT number FROM register_companies WHERE number IN", &numbers).await?;
    let there = rows.iter().map(|row| row.text("number")).collect::<Result<BTreeSet<_>, _>>()?;
    examples.retain(|example| !there.contains(&example.company.number.to_string()));
    examples.sort_by_key(Example::changed);
    let entities: Vec<Entity> = examples.iter().map(Example::entity).collect();
    let written: Vec<Written> = examples
        .into_iter()
        .map(|example| Written { change: example.change(), at: example.changed(), company: example.company })
        .collect();
    if written.is_empty() {
        return Ok(());
    }
    write_companies(tx, &written).await?;
    insert_entities(tx, &entities).await.map_err(|error| match error {
        PartyError::Database(error) => error,
        other => Error::inconsistent("synthetic_entities", "number", "an example", other.to_string()),
    })
}
