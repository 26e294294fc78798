//! Every setting of the program, and the only reader of environment variables.
//!
//! A setting comes from the command line, else from `FULLMAKT_…`, else from its default; the command line's part is
//! declared in `cli/`. Two stages: [`Settings`] is what was written, [`Config`] what was checked. A wrong setting is
//! named with its value's problem and an example.

mod carrying;
mod imap;
mod mail_in;
mod mail_out;
mod privacy;
mod oidc;
mod open_points;
mod register;
mod registry;
mod rotation;

use std::borrow::Cow;
use std::net::SocketAddr;
use std::path::PathBuf;

pub use imap::{AfterFetch, ImapSettings, ImapTls};
pub use mail_in::{MailIn, Resolver, SenderRule};
pub use mail_out::{MailOut, Relay};
pub use oidc::{OidcSettings, is_safe_url};
pub use open_points::{OpenPoints, TellPrefixes};

use crate::clock::{DAY, Millis};

pub use carrying::{STEPS, SelfServiceSettings, StepMode, StepModes};
pub use privacy::Lifetimes;
pub use register::{EventCompany, RegisterPoints};
pub use registry::{Asking, Enhetsregisteret};
pub use rotation::Rotation;

/// Where the world is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// `DIR/fullmakt.db`, SQLite; `DIR` also holds `master.key`.
    Directory(PathBuf),
    /// A PostgreSQL URL, for several nodes.
    Postgres {
        /// `postgres://user@host/database`
        url: String,
        /// A PEM file of the certificate authority that signed the database's certificate.
        ca_file: Option<PathBuf>,
    },
}

/// The checked settings: built once, read by reference.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the world is kept.
    pub database: Database,
    /// The address that serves HTTP.
    pub listen: SocketAddr,
    /// The address that receives mail by SMTP; `None` receives none.
    pub smtp_listen: Option<SocketAddr>,
    /// The address people and clients know this service by, without a slash at the end. The issuer is this and a slash.
    pub public_url: String,
    /// The 32-byte key that seals secrets at rest, in base64; `None` reads or makes `DIR/master.key`.
    pub master_key: Option<String>,
    /// Stands in front of login by number, `/post` and the other test aids when the service can be reached from outside.
    pub access_code: Option<String>,
    /// How staff logs in with OIDC; `None` leaves the one-time links alone.
    pub oidc: Option<OidcSettings>,
    /// How letters leave.
    pub mail_out: MailOut,
    /// The sender of letters, and the address that takes orders.
    pub mail_address: String,
    /// How much mail is taken, and from whom.
    pub mail_in: MailIn,
    /// A mailbox that is fetched.
    pub imap: Option<ImapSettings>,
    /// How organisations are looked up.
    pub enhetsregisteret: Enhetsregisteret,
    /// How Enhetsregisteret is asked over HTTP.
    pub asking: Asking,
    /// How long what is known about persons is kept, on the world clock.
    pub lifetimes: Lifetimes,
    /// Size of the token-signing keys in bits.
    pub signing_key_bits: usize,
    /// How those keys follow each other.
    pub rotation: Rotation,
    /// How far a grant's `iat` may be from our clock, in seconds (`maskinporten.md` §2.3).
    pub clock_skew_seconds: i64,
    /// A PEM file of authorities whose enterprise certificates are believed, beside this world's own.
    pub trusted_authorities: Option<PathBuf>,
    /// Whether error answers of `/token` carry `error_uri` (`maskinporten.md` §4.1).
    pub send_error_uri: bool,
    /// What no public source settles about the real token server.
    pub open_points: OpenPoints,
    /// How many days a call to the register stands in its access log.
    pub keep_register_calls_days: i64,
    /// What is not known about the real register.
    pub register: RegisterPoints,
    /// Whether the look-up of delegations takes tokens of the token server that were not exchanged.
    pub lookup_takes_bare_tokens: bool,
    /// How long an order waits for its customer before both are reminded, on the world clock.
    pub remind_after: Millis,
    /// How long an order waits for its customer before it is closed, on the world clock.
    pub close_after: Millis,
    /// How long an order from somebody unknown waits for its contact's word, on the world clock.
    pub confirm_within: Millis,
    /// How long a contact's signed link lasts, on the world clock.
    pub link_life: Millis,
    /// How long a draft that was saved is kept, on the world clock.
    pub draft_life: Millis,
    /// How each step of an order is carried out, from its approval on.
    pub steps: StepModes,
    /// The self-service API that external steps call.
    pub self_service: Option<SelfServiceSettings>,
    /// Where the fictional person logs in, when that is not here: letters then lead there.
    pub portal_url: Option<String>,
    /// How long an access lasts, on the world clock; `None` is without an end.
    pub access_life: Option<Millis>,
    /// Letters that one sender's own mails may cause in a day, receipts of whole orders apart.
    pub answers_per_day: i64,
    /// Invitations one vendor may send in a day.
    pub invitations_per_day: i64,
    /// A TOML file of rules that approve orders without a human; `None` is no rules.
    pub rules_file: Option<PathBuf>,
    /// Orders one sender may place in an hour.
    pub orders_per_hour: u32,
    /// Logins by number that one address may try in a minute.
    pub logins_per_minute: u32,
    /// Unknown organisation numbers that one person may look up in an hour.
    pub unknown_lookups_per_hour: u32,
    /// A place in the program where it shall end itself at once, for the tests that prove nothing is lost.
    pub fault_point: Option<String>,
}

