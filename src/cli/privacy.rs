//! `fullmakt privacy`: what is held about a contact, and how it is forgotten.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Failure, WorldArgs, open_existing};
use crate::privacy::erase::{Erased, erase};
use crate::privacy::{contact, export::export};

/// What is held about a contact
#[derive(Debug, Subcommand)]
pub enum PrivacyCommand {
    /// Write out everything that is held about a contact
    Export(ExportArgs),
    /// Erase a contact; without --yes it only says what would be erased
    Erase(EraseArgs),
}

/// What `fullmakt privacy export` is given.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  fullmakt privacy export --email kari@leverandor.example --json > kari.json"
)]
pub struct ExportArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The contact's mail address
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    email: String,
    /// Print everything as one JSON document; without it, only what there is
    #[arg(long)]
    json: bool,
}

/// What `fullmakt privacy erase` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt privacy erase --email kari@leverandor.example --yes")]
pub struct EraseArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The contact's mail address
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    email: String,
    /// Really erase
    #[arg(long)]
    yes: bool,
    /// Also when a case that names the contact is under way
    #[arg(long)]
    force: bool,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

fn address(text: &str) -> Result<String, String> {
    let text = text.trim();
    let parts = text.split_once('@').filter(|(user, host)| !user.is_empty() && !host.is_empty());
    parts
        .map(|_| text.to_owned())
        .ok_or_else(|| "expected a mail address, for example kari@leverandor.example".to_owned())
}

/// Runs `fullmakt privacy …`.
pub async fn run(command: PrivacyCommand) -> Result<ExitCode, Failure> {
    match command {
        PrivacyCommand::Export(args) => run_export(args).await,
        PrivacyCommand::Erase(args) => run_erase(args).await,
    }
}

async fn run_export(args: ExportArgs) -> Result<ExitCode, Failure> {
    let app = open_existing(&args.world).await?;
    let mut tx = app.db.read().await?;
    let held = contact::find(&mut tx, &app, &args.email).await?;
    if args.json {
        println!("{:#}", export(&mut tx, &app, app.now(), &args.email, &held).await?);
        return Ok(ExitCode::SUCCESS);
    }
    if held.is_empty() {
        println!("Nothing is held about this address.");
        return Ok(ExitCode::SUCCESS);
    }
    for case in &held.cases {
        println!("case {} ({})", case.case_number, case.state);
    }
    for (what, count) in [
        ("changes of contacts", held.contact_changes.len()),
        ("links", held.links.len()),
        ("letters", held.letters.len()),
        ("letters in the mailbox", held.mailbox.len()),
        ("mails", held.mails.len()),
        ("drafts", held.drafts.len()),
    ] {
        println!("{what:<24} {count:>6}");
    }
    println!("Everything is written out with --json.");
    Ok(ExitCode::SUCCESS)
}

async fn run_erase(args: EraseArgs) -> Result<ExitCode, Failure> {
    let app = open_existing(&args.world).await?;
    let mut tx = app.db.begin_write().await?;
    let erased = erase(&mut tx, &app, app.now(), &args.email, args.force).await?;
    if args.yes {
        app.fault_point("privacy:erased-before-commit");
        tx.commit().await?;
    } else {
        drop(tx);
    }
    if args.json {
        println!("{}", json!({ "ok": true, "applied": args.yes, "erased": erased }));
    } else {
        tell(&erased, args.yes);
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(erased: &Erased, applied: bool) {
    for case in &erased.cases {
        println!("case {case}: without this person");
    }
    for (what, count) in [
        ("changes of contacts", erased.contact_changes),
        ("links", erased.links),
        ("letters", erased.letters),
        ("letters in the mailbox", erased.mailbox),
        ("mails", erased.mails),
        ("drafts", erased.drafts),
        ("texts masked", erased.texts),
    ] {
        println!("{what:<24} {count:>6}");
    }
    println!("Kept:");
    for kept in &erased.kept {
        println!("  {kept}");
    }
    if applied {
        println!("Erased.");
    } else {
        println!("Nothing was erased. Run the same command with --yes to erase.");
    }
}
