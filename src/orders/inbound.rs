//! Mail that came in: read when it is in the labelled lines, else left for a handler with its text.
//!
//! Before anything else looks at the text, numbers that a real person may have are masked, and the sealed copy is
//! overwritten with the masked one in the same step.

use mail_parser::MessageParser;

use super::draft::Draft;
use super::place::{Arrival, Placed, check_registry, place};
use super::{Channel, OrderError, OrderKind, legal_basis, reading, unanswered};
use crate::app::App;
use crate::clock::Now;
use crate::config::SenderRule;
use crate::db::{Tx, params};
use crate::jobs::Outcome;
use crate::language::Language;
use crate::mail::nature::{Judged, Nature, judge};
use crate::mail::receiver;
use crate::mail::sender_check::{SenderFindings, Verdict};
use crate::numbers::mask_real_numbers;

/// Longest text that is kept for the desk, in characters.
const TEXT_LIMIT: usize = 50_000;

/// The function of jobs of kind `orders.read_mail`.
pub async fn run_read(app: &App, mail_id: &str, now: Now) -> Outcome {
    match read_mail(app, mail_id, now).await {
        Ok(()) => Outcome::Done,
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

/// What a message says about itself.
struct Read {
    message_id: String,
    sender: String,
    subject: String,
    text: String,
    judged: Judged,
}

async fn read_mail(app: &App, mail_id: &str, now: Now) -> Result<(), OrderError> {
    let (message_id, envelope_from, sender) = {
        let mut tx = app.db.read().await?;
        let row = tx
            .fetch_optional(
                "SELECT message_id, state, arrived_by, envelope_from, sender_check FROM inbound_mail WHERE id = $1",
                params![mail_id],
            )
            .await?;
        match row {
            Some(row) if row.text("state")? == "stored" => {
                // A mailbox keeps no envelope; there the message's own Return-Path speaks.
                let by_smtp = row.opt_text("arrived_by")?.as_deref() != Some("imap");
                let sender = row.opt_text("sender_check")?.and_then(|text| SenderFindings::from_json(&text));
                (row.text("message_id")?, by_smtp.then_some(row.text("envelope_from")?), sender)
            }
            _ => return Ok(()),
        }
    };
    let Some(raw) = receiver::open_raw(&app.db, &app.keys, mail_id).await? else { return Ok(()) };
    let (masked_raw, in_raw) = mask_bytes(&raw);
    let read = take_apart(app, &masked_raw, message_id, envelope_from.as_deref());
    let (text, in_text) = mask_real_numbers(&read.text);
    let read = Read {
        text: text.chars().take(TEXT_LIMIT).collect(),
        subject: mask_real_numbers(&read.subject).0,
        ..read
    };
    let reading = reading::read(&masked_raw);
    let masked = in_raw + in_text + reading.masked > 0;
    // A number that only decoding shows (base64, quoted-printable) cannot be masked where it stands: what is kept of the
    // message is then its masked text.
    let masked_raw = if in_text + reading.masked > 0 { as_message(&read, &reading.text) } else { masked_raw };
    // The reader's own text keeps the rows of tables, which the desk shows and marks.
    let read = if reading.text.trim().is_empty() {
        read
    } else {
        Read { text: reading.text.chars().take(TEXT_LIMIT).collect(), ..read }
    };
    let draft = as_draft(&reading).filter(|_| reading.is_complete());
    let checked = draft.as_ref().map(Draft::check);
    let (checked, mut why) = match checked {
        _ if read.judged.nature != Nature::Ordinary => (None, read.judged.nature.key()),
        _ if masked => (None, "real-person-number"),
        None => (None, "other-shape"),
        Some(Err(_)) => (None, "faults"),
        Some(Ok(checked)) => (Some(checked), ""),
    };
    // The look-up goes over the network, so it stands before the transaction.
    let mut findings = None;
    if let Some(checked) = &checked {
        let found = check_registry(app, checked).await?;
        if found.faults.is_empty() {
            findings = Some(found);
        } else {
            why = "faults";
        }
    }

    let mut tx = app.db.begin_write().await?;
    let state_and_order = match (&checked, findings) {
        (Some(checked), Some(findings)) => {
            let arrival = Arrival {
                channel: Channel::Mail,
                once_key: &format!("mail:{}", read.message_id),
                actor: "mail",
                // Whose sender cannot be believed is a stranger, as one that comes by the API without a key.
                unconfirmed: app.config.mail_in.sender_rule == SenderRule::Confirm
                    && sender.is_some_and(|found| found.verdict == Verdict::Fail),
                reply_to: Some(&read.message_id),
            };
            let placed = place(&mut tx, app, now, checked, &findings.warnings, arrival).await?;
            let (Placed::New(order) | Placed::Same(order) | Placed::Conflict(order)) = placed;
            ("order", Some(order.id))
        }
        _ if read.judged.nature != Nature::Ordinary => ("set_aside", None),
        _ => ("desk", None),
    };
    let (state, order_id) = state_and_order;
    keep(&mut tx, app, mail_id, &read, state, why, order_id.as_deref(), masked.then_some(&masked_raw))
        .await?;
    if read.judged.nature != Nature::Ordinary {
        unanswered::note_nature(&mut tx, app, now, mail_id, &read.judged).await?;
    }
    tx.commit().await?;
    app.fault_point("order:placed:after-commit");
    app.queue.wake();
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "one row's columns, written in one place")]
async fn keep(
    tx: &mut Tx,
    app: &App,
    mail_id: &str,
    read: &Read,
    state: &str,
    note: &str,
    order_id: Option<&str>,
    masked_raw: Option<&Vec<u8>>,
) -> Result<(), OrderError> {
    let sealed_text = app
        .keys
        .seal(&app.random, &text_context(mail_id), read.text.as_bytes())
        .map_err(crate::mail::MailError::from)?;
    tx.execute(
        "UPDATE inbound_mail SET state = $2, sender = $3, subject = $4, sealed_text = $5, note = $6, order_id = $7
         WHERE id = $1",
        params![mail_id, state, &read.sender, &read.subject, sealed_text, note, order_id],
    )
    .await?;
    if let Some(masked_raw) = masked_raw {
        let sealed = receiver::seal_replacement(&app.keys, &app.random, mail_id, masked_raw)?;
        tx.execute("UPDATE inbound_mail SET sealed_raw = $2 WHERE id = $1", params![mail_id, sealed]).await?;
    }
    Ok(())
}

/// The seal's context of a message's text.
pub fn text_context(mail_id: &str) -> String {
    format!("inbound_text:{mail_id}")
}

/// A message that says only what was read, with every real number masked.
fn as_message(read: &Read, text: &str) -> Vec<u8> {
    format!(
        "From: <{}>\r\nMessage-ID: <{}>\r\nSubject: {}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
        read.sender,
        read.message_id,
        read.subject,
        text.replace('\n', "\r\n")
    )
    .into_bytes()
}

/// Masks in the message as it came. Only its ASCII can hold such a number in the clear; a message that holds one encoded is
/// replaced by its masked text ([`as_message`]).
fn mask_bytes(raw: &[u8]) -> (Vec<u8>, usize) {
    if let Ok(text) = std::str::from_utf8(raw) {
        let (masked, found) = mask_real_numbers(text);
        return (masked.into_bytes(), found);
    }
    let text: String = raw.iter().map(|byte| char::from(*byte)).collect();
    let (masked, found) = mask_real_numbers(&text);
    if found == 0 { (raw.to_vec(), 0) } else { (masked.into_bytes(), found) }
}

fn take_apart(app: &App, raw: &[u8], message_id: String, envelope_from: Option<&str>) -> Read {
    let Some(message) = MessageParser::default().parse(raw) else {
        return Read {
            message_id,
            sender: String::new(),
            subject: String::new(),
            text: String::from_utf8_lossy(raw).into_owned(),
            judged: Judged { nature: Nature::Ordinary, sign: "" },
        };
    };
    let judged = judge(&message, envelope_from, &app.config.mail_address);
    let sender = message
        .from()
        .and_then(|from| from.first())
        .and_then(|address| address.address())
        .map(|address| address.chars().filter(|c| !c.is_control()).take(320).collect())
        .unwrap_or_default();
    let subject =
        message.subject().unwrap_or_default().chars().filter(|c| !c.is_control()).take(300).collect();
    // The library makes text of an HTML body when there is no plain one.
    let text = (0..message.text_body_count())
        .filter_map(|part| message.body_text(part))
        .collect::<Vec<_>>()
        .join("\n");
    Read { message_id, sender, subject, text: text.replace("\r\n", "\n").replace('\0', ""), judged }
}

/// The draft that a reading makes; `None` when it is no order of a known kind. The notice is stated in the receipt of a mail
/// instead of acknowledged before.
pub fn as_draft(reading: &reading::Reading) -> Option<Draft> {
    let kind = reading.order_kind()?;
    let mut draft = Draft::new(kind, reading.language);
    for (path, fact) in &reading.facts {
        let path = if *path == "legal_basis" { "legal_basis_text" } else { path };
        draft.fields.insert(path.to_owned(), fact.value.clone());
    }
    draft.fields.insert("notice".to_owned(), "ja".to_owned());
    match kind {
        OrderKind::FictionalCustomer => {
            draft.fields.insert("wants_fictional_customer".to_owned(), "ja".to_owned());
        }
        OrderKind::Direct => {
            let basis = legal_basis::of_text(draft.get("legal_basis_text"));
            draft.fields.insert("legal_basis".to_owned(), basis.key.to_owned());
        }
        OrderKind::ExistingCustomer => {}
    }
    Some(draft)
}

/// The draft that a stored mail's text makes, for a form that a handler completes: with what was read, if anything was.
pub fn draft_for_desk(text: &str, kind: OrderKind) -> Draft {
    as_draft(&reading::read_text(text))
        .filter(|draft| draft.kind == kind)
        .unwrap_or_else(|| Draft::new(kind, Language::Nb))
}
