//! What holds of a scope: the delegations of every scheme that bundles it.

use std::collections::HashMap;

use super::{Delegation, Error, Tx, Value, fetch_delegations, params};

/// How many delegations hold of each of these scopes, over all schemes that bundle it; those without any are left out.
pub async fn count_active(tx: &mut Tx, scopes: &[Value]) -> Result<HashMap<String, i64>, Error> {
    let rows = tx
        .fetch_asked(
            &["scope"],
            scopes,
            "SELECT a.scope, count(*) AS n FROM asked a CROSS JOIN scheme_scopes p CROSS JOIN delegations d
             WHERE p.scope = a.scope AND d.scheme_id = p.scheme_id AND d.withdrawn_at IS NULL GROUP BY a.scope",
        )
        .await?;
    rows.iter().map(|row| Ok((row.text("scope")?, row.int("n")?))).collect()
}

/// The delegations that hold of a scope, the latest first; at most `limit`.
pub async fn active_with_scope(tx: &mut Tx, scope: &str, limit: usize) -> Result<Vec<Delegation>, Error> {
    let schemes =
        tx.fetch_all("SELECT scheme_id FROM scheme_scopes WHERE scope = $1", params![scope]).await?;
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    // Scheme by scheme, since the index has the latest of each at its end: the databases would sort all of several.
    let mut found = Vec::new();
    for row in &schemes {
        let tail = "WHERE scheme_id = $1 AND withdrawn_at IS NULL ORDER BY given_at DESC, id DESC LIMIT $2";
        found.append(&mut fetch_delegations(tx, tail, params![row.text("scheme_id")?, most]).await?);
    }
    found.sort_by(|a, b| (b.given_at, &b.id).cmp(&(a.given_at, &a.id)));
    found.truncate(limit);
    Ok(found)
}