/// What was written: the command line's part, each `None` where nothing was given.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// `--data DIR`
    pub data: Option<PathBuf>,
    /// `--database URL`
    pub database: Option<String>,
    /// `--listen ADDRESS`
    pub listen: Option<String>,
    /// `--smtp-listen ADDRESS`, or `off`
    pub smtp_listen: Option<String>,
    /// `--public-url URL`
    pub public_url: Option<String>,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{setting}: {problem} Example: {example}")]
pub struct ConfigError {
    /// The setting's name as it is written.
    pub setting: &'static str,
    /// What is wrong with its value.
    pub problem: String,
    /// A value that would do.
    pub example: Cow<'static, str>,
}

/// The sender of letters, and the address that takes orders.
fn mail_address(env: &dyn Fn(&str) -> Option<String>) -> Result<String, ConfigError> {
    let Some(address) = env("FULLMAKT_MAIL_ADDRESS") else {
        return Ok("bestilling@fullmakt.example".to_owned());
    };
    match address.parse::<lettre::Address>() {
        Ok(_) => Ok(address),
        Err(_) => Err(ConfigError {
            setting: "FULLMAKT_MAIL_ADDRESS",
            problem: format!("“{address}” is not a mail address."),
            example: "FULLMAKT_MAIL_ADDRESS=bestilling@etaten.example".into(),
        }),
    }
}

/// Where the fictional person logs in, when that is not here.
fn portal_url(env: &dyn Fn(&str) -> Option<String>) -> Result<Option<String>, ConfigError> {
    match env("FULLMAKT_PORTAL_URL") {
        Some(url) if !url.starts_with("https://") && !url.starts_with("http://") => Err(ConfigError {
            setting: "FULLMAKT_PORTAL_URL",
            problem: format!("“{url}” is no http address."),
            example: "FULLMAKT_PORTAL_URL=https://tt02.altinn.example/ui/profile".into(),
        }),
        url => Ok(url),
    }
}

/// The access code is all that stands between the world and a log-in with a fictional number: it must not be guessed.
fn access_code(env: &dyn Fn(&str) -> Option<String>) -> Result<Option<String>, ConfigError> {
    let code = env("FULLMAKT_ACCESS_CODE");
    if code.as_ref().is_some_and(|code| code.chars().count() < 8) {
        return Err(ConfigError {
            setting: "FULLMAKT_ACCESS_CODE",
            problem: "the access code is too easy to guess; it has at least 8 characters.".to_owned(),
            example: "FULLMAKT_ACCESS_CODE=a-long-secret".into(),
        });
    }
    Ok(code)
}

/// A variable that is set to something.
fn from_environment(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "this module is the one reader of the environment")]
    let value = std::env::var(name).ok();
    value.filter(|value| !value.trim().is_empty())
}

/// What begins the name of every setting.
const PREFIX: &str = "FULLMAKT_";

/// The names in the environment that look like settings and are none: misspelt ones would be passed over in silence.
pub fn unknown_settings() -> Vec<String> {
    unknown_among(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()))
}

