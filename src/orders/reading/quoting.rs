//! Which lines are the sender's own words of today, and which are a signature, a quotation, or a mail passed on.
//!
//! Mail programs do not say it; people know it by how it looks. So do we: by `>`, by the line above a quotation, by
//! Outlook's block of header lines, by the greeting that ends what was written.

mod answers;

use std::sync::LazyLock;

use regex::Regex;

use self::answers::{answers_by_number, answers_inside};
use super::document::{Line, Origin};
use super::labels::{self, Party, Role};
use super::pieces;

/// `Den tir. 3. mars 2026 kl. 09:12 skrev Kari <kari@x.example>:` and its relatives.
static WROTE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^ [\s>*_-]* (
            (den|på|på|dne|on|le|am|el|il|op|ons|tor|fre|man|tir|lør|søn)\b .{4,200}? \b(skrev|skreiv|wrote|écrit|schrieb|escribió|schreef|skriver)\b .{0,120} :
          | .{2,120} \b(skrev|skreiv|wrote|schrieb)\b .{0,80} (\d{1,2}[:.]\d{2}|\d{4}) .{0,60} :
          | .{0,20} \d{1,2} .{2,120} \b(skrev|skreiv|wrote|schrieb)\b .{0,120} :
        ) \s* $",
    )
    .ok()
});

/// The line that some programs draw above what they quote or pass on.
static ORIGINAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^ [\s*>]* [-_=]{2,} \s* (opprinnelig|opprinneleg|opphavleg|original|ursprungligt|ursprüngliche|oprindelig|svar|reply) .{0,30} [-_=]* \s* $",
    )
    .ok()
});

/// The line above a mail that is passed on.
static PASSED_ON: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^ [\s*>]* ( [-_=]{2,} \s* (videresendt|vidaresendt|forwarded|vidarebefordrat|weitergeleitete|fwd) .{0,40} [-_=]* | begin \s+ forwarded \s+ message .* | (start \s+ på \s+)? (videresendt|vidaresendt) \s+ (melding|e-post|epost|epostmelding) .{0,20} :? ) \s* $",
    )
    .ok()
});

/// A header line of a mail that is shown inside another.
static HEADER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^ [\s>*]* (fra|frå|from|från|von|de|sendt|sent|skickat|gesendet|dato|date|datum|til|to|till|an|kopi|cc|emne|subject|ämne|betreff|objet|reply-to|svar\ til) \s* \*? : \*? \s* \S",
    )
    .ok()
});

static HEADER_FROM: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^[\s>*]*(fra|frå|from|från|von|de)\s*\*?:\*?\s*\S").ok());

/// What a greeting is, when it is all that stands on its line but for a name.
static GREETING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^ \s* ( (med\s+)? (vennlig(e)?|vennleg(e)?|venleg(e)?|venlig(e)?|vennligst|beste|hjertelig|varm(e)?|gode|mange) \s+ (hilsen|hilsener|hilsninger|helsing|helsingar) .{0,140}
          | med \s+ (hilsen|helsing)\b .{0,60}
          | (med|de|dei|en|ein) \s+ \p{L}+ \s+ (hilsen|hilsener|helsing|helsingar)\b .{0,60}
          | \p{L}+(hilsen|hilsener|helsing|helsingar|hilsninger) \b .{0,60}
          | (med \s+ (høyaktelse|høgaktelse|respekt|ærbødighet) | høyaktelsesfullt | ærbødigst | deres \s+ ærbødige) [\s,.!]* .{0,40}
          | (klem|klemmer|alt\ godt|ha\ (det|en|ein|ei)\ \p{L}+(\ \p{L}+)?|god\ (helg|dag\ videre|dag\ vidare)|fortsatt\ god\ dag|snakkes|vi\ høres|vi\ høyrest|warmly|all\ the\ best|take\ care|yours|with\ appreciation|talk\ soon|best|beste|cheerio|have\ a\ (nice|good|great|lovely)\ \p{L}+)[\s,.!]* ((fra|frå|from|hilsen)\b.{0,50})? $
          | (mvh|m\.v\.h|vh|v/h|hilsen|helsing|hils|hälsningar|med\ vänliga?\ hälsningar|vänliga\ hälsningar|mvh/|dbh)\b [\s.,!/:-]* .{0,140}
          | (best|kind|kindest|warm|warmest|many) \s+ (regards|wishes|thanks)\b .{0,40}
          | (regards|sincerely|yours\s+(sincerely|faithfully|truly)|cheers|br|rgds|respectfully|cordially)\b [\s.,!-]* .{0,30}
          | (med|with) \s+ (takk|respekt|kind\s+regards|best\s+regards) .{0,30}
          | (på \s+ forh[åa]nd \s+ takk|takk \s+ på \s+ f[øo]re?h[åa]nd|mange\ takk|much\ appreciated|thanks\ (and|&)\ (best\ |kind\ )?regards|thanks \s+ in \s+ advance|many \s+ thanks|thanks|takk|tusen\s+takk)[\s,.!]* $
        ) \s* $",
    )
    .ok()
});

