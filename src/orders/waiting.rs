//! A vendor's order that waits for its customer: reminded, closed, or going on by itself when the customer has access.
//!
//! Its calendar is the world's: reminders after 7 days, closing after 30 (settings). An order that nobody confirms ends by
//! the same calendar.

use std::collections::BTreeSet;

use serde_json::json;

use super::decide::{enqueue_provisioning, event};
use super::{Order, OrderError, OrderKind, OrderState, extend, invitations, letters, lost, store};
use crate::app::App;
use crate::audit;
use crate::clients;
use crate::clock::Now;
use crate::db::{Error, Tx, params};
use crate::jobs::{self, Due, Outcome};
use crate::numbers::OrgNumber;

/// Begins to wait: the two calendar jobs, in the transaction of the approval.
pub(super) async fn begin(tx: &mut Tx, app: &App, now: Now, order: &Order) -> Result<(), OrderError> {
    let payload = json!({ "order_id": order.id });
    let remind = Due::World(now.world + app.config.remind_after);
    let close = Due::World(now.world + app.config.close_after);
    jobs::enqueue(tx, &app.random, now, "orders.remind", &payload, remind, None).await?;
    jobs::enqueue(tx, &app.random, now, "orders.close_waiting", &payload, close, None).await?;
    // A customer that has access already needs no invitation: the order's first step finds it.
    match order.customer_number() {
        Some(customer) if !has_access(tx, customer).await? => {
            invitations::send_wished(tx, app, now, order).await
        }
        _ => Ok(()),
    }
}

/// An order from somebody unknown waits for its contact's word, and not for ever.
pub(super) async fn await_confirmation(tx: &mut Tx, app: &App, now: Now, order: &Order) -> Result<(), Error> {
    let payload = json!({ "order_id": order.id });
    let end = Due::World(now.world + app.config.confirm_within);
    jobs::enqueue(tx, &app.random, now, "orders.close_unconfirmed", &payload, end, None).await
}

/// The function of jobs of kind `orders.close_unconfirmed`. No letter: whoever was named has had one and did not answer.
pub async fn run_close_unconfirmed(app: &App, order_id: &str, now: Now) -> Outcome {
    let closed = async {
        let mut tx = app.db.begin_write().await?;
        if let Some(order) = store::find(&mut tx, order_id).await?
            && order.state == OrderState::Unconfirmed
            && close(&mut tx, app, now, &order, "never-confirmed").await?
        {
            tx.commit().await?;
        }
        Ok::<_, OrderError>(())
    };
    outcome(closed.await)
}

/// A customer has access now: the orders that waited for it are to be looked at. Written in the grant's transaction.
pub async fn customer_has_access(
    tx: &mut Tx,
    app: &App,
    now: Now,
    customer: OrgNumber,
) -> Result<(), OrderError> {
    let payload = json!({ "customer": customer.to_string() });
    jobs::enqueue(tx, &app.random, now, "orders.resume_waiting", &payload, Due::Now, None).await?;
    Ok(())
}

/// The function of jobs of kind `orders.resume_waiting`.
pub async fn run_resume(app: &App, customers: &[OrgNumber], now: Now) -> Outcome {
    let resumed = async {
        for customer in with_orders(app, customers).await? {
            let mut tx = app.db.begin_write().await?;
            for order in store::list_waiting_for(&mut tx, customer).await? {
                enqueue_provisioning(&mut tx, app, now, &order.id).await?;
            }
            // The cases that stood on an access that was gone do so again.
            lost::note_of(&mut tx, customer).await?;
            tx.commit().await?;
        }
        Ok::<_, OrderError>(())
    };
    outcome(resumed.await)
}

/// Those of `customers` that an order is about. Most of many that are granted at once have none.
pub(super) async fn with_orders(app: &App, customers: &[OrgNumber]) -> Result<BTreeSet<OrgNumber>, Error> {
    let mut tx = app.db.read().await?;
    store::customers_among(&mut tx, customers).await
}

/// The customer's own order was refused: the vendors that waited are told, and their orders end. A customer that has
/// access already was refused a second one only, and the vendors' orders go on.
pub(super) async fn customer_was_refused(
    tx: &mut Tx,
    app: &App,
    now: Now,
    customer: OrgNumber,
) -> Result<(), OrderError> {
    if has_access(tx, customer).await? {
        return customer_has_access(tx, app, now, customer).await;
    }
    for order in store::list_waiting_for(tx, customer).await? {
        close(tx, app, now, &order, "customer-refused").await?;
        letters::customer_was_refused(tx, app, now, &order).await?;
    }
    Ok(())
}

