//! A mailbox that exists already, fetched by IMAP from a real Dovecot: `TEST_IMAP_URL` says where one is
//! (`scripts/dovecot.sh start DIR` prints it), with `TEST_IMAP_CA` when it has TLS. Every test has a user of its own.

use std::process::{Command, Stdio};
use std::time::Duration;

use fullmakt::config::{Config, Database, ImapSettings, Settings};
use fullmakt::mail::imap::{fetch_once, follow};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::to_the_end::approved_and_walked;
use super::{ORDER, letter};
use crate::support::{TestApp, skipped};

/// Longer than anything here takes on a busy machine; only a failure waits that long.
const PATIENCE: Duration = Duration::from_mins(1);

fn setting(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the suite is told of its servers by the environment")]
    let value = std::env::var(name).ok();
    value.filter(|value| !value.is_empty())
}

/// A user's mailbox on the suite's Dovecot.
struct Mailbox {
    url: String,
    user: String,
    port: u16,
}

impl Mailbox {
    /// `None`, said aloud, when there is no Dovecot.
    fn of(test: &str) -> Option<Self> {
        let Some(url) = setting("TEST_IMAP_URL") else {
            skipped(test, "TEST_IMAP_URL is not set; scripts/dovecot.sh start DIR prints it");
            return None;
        };
        // The suite may run twice on one server, once for each database.
        let mut random = [0_u8; 4];
        #[expect(
            clippy::disallowed_methods,
            reason = "two runs must not meet in one mailbox, so the name is not seeded"
        )]
        aws_lc_rs::rand::fill(&mut random).expect("randomness");
        let user = format!("{test}{:08x}", u32::from_le_bytes(random));
        let port = url.rsplit_once(':').and_then(|(_, rest)| rest.split('/').next()?.parse().ok());
        Some(Self { url: url.replace("NAME", &user), user, port: port.expect("a port") })
    }

    /// The settings, with others beside them.
    fn settings(&self, more: &[(&str, &str)]) -> ImapSettings {
        let config = Config::from_lookup(Settings::default(), &|name| {
            let other = more.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
            other.or_else(|| (name == "FULLMAKT_IMAP").then(|| self.url.clone()))
        });
        config.expect("settings").imap.expect("a mailbox")
    }

    async fn client(&self) -> Imap {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await.expect("Dovecot answers");
        let mut imap = Imap { stream: BufReader::new(stream), tag: 0 };
        imap.line().await;
        imap.say(&format!("LOGIN {} hemmelig", self.user)).await;
        imap.say("SELECT INBOX").await;
        imap
    }
}

/// The other program at the mailbox: what a person's mail client does.
struct Imap {
    stream: BufReader<TcpStream>,
    tag: u32,
}

impl Imap {
    async fn line(&mut self) -> String {
        let mut line = String::new();
        let read = tokio::time::timeout(PATIENCE, self.stream.read_line(&mut line)).await;
        assert!(read.expect("Dovecot answers in time").expect("a line") > 0, "Dovecot hung up");
        line
    }

    /// Says a command and gives everything that was answered; it must succeed.
    async fn say(&mut self, command: &str) -> String {
        self.tag += 1;
        let tag = format!("t{}", self.tag);
        self.stream.write_all(format!("{tag} {command}\r\n").as_bytes()).await.expect("sent");
        let mut answer = String::new();
        loop {
            let line = self.line().await;
            if let Some(done) = line.strip_prefix(&format!("{tag} ")) {
                assert!(done.starts_with("OK"), "{command}: {line}");
                return answer;
            }
            answer += &line;
        }
    }

    async fn append(&mut self, folder: &str, raw: &str) {
        self.say(&format!("APPEND {folder} {{{}+}}\r\n{raw}", raw.len())).await;
    }

    /// How many messages of the open folder have (or have not) been seen.
    async fn count(&mut self, what: &str) -> usize {
        // A search sees what the session was told of; NOOP asks for news first.
        self.say("NOOP").await;
        let answer = self.say(&format!("SEARCH {what}")).await;
        let found = answer.lines().find_map(|line| line.strip_prefix("* SEARCH")).unwrap_or_default();
        found.split_whitespace().count()
    }

