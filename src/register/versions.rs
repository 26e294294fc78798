//! The API's own changelog (`register.md` §1.7): the real register's versions as far as they are on record, and which of
//! them this one answers as.

use crate::language::Language;

/// The real register's version whose behaviour this API has; nothing newer is on record.
pub const ANSWERS_AS: &str = "1.5.4";

/// A version of the real register's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Its number.
    pub number: &'static str,
    /// When it came, `YYYY-MM-DD`.
    pub date: &'static str,
}

const fn version(number: &'static str, date: &'static str) -> Version {
    Version { number, date }
}

/// The versions, the newest first.
pub const VERSIONS: &[Version] = &[
    version("1.5.4", "2026-01-07"),
    version("1.5.3", "2025-12-15"),
    version("1.5.2", "2025-12-09"),
    version("1.5.1", "2025-11-11"),
    version("1.5.0", "2025-06-30"),
    version("1.4.0", "2025-03-28"),
    version("1.3.0", "2025-03-21"),
    version("1.2.1", "2025-03-21"),
    version("1.2.0", "2025-03-06"),
    version("1.1.0", "2024-10-24"),
    version("1.0.0", "2024-09-28"),
    version("1.0.0-beta2", "2024-02-28"),
];

impl Version {
    fn key(&self) -> String {
        format!("version-{}", self.number.replace('.', "-"))
    }

    /// What it brought.
    pub fn about(&self, language: Language) -> String {
        language.text(&self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_in_the_three_languages_and_the_newest_is_the_one_answered_as() {
        assert_eq!(VERSIONS.first().map(|version| version.number), Some(ANSWERS_AS));
        assert!(VERSIONS.is_sorted_by(|a, b| a.date >= b.date));
        for version in VERSIONS {
            assert!(Language::ALL.iter().all(|language| language.has(&version.key())), "{}", version.number);
        }
    }
}
