//! `fullmakt migrate`: bring a database to this version's schema.

use std::process::ExitCode;

use clap::Args;

use super::{Failure, WorldArgs};
use crate::clock::Clock;
use crate::config::{Config, Database};
use crate::db::Db;

/// What `fullmakt migrate` is given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fullmakt migrate --database postgres://fullmakt@localhost/fullmakt")]
pub struct MigrateArgs {
    #[command(flatten)]
    world: WorldArgs,
    /// Only say what would be applied
    #[arg(long)]
    dry_run: bool,
}

/// Applies what is not applied yet, and says what it was.
pub async fn run(args: MigrateArgs) -> Result<ExitCode, Failure> {
    let config = Config::read(args.world.settings())?;
    let db = match &config.database {
        Database::Directory(directory) => {
            std::fs::create_dir_all(directory)?;
            Db::open_sqlite(&directory.join("fullmakt.db")).await?
        }
        Database::Postgres { url, ca_file } => Db::open_postgres(url, ca_file.as_deref(), 2).await?,
    };
    let (names, verb) = if args.dry_run {
        (db.pending_migrations().await?, "would be applied")
    } else {
        (db.migrate(Clock::system().now().wall).await?, "applied")
    };
    if names.is_empty() {
        println!("Nothing to do: the schema is up to date.");
    }
    for name in names {
        println!("{name} {verb}");
    }
    Ok(ExitCode::SUCCESS)
}
