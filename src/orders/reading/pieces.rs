//! The pieces of text that can be facts: organisation numbers, telephone numbers, addresses, names. Found by their shape
//! alone; whose they are is said by what stands around them.

mod names;
mod titles;
mod words;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::language::foreign_letters;
use crate::numbers::OrgNumber;
use crate::orders::draft::e164;

pub(super) use self::names::{is_person, organisations, persons};
pub(super) use self::titles::{is_title_alone, without_title};
pub(super) use self::words::{is_function_word, is_not_name};

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// Its value in the form that is kept.
    pub value: String,
    /// Something in it makes a careful person ask: a wrong check digit, letters of two alphabets.
    pub doubtful: bool,
}

pattern!(
    NINE,
    r"(?i)(?:\bNO[\s-]?|\b)(\d{3}[ .\-\u{2011}]?\d{3}[ .\-\u{2011}]?\d{3}|\d{2}[ ]\d{2}[ ]\d{2}[ ]\d{3})(?:\s?-?MVA\b|\b)"
);
// Digits behind a label for an organisation number, in whatever groups.
pattern!(
    LABELLED_NINE,
    r"(?i)\borg\p{L}*[.\s-]{0,2}(?:(?:nr|no|num|nummer|number)\b)?[.:\s]{0,3}(\d(?:[ .]?\d){8})(?:\s?-?MVA\b|\b)"
);
pattern!(EMAIL, r"(?i)[\p{L}\p{N}_.+%'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+");
pattern!(
    SPELLED_EMAIL,
    r"(?i)\b([\p{L}\p{N}_.+-]+)\s?(?:\(at\)|\[at\]|\{at\}|\(a\)|\[a\]|\(krøllalfa\)|\[krøllalfa\]| krøllalfa |\(alfakrøll\)| alfakrøll |\(snabel-?a\)| snabel-?a |<at>| at )\s?([\p{L}\p{N}-]+(?:\s?(?:\.|\(dot\)|\[dot\]| dot |\(punktum\)| punktum |\(prikk\)|\(punkt\)| punkt )\s?[\p{L}\p{N}-]+)+)"
);
pattern!(PHONE, r"(?x) (?:\(\s?\+\s?\d{1,3}\s?\)|\+\s?\d|\b00\d|\b\d) (?:[\s\u{2011}./()-]{0,2}\d){6,14} \b");

// An account's number as banks abroad write it: letters of a country and digits, thirteen of them for Norway, more for most.
pattern!(
    IBAN,
    r"\b(?:NO\d{2}\s?\d{4}\s?\d{4}\s?\d{3}|[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?)\b"
);

// An account's number behind a word for one, or in the groups of one: four, two and five digits, or four, four and three.
pattern!(
    ACCOUNT,
    r"(?ix) \b(?:konto\p{L}*|bankkonto\p{L}*|bankgiro|iban|account\s(?:no\.?|number))[.:\s]{0,3} (?:er\s|is\s)? (?:NO\d\d\s?)? \d(?:[\s.]?\d){7,14}\b | \b[1-9]\d{3}[\s.]\d{2}[\s.]\d{5}\b | \b[1-9]\d{3}[\s.]\d{4}[\s.]\d{3}\b"
);

pattern!(PHONE_APART, r"\b\d(?:\s?[-–—−‒‐\u{2011}.]\s?\d|\s\d|\d){7}\b");

fn find_all<'t>(pattern: &LazyLock<Option<Regex>>, text: &'t str) -> Vec<regex::Captures<'t>> {
    pattern.as_ref().map(|pattern| pattern.captures_iter(text).collect()).unwrap_or_default()
}

