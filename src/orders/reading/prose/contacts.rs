//! Contacts in sentences: persons with what is said of them. Addresses and telephone numbers belong to the person they are
//! made of or stand beside; what the person is responsible for is said by the words around the name; whose contact it is
//! by words, and by the domain of the address. A person of whom nothing but the name is said is no contact.

mod details;

use super::Reader;
use super::cues::is_undersigned_in;
use super::events::Event;
use super::said::{Said, is_also, is_both, is_past, is_replaced, party_in};
use crate::orders::reading::doubts::is_guess;
use crate::orders::reading::facts::{Found, Slot, Strength};
use crate::orders::reading::folding::fold_letters;
use crate::orders::reading::labels::{Attribute, Party, Role};
use crate::orders::reading::names::{domain_of, named_in, party_of_domain};
use crate::orders::reading::pieces::{self, Piece};

/// A value with the words it was read from.
#[derive(Debug, Clone)]
struct Detail {
    value: String,
    from: String,
    doubtful: bool,
    corrects: bool,
}

/// A person, and what the mail says of it.
#[derive(Debug, Clone, Default)]
struct Person {
    name: Option<Detail>,
    said: Said,
    /// Whose contact, by words about it.
    party: Option<Party>,
    /// Whom the sentences around it spoke of.
    context: Option<Party>,
    emails: Vec<Detail>,
    phones: Vec<Detail>,
    /// The mail says that it is no contact any more.
    gone: bool,
    /// It is whoever writes.
    is_me: bool,
    /// It takes the place of somebody who was named before.
    corrects: bool,
    /// The same task at the other house: “testansvarlig også hos kunden”.
    also: Option<Party>,
}

impl Person {
    fn is_called(&self, name: &str) -> bool {
        self.name.as_ref().is_some_and(|own| {
            let (own, name) = (own.value.to_lowercase(), name.to_lowercase());
            own == name || own.starts_with(&format!("{name} ")) || name.starts_with(&format!("{own} "))
        })
    }

    const fn has_details(&self) -> bool {
        !self.emails.is_empty() || !self.phones.is_empty()
    }
}

/// The persons of a mail's sentences.
#[derive(Debug, Default)]
pub(super) struct Contacts {
    persons: Vec<Person>,
    /// Those that the sentence before spoke of.
    last: Vec<usize>,
}

/// Where a sentence names a person.
struct Subject {
    start: usize,
    end: usize,
    person: usize,
}

impl Contacts {
    /// Forgets whom the sentences before spoke of, but not what was said.
    pub(super) fn end_paragraph(&mut self) {
        // “Telefonen hennes er …” may begin a paragraph.
        self.last.truncate(1);
    }

    /// Takes in one sentence.
    pub(super) fn sentence(
        &mut self,
        reader: &Reader<'_>,
        sentence: &str,
        events: &[(usize, Event)],
        overridden: bool,
    ) {
        let folded = format!(" {} ", sentence.to_lowercase());
        let subjects = self.subjects(reader, sentence, events, overridden);
        self.what_is_said(reader, sentence, &subjects);
        for subject in &subjects {
            if let Some(person) = self.persons.get_mut(subject.person) {
                person.context = person.context.or(reader.party);
            }
        }
        let me = self.me(reader, sentence, &folded, &subjects);
        self.details(reader, sentence, &folded, events, &subjects, me, overridden);
        self.own_address(reader, &folded, &subjects, me);
        let mut named: Vec<usize> = subjects.iter().map(|subject| subject.person).collect();
        named.dedup();
        if !named.is_empty() {
            self.last = named;
        } else if let Some(me) = me {
            self.last = vec![me];
        }
    }