    async fn exists(&mut self, folder: &str) -> usize {
        self.say("NOOP").await;
        let answer = self.say(&format!("STATUS {folder} (MESSAGES)")).await;
        let count = answer.split("MESSAGES ").nth(1).and_then(|rest| rest.split(')').next()?.parse().ok());
        count.expect("a count")
    }
}

#[tokio::test]
async fn a_mail_in_a_mailbox_ends_as_a_finished_case_with_no_hand_but_the_approval() {
    let Some(mailbox) = Mailbox::of("ordre") else { return };
    let test = TestApp::new().await;
    let mut client = mailbox.client().await;
    client.append("INBOX", &letter("ordre@leverandor.example", ORDER)).await;
    client.append("INBOX (\\Seen)", &letter("lest@leverandor.example", ORDER)).await;
    let settings = mailbox.settings(&[]);
    assert_eq!(fetch_once(&test.services.reception, &settings).await.expect("fetched"), 1, "the unread one");
    approved_and_walked(&test).await;
    assert_eq!(test.count("SELECT count(*) AS n FROM inbound_mail WHERE arrived_by = 'imap'").await, 1);
    assert_eq!(client.count("UNSEEN").await, 0);
    assert_eq!(fetch_once(&test.services.reception, &settings).await.expect("fetched"), 0);
}

#[tokio::test]
async fn a_message_is_moved_when_the_setting_says_so_read_or_not() {
    let Some(mailbox) = Mailbox::of("flytt") else { return };
    let test = TestApp::new().await;
    let mut client = mailbox.client().await;
    client.append("INBOX", &letter("en@leverandor.example", ORDER)).await;
    client.append("INBOX (\\Seen)", &letter("to@leverandor.example", "Hei\r\n")).await;
    let settings = mailbox.settings(&[("FULLMAKT_IMAP_AFTER", "move:Behandlet")]);
    for expected in [2, 0] {
        assert_eq!(fetch_once(&test.services.reception, &settings).await.expect("fetched"), expected);
    }
    assert_eq!((client.exists("INBOX").await, client.exists("Behandlet").await), (0, 2));
    assert_eq!(test.count("SELECT count(*) AS n FROM inbound_mail").await, 2);
}

#[tokio::test]
async fn the_way_to_the_mailbox_is_encrypted_and_its_server_must_be_the_right_one() {
    let Some(mailbox) = Mailbox::of("tls") else { return };
    let (Some(ca), Some(imaps)) = (setting("TEST_IMAP_CA"), setting("TEST_IMAPS_PORT")) else {
        skipped("tls", "the Dovecot has no certificate; openssl makes one");
        return;
    };
    let test = TestApp::new().await;
    let mut client = mailbox.client().await;
    let other = tempfile::tempdir().expect("a directory");
    let (wrong_ca, _, _) = super::certificate(other.path());
    let start_tls = format!("{}?tls=required", mailbox.url);
    let from_the_start = mailbox
        .url
        .replace("imap://", "imaps://")
        .replace(&format!(":{}/", mailbox.port), &format!(":{}/", imaps.trim()));
    for (number, url) in [start_tls, from_the_start].iter().enumerate() {
        client.append("INBOX", &letter(&format!("{number}@leverandor.example"), "Hei\r\n")).await;
        let env = [("FULLMAKT_IMAP", url.as_str()), ("FULLMAKT_IMAP_CA", ca.as_str())];
        let fetched = fetch_once(&test.services.reception, &mailbox.settings(&env)).await;
        assert_eq!(fetched.expect("fetched"), 1, "{url}");
        // A server whose certificate nobody vouches for gets no password.
        for env in [vec![("FULLMAKT_IMAP_CA", wrong_ca.as_str())], vec![]] {
            let env: Vec<(&str, &str)> = [("FULLMAKT_IMAP", url.as_str())].into_iter().chain(env).collect();
            let refused = fetch_once(&test.services.reception, &mailbox.settings(&env)).await;
            assert!(refused.unwrap_err().to_string().contains("certificate"), "{url}");
        }
    }
}

