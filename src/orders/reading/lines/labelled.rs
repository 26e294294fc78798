//! A label with its value, and whom the lines below it are about.

use super::Reader;
use super::values::{is_empty_value, is_this_address, is_undersigned, labelled_name, tidy};
use crate::orders::reading::facts::{Found, Slot, Strength};
use crate::orders::reading::labels::{Attribute, Meaning, Party, Role};
use crate::orders::reading::pieces;

impl Reader<'_> {
    /// Remembers whom the next lines are about.
    pub(super) fn heading(&mut self, meaning: Meaning) {
        // “Fiktiv kunde” is nobody whose facts could follow.
        if meaning.attribute == Some(Attribute::Fictional) {
            return;
        }
        let meaning = self.of_the_others(meaning);
        if meaning.ours {
            self.party = Some(Party::Sender);
        }
        match meaning.party {
            // “Firma” under “Kunde” is the customer's.
            Some(Party::Sender)
                if matches!(self.party, Some(Party::Vendor | Party::Customer | Party::Other))
                    && self.block => {}
            Some(party) => {
                self.party = Some(party);
                if meaning.role.is_none() {
                    self.role = None;
                }
            }
            None => {}
        }
        if let Some(role) = meaning.role {
            self.role = Some(role);
            self.production_too = meaning.production_too;
        } else if meaning.attribute == Some(Attribute::Number) {
            self.role = None;
        }
        self.block = true;
    }

    /// “Deres testansvarlig”, when the mail names a customer.
    pub(super) fn of_the_others(&self, meaning: Meaning) -> Meaning {
        let others = meaning.theirs
            && meaning.party.is_none()
            && self.known.names.iter().any(|(party, _)| *party == Party::Customer);
        if others { Meaning { party: Some(Party::Customer), ..meaning } } else { meaning }
    }

    pub(super) fn whose(&self, meaning: Meaning) -> Party {
        let meaning = self.of_the_others(meaning);
        if meaning.ours {
            return Party::Sender;
        }
        match meaning.party {
            Some(Party::Sender) | None => self.party.or(meaning.party).unwrap_or(Party::Sender),
            Some(party) => party,
        }
    }

    pub(super) fn add(&mut self, slot: Slot, value: &str, from: &str, doubtful: bool, strength: Strength) {
        self.lines.facts.add(Found {
            slot,
            value: tidy(value),
            from: from.trim().to_owned(),
            doubtful: doubtful || self.overridden,
            strength,
            corrects: self.corrects && strength == Strength::Label,
        });
    }

    /// A number, an address or a telephone was asked for, and something else stands there.
    fn remember_unread(&mut self, label: Meaning, party: Party, role: Option<Role>, value: &str) {
        let contact = |attribute| Slot::Contact(party, role.unwrap_or(Role::Contact), attribute);
        let slot = match label.attribute {
            Some(Attribute::Number) => Slot::Number(party),
            Some(attribute @ (Attribute::Email | Attribute::Phone)) => contact(attribute),
            _ => return,
        };
        let is_one_word = value.chars().count() <= 60 && value.split_whitespace().count() <= 5;
        if is_one_word && !self.lines.facts.has(slot) && !is_undersigned(value) {
            self.lines.facts.unread.push((slot, value.to_owned()));
        }
    }

    /// A label with its value.
    pub(super) fn pair(&mut self, label: Meaning, value: &str, whole: &str) {
        let value = value.trim();
        self.pending = None;
        let before = self.party;
        // The test contact of a parent company or an auditor is asked for by nobody.
        if label.party.is_none()
            && self.party == Some(Party::Other)
            && matches!(label.role, Some(Role::Test | Role::Production))
        {
            self.party = None;
        }
        self.heading(label);
        let folded = value.to_lowercase();
        let denies = ["ingen", "nei", "none", "no ", "ikke ", "ikkje ", "not "]
            .iter()
            .any(|word| folded.starts_with(word));
        // “Nei, nå er det Kari Eksempel, kari@x.example” answers with somebody else.
        let names_another = !pieces::emails(value).is_empty() || !pieces::phones(value).is_empty();
        if denies && label.attribute.is_none() && !names_another {
            // “Kunde: ingen, vi vil ha fiktiv”.
            if ["fiktiv", "fict"].iter().any(|word| folded.contains(word)) {
                self.lines.fictional = Some(true);
            }
            self.party = None;
            return;
        }
        if is_empty_value(value) {
            self.pending = value.is_empty().then_some(label);
            return;
        }
        // “Bestilling, fiktiv kunde: Sprek Maur AS, 310 000 019, …” says who orders, and not who is fictional.
        if label.attribute == Some(Attribute::Fictional)
            && (!pieces::numbers(value).is_empty() || !pieces::organisations(value).is_empty())
        {
            self.lines.fictional = Some(true);
            self.party = Some(Party::Sender);
            self.organisation(Party::Sender, value, Strength::Block, false);
            return;
        }
        let party = self.whose(label);
        let role = label.role.or(self.role);
        let has_details = !pieces::emails(value).is_empty() || !pieces::phones(value).is_empty();
        // A person with address or telephone, whatever of it the label asks for: “E-post og telefon: Kari Eksempel, …”,
        // “Hos oss: Kari Eksempel, …”.
        let is_person = has_details
            && pieces::numbers(value).is_empty()
            && pieces::organisations(value).is_empty()
            && labelled_name(value, false)
                .is_some_and(|name| name.contains(' ') && value.starts_with(name.as_str()));
        let of_contact = label.role.is_some()
            && matches!(label.attribute, Some(Attribute::Email | Attribute::Phone | Attribute::Name));
        if is_person && (of_contact || label.attribute.is_none() && label.role.is_none()) {
            self.person(party, role.unwrap_or(Role::Contact), label, value, Strength::Label);
            return;
        }
        match (label.attribute, label.role) {
            (Some(Attribute::Ignored), _) => {}
            (Some(Attribute::Fictional), _) => {
                let folded = value.to_lowercase();
                let begins = |words: &[&str]| words.iter().any(|word| folded.starts_with(word));
                let says = |words: &[&str]| words.iter().any(|word| folded.contains(word));
                let no = begins(&["nei", "no", "ikke", "ikkje", "not", "false"])
                    || says(&[
                        "eksisterende", "eksisterande", "existing", "ekte kunde", "real customer",
                        "den andre", "det andre", "siste", "second", "latter", "kunden", "the customer",
                    ]) && !says(&["fiktiv", "fict", "første", "fyrste", "first"]);
                self.lines.fictional = Some(!no);
            }
            (Some(Attribute::LegalBasis), _) => {
                self.add(Slot::LegalBasis, value, value, false, Strength::Label);
            }
            (Some(Attribute::Number), _) => self.number(party, value, whole),
            (Some(Attribute::Email), _) => {
                let role = role.unwrap_or(Role::Contact);
                if let Some(piece) = pieces::emails(value).first() {
                    self.contact(party, role, label, Attribute::Email, piece, value, Strength::Label);
                    self.name_beside(party, role, value);
                } else if is_undersigned(value) {
                    self.undersigned(party, role, value);
                } else if let Some(email) =
                    self.document.sender_email.clone().filter(|_| is_this_address(value))
                {
                    self.add(
                        Slot::Contact(party, role, Attribute::Email),
                        &email,
                        value,
                        true,
                        Strength::Label,
                    );
                }
                self.phones(party, role, label, value);
            }
            (Some(Attribute::Phone), _) => {
                let role = role.unwrap_or(Role::Contact);
                self.phones(party, role, label, value);
                if let Some(piece) = pieces::emails(value).first() {
                    self.contact(party, role, label, Attribute::Email, piece, value, Strength::Label);
                }
            }
            (Some(Attribute::Name), _) => self.name(label, party, role, value),
            (None, Some(role)) => self.person(party, role, label, value, Strength::Label),
            (None, None) => self.organisation(party, value, Strength::Label, false),
        }
        self.remember_unread(label, party, role, value);
        // “Revisor: Tallknuserne AS, org.nr. 310 000 019” is told with that line.
        if label.party == Some(Party::Other) && !pieces::numbers(value).is_empty() {
            self.party = before;
        }
    }
}
