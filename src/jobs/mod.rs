//! The queue: what a lower room tells an upper one, and what is due later.
//!
//! A job is a row written in the transaction of the change that causes it, so neither can exist without the other. The
//! queue knows nothing of what jobs do: `server/jobs.rs` holds the one table from kind to function. A job may run twice (a
//! node that dies after its work but before its tick leaves a claim that runs out), so every job's work is idempotent.

mod queue;

use std::future::Future;
use std::pin::Pin;

use serde_json::Value;

pub use queue::{Queue, failed_jobs, retry_failed};

use crate::clock::{MINUTE, Millis, Now, SECOND};
use crate::db::{Error, Tx, params};
use crate::ids::Random;

/// After this many attempts a job is given up and shown at the desk.
pub const MAX_ATTEMPTS: i64 = 12;

/// Which jobs a worker takes. Letters wait for other people's servers, and nothing else may wait for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// All of them.
    All,
    /// Letters on their way out.
    Letters,
    /// Everything but letters.
    Work,
}

impl Lane {
    /// What an index of the waiting jobs is made for, word by word (`migrations/0013_lanes.sql`): both databases recognise
    /// it by its text.
    const fn parts(self) -> &'static [&'static str] {
        match self {
            Self::All => &["kind <> 'mail.send'", "kind = 'mail.send'"],
            Self::Letters => &["kind = 'mail.send'"],
            Self::Work => &["kind <> 'mail.send'"],
        }
    }
}

/// Which clock a job's due time is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// As soon as a worker is free.
    Now,
    /// At this wall time: retries.
    Wall(Millis),
    /// At this world time: reminders, closing, anything of the calendar.
    World(Millis),
}

/// Writes a job into the caller's transaction. With a `unique_key`, a waiting job of the same key makes this one needless
/// and it is left out.
pub async fn enqueue(
    tx: &mut Tx,
    random: &Random,
    now: Now,
    kind: &str,
    payload: &Value,
    due: Due,
    unique_key: Option<&str>,
) -> Result<(), Error> {
    let (on_world_clock, due_at) = match due {
        Due::Now => (false, now.wall),
        Due::Wall(at) => (false, at),
        Due::World(at) => (true, at),
    };
    tx.execute(
        "INSERT INTO jobs (id, kind, payload, unique_key, on_world_clock, due_at, attempts, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, 0, $7) ON CONFLICT DO NOTHING",
        params![
            random.new_id(now.wall),
            kind,
            payload.to_string(),
            unique_key,
            on_world_clock,
            due_at,
            now.wall
        ],
    )
    .await?;
    Ok(())
}

/// A claimed job.
#[derive(Debug, Clone)]
pub struct Job {
    /// The row's id.
    pub id: String,
    /// What kind of work: `orders.provision`, `mail.send` …
    pub kind: String,
    /// What the work needs to know.
    pub payload: Value,
    /// How many attempts were made before this one.
    pub attempts: i64,
}

/// What running a job came to.
#[derive(Debug)]
pub enum Outcome {
    /// Done; the row is ticked off.
    Done,
    /// Try again later with growing pauses, up to [`MAX_ATTEMPTS`]; the text is kept for the desk and must hold no secret.
    Retry(String),
    /// Try again at this wall time, however often it was tried: the work itself knows when to give up.
    PutOff(Millis, String),
    /// Never going to work; kept for the desk.
    GiveUp(String),
}

/// The future a job's function returns.
pub type Work<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// The table from job kind to function; `server/jobs.rs` has the only one.
pub trait Handlers: Send + Sync {
    /// Runs `job`, or `None` when the kind is unknown.
    fn run<'a>(&'a self, job: &'a Job, now: Now) -> Option<Work<'a>>;
}

/// The pause before the next attempt: 1 s, 5 s, 30 s, then minutes up to an hour.
pub fn pause_after(attempts: i64) -> Millis {
    match attempts {
        0 => SECOND,
        1 => 5 * SECOND,
        2 => 30 * SECOND,
        3 => 2 * MINUTE,
        4 => 10 * MINUTE,
        _ => 60 * MINUTE,
    }
}
