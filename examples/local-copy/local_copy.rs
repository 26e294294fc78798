//! Keeps a local copy of the register of beneficial owners in step with the register.
//!
//! ```text
//! cargo run --example local_copy -- --base http://localhost:8080 --client CLIENT-ID --kid KID --key key.pem copy.db
//! ```
//!
//! The first time the whole register is fetched; after that only what has changed. The copy is a `SQLite` database with one
//! row for each company, as JSON. It can be stopped at any moment: a change is stored together with how far the change log
//! has been read, so that nothing is lost and nothing is read in vain.
//!
//! It uses nothing of Fullmakt: with the crates named in the `use` lines below it builds in a project of its own.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it tells how far it has come")]
#![expect(
    clippy::disallowed_methods,
    reason = "a vendor's program has its own database and the clock of its machine"
)]

use std::collections::BTreeSet;
use std::error::Error;
use std::fs::File;
use std::io::{BufReader, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Parser;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::header::{ACCEPT_LANGUAGE, CONTENT_LENGTH, ETAG, IF_RANGE, RANGE, RETRY_AFTER};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::de::{Deserializer as _, SeqAccess, Visitor};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use uuid::Uuid;
use zip::ZipArchive;

type Failure = Box<dyn Error + Send + Sync>;

const LOOKUPS_AT_ONCE: usize = 8;
const ATTEMPTS: u32 = 10;

/// Keeps a local copy of the register of beneficial owners in step
#[derive(Debug, Parser)]
struct Options {
    /// Where the register is, such as `http://localhost:8080`
    #[arg(long)]
    base: String,
    /// Maskinporten's issuer, with the slash at its end [default: BASE/]
    #[arg(long)]
    issuer: Option<String>,
    /// The client's id
    #[arg(long)]
    client: String,
    /// The id of its key
    #[arg(long)]
    kid: String,
    /// A PEM file with the private key
    #[arg(long)]
    key: PathBuf,
    /// What is asked for
    #[arg(long, default_value = "brreg:reelle/offentlig")]
    scope: String,
    /// The customer who has delegated the scope to you
    #[arg(long)]
    consumer_org: Option<String>,
    /// Go on, and look for changes so often [default: once]
    #[arg(long, value_name = "SECONDS")]
    every: Option<u64>,
    /// The `SQLite` database that holds the copy
    copy: PathBuf,
}

/// A token, and until when it is used.
struct Token {
    text: String,
    good_until: SystemTime,
}

/// The register's API, with a token that is fetched anew when it runs out.
struct Register {
    http: Client,
    base: String,
    issuer: String,
    options: Options,
    key: EncodingKey,
    token: Mutex<Option<Token>>,
}

impl Register {
    fn new(options: Options) -> Result<Self, Failure> {
        let root = options.base.trim_end_matches('/');
        Ok(Self {
            http: Client::builder().timeout(Duration::from_mins(10)).build()?,
            base: format!("{root}/api/oppslag/v1"),
            issuer: options.issuer.clone().unwrap_or_else(|| format!("{root}/")),
            key: EncodingKey::from_rsa_pem(&std::fs::read(&options.key)?)?,
            token: Mutex::new(None),
            options,
        })
    }

    async fn fetch_token(&self) -> Result<Token, Failure> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let mut claims = json!({
            "aud": self.issuer, "iss": self.options.client, "scope": self.options.scope,
            "iat": now, "exp": now + 60, "jti": Uuid::new_v4().to_string(),
        });
        if let (Some(customer), Value::Object(claims)) = (&self.options.consumer_org, &mut claims) {
            claims.insert("consumer_org".to_owned(), json!(customer));
        }
        let header = Header { kid: Some(self.options.kid.clone()), ..Header::new(Algorithm::RS256) };
        let assertion = jsonwebtoken::encode(&header, &claims, &self.key)?;
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("assertion", assertion.as_str()),
        ];
        let answer = ask(self.http.post(format!("{}token", self.issuer)).form(&form)).await?;
        if !answer.status().is_success() {
            return Err(format!("no token: {} {}", answer.status(), answer.text().await?).into());
        }
        let answer: Value = answer.json().await?;
        let text = answer.get("access_token").and_then(Value::as_str).ok_or("an answer without a token")?;
        let seconds = answer.get("expires_in").and_then(Value::as_u64).unwrap_or(60);
        let good_until = SystemTime::now() + Duration::from_secs(seconds.saturating_sub(10));
        Ok(Token { text: text.to_owned(), good_until })
    }

    /// The answer to GET; `None` when there is no such company.
    async fn open(&self, path: &str, range: Option<(u64, &str)>) -> Result<Option<Response>, Failure> {
        for may_renew in [true, false] {
            let token = {
                // Those who come while a token is being fetched wait for the same one.
                let mut held = self.token.lock().await;
                match held.as_ref().filter(|token| token.good_until > SystemTime::now()) {
                    Some(token) => token.text.clone(),
                    None => held.insert(self.fetch_token().await?).text.clone(),
                }
            };
            let mut request = self.http.get(format!("{}{path}", self.base));
            request = request.bearer_auth(&token).header(ACCEPT_LANGUAGE, "nob");
            if let Some((from, etag)) = range {
                request = request.header(RANGE, format!("bytes={from}-")).header(IF_RANGE, etag);
            }
            let answer = ask(request).await?;
            match answer.status() {
                status if status.is_success() => return Ok(Some(answer)),
                StatusCode::NOT_FOUND => return Ok(None),
                // The token ended on the way, or its key was withdrawn: one more try with a new one.
                StatusCode::UNAUTHORIZED if may_renew => *self.token.lock().await = None,
                status => return Err(format!("GET {path}: {status} {}", answer.text().await?).into()),
            }
        }
        Err("a new token was refused too".into())
    }

    async fn json(&self, path: &str) -> Result<Value, Failure> {
        let answer = self.open(path, None).await?;
        Ok(answer.ok_or_else(|| format!("GET {path}: there is no such path"))?.json().await?)
    }

    /// A company as the whole register's file has it: with its newest registration alone.
    async fn company(&self, number: &str) -> Result<Option<Value>, Failure> {
        let Some(answer) = self.open(&format!("/virksomheter/{number}"), None).await? else {
            return Ok(None);
        };
        let mut company: Value = answer.json().await?;
        if let Some(Value::Array(registrations)) = company.get_mut("registreringer") {
            registrations.retain(|one| one.get("erGjeldendeRegistrering") == Some(&Value::Bool(true)));
        }
        Ok(Some(company))
    }

    /// Writes the whole register's ZIP to `file`; a download that is cut goes on where it was.
    async fn download(&self, file: &mut File) -> Result<(), Failure> {
        let mut etag: Option<String> = None;
        for _ in 0..ATTEMPTS {
            let have = file.stream_position()?;
            let range = etag.as_deref().map(|etag| (have, etag));
            let path = "/virksomheter/totalbestand?format=json";
            let mut answer = self.open(path, range).await?.ok_or("there is no totalbestand")?;
            if answer.status() == StatusCode::OK {
                // The first answer, or there is a newer file by now: from the beginning.
                file.set_len(0)?;
                file.seek(SeekFrom::Start(0))?;
            }
            let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
            etag = header(ETAG).map(str::to_owned);
            let rest: u64 = header(CONTENT_LENGTH).unwrap_or_default().parse()?;
            let whole = file.stream_position()? + rest;
            // What came before the connection broke is kept.
            while let Ok(Some(piece)) = answer.chunk().await {
                file.write_all(&piece)?;
            }
            if file.stream_position()? == whole {
                return Ok(());
            }
        }
        Err(format!("totalbestand was cut {ATTEMPTS} times").into())
    }
}

