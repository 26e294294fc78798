//! The relay, played by a small server that does what a test tells it.

use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use fullmakt::clock::{DAY, HOUR, MINUTE};
use fullmakt::config::{Config, Settings};
use fullmakt::language::Language;
use fullmakt::mail::{Letter, send_letter, write};
use fullmakt::server::{self, Listeners};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::support::TestApp;

/// How the relay behaves to the next messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Takes,
    /// `451` to every recipient.
    Later,
    /// `550` to this recipient, and takes all others.
    Refuses(&'static str),
    /// Answers a message when the next one has come.
    AwaitsAnother,
    /// Takes the message and closes without an answer.
    CutsAfterData,
    /// Says nothing at all.
    Silent,
}

/// A message as the relay got it.
#[derive(Debug, Clone)]
struct Got {
    recipient: String,
    message: String,
    login: Option<String>,
    encrypted: bool,
}

impl Got {
    fn message_id(&self) -> &str {
        self.message.lines().find(|line| line.to_lowercase().starts_with("message-id:")).unwrap_or_default()
    }
}

#[derive(Clone)]
struct Relay {
    port: u16,
    mood: Arc<Mutex<Mood>>,
    got: Arc<Mutex<Vec<Got>>>,
    /// How many it got.
    count: watch::Sender<usize>,
}

impl Relay {
    async fn start(tls: Option<Arc<rustls::ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let relay = Self {
            port: listener.local_addr().unwrap().port(),
            mood: Arc::new(Mutex::new(Mood::Takes)),
            got: Arc::default(),
            count: watch::Sender::new(0),
        };
        let serving = relay.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (serving, tls) = (serving.clone(), tls.clone());
                tokio::spawn(async move {
                    let _ = serving.serve(stream, tls).await;
                });
            }
        });
        relay
    }

    fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    async fn serve(&self, stream: TcpStream, tls: Option<Arc<rustls::ServerConfig>>) -> std::io::Result<()> {
        if *self.mood.lock().unwrap() == Mood::Silent {
            // Held open, and never answered.
            let mut lines = BufReader::new(stream).lines();
            while lines.next_line().await?.is_some() {}
            return Ok(());
        }
        let mut stream = stream;
        stream.write_all(b"220 relay ESMTP\r\n").await?;
        let Some(tls) = tls else { return self.talk(stream, false).await };
        // STARTTLS: one exchange in the clear, then all of it again.
        let Some(stream) = self.until_starttls(stream).await? else { return Ok(()) };
        let stream = tokio_rustls::TlsAcceptor::from(tls).accept(stream).await?;
        self.talk(stream, true).await
    }

    async fn until_starttls(&self, stream: TcpStream) -> std::io::Result<Option<TcpStream>> {
        let mut reader = BufReader::new(stream);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).await? == 0 {
                return Ok(None);
            }
            let answer: &[u8] = match line.to_uppercase() {
                line if line.starts_with("EHLO") => b"250-relay\r\n250 STARTTLS\r\n",
                line if line.starts_with("STARTTLS") => b"220 go on\r\n",
                _ => b"530 5.7.0 STARTTLS first\r\n",
            };
            reader.get_mut().write_all(answer).await?;
            if line.to_uppercase().starts_with("STARTTLS") {
                return Ok(Some(reader.into_inner()));
            }
        }
    }

    async fn talk(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin,
        encrypted: bool,
    ) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream);
        let (mut recipient, mut login) = (String::new(), None);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let mood = *self.mood.lock().unwrap();
            let upper = line.to_uppercase();
            let answer = if upper.starts_with("EHLO") {
                "250-relay\r\n250 AUTH PLAIN".to_owned()
            } else if upper.starts_with("AUTH PLAIN") {
                login = line.split_whitespace().nth(2).map(str::to_owned);
                "235 2.7.0 welcome".to_owned()
            } else if upper.starts_with("RCPT TO:") {
                recipient = line.trim().to_owned();
                match mood {
                    Mood::Later => "451 4.3.0 come back later".to_owned(),
                    Mood::Refuses(address) if line.contains(address) => {
                        "550 5.1.1 no such mailbox".to_owned()
                    }
                    _ => "250 ok".to_owned(),
                }
            } else if upper.starts_with("DATA") {
                reader.get_mut().write_all(b"354 go\r\n").await?;
                let mut message = String::new();
                loop {
                    let mut part = String::new();
                    if reader.read_line(&mut part).await? == 0 {
                        return Ok(());
                    }
                    if part == ".\r\n" {
                        break;
                    }
                    message.push_str(&part);
                }
                self.got.lock().unwrap().push(Got {
                    recipient: recipient.clone(),
                    message,
                    login: login.clone(),
                    encrypted,
                });
                self.count.send_modify(|count| *count += 1);
                if mood == Mood::AwaitsAnother {
                    let _ = self.count.subscribe().wait_for(|count| *count > 1).await;
                }
                if mood == Mood::CutsAfterData {
                    return Ok(());
                }
                "250 taken".to_owned()
            } else if upper.starts_with("QUIT") {
                reader.get_mut().write_all(b"221 bye\r\n").await?;
                return Ok(());
            } else {
                "250 ok".to_owned()
            };
            reader.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
    }
}

