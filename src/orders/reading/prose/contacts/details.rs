//! To whom the addresses and telephone numbers of a sentence belong.

use super::{Contacts, Detail, Person, Subject};
use crate::orders::reading::folding::{base_letters, folded, words_of};
use crate::orders::reading::lines::is_this_address;
use crate::orders::reading::prose::Reader;
use crate::orders::reading::prose::cues::is_somebody_elses;
use crate::orders::reading::prose::events::Event;
use crate::orders::reading::prose::said::{Said, party_in};

impl Contacts {
    /// Hands the addresses and telephone numbers of a sentence to whom they belong.
    #[expect(clippy::too_many_arguments, reason = "a sentence with all that is known about it")]
    pub(super) fn details(
        &mut self,
        reader: &Reader<'_>,
        sentence: &str,
        folded: &str,
        events: &[(usize, Event)],
        subjects: &[Subject],
        me: Option<usize>,
        overridden: bool,
    ) {
        let emails = events.iter().filter(|(_, event)| matches!(event, Event::Email(_))).count();
        let phones = events.iter().filter(|(_, event)| matches!(event, Event::Phone(_))).count();
        if emails + phones == 0 {
            return;
        }
        // Whom a list in the order of the persons speaks of: “med henholdsvis … og …”.
        let group: Vec<usize> = if subjects.is_empty() {
            self.last.clone()
        } else {
            let mut group: Vec<usize> = subjects.iter().map(|subject| subject.person).collect();
            group.dedup();
            group
        };
        let says_order = [
            "henholdsvis", "respektive", "respectively", "rekkefølge", "rekkjefølgje", "that order",
            "same order",
        ]
        .iter()
        .any(|word| folded.contains(word));
        let first_detail = events
            .iter()
            .find(|(_, event)| matches!(event, Event::Email(_) | Event::Phone(_)))
            .map_or(0, |(at, _)| *at);
        let persons_first = subjects.iter().all(|subject| subject.start < first_detail);
        let in_order =
            |count: usize| group.len() > 1 && count == group.len() && (says_order || persons_first);
        let said = Said::of(sentence);
        let corrects = is_correction(folded);
        let mut current: Option<usize> = None;
        let (mut email, mut phone) = (0, 0);
        for (at, event) in events {
            let (piece, is_email) = match event {
                Event::Email(piece) => (piece, true),
                Event::Phone(piece) => (piece, false),
                _ => {
                    if let Some(subject) = subjects.iter().find(|subject| subject.start == *at) {
                        current = Some(subject.person);
                    }
                    continue;
                }
            };
            if let Some(subject) = subjects.iter().rfind(|subject| subject.start < *at)
                && current.is_none_or(|_| {
                    // The person named nearest before, unless an address named somebody else in between.
                    !events.iter().any(|(other, event)| {
                        matches!(event, Event::Email(_)) && *other > subject.start && *other < *at
                    })
                })
            {
                current = Some(subject.person);
            }
            if !is_email && is_somebody_elses(sentence, piece) {
                continue;
            }
            // “Jeg treffes på …, men den som har ansvaret for testen, er Kari”: the writer's own, and not Kari's.
            if let Some(first) = subjects.first().filter(|first| piece.range.end <= first.start)
                && current.is_none()
                && is_writers_own(sentence, piece.range.clone(), first.start)
            {
                continue;
            }
            let place = if is_email { &mut email } else { &mut phone };
            let nth = *place;
            *place += 1;
            let by_name = if is_email { self.whose_address(&piece.value) } else { None };
            let by_order =
                in_order(if is_email { emails } else { phones }).then(|| group.get(nth).copied()).flatten();
            let owner = by_name
                .or(by_order)
                .or(current)
                .or_else(|| subjects.first().map(|subject| subject.person))
                .or(me)
                .or_else(|| self.goes_on(folded, said))
                .unwrap_or_else(|| self.nameless(reader, sentence, said));
            let detail = Detail {
                value: piece.value.clone(),
                from: sentence.get(piece.range.clone()).unwrap_or(sentence).to_owned(),
                doubtful: piece.doubtful || overridden,
                corrects,
            };
            if is_email {
                current = Some(owner);
            }
            if let Some(person) = self.persons.get_mut(owner) {
                person.corrects |= corrects && !person.gone && says_instead(folded);
                let details = if is_email { &mut person.emails } else { &mut person.phones };
                if details.iter().all(|other| other.value != detail.value) {
                    if corrects {
                        details.insert(0, detail);
                    } else {
                        details.push(detail);
                    }
                }
            }
        }
    }

    /// “Denne e-postadressen”: the address that the mail comes from is whoever's the sentence speaks of.
    pub(super) fn own_address(
        &mut self,
        reader: &Reader<'_>,
        folded: &str,
        subjects: &[Subject],
        me: Option<usize>,
    ) {
        let says = is_this_address(folded);
        let owner = subjects.first().map(|subject| subject.person).or(me).or(self.last.first().copied());
        let (Some(email), Some(person)) = (
            reader.document.sender_email.clone().filter(|_| says),
            owner.and_then(|at| self.persons.get_mut(at)),
        ) else {
            return;
        };
        if person.emails.is_empty() {
            let from = folded.trim().to_owned();
            person.emails.push(Detail { value: email, from, doubtful: true, corrects: false });
        }
    }

