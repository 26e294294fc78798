//! A handler's decision: one, and final. Of two that decide at the same moment the database lets one through.

use serde_json::json;

use super::{
    Order, OrderError, OrderKind, OrderState, extend, legal_basis, letters, reasons, store, waiting, words,
};
use crate::access::links;
use crate::app::App;
use crate::audit::{self, Event};
use crate::clients;
use crate::clock::Now;
use crate::db::{Tx, params};
use crate::jobs::{self, Due};

/// Approves an order. `scope` is the handler's choice for a fictional customer, and for a basis in the applicant's own words:
/// nothing is chosen in silence. Any other direct order's scope follows from its legal basis, and an existing customer's from
/// what it has been granted.
pub async fn approve(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    scope: Option<&str>,
    actor: &str,
) -> Result<Order, OrderError> {
    let order = store::find_by_case(tx, case_number).await?.ok_or(OrderError::NotFound)?;
    let scope = chosen_scope(&order, scope)?;
    let to = match order.kind {
        // Whether the customer has access already is the first step's question; until it is answered the order waits.
        OrderKind::ExistingCustomer => OrderState::WaitingForCustomer,
        _ => OrderState::Provisioning,
    };
    take_decision(tx, &order, to, scope.as_deref(), None, actor, now).await?;
    extend::refuse_if_given(tx, &order).await?;
    let order =
        Order { state: to, scope, decided_by: Some(actor.to_owned()), decided_at: Some(now.wall), ..order };
    store::insert_steps(tx, &order, &app.config.steps).await?;
    // Whoever stands in an approved order speaks for its organisation from now on.
    links::widen(tx, case_number).await?;
    audit::record(
        tx,
        &app.random,
        now,
        event(&order, actor, "order.approved", json!({ "scope": order.scope })),
    )
    .await?;
    if order.kind == OrderKind::ExistingCustomer {
        waiting::begin(tx, app, now, &order).await?;
    }
    enqueue_provisioning(tx, app, now, &order.id).await?;
    Ok(order)
}

/// Puts the order's next step into the queue; at most one waits at a time.
pub async fn enqueue_provisioning(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order_id: &str,
) -> Result<(), crate::db::Error> {
    let payload = json!({ "order_id": order_id });
    jobs::enqueue(tx, &app.random, now, "orders.provision", &payload, Due::Now, None).await
}

fn chosen_scope(order: &Order, scope: Option<&str>) -> Result<Option<String>, OrderError> {
    match order.kind {
        OrderKind::ExistingCustomer => Ok(None),
        OrderKind::FictionalCustomer => named_scope(scope).map(Some),
        OrderKind::Direct => {
            let basis = order.legal_basis.as_deref().and_then(legal_basis::find);
            match basis.and_then(|basis| basis.scope) {
                Some(scope) => Ok(Some(scope.to_owned())),
                // The applicant's own words name a basis that only a person can read; the handler says where it leads.
                None if basis.is_some_and(|basis| basis.key == legal_basis::OWN_WORDS) => {
                    named_scope(scope).map(Some)
                }
                None => Err(OrderError::NoScopeForLegalBasis),
            }
        }
    }
}

/// The scope that a person chose.
fn named_scope(scope: Option<&str>) -> Result<String, OrderError> {
    match scope {
        None | Some("") => Err(OrderError::ScopeMissing),
        Some(scope) if clients::BENEFICIAL_OWNER_SCOPES.contains(&scope) => Ok(scope.to_owned()),
        Some(_) => Err(OrderError::ScopeUnknown),
    }
}

/// Rejects an order. The sender gets the reason; a vendor that waited for this customer is told, and its order ends.
pub async fn reject(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    reason: &str,
    actor: &str,
) -> Result<Order, OrderError> {
    let reason = words::typed_within(reason, reasons::LIMIT)?;
    if reason.is_empty() {
        return Err(OrderError::ReasonMissing);
    }
    let order = store::find_by_case(tx, case_number).await?.ok_or(OrderError::NotFound)?;
    take_decision(tx, &order, OrderState::Rejected, None, Some(&reason), actor, now).await?;
    let order = Order { state: OrderState::Rejected, reason: Some(reason), ..order };
    audit::record(tx, &app.random, now, event(&order, actor, "order.rejected", json!({}))).await?;
    letters::rejection(tx, app, now, &order).await?;
    if order.kind == OrderKind::Direct
        && let Some(customer) = order.customer_number()
    {
        waiting::customer_was_refused(tx, app, now, customer).await?;
    }
    Ok(order)
}

async fn take_decision(
    tx: &mut Tx,
    order: &Order,
    to: OrderState,
    scope: Option<&str>,
    reason: Option<&str>,
    actor: &str,
    now: Now,
) -> Result<(), OrderError> {
    if order.state.to(to).is_err() {
        return Err(OrderError::NotPossibleNow(order.state.key()));
    }
    let finished_at = to.is_final().then_some(now.wall);
    let changed = tx
        .execute(
            "UPDATE orders SET state = $3, scope = $4, reason = $5, decided_by = $6, decided_at = $7, finished_at = $8,
                    state_since = $7, asked_at = NULL, version = version + 1
             WHERE id = $1 AND state = $2",
            params![&order.id, order.state.key(), to.key(), scope, reason, actor, now.wall, finished_at],
        )
        .await?;
    if changed == 1 {
        return Ok(());
    }
    Err(store::overtaken(tx, order).await?)
}

/// An audit event about an order.
pub(super) fn event<'a>(
    order: &'a Order,
    actor: &'a str,
    action: &'static str,
    detail: serde_json::Value,
) -> Event<'a> {
    Event {
        actor,
        action,
        subject: &order.id,
        organisation: None,
        case_number: Some(&order.case_number),
        detail,
    }
}
