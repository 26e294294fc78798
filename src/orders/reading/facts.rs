//! What was found, and which of it is kept when a mail says the same thing twice.

use super::labels::{Attribute, Party, Role};

/// Most findings that are kept of one kind: a hundred are many, and all are compared with each other.
const MOST: usize = 300;

/// Most organisations that are told apart in a mail.
pub(super) const MOST_NAMES: usize = 60;

/// What a found value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Slot {
    /// An organisation's number.
    Number(Party),
    /// An organisation's name.
    Name(Party),
    /// A fact about a contact: name, address or telephone.
    Contact(Party, Role, Attribute),
    /// The legal basis.
    LegalBasis,
}

/// How strongly a value is tied to what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Only near to it.
    Loose,
    /// A sentence says it.
    Sentence,
    /// It stands in a block under a heading.
    Block,
    /// A label says it.
    Label,
}

/// A value and where it was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// What it is.
    pub slot: Slot,
    /// The value in the form that is kept.
    pub value: String,
    /// The words it was read from.
    pub from: String,
    /// Something about it makes a careful person ask.
    pub doubtful: bool,
    /// How it is tied to its slot.
    pub strength: Strength,
    /// It is said to put something right that was said before.
    pub corrects: bool,
}

/// Everything that was found.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    found: Vec<Found>,
    /// Contacts that are said to be the same person as the test contact.
    pub same_as_test: Vec<(Party, Role)>,
    /// What stands behind a label that asks for something else: a telephone number of one digit. It is no fact, but its
    /// sender is told what was read.
    pub unread: Vec<(Slot, String)>,
    /// Who the sender says it is: “my name is …”.
    pub me: Option<String>,
    /// Whom the sender writes for, when it is somebody else.
    pub principal: Option<String>,
    /// The sender is the customer, which gives its vendor the access: “vår leverandør skal få tilgangen delegert fra oss”.
    pub sender_delegates: bool,
    /// Names that stand beside a number, whoever they are.
    beside: Vec<(String, String)>,
    /// What each mention of an organisation says of whose it is, and how loudly.
    votes: Vec<(String, Option<Party>, u32)>,
}

impl Found {
    /// Doubtful when `doubtful` too.
    pub(super) fn doubt(self, doubtful: bool) -> Self {
        Self { doubtful: self.doubtful || doubtful, ..self }
    }
}

impl Facts {
    /// Adds a value; what is empty is none.
    pub(super) fn add(&mut self, found: Found) {
        if !found.value.is_empty() && self.found.len() < MOST {
            self.found.push(found);
        }
    }

    /// Remembers that a name stands beside a number.
    pub(super) fn pair_up(&mut self, name: &str, number: &str) {
        if !name.is_empty() && self.beside.len() < MOST {
            self.beside.push((name.to_owned(), number.to_owned()));
        }
    }

    /// Remembers what a mention of `name` says of whose it is.
    pub(super) fn vote(&mut self, name: &str, party: Option<Party>, weight: u32) {
        if name.chars().count() >= 3 && self.votes.len() < MOST {
            self.votes.push((name.to_owned(), party, weight));
        }
    }

    /// All that is said of whose the organisations are.
    pub(super) fn votes(&self) -> &[(String, Option<Party>, u32)] {
        &self.votes
    }

    /// The one number that stands beside `name`.
    pub(super) fn number_beside(&self, name: &str) -> Option<String> {
        let mut numbers = self.beside.iter().filter(|(other, _)| same(other, name)).map(|(_, number)| number);
        let first = numbers.next()?;
        numbers.all(|number| number == first).then(|| first.clone())
    }

    /// The one name that stands beside `number`.
    pub(super) fn name_beside(&self, number: &str) -> Option<String> {
        let mut names = self.beside.iter().filter(|(_, other)| other == number).map(|(name, _)| name);
        let first = names.next()?;
        names.all(|name| same(name, first)).then(|| first.clone())
    }

    /// The organisations that were named, with whose names they are.
    pub(super) fn names(&self) -> Vec<(Party, String)> {
        let name = |found: &Found| match found.slot {
            Slot::Name(party) => Some((party, found.value.to_lowercase())),
            _ => None,
        };
        self.found.iter().filter_map(name).take(MOST_NAMES).collect()
    }

