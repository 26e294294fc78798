//! `fullmakt client`: clients of organisations, their keys and scopes, and above all the first client that may use the
//! self-service API.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Failure, WorldArgs, must_be_known, open_existing, write_private};
use crate::clients::{self, ADMIN_SCOPES, API_CLIENT, Client, ClientKey, NewClient, keys};
use crate::clock::Now;
use crate::db::Tx;
use crate::jose::{SigningKey, pem_of_private_key};
use crate::numbers::OrgNumber;

/// The size of a key that this command makes, in bits.
const KEY_BITS: usize = 2048;

/// Make clients, and give them keys and scopes
#[derive(Debug, Subcommand)]
pub enum ClientCommand {
    /// Make a client for an organisation
    New(NewArgs),
    /// Give a client a key more, or renew one
    Key(KeyArgs),
    /// Put scopes on a client, beside those that it has
    Scope(ScopeArgs),
}

/// What `fullmakt client new` is given.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  fullmakt client new --org 310000019 --name Selvbetjening --admin --make-key admin.pem"
)]
pub struct NewArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The organisation that the client belongs to
    #[arg(long, value_name = "NUMBER")]
    org: String,
    /// The client's name
    #[arg(long)]
    name: String,
    /// Grant the organisation the scopes of the self-service API, and put them on the client
    #[arg(long)]
    admin: bool,
    /// A scope for the client; may be given several times
    #[arg(long, value_name = "SCOPE")]
    scope: Vec<String>,
    #[command(flatten)]
    key: KeyFile,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// Where a client's key comes from.
#[derive(Debug, Args)]
struct KeyFile {
    /// A file with the client's public key: a JWK, or PEM (BEGIN PUBLIC KEY)
    #[arg(long, value_name = "FILE", conflicts_with = "make_key")]
    jwk: Option<PathBuf>,
    /// Make a key pair, write the private key to this file, and put the public key on the client
    #[arg(long, value_name = "OUT.pem")]
    make_key: Option<PathBuf>,
}

/// What `fullmakt client key` is given.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  fullmakt client key 0b8e0e1c-8f1a-4b0e-9a55-3f3d5d3b1a2c --make-key client.pem"
)]
pub struct KeyArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The client's id
    client_id: String,
    #[command(flatten)]
    key: KeyFile,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What `fullmakt client scope` is given.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  fullmakt client scope 0b8e0e1c-8f1a-4b0e-9a55-3f3d5d3b1a2c brreg:reelle/media"
)]
pub struct ScopeArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The client's id
    client_id: String,
    /// The scopes
    #[arg(required = true, value_name = "SCOPE")]
    scopes: Vec<String>,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// Runs `fullmakt client …`.
pub async fn run(command: ClientCommand) -> Result<ExitCode, Failure> {
    match command {
        ClientCommand::New(args) => new(args).await,
        ClientCommand::Key(args) => key(args).await,
        ClientCommand::Scope(args) => scope(args).await,
    }
}

/// The client of a command.
async fn client_of(tx: &mut Tx, id: &str) -> Result<Client, Failure> {
    clients::find_client(tx, id)
        .await?
        .ok_or_else(|| format!("no client of this world has the id {id}").into())
}

async fn key(args: KeyArgs) -> Result<ExitCode, Failure> {
    let Some(posted) = args.key.read()? else {
        return Err("say which key: --make-key OUT.pem makes one, --jwk FILE takes a public one".into());
    };
    let app = open_existing(&args.world).await?;
    let now = app.now();
    let mut tx = app.db.begin_write().await?;
    let client = client_of(&mut tx, &args.client_id).await?;
    let (id, organisation, key) = (&client.id, client.organisation, &posted.public);
    let saved = clients::save_key(&mut tx, &app, now, id, organisation, None, key, "operator").await?;
    args.key.keep(&posted)?;
    tx.commit().await?;
    warn_of(&saved, organisation, now);
    if args.json {
        println!("{}", json!({ "client_id": client.id, "kid": saved.kid, "private_key": args.key.shown() }));
        return Ok(ExitCode::SUCCESS);
    }
    println!("client_id     {}", client.id);
    println!("kid           {}", saved.kid);
    args.key.say();
    Ok(ExitCode::SUCCESS)
}

/// Says that no grant with the key will be taken, where that is so.
fn warn_of(key: &ClientKey, organisation: OrgNumber, now: Now) {
    if let Some(fault) = key.lock_fault(organisation, now) {
        eprintln!("warning: {fault}");
    }
}

