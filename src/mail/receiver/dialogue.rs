//! What is said on one connection.

use std::net::SocketAddr;

use bytes::BytesMut;
use smtp_proto::{
    Error as ProtocolError, MAIL_BODY_7BIT, MAIL_BODY_8BITMIME, MAIL_SMTPUTF8, MailFrom, Request,
};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::data::{Data, Taken};
use super::{Reception, stopped};
use crate::mail::inbox::{Envelope, Way};

/// Longest command line; RFC 5321 §4.5.3.1.4 asks for 512 and more for extensions.
const LINE: usize = 2048;

/// How much is read at once.
const CHUNK: usize = 16 * 1024;

/// Who sends more than this many times the limit is cut off; until then the message is read, so that its sender's server
/// hears the answer.
const PATIENCE: usize = 8;

/// Answers that wait for the client to listen, in bytes.
const ANSWERS: usize = 64 * 1024;

/// How a dialogue ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The connection is over.
    Closed,
    /// The client asked for TLS; the handshake comes next.
    StartTls,
}

/// A message's envelope so far.
struct Begun {
    from: String,
    recipients: usize,
    utf8: bool,
}

/// Why nothing more is read.
enum Broken {
    Silent,
    Late,
    Stopping,
    Gone,
    Failed(std::io::Error),
}

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error)
    }
}

