//! A company of the population with its history, and what Enhetsregisteret tells of it.

use super::draw::{Draw, Stream};
use super::entity::{self, entity};
use super::words::company_name;
use super::{FIRST_OF_POPULATION, LAST_OF_POPULATION, Population};
use crate::clock::{DAY, HOUR, Millis};
use crate::numbers::OrgNumber;
use crate::parties::entities::Entity;
use crate::register::codes::RegistrationStatus;
use crate::register::model::{Company, Discrepancy, Registration, Reporter, Told};
use crate::register::rules::{FORMS, FormRule};
use crate::register::{Change, Written};

/// When histories begin, 1 January 2016.
const BEGINS: Millis = 1_451_606_400_000;

/// Numbers of the population begin with 2, and so are none of an example's or of a party that this world made.
const FIRST_BODY: u64 = 2_000_000;

/// Bodies without their last digit; each has nine last digits at least with which there is a check digit, since at most
/// one of ten has none.
const HEADS: u64 = 1_000_000;

/// How many numbers there are.
pub(super) const NUMBERS: u64 = HEADS * 9;

/// Of ten thousand companies, so many are of a form; the first hundred companies are of each in turn.
const SPREAD: [(usize, u64); 19] = [
    (0, 8_350),
    (1, 25),
    (2, 6),
    (3, 150),
    (4, 150),
    (5, 40),
    (6, 20),
    (7, 8),
    (8, 50),
    (9, 180),
    (10, 10),
    (11, 220),
    (12, 12),
    (13, 12),
    (14, 10),
    (15, 380),
    (16, 160),
    (17, 200),
    (18, 17),
];

const TEXTS: [&str; 6] = [
    "Etter våre kundetiltak er det en person som eier mer enn en fjerdedel, og som ikke er meldt.",
    "Den som er meldt, har etter det vi vet solgt aksjene sine.",
    "Virksomheten har fortalt oss at stemmene fordeles etter en avtale som ikke er meldt.",
    "Kunden oppgir en annen eierandel enn den som er registrert.",
    "Ein av eigarane er død, og aksjane er etter det vi veit selde.",
    "Mellomliggende virksomhet er slettet, men står fortsatt oppført.",
];

/// A company with all that is stored of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The code of its form.
    pub form: &'static str,
    /// The company.
    pub company: Company,
    /// What the change log tells of it.
    pub change: Change,
    /// When its latest change was.
    pub at: Millis,
    /// What Enhetsregisteret tells of it.
    pub entity: Entity,
}

impl Made {
    /// As it is written.
    pub fn written(self) -> (Written, Entity) {
        (Written { company: self.company, change: self.change, at: self.at }, self.entity)
    }
}

impl Population {
    /// The number of the company at `place`; no two have the same.
    pub(super) fn number(&self, place: u64) -> OrgNumber {
        // Steps that share no factor with the number of places meet each once.
        let place = (place % NUMBERS * 4_999_999 + self.seed % NUMBERS) % NUMBERS;
        let (head, which) = (FIRST_BODY + place / 9, usize::try_from(place % 9).unwrap_or(0));
        let valid =
            (0..10).filter_map(|last| OrgNumber::of_body(u32::try_from(head * 10 + last).ok()?)).nth(which);
        valid.unwrap_or_else(|| self.number(place + 1))
    }

    /// When the latest change of the company at `place` was: later for each than for the one before.
    fn latest_change(&self, place: u64) -> Millis {
        let span = u64::try_from(LAST_OF_POPULATION - FIRST_OF_POPULATION).unwrap_or(0);
        let step = u128::from(span) * u128::from(place) / u128::from(self.size.max(1));
        FIRST_OF_POPULATION + Millis::try_from(step).unwrap_or(0)
    }