/// Which names are settings is told by the page about them, which a test holds against this module.
fn unknown_among(names: impl Iterator<Item = String>) -> Vec<String> {
    const PAGE: &str = include_str!("../docs/settings.md");
    let is_setting = |name: &str| {
        PAGE.split(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))
            .any(|word| word == name)
    };
    let mut unknown: Vec<String> = names
        .filter(|name| name.starts_with(PREFIX) && name != "FULLMAKT_FAULT_POINT" && !is_setting(name))
        .collect();
    unknown.sort();
    unknown
}

/// Where `fullmakt token` keeps tokens that are good for a while: `FULLMAKT_TOKEN_CACHE`, else the directory that the XDG
/// Base Directory Specification gives for what can be made anew. Nothing where it is `off`, or there is no home.
pub fn token_cache() -> Option<PathBuf> {
    match from_environment("FULLMAKT_TOKEN_CACHE") {
        Some(off) if off == "off" => None,
        Some(directory) => Some(PathBuf::from(directory)),
        None => {
            let home = || Some(PathBuf::from(from_environment("HOME")?).join(".cache"));
            let caches =
                from_environment("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
            Some(caches.or_else(home)?.join("fullmakt/tokens"))
        }
    }
}

impl Config {
    /// Reads the environment for what `settings` leaves open, and checks everything.
    pub fn read(settings: Settings) -> Result<Self, ConfigError> {
        Self::from_lookup(settings, &from_environment)
    }

    /// As [`Config::read`], with the environment given as a function.
    pub fn from_lookup(
        settings: Settings,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let database = match settings.database.or_else(|| env("FULLMAKT_DATABASE")) {
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Database::Postgres { url, ca_file: env("FULLMAKT_DATABASE_CA").map(PathBuf::from) }
            }
            Some(_) => {
                return Err(ConfigError {
                    setting: "--database (FULLMAKT_DATABASE)",
                    problem: "it must be a PostgreSQL URL; for SQLite use --data DIR.".to_owned(),
                    example: "postgres://fullmakt@localhost/fullmakt".into(),
                });
            }
            None => Database::Directory(
                settings
                    .data
                    .or_else(|| env("FULLMAKT_DATA").map(PathBuf::from))
                    .unwrap_or_else(|| PathBuf::from("data")),
            ),
        };
        let listen = parse_address(
            "--listen (FULLMAKT_LISTEN)",
            &settings
                .listen
                .or_else(|| env("FULLMAKT_LISTEN"))
                .unwrap_or_else(|| "127.0.0.1:8080".to_owned()),
        )?;
        let smtp = settings
            .smtp_listen
            .or_else(|| env("FULLMAKT_SMTP_LISTEN"))
            .unwrap_or_else(|| "127.0.0.1:2525".to_owned());
        let smtp_listen = if smtp == "off" {
            None
        } else {
            Some(parse_address("--smtp-listen (FULLMAKT_SMTP_LISTEN)", &smtp)?)
        };
        let public_url = match settings.public_url.or_else(|| env("FULLMAKT_PUBLIC_URL")) {
            Some(url) if url.starts_with("https://") || url.starts_with("http://") => {
                url.trim_end_matches('/').to_owned()
            }
            Some(_) => {
                return Err(ConfigError {
                    setting: "--public-url (FULLMAKT_PUBLIC_URL)",
                    problem: "it must start with http:// or https://.".to_owned(),
                    example: "https://test.example.no".into(),
                });
            }
            None => format!("http://{listen}"),
        };
        let steps =
            env("FULLMAKT_STEPS").map_or_else(|| Ok(StepModes::default()), |text| StepModes::read(&text))?;
        let access_days = number(env, "FULLMAKT_ACCESS_LIFE_DAYS", 0, 0, 3650)?;
        let self_service = SelfServiceSettings::read(env, &steps)?;
        Ok(Self {
            steps,
            self_service,
            portal_url: portal_url(env)?,
            access_life: (access_days > 0).then_some(access_days * DAY),
            database,
            listen,
            smtp_listen,
            public_url,
            master_key: env("FULLMAKT_MASTER_KEY"),
            access_code: access_code(env)?,
            mail_out: MailOut::read(env)?,
            oidc: OidcSettings::read(env)?,
            mail_address: mail_address(env)?,
            mail_in: MailIn::read(env)?,
            enhetsregisteret: Enhetsregisteret::read(env)?,
            asking: Asking::read(env)?,
            imap: ImapSettings::read(env)?,
            lifetimes: Lifetimes::read(env)?,
            signing_key_bits: signing_key_bits(env)?,
            rotation: Rotation::read(env)?,
            clock_skew_seconds: number(env, "FULLMAKT_CLOCK_SKEW_SECONDS", 10, 0, 300)?,
            trusted_authorities: env("FULLMAKT_TRUSTED_AUTHORITIES").map(PathBuf::from),
            send_error_uri: number(env, "FULLMAKT_SEND_ERROR_URI", 1, 0, 1)? == 1,
            open_points: OpenPoints::read(env)?,
            keep_register_calls_days: number(env, "FULLMAKT_KEEP_REGISTER_CALLS_DAYS", 90, 1, 36_500)?,
            register: RegisterPoints::read(env)?,
            lookup_takes_bare_tokens: number(env, "FULLMAKT_LOOKUP_TAKES_BARE_TOKENS", 0, 0, 1)? == 1,
            remind_after: number(env, "FULLMAKT_REMIND_AFTER_DAYS", 7, 1, 365)? * DAY,
            close_after: number(env, "FULLMAKT_CLOSE_AFTER_DAYS", 30, 1, 3650)? * DAY,
            confirm_within: number(env, "FULLMAKT_CONFIRM_WITHIN_DAYS", 14, 1, 365)? * DAY,
            link_life: number(env, "FULLMAKT_LINK_LIFE_DAYS", 30, 1, 365)? * DAY,
            draft_life: number(env, "FULLMAKT_DRAFT_LIFE_DAYS", 30, 1, 365)? * DAY,
            logins_per_minute: number(env, "FULLMAKT_LOGINS_PER_MINUTE", 60, 1, 1_000_000)?,
            unknown_lookups_per_hour: number(env, "FULLMAKT_UNKNOWN_LOOKUPS_PER_HOUR", 20, 1, 1_000_000)?,
            answers_per_day: number(env, "FULLMAKT_ANSWERS_PER_DAY", 3, 0, 1_000)?,
            invitations_per_day: number(env, "FULLMAKT_INVITATIONS_PER_DAY", 3, 0, 1_000)?,
            rules_file: env("FULLMAKT_RULES").map(PathBuf::from),
            orders_per_hour: number(env, "FULLMAKT_ORDERS_PER_HOUR", 60, 1, 1_000_000)?,
            fault_point: env("FULLMAKT_FAULT_POINT"),
        })
    }

    /// The token server's issuer, with its slash (`maskinporten.md` §1.1).
    pub fn issuer(&self) -> String {
        format!("{}/", self.public_url)
    }

    /// The issuer of the tokens of Altinn's own APIs.
    pub fn altinn_issuer(&self) -> String {
        format!("{}/authentication/api/v1/openid/", self.public_url)
    }

    /// The issuer that names our own portal as a scope's `delegation_source` (`maskinporten.md` §7.6).
    pub fn delegation_source(&self) -> String {
        self.issuer()
    }

    /// Refuses to open login by number to the world (design §4).
    pub fn check_exposure(&self) -> Result<(), ConfigError> {
        let loopback =
            self.listen.ip().is_loopback() && self.smtp_listen.is_none_or(|smtp| smtp.ip().is_loopback());
        if loopback || self.access_code.is_some() {
            return Ok(());
        }
        let (setting, address, example) = match self.smtp_listen.filter(|_| self.listen.ip().is_loopback()) {
            Some(smtp) => (
                "--smtp-listen (FULLMAKT_SMTP_LISTEN)",
                smtp,
                "FULLMAKT_ACCESS_CODE=a-long-secret fullmakt serve --smtp-listen 0.0.0.0:25",
            ),
            None => (
                "--listen (FULLMAKT_LISTEN)",
                self.listen,
                "FULLMAKT_ACCESS_CODE=a-long-secret fullmakt serve --listen 0.0.0.0:8080 --public-url https://test.example.no",
            ),
        };
        Err(ConfigError {
            setting,
            problem: format!(
                "{address} can be reached from other machines, and anybody could then log in with a fictional number. Set an access code first, or listen on 127.0.0.1."
            ),
            example: example.into(),
        })
    }

    /// Ends the process at once when the settings name this place. Only the tests that prove that nothing is lost or done
    /// twice set it; in any other process it is one comparison with `None`.
    pub fn fault_point(&self, place: &str) {
        if self.fault_point.as_deref() == Some(place) {
            std::process::abort();
        }
    }

    /// Whether cookies may demand an encrypted connection.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

fn parse_address(setting: &'static str, value: &str) -> Result<SocketAddr, ConfigError> {
    value.parse().map_err(|_| ConfigError {
        setting,
        problem: format!("“{value}” is not an IP address and a port."),
        example: "127.0.0.1:8080".into(),
    })
}

fn number<T>(
    env: &dyn Fn(&str) -> Option<String>,
    setting: &'static str,
    default: T,
    least: T,
    most: T,
) -> Result<T, ConfigError>
where
    T: std::str::FromStr + PartialOrd + std::fmt::Display + Copy,
{
    let Some(value) = env(setting) else { return Ok(default) };
    match value.trim().parse::<T>() {
        Ok(number) if number >= least && number <= most => Ok(number),
        _ => Err(ConfigError {
            setting,
            problem: format!("“{value}” is not a whole number from {least} to {most}."),
            example: format!("{setting}={default}").into(),
        }),
    }
}

/// The sizes that the library makes keys of, in bits.
const KEY_SIZES: [usize; 4] = [2048, 3072, 4096, 8192];

fn signing_key_bits(env: &dyn Fn(&str) -> Option<String>) -> Result<usize, ConfigError> {
    const SETTING: &str = "FULLMAKT_SIGNING_KEY_BITS";
    let Some(value) = env(SETTING) else { return Ok(2048) };
    value.trim().parse().ok().filter(|bits| KEY_SIZES.contains(bits)).ok_or_else(|| ConfigError {
        setting: SETTING,
        problem: format!("“{value}” is not one of {}.", KEY_SIZES.map(|bits| bits.to_string()).join(", ")),
        example: format!("{SETTING}=3072").into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let pairs: Vec<(String, String)> =
            pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Config::from_lookup(Settings::default(), &|name| {
            pairs.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone())
        })
    }

    #[test]
    fn what_only_looks_like_a_setting_is_named() {
        let names =
            ["DATA", "LISTENN", "SMTP_KEY", "OIDC", "FAULT_POINT"].map(|rest| format!("{PREFIX}{rest}"));
        let names = names.into_iter().chain(["HOME".to_owned()]);
        assert_eq!(unknown_among(names), [format!("{PREFIX}LISTENN"), format!("{PREFIX}OIDC")]);
    }

    #[test]
    fn nothing_set_gives_a_working_laptop() {
        let config = read(&[]).unwrap();
        assert_eq!(config.issuer(), "http://127.0.0.1:8080/");
        assert_eq!(config.database, Database::Directory(PathBuf::from("data")));
        assert!(config.check_exposure().is_ok());
    }

    #[test]
    fn a_public_address_needs_an_access_code() {
        let open = [("FULLMAKT_LISTEN", "0.0.0.0:8080")];
        assert!(read(&open).unwrap().check_exposure().is_err());
        let guarded = [("FULLMAKT_LISTEN", "0.0.0.0:8080"), ("FULLMAKT_ACCESS_CODE", "long-enough")];
        assert!(read(&guarded).unwrap().check_exposure().is_ok());
        let mail_only = [("FULLMAKT_SMTP_LISTEN", "0.0.0.0:25")];
        let refused = read(&mail_only).unwrap().check_exposure().unwrap_err();
        assert!(refused.setting.starts_with("--smtp-listen"), "{refused}");
    }

    #[test]
    fn a_wrong_setting_is_named_with_an_example() {
        for (name, value) in [
            ("FULLMAKT_LISTEN", "localhost"),
            ("FULLMAKT_ACCESS_CODE", "1234567"),
            ("FULLMAKT_DATABASE", "mysql://x"),
            ("FULLMAKT_PUBLIC_URL", "test.example.no"),
            ("FULLMAKT_CLOCK_SKEW_SECONDS", "ten"),
            ("FULLMAKT_SIGNING_KEY_BITS", "512"),
            ("FULLMAKT_SIGNING_KEY_BITS", "3000"),
            ("FULLMAKT_SMTP_SILENCE_SECONDS", "0"),
            ("FULLMAKT_SMTP_KEY", "/etc/mail.key"),
            ("FULLMAKT_RESOLVER", "dns.example"),
            ("FULLMAKT_SENDER_CHECK", "yes"),
        ] {
            let error = read(&[(name, value)]).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains("Example: "), "{error}");
        }
    }
}
