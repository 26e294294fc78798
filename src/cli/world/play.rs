//! `fullmakt world play`: a timeline of events on the world's clock.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{format_of, read_file, read_text};
use crate::app::App;
use crate::cli::{Failure, WorldArgs, open_existing};
use crate::clock::english;
use crate::language::counted;
use crate::world::{self, Error, Format, Happened, Timeline};

/// What `fullmakt world play` is given.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  fullmakt world play scenario.toml --dry-run

An event of the file:

  [[event]]
  at = \"+3d\"
  delegation_withdrawn = { consumer = \"313513408\", supplier = \"314208641\", scheme = \"brreg-reelle-media\" }

The whole file is tried first, and nothing happens when one event could not. Then each event is done with its step of the
clock, all of it or nothing. docs/scenarios.md names every event.")]
pub struct PlayArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// A timeline: JSON when its name ends in .json, else TOML; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
    /// Print one line of JSON for each event, for programs
    #[arg(long)]
    json: bool,
}

/// Runs it.
pub(super) async fn run(args: PlayArgs) -> Result<ExitCode, Failure> {
    let (text, format) = if args.file.as_os_str() == "-" {
        (read_text("standard input", std::io::stdin().lock())?, Format::Toml)
    } else {
        (read_file(&args.file)?, format_of(&args.file))
    };
    let app = open_existing(&args.world).await?;
    match play(&app, &args, &text, format).await {
        Err(failure) => match failure.downcast::<Error>() {
            Ok(error) => refuse(&args, *error),
            Err(other) => Err(other),
        },
        done => done,
    }
}

fn refuse(args: &PlayArgs, error: Error) -> Result<ExitCode, Failure> {
    match error {
        Error::Faults(faults) if args.json => {
            println!("{}", json!({ "ok": false, "faults": faults }));
            Ok(ExitCode::FAILURE)
        }
        error @ Error::Faults(_) => {
            let file = args.file.display();
            Err(format!("nothing of {file} has happened, because of\n{error}").into())
        }
        error => Err(error.into()),
    }
}

async fn play(app: &App, args: &PlayArgs, text: &str, format: Format) -> Result<ExitCode, Failure> {
    let mut timeline = Timeline::read(text, format)?;
    let mut tx = app.db.begin_write().await?;
    let would_happen = timeline.rehearse(&mut tx, app, app.now()).await?;
    // Whatever the rehearsal did goes with its transaction.
    drop(tx);
    if args.dry_run {
        for happened in &would_happen {
            show(args, happened);
        }
        end(args, &would_happen);
        return Ok(ExitCode::SUCCESS);
    }
    let begin = {
        let mut tx = app.db.read().await?;
        app.now().wall + world::clock_offset(&mut tx).await?
    };
    let mut all = Vec::new();
    for index in 0..timeline.len() {
        let happened = one(app, &timeline, begin, index).await.map_err(|error| -> Failure {
            let rest = timeline.len() - index;
            format!(
                "event {} did not happen: {error}; {index} events before it did, and {rest} have not",
                index + 1
            )
            .into()
        })?;
        show(args, &happened);
        all.push(happened);
    }
    end(args, &all);
    Ok(ExitCode::SUCCESS)
}

async fn one(app: &App, timeline: &Timeline<'_>, begin: i64, index: usize) -> Result<Happened, Error> {
    let mut tx = app.db.begin_write().await?;
    let happened = timeline.happen(&mut tx, app, app.now(), begin, index).await?;
    let offset = world::clock_offset(&mut tx).await?;
    app.fault_point(&format!("play:{}:before-commit", index + 1));
    tx.commit().await?;
    app.clock.set_offset(offset);
    app.queue.wake();
    app.fault_point(&format!("play:{}:after-commit", index + 1));
    Ok(happened)
}

fn show(args: &PlayArgs, happened: &Happened) {
    if args.json {
        println!("{}", serde_json::to_string(happened).unwrap_or_default());
        return;
    }
    let Happened { event, of, told, .. } = happened;
    let width = of.to_string().len();
    let same = if happened.changed { "" } else { " (it was so already)" };
    let note = happened.note.as_ref().map(|note| format!("  # {note}")).unwrap_or_default();
    println!("{event:>width$}/{of}  {}  {told}{same}{note}", english(happened.at_ms));
}

fn end(args: &PlayArgs, all: &[Happened]) {
    let changed = all.iter().filter(|happened| happened.changed).count();
    if args.json {
        println!(
            "{}",
            json!({ "ok": true, "applied": !args.dry_run, "events": all.len(), "changed": changed })
        );
    } else if args.dry_run {
        println!("Nothing has happened, because of --dry-run.");
    } else {
        println!("{}, {changed} of them changed something.", counted(all.len(), "event"));
    }
}
