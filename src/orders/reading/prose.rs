//! Facts in sentences. Every piece is tied to a party by the words around it; a number that nothing says anything about
//! is held as doubtful, and a piece that belongs to somebody else is left.

mod basis;
mod cues;
mod events;
mod sentences;

use self::cues::{
    Roles, acts_for, after_cue, before_cue, is_marked, is_other_number, is_somebody_elses, is_third,
    is_undersigned_in, name_before, party_for_contact, says_number,
};
use self::events::{Event, events};
use super::document::Document;
use super::facts::{Facts, Found, Slot, Strength};
use super::labels::{Attribute, Party, Role};
use super::lines::{Known, Prose};
use super::pieces::Piece;

pub(super) use self::basis::{category, provision};
pub(super) use self::sentences::sentences;

/// Reads the sentences.
pub(super) fn read(document: &Document, prose: &[Prose], known: &Known, facts: &mut Facts) {
    let mut reader = Reader { document, known, facts, party: None, role: None, last: None };
    for part in prose {
        reader.party = None;
        reader.role = None;
        for sentence in sentences(&part.text) {
            reader.sentence(sentence, part.overridden);
        }
    }
}

struct Reader<'d> {
    document: &'d Document,
    known: &'d Known,
    facts: &'d mut Facts,
    /// Whom the sentences before spoke of.
    party: Option<Party>,
    role: Option<Role>,
    /// The contact that was named last.
    last: Option<(Party, Role, String)>,
}

