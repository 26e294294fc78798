//! `fullmakt register`: what an operator does with the register of beneficial owners.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand};
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};
use serde_json::json;

use super::{Failure, WorldArgs, open_existing};
use crate::clock::{Stopwatch, iso8601};
use crate::register::snapshot::{self, File};

/// The register of beneficial owners: the file of the whole of it
#[derive(Debug, Subcommand)]
pub enum RegisterCommand {
    /// Make the file of the whole register (totalbestand) now, and not at midnight
    Snapshot(SnapshotArgs),
}

/// What `fullmakt register snapshot` is given.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  fullmakt register snapshot

The file is served at /api/oppslag/v1/virksomheter/totalbestand?format=json as soon as it is complete; a download that is
under way goes on with the one before. A running server needs not be stopped. Otherwise one is made every night at
midnight, by the world's clock.")]
pub struct SnapshotArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// Runs `fullmakt register …`.
pub async fn run(command: RegisterCommand) -> Result<ExitCode, Failure> {
    match command {
        RegisterCommand::Snapshot(args) => run_snapshot(args).await,
    }
}

async fn run_snapshot(args: SnapshotArgs) -> Result<ExitCode, Failure> {
    let app = open_existing(&args.world).await?;
    let watch = Stopwatch::start();
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}, {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    let built = snapshot::build_now(&app, &mut |progress| {
        let length = HumanBytes(u64::try_from(progress.json_length).unwrap_or_default());
        bar.set_message(format!("{} companies, {length} of JSON", progress.companies));
    })
    .await;
    bar.finish_and_clear();
    let built = built?;
    let length = File::of(&built).length();
    if args.json {
        println!(
            "{}",
            json!({
                "ok": true, "taken_at": iso8601(built.taken_at), "companies": built.companies,
                "json_bytes": built.json_length, "zip_bytes": length, "seconds": watch.elapsed().as_secs_f64()
            })
        );
    } else {
        let json = HumanBytes(u64::try_from(built.json_length).unwrap_or_default());
        println!(
            "{} companies as of {}: {json} of JSON in a ZIP of {}.",
            built.companies,
            iso8601(built.taken_at),
            HumanBytes(length)
        );
    }
    Ok(ExitCode::SUCCESS)
}
