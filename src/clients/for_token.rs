//! What the token server reads: a client with its scopes and keys, and a scope's rules. Nothing is written here.

use std::collections::HashMap;

use super::scopes::ENFORCED_AUDIENCE;
use super::store;
use super::{Scope, find_client};
use crate::clock::Millis;
use crate::db::{Error, Tx, Value};
use crate::jose::{Jwk, VerifyingKey};
use crate::keys::Leaf;
use crate::numbers::OrgNumber;

/// A client as the token server sees it.
#[derive(Debug, Clone)]
pub struct TokenClient {
    /// `client_id`
    pub id: String,
    /// Inactive clients are answered as unknown ones (MP-100).
    pub active: bool,
    /// Whom it belongs to: the consumer, or the supplier of a delegated token.
    pub organisation: OrgNumber,
    /// What kind of client it is.
    pub integration_type: String,
    /// How long its tokens last, in seconds, unless a scope says less.
    pub access_token_lifetime: i64,
    /// The scopes it may ask for, sorted.
    pub scopes: Vec<String>,
    /// Its keys, those that have run out too: an expired key is told apart from an unknown one (MP-121).
    pub keys: Vec<TokenKey>,
    /// Rises with every change of the client or its keys: what a cache compares.
    pub version: i64,
}

impl TokenClient {
    /// The key that a grant names.
    pub fn key(&self, kid: &str) -> Option<&TokenKey> {
        self.keys.iter().find(|key| key.kid == kid)
    }
}

/// A registered key as the token server sees it.
#[derive(Debug, Clone)]
pub struct TokenKey {
    /// The key's name within the client.
    pub kid: String,
    /// The public key, parsed; nothing when what is stored is no key that we take.
    pub key: Option<VerifyingKey>,
    /// When it runs out, in world time: at this instant it is expired.
    pub expires_at: Millis,
    /// The certificate that it was registered with, and is locked to.
    pub certificate: Option<Box<Leaf>>,
}

/// The client that a grant's `iss` names, whatever its state.
pub async fn find_client_for_token(tx: &mut Tx, client_id: &str) -> Result<Option<TokenClient>, Error> {
    let Some(client) = find_client(tx, client_id).await? else { return Ok(None) };
    let keys = store::keys_of_client(tx, client_id).await?;
    Ok(Some(TokenClient {
        id: client.id,
        active: client.active,
        organisation: client.organisation,
        integration_type: client.integration_type,
        access_token_lifetime: client.access_token_lifetime,
        scopes: client.scopes,
        keys: keys
            .into_iter()
            .map(|key| TokenKey {
                certificate: key.jwk.get("x5c").and_then(Leaf::of_header).map(Box::new),
                key: Jwk::parse(&key.jwk).and_then(|jwk| jwk.verifying_key()).ok(),
                kid: key.kid,
                expires_at: key.expires_at,
            })
            .collect(),
        version: client.version,
    }))
}

/// A scope's rules at the token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenScope {
    /// The scope's name.
    pub name: String,
    /// Who grants it.
    pub owner: OrgNumber,
    /// No token is issued for an inactive scope.
    pub active: bool,
    /// The issuer that keeps delegations of it; the claim `delegation_source` of a delegated token.
    pub delegation_source: Option<String>,
    /// The longest life of a token with it, in seconds; 0 is not set.
    pub at_max_age: i64,
    /// Everybody may use it without a grant.
    pub accessible_for_all: bool,
    /// The integration types whose clients may have it; empty is all.
    pub allowed_integration_types: Vec<String>,
    /// What every token with it is for, whatever was asked (`enforced_aud_for_access_token`).
    pub enforced_audience: Option<String>,
}

impl From<Scope> for TokenScope {
    fn from(scope: Scope) -> Self {
        let forced = scope.extra.get(ENFORCED_AUDIENCE).and_then(|uri| uri.as_str());
        Self {
            enforced_audience: forced.filter(|uri| !uri.is_empty()).map(str::to_owned),
            name: scope.name,
            owner: scope.owner,
            active: scope.active,
            delegation_source: scope.delegation_source,
            at_max_age: scope.at_max_age,
            accessible_for_all: scope.accessible_for_all,
            allowed_integration_types: scope.allowed_integration_types,
        }
    }
}

/// The versions of the clients that exist among `ids`: whether what is known of a client still holds.
pub async fn client_versions(tx: &mut Tx, ids: &[Value]) -> Result<HashMap<String, i64>, Error> {
    let rows = tx.fetch_among("SELECT id, version FROM clients WHERE id IN", ids).await?;
    rows.iter().map(|row| Ok((row.text("id")?, row.int("version")?))).collect()
}

/// The rules of the scopes that exist among `names`.
pub async fn scopes_for_token(tx: &mut Tx, names: &[Value]) -> Result<HashMap<String, TokenScope>, Error> {
    let scopes = store::scopes_among(tx, names).await?;
    Ok(scopes.into_iter().map(|scope| (scope.name.clone(), TokenScope::from(scope))).collect())
}
