//! Rows of scopes and of the prefixes that they begin with.

use serde_json::Value;

use super::{number, object};
use crate::clients::{Scope, Visibility, is_scope_name};
use crate::clock::{Millis, Now};
use crate::db::{self, Error, Row, Tx, params};
use crate::numbers::OrgNumber;

const SCOPE: &str = "name, prefix, subscope, owner_number, description, visibility, delegation_source, accessible_for_all, \
                     at_max_age, allowed_integration_types, active, extra, version, created_at, updated_at";

/// All of a scope, as [`row_of`] gives it.
const INSERT: &str = "INSERT INTO scopes (name, prefix, subscope, owner_number, description, visibility, delegation_source,
                                          accessible_for_all, at_max_age, allowed_integration_types, active, extra, version,
                                          created_at, updated_at)
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";

fn row_of(scope: &Scope, updated_at: Millis) -> [db::Value; 15] {
    [
        (&scope.name).into(),
        (&scope.prefix).into(),
        (&scope.subscope).into(),
        scope.owner.to_string().into(),
        (&scope.description).into(),
        scope.visibility.name().into(),
        scope.delegation_source.clone().into(),
        scope.accessible_for_all.into(),
        scope.at_max_age.into(),
        Value::from(scope.allowed_integration_types.clone()).to_string().into(),
        scope.active.into(),
        Value::Object(scope.extra.clone()).to_string().into(),
        scope.version.into(),
        scope.created_at.into(),
        updated_at.into(),
    ]
}

/// The scope with this name.
pub async fn find_scope(tx: &mut Tx, name: &str) -> Result<Option<Scope>, Error> {
    if !is_scope_name(name) {
        return Ok(None);
    }
    let row =
        tx.fetch_optional(&format!("SELECT {SCOPE} FROM scopes WHERE name = $1"), params![name]).await?;
    row.as_ref().map(scope).transpose()
}

/// The scopes that exist among `names`.
pub(in crate::clients) async fn scopes_among(tx: &mut Tx, names: &[db::Value]) -> Result<Vec<Scope>, Error> {
    let rows = tx.fetch_among(&format!("SELECT {SCOPE} FROM scopes WHERE name IN"), names).await?;
    rows.iter().map(scope).collect()
}

/// All scopes, by name. There are as many as authorities made, which is few.
pub async fn all_scopes(tx: &mut Tx) -> Result<Vec<Scope>, Error> {
    let rows = tx.fetch_all(&format!("SELECT {SCOPE} FROM scopes"), params![]).await?;
    let mut scopes = rows.iter().map(scope).collect::<Result<Vec<_>, _>>()?;
    scopes.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(scopes)
}

/// Writes a scope, over an older one of the same name; its time of making stays. For what is built in and for world files,
/// whose owner has the prefix from then on.
pub async fn save_scope(tx: &mut Tx, now: Now, scope: &Scope) -> Result<(), Error> {
    own_prefix(tx, &scope.prefix, scope.owner, now.wall).await?;
    let sql = format!(
        "{INSERT} ON CONFLICT (name) DO UPDATE
         SET owner_number = $4, description = $5, visibility = $6, delegation_source = $7, accessible_for_all = $8,
             at_max_age = $9, allowed_integration_types = $10, active = $11, extra = $12, updated_at = $15,
             version = scopes.version + 1,
             closed_at = CASE WHEN $11 THEN NULL WHEN scopes.active THEN $16 ELSE scopes.closed_at END"
    );
    let mut values = Vec::from(row_of(scope, now.wall));
    values.push(now.world.into());
    tx.execute(&sql, &values).await?;
    Ok(())
}

/// Closes or opens a scope; false when it was so.
pub(in crate::clients) async fn set_scope_active(
    tx: &mut Tx,
    name: &str,
    active: bool,
    now: Now,
) -> Result<bool, Error> {
    let closed_at = (!active).then_some(now.world);
    let changed = tx
        .execute(
            "UPDATE scopes SET active = $2, updated_at = $3, closed_at = $4, version = version + 1
             WHERE name = $1 AND active <> $2",
            params![name, active, now.wall, closed_at],
        )
        .await?;
    Ok(changed == 1)
}

/// Since when the scope is closed, in world time, where that is known.
pub async fn closed_since(tx: &mut Tx, name: &str) -> Result<Option<Millis>, Error> {
    let row = tx.fetch_optional("SELECT closed_at FROM scopes WHERE name = $1", params![name]).await?;
    row.map_or(Ok(None), |row| row.opt_int("closed_at"))
}

/// Gives every scope that names `before` as the issuer of delegations `after` instead.
pub(in crate::clients) async fn move_delegation_source(
    tx: &mut Tx,
    now: Now,
    before: &str,
    after: &str,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE scopes SET delegation_source = $2, updated_at = $3, version = version + 1
         WHERE delegation_source = $1",
        params![before, after, now.wall],
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
        version: row.int("version")?,
        created_at: row.int("created_at")?,
        updated_at: row.int("updated_at")?,
    })
}

/// Writes a new scope; false when one of its name is there.
pub(in crate::clients) async fn insert_scope(tx: &mut Tx, scope: &Scope) -> Result<bool, Error> {
    let sql = format!("{INSERT} ON CONFLICT (name) DO NOTHING");
    Ok(tx.execute(&sql, &row_of(scope, scope.created_at)).await? == 1)
}

