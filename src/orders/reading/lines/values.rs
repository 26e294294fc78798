//! Values: which say nothing, which name a person or an organisation, and what people write around them.

use crate::orders::reading::labels::{Attribute, meaning};
use crate::orders::reading::pieces::{self, Piece};

/// Values that say that nothing is said.
pub(super) const EMPTY_VALUES: &[&str] = &[
    "", "-", "--", "–", "—", "?", "??", "???", "...", "…", "x", "xx", "xxx", "xxxx", "xxxxx", "tbd", "tba",
    "n/a", "na", "ikke kjent", "ukjent", "kommer", "kommer senere", "kjem", "kjem seinare", "avklares",
    "avklarast", "ettersendes", "to be decided", "to be confirmed", "tbc", "unknown", "mangler", "manglar",
    "[fyll inn]", "fyll inn", "none", "ingen", "not yet", "ikke avklart", "ikkje avklart", "må avklares",
    "not known yet", "vet ikke", "veit ikkje", "vet ikke ennå", "ikke bestemt", "ikkje bestemt", "ubestemt",
    "ikke avgjort", "ikkje avgjort", "ikke oppgitt", "ikkje oppgitt", "blank", "tom", "pending", "to follow",
    "follows later", "will follow", "later", "senere", "seinare", "under avklaring", "under avklaring.",
    "ikke valgt", "ikkje vald", "har ikke", "har ikkje", "finnes ikke", "finst ikkje", "not decided",
    "not decided yet", "undecided", "unassigned", "ikke klart", "ikkje klart", "ukjent p.t", "p.t. ukjent",
    "ukjent foreløpig", "ukjent førebels", "foreløpig ukjent", "førebels ukjend", "ukjend", "kjem etter",
    "kommer etter", "ettersender", "ettersendast", "ikke tilgjengelig", "not available",
];

/// How values begin that say that nothing is said yet.
const EMPTY_BEGINNINGS: &[&str] = &[
    "tbd ", "tba ", "tbc ", "ikke avklart", "ikkje avklart", "ikke avgjort", "ikkje avgjort", "ikke bestemt",
    "ikkje bestemt", "ikke klart", "ikkje klart", "har ikke fått", "har ikkje fått", "har ikke ",
    "har ikkje ", "har spurt", "vi har spurt", "må sjekke", "må spørre", "må spørje", "sjekker ", "sjekkar ",
    "avklares", "avklarast", "avventer", "avventar", "venter på", "ventar på", "kommer tilbake",
    "kjem attende", "kjem tilbake", "not decided", "not yet", "not known", "to follow", "will follow",
    "will be sent", "still waiting", "waiting for", "awaiting", "to be ", "ettersend", "sendes sener",
    "sendast seinare", "vet ikke", "veit ikkje", "usikker på", "ukjent", "unknown", "under avklaring",
    "ikke valgt", "ikkje vald", "don't know", "do not know", "we don't", "no idea", "pending", "se ", "sjå ",
    "see ", "står i ", "står nede", "finnes i ", "jf. ", "same as on ", "som nevnt ", "som nemnt ", "as in ",
    "skal avklares", "skal avklarast", "finner ikke", "finn ikkje", "ikke tilgjengelig",
];

pub(super) fn is_empty_value(value: &str) -> bool {
    let folded = value
        .trim()
        .trim_matches(['.', '_', '<', '>', '(', ')', '[', ']', '{', '}', '"', ' ', '*', ';', ','])
        .to_lowercase();
    EMPTY_VALUES.contains(&folded.as_str())
        || folded.starts_with("kommer ") && !folded.contains('@') && folded.len() < 50
        || EMPTY_BEGINNINGS.iter().any(|words| folded.starts_with(words))
            && !folded.contains('@')
            && folded.chars().filter(char::is_ascii_digit).count() < 5
            && !folded.contains('§')
}

/// Words by which a sender names itself as the contact.
pub(in crate::orders::reading) fn is_undersigned(value: &str) -> bool {
    let folded = value.to_lowercase();
    let whole = folded.trim().trim_matches(['.', ',', '(', ')', ' ']);
    [
        "undertegnede", "underteikna", "undersigned", "meg selv", "meg sjølv", "myself", "underskrivne",
        "underskrevne", "den som sender", "yours truly", "avsender", "avsendar",
    ]
    .iter()
    .any(|word| folded.contains(word))
        || matches!(whole, "meg" | "me" | "jeg" | "eg" | "i")
}

