//! Taking an order back before it is carried out: by its applicant, or by a handler on its behalf.

use serde_json::json;

use super::decide::event;
use super::{Order, OrderError, OrderState, awaiting, letters, store, words};
use crate::app::App;
use crate::audit;
use crate::clock::Now;
use crate::db::{Tx, params};
use crate::numbers::OrgNumber;

/// The applicant's contact takes its order back. It need not say why.
pub async fn by_applicant(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    organisation: OrgNumber,
    reason: &str,
    actor: &str,
) -> Result<Order, OrderError> {
    let order = store::find_by_case(tx, case_number)
        .await?
        .filter(|order| order.is_applicant(organisation))
        .ok_or(OrderError::NotFound)?;
    let reason = words::typed(reason)?;
    withdraw(tx, app, now, &order, &reason, actor).await?;
    awaiting::give_up(tx, app, now, &order, actor).await?;
    letters::withdrawn(tx, app, now, &order, None).await?;
    Ok(order)
}

/// A handler takes it back for the applicant, which reads the reason in the letter.
pub async fn by_handler(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    reason: &str,
    actor: &str,
) -> Result<Order, OrderError> {
    let reason = words::typed(reason)?;
    if reason.is_empty() {
        return Err(OrderError::ReasonMissing);
    }
    let order = store::find_by_case(tx, case_number).await?.ok_or(OrderError::NotFound)?;
    withdraw(tx, app, now, &order, &reason, actor).await?;
    match awaiting::give_up(tx, app, now, &order, actor).await? {
        Some(sender) => letters::awaited_withdrawn(tx, app, now, &order, &sender, &reason).await?,
        None => letters::withdrawn(tx, app, now, &order, Some(&reason)).await?,
    }
    Ok(order)
}

/// The sender of an order that something is missing in deletes its draft: the order ends with it. False when it waits no
/// more.
pub async fn by_sender(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    actor: &str,
) -> Result<bool, OrderError> {
    let order = store::find_by_case(tx, case_number).await?.ok_or(OrderError::NotFound)?;
    if order.state != OrderState::AwaitingSender {
        return Ok(false);
    }
    withdraw(tx, app, now, &order, "", actor).await?;
    Ok(awaiting::give_up(tx, app, now, &order, actor).await?.is_some())
}

async fn withdraw(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    reason: &str,
    actor: &str,
) -> Result<(), OrderError> {
    if !store::change_state(tx, order, OrderState::Withdrawn, now).await? {
        return Err(store::overtaken(tx, order).await?);
    }
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    tx.execute("UPDATE orders SET reason = $2 WHERE id = $1", params![&order.id, reason]).await?;
    audit::record(tx, &app.random, now, event(order, actor, "order.withdrawn", json!({}))).await?;
    Ok(())
}
