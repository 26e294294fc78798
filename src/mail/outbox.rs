//! The outbox: letters leave for a relay, or for the built-in mailbox.
//!
//! Sending is a job (`mail.send`). A crash between the relay's answer and our tick sends the letter once more, with the
//! same Message-ID, so that the reader's mail program can tell; it is never lost. The built-in mailbox is in the same
//! database as the tick and gets every letter once.

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncTransport as _, Tokio1Executor};

use super::letter::{MailError, open_body, open_html};
use crate::clock::{HOUR, MINUTE, Millis, Now, SECOND};
use crate::config::{Config, MailOut, Relay};
use crate::db::{Db, Row, params};
use crate::ids::Random;
use crate::jobs::Outcome;
use crate::keys::Keys;
use std::sync::Arc;
use std::time::Duration;

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

/// The relay's settings cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{setting}: {problem} Example: {example}")]
pub struct RelayError {
    setting: &'static str,
    problem: String,
    example: &'static str,
}

impl Outbox {
    /// The outbox that the settings ask for.
    pub fn new(db: Db, keys: Keys, random: Random, config: Arc<Config>) -> Result<Self, RelayError> {
        let relay = match &config.mail_out {
            MailOut::Mailbox => None,
            MailOut::Relay(relay) => Some(transport(relay)?),
        };
        Ok(Self { db, keys, random, config, relay })
    }
}

/// The way to the relay. Its certificate is checked against the public authorities, and the one in the settings.
fn transport(relay: &Relay) -> Result<AsyncSmtpTransport<Tokio1Executor>, RelayError> {
    let wrong = |error: &dyn std::fmt::Display| RelayError {
        setting: "FULLMAKT_RELAY",
        problem: format!("{error}."),
        example: "smtp://relay.example.no:25 or smtps://user:password@relay.example.no",
    };
    let mut builder =
        AsyncSmtpTransport::<Tokio1Executor>::from_url(&relay.url).map_err(|error| wrong(&error))?;
    if let Some(file) = &relay.ca_file {
        let unusable = |problem: String| RelayError {
            setting: "FULLMAKT_RELAY_CA",
            problem,
            example: "/etc/ssl/certs/our-authority.pem",
        };
        let pem = std::fs::read(file).map_err(|error| unusable(format!("{}: {error}.", file.display())))?;
        let authority = Certificate::from_pem(&pem)
            .map_err(|error| unusable(format!("{} holds no certificate: {error}.", file.display())))?;
        let address = reqwest::Url::parse(&relay.url).map_err(|error| wrong(&error))?;
        let parameters = TlsParameters::builder(address.host_str().unwrap_or_default().to_owned())
            .add_root_certificate(authority)
            .build_rustls()
            .map_err(|error| unusable(format!("{}: {error}.", file.display())))?;
        let asked =
            address.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        builder = match (address.scheme(), asked.as_deref()) {
            ("smtps", _) => builder.tls(Tls::Wrapper(parameters)),
            (_, Some("required")) => builder.tls(Tls::Required(parameters)),
            (_, Some("opportunistic")) => builder.tls(Tls::Opportunistic(parameters)),
            _ => builder,
        };
    }
    Ok(builder.timeout(Some(Duration::from_secs(relay.timeout_seconds))).build())
}

/// The pause before a letter's next attempt: soon at first, since most relays are only restarted, then hours.
const fn pause_after(attempts: i64) -> Millis {
    match attempts {
        0 => 30 * SECOND,
        1 => 2 * MINUTE,
        2 => 10 * MINUTE,
        3 => 30 * MINUTE,
        4 => HOUR,
        _ => 2 * HOUR,
    }
}

/// What an attempt came to.
enum Attempt {
    Sent,
    /// The relay cannot be reached, is slow, or says “later”.
    Later(String),
    /// The relay says “never”.
    Never(String),
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
            "SELECT message_id, recipient, subject, in_reply_to, sealed_body, sealed_html, state, attempts, created_at,
                    pursued_since
             FROM letters WHERE id = $1",
            params![letter_id],
        )
        .await?
    };
    let Some(row) = row else { return Ok(Outcome::GiveUp("the letter is no longer there".to_owned())) };
    if row.text("state")? != "waiting" {
        return Ok(Outcome::Done);
    }
    let Some(relay) = &outbox.relay else { return deliver_to_mailbox(outbox, letter_id, &row, now).await };
    let attempt = match message(outbox, letter_id, &row)? {
        Err(reason) => Attempt::Never(reason),
        Ok(message) => hand_over(outbox, relay, message).await,
    };
    outbox.config.fault_point("mail:sent-before-mark");
    note(outbox, letter_id, &row, attempt, now).await
}

