//! What a grant said, as a row of the ledger shows it: short, with what nobody sees made visible, and without a person's
//! number.

use serde_json::{Map, Value};

use crate::language::is_invisible;
use crate::ledger::Fact;
use crate::numbers::mask_real_numbers;

/// Most characters of a value.
const VALUE: usize = 120;

/// Most characters of a value that stands by itself: a `kid` or `iss` of the greatest length is shown whole, since it is
/// compared with others by eye.
const LONG: usize = 255;

/// Most characters of a name.
const NAME: usize = 60;

/// Digits of an identity number (`maskinporten.md` §2.3, `pid`). No claim but `pid` has one, and so it is shown in none.
const PERSON_DIGITS: usize = 11;

/// The claim `name` of a grant, with its value.
pub(super) fn claim(payload: &Map<String, Value>, name: &str) -> Fact {
    match payload.get(name) {
        None => Fact::said("fact-missing", [("claim", Fact::Plain(short(name, NAME)))]),
        Some(value) => Fact::Plain(format!("{}: {}", short(name, NAME), short(&value.to_string(), VALUE))),
    }
}

/// A value that stands in `name`, of which the rest is good.
pub(super) fn part(name: &str, value: &str) -> Fact {
    Fact::Plain(format!("{name}: {}", quoted(short(value, VALUE))))
}

/// A value by itself.
pub(super) fn value(text: &str) -> Fact {
    Fact::Plain(quoted(short(text, LONG)))
}

/// A value that is JSON, by itself.
pub(super) fn json(value: &Value) -> Fact {
    Fact::Plain(short(&value.to_string(), LONG))
}

/// `text` for a column that is searched by: as it was sent, without a person's number and without what a terminal or a
/// database would stumble over.
pub(super) fn kept(text: &str) -> String {
    short(text, usize::MAX)
}

/// The name of a member that somebody else chose.
pub(super) fn member(name: &str) -> Fact {
    Fact::Plain(short(name, NAME))
}

/// That `name` has more values than it may have.
pub(super) fn too_many(name: &str, count: usize, limit: usize) -> Fact {
    let number = |number: usize| Fact::Plain(number.to_string());
    Fact::said("fact-many", [("name", Fact::plain(name)), ("count", number(count)), ("limit", number(limit))])
}

fn short(text: &str, limit: usize) -> String {
    // Before anything is cut: a part of a number is not recognised as one.
    let text = mask_real_numbers(text).0;
    let mut out = String::new();
    let mut digits = 0;
    for character in text.chars() {
        digits = if character.is_ascii_digit() { digits + 1 } else { hide(&mut out, digits) };
        // A line break at the end of a kid that was read from a file is the whole fault; left out, the value would look like
        // the right one.
        if character.is_control() || is_invisible(character) || character.is_whitespace() && character != ' '
        {
            out.extend(character.escape_default());
        } else {
            out.push(character);
        }
    }
    hide(&mut out, digits);
    if out.chars().count() > limit {
        out = out.chars().take(limit).collect();
        out.push('…');
    }
    out
}

/// `text` in quotation marks where its ends could not be told without.
fn quoted(text: String) -> String {
    let ends = text.starts_with([' ', '"']) || text.ends_with([' ', '"']);
    if text.is_empty() || ends || text.contains('\\') { format!("\"{text}\"") } else { text }
}

/// Hides the run of digits at the end of `out`, when it is as long as an identity number.
fn hide(out: &mut String, digits: usize) -> usize {
    if digits == PERSON_DIGITS {
        out.truncate(out.len() - digits);
        out.push_str(&"•".repeat(digits));
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_cut_and_has_neither_control_characters_nor_eleven_digits() {
        for (text, shown) in [
            ("a\u{1b}[31mb", "a\\u{1b}[31mb"),
            ("a\n", "a\\n"),
            ("a\u{200b}b\u{a0}c\u{202e}", "a\\u{200b}b\\u{a0}c\\u{…"),
            ("05910298382", "•••••••••••"),
            ("x 05910298382, 7", "x •••••••••••, 7"),
            // A published example of the scheme of 2032; nobody has it. Cut in the middle, it would be recognised no more.
            ("aaaaaaaaaaaa 020132 99997", "aaaaaaaaaaaa •••••• …"),
            ("1768467600000", "1768467600000"),
            ("æøåæøåæøåæøåæøåæøåæøåæøå", "æøåæøåæøåæøåæøåæøåæø…"),
        ] {
            assert_eq!(short(text, 20), shown, "{text}");
        }
        for (text, shown) in [("a", "a"), ("a\n", "\"a\\n\""), ("a ", "\"a \""), ("", "\"\""), ("a b", "a b")]
        {
            assert_eq!(value(text), Fact::plain(shown), "{text}");
        }
    }
}
