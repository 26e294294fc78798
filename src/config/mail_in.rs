//! The settings of mail that comes in.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::{ConfigError, number};

/// What the mail receiver takes, and how much of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailIn {
    /// Largest message in bytes (`FULLMAKT_MAIL_MAX_BYTES`). An order is a page of text.
    pub message_limit: usize,
    /// Recipients of one message (`FULLMAKT_SMTP_RECIPIENTS`); ours is one address.
    pub recipients: usize,
    /// Commands of one connection (`FULLMAKT_SMTP_COMMANDS`), so that nobody chats for ever.
    pub commands: u32,
    /// Commands of one connection that were refused (`FULLMAKT_SMTP_BAD_COMMANDS`).
    pub bad_commands: u32,
    /// Connections at the same time (`FULLMAKT_SMTP_CONNECTIONS`).
    pub connections: usize,
    /// Connections of one address at the same time (`FULLMAKT_SMTP_CONNECTIONS_PER_ADDRESS`).
    pub connections_per_address: usize,
    /// Messages from one address in an hour (`FULLMAKT_SMTP_MESSAGES_PER_ADDRESS`).
    pub messages_per_address: u32,
    /// Messages of one envelope sender in an hour (`FULLMAKT_SMTP_MESSAGES_PER_SENDER`).
    pub messages_per_sender: u32,
    /// How long a client may be silent (`FULLMAKT_SMTP_SILENCE_SECONDS`).
    pub silence: Duration,
    /// How long one connection may last (`FULLMAKT_SMTP_CONNECTION_SECONDS`), for clients that are slow on purpose.
    pub connection: Duration,
    /// Who answers questions about senders (`FULLMAKT_RESOLVER`): `system`, an address and port, or `off`.
    pub resolver: Resolver,
    /// What follows from the answers (`FULLMAKT_SENDER_CHECK`): `show`, `confirm` or `off`.
    pub sender_rule: SenderRule,
    /// Certificate chain and key (PEM files) for STARTTLS (`FULLMAKT_SMTP_CERT`, `FULLMAKT_SMTP_KEY`).
    pub certificate: Option<(PathBuf, PathBuf)>,
}

/// Who answers questions about senders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolver {
    /// Nobody; senders are not checked.
    Off,
    /// The resolver that this machine is set up with.
    System,
    /// A name server at this address.
    Address(SocketAddr),
}

/// What follows from what was found out about a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SenderRule {
    /// Nothing is checked.
    Off,
    /// A handler sees it.
    Show,
    /// A handler sees it, and who fails confirms its order by the link in a mail before it counts.
    Confirm,
}

impl MailIn {
    pub(super) fn read(env: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let certificate = match (env("FULLMAKT_SMTP_CERT"), env("FULLMAKT_SMTP_KEY")) {
            (Some(certificate), Some(key)) => Some((PathBuf::from(certificate), PathBuf::from(key))),
            (None, None) => None,
            (given, _) => {
                let (setting, missing) = if given.is_some() {
                    ("FULLMAKT_SMTP_KEY", "the certificate is given without its key.")
                } else {
                    ("FULLMAKT_SMTP_CERT", "the key is given without its certificate.")
                };
                return Err(ConfigError {
                    setting,
                    problem: missing.to_owned(),
                    example:
                        "FULLMAKT_SMTP_CERT=/etc/fullmakt/mail.crt FULLMAKT_SMTP_KEY=/etc/fullmakt/mail.key"
                            .into(),
                });
            }
        };
        let sender_rule = match env("FULLMAKT_SENDER_CHECK").as_deref() {
            None | Some("show") => SenderRule::Show,
            Some("confirm") => SenderRule::Confirm,
            Some("off") => SenderRule::Off,
            Some(other) => {
                return Err(ConfigError {
                    setting: "FULLMAKT_SENDER_CHECK",
                    problem: format!("“{other}” is neither show, confirm nor off."),
                    example: "FULLMAKT_SENDER_CHECK=confirm".into(),
                });
            }
        };
        let resolver = match env("FULLMAKT_RESOLVER").as_deref() {
            _ if sender_rule == SenderRule::Off => Resolver::Off,
            None | Some("system") => Resolver::System,
            Some("off") => Resolver::Off,
            Some(address) => Resolver::Address(address.parse().map_err(|_| ConfigError {
                setting: "FULLMAKT_RESOLVER",
                problem: format!("“{address}” is neither system, off nor an IP address with its port."),
                example: "FULLMAKT_RESOLVER=127.0.0.1:53".into(),
            })?),
        };
        let seconds =
            |setting, default, most| number(env, setting, default, 1, most).map(Duration::from_secs);
        Ok(Self {
            message_limit: number(
                env,
                "FULLMAKT_MAIL_MAX_BYTES",
                10 * 1024 * 1024,
                64 * 1024,
                100 * 1024 * 1024,
            )?,
            recipients: number(env, "FULLMAKT_SMTP_RECIPIENTS", 10, 1, 1_000)?,
            commands: number(env, "FULLMAKT_SMTP_COMMANDS", 200, 10, 1_000_000)?,
            bad_commands: number(env, "FULLMAKT_SMTP_BAD_COMMANDS", 10, 1, 1_000)?,
            connections: number(env, "FULLMAKT_SMTP_CONNECTIONS", 100, 1, 10_000)?,
            connections_per_address: number(env, "FULLMAKT_SMTP_CONNECTIONS_PER_ADDRESS", 20, 1, 10_000)?,
            messages_per_address: number(env, "FULLMAKT_SMTP_MESSAGES_PER_ADDRESS", 600, 1, 100_000_000)?,
            messages_per_sender: number(env, "FULLMAKT_SMTP_MESSAGES_PER_SENDER", 60, 1, 100_000_000)?,
            silence: seconds("FULLMAKT_SMTP_SILENCE_SECONDS", 60, 3_600)?,
            connection: seconds("FULLMAKT_SMTP_CONNECTION_SECONDS", 600, 86_400)?,
            resolver,
            sender_rule,
            certificate,
        })
    }
}
