//! The special cases of the register's official test data (`register.md` §1.9), each by a company of our own, and some more.

use super::{BEGAN, EARLIER, Example, LATER, Maker, foreigner, owner, ownership, position};
use crate::clock::Millis;
use crate::numbers::{Kind, OrgNumber};
use crate::register::codes::{Country, Ground, Interval, OwnerStatus, PositionKind, RegistrationStatus};
use crate::register::model::{
    Company, Discrepancy, Intermediate, Owner, Person, Position, RegisteredPerson, Registration, Reporter,
    Told,
};

/// 2 June 2025.
const DISCREPANCY: Millis = 1_748_847_600_000;

fn direct(interval: Interval) -> Vec<Position> {
    vec![ownership(interval, Ground::Direct, Vec::new())]
}

fn indirect(interval: Interval, through: Vec<Intermediate>) -> Vec<Position> {
    vec![ownership(interval, Ground::Indirect, through)]
}

fn abroad(name: &str, number: Option<&str>, street: &str, country: &str) -> Intermediate {
    Intermediate::Foreign {
        number: number.map(str::to_owned),
        name: name.to_owned(),
        address: vec![street.to_owned()],
        country: Country::of(country),
    }
}

fn foundation(kinds: &[PositionKind]) -> Vec<Position> {
    kinds.iter().map(|kind| position(*kind, None, &[])).collect()
}

fn changed(person: Person, change: impl FnOnce(&mut RegisteredPerson)) -> Person {
    match person {
        Person::Registered(mut person) => {
            change(&mut person);
            Person::Registered(person)
        }
        foreign @ Person::Foreign(_) => foreign,
    }
}

struct Special<'a> {
    make: &'a Maker,
    /// A Norwegian company that stands between.
    holding: OrgNumber,
    all: Vec<Example>,
}

type Called = (&'static str, &'static str);

