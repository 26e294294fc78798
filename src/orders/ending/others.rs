//! What other cases stand on: the questions whose answer keeps something from being taken back.

use super::super::store;
use super::super::{Order, OrderKind, Step};
use crate::config::StepMode;
use crate::db::{Error, Tx, params};
use crate::numbers::OrgNumber;

/// The states of a case that gives something, or is about to.
const ALIVE: &str = "('waiting_for_customer', 'provisioning', 'done')";

/// Those, and of cases that may still come to that.
const OPEN: &str =
    "('unconfirmed', 'awaiting_sender', 'received', 'waiting_for_customer', 'provisioning', 'done')";

/// Whether a living case other than `order` lets `supplier` act for `consumer`.
pub(super) async fn pair_is_used_elsewhere(
    tx: &mut Tx,
    order: &Order,
    consumer: OrgNumber,
    supplier: OrgNumber,
) -> Result<bool, Error> {
    Ok(find_living_case(tx, order, consumer, supplier).await?.is_some())
}

/// The living case other than `order` that lets `supplier` act for `consumer`.
pub async fn find_living_case(
    tx: &mut Tx,
    order: &Order,
    consumer: OrgNumber,
    supplier: OrgNumber,
) -> Result<Option<String>, Error> {
    let sql = format!(
        "SELECT case_number FROM orders WHERE id <> $1 AND vendor_number = $2 AND customer_number = $3 AND state IN {ALIVE}
         ORDER BY received_at, id LIMIT 1"
    );
    let key = params![&order.id, supplier.to_string(), consumer.to_string()];
    tx.fetch_optional(&sql, key).await?.map(|row| row.text("case_number")).transpose()
}

/// The case that lets `supplier` act for `consumer`, or that was added for that and may still come to it. What anybody can
/// order unasked counts only once it is approved.
pub async fn find_case_to_be(
    tx: &mut Tx,
    consumer: OrgNumber,
    supplier: OrgNumber,
) -> Result<Option<String>, Error> {
    let sql = format!(
        "SELECT case_number FROM orders WHERE vendor_number = $1 AND customer_number = $2
           AND (state IN {ALIVE} OR (state IN {OPEN} AND linked_case IS NOT NULL))
         ORDER BY received_at, id LIMIT 1"
    );
    let key = params![supplier.to_string(), consumer.to_string()];
    tx.fetch_optional(&sql, key).await?.map(|row| row.text("case_number")).transpose()
}

/// Whether another case needs `organisation`. A real one is read in again by whoever needs it, so that only living cases
/// keep its data here; a fictional one exists nowhere else, and an order that only waits for a decision keeps it.
pub async fn is_named_elsewhere(tx: &mut Tx, order: &Order, organisation: OrgNumber) -> Result<bool, Error> {
    let states = if organisation.may_be_real() { ALIVE } else { OPEN };
    let sql = format!(
        "SELECT id FROM orders WHERE id <> $1 AND (vendor_number = $2 OR customer_number = $2) AND state IN {states} LIMIT 1"
    );
    Ok(tx.fetch_optional(&sql, params![&order.id, organisation.to_string()]).await?.is_some())
}

/// Whether another case needs the fictional person of `customer`.
pub(super) async fn person_is_needed(tx: &mut Tx, order: &Order, customer: OrgNumber) -> Result<bool, Error> {
    let sql = format!(
        "SELECT id FROM orders WHERE id <> $1 AND customer_number = $2 AND kind <> 'direct' AND state IN {OPEN} LIMIT 1"
    );
    Ok(tx.fetch_optional(&sql, params![&order.id, customer.to_string()]).await?.is_some())
}

/// Whether another living case gives `scope` to the customer of `order`, in this world or elsewhere.
pub(super) async fn gives(tx: &mut Tx, order: &Order, scope: &str, elsewhere: bool) -> Result<bool, Error> {
    let Some(customer) = order.customer_number() else { return Ok(false) };
    let sql = format!(
        "SELECT id FROM orders WHERE id <> $1 AND customer_number = $2 AND kind <> $3 AND state IN {ALIVE} ORDER BY id"
    );
    let key = params![&order.id, customer.to_string(), OrderKind::ExistingCustomer.key()];
    for row in tx.fetch_all(&sql, key).await? {
        let Some(other) = store::find(tx, &row.text("id")?).await? else { continue };
        for step in store::list_steps(tx, &other.id).await? {
            if (step.mode != StepMode::Embedded) != elsewhere {
                continue;
            }
            let given = match step.step {
                Step::GrantScope => other.scope.clone(),
                Step::AddScope => step.added_scope(),
                _ => None,
            };
            if given.as_deref() == Some(scope) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
