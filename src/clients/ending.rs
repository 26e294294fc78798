//! Keys that run out, for whoever warns of it.

use super::store::number;
use crate::clock::Millis;
use crate::db::{Error, Tx, params};
use crate::numbers::OrgNumber;

/// Keys that are read at a time.
const PAGE: i64 = 200;

/// A key that runs out, with whose it is.
#[derive(Debug, Clone)]
pub struct EndingKey {
    /// The client.
    pub client_id: String,
    /// Its name.
    pub client_name: String,
    /// Whose client it is.
    pub organisation: OrgNumber,
    /// The key's name.
    pub kid: String,
    /// When it was last posted, in wall time.
    pub posted_at: Millis,
    /// When it runs out, in world time.
    pub expires_at: Millis,
}

/// Keys of working clients that run out after `from` and not after `until` (world time), some at a time: those that follow
/// `after`.
pub async fn keys_ending(
    tx: &mut Tx,
    from: Millis,
    until: Millis,
    after: Option<&EndingKey>,
) -> Result<Vec<EndingKey>, Error> {
    let (client, kid) = after.map_or(("", ""), |key| (key.client_id.as_str(), key.kid.as_str()));
    let rows = tx
        .fetch_all(
            "SELECT k.client_id, k.kid, k.expires_at, k.updated_at, c.name, c.organisation
             FROM client_keys k JOIN clients c ON c.id = k.client_id
             WHERE c.active = TRUE AND k.expires_at > $1 AND k.expires_at <= $2
               AND (k.client_id > $3 OR (k.client_id = $3 AND k.kid > $4))
             ORDER BY k.client_id, k.kid LIMIT $5",
            params![from, until, client, kid, PAGE],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(EndingKey {
                client_id: row.text("client_id")?,
                client_name: row.text("name")?,
                organisation: number(row, "organisation")?,
                kid: row.text("kid")?,
                posted_at: row.int("updated_at")?,
                expires_at: row.int("expires_at")?,
            })
        })
        .collect()
}
