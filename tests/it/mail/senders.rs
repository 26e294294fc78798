//! Whether the sender's domain stands behind a message, asked of a name server of the test's own; signatures are real.

use base64::Engine as _;
use fullmakt::config::{Config, Settings};
use fullmakt::mail::inbox::{Envelope, Way};
use fullmakt::mail::sender_check::Said::{self, Fail, None as Silent, Pass, PermError, Relayed, SoftFail};
use fullmakt::mail::sender_check::{SenderCheck, SenderFindings, Verdict};
use mail_auth::common::crypto::{RsaKey, Sha256};
use mail_auth::common::headers::HeaderWriter as _;
use mail_auth::dkim::DkimSigner;
use rustls::pki_types::PrivateKeyDer;

use super::{ORDER, Post, letter};
use crate::support::dns::NameServer;

/// Where messages come from in these tests: a documentation address (RFC 5737), which is nobody's own relay.
const PEER: &str = "192.0.2.25";

/// A key pair, and the record that publishes its public half.
struct Signer {
    key: Vec<u8>,
    record: String,
}

impl Signer {
    fn new() -> Self {
        use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
        use aws_lc_rs::rsa::{KeyPair, KeySize};
        use aws_lc_rs::signature::KeyPair as _;
        let pair = KeyPair::generate(KeySize::Rsa2048).expect("a key");
        let private: Pkcs8V1Der<'_> = pair.as_der().expect("its private half");
        let public: PublicKeyX509Der<'_> = pair.public_key().as_der().expect("its public half");
        let public = base64::engine::general_purpose::STANDARD.encode(public.as_ref());
        Self { key: private.as_ref().to_vec(), record: format!("v=DKIM1; k=rsa; p={public}") }
    }

    /// The message with a signature of `domain` in front.
    fn sign(&self, domain: &str, message: &str) -> String {
        let key =
            RsaKey::<Sha256>::from_key_der(PrivateKeyDer::Pkcs8(self.key.clone().into())).expect("a key");
        let signature = DkimSigner::from_key(key)
            .domain(domain)
            .selector("post")
            .headers(["From", "To", "Subject", "Message-ID"])
            .sign(message.as_bytes())
            .expect("a signature");
        format!("{}{message}", signature.to_header())
    }
}

fn check(server: &NameServer) -> SenderCheck {
    let address = server.address.to_string();
    let config = Config::from_lookup(Settings::default(), &|name| {
        (name == "FULLMAKT_RESOLVER").then(|| address.clone())
    });
    SenderCheck::new(&config.expect("settings")).expect("it is on")
}

fn envelope(peer: &str, from: &str) -> Envelope {
    Envelope {
        from: from.to_owned(),
        way: Way::Smtp,
        peer: Some(peer.parse().expect("an address")),
        helo: Some("mx.leverandor.example".to_owned()),
        tls: None,
    }
}

fn said(found: &SenderFindings) -> (Verdict, Option<Said>, Vec<Said>, Option<Said>) {
    let said = |finding: &Option<fullmakt::mail::sender_check::Finding>| finding.as_ref().map(|f| f.said);
    (found.verdict, said(&found.spf), found.dkim.iter().map(|f| f.said).collect(), said(&found.dmarc))
}

