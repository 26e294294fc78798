//! The words around a number: whether they say that it is an organisation's, whose it is, whether it is taken back, and
//! the name beside it.

use std::sync::LazyLock;

use regex::Regex;

use super::cues::is_of_a_thing;
use crate::orders::reading::folding::{fold_letters, folded};
use crate::orders::reading::labels::{Attribute, Party, meaning};
use crate::orders::reading::names::named_in;
use crate::orders::reading::pieces::{self, Piece, is_not_name};

/// The words between a name and its number that only say that it is one.
static BETWEEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?ix) ^ [\s(,:/\[–-]* (?: (?:med|with|har|has|reg\p{L}*|org\p{L}*|company|foretaks?\p{L}*|enterprise|business|vat|nr|no|num\p{L}*|id) [\s.:]* ){0,4} $").ok()
});

/// Words behind a number by which its writer takes it back.
static TAKES_BACK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \b(?: (?:nei|no|men|but|å|oh|eller|or)[,\s]+(?:vent|wait|forresten|hov|actually) | vent\s(?:litt|nå|no) | hov\b | oi\b | oops | beklager | orsak | sorry | my\smistake
          | (?:det|dette|that|this|it)\s(?:er|var|is|was)\s(?:jo\s)?(?:feil|gale|galt|wrong|nummeret\sfra\sfør|det\sgamle|the\sold) | (?:nummeret\s)?(?:fra|frå|from)\s(?:før|before)\s | gamle?\snummer\p{L}* | old\s(?:number|one) | må\s(?:ikke|ikkje)\sbrukes | (?:must|should)\snot\sbe\sused | skal\s(?:ikke|ikkje)\sbruk\p{L}* | (?:er|is)\s(?:slettet|sletta|utgått|avviklet|no\slonger\s(?:valid|in\suse)|deleted) | gjelder\s(?:ikke|ikkje)\slenger | gjeld\sikkje\slenger )",
    )
    .ok()
});

/// Words by which a number that was written before is said to be wrong: “tok feil nummer over”, “rettelse: bruk … i stedet”,
/// “the number above belongs to our sister company”.
static SAYS_WRONG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \b(?:feil|galt|gale|wrong|incorrect)\s(?:org[\p{L}.]*\s?)?(?:\p{L}*nummer\p{L}*|\p{L}*nr|number|org\p{L}*)\b
          | \b(?:\p{L}*nummeret|orgnr|number)\s(?:\p{L}+\s){0,3}(?:er|var|ble|vart|is|was)\s(?:\p{L}+\s)?(?:feil|galt|gale|wrong|incorrect)\b
          | \b(?:rettelse|retting|correction)\b .* (?: \d[\d\s]{7,}\d | nummer | number | \borg )
          | \b(?:bruk|nytt|use)\s [\d\s]{9,14} (?:i\s?stedet|i\s?staden|instead)\b
          | \b(?:\p{L}*nummeret|number)\s(?:over|ovenfor|ovanfor|above)\b .* (?:søster|syster|dotter|datter|mor)selskap\p{L}*
          | \bnumber\s above\b .* \b(?:sister|parent)\s(?:company|firm)",
    )
    .ok()
});

/// Whether a sentence says that an organisation number which stands above is wrong.
pub(in crate::orders::reading) fn says_wrong(sentence: &str) -> bool {
    let folded = sentence.to_lowercase();
    let of_another =
        ["telefon", "mobil", "phone", "tlf", "faktura", "konto"].iter().any(|word| folded.contains(word));
    !of_another && SAYS_WRONG.as_ref().is_some_and(|pattern| pattern.is_match(&folded))
}

/// What words right behind a number say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behind {
    /// Whose it is.
    Of(Party),
    /// That it is the one that is meant.
    Meant,
}

