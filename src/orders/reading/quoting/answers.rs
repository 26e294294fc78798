//! Answers inside, or by the numbers of, what was asked: each is put below its question, so that they are read as answers
//! between the lines are.

use std::sync::LazyLock;

use regex::Regex;

use super::{GREETING, HEADER, is};
use crate::orders::reading::document::{Line, Origin};

/// Words by which people say that they have answered inside what they were asked.
static INSIDE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:svar\p{L}*|fylt|fyller|utfylt|skriv\p{L}*|skrevet|skrive|answer\p{L}*|filled|comment\p{L}*|repl\p{L}*|written)\b.{0,60}\b(?:rødt|raudt|red|blått|blue|grønt|green|nedenfor|nedanfor|under|below|inline|mellom\s+lin\p{L}+|teksten|text|skjemaet|bak|attom|kursiv|italics?|fet|feit|bold|etter\s+(?:hvert\s+|kvart\s+)?spørsm\p{L}+)\b",
    )
    .ok()
});

/// Longest mail of one's own above a quotation that is filled in, in characters.
const ABOVE_FILLED_IN: usize = 400;

/// “Se svarene mine i rødt nedenfor”: who has filled in the lines of what was asked has written their values. What was asked
/// stays a quotation, and its answer becomes a line of its own below it.
pub(super) fn answers_inside(lines: &mut Vec<Line>) {
    let own: Vec<&str> = lines
        .iter()
        .filter(|line| line.origin == Origin::Own && !line.is_blank())
        .map(|line| line.text.as_str())
        .collect();
    let own = own.join(" ");
    if own.chars().count() > ABOVE_FILLED_IN || !is(&INSIDE, &own) {
        return;
    }
    // Who answers below each question has changed none of them.
    let first_quoted = lines.iter().position(|line| line.origin == Origin::Quoted);
    let between = lines
        .iter()
        .skip(first_quoted.unwrap_or(lines.len()))
        .any(|line| line.origin == Origin::Own && !line.is_blank());
    if between {
        return;
    }
    // Below the greeting of the mail that asked stands who asked.
    let mut ended = false;
    let mut put = Vec::with_capacity(lines.len());
    for line in lines.drain(..) {
        ended |= line.origin == Origin::Quoted && is(&GREETING, line.text.trim_start_matches(['>', ' ']));
        let fillable = line.origin == Origin::Quoted && !ended && !is(&HEADER, &line.text);
        let text = line.text.trim_start_matches(['>', ' ']);
        let filled =
            text.split_at_checked(text.find([':', '?']).map_or(0, |at| at + 1)).filter(|(label, value)| {
                label.chars().any(char::is_alphabetic)
                    && value.chars().filter(|c| c.is_alphanumeric()).count() >= 2
            });
        match filled.filter(|_| fillable) {
            Some(_) if line.cells.len() > 1 => put.push(Line { origin: Origin::Own, ..line }),
            Some((label, value)) => {
                put.push(Line { text: label.trim().to_owned(), ..line.clone() });
                put.push(Line { text: value.trim().to_owned(), origin: Origin::Own, ..line });
            }
            None => put.push(line),
        }
    }
    *lines = put;
}

/// “3. Kari Eksempel”, “c) Kari Eksempel”: which question or point of a list a line is, and what it says.
fn numbered(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(['>', ' ']);
    let (mark, rest) = text.split_once(['.', ')', ':'])?;
    let is_number = (1..=2).contains(&mark.len()) && mark.bytes().all(|c| c.is_ascii_digit()) && mark != "0";
    let is_letter = mark.len() == 1 && mark.bytes().all(|c| c.is_ascii_alphabetic());
    let value = rest.strip_prefix(' ')?.trim();
    Some((mark, value)).filter(|_| (is_number || is_letter) && !value.is_empty())
}

/// What a line of the sender's own answers, and with what.
fn answer_of(line: &Line) -> Option<(&str, &str)> {
    numbered(&line.text).filter(|_| line.origin == Origin::Own)
}

/// Answers by the numbers of the questions below them are put below their questions.
pub(super) fn answers_by_number(lines: &mut Vec<Line>) {
    let questions: Vec<(String, Line)> = lines
        .iter()
        .filter(|line| line.origin == Origin::Quoted)
        .filter_map(|line| {
            numbered(&line.text)
                .map(|(number, asked)| (number.to_owned(), Line { text: asked.to_owned(), ..line.clone() }))
        })
        .collect();
    let asked = |number: &str| {
        let mut found = questions.iter().filter(|(other, _)| other == number).map(|(_, line)| line);
        found.next().filter(|_| found.next().is_none())
    };
    let pairs = lines.iter().filter_map(answer_of).filter(|(number, _)| asked(number).is_some()).count();
    if pairs < 3 {
        return;
    }
    let mut put = Vec::with_capacity(lines.len() + pairs);
    for line in lines.drain(..) {
        match answer_of(&line).and_then(|(number, value)| Some((asked(number)?, value.to_owned()))) {
            Some((question, value)) => {
                put.push(question.clone());
                put.push(Line { text: value, ..line });
            }
            None => put.push(line),
        }
    }
    *lines = put;
}
