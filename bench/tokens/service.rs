//! What is measured, as processes of their own: the program, the server for Node, and PostgreSQL beside.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fullmakt::ids::Random;
use rustix::process::{Pid, Signal, kill_process};
use serde::Serialize;
use serde_json::Value;
use tokio_postgres::NoTls;

use crate::Failure;
use crate::load::Connection;
use crate::world::Place;

/// The program as it was built with this bench.
const PROGRAM: &str = env!("CARGO_BIN_EXE_fullmakt");

/// What opens the program's figures to us.
const ACCESS_CODE: &str = "figures-of-the-bench";

/// How far `iat` may be from the server's clock in this bench. Assertions are signed while the server is idle, and sent
/// after; with the ten seconds of the real service a stretch of load would have to be over before that.
const SKEW_SECONDS: &str = "60";

/// A server that is ended when this is dropped.
pub(crate) struct Server {
    child: Child,
    /// Held open, so that a line more does not end the server.
    _stdout: BufReader<ChildStdout>,
    pub(crate) url: String,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// The program, serving the world at `place`.
    pub(crate) fn program(place: &Place, log: &Path) -> Result<Self, Failure> {
        let mut command = Command::new(PROGRAM);
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--smtp-listen", "off", "--json"])
            .env("FULLMAKT_RESOLVER", "off")
            .env("FULLMAKT_CLOCK_SKEW_SECONDS", SKEW_SECONDS)
            .env("FULLMAKT_ACCESS_CODE", ACCESS_CODE)
            .env("RUST_LOG", "warn");
        match place {
            Place::Directory(directory) => command.arg("--data").arg(directory),
            Place::Database { url, master_key } => {
                command.args(["--database", url]).env("FULLMAKT_MASTER_KEY", master_key)
            }
        };
        Self::start(command, log)
    }

    /// The server for Node with the clients that the file tells of.
    pub(crate) fn peer(clients: &Path, log: &Path) -> Result<Self, Failure> {
        let mut command = Command::new("node");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/tokens/peer/server.mjs");
        command.arg(script).arg(clients).env("NODE_ENV", "production");
        Self::start(command, log)
    }

