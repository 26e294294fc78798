//! What speaks against a number. It was found where such a number stands; here the words around it are asked whether it is
//! held to be right, and whose it is. A number is sure only when something ties it to its organisation, and nothing competes:
//! no word that says that it is old, wrong, an example or a guess, and no other organisation nearer to it.

use super::folding::{fold_letters, folded, words_of};
use super::labels::{OURS, Party, meaning};
use super::pieces::{self, Piece};
use super::prose::{says_wrong, sentences};
use super::purpose::is_request;

// Words in front of a number, in its clause, that make it no fact: “tidligere org.nr.”, “f.eks.”, “trolig”.
pattern!(
    AHEAD,
    r"(?x) \b(?: ikke | ikkje | not | aldri | never | uten | utan | without
      | eksempel\p{L}* | døme | f\.?\s?eks | example | e\.g | sample | dummy | (?:på|in|av)\s(?:the\s)?form(?:en|a|at\p{L}*)?
      | trolig | truleg | antage?lig\p{L}* | antake?lig\p{L}* | sannsynligvis | sannsynlegvis | kanskje | muligens | tror | trur | usikker\p{L}* | mener | meiner | gjetter | gjettar
      | probably | perhaps | maybe | presumably | i\sthink | i\sbelieve | guess | unsure
      | hvis | dersom | viss | if | tidligere | tidlegare | gammel | gamle | gammelt | gamalt | gamal | forrige | førre | old | former | formerly | previous\p{L}* | het | hette | heitte | da\svi | då\svi | when\swe\swere
      | feil | gale? | galt | wrong\p{L}* | underenhet\p{L}* | undereining\p{L}* | sub-?unit | branch | filial\p{L}*
      | (?:avdeling|del|datterselskap|dotterselskap|eid|eigd|eies|underlagt|division|part|subsidiary|owned)\s(?:i|av|til|of|by)
      | morselskap\p{L}* | konsern\p{L}* | revisor\p{L}* | regnskapsfører\p{L}* | rekneskapsførar\p{L}* | databehandler\p{L}* | databehandlar\p{L}* | konkurrent\p{L}* | competitor\p{L}* | auditor\p{L}* | accountant\p{L}* | parent | bankkonto\p{L}* | kontonummer | kontonr | leverandørnummer | leverandørnr | kundenummer | kundenr | medlemsnummer | faktura\p{L}* | invoice\p{L}*
      )\b"
);
// Words behind a number that take it back or leave it open.
pattern!(
    BEHIND,
    r"(?x) ^ \s? \?
      | ^ [\s,(–-]* (?:som\s|which\s)? (?:er\s|is\s)? (?:eies|eid|eigd|eigast|heleid|heileigd|owned|wholly\sowned)\b
      | ^ [^.;]{0,40} \b(?:under\s(?:avvikling|oppløsning|oppløysing) | konkurs\p{L}* | wound\sup | dissolv\p{L}* | liquidat\p{L}*)
      | ^ [\s,(–-]* (?:vårt\s|our\s)? (?:morselskap|holdingselskap|parent|konsern|revisor|underenhet|undereining)\p{L}*
      | ^ [^,.;]{0,25} \b(?:på|til|for|hos|of|to)\s(?:\p{L}+\s)?(?:søster|mor|datter|dotter|holding|sister|parent)\p{L}*
      | \b(?: stemmer\s(?:\p{L}+\s){0,2}(?:ikke|ikkje) | (?:ikke|ikkje)\slenger | no\slonger | (?:er|var|is|was|som\ser)\s(?:\p{L}+\s){0,2}(?:feil|galt?|gale|wrong|gammelt?|gamalt?|utgått|slettet|sletta|old|outdated) | utgått | opphørt | eksempel\p{L}* | døme | example
      | (?:tror|trur)\s(?:vi|jeg|eg|me) | i\sthink | i\sbelieve | usikker\p{L}* | unsure | not\ssure | (?:ikke|ikkje)\ssikker\p{L}* | (?:må|skal|kan)\s(?:\p{L}+\s){0,2}(?:sjekkes|sjekkast|bekreftes|stadfestast|dobbeltsjekkes) | sjekk(?:e|es|er)? | dobbeltsjekk\p{L}* | to\sbe\sconfirmed | tbc | please\s(?:check|verify|confirm)
      | (?:er|is|gjelder|gjeld|tilhører|tilhøyrer|som|belongs\sto)\s(?:\p{L}+\s){0,2}(?:morselskap|holdingselskap|moderselskap|parent|konsern|revisor|underenhet|undereining|søsterselskap)\p{L}*
      | (?:det|dette|that|this)\s(?:er|is)\s(?:jo\s)?(?:vårt\s|our\s)?(?:gamle?|old|tidligere|tidlegare|former)
      )\b"
);

// Words before and behind a person's name that say that the writer only believes it, or does not know which of two it is.
pattern!(
    GUESS_AHEAD,
    r"(?x) \b(?: nok | trolig | truleg | sannsynligvis | sannsynlegvis | kanskje | muligens | mogelegvis | kan\shende | antage?lig\p{L}* | antake?l[ie]g\p{L}* | probably | likely | perhaps | maybe | possibly | presumably | i\s(?:think|guess|believe) | tror | trur | gjetter | gjettar ) \b [^,;.]{0,30} $
      | \b(?:eller|or|enten|anten|either)\s $"
);
pattern!(
    GUESS_BEHIND,
    r"^\s?\?|^\s(?:eller|or)\s\p{L}|^[\s,(–-]{1,3}(?:trolig|truleg|probably|kanskje|maybe|tror|trur|i\sthink|ikke\ssikker|ikkje\ssikker|not\ssure|tbc|foreløpig|førebels)\b"
);

/// Whether the words around a person's name leave it open whether it is that one: “nok Kari Eksempel eller Ola Nordmann”.
pub(super) fn is_guess(text: &str, name: &str) -> bool {
    let Some(start) = text.find(name) else { return false };
    let before = folded(text.get(..start).unwrap_or_default());
    let behind = folded(text.get(start + name.len()..).unwrap_or_default());
    GUESS_AHEAD.as_ref().is_some_and(|pattern| pattern.is_match(&before))
        || GUESS_BEHIND.as_ref().is_some_and(|pattern| pattern.is_match(&behind))
}

/// What is asked about a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The words in which the facts stand, a line a line.
    pub text: &'a str,
    /// The nine digits.
    pub number: &'a str,
    /// The name of whom the number is held for.
    pub name: Option<&'a str>,
    /// On whose side that is: the customer's, or the one's who orders.
    pub party: Party,
    /// The mail has two parties.
    pub of_two: bool,
}

/// Where a number stands: its sentence, with what is next to it.
struct Place<'t> {
    sentence: &'t str,
    piece: Piece,
    /// All lines, and which of them it is in.
    lines: &'t [String],
    line: usize,
}

