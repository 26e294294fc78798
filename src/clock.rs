//! Time as a value.
//!
//! Two clocks, both read once per request or job and passed down. *Wall time* rules protocol instants (`iat`, `exp`,
//! sessions, retries). *World time* is wall time plus an offset that an operator moves forward; it rules calendar life
//! (key expiry, reminders, delegations). Nothing below a request handler or a job may read a clock itself: a test could
//! then no longer move it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::fmt::temporal::DateTimePrinter;

/// An instant in milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// One second, one hour and one day in [`Millis`].
pub const SECOND: Millis = 1_000;
/// One minute in [`Millis`].
pub const MINUTE: Millis = 60 * SECOND;
/// One hour in [`Millis`].
pub const HOUR: Millis = 60 * MINUTE;
/// One day in [`Millis`].
pub const DAY: Millis = 24 * HOUR;

/// Both clocks at one moment: what a request or job reads once and hands down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Wall time: protocol instants.
    pub wall: Millis,
    /// World time: calendar life.
    pub world: Millis,
}

impl Now {
    /// Wall time in whole seconds, as JWT claims count (RFC 7519 §2, `NumericDate`).
    pub fn wall_seconds(self) -> i64 {
        self.wall.div_euclid(SECOND)
    }

    /// World time minus wall time.
    pub fn offset(self) -> Millis {
        self.world - self.wall
    }
}

/// The process's clock. Cloning gives another handle on the same clock.
#[derive(Debug, Clone)]
pub struct Clock {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// `None` runs with the system; `Some` stands still until [`Clock::advance`] moves it.
    frozen: Option<AtomicI64>,
    /// World time minus wall time. The truth is in the database; `server.rs` copies it here.
    offset: AtomicI64,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self { inner: Arc::new(Inner { frozen: None, offset: AtomicI64::new(0) }) }
    }

    /// A clock that stands at `at` until it is moved: for tests and for printing reproducible documents.
    pub fn frozen(at: Millis) -> Self {
        Self { inner: Arc::new(Inner { frozen: Some(AtomicI64::new(at)), offset: AtomicI64::new(0) }) }
    }

    /// Both clocks now.
    pub fn now(&self) -> Now {
        let wall = self.inner.frozen.as_ref().map_or_else(system_millis, |at| at.load(Ordering::SeqCst));
        Now { wall, world: wall + self.inner.offset.load(Ordering::SeqCst) }
    }

    /// Moves a frozen clock forward; a system clock cannot be moved and is left alone.
    pub fn advance(&self, by: Millis) {
        if let Some(at) = &self.inner.frozen {
            at.fetch_add(by, Ordering::SeqCst);
        }
    }

    /// Takes over the world's offset as the database holds it.
    pub fn set_offset(&self, offset: Millis) {
        self.inner.offset.store(offset, Ordering::SeqCst);
    }
}

fn system_millis() -> Millis {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the system's clock")]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Measures how long something took, for progress lines and metrics; never decides anything.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that measures durations")]
    pub fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// Time since the start.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// `2026-11-24T09:15:00.000Z`, as the register's and Enhetsregisteret's APIs write instants.
pub fn iso8601(at: Millis) -> String {
    // Not `strftime`, which reads its format each time: an answer of the register has dozens of instants.
    const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(3));
    jiff::Timestamp::from_millisecond(at)
        .map_or_else(|_| String::from("-"), |instant| PRINTER.timestamp_to_string(&instant))
}

/// Day and time as people in Norway read them, `24.11.2026 kl. 10.15`, in Norwegian time. For a reader whose language is
/// known, `Language::instant`.
pub fn norwegian(at: Millis) -> String {
    in_norway(at, "%d.%m.%Y kl. %H.%M")
}

/// The same for readers of English, `24.11.2026, 10:15`: the day as on every other page here, and no Norwegian word.
pub fn english(at: Millis) -> String {
    in_norway(at, "%d.%m.%Y, %H:%M")
}

/// Reads an instant as people write it: `2027-03-01` and `2027-03-01T09:00` in Norwegian time, or with an offset of its own.
pub fn norwegian_instant(text: &str) -> Option<Millis> {
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Some(instant.as_millisecond());
    }
    let zone = jiff::tz::TimeZone::get("Europe/Oslo").unwrap_or(jiff::tz::TimeZone::UTC);
    let local = match text.parse::<jiff::civil::Date>() {
        Ok(date) if text.len() == 10 => date.at(0, 0, 0, 0),
        _ => text.parse::<jiff::civil::DateTime>().ok()?,
    };
    local.to_zoned_datetime(zone).ok().map(|instant| instant.timestamp().as_millisecond())
}

/// The day alone, `24.11.2026`, in Norwegian time.
pub fn norwegian_day(at: Millis) -> String {
    in_norway(at, "%d.%m.%Y")
}

