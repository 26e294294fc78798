//! The daily job that ends what is kept about persons, and how a closed case forgets its persons.
//!
//! A case is anonymised and not deleted: its number stands in the grants and organisations it made, in the series that
//! numbers are counted in, and in the figures. What is left are numbers of organisations, kinds, states and days.

use serde_json::json;

use super::{Ends, KINDS, Kind, Until};
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::{DAY, Millis, Now};
use crate::db::{Error, Tx, Value, params};
use crate::jobs::{self, Due, Outcome};
use crate::orders::search;
use crate::world;

/// Rows of one statement.
const ROWS: i64 = 500;

/// Cases of one transaction; much hangs on a case.
const CASES: i64 = 25;

/// Transactions of one run; what is left then is taken up at once by the next run.
const TRANSACTIONS: usize = 200;

/// What stands where a person's name was.
pub const FORGOTTEN_NAME: &str = "slettet";

/// What stands where a person's address was. Nothing can be sent there (RFC 6761 §6.4).
pub const FORGOTTEN_ADDRESS: &str = "slettet@slettet.invalid";

/// The function of jobs of kind `privacy.end`.
pub async fn run(app: &App, now: Now) -> Outcome {
    match end_all(app, now).await {
        Ok(()) => Outcome::Done,
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

/// Puts the next run into the queue, unless one waits: the first hour of the world's next day.
pub async fn schedule(tx: &mut Tx, app: &App, now: Now) -> Result<(), Error> {
    let day = now.world.div_euclid(DAY) + 1;
    // A run that is under way still holds its own key, so the next one is named by its day.
    let key = format!("privacy.end:{day}");
    jobs::enqueue(tx, &app.random, now, "privacy.end", &json!({}), Due::World(day * DAY), Some(&key)).await
}

async fn end_all(app: &App, now: Now) -> Result<(), Error> {
    let mut left = TRANSACTIONS;
    for kind in KINDS {
        let until = instant(app, kind, now).await?;
        while let Ended::Some { more } = end_some(app, kind, until, now).await? {
            left -= 1;
            if left == 0 {
                return again_soon(app, now).await;
            }
            if !more {
                break;
            }
        }
    }
    let mut tx = app.db.begin_write().await?;
    schedule(&mut tx, app, now).await?;
    tx.commit().await
}

async fn again_soon(app: &App, now: Now) -> Result<(), Error> {
    let mut tx = app.db.begin_write().await?;
    jobs::enqueue(&mut tx, &app.random, now, "privacy.end", &json!({}), Due::Now, None).await?;
    tx.commit().await
}

/// The instant up to which rows of a kind end.
async fn instant(app: &App, kind: &Kind, now: Now) -> Result<Millis, Error> {
    let old = match kind.ends {
        Ends::By(Until::NowByTheWall, _) => return Ok(now.wall),
        Ends::By(Until::NowByTheWorld, _) => return Ok(now.world),
        Ends::By(Until::OldByTheCalendar, _) | Ends::WithItsCase | Ends::Otherwise => now.world,
    };
    let life = kind.life.map_or(0, |life| life(&app.config));
    let mut tx = app.db.read().await?;
    world::wall_at(&mut tx, old - life).await
}

enum Ended {
    Nothing,
    Some { more: bool },
}

/// One transaction of one kind, with its audit row.
async fn end_some(app: &App, kind: &Kind, until: Millis, now: Now) -> Result<Ended, Error> {
    let mut tx = app.db.begin_write().await?;
    let (count, more) = match kind.ends {
        Ends::Otherwise => return Ok(Ended::Nothing),
        Ends::WithItsCase => {
            let forgotten = forget_cases(&mut tx, until, now).await?;
            (forgotten, forgotten > 0)
        }
        Ends::By(_, statements) => {
            let (mut count, mut more) = (0, false);
            for statement in statements {
                let ended = tx.execute(statement, params![until, ROWS]).await?;
                more |= i64::try_from(ended).unwrap_or(i64::MAX) >= ROWS;
                count += ended;
            }
            (count, more)
        }
    };
    if count == 0 {
        return Ok(Ended::Nothing);
    }
    let event = Event {
        actor: "system",
        action: "privacy.ended",
        subject: kind.key,
        organisation: None,
        case_number: None,
        detail: json!({ "rows": count }),
    };
    audit::record(&mut tx, &app.random, now, event).await?;
    tx.commit().await?;
    Ok(Ended::Some { more })
}

/// Forgets the persons of closed cases; gives how many cases. An access that is in use is no closed case.
async fn forget_cases(tx: &mut Tx, until: Millis, now: Now) -> Result<u64, Error> {
    let rows = tx
        .fetch_all(
            "SELECT id, case_number FROM orders
             WHERE anonymised_at IS NULL AND finished_at <= $1 AND state IN ('rejected', 'closed', 'withdrawn', 'ended')
             ORDER BY finished_at LIMIT $2",
            params![until, CASES],
        )
        .await?;
    let mut forgotten = 0;
    for row in &rows {
        forgotten += u64::from(forget_case(tx, &row.text("id")?, &row.text("case_number")?, now).await?);
    }
    Ok(forgotten)
}

/// Of two that forget a case at once, or one that forgets and one that opens it again, the database lets one through.
async fn forget_case(tx: &mut Tx, id: &str, case_number: &str, now: Now) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE orders SET
               vendor_name = vendor_number,
               vendor_contact_name = CASE WHEN vendor_contact_name IS NULL THEN NULL ELSE $3 END,
               vendor_contact_email = CASE WHEN vendor_contact_email IS NULL THEN NULL ELSE $4 END,
               vendor_contact_phone = CASE WHEN vendor_contact_phone IS NULL THEN NULL ELSE '' END,
               customer_name = CASE WHEN kind = 'fictional_customer' THEN customer_name ELSE customer_number END,
               customer_contact_name = CASE WHEN customer_contact_name IS NULL THEN NULL ELSE $3 END,
               customer_contact_email = CASE WHEN customer_contact_email IS NULL THEN NULL ELSE $4 END,
               customer_contact_phone = CASE WHEN customer_contact_phone IS NULL THEN NULL ELSE '' END,
               production_contact_name = NULL, production_contact_email = NULL, production_contact_phone = NULL,
               legal_basis_text = NULL, message = NULL, reason = NULL, decided_by = NULL, assigned_to = NULL,
               placed_by = 'anonymised', reply_to_message_id = NULL, body_hash = '', once_key = $5,
               anonymised_at = $2, version = version + 1
             WHERE id = $1 AND anonymised_at IS NULL AND state IN ('rejected', 'closed', 'withdrawn', 'ended')",
            params![id, now.wall, FORGOTTEN_NAME, FORGOTTEN_ADDRESS, format!("anonymised:{id}")],
        )
        .await?;
    if changed != 1 {
        return Ok(false);
    }
    search::index_anew(tx, id).await?;
    for sql in [
        "DELETE FROM order_notes WHERE order_id = $1",
        "DELETE FROM order_questions WHERE order_id = $1",
        "DELETE FROM contact_changes WHERE order_id = $1",
        "DELETE FROM awaited_orders WHERE order_id = $1",
        "DELETE FROM inbound_mail WHERE order_id = $1",
        // Receipts hold what handlers wrote.
        "UPDATE order_steps SET receipt = NULL, input = NULL, last_error = NULL WHERE order_id = $1",
    ] {
        tx.execute(sql, &[Value::from(id)]).await?;
    }
    for sql in [
        "DELETE FROM mailbox WHERE letter_id IN (SELECT id FROM letters WHERE case_number = $1)",
        "DELETE FROM letters WHERE case_number = $1",
        "DELETE FROM sessions WHERE kind = 'contact' AND subject IN (SELECT id FROM signed_links WHERE case_number = $1)",
        "DELETE FROM signed_links WHERE case_number = $1",
        "DELETE FROM order_invitations WHERE case_number = $1",
        "DELETE FROM inbound_mail WHERE case_number = $1",
    ] {
        tx.execute(sql, &[Value::from(case_number)]).await?;
    }
    Ok(true)
}
