//! `fullmakt parties`: what organisations are looked up in.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{Failure, WorldArgs, open_app};
use crate::clock::Stopwatch;
use crate::parties::registry::import::{Progress, Source, import};

/// What organisations are looked up in
#[derive(Debug, Subcommand)]
pub enum PartiesCommand {
    /// Read Enhetsregisteret's bulk file in as a table to look up in; no organisation becomes a party by it
    Import(ImportArgs),
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
    }
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
