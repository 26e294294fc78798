//! API keys of the order API: one secret per key, shown once, stored as its hash, bound to an organisation.

use crate::app::App;
use crate::clock::Now;
use crate::db::{Error, Tx, params};
use crate::ids::sha256_hex;
use crate::numbers::OrgNumber;

/// How a key begins, so that people and scanners recognise one that leaked.
const PREFIX: &str = "fmk_";

/// Makes a key; gives its id and the secret, which is not kept.
pub async fn create(
    tx: &mut Tx,
    app: &App,
    now: Now,
    organisation: OrgNumber,
    note: &str,
    created_by: &str,
) -> Result<(String, String), Error> {
    let id = app.random.new_id(now.wall);
    let secret = format!("{PREFIX}{}", app.random.secret());
    tx.execute(
        "INSERT INTO api_keys (id, secret_hash, organisation, note, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![&id, sha256_hex(secret.as_bytes()), organisation.to_string(), note, created_by, now.wall],
    )
    .await?;
    Ok((id, secret))
}

/// The organisation that a key belongs to, and the key's id.
pub async fn find(tx: &mut Tx, secret: &str) -> Result<Option<(String, OrgNumber)>, Error> {
    if !secret.starts_with(PREFIX) {
        return Ok(None);
    }
    let row = tx
        .fetch_optional(
            "SELECT id, organisation FROM api_keys WHERE secret_hash = $1 AND revoked_at IS NULL",
            params![sha256_hex(secret.as_bytes())],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(OrgNumber::parse(&row.text("organisation")?)
        .ok()
        .map(|organisation| (row.text("id").unwrap_or_default(), organisation)))
}

/// Whose the key with this id is, revoked ones too.
pub async fn organisation_of(tx: &mut Tx, id: &str) -> Result<Option<OrgNumber>, Error> {
    let row = tx.fetch_optional("SELECT organisation FROM api_keys WHERE id = $1", params![id]).await?;
    let organisation = row.map(|row| row.text("organisation")).transpose()?;
    Ok(organisation.and_then(|number| OrgNumber::parse(&number).ok()))
}

/// Revokes every key of an organisation; gives how many there were.
pub async fn revoke_of(tx: &mut Tx, organisation: OrgNumber, now: Now) -> Result<u64, Error> {
    tx.execute(
        "UPDATE api_keys SET revoked_at = $2 WHERE organisation = $1 AND revoked_at IS NULL",
        params![organisation.to_string(), now.wall],
    )
    .await
}
