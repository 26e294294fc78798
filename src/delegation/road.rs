//! What stands between a supplier and a token on behalf of a consumer: order, grant, delegation, client, key, token.
//!
//! Every part is looked up as the token server would look it up. Of the order only its case number is known, which stands in
//! the grant.

use super::ActiveDelegation;
use crate::clients;
use crate::clock::Now;
use crate::db::{Error, Tx};
use crate::ledger;
use crate::numbers::OrgNumber;

/// What is in place for one scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Road {
    /// The case number of the order that the grant came of; none where it was granted without one.
    pub order: Option<String>,
    /// The scope's owner.
    pub owner: Option<OrgNumber>,
    /// The consumer was granted the scope, and its owner has not closed it.
    pub granted: bool,
    /// The scope's owner has closed it.
    pub closed: bool,
    /// The delegation that carries it; none is needed by who calls for itself.
    pub delegation: Option<ActiveDelegation>,
    /// The caller's active client that has the scope: one with a key that has not run out, else the first.
    pub client: Option<String>,
    /// The name of that client's key that has not run out.
    pub key: Option<String>,
    /// The trace id of the latest token that was issued for exactly this.
    pub token: Option<String>,
}

/// The road of `caller` to a token about `consumer` with `scope`. One that calls for itself is its own consumer.
pub async fn road(
    tx: &mut Tx,
    consumer: OrgNumber,
    caller: OrgNumber,
    scope: &str,
    now: Now,
) -> Result<Road, Error> {
    let (client, key) = client_and_key(tx, caller, scope, now).await?;
    let delegation =
        if consumer == caller { None } else { super::find_active(tx, consumer, caller, scope).await? };
    let known = clients::find_scope(tx, scope).await?;
    let closed = known.as_ref().is_some_and(|scope| !scope.active);
    let grant = clients::grants_of(tx, consumer).await?.into_iter().find(|grant| grant.scope == scope);
    Ok(Road {
        granted: !closed && grant.is_some(),
        order: grant.and_then(|grant| grant.case_number),
        owner: known.map(|scope| scope.owner),
        closed,
        delegation,
        client,
        key,
        token: ledger::last_granted(tx, caller, consumer, scope).await?,
    })
}

async fn client_and_key(
    tx: &mut Tx,
    caller: OrgNumber,
    scope: &str,
    now: Now,
) -> Result<(Option<String>, Option<String>), Error> {
    let mut first = None;
    for client in clients_with(tx, caller, scope).await? {
        let key = clients::keys_of(tx, &client.id).await?.into_iter().find(|key| key.expires_at > now.world);
        if let Some(key) = key {
            return Ok((Some(client.id), Some(key.kid)));
        }
        first.get_or_insert(client.id);
    }
    Ok((first, None))
}

/// The caller's active clients that have the scope.
pub async fn clients_with(
    tx: &mut Tx,
    caller: OrgNumber,
    scope: &str,
) -> Result<Vec<clients::Client>, Error> {
    let mut found = clients::clients_of(tx, caller).await?;
    found.retain(|client| client.active && client.scopes.iter().any(|held| held == scope));
    Ok(found)
}