/// Whether a careful person would ask about a number before acting on it.
pub(super) fn is_doubtful(asked: Asked<'_>) -> bool {
    let lines = whole_lines(asked.text);
    let places = places(&lines, asked.number);
    if places.is_empty() {
        return false;
    }
    if places.iter().any(|place| is_questioned(place)) {
        return true;
    }
    // “PS: tok feil nummer over”, and nothing that puts it right.
    let last = places.iter().map(|place| place.line).max().unwrap_or_default();
    if lines.iter().skip(last + 1).flat_map(|line| sentences(line)).any(says_wrong) {
        return true;
    }
    let named = organisations_of(asked.text);
    let numbered = numbers_of(asked.text);
    let alone = named.len() < 2 && numbered.len() < 2;
    let one_for_two = asked.of_two && numbered.len() < 2;
    if places.iter().any(|place| is_of_another(place, asked)) {
        return true;
    }
    !alone && !places.iter().any(|place| is_tied(place, asked, one_for_two))
}

/// The lines that say something, those that a mail program broke put together again, without addresses: their words say
/// nothing of a number.
fn whole_lines(text: &str) -> Vec<String> {
    let mut whole: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim) {
        let mut shown = line.to_owned();
        for piece in pieces::emails(line).iter().rev() {
            if shown.is_char_boundary(piece.range.start) && shown.is_char_boundary(piece.range.end) {
                shown.replace_range(piece.range.clone(), "@");
            }
        }
        let goes_on = line.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit() || c == '(');
        match whole.last_mut() {
            Some(last)
                if goes_on
                    && last.chars().count() >= 50
                    && last.len() < 2_000
                    && !last.ends_with(['.', ':', '!', '?']) =>
            {
                last.push(' ');
                last.push_str(&shown);
            }
            _ if line.is_empty() => {}
            _ => whole.push(shown),
        }
    }
    whole
}