/// What phones and virus scanners write under a mail.
static FOOTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^ \s* ( (sendt|send|sent|skickat) \s+ (fra|frå|from|från|med) \b .{0,60} | get \s+ outlook \b .* | skaff .{0,10} outlook .* | hent \s+ outlook .* | (denne|this) \s+ (e-?post(en|melding)?|e-?mail|message|meldingen) .{0,40} (konfidensiell|fortrolig|confidential|intended|kan\ inneholde) .* )",
    )
    .ok()
});

/// Whether a line says who wrote a mail that is shown inside another.
pub(super) fn is_from(text: &str) -> bool {
    is(&HEADER_FROM, text)
}

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// Marks `lines`; what is marked already by the mail program's own HTML stays so.
pub(super) fn mark(lines: &mut Vec<Line>, subject: &str, sender: Option<&str>) {
    split_greetings(lines);
    let passes_on = is_forward(subject);
    mark_quotations(lines, passes_on);
    mark_signature(lines);
    if let Some(sender) = sender {
        mark_signature_without_greeting(lines, sender);
    }
    keep_facts_below_greetings(lines);
    answers_inside(lines);
    answers_by_number(lines);
}

/// A greeting at the end of a line of text, as phones and hurried people write it.
static INLINE_GREETING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)[.!?)]\s+((?:mvh|med vennlig hilsen|med venleg helsing|vennlig hilsen|venleg helsing|hilsen|helsing|best regards|kind regards|regards)\b[\s,.]*.*)$",
    )
    .ok()
});

/// Puts a greeting that stands behind a sentence on a line of its own.
fn split_greetings(lines: &mut Vec<Line>) {
    let mut at = 0;
    while let Some(line) = lines.get_mut(at) {
        at += 1;
        if line.cells.len() > 1 {
            continue;
        }
        let Some(greeting) =
            INLINE_GREETING.as_ref().and_then(|pattern| pattern.captures(&line.text)?.get(1))
        else {
            continue;
        };
        let (start, text) = (greeting.start(), greeting.as_str().to_owned());
        line.text.truncate(start);
        line.text.truncate(line.text.trim_end().len());
        let (origin, overridden) = (line.origin, line.overridden);
        lines.insert(at, Line { text, cells: Vec::new(), origin, overridden });
        at += 1;
    }
}

/// Longest signature without a greeting, in lines.
const SIGNATURE_LINES: usize = 9;

