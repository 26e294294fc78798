//! Where a message is kept that came in, whichever way it came: sealed, with the job that reads it, in one transaction,
//! before whoever brought it is told that we have it.

use std::net::IpAddr;

use serde_json::json;

use super::letter::MailError;
use super::receiver::Receiver;
use super::sender_check::SenderFindings;
use crate::clock::Now;
use crate::db::{Db, Tx, params};
use crate::ids::{Random, sha256_hex};
use crate::jobs::{self, Due};
use crate::keys::Keys;
use crate::numbers::mask_real_numbers;

/// Longest name or address of an envelope that is kept, in characters.
const KEPT: usize = 320;

/// How a message came to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Way {
    /// Somebody's mail server delivered it.
    #[default]
    Smtp,
    /// It was fetched from a mailbox.
    Imap,
}

impl Way {
    /// The word in the database.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Smtp => "smtp",
            Self::Imap => "imap",
        }
    }
}

/// What stood around a message: who brought it, and how.
#[derive(Debug, Clone, Default)]
pub struct Envelope {
    /// The address that errors go to (RFC 5321 `MAIL FROM`); empty for a message that must not be answered.
    pub from: String,
    /// By which way.
    pub way: Way,
    /// The address that delivered it.
    pub peer: Option<IpAddr>,
    /// The name it gave itself.
    pub helo: Option<String>,
    /// The protocol, when the delivery was encrypted.
    pub tls: Option<&'static str>,
}

/// The seal's context of a stored message.
fn context(mail_id: &str) -> String {
    format!("inbound_mail:{mail_id}")
}

/// Stores a message with what was found out about its sender; gives the id under which it is kept.
///
/// A message whose Message-ID came before from the same author is the same message: it is acknowledged, and nothing is stored
/// twice. From another author it is another message: somebody who knows or guesses an ID must not be able to make what its
/// rightful sender writes disappear.
pub async fn store_message(
    receiver: &Receiver,
    envelope: &Envelope,
    sender: Option<&SenderFindings>,
    raw: &[u8],
    now: Now,
) -> Result<String, MailError> {
    let id = receiver.random.new_id(now.wall);
    let sealed = receiver.keys.seal(&receiver.random, &context(&id), raw)?;
    let mut tx = receiver.db.begin_write().await?;
    let name = message_id(raw);
    let name = match author_of(&mut tx, &receiver.keys, &name).await? {
        Some(earlier) if earlier != author(raw) => {
            format!("sha256-{}@same-message-id", sha256_hex(format!("{name}\n{}", author(raw)).as_bytes()))
        }
        _ => name,
    };
    let stored = tx
        .execute(
            "INSERT INTO inbound_mail (id, message_id, envelope_from, sealed_raw, received_at, state, arrived_by, peer, helo, tls,
                                       sender_check)
             VALUES ($1, $2, $3, $4, $5, 'stored', $6, $7, $8, $9, $10) ON CONFLICT (message_id) DO NOTHING",
            params![
                &id,
                name,
                clean(&envelope.from),
                sealed,
                now.wall,
                envelope.way.key(),
                envelope.peer.map(|peer| peer.to_canonical().to_string()),
                envelope.helo.as_deref().map(clean),
                envelope.tls,
                sender.map(SenderFindings::to_json)
            ],
        )
        .await?;
    if stored == 1 {
        jobs::enqueue(
            &mut tx,
            &receiver.random,
            now,
            "orders.read_mail",
            &json!({ "mail_id": id }),
            Due::Now,
            None,
        )
        .await?;
    }
    receiver.config.fault_point("mail:stored-before-commit");
    tx.commit().await?;
    receiver.config.fault_point("mail:stored-after-commit");
    receiver.queue.wake();
    Ok(id)
}

