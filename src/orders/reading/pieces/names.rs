//! Names of organisations and of persons, by their shape alone: capitals, forms of organisation, what public bodies are
//! called. Whose they are is said by what stands around them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::titles::is_title;
use super::words::{ends_a_name, is_function_word, is_not_name, is_not_name_inside};
use super::{Piece, emails, find_all};
use crate::orders::reading::labels::meaning;

/// What may stand at the end of an organisation's name and makes it one.
static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:\b(?:AS|A/S|As|ASA|SA|ANS|DA|BA|KF|IKS|HF|RHF|NUF|ENK|STI|AB|ApS|Oy|Oyj|Ltd\.?|LTD|Limited|Inc\.?|GmbH|LLC|PLC|Plc|BV|B\.V\.|NV|N\.V\.|AG|KS|SE|LLP|SRL|SAS|OÜ|UAB|Corp\.?|Corporation|Pty|S\.A\.|S\.p\.A\.)(?:\b|$))",
    )
    .ok()
});

/// What public bodies and associations are called.
static PUBLIC: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:\p{Lu}[\p{L}-]+\s(?:(?:og|and|&|\p{Lu}[\p{L}-]+)\s){0,4})(?:[Kk]ommune|[Ff]ylkeskommune|[Uu]niversitet|[Hh]øgskole|[Hh]øgskule|[Hh]øyskole|[Hh]øgskolen|[Ss]parebank|[Bb]ank|[Ff]orsikring|[Pp]ensjonskasse|[Ss]tiftelse|[Ss]tifting|[Ff]orening|[Ff]oreining|[Aa]vis|[Tt]idende|[Bb]lad|[Pp]olitidistrikt|[Dd]irektorat|[Tt]ilsyn|[Ss]kattekontor|[Ii]nstitutt|[Bb]ibliotek|[Mm]useum|[Ss]ykehus|[Ss]jukehus|[Ff]orbund|[Ll]egat|[Kk]raftlag|[Bb]oligbyggelag|[Bb]ondelag|[Ff]inans|[Ii]nkasso|[Kk]apital|[Kk]redittforening|[Ll]ivsforsikring|[Ss]enter|[Oo]mbud|[Bb]orettslag|[Ss]ameie|[Ii]drettslag|[Ss]amvirkelag|[Ss]kyttarlag|[Aa]llmenning|[Bb]rannvesen|[Kk]irkelag|[Ff]agforening|[Kk]ommunalforetak|[Hh]avnevesen|[Kk]raftverk|[Ss]kipsverft|[Rr]ederi|[Ss]tudentsamskipnad|[Ss]kule|[Ss]kole|[Uu]niversity|[Cc]ollege|[Mm]unicipality|[Ff]oundation|[Aa]ssociation|[Ss]ociety|[Ii]nstitute)\b",
    )
    .ok()
});

/// What a public body is for, behind its name.
static FIELD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\sfor\s\p{Ll}[\p{L}-]{3,}(?:\s(?:og|and)\s\p{Ll}[\p{L}-]{3,})?").ok());

/// Names that hurried people write small, where a word, a bracket or a number beside them says that they are names:
/// “vi er kvikk app as”, “(kvikk app as 310000019)”.
static SMALL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) (?: ^ | [(:,]\s? | [.!?]\s | \b(?:[Vv]i\s(?:er|i|heter) | [Mm]e\s(?:er|i|heiter) | oss\si | [Ff]iktiv\s(?:kunde|virksomhet) | [Ff]irma(?:et)?(?:\s(?:vårt|mitt))?(?:\s(?:er|heter))? | [Ss]elskapet | [Kk]unden?(?:\svår)?(?:\s(?:er|heter))? | hos | fra | frå )\s )
          ( (?:[\p{Ll}\d&'-]+\s){1,3} (?:as|asa|ans|da|nuf|enk|sa|kf|iks|sparebank|bank|kommune|forsikring) )
          (?: \s* $ | \s?[,.)(:] | \s\((?:org|no|\d) | \s(?:og|som|org\p{L}*|no|\d{3}|har|skal|vil|lager|lagar|leverer) )",
    )
    .ok()
});

/// Persons that hurried people write small, behind a word that says that a name follows.
static SMALL_PERSON: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \b(?: heter | heiter | ved\snavn | named | called | (?:test\s?ansvarl\p{L}* | tester(?:en)?\b)(?:\s(?:hos|i|hjå)\s\p{L}+)?(?:\s(?:er|blir|heter)\b|:)? | kontakt(?:person(?:en)?)?\b(?:\ser\b|:)? | meg\s?,\s? )\s?
          ( \p{Ll}[\p{L}'-]{2,} \s \p{Ll}[\p{L}'-]{2,} ) \b",
    )
    .ok()
});

