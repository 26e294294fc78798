//! What no public source settles about the real token server: each with what is likeliest, and the other way by a setting
//! (`maskinporten.md` §11).

use super::{ConfigError, number};

/// When a token says whose prefixes its consumer owns (`consumer_prefix`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TellPrefixes {
    /// With a scope of Altinn's, whose APIs ask for it.
    ForAltinn,
    /// Whenever there are any.
    Always,
    /// Never.
    Never,
}

/// The open points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenPoints {
    /// Whether MP-250 and MP-251 are 403 `forbidden`, as in older versions, and not 400 `invalid_scope`.
    pub ungranted_is_forbidden: bool,
    /// Whether a claim that the real service's page does not name is borne; else it is MP-011.
    pub bear_unknown_claims: bool,
    /// How much `expires_in` is short of the token's life, in seconds: both 120 and 119 were seen.
    pub expires_in_short_by: i64,
    /// Whether a scope's `enforced_aud_for_access_token` becomes the token's `aud`, whatever `resource` says.
    pub enforce_audience: bool,
    /// When a token has `consumer_prefix`.
    pub tell_prefixes: TellPrefixes,
}

impl OpenPoints {
    /// Reads the settings.
    pub(super) fn read(env: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let ungranted = [("invalid_scope", false), ("forbidden", true)];
        let prefixes = [
            ("altinn", TellPrefixes::ForAltinn),
            ("always", TellPrefixes::Always),
            ("never", TellPrefixes::Never),
        ];
        Ok(Self {
            ungranted_is_forbidden: one_of(env, "FULLMAKT_UNGRANTED", &ungranted)?,
            bear_unknown_claims: one_of(
                env,
                "FULLMAKT_UNKNOWN_CLAIMS",
                &[("refuse", false), ("ignore", true)],
            )?,
            expires_in_short_by: number(env, "FULLMAKT_EXPIRES_IN_SHORT_BY", 0, 0, 1)?,
            enforce_audience: one_of(env, "FULLMAKT_ENFORCED_AUDIENCE", &[("set", true), ("ignore", false)])?,
            tell_prefixes: one_of(env, "FULLMAKT_CONSUMER_PREFIX", &prefixes)?,
        })
    }
}

/// A setting that is one of a few words, the first of which is meant when nothing is said.
pub(super) fn one_of<T: Copy>(
    env: &dyn Fn(&str) -> Option<String>,
    setting: &'static str,
    known: &[(&'static str, T)],
) -> Result<T, ConfigError> {
    let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
    let usual = words.first().copied().unwrap_or_default();
    let said = env(setting).unwrap_or_else(|| usual.to_owned());
    known.iter().find(|(word, _)| *word == said.trim()).map(|(_, meant)| *meant).ok_or_else(|| ConfigError {
        setting,
        problem: format!("“{said}” is none of {}.", words.join(", ")),
        example: format!("{setting}={usual}").into(),
    })
}
