//! A measurement: stretches of load, and what they cost.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use crate::Failure;
use crate::ceiling::Ceiling;
use crate::grants::Source;
use crate::load::{Fired, Pace, fire};
use crate::machine::{cores, cpu_seconds, disk, memory, postgres_seconds};
use crate::options::{Options, Variant};
use crate::service::{Batches, Server};

/// How long a server is under load before anything is measured, at most: its connections, statements and compiled code
/// are there by then.
const WARM_SECONDS: f64 = 3.0;

/// One stretch of load.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Stretch {
    pub(crate) tokens: usize,
    pub(crate) refused: usize,
    pub(crate) seconds: f64,
    /// CPU-seconds of the server's process.
    pub(crate) server_cpu: f64,
    /// CPU-seconds of all of PostgreSQL's processes.
    pub(crate) postgres_cpu: Option<f64>,
}

impl Stretch {
    pub(crate) fn per_cpu_second(&self) -> f64 {
        self.tokens as f64 / self.server_cpu
    }

    pub(crate) fn per_second(&self) -> f64 {
        self.tokens as f64 / self.seconds
    }
}

/// What is measured once in every round.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Round {
    /// Pairs of operations per CPU-second of a thread while the machine has nothing else to do.
    pub(crate) ceiling_alone: f64,
    /// As fast as the server answers.
    pub(crate) full: Stretch,
    /// The same with the ceiling's thread beside it.
    pub(crate) beside: Stretch,
    /// Pairs of operations per CPU-second of that thread.
    pub(crate) ceiling_beside: f64,
    /// At half of the maximum rate.
    pub(crate) half: Stretch,
    /// That rate.
    pub(crate) rate: f64,
}

impl Round {
    /// Tokens for each pair of operations that the same CPU time would have made at the same time.
    pub(crate) fn share(&self) -> f64 {
        self.beside.per_cpu_second() / self.ceiling_beside
    }
}

/// A server that is measured, and what was seen of it.
pub(crate) struct Subject {
    pub(crate) variant: Variant,
    pub(crate) source: Source,
    pub(crate) server: Server,
    pub(crate) rounds: Vec<Round>,
    /// Of all requests at half of the maximum rate, in milliseconds.
    pub(crate) latencies: Vec<f64>,
    /// Of all appends to the disk, in milliseconds.
    pub(crate) disk: Vec<f64>,
    pub(crate) full_batches: Option<Batches>,
    pub(crate) half_batches: Option<Batches>,
    postmaster: Option<u32>,
    ceiling: Ceiling,
    /// Tokens per second of the clock before anything was measured.
    first_rate: f64,
}

impl Subject {
    /// A server that was started, after its first requests.
    pub(crate) fn new(
        variant: Variant,
        mut source: Source,
        server: Server,
        postmaster: Option<u32>,
        (ceiling, options): (Ceiling, &Options),
    ) -> Result<Self, Failure> {
        let seconds = options.seconds.min(WARM_SECONDS);
        let possible = ceiling.alone(seconds / 5.0)? * cores() as f64;
        let requests = source.sign(whole(possible * seconds))?;
        let pace = Pace::AsFastAsAnswered(seconds);
        let (fired, ()) = fire(source.address(), &requests, options.connections, pace, || Ok(()))?;
        if let Some(refusal) = fired.refusals.first() {
            return Err(format!("{}: {refusal}", variant.name).into());
        }
        let first_rate = fired.tokens as f64 / fired.seconds;
        Ok(Self {
            variant,
            source,
            server,
            rounds: Vec::new(),
            latencies: Vec::new(),
            disk: Vec::new(),
            full_batches: None,
            half_batches: None,
            postmaster,
            ceiling,
            first_rate,
        })
    }

    fn spent(&self) -> Result<(f64, Option<f64>), Failure> {
        Ok((cpu_seconds(self.server.pid())?, self.postmaster.map(postgres_seconds).transpose()?))
    }

    fn stretch(
        &self,
        requests: &[Vec<u8>],
        connections: usize,
        pace: Pace,
    ) -> Result<(Stretch, Fired), Failure> {
        let (fired, before) = fire(self.source.address(), requests, connections, pace, || self.spent())?;
        let after = self.spent()?;
        let stretch = Stretch {
            tokens: fired.tokens,
            refused: fired.refusals.len(),
            seconds: fired.seconds,
            server_cpu: after.0 - before.0,
            postgres_cpu: after.1.zip(before.1).map(|(after, before)| after - before),
        };
        if fired.tokens < fired.refusals.len() * 10 {
            let told = fired.refusals.first().map_or("", String::as_str);
            return Err(format!("{} gives too few tokens: {told}", self.variant.name).into());
        }
        Ok((stretch, fired))
    }

