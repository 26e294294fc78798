//! The same order sent again: mailed with a Message-ID of its own, or by the API without a key that says that it is the same.
//! As long as nobody has decided on the first, it is that order.
//!
//! By the API the same is what says the same throughout and comes from the same sender. By mail, where people write:
//!
//! The same is what one sender orders of one kind with the same numbers; where a number is missing, all else that was read
//! must be the same too. Sender and order are kept as a mark that only the master key makes. A sender's mails are settled
//! one after another, by the lock of its row: so no two become orders at once, and no two wait for each other's counters.

use serde_json::json;

use crate::app::App;
use crate::audit;
use crate::clock::Now;
use crate::db::{Error, Tx, params};
use crate::numbers::OrgNumber;
use crate::orders::decide::event;
use crate::orders::{Draft, Order, OrderError, OrderKind, OrderState, letters, store};

/// The order that a mail repeats, with the digest of what was ordered.
pub(super) struct Repeated {
    pub(super) order: Order,
    pub(super) digest: String,
}

/// The first thing that settling a sender's mail locks.
pub(super) async fn lock_sender(tx: &mut Tx, app: &App, now: Now, sender: &str) -> Result<(), Error> {
    lock(tx, now, &app.keys.link_secret(&format!("mail-sender:{}", sender.to_lowercase()))).await
}

/// What tells an order by mail from another. Who only claims to be the sender makes no mark that is the sender's.
pub(super) fn mark_of(app: &App, sender: &str, is_doubted: bool, draft: &Draft) -> String {
    let needed: &[&str] = match draft.kind {
        OrderKind::FictionalCustomer => &["vendor.number"],
        OrderKind::ExistingCustomer => &["vendor.number", "customer.number"],
        OrderKind::Direct => &["customer.number"],
    };
    let numbers: Vec<String> = needed
        .iter()
        .filter_map(|path| Some(OrgNumber::parse_typed(draft.get(path)).ok()?.to_string()))
        .collect();
    let what = if numbers.len() == needed.len() { json!(numbers) } else { json!(draft.fields) };
    let said = json!([sender.to_lowercase(), is_doubted, draft.kind.key(), what]);
    app.keys.link_secret(&format!("mailed-order:{said}"))
}

/// What tells an order by the API from another: who sends it, and all that it says.
pub(super) fn mark_of_request(app: &App, actor: &str, digest: &str) -> String {
    app.keys.link_secret(&format!("api-order:{actor}:{digest}"))
}

/// The lock of an order's mark: of two requests that say the same at once, the later finds what the earlier placed.
pub(super) async fn lock(tx: &mut Tx, now: Now, mark: &str) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO mailed_marks (mark, seen_at) VALUES ($1, $2) ON CONFLICT (mark) DO UPDATE SET seen_at = excluded.seen_at",
        params![mark, now.wall],
    )
    .await?;
    Ok(())
}

/// The order of this mark that nobody has decided on.
pub(super) async fn find_open(tx: &mut Tx, mark: &str) -> Result<Option<Repeated>, Error> {
    let row = tx
        .fetch_optional(
            "SELECT o.id AS order_id, o.body_hash FROM mailed_marks m JOIN orders o ON o.id = m.order_id
             WHERE m.mark = $1 AND o.state IN ('unconfirmed', 'awaiting_sender', 'received')",
            params![mark],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let order = store::find(tx, &row.text("order_id")?).await?;
    let digest = row.text("body_hash")?;
    Ok(order.map(|order| Repeated { order, digest }))
}

/// Keeps which order was made of it.
pub(super) async fn remember(tx: &mut Tx, now: Now, mark: &str, order_id: &str) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO mailed_marks (mark, order_id, seen_at) VALUES ($1, $2, $3)
         ON CONFLICT (mark) DO UPDATE SET order_id = excluded.order_id, seen_at = excluded.seen_at",
        params![mark, order_id, now.wall],
    )
    .await?;
    Ok(())
}

/// The order was mailed again: its receipt is sent once more, as an answer to the new mail, where the sender may have one.
/// False when the order was decided on meanwhile.
pub(super) async fn receive(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    message_id: &str,
    may_answer: bool,
) -> Result<bool, OrderError> {
    debug_assert!(matches!(order.state, OrderState::Received | OrderState::Unconfirmed));
    let still = tx
        .execute(
            "UPDATE orders SET version = version WHERE id = $1 AND state = $2",
            params![&order.id, order.state.key()],
        )
        .await?;
    if still == 0 {
        return Ok(false);
    }
    audit::record(tx, &app.random, now, event(order, "mail", "order.mailed_again", json!({}))).await?;
    if may_answer {
        let answered = Order { reply_to: Some(message_id.to_owned()), ..order.clone() };
        letters::receipt_again(tx, app, now, &answered).await?;
    }
    Ok(true)
}
