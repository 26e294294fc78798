//! What runs out is told in time, once: keys 30 and 7 days before, all of an organisation in one letter, a link that is used shortly before. An access that ends
//! has its own jobs (`renewal.rs`).
//!
//! A job looks every day of the world's calendar. A warning's row and its letter are one transaction, so that a job that
//! is run again, or on two nodes, writes none twice.

use serde_json::json;

use super::decide::event;
use super::{Contact, Order, OrderError, OrderState, PartyInOrder, letters, store};
use crate::access::links::{self, EndingLink};
use crate::app::App;
use crate::audit;
use crate::clients::{self, ClientKey, EndingKey};
use crate::clock::{DAY, HOUR, Millis, Now};
use crate::db::{Error, Tx, params};
use crate::jobs::{self, Due, Outcome};
use crate::numbers::OrgNumber;

/// How many days before its end a key is warned of.
const KEY_WARNINGS: [i64; 2] = [7, 30];

/// How long before its end a link is replaced.
const LINK_WARNING: Millis = 3 * DAY;

/// How long counters of orders by mail are kept, in hours of the wall clock.
const COUNTERS_KEPT: i64 = 2;

/// How long it is remembered which order a mail became, in days of the wall clock: the same mailed again within them is no
/// second order.
const MARKS_KEPT: i64 = 30;

/// How long it is remembered that something was warned of, in days of the wall clock. Longer than any warning is early.
const WARNINGS_KEPT: i64 = 400;

/// Puts the next look into the queue, unless one waits.
pub async fn schedule(tx: &mut Tx, app: &App, now: Now, after: Millis) -> Result<(), Error> {
    // A look that is running still holds its own key, so the next one is named by its day.
    let due = now.world + after;
    let key = format!("expiries.warn:{}", due.div_euclid(DAY));
    jobs::enqueue(tx, &app.random, now, "expiries.warn", &json!({}), Due::World(due), Some(&key)).await
}

/// The function of jobs of kind `expiries.warn`: warns, forgets old counters, and comes back tomorrow.
pub async fn run(app: &App, now: Now) -> Outcome {
    let looked = async {
        warn_of_keys(app, now).await?;
        warn_of_links(app, now).await?;
        let mut tx = app.db.begin_write().await?;
        forget(&mut tx, now).await?;
        schedule(&mut tx, app, now, DAY).await?;
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    super::waiting::outcome(looked.await)
}

async fn forget(tx: &mut Tx, now: Now) -> Result<(), Error> {
    let hour = now.wall.div_euclid(HOUR);
    tx.execute("DELETE FROM mailed_orders_an_hour WHERE hour < $1", params![hour - COUNTERS_KEPT]).await?;
    tx.execute("DELETE FROM mailed_marks WHERE seen_at < $1", params![now.wall - MARKS_KEPT * DAY]).await?;
    let old = now.wall - WARNINGS_KEPT * DAY;
    tx.execute("DELETE FROM expiry_warnings WHERE warned_at < $1", params![old]).await?;
    Ok(())
}

/// Marks that `thing` was warned of; false when it was before.
async fn mark(tx: &mut Tx, now: Now, thing: &str) -> Result<bool, Error> {
    let marked = tx
        .execute(
            "INSERT INTO expiry_warnings (thing, warned_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            params![thing, now.wall],
        )
        .await?;
    Ok(marked == 1)
}

async fn warn_of_keys(app: &App, now: Now) -> Result<(), OrderError> {
    let until = now.world + KEY_WARNINGS.iter().max().copied().unwrap_or_default() * DAY;
    let mut after: Option<OrgNumber> = None;
    loop {
        let mut tx = app.db.read().await?;
        let some = clients::organisations_with_ending_keys(&mut tx, now.world, until, after).await?;
        for organisation in &some {
            let mut keys = clients::keys_ending(&mut tx, *organisation, now, until).await?;
            keys.retain(|ending| key_warning(&ending.key, now).is_some());
            if !keys.is_empty() {
                warn_of_keys_of(app, now, *organisation, &keys).await?;
            }
        }
        let Some(last) = some.last() else { return Ok(()) };
        after = Some(*last);
    }
}

/// The nearest warning that a key is due for. One that was never to last longer is no news then, as those of test runs.
fn key_warning(key: &ClientKey, now: Now) -> Option<i64> {
    KEY_WARNINGS.into_iter().find(|days| {
        let early = days * DAY;
        key.ends_at() - now.world <= early && key.ends_at() - key.updated_at > early
    })
}

/// One letter about those of an organisation's keys that its contact was not told of yet.
async fn warn_of_keys_of(
    app: &App,
    now: Now,
    organisation: OrgNumber,
    keys: &[EndingKey],
) -> Result<(), OrderError> {
    let mut tx = app.db.begin_write().await?;
    let Some(order) = store::find_last_done_of(&mut tx, organisation).await? else { return Ok(()) };
    let Some(applicant) = order.applicant() else { return Ok(()) };
    let mut news = Vec::new();
    for ending in keys {
        let (client, kid) = (&ending.client_id, &ending.key.kid);
        let Some(days) = key_warning(&ending.key, now) else { continue };
        if !mark(&mut tx, now, &format!("key:{client}:{kid}:{}:{days}", ending.key.ends_at())).await? {
            continue;
        }
        let detail = json!({ "client": client, "kid": kid, "days": days });
        audit::record(&mut tx, &app.random, now, event(&order, "system", "key.expiry_warned", detail))
            .await?;
        news.push(ending);
    }
    if !news.is_empty() {
        letters::keys_expire(&mut tx, app, now, &order, applicant, &news).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn warn_of_links(app: &App, now: Now) -> Result<(), OrderError> {
    // A link that lasts no longer would be replaced as soon as it is there.
    if app.config.link_life <= 2 * LINK_WARNING {
        return Ok(());
    }
    let mut after = String::new();
    loop {
        let ending = {
            let mut tx = app.db.read().await?;
            links::ending(&mut tx, now.world, now.world + LINK_WARNING, &after).await?
        };
        for link in &ending {
            warn_of_link(app, now, link).await?;
        }
        let Some(last) = ending.into_iter().next_back() else { return Ok(()) };
        after = last.id;
    }
}

/// Whether a contact still has something to follow.
const fn is_followed(order: &Order) -> bool {
    matches!(
        order.state,
        OrderState::Received | OrderState::WaitingForCustomer | OrderState::Provisioning | OrderState::Done
    )
}

async fn warn_of_link(app: &App, now: Now, link: &EndingLink) -> Result<(), OrderError> {
    let mut tx = app.db.begin_write().await?;
    let order = store::find_by_case(&mut tx, &link.case_number).await?.filter(is_followed);
    let Some(order) = order else { return Ok(()) };
    let party = [&order.vendor, &order.customer]
        .into_iter()
        .flatten()
        .find(|party| party.number == link.organisation && party.contact.email == link.contact_email);
    // Who is no contact any more gets no new link.
    let Some(party) = party else { return Ok(()) };
    let to = PartyInOrder {
        contact: Contact { name: link.contact_name.clone(), ..party.contact.clone() },
        ..party.clone()
    };
    if mark(&mut tx, now, &format!("link:{}", link.id)).await? {
        letters::link_expires(&mut tx, app, now, &order, &to, link.expires_at).await?;
        audit::record(&mut tx, &app.random, now, event(&order, "system", "link.expiry_warned", json!({})))
            .await?;
        tx.commit().await?;
    }
    Ok(())
}