/// Some end with their name alone: the sender's own name on a line of its own, and only a few short lines behind it.
fn mark_signature_without_greeting(lines: &mut [Line], sender: &str) {
    let own = |line: &Line| line.origin == Origin::Own && !line.is_blank();
    let Some(last) = lines.iter().rposition(own) else { return };
    let folded = |text: &str| text.to_lowercase().trim_matches([' ', ',', '.', '-', '/', '*']).to_owned();
    let sender = folded(sender);
    // By the whole name, its first words, or its initials.
    let initials: String = sender.split([' ', '-']).filter_map(|word| word.chars().next()).collect();
    let starts = |line: &Line| {
        let text = folded(&line.text);
        let is_name = text == sender
            || text.len() >= 2 && sender.starts_with(&format!("{text} "))
            || text.chars().count() >= 2 && text == initials;
        own(line) && is_name && line.cells.len() < 2
    };
    let Some(at) = lines.iter().take(last + 1).rposition(starts) else { return };
    let behind: Vec<&Line> = lines.iter().take(last + 1).skip(at + 1).filter(|line| own(line)).collect();
    let before_is_a_label = lines.iter().take(at).rev().find(|line| !line.is_blank()).is_some_and(|line| {
        line.text.ends_with([':', '?'])
            || line.origin == Origin::Quoted
            || labels::meaning(&line.text).is_some()
    });
    // A list of bare values: the firm, its number, and then whom to turn to.
    let before_is_a_value = at
        .checked_sub(1)
        .and_then(|before| lines.get(before))
        .is_some_and(|line| line.text.chars().count() < 60 && !pieces::numbers(&line.text).is_empty());
    if before_is_a_label
        || before_is_a_value
        || behind.len() > SIGNATURE_LINES
        || behind.iter().any(|line| {
            line.text.chars().count() > 110
                || labels::meaning(line.text.trim_end_matches(':')).is_some_and(|meaning| {
                    meaning.is_heading()
                        && (matches!(meaning.party, Some(Party::Vendor | Party::Customer))
                            || meaning.role == Some(Role::Test))
                })
        })
    {
        return;
    }
    for line in lines.iter_mut().take(last + 1).skip(at) {
        if line.origin == Origin::Own {
            line.origin = Origin::Signature;
        }
    }
}

/// Whether a subject says that a mail is passed on and not answered.
fn is_forward(subject: &str) -> bool {
    let folded = subject.trim().to_lowercase();
    ["vs:", "fw:", "fwd:", "vb:", "wg:", "tr:", "videresendt:", "vidaresendt:"]
        .iter()
        .any(|prefix| folded.starts_with(prefix))
}

fn mark_quotations(lines: &mut [Line], passes_on: bool) {
    // What stands below a line that opens an older mail belongs to that mail, to the end.
    let mut below: Option<Origin> = None;
    let mut at = 0;
    while at < lines.len() {
        let texts: Vec<String> = lines.iter().skip(at).take(9).map(|line| line.text.clone()).collect();
        let text = texts.first().cloned().unwrap_or_default();
        let opened_before = below.is_some();
        let joined = format!("{text} {}", texts.get(1).map_or("", String::as_str));
        if let Some(line) = lines.get(at)
            && below.is_none()
            && line.cells.len() != 2
        {
            if is(&PASSED_ON, &text) {
                below = Some(Origin::Forwarded);
            } else if is(&ORIGINAL, &text) && !is_write_above(&text)
                || is(&HEADER_FROM, &text) && is_header_block(&texts)
            {
                below = Some(if passes_on { Origin::Forwarded } else { Origin::Quoted });
            } else if is(&WROTE, &text)
                || (is(&WROTE, &joined) && !text.is_empty() && !text.ends_with(['.', ':']))
            {
                // Those who answer below or between leave their own lines without a mark, so only marked lines are quoted,
                // unless none is.
                let marked = lines
                    .iter()
                    .skip(at + 1)
                    .any(|line| line.text.starts_with('>') || line.origin == Origin::Quoted);
                if marked {
                    set(lines.get_mut(at), Origin::Quoted);
                    if !is(&WROTE, &text) {
                        set(lines.get_mut(at + 1), Origin::Quoted);
                    }
                } else {
                    below = Some(if passes_on { Origin::Forwarded } else { Origin::Quoted });
                }
            }
        }
        let Some(line) = lines.get_mut(at) else { break };
        match below {
            // The lines of the inner mail's header are not its words.
            Some(origin) if is(&HEADER, &line.text) && at_head(&texts) => {
                line.origin = if origin == Origin::Forwarded { Origin::Quoted } else { origin };
            }
            Some(origin) => {
                if line.text.starts_with('>') && origin == Origin::Forwarded {
                    // Some programs mark every line of what they pass on.
                    strip_mark(line);
                }
                line.origin = origin;
                // A mail that is passed on may quote an older one in turn, which is then not what is passed on.
                if opened_before
                    && origin == Origin::Forwarded
                    && (is(&ORIGINAL, &line.text) || is(&WROTE, &line.text))
                {
                    line.origin = Origin::Quoted;
                    below = Some(Origin::Quoted);
                }
            }
            None if line.text.starts_with('>') => line.origin = Origin::Quoted,
            None if passes_on && line.origin == Origin::Quoted => line.origin = Origin::Forwarded,
            None => {}
        }
        at += 1;
    }
}

