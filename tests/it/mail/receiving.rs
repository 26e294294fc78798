//! What an ordinary mail server meets.

use lettre::message::Mailbox;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};

use super::to_the_end::approved_and_walked;
use super::{ORDER, OURS, Post, certificate, cryptography, letter};
use fullmakt::config::{Config, Settings};
use fullmakt::mail::receiver::Reception;

type Transport = AsyncSmtpTransport<Tokio1Executor>;

fn message(id: &str, body: &str) -> Message {
    Message::builder()
        .message_id(Some(format!("<{id}>")))
        .from("Mari Oppdiktet <mari@leverandor.example>".parse::<Mailbox>().expect("a sender"))
        .to(OURS.parse().expect("a recipient"))
        .subject("Bestilling av tilgang: Sprek Maur – æøå")
        .body(body.to_owned())
        .expect("a message")
}

fn client(port: u16) -> lettre::transport::smtp::AsyncSmtpTransportBuilder {
    cryptography();
    Transport::builder_dangerous("localhost")
        .port(port)
        .hello_name(ClientId::Domain("klient.leverandor.example".to_owned()))
}

#[tokio::test]
async fn an_order_by_an_ordinary_client_is_stored_once_with_its_envelope() {
    let post = Post::new().await;
    let transport = client(post.port).build::<Tokio1Executor>();
    for _ in 0..2 {
        transport
            .send(message("en@leverandor.example", ORDER))
            .await
            .expect("taken, also when it comes again");
    }
    let row = post.only().await;
    let column = |name: &str| row.opt_text(name).expect("a column").unwrap_or_default();
    assert_eq!(
        ["message_id", "envelope_from", "arrived_by", "helo", "tls"].map(column),
        ["en@leverandor.example", "mari@leverandor.example", "smtp", "klient.leverandor.example", ""]
    );
    assert!(["127.0.0.1", "::1"].contains(&column("peer").as_str()), "{}", column("peer"));
}

#[tokio::test]
async fn somebody_elses_message_id_does_not_make_a_mail_disappear() {
    let post = Post::new().await;
    let transport = client(post.port).build::<Tokio1Executor>();
    let intruder = || {
        Message::builder()
            .message_id(Some("<en@leverandor.example>".to_owned()))
            .from("ond@annet.example".parse::<Mailbox>().expect("a sender"))
            .to(OURS.parse().expect("a recipient"))
            .subject("Hei")
            .body("Jeg var først.".to_owned())
            .expect("a message")
    };
    for mail in [
        intruder(),
        message("en@leverandor.example", ORDER),
        message("en@leverandor.example", ORDER),
        intruder(),
    ] {
        transport.send(mail).await.expect("taken");
    }
    post.test.run_jobs().await;
    let kept = "SELECT count(*) AS n FROM inbound_mail";
    assert_eq!(post.test.count(kept).await, 2, "each author's once");
    let orders = "SELECT count(*) AS n FROM inbound_mail WHERE sender = 'mari@leverandor.example' AND order_id IS NOT NULL";
    assert_eq!(post.test.count(orders).await, 1, "the order is there");
}

#[tokio::test]
async fn a_mail_by_an_ordinary_client_ends_as_a_finished_case_with_no_hand_but_the_approval() {
    let post = Post::new().await;
    let transport = client(post.port).build::<Tokio1Executor>();
    transport.send(message("slutt@leverandor.example", ORDER)).await.expect("taken");
    approved_and_walked(&post.test).await;
}

#[tokio::test]
async fn with_a_certificate_the_message_comes_encrypted() {
    let directory = tempfile::tempdir().expect("a directory");
    let (chain, key, authority) = certificate(directory.path());
    let post = Post::with_env(&[("FULLMAKT_SMTP_CERT", &chain), ("FULLMAKT_SMTP_KEY", &key)]).await;
    let parameters = TlsParameters::builder("localhost".to_owned())
        .add_root_certificate(Certificate::from_pem(authority.as_bytes()).expect("a certificate"))
        .build()
        .expect("parameters");
    let transport = client(post.port).tls(Tls::Required(parameters)).build::<Tokio1Executor>();
    transport.send(message("tls@leverandor.example", ORDER)).await.expect("taken");
    assert_eq!(post.only().await.opt_text("tls").unwrap().as_deref(), Some("TLSv1.3"));
}

