//! Rows of what owners keep of their resources.

use serde_json::Value;

use super::{Kept, Resource, Sent};
use crate::clock::Millis;
use crate::db::{Error, Row, Tx, params};
use crate::numbers::OrgNumber;

const KEPT: &str =
    "SELECT id, resource_type, owner_number, document, policy_document, version FROM resources";

fn kept(row: &Row) -> Result<Kept, Error> {
    let id = row.text("id")?;
    let wrong = |column: &str, said: String| Error::inconsistent("resources", column, &id, said);
    let owner = OrgNumber::parse(&row.text("owner_number")?)
        .map_err(|error| wrong("owner_number", error.to_string()))?;
    let document =
        serde_json::from_str(&row.text("document")?).map_err(|error| wrong("document", error.to_string()))?;
    Ok(Kept {
        resource_type: row.text("resource_type")?,
        owner,
        document,
        policy_document: row.opt_text("policy_document")?,
        version: row.int("version")?,
        id,
    })
}

/// Everything that is kept.
pub(super) async fn all(tx: &mut Tx) -> Result<Vec<Kept>, Error> {
    tx.fetch_all(&format!("{KEPT} ORDER BY id"), params![]).await?.iter().map(kept).collect()
}

/// What is kept of one.
pub(super) async fn find(tx: &mut Tx, id: &str) -> Result<Option<Kept>, Error> {
    let row = tx.fetch_optional(&format!("{KEPT} WHERE id = $1"), params![id]).await?;
    row.as_ref().map(kept).transpose()
}

/// Keeps a new one; false, and nothing changed, when the identifier is taken.
pub(super) async fn insert(tx: &mut Tx, sent: &Sent, now: Millis) -> Result<bool, Error> {
    let inserted = tx
        .execute(
            "INSERT INTO resources (id, resource_type, owner_number, document, version, created_at, updated_at)
             VALUES ($1, $2, $3, $4, 1, $5, $5) ON CONFLICT (id) DO NOTHING",
            params![
                sent.id.as_str(),
                sent.resource_type.as_str(),
                sent.owner.to_string(),
                Value::Object(sent.document.clone()).to_string(),
                now
            ],
        )
        .await?;
    Ok(inserted == 1)
}

/// Keeps one as it was sent now.
pub(super) async fn save(tx: &mut Tx, sent: &Sent, now: Millis) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO resources (id, resource_type, owner_number, document, version, created_at, updated_at)
         VALUES ($1, $2, $3, $4, 1, $5, $5)
         ON CONFLICT (id) DO UPDATE SET owner_number = excluded.owner_number, document = excluded.document,
                                        version = resources.version + 1, updated_at = excluded.updated_at",
        params![
            sent.id.as_str(),
            sent.resource_type.as_str(),
            sent.owner.to_string(),
            Value::Object(sent.document.clone()).to_string(),
            now
        ],
    )
    .await?;
    Ok(())
}

/// Keeps the policy of one, of which perhaps nothing else is kept yet.
pub(super) async fn save_policy(
    tx: &mut Tx,
    resource: &Resource,
    owner: OrgNumber,
    document: &str,
    now: Millis,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO resources (id, resource_type, owner_number, document, policy_document, version, created_at, updated_at)
         VALUES ($1, $2, $3, '{}', $4, 1, $5, $5)
         ON CONFLICT (id) DO UPDATE SET policy_document = excluded.policy_document, updated_at = excluded.updated_at",
        params![resource.id(), resource.resource_type(), owner.to_string(), document, now],
    )
    .await?;
    Ok(())
}

/// Deletes one with its scheme; false, and nothing changed, when it was delegated at some time.
pub(super) async fn delete(tx: &mut Tx, id: &str) -> Result<bool, Error> {
    let used =
        tx.fetch_optional("SELECT id FROM delegations WHERE scheme_id = $1 LIMIT 1", params![id]).await?;
    if used.is_some() {
        return Ok(false);
    }
    for sql in [
        "DELETE FROM scheme_scopes WHERE scheme_id = $1",
        // One that is delegated in this very moment is held by its reference, and the transaction fails as a whole.
        "DELETE FROM schemes WHERE id = $1",
        "DELETE FROM resources WHERE id = $1",
    ] {
        tx.execute(sql, params![id]).await?;
    }
    Ok(true)
}
