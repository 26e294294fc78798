//! The world's clock: how far it runs ahead of wall time. It only ever moves forward.

use std::fmt::Write as _;

use serde_json::json;

use super::Error;
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::{DAY, HOUR, MINUTE, Millis, Now, SECOND};
use crate::db::{self, Tx, params};

/// The furthest that the world may run ahead. Instants must stay instants that calendars know.
pub(super) const LIMIT: Millis = 36_500 * DAY;

/// How far world time runs ahead of wall time, as the database holds it.
pub async fn clock_offset(tx: &mut Tx) -> Result<Millis, db::Error> {
    let row = tx
        .fetch_optional("SELECT value FROM world_settings WHERE name = 'clock_offset_ms'", params![])
        .await?;
    Ok(row.map(|row| row.text("value")).transpose()?.and_then(|value| value.parse().ok()).unwrap_or(0))
}

/// Moves world time forward by `by` and gives how far it runs ahead then. Two movers at once both move it.
pub async fn move_forward(tx: &mut Tx, app: &App, now: Now, by: Millis) -> Result<Millis, Error> {
    if by <= 0 {
        return Err(Error::NotForward);
    }
    let row = tx
        .fetch_optional(
            "INSERT INTO world_settings (name, value) VALUES ('clock_offset_ms', $1)
             ON CONFLICT (name) DO UPDATE
             SET value = CAST(CAST(world_settings.value AS BIGINT) + CAST($1 AS BIGINT) AS TEXT)
             RETURNING value",
            params![by.to_string()],
        )
        .await?;
    let offset: Millis =
        row.map(|row| row.text("value")).transpose()?.and_then(|value| value.parse().ok()).unwrap_or(by);
    if offset > LIMIT {
        return Err(Error::TooFar);
    }
    tx.execute(
        "INSERT INTO clock_moves (moved_at, offset_ms) VALUES ($1, $2)
         ON CONFLICT (moved_at) DO UPDATE SET offset_ms = excluded.offset_ms",
        params![now.wall, offset],
    )
    .await?;
    let event = Event {
        actor: "operator",
        action: "clock.moved",
        subject: "clock",
        organisation: None,
        case_number: None,
        detail: json!({ "by": write_duration(by), "ahead": write_duration(offset) }),
    };
    audit::record(tx, &app.random, now, event).await?;
    Ok(offset)
}

/// The latest wall time at which the world's calendar showed `world` or less: what is stamped by wall time is old by the
/// calendar when it was stamped before. A jump of the calendar makes what was before it older, and nothing after it.
pub async fn wall_at(tx: &mut Tx, world: Millis) -> Result<Millis, db::Error> {
    let rows =
        tx.fetch_all("SELECT moved_at, offset_ms FROM clock_moves ORDER BY moved_at DESC", params![]).await?;
    let mut until = Millis::MAX;
    for row in &rows {
        let (since, offset) = (row.int("moved_at")?, row.int("offset_ms")?);
        let wall = (world - offset).min(until);
        // What is stamped with the very instant of the move was before it.
        if wall > since {
            return Ok(wall);
        }
        until = since;
    }
    Ok(world.min(until))
}

const UNITS: [(&str, Millis); 5] = [("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", SECOND), ("ms", 1)];

/// Reads `30d`, `12h`, `1d12h30m`: days, hours, minutes, seconds (and `ms`), the largest first, each at most once.
pub fn parse_duration(text: &str) -> Option<Millis> {
    let mut rest = text.trim();
    let mut units = UNITS.iter();
    let mut total: Millis = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, tail) = rest.split_at_checked(digits)?;
        let letters = tail.bytes().take_while(u8::is_ascii_lowercase).count();
        let (unit, tail) = tail.split_at_checked(letters)?;
        let (_, length) = units.find(|(name, _)| *name == unit)?;
        total = total.checked_add(number.parse::<Millis>().ok()?.checked_mul(*length)?)?;
        rest = tail.trim_start();
    }
    Some(total)
}

/// Writes what [`parse_duration`] reads: `30d`, `1d12h`, `0s`.
pub fn write_duration(duration: Millis) -> String {
    let mut rest = duration.max(0);
    let mut out = String::new();
    for (unit, length) in UNITS {
        if rest / length > 0 {
            let _ = write!(out, "{}{unit}", rest / length);
            rest %= length;
        }
    }
    if out.is_empty() { "0s".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, expected) in [
            ("30d", Some(30 * DAY)),
            ("1d12h", Some(36 * HOUR)),
            (" 1d 2h 3m 4s 5ms ", Some(DAY + 2 * HOUR + 3 * MINUTE + 4 * SECOND + 5)),
            ("90m", Some(90 * MINUTE)),
            ("0s", Some(0)),
            ("", None),
            ("30", None),
            ("d", None),
            ("-1d", None),
            ("1h1d", None),
            ("1d1d", None),
            ("1 d", None),
            ("999999999999999999999d", None),
            ("99999999999999999d", None),
            ("1é", None),
        ] {
            assert_eq!(parse_duration(text), expected, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_written_duration_reads_back(duration in 0..LIMIT) {
            proptest::prop_assert_eq!(parse_duration(&write_duration(duration)), Some(duration));
        }
    }
}
