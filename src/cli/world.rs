//! `fullmakt world`: the world as a file, its clock, and what happens in it.

mod play;
mod rehearse;

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Failure, WorldArgs, open_app, open_existing};
use crate::clock::english;
use crate::server;
use crate::world::{self, Error, FILE_LIMIT, Format};

/// The world as a file, its clock, and what happens in it
#[derive(Debug, Subcommand)]
pub enum WorldCommand {
    /// Bring the world into the state that a file names; what the file does not name stays
    Load(LoadArgs),
    /// Write the world as a file
    Dump(DumpArgs),
    /// Show the world's clock, or move it forward
    Clock(ClockArgs),
    /// Let a timeline of events happen: delegations given and taken back, organisations deleted, scopes closed …
    Play(play::PlayArgs),
    /// Make thousands of fictional customers that delegate to one vendor
    Rehearse(rehearse::RehearseArgs),
}

/// What `fullmakt world load` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt world load scenario.toml")]
pub struct LoadArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// A world file: JSON when its name ends in .json, else TOML
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only say what would change
    #[arg(long)]
    dry_run: bool,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What `fullmakt world dump` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt world dump > world.toml")]
pub struct DumpArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// The file to write, JSON when its name ends in .json [default: standard output]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Write JSON
    #[arg(long)]
    json: bool,
    /// Also organisations that may be real (8 or 9) and what hangs on them; such a file can be loaded into this world alone
    #[arg(long)]
    with_real: bool,
}

/// What `fullmakt world clock` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt world clock --forward 30d")]
pub struct ClockArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// Move world time forward by this long: 30d, 12h, 1d12h30m. It never goes back
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    forward: Option<i64>,
    /// Print one line of JSON, for programs
    #[arg(long)]
    json: bool,
}

fn duration(text: &str) -> Result<i64, String> {
    world::parse_duration(text)
        .filter(|by| *by > 0)
        .ok_or_else(|| "expected days, hours, minutes or seconds, for example 30d or 1d12h".to_owned())
}

/// Runs `fullmakt world …`.
pub async fn run(command: WorldCommand) -> Result<ExitCode, Failure> {
    match command {
        WorldCommand::Load(args) => load(args).await,
        WorldCommand::Dump(args) => dump(args).await,
        WorldCommand::Clock(args) => clock(args).await,
        WorldCommand::Play(args) => play::run(args).await,
        WorldCommand::Rehearse(args) => rehearse::run(args).await,
    }
}

async fn load(args: LoadArgs) -> Result<ExitCode, Failure> {
    let text = read_file(&args.file)?;
    let app = open_app(&args.world).await?;
    let mut tx = app.db.begin_write().await?;
    let loaded = world::load(&mut tx, &app, app.now(), &text, format_of(&args.file)).await;
    let report = match loaded {
        Ok(report) => report,
        Err(Error::Faults(faults)) if args.json => {
            println!("{}", json!({ "ok": false, "faults": faults }));
            return Ok(ExitCode::FAILURE);
        }
        Err(error @ Error::Faults(_)) => {
            let file = args.file.display();
            return Err(format!("nothing of {file} was loaded, because of\n{error}").into());
        }
        Err(error) => return Err(error.into()),
    };
    if args.dry_run {
        drop(tx);
    } else {
        tx.commit().await?;
        app.queue.wake();
    }
    if args.json {
        println!("{}", json!({ "ok": true, "applied": !args.dry_run, "report": report }));
        return Ok(ExitCode::SUCCESS);
    }
    for (kind, count) in report.lines() {
        if count != world::Count::default() {
            println!(
                "{kind:<14} {:>5} created {:>5} changed {:>5} unchanged",
                count.created, count.changed, count.unchanged
            );
        }
    }
    if report.changed_nothing() {
        println!("The world is as the file says already: nothing changed.");
    } else if args.dry_run {
        println!("Nothing was changed, because of --dry-run.");
    }
    Ok(ExitCode::SUCCESS)
}

async fn dump(args: DumpArgs) -> Result<ExitCode, Failure> {
    let by_name = args.file.as_deref().map_or(Format::Toml, format_of);
    let format = if args.json { Format::Json } else { by_name };
    let app = open_existing(&args.world).await?;
    let mut tx = app.db.read().await?;
    let text = world::dump(&mut tx, app.now(), format, args.with_real).await?;
    let Some(path) = &args.file else {
        print!("{text}");
        return Ok(ExitCode::SUCCESS);
    };
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    written.map_err(|error| format!("{}: {error}; choose a name that is free", path.display()))?;
    Ok(ExitCode::SUCCESS)
}

async fn clock(args: ClockArgs) -> Result<ExitCode, Failure> {
    let app = open_existing(&args.world).await?;
    if let Some(by) = args.forward {
        let mut tx = app.db.begin_write().await?;
        let offset = world::move_forward(&mut tx, &app, app.now(), by).await?;
        tx.commit().await?;
        app.clock.set_offset(offset);
        // Whoever asks a server next must find it in the new time.
        server::nodes_have_looked_at_the_clock().await;
    }
    let now = app.now();
    let ahead = world::write_duration(now.offset());
    if args.json {
        println!("{}", json!({ "wall_ms": now.wall, "world_ms": now.world, "ahead": ahead }));
    } else {
        println!("wall time    {}", english(now.wall));
        println!("world time   {}", english(now.world));
        println!("ahead        {ahead}");
    }
    Ok(ExitCode::SUCCESS)
}

fn format_of(path: &Path) -> Format {
    Format::of_name(&path.to_string_lossy())
}

/// Reads a world file, and no more than a world file may have.
fn read_file(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let file = File::open(path).map_err(|error| format!("{shown}: {error}"))?;
    read_text(&shown.to_string(), file)
}

/// The same of what is no file by name.
fn read_text(shown: &str, file: impl std::io::Read) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    file.take(FILE_LIMIT + 1).read_to_end(&mut bytes).map_err(|error| format!("{shown}: {error}"))?;
    if bytes.len() as u64 > FILE_LIMIT {
        return Err(format!("{shown}: a world file has at most {} MB", FILE_LIMIT / 1024 / 1024).into());
    }
    String::from_utf8(bytes).map_err(|_| format!("{shown}: a world file is text in UTF-8").into())
}
