//! From what was found to what a mail says: which finding stands for which path, and how sure it is.

use std::collections::BTreeMap;

use super::doubts;
use super::facts::{Facts, Found, Slot};
use super::labels::{Attribute, Party, Role};
use super::{CUSTOMER, Certainty, Fact, Kind, LEGAL_BASIS, PRODUCTION, Reading, VENDOR};
use crate::numbers::OrgNumber;

impl Reading {
    pub(super) fn fill(&mut self, facts: &Facts, text: &str) {
        let direct = self.kind == Kind::Direct;
        // Whose the sender's facts are follows from the kind.
        // An applicant that is told of leaves its vendor out, who only is spoken of: “leverandøren vår, X AS, sier at …”.
        let applicant = [Party::Sender, Party::Customer].iter().any(|party| {
            let named = facts.best(Slot::Name(*party));
            let vendor = facts.best(Slot::Name(Party::Vendor));
            facts.has(Slot::Number(*party))
                || named.zip(vendor).is_some_and(|(named, vendor)| named.value != vendor.value)
        });
        let (own, own_paths): (&[Party], _) = if direct && applicant {
            (&[Party::Sender, Party::Customer], CUSTOMER)
        } else if direct {
            (&[Party::Sender, Party::Customer, Party::Vendor], CUSTOMER)
        } else {
            (&[Party::Vendor, Party::Sender], VENDOR)
        };
        self.party(facts, own, own_paths);
        if !direct && self.kind != Kind::FictionalCustomer {
            self.party(facts, &[Party::Customer], CUSTOMER);
        }
        if direct || self.kind == Kind::Ambiguous {
            let whose = [Party::Sender, Party::Customer, Party::Vendor];
            for (path, attribute) in
                PRODUCTION.into_iter().zip([Attribute::Name, Attribute::Email, Attribute::Phone])
            {
                let slots: Vec<Slot> =
                    whose.iter().map(|party| Slot::Contact(*party, Role::Production, attribute)).collect();
                self.put(path, facts.first_of(&slots));
            }
            let same = facts.same_as_test.iter().any(|(_, role)| *role == Role::Production);
            if same {
                for (path, from) in PRODUCTION
                    .into_iter()
                    .zip(["customer.contact.name", "customer.contact.email", "customer.contact.phone"])
                {
                    if let (false, Some(fact)) =
                        (self.facts.contains_key(path), self.facts.get(from).cloned())
                    {
                        self.facts.insert(path, fact);
                    }
                }
            }
            self.put(LEGAL_BASIS, facts.best(Slot::LegalBasis));
        }
        self.fill_unread(facts, own, own_paths);
        self.one_number_is_one_party();
        self.question_numbers(facts, text);
        // Where nobody can tell who orders what, nobody can tell either whose a number is.
        if self.kind == Kind::Ambiguous {
            for path in ["vendor.number", "customer.number"] {
                if let Some(fact) = self.facts.get_mut(path) {
                    fact.certainty = Certainty::Doubtful;
                }
            }
        }
    }

