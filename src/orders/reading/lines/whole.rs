//! Names that a form asked for in two fields, made one.

use std::borrow::Cow;

use crate::orders::reading::document::Line;

/// Labels of the first of two fields, and of the second.
const FIRST: &[&str] = &["fornavn", "fornamn", "førenamn", "first name", "given name", "firstname"];
const LAST: &[&str] = &["etternavn", "etternamn", "last name", "surname", "family name", "lastname"];

/// `lines`, with “Fornavn: Kari” and “Etternavn: Nordmann” behind it made “Navn: Kari Nordmann”.
pub(super) fn with_whole_names<'d>(lines: impl Iterator<Item = &'d Line>) -> Vec<Cow<'d, Line>> {
    let mut whole: Vec<Cow<'d, Line>> = Vec::new();
    for line in lines {
        let last = field(line, LAST).and_then(|(_, _, surname)| {
            let before = whole.iter_mut().rev().find(|line| !line.is_blank())?;
            let (head, tail, name) = field(before, FIRST)?;
            let label = format!("{head}navn{tail}");
            let name = format!("{name} {surname}");
            let cells = if before.cells.is_empty() { Vec::new() } else { vec![label.clone(), name.clone()] };
            *before =
                Cow::Owned(Line { text: format!("{label}: {name}"), cells, ..before.clone().into_owned() });
            Some(())
        });
        if last.is_none() {
            whole.push(Cow::Borrowed(line));
        }
    }
    whole
}

/// The words before and behind one of `labels` in the label of a line, and its value.
fn field(line: &Line, labels: &[&str]) -> Option<(String, String, String)> {
    let (label, value) = match line.cells.as_slice() {
        [label, value] => (label.as_str(), value.as_str()),
        [] => line.text.split_once(':')?,
        _ => return None,
    };
    if label.chars().count() > 60 || value.trim().is_empty() || value.chars().count() > 60 {
        return None;
    }
    let folded = label.to_lowercase();
    let (at, length) = labels.iter().find_map(|word| Some((folded.find(word)?, word.len())))?;
    let (head, tail) = (folded.get(..at)?, folded.get(at + length..)?);
    Some((head.to_owned(), tail.trim_end_matches(':').to_owned(), value.trim().to_owned()))
}
