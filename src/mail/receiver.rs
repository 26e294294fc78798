//! The SMTP receiver (RFC 5321): the address that takes orders.
//!
//! A thin listener over `smtp-proto`'s parsers. It takes mail for our own address alone, never relays, and answers `250`
//! only when the message is stored, sealed, together with the job that will read it. Limits: size, recipients, commands,
//! time, connections.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use smtp_proto::request::receiver::{DataReceiver, RequestReceiver};
use smtp_proto::{Error as ProtocolError, Request};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use super::letter::MailError;
use crate::clock::{Clock, Now};
use crate::config::Config;
use crate::db::{Db, params};
use crate::ids::{Random, sha256_hex};
use crate::jobs::{self, Due, Queue};
use crate::keys::Keys;

/// Largest message, in bytes. Orders are a page of text.
pub const MESSAGE_LIMIT: usize = 10 * 1024 * 1024;

/// Recipients of one message; ours is one address.
const RECIPIENT_LIMIT: usize = 10;

/// Commands of one connection, so that nobody chats for ever.
const COMMAND_LIMIT: usize = 200;

/// How long a client may be silent.
const SILENCE_LIMIT: Duration = Duration::from_mins(1);

/// How much is read at once.
const CHUNK: usize = 16 * 1024;

/// Connections at the same time; further ones wait.
const CONNECTION_LIMIT: usize = 50;

/// What the receiver needs of the service.
#[derive(Debug, Clone)]
pub struct Receiver {
    /// Where messages are stored.
    pub db: Db,
    /// Seals them.
    pub keys: Keys,
    /// Makes their ids.
    pub random: Random,
    /// When they came.
    pub clock: Clock,
    /// Our address.
    pub config: Arc<Config>,
    /// Wakes the reader.
    pub queue: Queue,
}

/// Receives mail until `stop` turns true. Messages under way are finished.
pub async fn receive(receiver: Arc<Receiver>, listener: TcpListener, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTION_LIMIT));
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stop) => break,
        };
        let Ok((stream, peer)) = accepted else { continue };
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
        let (receiver, stop) = (Arc::clone(&receiver), stop.clone());
        connections.spawn(async move {
            let _place = place;
            if let Err(error) = converse(&receiver, stream, peer, stop).await {
                tracing::debug!(%error, "a mail connection ended early");
            }
        });
        while connections.try_join_next().is_some() {}
    }
    while connections.join_next().await.is_some() {}
}

async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// What one connection has said so far.
#[derive(Default)]
struct Envelope {
    from: Option<String>,
    recipients: usize,
}

async fn converse(
    receiver: &Receiver,
    mut stream: TcpStream,
    peer: SocketAddr,
    mut stop: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let host =
        receiver.config.mail_address.rsplit_once('@').map_or("fullmakt.example", |(_, host)| host).to_owned();
    say(&mut stream, &format!("220 {host} ESMTP Fullmakt")).await?;
    let mut requests = RequestReceiver::default();
    let mut envelope = Envelope::default();
    // What was read and not understood yet: a client may send its next commands right behind a message (RFC 2920).
    let mut unread: Vec<u8> = Vec::new();
    let mut commands = 0;
    loop {
        if unread.is_empty() {
            unread.reserve(CHUNK);
            // The guard that `wait_for` gives must not live across the answer, so the branch only says what happened.
            let read = tokio::select! {
                read = tokio::time::timeout(SILENCE_LIMIT, stream.read_buf(&mut unread)) => Some(read),
                () = stopped(&mut stop) => None,
            };
            let Some(read) = read else {
                return say(&mut stream, &format!("421 4.3.2 {host} is closing; try again later")).await;
            };
            let Ok(read) = read else {
                return say(&mut stream, &format!("421 4.4.2 {host} waited too long")).await;
            };
            if read? == 0 {
                return Ok(());
            }
        }
        let input = std::mem::take(&mut unread);
        let mut bytes = input.iter();
        loop {
            commands += 1;
            if commands > COMMAND_LIMIT {
                return say(&mut stream, "421 4.7.0 too many commands in one connection").await;
            }
            let request = match requests.ingest(&mut bytes) {
                Ok(request) => request,
                Err(ProtocolError::NeedsMoreData { .. }) => {
                    commands -= 1;
                    break;
                }
                Err(error) => {
                    say(&mut stream, refusal(&error)).await?;
                    continue;
                }
            };
            match request {
                Request::Ehlo { .. } | Request::Lhlo { .. } => {
                    envelope = Envelope::default();
                    say(&mut stream, &format!("250-{host}\r\n250-SIZE {MESSAGE_LIMIT}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 PIPELINING")).await?;
                }
                Request::Helo { .. } => {
                    envelope = Envelope::default();
                    say(&mut stream, &format!("250 {host}")).await?;
                }
                Request::Mail { from } => {
                    if from.size > MESSAGE_LIMIT {
                        say(&mut stream, "552 5.3.4 the message is too large; an order is a page of text")
                            .await?;
                    } else {
                        envelope =
                            Envelope { from: Some(from.address.chars().take(320).collect()), recipients: 0 };
                        say(&mut stream, "250 2.1.0 ok").await?;
                    }
                }
                Request::Rcpt { to } => {
                    let answer = recipient(receiver, &mut envelope, &to.address);
                    say(&mut stream, &answer).await?;
                }
                Request::Data if envelope.from.is_none() || envelope.recipients == 0 => {
                    say(&mut stream, "503 5.5.1 MAIL FROM and RCPT TO come first").await?;
                }
                Request::Data => {
                    say(&mut stream, "354 end with a dot on a line of its own").await?;
                    let Some((message, behind)) = read_message(&mut stream, bytes.as_slice()).await? else {
                        // The rest of an oversized message is not read: the connection ends with the answer.
                        return say(
                            &mut stream,
                            "552 5.3.4 the message is too large; an order is a page of text",
                        )
                        .await;
                    };
                    let from = envelope.from.take().unwrap_or_default();
                    envelope = Envelope::default();
                    let answer = match store(receiver, &from, &message, receiver.clock.now()).await {
                        Ok(id) => format!("250 2.0.0 stored as {id}"),
                        Err(error) => {
                            tracing::error!(%error, %peer, "a message could not be stored");
                            "451 4.3.0 it could not be stored just now; try again later".to_owned()
                        }
                    };
                    say(&mut stream, &answer).await?;
                    unread = behind;
                    break;
                }
                Request::Rset => {
                    envelope = Envelope::default();
                    say(&mut stream, "250 2.0.0 forgotten").await?;
                }
                Request::Noop { .. } => say(&mut stream, "250 2.0.0 ok").await?,
                Request::Quit => return say(&mut stream, "221 2.0.0 goodbye").await,
                Request::Vrfy { .. } | Request::Expn { .. } => {
                    say(&mut stream, "252 2.1.5 send some mail and see").await?;
                }
                Request::Help { .. } => {
                    say(&mut stream, "214 2.0.0 see the start page of this service").await?;
                }
                _ => say(&mut stream, "502 5.5.1 that command is not offered").await?,
            }
        }
    }
}

