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
    /// Whether a fact was read from them.
    pub marked: bool,
    /// The facts whose words begin here; a fact's words may go on over the next pieces.
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

/// Cuts `text` into marked and unmarked pieces; put together they are the text again. Where words of several facts overlap,
/// a piece begins with each of them, so that every fact has its place: a name may stand in the sentence of its number.
pub fn mark(text: &str, found: &[Found]) -> Vec<Piece> {
    let places: Vec<(Range<usize>, &'static str)> =
        found.iter().filter_map(|found| Some((place_of(text, &found.from)?, found.path))).collect();
    let mut cuts: Vec<usize> = places.iter().flat_map(|(place, _)| [place.start, place.end]).collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |window: &[usize]| {
        let &[start, end] = window else { return None };
        let beginning = places.iter().filter(|(place, _)| place.start == start);
        Some(Piece {
            text: text.get(start..end)?.to_owned(),
            marked: places.iter().any(|(place, _)| place.contains(&start)),
            paths: beginning.map(|(_, path)| *path).collect(),
        })
    };
    cuts.windows(2).filter_map(piece).collect()
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
            .map(|piece| {
                if piece.marked {
                    format!("[{}|{}]", piece.text, piece.paths.join("+"))
                } else {
                    piece.text.clone()
                }
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
        check("one two three", &[("a", "two three"), ("b", "one two")], "[one |b][two|a][ three|]");
        check(
            "Vi, Ås AS, nr. 1",
            &[("n", "Vi, Ås AS, nr. 1"), ("a", "Ås AS")],
            "[Vi, |n][Ås AS|a][, nr. 1|]",
        );
        check("aa ab", &[("a", "a b")], "aa ab");
        check("Kasse AS", &[("a", "AS"), ("b", "as")], "Kasse [AS|a]");
    }
}