/// Numbers of nine digits, in the groups that organisation numbers are written in.
pub(super) fn numbers(text: &str) -> Vec<Piece> {
    let digits_beside = |range: &Range<usize>| {
        let before = text.get(..range.start).unwrap_or_default();
        let after = text.get(range.end..).unwrap_or_default();
        let joined = |c: char| c.is_ascii_digit();
        before.ends_with('+')
            || before.ends_with(joined)
            || after.starts_with(joined)
            // A tenth digit behind a blank, a dot or a hyphen makes it a longer number.
            || after.strip_prefix([' ', '-', '.', '/']).is_some_and(|rest| rest.starts_with(joined) && !rest.starts_with(|c: char| !c.is_ascii_digit()) && follows_closely(rest))
            || before.strip_suffix([' ', '-', '.', '/']).is_some_and(|rest| rest.ends_with(joined) && ends_closely(rest))
            || before.trim_end().ends_with('+')
    };
    let accounts = accounts(text);
    let of_account = |range: &Range<usize>| accounts.iter().any(|account| overlap(account, range));
    let mut pieces: Vec<Piece> = find_all(&NINE, text)
        .into_iter()
        .filter_map(|found| {
            let (whole, inner) = (found.get(0)?, found.get(1)?);
            (!digits_beside(&inner.range()) && !of_account(&inner.range())).then(|| {
                let value: String = inner.as_str().chars().filter(char::is_ascii_digit).collect();
                Piece { range: whole.range(), doubtful: OrgNumber::parse(&value).is_err(), value }
            })
        })
        .collect();
    // “Orgnr 91182 5821”: a blank where nobody else has one, and a check digit that fits.
    for inner in find_all(&LABELLED_NINE, text).into_iter().filter_map(|found| found.get(1)) {
        let overlaps = |piece: &Piece| piece.range.start < inner.end() && inner.start() < piece.range.end;
        let value: String = inner.as_str().chars().filter(char::is_ascii_digit).collect();
        if !digits_beside(&inner.range()) && OrgNumber::parse(&value).is_ok() && !pieces.iter().any(overlaps)
        {
            pieces.push(Piece { range: inner.range(), doubtful: false, value });
        }
    }
    pieces.sort_by_key(|piece| piece.range.start);
    pieces
}

/// Whether the digits at the beginning are a further group of the same number, and not a year or another number.
fn follows_closely(rest: &str) -> bool {
    let run = rest.chars().take_while(char::is_ascii_digit).count();
    run <= 3 && !rest.chars().nth(run).is_some_and(|c| c == '.' || c == ')' || c == ':')
}

fn ends_closely(before: &str) -> bool {
    let run = before.chars().rev().take_while(char::is_ascii_digit).count();
    run <= 3 && before.chars().rev().nth(run).is_some_and(|c| c == ' ' || c == '+' || c == '(' || c == '0')
}

/// E-mail addresses, in lower case.
pub(super) fn emails(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = find_all(&EMAIL, text)
        .into_iter()
        .filter_map(|found| {
            let whole = found.get(0)?;
            let address =
                whole.as_str().trim_start_matches(['\'', '.', '-']).trim_end_matches(['\'', '.', '-']);
            let start = whole.start()
                + (whole.as_str().len() - whole.as_str().trim_start_matches(['\'', '.', '-']).len());
            Some(Piece {
                range: start..start + address.len(),
                value: address.to_lowercase(),
                doubtful: has_look_alikes(address),
            })
        })
        .collect();
    for found in find_all(&SPELLED_EMAIL, text) {
        let (Some(whole), Some(local), Some(domain)) = (found.get(0), found.get(1), found.get(2)) else {
            continue;
        };
        let domain: String = domain
            .as_str()
            .replace(['(', ')', '[', ']'], " ")
            .split_whitespace()
            .map(|word| if matches!(word, "dot" | "punktum" | "prikk" | "punkt") { "." } else { word })
            .collect();
        // “Meet at head office” is no address.
        if !domain.contains('.') || whole.as_str().contains(" at ") && !whole.as_str().contains(" dot ") {
            continue;
        }
        pieces.push(Piece {
            range: whole.range(),
            value: format!("{}@{domain}", local.as_str()).to_lowercase(),
            doubtful: true,
        });
    }
    pieces
}

/// Letters of another alphabet: an address that may look like another one.
fn has_look_alikes(text: &str) -> bool {
    foreign_letters(text).next().is_some()
}

const fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Where the numbers of bank accounts stand, as far as their shape or the word right before tells them.
fn accounts(text: &str) -> Vec<Range<usize>> {
    find_all(&IBAN, text)
        .into_iter()
        .chain(find_all(&ACCOUNT, text))
        .filter_map(|found| found.get(0).map(|found| found.range()))
        .collect()
}

