//! What stands behind a label or in a block, as facts: numbers, names, persons, organisations.

use super::Reader;
use super::values::{
    is_same_person, is_switchboard, is_undersigned, is_unsure, labelled_name, name_in, person_name, tidy,
};
use crate::orders::reading::doubts::is_guess;
use crate::orders::reading::facts::{Slot, Strength};
use crate::orders::reading::folding::fold_letters;
use crate::orders::reading::labels::{Attribute, Meaning, OURS, Party, Role, meaning};
use crate::orders::reading::names::{domain_of, named_in, party_of_domain};
use crate::orders::reading::pieces::{self, Piece};
use crate::orders::reading::prose::{is_past, takes_back, whose_number};

impl Reader<'_> {
    pub(super) fn number(&mut self, party: Party, value: &str, whole: &str) {
        let mut found = pieces::numbers(value);
        // “310 000 019 (ikke 310 000 028, det er morselskapet)”.
        let mut first = true;
        found.retain(|piece| {
            let before = value.get(..piece.range.start).unwrap_or_default().to_lowercase();
            let denied = ["ikke", "ikkje", "not"]
                .iter()
                .any(|word| before.trim_end_matches([' ', ':', '(']).ends_with(word));
            !denied || std::mem::take(&mut first)
        });
        if found.is_empty() {
            found.extend(pieces::number_in_any_groups(value));
        }
        let Some(piece) = found.first() else { return };
        // “Nummeret vårt er …, kunden sitt er …”: the words between say whose the second is.
        let mut others = 0;
        for (first, second) in found.iter().zip(found.iter().skip(1)) {
            let between = value.get(first.range.end..second.range.start).unwrap_or_default();
            match whose_number(between, &self.known.names, self.party) {
                Some(owner) if owner != party => {
                    let from = value.get(second.range.clone()).unwrap_or(whole);
                    self.add(Slot::Number(owner), &second.value, from, second.doubtful, Strength::Sentence);
                    others += 1;
                }
                _ => {}
            }
        }
        // Two numbers behind one label: nothing says which is meant.
        let two = found.iter().any(|other| other.value != piece.value) && others == 0;
        let from = value.get(piece.range.clone()).unwrap_or(whole);
        // “310 000 019 – nei vent, det er morselskapets”.
        let taken_back = takes_back(value.get(piece.range.end..).unwrap_or_default());
        let corrects = self.corrects || taken_back;
        let last = found.last().filter(|_| two && corrects).unwrap_or(piece);
        // Taken back, and what it should be does not stand here: it puts nothing right, and is no more than near.
        let is_gone = taken_back && !two;
        let doubtful = last.doubtful || (two && !corrects) || is_gone;
        let before = self.corrects;
        self.corrects &= !is_gone;
        let strength = if is_gone { Strength::Loose } else { Strength::Label };
        self.add(Slot::Number(party), &last.value, from, doubtful, strength);
        self.corrects = before;
        self.contact_behind(party, value);
        if let Some(name) = pieces::organisations(value).first() {
            self.add(Slot::Name(party), &name.value, &name.value, false, Strength::Block);
        } else if let Some((before, _)) = value.split_once('(')
            && pieces::numbers(before).is_empty()
            && before.trim().chars().count() > 2
        {
            self.add(Slot::Name(party), before, before, false, Strength::Block);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one fact with all that is known about it")]
    pub(super) fn contact(
        &mut self,
        party: Party,
        role: Role,
        label: Meaning,
        attribute: Attribute,
        piece: &Piece,
        value: &str,
        strength: Strength,
    ) {
        let from = value.get(piece.range.clone()).unwrap_or(value).to_owned();
        self.add(Slot::Contact(party, role, attribute), &piece.value, &from, piece.doubtful, strength);
        if label.production_too {
            self.add(
                Slot::Contact(party, Role::Production, attribute),
                &piece.value,
                &from,
                piece.doubtful,
                strength,
            );
        }
    }

    /// The telephone number of a contact; a switchboard's beside it is not its.
    pub(super) fn phones(&mut self, party: Party, role: Role, label: Meaning, value: &str) {
        let found = pieces::phones(value);
        let own = found.iter().find(|piece| !is_switchboard(value, piece)).or(found.first());
        // “22 33 44 55, eller forresten, bruk heller mobilen, 912 34 567”.
        let instead = found.iter().zip(found.iter().skip(1)).rev().find_map(|(first, second)| {
            let between = value.get(first.range.end..second.range.start)?;
            (takes_back(between) || between.to_lowercase().contains(" heller ")).then_some(second)
        });
        let own = instead.or(own);
        if let Some(piece) = own {
            let unsure = instead.is_none() && either_of(value, &found);
            let piece = &Piece { doubtful: piece.doubtful || unsure, ..piece.clone() };
            self.contact(party, role, label, Attribute::Phone, piece, value, Strength::Label);
        }
    }

    pub(super) fn name(&mut self, label: Meaning, party: Party, role: Option<Role>, value: &str) {
        let looks_like_organisation =
            !pieces::organisations(value).is_empty() || !pieces::numbers(value).is_empty();
        let of_contact = match label.role {
            Some(_) => true,
            // Under a contact's heading a name is the contact's, unless it is plainly an organisation's.
            None => label.party.is_none() && !label.ours && role.is_some() && !looks_like_organisation,
        };
        // “Navn: Kari Eksempel” behind “Navn: Sprek Maur AS”, without a heading between.
        let second = !of_contact
            && label.party.is_none()
            && self.lines.facts.has(Slot::Name(party))
            && !looks_like_organisation
            && pieces::is_person(value);
        match role {
            Some(role) if of_contact => self.person(party, role, label, value, Strength::Label),
            _ if second => self.person(party, Role::Contact, label, value, Strength::Block),
            _ => self.organisation(party, value, Strength::Label, true),
        }
    }

    /// A name in front of an address: `Kari Eksempel <kari@x.example>`.
    pub(super) fn name_beside(&mut self, party: Party, role: Role, value: &str) {
        if let Some((before, _)) = value.split_once(['<', '('])
            && pieces::is_person(before.trim())
            && before.contains(' ')
        {
            self.add(Slot::Contact(party, role, Attribute::Name), before, before, false, Strength::Block);
        }
    }

    /// A contact in one value: name, address and telephone in any order.
    pub(super) fn person(
        &mut self,
        party: Party,
        role: Role,
        label: Meaning,
        value: &str,
        strength: Strength,
    ) {
        let party = self.whose_by_value(label, value).unwrap_or(party);
        let label = Meaning { role: Some(role), ..label };
        // “Tester: Kari Eksempel slutter hos oss”.
        if is_past(value) {
            return;
        }
        // “Faktura merkes Kari Eksempel” below a contact's heading is said of another matter.
        let first = value.split_whitespace().next().and_then(meaning);
        if first.is_some_and(|first| {
            first.role == Some(Role::Other) || first.attribute == Some(Attribute::Ignored)
        }) {
            return;
        }
        if is_same_person(value) && role != Role::Test {
            self.lines.facts.same_as_test.push((party, role));
            return;
        }
        let emails = pieces::emails(value);
        let phones = pieces::phones(value);
        if let Some(piece) = emails.first() {
            self.contact(party, role, label, Attribute::Email, piece, value, strength);
        }
        let unsure = either_of(value, &phones);
        if let Some(piece) = phones.iter().find(|piece| !is_switchboard(value, piece)) {
            let piece = &Piece { doubtful: piece.doubtful || unsure, ..piece.clone() };
            self.contact(party, role, label, Attribute::Phone, piece, value, strength);
        }
        if is_undersigned(value) {
            self.undersigned(party, role, value);
            return;
        }
        let name = if strength == Strength::Label {
            labelled_name(value, label.attribute == Some(Attribute::Name))
        } else {
            person_name(value)
        };
        // A letter alone is somebody's mark under the mail.
        if let Some(name) = name.filter(|name| name.chars().filter(|c| c.is_alphabetic()).count() >= 2) {
            let doubtful = is_guess(value, &name);
            self.add(Slot::Contact(party, role, Attribute::Name), &name, &name, doubtful, strength);
            self.person = Some(name.clone());
            if label.production_too {
                self.add(
                    Slot::Contact(party, Role::Production, Attribute::Name),
                    &name,
                    &name,
                    doubtful,
                    strength,
                );
            }
        }
        if let Some(name) = pieces::organisations(value).first()
            && party == Party::Customer
            && !self.lines.facts.has(Slot::Name(party))
        {
            self.add(Slot::Name(party), &name.value, &name.value, false, Strength::Loose);
        }
    }

    /// Whose contact stands in a list of both houses', where no label and no heading says it: “(hos kunden)” behind the name, or
    /// the domain of its address.
    fn whose_by_value(&self, label: Meaning, value: &str) -> Option<Party> {
        if label.party.is_some() || label.ours || self.party.is_some() {
            return None;
        }
        side_said(value, &self.known.names).or_else(|| {
            let domain = domain_of(&pieces::emails(value).first()?.value)?;
            party_of_domain(&domain, &self.known.names).filter(|party| *party != Party::Other)
        })
    }

    /// The name that the mail comes from, however it is written.
    fn is_senders_name(&self, text: &str) -> bool {
        text.contains(' ')
            && self
                .document
                .sender_name
                .as_ref()
                .is_some_and(|name| name.to_lowercase() == text.trim().to_lowercase())
    }

    /// “The undersigned”: whoever the mail says it is from, which a careful person asks about.
    pub(super) fn undersigned(&mut self, party: Party, role: Role, from: &str) {
        if let Some(name) = self.known.me.clone() {
            self.add(Slot::Contact(party, role, Attribute::Name), &name, &name, false, Strength::Label);
            return;
        }
        if let Some(name) = self.document.sender_name.clone() {
            self.add(Slot::Contact(party, role, Attribute::Name), &name, from, true, Strength::Label);
        }
        if let Some(email) = self.document.sender_email.clone() {
            self.add(Slot::Contact(party, role, Attribute::Email), &email, from, true, Strength::Block);
        }
    }

    /// An organisation in one value: name and number in any order, perhaps with a contact behind. With `is_name` the label
    /// asks for its name, which is then taken whatever words it has.
    pub(super) fn organisation(&mut self, party: Party, value: &str, strength: Strength, is_name: bool) {
        let numbers = pieces::numbers(value);
        if let Some(piece) = numbers.first() {
            let two = numbers.iter().any(|other| other.value != piece.value);
            let from = value.get(piece.range.clone()).unwrap_or(value);
            self.add(Slot::Number(party), &piece.value, from, piece.doubtful || two, strength);
        }
        let named = pieces::organisations(value);
        let name = match named.first() {
            // The whole value is the name when nothing else stands there.
            Some(piece)
                if numbers.is_empty()
                    && !value.contains(['@', '(', ';'])
                    && piece.range.end == value.trim_end().len()
                    && value.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
                    && value.split_whitespace().count() <= 7 =>
            {
                value.to_owned()
            }
            // The label asks for the name, and it is all that stands there.
            Some(_) if is_name && numbers.is_empty() && !value.contains([',', '@', ';']) => name_in(value),
            Some(piece) => piece.value.clone(),
            None => name_in(value),
        };
        if name.chars().filter(|c| c.is_alphabetic()).count() >= 2 && (is_name || meaning(&name).is_none()) {
            self.add(Slot::Name(party), &name, &name, false, strength);
            if let Some(piece) = numbers.first() {
                self.lines.facts.pair_up(&tidy(&name), &piece.value);
            }
        }
        if let Some(piece) = pieces::emails(value).first() {
            self.contact(
                party,
                Role::Contact,
                Meaning::default(),
                Attribute::Email,
                piece,
                value,
                Strength::Loose,
            );
        }
        if !numbers.is_empty() {
            self.contact_behind(party, value);
        }
    }

    /// A contact behind an organisation's facts in one line: “… – org.nr 269 714 611 – Ragnfrid Holmøy – 924 00 924”.
    pub(super) fn contact_behind(&mut self, party: Party, value: &str) {
        let fields: Vec<&str> = value
            .split([',', ';', '|', '/', '–', '—'])
            .flat_map(|field| field.split(" - "))
            .map(|field| field.split(['(', '<']).next().unwrap_or(field).trim())
            .collect();
        let person = fields.iter().skip(1).find(|field| {
            field.contains(' ') && pieces::is_person(field) && pieces::organisations(field).is_empty()
        });
        let Some(name) = person.filter(|_| fields.len() >= 3) else { return };
        let slot = |attribute| Slot::Contact(party, Role::Contact, attribute);
        self.add(slot(Attribute::Name), name, name, false, Strength::Block);
        if let Some(piece) = pieces::emails(value).first() {
            self.add(slot(Attribute::Email), &piece.value, &piece.value, piece.doubtful, Strength::Block);
        }
        if let Some(piece) = pieces::phones(value).first() {
            let from = value.get(piece.range.clone()).unwrap_or(value);
            self.add(slot(Attribute::Phone), &piece.value, from, piece.doubtful, Strength::Block);
        }
    }

    /// A line of a block under a heading, without a label: an address, a telephone number, a name. False when it is none.
    pub(super) fn loose(&mut self, text: &str) -> bool {
        if text.chars().count() > 140 {
            return false;
        }
        let party = self.party.unwrap_or(Party::Sender);
        let before = self.lines.facts.all().len();
        if let Some(role) = self.role {
            let label = Meaning { production_too: self.production_too, ..Meaning::default() };
            self.person(party, role, label, text, Strength::Block);
        } else {
            let numbers = pieces::numbers(text);
            let has_details = !pieces::emails(text).is_empty() || !pieces::phones(text).is_empty();
            let begins_with_person = labelled_name(text, false)
                .is_some_and(|name| name.contains(' ') && text.trim_start().starts_with(&name));
            if has_details && numbers.is_empty() && begins_with_person {
                // “Kari Eksempel, kari@x.example, 22 33 44 55” below the organisation.
                self.person(party, Role::Contact, Meaning::default(), text, Strength::Block);
            } else if !numbers.is_empty() || !pieces::organisations(text).is_empty() {
                self.organisation(party, text, Strength::Block, false);
            } else if (pieces::is_person(text) && text.contains(' ') || self.is_senders_name(text))
                && (self.lines.facts.has(Slot::Name(party)) || self.lines.facts.has(Slot::Number(party)))
            {
                self.add(
                    Slot::Contact(party, Role::Contact, Attribute::Name),
                    text,
                    text,
                    false,
                    Strength::Block,
                );
            } else {
                for piece in pieces::emails(text).iter().take(1) {
                    self.contact(
                        party,
                        Role::Contact,
                        Meaning::default(),
                        Attribute::Email,
                        piece,
                        text,
                        Strength::Block,
                    );
                }
                for piece in pieces::phones(text).iter().filter(|piece| !is_switchboard(text, piece)).take(1)
                {
                    self.contact(
                        party,
                        Role::Contact,
                        Meaning::default(),
                        Attribute::Phone,
                        piece,
                        text,
                        Strength::Block,
                    );
                }
            }
        }
        self.lines.facts.all().len() > before
    }
}

/// “(hos kunden)”, “at our end”, “i banken”: at whose house somebody is said to be.
fn side_said(value: &str, names: &[(Party, String)]) -> Option<Party> {
    let folded = format!(" {} ", fold_letters(value).replace(['(', ')'], " "));
    [" hos ", " hja ", " fra ", " from ", " at ", " pa ", " i ", " in ", " for ", " on "].iter().find_map(
        |mark| {
            let (_, behind) = folded.split_once(mark)?;
            let of: Vec<&str> = behind.split([',', ';']).next()?.split_whitespace().take(4).collect();
            let party = of.iter().find_map(|word| meaning(word)?.party);
            match party {
                Some(Party::Customer) => Some(Party::Customer),
                _ if of.iter().any(|word| OURS.contains(word) || matches!(*word, "oss" | "us" | "our")) => {
                    Some(Party::Sender)
                }
                _ => named_in(&of.join(" "), names).filter(|party| *party != Party::Other),
            }
        },
    )
}

/// “23 60 12 00 eller 23 60 12 99”, “56 17 30 08 / 911 84 263”: two telephone numbers, and nothing says which is meant.
fn either_of(value: &str, phones: &[Piece]) -> bool {
    let two = |first: &Piece, second: &Piece| {
        let between = value.get(first.range.end..second.range.start).unwrap_or_default();
        first.value != second.value
            && (is_unsure(value) || matches!(between.trim(), "/" | "eller" | "or" | "og" | "and" | "," | ""))
    };
    phones.iter().zip(phones.iter().skip(1)).any(|(first, second)| two(first, second))
}
