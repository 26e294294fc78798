//! The settings of a mailbox that is fetched.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::{ConfigError, number};

/// How the way to the mailbox is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImapTls {
    /// TLS from the first byte: `imaps://`.
    FromTheStart,
    /// STARTTLS, without which nobody logs in: `imap://`.
    StartTls,
    /// None, to a server on this machine alone: `imap://localhost`.
    None,
}

/// What happens to a message when it is stored with us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterFetch {
    /// It is marked as read. Only unread messages are fetched.
    MarkSeen,
    /// It is moved to this folder. Everything in the mailbox is fetched, read or not.
    MoveTo(String),
}

/// A mailbox that is fetched (`FULLMAKT_IMAP`).
#[derive(Clone, PartialEq, Eq)]
pub struct ImapSettings {
    /// The server's name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Encryption.
    pub tls: ImapTls,
    /// Who logs in.
    pub user: String,
    /// With which password.
    pub password: String,
    /// The folder that is read, usually `INBOX`.
    pub folder: String,
    /// What happens to a message afterwards (`FULLMAKT_IMAP_AFTER`): `seen`, or `move:FOLDER`.
    pub after: AfterFetch,
    /// The authority that signed the server's certificate (`FULLMAKT_IMAP_CA`, PEM); `None` trusts the public ones.
    pub ca_file: Option<PathBuf>,
    /// How often the mailbox is looked at (`FULLMAKT_IMAP_POLL_SECONDS`); a server that offers IDLE tells of news itself.
    pub poll: Duration,
}

/// Settings are logged and shown, the password never.
impl std::fmt::Debug for ImapSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ImapSettings({}@{}:{}/{})", self.user, self.host, self.port, self.folder)
    }
}

const SETTING: &str = "FULLMAKT_IMAP";

fn wrong(problem: &str) -> ConfigError {
    ConfigError {
        setting: SETTING,
        problem: problem.to_owned(),
        example: "FULLMAKT_IMAP=imaps://bestilling%40etaten.example:password@imap.etaten.example:993/INBOX"
            .into(),
    }
}

impl ImapSettings {
    pub(super) fn read(env: &dyn Fn(&str) -> Option<String>) -> Result<Option<Self>, ConfigError> {
        let Some(text) = env(SETTING) else { return Ok(None) };
        // What was written holds a password, so that no fault quotes it.
        let url = reqwest::Url::parse(&text).map_err(|_| wrong("it is not a URL."))?;
        let host = url.host_str().ok_or_else(|| wrong("it names no server."))?.to_owned();
        let here = host == "localhost"
            || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        let wants_tls = url.query_pairs().any(|(name, value)| name == "tls" && value == "required");
        let (tls, port) = match url.scheme() {
            "imaps" => (ImapTls::FromTheStart, 993),
            "imap" if here && !wants_tls => (ImapTls::None, 143),
            "imap" => (ImapTls::StartTls, 143),
            _ => return Err(wrong("it must start with imaps:// or imap://.")),
        };
        let decoded = |text: &str| percent_decoded(text).ok_or_else(|| wrong("a part of it is not UTF-8."));
        let (user, password) = (decoded(url.username())?, decoded(url.password().unwrap_or_default())?);
        if user.is_empty() || password.is_empty() {
            return Err(wrong("it names no user with a password."));
        }
        let folder = match decoded(url.path().trim_start_matches('/'))? {
            folder if folder.is_empty() => "INBOX".to_owned(),
            folder => folder,
        };
        let after = match env("FULLMAKT_IMAP_AFTER").as_deref() {
            None | Some("seen") => AfterFetch::MarkSeen,
            Some(other) => match other.strip_prefix("move:").filter(|to| !to.is_empty() && **to != folder) {
                Some(to) => AfterFetch::MoveTo(to.to_owned()),
                None => {
                    return Err(ConfigError {
                        setting: "FULLMAKT_IMAP_AFTER",
                        problem: format!("“{other}” is neither seen nor move: with another folder."),
                        example: "FULLMAKT_IMAP_AFTER=move:Behandlet".into(),
                    });
                }
            },
        };
        Ok(Some(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(port),
            tls,
            user,
            password,
            folder,
            after,
            ca_file: env("FULLMAKT_IMAP_CA").map(PathBuf::from),
            poll: Duration::from_secs(number(env, "FULLMAKT_IMAP_POLL_SECONDS", 60, 1, 3_600)?),
        }))
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let code = rest
            .get(1..3)
            .filter(|_| byte == b'%')
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let Some(code) = code {
            bytes.push(code);
            rest = rest.get(3..).unwrap_or_default();
        } else {
            bytes.push(byte);
            rest = behind;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str, after: Option<&str>) -> Result<ImapSettings, ConfigError> {
        let found = ImapSettings::read(&|name| match name {
            SETTING => Some(url.to_owned()),
            "FULLMAKT_IMAP_AFTER" => after.map(str::to_owned),
            _ => None,
        });
        found.map(Option::unwrap)
    }

    #[test]
    fn an_address_says_who_where_and_how() {
        let full =
            read("imaps://bestilling%40etaten.example:p%C3%A5ss%2Fword@imap.etaten.example/Ordre/Nye", None);
        let full = full.unwrap();
        assert_eq!((full.user.as_str(), full.password.as_str()), ("bestilling@etaten.example", "påss/word"));
        assert_eq!((full.port, full.folder.as_str(), full.tls), (993, "Ordre/Nye", ImapTls::FromTheStart));
        assert!(!format!("{full:?}").contains("word"), "a password is never shown");
        for (url, tls) in [
            ("imap://a:b@imap.etaten.example", ImapTls::StartTls),
            ("imap://a:b@localhost:1143/INBOX", ImapTls::None),
            ("imap://a:b@127.0.0.1", ImapTls::None),
            ("imap://a:b@[::1]", ImapTls::None),
            ("imap://a:b@localhost?tls=required", ImapTls::StartTls),
        ] {
            let found = read(url, None).unwrap();
            assert_eq!((found.tls, found.folder.as_str()), (tls, "INBOX"), "{url}");
        }
        let moved = read("imap://a:b@localhost", Some("move:Behandlet")).unwrap();
        assert_eq!(moved.after, AfterFetch::MoveTo("Behandlet".to_owned()));
    }

    #[test]
    fn a_wrong_address_is_refused_without_quoting_its_password() {
        for url in [
            "imap.etaten.example", "pop3://a:hemmelig@x.example", "imaps://hemmelig@x.example",
            "imaps:///INBOX",
        ] {
            let error = read(url, None).unwrap_err().to_string();
            assert!(error.starts_with(SETTING) && error.contains("Example: "), "{error}");
            assert!(!error.split("Example").next().unwrap().contains("hemmelig"), "{error}");
        }
        for after in ["slett", "move:", "move:INBOX"] {
            let error = read("imap://a:b@localhost", Some(after)).unwrap_err();
            assert_eq!(error.setting, "FULLMAKT_IMAP_AFTER");
        }
    }
}
