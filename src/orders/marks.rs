//! Where a mail says what: its text cut into pieces, those marked that a fact of the order was read from. Pure.

use std::ops::Range;

use super::reading::{self, Certainty};

/// Something that was read, and the words it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The dotted path of the fact: `vendor.contact.email`.
    pub path: &'static str,
    /// The words, as they stand in the text.
    pub from: String,
    /// Whether a careful person would ask about it.
    pub doubtful: bool,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its words.
    pub text: String,
    /// The facts that were read from them.
    pub paths: Vec<&'static str>,
}

/// What the reader finds in a mail's text.
pub fn found_in(text: &str) -> Vec<Found> {
    let facts = reading::read_text(text).facts.into_iter();
    facts
        .map(|(path, fact)| Found { path, from: fact.from, doubtful: fact.certainty == Certainty::Doubtful })
        .collect()
}

/// Where `words` stand in `text` as whole words: blanks and line ends are alike.
fn place_of(text: &str, words: &str) -> Option<Range<usize>> {
    let wanted: Vec<&str> = words.split_whitespace().collect();
    let first = wanted.first()?;
    text.match_indices(first).find_map(|(start, _)| {
        let mut at = start;
        for (position, word) in wanted.iter().enumerate() {
            let rest = text.get(at..)?;
            let blanks = rest.len() - rest.trim_start().len();
            at += (position == 0 || blanks > 0).then_some(blanks)?;
            at += text.get(at..)?.starts_with(word).then_some(word.len())?;
        }
        let before = text.get(..start)?.chars().next_back();
        let after = text.get(at..)?.chars().next();
        let whole = [before, after].into_iter().flatten().all(|c| !c.is_alphanumeric());
        whole.then_some(start..at)
    })
}

/// Cuts `text` into marked and unmarked pieces; put together they are the text again. Facts that were read from the same
/// words share a mark, and words that overlap with a mark before them are not marked a second time.
pub fn mark(text: &str, found: &[Found]) -> Vec<Piece> {
    let mut places: Vec<(Range<usize>, Vec<&'static str>)> = Vec::new();
    for Found { path, from, .. } in found {
        let Some(place) = place_of(text, from) else { continue };
        match places.iter_mut().find(|(other, _)| *other == place) {
            Some((_, paths)) => paths.push(path),
            None => places.push((place, vec![path])),
        }
    }
    places.sort_by_key(|(place, _)| (place.start, std::cmp::Reverse(place.end)));
    let mut pieces = Vec::new();
    let mut at = 0;
    for (place, paths) in places {
        if place.start < at {
            continue;
        }
        let (Some(before), Some(marked)) = (text.get(at..place.start), text.get(place.clone())) else {
            continue;
        };
        if !before.is_empty() {
            pieces.push(Piece { text: before.to_owned(), paths: Vec::new() });
        }
        pieces.push(Piece { text: marked.to_owned(), paths });
        at = place.end;
    }
    let rest = text.get(at..).unwrap_or_default();
    if !rest.is_empty() {
        pieces.push(Piece { text: rest.to_owned(), paths: Vec::new() });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, found: &[(&'static str, &str)], expected: &str) {
        let found: Vec<Found> = found
            .iter()
            .map(|(path, from)| Found { path, from: (*from).to_owned(), doubtful: false })
            .collect();
        let pieces = mark(text, &found);
        let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(whole, text);
        let drawn: String = pieces
            .iter()
            .map(|piece| match piece.paths.as_slice() {
                [] => piece.text.clone(),
                paths => format!("[{}|{}]", piece.text, paths.join("+")),
            })
            .collect();
        assert_eq!(drawn, expected);
    }

    #[test]
    fn words_are_marked_where_they_stand_and_the_text_stays_whole() {
        check("", &[], "");
        check("Hei", &[], "Hei");
        check("Hei", &[("a", "Nei"), ("b", "")], "Hei");
        check("Navn: Åse Ås", &[("a", "Åse Ås")], "Navn: [Åse Ås|a]");
        check("Navn: Åse\r\n Ås!", &[("a", "Åse Ås")], "Navn: [Åse\r\n Ås|a]!");
        check("x 1 y 2", &[("b", "2"), ("a", "1")], "x [1|a] y [2|b]");
        check("same", &[("a", "same"), ("b", "same")], "[same|a+b]");
        check("one two three", &[("a", "two three"), ("b", "one two")], "[one two|b] three");
        check("aa ab", &[("a", "a b")], "aa ab");
        check("Kasse AS", &[("a", "AS"), ("b", "as")], "Kasse [AS|a]");
    }
}
