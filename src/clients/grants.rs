//! Who may use which scope.

use std::collections::BTreeSet;

use serde_json::json;

use super::store;
use super::{
    Error, Fault, Grant, GrantState, MASKINPORTEN, Scope, Why, find_grant, find_scope, is_scope_name,
};
use crate::app::App;
use crate::audit;
use crate::clock::Now;
use crate::db;
use crate::db::Tx;
use crate::jobs::{self, Due};
use crate::numbers::OrgNumber;

/// What granting came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    /// The organisation had the grant already; nothing was changed.
    pub was_there: bool,
}

/// Grants `scope` to `consumer`; a withdrawn grant is approved again. May be repeated: a provisioning step that died after
/// its commit does it once more.
pub async fn grant_scope(
    tx: &mut Tx,
    app: &App,
    now: Now,
    scope: &str,
    consumer: OrgNumber,
    case_number: Option<&str>,
    actor: &str,
) -> Result<Granted, Error> {
    if find_scope(tx, scope).await?.is_none() {
        return Err(Error::NoSuchScope(scope.to_owned()));
    }
    let changed = store::approve(tx, scope, consumer, case_number, now).await?;
    if changed {
        write_down(tx, app, now, "scope.granted", scope, consumer, case_number, actor).await?;
        tell(tx, app, now, GIVEN, [consumer]).await?;
    }
    Ok(Granted { was_there: !changed })
}

/// Grants many scopes to many organisations, and gives how many grants are new.
pub async fn grant_many(
    tx: &mut Tx,
    app: &App,
    now: Now,
    grants: &[(&str, OrgNumber)],
    actor: &str,
) -> Result<usize, Error> {
    let scopes: BTreeSet<&str> = grants.iter().map(|(scope, _)| *scope).collect();
    for scope in scopes {
        if find_scope(tx, scope).await?.is_none() {
            return Err(Error::NoSuchScope(scope.to_owned()));
        }
    }
    let changed = store::approve_many(tx, grants, now).await?;
    let organisations: Vec<String> = changed.iter().map(|(_, consumer)| consumer.to_string()).collect();
    let events: Vec<audit::Event<'_>> = changed
        .iter()
        .zip(&organisations)
        .map(|((scope, _), organisation)| event("scope.granted", scope, organisation, None, actor))
        .collect();
    audit::record_all(tx, &app.random, now, &events).await?;
    tell(tx, app, now, GIVEN, changed.iter().map(|(_, consumer)| *consumer)).await?;
    Ok(changed.len())
}

/// The job by which the order desk looks at the orders of who was given access: vendors' orders may wait for it, whoever gives
/// it, and cases that stood on one that was gone stand again.
const GIVEN: &str = "orders.resume_waiting";

/// The job by which the order desk looks at the cases that stood on an access that was taken away.
const TAKEN: &str = "orders.note_access";

/// Most organisations that one job names.
const TOLD_AT_ONCE: usize = 500;

/// Tells the order desk whose grants changed, in the transaction that changes them: each organisation once, however many of
/// its grants did, and many in one job.
async fn tell(
    tx: &mut Tx,
    app: &App,
    now: Now,
    what: &str,
    whose: impl IntoIterator<Item = OrgNumber>,
) -> Result<(), db::Error> {
    let whose: Vec<OrgNumber> = whose.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    for customers in whose.chunks(TOLD_AT_ONCE) {
        let payload = json!({ "customers": customers });
        jobs::enqueue(tx, &app.random, now, what, &payload, Due::Now, None).await?;
    }
    Ok(())
}

/// Takes the lock of the grant's row until the transaction ends, in whatever state it is; false when there is none.
pub async fn lock_grant(tx: &mut Tx, scope: &str, consumer: OrgNumber) -> Result<bool, db::Error> {
    Ok(is_scope_name(scope) && store::lock_grant(tx, scope, consumer).await?)
}

/// Withdraws the grant of `scope` to `consumer`. The row stays as denied. Clients keep the scope, and get no token with it.
pub async fn withdraw_scope(
    tx: &mut Tx,
    app: &App,
    now: Now,
    scope: &str,
    consumer: OrgNumber,
    actor: &str,
) -> Result<Grant, Error> {
    let changed = is_scope_name(scope) && store::deny(tx, scope, consumer, now).await?;
    let Some(grant) = find_grant(tx, scope, consumer).await? else {
        return Err(Error::NoSuchGrant { scope: scope.to_owned(), consumer });
    };
    if changed {
        write_down(tx, app, now, "scope.withdrawn", scope, consumer, grant.case_number.as_deref(), actor)
            .await?;
        tell(tx, app, now, TAKEN, [consumer]).await?;
    }
    Ok(grant)
}

#[expect(clippy::too_many_arguments, reason = "each is one column of the audit row")]
async fn write_down(
    tx: &mut Tx,
    app: &App,
    now: Now,
    action: &'static str,
    scope: &str,
    consumer: OrgNumber,
    case_number: Option<&str>,
    actor: &str,
) -> Result<(), db::Error> {
    let organisation = consumer.to_string();
    audit::record(tx, &app.random, now, event(action, scope, &organisation, case_number, actor)).await
}