impl Reader<'_> {
    fn sentence(&mut self, sentence: &str, overridden: bool) {
        let names: Vec<(Party, String)> =
            self.known.names.iter().cloned().chain(self.facts.names()).collect();
        let events = events(sentence, &names);
        let folded = format!(" {} ", sentence.to_lowercase());
        let goes_on = [
            "han ", "hun ", "ho ", "he ", "she ", "they ", "vedkommende", "denne ", "dette ", "de ",
            "telefon", "e-post", "epost", "mail", "phone", "tlf", "nås", "kan nås", "reach", "and ", "og ",
            "selskapet ", "firmaet ", "bedriften ", "verksemda ", "the company", "virksomheten ", "our org",
            "vårt org",
        ]
        .iter()
        .any(|word| folded.trim_start().starts_with(word));
        // “I banken er det …”, “At the customer it is …”: somebody else in the role that was spoken of before.
        let elsewhere = ["i ", "hos ", "hjå ", "at ", "for ", "fra ", "frå ", "from ", "in ", "på "]
            .iter()
            .any(|word| folded.trim_start().starts_with(word))
            && self.role.is_some()
            && events.iter().any(|(_, event)| matches!(event, Event::Person(_)));
        let goes_on = goes_on || elsewhere;
        if elsewhere {
            self.party = None;
            self.last = None;
        }
        if !goes_on {
            self.party = None;
            self.role = None;
        }
        let has_role = events
            .iter()
            .any(|(_, event)| matches!(event, Event::Role(role) if !matches!(role, Role::Other)));
        let negated =
            [" ikke ", " ikkje ", " not ", " aldri ", " never "].iter().any(|word| folded.contains(word));
        self.organisations(sentence, &events, overridden, negated);
        self.contacts(sentence, &events, has_role, overridden, goes_on);
        self.basis(sentence);
    }

    fn add(&mut self, slot: Slot, value: &str, from: &str, doubtful: bool, strength: Strength) {
        let folded = from.to_lowercase();
        self.facts.add(Found {
            slot,
            value: value.trim().trim_end_matches([',', '.']).to_owned(),
            from: from.trim().to_owned(),
            doubtful,
            strength,
            corrects: [
                "rettelse", "correction", "riktig org", "rett org", "riktig nummer", "riktige er",
                "rette er", "right one is", "correct one is", "skal være", "should be", "beklager", "sorry",
                "korrekt",
            ]
            .iter()
            .any(|word| folded.contains(word)),
        });
    }

    /// Organisations and their numbers.
    fn organisations(&mut self, sentence: &str, events: &[(usize, Event)], overridden: bool, negated: bool) {
        let mut cue: Option<Party> = self.party;
        let mut named: Option<(Piece, Option<Party>)> = None;
        for (place, (at, event)) in events.iter().enumerate() {
            match event {
                // “We, its Norwegian subsidiary …”: still we.
                Event::Party(Party::Other) if cue == Some(Party::Sender) && named.is_none() => {}
                Event::Party(party) => {
                    // “vår kunde”, “our customer”: the particular word counts.
                    cue = Some(*party);
                    if !matches!(party, Party::Sender) {
                        self.party = Some(*party);
                    }
                }
                Event::Organisation(piece) => {
                    let behind = after_cue(
                        sentence.get(piece.range.end..).unwrap_or_default(),
                        piece.range.start < 14,
                    );
                    let before = sentence.get(..piece.range.start).unwrap_or_default();
                    let mut ahead = before_cue(before);
                    if acts_for(before) {
                        self.facts.principal = Some(piece.value.clone());
                    }
                    // Whoever writes for somebody else is not who orders.
                    let for_another = self.facts.principal.as_ref().is_some_and(|name| *name != piece.value);
                    if for_another && ahead == Some(Party::Sender) {
                        ahead = Some(Party::Other);
                    }
                    let taken = cue.take();
                    let party = if is_third(sentence, before) {
                        Some(Party::Other)
                    } else {
                        ahead.or(behind).or(taken).or_else(|| self.by_domain(&piece.value))
                    };
                    if let Some(party) = party.filter(|party| *party != Party::Other) {
                        let from = sentence.get(piece.range.clone()).unwrap_or(&piece.value);
                        self.add(Slot::Name(party), &piece.value, from, false, Strength::Sentence);
                        self.party = Some(party);
                    }
                    named = Some((piece.clone(), party));
                }
                Event::Number(piece) => {
                    let before = sentence.get(..piece.range.start).unwrap_or_default();
                    let gap_from = named.as_ref().map_or(0, |(name, _)| name.range.end);
                    let gap = before.get(gap_from..).unwrap_or_default();
                    // “I wrote the number wrong. The right one is …”
                    let right = [
                        "riktige er", "rette er", "riktig er", "right one is", "correct one is",
                        "korrekte er",
                    ]
                    .iter()
                    .any(|words| before.to_lowercase().trim_end().ends_with(words));
                    if right && self.facts.has(Slot::Number(Party::Sender)) {
                        cue = cue.or(Some(Party::Sender));
                    }
                    let labelled = says_number(before) || is_marked(sentence, piece) || right;
                    let beside = named.is_some()
                        && gap.trim_matches([' ', '(', ',', '-', '–', ':', '/', '[']).is_empty();
                    if !(labelled || beside) || is_other_number(before) {
                        continue;
                    }
                    let between = events
                        .iter()
                        .take(place)
                        .filter(|(other, event)| {
                            *other >= gap_from && other < at && matches!(event, Event::Party(_))
                        })
                        .count();
                    let party = match &named {
                        Some((_, party)) if between == 0 && gap.chars().count() < 70 => *party,
                        _ => cue.or(self.party),
                    };
                    if let Some((name, _)) =
                        named.as_ref().filter(|_| between == 0 && gap.chars().count() < 45)
                    {
                        let name = name.value.clone();
                        self.facts.pair_up(&name, &piece.value);
                    }
                    let from = sentence.to_owned();
                    let doubtful = piece.doubtful || overridden || negated;
                    match party {
                        Some(Party::Other) => {}
                        Some(party) => {
                            self.add(Slot::Number(party), &piece.value, &from, doubtful, Strength::Sentence);
                        }
                        None => {
                            self.add(Slot::Number(Party::Sender), &piece.value, &from, true, Strength::Loose);
                            if let Some((name, None)) = &named
                                && beside
                            {
                                self.add(
                                    Slot::Name(Party::Sender),
                                    &name.value,
                                    &name.value,
                                    true,
                                    Strength::Loose,
                                );
                            }
                        }
                    }
                    // “310 000 019 Sprek Maur AS”, “orgnr 310 000 019 (Sprek Maur AS)”.
                    if named.is_none()
                        && let Some(party) = party.filter(|party| *party != Party::Other)
                        && let Some((_, Event::Organisation(name))) = events.get(place + 1)
                        && sentence
                            .get(piece.range.end..name.range.start)
                            .is_some_and(|gap| gap.trim_matches([' ', '(', ',', '-', '–']).is_empty())
                    {
                        self.add(Slot::Name(party), &name.value, &name.value, false, Strength::Sentence);
                        cue = Some(party);
                    }
                    // A name in front of the number that nothing but its place tells.
                    if named.is_none()
                        && let Some(party) = party.filter(|party| *party != Party::Other)
                        && let Some(name) = name_before(before)
                    {
                        self.add(Slot::Name(party), &name, &name, false, Strength::Loose);
                    }
                }
                _ => {}
            }
        }
    }

    /// Contacts: a name near the word for one, with the addresses and telephones that follow.
    fn contacts(
        &mut self,
        sentence: &str,
        events: &[(usize, Event)],
        has_role: bool,
        overridden: bool,
        goes_on: bool,
    ) {
        let folded = sentence.to_lowercase();
        let asks_for_call = [
            "nå meg", "nås på", "når meg", "når dere meg", "kontakt meg", "kontakte meg", "ring meg",
            "reach me", "contact me", "call me", "ta kontakt med", "kontakt ", "mail meg", "treffer meg",
            "treffes på",
        ]
        .iter()
        .any(|word| folded.contains(word));
        let mut party: Option<Party> = None;
        let mut role: Option<Role> = if goes_on { self.role } else { None };
        let mut current: Option<(Party, Role, String)> =
            if goes_on || !has_role { self.last.clone() } else { None };
        // The role that is said only behind the name: “Kari Eksempel er testansvarlig”.
        let said = Roles::of(&folded);
        let mut roles: Vec<(usize, Role)> = events
            .iter()
            .filter_map(|(at, event)| match event {
                Event::Role(role) => Some((*at, said.of_word(*role))),
                _ => None,
            })
            .collect();
        if roles.is_empty() && said.takes_care && said.test {
            roles.push((sentence.len(), Role::Test));
        }
        let mut before_first_name = true;
        let persons = events.iter().filter(|(_, event)| matches!(event, Event::Person(_))).count();
        for (at, event) in events {
            match event {
                Event::Party(found) => {
                    party = Some(match (party, *found) {
                        (Some(Party::Customer), Party::Sender) if before_first_name => Party::Customer,
                        (_, found) => found,
                    });
                }
                Event::Role(found) => role = Some(said.of_word(*found)),
                Event::Person(piece) => {
                    let next_role = roles.iter().find(|(place, _)| place > at).map(|(_, role)| *role);
                    // Of one person in a sentence the most particular word is meant: “utvikleren vår …, han er testansvarlig”.
                    let particular = (persons == 1 && roles.iter().any(|(_, role)| *role == Role::Test))
                        .then_some(Role::Test);
                    let Some(found) = particular.or(role).or(next_role) else {
                        current = None;
                        continue;
                    };
                    before_first_name = false;
                    let whose = self
                        .whose_by_name(sentence, *at)
                        .or_else(|| party_for_contact(party, sentence, *at))
                        .or(self.party)
                        .unwrap_or(Party::Sender);
                    self.add(
                        Slot::Contact(whose, found, Attribute::Name),
                        &piece.value,
                        sentence.get(piece.range.clone()).unwrap_or(sentence),
                        overridden,
                        Strength::Sentence,
                    );
                    current = Some((whose, found, piece.value.clone()));
                    self.last.clone_from(&current);
                    self.role = Some(found);
                    role = None;
                }
                Event::Email(piece) | Event::Phone(piece) => {
                    let attribute =
                        if matches!(event, Event::Email(_)) { Attribute::Email } else { Attribute::Phone };
                    if attribute == Attribute::Phone && is_somebody_elses(sentence, piece) {
                        continue;
                    }
                    let by_name =
                        (attribute == Attribute::Email).then(|| self.whose_address(&piece.value)).flatten();
                    let whose = by_name.or_else(|| current.as_ref().map(|(party, role, _)| (*party, *role)));
                    let from = sentence.get(piece.range.clone()).unwrap_or(sentence).to_owned();
                    match (whose, role.or(self.role)) {
                        (Some((party, role)), _) => {
                            self.add(
                                Slot::Contact(party, role, attribute),
                                &piece.value,
                                &from,
                                piece.doubtful || overridden,
                                Strength::Sentence,
                            );
                        }
                        (None, Some(role)) => {
                            let whose = party.or(self.party).unwrap_or(Party::Sender);
                            self.add(
                                Slot::Contact(whose, role, attribute),
                                &piece.value,
                                &from,
                                piece.doubtful || overridden,
                                Strength::Sentence,
                            );
                        }
                        (None, None) => {
                            let whose = party.filter(|party| *party != Party::Other).unwrap_or(Party::Sender);
                            self.add(
                                Slot::Contact(whose, Role::Contact, attribute),
                                &piece.value,
                                &from,
                                !asks_for_call || piece.doubtful || overridden,
                                Strength::Loose,
                            );
                        }
                    }
                }
                Event::Organisation(_) | Event::Number(_) => {}
            }
        }
        let introduces = [
            "my name is", "jeg heter", "eg heiter", "mitt navn er", "mitt namn er", "navnet mitt er", "i'm ",
            "this is ", "det er ",
        ]
        .iter()
        .any(|words| folded.contains(words));
        if introduces
            && let Some((_, Event::Person(piece))) =
                events.iter().find(|(_, event)| matches!(event, Event::Person(_)))
        {
            self.facts.me = Some(piece.value.clone());
        }
        if has_role && before_first_name && is_undersigned_in(&folded) {
            let role = roles.first().map_or(Role::Contact, |(_, role)| *role);
            if let Some(name) = self.facts.me.clone() {
                // Who it is was said before.
                self.add(
                    Slot::Contact(Party::Sender, role, Attribute::Name),
                    &name,
                    &name,
                    false,
                    Strength::Sentence,
                );
                self.last = Some((Party::Sender, role, name));
                return;
            }
            if let Some(name) = self.document.sender_name.clone() {
                self.add(
                    Slot::Contact(Party::Sender, role, Attribute::Name),
                    &name,
                    sentence,
                    true,
                    Strength::Sentence,
                );
            }
            if let Some(email) = self.document.sender_email.clone() {
                self.add(
                    Slot::Contact(Party::Sender, role, Attribute::Email),
                    &email,
                    sentence,
                    true,
                    Strength::Loose,
                );
            }
            self.last = self.document.sender_name.clone().map(|name| (Party::Sender, role, name));
        }
    }

    /// An organisation that nothing else is said of, and whose name the sender's address is made of.
    fn by_domain(&self, name: &str) -> Option<Party> {
        let domain = self.document.sender_email.as_deref()?.rsplit('@').next()?;
        let label: String =
            fold_letters(domain.split('.').next()?).chars().filter(|c| c.is_alphanumeric()).collect();
        let name: String = fold_letters(name).chars().filter(|c| c.is_alphanumeric()).collect();
        (label.len() >= 5 && name.starts_with(&label)).then_some(Party::Sender)
    }

    /// “I banken er det …”, “hos Trygg Mår: …”: the organisation that was named with that word.
    fn whose_by_name(&self, sentence: &str, at: usize) -> Option<Party> {
        let before = sentence.get(..at)?.to_lowercase();
        let words: Vec<&str> =
            before.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let place = words.iter().rposition(|word| {
            matches!(*word, "i" | "hos" | "ved" | "at" | "from" | "fra" | "frå" | "hjå" | "in")
        })?;
        let of: Vec<&str> =
            words.iter().skip(place + 1).take(3).copied().filter(|word| word.chars().count() >= 4).collect();
        let is_named = |party: Party| {
            self.facts.names().iter().any(|(whose, name)| {
                *whose == party
                    && name
                        .split(' ')
                        .filter(|part| part.chars().count() >= 4)
                        .any(|part| of.iter().any(|word| word.starts_with(part)))
            })
        };
        match (is_named(Party::Customer), is_named(Party::Sender) || is_named(Party::Vendor)) {
            (true, false) => Some(Party::Customer),
            (false, true) => Some(Party::Sender),
            _ => None,
        }
    }

    /// The contact whose name an address is made of.
    fn whose_address(&self, address: &str) -> Option<(Party, Role)> {
        let local = address.split('@').next().unwrap_or_default();
        let local = fold_letters(local);
        let mut hits = self.facts.all().iter().filter_map(|found| match found.slot {
            Slot::Contact(party, role, Attribute::Name) => {
                let fits = found
                    .value
                    .split([' ', '-'])
                    .map(fold_letters)
                    .filter(|word| word.len() >= 3)
                    .any(|word| local.contains(&word));
                fits.then_some((party, role))
            }
            _ => None,
        });
        let first = hits.next()?;
        hits.all(|other| other == first).then_some(first)
    }

    fn basis(&mut self, sentence: &str) {
        if let Some(words) = provision(sentence) {
            self.add(Slot::LegalBasis, &words, &words, false, Strength::Sentence);
        } else if let Some(words) = category(sentence) {
            self.add(Slot::LegalBasis, &words, sentence, true, Strength::Loose);
        }
    }
}