/// The calendar year in Norwegian time; case numbers count by it.
pub fn norwegian_year(at: Millis) -> i64 {
    in_norway(at, "%Y").parse().unwrap_or(1970)
}

/// The month in Norwegian time, `2026-01`.
pub fn norwegian_month(at: Millis) -> String {
    in_norway(at, "%Y-%m")
}

/// When the last `count` months began in Norwegian time, oldest first; the last one is the month of `at`.
pub fn month_starts(at: Millis, count: usize) -> Vec<Millis> {
    let Ok(instant) = jiff::Timestamp::from_millisecond(at) else { return Vec::new() };
    let zone = jiff::tz::TimeZone::get("Europe/Oslo").unwrap_or(jiff::tz::TimeZone::UTC);
    let this_month = jiff::ZonedDateTime::new(instant, zone.clone()).date().first_of_month();
    let back = |months: usize| {
        let months = i64::try_from(months).ok()?;
        let first = this_month.checked_sub(jiff::Span::new().months(months)).ok()?;
        Some(first.to_zoned_datetime(zone.clone()).ok()?.timestamp().as_millisecond())
    };
    (0..count).rev().filter_map(back).collect()
}

/// The first midnight in Norway after `at`.
pub fn next_norwegian_midnight(at: Millis) -> Millis {
    let zone = jiff::tz::TimeZone::get("Europe/Oslo").unwrap_or(jiff::tz::TimeZone::UTC);
    let midnight = jiff::Timestamp::from_millisecond(at).ok().and_then(|instant| {
        let tomorrow = jiff::ZonedDateTime::new(instant, zone.clone()).date().tomorrow().ok()?;
        tomorrow.to_zoned_datetime(zone).ok()
    });
    // Only the end of the calendar has no morrow.
    midnight.map_or(at.saturating_add(DAY), |midnight| midnight.timestamp().as_millisecond())
}

/// An instant as headers of HTTP write it (RFC 9110 §5.6.7), whole seconds in GMT.
pub fn http_date(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at)
        .map_or_else(|_| String::from("-"), |t| t.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
}

/// Reads an instant of a header of HTTP.
pub fn parse_http_date(text: &str) -> Option<Millis> {
    jiff::fmt::rfc2822::parse(text.trim()).ok().map(|instant| instant.timestamp().as_millisecond())
}

fn in_norway(at: Millis, format: &str) -> String {
    let Ok(instant) = jiff::Timestamp::from_millisecond(at) else { return String::from("-") };
    let zone = jiff::tz::TimeZone::get("Europe/Oslo").unwrap_or(jiff::tz::TimeZone::UTC);
    jiff::ZonedDateTime::new(instant, zone).strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_moves_only_when_told_and_the_world_runs_ahead_by_the_offset() {
        let clock = Clock::frozen(1_000);
        clock.set_offset(DAY);
        assert_eq!(clock.now(), Now { wall: 1_000, world: 1_000 + DAY });
        clock.advance(500);
        assert_eq!(clock.now(), Now { wall: 1_500, world: 1_500 + DAY });
    }

    #[test]
    fn a_day_in_norway_ends_at_its_own_midnight_in_summer_and_winter() {
        for (at, midnight) in [
            ("2026-01-15T09:00:00Z", "2026-01-15T23:00:00.000Z"),
            ("2026-01-15T23:00:00Z", "2026-01-16T23:00:00.000Z"),
            ("2026-07-15T21:59:59Z", "2026-07-15T22:00:00.000Z"),
            ("2026-03-29T00:30:00Z", "2026-03-29T22:00:00.000Z"),
        ] {
            let at = norwegian_instant(at).expect("an instant");
            assert_eq!(iso8601(next_norwegian_midnight(at)), midnight);
        }
    }

    #[test]
    fn headers_write_instants_in_their_own_way() {
        let at = 1_795_511_700_000;
        assert_eq!(http_date(at), "Tue, 24 Nov 2026 09:15:00 GMT");
        assert_eq!(parse_http_date("Tue, 24 Nov 2026 09:15:00 GMT"), Some(at));
        assert_eq!(parse_http_date("yesterday"), None);
    }

    #[test]
    fn instants_are_written_as_the_apis_and_as_people_write_them() {
        let at = 1_795_511_700_123;
        assert_eq!(iso8601(at), "2026-11-24T09:15:00.123Z");
        assert_eq!(norwegian(at), "24.11.2026 kl. 10.15");
        assert_eq!(norwegian_year(at), 2026);
        assert_eq!(norwegian_month(at), "2026-11");
        let starts = month_starts(at, 14);
        let named: Vec<String> = starts.iter().map(|start| iso8601(*start)).collect();
        assert_eq!((named.len(), named[0].as_str()), (14, "2025-09-30T22:00:00.000Z"));
        assert_eq!(named[13], "2026-10-31T23:00:00.000Z");
    }
}
