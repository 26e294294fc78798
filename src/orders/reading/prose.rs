//! Facts in sentences. Every piece is tied to a party by the words around it; a number that nothing says anything about
//! is held as doubtful, and a piece that belongs to somebody else is left. Organisations and their numbers are read in
//! `organisations`, persons in `contacts`.

mod basis;
mod contacts;
mod cues;
mod events;
mod numbers;
mod organisations;
mod said;
mod sentences;

use self::contacts::Contacts;
use self::events::{Event, events};
use super::document::Document;
use super::facts::{Facts, Found, Slot, Strength};
use super::labels::{Party, Role};
use super::lines::{Known, Prose};
use super::pieces::Piece;

pub(super) use self::basis::{category, provision};
pub(super) use self::numbers::{says_wrong, takes_back, whose_number};
pub(super) use self::said::is_past;
pub(super) use self::sentences::sentences;

/// Reads the sentences.
pub(super) fn read(document: &Document, prose: &[Prose], known: &Known, facts: &mut Facts) {
    let mut reader =
        Reader { document, known, facts, party: None, numbered: None, taken_back: None, puts_right: false };
    let mut contacts = Contacts::default();
    for part in prose {
        reader.party = None;
        contacts.end_paragraph();
        for sentence in sentences(&part.text) {
            reader.sentence(sentence, part.overridden, &mut contacts);
        }
    }
    contacts.finish(&mut reader);
}

struct Reader<'d> {
    document: &'d Document,
    known: &'d Known,
    facts: &'d mut Facts,
    /// Whom the sentences before spoke of.
    party: Option<Party>,
    /// Whose number the sentence before spoke of: “nummeret til kunden var feil”.
    numbered: Option<Party>,
    /// Whose number was taken back: “… – nei vent, det er det gamle nummeret”.
    taken_back: Option<Party>,
    /// The sentence before says that a number above is wrong, or this one does and what is read now is the right one.
    puts_right: bool,
}

