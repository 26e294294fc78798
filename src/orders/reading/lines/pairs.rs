//! Labels and values that stand in one line: what separates them, and where the next label begins.

use super::values::{is_sentence, person_name};
use crate::orders::legal_basis;
use crate::orders::reading::labels::{Attribute, Meaning, is_filler, meaning};
use crate::orders::reading::pieces::{self, Piece};
use crate::orders::reading::prose::provision;

/// A label and its value in a line.
pub(super) struct Pair<'t> {
    pub(in crate::orders::reading) meaning: Meaning,
    pub(in crate::orders::reading) value: &'t str,
    /// Label and value.
    pub(in crate::orders::reading) whole: &'t str,
    /// Where the label begins.
    pub(in crate::orders::reading) start: usize,
    /// Nothing separates label and value.
    pub(in crate::orders::reading) is_bare: bool,
    /// The words behind the label's “i” or “hos”: whose it is, by a name.
    pub(in crate::orders::reading) of: Option<&'t str>,
}

/// A place where a label ends.
pub(super) struct Mark<'t> {
    pub(in crate::orders::reading) of: Option<&'t str>,
    /// Where the label begins.
    label: usize,
    /// Where it ends.
    end: usize,
    /// Where the value begins.
    pub(in crate::orders::reading) value: usize,
    pub(in crate::orders::reading) meaning: Meaning,
}

/// The labels of a line with their values, in their order.
pub(super) fn pairs(text: &str) -> Vec<Pair<'_>> {
    let mut marks: Vec<Mark<'_>> = Vec::new();
    // Where the name of a legal basis ends, which has colons of its own.
    let mut named_until = 0;
    let bytes = text.as_bytes();
    for (at, c) in text.char_indices() {
        let width = match c {
            _ if at < named_until => continue,
            ':' | '=' | '\t' | '：' => c.len_utf8(),
            '-' | '–' | '—' | '|'
                if text.get(..at).is_some_and(|b| b.ends_with(' '))
                    && text.get(at + c.len_utf8()..).is_some_and(|a| a.starts_with(' ')) =>
            {
                c.len_utf8()
            }
            _ => continue,
        };
        let before = at.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
        let after = bytes.get(at + width).copied().unwrap_or(b' ');
        // A time, an address, a scope.
        if c == ':'
            && (before.is_ascii_digit() && after.is_ascii_digit()
                || after == b'/'
                || text.get(..at).is_some_and(|b| b.ends_with("mailto")))
        {
            continue;
        }
        let from = marks.last().map_or(0, |mark| mark.value);
        let segment = text.get(from..at).unwrap_or_default();
        let dash = matches!(c, '-' | '–' | '—' | '|');
        let behind = text.get(at + width..).unwrap_or_default();
        let found = label_at_end(segment, marks.is_empty() && (dash || from == 0), behind).or_else(|| {
            let (head, of) = split_of(segment)?;
            Some((
                segment.len() - segment.trim_start().len(),
                meaning(head.trim()).filter(|meaning| meaning.party.is_none())?,
                Some(of),
            ))
        });
        let found = found.or_else(|| label_before_name(segment));
        if let Some((skipped, meaning, of)) = found {
            let label = from + skipped;
            // A dash makes a label only at the beginning of a line.
            if dash && label != 0 {
                continue;
            }
            if meaning.attribute == Some(Attribute::LegalBasis) {
                named_until = legal_basis::name_at_start(behind).map_or(0, |length| at + width + length);
            }
            marks.push(Mark { of, label, end: at, value: at + width, meaning });
        }
    }
    add_bare_marks(text, &mut marks);
    let ends: Vec<usize> = marks.iter().skip(1).map(|mark| mark.label).chain([text.len()]).collect();
    marks
        .iter()
        .zip(ends)
        .filter_map(|(mark, end)| {
            let value = text
                .get(mark.value..end.max(mark.value))?
                .trim()
                .trim_end_matches([',', ';', '|', '/', '(', ' ', '-']);
            Some(Pair {
                meaning: mark.meaning,
                value: value.trim_start_matches([':', '=', '-', '–', ' ', '\t', '*']),
                whole: text.get(mark.label..end.max(mark.end))?,
                start: mark.label,
                is_bare: mark.end == mark.value,
                of: mark.of,
            })
        })
        .collect()
}