    /// The same, and what was written in it.
    fn batched(
        &self,
        requests: &[Vec<u8>],
        connections: usize,
        pace: Pace,
    ) -> Result<(Stretch, Fired, Option<Batches>), Failure> {
        let before = self.server.batches()?;
        let (stretch, fired) = self.stretch(requests, connections, pace)?;
        let after = self.server.batches()?;
        Ok((stretch, fired, after.zip(before).map(|(after, before)| after.since(&before))))
    }

    /// The maximum rate as far as it is known.
    fn maximum(&self) -> f64 {
        middle(self.rounds.iter().map(|round| round.full.per_second())).unwrap_or(self.first_rate)
    }

    /// How many requests a stretch needs: a good deal more than were answered before.
    fn wanted(&self, seconds: f64) -> usize {
        whole(self.maximum() * 1.5 * seconds)
    }

    /// Measures everything once.
    pub(crate) fn round(&mut self, options: &Options, scratch: &Path) -> Result<(), Failure> {
        let (seconds, connections) = (options.seconds, options.connections);
        let full_speed = Pace::AsFastAsAnswered(seconds);
        let ceiling_alone = self.ceiling.alone(seconds / 5.0)?;

        let requests = self.source.sign(self.wanted(seconds))?;
        let (full, _, full_batches) = self.batched(&requests, connections, full_speed)?;

        let requests = self.source.sign(self.wanted(seconds))?;
        let over = AtomicBool::new(false);
        let (beside, ceiling_beside) = std::thread::scope(|scope| {
            let ceiling = scope.spawn(|| self.ceiling.beside(&over));
            let stretch = self.stretch(&requests, connections, full_speed);
            over.store(true, Ordering::Relaxed);
            let ceiling = ceiling.join().map_err(|_| "the ceiling's thread panicked")?;
            Ok::<_, Failure>((stretch?.0, ceiling?))
        })?;

        // The full load of this round is one of those that say what the maximum is.
        let known = self.rounds.iter().map(|round| round.full.per_second());
        let rate = middle(known.chain([full.per_second()])).unwrap_or_default() / 2.0;
        let requests = self.source.sign(whole(rate * seconds))?;
        // Right before and right after: some disks are slower for a while after much was written.
        self.disk.append(&mut disk(scratch, options.writes_to_disk())?);
        let (half, mut fired, half_batches) = self.batched(&requests, connections, Pace::PerSecond(rate))?;
        self.disk.append(&mut disk(scratch, options.writes_to_disk())?);
        self.latencies.append(&mut fired.latencies);
        add(&mut self.full_batches, full_batches);
        add(&mut self.half_batches, half_batches);
        self.rounds.push(Round { ceiling_alone, full, beside, ceiling_beside, half, rate });
        Ok(())
    }

    /// Resident now and at most, in MB.
    pub(crate) fn memory(&self) -> Result<(f64, f64), Failure> {
        memory(self.server.pid())
    }
}

fn add(all: &mut Option<Batches>, more: Option<Batches>) {
    if let Some(more) = more {
        *all = Some(all.take().map_or_else(|| more.clone(), |all| all.and(&more)));
    }
}

/// So many requests.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive number of requests")]
fn whole(count: f64) -> usize {
    count.ceil() as usize
}

/// The middle of some values.
pub(crate) fn middle(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut all: Vec<f64> = values.collect();
    all.sort_by(f64::total_cmp);
    let half = all.len() / 2;
    if all.len().is_multiple_of(2) {
        let (low, high) = (all.get(half.checked_sub(1)?)?, all.get(half)?);
        return Some(f64::midpoint(*low, *high));
    }
    all.get(half).copied()
}

/// The value that so many of a hundred do not exceed.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]
pub(crate) fn percentile(sorted: &[f64], of_hundred: f64) -> f64 {
    let place = (sorted.len() as f64 * of_hundred / 100.0).ceil() as usize;
    sorted.get(place.saturating_sub(1)).copied().unwrap_or_default()
}