async fn letter(test: &TestApp, recipient: &str) {
    let mut tx = test.app.db.begin_write().await.unwrap();
    let values = [
        ("name", "Kari Eksempel"),
        ("case", "2026-00001"),
        ("link", "http://fullmakt.test/x"),
        ("link_days", "30"),
    ];
    let letter = Letter {
        kind: "new-link",
        case_number: Some("2026-00001"),
        recipient,
        language: Language::Nb,
        written: write(Language::Nb, "letter-new-link", &values, "http://fullmakt.test"),
        in_reply_to: Some("frage@sender.example"),
    };
    send_letter(&mut tx, &test.app.outbox, test.app.now(), letter).await.unwrap();
    tx.commit().await.unwrap();
}

async fn states(test: &TestApp) -> Vec<(String, String)> {
    let mut tx = test.app.db.read().await.unwrap();
    let rows = tx.fetch_all("SELECT recipient, state FROM letters ORDER BY recipient", &[]).await.unwrap();
    rows.iter().map(|row| (row.text("recipient").unwrap(), row.text("state").unwrap())).collect()
}

fn state(recipient: &str, state: &str) -> (String, String) {
    (recipient.to_owned(), state.to_owned())
}

async fn with_relay(relay: &Relay, more: &[(&str, &str)]) -> TestApp {
    let url = format!("smtp://127.0.0.1:{}", relay.port);
    let mut env = vec![("FULLMAKT_RELAY", url.as_str())];
    env.extend_from_slice(more);
    TestApp::with_env(&env).await
}

