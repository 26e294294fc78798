//! A row in words: how the request ended, what that means, and what to do next.

use super::{Entry, Fact};
use crate::language::Language;
use crate::numbers::OrgNumber;

/// What an outcome is called: a code of the real service's by itself, our own words in the reader's language.
pub fn outcome(word: &str, language: Language) -> String {
    let key = format!("explain-outcome-{word}");
    if language.has(&key) { language.text(&key) } else { word.to_owned() }
}

impl Entry {
    /// Whether the token was to be about another organisation than the client's own.
    pub fn is_delegated(&self) -> bool {
        self.consumer_organisation.is_some() && self.consumer_organisation != self.client_organisation
    }

    /// Whether the client's organisation lacks the scope itself: the most common surprise of all (`maskinporten.md` §7.2),
    /// since `consumer_org` was forgotten.
    pub fn is_about_itself_ungranted(&self) -> bool {
        self.code.as_deref() == Some("MP-250") && !self.is_delegated()
    }

    /// The first check that did not hold.
    pub fn failed_check(&self) -> Option<&super::Check> {
        self.checks.iter().find(|check| !check.passed)
    }

    /// The keys of the sentences about what was seen where it stopped.
    pub fn said(&self) -> Vec<&str> {
        self.failed_check().and_then(|check| check.seen.as_ref()).map(Fact::keys).unwrap_or_default()
    }

    /// What it means that the request ended so.
    pub fn meaning(&self, language: Language) -> String {
        self.told("meaning", language)
    }

    /// What to do next.
    pub fn repair(&self, language: Language) -> String {
        self.told("repair", language)
    }

    /// The catalogue's sentence about the outcome, with the values of this very request.
    fn told(&self, part: &str, language: Language) -> String {
        let key = match &self.code {
            None => "granted".to_owned(),
            Some(_) if self.is_about_itself_ungranted() => "mp-250-own".to_owned(),
            Some(code) => code.to_lowercase(),
        };
        // Some things that were seen mean something of their own, or ask for another repair.
        let own = self
            .said()
            .into_iter()
            .filter_map(|said| said.strip_prefix("fact-"))
            // Whether it is known when something happened makes no other matter of it.
            .map(|said| format!("explain-{key}-{}-{part}", said.strip_suffix("-at").unwrap_or(said)))
            .find(|own| language.has(own));
        let shown = |fact: Option<&Fact>| fact.map_or_else(|| "–".to_owned(), |fact| fact.told(language));
        let number =
            |number: Option<OrgNumber>| number.map_or_else(|| "–".to_owned(), |number| number.to_string());
        let failed = self.failed_check();
        let seen = shown(failed.and_then(|check| check.seen.as_ref()));
        let required = shown(failed.and_then(|check| check.required.as_ref()));
        let (supplier, consumer) = (number(self.client_organisation), number(self.consumer_organisation));
        let values = [
            ("seen", seen.as_str()),
            ("required", required.as_str()),
            ("supplier", supplier.as_str()),
            ("consumer", consumer.as_str()),
            ("scopes", self.scopes.as_str()),
        ];
        language.text_with(&own.unwrap_or_else(|| format!("explain-{key}-{part}")), &values)
    }
}
