//! The letters that others' deeds cause: the customer orders, the customer delegates, the vendor invites.
//!
//! Each is written in the transaction of its deed, or, where a lower room does the deed, by a job of that transaction.

use super::{both, store, write};
use crate::app::App;
use crate::clock::Now;
use crate::db::Tx;
use crate::delegation;
use crate::jobs::Outcome;
use crate::numbers::OrgNumber;
use crate::orders::waiting::outcome;
use crate::orders::{Order, OrderError, OrderKind};

/// How many of a vendor's orders are looked through, newest first, for the one that a delegation was for.
const LOOKED_THROUGH: i64 = 200;

/// The vendors whose orders wait for `customer` learn that it has ordered.
pub(in crate::orders) async fn customer_has_ordered(
    tx: &mut Tx,
    app: &App,
    now: Now,
    customer: OrgNumber,
) -> Result<(), OrderError> {
    for order in store::list_waiting_for(tx, customer).await? {
        if let Some(vendor) = &order.vendor {
            write(tx, app, now, &order, "customer-ordered", vendor, &both(&order)).await?;
        }
    }
    Ok(())
}

/// The function of jobs of kind `orders.tell_delegated`, which a delegation writes in its transaction.
pub async fn run_tell_delegated(
    app: &App,
    consumer: &str,
    supplier: &str,
    scheme_id: &str,
    now: Now,
) -> Outcome {
    let (Ok(consumer), Ok(supplier)) = (OrgNumber::parse(consumer), OrgNumber::parse(supplier)) else {
        return Outcome::GiveUp("the job names no organisations".to_owned());
    };
    let told = async {
        let mut tx = app.db.begin_write().await?;
        customer_has_delegated(&mut tx, app, now, consumer, supplier, scheme_id).await?;
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    outcome(told.await)
}

/// The vendor whose order this customer's delegation was for learns of it, once in the case. A fictional customer's
/// delegation is the vendor's own doing, of which it need not be told.
async fn customer_has_delegated(
    tx: &mut Tx,
    app: &App,
    now: Now,
    consumer: OrgNumber,
    supplier: OrgNumber,
    scheme_id: &str,
) -> Result<(), OrderError> {
    let Some(scheme) = delegation::scheme(tx, scheme_id).await? else { return Ok(()) };
    let orders = store::list_for_organisation(tx, supplier, LOOKED_THROUGH).await?;
    let meant = |order: &&Order| {
        order.kind == OrderKind::ExistingCustomer && order.customer_number() == Some(consumer)
    };
    let Some(order) = orders.iter().find(meant) else { return Ok(()) };
    let Some(vendor) = order.vendor.as_ref().filter(|vendor| vendor.number == supplier) else {
        return Ok(());
    };
    let mut values = both(order).to_vec();
    values.push(("scheme", scheme.title.text(order.language).to_owned()));
    values.push(("scope", scheme.scopes.join(", ")));
    write(tx, app, now, order, "customer-delegated", vendor, &values).await?;
    Ok(())
}