/// What public bodies and associations are called whose kind stands first: “Stiftinga Klart Vatn”, “Universitetet i Nord”.
static KIND_FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:Foreningen|Foreininga|Forening|Stiftelsen|Stiftinga|Stiftelsa|Universitetet|Høgskolen|Høyskolen|Høgskulen|Sparebanken|Banken|Organisasjonen|Interesseorganisasjonen|Avisen|Avisa|Nettavisen|Nettavisa|Lokalavisa|Lokalavisen|Mediehuset|Forbundet|Fondet|Legatet|Sykehuset|Sjukehuset|Biblioteket|Museet|Advokatfirmaet|Regnskapskontoret|Rekneskapskontoret|Revisjonsfirmaet|Statsforvalteren|Statsforvaltaren|Redaksjonen|Stiftelse|Stifting|Universitet|Høgskole|Norsk|Norges|Noregs|University|Foundation|Association|Bank)\s(?:(?:i|på|for|mot|of|against)\s)?\p{Lu}[\p{L}-]+(?:\s(?:(?:og|and|i|for|of)\s)?\p{Lu}[\p{L}-]+){0,4}",
    )
    .ok()
});

/// A name of capital words behind what it is called, which is no part of it: “foreininga Open Eigarskap Noreg”.
static KIND_BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:foreningen|foreininga|stiftelsen|stiftinga|organisasjonen|interesseorganisasjonen|forbundet|nettverket|avisen|avisa|nettavisen|nettavisa|lokalavisa|lokalavisen|mediehuset|fondet|byrået|selskapet|firmaet|advokatfirmaet|regnskapskontoret|verksemda|virksomheten|bedriften|bedrifta)\s(\p{Lu}[\p{L}-]+(?:\s(?:(?:og|and|i|for|of|mot)\s)?\p{Lu}[\p{L}-]+){1,4})",
    )
    .ok()
});

/// Public bodies, banks and papers of one word: “Fjordtilsynet”, “Vesthøgskulen”.
static ONE_WORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b\p{Lu}[\p{L}-]{2,}(?:tilsynet|universitetet|høgskolen|høyskolen|høgskulen|direktoratet|etaten|departementet|ombodet|ombudet|banken|posten|registeret|inspektoratet|verket|stiftelsa|kassen|kassa|bladet|avisa|avisen|tidende|instituttet|stiftelsen|stiftinga|foreningen|foreininga|forbundet|kommunen)\b(?:\sfor\s\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)*|\s(?:Norge|Noreg|Norway|Norden|Nord|Sør|Vest|Øst|Midt)\b)?",
    )
    .ok()
});

/// Words of one that end like a name and are none.
const NO_NAMES_OF_ONE_WORD: &[&str] = &[
    "sparebanken", "lokalbanken", "nettbanken", "kundebanken", "forretningsbanken", "lokalavisa",
    "lokalavisen", "nettavisa", "nettavisen", "fylkeskommunen", "e-posten", "eposten", "mailposten",
    "vertskommunen", "hjemkommunen", "databanken", "storbanken", "fagforeningen", "dagsavisen",
    "enhetsregisteret", "foretaksregisteret", "einingsregisteret", "aksjonærregisteret", "løsøreregisteret",
    "folkeregisteret", "nettverket", "rammeverket", "lovverket", "regelverket", "skatteverket",
    "pensjonskassen", "pensjonskassa", "eierregisteret", "eigarregisteret", "rettighetshaverregisteret",
    "testregisteret", "fylkesbiblioteket",
];

