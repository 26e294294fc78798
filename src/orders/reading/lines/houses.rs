//! Whose house a line is about, by the names that the mail gives.

use super::Reader;
use super::pairs::split_of;
use super::values::is_sentence;
use crate::orders::reading::folding::fold_letters;
use crate::orders::reading::labels::{Meaning, Party, meaning};
use crate::orders::reading::names::named_in;

impl Reader<'_> {
    /// Whose house `owner` is: an organisation by its name, or by its kind, as in “Banken: …”.
    pub(super) fn house(&self, owner: &str) -> Option<Party> {
        self.known.party_of(owner).or_else(|| {
            // “Banken: …”, “Solsidens opplysninger: …”.
            (owner.split_whitespace().count() <= 2)
                .then(|| named_in(&fold_letters(owner), &self.known.names))
                .flatten()
        })
    }

    /// “Om kommunen:”, “For Varsom Due:”: whose facts stand below.
    pub(super) fn about_house(&self, heading: &str) -> Option<Party> {
        let folded = fold_letters(heading.trim_start_matches(['*', '_', '#', ' ']));
        let (first, of) = folded.split_once(' ')?;
        (matches!(first, "om" | "for" | "hos" | "hja" | "about" | "at" | "fra" | "from")
            && of.split_whitespace().count() <= 4)
            .then(|| named_in(of, &self.known.names))
            .flatten()
    }

    /// “Testansvarlig i banken”, “Kontakt hos Varsom Due”: whose it is, by the name of an organisation that was named.
    pub(super) fn with_name(&self, meaning: Meaning, of: Option<&str>) -> Meaning {
        let Some(of) = of else { return meaning };
        // “Testansvarlig hos dem”.
        if matches!(of.to_lowercase().as_str(), "dem" | "dei" | "them") {
            return Meaning { theirs: true, ..meaning };
        }
        match named_in(&fold_letters(of), &self.known.names) {
            Some(Party::Customer) => return Meaning { party: Some(Party::Customer), ..meaning },
            Some(Party::Sender) => return Meaning { ours: true, ..meaning },
            _ => {}
        }
        let words: Vec<String> = of.split_whitespace().map(str::to_lowercase).collect();
        let is_named = |party: Party| {
            self.known.names.iter().any(|(whose, name)| {
                *whose == party
                    && name.split(' ').filter(|word| word.chars().count() >= 4).any(|part| {
                        words.iter().any(|word| {
                            word.starts_with(part)
                                || part.starts_with(word.as_str()) && word.chars().count() >= 4
                        })
                    })
            })
        };
        match (is_named(Party::Customer), is_named(Party::Sender) || is_named(Party::Vendor)) {
            (true, false) => Meaning { party: Some(Party::Customer), ..meaning },
            (false, true) => Meaning { ours: true, ..meaning },
            _ => meaning,
        }
    }

    /// “Test contact at the bank” on a line of its own: a label, and whose it is by what was named.
    pub(super) fn heading_of(&self, bare: &str) -> Option<Meaning> {
        let (head, of) = split_of(bare)?;
        let label = meaning(head).filter(|label| label.role.is_some() && label.party.is_none())?;
        let named = self.with_name(label, Some(of));
        (named != label && !is_sentence(bare)).then_some(named)
    }
}
