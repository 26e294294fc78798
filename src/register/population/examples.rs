//! The population that every world has from the start: made-up companies with made-up owners, the same in every world.
//!
//! Numbers come from a fixed seed, so that examples in a guide stay right. Each company shows one thing that a client
//! should have met.

mod special;

use super::draw::{Draw, Stream};
use super::entity;
use super::persons::Pool;
use crate::clock::Millis;
use crate::ids::Random;
use crate::numbers::{BirthDate, Kind, OrgNumber, PersonNumber, Scheme};
use crate::parties::entities::Entity;
use crate::register::Change;
use crate::register::codes::{Country, Ground, Interval, OwnerStatus, PositionKind, RegistrationStatus};
use crate::register::model::{
    Company, Discrepancy, ForeignPerson, Intermediate, Name, Owner, Person, Position, RegisteredPerson,
    Registration, Reporter, Told,
};

/// The seed of the built-in population.
const SEED: u64 = 2026;

/// When the register began: 1 October 2024.
const BEGAN: Millis = 1_727_769_600_000;

/// 5 November 2024.
const EARLIER: Millis = 1_730_808_900_000;

/// 10 March 2025.
const LATER: Millis = 1_741_599_000_000;

/// A company of the population, and what it shows.
#[derive(Debug, Clone)]
pub struct Example {
    /// What it shows, a key for test-data pages: `three-owners`, `not-reported` …
    pub shows: &'static str,
    /// The code of its form.
    pub form: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The company as stored.
    pub company: Company,
}

impl Example {
    /// What Enhetsregisteret tells of it.
    pub fn entity(&self) -> Entity {
        entity_of(&self.company, self.name, self.form, self.changed())
    }

    /// When anything about it changed last.
    pub fn changed(&self) -> Millis {
        latest_change(&self.company)
    }

    /// What the change log tells of it.
    pub fn change(&self) -> Change {
        Change::of_new(&self.company)
    }
}

/// What Enhetsregisteret tells of a company that is no part of a population, as of `at` by the world's clock. It follows
/// from the company's number, and is plainly made up.
pub fn entity_of(company: &Company, name: &str, form: &str, at: Millis) -> Entity {
    let place = company.number.to_string().parse().unwrap_or(0);
    let told = entity::Told {
        number: company.number,
        name,
        form,
        since: company.first_registered,
        deleted: company.deleted,
        at,
    };
    entity::entity(&mut Draw::new(SEED, Stream::Entity, place), &Pool::new(SEED, 100), &told)
}

/// When anything about a company changed last.
pub(super) fn latest_change(company: &Company) -> Millis {
    let of_registrations = company.registrations.iter().flat_map(|registration| {
        let discrepancy = registration.discrepancy.as_ref();
        let settled = discrepancy.and_then(|discrepancy| discrepancy.settled);
        let owners = match &registration.told {
            Told::Owners(owners) => owners.iter().map(|owner| owner.changed).max(),
            _ => None,
        };
        [Some(registration.registered), discrepancy.map(|discrepancy| discrepancy.received), settled, owners]
    });
    of_registrations.flatten().chain(company.deleted).max().unwrap_or(company.first_registered)
}

struct Maker {
    random: Random,
}

impl Maker {
    fn organisation(&self) -> OrgNumber {
        OrgNumber::make(3, &mut |bound| self.random.below(bound))
    }

    fn person(&self, name: (&str, &str), born: (u16, u8, u8), kind: Kind) -> Person {
        let (year, month, day) = born;
        let birth = BirthDate { year, month, day };
        let number = PersonNumber::make(birth, kind, Scheme::Of1964, &mut |bound| self.random.below(bound));
        let norway = Country::of("NOR");
        Person::Registered(RegisteredPerson {
            number: Some(number),
            birth_date: Some(birth.to_string()),
            birth_year: year,
            name: Some(Name { given: name.0.to_owned(), middle: None, family: name.1.to_owned() }),
            dead: false,
            residence: Some(norway),
            citizenships: vec![norway],
        })
    }

    fn example(
        &self,
        shows: &'static str,
        (form, name): (&'static str, &'static str),
        registrations: Vec<Registration>,
    ) -> Example {
        let number = self.organisation();
        Example {
            shows,
            form,
            name,
            company: Company { number, first_registered: BEGAN, deleted: None, registrations },
        }
    }