/// “--- Svar over denne linjen ---”: a ticket system's mark for the answer that it waits for, above its own mail.
fn is_write_above(text: &str) -> bool {
    let folded = text.to_lowercase();
    ["over denne lin", "above this line"].iter().any(|words| folded.contains(words))
}

fn set(line: Option<&mut Line>, origin: Origin) {
    if let Some(line) = line {
        line.origin = origin;
    }
}

fn strip_mark(line: &mut Line) {
    line.text = line.text.trim_start_matches(['>', ' ']).to_owned();
}

/// Whether a line that looks like a header's stands among others of them.
fn at_head(texts: &[String]) -> bool {
    texts.iter().skip(1).take(2).any(|text| is(&HEADER, text)) || texts.get(1).is_none_or(String::is_empty)
}

/// Outlook's header block: `Fra:` and within the next lines two more of its kind.
fn is_header_block(texts: &[String]) -> bool {
    texts.iter().skip(1).take(7).filter(|text| is(&HEADER, text)).count() >= 2
}

fn mark_signature(lines: &mut [Line]) {
    let mut below = false;
    // Whose mail the lines belong to: a mail that is passed on has a signature of its own.
    let mut whose = Origin::Own;
    for at in 0..lines.len() {
        let Some(line) = lines.get(at) else { break };
        let (text, origin) = (line.text.clone(), line.origin);
        if !matches!(origin, Origin::Own | Origin::Forwarded) {
            continue;
        }
        if origin != whose || (below && resumes(&text)) {
            below = false;
            whose = origin;
        }
        if !below {
            below =
                text == "--" || text == "-- " || text == "—" || is(&FOOTER, &text) || is_greeting(lines, at);
        }
        if below && let Some(line) = lines.get_mut(at) {
            line.origin =
                if origin == Origin::Forwarded { Origin::ForwardedSignature } else { Origin::Signature };
        }
    }
}

/// A greeting has a line for itself, and what follows it is short.
fn is_greeting(lines: &[Line], at: usize) -> bool {
    let Some(line) = lines.get(at) else { return false };
    // “Takk” and “thanks” begin mails as well as end them: below them stands a name, or nothing.
    let thanks_only = line.text.to_lowercase().contains("takk") || line.text.to_lowercase().contains("thank");
    if !is(&GREETING, &line.text) || line.cells.len() > 1 || line.text.contains(':') {
        return false;
    }
    if !thanks_only {
        // A long line after a greeting's word is a signature only at the end.
        let behind =
            lines.iter().skip(at + 1).filter(|line| !line.is_blank() && line.origin == Origin::Own).count();
        return line.text.chars().count() < 60 || behind <= 6;
    }
    if thanks_only {
        let next = lines.iter().skip(at + 1).find(|line| !line.is_blank());
        return next.is_none_or(|next| next.text.chars().count() < 40 && !next.text.contains(':'));
    }
    true
}

/// A postscript is the sender's own words again.
fn resumes(text: &str) -> bool {
    let folded = text.to_lowercase();
    ["ps:", "ps.", "p.s", "ps ", "nb:", "nb!", "rettelse:", "correction:"]
        .iter()
        .any(|mark| folded.starts_with(mark))
}

