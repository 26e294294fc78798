//! `fullmakt prefix`: prefixes of scopes, which the operator hands out as Digdir does by hand.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Failure, WorldArgs, must_be_known, open_existing};
use crate::clients;
use crate::numbers::OrgNumber;

/// Prefixes of scopes
#[derive(Debug, Subcommand)]
pub enum PrefixCommand {
    /// Hand a prefix out to an organisation, which then makes scopes below it by the self-service API
    Give(GiveArgs),
    /// Close a prefix: no more scopes are made below it; those that are there stay
    Take(TakeArgs),
    /// List all prefixes
    List(ListArgs),
}

/// What `fullmakt prefix give` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt prefix give oppdiktet --org 310000019")]
pub struct GiveArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The prefix: letters, digits and ._-
    #[arg(value_name = "PREFIX")]
    prefix: String,
    /// The organisation that will own it, for good
    #[arg(long, value_name = "NUMBER")]
    org: String,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What `fullmakt prefix take` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt prefix take oppdiktet")]
pub struct TakeArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The prefix
    #[arg(value_name = "PREFIX")]
    prefix: String,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What `fullmakt prefix list` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt prefix list")]
pub struct ListArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// Print one line of JSON for each, for programs
    #[arg(long)]
    json: bool,
}

/// Runs `fullmakt prefix …`.
pub async fn run(command: PrefixCommand) -> Result<ExitCode, Failure> {
    match command {
        PrefixCommand::Give(args) => give(args).await,
        PrefixCommand::Take(args) => take(args).await,
        PrefixCommand::List(args) => list(args).await,
    }
}

async fn give(args: GiveArgs) -> Result<ExitCode, Failure> {
    let owner = OrgNumber::parse_typed(&args.org).map_err(|error| format!("--org {}: {error}", args.org))?;
    let app = open_existing(&args.world).await?;
    let mut tx = app.db.begin_write().await?;
    must_be_known(&mut tx, owner).await?;
    let changed = clients::give_prefix(&mut tx, &app, app.now(), &args.prefix, owner, "operator").await?;
    tx.commit().await?;
    said(args.json, &args.prefix, changed, &format!("belongs to {owner}"));
    Ok(ExitCode::SUCCESS)
}

async fn take(args: TakeArgs) -> Result<ExitCode, Failure> {
    let app = open_existing(&args.world).await?;
    let mut tx = app.db.begin_write().await?;
    let changed = clients::take_prefix(&mut tx, &app, app.now(), &args.prefix, "operator").await?;
    tx.commit().await?;
    said(args.json, &args.prefix, changed, "is closed");
    Ok(ExitCode::SUCCESS)
}

async fn list(args: ListArgs) -> Result<ExitCode, Failure> {
    let app = open_existing(&args.world).await?;
    let mut tx = app.db.read().await?;
    for prefix in clients::all_prefixes(&mut tx).await? {
        if args.json {
            println!(
                "{}",
                json!({ "prefix": prefix.name, "owner_orgno": prefix.owner, "active": prefix.active })
            );
        } else {
            let state = if prefix.active { "" } else { "  closed" };
            println!("{:<24} {}{state}", prefix.name, prefix.owner);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn said(as_json: bool, prefix: &str, changed: bool, what: &str) {
    if as_json {
        println!("{}", json!({ "prefix": prefix, "changed": changed }));
    } else if changed {
        println!("{prefix} now {what}");
    } else {
        println!("{prefix} {what} already; nothing was changed");
    }
}
