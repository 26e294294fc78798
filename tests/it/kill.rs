//! The process is killed at every place where something could be lost or done twice, and started again.
//!
//! The real binary runs with `FULLMAKT_FAULT_POINT`, which ends it on the spot without any cleaning up. Orders come by
//! SMTP, letters leave to a relay of the test's own, and a handler's decision is written beside the running server, as a
//! command would. Nothing waits by the clock: the test waits for a letter, or for the process to end.

mod answered;
mod at_random;
mod beside;
mod sent_again;
pub(crate) mod tokens;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fullmakt::app::App;
use fullmakt::clients;
use fullmakt::clock::Clock;
use fullmakt::config::{Config, Settings};
use fullmakt::db::params;
use fullmakt::delegation;
use fullmakt::ids::Random;
use fullmakt::numbers::OrgNumber;
use fullmakt::orders::{decide, ending, store};
use fullmakt::server;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::support::database::{self, TestDatabase};

/// Longer than anything here takes on a busy machine; only a failure waits that long.
const PATIENCE: Duration = Duration::from_mins(1);

const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

const FICTIONAL: &str = "Systemleverandørs organisasjonsnummer: 910049356\r\nSystemleverandørs navn: Sprek Maur AS\r\n\
    Navn til testansvarlig: Mari Oppdiktet\r\nEpost-adresse til testansvarlig: mari@leverandor.example\r\n\
    Telefonnummer til testansvarlig: 22334455\r\n\r\nVi ønsker å delegere tilgang selv via en fiktiv virksomhet.\r\n";

const EXISTING: &str = "Systemleverandørs organisasjonsnummer: 910049356\r\nSystemleverandørs navn: Sprek Maur AS\r\n\
    Navn til testansvarlig: Mari Oppdiktet\r\nEpost-adresse til testansvarlig: mari@leverandor.example\r\n\
    Telefonnummer til testansvarlig: 22334455\r\nKundens organisasjonsnummer: 810844612\r\nKundens navn: Lydig Laks ASA\r\n\
    Kontaktinformasjon til kunden sin kontaktperson for test (testansvarlig):\r\nNavn til testansvarlig: Ola Oppdiktet\r\n\
    Epost-adresse til testansvarlig: ola@kunde.example\r\nTelefonnummer til testansvarlig: 99887766\r\n";

const DIRECT: &str = "Organisasjonsnummer: 810844612\r\nNavn: Lydig Laks ASA\r\nNavn til testansvarlig: Ola Oppdiktet\r\n\
    Epost-adresse til testansvarlig: ola@kunde.example\r\nTelefonnummer til testansvarlig: 99887766\r\n\
    Hjemmel: hvitvaskingsloven § 4 (1) a\r\n";

/// A letter as it reached the relay.
#[derive(Debug, Clone)]
struct Arrived {
    message_id: String,
    to: String,
}

/// A relay that takes every letter and tells the test.
struct Relay {
    port: u16,
    letters: mpsc::UnboundedReceiver<Arrived>,
    all: Vec<Arrived>,
}

impl Relay {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (tell, letters) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let tell = tell.clone();
                tokio::spawn(async move {
                    let _ = take_letters(stream, tell).await;
                });
            }
        });
        Self { port, letters, all: Vec::new() }
    }

    /// Waits until this many different letters have arrived.
    async fn wait_for(&mut self, different: usize, point: &str) {
        while self.different().len() < different {
            let next = tokio::time::timeout(PATIENCE, self.letters.recv()).await;
            let letter = next
                .unwrap_or_else(|_| {
                    panic!("{point}: {} of {different} letters came: {:?}", self.different().len(), self.all)
                })
                .expect("the relay runs");
            self.all.push(letter);
        }
    }

    /// What has arrived and was not waited for.
    fn drain(&mut self) {
        while let Ok(letter) = self.letters.try_recv() {
            self.all.push(letter);
        }
    }

    fn different(&self) -> BTreeSet<&str> {
        self.all.iter().map(|letter| letter.message_id.as_str()).collect()
    }
}