#[tokio::test]
async fn the_domain_of_the_from_line_decides() {
    let pen = Signer::new();
    let spf = format!("v=spf1 ip4:{PEER} -all");
    let server = NameServer::start(&[
        // A domain with all three; one with SPF alone; one whose SPF is mild; one that signs and says no more.
        ("leverandor.example", &spf),
        ("post._domainkey.leverandor.example", &pen.record),
        ("_dmarc.leverandor.example", "v=DMARC1; p=reject"),
        ("bare-spf.example", &spf),
        ("mild.example", "v=spf1 ~all"),
        ("post._domainkey.mild.example", &pen.record),
        ("ondsinnet.example", &spf),
        ("post._domainkey.ondsinnet.example", &pen.record),
        ("ugyldig.example", "v=spf1 include:finnes-ikke.example -all"),
    ])
    .await;
    let check = check(&server);
    let from = |domain: &str| {
        letter("en@x.example", ORDER).replacen("mari@leverandor.example", &format!("mari@{domain}"), 1)
    };
    let (ours, forged) = (from("leverandor.example"), from("leverandor.example"));
    let signed = pen.sign("leverandor.example", &ours);
    let changed = signed.replace("910049356", "810844612");
    let by_another = pen.sign("ondsinnet.example", &forged);
    let elsewhere = "198.51.100.7";
    let (sender, other) = ("mari@leverandor.example", "x@ondsinnet.example");
    #[rustfmt::skip]
    let cases = [
        ("all three", &signed, PEER, sender, (Verdict::Pass, Some(Pass), vec![Pass], Some(Pass))),
        ("SPF alone carries DMARC", &ours, PEER, sender, (Verdict::Pass, Some(Pass), vec![], Some(Pass))),
        ("forwarded: the signature carries it", &signed, elsewhere, sender, (Verdict::Pass, Some(Fail), vec![Pass], Some(Pass))),
        ("forwarded and changed", &changed, elsewhere, sender, (Verdict::Fail, Some(Fail), vec![Fail], Some(Fail))),
        ("from elsewhere, unsigned", &ours, elsewhere, sender, (Verdict::Fail, Some(Fail), vec![], Some(Fail))),
        ("another domain's SPF and signature", &by_another, PEER, other, (Verdict::Fail, Some(Pass), vec![Pass], Some(Fail))),
        ("SPF without DMARC", &from("bare-spf.example"), PEER, "x@bare-spf.example", (Verdict::Pass, Some(Pass), vec![], Some(Silent))),
        ("SPF fails without DMARC", &from("bare-spf.example"), elsewhere, "x@bare-spf.example", (Verdict::Fail, Some(Fail), vec![], Some(Silent))),
        ("SPF of a stranger says nothing about From", &from("bare-spf.example"), PEER, other, (Verdict::None, Some(Pass), vec![], Some(Silent))),
        ("mild SPF", &from("mild.example"), PEER, "x@mild.example", (Verdict::Fail, Some(SoftFail), vec![], Some(Silent))),
        ("mild SPF and a signature", &pen.sign("mild.example", &from("mild.example")), PEER, "x@mild.example", (Verdict::Pass, Some(SoftFail), vec![Pass], Some(Silent))),
        ("a domain that says nothing", &from("stille.example"), PEER, "x@stille.example", (Verdict::None, Some(Silent), vec![], Some(Silent))),
        ("a faulty entry", &from("ugyldig.example"), PEER, "x@ugyldig.example", (Verdict::None, Some(PermError), vec![], Some(Silent))),
        ("behind a relay of our own", &ours, "127.0.0.1", sender, (Verdict::Unchecked, Some(Relayed), vec![], Some(Said::TempError))),
        ("signed, behind a relay of our own", &signed, "10.1.2.3", sender, (Verdict::Pass, Some(Relayed), vec![Pass], Some(Pass))),
        ("two From lines", &format!("From: sjef@etaten.example\r\n{ours}"), PEER, sender, (Verdict::Fail, Some(Pass), vec![], Some(Silent))),
    ];
    for (what, message, peer, envelope_from, expected) in cases {
        let found = check.check(&envelope(peer, envelope_from), message.as_bytes()).await;
        assert_eq!(said(&found), expected, "{what}: {found:?}");
        assert_eq!(SenderFindings::from_json(&found.to_json()), Some(found), "{what}: it is kept whole");
    }
    // A fetched message has no peer.
    let fetched = Envelope { way: Way::Imap, peer: None, ..envelope(PEER, sender) };
    assert_eq!(check.check(&fetched, signed.as_bytes()).await.verdict, Verdict::Pass);
    assert_eq!(check.check(&fetched, ours.as_bytes()).await.verdict, Verdict::Unchecked);
    // Hundreds of signatures cost no more than a few.
    let many = format!("{}{ours}", signed.split("From:").next().unwrap().repeat(300));
    let found = check.check(&envelope(PEER, sender), many.as_bytes()).await;
    assert!((1..=20).contains(&found.dkim.len()), "{}", found.dkim.len());
}

