//! How long what is known about persons is kept, on the world's calendar.

use super::{ConfigError, number};
use crate::clock::{DAY, Millis};

/// Lifetimes, each from the instant that the privacy page names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifetimes {
    /// A mail as it came.
    pub raw_mail: Millis,
    /// A mail that became no order and was set aside.
    pub mail: Millis,
    /// A closed case with its letters and links; then its persons are forgotten.
    pub closed_orders: Millis,
    /// A letter that belongs to no case, and a letter in the built-in mailbox.
    pub letters: Millis,
    /// A token request in the ledger.
    pub ledger: Millis,
    /// The most rows of the ledger that are kept, whatever their age.
    pub ledger_rows: i64,
    /// An API key that was revoked.
    pub revoked_keys: Millis,
    /// What was done by whom.
    pub audit: Millis,
    /// A job that was carried out or given up.
    pub jobs: Millis,
}

impl Lifetimes {
    pub(super) fn read(env: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let days = |setting: &'static str, default: Millis| -> Result<Millis, ConfigError> {
            Ok(number(env, setting, default, 1, 36_500)? * DAY)
        };
        Ok(Self {
            raw_mail: days("FULLMAKT_KEEP_RAW_MAIL_DAYS", 30)?,
            mail: days("FULLMAKT_KEEP_MAIL_DAYS", 90)?,
            closed_orders: days("FULLMAKT_KEEP_CLOSED_ORDERS_DAYS", 730)?,
            letters: days("FULLMAKT_KEEP_LETTERS_DAYS", 90)?,
            ledger: days("FULLMAKT_KEEP_LEDGER_DAYS", 90)?,
            ledger_rows: number(env, "FULLMAKT_KEEP_LEDGER_ROWS", 1_000_000, 1_000, 1_000_000_000)?,
            revoked_keys: days("FULLMAKT_KEEP_REVOKED_KEYS_DAYS", 90)?,
            audit: days("FULLMAKT_KEEP_AUDIT_DAYS", 1095)?,
            jobs: days("FULLMAKT_KEEP_JOBS_DAYS", 30)?,
        })
    }
}
