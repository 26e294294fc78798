//! What a check saw or required, kept so that every reader can be told it in the own language.
//!
//! A row lives for months and its readers speak three languages, so no finished sentence is ever written into it: names
//! and numbers stand as they were, and what is said about them is a key of the catalogue.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Millis;
use crate::language::Language;

/// Something that a check saw or required.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Fact {
    /// A name, a number, a claim's value: the same in every language. An older row holds whole sentences here.
    Plain(String),
    /// A sentence of the catalogue and what is put into it.
    Said {
        /// Its key.
        said: String,
        /// The values, by name.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        with: BTreeMap<String, Fact>,
    },
    /// An instant.
    At {
        /// World time.
        at: Millis,
    },
    /// A delegation scheme's title, which has a text of its own in each language.
    Titled {
        /// Its identifier; an older row has none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// Bokmål.
        nb: String,
        /// Nynorsk.
        nn: String,
        /// English.
        en: String,
    },
    /// Several, with commas between.
    Several(Vec<Fact>),
}

impl Fact {
    /// What is the same in every language.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::Plain(text.into())
    }

    /// The catalogue's sentence `key`.
    pub fn said<const N: usize>(key: &str, with: [(&str, Self); N]) -> Self {
        let with = with.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self::Said { said: key.to_owned(), with }
    }

    /// The key of a catalogue's sentence.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Said { said, .. } => Some(said),
            _ => None,
        }
    }

    /// The keys of all the catalogue's sentences in it, its own first.
    pub fn keys(&self) -> Vec<&str> {
        match self {
            Self::Said { said, with } => {
                std::iter::once(said.as_str()).chain(with.values().flat_map(Self::keys)).collect()
            }
            Self::Several(facts) => facts.iter().flat_map(Self::keys).collect(),
            Self::Plain(_) | Self::At { .. } | Self::Titled { .. } => Vec::new(),
        }
    }

    /// The first delegation scheme that it names.
    pub fn scheme(&self) -> Option<&str> {
        match self {
            Self::Titled { id, .. } => id.as_deref(),
            // “some or last”: the values stand in the order of their names, and the last of those is read first.
            Self::Said { with, .. } => with.values().rev().find_map(Self::scheme),
            Self::Several(facts) => facts.iter().find_map(Self::scheme),
            Self::Plain(_) | Self::At { .. } => None,
        }
    }

    /// As the reader of `language` is told it.
    pub fn told(&self, language: Language) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::At { at } => language.instant(*at),
            Self::Titled { nb, nn, en, .. } => match language {
                Language::Nb => nb.clone(),
                Language::Nn => nn.clone(),
                Language::En => en.clone(),
            },
            Self::Several(facts) => {
                facts.iter().map(|fact| fact.told(language)).collect::<Vec<_>>().join(", ")
            }
            Self::Said { said, with } => {
                let values: Vec<(&str, String)> =
                    with.iter().map(|(name, value)| (name.as_str(), value.told(language))).collect();
                let values: Vec<(&str, &str)> =
                    values.iter().map(|(name, value)| (*name, value.as_str())).collect();
                language.text_with(said, &values)
            }
        }
    }
}

impl From<String> for Fact {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_is_kept_without_a_language_and_an_old_sentence_still_reads() {
        let title = Fact::Titled {
            id: Some("brreg-a".to_owned()),
            nb: "Bokmål".to_owned(),
            nn: "Nynorsk".to_owned(),
            en: "English".to_owned(),
        };
        let fact = Fact::said("fact-given-instead", [("title", title)]);
        let kept = serde_json::to_string(&fact).expect("JSON");
        let read: Fact = serde_json::from_str(&kept).expect("a fact");
        assert_eq!(read, fact);
        assert!(read.told(Language::Nn).ends_with("Nynorsk"), "{}", read.told(Language::Nn));
        assert_eq!((read.keys(), read.scheme()), (vec!["fact-given-instead"], Some("brreg-a")));
        let untitled = kept.replace("\"id\":\"brreg-a\",", "");
        assert_eq!(serde_json::from_str::<Fact>(&untitled).expect("an older fact").scheme(), None);
        let old: Fact = serde_json::from_str("\"never given\"").expect("a fact");
        assert_eq!(old.told(Language::Nb), "never given");
        assert_eq!(Fact::At { at: 1_795_511_700_123 }.told(Language::En), "24.11.2026, 10:15");
    }
}