/// Where `number` stands.
fn places<'t>(lines: &'t [String], number: &str) -> Vec<Place<'t>> {
    let mut places = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if !line.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        for sentence in sentences(line) {
            let found = pieces::numbers(sentence)
                .into_iter()
                .chain(pieces::number_in_any_groups(sentence))
                .find(|piece| piece.value == number);
            let Some(piece) = found else { continue };
            places.push(Place { sentence, piece, lines, line: at });
            if places.len() >= PLACES {
                return places;
            }
        }
    }
    places
}

/// Most places of one number that are looked at; nobody writes it so often.
const PLACES: usize = 20;

/// Whether the words around a number say that it is old, wrong, an example, a guess, or ask for it.
fn is_questioned(place: &Place<'_>) -> bool {
    let before = place.sentence.get(..place.piece.range.start).unwrap_or_default();
    let behind = place.sentence.get(place.piece.range.end..).unwrap_or_default();
    // What is said of another number in the same sentence is not said of this one.
    let start = pieces::numbers(before).last().map_or(0, |other| other.range.end);
    let clause = before.get(start..).unwrap_or_default();
    let clause = clause.rsplit([',', ';']).find(|part| part.split_whitespace().count() > 1).unwrap_or(clause);
    let clause = folded(clause);
    let clause = clause.rsplit(" men ").next().unwrap_or_default().rsplit(" but ").next().unwrap_or_default();
    let end = pieces::numbers(behind).first().map_or(behind.len(), |other| other.range.start);
    let mut said = folded(behind.get(..end).unwrap_or_default());
    // “(under avvikling)” on the line below says it of the number too.
    if behind.trim().is_empty()
        && let Some(next) = place.lines.get(place.line + 1)
        && next.starts_with(|c: char| c == '(' || c.is_lowercase())
        && !next.contains([':', '@', '\t'])
    {
        said = folded(&format!(" {next}"));
    }
    let behind: String = said.chars().take(60).collect();
    let is = |pattern: &std::sync::LazyLock<Option<regex::Regex>>, text: &str| {
        pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
    };
    let asks = place.sentence.trim_end().ends_with('?') && !is_request(&folded(place.sentence));
    asks || is(&AHEAD, clause) || is(&BEHIND, &behind)
}

/// Whether another organisation's name stands nearer to the number in its sentence than that of its own.
fn is_of_another(place: &Place<'_>, asked: Asked<'_>) -> bool {
    let Some(name) = asked.name else { return false };
    let named = pieces::organisations(place.sentence);
    let before = named.iter().rfind(|other| other.range.end <= place.piece.range.start);
    let right_behind = || {
        named.iter().find(|other| {
            place.sentence.get(place.piece.range.end..other.range.start).is_some_and(|gap| {
                gap.trim_matches([' ', '(', ',', '-', '–', ':', '/', '|', '\t']).is_empty()
            })
        })
    };
    let nearest = right_behind().or(before);
    nearest.is_some_and(|other| {
        let between = place.sentence.get(other.range.end..place.piece.range.start).unwrap_or_default();
        !is_same(&other.value, name) && !says_whose(between, asked.party)
    })
}

/// Whether something ties the number to its organisation: a word for it, its name beside it, its column, or that it was the
/// last that was named.
fn is_tied(place: &Place<'_>, asked: Asked<'_>, one_for_two: bool) -> bool {
    let before = place.sentence.get(..place.piece.range.start).unwrap_or_default();
    let start = pieces::numbers(before).last().map_or(0, |other| other.range.end);
    let in_columns = place.sentence.contains(['\t', '|']) || place.sentence.contains("  ");
    if in_columns || says_whose(before.get(start..).unwrap_or_default(), asked.party) {
        return true;
    }
    let Some(name) = asked.name else { return false };
    if mentions(place.sentence, name) {
        return true;
    }
    // A line that only holds facts, and not a sentence about other things.
    let beside =
        |from: usize, to: usize| place.lines.get(from..to.min(place.lines.len())).unwrap_or_default();
    let names_another =
        |line: &str| pieces::organisations(line).iter().any(|other| !is_same(&other.value, name));
    // The lines right above and below, as far as they hold facts and name nobody else: the nearest that names one decides.
    let is_fact = |line: &&String| {
        let words = line.split_whitespace().count();
        words <= 9 && !(words > 4 && line.ends_with('.'))
    };
    let nearest = |lines: &mut dyn Iterator<Item = &String>| {
        lines
            .take(2)
            .filter(is_fact)
            .find(|line| mentions(line, name) || names_another(line))
            .map(|line| !names_another(line))
    };
    let above = nearest(&mut beside(0, place.line).iter().rev());
    let below = nearest(&mut beside(place.line + 1, place.lines.len()).iter());
    if let Some(tied) = above.or(below) {
        return tied;
    }
    let last = beside(0, place.line + 1)
        .iter()
        .rev()
        .find_map(|line| pieces::organisations(line).pop().map(|last| (last, line)));
    !one_for_two
        && last.is_none_or(|(last, line)| {
            is_same(&last.value, name) && (!is_fact(&line) || !names_another(line))
        })
}