    fn registration(&self, owner_status: Option<OwnerStatus>, told: Told) -> Registration {
        Registration {
            id: self.random.uuid(),
            status: RegistrationStatus::Registered,
            registered: LATER,
            current: true,
            owner_status,
            discrepancy: None,
            told,
        }
    }
}

fn owner(person: Person, exempt: bool, positions: Vec<Position>) -> Owner {
    Owner { person, exempt, first_registered: LATER, changed: LATER, positions }
}

fn position(kind: PositionKind, interval: Option<Interval>, grounds: &[Ground]) -> Position {
    Position { kind, interval, description: None, grounds: grounds.to_vec(), intermediates: Vec::new() }
}

fn ownership(interval: Interval, ground: Ground, intermediates: Vec<Intermediate>) -> Position {
    Position { intermediates, ..position(PositionKind::Ownership, Some(interval), &[ground]) }
}

fn foreigner(name: &str, birth_date: &str, home: &str) -> Person {
    let country = Country::of(home);
    Person::Foreign(ForeignPerson {
        birth_date: Some(birth_date.to_owned()),
        birth_year: birth_date.get(..4).and_then(|year| year.parse().ok()).unwrap_or(1970),
        name: Some(name.to_owned()),
        residence: country,
        citizenships: vec![country],
    })
}

fn owners_of(example: &mut Example) -> Option<&mut Vec<Owner>> {
    example.company.registrations.first_mut().and_then(|registration| match &mut registration.told {
        Told::Owners(owners) => Some(owners),
        _ => None,
    })
}