fn recipient(receiver: &Receiver, envelope: &mut Envelope, address: &str) -> String {
    if envelope.from.is_none() {
        return "503 5.5.1 MAIL FROM comes first".to_owned();
    }
    if !address.eq_ignore_ascii_case(&receiver.config.mail_address) {
        return format!(
            "550 5.7.1 mail is taken for {} alone, and never relayed",
            receiver.config.mail_address
        );
    }
    if envelope.recipients >= RECIPIENT_LIMIT {
        return "452 4.5.3 too many recipients".to_owned();
    }
    envelope.recipients += 1;
    "250 2.1.5 ok".to_owned()
}

fn refusal(error: &ProtocolError) -> &'static str {
    match error {
        ProtocolError::UnknownCommand => "500 5.5.2 unknown command",
        ProtocolError::InvalidSenderAddress => "501 5.1.7 the sender's address is malformed",
        ProtocolError::InvalidRecipientAddress => "501 5.1.3 the recipient's address is malformed",
        ProtocolError::ResponseTooLong => "500 5.5.2 the line is too long",
        _ => "501 5.5.4 the command's parameters are malformed",
    }
}

/// Reads to the dot on its own line, beginning with what was read already; gives the message and what stood behind it, or
/// `None` when the message is larger than the limit.
async fn read_message(stream: &mut TcpStream, begun: &[u8]) -> std::io::Result<Option<(Vec<u8>, Vec<u8>)>> {
    let mut data = DataReceiver::new();
    let mut message = Vec::new();
    let mut bytes = begun.iter();
    if data.ingest(&mut bytes, &mut message) {
        return Ok((message.len() <= MESSAGE_LIMIT).then(|| (message, bytes.as_slice().to_vec())));
    }
    let mut chunk = vec![0_u8; CHUNK];
    while message.len() <= MESSAGE_LIMIT {
        let read = tokio::time::timeout(SILENCE_LIMIT, stream.read(&mut chunk))
            .await
            .map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let mut bytes = chunk.get(..read).unwrap_or_default().iter();
        if data.ingest(&mut bytes, &mut message) {
            return Ok((message.len() <= MESSAGE_LIMIT).then(|| (message, bytes.as_slice().to_vec())));
        }
    }
    Ok(None)
}

async fn say(stream: &mut TcpStream, line: &str) -> std::io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await
}

/// The seal's context of a stored message.
fn context(mail_id: &str) -> String {
    format!("inbound_mail:{mail_id}")
}

/// Stores a message sealed, with the job that reads it; gives the id under which it is kept. A message whose Message-ID
/// came before is the same message: it is acknowledged, and nothing is stored twice.
pub async fn store(
    receiver: &Receiver,
    envelope_from: &str,
    raw: &[u8],
    now: Now,
) -> Result<String, MailError> {
    let id = receiver.random.new_id(now.wall);
    let message_id = mail_parser::MessageParser::new()
        .parse_headers(raw)
        .and_then(|message| message.message_id().map(str::to_owned))
        .filter(|id| !id.is_empty() && id.len() <= 998)
        .unwrap_or_else(|| format!("sha256-{}@no-message-id", sha256_hex(raw)));
    let sealed = receiver.keys.seal(&receiver.random, &context(&id), raw)?;
    let mut tx = receiver.db.begin_write().await?;
    let stored = tx
        .execute(
            "INSERT INTO inbound_mail (id, message_id, envelope_from, sealed_raw, received_at, state)
             VALUES ($1, $2, $3, $4, $5, 'stored') ON CONFLICT (message_id) DO NOTHING",
            params![&id, clean(&message_id), clean(envelope_from), sealed, now.wall],
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

/// Header values come from anybody: no control characters go into the database or a log.
fn clean(value: &str) -> String {
    value.chars().filter(|c| !c.is_control()).collect()
}

/// A stored message as it came; `None` when it is not there or its time was over.
pub async fn open_raw(db: &Db, keys: &Keys, mail_id: &str) -> Result<Option<Vec<u8>>, MailError> {
    let mut tx = db.read().await?;
    let row =
        tx.fetch_optional("SELECT sealed_raw FROM inbound_mail WHERE id = $1", params![mail_id]).await?;
    match row.map(|row| row.opt_bytes("sealed_raw")).transpose()?.flatten() {
        Some(sealed) => Ok(Some(keys.open_sealed(&context(mail_id), &sealed)?)),
        None => Ok(None),
    }
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
