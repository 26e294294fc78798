//! Step 6 of design §6: scopes, grant and delegation of a grant that holds, and the claims of its token.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::batch::{Held, Subject};
use super::grant::{Claims, Trail};
use super::refusal::Refusal;
use super::{sent, undelegated};
use crate::app::App;
use crate::clients::{self, GrantState, TokenClient, TokenScope};
use crate::clock::Now;
use crate::config::TellPrefixes;
use crate::db::{Error, Tx};
use crate::delegation::ByScope;
use crate::ledger::Fact;
use crate::numbers::OrgNumber;

/// The authority in `consumer` and `supplier` (ISO 6523, `maskinporten.md` §3.2).
const AUTHORITY: &str = "iso6523-actorid-upis";

/// What requests are decided by, as it stands in the transaction that writes the decision.
pub(super) struct Facts {
    /// The scopes asked for, those that exist.
    pub(super) scopes: HashMap<String, TokenScope>,
    /// The grants of those scopes to the consumers, by scope.
    pub(super) grants: HashMap<String, HashMap<OrgNumber, GrantState>>,
    /// The ids of the delegations of those scopes between consumer and supplier, by scope.
    pub(super) delegations: ByScope<String>,
}

/// A decision to issue.
#[derive(Debug)]
pub(super) struct Decided {
    /// What will be signed, as JSON.
    pub(super) claims: String,
    /// What the ledger keeps instead, where a person number stands in it, synthetic as it is.
    pub(super) kept: Option<String>,
    /// Seconds.
    pub(super) lifetime: i64,
    /// As issued, blanks between.
    pub(super) scope: String,
}

