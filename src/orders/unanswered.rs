//! Mail that is never answered: what machines write. It is set aside with the reason, and a bounce marks the letter that
//! did not arrive and the order that the letter belongs to.

use serde_json::json;

use super::{OrderError, store};
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::Now;
use crate::db::{Tx, params};
use crate::mail::nature::{Bounce, Judged, Nature};

/// How a warning begins that says whose letter came back.
const BOUNCED: &str = "letter-bounced:";

/// Writes what the message was recognised as; a bounce finds its letter.
pub(super) async fn note_nature(
    tx: &mut Tx,
    app: &App,
    now: Now,
    mail_id: &str,
    judged: &Judged,
) -> Result<(), OrderError> {
    tx.execute(
        "UPDATE inbound_mail SET nature = $2, nature_sign = $3 WHERE id = $1",
        params![mail_id, judged.nature.key(), judged.sign],
    )
    .await?;
    if let Nature::Bounce(bounce) = &judged.nature {
        letter_came_back(tx, app, now, bounce).await?;
    }
    Ok(())
}

/// Marks letter and order. The same letter may come back more than once, from several servers; the first one counts.
async fn letter_came_back(tx: &mut Tx, app: &App, now: Now, bounce: &Bounce) -> Result<(), OrderError> {
    let Some(message_id) = &bounce.message_id else { return Ok(()) };
    let marked = tx
        .fetch_optional(
            "UPDATE letters SET bounced_at = $2, bounce_status = $3 WHERE message_id = $1 AND bounced_at IS NULL
             RETURNING id, case_number, recipient",
            params![message_id, now.wall, bounce.status.as_deref()],
        )
        .await?;
    let Some(letter) = marked else { return Ok(()) };
    let Some(case_number) = letter.opt_text("case_number")? else { return Ok(()) };
    // The update takes the row's lock, so that two bounces of one order do not lose each other's warning.
    tx.execute("UPDATE orders SET warnings = warnings WHERE case_number = $1", params![&case_number]).await?;
    let Some(order) = store::find_by_case(tx, &case_number).await? else { return Ok(()) };
    let recipient = letter.text("recipient")?;
    let is_of = |contact: Option<&str>| contact.is_some_and(|email| email.eq_ignore_ascii_case(&recipient));
    let whose = if is_of(order.vendor.as_ref().map(|party| party.contact.email.as_str())) {
        "vendor"
    } else if is_of(order.customer.as_ref().map(|party| party.contact.email.as_str())) {
        "customer"
    } else {
        "other"
    };
    let warning = format!("{BOUNCED}{whose}");
    if !order.warnings.contains(&warning) {
        let mut warnings = order.warnings.clone();
        warnings.push(warning);
        tx.execute(
            "UPDATE orders SET warnings = $2 WHERE id = $1",
            params![&order.id, json!(warnings).to_string()],
        )
        .await?;
    }
    audit::record(
        tx,
        &app.random,
        now,
        Event {
            actor: "mail",
            action: "order.letter_bounced",
            subject: &order.id,
            organisation: order.applicant().map(|party| party.number.to_string()).as_deref(),
            case_number: Some(&case_number),
            detail: json!({ "letter": letter.text("id")?, "whose": whose, "status": bounce.status }),
        },
    )
    .await?;
    Ok(())
}