async fn scope(args: ScopeArgs) -> Result<ExitCode, Failure> {
    let app = open_existing(&args.world).await?;
    let mut tx = app.db.begin_write().await?;
    let client = client_of(&mut tx, &args.client_id).await?;
    let scopes = client.scopes.iter().chain(&args.scopes).cloned().collect();
    let (id, organisation) = (&client.id, client.organisation);
    let client = clients::set_scopes(&mut tx, &app, app.now(), id, organisation, scopes, "operator").await?;
    tx.commit().await?;
    if args.json {
        println!("{}", json!({ "client_id": client.id, "scopes": client.scopes }));
        return Ok(ExitCode::SUCCESS);
    }
    println!("client_id     {}", client.id);
    println!("scopes        {}", client.scopes.join(" "));
    Ok(ExitCode::SUCCESS)
}

async fn new(args: NewArgs) -> Result<ExitCode, Failure> {
    let organisation =
        OrgNumber::parse_typed(&args.org).map_err(|error| format!("--org {}: {error}", args.org))?;
    let posted = args.key.read()?;
    let app = open_existing(&args.world).await?;
    let now = app.now();
    let mut tx = app.db.begin_write().await?;
    must_be_known(&mut tx, organisation).await?;
    let mut new = NewClient::named(organisation, &args.name, args.scope.clone());
    if args.admin {
        // A client that shall ask for other scopes too must be of the ordinary kind, which may also have these.
        if args.scope.is_empty() {
            API_CLIENT.clone_into(&mut new.integration_type);
        }
        for scope in ADMIN_SCOPES {
            clients::grant_scope(&mut tx, &app, now, scope, organisation, None, "operator").await?;
            new.rest.scopes.push(scope.to_owned());
        }
    }
    let client = clients::create_client(&mut tx, &app, now, new, Vec::new(), "operator").await?;
    let kid = match &posted {
        None => None,
        Some(posted) => {
            let (id, key) = (&client.id, &posted.public);
            let key = clients::save_key(&mut tx, &app, now, id, organisation, None, key, "operator").await?;
            warn_of(&key, organisation, now);
            Some(key.kid)
        }
    };
    if let Some(posted) = &posted {
        args.key.keep(posted)?;
    }
    tx.commit().await?;

    if args.json {
        println!(
            "{}",
            json!({
                "client_id": client.id,
                "client_orgno": organisation.to_string(),
                "kid": kid,
                "scopes": client.scopes,
                "private_key": args.key.shown(),
            })
        );
        return Ok(ExitCode::SUCCESS);
    }
    println!("client_id     {}", client.id);
    println!("organisation  {organisation}");
    println!(
        "scopes        {}",
        if client.scopes.is_empty() { "none".to_owned() } else { client.scopes.join(" ") }
    );
    match &kid {
        Some(kid) => println!("kid           {kid}"),
        None => println!("kid           none: add a key before the client can ask for tokens"),
    }
    args.key.say();
    Ok(ExitCode::SUCCESS)
}

/// A key as it was read or made.
struct Posted {
    public: Value,
    /// In PEM, when it was made here.
    private: Option<String>,
}

impl KeyFile {
    /// The key, if one is named.
    fn read(&self) -> Result<Option<Posted>, Failure> {
        if let Some(path) = &self.jwk {
            let told = |error: &dyn std::fmt::Display| format!("--jwk {}: {error}", path.display());
            let text = std::fs::read_to_string(path).map_err(|error| told(&error))?;
            let public = keys::read_pasted(&text).map_err(|error| told(&error))?;
            return Ok(Some(Posted { public, private: None }));
        }
        let Some(path) = &self.make_key else { return Ok(None) };
        if path.exists() {
            return Err(format!(
                "--make-key {}: the file is there already; choose another name",
                path.display()
            )
            .into());
        }
        let key = SigningKey::generate(KEY_BITS)?;
        let private = Some(pem_of_private_key(&key.to_pkcs8()?));
        Ok(Some(Posted { public: key.public_jwk(), private }))
    }

    /// Puts the private key on disk. That is done before the public one is on the client: a client whose key was lost would
    /// be of no use.
    fn keep(&self, posted: &Posted) -> Result<(), Failure> {
        if let (Some(pem), Some(path)) = (&posted.private, &self.make_key) {
            write_private(path, pem.as_bytes()).map_err(|error| format!("--make-key {error}"))?;
        }
        Ok(())
    }

    fn shown(&self) -> Option<String> {
        self.make_key.as_ref().map(|path| path.display().to_string())
    }

    fn say(&self) {
        if let Some(path) = &self.make_key {
            println!("private key   {} (readable by you alone; it is kept nowhere else)", path.display());
        }
    }
}
