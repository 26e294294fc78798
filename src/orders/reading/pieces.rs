//! The pieces of text that can be facts: organisation numbers, telephone numbers, addresses, names. Found by their shape
//! alone; whose they are is said by what stands around them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::numbers::OrgNumber;
use crate::orders::draft::e164;

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

macro_rules! pattern {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new($pattern).ok());
    };
}

pattern!(
    NINE,
    r"(?i)(?:\bNO[\s-]?|\b)(\d{3}[ .\-\u{2011}]?\d{3}[ .\-\u{2011}]?\d{3}|\d{2}[ ]\d{2}[ ]\d{2}[ ]\d{3})(?:\s?-?MVA\b|\b)"
);
pattern!(EMAIL, r"(?i)[\p{L}\p{N}_.+%'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+");
pattern!(
    SPELLED_EMAIL,
    r"(?i)\b([\p{L}\p{N}_.+-]+)\s?(?:\(at\)|\[at\]|\{at\}|\(a\)|\[a\]|\(krøllalfa\)| krøllalfa )\s?([\p{L}\p{N}-]+(?:\s?(?:\.|\(dot\)|\[dot\]|\(punktum\))\s?[\p{L}\p{N}-]+)+)"
);
pattern!(PHONE, r"(?x) (?:\(\s?\+\s?\d{1,3}\s?\)|\+\s?\d|\b00\d|\b\d) (?:[\s\u{2011}./()-]{0,2}\d){6,14} \b");
// What may stand at the end of an organisation's name and makes it one.
pattern!(
    FORM,
    r"(?:\b(?:AS|A/S|As|ASA|SA|ANS|DA|BA|KF|IKS|HF|RHF|NUF|ENK|STI|AB|ApS|Oy|Oyj|Ltd\.?|LTD|Limited|Inc\.?|GmbH|LLC|PLC|Plc|BV|B\.V\.|S\.A\.)(?:\b|$))"
);
pattern!(
    PUBLIC,
    r"(?:\p{Lu}[\p{L}-]+\s(?:(?:og|and|&|\p{Lu}[\p{L}-]+)\s){0,4})(?:[Kk]ommune|[Ff]ylkeskommune|[Uu]niversitet|[Hh]øgskole|[Hh]øgskule|[Hh]øyskole|[Hh]øgskolen|[Ss]parebank|[Bb]ank|[Ff]orsikring|[Pp]ensjonskasse|[Ss]tiftelse|[Ss]tifting|[Ff]orening|[Ff]oreining|[Aa]vis|[Tt]idende|[Bb]lad|[Pp]olitidistrikt|[Dd]irektorat|[Tt]ilsyn|[Ss]kattekontor|[Ii]nstitutt)\b"
);
pattern!(
    PERSON,
    r"\p{Lu}[\p{L}'’-]*\p{L}(?:\s(?:\p{Lu}\.|(?:van|von|de|der|den|da|af|av|el|al|bin|ibn|le|la|di|zu|O'\p{Lu}[\p{L}]+)|\p{Lu}[\p{L}'’-]*)){0,4}\s\p{Lu}[\p{L}'’-]*\p{L}\b|\p{Lu}[\p{L}'’-]*\p{L}\s\p{Lu}[\p{L}'’-]*\p{L}"
);

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
    find_all(&NINE, text)
        .into_iter()
        .filter_map(|found| {
            let (whole, inner) = (found.get(0)?, found.get(1)?);
            (!digits_beside(&inner.range())).then(|| {
                let value: String = inner.as_str().chars().filter(char::is_ascii_digit).collect();
                Piece { range: whole.range(), doubtful: OrgNumber::parse(&value).is_err(), value }
            })
        })
        .collect()
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
            .replace("(dot)", ".")
            .replace("[dot]", ".")
            .replace("(punktum)", ".")
            .split_whitespace()
            .collect();
        pieces.push(Piece {
            range: whole.range(),
            value: format!("{}@{domain}", local.as_str()).to_lowercase(),
            doubtful: true,
        });
    }
    pieces
}

/// Letters of two alphabets in one word: an address that looks like another one.
fn has_look_alikes(text: &str) -> bool {
    let latin = |c: char| c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c);
    text.chars().any(|c| c.is_alphabetic() && !latin(c))
}

