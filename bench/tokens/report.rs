//! What is told of a measurement: one line for people, one object for programs.

use std::path::Path;

use fullmakt::clock::{Clock, iso8601};
use serde::Serialize;
use serde_json::{Value, json};

use crate::Failure;
use crate::machine::Machine;
use crate::measure::{Round, Stretch, Subject, middle, percentile};
use crate::options::{Options, Service};
use crate::service::Batches;

/// The goal for the highest latency of a hundred: so many times the disk's own.
const TIMES_THE_DISK: f64 = 4.0;

/// Median, least and most over the rounds.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Over {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Over {
    fn of(rounds: &[Round], value: impl Fn(&Round) -> f64) -> Option<Self> {
        Self::values(&rounds.iter().map(value).collect::<Vec<_>>())
    }

    fn values(values: &[f64]) -> Option<Self> {
        Some(Self {
            median: middle(values.iter().copied())?,
            least: values.iter().copied().reduce(f64::min)?,
            most: values.iter().copied().reduce(f64::max)?,
        })
    }
}

/// Percentiles in milliseconds.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Spread {
    pub(crate) count: usize,
    pub(crate) p50: f64,
    pub(crate) p90: f64,
    pub(crate) p99: f64,
    pub(crate) most: f64,
}

impl Spread {
    fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        Self {
            count: sorted.len(),
            p50: percentile(&sorted, 50.0),
            p90: percentile(&sorted, 90.0),
            p99: percentile(&sorted, 99.0),
            most: percentile(&sorted, 100.0),
        }
    }
}

/// All about one measurement.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Told {
    pub(crate) name: String,
    pub(crate) service: &'static str,
    pub(crate) clients: usize,
    /// How many there are in fact.
    pub(crate) delegations: Option<usize>,
    pub(crate) at: String,
    pub(crate) commit: String,
    pub(crate) machine: Machine,
    /// Whether this is a run whose figures mean something: optimised, and not the short one.
    pub(crate) real: bool,
    pub(crate) connections: usize,
    pub(crate) seconds: f64,
    /// Tokens per CPU-second of the server at full load.
    pub(crate) per_cpu_second: Over,
    /// The same while the ceiling's thread runs beside.
    pub(crate) beside: Over,
    pub(crate) ceiling_alone: Over,
    pub(crate) ceiling_beside: Over,
    /// Of the ceiling, both at the same time.
    pub(crate) share: Over,
    /// Of the ceiling while the machine has nothing else to do.
    pub(crate) share_of_alone: Over,
    /// Tokens per second of the clock.
    pub(crate) per_second: Over,
    /// CPU time of PostgreSQL for each token, in milliseconds.
    pub(crate) postgres_ms: Option<f64>,
    pub(crate) half_rate: f64,
    /// Tokens per CPU-second at half of the maximum rate.
    pub(crate) half_per_cpu_second: Over,
    pub(crate) latency: Spread,
    pub(crate) disk: Spread,
    /// The 99th percentile of the latency by four times that of the disk.
    pub(crate) latency_by_goal: f64,
    pub(crate) refused: usize,
    pub(crate) resident_mb: f64,
    pub(crate) peak_mb: f64,
    pub(crate) requests: usize,
    pub(crate) clients_drawn: usize,
    pub(crate) delegations_drawn: usize,
    pub(crate) full_batches: Option<Batches>,
    pub(crate) half_batches: Option<Batches>,
    /// CPU time of the server for each token by that of the first of the group, round by round.
    pub(crate) cpu_by_first: Option<Over>,
    pub(crate) first: Option<String>,
    pub(crate) rounds: Vec<Round>,
}