    /// The form of the company at `place`.
    fn form(draw: &mut Draw, place: u64) -> &'static FormRule {
        let drawn = draw.weighted(&SPREAD, 0);
        let place = if place < 95 { usize::try_from(place).unwrap_or(0) % FORMS.len() } else { drawn };
        FORMS.get(place).unwrap_or(&FORMS[0])
    }

    /// The company at `place` of the population.
    pub fn company(&self, place: u64) -> Made {
        let at = self.latest_change(place);
        let mut draw = Draw::new(self.seed, Stream::Company, place);
        let rule = Self::form(&mut draw, place);
        let kind = draw.below(1000);
        self.made(&mut draw, rule, place, at, kind)
    }

    /// A company that becomes subject to registration at `at`, having reported or not.
    pub(super) fn newcomer(&self, place: u64, at: Millis) -> Made {
        let mut draw = Draw::new(self.seed, Stream::Company, place);
        let rule = Self::form(&mut draw, place);
        let kind = if draw.of_thousand(600) { 0 } else { 60 };
        self.made(&mut draw, rule, place, at, kind)
    }

    fn made(&self, draw: &mut Draw, rule: &'static FormRule, place: u64, at: Millis, kind: u64) -> Made {
        let (change, company) = match kind {
            0..60 => (Change::Prepared, self.not_reported(draw, place, at)),
            60..310 => (Change::Registered, self.first_report(draw, rule, place, at)),
            310..350 => (Change::Deleted, self.ended(draw, rule, place, at)),
            _ => (Change::Changed, self.with_history(draw, rule, place, at)),
        };
        let name = company_name(draw, rule.code);
        let told = entity::Told {
            number: company.number,
            name: &name,
            form: rule.code,
            since: company.first_registered,
            deleted: company.deleted,
            at,
        };
        let entity = entity(&mut Draw::new(self.seed, Stream::Entity, place), &self.pool(), &told);
        Made { form: rule.code, company, change, at, entity }
    }

    fn bare(&self, place: u64, first_registered: Millis, registrations: Vec<Registration>) -> Company {
        Company { number: self.number(place), first_registered, deleted: None, registrations }
    }

    fn not_reported(&self, draw: &mut Draw, place: u64, at: Millis) -> Company {
        let nothing = registration(draw, at, RegistrationStatus::NotReported, (None, Told::Nothing));
        self.bare(place, at, vec![nothing])
    }

    fn first_report(&self, draw: &mut Draw, rule: &FormRule, place: u64, at: Millis) -> Company {
        let telling = self.telling(draw, rule, place, at);
        let first = registration(draw, at, RegistrationStatus::Registered, telling);
        if draw.of_thousand(600) {
            return self.bare(place, at, vec![first]);
        }
        let since = at - DAY - i64::try_from(draw.below(200)).unwrap_or(0) * DAY;
        let mut nothing = registration(draw, since, RegistrationStatus::NotReported, (None, Told::Nothing));
        nothing.current = false;
        self.bare(place, since, vec![first, nothing])
    }

    /// Reports over the years, the last of which, or what was said of it, is of `at`.
    fn with_history(&self, draw: &mut Draw, rule: &FormRule, place: u64, at: Millis) -> Company {
        let count = usize::try_from(1 + draw.below(5).min(draw.below(5))).unwrap_or(1);
        let span = u64::try_from((at - 40 * DAY - BEGINS) / HOUR).unwrap_or(1);
        let mut times: Vec<Millis> =
            (0..count).map(|_| BEGINS + i64::try_from(draw.below(span)).unwrap_or(0) * HOUR).collect();
        times.sort_unstable();
        times.dedup();
        let kind = draw.below(1000);
        if (250..).contains(&kind) {
            times.push(at);
        }
        let since = times.first().copied().unwrap_or(at);
        let mut history: Vec<Registration> = Vec::with_capacity(times.len());
        for (order, time) in times.iter().enumerate() {
            let telling = match history.last() {
                Some(before) => {
                    let before = (before.owner_status, before.told.clone());
                    self.next_telling(draw, rule, place, *time, &before)
                }
                None => self.telling(draw, rule, place, *time),
            };
            let next = times.get(order + 1).copied();
            let mut made = registration(draw, *time, RegistrationStatus::Registered, telling);
            made.current = next.is_none();
            if let Some(next) = next.filter(|_| draw.of_thousand(90)) {
                let received = *time + (next - *time) / 2;
                made.discrepancy = Some(self.discrepancy(draw, received, Some(next)));
            }
            history.push(made);
        }
        // What changed last is no report: a discrepancy, or what is told of an owner.
        if kind < 250
            && let Some(last) = history.last_mut()
        {
            match &mut last.told {
                Told::Owners(owners) if kind >= 60 => {
                    for owner in owners.iter_mut().take(1) {
                        owner.changed = at;
                    }
                }
                _ => last.discrepancy = Some(self.discrepancy(draw, at, None)),
            }
        }
        history.reverse();
        self.bare(place, since, history)
    }

    fn ended(&self, draw: &mut Draw, rule: &FormRule, place: u64, at: Millis) -> Company {
        let before = at - DAY - i64::try_from(draw.below(400)).unwrap_or(0) * DAY;
        let mut company = self.with_history(draw, rule, place, before);
        end(draw, &mut company, at);
        company
    }

    /// A report of what is wrong.
    pub(super) fn discrepancy(
        &self,
        draw: &mut Draw,
        received: Millis,
        settled: Option<Millis>,
    ) -> Discrepancy {
        let text = draw.text(&TEXTS);
        let text = if draw.of_thousand(30) { [text; 20].join(" ") } else { text.to_owned() };
        let reporter = match draw.below(6) {
            0 | 1 => None,
            2 | 3 => Some(Reporter::Organisation(self.number(draw.below(self.size)))),
            4 => Some(Reporter::Person(self.pool().adult(draw))),
            _ => match self.pool().foreigner(draw.below(10)) {
                person if person.birth_date.is_some() => Some(Reporter::Foreigner {
                    birth_date: person.birth_date.unwrap_or_default(),
                    name: person.name.unwrap_or_default(),
                }),
                _ => None,
            },
        };
        Discrepancy { text, received, settled, reporter }
    }

    /// Puts a registration before the others.
    pub(super) fn report(
        company: &mut Company,
        draw: &mut Draw,
        at: Millis,
        telling: super::telling::Telling,
    ) {
        for older in &mut company.registrations {
            older.current = false;
            if let Some(discrepancy) = older.discrepancy.as_mut().filter(|one| one.settled.is_none()) {
                discrepancy.settled = Some(at);
            }
        }
        company.registrations.insert(0, registration(draw, at, RegistrationStatus::Registered, telling));
    }
}