async fn take_letters(stream: TcpStream, tell: mpsc::UnboundedSender<Arrived>) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 relay.test\r\n").await?;
    let mut to = String::new();
    while let Some(line) = lines.next_line().await? {
        let verb = line.get(..4).unwrap_or(&line).to_ascii_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" => b"250-relay.test\r\n250 8BITMIME\r\n",
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                b"250 ok\r\n"
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await?;
                let mut message_id = String::new();
                loop {
                    // A message that a kill cut off is no message: no relay would keep it.
                    let Some(line) = lines.next_line().await? else { return Ok(()) };
                    if line == "." {
                        break;
                    }
                    if let Some(id) = line.strip_prefix("Message-ID: ") {
                        id.trim_matches(['<', '>', ' ']).clone_into(&mut message_id);
                    }
                }
                let _ = tell.send(Arrived { message_id, to: to.clone() });
                b"250 taken\r\n"
            }
            "QUIT" => {
                writer.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 ok\r\n",
        };
        writer.write_all(answer).await?;
    }
    Ok(())
}

/// A world that outlives its processes.
pub(crate) struct World {
    pub(crate) place: Place,
    relay: Relay,
    /// Settings beside those that every world here has.
    pub(crate) more: BTreeMap<&'static str, String>,
}

pub(crate) enum Place {
    Directory(tempfile::TempDir),
    Postgres(TestDatabase),
}

/// A running process.
pub(crate) struct Process {
    child: Child,
    smtp: String,
    pub(crate) http: String,
    /// Where it listens, whatever it believes its address to be.
    pub(crate) listen: String,
}

impl Drop for Process {
    /// A failed test leaves nothing running.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        let place = if database::server().is_some() {
            Place::Postgres(database::fresh().await)
        } else {
            Place::Directory(tempfile::tempdir().expect("a directory"))
        };
        Self { place, relay: Relay::start().await, more: BTreeMap::new() }
    }

    pub(crate) fn settings(&self) -> Settings {
        match &self.place {
            Place::Directory(directory) => {
                Settings { data: Some(PathBuf::from(directory.path())), ..Settings::default() }
            }
            Place::Postgres(database) => {
                Settings { database: database.url().map(str::to_owned), ..Settings::default() }
            }
        }
    }

    pub(crate) fn env(&self) -> BTreeMap<&'static str, String> {
        let mut env = self.more.clone();
        env.insert("FULLMAKT_MASTER_KEY", MASTER_KEY.to_owned());
        env.insert("FULLMAKT_RESOLVER", "off".to_owned());
        env.insert("FULLMAKT_RELAY", format!("smtp://127.0.0.1:{}", self.relay.port));
        env
    }

    /// How the real binary is started on this world, with its output in a pipe.
    pub(crate) fn launcher(&self, program: &Path) -> impl Fn() -> Command + Send + use<> {
        let (program, settings, env) = (program.to_owned(), self.settings(), self.env());
        move || {
            let mut command = Command::new(&program);
            command.args(["serve", "--json", "--listen", "127.0.0.1:0", "--smtp-listen", "127.0.0.1:0"]);
            if let Some(data) = &settings.data {
                command.arg("--data").arg(data);
            }
            if let Some(url) = &settings.database {
                command.args(["--database", url]);
            }
            command.envs(&env).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
            command
        }
    }

    /// Starts the real binary, with a place where it shall end itself.
    pub(crate) async fn start(&self, fault_point: Option<&str>) -> Process {
        let mut command = self.launcher(Path::new(env!("CARGO_BIN_EXE_fullmakt")))();
        if let Some(point) = fault_point {
            command.env("FULLMAKT_FAULT_POINT", point);
        }
        Process::launch(command).await
    }

    /// The same world opened beside the process, as a command does.
    pub(crate) async fn open(&self) -> App {
        let env = self.env();
        let config = Config::from_lookup(self.settings(), &|name| env.get(name).cloned()).expect("settings");
        server::open(config, Clock::system(), Random::system()).await.expect("the world opens")
    }

    /// Approves the order that came with this mail.
    async fn approve(&self, app: &App, message_id: &str) {
        let mut tx = app.db.begin_write().await.expect("write");
        let (order, _) = store::find_by_once_key(&mut tx, &format!("mail:{message_id}"))
            .await
            .expect("query")
            .expect("the mail became an order");
        decide::approve(
            &mut tx,
            app,
            app.now(),
            &order.case_number,
            Some(crate::orders::SCOPE),
            "handler:Test",
        )
        .await
        .expect("approved");
        tx.commit().await.expect("commit");
    }

    /// What a node that died had claimed is free once the claim has run out; the test does not wait for that.
    async fn let_claims_run_out(&self, app: &App) {
        Self::free_claims(app).await;
    }

    async fn free_claims(app: &App) {
        let mut tx = app.db.begin_write().await.expect("write");
        tx.execute("UPDATE jobs SET claimed_until = NULL WHERE done_at IS NULL", params![])
            .await
            .expect("claims");
        tx.commit().await.expect("commit");
    }
}