impl Told {
    /// `delegations` is how many there are in fact, `first` what this is compared with.
    pub(crate) fn of(
        subject: &Subject,
        first: Option<&Subject>,
        delegations: usize,
        (machine, options): (&Machine, &Options),
    ) -> Result<Self, Failure> {
        let rounds = &subject.rounds;
        let over = |value: &dyn Fn(&Round) -> f64| Over::of(rounds, value).ok_or("nothing was measured");
        let (resident_mb, peak_mb) = subject.memory()?;
        let (latency, disk) = (Spread::of(&subject.latencies), Spread::of(&subject.disk));
        let stretches = || rounds.iter().flat_map(|round| [&round.full, &round.beside, &round.half]);
        let postgres = rounds
            .iter()
            .filter_map(|Round { full, .. }| full.postgres_cpu.map(|spent| spent * 1e3 / full.tokens as f64));
        let cost = |stretch: &Stretch| stretch.server_cpu / stretch.tokens as f64;
        let by_first: Option<Vec<f64>> = first.map(|first| {
            rounds
                .iter()
                .zip(&first.rounds)
                .map(|(this, other)| cost(&this.full) / cost(&other.full))
                .collect()
        });
        Ok(Self {
            name: subject.variant.name.clone(),
            service: subject.variant.service.name(),
            clients: subject.variant.clients,
            delegations: subject.variant.delegations.map(|_| delegations),
            at: iso8601(Clock::system().now().wall),
            commit: options.commit.clone(),
            machine: machine.clone(),
            real: !options.smoke && !cfg!(debug_assertions),
            connections: options.connections,
            seconds: options.seconds,
            per_cpu_second: over(&|round| round.full.per_cpu_second())?,
            beside: over(&|round| round.beside.per_cpu_second())?,
            ceiling_alone: over(&|round| round.ceiling_alone)?,
            ceiling_beside: over(&|round| round.ceiling_beside)?,
            share: over(&Round::share)?,
            share_of_alone: over(&|round| round.full.per_cpu_second() / round.ceiling_alone)?,
            per_second: over(&|round| round.full.per_second())?,
            postgres_ms: middle(postgres),
            half_rate: over(&|round| round.rate)?.median,
            half_per_cpu_second: over(&|round| round.half.per_cpu_second())?,
            latency_by_goal: latency.p99 / (TIMES_THE_DISK * disk.p99),
            latency,
            disk,
            refused: stretches().map(|stretch| stretch.refused).sum(),
            resident_mb,
            peak_mb,
            requests: subject.source.drawn,
            clients_drawn: subject.source.clients_drawn.len(),
            delegations_drawn: subject.source.delegations_drawn.len(),
            full_batches: subject.full_batches.clone(),
            half_batches: subject.half_batches.clone(),
            cpu_by_first: by_first.as_deref().and_then(Over::values),
            first: first.map(|first| first.variant.name.clone()),
            rounds: rounds.clone(),
        })
    }

    /// Prints it for people.
    pub(crate) fn print(&self) {
        let delegations = self.delegations.map(|count| format!(", {count} delegations")).unwrap_or_default();
        println!("\n{} ({} clients{delegations})", self.name, self.clients);
        let Over { median, least, most } = self.per_cpu_second;
        println!(
            "  tokens per CPU-second    {median:8.0}   ({least:.0}–{most:.0}); {:.0} per second of the clock",
            self.per_second.median
        );
        println!(
            "  beside the ceiling       {:8.0}   of {:.0}: {:.1} % ({:.1}–{:.1})",
            self.beside.median,
            self.ceiling_beside.median,
            self.share.median * 100.0,
            self.share.least * 100.0,
            self.share.most * 100.0
        );
        println!(
            "  ceiling on an idle machine {:6.0}   full load is {:.1} % of it",
            self.ceiling_alone.median,
            self.share_of_alone.median * 100.0
        );
        println!(
            "  at half rate             {:8.0}   per CPU-second, at {:.0} per second",
            self.half_per_cpu_second.median, self.half_rate
        );
        let Spread { p50, p90, p99, most, count } = &self.latency;
        println!(
            "  latency at half rate     {p50:8.2}   ms median, {p90:.2} p90, {p99:.2} p99, {most:.2} most, of {count}"
        );
        let Spread { p50, p99, count, .. } = &self.disk;
        println!(
            "  fdatasync                {p50:8.2}   ms median, {p99:.2} p99, of {count}; the p99 of latency is {:.2} of four times that",
            self.latency_by_goal
        );
        println!(
            "  memory                   {:8.1}   MB resident, {:.1} at most",
            self.resident_mb, self.peak_mb
        );
        if let Some(spent) = self.postgres_ms {
            println!("  PostgreSQL               {spent:8.3}   ms of its own CPU for each token");
        }
        for (when, batches) in [("at full load", &self.full_batches), ("at half rate", &self.half_batches)] {
            if let Some(batches) = batches {
                println!(
                    "  batch {when}       {:8.2}   requests on average: {}",
                    batches.mean(),
                    histogram(batches)
                );
            }
        }
        if let (Some(ratio), Some(first)) = (self.cpu_by_first, &self.first) {
            println!(
                "  CPU for each token       {:8.3}   of that of {first} ({:.3}–{:.3})",
                ratio.median, ratio.least, ratio.most
            );
        }
        println!(
            "  drawn                    {:8}   requests of {} clients about {} delegations; refused {}",
            self.requests, self.clients_drawn, self.delegations_drawn, self.refused
        );
    }
}