#[tokio::test]
async fn what_was_said_before_the_handshake_is_forgotten() {
    let directory = tempfile::tempdir().expect("a directory");
    let (chain, key, authority) = certificate(directory.path());
    let post = Post::with_env(&[("FULLMAKT_SMTP_CERT", &chain), ("FULLMAKT_SMTP_KEY", &key)]).await;
    let mut plain = post.dial().await;
    assert!(plain.say("EHLO klient.example").await.contains("250-STARTTLS"));
    assert!(plain.say("MAIL FROM:<ond@leverandor.example>").await.starts_with("250"));
    // Somebody on the way adds a command behind STARTTLS; it must not be carried out as if it had come encrypted.
    let injected = "STARTTLS\r\nEHLO ond.example\r\nMAIL FROM:<ond@leverandor.example>\r\n";
    plain.send(injected).await;
    assert!(plain.hear().await.starts_with("220"));

    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.as_bytes()).unwrap()).unwrap();
    cryptography();
    let config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let connector = tokio_rustls::TlsConnector::from(std::sync::Arc::new(config));
    let name = ServerName::try_from("localhost").unwrap();
    let stream = connector.connect(name, plain.stream.into_inner()).await.expect("a handshake");
    let mut encrypted = BufReader::new(stream);
    let mut say = async |line: &str| {
        encrypted.write_all(format!("{line}\r\n").as_bytes()).await.unwrap();
        let mut answer = String::new();
        encrypted.read_line(&mut answer).await.unwrap();
        answer
    };
    let first = say("NOOP hei").await;
    assert!(first.starts_with("250 2.0.0 ok"), "the first answer is the first command's own: {first}");
    assert!(say(&format!("RCPT TO:<{OURS}>")).await.starts_with("503"), "the envelope is forgotten");
    assert!(say("DATA").await.starts_with("503"));
    assert!(say("MAIL FROM:<x@leverandor.example>").await.starts_with("503"), "so is the name");
    assert!(say("STARTTLS").await.starts_with("503"), "TLS within TLS");
    assert!(say("QUIT").await.starts_with("221"));
    let mut rest = Vec::new();
    encrypted.read_to_end(&mut rest).await.expect("a proper farewell, and no more");
    assert_eq!(rest, b"");
}

#[test]
fn a_certificate_that_cannot_be_used_is_named_at_start() {
    let directory = tempfile::tempdir().expect("a directory");
    let (chain, key, _) = certificate(directory.path());
    let empty = directory.path().join("empty.pem").display().to_string();
    std::fs::write(&empty, "nothing").unwrap();
    for (chain, key, setting) in [
        (empty.as_str(), key.as_str(), "FULLMAKT_SMTP_CERT"),
        ("/nowhere/mail.crt", key.as_str(), "FULLMAKT_SMTP_CERT"),
        (chain.as_str(), empty.as_str(), "FULLMAKT_SMTP_KEY"),
    ] {
        let pairs = [("FULLMAKT_SMTP_CERT", chain), ("FULLMAKT_SMTP_KEY", key)];
        let config = Config::from_lookup(Settings::default(), &|name| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        });
        let (chain, key) = config.unwrap().mail_in.certificate.unwrap();
        let error = Reception::certificate(&chain, &key).err().expect("refused").to_string();
        assert!(error.starts_with(setting) && error.contains("Example: "), "{error}");
    }
}

#[tokio::test]
async fn names_and_texts_beyond_ascii_come_whole() {
    let post = Post::new().await;
    let mut client = post.dial().await;
    client
        .walk(&[
            ("EHLO klient.example", "250"),
            ("MAIL FROM:<mari@blåbær.example>", "553 5.6.7"),
            ("MAIL FROM:<mari@blåbær.example> SMTPUTF8 BODY=8BITMIME", "250"),
            (&format!("RCPT TO:<{OURS}>"), "250"),
            ("DATA", "354"),
        ])
        .await;
    let raw = letter("utf8@blåbær.example", "Blåbærsyltetøy: 8 biter, ingen borte.\r\n");
    client.send(raw.as_bytes()).await;
    assert!(client.say(".").await.starts_with("250 2.0.0 stored as"));
    assert_eq!(post.only().await.text("envelope_from").unwrap(), "mari@blåbær.example");
    assert_eq!(String::from_utf8(post.raw().await).unwrap(), raw);
}

