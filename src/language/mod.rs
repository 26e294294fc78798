//! The message catalogue: everything a person reads on a page or in a letter.
//!
//! Texts stand in `locales/{nb,nn,en}/ROOM.ftl` (Project Fluent) and are built into the binary. Bokmål is written first
//! and is what a missing text falls back on; a test keeps the three complete. Error texts for programs (OAuth errors,
//! problem documents) are not here: they belong to their protocols.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::clock::{Millis, english, norwegian};

/// The languages every page and letter exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Norwegian bokmål, the default.
    Nb,
    /// Norwegian nynorsk.
    Nn,
    /// English.
    En,
}

macro_rules! catalogue_files {
    ($($room:literal),* $(,)?) => {
        /// The catalogue's files, one per room and language.
        const FILES: &[(&str, [&str; 3])] = &[
            $(($room, [
                include_str!(concat!("../../locales/nb/", $room, ".ftl")),
                include_str!(concat!("../../locales/nn/", $room, ".ftl")),
                include_str!(concat!("../../locales/en/", $room, ".ftl")),
            ])),*
        ];
    };
}

catalogue_files!(
    "access", "afterwards", "answering", "calls", "carrying", "casework", "checks", "clients", "delegation",
    "desk", "facts", "figures", "frame", "hindrances", "invitations", "letters", "mail", "mail_in",
    "notices", "oidc", "order_api", "order_form", "order_pages", "orders", "owner", "parties", "privacy",
    "queue", "register", "register_docs", "register_fields", "rules", "testdata", "token",
);

/// Whether `c` takes no room or turns the text's direction (Unicode categories Cf and the fillers): what a reader cannot
/// see, so that one text can pass for another. Names and addresses here need none of them.
pub const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// The letters of `text` that are of another alphabet than the Latin one. In an address they may pass for others: a Cyrillic а
/// looks like an a.
pub fn foreign_letters(text: &str) -> impl Iterator<Item = char> {
    let is_latin = |c: char| c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c);
    text.chars().filter(move |c| c.is_alphabetic() && !is_latin(*c))
}

type Bundle = FluentBundle<FluentResource>;

static CATALOGUE: LazyLock<[Bundle; 3]> = LazyLock::new(|| Language::ALL.map(bundle));

/// "1 delegation", "2 delegations": an English noun with its number, for what the program says to programs and in the terminal.
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

impl Language {
    /// All three, bokmål first.
    pub const ALL: [Self; 3] = [Self::Nb, Self::Nn, Self::En];