/// What the words right behind a number say of it: “910049356 er vårt”, “… is the customer's”, “… er det riktige”, which says
/// that it is the one that is meant and not whose.
pub(super) fn owner_behind(behind: &str) -> Option<Behind> {
    let folded = folded(behind);
    let said = folded.trim_start_matches([' ', ',', '(', '–', '-']);
    let said = ["er ", "is ", "skal være ", "skal vere "].iter().find_map(|verb| said.strip_prefix(verb))?;
    let begins = |words: &[&str]| words.iter().any(|word| said.starts_with(word));
    if begins(&["vårt", "vår ", "ours", "our number", "our org", "our own", "mitt", "mine"]) {
        Some(Behind::Of(Party::Sender))
    } else if begins(&["kundens", "kunden sitt", "the customer's", "our customer's"]) {
        Some(Behind::Of(Party::Customer))
    } else if begins(&[
        "morselskap", "søsterselskap", "datterselskap", "konsern", "moderselskap", "our parent", "the parent",
    ]) {
        Some(Behind::Of(Party::Other))
    } else {
        begins(&[
            "det rette", "det riktige", "det rett", "riktig", "rett", "korrekt", "the right", "the correct",
            "correct",
        ])
        .then_some(Behind::Meant)
    }
}

/// Whether words behind a number take it back.
pub(in crate::orders::reading) fn takes_back(behind: &str) -> bool {
    let near: String = behind.to_lowercase().chars().take(60).collect();
    TAKES_BACK.as_ref().is_some_and(|pattern| pattern.is_match(&near))
}

/// Whether a number stands right beside a name: between them is nothing, or only words for a number.
pub(super) fn is_beside(gap: &str) -> bool {
    BETWEEN.as_ref().is_some_and(|pattern| pattern.is_match(gap))
}

/// Whether the words right before say that an organisation number follows.
pub(super) fn says_number(before: &str) -> bool {
    let tail: String = before.chars().rev().take(44).collect::<Vec<_>>().into_iter().rev().collect();
    let words: Vec<&str> = tail.split_whitespace().collect();
    (1..=6).any(|count| {
        let start = words.len().saturating_sub(count);
        let part = words.get(start..).unwrap_or_default().join(" ");
        let part = part.trim_end_matches([':', ',', '(', '-', '=', '"', ' ']);
        let part = part
            .trim_end_matches(" er")
            .trim_end_matches(" is")
            .trim_end_matches(" was")
            .trim_end_matches(" blir");
        meaning(part).is_some_and(|meaning| meaning.attribute == Some(Attribute::Number))
    })
}

/// Words for a number, for the register it stands in.
static NUMBER_WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:org|organi[sz]|nummer|number|foretaks|føretaks|enhets|registered\sunder|registration|reg\.)",
    )
    .ok()
});

/// Words of a number's sentence, before it or behind it, that say what it is, though they are no label. Only for numbers
/// whose check digit is right.
pub(super) fn is_numbered(sentence: &str, piece: &Piece) -> bool {
    if piece.doubtful {
        return false;
    }
    let before = sentence.get(..piece.range.start).unwrap_or_default().to_lowercase();
    let near: String = before.chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect();
    let near = near.rsplit([';', '?', '!']).next().unwrap_or_default();
    let other = [
        "telefon", "tlf", "phone", "mobil", "faktura", "invoice", "sak", "case", "ordre", "konto", "kundenu",
        "ticket", "referan", "serie",
    ]
    .iter()
    .any(|word| near.contains(word));
    let behind = sentence.get(piece.range.end..).unwrap_or_default().to_lowercase();
    let behind: String = behind.chars().take(70).collect();
    let registered = [
        "enhetsregister", "einingsregister", "coordinating register", "brønnøysund", "foretaksregister",
        "organisation number", "organization number", "organisasjonsnummer", "register of business", "orgnr",
    ]
    .iter()
    .any(|words| behind.contains(words));
    !other && (NUMBER_WORDS.as_ref().is_some_and(|words| words.is_match(near)) || registered)
}