impl Process {
    /// Starts a process and waits until it says where it serves.
    pub(crate) async fn launch(mut command: Command) -> Self {
        let mut child = command.spawn().expect("the binary starts");
        let stdout = child.stdout.take().expect("a pipe");
        let line = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut line).map(|_| line)
        });
        let line = line.await.expect("a thread").expect("a line");
        let addresses: serde_json::Value = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("serve --json prints its addresses ({error}): {line:?}"));
        let text = |name: &str| addresses[name].as_str().expect("an address").to_owned();
        Self { child, smtp: text("smtp"), http: text("url"), listen: text("listen") }
    }

    /// Sends a mail; whether it was acknowledged.
    async fn mail(&self, message_id: &str, text: &str) -> bool {
        self.try_mail(message_id, text).await.unwrap_or(false)
    }

    async fn try_mail(&self, message_id: &str, text: &str) -> std::io::Result<bool> {
        let stream = TcpStream::connect(&self.smtp).await?;
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        // A customer orders for itself; all others are Mari's.
        let from = if message_id.ends_with("@kunde.example") {
            "ola@kunde.example"
        } else {
            "mari@leverandor.example"
        };
        let message = format!(
            "From: {from}\r\nTo: bestilling@fullmakt.example\r\nSubject: Bestilling\r\nMessage-ID: <{message_id}>\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n.\r\n"
        );
        for (say, expected) in [
            ("", "220"),
            ("EHLO test.example\r\n", "250"),
            ("MAIL FROM:<mari@leverandor.example>\r\n", "250"),
            ("RCPT TO:<bestilling@fullmakt.example>\r\n", "250"),
            ("DATA\r\n", "354"),
            (message.as_str(), "250"),
        ] {
            writer.write_all(say.as_bytes()).await?;
            loop {
                let Some(line) = lines.next_line().await? else { return Ok(false) };
                assert!(line.starts_with(expected), "{say}: {line}");
                if line.as_bytes().get(3) != Some(&b'-') {
                    break;
                }
            }
        }
        Ok(true)
    }

    /// Waits until the process has ended by itself.
    async fn dies(mut self, point: &str) {
        let pid = self.child.id();
        let mut child = std::mem::replace(&mut self.child, Command::new("true").spawn().expect("a process"));
        let ended = tokio::task::spawn_blocking(move || child.wait());
        let Ok(status) = tokio::time::timeout(PATIENCE, ended).await else {
            signal("KILL", pid);
            panic!("{point}: the process never came to this place");
        };
        let status = status.expect("a thread").expect("it ended");
        assert!(!status.success(), "{point}: the process ended as if nothing had happened");
    }

    /// Ends the process as a service manager does: work that is due is finished first.
    pub(crate) async fn stop(mut self) {
        signal("TERM", self.child.id());
        let mut child = std::mem::replace(&mut self.child, Command::new("true").spawn().expect("a process"));
        let status =
            tokio::task::spawn_blocking(move || child.wait()).await.expect("a thread").expect("it ended");
        assert!(status.success(), "{status}");
    }
}

/// What a soak sets.
pub(crate) fn setting(name: &str) -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the soak is made large by the environment, as the suite's database is chosen"
    )]
    let value = std::env::var(name).ok();
    value.filter(|value| !value.is_empty())
}

fn signal(name: &str, pid: u32) {
    let status = Command::new("kill").args([format!("-{name}"), pid.to_string()]).status().expect("kill");
    assert!(status.success());
}