#[tokio::test]
async fn a_message_that_is_too_large_stays_and_the_desk_is_told_once() {
    let Some(mailbox) = Mailbox::of("stor") else { return };
    let test = TestApp::with_env(&[("FULLMAKT_MAIL_MAX_BYTES", "65536")]).await;
    let mut client = mailbox.client().await;
    let large = letter("stor@leverandor.example", &"Lang tekst.\r\n".repeat(10_000));
    client.append("INBOX", &large).await;
    client.append("INBOX", &letter("liten@leverandor.example", "Hei\r\n")).await;
    let settings = mailbox.settings(&[]);
    for expected in [1, 0] {
        assert_eq!(fetch_once(&test.services.reception, &settings).await.expect("fetched"), expected);
    }
    assert_eq!(client.count("UNSEEN").await, 1, "it is left as it was");
    test.run_jobs().await;
    assert_eq!(test.count("SELECT count(*) AS n FROM inbound_mail WHERE note = 'too-large'").await, 1);
    let mut handler = test.handler().await;
    let page = handler.get("/saksbord/post").await;
    assert!(page.text().contains("E-posten er for stor til å hentes."), "{}", page.text());
    assert!(page.text().contains("mari@leverandor.example"), "whose it is");
}

#[tokio::test]
async fn a_mailbox_that_is_numbered_anew_loses_and_repeats_nothing() {
    let Some(mailbox) = Mailbox::of("anew") else { return };
    let test = TestApp::new().await;
    let mut client = mailbox.client().await;
    let settings = mailbox.settings(&[("FULLMAKT_IMAP", &mailbox.url.replace("/INBOX", "/Ordre"))]);
    client.say("CREATE Ordre").await;
    client.append("Ordre", &letter("en@leverandor.example", ORDER)).await;
    assert_eq!(fetch_once(&test.services.reception, &settings).await.expect("fetched"), 1);
    client.say("DELETE Ordre").await;
    client.say("CREATE Ordre").await;
    // The old message comes back unread under a new number, as after a restored backup, and a new one beside it.
    client.append("Ordre", &letter("to@leverandor.example", "Hei\r\n")).await;
    client.append("Ordre", &letter("en@leverandor.example", ORDER)).await;
    assert_eq!(fetch_once(&test.services.reception, &settings).await.expect("fetched"), 2);
    test.run_jobs().await;
    assert_eq!(test.count("SELECT count(*) AS n FROM inbound_mail").await, 2);
    assert_eq!(test.count("SELECT count(*) AS n FROM orders").await, 1);
}

#[tokio::test]
async fn a_process_that_dies_between_storing_and_marking_makes_one_order() {
    let Some(mailbox) = Mailbox::of("krasj") else { return };
    let directory = tempfile::tempdir().expect("a directory");
    let mut client = mailbox.client().await;
    client.append("INBOX", &letter("krasj@leverandor.example", ORDER)).await;
    let child = Command::new(env!("CARGO_BIN_EXE_fullmakt"))
        .args(["serve", "--json", "--listen", "127.0.0.1:0", "--smtp-listen", "off", "--data"])
        .arg(directory.path())
        .env("FULLMAKT_IMAP", &mailbox.url)
        .env("FULLMAKT_RESOLVER", "off")
        .env("FULLMAKT_FAULT_POINT", "imap:stored-before-mark")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.expect("the program starts");
    let ended = tokio::task::spawn_blocking(move || child.wait());
    let status =
        tokio::time::timeout(PATIENCE, ended).await.expect("it comes to this place").unwrap().unwrap();
    assert!(!status.success(), "it died");
    assert_eq!(client.count("UNSEEN").await, 1, "and had marked nothing");

    let mut config = Config::from_lookup(Settings::default(), &|name| match name {
        "FULLMAKT_RESOLVER" => Some("off".to_owned()),
        _ => None,
    })
    .expect("settings");
    config.database = Database::Directory(directory.path().to_owned());
    let clock = fullmakt::clock::Clock::system();
    let app = fullmakt::server::open(config, clock, fullmakt::ids::Random::system()).await.expect("it opens");
    let services = fullmakt::server::services(app).await.expect("services");
    services.app.queue.release_claims_of_the_dead().await.expect("released");
    assert_eq!(fetch_once(&services.reception, &mailbox.settings(&[])).await.expect("fetched"), 1);
    services.app.queue.run_until_idle(&services).await.expect("jobs run");
    let mut tx = services.app.db.read().await.expect("read");
    for (table, expected) in [("inbound_mail", 1), ("orders", 1)] {
        let row =
            tx.fetch_optional(&format!("SELECT count(*) AS n FROM {table}"), &[]).await.unwrap().unwrap();
        assert_eq!(row.int("n").unwrap(), expected, "{table}");
    }
    assert_eq!(client.count("UNSEEN").await, 0);
}

