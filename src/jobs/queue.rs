//! Claiming and ticking off.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{Notify, watch};

use super::{Handlers, Job, Lane, MAX_ATTEMPTS, Outcome, pause_after};
use crate::clock::{Clock, MINUTE, Millis, Now, SECOND};
use crate::db::{Db, Error, Tx, params};
use crate::ids::Random;

/// How long a claim lasts: longer than any job takes, short enough that a dead node's work is soon taken up.
const CLAIM: Millis = 2 * MINUTE;

/// How often an idle worker looks for work that fell due, or that another node wrote.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// The worker's side of the queue.
#[derive(Debug, Clone)]
pub struct Queue {
    db: Db,
    clock: Clock,
    worker: Arc<str>,
    wake: Arc<Notify>,
    look_every: Duration,
}

impl Queue {
    /// A queue over the world's database.
    pub fn new(db: Db, clock: Clock, random: &Random) -> Self {
        Self {
            db,
            clock,
            worker: random.uuid().into(),
            wake: Arc::new(Notify::new()),
            look_every: LOOK_EVERY,
        }
    }

    /// The same queue, whose idle workers look by themselves only this often.
    #[must_use]
    pub fn looking_every(self, look_every: Duration) -> Self {
        Self { look_every, ..self }
    }

    /// Tells the workers that there is something to do, so that they need not wait for their next look.
    pub fn wake(&self) {
        self.wake.notify_waiters();
    }

    /// Runs every job that is due until none is left; returns how many ran. A job that fails waits for its next attempt.
    pub async fn run_until_idle(&self, handlers: &dyn Handlers) -> Result<usize, Error> {
        self.run_lane(handlers, Lane::All).await
    }

    async fn run_lane(&self, handlers: &dyn Handlers, lane: Lane) -> Result<usize, Error> {
        let mut ran = 0;
        let mut next = self.claim(lane).await?;
        while let Some(job) = next {
            ran += 1;
            let now = self.clock.now();
            let outcome = match handlers.run(&job, now) {
                Some(work) => work.await,
                None => Outcome::GiveUp(format!("no function for jobs of kind {}", job.kind)),
            };
            next = self.settle_and_claim(&job, outcome, lane).await?;
        }
        Ok(ran)
    }