/// Letters without their marks, as addresses are written.
pub(super) fn fold_letters(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .map(|c| match c {
            'å' | 'á' | 'à' | 'ä' | 'â' => 'a',
            'ø' | 'ö' | 'ó' | 'ô' => 'o',
            'é' | 'è' | 'ë' | 'ê' => 'e',
            'ü' | 'ú' => 'u',
            'š' | 'ś' => 's',
            'č' | 'ć' => 'c',
            'ž' => 'z',
            'đ' => 'd',
            'ŋ' | 'ñ' => 'n',
            c => c,
        })
        .flat_map(|c| if c == 'æ' { vec!['a', 'e'] } else { vec![c] })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_they_end() {
        assert_eq!(
            sentences("Vi i A AS (org.nr. 310 000 019) vil teste. Ring tlf. 22 33 44 55! Takk"),
            ["Vi i A AS (org.nr. 310 000 019) vil teste.", "Ring tlf. 22 33 44 55!", "Takk"]
        );
    }

    #[test]
    fn provisions_are_read_with_their_law() {
        for (text, expected) in [
            (
                "etter hvitvaskingsloven § 4 første ledd bokstav a, og",
                Some("hvitvaskingsloven § 4 første ledd bokstav a"),
            ),
            ("Hjemmel: § 3-11 (2)", Some("§ 3-11 (2)")),
            ("vi er en bank", None),
        ] {
            assert_eq!(provision(text).as_deref(), expected, "{text}");
        }
        assert_eq!(category("Vi er en avis i byen").as_deref(), Some("avis"));
        assert_eq!(category("Vi har bank som kunder"), None);
    }
}