/// `≤1: 12, ≤2: 30`: how many batches were of each size, without those that hold none.
fn histogram(batches: &Batches) -> String {
    let mut before = 0.0;
    let mut told = Vec::new();
    for (bound, count) in &batches.at_most {
        if *count > before {
            told.push(format!("≤{bound}: {:.0}", count - before));
        }
        before = *count;
    }
    told.join(", ")
}

/// Writes the figures to `file`. What it holds of other measurements stays, so that a long run can be cut in pieces.
pub(crate) fn write(file: &Path, all: &[Told]) -> Result<(), Failure> {
    let known: Value = match std::fs::read_to_string(file) {
        Ok(text) => serde_json::from_str(&text)?,
        Err(_) => json!({ "measurements": [] }),
    };
    let mut kept: Vec<Value> =
        known.get("measurements").and_then(Value::as_array).cloned().unwrap_or_default();
    for told in all {
        let new = serde_json::to_value(told)?;
        match kept.iter_mut().find(|old| old.get("name") == new.get("name")) {
            Some(old) => *old = new,
            None => kept.push(new),
        }
    }
    std::fs::write(file, format!("{:#}\n", json!({ "measurements": kept })))?;
    Ok(())
}

/// Whether the servers behind the figures are the program: the peer has no goals.
pub(crate) fn is_ours(told: &Told) -> bool {
    told.service != Service::Peer.name()
}

/// Says which of the goals were met. Figures of a shared machine fail nothing.
pub(crate) fn goals(all: &[Told]) {
    println!("\nGoals");
    let line = |name: &str, what: &str, seen: String, met: bool| {
        println!("  {} {name}: {what}: {seen}", if met { "met    " } else { "NOT MET" });
    };
    for told in all.iter().filter(|told| is_ours(told)) {
        let wanted = if told.service == "sqlite" { 0.70 } else { 0.75 };
        let seen = format!("{:.1} %", told.share.median * 100.0);
        line(
            &told.name,
            &format!("{:.0} % of the ceiling", wanted * 100.0),
            seen,
            told.share.median >= wanted,
        );
        let seen = format!("{:.2} ms of {:.2}", told.latency.p99, TIMES_THE_DISK * told.disk.p99);
        line(&told.name, "p99 under four times the disk's", seen, told.latency_by_goal < 1.0);
        let seen = format!("{:.1} MB", told.resident_mb);
        line(&told.name, "under 60 MB resident", seen, told.resident_mb < 60.0);
        if let Some(ratio) = told.cpu_by_first {
            line(
                &told.name,
                "under 10 % more CPU than with few delegations",
                format!("{:.3}", ratio.median),
                ratio.median < 1.1,
            );
        }
    }
}
