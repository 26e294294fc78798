//! Facts in the rows of a table.

use super::Reader;
use super::pairs::pairs;
use crate::orders::reading::labels::{Meaning, Party, meaning};
use crate::orders::reading::pieces;

impl Reader<'_> {
    /// A row of a table.
    pub(super) fn row(&mut self, cells: &[&str]) {
        self.end_prose();
        if cells.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':' | '=' | ' '))) {
            return;
        }
        if let Some(header) = self.header.clone().filter(|header| header.len() == cells.len()) {
            self.row_below(&header, cells);
            return;
        }
        self.header = None;
        let meanings: Vec<Option<Meaning>> = cells.iter().map(|cell| heading_of(cell)).collect();
        let labels = meanings.iter().flatten().count();
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        let is_header = labels >= 2 && labels + 1 >= filled && !(cells.len() == 2 && is_pair(&meanings))
            || cells.first().is_some_and(|first| first.is_empty()) && labels == filled;
        if is_header {
            self.header = Some(meanings);
            return;
        }
        // A number of its own in front of each row is not part of it.
        let cells: Vec<&str> = cells
            .iter()
            .copied()
            .skip_while(|cell| cell.is_empty() || cell.trim_end_matches('.').parse::<u8>().is_ok())
            .collect();
        let mut at = 0;
        let mut understood = false;
        while let (Some(label), Some(value)) = (cells.get(at), cells.get(at + 1)) {
            let whole = format!("{label}: {value}");
            match meaning(label.trim_end_matches(':')) {
                Some(meaning) => {
                    self.pair(meaning, value, &whole);
                    // A value is never the next pair's label.
                    self.pending = None;
                    understood = true;
                    at += 2;
                }
                None => at += 1,
            }
        }
        if !understood {
            let text = cells.join(", ");
            for part in &cells {
                for pair in pairs(part) {
                    self.pair(pair.meaning, pair.value, pair.whole);
                    understood = true;
                }
            }
            if !(understood || self.block && self.loose(&text)) {
                self.say(&cells.join(": "));
                self.end_prose();
            }
        }
    }

    pub(super) fn row_below(&mut self, header: &[Option<Meaning>], cells: &[&str]) {
        let row = cells.first().and_then(|cell| heading_of(cell));
        let row = row.filter(|_| header.first().copied().flatten().is_none_or(Meaning::is_heading));
        if row.is_none() {
            self.party = None;
            self.role = None;
        }
        if let Some(row) = row {
            if row.party.is_some() || row.ours {
                self.role = None;
            }
            self.heading(row);
        }
        let skip = usize::from(row.is_some());
        for (column, cell) in header.iter().zip(cells).skip(skip) {
            if cell.is_empty() {
                continue;
            }
            let merged = match (*column, row) {
                (Some(column), Some(row)) => Meaning {
                    party: column
                        .party
                        .filter(|party| *party != Party::Sender)
                        .or(row.party)
                        .or(column.party),
                    role: column.role.or(row.role),
                    attribute: column.attribute.or(row.attribute),
                    ours: column.ours || row.ours,
                    theirs: column.theirs || row.theirs,
                    production_too: row.production_too,
                },
                (Some(only), None) | (None, Some(only)) => only,
                (None, None) => continue,
            };
            if row.is_none() && merged.is_heading() && merged.role.is_none() {
                // Blocks of two parties side by side: each cell by its shape.
                self.party = merged.party;
                self.role = None;
                let inner = pairs(cell);
                if inner.is_empty() {
                    self.loose(cell);
                }
                for pair in inner {
                    self.pair(Meaning { party: merged.party, ..pair.meaning }, pair.value, pair.whole);
                }
            } else {
                self.pair(merged, cell, cell);
            }
            self.pending = None;
        }
    }
}

/// Two labels side by side are a header only when they speak of two parties, or name two facts.
fn is_pair(meanings: &[Option<Meaning>]) -> bool {
    // “Navn” and beside it “Kontakt Test”: what is asked for, and its value.
    if let [Some(first), Some(second)] = meanings
        && first.attribute.is_some()
        && second.attribute.is_none()
    {
        return true;
    }
    let parties: Vec<Option<Party>> = meanings.iter().flatten().map(|meaning| meaning.party).collect();
    let attributes = meanings.iter().flatten().filter(|meaning| meaning.attribute.is_some()).count();
    !(parties.len() == 2 && parties.first() != parties.get(1) || attributes == 2)
}

/// What a cell says when it is a heading and no value.
fn heading_of(cell: &str) -> Option<Meaning> {
    let holds_pieces = !pieces::numbers(cell).is_empty()
        || !pieces::emails(cell).is_empty()
        || !pieces::phones(cell).is_empty();
    if holds_pieces || !pieces::organisations(cell).is_empty() {
        return None;
    }
    meaning(cell.trim_end_matches(':'))
}
