//! Where organisations are looked up, and how an answer is kept.

use std::path::PathBuf;
use std::time::Duration;

use super::{ConfigError, number};
use crate::clock::{HOUR, MINUTE, Millis};

/// How organisations are looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enhetsregisteret {
    /// A base URL such as `https://data.brreg.no/enhetsregisteret/api`.
    Http(String),
    /// The bulk file that `fullmakt parties import` read in. What it does not hold is asked at `then`, or is unknown.
    Table {
        /// A base URL.
        then: Option<String>,
    },
    /// A JSON file that holds an array of `enhet` objects, for use off-line.
    File(PathBuf),
    /// The project's own file of known fictitious numbers with made-up names, built into the binary.
    BuiltIn,
}

/// How Enhetsregisteret is asked over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// How long an answer may take.
    pub patience: Duration,
    /// How long an answer is kept and given again, on the world clock; what
    /// is older is asked for again, also of an organisation that was read in.
    pub keep: Millis,
    /// How long it is kept that a number is unknown: a new organisation must not stay unknown for long.
    pub keep_unknown: Millis,
}

const SETTING: &str = "FULLMAKT_ENHETSREGISTERET";
const EXAMPLE: &str = "FULLMAKT_ENHETSREGISTERET=table,https://data.brreg.no/enhetsregisteret/api";

impl Enhetsregisteret {
    /// Reads a base URL, `table`, `table,` and a base URL, or a file's name.
    pub(super) fn read(env: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let Some(value) = env(SETTING) else { return Ok(Self::BuiltIn) };
        let value = value.trim();
        let url = |text: &str| {
            let known = text.starts_with("http://") || text.starts_with("https://");
            known.then(|| text.trim_end_matches('/').to_owned())
        };
        if let Some(base) = url(value) {
            return Ok(Self::Http(base));
        }
        if value == "table" {
            return Ok(Self::Table { then: None });
        }
        if let Some(then) = value.strip_prefix("table,") {
            return match url(then.trim()) {
                Some(base) => Ok(Self::Table { then: Some(base) }),
                None => Err(ConfigError {
                    setting: SETTING,
                    problem: format!(
                        "after “table,” stands “{}”, which is not an http address.",
                        then.trim()
                    ),
                    example: EXAMPLE.into(),
                }),
            };
        }
        // What the file holds is read when it is asked; that it is one of organisations is seen at the start.
        let problem = |why: String| ConfigError {
            setting: SETTING,
            problem: format!("“{value}” is no http address, not “table”, and no such file: {why}."),
            example: EXAMPLE.into(),
        };
        let text = std::fs::read_to_string(value).map_err(|error| problem(error.to_string()))?;
        match serde_json::from_str::<serde_json::Value>(&text) {
            Ok(serde_json::Value::Array(_)) => Ok(Self::File(PathBuf::from(value))),
            _ => Err(problem("it holds no JSON array of organisations".to_owned())),
        }
    }
}

impl Asking {
    pub(super) fn read(env: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let seconds: u64 = number(env, "FULLMAKT_ENHETSREGISTERET_PATIENCE_SECONDS", 5, 1, 25)?;
        Ok(Self {
            patience: Duration::from_secs(seconds),
            keep: number(env, "FULLMAKT_ENHETSREGISTERET_KEEP_HOURS", 24, 0, 24 * 30)? * HOUR,
            keep_unknown: number(env, "FULLMAKT_ENHETSREGISTERET_KEEP_UNKNOWN_MINUTES", 10, 0, 24 * 60)?
                * MINUTE,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_places_to_look_are_told_apart() {
        let read = |value: &str| Enhetsregisteret::read(&|_| Some(value.to_owned()));
        let url = || "https://er.example/api".to_owned();
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/parties/known_organisations.json");
        for (value, expected) in [
            ("https://er.example/api/", Enhetsregisteret::Http(url())),
            ("table", Enhetsregisteret::Table { then: None }),
            ("table, https://er.example/api/", Enhetsregisteret::Table { then: Some(url()) }),
            (file, Enhetsregisteret::File(PathBuf::from(file))),
        ] {
            assert_eq!(read(value), Ok(expected), "{value}");
        }
        assert_eq!(Enhetsregisteret::read(&|_| None), Ok(Enhetsregisteret::BuiltIn));
        for value in ["table,enheter.json", "./mangler.json", "tull"] {
            let error = read(value).unwrap_err().to_string();
            assert!(error.contains(SETTING) && error.contains("Example: "), "{error}");
        }
    }
}
