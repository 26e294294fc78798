//! What no public source settles about the real register: each with what is likeliest, and the other way by a setting
//! (`register.md` §9).

use super::ConfigError;
use super::open_points::one_of;

/// The register's open points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegisterPoints {
    /// Whether a token without a fitting scope is answered 401, as a draft of 2023 said, and not 403.
    pub scope_is_unauthorized: bool,
    /// Whether errors are problem documents (RFC 9457) and not in Spring's shape.
    pub problem_documents: bool,
    /// Whether the companies of a person come in an object's member `virksomheter` and not as a bare list.
    pub wrapped_list: bool,
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
        })
    }
}