/// Who wrote the stored message of this Message-ID, as [`author`] gives it; `None` when there is none, or its author is not
/// known any more because its time was over.
async fn author_of(tx: &mut Tx, keys: &Keys, message_id: &str) -> Result<Option<String>, MailError> {
    let row = tx
        .fetch_optional(
            "SELECT id, sender, sealed_raw FROM inbound_mail WHERE message_id = $1",
            params![message_id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    if let Some(sealed) = row.opt_bytes("sealed_raw")? {
        return Ok(Some(author(&open_sealed(keys, &row.text("id")?, &sealed)?)));
    }
    Ok(row.opt_text("sender")?.filter(|sender| !sender.is_empty()).map(|sender| sender.to_lowercase()))
}

/// The address in `From`, in small letters and without numbers of real persons, as a stored message has it too when they were
/// masked; empty when there is none.
fn author(raw: &[u8]) -> String {
    mail_parser::MessageParser::new()
        .parse_headers(raw)
        .and_then(|message| Some(clean(message.from()?.first()?.address()?)))
        .unwrap_or_default()
        .to_lowercase()
}

/// Notes for the desk that a message lies in the mailbox that is too large to be fetched. Only its headers are kept, under a
/// name of their own, so that it is told of once, and the message itself can still come when the limit is raised.
pub async fn store_too_large(
    receiver: &Receiver,
    headers: &[u8],
    size: u32,
    now: Now,
) -> Result<(), MailError> {
    let id = receiver.random.new_id(now.wall);
    let message_id = format!("sha256-{}@too-large", sha256_hex(&[headers, &size.to_be_bytes()].concat()));
    let message = mail_parser::MessageParser::default().parse_headers(headers);
    let sender = message.as_ref().and_then(|message| message.from()?.first()?.address().map(clean));
    let subject = message.as_ref().and_then(|message| message.subject().map(clean)).unwrap_or_default();
    let mut tx = receiver.db.begin_write().await?;
    tx.execute(
        "INSERT INTO inbound_mail (id, message_id, envelope_from, received_at, state, arrived_by, sender, subject, note)
         VALUES ($1, $2, '', $3, 'desk', 'imap', $4, $5, 'too-large') ON CONFLICT (message_id) DO NOTHING",
        params![&id, message_id, now.wall, sender.unwrap_or_default(), subject],
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The Message-ID, or one made of the message when it has none that could be one.
fn message_id(raw: &[u8]) -> String {
    mail_parser::MessageParser::new()
        .parse_headers(raw)
        .and_then(|message| message.message_id().map(|id| (clean(id), mask_real_numbers(id).1)))
        // What stands in its place must be one that a header can hold.
        .filter(|(id, real_numbers)| !id.is_empty() && *real_numbers == 0)
        .map_or_else(|| format!("sha256-{}@no-message-id", sha256_hex(raw)), |(id, _)| id)
}

/// Header values and envelopes come from anybody: no control characters go into the database or a log, no numbers of real
/// persons, and no novels.
fn clean(value: &str) -> String {
    let plain: String = value.chars().filter(|c| !c.is_control()).collect();
    mask_real_numbers(&plain).0.chars().take(KEPT).collect()
}

/// A stored message as it came; `None` when it is not there or its time was over.
pub async fn open_raw(db: &Db, keys: &Keys, mail_id: &str) -> Result<Option<Vec<u8>>, MailError> {
    let mut tx = db.read().await?;
    let row =
        tx.fetch_optional("SELECT sealed_raw FROM inbound_mail WHERE id = $1", params![mail_id]).await?;
    match row.map(|row| row.opt_bytes("sealed_raw")).transpose()?.flatten() {
        Some(sealed) => Ok(Some(open_sealed(keys, mail_id, &sealed)?)),
        None => Ok(None),
    }
}

/// A message from what its row holds in `sealed_raw`.
pub fn open_sealed(keys: &Keys, mail_id: &str, sealed: &[u8]) -> Result<Vec<u8>, MailError> {
    Ok(keys.open_sealed(&context(mail_id), sealed)?)
}

/// Seals another text in a message's place: the copy in which real identity numbers are masked.
pub fn seal_replacement(
    keys: &Keys,
    random: &Random,
    mail_id: &str,
    raw: &[u8],
) -> Result<Vec<u8>, MailError> {
    Ok(keys.seal(random, &context(mail_id), raw)?)
}
