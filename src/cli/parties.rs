//! `fullmakt parties`: what organisations are looked up in, and what becomes of them and of roles in them.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{Failure, WorldArgs, happen, open_app};
use crate::clock::Stopwatch;
use crate::numbers::{OrgNumber, PersonNumber};
use crate::parties::registry::import::{Progress, Source, import};
use crate::parties::{End, roles};
use crate::world::Deed;

/// Organisations and roles: what they are looked up in, and what becomes of them
#[derive(Debug, Subcommand)]
pub enum PartiesCommand {
    /// Read Enhetsregisteret's bulk file in as a table to look up in; no organisation becomes a party by it
    Import(ImportArgs),
    /// Delete a fictional organisation, merge it into another, or let it go bankrupt; what hangs on it ends
    End(EndArgs),
    /// Give a fictional person a role, or take it
    Role(RoleArgs),
}

/// What `fullmakt parties end` is given.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  fullmakt parties end 313513408 --merged-into 314208641

A deleted or merged organisation has no roles any more, and neither gives nor receives delegations; its subunits are
deleted with it, or go to the one that takes over. In a bankrupt one only the administrator of the estate (BOBE) is left,
and what it had given ends. Nothing of this can be undone.")]
pub struct EndArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The organisation
    #[arg(value_name = "ORGNR")]
    organisation: OrgNumber,
    #[command(flatten)]
    end: EndKind,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What becomes of it.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct EndKind {
    /// It is deleted
    #[arg(long)]
    deleted: bool,
    /// It is merged into this one, and deleted
    #[arg(long, value_name = "ORGNR")]
    merged_into: Option<OrgNumber>,
    /// It goes bankrupt
    #[arg(long)]
    bankrupt: bool,
}

impl From<EndKind> for End {
    fn from(kind: EndKind) -> Self {
        match kind.merged_into {
            Some(into) => Self::MergedInto(into),
            None if kind.bankrupt => Self::Bankrupt,
            None => Self::Deleted,
        }
    }
}

/// What `fullmakt parties role` is given.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  fullmakt parties role --person 05910298382 --organisation 313513408 --take DAGL

What the person gave while it had the role stays given: a delegation is the organisation's.")]
pub struct RoleArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The person's synthetic number, with 80 added to the month
    #[arg(long, value_name = "NUMBER")]
    person: String,
    /// The organisation
    #[arg(long, value_name = "ORGNR")]
    organisation: OrgNumber,
    #[command(flatten)]
    change: RoleChange,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What becomes of the role.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct RoleChange {
    /// The role to give, as BOBE
    #[arg(long, value_name = "ROLE")]
    give: Option<String>,
    /// The role to take, as DAGL; `all` takes all that the person has there
    #[arg(long, value_name = "ROLE")]
    take: Option<String>,
}

/// What `fullmakt parties import` is given.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  fullmakt parties import enheter_alle.json.gz

The file is that of main units from https://data.brreg.no/enhetsregisteret/api/enheter/lastned (JSON) or
…/lastned/csv, compressed or not. Sole proprietors are left out. An import that was stopped goes on where it was when
the same file is given again; one from standard input begins anew. The former table is in use until the new one is
complete. The table is used with FULLMAKT_ENHETSREGISTERET=table, or =table,URL to ask URL for what it does not hold.")]
pub struct ImportArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The bulk file, JSON or CSV, compressed by gzip or not; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Use the file though it holds far fewer organisations than the table in use
    #[arg(long)]
    allow_smaller: bool,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// Runs `fullmakt parties …`.
pub async fn run(command: PartiesCommand) -> Result<ExitCode, Failure> {
    match command {
        PartiesCommand::Import(args) => run_import(args).await,
        PartiesCommand::End(args) => {
            let deed = Deed::OrganisationEnds { organisation: args.organisation, end: args.end.into() };
            happen(&args.world, deed, args.json).await
        }
        PartiesCommand::Role(args) => run_role(args).await,
    }
}

async fn run_role(args: RoleArgs) -> Result<ExitCode, Failure> {
    // Read here and not by the command line's reader, whose refusal would repeat what may be a real person's number.
    let person = PersonNumber::parse_synthetic(&args.person).map_err(|error| format!("--person: {error}"))?;
    let organisation = args.organisation;
    let RoleChange { give, take } = args.change;
    let take = take.filter(|role| role != "all");
    if let Some(role) = give.as_ref().or(take.as_ref())
        && roles::role(role).is_none()
    {
        let known: Vec<&str> = roles::ROLES.iter().map(|role| role.code).collect();
        return Err(format!("there is no such role; expected one of {}", known.join(", ")).into());
    }
    let deed = match give {
        Some(role) => Deed::RoleGiven { person, organisation, role },
        None => Deed::RoleTaken { person, organisation, role: take },
    };
    happen(&args.world, deed, args.json).await
}

async fn run_import(args: ImportArgs) -> Result<ExitCode, Failure> {
    let app = open_app(&args.world).await?;
    let source =
        if args.file.as_os_str() == "-" { Source::StandardInput } else { Source::File(args.file.clone()) };
    let watch = Stopwatch::start();
    let bar = bar();
    let outcome = import(&app, source, args.allow_smaller, &mut |progress| show(&bar, progress)).await;
    bar.finish_and_clear();
    let imported = outcome.map_err(|error| format!("{}: {error}", args.file.display()))?;
    if args.json {
        let seconds = watch.elapsed().as_secs_f64();
        println!("{}", json!({ "ok": true, "seconds": seconds, "imported": imported }));
        return Ok(ExitCode::SUCCESS);
    }
    if imported.was_in_use {
        println!("This file is in use already: nothing changed.");
    }
    if imported.resumed_at > 0 {
        println!("Went on at organisation {}, where an earlier import had stopped.", imported.resumed_at + 1);
    }
    println!("organisations read            {:>9}", imported.rows);
    println!("can be looked up              {:>9}", imported.kept);
    println!("sole proprietors, left out    {:>9}", imported.sole_proprietors);
    if imported.repeated > 0 {
        println!("stood in the file before      {:>9}", imported.repeated);
    }
    Ok(ExitCode::SUCCESS)
}

/// A bar on standard error, shown on a terminal only.
fn bar() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    let plain = "{spinner} {msg} organisations, {bytes}, {elapsed}";
    if let Ok(style) = ProgressStyle::with_template(plain) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

fn show(bar: &ProgressBar, progress: Progress) {
    if let Some(of_bytes) = progress.of_bytes
        && bar.length().is_none()
    {
        bar.set_length(of_bytes);
        let whole = "{bar:30} {percent} %, {msg} organisations, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(whole) {
            bar.set_style(style);
        }
    }
    bar.set_position(progress.bytes);
    bar.set_message(progress.rows.to_string());
}