impl Special<'_> {
    fn person(&self, name: (&str, &str), born: (u16, u8, u8)) -> Person {
        self.make.person(name, born, Kind::Identity)
    }

    fn with(&mut self, shows: &'static str, called: Called, registrations: Vec<Registration>) {
        let example = self.make.example(shows, called, registrations);
        self.all.push(example);
    }

    fn owned(&mut self, shows: &'static str, called: Called, status: OwnerStatus, owners: Vec<Owner>) {
        let registration = self.make.registration(Some(status), Told::Owners(owners));
        self.with(shows, called, vec![registration]);
    }

    fn unowned(&mut self, shows: &'static str, called: Called, status: OwnerStatus) {
        let registration = self.make.registration(Some(status), Told::Nothing);
        self.with(shows, called, vec![registration]);
    }

    fn discrepancy(&mut self, text: &str, reporter: Reporter) {
        if let Some(registration) =
            self.all.last_mut().and_then(|last| last.company.registrations.first_mut())
        {
            registration.discrepancy = Some(Discrepancy {
                text: text.to_owned(),
                received: DISCREPANCY,
                settled: None,
                reporter: Some(reporter),
            });
        }
    }

    fn branches_and_markets(&mut self) {
        let all = OwnerStatus::AllIdentified;
        let swede = owner(foreigner("SNÄLL SMÖRGÅS", "1968-05-14", "SWE"), false, direct(Interval::Half));
        self.owned("nuf-eea-owners", ("NUF", "RUND MÅKE NUF"), all, vec![swede]);
        let briton = foreigner("QUIET TEAPOT", "1975-09-02", "GBR");
        let through = vec![abroad("MERRY LANTERN LTD", Some("01234567"), "1 Otter Street, London", "GBR")];
        let briton = owner(briton, false, indirect(Interval::ThreeQuarters, through));
        self.owned("nuf-non-eea-owners", ("NUF", "SMAL HEGRE NUF"), all, vec![briton]);
        let address = "https://marked.example".to_owned();
        let country = Country::of("NOR");
        let market = Told::RegulatedMarket { name: "Euronext Expand Oslo".to_owned(), country, address };
        let registration = self.make.registration(None, market);
        self.with("regulated-market-savings-bank", ("SPA", "TRYGG BEVER SPAREBANK"), vec![registration]);
    }

    fn companies(&mut self) {
        let citizen = self.person(("STOLT EFFEKTIV", "PARASOLL"), (1987, 3, 9));
        let citizen = changed(citizen, |person| person.citizenships.push(Country::of("SWE")));
        let (norwegian, all) = (Intermediate::Norwegian(self.holding), OwnerStatus::AllIdentified);
        let cup = self.person(("RUSTEN", "KAFFEKOPP"), (1962, 7, 21));
        self.owned(
            "norwegian-and-foreign-owners",
            ("AS", "KVIKK REV AS"),
            all,
            vec![
                owner(citizen.clone(), false, indirect(Interval::Quarter, vec![norwegian.clone()])),
                owner(cup, false, direct(Interval::Quarter)),
                owner(
                    foreigner("LEISE LÖFFEL", "1980-01-30", "DEU"),
                    false,
                    indirect(
                        Interval::Quarter,
                        vec![abroad("TAPFER BRÜCKE GMBH", None, "Biberweg 3, Bonn", "DEU")],
                    ),
                ),
            ],
        );
        let lantern = self.person(("LUN", "LYKT"), (1971, 10, 5));
        let some = OwnerStatus::SomeIdentified;
        self.owned(
            "norwegian-and-foreign-owners-some-unidentified",
            ("AS", "TØRR GREVLING AS"),
            some,
            vec![
                owner(lantern, false, indirect(Interval::Quarter, vec![norwegian.clone()])),
                owner(
                    foreigner("FLINK STÖVEL", "1959-12-11", "SWE"),
                    false,
                    indirect(
                        Interval::Quarter,
                        vec![
                            norwegian.clone(),
                            abroad("GLAD KETTLE AB", Some("556000-0000"), "Bävergatan 4, Lund", "SWE"),
                        ],
                    ),
                ),
            ],
        );
        self.unowned("norwegian-public-body", ("AS", "LANG JERV AS"), OwnerStatus::NorwegianPublicBody);
        self.unowned(
            "foreign-public-body-discrepancy",
            ("BRL", "VENNLIG MÅR BORETTSLAG"),
            OwnerStatus::ForeignPublicBody,
        );
        let sentence = "Etter våre kundetiltak stemmer ikke dette med det borettslaget selv har fortalt oss, og vi har spurt to ganger uten å få svar. ";
        self.discrepancy(sentence.repeat(12).trim_end(), Reporter::Organisation(self.holding));
        let (spoon, between) = (
            self.person(("ÆRLIG", "SLEIV"), (1955, 2, 28)),
            vec![
                norwegian,
                abroad("CALM BUTTON S.A.", Some("B000000"), "Rue de la Loutre 5, Luxembourg", "LUX"),
            ],
        );
        let both = Position {
            grounds: vec![Ground::Direct, Ground::Indirect],
            ..ownership(Interval::Half, Ground::Indirect, between)
        };
        self.owned(
            "pension-fund",
            ("PK", "PENSJONERT SKREI PENSJONSKASSE"),
            all,
            vec![owner(spoon, false, vec![both])],
        );
        self.ten_owners(&citizen);
        let direct = owner(citizen, false, direct(Interval::ThreeQuarters));
        self.owned("two-citizenships", ("AS", "GRØNN HARE AS"), all, vec![direct]);
    }

    fn ten_owners(&mut self, citizen: &Person) {
        let agreed =
            || vec![position(PositionKind::VotingRights, Some(Interval::Quarter), &[Ground::Agreement])];
        let mut owners = vec![owner(citizen.clone(), false, agreed())];
        for (place, name) in
            ["BENK", "BOLLE", "HANSKE", "KANO", "NAUST", "PUTE", "SEIL", "TROMME"].into_iter().enumerate()
        {
            let year = 1960 + u16::try_from(place).unwrap_or(0) * 4;
            owners.push(owner(self.person(("HJELPSOM", name), (year, 6, 15)), false, agreed()));
        }
        owners.push(owner(foreigner("TRÖTT PADDLE", "1990-04-01", "FIN"), false, agreed()));
        self.owned("ten-owners", ("SA", "BRED ELG SA"), OwnerStatus::AllIdentified, owners);
    }

    fn foundations_and_trusts(&mut self) {
        self.unowned("foundation-board-only", ("STI", "FRODIG LUNDE STIFTELSE"), OwnerStatus::BoardOnly);
        let founder = self.person(("ÅPEN", "BOKHYLLE"), (1949, 8, 17));
        let positions = foundation(&[PositionKind::FoundingCapital, PositionKind::BoardMajority]);
        self.owned(
            "foundation-owner",
            ("STI", "DYP NISE STIFTELSE"),
            OwnerStatus::BoardAndOthers,
            vec![owner(founder, false, positions)],
        );
        let receiver = self.person(("SØT", "MANDEL"), (1993, 1, 4));
        let positions = foundation(&[PositionKind::FoundationBeneficiary, PositionKind::SpecialRights]);
        self.owned(
            "foundation-some-unidentified",
            ("STI", "GRUNN KVAL STIFTELSE"),
            OwnerStatus::BoardAndOthersSomeUnidentified,
            vec![owner(receiver, false, positions)],
        );
        let keeper = self.person(("ALVORLIG", "NØKKEL"), (1974, 11, 23));
        self.owned(
            "trust",
            ("ANNA", "LUNEFULL GAUPE TRUST"),
            OwnerStatus::AllIdentified,
            vec![
                owner(
                    foreigner("BRAVE UMBRELLA", "1944-03-03", "GBR"),
                    false,
                    foundation(&[PositionKind::Settlor, PositionKind::Protector]),
                ),
                owner(keeper, false, foundation(&[PositionKind::Trustee])),
                owner(
                    foreigner("JOLLY UMBRELLA", "1999-07-07", "GBR"),
                    false,
                    foundation(&[PositionKind::Beneficiaries]),
                ),
            ],
        );
    }

    fn shielded(&mut self) {
        let all = OwnerStatus::AllIdentified;
        self.owned(
            "shielded-foreign",
            ("AS", "BLANK ÆRFUGL AS"),
            all,
            vec![owner(foreigner("CALM SCHIRM", "1985-10-10", "AUT"), true, direct(Interval::ThreeQuarters))],
        );
        let hidden = self.person(("BESKJEDEN", "GULROT"), (1977, 5, 6));
        self.owned(
            "shielded-with-discrepancy",
            ("AS", "SUR IGLE AS"),
            all,
            vec![
                owner(hidden, true, indirect(Interval::Half, vec![Intermediate::Norwegian(self.holding)])),
                owner(foreigner("MERRY KOLIBRI", "1982-12-01", "NLD"), true, direct(Interval::Quarter)),
            ],
        );
        let text = "Den ene eieren har etter det vi vet solgt aksjene sine.";
        self.discrepancy(
            text,
            Reporter::Foreigner { birth_date: "1979-01-02".to_owned(), name: "GLAD BUTTON".to_owned() },
        );
        let child = self.person(("LITEN", "SKJERF"), (2016, 9, 19));
        self.owned(
            "shielded-minor-and-foreign",
            ("AS", "GUL SPURV AS"),
            all,
            vec![
                owner(child, true, direct(Interval::Half)),
                owner(foreigner("QUIET KETTLE", "1983-02-14", "USA"), true, direct(Interval::Half)),
            ],
        );
    }

    fn persons(&mut self) {
        let all = OwnerStatus::AllIdentified;
        let one = |person| vec![owner(person, false, direct(Interval::ThreeQuarters))];
        let numbered = self.make.person(("TAPPER", "STIGE"), (1988, 4, 25), Kind::D);
        let numbered = changed(numbered, |person| {
            (person.residence, person.citizenships) = (Some(Country::of("POL")), vec![Country::of("POL")]);
        });
        self.owned("d-number", ("AS", "SKJEV ORRHANE AS"), all, one(numbered));
        let short = self.person(("ØM", "Å"), (1991, 11, 11));
        self.owned("short-name", ("AS", "Å AS"), all, one(short));
        let long = "NYSGJERRIG OVERRASKET PENSJONERT HJELPSOM BESKJEDEN FORNØYD LUNEFULL EFFEKTIV ALVORLIG";
        let long = changed(self.person((long, "TREKKSPILLSTØVEL"), (1969, 6, 6)), |person| {
            if let Some(name) = &mut person.name {
                name.middle = Some("VINDMØLLEGYNGESTOL".to_owned());
            }
        });
        let company = "NYSGJERRIG OVERRASKET PENSJONERT HJELPSOM BESKJEDEN FORNØYD LUNEFULL EFFEKTIV ALVORLIG FLAGGERMUS OG PIGGSVIN I TYTTEBÆRSKOGEN AS";
        self.owned("long-name", ("AS", company), all, one(long));
        let sami = self.person(("ČÁHPPES", "GEAĐGI"), (1972, 2, 6));
        self.owned("sami-name", ("AS", "STUORRA GUOVŽA AS"), all, one(sami));
        let dead = changed(self.person(("MATT", "KLOKKE"), (1938, 8, 30)), |person| person.dead = true);
        self.owned("dead-owner", ("ANS", "GRØNN RØYSKATT ANS"), all, one(dead));
        let gone = changed(self.person(("VILL", "RYGGSEKK"), (1986, 1, 16)), |person| {
            (person.residence, person.citizenships) = (Some(Country::UNSTATED), Vec::new());
        });
        self.owned("unknown-residence", ("AS", "BLÅ TRANE AS"), all, one(gone));
    }

    fn deleted(&mut self) {
        let last = self.person(("KORT", "DUGNAD"), (1960, 10, 31));
        let last = Owner {
            first_registered: EARLIER,
            changed: EARLIER,
            ..owner(last, false, direct(Interval::Half))
        };
        let before = Registration {
            registered: EARLIER,
            current: false,
            ..self.make.registration(Some(OwnerStatus::AllIdentified), Told::Owners(vec![last]))
        };
        let ended = Registration {
            status: RegistrationStatus::Deleted,
            ..self.make.registration(None, Told::Nothing)
        };
        self.with("deleted", ("AS", "VÅT STEINBIT AS"), vec![ended, before]);
        if let Some(Example { company: Company { deleted, first_registered, .. }, .. }) = self.all.last_mut()
        {
            (*deleted, *first_registered) = (Some(LATER), BEGAN);
        }
    }
}

/// The special cases, in the order of the official list, and then ours. `holding` is a company that stands between.
pub(super) fn examples(make: &Maker, holding: OrgNumber) -> Vec<Example> {
    let mut special = Special { make, holding, all: Vec::new() };
    special.branches_and_markets();
    special.companies();
    special.foundations_and_trusts();
    special.shielded();
    special.persons();
    special.deleted();
    special.all
}