/// Telephone numbers in E.164. Nine digits without a country code are none.
pub(super) fn phones(text: &str) -> Vec<Piece> {
    let taken: Vec<Range<usize>> = emails(text).into_iter().map(|piece| piece.range).collect();
    find_all(&PHONE, text)
        .into_iter()
        .filter_map(|found| found.get(0))
        .filter(|found| !taken.iter().any(|range| range.start < found.end() && found.start() < range.end))
        .filter_map(|found| {
            let (start, shown) = phone_part(text, found.range())?;
            let value = e164_of(shown)?;
            Some(Piece { range: start..start + shown.len(), value, doubtful: false })
        })
        .collect()
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

/// Words that begin a sentence or say who somebody is, and are no part of a name though they have a capital.
const NOT_NAMES: &[&str] = &[
    "vi", "we", "jeg", "eg", "i", "me", "hei", "hallo", "hello", "hi", "dear", "kjære", "vår", "vårt",
    "våre", "our", "the", "kunde", "kunden", "kundens", "customer", "client", "leverandør", "leverandøren",
    "systemleverandør", "systemleverandøren", "vendor", "supplier", "navn", "namn", "name", "kontakt",
    "kontaktperson", "kontaktpersonen", "testansvarlig", "testansvarleg", "testkontakt", "contact", "test",
    "produksjonsansvarlig", "produksjonsansvarleg", "production", "ansvarlig", "med", "mvh", "hilsen", "for",
    "fra", "frå", "from", "til", "hos", "at", "på", "og", "and", "er", "is", "undertegnede", "underteikna",
    "firma", "firmaet", "selskapet", "selskap", "virksomheten", "virksomhet", "verksemda", "bedriften",
    "company", "organisation", "organization", "org", "orgnr", "som", "as", "please", "your", "my", "min",
    "mitt", "mine", "dette", "this", "it", "det", "denne", "her", "here", "on", "behalf", "regarding",
    "vedrørende", "ang", "angående", "gjelder", "gjeld", "bestilling", "tinging", "order", "også", "also",
    "ny", "new", "epost", "e-post", "email", "e-mail", "mail", "telefon", "tlf", "mobil", "phone", "tel",
    "altinn", "maskinporten", "brønnøysundregistrene", "register", "registeret", "api", "a", "an", "in",
    "to", "of", "den", "de", "dei", "mottaker", "regards", "dere", "dykk", "technical", "teknisk", "manager",
    "lead", "responsible", "daglig", "leder", "vennlig", "best", "kind", "both", "både", "when", "når", "if",
    "hvis", "dersom", "so", "så", "then", "who", "kven", "hvem", "da", "under", "ref", "att", "cc", "re",
    "sv", "vs", "tt02", "digdir",
];

/// Whether a word is one that sentences are made of.
pub(super) fn is_function_word(word: &str) -> bool {
    is_not_name(word)
        || matches!(
            word.to_lowercase().as_str(),
            "se" | "sjå"
                | "see"
                | "kommer"
                | "kjem"
                | "ikke"
                | "ikkje"
                | "not"
                | "ingen"
                | "none"
                | "samme"
                | "same"
                | "ta"
                | "vil"
                | "skal"
                | "kan"
                | "er"
                | "var"
                | "blir"
                | "will"
                | "be"
                | "is"
                | "are"
                | "har"
                | "have"
                | "oss"
                | "us"
                | "meg"
                | "hele"
                | "teamet"
                | "team"
                | "senere"
                | "seinare"
                | "later"
                | "over"
                | "below"
        )
}

fn is_not_name(word: &str) -> bool {
    let folded = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-').to_lowercase();
    NOT_NAMES.contains(&folded.as_str())
}

/// Names of organisations: capital words that end in a form of organisation, or in what public ones are called.
pub(super) fn organisations(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for found in find_all(&FORM, text) {
        let Some(form) = found.get(0) else { continue };
        // “AB NUF”, “AS (NUF)”: a second form behind the first belongs to the name.
        if let Some(last) = pieces.last_mut()
            && last.range.end + 1 == form.start()
            && text.get(last.range.end..form.start()) == Some(" ")
        {
            last.range.end = form.end();
            text.get(last.range.clone()).unwrap_or_default().clone_into(&mut last.value);
            continue;
        }
        if let Some(start) = name_start(text, form.start()) {
            let range = start..form.end();
            let value = text.get(range.clone()).unwrap_or_default().trim().to_owned();
            if pieces.iter().all(|piece| piece.range.end <= range.start || piece.range.start >= range.end) {
                pieces.push(Piece { range, value, doubtful: false });
            }
        }
    }
    for found in find_all(&PUBLIC, text) {
        let Some(found) = found.get(0) else { continue };
        let mut range = found.range();
        // A sentence's first word is not part of the name.
        while let Some((first, _)) = text.get(range.clone()).and_then(|name| name.split_once(' '))
            && is_not_name(first)
        {
            range.start += first.len() + 1;
        }
        let value = text.get(range.clone()).unwrap_or_default().to_owned();
        let overlaps =
            pieces.iter().any(|piece| piece.range.start < range.end && range.start < piece.range.end);
        if value.contains(' ') && !overlaps {
            pieces.push(Piece { range, value, doubtful: false });
        }
    }
    pieces.sort_by_key(|piece| piece.range.start);
    pieces
}

/// Where the name begins whose form of organisation stands at `form`: words backwards, as long as they can be a name's.
fn name_start(text: &str, form: usize) -> Option<usize> {
    let before = text.get(..form)?;
    if !before.ends_with(' ') {
        return None;
    }
    let mut start = None;
    let mut end = before.trim_end().len();
    let mut lower = 0;
    for _ in 0..8 {
        let head = before.get(..end)?;
        let word_start = head.rfind([' ', '\t', '(', '"', '«', '“', '/', ':', ';']).map_or(0, |at| {
            at + head.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        });
        let word = head.get(word_start..)?;
        if word.is_empty() || word.ends_with([',', '.', '?', '!', ':', ';']) && start.is_some() {
            break;
        }
        if word.ends_with([',', ';', ':', '?', '!']) || is_not_name(word) {
            break;
        }
        let capital = word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
        let joins = matches!(word, "&" | "+" | "og" | "and" | "i" | "på" | "av" | "of" | "for" | "de" | "-");
        if capital {
            start = Some(word_start);
            lower = 0;
        } else if joins && start.is_some() {
            // Only kept when a capital word stands before it.
        } else if !joins && lower < 2 && word.chars().all(|c| c.is_alphabetic() || c == '-') {
            lower += 1;
        } else {
            break;
        }
        end = head.get(..word_start)?.trim_end().len();
        if end == 0 || !before.get(end..word_start).is_some_and(|gap| gap.chars().all(|c| c == ' ')) {
            break;
        }
    }
    start
}

/// Names of persons: two to six words with capitals, none of them a form of organisation or a word of the letter's own.
pub(super) fn persons(text: &str) -> Vec<Piece> {
    let taken: Vec<Range<usize>> = organisations(text)
        .into_iter()
        .map(|piece| piece.range)
        .chain(emails(text).into_iter().map(|piece| piece.range))
        .collect();
    find_all(&PERSON, text)
        .into_iter()
        .filter_map(|found| found.get(0))
        .filter_map(|found| {
            let mut range = found.range();
            // Words of the sentence before and behind the name.
            loop {
                let name = text.get(range.clone())?;
                let (first, rest) = name.split_once(' ')?;
                if is_not_name(first) {
                    range.start = range.end - rest.trim_start().len();
                    continue;
                }
                let (_, last) = name.rsplit_once(' ')?;
                if is_not_name(last) {
                    range.end -= last.len() + 1;
                    continue;
                }
                break;
            }
            let overlaps = taken.iter().any(|taken| taken.start < range.end && range.start < taken.end);
            let value = text.get(range.clone())?.to_owned();
            let shouting = value.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
                && value.split(' ').any(|w| w.len() < 3);
            let inner_word = value.split(' ').any(is_not_name_inside);
            let is_name = !overlaps && !shouting && !inner_word && value.contains(' ');
            is_name.then_some(Piece { range, value, doubtful: false })
        })
        .collect()
}

/// Words that no person's name holds.
fn is_not_name_inside(word: &str) -> bool {
    matches!(
        word,
        "Test"
            | "API"
            | "Maskinporten"
            | "Altinn"
            | "Register"
            | "Registeret"
            | "Digdir"
            | "Norge"
            | "Norway"
            | "TT02"
            | "AS"
            | "Scope"
            | "Token"
            | "Brreg"
            | "Teams"
            | "Office"
            | "Outlook"
            | "Group"
            | "Gruppen"
            | "Bank"
            | "Software"
            | "Systems"
            | "Consulting"
    )
}

/// Whether a text is a name of a person and nothing else.
pub(super) fn is_person(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (1..=6).contains(&words.len())
        && words
            .iter()
            .all(|word| word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.')))
        && words.first().is_some_and(|word| word.chars().next().is_some_and(char::is_uppercase))
        && !words.iter().any(|word| is_not_name(word))
        && organisations(text).is_empty()
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
            ("310 000 019", &[]),
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
    fn names_of_organisations_and_persons() {
        for (text, expected) in [
            ("Vi i Sprek Maur AS ønsker", &["Sprek Maur AS"][..]),
            ("kunden Varsom Due & Sønner ANS, og", &["Varsom Due & Sønner ANS"]),
            ("Hei fra Fjordvik kommune!", &["Fjordvik kommune"]),
            ("We are Brave Ant Ltd, and", &["Brave Ant Ltd"]),
            ("ingenting her", &[]),
        ] {
            assert_eq!(values(organisations(text)), expected, "{text}");
        }
        for (text, expected) in [
            ("Testansvarlig er Kari Eksempel, hos oss", &["Kari Eksempel"][..]),
            ("Kontakt Anne-Grete O'Prøve", &["Anne-Grete O'Prøve"]),
            ("Vi i Sprek Maur AS ønsker", &[]),
        ] {
            assert_eq!(values(persons(text)), expected, "{text}");
        }
    }

    #[test]
    fn addresses_and_what_looks_like_one() {
        assert_eq!(values(emails("Kari <Kari.E@X.example>.")), ["kari.e@x.example"]);
        assert_eq!(values(emails("kari (at) x (dot) example")), ["kari@x.example"]);
        assert!(emails("k\u{430}ri@x.example")[0].doubtful);
    }
}