/// “Samme som denne”, “den jeg skriver fra”: the address that the mail comes from.
pub(in crate::orders::reading) fn is_this_address(text: &str) -> bool {
    let folded = format!(" {} ", text.to_lowercase());
    [
        " denne e-post", " denne epost", " denne mail", " denne adressen", " this address", " this e-mail",
        " this email", "mail er denne", "mailen er denne", "e-post er denne", "epost er denne",
        "e-posten er denne", "jeg skriver fra", "eg skriv frå", "jeg sender fra", "jeg sender dette fra",
        "eg sender frå", "i am writing from", "i'm writing from", "samme adresse som denne",
        "samme som denne", "same som denne", "same as this", "som avsender", "som avsendar", " denne her ",
        " this one ",
    ]
    .iter()
    .any(|words| folded.contains(words))
}

pub(super) fn is_same_person(value: &str) -> bool {
    let folded = value.to_lowercase();
    [
        "samme person", "same person", "same as", "samme som", "den samme", "som over", "same contact",
        "ditto", "som testansvarlig", "same som", "samme", "den same", "som ovenfor", "as above", "se over",
        "likeså", "d.s.",
    ]
    .iter()
    .any(|word| {
        folded.starts_with(word)
            || folded.contains(&format!("({word}"))
            || folded.contains(&format!(", {word}"))
    })
}

/// A line without the mark or number of a list.
pub(super) fn unlisted(text: &str) -> &str {
    let text = text.trim_start_matches(['*', '•', '·', '○', '▪', '◦', '►', '✓', '‣', '\u{f0b7}', '§', ' ']);
    let text = text.strip_prefix("- ").or_else(|| text.strip_prefix("– ")).unwrap_or(text);
    let text = text
        .strip_prefix("o ")
        .filter(|rest| rest.chars().next().is_some_and(char::is_uppercase))
        .unwrap_or(text);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    if (1..=2).contains(&digits)
        && let Some(rest) = text.get(digits..)
        && let Some(rest) = rest.strip_prefix(['.', ')'])
        && rest.starts_with(' ')
    {
        return rest.trim_start();
    }
    let mut chars = text.chars();
    if let (Some(first), Some(')')) = (chars.next(), chars.next())
        && first.is_ascii_lowercase()
    {
        return chars.as_str().trim_start();
    }
    text
}

/// The writer does not know which of two it is.
pub(super) fn is_unsure(value: &str) -> bool {
    let folded = value.to_lowercase();
    [
        "usikker", "usikre", "ikke sikker", "ikkje sikker", "vet ikke hvilke", "veit ikkje kva", "not sure",
        "unsure", "don't know which", "uncertain", "muligens", "kanskje", "kan hende", "perhaps", "maybe",
        "one of", "en av dem", "ein av dei",
    ]
    .iter()
    .any(|words| folded.contains(words))
}

pub(super) fn is_switchboard(text: &str, piece: &Piece) -> bool {
    let before = text.get(..piece.range.start).unwrap_or_default().to_lowercase();
    let near: String = before.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect();
    let after = text.get(piece.range.end..).unwrap_or_default().to_lowercase();
    let words = [
        "sentralbord", "switchboard", "resepsjon", "reception", "fax", "faks", "main line", "hovednummer",
        "support",
    ];
    words.iter().any(|word| near.contains(word))
        || words.iter().any(|word| after.trim_start_matches([' ', '(']).starts_with(word))
            // “55 70 14 60 (sentralbordet er 55 70 14 00)” says it of the other one.
            && pieces::phones(&after).is_empty()
}

