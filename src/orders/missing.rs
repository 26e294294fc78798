//! What is still missing before a token can be had, as a path: order, grant, delegation, client, key, token.
//!
//! Every node is looked up as the token server would look it up; nothing is remembered from the order's steps.

use super::lost::granted_elsewhere;
use super::{Order, OrderKind, OrderState, waiting};
use crate::clock::Now;
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
