//! Whether the access that a case led to is there still: ended by the desk or by those it belongs to, run out, or taken away
//! where it came from.
//!
//! A case that is done stays done: it was carried out. That its access is gone is kept beside the state, so that every list
//! tells it and finds it by an index. It is looked at anew by a job whenever a grant of its customer changes.

use serde_json::json;

use super::{Order, OrderError, OrderKind, OrderState, Step, extend, store, waiting};
use crate::app::App;
use crate::clients;
use crate::clock::{Millis, Now, norwegian_day};
use crate::config::StepMode;
use crate::db::{Error, Tx, params};
use crate::jobs::{self, Due, Outcome};
use crate::numbers::OrgNumber;

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

/// For an order whose scope is granted in another environment: the scope once it is, as far as this order knows.
pub(super) async fn granted_elsewhere(tx: &mut Tx, order: &Order) -> Result<Option<Option<String>>, Error> {
    let steps = store::list_steps(tx, &order.id).await?;
    let grant = steps.iter().find(|step| step.step == Step::GrantScope && step.mode != StepMode::Embedded);
    Ok(grant.map(|step| order.scope.clone().filter(|_| step.state == "done")))
}

/// Writes the job that looks at the cases of `customer`, in the transaction of what may change them.
pub(super) async fn enqueue(tx: &mut Tx, app: &App, now: Now, customer: OrgNumber) -> Result<(), Error> {
    let payload = json!({ "customer": customer });
    jobs::enqueue(tx, &app.random, now, "orders.note_access", &payload, Due::Now, None).await
}

/// The function of jobs of kind `orders.note_access`.
pub async fn run(app: &App, customers: &[OrgNumber]) -> Outcome {
    let noted = async {
        for customer in waiting::with_orders(app, customers).await? {
            let mut tx = app.db.begin_write().await?;
            note_of(&mut tx, customer).await?;
            tx.commit().await?;
        }
        Ok::<_, OrderError>(())
    };
    waiting::outcome(noted.await)
}

/// Keeps what became of the access with every carried-out case of `customer`.
pub(super) async fn note_of(tx: &mut Tx, customer: OrgNumber) -> Result<(), Error> {
    let rows = tx
        .fetch_all(
            "SELECT id FROM orders WHERE customer_number = $1 AND state = 'done' ORDER BY id",
            params![customer.to_string()],
        )
        .await?;
    for row in &rows {
        note(tx, &row.text("id")?).await?;
    }
    Ok(())
}

/// Keeps what became of one case's access. The row is locked before the grants are read: of two that look at once, the later
/// one sees what the other's grants came to.
pub(super) async fn note(tx: &mut Tx, order_id: &str) -> Result<(), Error> {
    let locked = tx
        .execute(
            "UPDATE orders SET access_lost = access_lost WHERE id = $1 AND state = 'done'",
            params![order_id],
        )
        .await?;
    if locked == 0 {
        return Ok(());
    }
    let Some(order) = store::find(tx, order_id).await? else { return Ok(()) };
    let ended = access_ended(tx, &order).await?;
    tx.execute(
        "UPDATE orders SET access_lost = $2, access_lost_since = $3 WHERE id = $1",
        params![order_id, ended.is_some(), ended.and_then(|ended| ended.since)],
    )
    .await?;
    Ok(())
}