/// A way to Dovecot that can be cut.
struct Way {
    port: u16,
    cut: watch::Sender<u32>,
}

impl Way {
    async fn to(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (cut, was_cut) = watch::channel(0);
        tokio::spawn(async move {
            while let Ok((mut from, _)) = listener.accept().await {
                let mut was_cut = was_cut.clone();
                was_cut.mark_unchanged();
                tokio::spawn(async move {
                    let Ok(mut to) = TcpStream::connect(("127.0.0.1", target)).await else { return };
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut from, &mut to) => {}
                        _ = was_cut.changed() => {}
                    }
                });
            }
        });
        Self { port, cut }
    }
}

/// Looks again until it is so; each look is a question to Dovecot, so that nobody spins.
async fn until_seen(client: &mut Imap, expected: usize) {
    let looking = async { while client.count("SEEN").await < expected {} };
    tokio::time::timeout(PATIENCE, looking).await.expect("it is fetched");
}

#[tokio::test]
async fn the_mailbox_is_followed_over_cut_connections_until_the_service_stops() {
    let Some(mailbox) = Mailbox::of("folg") else { return };
    let test = TestApp::new().await;
    let way = Way::to(mailbox.port).await;
    let url = mailbox.url.replace(&format!(":{}/", mailbox.port), &format!(":{}/", way.port));
    let settings = mailbox.settings(&[("FULLMAKT_IMAP", &url), ("FULLMAKT_IMAP_POLL_SECONDS", "1")]);
    let (stop, stopped) = watch::channel(false);
    let following = tokio::spawn(follow(test.services.reception.clone(), settings, stopped));
    let mut client = mailbox.client().await;
    for round in 1..=3 {
        client.append("INBOX", &letter(&format!("{round}@leverandor.example"), "Hei\r\n")).await;
        until_seen(&mut client, round).await;
        way.cut.send_modify(|cuts| *cuts += 1);
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM inbound_mail").await, 3);
    stop.send(true).expect("it runs");
    let ended = tokio::time::timeout(PATIENCE, following).await.expect("it ends when it is told to");
    ended.expect("nothing fell");
}

#[tokio::test]
async fn a_server_that_talks_nonsense_or_nothing_is_an_error_and_no_more() {
    let test = TestApp::new().await;
    for greeting in [
        "",
        "220 smtp.example ESMTP\r\n",
        "* BYE not today\r\n",
        "* OK hei\r\nt1 BAD\r\n\0\0\0{99999999999}\r\n",
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let serving = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a client");
            let _ = stream.write_all(greeting.as_bytes()).await;
            let _ = stream.shutdown().await;
            let _ = stream.read_to_end(&mut Vec::new()).await;
        });
        let url = format!("imap://a:hemmelig@127.0.0.1:{port}/INBOX");
        let config =
            Config::from_lookup(Settings::default(), &|name| (name == "FULLMAKT_IMAP").then(|| url.clone()));
        let settings = config.unwrap().imap.unwrap();
        let error = fetch_once(&test.services.reception, &settings).await.unwrap_err().to_string();
        assert!(!error.contains("hemmelig"), "{error}");
        serving.await.expect("served");
    }
    assert_eq!(test.count("SELECT count(*) AS n FROM inbound_mail").await, 0);
}