async fn count(app: &App, sql: &str) -> i64 {
    let mut tx = app.db.read().await.expect("read");
    tx.fetch_optional(sql, params![]).await.expect("query").expect("a row").int("n").expect("n")
}

/// What must hold when all is done, however often the process was killed.
async fn nothing_is_lost_or_doubled(world: &mut World, app: &App, point: &str, expected: &[(&str, i64)]) {
    for (what, number) in expected {
        assert_eq!(
            count(app, &format!("SELECT count(*) AS n FROM {what}")).await,
            *number,
            "{point}: {what}"
        );
    }
    assert_eq!(count(app, "SELECT count(*) AS n FROM orders WHERE state <> 'done'").await, 0, "{point}");
    assert_eq!(count(app, "SELECT count(*) AS n FROM order_steps WHERE state <> 'done'").await, 0, "{point}");
    assert_eq!(
        count(app, "SELECT count(*) AS n FROM inbound_mail WHERE state <> 'order'").await,
        0,
        "{point}"
    );
    assert_eq!(count(app, "SELECT count(*) AS n FROM letters WHERE state <> 'sent'").await, 0, "{point}");
    world.relay.drain();
    let mut tx = app.db.read().await.expect("read");
    let rows = tx.fetch_all("SELECT message_id, recipient FROM letters", params![]).await.expect("letters");
    let written: BTreeSet<(String, String)> =
        rows.iter().map(|row| (row.text("message_id").unwrap(), row.text("recipient").unwrap())).collect();
    let arrived: BTreeSet<(String, String)> =
        world.relay.all.iter().map(|letter| (letter.message_id.clone(), letter.to.clone())).collect();
    assert_eq!(arrived, written, "{point}: every letter arrived, and a repeated one has its Message-ID");
}

/// The places that hold for every order.
const PLACING: [&str; 5] = [
    "mail:stored-before-commit", "mail:stored-after-commit", "order:placed:before-commit",
    "order:placed:after-commit", "mail:sent-before-mark",
];

