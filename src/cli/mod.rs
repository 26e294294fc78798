//! The command line: one file per command, declared here.
//!
//! A command prints what a person needs; with `--json` what a program needs. Exit codes: 0 done, 1 refused or failed with
//! a sentence on standard error, 2 the command line was wrong.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "printing is what a command is for")]

pub mod ca;
pub mod client;
pub mod delegation;
pub mod demo;
pub mod explain;
pub mod keys;
pub mod migrate;
pub mod order;
pub mod parties;
pub mod population;
pub mod prefix;
pub mod privacy;
mod reach;
pub mod register;
pub mod serve;
pub mod token;
pub mod world;

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use serde_json::json;

use crate::app::App;
use crate::clients;
use crate::clock::Clock;
use crate::config::{Config, Database, Settings};
use crate::db::Tx;
use crate::ids::Random;
use crate::numbers::OrgNumber;
use crate::parties::find_organisation;
use crate::server;
use crate::world::Deed;

/// A whole test environment for Norwegian register APIs: orders, delegation, tokens and the register, in one binary.
#[derive(Debug, Parser)]
#[command(name = "fullmakt", version, max_term_width = 100, after_help = "Example:\n  fullmakt demo --keep")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Walk both journeys from an order to a delegated call, in a world of its own
    Demo(demo::DemoArgs),
    /// Serve the pages, the APIs and the mail receiver
    Serve(serve::ServeArgs),
    /// Clients, their keys and scopes: above all the first client that may use the self-service API
    #[command(
        subcommand,
        after_help = "Example:\n  fullmakt client new --org 310000019 --name Selvbetjening --admin --make-key admin.pem"
    )]
    Client(client::ClientCommand),
    /// Enterprise certificates of this world's own test authority
    #[command(subcommand, after_help = "Example:\n  fullmakt ca issue --org 310000019 --out certificates")]
    Ca(ca::CaCommand),
    /// Delegations: list, give, take back
    #[command(subcommand, after_help = "Example:\n  fullmakt delegation list --consumer 313513408")]
    Delegation(delegation::DelegationCommand),
    /// The keys that sign tokens: how one follows the other
    #[command(subcommand, after_help = "Example:\n  fullmakt keys rotate --now")]
    Keys(keys::KeysCommand),
    /// Ask for a token as a client does, from any issuer
    Token(token::TokenArgs),
    /// Explain a refused token request
    Explain(explain::ExplainArgs),
    /// The order desk: login links, API keys, lists
    Order(order::OrderCommand),
    /// Organisations and roles: what they are looked up in, and what becomes of them
    #[command(subcommand, after_help = "Example:\n  fullmakt parties import enheter_alle.json.gz")]
    Parties(parties::PartiesCommand),
    /// The register's population: make one of any size, and say what there is
    #[command(subcommand, after_help = "Example:\n  fullmakt population make --size 10000 --seed 7")]
    Population(population::PopulationCommand),
    /// Prefixes of scopes: hand them out, close them
    #[command(subcommand, after_help = "Example:\n  fullmakt prefix give oppdiktet --org 310000019")]
    Prefix(prefix::PrefixCommand),
    /// What is held about a contact
    #[command(subcommand, after_help = "Example:\n  fullmakt privacy export --email kari@leverandor.example")]
    Privacy(privacy::PrivacyCommand),
    /// The register of beneficial owners: the file of the whole of it
    #[command(subcommand, after_help = "Example:\n  fullmakt register snapshot")]
    Register(register::RegisterCommand),
    /// The world as a file, its clock, and what happens in it
    #[command(subcommand, after_help = "Example:\n  fullmakt world load scenario.toml")]
    World(world::WorldCommand),
    /// Bring a PostgreSQL database to this version's schema
    Migrate(migrate::MigrateArgs),
}

/// Which world a command is about.
#[derive(Debug, Clone, Args, Default)]
pub struct WorldArgs {
    /// The directory of a world on SQLite [default: ./data, or `FULLMAKT_DATA`]
    #[arg(long, value_name = "DIR", conflicts_with = "database")]
    pub data: Option<PathBuf>,
    /// The PostgreSQL URL of a world, for several nodes [or `FULLMAKT_DATABASE`]
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
}

impl WorldArgs {
    /// The settings that open this world.
    pub fn settings(&self) -> Settings {
        Settings { data: self.data.clone(), database: self.database.clone(), ..Settings::default() }
    }
}

/// What a command ends with when it cannot do its work: one sentence for standard error.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Opens the world of a command, beside a running server too.
pub async fn open_app(world: &WorldArgs) -> Result<App, Failure> {
    let config = Config::read(world.settings())?;
    Ok(server::open(config, Clock::system(), Random::system()).await?)
}

/// What a command says of an organisation that is not there.
fn nobody(number: OrgNumber) -> String {
    format!(
        "--org {number}: no organisation of this world has this number; order access for it, or load it with: fullmakt world load FILE"
    )
}

