//! The token server's signing keys: states, and the sealed rows they live in (design §6).
//!
//! A key is published before it signs, so that consumers have it when they meet its first token. Of all keys one signs; keys
//! that signed before stay published until no token of theirs can be alive.

use serde_json::Value;

use super::{Keys, KeysError};
use crate::clock::{Millis, Now};
use crate::db::{Db, Error, Row, Tx, params};
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

/// Where a signing key is in its life. It goes from each state to the next and never back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Published, so that consumers know it before it signs.
    Coming,
    /// The one that signs.
    Signing,
    /// It signed, and tokens of its may be alive.
    Published,
    /// Nobody needs it any more; its private half is gone.
    Retired,
}

impl KeyState {
    const ALL: [Self; 4] = [Self::Coming, Self::Signing, Self::Published, Self::Retired];

    /// As the database writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Coming => "coming",
            Self::Signing => "signing",
            Self::Published => "published",
            Self::Retired => "retired",
        }
    }
}

/// A signing key without its secret.
#[derive(Debug, Clone)]
pub struct KeyRow {
    /// RFC 7638 thumbprint.
    pub kid: String,
    /// Where it is in its life.
    pub state: KeyState,
    /// When it was made, in wall time.
    pub created_at: Millis,
    /// When it came into its state, in wall time.
    pub since: Millis,
}

fn key_row(row: &Row) -> Result<KeyRow, Error> {
    let (kid, state) = (row.text("kid")?, row.text("state")?);
    let Some(state) = KeyState::ALL.into_iter().find(|known| known.name() == state) else {
        return Err(Error::inconsistent("signing_keys", "state", &kid, "it is none of the four"));
    };
    Ok(KeyRow { kid, state, created_at: row.int("created_at")?, since: row.int("changed_at")? })
}