fn event<'a>(
    action: &'static str,
    scope: &'a str,
    organisation: &'a str,
    case_number: Option<&'a str>,
    actor: &'a str,
) -> audit::Event<'a> {
    let detail = json!({ "scope": scope, "consumer": organisation });
    audit::Event { actor, action, subject: scope, organisation: Some(organisation), case_number, detail }
}

/// Closes a scope for everybody, or opens it again; false when it was so. Grants and clients keep it, and no token is issued
/// with it as long as it is closed.
pub async fn set_scope_active(
    tx: &mut Tx,
    app: &App,
    now: Now,
    scope: &str,
    active: bool,
    actor: &str,
) -> Result<bool, Error> {
    let Some(found) = find_scope(tx, scope).await? else { return Err(Error::NoSuchScope(scope.to_owned())) };
    if !store::set_scope_active(tx, scope, active, now).await? {
        return Ok(false);
    }
    let owner = found.owner.to_string();
    let event = audit::Event {
        actor,
        action: if active { "scope.opened" } else { "scope.closed" },
        subject: scope,
        organisation: Some(&owner),
        case_number: None,
        detail: json!({}),
    };
    audit::record(tx, &app.random, now, event).await?;
    Ok(true)
}

/// What the grant of `scope` to `organisation` has come to; `None` when there never was one.
pub async fn grant_state(
    tx: &mut Tx,
    scope: &str,
    organisation: OrgNumber,
) -> Result<Option<GrantState>, db::Error> {
    Ok(find_grant(tx, scope, organisation).await?.map(|grant| grant.state))
}

/// Whether `organisation` holds the grant of `scope`.
pub async fn is_granted(tx: &mut Tx, scope: &str, organisation: OrgNumber) -> Result<bool, db::Error> {
    Ok(grant_state(tx, scope, organisation).await? == Some(GrantState::Approved))
}

/// The grants that `organisation` holds, by scope.
pub async fn grants_of(tx: &mut Tx, organisation: OrgNumber) -> Result<Vec<Grant>, db::Error> {
    let mut grants = store::grants_to(tx, organisation).await?;
    grants.retain(|grant| grant.state == GrantState::Approved);
    Ok(grants)
}

/// Why a client of an organisation may have a scope (`maskinporten.md` §5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeReason {
    /// The organisation holds the grant.
    Granted,
    /// Everybody may use it.
    OpenToAll,
    /// It can be delegated: a supplier needs it on its client before anybody has delegated to it.
    Delegable,
}

/// A scope that a client may have, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct AllowedScope {
    /// The scope.
    pub scope: Scope,
    /// Why it is allowed.
    pub reason: ScopeReason,
}

/// The scopes that ordinary clients of `organisation` may have, by name.
pub async fn allowed_scopes(tx: &mut Tx, organisation: OrgNumber) -> Result<Vec<AllowedScope>, db::Error> {
    let held = grants_of(tx, organisation).await?;
    let scopes = store::all_scopes(tx).await?;
    Ok(scopes
        .into_iter()
        .filter(|scope| scope.active && scope.allows_integration(MASKINPORTEN))
        .filter_map(|scope| {
            let granted = held.iter().any(|grant| grant.scope == scope.name);
            reason(&scope, granted).map(|reason| AllowedScope { scope, reason })
        })
        .collect())
}

fn reason(scope: &Scope, granted: bool) -> Option<ScopeReason> {
    if granted {
        Some(ScopeReason::Granted)
    } else if scope.accessible_for_all {
        Some(ScopeReason::OpenToAll)
    } else {
        scope.delegation_source.as_ref().map(|_| ScopeReason::Delegable)
    }
}

/// The fault of putting `name` on a client of `organisation`, if there is one.
pub(super) async fn scope_fault(
    tx: &mut Tx,
    name: &str,
    organisation: OrgNumber,
    integration_type: &str,
) -> Result<Option<Fault>, db::Error> {
    let fault = |why| Ok(Some(Fault::new("scopes", why)));
    let Some(scope) = find_scope(tx, name).await? else {
        return fault(Why::ScopeUnknown(super::shortened(name)));
    };
    let granted = is_granted(tx, name, organisation).await?;
    if scope.visibility != super::Visibility::Public && !granted && scope.owner != organisation {
        // Those who may not see a scope are not told that it exists.
        return fault(Why::ScopeUnknown(scope.name));
    }
    if !scope.active {
        return fault(Why::ScopeInactive(scope.name));
    }
    if !scope.allows_integration(integration_type) {
        let allowed = scope.allowed_integration_types.join(", ");
        return fault(Why::ScopeOtherIntegration { scope: scope.name, allowed });
    }
    if reason(&scope, granted).is_none() {
        return fault(Why::ScopeNotGranted { owner: scope.owner, scope: scope.name, organisation });
    }
    Ok(None)
}
