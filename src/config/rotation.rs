//! How the keys that sign tokens follow each other.

use super::{ConfigError, number};
use crate::clock::{DAY, HOUR, Millis};

/// When signing keys are made, begin to sign, and are no longer published. All on the wall clock: consumers' caches and
/// tokens that are alive know no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotation {
    /// How long a key signs before the next one takes over; nothing means until somebody says so.
    pub every: Option<Millis>,
    /// How long a new key is published before it signs. Consumers keep the key set for about a day (`maskinporten.md` §1.3).
    pub lead: Millis,
    /// How long a key is published after it last signed: longer than any of its tokens lives.
    pub overlap: Millis,
}

impl Rotation {
    /// Reads the settings.
    pub(super) fn read(env: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let days: i64 = number(env, "FULLMAKT_SIGNING_KEY_DAYS", 365, 0, 3_650)?;
        Ok(Self {
            every: (days > 0).then_some(days * DAY),
            lead: number(env, "FULLMAKT_SIGNING_KEY_LEAD_HOURS", 24, 0, 720)? * HOUR,
            overlap: number(env, "FULLMAKT_SIGNING_KEY_OVERLAP_HOURS", 720, 24, 17_520)? * HOUR,
        })
    }
}
