//! Rows of clients and keys; those of scopes, prefixes and grants stand below.

mod access;
mod scopes;

pub(super) use access::{all_approved, approve, approve_many, deny, grants_of_scope, grants_to, lock_grant};
pub use access::{count_holders, denied_since, find_grant, grant_states, holders_of, named, names_of};
pub use scopes::{
    Prefix, all_prefixes, all_scopes, closed_since, find_scope, has_prefix, prefixes_of, save_scope,
};
pub(super) use scopes::{
    change_scope, deactivate_prefix, find_prefix, give_prefix, insert_scope, lock_prefix,
    move_delegation_source, scope_version, scopes_among, scopes_below, set_scope_active,
};

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::keys::ClientKey;
use super::{Client, is_client_id};
use crate::clock::Now;
use crate::db::{Error, Row, Tx, params};
use crate::numbers::OrgNumber;

/// Most clients in one list. Those in use are fewer, by the rule about how many an organisation may have.
const LIST_LIMIT: i64 = 10_000;

// Clients

const CLIENT: &str = "id, organisation, name, description, active, integration_type, access_token_lifetime, extra, \
                      version, created_at, updated_at";

/// The client with this id.
pub async fn find_client(tx: &mut Tx, id: &str) -> Result<Option<Client>, Error> {
    if !is_client_id(id) {
        return Ok(None);
    }
    let row = tx.fetch_optional(&format!("SELECT {CLIENT} FROM clients WHERE id = $1"), params![id]).await?;
    let Some(row) = row else { return Ok(None) };
    let mut client = client(&row)?;
    client.scopes = scopes_of_client(tx, id).await?;
    Ok(Some(client))
}

/// The clients of an organisation, oldest first. Where there are more than one list holds, it is clients out of use that are
/// left out.
pub async fn clients_of(tx: &mut Tx, organisation: OrgNumber) -> Result<Vec<Client>, Error> {
    let number = organisation.to_string();
    let rows = tx
        .fetch_all(
            &format!(
                "SELECT {CLIENT} FROM clients WHERE organisation = $1
                 ORDER BY active DESC, created_at DESC, id LIMIT $2"
            ),
            params![&number, LIST_LIMIT],
        )
        .await?;
    let mut clients = rows.iter().map(client).collect::<Result<Vec<_>, _>>()?;
    let scopes = tx
        .fetch_all(
            "SELECT s.client_id, s.scope FROM client_scopes s JOIN clients c ON c.id = s.client_id WHERE c.organisation = $1",
            params![&number],
        )
        .await?;
    let mut by_client: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &scopes {
        by_client.entry(row.text("client_id")?).or_default().push(row.text("scope")?);
    }
    for client in &mut clients {
        client.scopes = by_client.remove(&client.id).unwrap_or_default();
        client.scopes.sort();
    }
    clients.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    Ok(clients)
}

fn client(row: &Row) -> Result<Client, Error> {
    Ok(Client {
        id: row.text("id")?,
        organisation: number(row, "organisation")?,
        name: row.text("name")?,
        description: row.text("description")?,
        active: row.bool("active")?,
        integration_type: row.text("integration_type")?,
        access_token_lifetime: row.int("access_token_lifetime")?,
        extra: object(&row.text("extra")?),
        version: row.int("version")?,
        scopes: Vec::new(),
        created_at: row.int("created_at")?,
        updated_at: row.int("updated_at")?,
    })
}

pub(super) async fn scopes_of_client(tx: &mut Tx, id: &str) -> Result<Vec<String>, Error> {
    let rows = tx.fetch_all("SELECT scope FROM client_scopes WHERE client_id = $1", params![id]).await?;
    let mut scopes = rows.iter().map(|row| row.text("scope")).collect::<Result<Vec<_>, _>>()?;
    // Sorted here, because the databases need not agree on the order of ':' and '/'.
    scopes.sort();
    Ok(scopes)
}

/// Writes a new client and its scopes; false when its id is taken.
pub(super) async fn insert_client(tx: &mut Tx, client: &Client) -> Result<bool, Error> {
    let written = tx
        .execute(
            "INSERT INTO clients (id, organisation, name, description, active, integration_type, access_token_lifetime, extra,
                                  version, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING",
            params![
                &client.id,
                client.organisation.to_string(),
                &client.name,
                &client.description,
                client.active,
                &client.integration_type,
                client.access_token_lifetime,
                Value::Object(client.extra.clone()).to_string(),
                client.version,
                client.created_at,
                client.updated_at
            ],
        )
        .await?;
    if written == 0 {
        return Ok(false);
    }
    insert_scopes(tx, &client.id, &client.scopes).await?;
    Ok(true)
}

/// Takes the client's row lock: the first statement of every change of a client or its keys.
pub(super) async fn lock_client(tx: &mut Tx, id: &str) -> Result<Option<Client>, Error> {
    if !is_client_id(id) {
        return Ok(None);
    }
    let sql = format!("UPDATE clients SET version = version WHERE id = $1 RETURNING {CLIENT}");
    let Some(row) = tx.fetch_optional(&sql, params![id]).await? else { return Ok(None) };
    let mut client = client(&row)?;
    client.scopes = scopes_of_client(tx, id).await?;
    Ok(Some(client))
}

