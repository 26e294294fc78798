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
pub(super) enum Feed {
    Entities,
    Subunits,
    Roles,
}

impl Feed {
    /// Its name in paths, and in the table.
    pub(super) const fn name(self) -> &'static str {
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
