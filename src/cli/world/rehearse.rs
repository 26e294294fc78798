//! `fullmakt world rehearse`: many fictional customers that delegate to one vendor.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use crate::app::App;
use crate::cli::{Failure, WorldArgs, open_existing};
use crate::clock::Stopwatch;
use crate::numbers::OrgNumber;
use crate::world::rehearse::{MOST_CUSTOMERS, Rehearsal, Rehearsed, list, rehearse};

/// What `fullmakt world rehearse` is given.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  fullmakt world rehearse --vendor 314208641 --customers 10000

Each customer is made up: a number that begins with 3, a person who manages it, the scopes of its schemes, and one or two
schemes given to the vendor, most often those for obliged entities. The vendor must be an organisation of the world.
It works beside a running server. The same command again makes nothing new, one that was stopped goes on where it was, and
a larger number of customers adds the rest.")]
pub struct RehearseArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The vendor that all of them delegate to
    #[arg(long, value_name = "NUMBER", value_parser = vendor)]
    vendor: OrgNumber,
    /// How many customers there shall be
    #[arg(long, value_name = "N", default_value = "10000", value_parser = customers)]
    customers: usize,
    /// Which series of customers: a seed makes the same ones in every world
    #[arg(long, value_name = "N", default_value = "1", value_parser = seed)]
    seed: u64,
    /// Write each customer with its person's number and its schemes to this file, one line of JSON each
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// Only say what would be made
    #[arg(long)]
    dry_run: bool,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

fn vendor(text: &str) -> Result<OrgNumber, String> {
    OrgNumber::parse_typed(text).map_err(|error| error.to_string())
}

fn customers(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| (1..=MOST_CUSTOMERS).contains(number));
    number.ok_or_else(|| format!("expected a whole number from 1 to {MOST_CUSTOMERS}"))
}

fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("expected a whole number from 0 to {}", u64::MAX))
}

/// Runs `fullmakt world rehearse`.
pub(super) async fn run(args: RehearseArgs) -> Result<ExitCode, Failure> {
    let app = open_existing(&args.world).await?;
    let file = args.list.as_deref().map(new_file).transpose()?;
    let wanted = Rehearsal { vendor: args.vendor, customers: args.customers, seed: args.seed };
    let watch = Stopwatch::start();
    let bar = bar(args.customers);
    let done = rehearse(&app, wanted, args.dry_run, &mut |there| {
        bar.set_position(u64::try_from(there).unwrap_or(0));
    })
    .await;
    bar.finish_and_clear();
    let mut outcome = done.map_err(Failure::from);
    if let (Ok(_), Some(file)) = (&outcome, file)
        && let Err(error) = write_list(&app, wanted, file).await
    {
        outcome = Err(error);
    }
    // Half a list would be taken for a whole one.
    if let (Err(_), Some(path)) = (&outcome, &args.list) {
        std::fs::remove_file(path)?;
    }
    let done = outcome?;
    if args.json {
        let seconds = watch.elapsed().as_secs_f64();
        println!(
            "{}",
            json!({
                "ok": true, "applied": !args.dry_run, "vendor": args.vendor, "seed": args.seed, "seconds": seconds,
                "made": { "customers": done.customers, "grants": done.grants, "delegations": done.delegations,
                          "by_scheme": done.by_scheme },
                "there": done.there, "passed_over": done.passed_over,
            })
        );
    } else {
        tell(&done, args.dry_run);
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(done: &Rehearsed, dry_run: bool) {
    println!("customers made, each with a person   {:>8}", done.customers);
    println!("scopes granted to them               {:>8}", done.grants);
    println!("schemes given to the vendor          {:>8}", done.delegations);
    for (scheme, count) in &done.by_scheme {
        println!("  {scheme:<45}{count:>6}");
    }
    println!("customers that were there already    {:>8}", done.there);
    if done.passed_over > 0 {
        println!("numbers that are somebody else's     {:>8}", done.passed_over);
    }
    if dry_run {
        println!("Nothing was changed, because of --dry-run.");
    }
}

/// The file is made before anything else is: who cannot have the list is told at once.
fn new_file(path: &Path) -> Result<File, Failure> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(|error| format!("{}: {error}; choose a name that is free", path.display()).into())
}

async fn write_list(app: &App, wanted: Rehearsal, file: File) -> Result<(), Failure> {
    let mut out = BufWriter::new(file);
    let written = list(app, wanted, &mut |customer| {
        serde_json::to_writer(&mut out, customer)?;
        out.write_all(b"\n")
    })
    .await?;
    written.and_then(|()| out.flush())?;
    Ok(())
}

/// A bar on standard error, shown on a terminal only.
fn bar(customers: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(customers).unwrap_or(0));
    if let Ok(style) =
        ProgressStyle::with_template("{bar:30} {percent} %, {pos} of {len} customers, {eta} left")
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}