/// Whether `customer` holds one of the register's scopes.
async fn has_access(tx: &mut Tx, customer: OrgNumber) -> Result<bool, Error> {
    Ok(!scopes_of(tx, customer).await?.is_empty())
}

/// The register's scopes that `customer` holds: granted in this world, or in another by a case of ours.
pub(super) async fn scopes_of(tx: &mut Tx, customer: OrgNumber) -> Result<Vec<String>, Error> {
    let grants = clients::grants_of(tx, customer).await?;
    let mut scopes: Vec<String> = grants.into_iter().map(|grant| grant.scope).collect();
    scopes.extend(store::list_scopes_granted_elsewhere(tx, customer).await?);
    scopes.retain(|scope| clients::BENEFICIAL_OWNER_SCOPES.contains(&scope.as_str()));
    scopes.sort();
    scopes.dedup();
    Ok(scopes)
}

/// The scopes that a carried-out order leads to: what it gave, or for an existing customer all that the customer holds now.
pub(super) async fn scopes_given(tx: &mut Tx, order: &Order) -> Result<Vec<String>, Error> {
    let held = match order.customer_number() {
        Some(customer) if order.kind == OrderKind::ExistingCustomer => scopes_of(tx, customer).await?,
        _ => return extend::scopes_of_case(tx, order).await,
    };
    // What was there once and is withdrawn is still what the order was about.
    Ok(if held.is_empty() { order.scope.iter().cloned().collect() } else { held })
}

/// Whether the customer has done its part: its own order is with us. Then nobody is reminded, and nothing is closed.
async fn customer_has_ordered(tx: &mut Tx, order: &Order) -> Result<bool, Error> {
    match order.customer_number() {
        Some(customer) => store::has_open_direct_order(tx, customer).await,
        None => Ok(false),
    }
}

pub(super) async fn close(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    reason: &str,
) -> Result<bool, OrderError> {
    if !store::change_state(tx, order, OrderState::Closed, now).await? {
        return Ok(false);
    }
    tx.execute("UPDATE orders SET reason = $2 WHERE id = $1", params![&order.id, reason]).await?;
    audit::record(tx, &app.random, now, event(order, "system", "order.closed", json!({ "reason": reason })))
        .await?;
    Ok(true)
}

/// The function of jobs of kind `orders.remind`: both sides, once.
pub async fn run_remind(app: &App, order_id: &str, now: Now) -> Outcome {
    let reminded = async {
        let mut tx = app.db.begin_write().await?;
        if let Some(order) = store::find(&mut tx, order_id).await?
            && order.state == OrderState::WaitingForCustomer
            && !customer_has_ordered(&mut tx, &order).await?
        {
            letters::reminders(&mut tx, app, now, &order).await?;
            audit::record(&mut tx, &app.random, now, event(&order, "system", "order.reminded", json!({})))
                .await?;
            tx.commit().await?;
        }
        Ok::<_, OrderError>(())
    };
    outcome(reminded.await)
}

/// The function of jobs of kind `orders.close_waiting`.
pub async fn run_close(app: &App, order_id: &str, now: Now) -> Outcome {
    let closed = async {
        let mut tx = app.db.begin_write().await?;
        let order = store::find(&mut tx, order_id).await?;
        let Some(order) = order.filter(|order| order.state == OrderState::WaitingForCustomer) else {
            return Ok(());
        };
        if customer_has_ordered(&mut tx, &order).await? {
            // Its order waits for a handler, which is not the vendor's fault: look again later.
            let later = Due::World(now.world + app.config.remind_after);
            let payload = json!({ "order_id": order.id });
            jobs::enqueue(&mut tx, &app.random, now, "orders.close_waiting", &payload, later, None).await?;
            tx.commit().await?;
        } else if close(&mut tx, app, now, &order, "customer-never-came").await? {
            letters::closed(&mut tx, app, now, &order).await?;
            tx.commit().await?;
        }
        Ok::<_, OrderError>(())
    };
    outcome(closed.await)
}

pub(super) fn outcome(result: Result<(), OrderError>) -> Outcome {
    match result {
        Ok(()) => Outcome::Done,
        Err(error) => Outcome::Retry(error.to_string()),
    }
}
