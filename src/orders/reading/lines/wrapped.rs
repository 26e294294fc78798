//! Sentences that a mail program broke after so many characters, put together again: a label that begins such a line is in
//! the middle of a sentence.

use std::borrow::Cow;

use super::values::{is_sentence, unlisted};
use crate::orders::reading::document::Line;

/// Shortest line that a mail program may have broken, in characters.
const WIDTH: usize = 58;

/// Words with a small letter that no sentence ends with.
const OPEN_ENDS: &[&str] = &[
    "er", "is", "og", "and", "på", "at", "til", "to", "hos", "i", "in", "for", "med", "with", "fra", "frå",
    "from", "en", "et", "ein", "eit", "the", "a", "av", "of", "som", "that", "eller", "or", "har", "has",
];

/// `lines`, where those that only go on are put to the line they go on.
pub(super) fn unwrapped<'d>(lines: Vec<Cow<'d, Line>>) -> Vec<Cow<'d, Line>> {
    let mut whole: Vec<Cow<'d, Line>> = Vec::new();
    // How long the line that was put last was as it stood.
    let mut width = 0;
    for line in lines {
        let now = line.text.chars().count();
        match whole.last_mut() {
            Some(last) if goes_on(last, width, &line) => {
                let last = last.to_mut();
                last.text.push(' ');
                last.text.push_str(&line.text);
                last.overridden |= line.overridden;
            }
            _ => whole.push(line),
        }
        width = now;
    }
    whole
}

fn goes_on(last: &Line, width: usize, line: &Line) -> bool {
    if number_goes_on(last, width, line) {
        return true;
    }
    // A bracket goes on wherever the line before it ended.
    let bracket = line.text.starts_with('(');
    // So does what ends with a word that no sentence ends with: “Hennes e-post er”.
    let open = last.text.rsplit(' ').next().is_some_and(|word| OPEN_ENDS.contains(&word));
    (if bracket || open { WIDTH - 20 } else { WIDTH }..=100).contains(&width)
        && last.origin == line.origin
        && last.cells.is_empty()
        && line.cells.is_empty()
        && is_sentence(&last.text)
        && last.text.len() < 1_500
        && !last.text.ends_with(['.', ':', '!', '?', ';'])
        && !last.text.starts_with('>')
        && unlisted(&line.text) == line.text
        && (line.text.chars().next().is_some_and(|c| c.is_lowercase() || c.is_ascii_digit() || c == '(')
            || begins_with_form(&line.text))
}

/// “Sprek Maur” and below it “AS, org.nr. …”: the form of an organisation belongs to the name on the line above.
fn begins_with_form(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_alphanumeric() && c != '/').next().unwrap_or_default();
    matches!(word, "AS" | "ASA" | "SA" | "ANS" | "DA" | "BA" | "KF" | "IKS" | "NUF" | "Ltd" | "A/S" | "HF")
}

/// “… / kari@x.example / 23” and below it “11 70 95”: a telephone number that did not fit is broken in its middle, whatever the
/// line is. Nothing but the rest of a number stands on the next line.
fn number_goes_on(last: &Line, width: usize, line: &Line) -> bool {
    let first = line.text.split_whitespace().next().unwrap_or_default().chars().count();
    (71..=110).contains(&(width + 1 + first))
        && last.origin == line.origin
        && last.cells.is_empty()
        && line.cells.is_empty()
        && last.text.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '/' | ',' | '+'))
        && line.text.starts_with(|c: char| c.is_ascii_digit())
        && line
            .text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '/' | '+' | '(' | ')'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::reading::document::Document;

    #[test]
    fn a_number_that_did_not_fit_on_its_line_is_whole_again() {
        let text = "Testansvarleg Jørgen Oppdikta / jorgen@havblikkforvaltning.example / 23\n11 70 95\nProduksjonsansvarleg";
        let document = Document::of_text(text);
        let lines = unwrapped(document.lines.iter().map(Cow::Borrowed).collect());
        assert!(lines.iter().any(|line| line.text.ends_with("/ 23 11 70 95")), "{lines:?}");
        // A number of its own below a short line is no part of it.
        let document = Document::of_text("Sprek Maur AS, avd. 23\n310 000 019");
        assert_eq!(unwrapped(document.lines.iter().map(Cow::Borrowed).collect()).len(), 2);
    }
}
