//! What stands in a sentence: pieces, and the words that tell whose they are, in the order of their places.

use super::cues::{party_of_word, role_of_word};
use crate::orders::reading::labels::{Party, Role};
use crate::orders::reading::pieces::{self, Piece};

/// What stands in a sentence, in the order of the places.
#[derive(Debug, Clone)]
pub(super) enum Event {
    Party(Party),
    Role(Role),
    Organisation(Piece),
    Number(Piece),
    Person(Piece),
    Email(Piece),
    Phone(Piece),
}

/// What stands in a sentence, in the order of the places.
pub(super) fn events(sentence: &str, names: &[(Party, String)]) -> Vec<(usize, Event)> {
    let mut events: Vec<(usize, Event)> = Vec::new();
    let mut taken: Vec<std::ops::Range<usize>> = Vec::new();
    let mut put = |pieces: Vec<Piece>, make: fn(Piece) -> Event, taken: &mut Vec<std::ops::Range<usize>>| {
        for piece in pieces {
            if taken.iter().any(|range| range.start < piece.range.end && piece.range.start < range.end) {
                continue;
            }
            taken.push(piece.range.clone());
            events.push((piece.range.start, make(piece)));
        }
    };
    put(pieces::emails(sentence), Event::Email, &mut taken);
    put(pieces::numbers(sentence), Event::Number, &mut taken);
    put(pieces::phones(sentence), Event::Phone, &mut taken);
    put(pieces::organisations(sentence), Event::Organisation, &mut taken);
    let mentions = mentions(sentence, names, &taken);
    taken.extend(mentions.iter().map(|(range, _)| range.clone()));
    put(pieces::persons(sentence), Event::Person, &mut taken);
    events.extend(mentions.into_iter().map(|(range, party)| (range.start, Event::Party(party))));
    let mut at = 0;
    for word in sentence.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\'')) {
        let start = at;
        at += word.len()
            + sentence.get(at + word.len()..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        if word.is_empty() || taken.iter().any(|range| range.start < start + word.len() && start < range.end)
        {
            continue;
        }
        let folded = word.to_lowercase();
        // “We, … its Norwegian subsidiary …” is still we.
        let ours = ["we", "vi", "me"].iter().any(|we| sentence.to_lowercase().starts_with(we));
        if ours
            && matches!(folded.as_str(), "subsidiary" | "datterselskap" | "datterselskapet" | "dotterselskap")
        {
            events.push((start, Event::Party(Party::Sender)));
            continue;
        }
        // “i” is a preposition in Norwegian, and “me” is “we” in nynorsk.
        let is_preposition = word == "i";
        if let Some(party) = party_of_word(&folded).filter(|_| !is_preposition) {
            events.push((start, Event::Party(party)));
        } else if let Some(role) = role_of_word(&folded) {
            let behind = sentence.get(start + word.len()..).unwrap_or_default().to_lowercase();
            let behind = behind.trim_start();
            let role = match role {
                Role::Contact
                    if behind.starts_with("for test")
                        || behind.starts_with("i test")
                        || behind.starts_with("(test") =>
                {
                    Role::Test
                }
                Role::Contact
                    if behind.starts_with("for prod")
                        || behind.starts_with("i prod")
                        || behind.starts_with("in prod") =>
                {
                    Role::Production
                }
                Role::Contact => {
                    let before = sentence.get(..start).unwrap_or_default().to_lowercase();
                    match before.split_whitespace().next_back() {
                        Some("test") => Role::Test,
                        Some("production" | "prod") => Role::Production,
                        Some("teknisk" | "technical") => Role::Technical,
                        Some(
                            "sales" | "billing" | "commercial" | "support" | "kommersiell" | "juridisk"
                            | "legal",
                        ) => Role::Other,
                        _ => Role::Contact,
                    }
                }
                role => role,
            };
            events.push((start, Event::Role(role)));
        }
    }
    places_of_work(sentence, &mut events);
    events.sort_by_key(|(at, _)| *at);
    events
}

/// Where a sentence names an organisation without its form: “hos Gul Gaupe”, for Gul Gaupe AS.
pub(super) fn mentions(
    sentence: &str,
    names: &[(Party, String)],
    taken: &[std::ops::Range<usize>],
) -> Vec<(std::ops::Range<usize>, Party)> {
    let folded = sentence.to_lowercase();
    if folded.len() != sentence.len() {
        return Vec::new();
    }
    let mut found: Vec<(std::ops::Range<usize>, Party)> = Vec::new();
    for (party, name) in names {
        let words: Vec<&str> = name.split(' ').collect();
        // The first words of the name, as many as stand there, two at least.
        for count in (2..=words.len()).rev() {
            let short = words.get(..count).unwrap_or_default().join(" ");
            let Some(start) = folded.find(&short) else { continue };
            let range = start..start + short.len();
            let overlaps = taken
                .iter()
                .chain(found.iter().map(|(range, _)| range))
                .any(|other| other.start < range.end && range.start < other.end);
            if !overlaps {
                found.push((range, *party));
            }
            break;
        }
    }
    found
}

/// “Kontakt i test er …, og i produksjon …”: where somebody is responsible, when the sentence speaks of contacts.
pub(super) fn places_of_work(sentence: &str, events: &mut Vec<(usize, Event)>) {
    let begins = ["i produksjon", "for produksjon", "in production", "for production"]
        .iter()
        .any(|words| sentence.to_lowercase().starts_with(words));
    if !begins && !events.iter().any(|(_, event)| matches!(event, Event::Role(_))) {
        return;
    }
    let padded = format!(" {sentence}");
    let sentence = if begins { padded.as_str() } else { sentence };
    let folded = sentence.to_lowercase();
    if folded.len() != sentence.len() {
        return;
    }
    let mut found: Vec<(usize, Role)> = Vec::new();
    for (words, role) in [
        (
            [" i test ", " for test ", " in test ", " på test ", " i testmiljøet ", " for testing "],
            Role::Test,
        ),
        (
            [
                " i produksjon ", " for produksjon ", " in production ", " for production ", " i prod ",
                " på produksjon ",
            ],
            Role::Production,
        ),
    ] {
        for word in words {
            found.extend(folded.match_indices(word).map(|(at, _)| (at + 1, role)));
        }
    }
    let both = ["test og prod", "test and prod", "test og i prod", "både test", "both test"]
        .iter()
        .any(|words| folded.contains(words));
    if !both {
        events.extend(found.into_iter().map(|(at, role)| (at, Event::Role(role))));
    }
}