/// Every signing key there was, the oldest first.
pub async fn signing_keys(tx: &mut Tx) -> Result<Vec<KeyRow>, Error> {
    let sql = "SELECT kid, state, created_at, changed_at FROM signing_keys ORDER BY created_at, kid";
    tx.fetch_all(sql, params![]).await?.iter().map(key_row).collect()
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
    let key = generate(bits).await?;
    let mut tx = db.begin_write().await?;
    insert(&mut tx, keys, random, &key, KeyState::Signing, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Makes a key that is in no world yet. It takes up to seconds, so it is done before a transaction and off the threads that
/// serve requests.
pub async fn generate(bits: usize) -> Result<SigningKey, KeysError> {
    tokio::task::spawn_blocking(move || SigningKey::generate(bits))
        .await
        .ok()
        .and_then(Result::ok)
        .ok_or(KeysError::Library("making a signing key"))
}

/// Publishes `key` as the one that comes next; false when another one waits already.
pub async fn add_coming(
    tx: &mut Tx,
    keys: &Keys,
    random: &Random,
    key: &SigningKey,
    now: Now,
) -> Result<bool, KeysError> {
    insert(tx, keys, random, key, KeyState::Coming, now).await
}

async fn insert(
    tx: &mut Tx,
    keys: &Keys,
    random: &Random,
    key: &SigningKey,
    state: KeyState,
    now: Now,
) -> Result<bool, KeysError> {
    let kid = key.kid();
    let pkcs8 = key.to_pkcs8().map_err(|_| KeysError::Library("writing a signing key"))?;
    let sealed = keys.seal(random, &context(kid), &pkcs8)?;
    let written = tx
        .execute(
            "INSERT INTO signing_keys (kid, state, sealed_pkcs8, public_jwk, created_at, changed_at)
             VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT DO NOTHING",
            params![kid, state.name(), sealed, key.public_jwk().to_string(), now.wall],
        )
        .await?;
    Ok(written == 1)
}

/// Lets the coming key sign, and the one that signed be published: the old one's name and the new one's. Nothing when no key
/// was coming, and then the transaction must not be committed. Of two nodes that do it at once one waits for the other.
pub async fn promote(tx: &mut Tx, now: Now) -> Result<Option<(String, String)>, Error> {
    // In this order, since at no moment two may sign.
    let Some(old) = advance(tx, KeyState::Signing, KeyState::Published, now).await? else { return Ok(None) };
    let new = advance(tx, KeyState::Coming, KeyState::Signing, now).await?;
    Ok(new.map(|new| (old, new)))
}

/// Brings the one key of a state that one key alone can have into another.
async fn advance(tx: &mut Tx, from: KeyState, to: KeyState, now: Now) -> Result<Option<String>, Error> {
    let sql = "UPDATE signing_keys SET state = $2, changed_at = $3 WHERE state = $1 RETURNING kid";
    let row = tx.fetch_optional(sql, params![from.name(), to.name(), now.wall]).await?;
    row.map(|row| row.text("kid")).transpose()
}

/// Takes a key that no longer signs out of the key set, and destroys its private half; false when it is in another state.
pub async fn retire(tx: &mut Tx, kid: &str, now: Now) -> Result<bool, Error> {
    let sql = "UPDATE signing_keys SET state = 'retired', changed_at = $2, sealed_pkcs8 = $3
               WHERE kid = $1 AND state = 'published'";
    Ok(tx.execute(sql, params![kid, now.wall, Vec::<u8>::new()]).await? == 1)
}

/// The name of the key that signs.
pub async fn signing_kid(tx: &mut Tx) -> Result<Option<String>, Error> {
    let row = tx.fetch_optional("SELECT kid FROM signing_keys WHERE state = 'signing'", params![]).await?;
    row.map(|row| row.text("kid")).transpose()
}

/// The key that signs, opened.
pub async fn active_signing_key(db: &Db, keys: &Keys) -> Result<Option<SigningKey>, KeysError> {
    let mut tx = db.read().await?;
    open_signing_key(&mut tx, keys).await
}

/// The key that signs as this transaction sees it, opened.
pub async fn open_signing_key(tx: &mut Tx, keys: &Keys) -> Result<Option<SigningKey>, KeysError> {
    let Some(row) = tx
        .fetch_optional("SELECT kid, sealed_pkcs8 FROM signing_keys WHERE state = 'signing'", params![])
        .await?
    else {
        return Ok(None);
    };
    let pkcs8 = keys.open_sealed(&context(&row.text("kid")?), &row.bytes("sealed_pkcs8")?)?;
    SigningKey::from_pkcs8(&pkcs8).map(Some).map_err(|_| KeysError::Library("reading a signing key"))
}

/// What a key is sealed for: its own row and no other.
fn context(kid: &str) -> String {
    format!("signing_keys:{kid}")
}

/// Whether a key is published now.
pub async fn is_published(tx: &mut Tx, kid: &str) -> Result<bool, Error> {
    let sql = "SELECT 1 AS one FROM signing_keys WHERE kid = $1 AND state <> 'retired'";
    Ok(tx.fetch_optional(sql, params![kid]).await?.is_some())
}

/// The names of the keys that are published now.
pub async fn published_kids(tx: &mut Tx) -> Result<Vec<String>, Error> {
    let rows = tx.fetch_all("SELECT kid FROM signing_keys WHERE state <> 'retired'", params![]).await?;
    rows.iter().map(|row| row.text("kid")).collect()
}

/// A key by its name, when it is published now.
pub async fn published_key(tx: &mut Tx, kid: &str) -> Result<Option<PublishedKey>, Error> {
    let sql = "SELECT kid, public_jwk FROM signing_keys WHERE kid = $1 AND state <> 'retired'";
    tx.fetch_optional(sql, params![kid]).await?.as_ref().map(published).transpose()
}

fn published(row: &Row) -> Result<PublishedKey, Error> {
    let jwk = serde_json::from_str(&row.text("public_jwk")?).unwrap_or(Value::Null);
    Ok(PublishedKey { kid: row.text("kid")?, jwk })
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
    Ok(rows.iter().map(published).collect::<Result<_, _>>()?)
}
