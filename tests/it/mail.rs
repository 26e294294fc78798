//! Mail in, by its front doors: real SMTP on a loopback port, spoken by an ordinary client and by clients that mean ill.

mod bad_input;
mod mailbox;
mod natures;
mod receiving;
mod senders;
mod to_the_end;

use fullmakt::db::{Row, params};
use fullmakt::mail::receiver;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::support::TestApp;

/// The address that takes orders.
pub(crate) const OURS: &str = "bestilling@fullmakt.example";

/// An order in the labelled lines of the authority's page.
pub(crate) const ORDER: &str = "Systemleverandørs organisasjonsnummer: 910049356\r\nSystemleverandørs navn: Sprek Maur AS\r\n\
    Navn til testansvarlig: Mari Oppdiktet\r\nEpost-adresse til testansvarlig: mari@leverandor.example\r\n\
    Telefonnummer til testansvarlig: 22334455\r\n\r\nVi ønsker å delegere tilgang selv via en fiktiv virksomhet.\r\n";

/// A service with its mail receiver on a port of its own.
pub(crate) struct Post {
    pub(crate) test: TestApp,
    pub(crate) port: u16,
    stop: watch::Sender<bool>,
    running: Option<tokio::task::JoinHandle<()>>,
}

impl Post {
    pub(crate) async fn with_env(env: &[(&str, &str)]) -> Self {
        let test = TestApp::with_env(env).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(receiver::receive(test.services.reception.clone(), listener, stopped));
        Self { test, port, stop, running: Some(running) }
    }

    pub(crate) async fn new() -> Self {
        Self::with_env(&[]).await
    }

    /// Ends the receiver, and waits until every connection has ended.
    pub(crate) async fn stop(&mut self) {
        let _ = self.stop.send(true);
        self.running.take().expect("it runs").await.expect("no connection panicked");
    }

    pub(crate) async fn stored(&self) -> i64 {
        self.test.count("SELECT count(*) AS n FROM inbound_mail").await
    }

    /// The only message there is, with what stood around it.
    pub(crate) async fn only(&self) -> Row {
        let mut tx = self.test.app.db.read().await.expect("read");
        let sql =
            "SELECT id, message_id, envelope_from, arrived_by, peer, helo, tls, state, note, sender, subject
                   FROM inbound_mail ORDER BY id";
        let mut rows = tx.fetch_all(sql, params![]).await.expect("query");
        assert_eq!(rows.len(), 1, "one message");
        rows.remove(0)
    }

    /// The only message there is, as it was sealed.
    pub(crate) async fn raw(&self) -> Vec<u8> {
        let id = self.only().await.text("id").expect("id");
        let app = &self.test.app;
        receiver::open_raw(&app.db, &app.keys, &id).await.expect("it opens").expect("it is kept")
    }

    /// A client that has heard the greeting.
    pub(crate) async fn dial(&self) -> Client {
        let mut client = Client::dial(self.port).await;
        assert!(client.hear().await.starts_with("220 "));
        client
    }
}

/// A client that says what the test wants, byte by byte.
pub(crate) struct Client {
    pub(crate) stream: BufReader<TcpStream>,
}

impl Client {
    pub(crate) async fn dial(port: u16) -> Self {
        Self { stream: BufReader::new(TcpStream::connect(("127.0.0.1", port)).await.expect("a connection")) }
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.expect("sent");
    }

    /// The next whole answer, its lines joined by blanks; empty when the connection has ended.
    pub(crate) async fn hear(&mut self) -> String {
        let mut answer = String::new();
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return answer;
            }
            answer += line.trim_end();
            if line.as_bytes().get(3) != Some(&b'-') {
                return answer;
            }
            answer.push(' ');
        }
    }

    pub(crate) async fn say(&mut self, line: &str) -> String {
        self.send(format!("{line}\r\n")).await;
        self.hear().await
    }

    /// Says every line and expects the answer's first digits.
    pub(crate) async fn walk(&mut self, steps: &[(&str, &str)]) {
        for (line, expected) in steps {
            let answer = self.say(line).await;
            assert!(answer.starts_with(expected), "{line}: {answer}");
        }
    }

    /// As far as the message itself.
    pub(crate) async fn begin(&mut self) {
        self.walk(&[
            ("EHLO klient.example", "250"),
            ("MAIL FROM:<mari@leverandor.example>", "250"),
            (&format!("RCPT TO:<{OURS}>"), "250"),
            ("DATA", "354"),
        ])
        .await;
    }

    /// All that still comes, until the other side hangs up.
    pub(crate) async fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        let _ = self.stream.read_to_end(&mut rest).await;
        String::from_utf8_lossy(&rest).into_owned()
    }
}

/// A whole message as a client writes it.
pub(crate) fn letter(message_id: &str, body: &str) -> String {
    format!(
        "From: Mari Oppdiktet <mari@leverandor.example>\r\nTo: {OURS}\r\nSubject: Bestilling\r\nMessage-ID: <{message_id}>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}"
    )
}

/// rustls wants to be told which cryptography it is to use before lettre makes its own settings.
pub(crate) fn cryptography() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

/// A certificate for `localhost` in files, and the authority that signed it in PEM.
pub(crate) fn certificate(directory: &std::path::Path) -> (String, String, String) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    let (chain, key) = (directory.join("mail.crt"), directory.join("mail.key"));
    std::fs::write(&chain, made.cert.pem()).expect("written");
    std::fs::write(&key, made.signing_key.serialize_pem()).expect("written");
    (chain.display().to_string(), key.display().to_string(), made.cert.pem())
}
