//! `make bench PART=tokens`: how many tokens the program gives for each CPU-second of its process, how long they take, and
//! in how much memory; and how far that is from what the arithmetic of RSA allows on the same machine at the same time.
//!
//! A load generator of our own, since assertions must be signed before they are sent, each with its own `jti`, and since
//! the CPU time that counts is that of the server alone: signing and load are phases that follow each other.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "printing is what a bench is for")]
#![expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]

mod ceiling;
mod grants;
mod load;
mod machine;
mod measure;
mod options;
mod report;
mod service;
mod world;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use fullmakt::clock::Clock;
use fullmakt::jose::SigningKey;

use ceiling::Ceiling;
use grants::{Source, key_of};
use machine::Machine;
use measure::Subject;
use options::{Options, Service, Variant};
use report::Told;
use service::{Postgres, Server};
use world::Place;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let options = Options::read();
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Failure> {
    let groups = options.groups();
    if options.list {
        for variant in groups.iter().flatten() {
            println!("{}", variant.name);
        }
        return Ok(());
    }
    let scratch = Scratch::new(options)?;
    let machine = Machine::read(&scratch.path)?;
    println!(
        "{} cores of {}, AVX512-IFMA {}, Linux {}, {}",
        machine.cores,
        machine.cpu,
        if machine.avx512ifma { "there" } else { "MISSING" },
        machine.kernel,
        machine.filesystem
    );
    if cfg!(debug_assertions) {
        println!("A debug build: no figure here means anything.");
    }
    let keep = options.worlds.as_deref().unwrap_or(&scratch.path);
    std::fs::create_dir_all(keep)?;
    let keys = grants::keys(keep)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let postgres = match &options.postgres {
        Some(url) => Some(runtime.block_on(Postgres::connect(url))?),
        None => None,
    };
    let stage = Stage { options, machine, scratch: &scratch.path, keep, keys, runtime, postgres };
    let mut all = Vec::new();
    for group in &groups {
        let told = stage.measure(group)?;
        // A run that is stopped later has told so much.
        if let Some(file) = &options.json {
            report::write(file, &told)?;
        }
        all.extend(told);
    }
    report::goals(&all);
    Ok(())
}

/// A directory for all that is written, gone in the end when it is ours.
struct Scratch {
    path: PathBuf,
    _ours: Option<tempfile::TempDir>,
}

impl Scratch {
    fn new(options: &Options) -> Result<Self, Failure> {
        if let Some(path) = &options.scratch {
            std::fs::create_dir_all(path)?;
            return Ok(Self { path: path.clone(), _ours: None });
        }
        // /tmp may lie in memory.
        let ours = tempfile::Builder::new().prefix("fullmakt-tokens.").tempdir_in("/var/tmp")?;
        Ok(Self { path: ours.path().to_owned(), _ours: Some(ours) })
    }
}

/// What all groups of measurements share.
struct Stage<'a> {
    options: &'a Options,
    machine: Machine,
    scratch: &'a Path,
    keep: &'a Path,
    keys: Vec<SigningKey>,
    runtime: tokio::runtime::Runtime,
    postgres: Option<Postgres>,
}

impl Stage<'_> {
    /// Makes, serves and measures the members of a group in turns.
    fn measure(&self, group: &[Variant]) -> Result<Vec<Told>, Failure> {
        let mut subjects = Vec::new();
        for variant in group {
            println!("preparing {}", variant.name);
            subjects.push(self.prepare(variant)?);
        }
        for round in 1..=self.options.rounds {
            for (subject, _) in &mut subjects {
                let clock = Clock::system().now().wall;
                subject.round(self.options, self.scratch)?;
                println!(
                    "round {round} of {}: {} in {} s",
                    self.options.rounds,
                    subject.variant.name,
                    (Clock::system().now().wall - clock) / 1000
                );
            }
        }
        let mut all = Vec::new();
        for (place, (subject, delegations)) in subjects.iter().enumerate() {
            let first = subjects.first().map(|(first, _)| first).filter(|_| place > 0);
            let first = first.filter(|_| subject.variant.delegations.is_some());
            let told = Told::of(subject, first, *delegations, (&self.machine, self.options))?;
            told.print();
            all.push(told);
        }
        Ok(all)
    }

    /// A server under its first load, and how many delegations it knows.
    fn prepare(&self, variant: &Variant) -> Result<(Subject, usize), Failure> {
        let log = self.scratch.join(format!("{}.log", variant.name));
        let (population, server) = match variant.service {
            Service::Peer => {
                let clients = self.scratch.join("peer.json");
                let population = world::peer(variant, &self.keys, &clients)?;
                (population, Server::peer(&clients, &log)?)
            }
            Service::Sqlite => {
                let place = Place::Directory(self.keep.join(&variant.name));
                let population = self.runtime.block_on(world::make(&place, variant, &self.keys))?;
                (population, Server::program(&place, &log)?)
            }
            Service::Postgres => {
                let postgres = self.postgres.as_ref().ok_or("PostgreSQL was not named: --postgres URL")?;
                let place = self.runtime.block_on(postgres.database(&variant.name))?;
                let population = self.runtime.block_on(world::make(&place, variant, &self.keys))?;
                self.runtime.block_on(postgres.settle(&place))?;
                (population, Server::program(&place, &log)?)
            }
        };
        let delegations = population.delegations.len();
        let at = (server.url.as_str(), server.address);
        let source = Source::new(population, self.keys.clone(), at, variant.service == Service::Peer);
        let ceiling = Ceiling::new(key_of(&self.keys, 0)?, &source.example()?)?;
        let postmaster =
            self.postgres.as_ref().filter(|_| variant.service == Service::Postgres).map(|it| it.postmaster);
        let subject = Subject::new(variant.clone(), source, server, postmaster, (ceiling, self.options))?;
        Ok((subject, delegations))
    }
}
