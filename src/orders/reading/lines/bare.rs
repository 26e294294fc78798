//! Lines that are facts and nothing else, without a label: “324986812”, “Muldvarp Kode AS”, “Kari Eksempel <kari@x.example>”.
//! One alone may be anything; an organisation's number and its name below each other are meant as facts.

use std::borrow::Cow;

use super::values::unlisted;
use crate::orders::reading::document::{Line, Origin};
use crate::orders::reading::pieces::{self, Piece};

/// For each line whether it stands in a run of such lines that holds a name and a number of an organisation.
pub(super) fn bare_facts(lines: &[Cow<'_, Line>]) -> Vec<bool> {
    let mut marks = vec![false; lines.len()];
    let mut at = 0;
    while at < lines.len() {
        let run = lines.iter().skip(at).take_while(|line| is_bare(line)).count();
        if run < 2 {
            at += run.max(1);
            continue;
        }
        let texts = || lines.iter().skip(at).take(run).map(|line| line.text.as_str());
        // What is said of an organisation in the first three lines: further down a run is a signature's shape as well.
        let has_number =
            texts().take(3).any(|text| pieces::numbers(text).iter().any(|piece| !piece.doubtful));
        let has_name = texts().take(3).any(|text| !pieces::organisations(text).is_empty());
        if has_number && has_name {
            marks.iter_mut().skip(at).take(run).for_each(|mark| *mark = true);
        }
        at += run;
    }
    marks
}

/// Whether a line is pieces and what people write between them.
fn is_bare(line: &Line) -> bool {
    if line.is_blank()
        || !line.cells.is_empty()
        || !matches!(line.origin, Origin::Own | Origin::Forwarded)
        || line.text.chars().count() > 120
    {
        return false;
    }
    let text = unlisted(&line.text);
    let mut rest = text.to_owned();
    let mut pieces: Vec<Piece> = [
        pieces::numbers(text),
        pieces::emails(text),
        pieces::phones(text),
        pieces::organisations(text),
        pieces::persons(text),
    ]
    .concat();
    if pieces.is_empty() {
        return false;
    }
    pieces.sort_by_key(|piece| piece.range.start);
    for piece in pieces.iter().rev() {
        if rest.is_char_boundary(piece.range.start) && rest.is_char_boundary(piece.range.end.min(rest.len()))
        {
            rest.replace_range(piece.range.start..piece.range.end.min(rest.len()), " ");
        }
    }
    let left: Vec<&str> =
        rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // “(test)”, “mob”, “org.nr.”
    left.len() <= 2 && left.iter().all(|word| word.chars().count() <= 14)
}