#[tokio::test]
async fn a_letter_goes_out_in_both_forms_and_says_that_a_program_wrote_it() {
    let relay = Relay::start(None).await;
    let test = with_relay(&relay, &[]).await;
    letter(&test, "kari@a.example").await;
    test.run_jobs().await;
    let got = relay.got();
    assert_eq!(got.len(), 1);
    let message = mail_parser::MessageParser::default().parse(got[0].message.as_bytes()).expect("a message");
    assert!(message.body_text(0).unwrap().contains("Her er den nye lenken din"), "{}", got[0].message);
    assert!(message.body_html(0).unwrap().contains("<html lang=\"nb\">"));
    assert_eq!(message.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    assert_eq!(message.in_reply_to().as_text(), Some("frage@sender.example"));
    assert_eq!(states(&test).await, [state("kari@a.example", "sent")]);
}

#[tokio::test]
async fn nothing_that_a_sender_writes_becomes_a_header_or_a_recipient_of_ours() {
    let relay = Relay::start(None).await;
    let test = with_relay(&relay, &[]).await;
    let raw = "From: =?utf-8?q?Mari=0D=0ABcc:_alle=40andre.example?= <mari@leverandor.example>\r\n\
        Reply-To: \"x\r\n Bcc: alle@andre.example\" <mari@leverandor.example>\r\n\
        To: bestilling@fullmakt.example\r\nSubject: =?utf-8?q?Bestilling=0D=0ABcc:_alle=40andre.example=0D=0A=0D=0AHei?=\r\n\
        Message-ID: <en@leverandor.example>\r\n Bcc: alle@andre.example\r\nContent-Type: text/plain; charset=utf-8\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\n\
        Vi =C3=B8nsker =C3=A5 delegere tilgang selv via en fiktiv virksomhet.\r\n\r\n\
        Organisasjonsnummer: 910049356\r\nNavn: Varsom =0D=0ABcc: alle@andre.example\r\n\
        Testansvarlig: Mari =E2=80=A8Bcc: alle@andre.example\r\nE-post: mari@leverandor.example\r\n";
    test.store_mail("mari@leverandor.example", raw).await;
    test.run_jobs().await;
    let got = relay.got();
    assert!(!got.is_empty(), "it is answered");
    for got in got {
        assert_eq!(got.recipient, "RCPT TO:<mari@leverandor.example>");
        let message = mail_parser::MessageParser::default().parse(got.message.as_bytes()).expect("a message");
        let mut names: Vec<&str> = message.headers_raw().map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        let ours = [
            "Auto-Submitted", "Content-Type", "Date", "From", "In-Reply-To", "MIME-Version", "Message-ID",
            "References", "Subject", "To",
        ];
        assert_eq!(names, ours, "{}", got.message);
        assert_eq!(message.in_reply_to().as_text(), Some("en@leverandor.example"), "{}", got.message);
        assert!(message.body_text(0).unwrap().contains("2026-00001"), "the text is ours still");
    }
}

#[tokio::test]
async fn a_relay_that_takes_its_time_over_one_letter_is_given_the_next_meanwhile() {
    let relay = Relay::start(None).await;
    relay.set(Mood::AwaitsAnother);
    let test = with_relay(&relay, &[]).await;
    letter(&test, "kari@a.example").await;
    letter(&test, "ola@b.example").await;
    let settings = Settings {
        listen: Some("127.0.0.1:0".to_owned()),
        smtp_listen: Some("off".to_owned()),
        ..Settings::default()
    };
    let mut config = Config::from_lookup(settings, &|_| None).unwrap();
    let listeners = Listeners::bind(&mut config).await.unwrap();
    let running = server::start(test.services.clone(), listeners);
    relay.count.subscribe().wait_for(|count| *count == 2).await.unwrap();
    running.stop().await;
    assert_eq!(states(&test).await, [state("kari@a.example", "sent"), state("ola@b.example", "sent")]);
}

#[tokio::test]
async fn a_relay_that_is_down_for_two_days_delays_letters_and_loses_none() {
    let relay = Relay::start(None).await;
    relay.set(Mood::Later);
    let test = with_relay(&relay, &[]).await;
    letter(&test, "kari@a.example").await;
    for _ in 0..48 {
        test.run_jobs().await;
        test.advance(HOUR);
    }
    let attempts = test.count("SELECT attempts AS n FROM letters").await;
    assert!((10..40).contains(&attempts), "{attempts} attempts in two days");
    assert_eq!(states(&test).await, [state("kari@a.example", "waiting")]);
    relay.set(Mood::Takes);
    test.advance(3 * HOUR);
    test.run_jobs().await;
    assert_eq!(states(&test).await, [state("kari@a.example", "sent")]);
    assert_eq!(relay.got().len(), 1);
}

#[tokio::test]
async fn after_days_a_letter_is_given_up_and_a_handler_sends_it_again() {
    let relay = Relay::start(None).await;
    relay.set(Mood::Later);
    let test = with_relay(&relay, &[("FULLMAKT_MAIL_GIVE_UP_DAYS", "2")]).await;
    letter(&test, "kari@a.example").await;
    for _ in 0..60 {
        test.run_jobs().await;
        test.advance(HOUR);
    }
    assert_eq!(states(&test).await, [state("kari@a.example", "failed")]);
    let mut handler = test.handler().await;
    let page = handler.get("/saksbord/brev").await;
    assert!(page.body.contains("451"), "the reason is shown: {}", page.body);
    relay.set(Mood::Takes);
    let mut tx = test.app.db.read().await.unwrap();
    let id = tx.fetch_optional("SELECT id FROM letters", &[]).await.unwrap().unwrap().text("id").unwrap();
    drop(tx);
    let path = format!("/saksbord/brev/{id}/igjen");
    assert_eq!(
        handler.post(&path, &[("mottaker", "ikke en adresse")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(handler.post(&path, &[("mottaker", "ny@a.example")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        handler.post(&path, &[("mottaker", "ny@a.example")]).await.status,
        StatusCode::CONFLICT,
        "once"
    );
    test.run_jobs().await;
    assert_eq!(states(&test).await, [state("ny@a.example", "sent")]);
    assert_eq!(test.count("SELECT count(*) AS n FROM audit WHERE action = 'letter.sent_again'").await, 1);
}

#[tokio::test]
async fn one_refused_recipient_stops_no_other() {
    let relay = Relay::start(None).await;
    relay.set(Mood::Refuses("borte@a.example"));
    let test = with_relay(&relay, &[]).await;
    letter(&test, "borte@a.example").await;
    letter(&test, "kari@a.example").await;
    test.run_jobs().await;
    assert_eq!(states(&test).await, [state("borte@a.example", "failed"), state("kari@a.example", "sent")]);
    assert!(relay.got().iter().all(|got| got.recipient.contains("kari@a.example")));
}

#[tokio::test]
async fn a_connection_cut_after_the_message_sends_it_again_with_the_same_message_id() {
    let relay = Relay::start(None).await;
    relay.set(Mood::CutsAfterData);
    let test = with_relay(&relay, &[]).await;
    letter(&test, "kari@a.example").await;
    test.run_jobs().await;
    relay.set(Mood::Takes);
    test.advance(MINUTE);
    test.run_jobs().await;
    let got = relay.got();
    assert_eq!(got.len(), 2);
    assert!(!got[0].message_id().is_empty());
    assert_eq!(got[0].message_id(), got[1].message_id());
    assert_eq!(states(&test).await, [state("kari@a.example", "sent")]);
}

#[tokio::test]
async fn a_silent_relay_is_left_after_its_time_and_tried_again() {
    let relay = Relay::start(None).await;
    relay.set(Mood::Silent);
    let test = with_relay(&relay, &[("FULLMAKT_RELAY_TIMEOUT_SECONDS", "1")]).await;
    letter(&test, "kari@a.example").await;
    test.run_jobs().await;
    assert_eq!(states(&test).await, [state("kari@a.example", "waiting")]);
    relay.set(Mood::Takes);
    test.advance(DAY);
    test.run_jobs().await;
    assert_eq!(states(&test).await, [state("kari@a.example", "sent")]);
}

/// A certificate for 127.0.0.1 of a test authority: the server's settings, and the authority's PEM.
fn authority() -> (Arc<rustls::ServerConfig>, String) {
    let ca_key = rcgen::KeyPair::generate().unwrap();
    let mut ca = rcgen::CertificateParams::new(Vec::new()).unwrap();
    ca.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let ca_certificate = ca.self_signed(&ca_key).unwrap();
    let issuer = rcgen::Issuer::new(ca, ca_key);
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()])
        .unwrap()
        .signed_by(&key, &issuer)
        .unwrap();
    let config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            )
            .unwrap();
    (Arc::new(config), ca_certificate.pem())
}

#[tokio::test]
async fn the_relay_is_logged_in_to_over_tls_by_the_authority_of_the_settings_alone() {
    let (server, pem) = authority();
    let relay = Relay::start(Some(server)).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, pem).unwrap();
    let url = format!("smtp://bruker:passord@127.0.0.1:{}?tls=required", relay.port);

    let stranger = TestApp::with_env(&[("FULLMAKT_RELAY", &url)]).await;
    letter(&stranger, "kari@a.example").await;
    stranger.run_jobs().await;
    assert_eq!(states(&stranger).await, [state("kari@a.example", "waiting")], "an unknown authority");
    assert!(relay.got().is_empty());

    let test =
        TestApp::with_env(&[("FULLMAKT_RELAY", &url), ("FULLMAKT_RELAY_CA", file.to_str().unwrap())]).await;
    letter(&test, "kari@a.example").await;
    test.run_jobs().await;
    assert_eq!(states(&test).await, [state("kari@a.example", "sent")]);
    let got = relay.got();
    assert!(got[0].encrypted && got[0].login.is_some(), "{got:?}");
}
