//! Names of organisations and of persons, by their shape alone: capitals, forms of organisation, what public bodies are
//! called. Whose they are is said by what stands around them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Piece, emails, find_all};

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
        r"(?:\p{Lu}[\p{L}-]+\s(?:(?:og|and|&|\p{Lu}[\p{L}-]+)\s){0,4})(?:[Kk]ommune|[Ff]ylkeskommune|[Uu]niversitet|[Hh]øgskole|[Hh]øgskule|[Hh]øyskole|[Hh]øgskolen|[Ss]parebank|[Bb]ank|[Ff]orsikring|[Pp]ensjonskasse|[Ss]tiftelse|[Ss]tifting|[Ff]orening|[Ff]oreining|[Aa]vis|[Tt]idende|[Bb]lad|[Pp]olitidistrikt|[Dd]irektorat|[Tt]ilsyn|[Ss]kattekontor|[Ii]nstitutt|[Bb]ibliotek|[Mm]useum|[Ss]ykehus|[Ss]jukehus|[Ff]orbund|[Ll]egat|[Kk]raftlag|[Bb]oligbyggelag|[Bb]ondelag|[Ff]inans|[Ii]nkasso|[Kk]apital|[Kk]redittforening|[Ll]ivsforsikring|[Ss]enter|[Oo]mbud)\b",
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
    "sv", "vs", "tt02", "digdir", "ring", "skriv", "spør", "ta", "snakk", "call", "write", "ask", "speak",
    "talk", "reach", "send", "bruk", "herr", "fru", "mr", "mrs", "ms", "dr", "takk", "beste", "while",
    "during", "their", "deira", "fram", "frem", "inntil", "nå", "no", "now", "since", "because", "siden",
    "fordi", "sidan", "there", "der", "eventuelle", "spørsmål", "questions", "any", "all", "alle", "begge",
    "kollega", "kollegaen", "utvikler", "utvikleren", "utviklaren", "prosjektleder", "rådgiver",
    "seniorrådgiver", "direktør", "developer", "engineer", "cto", "ceo", "head", "has", "have", "har",
    "will", "vil", "skal", "can", "kan", "could", "would", "i'm", "med", "kommune", "kommunen", "banken",
    "but", "men", "or", "eller", "hun", "han", "ho", "she", "he", "they", "you", "du", "henvendelser",
    "førespurnader", "testing", "testingen", "testinga", "produksjon", "drift", "personen", "person",
    "kundar", "kunder", "customers", "nederst", "øverst", "vedlagt", "attached", "hereby", "herved", "yes",
    "ja", "mvh", "with", "about", "om", "ved", "sammen", "saman", "together", "as", "not", "ikke", "ikkje",
    "one", "en", "ein", "two", "to", "question", "enquiries", "inquiries",
];

/// Whether a word is one that sentences are made of.
pub(in crate::orders::reading) fn is_function_word(word: &str) -> bool {
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

/// Whether a word is no part of a name, though it has a capital.
pub(in crate::orders::reading) fn is_not_name(word: &str) -> bool {
    let folded = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-').to_lowercase();
    NOT_NAMES.contains(&folded.as_str())
}

/// Names of organisations: capital words that end in a form of organisation, or in what public ones are called.
pub(in crate::orders::reading) fn organisations(text: &str) -> Vec<Piece> {
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
        // “Stranda og Strynet Forsikring Gjensidig”: capital words behind it belong to the name.
        while let Some(rest) = text.get(range.end..).and_then(|rest| rest.strip_prefix(' ')) {
            let word = rest.split(|c: char| !c.is_alphabetic() && c != '-').next().unwrap_or_default();
            if !word.chars().next().is_some_and(char::is_uppercase) || word.len() < 3 || is_not_name(word) {
                break;
            }
            range.end += 1 + word.len();
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
        let joins = matches!(word, "&" | "+" | "og" | "and" | "of" | "-") && start.is_some();
        let is_form =
            FORM.as_ref().is_some_and(|form| form.find(word).is_some_and(|found| found.as_str() == word));
        if word.ends_with([',', ';', ':', '?', '!'])
            || !joins && word != "IT" && is_not_name(word)
            || is_form && start.is_some()
        {
            break;
        }
        let capital = word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
        if capital {
            start = Some(word_start);
            lower = 0;
        } else if joins {
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
pub(in crate::orders::reading) fn persons(text: &str) -> Vec<Piece> {
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
        .collect()
}

/// What somebody does, in front of the name: “IT-sjef Henrik Innbilsk”.
fn is_title(word: &str) -> bool {
    let folded = word.to_lowercase();
    [
        "sjef", "leder", "leiar", "direktør", "ansvarlig", "ansvarleg", "rådgiver", "rådgjevar", "konsulent",
        "utvikler", "utviklar", "arkitekt", "advokat", "professor", "ingeniør", "redaktør", "koordinator",
        "kontakt", "rådmann", "saksbehandler", "bibliotekar",
    ]
    .iter()
    .any(|ending| folded.ends_with(ending))
        || folded.starts_with("it-")
}

/// Words behind a name that begin what follows it. Other words may be somebody's surname.
fn ends_a_name(word: &str) -> bool {
    matches!(
        word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str(),
        "tlf"
            | "telefon"
            | "mobil"
            | "mob"
            | "epost"
            | "e-post"
            | "email"
            | "e-mail"
            | "mail"
            | "phone"
            | "tel"
            | "org"
            | "orgnr"
            | "direkte"
            | "as"
            | "og"
            | "and"
            | "telephone"
            | "cell"
            | "på"
            | "er"
            | "is"
            | "testansvarlig"
            | "testansvarleg"
            | "kontaktperson"
            | "produksjonsansvarlig"
            | "produksjonsansvarleg"
            | "kunde"
            | "leverandør"
            | "vi"
            | "we"
            | "i"
            | "han"
            | "hun"
            | "ho"
            | "he"
            | "she"
            | "avd"
            | "kan"
            | "can"
            | "vil"
            | "will"
            | "skal"
            | "har"
            | "has"
            | "blir"
            | "nås"
            | "nåast"
            | "treffes"
            | "med"
            | "with"
            | "for"
            | "til"
            | "orgnummer"
            | "tlfnr"
            | "mobiltelefon"
    )
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
            | "Central"
            | "Coordinating"
            | "Legal"
            | "Entities"
            | "Beneficial"
            | "Owners"
            | "Ownership"
            | "Reelle"
            | "Rettighetshavere"
            | "Environment"
            | "Enhetsregisteret"
            | "Brønnøysundregistrene"
            | "Brønnøysund"
            | "Norsk"
            | "Norwegian"
            | "Sir"
            | "Madam"
            | "January"
            | "February"
            | "March"
            | "April"
            | "June"
            | "July"
            | "August"
            | "September"
            | "October"
            | "November"
            | "December"
            | "Monday"
            | "Tuesday"
            | "Wednesday"
            | "Thursday"
            | "Friday"
            | "Mandag"
            | "Tirsdag"
            | "Onsdag"
            | "Torsdag"
            | "Fredag"
            | "God"
            | "Good"
            | "Alternativ"
            | "Option"
            | "Kommune"
            | "Act"
            | "Money"
            | "Laundering"
            | "API-et"
            | "Direkte"
            | "Kundens"
            | "Case"
            | "Sak"
            | "Bestilling"
    )
}

/// Whether a text is a name of a person and nothing else.
pub(in crate::orders::reading) fn is_person(text: &str) -> bool {
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
