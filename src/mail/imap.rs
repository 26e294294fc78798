//! A mailbox that exists already, fetched by IMAP (RFC 9051): what lies in it is stored exactly as what is delivered to us.
//!
//! A message is stored first and marked afterwards, so that a crash between the two fetches it again, where its Message-ID
//! makes it the same message. Nothing is remembered between connections: what is still to be fetched is what the mailbox
//! itself shows as unread (or as lying in the folder), so that a server that numbers its messages anew loses nothing.

use std::collections::HashSet;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_imap::extensions::idle::IdleResponse;
use async_imap::types::{Capabilities, Fetch};
use async_imap::{Client, Session};
use futures_util::TryStreamExt as _;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::inbox::{Envelope, Way};
use super::letter::MailError;
use super::receiver::Reception;
use crate::config::{AfterFetch, ImapSettings, ImapTls};

/// How long the server may take for one answer; a large message over a slow line is one.
const PATIENCE: Duration = Duration::from_mins(2);

/// The pause before the mailbox is tried again, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(5));

/// Messages whose sizes are asked for at once.
const BATCH: usize = 100;

/// Headers that are fetched of a message that is too large: enough to tell a handler what it is.
const HEADERS: &str = "(UID BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE MESSAGE-ID)]<0.16384>)";

/// Why a mailbox cannot be read just now.
#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    /// The way to it.
    #[error("the server cannot be reached: {0}")]
    Connection(#[from] std::io::Error),
    /// What the server said, or how.
    #[error(transparent)]
    Protocol(#[from] async_imap::error::Error),
    /// Our side.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// A setting.
    #[error("{0}")]
    Settings(String),
    /// Silence.
    #[error("the server did not answer in time")]
    Silent,
    /// The library's end.
    #[error("reading the mailbox ended early: {0}")]
    Ended(String),
}

/// A connection, encrypted or not.
trait Line: AsyncRead + AsyncWrite + Unpin + Send + Debug {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Line for T {}

type BoxedLine = Box<dyn Line>;

/// A mailbox that is open.
struct Open {
    session: Session<BoxedLine>,
    capabilities: Capabilities,
    /// Messages that stay in the mailbox because they are too large, so that each is told of once a connection.
    left: HashSet<u32>,
}

/// Fetches until `stop` turns true, over as many connections as it takes.
pub async fn follow(reception: Reception, settings: ImapSettings, mut stop: watch::Receiver<bool>) {
    let mut pause = PAUSES.0;
    while !*stop.borrow() {
        // A task of its own: what a server's answer breaks in the library ends one connection and not the fetching.
        let (to_fetch, at, until) = (reception.clone(), settings.clone(), stop.clone());
        let connection = tokio::spawn(async move { one_connection(&to_fetch, &at, until).await });
        let (was_open, ended) = match connection.await {
            Ok(outcome) => outcome,
            Err(error) => (false, Err(ImapError::Ended(error.to_string()))),
        };
        pause = if was_open { PAUSES.0 } else { (pause * 2).min(PAUSES.1) };
        if let Err(error) = ended {
            tracing::warn!(%error, mailbox = ?settings, "the mailbox cannot be read just now; trying again");
            wait(pause, &mut stop).await;
        }
    }
}

/// Fetches what is there now, and closes the connection; gives how many messages were stored and marked.
pub async fn fetch_once(reception: &Reception, settings: &ImapSettings) -> Result<usize, ImapError> {
    let mut open = open(settings).await?;
    let (_stop, stopped) = watch::channel(false);
    let fetched = fetch_all(&mut open, reception, settings, &stopped).await?;
    let _ = timeout(PATIENCE, open.session.logout()).await;
    Ok(fetched)
}

/// One connection's life; also whether the mailbox could be opened at all.
async fn one_connection(
    reception: &Reception,
    settings: &ImapSettings,
    mut stop: watch::Receiver<bool>,
) -> (bool, Result<(), ImapError>) {
    let mut open = match open(settings).await {
        Ok(open) => open,
        Err(error) => return (false, Err(error)),
    };
    loop {
        if let Err(error) = fetch_all(&mut open, reception, settings, &stop).await {
            return (true, Err(error));
        }
        if *stop.borrow() {
            let _ = timeout(Duration::from_secs(5), open.session.logout()).await;
            return (true, Ok(()));
        }
        open = match news(open, settings, &mut stop).await {
            Ok(open) => open,
            Err(error) => return (true, Err(error)),
        };
    }
}

/// Waits until there may be something new.
async fn news(
    mut open: Open,
    settings: &ImapSettings,
    stop: &mut watch::Receiver<bool>,
) -> Result<Open, ImapError> {
    if !open.capabilities.has_str("IDLE") {
        wait(settings.poll, stop).await;
        in_time(open.session.noop()).await?;
        return Ok(open);
    }
    let Open { session, capabilities, left } = open;
    let mut idle = session.idle();
    in_time(idle.init()).await?;
    let answered = {
        // News that came just before IDLE began is not repeated: the look at the mailbox after a while finds it.
        let (answer, _interrupt) = idle.wait_with_timeout(settings.poll);
        tokio::select! {
            answer = answer => answer?,
            _ = stop.wait_for(|stop| *stop) => IdleResponse::ManualInterrupt,
        }
    };
    tracing::trace!(?answered, "the mailbox may have news");
    Ok(Open { session: in_time(idle.done()).await?, capabilities, left })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the pause between two looks at a mailbox; the service's end cuts it short"
)]
async fn wait(pause: Duration, stop: &mut watch::Receiver<bool>) {
    tokio::select! {
        () = tokio::time::sleep(pause) => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}

async fn in_time<T>(
    answer: impl Future<Output = Result<T, async_imap::error::Error>>,
) -> Result<T, ImapError> {
    Ok(timeout(PATIENCE, answer).await.map_err(|_| ImapError::Silent)??)
}

async fn open(settings: &ImapSettings) -> Result<Open, ImapError> {
    let connecting = TcpStream::connect((settings.host.as_str(), settings.port));
    let stream: BoxedLine = Box::new(timeout(PATIENCE, connecting).await.map_err(|_| ImapError::Silent)??);
    let client = match settings.tls {
        ImapTls::None => greeted(stream).await?,
        ImapTls::FromTheStart => greeted(encrypted(stream, settings).await?).await?,
        ImapTls::StartTls => {
            let mut plain = greeted(stream).await?;
            in_time(plain.run_command_and_check_ok("STARTTLS", None)).await?;
            // What the server said before the handshake goes with the client's buffer.
            Client::new(encrypted(plain.into_inner(), settings).await?)
        }
    };
    let logging_in =
        async { client.login(&settings.user, &settings.password).await.map_err(|(error, _)| error) };
    let mut session = in_time(logging_in).await?;
    let capabilities = in_time(session.capabilities()).await?;
    if let AfterFetch::MoveTo(folder) = &settings.after {
        // It may be there already; if it cannot be made, moving says so.
        let _ = in_time(session.create(folder)).await;
    }
    in_time(session.select(&settings.folder)).await?;
    Ok(Open { session, capabilities, left: HashSet::new() })
}

async fn greeted(stream: BoxedLine) -> Result<Client<BoxedLine>, ImapError> {
    let mut client = Client::new(stream);
    match timeout(PATIENCE, client.read_response()).await.map_err(|_| ImapError::Silent)?? {
        Some(_) => Ok(client),
        None => Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into()),
    }
}

async fn encrypted(stream: BoxedLine, settings: &ImapSettings) -> Result<BoxedLine, ImapError> {
    let mut roots = RootCertStore::empty();
    match &settings.ca_file {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(file) => {
            let unusable = |error: &dyn std::fmt::Display| {
                ImapError::Settings(format!("FULLMAKT_IMAP_CA: {}: {error}", file.display()))
            };
            let certificates = CertificateDer::pem_file_iter(file).map_err(|error| unusable(&error))?;
            for certificate in certificates {
                let certificate = certificate.map_err(|error| unusable(&error))?;
                roots.add(certificate).map_err(|error| unusable(&error))?;
            }
        }
    }
    let name = ServerName::try_from(settings.host.clone()).map_err(|_| {
        ImapError::Settings("FULLMAKT_IMAP: no certificate can bear the server's name".to_owned())
    })?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ImapError::Settings(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let handshake = TlsConnector::from(Arc::new(config)).connect(name, stream);
    Ok(Box::new(timeout(PATIENCE, handshake).await.map_err(|_| ImapError::Silent)??))
}

/// Stores and marks everything that is to be fetched, the oldest first.
async fn fetch_all(
    open: &mut Open,
    reception: &Reception,
    settings: &ImapSettings,
    stop: &watch::Receiver<bool>,
) -> Result<usize, ImapError> {
    let wanted = match settings.after {
        AfterFetch::MarkSeen => "UNSEEN UNDELETED",
        AfterFetch::MoveTo(_) => "UNDELETED",
    };
    let found = in_time(open.session.uid_search(wanted)).await?;
    let mut uids: Vec<u32> = found.into_iter().filter(|uid| !open.left.contains(uid)).collect();
    uids.sort_unstable();
    let limit = reception.message_limit();
    let mut fetched = 0;
    for batch in uids.chunks(BATCH) {
        let set = batch.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        let mut sizes = fetch(&mut open.session, &set, "(UID RFC822.SIZE)").await?;
        sizes.sort_unstable_by_key(|found| found.uid);
        for found in sizes {
            if *stop.borrow() {
                return Ok(fetched);
            }
            let (Some(uid), Some(size)) = (found.uid, found.size) else { continue };
            if usize::try_from(size).unwrap_or(usize::MAX) > limit {
                leave(open, reception, uid, size).await?;
            } else if take(open, reception, settings, uid).await? {
                fetched += 1;
            }
        }
    }
    Ok(fetched)
}

async fn fetch(session: &mut Session<BoxedLine>, set: &str, what: &str) -> Result<Vec<Fetch>, ImapError> {
    in_time(async { session.uid_fetch(set, what).await?.try_collect().await }).await
}

/// Stores one message and marks it; false when it is no longer there.
async fn take(
    open: &mut Open,
    reception: &Reception,
    settings: &ImapSettings,
    uid: u32,
) -> Result<bool, ImapError> {
    let found = fetch(&mut open.session, &uid.to_string(), "(UID BODY.PEEK[])").await?;
    let Some(raw) = found.iter().filter(|found| found.uid == Some(uid)).find_map(Fetch::body) else {
        return Ok(false);
    };
    let from = mail_parser::MessageParser::default()
        .parse_headers(raw)
        .and_then(|message| message.return_address().map(str::to_owned))
        .unwrap_or_default();
    let envelope = Envelope { from, way: Way::Imap, ..Envelope::default() };
    reception.take(&envelope, raw).await?;
    reception.fault_point("imap:stored-before-mark");
    let (session, uid) = (&mut open.session, uid.to_string());
    match &settings.after {
        AfterFetch::MarkSeen => flag(session, &uid, "+FLAGS.SILENT (\\Seen)").await?,
        AfterFetch::MoveTo(folder) if open.capabilities.has_str("MOVE") => {
            in_time(session.uid_mv(&uid, folder)).await?;
        }
        AfterFetch::MoveTo(folder) => {
            in_time(session.uid_copy(&uid, folder)).await?;
            flag(session, &uid, "+FLAGS.SILENT (\\Deleted)").await?;
            // Without UIDPLUS only all deleted messages could be removed at once, also those that are somebody else's.
            if open.capabilities.has_str("UIDPLUS") {
                in_time(async { session.uid_expunge(&uid).await?.try_collect::<Vec<_>>().await }).await?;
            }
        }
    }
    Ok(true)
}

async fn flag(session: &mut Session<BoxedLine>, uid: &str, change: &str) -> Result<(), ImapError> {
    in_time(async { session.uid_store(uid, change).await?.try_collect::<Vec<_>>().await }).await?;
    Ok(())
}

/// A message that is too large stays where it is; a handler and the log are told.
async fn leave(open: &mut Open, reception: &Reception, uid: u32, size: u32) -> Result<(), ImapError> {
    let found = fetch(&mut open.session, &uid.to_string(), HEADERS).await?;
    let headers =
        found.iter().filter(|found| found.uid == Some(uid)).find_map(Fetch::header).unwrap_or_default();
    tracing::warn!(size, "a message in the mailbox is larger than FULLMAKT_MAIL_MAX_BYTES and stays there");
    reception.tell_too_large(headers, size).await?;
    open.left.insert(uid);
    Ok(())
}