/// The built-in population, the same every time.
pub fn built_in() -> Vec<Example> {
    let make = Maker { random: Random::seeded(SEED) };
    let holding = make.organisation();
    let owned = Some(OwnerStatus::AllIdentified);
    let direct = |interval| vec![ownership(interval, Ground::Direct, Vec::new())];
    let mut examples = vec![
        make.example(
            "three-owners",
            ("AS", "SPREK OTER AS"),
            vec![make.registration(
                owned,
                Told::Owners(vec![
                    owner(
                        make.person(("RASK", "LØVETANN"), (1979, 4, 12), Kind::Identity),
                        false,
                        direct(Interval::Half),
                    ),
                    owner(
                        make.person(("STILLE", "BRISELING"), (1984, 11, 3), Kind::Identity),
                        false,
                        vec![ownership(
                            Interval::Quarter,
                            Ground::Indirect,
                            vec![Intermediate::Norwegian(holding)],
                        )],
                    ),
                ]),
            )],
        ),
        make.example(
            "exempt-person",
            ("AS", "STILLE RYPE AS"),
            vec![make.registration(
                owned,
                Told::Owners(vec![owner(
                    make.person(("MILD", "SKOGSNIPE"), (1990, 2, 20), Kind::Identity),
                    true,
                    direct(Interval::ThreeQuarters),
                )]),
            )],
        ),
        make.example(
            "minor",
            ("AS", "IVRIG EKORN AS"),
            vec![make.registration(
                owned,
                Told::Owners(vec![
                    owner(
                        make.person(("LITEN", "TØFFEL"), (2014, 8, 1), Kind::Identity),
                        true,
                        direct(Interval::Quarter),
                    ),
                    owner(
                        make.person(("STOR", "TØFFEL"), (1981, 8, 1), Kind::D),
                        false,
                        direct(Interval::Half),
                    ),
                ]),
            )],
        ),
        make.example(
            "not-reported",
            ("AS", "TREG PADDE AS"),
            vec![Registration {
                status: RegistrationStatus::NotReported,
                ..make.registration(None, Told::Nothing)
            }],
        ),
        make.example(
            "some-unidentified",
            ("DA", "BLID HUMLE DA"),
            vec![make.registration(
                Some(OwnerStatus::SomeIdentified),
                Told::Owners(vec![owner(
                    make.person(("BLID", "MURSTEIN"), (1966, 1, 9), Kind::Identity),
                    false,
                    vec![position(PositionKind::BoardAppointment, None, &[Ground::Agreement])],
                )]),
            )],
        ),
        make.example(
            "none-identified",
            ("AS", "FJERN LOM AS"),
            vec![make.registration(Some(OwnerStatus::NoneIdentified), Told::Nothing)],
        ),
        make.example(
            "open-discrepancy",
            ("BRL", "SINDIG SEL BORETTSLAG"),
            vec![Registration {
                discrepancy: Some(Discrepancy {
                    text: "Etter våre kundetiltak er det en person som eier mer enn en fjerdedel.".to_owned(),
                    received: 1_748_847_600_000,
                    settled: None,
                    reporter: Some(Reporter::Organisation(holding)),
                }),
                ..make.registration(Some(OwnerStatus::NoOwners), Told::Nothing)
            }],
        ),
        make.example(
            "history-with-settled-discrepancy",
            ("AS", "KLOK UGLE AS"),
            vec![
                make.registration(
                    owned,
                    Told::Owners(vec![owner(
                        make.person(("GLAD", "SYMASKIN"), (1958, 12, 24), Kind::Identity),
                        false,
                        vec![
                            ownership(Interval::ThreeQuarters, Ground::Direct, Vec::new()),
                            position(
                                PositionKind::VotingRights,
                                Some(Interval::ThreeQuarters),
                                &[Ground::Direct],
                            ),
                        ],
                    )]),
                ),
                Registration {
                    registered: EARLIER,
                    current: false,
                    discrepancy: Some(Discrepancy {
                        text: "Virksomheten hadde ikke meldt eieren sin.".to_owned(),
                        received: 1_733_036_400_000,
                        settled: Some(LATER),
                        reporter: None,
                    }),
                    ..make.registration(Some(OwnerStatus::NoOwners), Told::Nothing)
                },
            ],
        ),
    ];
    let address = "https://marked.example".to_owned();
    let market =
        Told::RegulatedMarket { name: "Euronext Oslo".to_owned(), country: Country::of("NOR"), address };
    examples.push(make.example(
        "regulated-market",
        ("ASA", "STOLT TIUR ASA"),
        vec![make.registration(None, market)],
    ));
    let address = "https://register.example".to_owned();
    let register = Told::ForeignRegister { country: Country::of("LTU"), address };
    examples.push(make.example(
        "foreign-register",
        ("NUF", "ROLIG TRANE NUF"),
        vec![make.registration(None, register)],
    ));
    if let Some(owners) = examples.first_mut().and_then(owners_of) {
        let control = Position {
            description: Some("Avtale om å bestemme over driften".to_owned()),
            ..position(PositionKind::OtherControl, None, &[])
        };
        owners.push(owner(foreigner("LUSTIG KOLIBRI", "1971-06-30", "SWE"), false, vec![control]));
    }
    examples.extend(special::examples(&make, holding));
    examples
}

#[cfg(test)]
mod tests {
    use super::super::FIRST_OF_POPULATION;
    use super::*;
    use crate::language::Language;

    #[test]
    fn the_population_is_the_same_in_every_world_and_holds_only_made_up_numbers() {
        let companies = || built_in().into_iter().map(|example| example.company).collect::<Vec<_>>();
        assert_eq!(companies(), companies());
        for example in built_in() {
            assert!(example.company.number.is_fictional(), "{}", example.company.number);
            let text = serde_json::to_string(&example.company).unwrap();
            assert_eq!(crate::numbers::mask_real_numbers(&text).1, 0, "{}", example.shows);
            let back: Company = serde_json::from_str(&text).unwrap();
            assert_eq!(back, example.company);
        }
    }

    #[test]
    fn every_example_obeys_the_rules_and_shows_what_no_other_does() {
        let mut shown = std::collections::BTreeSet::new();
        for example in built_in() {
            let faults = crate::register::rules::faults(&example.company, example.form);
            assert!(faults.is_empty(), "{}: {faults:?}", example.shows);
            assert!(shown.insert(example.shows), "{}", example.shows);
            assert!(example.changed() < FIRST_OF_POPULATION, "{}", example.shows);
            let key = format!("testdata-{}", example.shows);
            assert!(Language::ALL.iter().all(|language| language.has(&key)), "{key}");
        }
    }
}
