//! The pool of persons from whom owners are drawn: a person owns several companies, and a search finds them all.

use super::draw::{Draw, Stream};
use super::words::{foreign_name, person_name};
use crate::clock::{Millis, iso8601};
use crate::numbers::{BirthDate, Kind, PersonNumber, Scheme};
use crate::register::codes::Country;
use crate::register::model::{ForeignPerson, Person, RegisteredPerson};

/// Persons of the population register, and persons abroad, for so many companies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pool {
    seed: u64,
    registered: u64,
    foreign: u64,
}

/// The years in which grown-up persons are born. In all of them the digits 000–499 or 500–999 tell the century, of
/// identity numbers and of D-numbers (`register.md` §6.2).
const ADULTS: (i16, i64) = (1940, 67);

/// The years in which those are born who are minors at the population's last day, and for some years after.
const MINORS: (i16, i64) = (2010, 8);

/// Persons born on one day: each has ten of the 500 digits of its century, among which some have check digits.
const A_DAY: u64 = 50;

/// Every so manieth person is a minor.
const MINOR_EVERY: u64 = 53;

/// Where those who live or are citizens elsewhere come from.
const ELSEWHERE: [&str; 14] =
    ["SWE", "DNK", "POL", "LTU", "DEU", "GBR", "FIN", "ISL", "NLD", "USA", "EST", "PHL", "FRA", "IND"];

/// Days since 1 January of `years.0` as a birth date. The last days of the span stand for what lies beyond it.
fn born(years: (i16, i64), day: u64) -> BirthDate {
    let first = jiff::civil::Date::new(years.0, 1, 1).unwrap_or(jiff::civil::Date::ZERO);
    let span = jiff::Span::new().days(i64::try_from(day).unwrap_or(0));
    let date = first.checked_add(span).unwrap_or(first);
    BirthDate {
        year: u16::try_from(date.year()).unwrap_or(1980),
        month: u8::try_from(date.month()).unwrap_or(1),
        day: u8::try_from(date.day()).unwrap_or(1),
    }
}

pub(super) fn elsewhere(draw: &mut Draw) -> Country {
    Country::of(draw.text(&ELSEWHERE))
}

impl Pool {
    /// The pool of a population.
    pub(super) fn new(seed: u64, companies: u64) -> Self {
        Self { seed, registered: (companies * 3 / 4).max(40), foreign: (companies / 10).max(10) }
    }

    /// Draws a person who was born by `at`, and tells whether it is exempt from access: minors are, and few others
    /// (regulation § 3-9).
    pub(super) fn draw(&self, draw: &mut Draw, at: Millis) -> (Person, bool) {
        if draw.of_thousand(110) {
            return (Person::Foreign(self.foreigner(draw.below(self.foreign))), draw.of_thousand(15));
        }
        // A few own many: every twentieth draw is from a hundredth of the pool.
        let busy = draw.of_thousand(50);
        let among = if busy { (self.registered / 100).max(5) } else { self.registered };
        let drawn = draw.below(among);
        let mut person = self.person(drawn);
        let mut exempt = Self::is_minor(drawn) || draw.of_thousand(8);
        // What was told ten years ago is not of those who were born since.
        if Self::is_minor(drawn) && person.birth_date > Some(iso8601(at)) {
            (person, exempt) = (self.person(drawn - 1), false);
        }
        (Person::Registered(person), exempt)
    }

    /// Any grown-up, for roles and reports.
    pub(super) fn adult(&self, draw: &mut Draw) -> RegisteredPerson {
        let place = draw.below(self.registered);
        self.person(if Self::is_minor(place) { place - 1 } else { place })
    }

    const fn is_minor(place: u64) -> bool {
        place % MINOR_EVERY == MINOR_EVERY - 1
    }

    /// The person of a place: no two have the same number.
    pub(super) fn person(&self, place: u64) -> RegisteredPerson {
        let mut draw = Draw::new(self.seed, Stream::Person, place);
        let minor = Self::is_minor(place);
        let (years, slot) = if minor { (MINORS, place / MINOR_EVERY) } else { (ADULTS, place) };
        // Steps of a length that shares no factor with the number of slots meet each slot once.
        let days = u64::try_from(years.1 * 365).unwrap_or(1);
        let slots = days * A_DAY;
        let slot = (slot % slots * 7_919 + self.seed % slots) % slots;
        let birth = born(years, slot / A_DAY);
        let kind = if !minor && draw.of_thousand(60) { Kind::D } else { Kind::Identity };
        let first = if birth.year < 2000 { 0 } else { 500 } + slot % A_DAY * 10;
        let mut next = first;
        let number = PersonNumber::make(birth, kind, Scheme::Of1964, &mut |_| {
            next += 1;
            (next - 1) % 1000
        });
        let norway = Country::of("NOR");
        let residence = match draw.below(1000) {
            _ if kind == Kind::D => Some(elsewhere(&mut draw)),
            0..930 => Some(norway),
            930..965 => Some(elsewhere(&mut draw)),
            965..990 => Some(Country::UNSTATED),
            _ => None,
        };
        let citizenships = match draw.below(1000) {
            _ if kind == Kind::D => vec![elsewhere(&mut draw)],
            0..880 => vec![norway],
            880..930 => vec![norway, elsewhere(&mut draw)],
            930..985 => vec![elsewhere(&mut draw)],
            _ => Vec::new(),
        };
        RegisteredPerson {
            number: Some(number),
            birth_date: Some(birth.to_string()),
            birth_year: birth.year,
            name: Some(person_name(&mut draw)),
            dead: !minor && draw.of_thousand(12),
            residence,
            citizenships,
        }
    }

    /// The person abroad of a place.
    pub(super) fn foreigner(&self, place: u64) -> ForeignPerson {
        let mut draw = Draw::new(self.seed, Stream::Foreigner, place);
        let birth = born(ADULTS, draw.below(66 * 365));
        let home = elsewhere(&mut draw);
        let residence = if draw.of_thousand(60) { Country::UNSTATED } else { home };
        let mut citizenships = vec![home, elsewhere(&mut draw)];
        citizenships.dedup();
        if !draw.of_thousand(80) {
            citizenships.truncate(1);
        }
        ForeignPerson {
            birth_date: (!draw.of_thousand(30)).then(|| birth.to_string()),
            birth_year: birth.year,
            name: Some(foreign_name(&mut draw)),
            residence,
            citizenships,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_persons_have_the_same_number_and_each_tells_its_birth() {
        let pool = Pool::new(7, 1_000_000);
        let (mut numbers, mut of_d, mut minors) = (BTreeSet::new(), 0, 0);
        for place in (0..60_000).chain(690_000..750_000) {
            let person = pool.person(place);
            let number = person.number.unwrap();
            assert!(numbers.insert(number.to_string()), "{place}");
            assert_eq!(number.birth_date().map(|date| date.to_string()), person.birth_date, "{place}");
            of_d += usize::from(number.kind() == Kind::D);
            minors += usize::from(person.birth_year >= 2010);
        }
        assert!((4_000..10_000).contains(&of_d) && (2_000..3_000).contains(&minors), "{of_d} {minors}");
    }
}