    /// `name` as it stands most fully: “Gul Gaupe” is “Gul Gaupe AS”.
    pub(super) fn fullest_name(&self, name: &str) -> String {
        let fuller = |found: &&Found| matches!(found.slot, Slot::Name(_)) && is_part(name, &found.value);
        self.found.iter().find(fuller).map_or_else(|| name.to_owned(), |found| found.value.clone())
    }

    /// Whether a label says what is in `slot`.
    pub(super) fn is_labelled(&self, slot: Slot) -> bool {
        self.found.iter().any(|found| found.slot == slot && found.strength == Strength::Label)
    }

    /// The contacts by name, each once for whose and what it is.
    pub(super) fn named_contacts(&self) -> Vec<(Party, Role, String)> {
        let mut contacts: Vec<(Party, Role, String)> = self
            .found
            .iter()
            .filter_map(|found| match found.slot {
                Slot::Contact(party, role, Attribute::Name) => Some((party, role, found.value.clone())),
                _ => None,
            })
            .collect();
        contacts.sort();
        contacts.dedup();
        contacts
    }

    /// All pairs of a name and the number beside it.
    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.beside
    }

    /// Whether anything was found for `slot`.
    pub(super) fn has(&self, slot: Slot) -> bool {
        self.found.iter().any(|found| found.slot == slot)
    }

    /// What stands beside an organisation's name, or is its name, is that organisation's, whoever it was read for; what a label
    /// says stays.
    pub(super) fn reassign(&mut self, party_of: impl Fn(&str) -> Option<Party>) {
        for at in 0..self.found.len() {
            let Some(found) = self.found.get(at).filter(|found| found.strength < Strength::Label) else {
                continue;
            };
            let (slot, value) = (found.slot, found.value.clone());
            let decided = match slot {
                Slot::Number(_) => self.name_beside(&value).and_then(|name| party_of(&name)),
                Slot::Name(_) => party_of(&value),
                _ => None,
            };
            let (Some(party), Some(found)) = (decided, self.found.get_mut(at)) else { continue };
            match &mut found.slot {
                Slot::Number(whose) | Slot::Name(whose) if *whose != party => *whose = party,
                _ => {}
            }
        }
    }

    /// What the sender says of itself is the customer's, when it is the sender that delegates. A sentence about a contact
    /// has said whose it is.
    pub(super) fn sender_is_customer(&mut self) {
        for found in &mut self.found {
            match &mut found.slot {
                Slot::Number(party @ Party::Sender) | Slot::Name(party @ Party::Sender) => {
                    *party = Party::Customer;
                }
                Slot::Contact(party @ Party::Sender, ..) if found.strength >= Strength::Block => {
                    *party = Party::Customer;
                }
                _ => {}
            }
        }
    }

    /// All of it.
    pub(super) fn all(&self) -> &[Found] {
        &self.found
    }

    /// The value to keep of those for `slot`: a correction before what it corrects, a label before a sentence. Two that
    /// say different things with the same right leave it doubtful.
    pub(super) fn best(&self, slot: Slot) -> Option<Found> {
        let mut fitting: Vec<&Found> = self.found.iter().filter(|found| found.slot == slot).collect();
        if let Some(correction) = fitting.iter().rev().find(|found| found.corrects) {
            return Some((*correction).clone());
        }
        let strongest = fitting.iter().map(|found| found.strength).max()?;
        fitting.retain(|found| found.strength == strongest);
        // A value that is good as it stands is meant before one that cannot be right.
        let sound: Vec<&Found> = fitting.iter().copied().filter(|found| !found.doubtful).collect();
        let chosen = if sound.is_empty() { &fitting } else { &sound };
        let mut kept = (*chosen.first()?).clone();
        for other in chosen.iter().skip(1) {
            if same(&kept.value, &other.value) {
                continue;
            }
            match slot {
                // “Sprek Maur” and “Sprek Maur AS” are one name; the fuller one is kept.
                Slot::Name(_) | Slot::Contact(_, _, Attribute::Name)
                    if is_part(&kept.value, &other.value) =>
                {
                    kept.value.clone_from(&other.value);
                    kept.from.clone_from(&other.from);
                }
                Slot::Name(_) | Slot::Contact(_, _, Attribute::Name)
                    if is_part(&other.value, &kept.value) => {}
                // A second telephone or address of the same contact takes nothing from the first.
                Slot::Contact(_, _, Attribute::Phone | Attribute::Email) if strongest < Strength::Label => {}
                _ => kept.doubtful = true,
            }
        }
        Some(kept)
    }

    /// All that is said in `slots` outright and in earnest, labels and sentences alike.
    pub(super) fn said_in(&self, slots: &[Slot]) -> Vec<&Found> {
        self.found
            .iter()
            .filter(|found| {
                slots.contains(&found.slot) && found.strength >= Strength::Sentence && !found.doubtful
            })
            .collect()
    }

    /// The best of several slots, the first that has one.
    pub(super) fn first_of(&self, slots: &[Slot]) -> Option<Found> {
        slots.iter().find_map(|slot| self.best(*slot))
    }

    /// The different numbers that are held for `party` with at least the strength of a sentence.
    pub(super) fn numbers_of(&self, party: Party) -> Vec<String> {
        let mut numbers: Vec<String> = self
            .found
            .iter()
            .filter(|found| {
                found.slot == Slot::Number(party) && found.strength >= Strength::Sentence && !found.doubtful
            })
            .map(|found| found.value.clone())
            .collect();
        numbers.sort();
        numbers.dedup();
        numbers
    }

    /// How many different slots hold something of at least `strength`.
    pub(super) fn count(&self, strength: Strength) -> usize {
        let mut slots: Vec<Slot> =
            self.found.iter().filter(|found| found.strength >= strength).map(|found| found.slot).collect();
        slots.sort_unstable();
        slots.dedup();
        slots.len()
    }
}

