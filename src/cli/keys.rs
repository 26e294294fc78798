//! `fullmakt keys`: the keys that sign tokens, and how one follows the other.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Failure, WorldArgs, open_existing};
use crate::clock::iso8601;
use crate::keys::{self, KeyRow, KeyState};
use crate::token::rotation;

/// The keys that sign tokens
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// List the signing keys, those that are gone too
    List(ListArgs),
    /// Make the next key: it is published at once, and signs when everybody can know it
    Rotate(RotateArgs),
    /// Take a key that no longer signs out of the key set
    Retire(RetireArgs),
}

/// What `fullmakt keys list` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt keys list")]
pub struct ListArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// Print one line of JSON for each, for programs
    #[arg(long)]
    json: bool,
}

/// What `fullmakt keys rotate` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt keys rotate --now")]
pub struct RotateArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// Let the new key sign at once: consumers that keep the key set for a while may refuse its tokens until they look again
    #[arg(long)]
    now: bool,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What `fullmakt keys retire` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt keys retire -qDkbCdX7WYtEdHis1BFRznvzTM46mOpR-rP1Zhm4P0")]
pub struct RetireArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The key's name, as `fullmakt keys list` shows it
    #[arg(value_name = "KID", allow_hyphen_values = true)]
    kid: String,
    /// Also while tokens that it signed may be alive: they are then refused everywhere
    #[arg(long)]
    force: bool,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// Runs `fullmakt keys …`.
pub async fn run(command: KeysCommand) -> Result<ExitCode, Failure> {
    match command {
        KeysCommand::List(args) => list(args).await,
        KeysCommand::Rotate(args) => rotate(args).await,
        KeysCommand::Retire(args) => retire(args).await,
    }
}

async fn list(args: ListArgs) -> Result<ExitCode, Failure> {
    let app = open_existing(&args.world).await?;
    let mut tx = app.db.read().await?;
    for row in keys::signing_keys(&mut tx).await? {
        if args.json {
            println!("{}", as_json(&row));
        } else {
            println!("{}  {:9}  since {}", row.kid, row.state.name(), iso8601(row.since));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(row: &KeyRow) -> serde_json::Value {
    json!({
        "kid": row.kid, "state": row.state.name(), "created": iso8601(row.created_at), "since": iso8601(row.since)
    })
}

async fn rotate(args: RotateArgs) -> Result<ExitCode, Failure> {
    let app = open_existing(&args.world).await?;
    let now = app.now();
    let kid = rotation::prepare(&app, now, "operator").await?;
    if args.now {
        let old = rotation::take_over(&app, now, "operator").await?.map(|(old, _)| old);
        if args.json {
            println!("{}", json!({ "kid": kid, "state": KeyState::Signing.name(), "published": old }));
        } else {
            println!("{kid} signs from now on.");
            if let Some(old) = old {
                println!("{old} stays published, so that its tokens are believed until they expire.");
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    let mut tx = app.db.read().await?;
    let row = keys::signing_keys(&mut tx).await?.into_iter().find(|row| row.kid == kid);
    let signs_from = iso8601(row.map_or(now.wall, |row| row.since) + app.config.rotation.lead);
    if args.json {
        println!("{}", json!({ "kid": kid, "state": KeyState::Coming.name(), "signs_from": signs_from }));
    } else {
        println!("{kid} is published, and a running server lets it sign from {signs_from} on.");
        println!("`fullmakt keys rotate --now` does so at once.");
    }
    Ok(ExitCode::SUCCESS)
}

async fn retire(args: RetireArgs) -> Result<ExitCode, Failure> {
    let app = open_existing(&args.world).await?;
    rotation::retire(&app, app.now(), &args.kid, args.force, "operator").await?;
    if args.json {
        println!("{}", json!({ "kid": args.kid, "state": KeyState::Retired.name() }));
    } else {
        println!("{} is retired: it is out of the key set, and its private half is gone.", args.kid);
    }
    Ok(ExitCode::SUCCESS)
}