/// A label and the name of whose it is: `Org.nr. Varsom Due`.
fn label_before_name(segment: &str) -> Option<(usize, Meaning, Option<&str>)> {
    let lead = segment.len() - segment.trim_start().len();
    let whole = segment.trim();
    let at = whole.match_indices(' ').map(|(at, _)| at).take(3).find(|at| {
        let (label, name) = whole.split_at(*at);
        let name = name.trim();
        meaning(label)
            .is_some_and(|meaning| meaning.attribute == Some(Attribute::Number) && meaning.party.is_none())
            && (1..=5).contains(&name.split_whitespace().count())
            && name.chars().next().is_some_and(char::is_uppercase)
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '&' | '-' | '.' | '/'))
    })?;
    let (label, name) = whole.split_at(at);
    Some((lead, meaning(label)?, Some(name.trim())))
}

/// A label and whose it is: `Testansvarlig hos Varsom Due`.
pub(super) fn split_of(segment: &str) -> Option<(&str, &str)> {
    [" hos ", " i ", " ved ", " at ", " for ", " fra ", " frå ", " from ", " in ", " hjå ", " på ", " med "]
        .iter()
        .find_map(|word| {
            let at = segment.find(word)?;
            let of = segment.get(at + word.len()..)?.trim();
            // “Testansvarlig hos oss er Kari Eksempel” is a sentence.
            let says = format!(" {of} ");
            let is_said = [" er ", " is ", " blir ", " vert ", " heter ", " heiter ", " will be "]
                .iter()
                .any(|verb| says.contains(verb));
            (!of.is_empty() && !is_said && of.split_whitespace().count() <= 5)
                .then(|| segment.get(..at).map(|head| (head, of)))
                .flatten()
        })
}

/// The label at the end of `segment`: all of it, or its last words. Gives how much stands before it.
pub(super) fn label_at_end<'s>(
    segment: &'s str,
    first: bool,
    value: &str,
) -> Option<(usize, Meaning, Option<&'s str>)> {
    let trimmed = segment.trim_end();
    let lead = trimmed.len() - trimmed.trim_start_matches([' ', '*', '_', ',', ';', '|', '(', '•']).len();
    let whole = trimmed.get(lead..)?;
    // Behind a value a comma ends it: “Oppdiktet Kontakt, e-post” is a name and a label.
    let value_ends = !first
        && whole
            .rfind([',', ';', '|'])
            .and_then(|at| whole.get(at + 1..))
            .is_some_and(|tail| meaning(tail).is_some());
    if let Some(meaning) = meaning(whole).filter(|_| !value_ends) {
        return Some((lead, meaning, None));
    }
    // From the left, the longest end that is a label.
    let starts: Vec<usize> = whole
        .char_indices()
        .filter(|(_, c)| matches!(c, ' ' | ',' | ';' | '(' | '|' | '.' | '/'))
        .map(|(at, c)| at + c.len_utf8())
        // No label is longer, and a line of nothing but colons must not be slow.
        .filter(|start| whole.len() - start <= 200)
        .collect();
    let comma = whole.find([',', ';', '|']).unwrap_or_default();
    for start in starts.into_iter().filter(|start| !value_ends || *start > comma) {
        let tail = whole.get(start..)?.trim_start();
        if tail.split_whitespace().count() > 7 {
            continue;
        }
        let Some(meaning) = meaning(tail) else { continue };
        let head = whole.get(..start)?.trim_end();
        let after_stop = head.ends_with([',', ';', '.', '(', '|', ')', '!', '/'])
            || head.ends_with("og")
            || head.ends_with("and");
        let fits = match meaning.attribute {
            Some(Attribute::Number) => {
                pieces::numbers(value).first().is_some_and(|piece| piece.range.start < 12)
            }
            Some(Attribute::Email) => {
                pieces::emails(value).first().is_some_and(|piece| piece.range.start < 12)
            }
            Some(Attribute::Phone) => {
                pieces::phones(value).first().is_some_and(|piece| piece.range.start < 12)
            }
            _ => false,
        };
        if after_stop || fits || !first {
            let skipped = lead + start + (whole.get(start..)?.len() - whole.get(start..)?.trim_start().len());
            // “Bank's organisation number”: whose it is, by a name.
            let owner = whole.get(..start).unwrap_or_default().trim();
            let owns = first
                && owner.ends_with(['s', '’'])
                && owner.split_whitespace().count() <= 4
                && meaning.party.is_none();
            return Some(if owns { (lead, meaning, Some(owner)) } else { (skipped, meaning, None) });
        }
    }
    None
}