/// The name behind a label that asks for one. The label says what it is, so it is taken as it stands, whatever words it
/// has; only what can be no name is left: digits, an address, a sentence, an answer that says nothing. With `is_exact`
/// the label says “name”, and small letters are its writer's habit.
pub(super) fn labelled_name(value: &str, is_exact: bool) -> Option<String> {
    let value = behind_through(value);
    // What stands behind the address is no more of the name.
    let value = pieces::emails(value)
        .first()
        .filter(|piece| piece.range.start > 0)
        .and_then(|piece| value.get(..piece.range.start))
        .unwrap_or(value);
    // “Captain (retd.) Rolf Dønning”: what stands in brackets between a title and the name is no name.
    if let Some((head, rest)) = value.split_once('(')
        && let Some((_, rest)) = rest.split_once(')')
        && !head.trim().is_empty()
        && !head.trim().contains([' ', ','])
        && rest.trim_start().chars().next().is_some_and(char::is_uppercase)
        && let Some(name) = labelled_name(rest, is_exact)
    {
        return Some(name);
    }
    let first = value
        .split([',', ';', '(', '<', '[', '/', '|', '\t'])
        .map(|part| part.trim().trim_matches(['"', '“', '”', '«', '»', '*', '_', '.', ':', '\'']).trim())
        .find(|part| !part.is_empty())?;
    let first = pieces::without_title(first);
    let first =
        [" - ", " – ", " — "].iter().fold(first, |first, dash| first.split(*dash).next().unwrap_or(first));
    let words: Vec<&str> = first.split_whitespace().collect();
    let spelled = |word: &&str| {
        word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | '`' | '´'))
            && word.chars().any(char::is_alphabetic)
    };
    let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    let joins = |word: &&str| NAME_PARTICLES.contains(&word.to_lowercase().as_str());
    let says_nothing = is_empty_value(first) || is_undersigned(first) || is_same_person(first);
    if words.is_empty() || words.len() > 6 || !words.iter().all(spelled) || says_nothing {
        return person_name(value);
    }
    let as_names_are =
        words.first().is_some_and(capital) && words.iter().all(|word| capital(word) || joins(word));
    let small =
        words.iter().all(|word| !capital(word)) && !words.iter().any(|word| pieces::is_function_word(word));
    let fits = if is_exact {
        as_names_are || small && words.len() <= 4
    } else {
        as_names_are && (words.len() > 1 || pieces::is_person(first))
            || small && (2..=3).contains(&words.len())
    };
    if fits { Some(first.to_owned()) } else { person_name(value) }
}

/// “Driftssenteret v/ Ole-Kristian Premie”: who stands behind the mark for “by” is the person.
fn behind_through(value: &str) -> &str {
    [" v/ ", " v/", " ved ", " c/o ", " att. ", " att: "]
        .iter()
        .find_map(|mark| {
            let (_, behind) = value.split_once(mark)?;
            let first = behind.split([',', ';', '(', '<']).next()?.trim();
            (first.contains(' ') && pieces::is_person(first)).then_some(behind)
        })
        .unwrap_or(value)
}

/// Words with a small letter that stand inside names.
const NAME_PARTICLES: &[&str] = &[
    "van", "von", "de", "der", "den", "da", "af", "av", "el", "al", "bin", "ibn", "le", "la", "di", "zu",
    "du", "dos", "del", "ter", "ten", "zur", "zum", "y", "e", "i",
];

/// The name in front of a contact's other facts.
pub(super) fn person_name(value: &str) -> Option<String> {
    let first = value
        .split([',', ';', '(', '<', '/', '|', '\t', ':'])
        .map(str::trim)
        .find(|part| !part.is_empty())?;
    let first = first.split(" - ").next().unwrap_or(first);
    let first = first.split(" – ").next().unwrap_or(first).trim();
    let first = pieces::without_title(first);
    if pieces::is_person(first) && first.chars().count() >= 2 {
        return Some(first.to_owned());
    }
    pieces::persons(value).first().map(|piece| piece.value.clone())
}

/// An organisation's name where nothing tells it by its form: what stands before the number or the comma.
pub(super) fn name_in(value: &str) -> String {
    let mut end = value.len();
    for piece in pieces::numbers(value).iter().chain(&pieces::emails(value)).chain(&pieces::phones(value)) {
        end = end.min(piece.range.start);
    }
    let head = value.get(..end).unwrap_or_default();
    let head = if end == 0 {
        // The number stands first: the name is what follows it.
        let after = pieces::numbers(value).first().map_or(0, |piece| piece.range.end);
        value.get(after..).unwrap_or_default().trim_start_matches([' ', ',', '-', '–', ':', ';', '/', '('])
    } else {
        head
    };
    let head = head.split(['(', ';', '|', '\n', '<']).next().unwrap_or_default();
    let head = if end < value.len() { head.split(", ").next().unwrap_or(head) } else { head };
    let mut words: Vec<&str> = head.split_whitespace().collect();
    // “Sprek Maur org.nr.” in front of a number.
    while let Some(last) = words.last()
        && meaning(last).is_some_and(|meaning| {
            matches!(meaning.attribute, Some(Attribute::Number | Attribute::Email | Attribute::Phone))
        })
    {
        words.pop();
    }
    words.join(" ")
}

