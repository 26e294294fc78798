//! What happened: one row for every change that somebody made, written in the change's own transaction.
//!
//! A change whose audit row cannot be written does not happen. Rows hold no secrets and no person numbers.

use serde_json::Value;

use crate::clock::Now;
use crate::db::{self, Error, Tx, params};
use crate::ids::Random;

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    /// Who did it: `handler:NAME`, `contact:LINK`, `person:PARTY-UUID`, `machine:CLIENT`, `operator`, `system`.
    pub actor: &'a str,
    /// What was done, `noun.verb`: `order.approved`, `delegation.given`.
    pub action: &'static str,
    /// The id of the thing.
    pub subject: &'a str,
    /// The organisation it concerns.
    pub organisation: Option<&'a str>,
    /// The case it belongs to.
    pub case_number: Option<&'a str>,
    /// What else should be known, without secrets and person numbers.
    pub detail: Value,
}

/// Writes `event` into the caller's transaction.
pub async fn record(tx: &mut Tx, random: &Random, now: Now, event: Event<'_>) -> Result<(), Error> {
    record_all(tx, random, now, &[event]).await
}

/// Writes many events that happened together into the caller's transaction.
pub async fn record_all(tx: &mut Tx, random: &Random, now: Now, events: &[Event<'_>]) -> Result<(), Error> {
    let into =
        "INSERT INTO audit (id, at, world_at, actor, action, subject, organisation, case_number, detail)";
    let rows = events.iter().flat_map(|event| {
        [
            random.new_id(now.wall).into(),
            now.wall.into(),
            now.world.into(),
            event.actor.into(),
            event.action.into(),
            event.subject.into(),
            event.organisation.into(),
            event.case_number.into(),
            event.detail.to_string().into(),
        ]
    });
    tx.insert_all(into, 9, &rows.collect::<Vec<db::Value>>(), "").await?;
    Ok(())
}

/// A row as it is shown.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Wall time.
    pub at: i64,
    /// Who did it.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// The id of the thing.
    pub subject: String,
    /// What else is known.
    pub detail: Value,
}

/// What happened in a case, oldest first.
pub async fn list_for_case(tx: &mut Tx, case_number: &str) -> Result<Vec<Entry>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT at, actor, action, subject, detail FROM audit WHERE case_number = $1 ORDER BY id",
            params![case_number],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Entry {
                at: row.int("at")?,
                actor: row.text("actor")?,
                action: row.text("action")?,
                subject: row.text("subject")?,
                detail: serde_json::from_str(&row.text("detail")?).unwrap_or(Value::Null),
            })
        })
        .collect()
}