    fn start(mut command: Command, log: &Path) -> Result<Self, Failure> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(log)?);
        let mut child = command.spawn()?;
        let mut stdout = BufReader::new(child.stdout.take().ok_or("the server has no output")?);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let told: Value = serde_json::from_str(&line).unwrap_or_default();
        let Some(url) = told.get("url").and_then(Value::as_str).map(str::to_owned) else {
            // The server may be there all the same.
            let _ = child.kill();
            child.wait()?;
            let why = std::fs::read_to_string(log)?;
            return Err(format!("the server did not start: {line}{why}").into());
        };
        let address = url.trim_start_matches("http://").parse()?;
        Ok(Self { child, _stdout: stdout, url, address })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What the program says of the batches that it wrote so far; `None` when it says nothing.
    pub(crate) fn batches(&self) -> Result<Option<Batches>, Failure> {
        let request = format!(
            "GET /metrics HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {ACCESS_CODE}\r\n\r\n",
            self.address
        );
        let mut connection = Connection::open(self.address)?;
        let (status, body) = connection.ask(request.as_bytes())?;
        Ok((status == 200).then(|| Batches::read(&String::from_utf8_lossy(body))).flatten())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let asked = Pid::from_raw(i32::try_from(self.child.id()).unwrap_or_default())
            .is_some_and(|pid| kill_process(pid, Signal::TERM).is_ok());
        if !asked {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// How many requests were written in one transaction.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Batches {
    pub(crate) transactions: f64,
    pub(crate) requests: f64,
    /// How many batches had at most so many requests, as the histogram counts: each line those of the lines above too.
    pub(crate) at_most: Vec<(String, f64)>,
}

impl Batches {
    /// Reads the histogram `fullmakt_token_batch_size` out of the program's figures.
    fn read(text: &str) -> Option<Self> {
        let mut found = Self::default();
        let mut there = false;
        for line in text.lines() {
            let Some(rest) = line.strip_prefix("fullmakt_token_batch_size_") else { continue };
            let Some((name, value)) = rest.rsplit_once(' ') else { continue };
            let Ok(value) = value.parse() else { continue };
            there = true;
            match name {
                "count" => found.transactions = value,
                "sum" => found.requests = value,
                name => {
                    let bound = name.strip_prefix("bucket{le=\"").and_then(|rest| rest.strip_suffix("\"}"));
                    found.at_most.extend(bound.map(|bound| (bound.to_owned(), value)));
                }
            }
        }
        there.then_some(found)
    }

    /// What was added since `before`.
    pub(crate) fn since(&self, before: &Self) -> Self {
        self.with(before, -1.0)
    }

    /// Both together.
    pub(crate) fn and(&self, other: &Self) -> Self {
        self.with(other, 1.0)
    }

    fn with(&self, other: &Self, times: f64) -> Self {
        let mut sum = self.clone();
        sum.transactions += times * other.transactions;
        sum.requests += times * other.requests;
        for (bound, count) in &other.at_most {
            match sum.at_most.iter_mut().find(|(known, _)| known == bound) {
                Some((_, known)) => *known += times * count,
                None => sum.at_most.push((bound.clone(), times * count)),
            }
        }
        sum
    }

    pub(crate) fn mean(&self) -> f64 {
        if self.transactions > 0.0 { self.requests / self.transactions } else { 0.0 }
    }
}

/// A PostgreSQL that was started for the bench.
pub(crate) struct Postgres {
    url: String,
    pub(crate) postmaster: u32,
}

impl Postgres {
    /// Looks whether it is durable, and which process it is.
    pub(crate) async fn connect(url: &str) -> Result<Self, Failure> {
        let mut settings = Vec::new();
        for name in ["fsync", "synchronous_commit", "full_page_writes", "data_directory"] {
            settings.push(ask(url, &format!("SHOW {name}")).await?.unwrap_or_default());
        }
        let data = settings.pop().unwrap_or_default();
        if settings.iter().any(|setting| setting != "on") {
            return Err("PostgreSQL does not keep what it is told: fsync, synchronous_commit and full_page_writes must be on".into());
        }
        let pid = std::fs::read_to_string(Path::new(&data).join("postmaster.pid"))?;
        let postmaster = pid.lines().next().unwrap_or_default().trim().parse()?;
        Ok(Self { url: url.to_owned(), postmaster })
    }

    /// A new database for a world.
    pub(crate) async fn database(&self, name: &str) -> Result<Place, Failure> {
        let name = name.replace('-', "_");
        ask(&self.url, &format!("CREATE DATABASE {name}")).await?;
        let (server, _) = self.url.rsplit_once('/').ok_or("the URL names no database")?;
        let master_key = STANDARD.encode(Random::system().bytes::<32>());
        Ok(Place::Database { url: format!("{server}/{name}"), master_key })
    }

    /// What PostgreSQL does by itself after so much was written is done before the measurement, and not meanwhile.
    pub(crate) async fn settle(&self, place: &Place) -> Result<(), Failure> {
        if let Place::Database { url, .. } = place {
            ask(url, "VACUUM ANALYZE").await?;
        }
        ask(&self.url, "CHECKPOINT").await?;
        Ok(())
    }
}

/// One statement outside a transaction, and the first word of its answer.
async fn ask(url: &str, sql: &str) -> Result<Option<String>, Failure> {
    #[expect(clippy::disallowed_methods, reason = "databases are made and vacuumed outside of a transaction")]
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let running = tokio::spawn(connection);
    let answers = client.simple_query(sql).await?;
    drop(client);
    running.await??;
    Ok(answers.iter().find_map(|answer| match answer {
        tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    }))
}
