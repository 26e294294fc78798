//! The rows of snapshots and of their pieces.

use crate::clock::{Millis, Now};
use crate::db::{Error, Row, Tx, params};

/// A snapshot, complete or being built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// A ULID, and so no snapshot of another world's.
    pub id: String,
    /// World time: as of when companies were looked at.
    pub taken_at: Millis,
    /// The last company that it holds.
    pub(super) after: String,
    /// How many companies it holds.
    pub companies: i64,
    /// CRC-32 of the JSON.
    pub(super) checksum: u32,
    /// Bytes of JSON.
    pub json_length: i64,
    /// Bytes of it compressed.
    pub deflated_length: i64,
    /// The name of the file in the ZIP.
    pub(super) file_name: String,
    /// When it was complete; wall time.
    pub completed_at: Option<Millis>,
}

const COLUMNS: &str =
    "id, taken_at, after_number, companies, checksum, json_length, deflated_length, file_name, completed_at";

fn snapshot(row: &Row) -> Result<Snapshot, Error> {
    let id = row.text("id")?;
    let checksum = u32::try_from(row.int("checksum")?).map_err(|_| {
        Error::inconsistent("register_snapshots", "checksum", &id, "it has more than 32 bits")
    })?;
    Ok(Snapshot {
        taken_at: row.int("taken_at")?,
        after: row.text("after_number")?,
        companies: row.int("companies")?,
        checksum,
        json_length: row.int("json_length")?,
        deflated_length: row.int("deflated_length")?,
        file_name: row.text("file_name")?,
        completed_at: row.opt_int("completed_at")?,
        id,
    })
}

/// The newest snapshot that is complete.
pub async fn newest(tx: &mut Tx) -> Result<Option<Snapshot>, Error> {
    let sql =
        format!("SELECT {COLUMNS} FROM register_snapshots WHERE NOT building ORDER BY ordinal DESC LIMIT 1");
    tx.fetch_optional(&sql, params![]).await?.as_ref().map(snapshot).transpose()
}

/// A snapshot by its id.
pub(super) async fn find(tx: &mut Tx, id: &str) -> Result<Option<Snapshot>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM register_snapshots WHERE id = $1");
    tx.fetch_optional(&sql, params![id]).await?.as_ref().map(snapshot).transpose()
}

/// The one that is being built.
pub(super) async fn building(tx: &mut Tx) -> Result<Option<Snapshot>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM register_snapshots WHERE building");
    tx.fetch_optional(&sql, params![]).await?.as_ref().map(snapshot).transpose()
}

/// Begins one; false when one is being built.
pub(super) async fn begin(tx: &mut Tx, id: &str, now: Now, file_name: &str) -> Result<bool, Error> {
    let begun = tx
        .execute(
            "INSERT INTO register_snapshots (id, ordinal, taken_at, building, after_number, companies, checksum,
                                             json_length, deflated_length, file_name)
             SELECT CAST($1 AS TEXT), COALESCE(max(ordinal), 0) + 1, CAST($2 AS BIGINT), TRUE, '', 0, 0, 0, 0,
                    CAST($3 AS TEXT)
             FROM register_snapshots WHERE TRUE ON CONFLICT DO NOTHING",
            params![id, now.world, file_name],
        )
        .await?;
    Ok(begun == 1)
}

/// Adds the next piece, and says what the snapshot has come to by it. False when somebody else has added it.
pub(super) async fn add(
    tx: &mut Tx,
    before: &Snapshot,
    after: &Snapshot,
    content: Vec<u8>,
) -> Result<bool, Error> {
    let added = tx
        .execute(
            "UPDATE register_snapshots SET after_number = $3, companies = $4, checksum = $5, json_length = $6,
                    deflated_length = $7, completed_at = $8, building = $9
             WHERE id = $1 AND building AND deflated_length = $2",
            params![
                &before.id,
                before.deflated_length,
                &after.after,
                after.companies,
                i64::from(after.checksum),
                after.json_length,
                after.deflated_length,
                after.completed_at,
                after.completed_at.is_none()
            ],
        )
        .await?;
    if added == 1 {
        tx.execute(
            "INSERT INTO register_snapshot_parts (snapshot, start, content) VALUES ($1, $2, $3)",
            params![&before.id, before.deflated_length, content],
        )
        .await?;
    }
    Ok(added == 1)
}

/// The piece that holds the byte at `position` of the compressed JSON, and where it begins.
pub(super) async fn part_at(tx: &mut Tx, id: &str, position: i64) -> Result<Option<(i64, Vec<u8>)>, Error> {
    let row = tx
        .fetch_optional(
            "SELECT start, content FROM register_snapshot_parts WHERE snapshot = $1 AND start <= $2
             ORDER BY start DESC LIMIT 1",
            params![id, position],
        )
        .await?;
    row.map(|row| Ok((row.int("start")?, row.bytes("content")?))).transpose()
}

/// The oldest complete snapshot but for the newest `keep`.
pub(super) async fn outdated(tx: &mut Tx, keep: i64) -> Result<Option<String>, Error> {
    let row = tx
        .fetch_optional(
            "SELECT id FROM register_snapshots WHERE NOT building ORDER BY ordinal DESC LIMIT 1 OFFSET $1",
            params![keep],
        )
        .await?;
    row.map(|row| row.text("id")).transpose()
}

/// Forgets a snapshot's pieces, a few of them; true when it is gone with the last.
pub(super) async fn forget(tx: &mut Tx, id: &str, pieces: i64) -> Result<bool, Error> {
    let gone = tx
        .execute(
            "DELETE FROM register_snapshot_parts WHERE snapshot = $1 AND start IN
             (SELECT start FROM register_snapshot_parts WHERE snapshot = $1 ORDER BY start LIMIT $2)",
            params![id, pieces],
        )
        .await?;
    if i64::try_from(gone).is_ok_and(|gone| gone >= pieces) {
        return Ok(false);
    }
    tx.execute("DELETE FROM register_snapshots WHERE id = $1", params![id]).await?;
    Ok(true)
}

/// Stored companies after the number `after`, in the order of their numbers: number and document.
pub(super) async fn companies_after(
    tx: &mut Tx,
    after: &str,
    limit: i64,
) -> Result<Vec<(String, String)>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT number, document FROM register_companies WHERE number > $1 ORDER BY number LIMIT $2",
            params![after, limit],
        )
        .await?;
    rows.iter().map(|row| Ok((row.text("number")?, row.text("document")?))).collect()
}
