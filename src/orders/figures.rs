//! The desk in figures: how many orders came, how long they took, and where they wait now.
//!
//! The database counts, and what it reads is bounded: the newest [`COUNTED`] orders of twelve months, the newest [`TIMED`]
//! decisions, and at most [`COUNTED`] open orders. Where that leaves some out, the figures say so.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::OrderKind;
use crate::clock::{Millis, Now, month_starts};
use crate::db::{Error, Row, Tx, Value as Bound, params};

/// How many orders are counted at most, newest first.
pub const COUNTED: i64 = 20_000;

/// How many decisions the times are taken from, newest first.
pub const TIMED: i64 = 5_000;

/// How many months are looked at; the last one is the present.
pub const MONTHS: usize = 12;

/// One month's orders, by kind, channel and state: each adds up to the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Month {
    /// Its beginning, in Norwegian time.
    pub start: Millis,
    /// By kind.
    pub kinds: BTreeMap<String, i64>,
    /// By channel.
    pub channels: BTreeMap<String, i64>,
    /// By where they stand today, as the lists show it: a case that is done has ended when its access has.
    pub states: BTreeMap<String, i64>,
}

/// How long something took: half of them no longer than the median, nine of ten no longer than the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Times {
    /// How many there were.
    pub count: i64,
    /// The median.
    pub median: Millis,
    /// The ninetieth percentile.
    pub ninety: Millis,
}

/// The figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// The months, oldest first.
    pub months: Vec<Month>,
    /// From coming to decision, by kind; `all` is all of them.
    pub to_decision: BTreeMap<String, Times>,
    /// From coming to being carried out, by kind.
    pub to_done: BTreeMap<String, Times>,
    /// The open orders, by state; `asked` are those received whose sender was asked.
    pub waiting: BTreeMap<String, Times>,
    /// Whether there were more orders than were counted.
    pub cut: bool,
}

/// Reads the figures.
pub async fn read(tx: &mut Tx, now: Now) -> Result<Figures, Error> {
    let (months, cut) = count_months(tx, now).await?;
    let since = months.first().map_or(0, |month| month.start);
    let decided = "decided_at IS NOT NULL AND decided_at >= $1 ORDER BY decided_at DESC LIMIT $2";
    let to_decision =
        format!("SELECT kind AS place, decided_at - received_at AS took FROM orders WHERE {decided}");
    let to_done = format!(
        "SELECT kind AS place, finished_at - received_at AS took FROM
           (SELECT kind, state, received_at, finished_at FROM orders WHERE {decided}) AS decided
         WHERE state = 'done' AND finished_at IS NOT NULL"
    );
    let waiting = "SELECT CASE WHEN asked_at IS NOT NULL THEN 'asked' ELSE state END AS place,
           CAST($1 AS BIGINT) - COALESCE(state_since, received_at) AS took
         FROM orders WHERE finished_at IS NULL ORDER BY received_at, id LIMIT $2";
    Ok(Figures {
        to_decision: with_all(tx, &to_decision, params![since, TIMED]).await?,
        to_done: with_all(tx, &to_done, params![since, TIMED]).await?,
        waiting: times(tx, waiting, params![now.wall, COUNTED]).await?,
        months,
        cut,
    })
}

async fn count_months(tx: &mut Tx, now: Now) -> Result<(Vec<Month>, bool), Error> {
    let mut months: Vec<Month> =
        month_starts(now.wall, MONTHS).into_iter().map(|start| Month { start, ..Month::default() }).collect();
    let mut values = vec![Bound::from(COUNTED + 1)];
    let mut case = String::new();
    for (position, month) in months.iter().enumerate().rev() {
        values.push(Bound::from(month.start));
        let _ = write!(case, " WHEN received_at >= ${} THEN {position}", values.len());
    }
    // The last placeholder is the first month's beginning: what came before is not looked at.
    let sql = format!(
        "SELECT month, kind, channel, state, count(*) AS orders FROM (
           SELECT CASE{case} ELSE 0 END AS month, kind, channel,
                  CASE WHEN access_lost THEN 'ended' ELSE state END AS state FROM (
             SELECT received_at, kind, channel, state, access_lost FROM orders WHERE received_at >= ${}
             ORDER BY received_at DESC, id DESC LIMIT $1) AS newest) AS dated
         GROUP BY month, kind, channel, state",
        values.len()
    );
    let mut all = 0;
    for row in tx.fetch_all(&sql, &values).await? {
        let orders = row.int("orders")?;
        all += orders;
        let month = usize::try_from(row.int("month")?).ok().and_then(|position| months.get_mut(position));
        let Some(month) = month else { continue };
        for (counts, column) in
            [(&mut month.kinds, "kind"), (&mut month.channels, "channel"), (&mut month.states, "state")]
        {
            *counts.entry(row.text(column)?).or_default() += orders;
        }
    }
    Ok((months, all > COUNTED))
}

/// The times of the rows `place, took` that `source` selects, for each place.
async fn times(tx: &mut Tx, source: &str, values: &[Bound]) -> Result<BTreeMap<String, Times>, Error> {
    let sql = format!(
        "SELECT place, orders, took, nth FROM (
           SELECT place, took, row_number() OVER (PARTITION BY place ORDER BY took) AS nth,
                  count(*) OVER (PARTITION BY place) AS orders
           FROM ({source}) AS taken) AS ranked
         WHERE nth = (orders + 1) / 2 OR nth = (orders * 9 + 9) / 10 ORDER BY place, nth"
    );
    let mut found: BTreeMap<String, Times> = BTreeMap::new();
    let rows = tx.fetch_all(&sql, values).await?;
    let read = |row: &Row| Ok::<_, Error>((row.text("place")?, row.int("orders")?, row.int("took")?.max(0)));
    for row in &rows {
        let (place, count, took) = read(row)?;
        // The first row of a place is its median; of a single order the one row is both.
        let times = found.entry(place).or_insert(Times { count, median: took, ninety: took });
        times.ninety = took;
    }
    Ok(found)
}

async fn with_all(tx: &mut Tx, source: &str, values: &[Bound]) -> Result<BTreeMap<String, Times>, Error> {
    let mut found = times(tx, source, values).await?;
    let together = format!("SELECT 'all' AS place, took FROM ({source}) AS every");
    found.extend(times(tx, &together, values).await?);
    Ok(found)
}

impl Figures {
    /// The figures for a program; times in seconds.
    pub fn as_json(&self) -> Value {
        let times = |times: &BTreeMap<String, Times>| -> Value {
            times
                .iter()
                .map(|(place, times)| {
                    let value = json!({
                        "orders": times.count,
                        "median_seconds": times.median / 1_000,
                        "ninetieth_percentile_seconds": times.ninety / 1_000,
                    });
                    (place.clone(), value)
                })
                .collect::<serde_json::Map<_, _>>()
                .into()
        };
        let months: Vec<Value> = self
            .months
            .iter()
            .map(|month| {
                json!({
                    "month": crate::clock::norwegian_month(month.start),
                    "kinds": month.kinds,
                    "channels": month.channels,
                    "states": month.states,
                })
            })
            .collect();
        json!({
            "months": months,
            "to_decision": times(&self.to_decision),
            "to_done": times(&self.to_done),
            "waiting": times(&self.waiting),
            "cut": self.cut,
        })
    }

    /// The kinds in the order the pages show them.
    pub fn kinds() -> [&'static str; 3] {
        OrderKind::ALL.map(OrderKind::key)
    }
}