/// Sends a request, again after a while when the service is busy or not to be reached.
async fn ask(request: RequestBuilder) -> Result<Response, Failure> {
    for attempt in 0.. {
        let again = request.try_clone().ok_or("a request that cannot be sent twice")?;
        let last = attempt + 1 == ATTEMPTS;
        let wait = match again.send().await {
            Ok(answer) => match answer.status() {
                StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE if !last => {
                    let told = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
                    told.and_then(|told| told.parse().ok()).unwrap_or(1 << attempt)
                }
                _ => return Ok(answer),
            },
            Err(error) if last => return Err(error.into()),
            Err(_) => 1 << attempt,
        };
        tokio::time::sleep(Duration::from_secs(wait.min(60))).await;
    }
    Err("it was asked for ever".into())
}

/// Reads the companies of the whole register's file, one after the other, since the file is larger than memory may be.
fn each_company(file: &File, take: &mut dyn FnMut(&Value) -> Result<(), Failure>) -> Result<usize, Failure> {
    struct Each<'a>(&'a mut dyn FnMut(&Value) -> Result<(), Failure>);

    impl<'de> Visitor<'de> for Each<'_> {
        type Value = usize;

        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("a list of companies")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<usize, A::Error> {
            let mut count = 0;
            while let Some(company) = list.next_element()? {
                (self.0)(&company).map_err(serde::de::Error::custom)?;
                count += 1;
            }
            Ok(count)
        }
    }

    let mut archive = ZipArchive::new(BufReader::new(file))?;
    let entry = BufReader::new(archive.by_index(0)?);
    let mut document = serde_json::Deserializer::from_reader(entry);
    let count = document.deserialize_seq(Each(take))?;
    document.end()?;
    Ok(count)
}