    /// Runs the jobs of `lane` as they fall due until `stop` turns true.
    pub async fn run(&self, handlers: &dyn Handlers, lane: Lane, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            // Made before the look, so that what is written while this worker looks wakes it all the same.
            let woken = self.wake.notified();
            match self.run_lane(handlers, lane).await {
                Ok(0) => {}
                // What was run may have written work for another lane, as a step does that sends a letter.
                Ok(_) => self.wake(),
                Err(error) => tracing::warn!(%error, "the queue could not be read; trying again"),
            }
            tokio::select! {
                () = woken => {}
                () = pause(self.look_every) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Takes a job, when one is due.
    async fn claim(&self, lane: Lane) -> Result<Option<Job>, Error> {
        let mut tx = self.db.begin_write().await?;
        let next = self.take(&mut tx, lane).await?;
        if next.is_some() {
            tx.commit().await?;
        }
        Ok(next)
    }

    /// Ticks a job off and takes the next one in the same transaction: under load that is a third of all of them.
    async fn settle_and_claim(&self, job: &Job, outcome: Outcome, lane: Lane) -> Result<Option<Job>, Error> {
        let mut tx = self.db.begin_write().await?;
        self.settle(&mut tx, job, outcome).await?;
        let next = self.take(&mut tx, lane).await?;
        tx.commit().await?;
        Ok(next)
    }

    async fn settle(&self, tx: &mut Tx, job: &Job, outcome: Outcome) -> Result<(), Error> {
        let now = self.clock.now();
        match outcome {
            Outcome::Done => {
                tx.execute(
                    "UPDATE jobs SET done_at = $2, last_error = NULL WHERE id = $1",
                    params![&job.id, now.wall],
                )
                .await?;
            }
            Outcome::Retry(error) if job.attempts + 1 < MAX_ATTEMPTS => {
                tracing::info!(
                    job = job.id,
                    kind = job.kind,
                    error,
                    "a job did not succeed and will be tried again"
                );
                let next = now.wall + pause_after(job.attempts);
                tx.execute(
                    "UPDATE jobs SET attempts = attempts + 1, last_error = $2, due_at = $3, on_world_clock = FALSE,
                            claimed_until = NULL, claimed_by = NULL WHERE id = $1",
                    params![&job.id, error, next],
                )
                .await?;
            }
            Outcome::PutOff(until, error) => {
                tx.execute(
                    "UPDATE jobs SET attempts = attempts + 1, last_error = $2, due_at = $3, on_world_clock = FALSE,
                            claimed_until = NULL, claimed_by = NULL WHERE id = $1",
                    params![&job.id, error, until],
                )
                .await?;
            }
            Outcome::Retry(error) | Outcome::GiveUp(error) => {
                tracing::warn!(job = job.id, kind = job.kind, error, "a job was given up");
                tx.execute(
                    "UPDATE jobs SET attempts = attempts + 1, last_error = $2, failed_at = $3 WHERE id = $1",
                    params![&job.id, error, now.wall],
                )
                .await?;
            }
        }
        Ok(())
    }

    /// Takes the job that is due longest. Another node's claim is respected until it runs out.
    async fn take(&self, tx: &mut Tx, lane: Lane) -> Result<Option<Job>, Error> {
        let now = self.clock.now();
        // One statement for each lane and clock: each is the first row of an index, however many wait behind it.
        let mut oldest: Option<(Millis, Job)> = None;
        for part in lane.parts() {
            for (clock, instant) in [("FALSE", now.wall), ("TRUE", now.world)] {
                let find = format!(
                    "SELECT id, kind, payload, attempts, due_at FROM jobs
                     WHERE done_at IS NULL AND failed_at IS NULL AND {part} AND on_world_clock = {clock} AND due_at <= $2
                       AND (claimed_until IS NULL OR claimed_until < $1)
                     ORDER BY due_at, id LIMIT 1{}",
                    tx.skip_locked()
                );
                let Some(row) = tx.fetch_optional(&find, params![now.wall, instant]).await? else { continue };
                let job = Job {
                    id: row.text("id")?,
                    kind: row.text("kind")?,
                    payload: serde_json::from_str(&row.text("payload")?).unwrap_or(Value::Null),
                    attempts: row.int("attempts")?,
                };
                let due_at = row.int("due_at")?;
                if oldest.as_ref().is_none_or(|(before, other)| (due_at, &job.id) < (*before, &other.id)) {
                    oldest = Some((due_at, job));
                }
            }
        }
        let Some((_, job)) = oldest else { return Ok(None) };
        tx.execute(
            "UPDATE jobs SET claimed_until = $2, claimed_by = $3 WHERE id = $1",
            params![&job.id, now.wall + CLAIM, &*self.worker],
        )
        .await?;
        Ok(Some(job))
    }

    /// Gives back the claims of a worker of this data directory that is gone. Only for SQLite, where one process serves:
    /// after a crash its work goes on at once instead of when the claim runs out.
    pub async fn release_claims_of_the_dead(&self) -> Result<u64, Error> {
        let mut tx = self.db.begin_write().await?;
        let released = tx
            .execute(
                "UPDATE jobs SET claimed_until = NULL, claimed_by = NULL WHERE done_at IS NULL AND claimed_by <> $1",
                params![&*self.worker],
            )
            .await?;
        tx.commit().await?;
        Ok(released)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the queue's look for due work is one of the few places that wait"
)]
async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// The jobs that were given up: kind, payload, last error and when.
pub async fn failed_jobs(db: &Db) -> Result<Vec<(Job, String, Millis)>, Error> {
    let mut tx = db.read().await?;
    let rows = tx
        .fetch_all(
            "SELECT id, kind, payload, attempts, last_error, failed_at FROM jobs WHERE failed_at IS NOT NULL ORDER BY id",
            params![],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let job = Job {
                id: row.text("id")?,
                kind: row.text("kind")?,
                payload: serde_json::from_str(&row.text("payload")?).unwrap_or(Value::Null),
                attempts: row.int("attempts")?,
            };
            Ok((job, row.opt_text("last_error")?.unwrap_or_default(), row.int("failed_at")?))
        })
        .collect()
}

/// Puts a job that was given up back into the queue; false when it is not there or not given up.
pub async fn retry_failed(tx: &mut Tx, job_id: &str, now: Now) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE jobs SET failed_at = NULL, attempts = 0, due_at = $2, on_world_clock = FALSE, claimed_until = NULL,
                    claimed_by = NULL WHERE id = $1 AND failed_at IS NOT NULL",
            params![job_id, now.wall + SECOND],
        )
        .await?;
    Ok(changed == 1)
}