    /// The person that the sentence before spoke of, when this one goes on about it.
    fn goes_on(&self, folded: &str, said: Said) -> Option<usize> {
        let last = *self.last.first()?;
        let words: Vec<&str> =
            folded.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()).collect();
        let pronoun = words.iter().any(|word| {
            matches!(
                *word,
                "han"
                    | "ham"
                    | "hun"
                    | "henne"
                    | "ho"
                    | "hans"
                    | "hennes"
                    | "hennar"
                    | "he"
                    | "him"
                    | "his"
                    | "she"
                    | "her"
                    | "they"
                    | "them"
                    | "their"
                    | "vedkommende"
                    | "vedkomande"
                    | "denne"
                    | "vedkommendes"
                    | "begge"
            )
        });
        let ours = words.iter().any(|word| matches!(*word, "vi" | "oss" | "we" | "us"));
        let begins_anew = ours || said.test || said.production || said.other;
        (pronoun || !begins_anew).then_some(last)
    }

    /// A contact without a name: “Testansvarlig når dere på test@x.example”.
    fn nameless(&mut self, reader: &Reader<'_>, sentence: &str, said: Said) -> usize {
        let party = party_in(sentence, &reader.names(), reader.party).map(|(party, _)| party);
        // The one that has the same task and the same house.
        let same = self.persons.iter().position(|person| {
            person.said.role() == said.role()
                && said.role().is_some()
                && (party.is_none() || person.party.is_none() || person.party == party)
        });
        same.unwrap_or_else(|| {
            self.persons.push(Person { said, party, context: reader.party, ..Person::default() });
            self.persons.len() - 1
        })
    }

    /// The person whose name an address is made of.
    fn whose_address(&self, address: &str) -> Option<usize> {
        let local = base_letters(address.split('@').next().unwrap_or_default());
        let hits = |person: &Person| -> usize {
            person.name.as_ref().map_or(0, |name| {
                let words: Vec<String> =
                    name.value.split([' ', '-']).map(base_letters).filter(|word| !word.is_empty()).collect();
                let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
                let parts =
                    words.iter().filter(|word| word.len() >= 3 && local.contains(word.as_str())).count();
                let by_initials = local.len() >= 2 && initials == local;
                parts.max(usize::from(by_initials))
            })
        };
        let best = self.persons.iter().map(hits).max().filter(|best| *best > 0)?;
        let mut fitting = self.persons.iter().enumerate().filter(|(_, person)| hits(person) == best);
        let first = fitting.next()?.0;
        fitting.next().is_none().then_some(first)
    }
}

/// Whether the one who writes says where to reach himself at `detail`, and goes over to somebody else, who is named at
/// `subject`, who has a task.
fn is_writers_own(sentence: &str, detail: std::ops::Range<usize>, subject: usize) -> bool {
    let words = |range: std::ops::Range<usize>| {
        format!(" {} ", words_of(&folded(sentence.get(range).unwrap_or_default())).join(" "))
    };
    let (before, between) = (words(0..detail.start), words(detail.end..subject));
    let has = |text: &str, phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    has(&before, &[" jeg ", " eg ", " i am ", " i'm ", " i can "])
        && has(
            &before,
            &[
                " treffes ", " treffast ", " nås ", " nåast ", " nå meg ", " treffe meg ", " reached ",
                " reach me ", " svarer ", " svarar ",
            ],
        )
        && has(&between, &[" men ", " but ", " mens ", " medan ", " while "])
        && Said::of(&between).is_role()
}

/// “Sett opp meg i stedet”: somebody takes another's place.
fn says_instead(folded: &str) -> bool {
    [
        " i stedet for ", " istedenfor ", " i staden for ", " istadenfor ", " instead of ", " i stedet:",
        " i staden:", " instead:", " i stedet.", " i staden.", " instead.", " i stedet ", " i staden ",
        " instead ", " heller ", " rather ",
    ]
    .iter()
    .any(|words| folded.contains(words))
}

/// Words by which people say that what follows replaces what they said before.
fn is_correction(folded: &str) -> bool {
    [
        "rettelse", "retting", "correction", "riktige er", "rette er", "riktig er", "right one is",
        "correct one is", "skal være", "skal vere", "should be", "korrekt", "feil nummer", "feil telefon",
        "feil e-post", "wrong", "riktig nummer", "rett nummer", "i stedet for", "istadenfor", "instead of",
        " i stedet", " i staden", " instead",
    ]
    .iter()
    .any(|words| folded.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_writers_own_telephone_is_not_that_of_whom_the_sentence_goes_over_to() {
        for (sentence, expected) in [
            (
                "Jeg er daglig leder og treffes på 22 33 44 55, men den som har ansvaret for testen er Kari",
                true,
            ),
            ("I can be reached on 22 33 44 55, but the test contact is Kari", true),
            ("Jeg er testansvarlig og nås på 22 33 44 55, hilsen Kari", false),
            ("Testansvarlig nås på 22 33 44 55, men hun heter altså Kari", false),
            ("Jeg nås på 22 33 44 55, men bare på dagtid. Kari", false),
        ] {
            let phone = sentence.find("22").map(|at| at..at + 11).unwrap();
            let person = sentence.find("Kari").unwrap();
            assert_eq!(is_writers_own(sentence, phone, person), expected, "{sentence}");
        }
    }
}
