//! A letter, and its way into the outbox.

use serde_json::json;

use super::outbox::Outbox;
use super::writing::Written;
use crate::clock::Now;
use crate::db::{Error, Row, Tx, params};
use crate::jobs::{self, Due};
use crate::keys::{Keys, KeysError};
use crate::language::Language;

/// What a room wants to tell a person.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    /// What kind of letter: `order-received`, `confirmation-vendor` … With the case number and recipient it names the
    /// letter, so that a step that runs again does not write it twice.
    pub kind: &'static str,
    /// The case it belongs to.
    pub case_number: Option<&'a str>,
    /// The address, already checked.
    pub recipient: &'a str,
    /// The language it is written in.
    pub language: Language,
    /// Its words, as text and as HTML.
    pub written: Written,
    /// The Message-ID it answers, without angle brackets.
    pub in_reply_to: Option<&'a str>,
}

/// Why a letter could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The database.
    #[error(transparent)]
    Database(#[from] Error),
    /// The seal.
    #[error(transparent)]
    Keys(#[from] KeysError),
}

/// The seal's context of a letter's body.
fn context(letter_id: &str) -> String {
    format!("letters:{letter_id}")
}

/// The seal's context of a letter's HTML.
fn html_context(letter_id: &str) -> String {
    format!("letters:{letter_id}:html")
}

/// The end of addresses at which nobody is (RFC 6761 §6.4); a contact that was forgotten has one.
const NOWHERE: &str = ".invalid";

/// Writes `letter` and the job that sends it into the caller's transaction; gives its Message-ID. To a contact that was
/// forgotten nothing is written.
pub async fn send_letter(
    tx: &mut Tx,
    outbox: &Outbox,
    now: Now,
    letter: Letter<'_>,
) -> Result<String, MailError> {
    let id = outbox.random.new_id(now.wall);
    let host = outbox.config.mail_address.rsplit_once('@').map_or("fullmakt.example", |(_, host)| host);
    let message_id = format!("{id}@{host}");
    if letter.recipient.ends_with(NOWHERE) {
        return Ok(message_id);
    }
    let sealed = outbox.keys.seal(&outbox.random, &context(&id), letter.written.text.as_bytes())?;
    let sealed_html = outbox.keys.seal(&outbox.random, &html_context(&id), letter.written.html.as_bytes())?;
    tx.execute(
        "INSERT INTO letters (id, message_id, kind, case_number, recipient, language, in_reply_to, subject, sealed_body,
                              sealed_html, state, attempts, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', 0, $11)",
        params![
            &id,
            &message_id,
            letter.kind,
            letter.case_number,
            letter.recipient,
            letter.language.tag(),
            letter.in_reply_to,
            one_line(&letter.written.subject),
            sealed,
            sealed_html,
            now.wall
        ],
    )
    .await?;
    jobs::enqueue(tx, &outbox.random, now, "mail.send", &json!({ "letter_id": id }), Due::Now, None).await?;
    Ok(message_id)
}

/// The text of a row of `letters` or `mailbox` that has `sealed_body`; `letter_id` is the letter's own id.
pub fn open_body(keys: &Keys, letter_id: &str, row: &Row) -> Result<String, MailError> {
    Ok(keys.open_text(&context(letter_id), &row.bytes("sealed_body")?)?)
}

/// The HTML of a row of `letters` or `mailbox` that has `sealed_html`; `None` for a letter from before it had one.
pub fn open_html(keys: &Keys, letter_id: &str, row: &Row) -> Result<Option<String>, MailError> {
    match row.opt_bytes("sealed_html")? {
        Some(sealed) => Ok(Some(keys.open_text(&html_context(letter_id), &sealed)?)),
        None => Ok(None),
    }
}

/// A letter's texts, sealed anew: when somebody who is named in it was forgotten.
pub fn reseal(
    outbox: &Outbox,
    letter_id: &str,
    text: &str,
    html: Option<&str>,
) -> Result<(Vec<u8>, Option<Vec<u8>>), MailError> {
    let sealed = outbox.keys.seal(&outbox.random, &context(letter_id), text.as_bytes())?;
    let sealed_html = html
        .map(|html| outbox.keys.seal(&outbox.random, &html_context(letter_id), html.as_bytes()))
        .transpose()?;
    Ok((sealed, sealed_html))
}

/// A header must stay one line, whatever a sender put into a name (header injection).
fn one_line(subject: &str) -> String {
    subject.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}
