//! The feed of changes: which company changed, and how, in the order in which the changes became visible.

use crate::clock::Millis;
use crate::db::{Error, Tx, Value, params};
use crate::numbers::OrgNumber;

/// The kind of a change, in Enhetsregisteret's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    New,
    Changed,
    Deleted,
    /// Whoever holds a copy must let it go too.
    Removed,
}

impl Change {
    const ALL: [Self; 4] = [Self::New, Self::Changed, Self::Deleted, Self::Removed];

    const fn word(self) -> &'static str {
        match self {
            Self::New => "Ny",
            Self::Changed => "Endring",
            Self::Deleted => "Sletting",
            Self::Removed => "Fjernet",
        }
    }
}

/// A part of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Feed {
    Entities,
    Subunits,
    Roles,
}

impl Feed {
    /// Its name in paths, and in the table.
    pub(in super::super) const fn name(self) -> &'static str {
        match self {
            Self::Entities => "enheter",
            Self::Subunits => "underenheter",
            Self::Roles => "roller",
        }
    }

    pub(super) const fn of(subunit: bool) -> Self {
        if subunit { Self::Subunits } else { Self::Entities }
    }
}

/// Notes that roles in these organisations changed.
pub(in super::super) async fn roles_changed(
    tx: &mut Tx,
    at: Millis,
    numbers: &[OrgNumber],
) -> Result<(), Error> {
    let changes: Vec<(Feed, OrgNumber, Change)> =
        numbers.iter().map(|number| (Feed::Roles, *number, Change::Changed)).collect();
    note(tx, at, &changes).await
}

/// Notes changes at world time `at`, in the transaction that makes them. Whoever else notes some waits until it ends.
pub(super) async fn note(
    tx: &mut Tx,
    at: Millis,
    changes: &[(Feed, OrgNumber, Change)],
) -> Result<(), Error> {
    if changes.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
    let row = tx
        .fetch_optional(
            "UPDATE entity_update_counter
             SET last = last + $1, last_at = CASE WHEN last_at > $2 THEN last_at ELSE $2 END
             WHERE id = 1 RETURNING last, last_at",
            params![count, at],
        )
        .await?
        .ok_or_else(|| Error::inconsistent("entity_update_counter", "id", "1", "the row is not there"))?;
    let (last, at) = (row.int("last")?, row.int("last_at")?);
    let rows: Vec<Value> = (last - count + 1..)
        .zip(changes)
        .flat_map(|(id, (feed, number, change))| {
            [feed.name().into(), id.into(), at.into(), number.to_string().into(), change.word().into()]
        })
        .collect();
    tx.insert_all("INSERT INTO entity_updates (feed, id, at, number, change)", 5, &rows, "").await?;
    Ok(())
}

/// A change as the feed tells it.
#[derive(Debug)]
pub(in super::super) struct Update {
    pub(in super::super) id: i64,
    pub(in super::super) at: Millis,
    pub(in super::super) number: String,
    pub(in super::super) change: String,
}

impl Update {
    /// The words that `change` may be.
    pub(in super::super) fn changes() -> [&'static str; 4] {
        Change::ALL.map(Change::word)
    }
}

/// A page of changes, from this id and from this instant on, with how many there are, counted up to `count_to`.
pub(in super::super) async fn list_updates(
    tx: &mut Tx,
    feed: Feed,
    (from_id, from_at): (i64, Option<Millis>),
    (page, size): (i64, i64),
    count_to: i64,
) -> Result<(Vec<Update>, i64), Error> {
    let mut from_id = from_id;
    if let Some(at) = from_at {
        let sql = "SELECT id FROM entity_updates WHERE feed = $1 AND at >= $2 ORDER BY at, id LIMIT 1";
        let Some(row) = tx.fetch_optional(sql, params![feed.name(), at]).await? else {
            return Ok((Vec::new(), 0));
        };
        from_id = from_id.max(row.int("id")?);
    }
    let sql = "SELECT count(*) AS updates FROM
                 (SELECT id FROM entity_updates WHERE feed = $1 AND id >= $2 LIMIT $3) AS counted";
    let counted = tx.fetch_optional(sql, params![feed.name(), from_id, count_to]).await?;
    let total = counted.map(|row| row.int("updates")).transpose()?.unwrap_or(0);
    let sql = "SELECT id, at, number, change FROM entity_updates WHERE feed = $1 AND id >= $2
               ORDER BY id LIMIT $3 OFFSET $4";
    let values = params![feed.name(), from_id, size, page.saturating_mul(size)];
    let updates = tx
        .fetch_all(sql, values)
        .await?
        .iter()
        .map(|row| {
            let (number, change) = (row.text("number")?, row.text("change")?);
            Ok(Update { id: row.int("id")?, at: row.int("at")?, number, change })
        })
        .collect::<Result<_, Error>>()?;
    Ok((updates, total))
}

/// The id of the last change of all; 0 when nothing ever changed.
pub(in super::super) async fn last_update(tx: &mut Tx) -> Result<i64, Error> {
    let row = tx.fetch_optional("SELECT last FROM entity_update_counter WHERE id = 1", params![]).await?;
    Ok(row.map(|row| row.int("last")).transpose()?.unwrap_or(0))
}
