//! Access with an end: warnings before it, renewal, and the ending when nobody renewed.
//!
//! The end is on the world's calendar, and there is one only when a setting gives one. A job knows the end that it was
//! written for, so that after a renewal the old ones find that they are about nothing any more.

use serde_json::json;

use super::decide::event;
use super::waiting::outcome;
use super::{Order, OrderError, OrderState, after_letters, ending, store};
use crate::app::App;
use crate::audit;
use crate::clock::{DAY, Millis, Now, norwegian_day};
use crate::db::{Tx, params};
use crate::jobs::{self, Due, Outcome};

/// How many days before the end the contacts are warned.
pub const WARNINGS: [i64; 2] = [30, 7];

/// Gives a carried-out order's access its end, if the settings say one. In the transaction that makes it done.
pub(super) async fn begin(tx: &mut Tx, app: &App, now: Now, order: &Order) -> Result<(), OrderError> {
    let Some(life) = app.config.access_life else { return Ok(()) };
    let end = now.world + life;
    tx.execute(
        "UPDATE orders SET access_expires_at = $2, expiry_warned_days = NULL WHERE id = $1",
        params![&order.id, end],
    )
    .await?;
    schedule(tx, app, now, order, end).await
}

async fn schedule(tx: &mut Tx, app: &App, now: Now, order: &Order, end: Millis) -> Result<(), OrderError> {
    for days in WARNINGS {
        // A short access is not warned of before it begins.
        let at = end - days * DAY;
        if at <= now.world {
            continue;
        }
        let payload = json!({ "order_id": order.id, "end": end, "days": days });
        jobs::enqueue(tx, &app.random, now, "orders.warn_expiry", &payload, Due::World(at), None).await?;
    }
    let payload = json!({ "order_id": order.id, "end": end });
    jobs::enqueue(tx, &app.random, now, "orders.expire", &payload, Due::World(end), None).await?;
    Ok(())
}

/// When the access of an order ends, on the world's calendar.
pub async fn end_of(tx: &mut Tx, order_id: &str) -> Result<Option<Millis>, crate::db::Error> {
    let row =
        tx.fetch_optional("SELECT access_expires_at FROM orders WHERE id = $1", params![order_id]).await?;
    Ok(row.map(|row| row.opt_int("access_expires_at")).transpose()?.flatten())
}

/// Prolongs an access: it lasts as long as a new one from now on. Where the settings give no end any more it has none.
/// Gives the new end.
pub async fn renew(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    actor: &str,
) -> Result<Option<Millis>, OrderError> {
    let order = store::find_by_case(tx, case_number).await?.ok_or(OrderError::NotFound)?;
    let end = app.config.access_life.map(|life| now.world + life);
    // An end that is later already, or none at all, is nothing to renew; of two that renew at once, one does.
    let renewed = tx
        .execute(
            "UPDATE orders SET access_expires_at = $2, expiry_warned_days = NULL, version = version + 1
             WHERE id = $1 AND state = 'done' AND access_expires_at IS NOT NULL
               AND (CAST($2 AS BIGINT) IS NULL OR access_expires_at < $2)",
            params![&order.id, end],
        )
        .await?;
    if renewed == 0 {
        let state = if order.state == OrderState::Done { "renewed" } else { order.state.key() };
        return Err(OrderError::NotPossibleNow(state));
    }
    if let Some(end) = end {
        schedule(tx, app, now, &order, end).await?;
    }
    audit::record(tx, &app.random, now, event(&order, actor, "order.renewed", json!({ "end": end }))).await?;
    after_letters::renewed(tx, app, now, &order, end).await?;
    Ok(end)
}

/// The function of jobs of kind `orders.warn_expiry`.
pub async fn run_warn(app: &App, order_id: &str, end: Millis, days: i64, now: Now) -> Outcome {
    let warned = async {
        let mut tx = app.db.begin_write().await?;
        let due = tx
            .execute(
                "UPDATE orders SET expiry_warned_days = $3
                 WHERE id = $1 AND state = 'done' AND access_expires_at = $2
                   AND (expiry_warned_days IS NULL OR expiry_warned_days > $3)",
                params![order_id, end, days],
            )
            .await?;
        if due == 1
            && let Some(order) = store::find(&mut tx, order_id).await?
        {
            let left = ((end - now.world).max(0) + DAY - 1) / DAY;
            after_letters::expires_soon(&mut tx, app, now, &order, &norwegian_day(end), left).await?;
            let detail = json!({ "days": days });
            audit::record(&mut tx, &app.random, now, event(&order, "system", "order.expiry_warned", detail))
                .await?;
            tx.commit().await?;
        }
        Ok::<_, OrderError>(())
    };
    outcome(warned.await)
}

/// The function of jobs of kind `orders.expire`: an access that nobody renewed is ended.
pub async fn run_expire(app: &App, order_id: &str, end: Millis, now: Now) -> Outcome {
    let expired = async {
        let mut tx = app.db.begin_write().await?;
        // The row is the lock: a renewal is before us and has moved the end, or after us and finds no access to renew.
        let due = tx
            .execute(
                "UPDATE orders SET version = version + 1 WHERE id = $1 AND state = 'done' AND access_expires_at = $2",
                params![order_id, end],
            )
            .await?;
        let Some(order) = store::find(&mut tx, order_id).await?.filter(|_| due == 1) else { return Ok(()) };
        let reason = order.language.text("ending-expired");
        ending::begin(&mut tx, app, now, &order.case_number, &reason, "system").await?;
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    outcome(expired.await)
}