impl Reader<'_> {
    fn sentence(&mut self, sentence: &str, overridden: bool, contacts: &mut Contacts) {
        let mut events = events(sentence, &self.names());
        self.sender_in_small_letters(sentence, &mut events);
        let folded = format!(" {} ", sentence.to_lowercase());
        let goes_on = [
            "han ", "hun ", "ho ", "he ", "she ", "they ", "vedkommende", "denne ", "dette ", "de ", "dei ",
            "telefon", "e-post", "epost", "mail", "phone", "tlf", "nås", "kan nås", "reach", "and ", "og ",
            "selskapet ", "firmaet ", "bedriften ", "verksemda ", "the company", "virksomheten ", "our org",
            "vårt org", "their ", "its ", "deres ", "deira ", "organisasjonsnummer", "org.", "orgnr",
            "føretaket ", "foretaket ", "der ", "there ", "hos dem ", "hos dei ", "hjå dei ", "hu ", "it ",
            "the number", "nummeret", "kontakt", "testansvar", "contact", "det er ", "det gjelder ",
            "det gjeld ", "that is ", "that's ", "namnet ", "navnet ", "the name ", "it's ",
        ]
        .iter()
        .any(|word| folded.trim_start().starts_with(word));
        if !goes_on {
            self.party = None;
        }
        let negated = [" ikke ", " ikkje ", " not ", " aldri ", " never ", "n't "]
            .iter()
            .any(|word| folded.contains(word));
        self.introduction(sentence, &folded, &events);
        let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
        if has(&["samme person", "same person", "same contact", "samme kontakt", "same kontakt"])
            && has(&["produksjon", "production", " prod", "begge", "both"])
        {
            self.facts.same_as_test.push((Party::Sender, Role::Production));
        }
        // “Han er også ansvarlig for produksjon.”
        let starts = |words: &[&str]| words.iter().any(|word| folded.trim_start().starts_with(word));
        if starts(&["han ", "hun ", "ho ", "hu ", "he ", "she ", "vedkommende ", "samme ", "same "])
            && has(&[" også ", " òg ", " also ", " i tillegg ", " too", " as well", " samme ", " same "])
            && has(&["produksjon", "production", " prod "])
        {
            self.facts.same_as_test.push((Party::Sender, Role::Production));
        }
        let before = self.party;
        self.organisations(sentence, &events, overridden, negated);
        self.puts_right = says_wrong(sentence);
        let after = self.party;
        if ["nummer", "number", "org"].iter().any(|word| folded.contains(word)) {
            self.numbered = whose_number(sentence, &self.names(), None);
        }
        self.party = before.or(after);
        contacts.sentence(self, sentence, &events, overridden);
        self.party = after;
        self.basis(sentence);
    }

    /// The organisations that are known by name, with whose they are.
    fn names(&self) -> Vec<(Party, String)> {
        let mut names = self.known.names.clone();
        for (party, name) in self.facts.names() {
            if !names.iter().any(|(_, known)| known.starts_with(&name) || name.starts_with(known.as_str())) {
                names.push((party, name));
            }
        }
        names
    }

    /// Whose the sender's own contacts are.
    fn of_sender(&self) -> Party {
        if self.known.sender_delegates { Party::Customer } else { Party::Sender }
    }

    /// “even sol er testansvarlig”: the sender's own name is a name, however it is written.
    fn sender_in_small_letters(&self, sentence: &str, events: &mut Vec<(usize, Event)>) {
        let Some(name) = self.document.sender_name.as_deref().filter(|name| name.contains(' ')) else {
            return;
        };
        let (folded, small) = (sentence.to_lowercase(), name.to_lowercase());
        let Some(start) = folded.find(&small).filter(|_| folded.len() == sentence.len()) else { return };
        let range = start..start + small.len();
        let overlaps = |event: &Event| match event {
            Event::Party(_) => false,
            Event::Organisation(piece)
            | Event::Number(piece)
            | Event::Person(piece)
            | Event::Email(piece)
            | Event::Phone(piece) => piece.range.start < range.end && range.start < piece.range.end,
        };
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '@' | '-'));
        let is_part = inside(sentence.get(..start).and_then(|before| before.chars().next_back()))
            || sentence
                .get(range.end..)
                .and_then(|behind| behind.chars().next())
                .is_some_and(char::is_alphanumeric);
        if !is_part && !events.iter().any(|(_, event)| overlaps(event)) {
            let piece = Piece { range, value: name.to_owned(), doubtful: false };
            events.push((start, Event::Person(piece)));
            events.sort_by_key(|(at, _)| *at);
        }
    }

    /// “My name is …”: who writes.
    fn introduction(&mut self, sentence: &str, folded: &str, events: &[(usize, Event)]) {
        let start = folded.trim_start();
        let introduces = [
            "my name is", "jeg heter", "eg heiter", "mitt navn er", "mitt namn er", "navnet mitt er",
            "namnet mitt er",
        ]
        .iter()
        .any(|words| folded.contains(words))
            || ["i'm ", "i am ", "this is ", "dette er ", "jeg er ", "eg er ", "det er "].iter().any(
                |words| {
                    start.starts_with(words)
                        && sentence
                            .trim_start()
                            .get(words.len()..)
                            .and_then(|rest| rest.chars().next())
                            .is_some_and(char::is_uppercase)
                },
            ) && (!start.starts_with("det er ") || folded.contains(" her"));
        if introduces
            && let Some((_, Event::Person(piece))) =
                events.iter().find(|(_, event)| matches!(event, Event::Person(_)))
        {
            self.facts.me = Some(piece.value.clone());
        }
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
                "riktig er", "rett er", "rette er", "right one is", "correct one is", "skal være",
                "should be", "beklager", "sorry", "korrekt",
            ]
            .iter()
            .any(|word| folded.contains(word))
                || self.puts_right && matches!(slot, Slot::Number(_)),
        });
    }

    fn basis(&mut self, sentence: &str) {
        if let Some(words) = provision(sentence) {
            self.add(Slot::LegalBasis, &words, &words, false, Strength::Sentence);
        } else if let Some(words) = category(sentence) {
            self.add(Slot::LegalBasis, &words, sentence, true, Strength::Loose);
        }
    }
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