/// Hands a message to the relay. The library's own limit ends with the connection's beginning, so that a relay that falls
/// silent later would hold the letter, and those behind it, for ever.
async fn hand_over(outbox: &Outbox, relay: &AsyncSmtpTransport<Tokio1Executor>, message: Message) -> Attempt {
    let patience = match &outbox.config.mail_out {
        MailOut::Relay(relay) => Duration::from_secs(relay.timeout_seconds),
        MailOut::Mailbox => Duration::ZERO,
    };
    match tokio::time::timeout(patience, relay.send(message)).await {
        Ok(Ok(_)) => Attempt::Sent,
        Ok(Err(error)) if error.is_permanent() => Attempt::Never(error.to_string()),
        Ok(Err(error)) => Attempt::Later(error.to_string()),
        Err(_) => Attempt::Later(format!("the relay did not answer within {} s", patience.as_secs())),
    }
}

/// Writes down what came of an attempt. A letter is given up only after days, whatever the number of attempts.
async fn note(
    outbox: &Outbox,
    letter_id: &str,
    row: &Row,
    attempt: Attempt,
    now: Now,
) -> Result<Outcome, MailError> {
    let since = row.opt_int("pursued_since")?.unwrap_or(row.int("created_at")?);
    let give_up_after = match &outbox.config.mail_out {
        MailOut::Relay(relay) => relay.give_up_after,
        MailOut::Mailbox => 0,
    };
    let (state, reason, next) = match attempt {
        Attempt::Sent => ("sent", None, None),
        Attempt::Never(reason) => ("failed", Some(reason), None),
        Attempt::Later(reason) => {
            let next = now.wall + pause_after(row.int("attempts")?);
            if next - since > give_up_after {
                ("failed", Some(reason), None)
            } else {
                ("waiting", Some(reason), Some(next))
            }
        }
    };
    let sent_at = (state == "sent").then_some(now.wall);
    let mut tx = outbox.db.begin_write().await?;
    tx.execute(
        "UPDATE letters SET state = $2, sent_at = $3, attempts = attempts + 1, last_error = $4, next_attempt_at = $5
         WHERE id = $1",
        params![letter_id, state, sent_at, reason.clone(), next],
    )
    .await?;
    tx.commit().await?;
    Ok(match (reason, next) {
        (Some(reason), Some(next)) => {
            tracing::info!(letter = letter_id, reason, "a letter could not be sent yet");
            Outcome::PutOff(next, reason)
        }
        (Some(reason), None) => {
            tracing::warn!(letter = letter_id, reason, "a letter was given up");
            // The desk shows the letter itself, with what can be done about it; a failed job beside it would say less.
            Outcome::Done
        }
        (None, _) => Outcome::Done,
    })
}

async fn deliver_to_mailbox(
    outbox: &Outbox,
    letter_id: &str,
    row: &Row,
    now: Now,
) -> Result<Outcome, MailError> {
    let mut tx = outbox.db.begin_write().await?;
    tx.execute(
        "INSERT INTO mailbox (message_id, letter_id, recipient, sender, subject, sealed_body, sealed_html, delivered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        params![
            row.text("message_id")?,
            letter_id,
            row.text("recipient")?,
            &outbox.config.mail_address,
            row.text("subject")?,
            row.bytes("sealed_body")?,
            row.opt_bytes("sealed_html")?,
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
    let text = open_body(&outbox.keys, letter_id, row)?;
    let html = open_html(&outbox.keys, letter_id, row)?.filter(|html| !html.is_empty());
    let (Ok(from), Ok(to)) =
        (outbox.config.mail_address.parse::<Address>(), row.text("recipient")?.parse::<Address>())
    else {
        return Ok(Err("the sender's or recipient's address is not a mail address".to_owned()));
    };
    let mut builder = Message::builder()
        .message_id(Some(format!("<{}>", row.text("message_id")?)))
        .from(Mailbox::new(Some("Fullmakt".to_owned()), from))
        .to(Mailbox::new(None, to))
        .subject(row.text("subject")?);
    if let Some(answered) = row.opt_text("in_reply_to")? {
        builder = builder.in_reply_to(format!("<{answered}>")).references(format!("<{answered}>"));
    }
    // RFC 3834 §5: other programs must not answer this letter, and ours recognises it by the same header.
    let automatic =
        HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    let builder = builder.raw_header(automatic);
    let message = match html {
        Some(html) => builder.multipart(MultiPart::alternative_plain_html(text, html)),
        None => builder.header(ContentType::TEXT_PLAIN).body(text),
    };
    Ok(message.map_err(|error| error.to_string()))
}
