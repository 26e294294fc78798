//! Mail that came in: read as an order, as an answer in a case, or left for a handler with its text.
//!
//! Before anything else looks at the text, numbers that a real person may have are masked, and the sealed copy is
//! overwritten with the masked one in the same step.

mod corrections;
mod plan;
mod threads;

use lettre::message::header::ContentType;
use lettre::message::{Attachment, MultiPart, SinglePart};
use mail_parser::{Message, MessageParser};

use self::plan::Settled;
use super::draft::Draft;
use super::{OrderError, OrderKind, awaiting, reading, unanswered};
use crate::app::App;
use crate::clock::Now;
use crate::db::{Tx, params};
use crate::jobs::Outcome;
use crate::keys::Keys;
use crate::language::Language;
use crate::mail::MailError;
use crate::mail::nature::{Judged, Nature, judge};
use crate::mail::receiver;
use crate::mail::sender_check::SenderFindings;
use crate::numbers::mask_real_numbers;

/// Longest text that is kept for the desk, in characters.
const TEXT_LIMIT: usize = 50_000;

/// Message-IDs of a thread that are kept in mind.
const REFERENCES: usize = 100;

/// How often a mail is decided on anew at once when its case was changed in between; then it waits a moment.
const ATTEMPTS: usize = 5;

