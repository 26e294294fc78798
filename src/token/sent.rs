//! What a grant said, as a row of the ledger shows it: short, without what nobody sees, and without a person's number.

use serde_json::{Map, Value};

use crate::ledger::Fact;
use crate::numbers::mask_real_numbers;

/// Most characters of a value.
const VALUE: usize = 120;

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
    Fact::Plain(format!("{name}: {}", short(value, VALUE)))
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
    for character in text.chars().filter(|character| !character.is_control()) {
        digits = if character.is_ascii_digit() { digits + 1 } else { hide(&mut out, digits) };
        out.push(character);
    }
    hide(&mut out, digits);
    if out.chars().count() > limit {
        out = out.chars().take(limit).collect();
        out.push('…');
    }
    out
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
            ("a\u{1b}[31mb", "a[31mb"),
            ("05910298382", "•••••••••••"),
            ("x 05910298382, 7", "x •••••••••••, 7"),
            // A published example of the scheme of 2032; nobody has it. Cut in the middle, it would be recognised no more.
            ("aaaaaaaaaaaa 020132 99997", "aaaaaaaaaaaa •••••• …"),
            ("1768467600000", "1768467600000"),
            ("æøåæøåæøåæøåæøåæøåæøåæøå", "æøåæøåæøåæøåæøåæøåæø…"),
        ] {
            assert_eq!(short(text, 20), shown, "{text}");
        }
    }
}
