//! `fullmakt population`: the register's population.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{Failure, WorldArgs, open_app, open_existing};
use crate::clock::{Stopwatch, english};
use crate::register::population::changes::make_now;
use crate::register::population::make::make;
use crate::register::population::{MOST_COMPANIES, Population, find_state};
use crate::register::{figures, last_sequence};

/// The register's population: make one of any size, and say what there is
#[derive(Debug, Subcommand)]
pub enum PopulationCommand {
    /// Fill the register and Enhetsregisteret with made-up companies, owners and histories
    Make(MakeArgs),
    /// Let companies report, be reported, end or begin, now and not day by day
    Change(ChangeArgs),
    /// Say what the register holds
    Show(ShowArgs),
}

/// What `fullmakt population make` is given.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  fullmakt population make --size 10000 --seed 7

The same size and seed make the same companies in every world, whenever they are made: their histories end with 2025, and
go on by the world's clock from the day on which they were made. All is made up: companies have numbers that begin with 2,
persons numbers with 80 added to the month. It works beside a running server. The same command again makes nothing new, and
one that was stopped goes on where it was. A world has one population.")]
pub struct MakeArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// How many companies there shall be
    #[arg(long, value_name = "N", value_parser = size)]
    size: u64,
    /// Which population: a seed makes the same one in every world
    #[arg(long, value_name = "N", default_value = "1", value_parser = seed)]
    seed: u64,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What `fullmakt population change` is given.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  fullmakt population change --count 1000

Each change is of the same kinds as those that a population has every day, and stands in the change log at once: to see
whether a program that keeps a local copy follows. It works beside a running server.")]
pub struct ChangeArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// How many changes there shall be
    #[arg(long, value_name = "N", value_parser = size)]
    count: u64,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What `fullmakt population show` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt population show")]
pub struct ShowArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

fn size(text: &str) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| (1..=MOST_COMPANIES).contains(number));
    number.ok_or_else(|| format!("expected a whole number from 1 to {MOST_COMPANIES}"))
}

fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("expected a whole number from 0 to {}", u64::MAX))
}

/// Runs `fullmakt population …`.
pub async fn run(command: PopulationCommand) -> Result<ExitCode, Failure> {
    match command {
        PopulationCommand::Make(args) => run_make(args).await,
        PopulationCommand::Change(args) => run_change(args).await,
        PopulationCommand::Show(args) => run_show(args).await,
    }
}

async fn run_make(args: MakeArgs) -> Result<ExitCode, Failure> {
    let app = open_app(&args.world).await?;
    let watch = Stopwatch::start();
    let bar = bar(args.size);
    let done = make(&app, Population::new(args.seed, args.size), &mut |there| bar.set_position(there)).await;
    bar.finish_and_clear();
    let done = done?;
    if args.json {
        let seconds = watch.elapsed().as_secs_f64();
        println!(
            "{}",
            json!({ "ok": true, "seed": args.seed, "size": args.size, "seconds": seconds, "made": done.made,
                    "there": done.there, "passed_over": done.passed_over })
        );
        return Ok(ExitCode::SUCCESS);
    }
    println!("companies made                       {:>8}", done.made);
    println!("that were there already              {:>8}", done.there);
    if done.passed_over > 0 {
        println!("numbers that are somebody else's     {:>8}", done.passed_over);
    }
    Ok(ExitCode::SUCCESS)
}

async fn run_change(args: ChangeArgs) -> Result<ExitCode, Failure> {
    let app = open_existing(&args.world).await?;
    let state = find_state(&mut app.db.read().await?).await?;
    if state.is_none_or(|state| state.changed_until.is_none()) {
        return Err("this world has no whole population whose companies could change; make one, or go on with it, with: fullmakt population make --size 10000".into());
    }
    let bar = bar(args.count);
    let made = make_now(&app, args.count, &mut |made| bar.set_position(made)).await;
    bar.finish_and_clear();
    let made = made?;
    let sequence = last_sequence(&mut app.db.read().await?).await?;
    if args.json {
        println!("{}", json!({ "ok": true, "made": made, "sequence": sequence }));
    } else {
        println!("changes made                         {made:>8}");
        println!("the change log's last number         {sequence:>8}");
    }
    Ok(ExitCode::SUCCESS)
}

async fn run_show(args: ShowArgs) -> Result<ExitCode, Failure> {
    let app = open_existing(&args.world).await?;
    let mut tx = app.db.read().await?;
    let state = find_state(&mut tx).await?;
    let figures = figures(&mut tx).await?;
    if args.json {
        let population = state.map(|state| {
            json!({ "seed": state.seed, "size": state.size, "made": state.made,
                    "passed_over": state.passed_over, "newcomers": state.newcomers })
        });
        println!(
            "{}",
            json!({ "companies": figures.companies, "owners": figures.owners, "sequence": figures.sequence,
                    "changed_at_ms": figures.changed_at, "population": population })
        );
        return Ok(ExitCode::SUCCESS);
    }
    println!("companies in the register            {:>8}", figures.companies);
    println!("persons who own or have owned one    {:>8}", figures.owners);
    println!("lines of the change log              {:>8}", figures.sequence);
    if let Some(at) = figures.changed_at {
        println!("the latest change                    {}", english(at));
    }
    match state {
        None => println!(
            "There are only the built-in examples; make more with: fullmakt population make --size 10000"
        ),
        Some(state) => {
            println!("seed of the population               {:>8}", state.seed);
            println!("its size                             {:>8}", state.size);
            if state.made < state.size {
                println!("made so far                          {:>8}", state.made);
                println!("It is not whole; the same command again goes on with it.");
            }
            println!("added since by its changes           {:>8}", state.newcomers);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A bar on standard error, shown on a terminal only.
fn bar(companies: u64) -> ProgressBar {
    let bar = ProgressBar::new(companies);
    if let Ok(style) =
        ProgressStyle::with_template("{bar:30} {percent} %, {pos} of {len} companies, {eta} left")
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}
