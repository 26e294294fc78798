//! A telephone number that a later mail says was wrong: “Feil telefonnummer i forrige e-post, riktig er 99 88 77 66”.
//!
//! Such a mail may come when nobody has asked, and changes an order that is whole. So it counts only where the words say
//! both that a number was wrong and which one is right, and where one number alone is said to be right.

use super::pieces::{self, Piece};
use super::prose::sentences;

/// What a mail says of telephone numbers that were given before.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Phones {
    /// The one that is right, in E.164, and the words that it was read from.
    pub(super) right: Option<(String, String)>,
    /// Those that are said to be wrong.
    pub(super) wrong: Vec<String>,
    /// Whether the sentences about it speak of a customer.
    pub(super) of_customer: bool,
}

// Right behind a number: it is wrong.
pattern!(
    WRONG_BEHIND,
    r"(?xi) ^ [\s,)\u{201d}»]* (?: (?: som | which )\s )? (?: er | var | ble | vart | blei | is | was )\s (?: dessverre\s | visst\s | altså\s )?
      (?: feil | gal[te]? | galt | ikke\s (?:riktig|rett) | ikkje\s (?:riktig|rett) | wrong | incorrect | not\s (?:right|correct) )\b"
);
// Right in front of a number: it is the one that does not hold.
pattern!(
    WRONG_AHEAD,
    r"(?xi) (?: \b(?: ikke | ikkje | not | i\ssted(?:et)?\sfor | i\sstaden\sfor | instead\sof | heller\senn ) ) \s* $"
);
// In front of a number, with no other between: it is said to be right.
pattern!(
    RIGHT_AHEAD,
    r"(?xi) \b(?: riktige? | rett(?:e)? | korrekte? | correct | right )\b [^\d?]{0,60} (?: \b(?:er|is|være|be)\b | : ) \s* $
      | \b(?: telefon\p{L}* | mobil\p{L}* | tlf\.? | phone | number | nummer\p{L}* )\b [^\d?]{0,30} \b(?: skal\svære | skal\svere | skulle\s(?:vært|være|vore|vere) | should\s(?:be|have\sbeen) | must\sbe )\s* $
      | \b(?: rettelse | retting | rettar? | korrigering | correction )\b [^\d?]{0,60} $"
);
// What it means after a sentence that says that a number was wrong.
pattern!(
    IT_IS,
    r"(?xi) (?: ^ | [,;–-]\s* ) (?: men\s | but\s )? (?: det | den | it | nummeret | telefonnummeret | mobilnummeret | mitt | the\snumber )\s (?: riktige\s | rette\s )? (?: er | is | skal\svære | skal\svere | should\sbe )\s* $"
);
pattern!(SAYS_WRONG, r"(?i)\b(?:feil\p{L}*|gale?|galt|wrong|incorrect)\b");
pattern!(ABOUT_PHONES, r"(?i)\b(?:\p{L}*telefon\p{L}*|\p{L}*mobil\p{L}*|tlf|phone|nummer(?:et)?|number)\b");
// What only might be.
pattern!(SUPPOSED, r"(?i)\b(?:hvis|dersom|viss|if|kanskje|muligens|maybe|perhaps)\b");
pattern!(OF_CUSTOMER, r"(?i)\b(?:kunden?s?|kundane?s?|customer(?:'s|s)?)\b");

fn says(pattern: &std::sync::LazyLock<Option<regex::Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// Reads the sender's own words.
pub(super) fn phones(said: &str) -> Phones {
    let joined = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut found = Phones::default();
    let mut right: Vec<(String, String, bool)> = Vec::new();
    let mut before = String::new();
    for sentence in sentences(&joined) {
        // What a sentence means by “it” stands in the one in front.
        let context = format!("{before} {sentence}");
        let pieces: Vec<Piece> = pieces::phones(sentence);
        for (at, piece) in pieces.iter().enumerate() {
            let start = at.checked_sub(1).and_then(|last| pieces.get(last)).map_or(0, |last| last.range.end);
            let ahead = sentence.get(start..piece.range.start).unwrap_or_default();
            let behind = sentence.get(piece.range.end..).unwrap_or_default();
            if says(&WRONG_BEHIND, behind) || says(&WRONG_AHEAD, ahead) {
                found.wrong.push(piece.value.clone());
                continue;
            }
            let is_right = says(&RIGHT_AHEAD, ahead) || says(&SAYS_WRONG, &context) && says(&IT_IS, ahead);
            let is_about_it = says(&ABOUT_PHONES, &context) || !found.wrong.is_empty() || !right.is_empty();
            if is_right
                && is_about_it
                && !piece.doubtful
                && !says(&SUPPOSED, &context)
                && !sentence.ends_with('?')
            {
                let shown = sentence.get(piece.range.clone()).unwrap_or_default();
                right.push((piece.value.clone(), shown.to_owned(), says(&OF_CUSTOMER, &context)));
            }
        }
        sentence.clone_into(&mut before);
    }
    right.retain(|(value, ..)| !found.wrong.contains(value));
    right.dedup_by(|one, other| one.0 == other.0);
    if let [(value, from, of_customer)] = right.as_slice() {
        found.right = Some((value.clone(), from.clone()));
        found.of_customer = *of_customer;
    }
    found
}
