//! What the bench is told, and which measurements that makes.

use std::path::PathBuf;

use clap::Parser;

/// Tokens per CPU-second of the server, latency at half of the maximum rate, and memory.
#[derive(Debug, Clone, Parser)]
#[command(
    name = "tokens",
    after_help = "Started by scripts/bench/tokens.sh, which builds and starts what is needed."
)]
pub(crate) struct Options {
    /// Write all figures to this file; what it holds of other measurements stays
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Only the measurements whose name contains one of these words
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// Only say which measurements there are
    #[arg(long)]
    pub(crate) list: bool,
    /// A PostgreSQL that keeps what it is told, with no database of these names yet
    #[arg(long, value_name = "URL")]
    pub(crate) postgres: Option<String>,
    /// How many clients there are in the plain measurements
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [1, 100, 10_000])]
    pub(crate) clients: Vec<usize>,
    /// How many delegations there are in the delegated measurements; the second is compared with the first
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [1_000, 1_000_000])]
    pub(crate) delegations: Vec<usize>,
    /// How many clients the vendor of the delegated measurements has
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub(crate) vendor_clients: usize,
    /// How long each stretch of load is
    #[arg(long, value_name = "N", default_value_t = 4.0)]
    pub(crate) seconds: f64,
    /// How often all is measured
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) rounds: usize,
    /// How many requests are under way at once
    #[arg(long, value_name = "N", default_value_t = 64)]
    pub(crate) connections: usize,
    /// A directory on a real disk, for all that is written [default: a new one in /var/tmp that is removed]
    #[arg(long, value_name = "DIR")]
    pub(crate) scratch: Option<PathBuf>,
    /// Keep the worlds on SQLite in this directory, and take those that are there
    #[arg(long, value_name = "DIR")]
    pub(crate) worlds: Option<PathBuf>,
    /// See in a minute that it works: short and small, no figures to keep
    #[arg(long)]
    pub(crate) smoke: bool,
    /// Which state of the sources is measured, for the figures
    #[arg(long, value_name = "COMMIT", default_value = "unknown")]
    pub(crate) commit: String,
    /// What `cargo bench` says to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

/// What serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    /// The program on SQLite.
    Sqlite,
    /// The program on PostgreSQL.
    Postgres,
    /// The server for Node that it is measured beside.
    Peer,
}

impl Service {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Peer => "peer",
        }
    }
}

/// One measurement.
#[derive(Debug, Clone)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) service: Service,
    pub(crate) clients: usize,
    /// About how many delegations there are; `None` asks for tokens of the client's own organisation.
    pub(crate) delegations: Option<usize>,
}

impl Options {
    /// The options as the rest of the bench reads them.
    pub(crate) fn read() -> Self {
        let mut options = Self::parse();
        if options.smoke {
            options.clients = vec![1, 20];
            options.delegations = vec![10, 100];
            options.vendor_clients = 20;
            options.seconds = 1.0;
            options.rounds = 1;
        }
        options
    }

    /// How often the disk is asked before and after a stretch.
    pub(crate) const fn writes_to_disk(&self) -> usize {
        if self.smoke { 20 } else { 50 }
    }

    /// What is measured, in groups whose members are served at the same time and measured in turns: whatever else the
    /// machine does then falls on all of them.
    pub(crate) fn groups(&self) -> Vec<Vec<Variant>> {
        let mut groups = Vec::new();
        for service in [Service::Sqlite, Service::Postgres] {
            let plain = self.clients.iter().map(|&clients| Variant {
                name: format!("{}-{clients}", service.name()),
                service,
                clients,
                delegations: None,
            });
            groups.push(plain.collect());
            let delegated = self.delegations.iter().map(|&delegations| Variant {
                name: format!("{}-delegated-{delegations}", service.name()),
                service,
                clients: self.vendor_clients,
                delegations: Some(delegations),
            });
            groups.push(delegated.collect());
        }
        let clients = self.clients.iter().copied().max().unwrap_or(1).min(100);
        groups.push(vec![Variant {
            name: Service::Peer.name().to_owned(),
            service: Service::Peer,
            clients,
            delegations: None,
        }]);
        for group in &mut groups {
            group.retain(|variant: &Variant| {
                self.only.is_empty() || self.only.iter().any(|word| variant.name.contains(word.as_str()))
            });
        }
        groups.retain(|group: &Vec<Variant>| !group.is_empty());
        groups
    }
}