/// The local copy.
struct Copy(Connection);

impl Copy {
    fn open(path: &Path) -> Result<Self, Failure> {
        let database = Connection::open(path)?;
        database.execute_batch(
            "CREATE TABLE IF NOT EXISTS company (number TEXT PRIMARY KEY, document TEXT NOT NULL);
             CREATE TABLE IF NOT EXISTS state (sequence TEXT NOT NULL);",
        )?;
        Ok(Self(database))
    }

    /// How far the change log has been read; `None` before the first time.
    fn sequence(&self) -> Result<Option<String>, Failure> {
        Ok(self.0.query_row("SELECT sequence FROM state", [], |row| row.get(0)).optional()?)
    }
}

fn put(database: &Connection, company: &Value) -> Result<(), Failure> {
    let number =
        company.get("organisasjonsnummer").and_then(Value::as_str).ok_or("a company without a number")?;
    let put = "INSERT OR REPLACE INTO company VALUES (?1, ?2)";
    database.prepare_cached(put)?.execute(params![number, company.to_string()])?;
    Ok(())
}

fn remove(database: &Connection, number: &str) -> Result<(), Failure> {
    database.execute("DELETE FROM company WHERE number = ?1", [number])?;
    Ok(())
}

fn reached(database: &Connection, sequence: &str) -> Result<(), Failure> {
    database.execute("DELETE FROM state", [])?;
    database.execute("INSERT INTO state VALUES (?1)", [sequence])?;
    Ok(())
}

/// A number that may stand in JSON as a number or as a text.
fn text_of(value: Option<&Value>) -> Result<String, Failure> {
    match value {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        _ => Err("a sequence number is missing".into()),
    }
}

/// Fetches the whole register, and where to begin reading the change log: some days before the file was made, since a change
/// that is looked up twice does no harm, and one that is missed stays missed.
async fn begin(register: &Register, copy: &mut Copy) -> Result<(), Failure> {
    let days_ago = (Timestamp::now() - SignedDuration::from_hours(72)).strftime("%Y-%m-%dT%H:%M:%SZ");
    let answer = register.json(&format!("/sekvensnummer?tidspunkt={days_ago}")).await?;
    let sequence = text_of(answer.get("sekvensnummer"))?;
    let mut file = tempfile::tempfile()?;
    register.download(&mut file).await?;
    file.seek(SeekFrom::Start(0))?;
    let filling = copy.0.transaction()?;
    let count = each_company(&file, &mut |company| put(&filling, company))?;
    reached(&filling, &sequence)?;
    filling.commit()?;
    println!("{count} companies fetched; the change log begins after {sequence}");
    Ok(())
}

/// Reads the change log to its end, and looks up every company that it names.
async fn follow(register: &Register, copy: &mut Copy) -> Result<(), Failure> {
    let mut seen = 0;
    loop {
        let sequence = copy.sequence()?.ok_or("the copy was never begun")?;
        let answer = register.json(&format!("/endringslogg?sekvensnummer={sequence}")).await?;
        let events = answer.as_array().ok_or("the change log is no list")?;
        let Some(last) = events.last() else { break };
        let named = events.iter().filter_map(|event| event.pointer("/data/organisasjonsnummer")?.as_str());
        let numbers: BTreeSet<&str> = named.collect();
        let found: Vec<(&str, Option<Value>)> = stream::iter(numbers)
            .map(async |number| Ok::<_, Failure>((number, register.company(number).await?)))
            .buffer_unordered(LOOKUPS_AT_ONCE)
            .try_collect()
            .await?;
        let changing = copy.0.transaction()?;
        for (number, company) in &found {
            match company {
                Some(company) => put(&changing, company)?,
                None => remove(&changing, number)?,
            }
        }
        reached(&changing, &text_of(last.get("id"))?)?;
        changing.commit()?;
        seen += events.len();
    }
    println!("{seen} changes read; in step as of {}", copy.sequence()?.unwrap_or_default());
    Ok(())
}

async fn run(options: Options) -> Result<(), Failure> {
    let mut copy = Copy::open(&options.copy)?;
    let every = options.every;
    let register = Register::new(options)?;
    if copy.sequence()?.is_none() {
        begin(&register, &mut copy).await?;
    }
    follow(&register, &mut copy).await?;
    while let Some(seconds) = every {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        follow(&register, &mut copy).await?;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    // Which cryptography TLS uses; with reqwest's own default features this is not needed.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
