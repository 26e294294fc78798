//! What stopped a step: kept as a key of the catalogue with its values, so that each handler reads it in its own language,
//! and with what to do about it.

use std::fmt;

use serde_json::{Value, json};

use crate::language::Language;

/// What stopped a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hindrance {
    /// The text is `hindrance-KEY`.
    key: String,
    /// The organisation it is about.
    number: String,
    /// Words of a machine, cleaned, for whoever has to find the cause.
    detail: String,
    /// Whether it may be gone the next time, so that the step is tried again by itself.
    passing: bool,
}

impl Hindrance {
    fn new(key: &str, passing: bool) -> Self {
        Self { key: key.to_owned(), number: String::new(), detail: String::new(), passing }
    }

    /// One that may pass.
    pub(in crate::orders) fn passing(key: &'static str) -> Self {
        Self::new(key, true)
    }

    /// One that somebody must do something about; its text says what.
    pub(in crate::orders) fn lasting(key: &'static str) -> Self {
        Self::new(key, false)
    }

    /// About this organisation.
    pub(in crate::orders) fn about(self, number: impl fmt::Display) -> Self {
        Self { number: number.to_string(), ..self }
    }

    /// In a machine's own words.
    pub(in crate::orders) fn because(self, detail: &str) -> Self {
        Self { detail: detail.trim().trim_end_matches('.').to_owned(), ..self }
    }

    /// A machine's own words, when there are any.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// What is stored.
    pub(in crate::orders) fn stored(&self) -> String {
        json!({ "key": self.key, "number": self.number, "detail": self.detail, "passing": self.passing })
            .to_string()
    }

    /// Reads what is stored. A sentence from before there were keys is kept as such.
    pub(in crate::orders) fn read(stored: &str) -> Self {
        let value: Value = serde_json::from_str(stored).unwrap_or(Value::Null);
        let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let key = text("key");
        if key.is_empty() || !Language::Nb.has(&format!("hindrance-{key}")) {
            return Self::passing("other").because(stored);
        }
        let passing = value.get("passing").and_then(Value::as_bool).unwrap_or(false);
        Self { key, number: text("number"), detail: text("detail"), passing }
    }

    /// The sentences for a handler. `given_up` is whether the step is no longer tried by itself.
    pub fn text(&self, language: Language, given_up: bool) -> String {
        let values = [("number", self.number.as_str()), ("detail", &self.detail)];
        let what = language.text_with(&format!("hindrance-{}", self.key), &values);
        match (self.passing, given_up) {
            (false, _) => what,
            (true, false) => format!("{what} {}", language.text("hindrance-tried-again")),
            (true, true) => format!("{what} {}", language.text("hindrance-try-again")),
        }
    }
}

impl fmt::Display for Hindrance {
    /// For logs and the queue, which are in English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = [("number", self.number.as_str()), ("detail", &self.detail)];
        f.write_str(&Language::En.text_with(&format!("hindrance-{}", self.key), &values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_back_and_a_sentence_of_old_is_kept() {
        let check = |hindrance: Hindrance| assert_eq!(Hindrance::read(&hindrance.stored()), hindrance);
        check(Hindrance::lasting("registry-unknown").about("910049356"));
        check(Hindrance::passing("elsewhere-ill").because("it answered 500: \"oops\""));
        let old = Hindrance::read("the token server answered 403.");
        assert_eq!(old, Hindrance::passing("other").because("the token server answered 403"));
        assert_eq!(Hindrance::read("{\"key\":\"gone\"}").detail(), "{\"key\":\"gone\"}");
    }

    #[test]
    fn what_passes_says_whether_it_is_tried_again_by_itself() {
        let passing = Hindrance::passing("changed");
        let (waits, stopped) = (passing.text(Language::Nb, false), passing.text(Language::Nb, true));
        assert!(waits.ends_with("Vi prøver igjen av oss selv."), "{waits}");
        assert!(stopped.ends_with("Velg Prøv igjen."), "{stopped}");
        let lasting = Hindrance::lasting("no-scope");
        assert_eq!(lasting.text(Language::En, false), lasting.text(Language::En, true));
    }
}
