//! What stands in a sentence: pieces, and the words that tell whose they are, in the order of their places.

use super::cues::{is_of_a_thing, party_of_word};
use super::numbers::name_beside;
use crate::orders::reading::folding::fold_letters;
use crate::orders::reading::labels::{Party, meaning};
use crate::orders::reading::names::party_of_kind;
use crate::orders::reading::pieces::{self, Piece};
use crate::orders::reading::ways::unreal_places;

/// What stands in a sentence, in the order of the places.
#[derive(Debug, Clone)]
pub(super) enum Event {
    Party(Party),
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
    // A name without a form of organisation, beside its number.
    let beside: Vec<Piece> = pieces::numbers(sentence)
        .iter()
        .filter_map(|number| {
            name_beside(sentence.get(..number.range.start)?).or_else(|| name_of_line(sentence, number))
        })
        .collect();
    put(beside, Event::Organisation, &mut taken);
    let mentions = mentions(sentence, names, &taken);
    taken.extend(mentions.iter().map(|(range, _)| range.clone()));
    put(pieces::persons(sentence), Event::Person, &mut taken);
    events.extend(mentions.into_iter().map(|(range, party)| (range.start, Event::Party(party))));
    // “Fiktiv kunde” is no customer.
    let unreal = unreal_places(sentence);
    let mut at = 0;
    let mut before = String::new();
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
        let next = sentence.get(at..).unwrap_or_default().to_lowercase();
        let next =
            next.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
        let of_a_thing = is_of_a_thing(&folded, next);
        let is_unreal = unreal.iter().any(|range| range.contains(&start));
        let spoken = party_of_word(&folded).filter(|_| !is_preposition);
        // “Banken” and “the bank” are the one that was named; “bank” alone is any.
        let is_definite = before == "the" || ["en", "et", "a"].iter().any(|end| folded.ends_with(end));
        let of_kind = || party_of_kind(&fold_letters(word), names).filter(|_| is_definite);
        if let Some(party) = spoken.or_else(of_kind).filter(|_| !of_a_thing && !is_unreal) {
            events.push((start, Event::Party(party)));
        }
        before = folded;
    }
    events.sort_by_key(|(at, _)| *at);
    events
}

/// “Tåkelur programvare 310 000 019”: a name in front of a number that is right, where nothing else stands.
fn name_of_line(sentence: &str, number: &Piece) -> Option<Piece> {
    let before = sentence.get(..number.range.start)?;
    let behind = sentence.get(number.range.end..)?;
    let start = before.len() - before.trim_start().len();
    let value = before.trim().trim_end_matches([',', '-', '–', ':']).trim_end();
    let words: Vec<&str> = value.split(' ').collect();
    let is_name = !number.doubtful
        && behind.chars().all(|c| !c.is_alphanumeric())
        && (2..=5).contains(&words.len())
        && value.chars().next().is_some_and(char::is_uppercase)
        && value.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '&'))
        && !words.iter().any(|word| pieces::is_not_name(word))
        && meaning(value).is_none();
    is_name.then(|| Piece { range: start..start + value.len(), value: value.to_owned(), doubtful: false })
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