/// One connection, before TLS or in it.
pub(super) struct Dialogue<'a, S> {
    reception: &'a Reception,
    stream: &'a mut S,
    peer: SocketAddr,
    stop: watch::Receiver<bool>,
    deadline: Instant,
    tls: Option<&'static str>,
    helo: Option<String>,
    begun: Option<Begun>,
    /// What was read and not understood yet: a client may send its next commands right behind a message (RFC 2920).
    input: BytesMut,
    /// Answers that were not sent yet; they leave before anything more is read.
    output: Vec<u8>,
    commands: u32,
    bad_commands: u32,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Dialogue<'a, S> {
    pub(super) fn new(
        reception: &'a Reception,
        stream: &'a mut S,
        peer: SocketAddr,
        stop: watch::Receiver<bool>,
        deadline: Instant,
        tls: Option<&'static str>,
    ) -> Self {
        Self {
            reception,
            stream,
            peer,
            stop,
            deadline,
            tls,
            helo: None,
            begun: None,
            input: BytesMut::new(),
            output: Vec::new(),
            commands: 0,
            bad_commands: 0,
        }
    }

    /// Talks until the end.
    pub(super) async fn run(mut self) -> std::io::Result<End> {
        let host = self.reception.host();
        if self.tls.is_none() {
            self.say(&format!("220 {host} ESMTP Fullmakt"));
        }
        let farewell = match self.talk().await {
            Ok(end) => {
                self.flush().await.or_else(|broken| match broken {
                    Broken::Failed(error) => Err(error),
                    _ => Ok(()),
                })?;
                return Ok(end);
            }
            Err(Broken::Failed(error)) => return Err(error),
            Err(Broken::Gone) => return Ok(End::Closed),
            Err(Broken::Silent) => "4.4.2 waited too long",
            Err(Broken::Late) => "4.4.2 this connection has lasted too long; try again",
            Err(Broken::Stopping) => "4.3.2 is closing; try again later",
        };
        self.say(&format!("421 {host} {farewell}"));
        // The client had its time; what it does not take at once it need not have.
        self.deadline = Instant::now() + super::HANDSHAKE;
        let _ = self.flush().await;
        Ok(End::Closed)
    }

    async fn talk(&mut self) -> Result<End, Broken> {
        let settings = &self.reception.receiver.config.mail_in;
        loop {
            let Some(line) = self.next_line().await? else {
                self.say("500 5.5.2 a command line is no longer than 2048 characters; goodbye");
                return Ok(End::Closed);
            };
            self.commands += 1;
            if self.commands > settings.commands {
                self.say("421 4.7.0 too many commands in one connection; send the rest in another");
                return Ok(End::Closed);
            }
            let answered = match request(&line) {
                Ok(Request::Quit) => {
                    self.say("221 2.0.0 goodbye");
                    return Ok(End::Closed);
                }
                Ok(Request::StartTls) if self.may_start_tls() => {
                    self.say("220 2.0.0 begin");
                    return Ok(End::StartTls);
                }
                Ok(Request::Data) if self.may_send_data() => {
                    if !self.receive_message().await? {
                        return Ok(End::Closed);
                    }
                    true
                }
                Ok(request) => self.answer(request),
                Err(refusal) => {
                    self.say(&refusal);
                    false
                }
            };
            if !answered {
                self.bad_commands += 1;
                if self.bad_commands > settings.bad_commands {
                    self.say("421 4.7.0 too many commands were refused; goodbye");
                    return Ok(End::Closed);
                }
            }
        }
    }

    fn may_start_tls(&self) -> bool {
        self.reception.tls.is_some() && self.tls.is_none() && self.helo.is_some()
    }

    fn may_send_data(&self) -> bool {
        self.begun.as_ref().is_some_and(|begun| begun.recipients > 0)
    }

    /// Answers a command that needs nothing more than an answer; false when it was refused.
    fn answer(&mut self, request: Request<std::borrow::Cow<'_, str>>) -> bool {
        let host = self.reception.host();
        match request {
            Request::Ehlo { host: name } => {
                self.greeted(&name);
                let size = self.reception.receiver.config.mail_in.message_limit;
                let starttls =
                    if self.reception.tls.is_some() && self.tls.is_none() { "250-STARTTLS\r\n" } else { "" };
                self.say(&format!("250-{host}\r\n250-SIZE {size}\r\n{starttls}250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 PIPELINING"));
                true
            }
            Request::Helo { host: name } => {
                self.greeted(&name);
                self.say(&format!("250 {host}"));
                true
            }
            Request::Mail { from } => {
                let answer = self.sender(&from);
                self.answered(answer)
            }
            Request::Rcpt { to } => {
                let answer = self.recipient(&to.address);
                self.answered(answer)
            }
            Request::Rset => {
                self.begun = None;
                self.answered(Ok("250 2.0.0 forgotten"))
            }
            Request::Noop { .. } => self.answered(Ok("250 2.0.0 ok")),
            Request::Vrfy { .. } => self.answered(Ok("252 2.1.5 send some mail and see")),
            Request::Help { .. } => self.answered(Ok("214 2.0.0 see the start page of this service")),
            Request::Data => self.answered(Err("503 5.5.1 MAIL FROM and RCPT TO come first".to_owned())),
            Request::StartTls => self.answered(Err(if self.reception.tls.is_none() {
                "502 5.5.1 TLS is not offered here"
            } else if self.tls.is_some() {
                "503 5.5.1 this connection is encrypted already"
            } else {
                "503 5.5.1 EHLO comes first"
            }
            .to_owned())),
            _ => self.answered(Err("502 5.5.1 that command is not offered".to_owned())),
        }
    }

    fn answered(&mut self, answer: Result<&str, String>) -> bool {
        match answer {
            Ok(line) => {
                self.say(line);
                true
            }
            Err(line) => {
                self.say(&line);
                false
            }
        }
    }

    fn greeted(&mut self, name: &str) {
        self.helo = Some(name.to_owned());
        self.begun = None;
    }

    fn sender(&mut self, from: &MailFrom<std::borrow::Cow<'_, str>>) -> Result<&'static str, String> {
        let settings = &self.reception.receiver.config.mail_in;
        let offered = MAIL_BODY_7BIT | MAIL_BODY_8BITMIME | MAIL_SMTPUTF8;
        let utf8 = from.flags & MAIL_SMTPUTF8 != 0;
        if self.helo.is_none() {
            return Err("503 5.5.1 say EHLO first".to_owned());
        }
        if self.begun.is_some() {
            return Err("503 5.5.1 a message is begun already; RSET forgets it".to_owned());
        }
        if from.size > settings.message_limit {
            return Err(too_large(settings.message_limit));
        }
        if from.flags & !offered != 0 || from.hold_for != 0 || from.hold_until != 0 || from.by != 0 {
            return Err("555 5.5.4 that parameter is not offered".to_owned());
        }
        if !utf8 && !from.address.is_ascii() {
            return Err("553 5.6.7 an address beyond ASCII needs SMTPUTF8 (RFC 6531)".to_owned());
        }
        self.reception.limits.admit(self.peer.ip(), &from.address).map_err(str::to_owned)?;
        self.begun = Some(Begun { from: from.address.clone().into_owned(), recipients: 0, utf8 });
        Ok("250 2.1.0 ok")
    }

    fn recipient(&mut self, address: &str) -> Result<&'static str, String> {
        let (config, host) = (&self.reception.receiver.config, self.reception.host());
        let Some(begun) = &mut self.begun else {
            return Err("503 5.5.1 MAIL FROM comes first".to_owned());
        };
        if !begun.utf8 && !address.is_ascii() {
            return Err("553 5.6.7 an address beyond ASCII needs SMTPUTF8 (RFC 6531)".to_owned());
        }
        // RFC 5321 §4.5.1: postmaster is always there, with and without a domain; the parser makes `<Postmaster>` empty.
        let (local, domain) = address.rsplit_once('@').unwrap_or(("postmaster", host));
        let postmaster = local.eq_ignore_ascii_case("postmaster") && domain.eq_ignore_ascii_case(host);
        if !postmaster && !address.eq_ignore_ascii_case(&config.mail_address) {
            return Err(format!(
                "550 5.7.1 mail is taken for {} alone, and never relayed",
                config.mail_address
            ));
        }
        if begun.recipients >= config.mail_in.recipients {
            return Err("452 4.5.3 too many recipients".to_owned());
        }
        begun.recipients += 1;
        Ok("250 2.1.5 ok")
    }

    /// Reads a message and stores it; false when the connection must end.
    async fn receive_message(&mut self) -> Result<bool, Broken> {
        let (reception, limit) = (self.reception, self.reception.receiver.config.mail_in.message_limit);
        self.say("354 end with a dot on a line of its own");
        let mut data = Data::new(limit);
        loop {
            if self.input.is_empty() {
                self.read(false).await?;
            }
            if let Some(used) = data.take(&self.input) {
                let _ = self.input.split_to(used);
                break;
            }
            self.input.clear();
            if data.seen() / PATIENCE > limit {
                self.say(&too_large(limit));
                return Ok(false);
            }
        }
        let Some(begun) = self.begun.take() else { return Ok(false) };
        let raw = match data.finish() {
            Taken::Whole(raw) => raw,
            Taken::TooLarge => {
                self.say(&too_large(limit));
                return Ok(true);
            }
            Taken::BareLineEnd => {
                self.say("550 5.6.0 every line of a message ends with CR LF (RFC 5321 2.3.8); this one has a CR or LF alone");
                return Ok(true);
            }
        };
        let envelope = Envelope {
            from: begun.from,
            way: Way::Smtp,
            peer: Some(self.peer.ip()),
            helo: self.helo.clone(),
            tls: self.tls,
        };
        match reception.take(&envelope, &raw).await {
            Ok(id) => self.say(&format!("250 2.0.0 stored as {id}")),
            Err(error) => {
                tracing::error!(%error, peer = %self.peer, "a message could not be stored");
                self.say("451 4.3.0 it could not be stored just now; try again later");
            }
        }
        Ok(true)
    }

    /// A whole command line with its end; `None` when it is longer than any command.
    async fn next_line(&mut self) -> Result<Option<BytesMut>, Broken> {
        let mut looked_at = 0;
        loop {
            let fresh = self.input.get(looked_at..).unwrap_or_default();
            if let Some(end) = fresh.iter().position(|byte| *byte == b'\n') {
                let length = looked_at + end + 1;
                return Ok((length <= LINE).then(|| self.input.split_to(length)));
            }
            looked_at = self.input.len();
            if looked_at >= LINE {
                return Ok(None);
            }
            self.read(true).await?;
        }
    }

    /// Sends what waits and reads more. Between commands the service may stop; a message under way is finished.
    async fn read(&mut self, between_commands: bool) -> Result<(), Broken> {
        self.flush().await?;
        let silent = Instant::now() + self.reception.receiver.config.mail_in.silence;
        self.input.reserve(CHUNK);
        // The guard that `wait_for` gives must not live across the answer, so the branch only says what happened.
        let read = tokio::select! {
            read = timeout_at(silent.min(self.deadline), self.stream.read_buf(&mut self.input)) => Some(read),
            () = stopped(&mut self.stop), if between_commands => None,
        };
        match read {
            None => Err(Broken::Stopping),
            Some(Err(_)) if silent < self.deadline => Err(Broken::Silent),
            Some(Err(_)) => Err(Broken::Late),
            Some(Ok(Ok(0))) => Err(Broken::Gone),
            Some(Ok(Ok(_))) => Ok(()),
            Some(Ok(Err(error))) => Err(error.into()),
        }
    }

    fn say(&mut self, line: &str) {
        // A client that only talks and never listens is answered no more; its commands run out.
        if self.output.len() < ANSWERS {
            self.output.extend_from_slice(line.as_bytes());
            self.output.extend_from_slice(b"\r\n");
        }
    }

    async fn flush(&mut self) -> Result<(), Broken> {
        if self.output.is_empty() {
            return Ok(());
        }
        let silent = Instant::now() + self.reception.receiver.config.mail_in.silence;
        let sent = timeout_at(silent.min(self.deadline), async {
            self.stream.write_all(&self.output).await?;
            self.stream.flush().await
        });
        sent.await.map_err(|_| Broken::Gone)??;
        self.output.clear();
        Ok(())
    }
}

/// A command line as a request, or the answer that refuses it.
fn request(line: &[u8]) -> Result<Request<std::borrow::Cow<'_, str>>, String> {
    let whole = line.strip_suffix(b"\r\n").filter(|text| !text.iter().any(u8::is_ascii_control));
    if whole.is_none() {
        return Err("500 5.5.2 a command line ends with CR LF and holds no control characters".to_owned());
    }
    Request::parse(&mut line.iter()).map_err(|error| {
        match error {
            ProtocolError::UnknownCommand => "500 5.5.2 unknown command",
            ProtocolError::InvalidSenderAddress => "501 5.1.7 the sender's address is malformed",
            ProtocolError::InvalidRecipientAddress => "501 5.1.3 the recipient's address is malformed",
            ProtocolError::UnsupportedParameter { .. } => "555 5.5.4 that parameter is not offered",
            _ => "501 5.5.4 the command's parameters are malformed",
        }
        .to_owned()
    })
}

fn too_large(limit: usize) -> String {
    format!("552 5.3.4 the message is larger than {limit} bytes; an order is a page of text")
}