/// Writes what an owner may change in a scope, but for whether it is active.
pub(in crate::clients) async fn change_scope(tx: &mut Tx, scope: &Scope, now: Millis) -> Result<(), Error> {
    tx.execute(
        "UPDATE scopes SET description = $2, visibility = $3, delegation_source = $4, accessible_for_all = $5,
                           at_max_age = $6, allowed_integration_types = $7, extra = $8, updated_at = $9,
                           version = version + 1
         WHERE name = $1",
        params![
            &scope.name,
            &scope.description,
            scope.visibility.name(),
            scope.delegation_source.clone(),
            scope.accessible_for_all,
            scope.at_max_age,
            Value::from(scope.allowed_integration_types.clone()).to_string(),
            Value::Object(scope.extra.clone()).to_string(),
            now
        ],
    )
    .await?;
    Ok(())
}

/// A scope's version, and its row's lock until the transaction ends.
pub(in crate::clients) async fn scope_version(tx: &mut Tx, name: &str) -> Result<Option<i64>, Error> {
    let sql = "UPDATE scopes SET version = version WHERE name = $1 RETURNING version";
    tx.fetch_optional(sql, params![name]).await?.map(|row| row.int("version")).transpose()
}

/// How many scopes begin with a prefix.
pub(in crate::clients) async fn scopes_below(tx: &mut Tx, prefix: &str) -> Result<i64, Error> {
    let row =
        tx.fetch_optional("SELECT count(*) AS n FROM scopes WHERE prefix = $1", params![prefix]).await?;
    row.map_or(Ok(0), |row| row.int("n"))
}

// Prefixes

/// What the scopes of an organisation begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// The text before the colon.
    pub name: String,
    /// Whose it is.
    pub owner: OrgNumber,
    /// No scope is made below an inactive one; those that are there stay.
    pub active: bool,
    /// Wall time.
    pub created_at: Millis,
    /// Wall time.
    pub updated_at: Millis,
}

const PREFIX: &str = "SELECT prefix, owner_number, active, created_at, updated_at FROM scope_prefixes";

fn prefix(row: &Row) -> Result<Prefix, Error> {
    Ok(Prefix {
        name: row.text("prefix")?,
        owner: number(row, "owner_number")?,
        active: row.bool("active")?,
        created_at: row.int("created_at")?,
        updated_at: row.int("updated_at")?,
    })
}

/// All prefixes, by name: as many as were handed out by hand.
pub async fn all_prefixes(tx: &mut Tx) -> Result<Vec<Prefix>, Error> {
    let rows = tx.fetch_all(PREFIX, params![]).await?;
    let mut prefixes = rows.iter().map(prefix).collect::<Result<Vec<_>, _>>()?;
    prefixes.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(prefixes)
}

/// The prefix of this name.
pub(in crate::clients) async fn find_prefix(tx: &mut Tx, name: &str) -> Result<Option<Prefix>, Error> {
    let row = tx.fetch_optional(&format!("{PREFIX} WHERE prefix = $1"), params![name]).await?;
    row.as_ref().map(prefix).transpose()
}

/// Whether a prefix was ever handed out to an organisation: all that own scopes have one.
pub async fn has_prefix(tx: &mut Tx, owner: OrgNumber) -> Result<bool, Error> {
    let sql = "SELECT prefix FROM scope_prefixes WHERE owner_number = $1 LIMIT 1";
    Ok(tx.fetch_optional(sql, params![owner.to_string()]).await?.is_some())
}

/// Takes the lock of a working prefix of `owner`; false when there is none.
pub(in crate::clients) async fn lock_prefix(
    tx: &mut Tx,
    name: &str,
    owner: OrgNumber,
) -> Result<bool, Error> {
    let locked = tx
        .execute(
            "UPDATE scope_prefixes SET active = active WHERE prefix = $1 AND owner_number = $2 AND active",
            params![name, owner.to_string()],
        )
        .await?;
    Ok(locked == 1)
}

async fn own_prefix(tx: &mut Tx, name: &str, owner: OrgNumber, at: Millis) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO scope_prefixes (prefix, owner_number, active, created_at, updated_at)
         VALUES ($1, $2, TRUE, $3, $3)
         ON CONFLICT (prefix) DO UPDATE SET owner_number = $2, updated_at = $3
         WHERE scope_prefixes.owner_number <> $2",
        params![name, owner.to_string(), at],
    )
    .await?;
    Ok(())
}

/// Hands a prefix out, or opens its owner's again; false when it is open already, or somebody else's.
pub(in crate::clients) async fn give_prefix(
    tx: &mut Tx,
    name: &str,
    owner: OrgNumber,
    at: Millis,
) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "INSERT INTO scope_prefixes (prefix, owner_number, active, created_at, updated_at)
             VALUES ($1, $2, TRUE, $3, $3)
             ON CONFLICT (prefix) DO UPDATE SET active = TRUE, updated_at = $3
             WHERE scope_prefixes.owner_number = $2 AND NOT scope_prefixes.active",
            params![name, owner.to_string(), at],
        )
        .await?;
    Ok(changed == 1)
}

/// Closes a prefix; false when it was closed, or there is none.
pub(in crate::clients) async fn deactivate_prefix(
    tx: &mut Tx,
    name: &str,
    at: Millis,
) -> Result<bool, Error> {
    let sql = "UPDATE scope_prefixes SET active = FALSE, updated_at = $2 WHERE prefix = $1 AND active";
    Ok(tx.execute(sql, params![name, at]).await? == 1)
}

/// The prefixes that an organisation owns, and those of its scopes, each once.
pub async fn prefixes_of(tx: &mut Tx, owner: OrgNumber) -> Result<Vec<String>, Error> {
    let sql = "SELECT prefix FROM scope_prefixes WHERE owner_number = $1 AND active
               UNION SELECT prefix FROM scopes WHERE owner_number = $1";
    let rows = tx.fetch_all(sql, params![owner.to_string()]).await?;
    let mut prefixes = rows.iter().map(|row| row.text("prefix")).collect::<Result<Vec<_>, _>>()?;
    prefixes.sort();
    Ok(prefixes)
}
