//! The outbox: letters leave for a relay, or for the built-in mailbox.
//!
//! Sending is a job (`mail.send`). A crash between the relay's answer and our tick sends the letter once more, with the
//! same Message-ID, so that the reader's mail program can tell; it is never lost. The built-in mailbox is in the same
//! database as the tick and gets every letter once.

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{Address, AsyncTransport as _, Tokio1Executor};

use super::letter::{MailError, open_body};
use crate::clock::Now;
use crate::config::{Config, MailOut};
use crate::db::{Db, Row, params};
use crate::ids::Random;
use crate::jobs::Outcome;
use crate::keys::Keys;
use std::sync::Arc;

/// How letters leave this process, with what writing and sending them needs.
#[derive(Clone)]
pub struct Outbox {
    pub(super) db: Db,
    pub(super) keys: Keys,
    pub(super) random: Random,
    pub(super) config: Arc<Config>,
    relay: Option<AsyncSmtpTransport<Tokio1Executor>>,
}

impl std::fmt::Debug for Outbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.relay.is_some() { "Outbox(relay)" } else { "Outbox(mailbox)" })
    }
}

/// The relay's address cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("FULLMAKT_RELAY: {0}. Example: smtp://relay.example.no:25 or smtps://user:password@relay.example.no")]
pub struct RelayError(String);

impl Outbox {
    /// The outbox that the settings ask for.
    pub fn new(db: Db, keys: Keys, random: Random, config: Arc<Config>) -> Result<Self, RelayError> {
        let relay = match &config.mail_out {
            MailOut::Mailbox => None,
            MailOut::Relay(url) => Some(
                AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    .map_err(|error| RelayError(error.to_string()))?
                    .timeout(Some(std::time::Duration::from_secs(30)))
                    .build(),
            ),
        };
        Ok(Self { db, keys, random, config, relay })
    }
}

/// The function of jobs of kind `mail.send`.
pub async fn run_send(outbox: &Outbox, letter_id: &str, now: Now) -> Outcome {
    match send(outbox, letter_id, now).await {
        Ok(outcome) => outcome,
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

async fn send(outbox: &Outbox, letter_id: &str, now: Now) -> Result<Outcome, MailError> {
    let row = {
        let mut tx = outbox.db.read().await?;
        tx.fetch_optional(
            "SELECT message_id, recipient, subject, in_reply_to, sealed_body, state FROM letters WHERE id = $1",
            params![letter_id],
        )
        .await?
    };
    let Some(row) = row else { return Ok(Outcome::GiveUp("the letter is no longer there".to_owned())) };
    if row.text("state")? == "sent" {
        return Ok(Outcome::Done);
    }
    let failure = match &outbox.relay {
        None => return deliver_to_mailbox(outbox, letter_id, &row, now).await,
        Some(relay) => match message(outbox, letter_id, &row)? {
            Err(reason) => Some((reason, true)),
            Ok(message) => match relay.send(message).await {
                Ok(_) => None,
                Err(error) => Some((error.to_string(), error.is_permanent())),
            },
        },
    };
    outbox.config.fault_point("mail:sent-before-mark");
    let mut tx = outbox.db.begin_write().await?;
    let outcome = match failure {
        None => {
            tx.execute(
                "UPDATE letters SET state = 'sent', sent_at = $2, attempts = attempts + 1, last_error = NULL WHERE id = $1",
                params![letter_id, now.wall],
            )
            .await?;
            Outcome::Done
        }
        Some((reason, permanent)) => {
            let state = if permanent { "failed" } else { "waiting" };
            tx.execute(
                "UPDATE letters SET state = $2, attempts = attempts + 1, last_error = $3 WHERE id = $1",
                params![letter_id, state, &reason],
            )
            .await?;
            if permanent { Outcome::GiveUp(reason) } else { Outcome::Retry(reason) }
        }
    };
    tx.commit().await?;
    Ok(outcome)
}

async fn deliver_to_mailbox(
    outbox: &Outbox,
    letter_id: &str,
    row: &Row,
    now: Now,
) -> Result<Outcome, MailError> {
    let mut tx = outbox.db.begin_write().await?;
    tx.execute(
        "INSERT INTO mailbox (message_id, letter_id, recipient, sender, subject, sealed_body, delivered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        params![
            row.text("message_id")?,
            letter_id,
            row.text("recipient")?,
            &outbox.config.mail_address,
            row.text("subject")?,
            row.bytes("sealed_body")?,
            now.wall
        ],
    )
    .await?;
    tx.execute(
        "UPDATE letters SET state = 'sent', sent_at = $2, attempts = attempts + 1, last_error = NULL WHERE id = $1",
        params![letter_id, now.wall],
    )
    .await?;
    outbox.config.fault_point("mail:delivered-before-commit");
    tx.commit().await?;
    Ok(Outcome::Done)
}

/// The message as it goes over the wire; the inner error is a letter that no relay would take.
fn message(outbox: &Outbox, letter_id: &str, row: &Row) -> Result<Result<Message, String>, MailError> {
    let body = open_body(&outbox.keys, letter_id, row)?;
    let (Ok(from), Ok(to)) =
        (outbox.config.mail_address.parse::<Address>(), row.text("recipient")?.parse::<Address>())
    else {
        return Ok(Err("the sender's or recipient's address is not a mail address".to_owned()));
    };
    let mut builder = Message::builder()
        .message_id(Some(format!("<{}>", row.text("message_id")?)))
        .from(Mailbox::new(Some("Fullmakt".to_owned()), from))
        .to(Mailbox::new(None, to))
        .subject(row.text("subject")?)
        .header(ContentType::TEXT_PLAIN);
    if let Some(answered) = row.opt_text("in_reply_to")? {
        builder = builder.in_reply_to(format!("<{answered}>")).references(format!("<{answered}>"));
    }
    // RFC 3834 §5: other programs must not answer this letter, and ours recognises it by the same header.
    let automatic =
        HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    Ok(builder.raw_header(automatic).body(body).map_err(|error| error.to_string()))
}
