//! What no public source settles about the real register: each with what is likeliest, and the other way by a setting
//! (`register.md` §9).

use super::open_points::one_of;
use super::{ConfigError, number};

/// The register's open points.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own, and most have two answers")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterPoints {
    /// Whether a token without a fitting scope is answered 401, as a draft of 2023 said, and not 403.
    pub scope_is_unauthorized: bool,
    /// Whether errors are problem documents (RFC 9457) and not in Spring's shape.
    pub problem_documents: bool,
    /// Whether the companies of a person come in an object's member `virksomheter` and not as a bare list.
    pub wrapped_list: bool,
    /// Whether a sequence number is a text in JSON and not a number.
    pub sequence_is_text: bool,
    /// Where an event tells its company.
    pub event_company: EventCompany,
    /// An event's `source`; the API's own address when nothing is said.
    pub event_source: Option<String>,
    /// Most lines that one answer of the change log holds.
    pub changes_limit: i64,
    /// The name of the file in the ZIP of the whole register.
    pub whole_name: String,
    /// The content type of that ZIP.
    pub whole_type: &'static str,
}

/// Where an event of the change log tells its company's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventCompany {
    /// In `subject` and in `data.organisasjonsnummer`.
    Both,
    /// In `subject`.
    Subject,
    /// In `data.organisasjonsnummer`.
    Data,
}

impl RegisterPoints {
    /// Reads the settings.
    pub(super) fn read(env: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        Ok(Self {
            scope_is_unauthorized: one_of(
                env,
                "FULLMAKT_REGISTER_WRONG_SCOPE",
                &[("403", false), ("401", true)],
            )?,
            problem_documents: one_of(
                env,
                "FULLMAKT_REGISTER_ERRORS",
                &[("spring", false), ("problem", true)],
            )?,
            wrapped_list: one_of(
                env,
                "FULLMAKT_REGISTER_PERSON_SEARCH",
                &[("list", false), ("object", true)],
            )?,
            sequence_is_text: one_of(
                env,
                "FULLMAKT_REGISTER_SEQUENCE",
                &[("number", false), ("string", true)],
            )?,
            event_company: one_of(
                env,
                "FULLMAKT_REGISTER_EVENT_COMPANY",
                &[
                    ("both", EventCompany::Both),
                    ("subject", EventCompany::Subject),
                    ("data", EventCompany::Data),
                ],
            )?,
            event_source: env("FULLMAKT_REGISTER_EVENT_SOURCE"),
            changes_limit: number(env, "FULLMAKT_REGISTER_CHANGES_LIMIT", 1_000, 1, 10_000)?,
            whole_name: file_name(env)?,
            whole_type: one_of(
                env,
                "FULLMAKT_REGISTER_WHOLE_TYPE",
                &[
                    ("application/zip", "application/zip"),
                    ("application/octet-stream", "application/octet-stream"),
                ],
            )?,
        })
    }
}

/// One of two words.
const fn word(second: bool, words: [&'static str; 2]) -> &'static str {
    let [first, other] = words;
    if second { other } else { first }
}

impl RegisterPoints {
    /// Each setting with what it says; nothing when it says nothing.
    pub fn in_effect(&self) -> Vec<(&'static str, Option<String>)> {
        let said = |text: &str| Some(text.to_owned());
        let company = match self.event_company {
            EventCompany::Both => "both",
            EventCompany::Subject => "subject",
            EventCompany::Data => "data",
        };
        vec![
            ("FULLMAKT_REGISTER_WRONG_SCOPE", said(word(self.scope_is_unauthorized, ["403", "401"]))),
            ("FULLMAKT_REGISTER_ERRORS", said(word(self.problem_documents, ["spring", "problem"]))),
            ("FULLMAKT_REGISTER_PERSON_SEARCH", said(word(self.wrapped_list, ["list", "object"]))),
            ("FULLMAKT_REGISTER_SEQUENCE", said(word(self.sequence_is_text, ["number", "string"]))),
            ("FULLMAKT_REGISTER_EVENT_COMPANY", said(company)),
            ("FULLMAKT_REGISTER_EVENT_SOURCE", self.event_source.clone()),
            ("FULLMAKT_REGISTER_CHANGES_LIMIT", Some(self.changes_limit.to_string())),
            ("FULLMAKT_REGISTER_WHOLE_NAME", said(&self.whole_name)),
            ("FULLMAKT_REGISTER_WHOLE_TYPE", said(self.whole_type)),
        ]
    }
}

/// A file's name of plain letters, so that every program unpacks it.
fn file_name(env: &dyn Fn(&str) -> Option<String>) -> Result<String, ConfigError> {
    let setting = "FULLMAKT_REGISTER_WHOLE_NAME";
    let name = env(setting).unwrap_or_else(|| "totalbestand.json".to_owned());
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if (1..=100).contains(&name.len()) && name.chars().all(plain) && !name.starts_with('.') {
        return Ok(name);
    }
    Err(ConfigError {
        setting,
        problem: format!("“{name}” is no file name of letters, digits, `.`, `-` and `_`."),
        example: format!("{setting}=totalbestand.json").into(),
    })
}
