//! Organisations and their numbers in sentences. Whose an organisation is, is said by the words around each mention, and
//! decided by all mentions together (`names`); a number is its neighbour's, or whoever's the words before it say.

use super::Reader;
use super::cues::{
    acts_for, after_cue, before_cue, ends_with_other, is_of_another_time, is_third, is_vendor_we_delegate_to,
};
use super::events::Event;
use super::numbers::{
    Behind, is_beside, is_marked, is_numbered, is_other_number, name_before, owner_behind, says_number,
    says_wrong, takes_back, whose_number,
};
use crate::orders::reading::facts::{Slot, Strength};
use crate::orders::reading::labels::Party;
use crate::orders::reading::pieces::Piece;

impl Reader<'_> {
    /// Organisations and their numbers.
    pub(super) fn organisations(
        &mut self,
        sentence: &str,
        events: &[(usize, Event)],
        overridden: bool,
        negated: bool,
    ) {
        if self.in_order(sentence, events, overridden || negated) {
            return;
        }
        let mut cue: Option<Party> = self.party;
        let mut named: Option<(Piece, Option<Party>)> = None;
        let mut number_before = false;
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
                    let until = events
                        .iter()
                        .skip(place + 1)
                        .find(|(_, event)| matches!(event, Event::Organisation(_)))
                        .map_or(sentence.len(), |(at, _)| *at);
                    let party = self.organisation(sentence, until, piece, cue.take());
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
                    // Whose it is was said in this sentence or the one before; where two have a number, nothing else tells.
                    let mut unclear = false;
                    if right {
                        let has = |party| self.facts.has(Slot::Number(party));
                        unclear = cue.is_none()
                            && self.numbered.is_none()
                            && has(Party::Customer)
                            && (has(Party::Sender) || has(Party::Vendor));
                        let own = has(Party::Sender).then_some(Party::Sender);
                        cue = cue.or(self.numbered).or(own);
                    }
                    let between = events
                        .iter()
                        .take(place)
                        .filter(|(other, event)| {
                            *other >= gap_from && other < at && matches!(event, Event::Party(_))
                        })
                        .count();
                    // “Vårt nummer er …, kundens er …”: the second has the word of the first.
                    let elliptic = number_before && cue.is_some();
                    // “… – nei vent, det er det gamle nummeret. De bruker nå …”: what follows takes its place.
                    let instead = self.taken_back.take();
                    if instead.is_some() && named.is_none() {
                        cue = instead;
                    }
                    // “Tok feil nummer over. 910049356 er vårt.”
                    let behind = sentence.get(piece.range.end..).unwrap_or_default();
                    let owner = owner_behind(behind).filter(|_| self.puts_right || says_wrong(before));
                    if let Some(Behind::Of(owner)) = owner {
                        cue = Some(owner);
                    }
                    // “310 000 019 Sprek Maur AS”: the name stands right behind.
                    let name_behind = match events.get(place + 1) {
                        Some((_, Event::Organisation(name))) if named.is_none() && !piece.doubtful => {
                            sentence
                                .get(piece.range.end..name.range.start)
                                .filter(|gap| gap.trim_matches([' ', '(', ',', '-', '–']).is_empty())
                                .map(|_| name.value.clone())
                        }
                        _ => None,
                    };
                    let labelled = instead.is_some()
                        || owner.is_some()
                        || says_number(before)
                        || is_marked(sentence, piece)
                        || right
                        || is_numbered(sentence, piece)
                        || elliptic;
                    let beside = named.is_some() && is_beside(gap);
                    if !(labelled || beside || name_behind.is_some()) || is_other_number(before) {
                        continue;
                    }
                    number_before = true;
                    let last_number = events
                        .iter()
                        .take(place)
                        .rev()
                        .find_map(|(_, event)| match event {
                            Event::Number(other) => Some(other.range.end),
                            _ => None,
                        })
                        .unwrap_or(0);
                    let near = before.get(gap_from.max(last_number).min(before.len())..).unwrap_or_default();
                    let spoken = whose_number(near, &self.names(), self.party);
                    let party = match &named {
                        Some((_, party)) if between == 0 && spoken.is_none() && gap.chars().count() < 70 => {
                            *party
                        }
                        _ => spoken
                            .or(cue)
                            .or_else(|| self.known.party_of(name_behind.as_deref()?))
                            .or(self.party)
                            .or_else(|| self.known.only_own()),
                    };
                    if let Some((name, _)) = named
                        .as_ref()
                        .filter(|_| between == 0 && spoken.is_none() && gap.chars().count() < 45)
                    {
                        let name = name.value.clone();
                        self.facts.pair_up(&name, &piece.value);
                    }
                    let next_number = events
                        .iter()
                        .skip(place + 1)
                        .find(|(_, event)| matches!(event, Event::Number(_)))
                        .map_or(sentence.len(), |(at, _)| *at);
                    let is_taken_back = sentence.get(piece.range.end..next_number).is_some_and(takes_back);
                    if is_taken_back {
                        self.taken_back = party;
                    }
                    let doubtful = piece.doubtful || overridden || negated || unclear || is_taken_back;
                    let puts_right = self.puts_right;
                    self.puts_right = (puts_right || owner.is_some()) && !doubtful;
                    self.number(sentence, piece, party, doubtful);
                    self.puts_right = puts_right;
                    if party.is_none()
                        && beside
                        && let Some((name, None)) = &named
                    {
                        self.add(Slot::Name(Party::Sender), &name.value, &name.value, true, Strength::Loose);
                    }
                    let Some(party) = party.filter(|party| *party != Party::Other && named.is_none()) else {
                        continue;
                    };
                    // “310 000 019 Sprek Maur AS”, “orgnr 310 000 019 (Sprek Maur AS)”.
                    if let Some((_, Event::Organisation(name))) = events.get(place + 1)
                        && sentence
                            .get(piece.range.end..name.range.start)
                            .is_some_and(|gap| gap.trim_matches([' ', '(', ',', '-', '–']).is_empty())
                    {
                        self.add(Slot::Name(party), &name.value, &name.value, false, Strength::Sentence);
                        self.facts.pair_up(&name.value, &piece.value);
                        cue = Some(party);
                    }
                    // A name in front of the number that nothing but its place tells.
                    if let Some(name) = name_before(before) {
                        self.add(Slot::Name(party), &name, &name, false, Strength::Loose);
                    }
                }
                _ => {}
            }
        }
    }

    /// “A AS og B AS (org.nr. henholdsvis … og …)”: as many numbers behind the names, in their order. False when it is not so.
    fn in_order(&mut self, sentence: &str, events: &[(usize, Event)], doubtful: bool) -> bool {
        let folded = sentence.to_lowercase();
        let says = [
            "henholdsvis", "respektive", "respectively", "i samme rekkefølge", "in that order",
            "in the same order",
        ]
        .iter()
        .any(|words| folded.contains(words));
        let names: Vec<&Piece> = events
            .iter()
            .filter_map(|(_, event)| match event {
                Event::Organisation(piece) => Some(piece),
                _ => None,
            })
            .collect();
        let numbers: Vec<&Piece> = events
            .iter()
            .filter_map(|(_, event)| match event {
                Event::Number(piece) => Some(piece),
                _ => None,
            })
            .collect();
        let behind = numbers
            .first()
            .zip(names.last())
            .is_some_and(|(first, last)| last.range.end <= first.range.start);
        if !says || !behind || names.len() < 2 || names.len() != numbers.len() {
            return false;
        }
        let mut from = 0;
        for (place, (name, number)) in names.iter().zip(numbers).enumerate() {
            let cue = events.iter().rev().find_map(|(at, event)| match event {
                Event::Party(party) if *at >= from && *at < name.range.start => Some(*party),
                _ => None,
            });
            let until = names.get(place + 1).map_or(sentence.len(), |next| next.range.start);
            let party = self.organisation(sentence, until, name, cue);
            self.facts.pair_up(&name.value, &number.value);
            self.number(sentence, number, party, number.doubtful || doubtful);
            from = name.range.end;
        }
        true
    }

    fn number(&mut self, sentence: &str, piece: &Piece, party: Option<Party>, doubtful: bool) {
        match party {
            Some(Party::Other) => {}
            Some(party) => {
                self.add(Slot::Number(party), &piece.value, sentence, doubtful, Strength::Sentence);
            }
            None => self.add(Slot::Number(Party::Sender), &piece.value, sentence, true, Strength::Loose),
        }
    }

    /// An organisation that is named: what its sentence says of whose it is, and what all of the mail says.
    /// `until` is where the next one is named.
    fn organisation(
        &mut self,
        sentence: &str,
        until: usize,
        piece: &Piece,
        cue: Option<Party>,
    ) -> Option<Party> {
        let rest = sentence.get(piece.range.end..).unwrap_or_default();
        let own = sentence.get(piece.range.end..until).unwrap_or(rest);
        let behind = after_cue(rest, own, piece.range.start < 14);
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
        if is_vendor_we_delegate_to(before, own) {
            ahead = Some(Party::Vendor);
            self.facts.sender_delegates = true;
            self.facts.vote(&piece.value, ahead, 6);
        }
        let (local, weight) = if is_third(sentence, before) || is_of_another_time(before) {
            (Some(Party::Other), 4)
        } else if let Some(party) = ahead.or(behind) {
            (Some(party), 3)
        } else if ends_with_other(before) {
            (Some(Party::Other), 7)
        } else {
            (cue, 1)
        };
        self.facts.vote(&piece.value, local, weight);
        if let (Some(ahead), Some(behind)) = (ahead, behind)
            && ahead != behind
        {
            self.facts.vote(&piece.value, Some(behind), 2);
        }
        let party = self.known.party_of(&piece.value).or(local);
        if let Some(party) = party.filter(|party| *party != Party::Other) {
            let from = sentence.get(piece.range.clone()).unwrap_or(&piece.value);
            self.add(Slot::Name(party), &piece.value, from, false, Strength::Sentence);
            self.party = Some(party);
        }
        party
    }
}
