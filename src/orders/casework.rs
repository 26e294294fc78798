//! Who works with a case, and what handlers note about it among themselves.
//!
//! A case has one handler or none. Of two that take it, the database lets one; giving says whom it is taken from, so that
//! nobody is overruled unseen. Notes are for handlers alone: no letter, no contact's page and no API shows them.

use serde_json::json;

use super::decide::event;
use super::{Order, OrderError, store, words};
use crate::access;
use crate::app::App;
use crate::audit;
use crate::clock::Now;
use crate::db::{Error, Tx, params};

/// A handler takes a case that nobody has. Taking one's own again changes nothing.
pub async fn take(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    actor: &str,
) -> Result<(), OrderError> {
    let order = store::find_by_case(tx, case_number).await?.ok_or(OrderError::NotFound)?;
    let changed = tx
        .execute(
            "UPDATE orders SET assigned_to = $2, version = version + 1
             WHERE id = $1 AND assigned_to IS NULL AND finished_at IS NULL",
            params![&order.id, actor],
        )
        .await?;
    if changed == 1 {
        audit::record(tx, &app.random, now, event(&order, actor, "order.taken", json!({}))).await?;
        return Ok(());
    }
    let now_theirs = store::find(tx, &order.id).await?.ok_or(OrderError::NotFound)?;
    match now_theirs.assigned_to {
        Some(handler) if handler == actor => Ok(()),
        Some(_) => Err(OrderError::AlreadyTaken),
        None => Err(OrderError::NotPossibleNow(now_theirs.state.key())),
    }
}

/// A handler gives a case to another. `from` is who had it when the handler looked: nobody, itself, or a colleague.
pub async fn give(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    from: Option<&str>,
    to: &str,
    actor: &str,
) -> Result<(), OrderError> {
    let order = store::find_by_case(tx, case_number).await?.ok_or(OrderError::NotFound)?;
    if !access::list_handlers(tx).await?.iter().any(|handler| handler == to) {
        return Err(OrderError::HandlerUnknown);
    }
    if order.state.is_final() {
        return Err(OrderError::NotPossibleNow(order.state.key()));
    }
    let changed = tx
        .execute(
            "UPDATE orders SET assigned_to = $2, version = version + 1
             WHERE id = $1 AND COALESCE(assigned_to, '') = $3 AND finished_at IS NULL",
            params![&order.id, to, from.unwrap_or_default()],
        )
        .await?;
    if changed == 0 {
        return Err(OrderError::AlreadyTaken);
    }
    audit::record(tx, &app.random, now, event(&order, actor, "order.given", json!({ "to": to }))).await?;
    Ok(())
}

/// A handler lets go of its own case.
pub async fn release(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    actor: &str,
) -> Result<(), OrderError> {
    let order = store::find_by_case(tx, case_number).await?.ok_or(OrderError::NotFound)?;
    let changed = tx
        .execute(
            "UPDATE orders SET assigned_to = NULL, version = version + 1 WHERE id = $1 AND assigned_to = $2",
            params![&order.id, actor],
        )
        .await?;
    if changed == 1 {
        audit::record(tx, &app.random, now, event(&order, actor, "order.released", json!({}))).await?;
    }
    Ok(())
}

/// A note between handlers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Who wrote it, as the audit names it.
    pub written_by: String,
    /// Wall time.
    pub written_at: i64,
    /// What it says.
    pub text: String,
}

/// Writes a note. The audit says that it was written, and not what.
pub async fn write_note(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    text: &str,
    actor: &str,
) -> Result<(), OrderError> {
    let text = words::typed(text)?;
    if text.is_empty() {
        return Err(OrderError::TextMissing);
    }
    let order = store::find_by_case(tx, case_number).await?.ok_or(OrderError::NotFound)?;
    tx.execute(
        "INSERT INTO order_notes (id, order_id, written_by, written_at, text) VALUES ($1, $2, $3, $4, $5)",
        params![app.random.new_id(now.wall), &order.id, actor, now.wall, text],
    )
    .await?;
    audit::record(tx, &app.random, now, event(&order, actor, "order.noted", json!({}))).await?;
    Ok(())
}

/// How many notes and questions of a case are shown.
pub(super) const SHOWN: i64 = 200;

/// The notes of a case, newest first.
pub async fn list_notes(tx: &mut Tx, order: &Order) -> Result<Vec<Note>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT written_by, written_at, text FROM order_notes WHERE order_id = $1 ORDER BY id DESC LIMIT $2",
            params![&order.id, SHOWN],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Note {
                written_by: row.text("written_by")?,
                written_at: row.int("written_at")?,
                text: row.text("text")?,
            })
        })
        .collect()
}
