//! The world as a file: everything that a test needs to stand on, written down, loaded and dumped.
//!
//! A file names organisations, persons with roles, scopes, grants, schemes, delegations, clients with public keys, what
//! companies have registered, and the world's clock, in TOML or JSON. What it names is made or brought into that state; what it does not name stays. Within an
//! entry, the scopes and keys of a client and the scopes of a scheme, and the registrations of a company, are the whole list, while a person's roles are only
//! added to. Identifiers that a world makes for itself (of parties and delegations), orders, letters and the ledger are not
//! part of it. Loading is one transaction: a file with a single fault changes nothing.
//!
//! An organisation whose number begins with 8 or 9 may be real. Its entry must name the case of an approved order of this
//! very world, and a dump leaves it out, with what hangs on it, unless it is asked for.

mod companies;
mod deed;
mod dump;
mod entries;
mod load;
mod offset;
mod reader;
pub mod rehearse;
mod text;
mod timeline;
mod tree;

use std::fmt;

use serde::Serialize;

use crate::clients;
use crate::db;
use crate::delegation::registry::RegistryError;
use crate::parties::PartyError;

pub use deed::{Deed, Done, Pair, Side};
pub use dump::dump;
pub use load::load;
pub use offset::{clock_offset, move_forward, parse_duration, wall_at, write_duration};
pub use timeline::{Happened, Timeline};

/// The largest world file, in bytes.
pub const FILE_LIMIT: u64 = 32 * 1024 * 1024;

/// Most faults that are listed; a file with more is the wrong file.
pub const FAULT_LIMIT: usize = 100;

/// How a world file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// TOML, for people.
    Toml,
    /// JSON, for programs.
    Json,
}

impl Format {
    /// By a file's name: `.json` is JSON, anything else TOML.
    pub fn of_name(name: &str) -> Self {
        if name.to_lowercase().ends_with(".json") { Self::Json } else { Self::Toml }
    }
}

/// Something wrong in a world file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fault {
    /// The line it stands on, counted from 1.
    pub line: usize,
    /// The field, as `person[0].roles[1].role`; empty when the file as a whole is wrong.
    pub field: String,
    /// What is wrong and what was expected. Never holds a digit of a number that may be a real person's.
    pub problem: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            write!(f, "line {}: {}", self.line, self.problem)
        } else {
            write!(f, "line {}: {}: {}", self.line, self.field, self.problem)
        }
    }
}

/// What loading did with the entries of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// They were not there.
    pub created: usize,
    /// They were there and differed.
    pub changed: usize,
    /// They were there just so.
    pub unchanged: usize,
}

impl Count {
    /// Counts one entry.
    fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Created => self.created += 1,
            Outcome::Changed => self.changed += 1,
            Outcome::Unchanged => self.unchanged += 1,
        }
    }
}

/// What became of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Created,
    Changed,
    Unchanged,
}

/// What loading did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Organisations.
    pub organisations: Count,
    /// Persons, without their roles.
    pub persons: Count,
    /// Roles of persons in organisations.
    pub roles: Count,
    /// Scopes.
    pub scopes: Count,
    /// Grants of scopes to organisations.
    pub grants: Count,
    /// Delegation schemes.
    pub schemes: Count,
    /// Delegations, one for each scheme.
    pub delegations: Count,
    /// Clients with their scopes and keys.
    pub clients: Count,
    /// Companies of the register with what is registered about them.
    pub companies: Count,
    /// The world's clock.
    pub clock: Count,
}

impl Report {
    /// Every kind with its count, in the order of loading.
    pub fn lines(&self) -> [(&'static str, Count); 10] {
        [
            ("clock", self.clock),
            ("organisations", self.organisations),
            ("persons", self.persons),
            ("roles", self.roles),
            ("scopes", self.scopes),
            ("schemes", self.schemes),
            ("grants", self.grants),
            ("delegations", self.delegations),
            ("clients", self.clients),
            ("companies", self.companies),
        ]
    }

    /// Whether the world is as it was.
    pub fn changed_nothing(&self) -> bool {
        self.lines().iter().all(|(_, count)| count.created == 0 && count.changed == 0)
    }
}

/// Why a world was not changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is wrong, at these places. Nothing of it was applied.
    #[error("{}", all_faults(.0))]
    Faults(Vec<Fault>),
    /// World time only moves forward.
    #[error("world time only moves forward; name a duration such as 30d or 1d12h")]
    NotForward,
    /// Further than calendars know.
    #[error("world time may run at most 36500 days ahead of wall time")]
    TooFar,
    /// No person has the number that was named, which is not repeated.
    #[error("nobody in this environment has this person number")]
    NoSuchPerson,
    /// Schemes.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// Parties.
    #[error(transparent)]
    Parties(#[from] PartyError),
    /// Clients, scopes and grants.
    #[error(transparent)]
    Clients(#[from] clients::Error),
    /// Delegations.
    #[error(transparent)]
    Delegation(#[from] crate::delegation::Error),
    /// The database.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Error {
    /// Whether the database is why, and not a rule.
    fn is_database(&self) -> bool {
        matches!(
            self,
            Self::Database(_)
                | Self::Registry(RegistryError::Database(_))
                | Self::Parties(PartyError::Database(_))
                | Self::Clients(clients::Error::Database(_))
                | Self::Delegation(crate::delegation::Error::Database(_))
        )
    }
}

fn all_faults(faults: &[Fault]) -> String {
    let mut lines: Vec<String> = faults.iter().take(FAULT_LIMIT).map(Fault::to_string).collect();
    if faults.len() > FAULT_LIMIT {
        lines.push(format!("and {} more", faults.len() - FAULT_LIMIT));
    }
    lines.join("\n")
}