    /// What could not be read stands where its fact would, as long as there is none.
    fn fill_unread(&mut self, facts: &Facts, own: &[Party], own_paths: [&'static str; 5]) {
        for (slot, value) in &facts.unread {
            let paths_of = |party: &Party| {
                if own.contains(party) {
                    Some(own_paths)
                } else {
                    (*party == Party::Customer && self.kind != Kind::FictionalCustomer).then_some(CUSTOMER)
                }
            };
            let path = match slot {
                Slot::Number(party) => paths_of(party).map(|[number, ..]| number),
                Slot::Contact(_, Role::Production, Attribute::Email) => Some(PRODUCTION[1]),
                Slot::Contact(_, Role::Production, Attribute::Phone) => Some(PRODUCTION[2]),
                Slot::Contact(party, Role::Test | Role::Contact, Attribute::Email) => {
                    paths_of(party).map(|[_, _, _, email, _]| email)
                }
                Slot::Contact(party, Role::Test | Role::Contact, Attribute::Phone) => {
                    paths_of(party).map(|[.., phone]| phone)
                }
                _ => None,
            };
            if let Some(path) = path.filter(|path| !self.facts.contains_key(path)) {
                self.unread.entry(path).or_insert_with(|| value.clone());
            }
        }
    }

    fn party(&mut self, facts: &Facts, parties: &[Party], paths: [&'static str; 5]) {
        let of = |make: &dyn Fn(Party) -> Slot| -> Option<Found> {
            let slots: Vec<Slot> = parties.iter().map(|party| make(*party)).collect();
            strongest(facts, &slots)
        };
        let [number, name, contact_name, contact_email, contact_phone] = paths;
        let numbers: Vec<Slot> = parties.iter().map(|party| Slot::Number(*party)).collect();
        self.put(number, of(&Slot::Number).map(|found| self.first_of_two(facts, &numbers, found)));
        self.put(name, of(&Slot::Name));
        // Whoever the sender writes for orders, and not the sender's own firm.
        let principal = facts.principal.as_deref().filter(|_| parties.contains(&Party::Sender));
        if let Some(principal) = principal {
            let certainty = Certainty::Sure;
            let value = facts.fullest_name(principal);
            match facts.number_beside(&value) {
                Some(beside) => {
                    let certainty =
                        if OrgNumber::parse(&beside).is_ok() { certainty } else { Certainty::Doubtful };
                    self.facts.insert(number, Fact { from: beside.clone(), value: beside, certainty });
                }
                // Two firms, and nothing that says whose the number is.
                None => {
                    if let Some(fact) =
                        self.facts.get_mut(number).filter(|_| !facts.is_labelled(Slot::Number(Party::Vendor)))
                    {
                        fact.certainty = Certainty::Doubtful;
                    }
                }
            }
            self.facts.insert(name, Fact { from: value.clone(), value, certainty });
        }
        // A name and a number that stand beside each other are one organisation's.
        let known = |path: &str| self.facts.get(path).cloned();
        match (known(number), known(name)) {
            (None, Some(named)) => {
                if let Some(value) = facts.number_beside(&named.value) {
                    let certainty =
                        if OrgNumber::parse(&value).is_ok() { named.certainty } else { Certainty::Doubtful };
                    self.facts.insert(number, Fact { from: value.clone(), value, certainty });
                }
            }
            (Some(numbered), None) => {
                if let Some(value) = facts.name_beside(&numbered.value) {
                    self.facts
                        .insert(name, Fact { from: value.clone(), value, certainty: numbered.certainty });
                }
            }
            // The name beside the number is whose the number is, when another name only stands near.
            (Some(numbered), Some(named)) => {
                let beside = facts.name_beside(&numbered.value).filter(|beside| *beside != named.value);
                if let Some(value) =
                    beside.filter(|_| !parties.iter().any(|party| facts.is_labelled(Slot::Name(*party))))
                {
                    let value = facts.fullest_name(&value);
                    self.facts.insert(name, Fact { from: value.clone(), value, certainty: named.certainty });
                }
            }
            _ => {}
        }
        for (path, attribute) in [
            (contact_name, Attribute::Name),
            (contact_email, Attribute::Email),
            (contact_phone, Attribute::Phone),
        ] {
            let found = of(&|party| Slot::Contact(party, Role::Test, attribute))
                .or_else(|| of(&|party| Slot::Contact(party, Role::Contact, attribute)))
                .or_else(|| {
                    // Somebody for technical matters is the nearest there is, and asked about.
                    of(&|party| Slot::Contact(party, Role::Technical, attribute))
                        .map(|found| Found { doubtful: true, ..found })
                });
            let found = found.map(|found| {
                if attribute == Attribute::Phone {
                    self.first_of_two(facts, &[found.slot], found)
                } else {
                    found
                }
            });
            self.put(path, found);
        }
    }

    /// Where a label and a sentence say two things, and nothing tells which is meant, the first is given, and asked about.
    fn first_of_two(&self, facts: &Facts, slots: &[Slot], found: Found) -> Found {
        if found.corrects || found.doubtful {
            return found;
        }
        let own = facts.name_beside(&found.value);
        let rivals: Vec<&Found> = facts
            .said_in(slots)
            .into_iter()
            .filter(|other| {
                other.value != found.value
                    && !other.corrects
                    && (!matches!(other.slot, Slot::Number(_))
                        || own.is_none()
                        || facts.name_beside(&other.value) == own)
            })
            .collect();
        if rivals.is_empty() {
            return found;
        }
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let said = digits(&self.text);
        let place = |value: &str| {
            let digits = digits(value);
            let national = digits.get(digits.len().saturating_sub(8)..).unwrap_or_default().to_owned();
            said.find(&national).unwrap_or(usize::MAX)
        };
        let first = rivals
            .into_iter()
            .chain([&found])
            .min_by_key(|other| place(&other.value))
            .unwrap_or(&found)
            .clone();
        first.doubt(true)
    }

    fn put(&mut self, path: &'static str, found: Option<Found>) {
        let Some(found) = found else { return };
        let certainty = if found.doubtful { Certainty::Doubtful } else { Certainty::Sure };
        self.facts.insert(path, Fact { value: found.value, certainty, from: found.from });
    }

    /// What speaks against a number, in the words of the mail, makes it doubtful.
    fn question_numbers(&mut self, facts: &Facts, text: &str) {
        let of_two = self.kind == Kind::ExistingCustomer;
        for (number, name) in [("vendor.number", "vendor.name"), ("customer.number", "customer.name")] {
            let Some(fact) = self.facts.get(number).filter(|fact| fact.certainty == Certainty::Sure) else {
                continue;
            };
            // What is said to put another right was questioned when it was read.
            let corrects = facts.all().iter().any(|found| {
                matches!(found.slot, Slot::Number(_)) && found.value == fact.value && found.corrects
            });
            let party = if of_two && number == "customer.number" { Party::Customer } else { Party::Sender };
            // A number is no surer than whose it is.
            let named = self.facts.get(name);
            let unsure = named.is_some_and(|name| {
                name.certainty == Certainty::Doubtful
                    && facts.number_beside(&name.value).as_ref() == Some(&fact.value)
            });
            let name = named.map(|fact| fact.value.as_str());
            let asked = doubts::Asked { text, number: &fact.value, name, party, of_two };
            if (unsure || !corrects && doubts::is_doubtful(asked))
                && let Some(fact) = self.facts.get_mut(number)
            {
                fact.certainty = Certainty::Doubtful;
            }
        }
    }

    /// Vendor and customer are two organisations: one number for both is sure for neither.
    fn one_number_is_one_party(&mut self) {
        let number = |reading: &Self, path: &str| reading.facts.get(path).map(|fact| fact.value.clone());
        let (vendor, customer) = (number(self, "vendor.number"), number(self, "customer.number"));
        if vendor.is_some() && vendor == customer {
            for path in ["vendor.number", "customer.number"] {
                if let Some(fact) = self.facts.get_mut(path) {
                    fact.certainty = Certainty::Doubtful;
                }
            }
        }
    }
}

/// The best of several slots that mean the same: the most strongly tied, the first of equals.
fn strongest(facts: &Facts, slots: &[Slot]) -> Option<Found> {
    let mut best: Option<Found> = None;
    for found in slots.iter().filter_map(|slot| facts.best(*slot)) {
        let better = best.as_ref().is_none_or(|best| {
            (found.corrects, !found.doubtful, found.strength) > (best.corrects, !best.doubtful, best.strength)
        });
        if better {
            best = Some(found);
        }
    }
    best
}

/// The paths that an order of `kind` requires and `facts` have not.
pub(super) fn missing(kind: Kind, facts: &BTreeMap<&'static str, Fact>) -> Vec<&'static str> {
    let mut required: Vec<&'static str> = Vec::new();
    match kind {
        Kind::NotAnOrder | Kind::Ambiguous => {}
        Kind::FictionalCustomer => required.extend(VENDOR),
        Kind::ExistingCustomer => {
            required.extend(VENDOR);
            required.extend(CUSTOMER);
        }
        Kind::Direct => {
            required.extend(CUSTOMER);
            if PRODUCTION.iter().any(|path| facts.contains_key(path)) {
                required.extend(PRODUCTION);
            }
            required.push(LEGAL_BASIS);
        }
    }
    required.retain(|path| !facts.contains_key(path));
    required
}
