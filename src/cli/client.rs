//! `fullmakt client`: clients of organisations, and above all the first one that may use the self-service API.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Failure, WorldArgs, must_be_known, open_existing, write_private};
use crate::clients::{self, ADMIN_SCOPES, API_CLIENT, NewClient, keys};
use crate::jose::{SigningKey, pem_of_private_key};
use crate::numbers::OrgNumber;

/// The size of a key that this command makes, in bits.
const KEY_BITS: usize = 2048;

/// Make clients
#[derive(Debug, Subcommand)]
pub enum ClientCommand {
    /// Make a client for an organisation
    New(NewArgs),
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
    /// A file with the client's public key: a JWK, or PEM (BEGIN PUBLIC KEY)
    #[arg(long, value_name = "FILE", conflicts_with = "make_key")]
    jwk: Option<PathBuf>,
    /// Make a key pair, write the private key to this file, and put the public key on the client
    #[arg(long, value_name = "OUT.pem")]
    make_key: Option<PathBuf>,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// Runs `fullmakt client …`.
pub async fn run(command: ClientCommand) -> Result<ExitCode, Failure> {
    match command {
        ClientCommand::New(args) => new(args).await,
    }
}

async fn new(args: NewArgs) -> Result<ExitCode, Failure> {
    let organisation =
        OrgNumber::parse_typed(&args.org).map_err(|error| format!("--org {}: {error}", args.org))?;
    let posted = read_key(&args)?;
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
        Some((value, _)) => {
            let key =
                clients::save_key(&mut tx, &app, now, &client.id, organisation, None, value, "operator")
                    .await?;
            Some(key.kid)
        }
    };
    // The private key is on disk before the client is: a client whose key was lost would be of no use.
    if let (Some((_, Some(pem))), Some(path)) = (&posted, &args.make_key) {
        write_private(path, pem.as_bytes()).map_err(|error| format!("--make-key {error}"))?;
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
                "private_key": args.make_key.as_ref().map(|path| path.display().to_string()),
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
    if let Some(path) = &args.make_key {
        println!("private key   {} (readable by you alone; it is kept nowhere else)", path.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// The public key to post, and the private one in PEM when it was made here.
fn read_key(args: &NewArgs) -> Result<Option<(Value, Option<String>)>, Failure> {
    if let Some(path) = &args.jwk {
        let text =
            std::fs::read_to_string(path).map_err(|error| format!("--jwk {}: {error}", path.display()))?;
        let value = keys::read_pasted(&text).map_err(|error| format!("--jwk {}: {error}", path.display()))?;
        return Ok(Some((value, None)));
    }
    let Some(path) = &args.make_key else { return Ok(None) };
    if path.exists() {
        return Err(
            format!("--make-key {}: the file is there already; choose another name", path.display()).into()
        );
    }
    let key = SigningKey::generate(KEY_BITS)?;
    Ok(Some((key.public_jwk(), Some(pem_of_private_key(&key.to_pkcs8()?)))))
}