/// Whether a line is written as a sentence and not as a fact.
pub(super) fn is_sentence(text: &str) -> bool {
    let words = text.split_whitespace().count();
    words > 9
        || words > 4 && text.ends_with(['.', '!', '?']) && !text.ends_with("AS.")
        || words > 3 && {
            let folded = format!(" {} ", text.to_lowercase());
            [
                " er ", " vi ", " ønsker ", " is ", " we ", " har ", " skal ", " vil ", " are ", " would ",
                " jeg ", " eg ", " have ", " kan ", " me ",
            ]
            .iter()
            .any(|word| folded.contains(word))
        }
}

/// A value without what people write around it.
pub(super) fn tidy(value: &str) -> String {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let value = value.trim_matches(|c: char| {
        matches!(c, ',' | ';' | ':' | '*' | '_' | '"' | '“' | '”' | '«' | '»' | '<' | '>' | ' ' | '|')
    });
    let value = value
        .strip_suffix('.')
        // “Ltd.” and “A.S.” have a stop of their own.
        .filter(|rest| {
            let last = rest.rsplit([' ', '.']).next().unwrap_or_default();
            !(matches!(last, "Ltd" | "Inc" | "Corp") || rest.contains('.') && matches!(last, "S" | "A"))
        })
        .unwrap_or(value);
    let unmatched = value.matches('(').count() != value.matches(')').count();
    let value = if unmatched { value.trim_matches(['(', ')', ' ']) } else { value };
    value.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_behind_its_label_is_taken_as_it_stands() {
        for (value, expected) in [
            ("Oppdiktet Kontakt", Some("Oppdiktet Kontakt")),
            ("Test Testesen", Some("Test Testesen")),
            ("Kari Navn", Some("Kari Navn")),
            ("Ola Order", Some("Ola Order")),
            ("Kontakt Test", Some("Kontakt Test")),
            ("Order", Some("Order")),
            ("Madonna", Some("Madonna")),
            ("kari nordmann", Some("kari nordmann")),
            ("KARI NORDMANN", Some("KARI NORDMANN")),
            ("Kari Nordmann (utvikler)", Some("Kari Nordmann")),
            ("Kari Nordmann, daglig leder", Some("Kari Nordmann")),
            ("Kari Nordmann <kari@x.example>", Some("Kari Nordmann")),
            ("“Kari Nordmann”.", Some("Kari Nordmann")),
            ("Jan Peter van der Test", Some("Jan Peter van der Test")),
            ("Anne-Grete O'Prøve", Some("Anne-Grete O'Prøve")),
            ("Đặng Thị Ấn", Some("Đặng Thị Ấn")),
            ("kari@x.example", None),
            ("22 33 44 55", None),
            ("tbd", None),
            ("", None),
            ("undertegnede", None),
        ] {
            assert_eq!(labelled_name(value, true).as_deref(), expected, "{value}");
        }
        // A heading says less than a label that asks for a name.
        for (value, expected) in [
            ("Kari Order", Some("Kari Order")),
            ("kari nordmann, tlf 22 33 44 55", Some("kari nordmann")),
            ("se under", None),
            ("kommer når vi er klare", None),
        ] {
            assert_eq!(labelled_name(value, false).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn a_whole_mail_keeps_the_names_behind_its_labels() {
        for name in
            ["Oppdiktet Kontakt", "Test Order", "Navn Navnesen", "Kontakt Kontaktsen", "kari nordmann"]
        {
            let mail = format!(
                "Vi ønsker å delegere tilgang selv via en fiktiv virksomhet.\n\n\
                 Systemleverandørs organisasjonsnummer: 310000019\nSystemleverandørs navn: Kontakt Test AS\n\
                 Navn til testansvarlig: {name}\nEpost-adresse til testansvarlig: kari@x.example\n\
                 Telefonnummer til testansvarlig: 22 33 44 55\n"
            );
            for mail in [
                mail.clone(),
                mail.replace(": ", ":\n"),
                mail.replace(": ", "\t"),
                mail.replace('\n', ", ").replacen(", , ", "\n\n", 1),
            ] {
                let reading = crate::orders::reading::read_text(&mail);
                let fact = |path: &str| reading.facts.get(path).map(|fact| fact.value.as_str());
                assert_eq!(fact("vendor.contact.name"), Some(name), "{mail}");
                assert_eq!(fact("vendor.name"), Some("Kontakt Test AS"), "{mail}");
                assert_eq!(fact("vendor.contact.email"), Some("kari@x.example"), "{mail}");
            }
        }
    }
}
