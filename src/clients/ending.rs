//! Keys that run out, for whoever warns of it.

use super::keys::ClientKey;
use super::locks::LockFault;
use super::store::{key_of_row, number};
use crate::clock::{Millis, Now};
use crate::db::{Error, Tx, params};
use crate::numbers::OrgNumber;

/// Organisations that are read at a time.
const PAGE: i64 = 200;

/// Keys that may run out after `$1` and not after `$2`: when a certificate ends, only the certificate says.
const MAY_END: &str = "FROM client_keys k JOIN clients c ON c.id = k.client_id
                       WHERE c.active = TRUE AND k.expires_at > $1 AND (k.expires_at <= $2 OR k.jwk LIKE '%\"x5c\":%')";

/// A key that runs out, with the client that it is on.
#[derive(Debug, Clone)]
pub struct EndingKey {
    /// The client.
    pub client_id: String,
    /// Its name.
    pub client_name: String,
    /// The key.
    pub key: ClientKey,
}

/// Some of the organisations whose working clients have keys that may run out after `from` and not after `until` (world
/// time): those that follow `after`.
pub async fn organisations_with_ending_keys(
    tx: &mut Tx,
    from: Millis,
    until: Millis,
    after: Option<OrgNumber>,
) -> Result<Vec<OrgNumber>, Error> {
    let after = after.map(|number| number.to_string()).unwrap_or_default();
    let sql = format!(
        "SELECT DISTINCT c.organisation {MAY_END} AND c.organisation > $3 ORDER BY c.organisation LIMIT $4"
    );
    let rows = tx.fetch_all(&sql, params![from, until, after, PAGE]).await?;
    rows.iter().map(|row| number(row, "organisation")).collect()
}

/// The keys of an organisation's working clients that are of no use any more after `until` (world time), and are now. One
/// whose certificate is another organisation's never was.
pub async fn keys_ending(
    tx: &mut Tx,
    organisation: OrgNumber,
    now: Now,
    until: Millis,
) -> Result<Vec<EndingKey>, Error> {
    let sql = format!(
        "SELECT k.client_id, c.name, k.kid, k.jwk, k.stated_exp, k.expires_at, k.created_at, k.updated_at
         {MAY_END} AND c.organisation = $3 ORDER BY k.client_id, k.kid"
    );
    let rows = tx.fetch_all(&sql, params![now.world, until, organisation.to_string()]).await?;
    let mut ending = Vec::new();
    for row in &rows {
        let key = key_of_row(row)?;
        let end = key.ends_at();
        let never = matches!(key.lock_fault(organisation, now), Some(LockFault::Another { .. }));
        if !never && end > now.world && end <= until {
            ending.push(EndingKey { client_id: row.text("client_id")?, client_name: row.text("name")?, key });
        }
    }
    Ok(ending)
}