/// Decides about a grant that holds.
pub(super) async fn decide(
    app: &App,
    tx: &mut Tx,
    now: Now,
    (held, client): (&Held, &TokenClient),
    facts: &Facts,
    trail: &mut Trail,
    subject: &mut Subject,
) -> Result<Result<Decided, Refusal>, Error> {
    let claims = &held.claims;
    let found = check_scopes(tx, facts, claims, client, trail)
        .await?
        .and_then(|scopes| Ok((check_consumer(claims, client, &scopes, trail)?, scopes)));
    let (consumer, scopes) = match found {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    subject.consumer = Some(consumer);
    if let Err(refusal) = check_grants(tx, facts, consumer, &scopes, trail).await? {
        return Ok(Err(refusal));
    }
    if claims.consumer_org.is_some() {
        match check_delegations(tx, facts, consumer, client, &scopes, trail).await? {
            Ok(delegation_id) => subject.delegation_id = delegation_id,
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
    // Altinn's APIs ask whose scopes their caller may look into (`maskinporten.md` §3.2).
    let tells = match app.config.open_points.tell_prefixes {
        TellPrefixes::ForAltinn => claims.scopes.iter().any(|scope| scope.starts_with("altinn:")),
        TellPrefixes::Always => true,
        TellPrefixes::Never => false,
    };
    let prefixes = if tells { clients::prefixes_of(tx, consumer).await? } else { Vec::new() };
    Ok(Ok(decided(app, now, claims, (client, held.amr), &scopes, consumer, &prefixes)))
}

async fn check_scopes<'a>(
    tx: &mut Tx,
    facts: &'a Facts,
    claims: &Claims,
    client: &TokenClient,
    trail: &mut Trail,
) -> Result<Result<Vec<&'a TokenScope>, Refusal>, Error> {
    let on_client =
        Fact::Plain(if client.scopes.is_empty() { "–".to_owned() } else { client.scopes.join(", ") });
    let mut found = Vec::new();
    for name in &claims.scopes {
        let scope = facts.scopes.get(name);
        let there = client.scopes.contains(name);
        match scope {
            Some(scope) if scope.active && there => found.push(scope),
            scope => {
                // One that its owner has closed is still on the client, and it is not the client that must be mended.
                let (seen, required) = match scope {
                    Some(_) if there => (closed(tx, name).await?, Fact::said("fact-open-scope", [])),
                    Some(_) => (Fact::plain(name), on_client),
                    None => (Fact::said("fact-no-such-scope", [("scope", sent::value(name))]), on_client),
                };
                let refusal = Refusal::ScopeNotOnClient(name.clone());
                return Ok(Err(trail.failed("scope", seen, required, refusal)));
            }
        }
    }
    let for_us = |scope: &&TokenScope| {
        let types = &scope.allowed_integration_types;
        types.is_empty() || types.contains(&client.integration_type)
    };
    if let Some(scope) = found.iter().find(|scope| !for_us(scope)) {
        let seen = Fact::Plain(format!("{} ({})", scope.name, client.integration_type));
        let required = Fact::Plain(scope.allowed_integration_types.join(", "));
        return Ok(Err(trail.failed("scope", seen, required, Refusal::ScopeNotForMaskinporten)));
    }
    trail.passed("scope", Fact::Plain(claims.scopes.join(" ")), None);
    Ok(Ok(found))
}

/// A scope that its owner has closed, and when.
async fn closed(tx: &mut Tx, name: &str) -> Result<Fact, Error> {
    let scope = ("scope", Fact::plain(name));
    Ok(match clients::closed_since(tx, name).await? {
        Some(at) => Fact::said("fact-scope-closed-at", [scope, ("when", Fact::At { at })]),
        None => Fact::said("fact-scope-closed", [scope]),
    })
}

/// Whom the token is about: `consumer_org` where the scope may be delegated, else the client's own organisation.
fn check_consumer(
    claims: &Claims,
    client: &TokenClient,
    scopes: &[&TokenScope],
    trail: &mut Trail,
) -> Result<OrgNumber, Refusal> {
    let Some(consumer) = claims.consumer_org else {
        let own = Fact::plain(client.organisation.to_string());
        let seen = Fact::said("fact-no-consumer-org", [("organisation", own)]);
        trail.passed("consumer_org", seen, None);
        return Ok(client.organisation);
    };
    if consumer == client.organisation {
        let seen = Fact::plain(consumer.to_string());
        let required = Fact::said("fact-another-organisation", []);
        return Err(trail.failed("consumer_org", seen, required, Refusal::ConsumerCombination));
    }
    if let Some(scope) = scopes.iter().find(|scope| scope.delegation_source.is_none()) {
        let seen = Fact::said("fact-not-delegable", [("scope", Fact::plain(&scope.name))]);
        let required = Fact::said("fact-delegable-scopes", []);
        return Err(trail.failed("consumer_org", seen, required, Refusal::ConsumerCombination));
    }
    trail.passed("consumer_org", Fact::plain(consumer.to_string()), None);
    Ok(consumer)
}

async fn check_grants(
    tx: &mut Tx,
    facts: &Facts,
    consumer: OrgNumber,
    scopes: &[&TokenScope],
    trail: &mut Trail,
) -> Result<Result<(), Refusal>, Error> {
    for scope in scopes {
        if scope.accessible_for_all {
            continue;
        }
        let state = facts.grants.get(&scope.name).and_then(|of_scope| of_scope.get(&consumer)).copied();
        if state != Some(clients::GrantState::Approved) {
            let seen = match state {
                None => Fact::said("fact-no-grant", []),
                Some(clients::GrantState::Denied) => {
                    match clients::denied_since(tx, &scope.name, consumer).await? {
                        Some(at) => Fact::said("fact-grant-denied-at", [("when", Fact::At { at })]),
                        None => Fact::said("fact-grant-denied", []),
                    }
                }
                Some(_) => Fact::said("fact-grant-pending", []),
            };
            let whom = [("scope", Fact::plain(&scope.name)), ("consumer", Fact::plain(consumer.to_string()))];
            let required = Fact::said("fact-scope-granted-to", whom);
            let refusal = Refusal::NotGranted(scope.name.clone());
            return Ok(Err(trail.failed("grant", seen, required, refusal)));
        }
    }
    let granted = Fact::said("fact-granted-to", [("consumer", Fact::plain(consumer.to_string()))]);
    trail.passed("grant", granted, None);
    Ok(Ok(()))
}

async fn check_delegations(
    tx: &mut Tx,
    facts: &Facts,
    consumer: OrgNumber,
    client: &TokenClient,
    scopes: &[&TokenScope],
    trail: &mut Trail,
) -> Result<Result<Option<String>, Refusal>, Error> {
    let supplier = client.organisation;
    let mut id = None;
    for scope in scopes {
        let of_scope = facts.delegations.get(&scope.name);
        let Some(active) = of_scope.and_then(|found| found.get(&(consumer, supplier))) else {
            let (seen, required) = undelegated::facts(tx, consumer, supplier, &scope.name).await?;
            let refusal = Refusal::NotDelegated {
                consumer: consumer.to_string(),
                scope: scope.name.clone(),
                supplier: supplier.to_string(),
            };
            return Ok(Err(trail.failed("delegation", seen, required, refusal)));
        };
        id.get_or_insert_with(|| active.clone());
    }
    trail.passed("delegation", Fact::Plain(format!("{consumer} → {supplier}")), None);
    Ok(Ok(id))
}

/// The token's claims, in the order in which the real service writes them (`maskinporten.md` §3.2, §3.3).
fn decided(
    app: &App,
    now: Now,
    claims: &Claims,
    (client, amr): (&TokenClient, &str),
    scopes: &[&TokenScope],
    consumer: OrgNumber,
    prefixes: &[String],
) -> Decided {
    let cap = scopes.iter().map(|scope| scope.at_max_age).filter(|age| *age > 0).min();
    let lifetime = cap.map_or(client.access_token_lifetime, |cap| cap.min(client.access_token_lifetime));
    let iat = now.wall_seconds();
    let scope = claims.scopes.join(" ");
    let party = |number: OrgNumber| json!({ "authority": AUTHORITY, "ID": number.iso6523() });
    let mut token = Map::new();
    let mut put = |name: &str, value: Value| {
        token.insert(name.to_owned(), value);
    };
    put("scope", json!(scope));
    put("iss", json!(app.config.issuer()));
    put("client_amr", json!(amr));
    put("token_type", json!("Bearer"));
    put("exp", json!(iat + lifetime));
    put("iat", json!(iat));
    put("client_id", json!(client.id));
    put("jti", json!(app.random.secret()));
    put("consumer", party(consumer));
    if !prefixes.is_empty() {
        put("consumer_prefix", json!(prefixes));
    }
    if claims.consumer_org.is_some() {
        put("supplier", party(client.organisation));
        let source = scopes.iter().find_map(|scope| scope.delegation_source.clone());
        put("delegation_source", json!(source));
    }
    let mut forced: Vec<String> = Vec::new();
    if app.config.open_points.enforce_audience {
        forced.extend(scopes.iter().filter_map(|scope| scope.enforced_audience.clone()));
        forced.dedup();
    }
    // What a scope forces stands whatever was asked for (`maskinporten.md` §2.4).
    match if forced.is_empty() { claims.resource.as_slice() } else { forced.as_slice() } {
        [] => {}
        [one] => put("aud", json!(one)),
        several => put("aud", json!(several)),
    }
    if let Some(pid) = &claims.pid {
        put("pid", json!(pid.to_string()));
    }
    let mut token = Value::Object(token);
    let signed = token.to_string();
    // A register's address may have a person's number in it.
    let personal = claims.resource.iter().any(|uri| sent::kept(uri) != *uri);
    if let Some(audience) = token.get_mut("aud").filter(|_| personal) {
        let kept = |uri: &Value| json!(uri.as_str().map(sent::kept));
        *audience = audience.as_array().map_or_else(|| kept(audience), |all| all.iter().map(kept).collect());
    }
    let masked = token.get_mut("pid").map(|pid| *pid = json!("•••••••••••"));
    let kept = (personal || masked.is_some()).then(|| token.to_string());
    Decided { claims: signed, kept, lifetime, scope }
}
