//! What is still missing before a token can be had, as a path: order, grant, delegation, client, key, token.
//!
//! Every node is looked up as the token server would look it up; nothing is remembered from the order's steps.

use super::{Order, OrderKind, OrderState, Step, extend, store, waiting};
use crate::clients;
use crate::clock::{Millis, Now, norwegian_day};
use crate::config::StepMode;
use crate::db::{Error, Tx};
use crate::delegation::{self, Road};
use crate::numbers::OrgNumber;

/// How a node stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeState {
    /// It is there.
    Done,
    /// It is what somebody has to do now.
    Next,
    /// Something before it is missing.
    Waiting,
}

/// One node of the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// `order`, `grant`, `delegation`, `client`, `key` or `token`; the catalogue's text is `journey-NAME`.
    pub name: &'static str,
    /// How it stands.
    pub state: NodeState,
    /// What was found: a scope, a client's id, a key's name.
    pub text: Option<String>,
    /// Where it is put right.
    pub href: Option<String>,
}

/// That the access of a carried-out order is there no more, and since when, in world time, where that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Since when.
    pub since: Option<Millis>,
}

impl Ended {
    /// Since when, to stand behind a statement: “ (14.02.2026)”, or nothing.
    pub fn when(self) -> String {
        self.since.map(|at| format!(" ({})", norwegian_day(at))).unwrap_or_default()
    }
}

/// Whether the customer of a carried-out order lost the access that the order stands on: its own case was ended, or the
/// grant taken back.
pub async fn access_ended(tx: &mut Tx, order: &Order) -> Result<Option<Ended>, Error> {
    let Some(customer) = order.customer_number().filter(|_| order.state == OrderState::Done) else {
        return Ok(None);
    };
    let held = waiting::scopes_of(tx, customer).await?;
    let meant = extend::scopes_of_case(tx, order).await?;
    // An existing customer chooses what it delegates of all that it holds; another order stands on what it gave.
    let stands = match order.kind {
        OrderKind::ExistingCustomer => !held.is_empty(),
        OrderKind::FictionalCustomer | OrderKind::Direct => {
            meant.is_empty()
                || meant.iter().any(|scope| held.contains(scope))
                || granted_elsewhere(tx, order).await?.is_some()
        }
    };
    if stands {
        return Ok(None);
    }
    let mut since = None;
    for scope in &meant {
        since = since.max(clients::denied_since(tx, scope, customer).await?);
    }
    Ok(Some(Ended { since }))
}

/// What the order is about.
struct Facts {
    /// Who fetches the token.
    caller: Option<OrgNumber>,
    /// Whom it is about.
    customer: Option<OrgNumber>,
    scope: Option<String>,
}

/// The path of `order`.
pub async fn path(tx: &mut Tx, order: &Order, now: Now) -> Result<Vec<Node>, Error> {
    let caller = order.applicant().map(|party| party.number);
    let mut facts = Facts { caller, customer: order.customer_number(), scope: order.scope.clone() };
    if order.kind == OrderKind::ExistingCustomer {
        facts.scope = scope_in_use(tx, &facts).await?.or(facts.scope);
    }
    let delegated = order.kind != OrderKind::Direct;
    let mut found: Vec<(&'static str, Option<String>, Option<String>)> = Vec::new();
    let done = (order.state == OrderState::Done).then(|| order.case_number.clone());
    found.push(("order", done, None));
    if let Some(grant) = granted_elsewhere(tx, order).await? {
        // Delegation, client and token are looked after over there; of them nothing is known here.
        found.push(("grant", grant, None));
        return Ok(as_path(found));
    }
    let road = match (facts.customer, facts.caller, &facts.scope) {
        (Some(customer), Some(caller), Some(scope)) => {
            delegation::road(tx, customer, caller, scope, now).await?
        }
        _ => Road::default(),
    };
    found.push(("grant", facts.scope.clone().filter(|_| road.standing.usable()), None));
    if delegated {
        let href = facts.caller.zip(facts.scope.as_ref()).map(|_| "/fullmakt".to_owned());
        found.push(("delegation", road.delegation.map(|active| active.scheme_id), href));
    }
    let client_href =
        road.client.as_ref().map_or_else(|| "/klienter/ny".to_owned(), |id| format!("/klienter/{id}"));
    found.push(("client", road.client, Some(client_href.clone())));
    found.push(("key", road.key, Some(client_href)));
    found.push(("token", road.token, Some(format!("/sak/{}/veiledning", order.case_number))));

    Ok(as_path(found))
}

/// Of the scopes that an existing customer holds, the one that is furthest on its way: delegated to the caller, else on a
/// client of the caller's, else the first.
async fn scope_in_use(tx: &mut Tx, facts: &Facts) -> Result<Option<String>, Error> {
    let (Some(customer), Some(caller)) = (facts.customer, facts.caller) else { return Ok(None) };
    let held = waiting::scopes_of(tx, customer).await?;
    for scope in &held {
        if delegation::find_active(tx, customer, caller, scope).await?.is_some() {
            return Ok(Some(scope.clone()));
        }
    }
    for scope in &held {
        if !delegation::clients_with(tx, caller, scope).await?.is_empty() {
            return Ok(Some(scope.clone()));
        }
    }
    Ok(held.first().cloned())
}

fn as_path(found: Vec<(&'static str, Option<String>, Option<String>)>) -> Vec<Node> {
    let mut before_is_missing = false;
    found
        .into_iter()
        .map(|(name, text, href)| {
            let state = match (&text, before_is_missing) {
                (Some(_), _) => NodeState::Done,
                (None, false) => NodeState::Next,
                (None, true) => NodeState::Waiting,
            };
            before_is_missing |= text.is_none();
            Node { name, state, text, href }
        })
        .collect()
}

/// For an order whose scope is granted in another environment: the scope once it is, as far as this order knows.
async fn granted_elsewhere(tx: &mut Tx, order: &Order) -> Result<Option<Option<String>>, Error> {
    let steps = store::list_steps(tx, &order.id).await?;
    let grant = steps.iter().find(|step| step.step == Step::GrantScope && step.mode != StepMode::Embedded);
    Ok(grant.map(|step| order.scope.clone().filter(|_| step.state == "done")))
}