#[tokio::test]
async fn commands_may_come_all_at_once_and_are_answered_in_order() {
    let post = Post::new().await;
    let mut client = post.dial().await;
    let envelope = format!("MAIL FROM:<mari@leverandor.example>\r\nRCPT TO:<{OURS}>\r\nDATA\r\n");
    client.send(format!("EHLO klient.example\r\n{envelope}")).await;
    for expected in ["250", "250", "250", "354"] {
        assert!(client.hear().await.starts_with(expected));
    }
    // The next message stands right behind the first, and QUIT behind both.
    let (one, two) = (letter("en@x.example", "Hei\r\n"), letter("to@x.example", "Hei igjen\r\n"));
    client.send(format!("{one}.\r\n{envelope}")).await;
    for expected in ["250 2.0.0 stored", "250", "250", "354"] {
        let answer = client.hear().await;
        assert!(answer.starts_with(expected), "{answer}");
    }
    client.send(format!("{two}.\r\nQUIT\r\n")).await;
    let rest = client.rest().await;
    assert!(rest.starts_with("250 2.0.0 stored") && rest.ends_with("221 2.0.0 goodbye\r\n"), "{rest}");
    assert_eq!(post.stored().await, 2);
}

#[tokio::test]
async fn every_command_has_its_answer_in_every_order() {
    let post = Post::new().await;
    let mut client = post.dial().await;
    let ours = format!("RCPT TO:<{OURS}>");
    client
        .walk(&[
            ("MAIL FROM:<a@b.example>", "503"),
            (&ours, "503"),
            ("DATA", "503"),
            ("STARTTLS", "502"),
            ("HELO klient.example", "250 fullmakt.example"),
            ("MAIL FROM:<a@b.example> SIZE=99999999", "552 5.3.4"),
            ("MAIL FROM:<>", "250"),
            ("MAIL FROM:<a@b.example>", "503"),
            ("RSET", "250"),
            ("NOOP", "250"),
        ])
        .await;
    let mut client = post.dial().await;
    client
        .walk(&[
            ("EHLO klient.example", "250"),
            ("MAIL FROM:<a@b.example> BODY=BINARYMIME", "555"),
            ("MAIL FROM:<a@b.example> FLAG=YES", "555"),
            ("MAIL FROM:a@b.example", "501"),
            ("MAIL FROM:<a@b.example>", "250"),
            ("RCPT TO:<noen@andre.example>", "550 5.7.1"),
            ("RCPT TO:<postmaster@andre.example>", "550 5.7.1"),
            ("RCPT TO:<Postmaster>", "250"),
            ("RCPT TO:<BESTILLING@Fullmakt.Example>", "250"),
            ("VRFY kari", "252"),
            ("EXPN alle", "502"),
            ("HELP", "214"),
            ("GET / HTTP/1.1", "500"),
            ("QUIT", "221"),
        ])
        .await;
    assert_eq!(client.rest().await, "");
    assert_eq!(post.stored().await, 0);
}

#[tokio::test]
async fn a_message_that_comes_as_the_service_stops_is_finished_and_others_are_told() {
    let mut post = Post::new().await;
    let mut idle = post.dial().await;
    let mut sending = post.dial().await;
    sending.begin().await;
    sending.send("From: mari@leverandor.example\r\n\r\nHei").await;
    let finishing = async {
        assert!(idle.hear().await.starts_with("421 "), "an idle client is told");
        // Whoever is in the middle of a message has its answer before it is told.
        assert!(sending.say("\r\n.").await.starts_with("250 2.0.0 stored"));
        assert!(sending.hear().await.starts_with("421 "));
    };
    let (at, stopping) = (post.port, post.stop());
    tokio::join!(stopping, finishing);
    assert_eq!(post.stored().await, 1);
    assert!(tokio::net::TcpStream::connect(("127.0.0.1", at)).await.is_err(), "nobody listens any more");
}
