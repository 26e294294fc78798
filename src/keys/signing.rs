//! The token server's signing keys: states, and the sealed rows they live in (design §6).
//!
//! Of all keys one signs; keys that signed before stay published until no token of theirs can be alive.

use serde_json::Value;

use super::{Keys, KeysError};
use crate::clock::Now;
use crate::db::{Db, params};
use crate::ids::Random;
use crate::jose::SigningKey;

/// A key as `/jwk` publishes it.
#[derive(Debug, Clone)]
pub struct PublishedKey {
    /// RFC 7638 thumbprint.
    pub kid: String,
    /// The public JWK.
    pub jwk: Value,
}

/// Makes the first signing key when there is none. Two nodes may try at once: the database keeps one.
pub async fn ensure_signing_key(
    db: &Db,
    keys: &Keys,
    random: &Random,
    bits: usize,
    now: Now,
) -> Result<(), KeysError> {
    if active_signing_key(db, keys).await?.is_some() {
        return Ok(());
    }
    let key = SigningKey::generate(bits).map_err(|_| KeysError::Library("making a signing key"))?;
    let kid = key.kid().to_owned();
    let pkcs8 = key.to_pkcs8().map_err(|_| KeysError::Library("writing a signing key"))?;
    let sealed = keys.seal(random, &format!("signing_keys:{kid}"), &pkcs8)?;
    let mut tx = db.begin_write().await?;
    tx.execute(
        "INSERT INTO signing_keys (kid, state, sealed_pkcs8, public_jwk, created_at, changed_at)
         VALUES ($1, 'signing', $2, $3, $4, $4) ON CONFLICT DO NOTHING",
        params![kid, sealed, key.public_jwk().to_string(), now.wall],
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The key that signs, opened.
pub async fn active_signing_key(db: &Db, keys: &Keys) -> Result<Option<SigningKey>, KeysError> {
    let mut tx = db.read().await?;
    let Some(row) = tx
        .fetch_optional("SELECT kid, sealed_pkcs8 FROM signing_keys WHERE state = 'signing'", params![])
        .await?
    else {
        return Ok(None);
    };
    let pkcs8 =
        keys.open_sealed(&format!("signing_keys:{}", row.text("kid")?), &row.bytes("sealed_pkcs8")?)?;
    SigningKey::from_pkcs8(&pkcs8).map(Some).map_err(|_| KeysError::Library("reading a signing key"))
}

/// Every key that `/jwk` shows: the one that will sign, the one that signs and those that signed lately.
pub async fn published_keys(db: &Db) -> Result<Vec<PublishedKey>, KeysError> {
    let mut tx = db.read().await?;
    let rows = tx
        .fetch_all(
            "SELECT kid, public_jwk FROM signing_keys WHERE state <> 'retired' ORDER BY created_at, kid",
            params![],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let kid = row.text("kid")?;
            let jwk = serde_json::from_str(&row.text("public_jwk")?).unwrap_or(Value::Null);
            Ok(PublishedKey { kid, jwk })
        })
        .collect()
}