/// The function of jobs of kind `orders.read_mail`.
pub async fn run_read(app: &App, mail_id: &str, now: Now) -> Outcome {
    match read_mail(app, mail_id, now).await {
        Ok(true) => Outcome::Done,
        Ok(false) => Outcome::Retry("its case was changed again and again".to_owned()),
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

/// A message as it is decided on, with every real number masked.
#[derive(Debug)]
struct Mail {
    message_id: String,
    sender: String,
    subject: String,
    text: String,
    judged: Judged,
    /// The Message-IDs that it answers, oldest first.
    references: Vec<String>,
    sender_check: Option<SenderFindings>,
    reading: reading::Reading,
    raw: Vec<u8>,
    masked: bool,
}

/// What a message says about itself.
struct Read {
    message_id: String,
    sender: String,
    subject: String,
    text: String,
    judged: Judged,
    references: Vec<String>,
}

/// Reads a stored mail and does what follows; false when it could not be settled now.
async fn read_mail(app: &App, mail_id: &str, now: Now) -> Result<bool, OrderError> {
    let Some(mail) = open(app, mail_id).await? else { return Ok(true) };
    for _ in 0..ATTEMPTS {
        let plan = plan::decide(app, &mail, now).await?;
        let mut tx = app.db.begin_write().await?;
        // The row is the lock: a job that another node took up too, when this one's claim ran out, finds it settled.
        let mine = tx
            .execute(
                "UPDATE inbound_mail SET note = note WHERE id = $1 AND state = 'stored'",
                params![mail_id],
            )
            .await?;
        if mine == 0 {
            return Ok(true);
        }
        let Some(settled) = plan::carry_out(&mut tx, app, now, &mail, plan).await? else { continue };
        keep(&mut tx, app, mail_id, &mail, &settled).await?;
        if mail.judged.nature != Nature::Ordinary {
            unanswered::note_nature(&mut tx, app, now, mail_id, &mail.judged).await?;
        } else if mail.masked {
            plan::tell_masked(&mut tx, app, now, &mail, &settled).await?;
        }
        tx.commit().await?;
        app.fault_point("order:placed:after-commit");
        app.queue.wake();
        return Ok(true);
    }
    Ok(false)
}

/// A stored message taken apart and masked; `None` when it is settled already, or gone.
async fn open(app: &App, mail_id: &str) -> Result<Option<Mail>, OrderError> {
    let (message_id, envelope_from, sender_check) = {
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
            _ => return Ok(None),
        }
    };
    let Some(raw) = receiver::open_raw(&app.db, &app.keys, mail_id).await? else { return Ok(None) };
    let (masked_raw, in_raw) = mask_bytes(&raw);
    let read = take_apart(app, &masked_raw, message_id, envelope_from.as_deref());
    let (text, in_text) = mask_real_numbers(&read.text);
    let subject = mask_real_numbers(&read.subject).0;
    let read = Read { text: text.chars().take(TEXT_LIMIT).collect(), subject, ..read };
    let reading = reading::read(&masked_raw);
    // A number that only decoding shows (base64, quoted-printable) cannot be masked where it stands: what is kept of the
    // message is then its masked text.
    let hidden = in_text + reading.masked > 0;
    let raw = if hidden { as_message(&read, &reading) } else { masked_raw };
    // The reader's own text keeps the rows of tables, which the desk shows and marks.
    let text = if reading.text.trim().is_empty() {
        read.text
    } else {
        reading.text.chars().take(TEXT_LIMIT).collect()
    };
    Ok(Some(Mail {
        message_id: read.message_id,
        sender: read.sender,
        subject: read.subject,
        text,
        judged: read.judged,
        references: read.references,
        sender_check,
        masked: in_raw > 0 || hidden,
        reading,
        raw,
    }))
}

async fn keep(
    tx: &mut Tx,
    app: &App,
    mail_id: &str,
    mail: &Mail,
    settled: &Settled,
) -> Result<(), OrderError> {
    let sealed_text = app
        .keys
        .seal(&app.random, &text_context(mail_id), mail.text.as_bytes())
        .map_err(crate::mail::MailError::from)?;
    let note = if settled.note.is_empty() && mail.masked { "real-person-number" } else { settled.note };
    tx.execute(
        "UPDATE inbound_mail SET state = $2, sender = $3, subject = $4, sealed_text = $5, note = $6, order_id = $7,
                case_number = $8
         WHERE id = $1",
        params![
            mail_id,
            settled.state,
            &mail.sender,
            &mail.subject,
            sealed_text,
            note,
            settled.order_id.as_deref(),
            settled.case_number.as_deref()
        ],
    )
    .await?;
    if mail.masked {
        let sealed = receiver::seal_replacement(&app.keys, &app.random, mail_id, &mail.raw)?;
        tx.execute("UPDATE inbound_mail SET sealed_raw = $2 WHERE id = $1", params![mail_id, sealed]).await?;
    }
    Ok(())
}

/// The names of what was attached to a stored message, from its row's `sealed_raw`; none when its time is over.
pub fn attachments(keys: &Keys, mail_id: &str, sealed_raw: Option<&[u8]>) -> Result<Vec<String>, MailError> {
    let Some(sealed) = sealed_raw else { return Ok(Vec::new()) };
    Ok(reading::attachments(&receiver::open_sealed(keys, mail_id, sealed)?))
}

/// The seal's context of a message's text.
pub fn text_context(mail_id: &str) -> String {
    format!("inbound_text:{mail_id}")
}

/// A message that says only what was read, with every real number masked. What was attached is there by its name, empty.
fn as_message(read: &Read, reading: &reading::Reading) -> Vec<u8> {
    let head = format!(
        "From: <{}>\r\nMessage-ID: <{}>\r\nSubject: {}\r\nMIME-Version: 1.0\r\n",
        read.sender, read.message_id, read.subject
    );
    let text = SinglePart::plain(reading.text.replace('\n', "\r\n"));
    let body = if reading.attachments.is_empty() {
        text.formatted()
    } else {
        let empty = |name: &String| Attachment::new(name.clone()).body(Vec::new(), ContentType::TEXT_PLAIN);
        let parts = MultiPart::mixed().singlepart(text);
        reading.attachments.iter().map(empty).fold(parts, MultiPart::singlepart).formatted()
    };
    [head.into_bytes(), body].concat()
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
            references: Vec::new(),
        };
    };
    let references = references_of(&message);
    let judged = judge(&message, envelope_from, &app.config.mail_address);
    let sender = message
        .from()
        .and_then(|from| from.first())
        .and_then(|address| address.address())
        .map(|address| address.chars().filter(|c| !c.is_control()).take(320).collect())
        .unwrap_or_default();
    let subject = message
        .subject()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control() && !crate::language::is_invisible(*c))
        .take(300)
        .collect();
    // The library makes text of an HTML body when there is no plain one.
    let text = (0..message.text_body_count())
        .filter_map(|part| message.body_text(part))
        .collect::<Vec<_>>()
        .join("\n");
    let text = text.replace("\r\n", "\n").replace('\0', "");
    Read { message_id, sender, subject, text, judged, references }
}

/// The Message-IDs that a message answers, oldest first (RFC 5322 §3.6.4).
fn references_of(message: &Message<'_>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for name in ["References", "In-Reply-To"] {
        let lines = message.headers_raw().filter(|(found, _)| found.eq_ignore_ascii_case(name));
        for piece in lines.flat_map(|(_, value)| value.split('<').skip(1)) {
            let id: String = piece.split('>').next().unwrap_or_default().split_whitespace().collect();
            if id.contains('@') && !ids.contains(&id) && ids.len() < REFERENCES {
                ids.push(id);
            }
        }
    }
    ids
}

/// The draft that a stored mail's text makes, for a form that a handler completes: with what was read, if anything was.
pub fn draft_for_desk(text: &str, kind: OrderKind) -> Draft {
    let reading = reading::read_text(text);
    if reading.order_kind() != Some(kind) {
        return Draft::new(kind, Language::Nb);
    }
    let mut draft = Draft::new(kind, reading.language);
    awaiting::put_facts(&mut draft, &reading.facts, &reading.unread);
    draft
}