/// As in a world file: clients and prefixes belong to somebody of this world, or to an authority that owns scopes.
async fn must_be_known(tx: &mut Tx, number: OrgNumber) -> Result<(), Failure> {
    let known = find_organisation(tx, number).await?.is_some();
    if known || clients::owner_name(number).is_some() { Ok(()) } else { Err(nobody(number).into()) }
}

/// Opens the world of a command that has nothing to do where there is none: neither reading nor a client that belongs to an
/// organisation of the world begins one.
pub async fn open_existing(world: &WorldArgs) -> Result<App, Failure> {
    let config = Config::read(world.settings())?;
    if let Database::Directory(directory) = &config.database
        && !directory.join("fullmakt.db").is_file()
    {
        return Err(format!(
            "there is no world in {}; name one with --data DIR or --database URL, or begin one with: fullmakt serve, or fullmakt world load FILE",
            directory.display()
        )
        .into());
    }
    Ok(server::open(config, Clock::system(), Random::system()).await?)
}

/// Writes a new file that only its owner can read. The error begins with the file's name.
fn write_private(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let written = options.open(path).and_then(|mut file| {
        file.write_all(content)?;
        file.sync_all()
    });
    written.map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Lets one thing happen in a world, now, and says what came of it.
pub async fn happen(world: &WorldArgs, deed: Deed, as_json: bool) -> Result<ExitCode, Failure> {
    let app = open_existing(world).await?;
    let mut tx = app.db.begin_write().await?;
    let done = deed.happen(&mut tx, &app, app.now()).await?;
    tx.commit().await?;
    app.queue.wake();
    if as_json {
        println!(
            "{}",
            json!({ "ok": true, "kind": deed.kind(), "changed": done.changed, "told": done.told })
        );
    } else {
        println!("{}{}.", done.told, if done.changed { "" } else { ": it was so already" });
    }
    Ok(ExitCode::SUCCESS)
}

/// Lets a reader go that has seen enough: when standard output is a pipe whose other end was closed, as by `| head`, the
/// command ends quietly. Every other panic is told as before.
#[expect(
    clippy::exit,
    reason = "nobody is left to tell, and unwinding would only print into the closed pipe"
)]
fn end_quietly_on_a_closed_pipe() {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let text = panic.payload().downcast_ref::<String>().map_or("", String::as_str);
        if text.starts_with("failed printing to stdout") && text.contains("Broken pipe") {
            std::process::exit(0);
        }
        told(panic);
    }));
}

/// Parses the command line and runs the command.
pub fn main() -> ExitCode {
    end_quietly_on_a_closed_pipe();
    let line = CommandLine::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("fullmakt: the runtime cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(async {
        match line.command {
            Command::Demo(args) => demo::run(args).await,
            Command::Serve(args) => serve::run(args).await,
            Command::Ca(command) => ca::run(command).await,
            Command::Client(command) => client::run(command).await,
            Command::Delegation(command) => delegation::run(command).await,
            Command::Token(args) => token::run(args).await,
            Command::Explain(args) => explain::run(args).await,
            Command::Order(command) => order::run(command).await,
            Command::Parties(command) => parties::run(command).await,
            Command::Keys(command) => keys::run(command).await,
            Command::Population(command) => population::run(command).await,
            Command::Prefix(command) => prefix::run(command).await,
            Command::Privacy(command) => privacy::run(command).await,
            Command::Register(command) => register::run(command).await,
            Command::World(command) => world::run(command).await,
            Command::Migrate(args) => migrate::run(args).await,
        }
    });
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("fullmakt: {failure}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::CommandLine;

    /// The arguments of an example as a shell would give them: quotes taken off, and nothing from a redirection on.
    fn words(line: &str) -> Vec<String> {
        let mut words = Vec::new();
        for (position, piece) in line.split('"').enumerate() {
            if position % 2 == 1 {
                words.push(piece.to_owned());
            } else {
                words.extend(piece.split_ascii_whitespace().map(str::to_owned));
            }
        }
        words.into_iter().take_while(|word| word != ">" && word != "|").collect()
    }

    fn check(path: &str, command: &clap::Command) -> usize {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let example = help
            .strip_prefix("Example:\n  ")
            .and_then(|rest| rest.lines().next())
            .unwrap_or_else(|| panic!("`{path} --help` has no example: give it after_help"));
        assert!(example.starts_with(path), "{path}: {example}");
        if let Err(error) = CommandLine::command().try_get_matches_from(words(example)) {
            panic!("{path}: the example is refused: {error}");
        }
        1 + command
            .get_subcommands()
            .map(|sub| check(&format!("{path} {}", sub.get_name()), sub))
            .sum::<usize>()
    }

    #[test]
    fn every_help_ends_with_an_example_that_is_accepted() {
        assert!(check("fullmakt", &CommandLine::command()) > 20);
    }
}