/// Whether words name the side itself: “kundens org.nr.”, “organisasjonsnummeret vårt”.
fn says_whose(words: &str, party: Party) -> bool {
    let folded = folded(words);
    words_of(&folded).iter().any(|word| {
        let of = meaning(word).and_then(|meaning| meaning.party);
        match party {
            Party::Customer => of == Some(Party::Customer),
            _ => {
                of == Some(Party::Vendor)
                    || OURS.contains(word)
                    || matches!(*word, "vi" | "we" | "mitt" | "my")
            }
        }
    })
}

/// Whether two names are of one organisation: “Sprek Maur” and “Sprek Maur AS”.
fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (fold_letters(one), fold_letters(other));
    one.contains(&other) || other.contains(&one)
}

/// Whether `text` names the organisation, in full or without its form.
fn mentions(text: &str, name: &str) -> bool {
    let (text, name) = (fold_letters(text), fold_letters(name));
    let short = name.rsplit_once(' ').map_or(name.as_str(), |(short, _)| short);
    text.contains(&name) || short.chars().count() >= 4 && text.contains(short)
}

/// The different organisations that are named.
fn organisations_of(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in text.lines().flat_map(pieces::organisations) {
        if !names.iter().any(|known| is_same(known, &piece.value)) {
            names.push(piece.value);
        }
        if names.len() > 1 {
            break;
        }
    }
    names
}

/// The different numbers that stand there.
fn numbers_of(text: &str) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::new();
    for piece in text.lines().flat_map(pieces::numbers).filter(|piece| !piece.doubtful) {
        if !numbers.contains(&piece.value) {
            numbers.push(piece.value);
        }
        if numbers.len() > 1 {
            break;
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubtful(text: &str, name: &str) -> bool {
        let asked =
            Asked { text, number: "310000019", name: Some(name), party: Party::Sender, of_two: false };
        is_doubtful(asked)
    }

    #[test]
    fn what_is_said_of_a_number_makes_it_doubtful() {
        for text in [
            "Tidligere org.nr.: 310 000 019",
            "Org.nr.: 310 000 019?",
            "Org.nr.: trolig 310000019",
            "Org.nr.: 310000019 (morselskapets)",
            "Org.nr på brevpapiret er 310000019, men det stemmer ikke lenger",
            "Org.nr. (eksempel): 310000019",
            "Sprek Maur AS bestiller. Orgnr skrives på formen 310000019.",
            "Har dere 310000019 som vårt organisasjonsnummer?",
            "Bruk ikke 310000019",
            "Vi fikk det av Varsom Due AS, org.nr. 310000019",
            "Our number is 310000019, I think",
        ] {
            assert!(doubtful(text, "Sprek Maur AS"), "{text}");
        }
    }

    #[test]
    fn what_is_tied_to_its_organisation_is_sure() {
        for text in [
            "Org.nr.: 310 000 019",
            "Vi i Sprek Maur AS (310000019) har ikke egen kunde",
            "Morselskapet vårt heter Varsom Due AS.\nOrg.nr.: 310000019\nNavn: Sprek Maur AS",
            "Org.nr.: 310000019\nE-post: kari@eksempel.example",
            "Kan dere opprette en fiktiv virksomhet til Sprek Maur AS (310000019)?",
            "Vi, Sprek Maur AS, bruker tjenester fra Varsom Due AS. Organisasjonsnummeret vårt er 310000019.",
        ] {
            assert!(!doubtful(text, "Sprek Maur AS"), "{text}");
        }
        // Two organisations, and nothing that says whose it is.
        assert!(doubtful("Sprek Maur AS, Varsom Due AS\n310000019", "Sprek Maur AS"));
        assert!(doubtful(
            "Vi i Sprek Maur AS lager systemet til Varsom Due AS.\n\nDet var det.\n\nOrg.nr.: 310000019",
            "Sprek Maur AS"
        ));
    }

    #[test]
    fn every_pattern_is_one() {
        assert!(AHEAD.is_some() && BEHIND.is_some() && GUESS_AHEAD.is_some() && GUESS_BEHIND.is_some());
    }
}
