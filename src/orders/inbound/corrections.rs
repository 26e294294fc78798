//! What a later mail of its sender puts right: the newest statement holds, and the history tells which fact it was.
//!
//! While an order waits for its sender, all that it says anew replaces what it said before. An order that is whole and that
//! nobody has decided on keeps what it was checked by: there a telephone number is put right, where the mail says that the
//! one before is wrong, and all else a handler reads.

use serde_json::json;

use crate::app::App;
use crate::audit;
use crate::clock::Now;
use crate::db::{Error, Tx, params};
use crate::mail::sender_check::Verdict;
use crate::orders::awaiting::Awaited;
use crate::orders::contacts::{self, Side};
use crate::orders::decide::event;
use crate::orders::draft::{e164, fields};
use crate::orders::reading::{Answer, Certainty};
use crate::orders::{Draft, Order, OrderState};

/// A telephone number that is put right.
#[derive(Debug)]
pub(super) struct Correction {
    side: Side,
    before: String,
    phone: String,
}

/// What `answer` puts right in an order that is not decided. Nothing, where the sender's domain does not stand behind it.
pub(super) fn in_undecided(order: &Order, answer: &Answer, verdict: Option<Verdict>) -> Vec<Correction> {
    let is_open = matches!(order.state, OrderState::Received | OrderState::Unconfirmed);
    if !is_open || verdict == Some(Verdict::Fail) {
        return Vec::new();
    }
    Side::of(order)
        .into_iter()
        .filter_map(|side| {
            let path = format!("{}.phone", side.path());
            let fact = answer.facts.get(path.as_str()).filter(|fact| fact.certainty == Certainty::Sure)?;
            let contact = side.contact(order)?;
            if !answer.puts_right.contains(path.as_str()) {
                return None;
            }
            let checked = contacts::check(order, side, &contact.name, &contact.email, &fact.value).ok()?;
            let (before, phone) = (contact.phone.clone(), checked.phone);
            (before != phone).then_some(Correction { side, before, phone })
        })
        .collect()
}

/// Puts it right; false when the order was changed in between.
pub(super) async fn put_right(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    corrections: &[Correction],
) -> Result<bool, Error> {
    for Correction { side, before, phone } in corrections {
        // The column is named by us and never by a mail.
        let column = format!("{}_contact_phone", side.key());
        let sql = format!(
            "UPDATE orders SET {column} = $2, version = version + 1 WHERE id = $1 AND state = $3 AND {column} = $4"
        );
        if tx.execute(&sql, params![&order.id, phone, order.state.key(), before]).await? == 0 {
            return Ok(false);
        }
    }
    let paths: Vec<String> =
        corrections.iter().map(|correction| format!("{}.phone", correction.side.path())).collect();
    tell(tx, app, now, order, &paths).await?;
    Ok(true)
}

/// The facts of an order that waits for its sender which were read before, were not asked about, and are other ones in `draft`.
pub(super) fn in_awaited(awaited: &Awaited, draft: &Draft) -> Vec<String> {
    let known = |path: &str| awaited.draft.get(path).to_owned();
    let same = |one: &str, other: &str| one == other || e164(one).is_some_and(|one| e164(other) == Some(one));
    fields(draft.kind)
        .iter()
        .filter(|path| !matches!(**path, "notice" | "wants_fictional_customer" | "legal_basis"))
        .filter(|path| !awaited.asked.iter().any(|asked| asked == *path))
        .filter(|path| !known(path).is_empty() && !same(&known(path), draft.get(path)))
        .map(|path| (*path).to_owned())
        .collect()
}

/// The history tells which facts were put right, and by no value what they were.
pub(super) async fn tell(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    paths: &[String],
) -> Result<(), Error> {
    if paths.is_empty() {
        return Ok(());
    }
    let detail = json!({ "kind": order.kind.key(), "fields": paths });
    audit::record(tx, &app.random, now, event(order, "mail", "order.corrected", detail)).await
}
