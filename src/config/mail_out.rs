//! How letters leave: into the built-in mailbox, or to a relay.

use std::path::PathBuf;

use super::{ConfigError, number};
use crate::clock::{DAY, Millis};

/// How letters leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailOut {
    /// Into the built-in mailbox, readable at `/post`.
    Mailbox,
    /// To a relay.
    Relay(Relay),
}

/// A relay.
#[derive(Clone, PartialEq, Eq)]
pub struct Relay {
    /// `smtp://host:port`, `smtps://user:password@host`; `?tls=required` or `?tls=opportunistic` asks for STARTTLS.
    pub url: String,
    /// A PEM file of the authority that signed the relay's certificate, when no public one did.
    pub ca_file: Option<PathBuf>,
    /// How long the relay may take for one letter, in seconds.
    pub timeout_seconds: u64,
    /// How long a letter is tried before it is given up and shown at the desk.
    pub give_up_after: Millis,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The URL may hold a password.
        f.write_str("Relay")
    }
}

impl MailOut {
    /// Whether letters stay here, readable at `/post`.
    pub const fn is_mailbox(&self) -> bool {
        matches!(self, Self::Mailbox)
    }

    pub(super) fn read(env: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let Some(url) = env("FULLMAKT_RELAY") else { return Ok(Self::Mailbox) };
        if !(url.starts_with("smtp://") || url.starts_with("smtps://")) {
            return Err(ConfigError {
                setting: "FULLMAKT_RELAY",
                problem: "it must start with smtp:// or smtps://.".to_owned(),
                example: "smtps://user:password@relay.example.no".into(),
            });
        }
        let ca_file = env("FULLMAKT_RELAY_CA").map(PathBuf::from);
        if let Some(file) = ca_file.as_ref().filter(|file| !file.is_file()) {
            return Err(ConfigError {
                setting: "FULLMAKT_RELAY_CA",
                problem: format!("{} is not a file.", file.display()),
                example: "/etc/ssl/certs/our-authority.pem".into(),
            });
        }
        Ok(Self::Relay(Relay {
            url,
            ca_file,
            timeout_seconds: number(env, "FULLMAKT_RELAY_TIMEOUT_SECONDS", 30, 1, 90)?,
            give_up_after: number(env, "FULLMAKT_MAIL_GIVE_UP_DAYS", 5, 1, 30)? * DAY,
        }))
    }
}