    /// The language tag for `lang=` and `Content-Language` (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::En => "en",
        }
    }

    /// The language of a tag that we wrote ourselves or that a form sent back.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The language for an `Accept-Language` header (RFC 9110 §12.5.4): of those that we have, the one with the greatest
    /// weight, and of equal ones the first. A weight of nought says that a language is not wanted; one that cannot be read
    /// counts as none given.
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best: Option<(Self, f32)> = None;
        for item in accept_language.split(',').take(16) {
            let (range, parameters) = item.split_once(';').unwrap_or((item, ""));
            let primary = range.split('-').next().unwrap_or_default().trim().to_ascii_lowercase();
            let language = match primary.as_str() {
                "nb" | "no" | "da" | "sv" => Self::Nb,
                "nn" => Self::Nn,
                "en" => Self::En,
                _ => continue,
            };
            let weight =
                parameters.trim_start().strip_prefix("q=").and_then(|weight| weight.trim().parse().ok());
            let weight = weight.unwrap_or(1.0);
            if weight > best.map_or(0.0, |(_, most)| most) {
                best = Some((language, weight));
            }
        }
        best.map_or(Self::Nb, |(language, _)| language)
    }

    /// The text of `key`.
    pub fn text(self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text of `key` with its named values put in.
    pub fn text_with(self, key: &str, values: &[(&str, &str)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(Cow::Borrowed(*name), FluentValue::from(*value));
        }
        self.format(key, Some(&arguments))
    }

    /// As [`Language::text_with`], with a number first: the catalogue chooses singular or plural by it.
    pub fn text_count(self, key: &str, count: i64, values: &[(&str, &str)]) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set("count", FluentValue::from(count));
        for (name, value) in values {
            arguments.set(Cow::Borrowed(*name), FluentValue::from(*value));
        }
        self.format(key, Some(&arguments))
    }

    /// Day and time as its readers write them, in Norwegian time: `24.11.2026 kl. 10.15`, `24.11.2026, 10:15`.
    pub fn instant(self, at: Millis) -> String {
        match self {
            Self::Nb | Self::Nn => norwegian(at),
            Self::En => english(at),
        }
    }

    /// Whether the catalogue has `key` in this language.
    pub fn has(self, key: &str) -> bool {
        self.bundle().has_message(key)
    }

    fn bundle(self) -> &'static Bundle {
        let [nb, nn, en] = &*CATALOGUE;
        match self {
            Self::Nb => nb,
            Self::Nn => nn,
            Self::En => en,
        }
    }

    fn format(self, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        for language in [self, Self::Nb] {
            let bundle = language.bundle();
            if let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) {
                let mut faults = Vec::new();
                let text = bundle.format_pattern(pattern, arguments, &mut faults).into_owned();
                if !faults.is_empty() {
                    tracing::warn!(
                        key,
                        language = language.tag(),
                        ?faults,
                        "a text of the catalogue could not be filled in"
                    );
                }
                return text;
            }
        }
        tracing::warn!(key, "the catalogue has no such text");
        key.to_owned()
    }
}

fn bundle(language: Language) -> Bundle {
    let identifier = language.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![identifier]);
    // The invisible isolation marks that Fluent adds would end up in copied numbers and in letters.
    bundle.set_use_isolating(false);
    for (room, texts) in FILES {
        let [nb, nn, en] = texts;
        let text = match language {
            Language::Nb => nb,
            Language::Nn => nn,
            Language::En => en,
        };
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(rest, faults)| {
            tracing::error!(room, language = language.tag(), ?faults, "a file of the catalogue has faults");
            rest
        });
        bundle.add_resource_overriding(resource);
    }
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_follows_the_browser_and_falls_back_on_bokmal() {
        for (header, expected) in [
            ("nn-NO,nn;q=0.9,en;q=0.5", Language::Nn),
            ("en-GB,en;q=0.9", Language::En),
            ("fr,de;q=0.8", Language::Nb),
            ("", Language::Nb),
            ("no", Language::Nb),
            ("nb;q=0.5, en", Language::En),
            ("en;q=0.3, nn;q=0.8, nb;q=0.8", Language::Nn),
            ("en;q=0, nn; q=0.1", Language::Nn),
            ("en;q=much", Language::En),
            ("en;q=0", Language::Nb),
        ] {
            assert_eq!(Language::negotiate(header), expected, "{header}");
        }
    }

    #[test]
    fn no_file_of_the_catalogue_has_syntax_faults_and_no_key_stands_twice() {
        for (room, texts) in FILES {
            for (language, text) in Language::ALL.iter().zip(texts) {
                if let Err((_, faults)) = FluentResource::try_new((*text).to_owned()) {
                    panic!("locales/{}/{room}.ftl: {faults:?}", language.tag());
                }
            }
        }
        for (index, language) in Language::ALL.iter().enumerate() {
            let mut seen = std::collections::HashMap::new();
            for (room, texts) in FILES {
                for line in
                    texts[index].lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
                {
                    let key = line.split('=').next().unwrap_or_default().trim().to_owned();
                    if let Some(other) = seen.insert(key.clone(), room) {
                        panic!("{key} stands in {other}.ftl and {room}.ftl ({})", language.tag());
                    }
                }
            }
        }
    }
}
