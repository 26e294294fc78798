//! What every request and job is given: built once at start, passed by reference, never global.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::clock::{Clock, Now};
use crate::config::Config;
use crate::db::Db;
use crate::ids::Random;
use crate::jobs::Queue;
use crate::keys::Keys;
use crate::mail::Outbox;

/// The parts that all rooms share. Rooms with long-lived parts of their own (the token server's caches and signer) keep
/// them in a struct of that room, which `server.rs` builds.
#[derive(Debug, Clone)]
pub struct App {
    /// The world's database.
    pub db: Db,
    /// Wall and world time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// The master key and what is derived from it.
    pub keys: Keys,
    /// How letters leave.
    pub outbox: Outbox,
    /// The queue, so that a handler can wake the worker after its commit.
    pub queue: Queue,
    /// Places for requests to Enhetsregisteret: never more than a few at once.
    pub registry_places: Arc<Semaphore>,
    /// The settings.
    pub config: Arc<Config>,
}

impl App {
    /// Both clocks, to be read once per request or job.
    pub fn now(&self) -> Now {
        self.clock.now()
    }

    /// An absolute address of this service, for letters.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.config.public_url)
    }

    /// Ends the process at once when the settings name this place; see [`Config::fault_point`].
    pub fn fault_point(&self, place: &str) {
        self.config.fault_point(place);
    }
}
