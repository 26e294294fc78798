//! The SMTP receiver (RFC 5321): the address that takes orders.
//!
//! A listener of our own over `smtp-proto`'s parsers. It takes mail for our own address alone, never relays, and answers
//! `250` only when the message is stored, sealed, together with the job that will read it. Everything that one client can
//! use up has a limit in the settings: size, recipients, commands, time, connections, messages an hour.

mod data;
mod dialogue;
mod limits;
mod tls;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use self::dialogue::{Dialogue, End};
use self::limits::{Full, Limits};
use super::inbox::{Envelope, store_message, store_too_large};
use super::letter::MailError;
use super::sender_check::SenderCheck;
use crate::clock::{Clock, Now};
use crate::config::Config;
use crate::db::Db;
use crate::ids::Random;
use crate::jobs::Queue;
use crate::keys::Keys;

pub use super::inbox::{open_raw, open_sealed, seal_replacement};
pub use tls::CertificateError;

/// How long a client has for the TLS handshake, and for taking a last answer.
const HANDSHAKE: Duration = Duration::from_secs(20);

/// What storing a message needs of the service.
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
    /// Our address, and the limits.
    pub config: Arc<Config>,
    /// Wakes the reader.
    pub queue: Queue,
}

/// The listener's side: the receiver with what lasts from one connection to the next.
#[derive(Clone)]
pub struct Reception {
    receiver: Receiver,
    limits: Arc<Limits>,
    tls: Option<TlsAcceptor>,
    sender_check: Option<SenderCheck>,
}

impl std::fmt::Debug for Reception {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.tls.is_some() { "Reception(STARTTLS)" } else { "Reception" })
    }
}

impl Reception {
    /// Reads the certificate, when the settings name one.
    pub fn new(receiver: Receiver) -> Result<Self, CertificateError> {
        let settings = &receiver.config.mail_in;
        let tls =
            settings.certificate.as_ref().map(|(chain, key)| Self::certificate(chain, key)).transpose()?;
        let sender_check = SenderCheck::new(&receiver.config);
        Ok(Self { limits: Arc::new(Limits::new(settings)), tls, sender_check, receiver })
    }

    /// What certificate chain and key (PEM files) make of TLS.
    pub fn certificate(chain: &Path, key: &Path) -> Result<TlsAcceptor, CertificateError> {
        tls::acceptor(chain, key)
    }

    /// Asks about the sender, and stores the message with the answer. By whichever way a message comes, this is its door.
    pub async fn take(&self, envelope: &Envelope, raw: &[u8]) -> Result<String, MailError> {
        let sender = match &self.sender_check {
            Some(check) => Some(check.check(envelope, raw).await),
            None => None,
        };
        store_message(&self.receiver, envelope, sender.as_ref(), raw, self.receiver.clock.now()).await
    }

    /// Tells the desk of a message that is too large to be fetched; see [`store_too_large`].
    pub async fn tell_too_large(&self, headers: &[u8], size: u32) -> Result<(), MailError> {
        store_too_large(&self.receiver, headers, size, self.receiver.clock.now()).await
    }

    /// The largest message that is taken, in bytes.
    pub fn message_limit(&self) -> usize {
        self.receiver.config.mail_in.message_limit
    }

    /// Ends the process at once when the settings name this place; see [`Config::fault_point`].
    pub fn fault_point(&self, place: &str) {
        self.receiver.config.fault_point(place);
    }

    /// The name that the receiver gives itself.
    fn host(&self) -> &str {
        self.receiver.config.mail_address.rsplit_once('@').map_or("fullmakt.example", |(_, host)| host)
    }
}

/// Receives mail until `stop` turns true. Messages under way are finished.
pub async fn receive(reception: Reception, listener: TcpListener, mut stop: watch::Receiver<bool>) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stop) => break,
        };
        let Ok((stream, peer)) = accepted else { continue };
        let place = reception.limits.enter(peer.ip());
        let (reception, stop) = (reception.clone(), stop.clone());
        connections.spawn(async move {
            let ended = match place {
                // A refused client gets a sentence, but no place to wait in.
                Err(full) => turn_away(&reception, stream, full).await,
                Ok(_place) => converse(&reception, stream, peer, stop).await,
            };
            if let Err(error) = ended {
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

async fn turn_away(reception: &Reception, mut stream: TcpStream, full: Full) -> std::io::Result<()> {
    let why = match full {
        Full::InAll => "4.3.2 too many connections; try again later",
        Full::OfThisAddress => "4.7.0 too many connections from your address; try again later",
    };
    let line = format!("421 {} {why}\r\n", reception.host());
    tokio::time::timeout(HANDSHAKE, stream.write_all(line.as_bytes())).await.unwrap_or(Ok(()))
}

async fn converse(
    reception: &Reception,
    mut stream: TcpStream,
    peer: SocketAddr,
    stop: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let deadline = tokio::time::Instant::now() + reception.receiver.config.mail_in.connection;
    let end = Dialogue::new(reception, &mut stream, peer, stop.clone(), deadline, None).run().await?;
    let (End::StartTls, Some(acceptor)) = (end, &reception.tls) else { return Ok(()) };
    // What came behind STARTTLS in the clear went with the first dialogue's buffer: anybody on the way could have written
    // it, and it must not be taken for the client's own words after the handshake (CVE-2021-33515 and its kin).
    let mut stream = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream))
        .await
        .map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
    let protocol = match stream.get_ref().1.protocol_version() {
        Some(rustls::ProtocolVersion::TLSv1_3) => "TLSv1.3",
        _ => "TLSv1.2",
    };
    Dialogue::new(reception, &mut stream, peer, stop, deadline, Some(protocol)).run().await?;
    // Without a farewell the client could take the end for an attack.
    let _ = tokio::time::timeout(HANDSHAKE, stream.shutdown()).await;
    Ok(())
}

/// Stores a message of which no more than its sender is known; see [`store_message`].
pub async fn store(
    receiver: &Receiver,
    envelope_from: &str,
    raw: &[u8],
    now: Now,
) -> Result<String, MailError> {
    let envelope = Envelope { from: envelope_from.to_owned(), ..Envelope::default() };
    store_message(receiver, &envelope, None, raw, now).await
}