/// Says that a locked client, or its keys, changed: what is remembered of it holds no more, and neither does its `ETag`.
pub(super) async fn raise_version(tx: &mut Tx, client: &mut Client, now: Now) -> Result<(), Error> {
    client.updated_at = now.wall;
    let sql = "UPDATE clients SET version = version + 1, updated_at = $2 WHERE id = $1 RETURNING version";
    if let Some(row) = tx.fetch_optional(sql, params![&client.id, now.wall]).await? {
        client.version = row.int("version")?;
    }
    Ok(())
}

/// Writes what may change in a locked client.
pub(super) async fn update_client(tx: &mut Tx, client: &Client) -> Result<(), Error> {
    tx.execute(
        "UPDATE clients SET name = $2, description = $3, active = $4, access_token_lifetime = $5, extra = $6 WHERE id = $1",
        params![
            &client.id,
            &client.name,
            &client.description,
            client.active,
            client.access_token_lifetime,
            Value::Object(client.extra.clone()).to_string()
        ],
    )
    .await?;
    tx.execute("DELETE FROM client_scopes WHERE client_id = $1", params![&client.id]).await?;
    insert_scopes(tx, &client.id, &client.scopes).await
}

async fn insert_scopes(tx: &mut Tx, client_id: &str, scopes: &[String]) -> Result<(), Error> {
    for scope in scopes {
        tx.execute(
            "INSERT INTO client_scopes (client_id, scope) VALUES ($1, $2) ON CONFLICT (client_id, scope) DO NOTHING",
            params![client_id, scope],
        )
        .await?;
    }
    Ok(())
}

/// Takes the lock of how many clients an organisation has, and counts those in use.
pub(super) async fn lock_and_count_clients(tx: &mut Tx, organisation: OrgNumber) -> Result<i64, Error> {
    let number = organisation.to_string();
    tx.execute(
        "INSERT INTO client_owners (organisation) VALUES ($1)
         ON CONFLICT (organisation) DO UPDATE SET organisation = excluded.organisation",
        params![&number],
    )
    .await?;
    let sql = "SELECT count(*) AS n FROM clients WHERE organisation = $1 AND active";
    tx.fetch_optional(sql, params![&number]).await?.map_or(Ok(0), |row| row.int("n"))
}

/// A client's version, and its row's lock until the transaction ends.
pub(super) async fn client_version(tx: &mut Tx, id: &str) -> Result<Option<i64>, Error> {
    let sql = "UPDATE clients SET version = version WHERE id = $1 RETURNING version";
    tx.fetch_optional(sql, params![id]).await?.map(|row| row.int("version")).transpose()
}

/// The id of every client, sorted.
pub(super) async fn all_client_ids(tx: &mut Tx) -> Result<Vec<String>, Error> {
    let rows = tx.fetch_all("SELECT id FROM clients", params![]).await?;
    let mut ids = rows.iter().map(|row| row.text("id")).collect::<Result<Vec<_>, _>>()?;
    ids.sort();
    Ok(ids)
}

// Keys

pub(super) async fn keys_of_client(tx: &mut Tx, client_id: &str) -> Result<Vec<ClientKey>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT kid, jwk, stated_exp, expires_at, created_at, updated_at FROM client_keys
             WHERE client_id = $1 ORDER BY created_at",
            params![client_id],
        )
        .await?;
    let mut keys = rows.iter().map(key_of_row).collect::<Result<Vec<_>, Error>>()?;
    keys.sort_by(|a, b| (a.created_at, &a.kid).cmp(&(b.created_at, &b.kid)));
    Ok(keys)
}

pub(super) fn key_of_row(row: &Row) -> Result<ClientKey, Error> {
    Ok(ClientKey {
        kid: row.text("kid")?,
        jwk: Value::Object(object(&row.text("jwk")?)),
        stated_exp: row.opt_int("stated_exp")?,
        expires_at: row.int("expires_at")?,
        created_at: row.int("created_at")?,
        updated_at: row.int("updated_at")?,
    })
}

/// Writes a key, over an older one of the same name. The client is locked.
pub(super) async fn upsert_key(tx: &mut Tx, client_id: &str, key: &ClientKey) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO client_keys (client_id, kid, jwk, stated_exp, expires_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (client_id, kid) DO UPDATE
         SET jwk = $3, stated_exp = $4, expires_at = $5, created_at = $6, updated_at = $7",
        params![
            client_id,
            &key.kid,
            key.jwk.to_string(),
            key.stated_exp,
            key.expires_at,
            key.created_at,
            key.updated_at
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn delete_keys(tx: &mut Tx, client_id: &str) -> Result<u64, Error> {
    tx.execute("DELETE FROM client_keys WHERE client_id = $1", params![client_id]).await
}

pub(super) async fn delete_key(tx: &mut Tx, client_id: &str, kid: &str) -> Result<u64, Error> {
    if kid.contains('\0') {
        return Ok(0);
    }
    tx.execute("DELETE FROM client_keys WHERE client_id = $1 AND kid = $2", params![client_id, kid]).await
}

pub(super) fn number(row: &Row, column: &str) -> Result<OrgNumber, Error> {
    let text = row.text(column)?;
    OrgNumber::parse(&text).map_err(|_| {
        Error::inconsistent("clients, scopes or scope_access", column, text, "is not an organisation number")
    })
}

fn object(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap_or_default()
}
