//! Persons whom a label names, and what the lines behind say of them: “Kari Eksempel, testansvarlig: …”, “Hennes e-post er …”.

use super::Reader;
use super::pairs::Pair;
use crate::orders::reading::facts::{Slot, Strength};
use crate::orders::reading::folding::{fold_letters, folded, words_of};
use crate::orders::reading::labels::{Attribute, Meaning, Party, Role};
use crate::orders::reading::pieces;

/// The person named in front of the first label of a line, when the label says what a person is and asks for nothing more.
pub(super) fn named_ahead<'t>(head: &'t str, first: &Pair<'_>) -> Option<(&'t str, Role)> {
    let role = first.meaning.role.filter(|_| first.meaning.attribute.is_none() && !first.is_bare)?;
    let name = head.trim_end_matches([',', ';', '(', '-', '–', ' ', '|']);
    let is_name = (2..=5).contains(&name.split_whitespace().count())
        && pieces::is_person(name)
        && pieces::organisations(name).is_empty();
    let has_details = !pieces::emails(first.value).is_empty() || !pieces::phones(first.value).is_empty();
    (is_name && has_details).then_some((name, role))
}

/// Whether a sentence gives an address or a telephone number of somebody whom it only calls “she”, “his”, “vedkommende”.
pub(super) fn is_of_whom_was_named(text: &str) -> bool {
    let folded = folded(text);
    let words = words_of(&folded);
    let is_pronoun = |at: usize, word: &str| match word {
        "hun" | "ho" | "han" | "henne" | "hennes" | "hennar" | "hans" | "she" | "he" | "him" | "his"
        | "vedkommende" | "vedkomande" | "vedkommendes" => true,
        // “Her er …” is a place in Norwegian.
        "her" => {
            let next = words.get(at + 1).copied().unwrap_or_default();
            let before = at.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
            ["e-mail", "email", "mail", "phone", "mobile", "number", "telephone", "direct", "cell", "address"]
                .iter()
                .any(|word| next.starts_with(word))
                || matches!(before, "reach" | "call" | "contact" | "phone" | "email" | "e-mail")
        }
        _ => false,
    };
    let near = words.iter().take(8).enumerate().any(|(at, word)| is_pronoun(at, word));
    near && (!pieces::emails(text).is_empty() || !pieces::phones(text).is_empty())
        && pieces::numbers(text).is_empty()
        && pieces::persons(text).is_empty()
        && pieces::organisations(text).is_empty()
}

impl Reader<'_> {
    /// Gives the address and the telephone number of `text` to the person that a label named last, in all that the person
    /// stands for. False when no label named one.
    pub(super) fn of_person(&mut self, text: &str) -> bool {
        let Some(name) = self.person.as_deref().map(fold_letters) else { return false };
        let mut stands_for: Vec<(Party, Role)> = self
            .lines
            .facts
            .all()
            .iter()
            .filter_map(|found| match found.slot {
                Slot::Contact(party, role, Attribute::Name) if fold_letters(&found.value) == name => {
                    Some((party, role))
                }
                _ => None,
            })
            .collect();
        stands_for.sort_unstable();
        stands_for.dedup();
        let found = [(Attribute::Email, pieces::emails(text)), (Attribute::Phone, pieces::phones(text))];
        for (party, role) in &stands_for {
            for (attribute, pieces) in &found {
                if let Some(piece) = pieces.first() {
                    self.contact(*party, *role, Meaning::default(), *attribute, piece, text, Strength::Block);
                }
            }
        }
        !stands_for.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_her_is_told_from_what_stands_here() {
        for text in [
            "Hennes e-post er kari@x.example",
            "Hun har e-post kari@x.example og mobil 22 33 44 55",
            "Her e-mail is kari@x.example",
            "You can reach her on 22 33 44 55",
        ] {
            assert!(is_of_whom_was_named(text), "{text}");
        }
        for text in [
            "Her er e-posten: kari@x.example",
            "Kari Eksempel er testansvarlig, og hennes e-post er kari@x.example",
            "Hennes e-post kommer senere",
            "Testansvarlig: kari@x.example",
        ] {
            assert!(!is_of_whom_was_named(text), "{text}");
        }
    }
}
