//! Rows of clients, keys, scopes and grants.

use serde_json::{Map, Value};

use super::keys::ClientKey;
use super::{Client, Grant, GrantState, Scope, Visibility, is_client_id, is_scope_name};
use crate::clock::{Millis, Now};
use crate::db::{self, Error, Row, Tx, params};
use crate::numbers::OrgNumber;

/// Most clients in one list. An organisation with more would read them by id.
const LIST_LIMIT: i64 = 1_000;

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

/// The clients of an organisation, oldest first.
pub async fn clients_of(tx: &mut Tx, organisation: OrgNumber) -> Result<Vec<Client>, Error> {
    let number = organisation.to_string();
    let rows = tx
        .fetch_all(
            &format!("SELECT {CLIENT} FROM clients WHERE organisation = $1 ORDER BY created_at, id LIMIT $2"),
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
    for row in &scopes {
        let id = row.text("client_id")?;
        if let Some(client) = clients.iter_mut().find(|client| client.id == id) {
            client.scopes.push(row.text("scope")?);
        }
    }
    for client in &mut clients {
        client.scopes.sort();
    }
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

/// Takes the client's row lock and raises its version: the first statement of every change of a client or its keys.
pub(super) async fn lock_client(tx: &mut Tx, id: &str, now: Now) -> Result<Option<Client>, Error> {
    if !is_client_id(id) {
        return Ok(None);
    }
    let row = tx
        .fetch_optional(
            &format!(
                "UPDATE clients SET version = version + 1, updated_at = $2 WHERE id = $1 RETURNING {CLIENT}"
            ),
            params![id, now.wall],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut client = client(&row)?;
    client.scopes = scopes_of_client(tx, id).await?;
    Ok(Some(client))
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

// Keys

pub(super) async fn keys_of_client(tx: &mut Tx, client_id: &str) -> Result<Vec<ClientKey>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT kid, jwk, stated_exp, expires_at, created_at, updated_at FROM client_keys
             WHERE client_id = $1 ORDER BY created_at",
            params![client_id],
        )
        .await?;
    let mut keys = rows
        .iter()
        .map(|row| {
            Ok(ClientKey {
                kid: row.text("kid")?,
                jwk: Value::Object(object(&row.text("jwk")?)),
                stated_exp: row.opt_int("stated_exp")?,
                expires_at: row.int("expires_at")?,
                created_at: row.int("created_at")?,
                updated_at: row.int("updated_at")?,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    keys.sort_by(|a, b| (a.created_at, &a.kid).cmp(&(b.created_at, &b.kid)));
    Ok(keys)
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

// Scopes

const SCOPE: &str = "name, prefix, subscope, owner_number, description, visibility, delegation_source, accessible_for_all, \
                     at_max_age, allowed_integration_types, active, extra, created_at, updated_at";

/// The scope with this name.
pub async fn find_scope(tx: &mut Tx, name: &str) -> Result<Option<Scope>, Error> {
    if !is_scope_name(name) {
        return Ok(None);
    }
    let row =
        tx.fetch_optional(&format!("SELECT {SCOPE} FROM scopes WHERE name = $1"), params![name]).await?;
    row.as_ref().map(scope).transpose()
}

/// All scopes, by name. There are as many as authorities made, which is few.
pub async fn all_scopes(tx: &mut Tx) -> Result<Vec<Scope>, Error> {
    let rows = tx.fetch_all(&format!("SELECT {SCOPE} FROM scopes"), params![]).await?;
    let mut scopes = rows.iter().map(scope).collect::<Result<Vec<_>, _>>()?;
    scopes.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(scopes)
}

/// Writes a scope, over an older one of the same name; its time of making stays. For what is built in and for world files.
pub async fn save_scope(tx: &mut Tx, now: Now, scope: &Scope) -> Result<(), Error> {
    let allowed = Value::from(scope.allowed_integration_types.clone()).to_string();
    tx.execute(
        "INSERT INTO scopes (name, prefix, subscope, owner_number, description, visibility, delegation_source, accessible_for_all,
                             at_max_age, allowed_integration_types, active, extra, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT (name) DO UPDATE
         SET owner_number = $4, description = $5, visibility = $6, delegation_source = $7, accessible_for_all = $8,
             at_max_age = $9, allowed_integration_types = $10, active = $11, extra = $12, updated_at = $14",
        params![
            &scope.name,
            &scope.prefix,
            &scope.subscope,
            scope.owner.to_string(),
            &scope.description,
            scope.visibility.name(),
            scope.delegation_source.clone(),
            scope.accessible_for_all,
            scope.at_max_age,
            allowed,
            scope.active,
            Value::Object(scope.extra.clone()).to_string(),
            scope.created_at,
            now.wall
        ],
    )
    .await?;
    Ok(())
}

/// Closes or opens a scope; false when it was so.
pub(super) async fn set_scope_active(
    tx: &mut Tx,
    name: &str,
    active: bool,
    now: Millis,
) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE scopes SET active = $2, updated_at = $3 WHERE name = $1 AND active <> $2",
            params![name, active, now],
        )
        .await?;
    Ok(changed == 1)
}

pub(super) async fn follow_delegation_source(
    tx: &mut Tx,
    now: Now,
    name: &str,
    source: &str,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE scopes SET delegation_source = $2, updated_at = $3 WHERE name = $1 AND delegation_source <> $2",
        params![name, source, now.wall],
    )
    .await?;
    Ok(())
}

fn scope(row: &Row) -> Result<Scope, Error> {
    let allowed: Vec<String> =
        serde_json::from_str(&row.text("allowed_integration_types")?).unwrap_or_default();
    Ok(Scope {
        name: row.text("name")?,
        prefix: row.text("prefix")?,
        subscope: row.text("subscope")?,
        owner: number(row, "owner_number")?,
        description: row.text("description")?,
        visibility: Visibility::from_name(&row.text("visibility")?).unwrap_or(Visibility::Internal),
        delegation_source: row.opt_text("delegation_source")?.filter(|source| !source.is_empty()),
        accessible_for_all: row.bool("accessible_for_all")?,
        at_max_age: row.int("at_max_age")?,
        allowed_integration_types: allowed,
        active: row.bool("active")?,
        extra: object(&row.text("extra")?),
        created_at: row.int("created_at")?,
        updated_at: row.int("updated_at")?,
    })
}

// Grants

const GRANT: &str =
    "SELECT a.scope, a.consumer_number, s.owner_number, a.state, a.case_number, a.created_at, a.updated_at
                     FROM scope_access a JOIN scopes s ON s.name = a.scope";

/// The grant of a scope to an organisation, in whatever state.
pub async fn find_grant(tx: &mut Tx, scope: &str, consumer: OrgNumber) -> Result<Option<Grant>, Error> {
    if !is_scope_name(scope) {
        return Ok(None);
    }
    let row = tx
        .fetch_optional(
            &format!("{GRANT} WHERE a.scope = $1 AND a.consumer_number = $2"),
            params![scope, consumer.to_string()],
        )
        .await?;
    row.as_ref().map(grant).transpose()
}

/// Every grant to an organisation, in whatever state.
pub(super) async fn grants_to(tx: &mut Tx, consumer: OrgNumber) -> Result<Vec<Grant>, Error> {
    let rows =
        tx.fetch_all(&format!("{GRANT} WHERE a.consumer_number = $1"), params![consumer.to_string()]).await?;
    sorted_grants(&rows)
}

/// The id of every client, sorted.
pub(super) async fn all_client_ids(tx: &mut Tx) -> Result<Vec<String>, Error> {
    let rows = tx.fetch_all("SELECT id FROM clients", params![]).await?;
    let mut ids = rows.iter().map(|row| row.text("id")).collect::<Result<Vec<_>, _>>()?;
    ids.sort();
    Ok(ids)
}

/// Every grant that holds, by scope and organisation.
pub(super) async fn all_approved(tx: &mut Tx) -> Result<Vec<Grant>, Error> {
    let rows = tx.fetch_all(&format!("{GRANT} WHERE a.state = 'APPROVED'"), params![]).await?;
    sorted_grants(&rows)
}

/// Every grant of a scope, in whatever state.
pub(super) async fn grants_of_scope(tx: &mut Tx, scope: &str) -> Result<Vec<Grant>, Error> {
    let rows = tx.fetch_all(&format!("{GRANT} WHERE a.scope = $1 LIMIT 10000"), params![scope]).await?;
    sorted_grants(&rows)
}

fn sorted_grants(rows: &[Row]) -> Result<Vec<Grant>, Error> {
    let mut grants = rows.iter().map(grant).collect::<Result<Vec<_>, _>>()?;
    grants.sort_by(|a, b| (&a.scope, a.consumer).cmp(&(&b.scope, b.consumer)));
    Ok(grants)
}

/// Approves a grant; false when it was approved already. A case number once there stays unless another is given.
pub(super) async fn approve(
    tx: &mut Tx,
    scope: &str,
    consumer: OrgNumber,
    case_number: Option<&str>,
    at: Millis,
) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "INSERT INTO scope_access (scope, consumer_number, state, case_number, created_at, updated_at)
             VALUES ($1, $2, 'APPROVED', $3, $4, $4)
             ON CONFLICT (scope, consumer_number) DO UPDATE
             SET state = 'APPROVED', case_number = COALESCE($3, scope_access.case_number), updated_at = $4
             WHERE scope_access.state <> 'APPROVED'",
            params![scope, consumer.to_string(), case_number, at],
        )
        .await?;
    Ok(changed == 1)
}

/// Approves grants, and gives those that were not approved already.
pub(super) async fn approve_many(
    tx: &mut Tx,
    grants: &[(&str, OrgNumber)],
    at: Millis,
) -> Result<Vec<(String, OrgNumber)>, Error> {
    let rows: Vec<db::Value> = grants
        .iter()
        .flat_map(|(scope, consumer)| {
            [(*scope).into(), consumer.to_string().into(), "APPROVED".into(), at.into(), at.into()]
        })
        .collect();
    let into = "INSERT INTO scope_access (scope, consumer_number, state, created_at, updated_at)";
    let tail = "ON CONFLICT (scope, consumer_number) DO UPDATE SET state = 'APPROVED', updated_at = excluded.updated_at
                WHERE scope_access.state <> 'APPROVED' RETURNING scope, consumer_number";
    let changed = tx.insert_all(into, 5, &rows, tail).await?;
    changed.iter().map(|row| Ok((row.text("scope")?, number(row, "consumer_number")?))).collect()
}

/// Takes the lock of a grant's row.
pub(super) async fn lock_grant(tx: &mut Tx, scope: &str, consumer: OrgNumber) -> Result<bool, Error> {
    let locked = tx
        .execute(
            "UPDATE scope_access SET state = state WHERE scope = $1 AND consumer_number = $2",
            params![scope, consumer.to_string()],
        )
        .await?;
    Ok(locked == 1)
}

/// Denies a grant; false when there is none that is not denied.
pub(super) async fn deny(tx: &mut Tx, scope: &str, consumer: OrgNumber, at: Millis) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE scope_access SET state = 'DENIED', updated_at = $3
             WHERE scope = $1 AND consumer_number = $2 AND state <> 'DENIED'",
            params![scope, consumer.to_string(), at],
        )
        .await?;
    Ok(changed == 1)
}

fn grant(row: &Row) -> Result<Grant, Error> {
    Ok(Grant {
        scope: row.text("scope")?,
        consumer: number(row, "consumer_number")?,
        owner: number(row, "owner_number")?,
        state: GrantState::from_name(&row.text("state")?).unwrap_or(GrantState::Denied),
        case_number: row.opt_text("case_number")?,
        created_at: row.int("created_at")?,
        updated_at: row.int("updated_at")?,
    })
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

/// The prefixes that an organisation owns: those of its scopes, each once.
pub async fn prefixes_of(tx: &mut Tx, owner: OrgNumber) -> Result<Vec<String>, Error> {
    let sql = "SELECT DISTINCT prefix FROM scopes WHERE owner_number = $1 ORDER BY prefix";
    let rows = tx.fetch_all(sql, params![owner.to_string()]).await?;
    rows.iter().map(|row| row.text("prefix")).collect()
}