/// Labels that nothing separates from their value: `Org.nr 310 000 019`, `Tlf 22 33 44 55`.
pub(super) fn add_bare_marks<'t>(text: &'t str, marks: &mut Vec<Mark<'t>>) {
    let mut bare: Vec<Mark<'t>> = Vec::new();
    let of = |pieces: Vec<Piece>, attribute: Attribute| {
        pieces.into_iter().map(move |piece| (piece, attribute)).collect::<Vec<_>>()
    };
    let all = [
        of(pieces::numbers(text), Attribute::Number),
        of(pieces::emails(text), Attribute::Email),
        of(pieces::phones(text), Attribute::Phone),
    ];
    for (piece, attribute) in all.into_iter().flatten() {
        let from = marks
            .iter()
            .flat_map(|mark| [mark.value])
            .filter(|value| *value <= piece.range.start)
            .max()
            .unwrap_or(0);
        let gap = text.get(from..piece.range.start).unwrap_or_default();
        let gap_trimmed = gap.trim_end_matches([' ', '(', '.', '<']);
        if gap_trimmed.trim().is_empty() {
            continue;
        }
        // Only at the beginning of the line or of a part of it, so that sentences stay sentences.
        let start = gap_trimmed.rfind([',', ';', '(', '|', '/', '\t']).map_or(0, |at| at + 1);
        let tail = gap_trimmed.get(start..).unwrap_or_default();
        let Some(meaning) = meaning(tail.trim()).filter(|meaning| meaning.attribute == Some(attribute))
        else {
            continue;
        };
        let at_head = start > 0 || from == 0;
        if !at_head && !marks.iter().any(|mark| mark.value == from) {
            continue;
        }
        let label = from + start + (tail.len() - tail.trim_start().len());
        if marks.iter().any(|mark| mark.label <= label && label < mark.value) {
            continue;
        }
        bare.push(Mark { of: None, label, end: piece.range.start, value: piece.range.start, meaning });
    }
    // “…, testansvarlig Kari Eksempel, …”: a part of a line that is a label and a name.
    let mut start = 0;
    for part in text.split([',', ';']) {
        let lead = part.len() - part.trim_start().len();
        let label = start + lead;
        let part_start = start;
        start += part.len() + 1;
        let covered = marks
            .iter()
            .chain(&bare)
            .any(|mark| part_start <= mark.label && mark.label < part_start + part.len().max(1));
        if part_start == 0 || covered {
            continue;
        }
        if let Some((meaning, value)) = bare_label(part.trim()) {
            let value = label + (part.trim().len() - value.len());
            bare.push(Mark { of: None, label, end: value, value, meaning });
        }
    }
    marks.extend(bare);
    marks.sort_by_key(|mark| mark.label);
    marks.dedup_by(|later, earlier| later.label < earlier.value);
}

/// A label that only a blank sets apart from a name: `firma Sprek Maur AS`, `testansvarlig Kari Eksempel <kari@x.example>`.
pub(super) fn bare_label(text: &str) -> Option<(Meaning, &str)> {
    if is_sentence(text) {
        return None;
    }
    let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).take(4).collect();
    spaces.into_iter().rev().find_map(|at| {
        let value = text.get(at..)?.trim_start();
        let label = text.get(..at)?;
        let found = meaning(label)?;
        // “Kunden heter Lille” ends with no word of a label: “Lille” is the name's.
        let last = label.rsplit(' ').next().unwrap_or_default();
        let ends =
            meaning(last).is_some() || is_filler(last) || last.chars().next().is_some_and(char::is_lowercase);
        let meaning = found;
        if !ends {
            return None;
        }
        let fits = match (meaning.attribute, meaning.role) {
            (None | Some(Attribute::Name), Some(_)) => {
                person_name(value).is_some_and(|name| name.contains(' ') && value.starts_with(&name))
            }
            (None | Some(Attribute::Name), None) => {
                pieces::organisations(value).first().is_some_and(|piece| piece.range.start == 0)
            }
            (Some(Attribute::LegalBasis), _) => provision(value).is_some(),
            _ => false,
        };
        fits.then_some((meaning, value))
    })
}