/// Some greet first and list the facts below: labels that only an order has are no signature.
fn keep_facts_below_greetings(lines: &mut [Line]) {
    let of_an_order = |line: &Line| {
        matches!(line.origin, Origin::Signature | Origin::ForwardedSignature)
            && labels::is_label_of_an_order(&line.text, &line.cells)
    };
    if lines.iter().filter(|line| of_an_order(line)).count() < 2 {
        return;
    }
    let first = lines.iter().position(of_an_order);
    let last = lines.iter().rposition(of_an_order);
    if let (Some(first), Some(last)) = (first, last) {
        for line in lines.iter_mut().take(last + 1).skip(first) {
            match line.origin {
                Origin::Signature => line.origin = Origin::Own,
                Origin::ForwardedSignature => line.origin = Origin::Forwarded,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::reading::document::Document;

    fn check(text: &str, expected: &[(&str, Origin)]) {
        let document = Document::of_text(text);
        for (line, origin) in expected {
            let found = document.lines.iter().find(|found| found.text.contains(line));
            assert_eq!(found.map(|found| found.origin), Some(*origin), "{line} in {text}");
        }
    }

    #[test]
    fn answers_stand_below_their_questions_whatever_way_they_were_given() {
        let texts = |text: &str| -> Vec<(String, Origin)> {
            Document::of_text(text).lines.into_iter().map(|line| (line.text, line.origin)).collect()
        };
        let asked = "Den tor. 16. april 2026 kl. 09:02 skrev Oddny <oddny@x.example>:\n> 1. Organisasjonsnummer\n> 2. Navn\n> 3. Telefon";
        let by_number = texts(&format!("1. 310 000 019\n2. Sprek Maur AS\n3. 22 33 44 55\n\n{asked}"));
        for (question, answer) in
            [("Organisasjonsnummer", "310 000 019"), ("Navn", "Sprek Maur AS"), ("Telefon", "22 33 44 55")]
        {
            let at = by_number.iter().position(|line| *line == (answer.to_owned(), Origin::Own));
            let above = at.and_then(|at| by_number.get(at.checked_sub(1)?));
            assert_eq!(above, Some(&(question.to_owned(), Origin::Quoted)), "{by_number:?}");
        }
        // Two numbers may be a list of one's own.
        let two = texts(&format!("1. 310 000 019\n2. Sprek Maur AS\n\n{asked}"));
        assert!(two.contains(&("1. 310 000 019".to_owned(), Origin::Own)), "{two:?}");

        let inside = "Fra: Oddny <oddny@x.example>\nSendt: mandag 31. august 2026 12:11\nTil: Kari\nEmne: SV: Tilgang\n\nNavn: Sprek Maur AS\nTelefon:";
        let filled = texts(&format!("Se svarene mine i rødt nedenfor.\n\n{inside}"));
        assert!(filled.contains(&("Navn:".to_owned(), Origin::Quoted)), "{filled:?}");
        assert!(filled.contains(&("Sprek Maur AS".to_owned(), Origin::Own)), "{filled:?}");
        assert!(filled.contains(&("Telefon:".to_owned(), Origin::Quoted)), "{filled:?}");
        let quoted = texts(&format!("Takk, det var greit.\n\n{inside}"));
        assert!(quoted.contains(&("Navn: Sprek Maur AS".to_owned(), Origin::Quoted)), "{quoted:?}");
    }

    #[test]
    fn what_a_ticket_system_writes_above_its_mail_is_no_quotation() {
        check("--- Svar over denne linjen ---\n\nVi bestiller", &[("Vi bestiller", Origin::Own)]);
        check("--- Opprinnelig melding ---\n\nVi bestiller", &[("Vi bestiller", Origin::Quoted)]);
    }

    #[test]
    fn replies_forwards_and_signatures_are_told_apart() {
        use Origin::{Forwarded, Own, Quoted, Signature};
        check(
            "Ny tekst\n\nMvh\nKari\nSprek Maur AS\n\nDen tir. 3. mars 2026 kl. 09:12 skrev Ola <ola@x.example>:\n> gammelt",
            &[("Ny tekst", Own), ("Kari", Signature), ("gammelt", Quoted)],
        );
        check(
            "Se under.\n\n---------- Forwarded message ---------\nFrom: Ola <ola@x.example>\nDate: x\nSubject: Bestilling\n\nVi ønsker\n",
            &[("Se under", Own), ("From:", Quoted), ("Vi ønsker", Forwarded)],
        );
        check(
            "Svar\n\nFra: Ola\nSendt: mandag\nTil: Kari\nEmne: Test\n\nHei igjen\n",
            &[("Svar", Own), ("Hei igjen", Quoted)],
        );
        check("> spørsmål\nsvaret vårt\n> mer", &[("spørsmål", Quoted), ("svaret", Own), ("mer", Quoted)]);
        check("Takk for hjelpen, her er tallene:\nOrg.nr: 1", &[("Takk", Own), ("Org.nr", Own)]);
        check(
            "Hei\nMed vennlig hilsen\nKari\n\nSystemleverandørs navn: A AS\nNavn til testansvarlig: Kari",
            &[("Systemleverandørs", Own), ("Navn til", Own)],
        );
        check("Innhold\nHilsen Kari\nPS: telefonen er 1", &[("Hilsen", Signature), ("PS:", Own)]);
    }
}