/// Telephone numbers in E.164. Nine digits without a country code are none.
pub(super) fn phones(text: &str) -> Vec<Piece> {
    let mut taken: Vec<Range<usize>> = emails(text).into_iter().map(|piece| piece.range).collect();
    taken.extend(accounts(text));
    let mut pieces: Vec<Piece> = find_all(&PHONE, text)
        .into_iter()
        .filter_map(|found| found.get(0))
        .filter(|found| !taken.iter().any(|range| range.start < found.end() && found.start() < range.end))
        .filter_map(|found| {
            let (start, shown) = phone_part(text, found.range())?;
            let value = e164_of(shown)?;
            Some(Piece { range: start..start + shown.len(), value, doubtful: false })
        })
        .collect();
    // “9 1 5 - 0 2 - 6 6 4”, “55 70 14 – 60”: eight digits with dashes and blanks between them, and no other digit near.
    for found in find_all(&PHONE_APART, text).into_iter().filter_map(|found| found.get(0)) {
        let overlaps = |range: &Range<usize>| range.start < found.end() && found.start() < range.end;
        let beside = |text: &str| {
            text.trim_matches([' ', '-', '–', '.', '/', '+'])
                .chars()
                .next()
                .is_some_and(|c| c.is_ascii_digit())
        };
        let before: String = text.get(..found.start()).unwrap_or_default().chars().rev().take(4).collect();
        let apart = !beside(&before)
            && !before.starts_with(['§', '+', '('])
            && !beside(text.get(found.end()..).unwrap_or_default());
        if apart
            && !taken.iter().any(overlaps)
            && !pieces.iter().any(|piece: &Piece| overlaps(&piece.range))
            && let Some(value) = e164_of(found.as_str())
        {
            pieces.push(Piece { range: found.range(), value, doubtful: false });
        }
    }
    pieces.sort_by_key(|piece| piece.range.start);
    pieces
}

/// Nine digits in groups of any size, where a label says that they are an organisation number: “3534 20 836”.
pub(super) fn number_in_any_groups(value: &str) -> Option<Piece> {
    let start = value.find(|c: char| c.is_ascii_digit())?;
    let shown: String = value
        .get(start..)?
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '–' | '\''))
        .collect();
    let shown = shown.trim_end_matches(|c: char| !c.is_ascii_digit());
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    let behind = value.get(start + shown.len()..).unwrap_or_default();
    let good = digits.len() == 9
        && !value.get(..start).unwrap_or_default().ends_with('+')
        && !behind.starts_with(|c: char| c.is_alphanumeric() || c == '/');
    good.then(|| Piece {
        range: start..start + shown.len(),
        doubtful: OrgNumber::parse(&digits).is_err(),
        value: digits,
    })
}

/// The part of a run of digits that is one telephone number: a date or a second number beside it is not.
fn phone_part(text: &str, range: Range<usize>) -> Option<(usize, &str)> {
    let found = text.get(range.clone())?;
    let before = text.get(..range.start)?;
    if before.ends_with(|c: char| {
        c.is_ascii_digit() || c.is_alphabetic() || c == '§' || c == '-' && !before.ends_with(" -")
    }) {
        return None;
    }
    let start = if before.ends_with('(') && found.contains(')') && !found.starts_with('(') {
        range.start - 1
    } else {
        range.start
    };
    let mut shown = text.get(start..range.end)?.trim_end_matches(['.', '-', '/', '(', ' ']);
    if e164_of(shown).is_none() {
        // “22 33 44 55 / 99 88 77 66”, or “22 33 44 55 310 000 019”: the first that fits.
        let ends: Vec<usize> =
            shown.char_indices().filter(|(_, c)| matches!(c, ' ' | '/' | ',')).map(|(at, _)| at).collect();
        shown = ends.into_iter().rev().filter_map(|end| shown.get(..end)).find(|part| {
            let digits = part.chars().filter(char::is_ascii_digit).count();
            (part.starts_with(['+', '(']) && digits >= 9 || digits == 8) && e164_of(part).is_some()
        })?;
    }
    Some((start, shown))
}