/// Whose number it is by the words right before it: “nummeret vårt er”, “kunden sitt er”, “kommunens organisasjonsnummer”.
pub(in crate::orders::reading) fn whose_number(
    near: &str,
    names: &[(Party, String)],
    context: Option<Party>,
) -> Option<Party> {
    let folded = folded(near);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    for (at, word) in words.iter().enumerate().rev() {
        // “In our CRM the number is …” says whose the system is, and not whose the number.
        if words.get(at + 1).is_some_and(|next| is_of_a_thing(word, next)) {
            continue;
        }
        match *word {
            "vårt" | "vår" | "our" | "ours" | "mitt" | "my" => return Some(Party::Sender),
            "kundens" | "kunden" | "kundes" | "customer's" | "customers" | "client's" | "kundar"
            | "customer" | "client" => {
                return Some(Party::Customer);
            }
            "leverandørens" | "systemleverandørens" | "vendor's" | "supplier's" => {
                return Some(Party::Vendor);
            }
            "morselskapets" | "parent's" | "konsernets" => return Some(Party::Other),
            "deres" | "deira" | "their" | "theirs" | "its" | "sitt" | "hans" => {
                return Some(context.filter(|party| *party == Party::Sender).unwrap_or(Party::Customer));
            }
            _ => {}
        }
    }
    named_in(&fold_letters(near), names)
}

/// `NO` in front or `MVA` behind make nine digits an organisation number.
pub(super) fn is_marked(sentence: &str, piece: &Piece) -> bool {
    sentence.get(piece.range.clone()).is_some_and(|shown| {
        let upper = shown.to_uppercase();
        upper.starts_with("NO") || upper.ends_with("MVA")
    })
}

/// The words right before say that it is a number of another kind.
pub(super) fn is_other_number(before: &str) -> bool {
    let tail: String =
        before.to_lowercase().chars().rev().take(34).collect::<Vec<_>>().into_iter().rev().collect();
    let last_words: Vec<&str> = tail.split_whitespace().rev().take(3).collect();
    [
        "faktura", "invoice", "saksn", "sak ", "saks", "case", "ticket", "ref", "ordre", "order",
        "bestillingsn", "konto", "account", "tlf", "telefon", "phone", "mobil", "kundenr", "kundenummer",
        "avtalen", "kontrakt", "incident", "serien",
    ]
    .iter()
    .any(|word| last_words.iter().any(|last| last.starts_with(word)))
}

/// A capital name right before a parenthesis with its number: `Sprek Maur (org.nr. 310 000 019)`.
pub(super) fn name_before(before: &str) -> Option<String> {
    let open = before.rfind(['(', ','])?;
    if before.get(open..)?.chars().count() > 30 {
        return None;
    }
    let head = before.get(..open)?.trim_end();
    let mut words: Vec<&str> = Vec::new();
    for word in head.rsplit(' ').take(6) {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let joins = matches!(word, "og" | "and" | "&" | "i" | "på" | "av" | "of");
        if !(capital || joins && !words.is_empty())
            || meaning(word).is_some()
            || matches!(word, "Vi" | "We" | "Jeg" | "Eg" | "Hei" | "I" | "For" | "Fra")
        {
            break;
        }
        words.push(word);
    }
    while words.last().is_some_and(|word| word.chars().next().is_some_and(char::is_lowercase)) {
        words.pop();
    }
    words.reverse();
    let name = words.join(" ");
    if is_a_place(before, head.len().saturating_sub(name.len())) {
        return None;
    }
    (name.chars().count() >= 3).then_some(name)
}

/// A name right before a number or its label, where no form of organisation tells it.
static NAME_BESIDE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) ( \p{Lu}[\p{L}\p{N}&.'’-]* (?: \s (?:og|and|&|i|av|of|for|på|\p{Lu}[\p{L}\p{N}&'’-]*) ){0,5} )
          \s? (?: [,(–-]\s? | \s(?:(?:som|og|and)\s)?(?:med|with|har|has)\s )
          (?: (?:the|vårt|our|med|with|som\shar|which\shas|norsk|a\sNorwegian|the\sNorwegian)\s )?
          (?i: org[\p{L}.\s-]{0,24}? | foretaksn[\p{L}.]* | enhetsn[\p{L}.]* | reg[\p{L}.\s]{0,14}(?:number|no\.?) | company\s(?:no\.?|number) | number | nummer(?:et)? | nr\.? | no\.? | vat[\s\p{L}.]{0,12} )?
          \s? [:=]? \s? (?:er|is)? \s? (?:NO)? \s? $",
    )
    .ok()
});