/// Ends a company: it is no longer subject to registration.
pub(super) fn end(draw: &mut Draw, company: &mut Company, at: Millis) {
    for older in &mut company.registrations {
        older.current = false;
    }
    let ended = registration(draw, at, RegistrationStatus::Deleted, (None, Told::Nothing));
    company.registrations.insert(0, ended);
    company.deleted = Some(at);
}

fn registration(
    draw: &mut Draw,
    registered: Millis,
    status: RegistrationStatus,
    (owner_status, told): super::telling::Telling,
) -> Registration {
    let discrepancy = None;
    Registration { id: draw.uuid(), status, registered, current: true, owner_status, discrepancy, told }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::register::model::Person;
    use crate::register::rules::faults;

    #[test]
    fn every_company_obeys_the_rules_and_the_changes_stand_in_their_order() {
        let all = Population::new(7, 5_000);
        let (mut numbers, mut forms, mut last) = (BTreeSet::new(), BTreeSet::new(), 0);
        let mut seen = BTreeSet::new();
        for place in 0..all.size {
            let made = all.company(place);
            let wrong = faults(&made.company, made.form);
            assert!(wrong.is_empty(), "{place}: {wrong:?} {:?}", made.company);
            assert!(made.company.number.is_fictional() && numbers.insert(made.company.number));
            assert!(made.at > last && made.at < LAST_OF_POPULATION, "{place}");
            assert_eq!(super::super::examples::latest_change(&made.company), made.at, "{place}");
            assert_eq!(made.entity.number, made.company.number);
            forms.insert(made.form);
            last = made.at;
            seen.extend(kinds(&made));
        }
        assert_eq!(forms.len(), FORMS.len());
        let expected = [
            "Changed", "D", "Deleted", "Prepared", "Registered", "abroad", "between", "dead", "elsewhere",
            "exempt", "market", "minor", "open", "register", "reporter", "settled", "ten", "two", "unstated",
            "years",
        ];
        assert_eq!(seen, expected.into_iter().map(str::to_owned).collect::<BTreeSet<_>>());
    }

    /// What a company shows, of what a population must show.
    fn kinds(made: &Made) -> Vec<String> {
        let mut kinds = vec![format!("{:?}", made.change)];
        let mut note = |there: bool, what: &str| kinds.extend(there.then(|| what.to_owned()));
        note(made.company.registrations.len() > 4, "years");
        for one in &made.company.registrations {
            note(matches!(one.told, Told::RegulatedMarket { .. }), "market");
            note(matches!(one.told, Told::ForeignRegister { .. }), "register");
            if let Some(discrepancy) = &one.discrepancy {
                note(discrepancy.reporter.is_some(), "reporter");
                note(discrepancy.settled.is_some(), "settled");
                note(discrepancy.settled.is_none(), "open");
            }
            let Told::Owners(owners) = &one.told else { continue };
            note(owners.len() == 10, "ten");
            for owner in owners {
                note(owner.exempt, "exempt");
                note(owner.positions.iter().any(|position| !position.intermediates.is_empty()), "between");
                match &owner.person {
                    Person::Foreign(_) => note(true, "abroad"),
                    Person::Registered(person) => {
                        note(person.dead, "dead");
                        note(person.birth_year >= 2010, "minor");
                        note(person.citizenships.len() == 2, "two");
                        note(person.residence == Some(crate::register::codes::Country::UNSTATED), "unstated");
                        note(person.residence.is_some_and(|home| home.alpha3() == "SWE"), "elsewhere");
                        note(person.number.unwrap().kind() == crate::numbers::Kind::D, "D");
                    }
                }
            }
        }
        kinds
    }

    #[test]
    fn a_seed_makes_the_same_and_another_one_something_else() {
        let (a, b, c) = (Population::new(7, 1_000), Population::new(7, 1_000), Population::new(8, 1_000));
        for place in [0, 1, 500, 999] {
            assert_eq!(a.company(place), b.company(place));
            assert_ne!(a.company(place), c.company(place));
        }
    }

    #[test]
    fn numbers_are_valid_and_distinct_to_the_end() {
        let all = Population::new(u64::MAX, 1_000_000);
        let mut seen = BTreeSet::new();
        for place in (0..20_000).chain(980_000..1_000_000) {
            let number = all.number(place);
            assert!(seen.insert(number) && OrgNumber::parse(&number.to_string()) == Ok(number), "{place}");
        }
    }
}