/// Whose contact, and for what, the one of `contacts` is whom `sentence` names, by any name of it; `None` when it names
/// several or none.
pub(super) fn only_one_named(contacts: &[(Party, Role, String)], sentence: &str) -> Option<(Party, Role)> {
    let words: Vec<&str> = sentence.split(|c: char| !(c.is_alphanumeric() || c == '-')).collect();
    let mut named = contacts.iter().filter(|(_, _, name)| {
        name.split(' ').any(|part| {
            part.chars().count() >= 3
                && words.iter().any(|word| *word == part || word.strip_suffix('s') == Some(part))
        })
    });
    let (party, role, _) = named.next()?;
    named.next().is_none().then_some((*party, *role))
}

fn folded(value: &str) -> String {
    value
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '@' || *c == '+')
        .flat_map(char::to_lowercase)
        .collect()
}

/// The same but for capitals, blanks and points.
fn same(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

fn is_part(short: &str, long: &str) -> bool {
    let (short, long) = (folded(short), folded(long));
    short.len() >= 3 && long.len() > short.len() && long.contains(&short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(value: &str, strength: Strength) -> Found {
        Found {
            slot: Slot::Number(Party::Vendor),
            value: value.to_owned(),
            from: value.to_owned(),
            doubtful: false,
            strength,
            corrects: false,
        }
    }

    #[test]
    fn a_label_outranks_a_sentence_and_a_correction_both() {
        let mut facts = Facts::default();
        facts.add(found("310000019", Strength::Sentence));
        facts.add(found("320000028", Strength::Label));
        assert_eq!(facts.best(Slot::Number(Party::Vendor)).unwrap().value, "320000028");
        facts.add(Found { corrects: true, ..found("310000019", Strength::Sentence) });
        assert_eq!(facts.best(Slot::Number(Party::Vendor)).unwrap().value, "310000019");
    }

    #[test]
    fn two_that_differ_are_doubtful() {
        let mut facts = Facts::default();
        facts.add(found("310000019", Strength::Label));
        assert!(!facts.best(Slot::Number(Party::Vendor)).unwrap().doubtful);
        facts.add(found("320000028", Strength::Label));
        assert!(facts.best(Slot::Number(Party::Vendor)).unwrap().doubtful);
    }
}