/// Words with capitals, as persons are called.
static PERSON: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\p{Lu}[\p{L}'’-]*\p{L}(?:\s(?:\p{Lu}\.|(?:van|von|de|der|den|da|af|av|el|al|bin|ibn|le|la|di|zu|O'\p{Lu}[\p{L}]+)|\p{Lu}[\p{L}'’-]*)){0,4}\s\p{Lu}[\p{L}'’-]*\p{L}\b|\p{Lu}[\p{L}'’-]*\p{L}\s\p{Lu}[\p{L}'’-]*\p{L}",
    )
    .ok()
});

/// Names of organisations: capital words that end in a form of organisation, or in what public ones are called.
pub(in crate::orders::reading) fn organisations(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let numbers: Vec<Range<usize>> = super::numbers(text).into_iter().map(|piece| piece.range).collect();
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
            // “310 000 019 Sprek Maur AS”: a number in front of a name is no part of it.
            let number = numbers.iter().find(|number| number.start <= start && start < number.end);
            let start = number.map_or(start, |number| {
                let rest = text.get(number.end..).unwrap_or_default();
                let first = rest.split(' ').find(|word| word.starts_with(char::is_uppercase));
                number.end + first.and_then(|word| rest.find(word)).unwrap_or(0)
            });
            let range = start..form.end().max(start);
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
        // “Stranda og Strynet Forsikring Gjensidig”: capital words behind it belong to the name.
        while let Some(rest) = text.get(range.end..).and_then(|rest| rest.strip_prefix(' ')) {
            let word = rest.split(|c: char| !c.is_alphabetic() && c != '-').next().unwrap_or_default();
            if !word.chars().next().is_some_and(char::is_uppercase) || word.len() < 3 || is_not_name(word) {
                break;
            }
            range.end += 1 + word.len();
        }
        // “Statens tilsyn for bryggjer og naust”: what it is for belongs to the name.
        if let Some(field) = FIELD.as_ref().and_then(|field| field.find(text.get(range.end..)?)) {
            let is_words =
                field.as_str().split_whitespace().skip(1).all(|word| word == "og" || !is_function_word(word));
            if is_words {
                range.end += field.end();
            }
        }
        let value = text.get(range.clone()).unwrap_or_default().to_owned();
        let overlaps =
            pieces.iter().any(|piece| piece.range.start < range.end && range.start < piece.range.end);
        if value.contains(' ') && !overlaps {
            pieces.push(Piece { range, value, doubtful: false });
        }
    }
    for pattern in [&KIND_FIRST, &ONE_WORD] {
        for found in find_all(pattern, text) {
            let Some(found) = found.get(0) else { continue };
            let range = found.range();
            let overlaps =
                pieces.iter().any(|piece| piece.range.start < range.end && range.start < piece.range.end);
            let is_word = NO_NAMES_OF_ONE_WORD.contains(&found.as_str().to_lowercase().as_str());
            if !overlaps && !is_word {
                pieces.push(Piece { value: found.as_str().to_owned(), range, doubtful: false });
            }
        }
    }
    for found in find_all(&KIND_BEFORE, text).into_iter().filter_map(|found| found.get(1)) {
        let overlaps = |piece: &Piece| piece.range.start < found.end() && found.start() < piece.range.end;
        if !pieces.iter().any(overlaps) {
            pieces.push(Piece { range: found.range(), value: found.as_str().to_owned(), doubtful: false });
        }
    }
    for found in find_all(&SMALL, text).into_iter().filter_map(|found| found.get(1)) {
        let overlaps = |piece: &Piece| piece.range.start < found.end() && found.start() < piece.range.end;
        // “Known as”, “registered as” are English.
        let mut words = found.as_str().split(' ').rev().skip(1);
        let is_name = words.all(|word| {
            !is_function_word(word)
                && !word.ends_with("ed")
                && !matches!(word, "known" | "such" | "well" | "far" | "soon")
        });
        if is_name && !pieces.iter().any(overlaps) {
            pieces.push(Piece { range: found.range(), value: found.as_str().to_owned(), doubtful: false });
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
        // “Kvist og Kode AS” is one name, and “Ledetråd AS og Kystvakten AS” are two.
        let joins = matches!(word, "&" | "+" | "og" | "and" | "of") && start.is_some();
        let is_form =
            FORM.as_ref().is_some_and(|form| form.find(word).is_some_and(|found| found.as_str() == word));
        let capital = word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
        // “Hakkespett Drift AS”: a word like another right before the form, behind a word with a capital, is the name's.
        let last_word = start.is_none()
            && capital
            && head.get(..word_start).and_then(|head| head.strip_suffix(' ')).is_some_and(|head| {
                let word = head.rsplit([' ', '(', '"', '«']).next().unwrap_or_default();
                word.chars().next().is_some_and(char::is_uppercase)
                    && word.chars().all(|c| c.is_alphanumeric() || c == '-')
                    && !is_not_name(word)
            });
        // “Jeg jobber i Ny Melding AS”: a capital in the middle of a sentence makes any word the name's, but a word for an organisation.
        let amid = start.is_some()
            && capital
            && is_amid(head.get(..word_start).unwrap_or_default())
            && meaning(word).is_none();
        if word.ends_with([',', ';', ':', '?', '!'])
            || !joins && word != "IT" && is_not_name(word) && !last_word && !amid
            || start.is_some() && word.len() > 9 && word.ends_with("selskapet")
            || is_form && start.is_some()
        {
            break;
        }
        if capital {
            start = Some(word_start);
            lower = 0;
        } else if joins {
            // Only kept when a capital word stands before it.
        } else if !joins
            && lower < 2
            && word.chars().any(char::is_alphabetic)
            && word.chars().all(|c| c.is_alphabetic() || c == '-')
        {
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

/// Whether what stands before a word is the middle of a sentence: a word in small letters.
fn is_amid(before: &str) -> bool {
    let word = before.trim_end().rsplit(' ').next().unwrap_or_default();
    before.ends_with(' ') && word.chars().count() > 0 && word.chars().all(char::is_lowercase)
}

/// Names of persons: two to six words with capitals, none of them a form of organisation or a word of the letter's own.
pub(in crate::orders::reading) fn persons(text: &str) -> Vec<Piece> {
    let taken: Vec<Range<usize>> = organisations(text)
        .into_iter()
        .map(|piece| piece.range)
        .chain(emails(text).into_iter().map(|piece| piece.range))
        .collect();
    let mut persons: Vec<Piece> = find_all(&PERSON, text)
        .into_iter()
        .filter_map(|found| found.get(0))
        .filter_map(|found| {
            let mut range = found.range();
            // Words of the sentence before and behind the name.
            loop {
                let name = text.get(range.clone())?;
                let (first, rest) = name.split_once(' ')?;
                if is_not_name(first) || is_title(first) {
                    range.start = range.end - rest.trim_start().len();
                    continue;
                }
                let (_, last) = name.rsplit_once(' ')?;
                if ends_a_name(last) {
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
        .collect();
    for found in find_all(&SMALL_PERSON, text).into_iter().filter_map(|found| found.get(1)) {
        let overlaps = |range: &Range<usize>| range.start < found.end() && found.start() < range.end;
        let is_name = found
            .as_str()
            .split(' ')
            .all(|word| !is_function_word(word) && !ends_a_name(word) && !is_title(word));
        if is_name && !taken.iter().any(overlaps) && !persons.iter().any(|piece| overlaps(&piece.range)) {
            persons.push(Piece { range: found.range(), value: found.as_str().to_owned(), doubtful: false });
        }
    }
    persons.sort_by_key(|piece| piece.range.start);
    persons
}

/// Whether a text is a name of a person and nothing else.
pub(in crate::orders::reading) fn is_person(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (1..=6).contains(&words.len())
        && words
            .iter()
            .all(|word| word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.')))
        && [words.first(), words.last()]
            .into_iter()
            .flatten()
            .all(|word| word.chars().next().is_some_and(char::is_uppercase))
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
}
