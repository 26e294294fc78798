//! What stands between a supplier and a token on behalf of a consumer: order, grant, delegation, client, key, token.
//!
//! Every part is looked up as the token server would look it up. Of the order only its case number is known, which stands in
//! the grant.

use super::{ActiveDelegation, Standing, standing};
use crate::clients;
use crate::clock::Now;
use crate::db::{Error, Tx};
use crate::ledger;
use crate::numbers::OrgNumber;

/// What is in place for one scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Road {
    /// How the scope stands for the consumer: order and grant.
    pub standing: Standing,
    /// The delegation that carries it; none is needed by who calls for itself.
    pub delegation: Option<ActiveDelegation>,
    /// The caller's active client that has the scope: one with a key that has not run out, else the first.
    pub client: Option<String>,
    /// No active client has the scope, and there is one that could be given it.
    pub without_scope: bool,
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
    let delegation =
        if consumer == caller { None } else { super::find_active(tx, consumer, caller, scope).await? };
    let mut road = Road {
        standing: standing(tx, consumer, scope).await?,
        delegation,
        token: ledger::last_granted(tx, caller, consumer, scope).await?,
        ..Road::default()
    };
    for client in clients_of(tx, caller).await? {
        if !client.scopes.iter().any(|held| held == scope) {
            road.without_scope |= client.integration_type == clients::MASKINPORTEN;
            continue;
        }
        let key = clients::keys_of(tx, &client.id).await?.into_iter().find(|key| key.expires_at > now.world);
        if let Some(key) = key {
            (road.client, road.key) = (Some(client.id), Some(key.kid));
            break;
        }
        road.client.get_or_insert(client.id);
    }
    road.without_scope &= road.client.is_none();
    Ok(road)
}

/// The organisation's clients that are in use.
async fn clients_of(tx: &mut Tx, organisation: OrgNumber) -> Result<Vec<clients::Client>, Error> {
    let mut found = clients::clients_of(tx, organisation).await?;
    found.retain(|client| client.active);
    Ok(found)
}

/// The caller's active clients that have the scope.
pub async fn clients_with(
    tx: &mut Tx,
    caller: OrgNumber,
    scope: &str,
) -> Result<Vec<clients::Client>, Error> {
    let mut found = clients_of(tx, caller).await?;
    found.retain(|client| client.scopes.iter().any(|held| held == scope));
    Ok(found)
}