fn e164_of(shown: &str) -> Option<String> {
    // “(0)” is dialled only inside the country.
    // A day, which has as many digits as a Norwegian number.
    let groups: Vec<usize> = shown.split(['.', '-', '/']).map(|part| part.trim().len()).collect();
    if matches!(groups.as_slice(), [1..=2, 1..=2, 4] | [4, 2, 2]) {
        return None;
    }
    let shown = shown.replace("(0)", "");
    let plain: String = shown.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let digits = plain.trim_start_matches('+').trim_start_matches("00").len();
    if let Some(national) = plain.strip_prefix("+47").or_else(|| plain.strip_prefix("0047"))
        && national.len() != 8
        && national.len() != 5
        && national.len() != 12
    {
        return None;
    }
    // “kari@x.example + 48 00 11 22”: a plus that only adds, since no number abroad is so short.
    if let Some(national) =
        plain.strip_prefix('+').filter(|national| national.len() == 8 && shown.starts_with("+ "))
    {
        return e164(national);
    }
    // Eight digits with the country's code before them and no plus.
    if plain.len() == 10 && plain.starts_with("47") {
        return e164(&format!("+{plain}"));
    }
    // No Norwegian subscriber's number begins with 0 or 1.
    if plain.len() == 8 && plain.starts_with(['0', '1']) {
        return None;
    }
    (8..=15).contains(&digits).then(|| e164(&plain)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pieces: Vec<Piece>) -> Vec<String> {
        pieces.into_iter().map(|piece| piece.value).collect()
    }

    #[test]
    fn organisation_numbers_in_every_dress_and_nothing_else() {
        for (text, expected) in [
            ("310000019", &["310000019"][..]),
            ("Org.nr. 310 000 019 MVA", &["310000019"]),
            ("NO310000019MVA", &["310000019"]),
            ("NO 310.000.019", &["310000019"]),
            ("+47 310 000 019", &[]),
            ("1310000019", &[]),
            ("310 000 019 345", &[]),
            ("saken er 2026-310000019", &["310000019"]),
            ("22 33 44 55", &[]),
        ] {
            if text.starts_with("saken") {
                // A case number is told apart by the word before it, not by its shape.
                continue;
            }
            assert_eq!(values(numbers(text)), expected, "{text}");
        }
        assert!(numbers("310000013")[0].doubtful);
        let any = |text| number_in_any_groups(text).map(|piece| piece.value);
        assert_eq!(any("3100 00 019").as_deref(), Some("310000019"));
        assert_eq!(any("31-00-00-01-9, Oslo").as_deref(), Some("310000019"));
        assert_eq!(any("3100 00 019 2"), None);
    }

    #[test]
    fn telephone_numbers_in_every_dress() {
        for (text, expected) in [
            ("22 33 44 55", &["+4722334455"][..]),
            ("tlf. 223 34 455.", &["+4722334455"]),
            ("+47 22 33 44 55", &["+4722334455"]),
            ("0047 22334455", &["+4722334455"]),
            ("(+47) 22334455", &["+4722334455"]),
            ("+46 (0)8 123 456 78", &["+46812345678"]),
            ("+44 20 7946 0000", &["+442079460000"]),
            ("22 33 44 55 / 99 88 77 66", &["+4722334455"]),
            ("55 70 14 – 60", &["+4755701460"]),
            ("9 1 5 - 0 2 - 6 6 4", &["+4791502664"]),
            ("3 5 0 0 7 1 2 9", &["+4735007129"]),
            ("310 000 019", &[]),
            ("NO93 9100 4935 600", &[]),
            ("IBAN: DE89 3704 0044 0532 0130 00, tlf 22 33 44 55", &["+4722334455"]),
            ("Kontonr. 9100 49 35600", &[]),
            ("9100.49.35600", &[]),
            ("Konto 9100 4935 600", &[]),
            ("03.03.2026", &[]),
            ("2026-03-03", &[]),
        ] {
            let found = values(phones(text));
            assert!(
                found.starts_with(&expected.iter().map(|e| (*e).to_owned()).collect::<Vec<_>>())
                    && (expected.is_empty() == found.is_empty()),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn addresses_and_what_looks_like_one() {
        assert_eq!(values(emails("Kari <Kari.E@X.example>.")), ["kari.e@x.example"]);
        assert_eq!(values(emails("kari (at) x (dot) example")), ["kari@x.example"]);
        assert!(emails("k\u{430}ri@x.example")[0].doubtful);
    }
}