fn around(steps: &[&str]) -> Vec<String> {
    steps
        .iter()
        .flat_map(|step| ["before", "effect", "after"].map(|place| format!("provision:{step}:{place}")))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_for_a_fictional_customer_survives_a_kill_at_every_place() {
    let mut world = World::new().await;
    let steps = ["import_vendor", "create_customer", "person_with_role", "grant_scope", "letters"];
    let points: Vec<String> = PLACING.iter().map(ToString::to_string).chain(around(&steps)).collect();
    // One world for all, so that every round also meets what the rounds before it left.
    for (round, point) in points.iter().enumerate() {
        let (before, rounds) = (2 * round, i64::try_from(round + 1).unwrap());
        let message_id = format!("round-{round}@leverandor.example");
        let doomed = world.start(Some(point)).await;
        let taken = doomed.mail(&message_id, FICTIONAL).await;
        if point.starts_with("provision:") {
            assert!(taken, "{point}");
            world.relay.wait_for(before + 1, point).await;
            let app = world.open().await;
            world.approve(&app, &message_id).await;
        }
        doomed.dies(point).await;

        let app = world.open().await;
        world.let_claims_run_out(&app).await;
        let process = world.start(None).await;
        if !taken {
            // A sender that got no answer sends again, and cannot know whether the first was stored.
            assert!(process.mail(&message_id, FICTIONAL).await, "{point}");
        }
        world.relay.wait_for(before + 1, point).await;
        if !point.starts_with("provision:") {
            world.approve(&app, &message_id).await;
        }
        world.relay.wait_for(before + 2, point).await;
        process.stop().await;
        let expected = [
            ("orders", rounds),
            ("inbound_mail", rounds),
            ("organisations WHERE origin = 'imported'", 1),
            ("organisations WHERE origin = 'fictional'", rounds),
            ("persons", rounds),
            ("roles", rounds),
            ("scope_access", rounds),
            ("order_steps", 5 * rounds),
            ("letters", 2 * rounds),
            ("audit WHERE action = 'order.step_done'", 5 * rounds),
        ];
        nothing_is_lost_or_doubled(&mut world, &app, point, &expected).await;
        if point == "mail:sent-before-mark" {
            let relay = &world.relay;
            assert!(
                relay.all.len() > relay.different().len(),
                "the letter was repeated, with its Message-ID"
            );
        }
    }
}

/// A vendor's order waits for the customer's; the customer's is carried out, and both are killed somewhere on the way.
async fn existing_customer(points: Vec<String>) {
    for point in points {
        let mut world = World::new().await;
        let doomed = world.start(Some(&point)).await;
        assert!(doomed.mail("leverandor@leverandor.example", EXISTING).await, "{point}");
        assert!(doomed.mail("kunde@kunde.example", DIRECT).await, "{point}");
        world.relay.wait_for(2, &point).await;
        let app = world.open().await;
        world.approve(&app, "leverandor@leverandor.example").await;
        world.approve(&app, "kunde@kunde.example").await;
        doomed.dies(&point).await;

        world.let_claims_run_out(&app).await;
        let process = world.start(None).await;
        world.relay.wait_for(5, &point).await;
        process.stop().await;
        let expected = [
            ("orders", 2),
            ("organisations", 2),
            ("persons", 1),
            ("roles", 1),
            ("scope_access", 1),
            ("order_steps", 8),
            ("letters", 5),
            ("audit WHERE action = 'order.step_done'", 8),
        ];
        nothing_is_lost_or_doubled(&mut world, &app, &point, &expected).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_waits_for_its_customer_survives_a_kill_while_it_waits_and_goes_on() {
    existing_customer(around(&["wait_for_grant", "import_vendor", "person_with_role"])).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customers_direct_order_survives_a_kill_at_every_step() {
    existing_customer(around(&["import_customer", "grant_scope", "letters"])).await;
}

/// The other side: a second process with a world of its own and a client for us. Gives our settings for it.
async fn elsewhere(
    world: &World,
    process: &Process,
    key: &std::path::Path,
) -> BTreeMap<&'static str, String> {
    let app = world.open().await;
    let (now, register) = (app.now(), OrgNumber::parse(clients::REGISTER).expect("a number"));
    let mut tx = app.db.begin_write().await.expect("write");
    let scope = "idporten:scopes.write";
    clients::grant_scope(&mut tx, &app, now, scope, register, None, "operator").await.expect("granted");
    let new = clients::NewClient::named(register, "Bestillingsbordet", vec![scope.to_owned()]);
    let client =
        clients::create_client(&mut tx, &app, now, new, Vec::new(), "operator").await.expect("a client");
    let jwk = crate::clients::key("bordet");
    clients::save_key(&mut tx, &app, now, &client.id, register, None, &jwk, "operator").await.expect("a key");
    tx.commit().await.expect("commit");
    let pem = fullmakt::jose::pem_of_private_key(&crate::clients::KEY.to_pkcs8().expect("a key"));
    std::fs::write(key, pem).expect("written");
    BTreeMap::from([
        ("FULLMAKT_STEPS", "grant_scope=external".to_owned()),
        ("FULLMAKT_SELF_SERVICE_URL", format!("{}/api/v1", process.http)),
        ("FULLMAKT_SELF_SERVICE_ISSUER", format!("{}/", process.http)),
        ("FULLMAKT_SELF_SERVICE_CLIENT_ID", client.id),
        ("FULLMAKT_SELF_SERVICE_KID", "bordet".to_owned()),
        ("FULLMAKT_SELF_SERVICE_KEY_FILE", key.display().to_string()),
    ])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_grant_at_the_other_side_survives_a_kill_between_its_answer_and_our_tick() {
    let other = World::new().await;
    let other_process = other.start(None).await;
    let directory = tempfile::tempdir().expect("a directory");
    let settings = elsewhere(&other, &other_process, &directory.path().join("key.pem")).await;
    let mut points = around(&["grant_scope"]);
    points.push("provision:grant_scope:answered".to_owned());
    let mut world = World::new().await;
    world.more = settings;
    for (round, point) in points.iter().enumerate() {
        let (before, rounds) = (2 * round, i64::try_from(round + 1).expect("few"));
        let message_id = format!("runde-{round}@leverandor.example");
        let doomed = world.start(Some(point)).await;
        assert!(doomed.mail(&message_id, FICTIONAL).await, "{point}");
        world.relay.wait_for(before + 1, point).await;
        let app = world.open().await;
        world.approve(&app, &message_id).await;
        doomed.dies(point).await;

        world.let_claims_run_out(&app).await;
        let process = world.start(None).await;
        world.relay.wait_for(before + 2, point).await;
        process.stop().await;
        let expected = [
            ("orders", rounds),
            ("scope_access WHERE scope LIKE 'brreg:%'", 0),
            ("order_steps WHERE mode = 'external' AND receipt LIKE '%\"was_there\":false%'", rounds),
            ("audit WHERE action = 'order.step_done'", 5 * rounds),
        ];
        nothing_is_lost_or_doubled(&mut world, &app, point, &expected).await;
        let there = other.open().await;
        let granted =
            "SELECT count(*) AS n FROM audit WHERE action = 'scope.granted' AND subject LIKE 'brreg:%'";
        assert_eq!(count(&there, granted).await, rounds, "{point}: once for every customer");
    }
    other_process.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_access_that_is_ended_survives_a_kill_at_every_step_and_takes_everything_back_once() {
    let mut world = World::new().await;
    let steps = [
        "withdraw_delegations", "withdraw_grant", "deactivate_clients", "remove_parties", "revoke_links",
        "end_receipt",
    ];
    for (round, point) in around(&steps).iter().enumerate() {
        let (before, rounds) = (3 * round, i64::try_from(round + 1).expect("few"));
        let message_id = format!("slutt-{round}@leverandor.example");
        let doomed = world.start(Some(point)).await;
        assert!(doomed.mail(&message_id, FICTIONAL).await, "{point}");
        world.relay.wait_for(before + 1, point).await;
        let app = world.open().await;
        world.approve(&app, &message_id).await;
        world.relay.wait_for(before + 2, point).await;
        let mut tx = app.db.begin_write().await.expect("write");
        let (order, _) = store::find_by_once_key(&mut tx, &format!("mail:{message_id}"))
            .await
            .expect("query")
            .expect("an order");
        let (customer, vendor) =
            (order.customer_number().expect("made"), OrgNumber::parse("910049356").unwrap());
        let now = app.now();
        delegation::add_supplier(&mut tx, &app, now, customer, vendor, "person:x").await.expect("added");
        let scheme = "brreg-reelle-rapporteringspliktig";
        delegation::give(&mut tx, &app, now, customer, vendor, scheme, "person:x").await.expect("given");
        let new = clients::NewClient::named(vendor, "klient", Vec::new());
        clients::create_client(&mut tx, &app, now, new, Vec::new(), "contact:x").await.expect("a client");
        ending::begin(&mut tx, &app, now, &order.case_number, "", "handler:Test").await.expect("it begins");
        tx.commit().await.expect("commit");
        doomed.dies(point).await;

        world.let_claims_run_out(&app).await;
        let process = world.start(None).await;
        world.relay.wait_for(before + 3, point).await;
        process.stop().await;
        for (what, number) in [
            ("orders WHERE state <> 'ended'", 0),
            ("order_steps WHERE state <> 'done'", 0),
            ("organisations", 0),
            ("persons", 0),
            ("delegations WHERE withdrawn_at IS NULL", 0),
            ("clients WHERE active = TRUE", 0),
            ("signed_links WHERE revoked_at IS NULL", 0),
            ("letters WHERE state <> 'sent'", 0),
            ("letters WHERE kind = 'ended'", rounds),
            ("audit WHERE action = 'scope.withdrawn'", rounds),
            ("audit WHERE action = 'delegation.withdrawn'", rounds),
            ("audit WHERE action = 'client.deactivated'", rounds),
            ("audit WHERE action = 'person.removed'", rounds),
            ("audit WHERE action = 'organisation.removed'", 2 * rounds),
            ("audit WHERE action = 'order.ended'", rounds),
        ] {
            assert_eq!(
                count(&app, &format!("SELECT count(*) AS n FROM {what}")).await,
                number,
                "{point}: {what}"
            );
        }
    }
}