#[tokio::test]
async fn a_resolver_that_does_not_answer_is_shown_and_nobody_is_doubted() {
    let server = NameServer::silent().await;
    let address = server.address.to_string();
    let env = [("FULLMAKT_RESOLVER", address.as_str()), ("FULLMAKT_SENDER_CHECK", "confirm")];
    let post = Post::with_env(&env).await;
    let mut client = post.dial().await;
    client.begin().await;
    client.send(letter("stum@leverandor.example", ORDER)).await;
    assert!(client.say(".").await.starts_with("250"), "the message is taken");
    post.test.run_jobs().await;
    assert_eq!(post.test.count("SELECT count(*) AS n FROM orders WHERE state = 'received'").await, 1);
    let mut handler = post.test.handler().await;
    let path = format!("/saksbord/post/{}", post.only().await.text("id").unwrap());
    assert!(handler.get(&path).await.text().contains("Avsenderen kunne ikke kontrolleres."));
}

/// Sends a mail as its domain's DKIM key would have it, and gives the orders' states.
async fn order_states(rule: &str, signed: bool) -> (Vec<String>, String) {
    let pen = Signer::new();
    let server = NameServer::start(&[
        ("post._domainkey.leverandor.example", &pen.record),
        ("_dmarc.leverandor.example", "v=DMARC1; p=reject"),
    ])
    .await;
    let address = server.address.to_string();
    let post =
        Post::with_env(&[("FULLMAKT_RESOLVER", address.as_str()), ("FULLMAKT_SENDER_CHECK", rule)]).await;
    let plain = letter("en@leverandor.example", ORDER);
    // The forger signs too, for another domain: its SPF and signature are good, and not the From line's.
    let raw = if signed { pen.sign("leverandor.example", &plain) } else { plain };
    let envelope = envelope(PEER, if signed { "mari@leverandor.example" } else { "x@ondsinnet.example" });
    post.test.services.reception.take(&envelope, raw.as_bytes()).await.expect("stored");
    post.test.run_jobs().await;
    let mut tx = post.test.app.db.read().await.expect("read");
    let rows = tx.fetch_all("SELECT state FROM orders", &[]).await.expect("query");
    drop(tx);
    let mut handler = post.test.handler().await;
    let path = format!("/saksbord/post/{}", post.only().await.text("id").unwrap());
    let page = handler.get(&path).await.text();
    if rule == "confirm" && !signed {
        let mail = post.test.mailbox().await.remove(0);
        let mut contact = post.test.browser();
        contact.follow(&mail.path_starting("/lenke/").expect("a link")).await;
        contact.post("/sak/2026-00001/bekreft", &[]).await;
        let received = post.test.count("SELECT count(*) AS n FROM orders WHERE state = 'received'").await;
        assert_eq!(received, 1, "its contact confirms it");
    }
    (rows.iter().map(|row| row.text("state").expect("state")).collect(), page)
}

#[tokio::test]
async fn by_rule_a_sender_that_fails_confirms_by_its_link() {
    let fails = "leverandor.example står ikke bak denne e-posten.";
    for (rule, signed, state, shown) in [
        ("confirm", false, "unconfirmed", Some(fails)),
        ("confirm", true, "received", Some("leverandor.example står bak denne e-posten.")),
        ("show", false, "received", Some(fails)),
        ("off", false, "received", None),
    ] {
        let (states, page) = order_states(rule, signed).await;
        assert_eq!(states, [state], "{rule}, signed: {signed}");
        match shown {
            Some(line) => assert!(page.contains(line), "{rule}: {page}"),
            None => assert!(!page.contains("Kontroll av avsenderen"), "{rule}: {page}"),
        }
    }
}