    /// The persons that a sentence names, in their order; who is only greeted is none.
    fn subjects(
        &mut self,
        reader: &Reader<'_>,
        sentence: &str,
        events: &[(usize, Event)],
        overridden: bool,
    ) -> Vec<Subject> {
        let mut subjects: Vec<Subject> = Vec::new();
        let houses = reader.names();
        let mut taken: Vec<std::ops::Range<usize>> = Vec::new();
        for (_, event) in events {
            match event {
                Event::Person(piece) => {
                    taken.push(piece.range.clone());
                    let folded = piece.value.to_lowercase();
                    let is_house = houses.iter().any(|(_, name)| name.starts_with(&folded));
                    if is_house || is_greeted(sentence, piece) {
                        continue;
                    }
                    let person = self.person(piece, sentence, overridden);
                    subjects.push(Subject { start: piece.range.start, end: piece.range.end, person });
                }
                Event::Organisation(piece) | Event::Email(piece) => taken.push(piece.range.clone()),
                _ => {}
            }
        }
        // A first name that was told in full before, or one that stands alone where a name must stand.
        let mut at = 0;
        for word in sentence.split(|c: char| !(c.is_alphanumeric() || c == '-')) {
            let (start, end) = (at, at + word.len());
            at = end + sentence.get(end..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            let capital = word.chars().next().is_some_and(char::is_uppercase);
            if !capital
                || word.chars().count() < 3
                || taken.iter().any(|range| range.start < end && start < range.end)
            {
                continue;
            }
            let bare = word.strip_suffix('s').unwrap_or(word);
            let known = self.persons.iter().position(|person| {
                person.name.as_ref().is_some_and(|name| {
                    name.value.split(' ').any(|part| part == word || part == bare && part.len() > 3)
                })
            });
            if let Some(person) = known {
                subjects.push(Subject { start, end, person });
            } else if is_name_of_one_word(sentence, start, word) {
                let piece = Piece { range: start..end, value: word.to_owned(), doubtful: false };
                let person = self.person(&piece, sentence, overridden);
                subjects.push(Subject { start, end, person });
            }
        }
        subjects.sort_by_key(|subject| subject.start);
        subjects
    }

    fn person(&mut self, piece: &Piece, sentence: &str, overridden: bool) -> usize {
        if let Some(known) = self.persons.iter().position(|person| person.is_called(&piece.value)) {
            if let Some(name) = self.persons.get_mut(known).and_then(|person| person.name.as_mut())
                && name.value.len() < piece.value.len()
            {
                name.value.clone_from(&piece.value);
            }
            return known;
        }
        let from = sentence.get(piece.range.clone()).unwrap_or(&piece.value).to_owned();
        let name = Detail {
            value: piece.value.clone(),
            from: from.clone(),
            doubtful: overridden || piece.doubtful || is_guess(sentence, &from),
            corrects: false,
        };
        self.persons.push(Person { name: Some(name), ..Person::default() });
        self.persons.len() - 1
    }

    /// What the words around each name say of the person.
    fn what_is_said(&mut self, reader: &Reader<'_>, sentence: &str, subjects: &[Subject]) {
        let before = |at: usize| -> &str {
            let start = at.checked_sub(1).and_then(|at| subjects.get(at)).map_or(0, |subject| subject.end);
            let end = subjects.get(at).map_or(sentence.len(), |subject| subject.start);
            sentence.get(start.min(end)..end).unwrap_or_default()
        };
        let whole = Said::of(sentence);
        let alone = subjects.len() == 1
            || subjects
                .first()
                .is_some_and(|first| subjects.iter().all(|other| other.person == first.person));
        let first = Said::of(before(0));
        let role_stands_first = first.is_role();
        let mut carried = Said::default();
        for (place, subject) in subjects.iter().enumerate() {
            let behind = before(place + 1);
            let (said, region) = if alone {
                (whole, sentence.to_owned())
            } else {
                let region = if role_stands_first { before(place) } else { behind };
                let mut said = Said::of(region);
                // “…, kontakt i produksjon er Kari” and behind it “som også …” speak of Kari in both places.
                if role_stands_first && place + 1 == subjects.len() {
                    said = said.and(Said::of(behind));
                }
                if !said.is_role() {
                    // “Kontaktpersoner er Kari og Ola”.
                    said = if carried.is_role() { carried } else { whole.matters_only() };
                }
                (said, format!("{} {behind}", before(place)))
            };
            carried = said;
            let party_in = |region: &str| {
                let names = reader.names();
                let found = party_in(region, &names, reader.party)?;
                // “Hos oss” is at the customer, when it is the customer that writes; the vendor is named.
                let of_us = found.0 == Party::Sender && named_in(&fold_letters(region), &names).is_none();
                Some(if of_us && reader.known.sender_delegates { (Party::Customer, found.1) } else { found })
            };
            let party = if alone {
                party_in(sentence)
            } else {
                party_in(behind).filter(|(_, strong)| *strong).or_else(|| party_in(before(place)))
            };
            let Some(person) = self.persons.get_mut(subject.person) else { continue };
            person.said = person.said.and(said);
            let ahead = sentence.get(..subject.start).unwrap_or_default();
            // What stands between two names is said of the first, but for its last clause: “… er i permisjon, så bruk Kari”.
            let own = before(place).rsplit([',', ';', '–']).next().unwrap_or_default();
            let of_this =
                if place == 0 || alone { region.clone() } else { format!("{own} {}", before(place + 1)) };
            person.gone |= is_past(&of_this) || is_replaced(ahead);
            if is_both(&region) {
                person.also = Some(Party::Customer);
                person.party = Some(Party::Sender);
            } else if let Some((party, true)) = party
                && person.party.is_some_and(|known| (known == Party::Customer) != (party == Party::Customer))
                && is_also(&region)
            {
                person.also = Some(party);
            } else if let Some((party, strong)) = party
                && (person.party.is_none() || strong)
            {
                person.party = Some(party);
            }
        }
    }

    /// Whoever writes, when the sentence makes it a contact.
    fn me(
        &mut self,
        reader: &Reader<'_>,
        sentence: &str,
        folded: &str,
        subjects: &[Subject],
    ) -> Option<usize> {
        if !subjects.is_empty() {
            return None;
        }
        let said = Said::of(sentence);
        let is_role = said.test || said.production || said.contact_person;
        let undersigned = is_role && is_undersigned_in(folded);
        let call_me = [
            " meg på ", " meg på:", " nå meg", " nås jeg", " når dere meg", " når de meg", " kontakt meg",
            " kontakte meg", " ring meg", " ringe meg", " ringje meg", " reach me", " contact me",
            " call me", " write to me", " mail meg", " treffer meg", " treffer dere meg", " skriv til meg",
            " til meg på ", " my phone", " my number", " my e-mail", " my email", " telefonen min",
            " nummeret mitt", " mobilen min", " e-posten min", " epostadressen min", " mitt nummer",
            " min telefon", " min e-post", " my mobile", " my direct",
        ]
        .iter()
        .any(|words| folded.contains(words));
        if !undersigned && !call_me {
            return None;
        }
        let known = self.persons.iter().position(|person| person.is_me);
        let at = known.unwrap_or_else(|| {
            self.persons.push(Person { is_me: true, ..Person::default() });
            self.persons.len() - 1
        });
        let me = reader.facts.me.clone();
        let document = reader.document;
        let person = self.persons.get_mut(at)?;
        if undersigned {
            person.said = person.said.and(said);
            person.party = person.party.or(Some(reader.of_sender()));
            if person.name.is_none() {
                // Who it is was said before, or is whoever the mail says it is from.
                person.name = match me {
                    Some(name) => {
                        Some(Detail { from: name.clone(), value: name, doubtful: false, corrects: false })
                    }
                    None => document.sender_name.clone().map(|name| Detail {
                        value: name,
                        from: sentence.to_owned(),
                        doubtful: true,
                        corrects: false,
                    }),
                };
            }
        }
        Some(at)
    }

    /// The contacts, with whose they are.
    pub(super) fn finish(mut self, reader: &mut Reader<'_>) {
        let names = reader.names();
        let sender_domain = reader.document.sender_email.as_deref().and_then(domain_of);
        let mut contacts: Vec<(Party, Role, usize)> = Vec::new();
        for (at, person) in self.persons.iter_mut().enumerate() {
            if person.gone || !(person.said.is_role() || person.has_details()) {
                continue;
            }
            let by_label = person.name.as_ref().and_then(|name| labelled(reader, &name.value));
            let by_domain = person.emails.iter().find_map(|email| {
                let domain = domain_of(&email.value)?;
                let by_name = party_of_domain(&domain, &names);
                // The sender's own address says less than a customer's name in another.
                by_name.or_else(|| (Some(&domain) == sender_domain.as_ref()).then_some(reader.of_sender()))
            });
            let by_words = person.party;
            let party = match (by_domain, by_words) {
                (Some(domain), Some(words)) if domain == Party::Sender && words == Party::Vendor => words,
                (Some(domain), _) => domain,
                (None, Some(words)) => words,
                (None, None) => person.context.unwrap_or(Party::Sender),
            };
            if party == Party::Other {
                continue;
            }
            if let Some(also) = person.also.filter(|_| by_label.is_none()) {
                contacts.push((also, Role::Test, at));
                contacts.push((
                    if also == Party::Customer { Party::Sender } else { Party::Customer },
                    Role::Test,
                    at,
                ));
                continue;
            }
            for role in person.said.roles(person.has_details()) {
                match by_label {
                    // A label says whose contact it is.
                    Some((party, labelled)) if role != Role::Production || labelled == role => {
                        contacts.push((party, labelled, at));
                    }
                    // “Bruk Kari i stedet for henne”: whoever's place it is was said by a label.
                    _ if person.corrects && role == Role::Contact => {
                        let test = Slot::Contact(party, Role::Test, Attribute::Name);
                        contacts.push((party, if reader.facts.has(test) { Role::Test } else { role }, at));
                    }
                    _ => contacts.push((party, role, at)),
                }
            }
        }
        for (place, (party, role, at)) in contacts.iter().enumerate() {
            let rivals =
                |other: &(Party, Role, usize)| other.0 == *party && other.1 == *role && other.2 != *at;
            let Some(person) = self.persons.get(*at) else { continue };
            // Of several with the same task the one that is said to have it counts, then the first.
            let rank = |at: usize| {
                self.persons.get(at).map_or((false, false, false), |person| {
                    (person.said.is_role(), person.name.is_some(), person.has_details())
                })
            };
            let outranked = contacts.iter().enumerate().any(|(other_place, other)| {
                rivals(other)
                    && (rank(other.2) > rank(*at) || rank(other.2) == rank(*at) && other_place < place)
            });
            if outranked {
                continue;
            }
            let rival = contacts.iter().any(|other| rivals(other) && rank(other.2) == rank(*at));
            emit(reader, person, *party, *role, rival && person.name.is_some());
        }
    }
}

fn emit(reader: &mut Reader<'_>, person: &Person, party: Party, role: Role, rival: bool) {
    let strength = if person.said.is_role() { Strength::Sentence } else { Strength::Loose };
    let mut add = |attribute: Attribute, detail: &Detail, doubtful: bool| {
        reader.facts.add(Found {
            slot: Slot::Contact(party, role, attribute),
            value: detail.value.clone(),
            from: detail.from.trim().to_owned(),
            doubtful: detail.doubtful || doubtful,
            strength,
            corrects: detail.corrects,
        });
    };
    if let Some(name) = &person.name {
        let name = &Detail { corrects: name.corrects || person.corrects, ..name.clone() };
        add(Attribute::Name, name, rival);
    }
    // What stands alone, and is said to be nobody's, is asked about.
    let alone = person.name.is_none() && !person.said.is_role() && !person.is_me;
    if let Some(email) = person.emails.first() {
        add(Attribute::Email, email, alone);
    } else if person.is_me
        && person.said.is_role()
        && let Some(email) = reader.document.sender_email.clone()
    {
        reader.facts.add(Found {
            slot: Slot::Contact(party, role, Attribute::Email),
            from: person.name.as_ref().map_or_else(|| email.clone(), |name| name.from.clone()),
            value: email,
            doubtful: true,
            strength: Strength::Loose,
            corrects: false,
        });
        if let Some(phone) = person.phones.first() {
            reader.facts.add(found(party, role, Attribute::Phone, phone, strength));
        }
        return;
    }
    if let Some(phone) = person.phones.first() {
        reader.facts.add(found(party, role, Attribute::Phone, phone, strength).doubt(alone));
    }
}

fn found(party: Party, role: Role, attribute: Attribute, detail: &Detail, strength: Strength) -> Found {
    Found {
        slot: Slot::Contact(party, role, attribute),
        value: detail.value.clone(),
        from: detail.from.trim().to_owned(),
        doubtful: detail.doubtful,
        strength,
        corrects: detail.corrects,
    }
}

/// Whose contact a label or a table says that somebody of that name is.
fn labelled(reader: &Reader<'_>, name: &str) -> Option<(Party, Role)> {
    let folded = fold_letters(name);
    reader.facts.all().iter().find_map(|found| match found.slot {
        Slot::Contact(party, role, Attribute::Name)
            if found.strength >= Strength::Block && fold_letters(&found.value) == folded =>
        {
            Some((party, role))
        }
        _ => None,
    })
}

/// “Hei Kari Eksempel”: who is greeted is no contact.
fn is_greeted(sentence: &str, piece: &Piece) -> bool {
    let before = sentence.get(..piece.range.start).unwrap_or_default().trim().to_lowercase();
    matches!(
        before.trim_end_matches([',', '!', '.']),
        "hei"
            | "hallo"
            | "kjære"
            | "dear"
            | "hi"
            | "hello"
            | "til"
            | "to"
            | "att"
            | "hei igjen"
            | "takk"
            | "thanks"
            | "god dag"
            | "hilsen"
            | "mvh"
            | "helsing"
            | "regards"
    )
}

/// A name of one word where only a name can stand: “Testansvarlig er Kari, kari@x.example”.
fn is_name_of_one_word(sentence: &str, start: usize, word: &str) -> bool {
    let before = sentence.get(..start).unwrap_or_default().to_lowercase();
    let behind = sentence.get(start + word.len()..).unwrap_or_default();
    let near: String = before.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
    let ends = [" er ", " is ", " blir ", " heter ", " heiter ", ": ", " with ", " med "]
        .iter()
        .any(|words| near.ends_with(words));
    let has_detail = !pieces::emails(behind).is_empty() || !pieces::phones(behind).is_empty();
    let separated = behind.starts_with([',', ' ', '('])
        && behind.trim_start_matches([',', ' ', '(', '<']).chars().next().is_some_and(|c| !c.is_uppercase());
    ends && has_detail
        && separated
        && Said::of(&near).is_role()
        && !pieces::is_function_word(word)
        && word.chars().all(|c| c.is_alphabetic() || c == '-')
        && word.chars().skip(1).any(char::is_lowercase)
}