/// Where organisations are registered, which is no name of theirs.
const COUNTRIES: &[&str] = &[
    "norge", "noreg", "norway", "sverige", "sweden", "danmark", "denmark", "finland", "island", "iceland",
    "tyskland", "germany", "polen", "poland", "estland", "estonia", "latvia", "litauen", "lithuania",
    "nederland", "netherlands", "england", "storbritannia", "uk", "frankrike", "france", "spania", "spain",
    "oslo", "bergen", "trondheim", "enhetsregisteret", "einingsregisteret",
];

/// Whether what begins at `start` is where an organisation is, and no name: “Sprek Maur AS in Stavanger (org. no. …)”.
fn is_a_place(before: &str, start: usize) -> bool {
    let head = before.get(..start).unwrap_or_default().trim_end();
    let of = [" in", " i", " på", " at"].iter().find_map(|word| head.strip_suffix(word));
    of.is_some_and(|of| pieces::organisations(of).last().is_some_and(|name| name.range.end == of.len()))
}

/// The name of an organisation right before the number that ends `before`, and where it stands.
pub(super) fn name_beside(before: &str) -> Option<Piece> {
    let tail_start = before.char_indices().rev().nth(140).map_or(0, |(at, _)| at);
    let tail = before.get(tail_start..)?;
    let found = NAME_BESIDE.as_ref()?.captures(tail)?.get(1)?;
    let mut range = tail_start + found.start()..tail_start + found.end();
    loop {
        let name = before.get(range.clone())?;
        let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
        let small = first.chars().next().is_some_and(char::is_lowercase);
        if !is_not_name(first) && !small && meaning(first).is_none() {
            break;
        }
        if rest.is_empty() {
            return None;
        }
        range.start = range.end - rest.len();
    }
    // “… Filial og har organisasjonsnummer …”: the word goes on with the sentence, and not with the name.
    while let Some((rest, last)) = before.get(range.clone())?.rsplit_once(' ')
        && matches!(last, "og" | "and" | "i" | "av" | "of" | "for" | "på")
    {
        range.end = range.start + rest.len();
    }
    let value = before.get(range.clone())?.to_owned();
    // “Registered in Norway with organisation number …”.
    if COUNTRIES.contains(&value.to_lowercase().as_str()) || is_a_place(before, range.start) {
        return None;
    }
    let is_word =
        value.split(' ').any(|word| meaning(word).is_some_and(|meaning| meaning.attribute.is_some()));
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    (letters >= 3 && !is_word && !value.ends_with('.')).then_some(Piece { range, value, doubtful: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_above_that_was_wrong_is_told_and_whose_the_one_behind_is() {
        for text in [
            "PS: Beklager, tok feil nummer over.",
            "Ser at jeg har skrevet feil organisasjonsnummer over.",
            "Nummeret over er dessverre feil.",
            "Sorry, wrong org number above.",
            "Rettelse: bruk 910049356 i stedet.",
            "Bruk 910 049 356 i staden.",
            "P.S. nummeret over er til søsterselskapet vårt, beklager",
            "I just noticed the number above belongs to our sister company.",
        ] {
            assert!(says_wrong(text), "{text}");
        }
        for text in [
            "Feil telefonnummer over.",
            "Vi får en feil i API-et.",
            "Fakturaen har feil nummer.",
            "Rettelse: kari@sprekmaur.example er adressen.",
            "Søsterselskapet vårt har nummeret sitt hos dere.",
        ] {
            assert!(!says_wrong(text), "{text}");
        }
        assert_eq!(owner_behind(" er vårt."), Some(Behind::Of(Party::Sender)));
        assert_eq!(owner_behind(" is the customer's"), Some(Behind::Of(Party::Customer)));
        assert_eq!(owner_behind(" er morselskapets"), Some(Behind::Of(Party::Other)));
        assert_eq!(owner_behind(" er det riktige."), Some(Behind::Meant));
        assert_eq!(owner_behind(", Oslo"), None);
    }
}
