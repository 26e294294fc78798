//! Which registrations are possible: the combination rules of `register.md` §1.6, as data.
//!
//! The generator, the examples and the world file are held to them, so that what the register answers is what the real one
//! could. Where the facts say nothing, the rule that the report's form implies is taken, and says so.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;

use super::codes::{
    Code as _, Country, Ground, Interval, Market, OwnerStatus, PositionKind, RegistrationStatus,
};
use super::model::{
    Company, Intermediate, Owner, Person, Position, RegisteredPerson, Registration, Reporter, Told,
};
use crate::clock::{Millis, iso8601};

/// What a form of organisation may register.
#[derive(Debug, Clone, Copy)]
pub struct FormRule {
    /// Its code in Enhetsregisteret.
    pub code: &'static str,
    /// What its owners may be.
    pub positions: &'static [PositionKind],
    /// What it may say of there being owners.
    pub statuses: &'static [OwnerStatus],
    /// Whether it may be on a regulated market.
    pub market: bool,
    /// Whether it may point to another EEA country's register.
    pub foreign_register: bool,
}

const COMPANY_POSITIONS: &[PositionKind] = &[
    PositionKind::Ownership,
    PositionKind::VotingRights,
    PositionKind::BoardAppointment,
    PositionKind::OtherControl,
];

const FOUNDATION_POSITIONS: &[PositionKind] = &[
    PositionKind::BoardMajority,
    PositionKind::FoundingCapital,
    PositionKind::SpecialRights,
    PositionKind::FoundationBeneficiary,
];

const TRUST_POSITIONS: &[PositionKind] = &[
    PositionKind::Settlor,
    PositionKind::Trustee,
    PositionKind::Protector,
    PositionKind::Beneficiaries,
    PositionKind::OtherTrustControl,
];

const COMPANY_STATUSES: &[OwnerStatus] = &[
    OwnerStatus::AllIdentified,
    OwnerStatus::SomeIdentified,
    OwnerStatus::NoneIdentified,
    OwnerStatus::NorwegianPublicBody,
    OwnerStatus::ForeignPublicBody,
    OwnerStatus::NoOwners,
];

const FOUNDATION_STATUSES: &[OwnerStatus] =
    &[OwnerStatus::BoardOnly, OwnerStatus::BoardAndOthers, OwnerStatus::BoardAndOthersSomeUnidentified];

const fn company(code: &'static str) -> FormRule {
    FormRule {
        code,
        positions: COMPANY_POSITIONS,
        statuses: COMPANY_STATUSES,
        market: false,
        foreign_register: false,
    }
}

/// Every form that is subject to registration. `ANNA` is ours: the facts name no form for trusts, and Enhetsregisteret
/// keeps what has none of its own under it.
pub const FORMS: [FormRule; 19] = [
    company("AS"),
    FormRule { market: true, ..company("ASA") },
    FormRule { market: true, ..company("SE") },
    company("ANS"),
    company("DA"),
    company("BA"),
    company("PRE"),
    company("EOFG"),
    company("KS"),
    company("SA"),
    company("BBL"),
    company("BRL"),
    FormRule { market: true, ..company("SPA") },
    company("PK"),
    company("GFS"),
    FormRule { foreign_register: true, ..company("NUF") },
    FormRule { positions: FOUNDATION_POSITIONS, statuses: FOUNDATION_STATUSES, ..company("STI") },
    company("FLI"),
    FormRule { positions: TRUST_POSITIONS, ..company("ANNA") },
];

/// The EEA without Norway: the countries whose registers a NUF may point to.
const EEA: [&str; 29] = [
    "AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV", "HUN", "IRL",
    "ISL", "ITA", "LIE", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "SWE",
];

/// What may be registered by a form; `None` where it is not subject to registration.
pub fn rule_of(form: &str) -> Option<&'static FormRule> {
    FORMS.iter().find(|rule| rule.code == form)
}

/// Whether a country has a register that a NUF may point to.
pub fn has_register(country: Country) -> bool {
    EEA.contains(&country.alpha3())
}

/// Whether a status says that there are owners who are told of.
pub const fn has_owners(status: OwnerStatus) -> bool {
    matches!(
        status,
        OwnerStatus::AllIdentified
            | OwnerStatus::SomeIdentified
            | OwnerStatus::BoardAndOthers
            | OwnerStatus::BoardAndOthersSomeUnidentified
    )
}

/// What goes with a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PositionRule {
    /// Whether it has an interval; it must, or must not.
    pub interval: bool,
    /// On which grounds it may be held. Where there are any, at least one is named: the report's form asks for it.
    pub grounds: &'static [Ground],
    /// Whether it may be held together with others of its family.
    pub combines: bool,
    /// Whether it is told in words.
    pub description: bool,
}

/// The rule of a kind of position.
pub const fn position_rule(kind: PositionKind) -> PositionRule {
    match kind {
        PositionKind::Ownership => PositionRule {
            interval: true,
            grounds: &[Ground::Direct, Ground::Indirect],
            combines: true,
            description: false,
        },
        PositionKind::VotingRights => PositionRule {
            interval: true,
            grounds: &[Ground::Direct, Ground::Indirect, Ground::Agreement],
            combines: true,
            description: false,
        },
        PositionKind::BoardAppointment => PositionRule {
            interval: false,
            grounds: &[Ground::Agreement],
            combines: false,
            description: false,
        },
        PositionKind::OtherControl => {
            PositionRule { interval: false, grounds: &[], combines: false, description: true }
        }
        PositionKind::Settlor
        | PositionKind::Trustee
        | PositionKind::Protector
        | PositionKind::Beneficiaries
        | PositionKind::OtherTrustControl
        | PositionKind::BoardMajority
        | PositionKind::FoundingCapital
        | PositionKind::SpecialRights
        | PositionKind::FoundationBeneficiary => {
            PositionRule { interval: false, grounds: &[], combines: true, description: false }
        }
    }
}

/// Something about a company that is not possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, from the outside in: `registration`, `owner`, `position`, each with its place in its list counted from 0.
    /// Empty where it is about the company as a whole.
    pub place: Vec<(&'static str, usize)>,
    /// What is wrong, and what goes instead.
    pub problem: String,
}

/// A sentence that names the place, counted from one: `registration 1, owner 2, position 1: …`
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at: Vec<String> =
            self.place.iter().map(|(what, place)| format!("{what} {}", place + 1)).collect();
        if at.is_empty() {
            f.write_str(&self.problem)
        } else {
            write!(f, "{}: {}", at.join(", "), self.problem)
        }
    }
}

/// The faults so far, and where is being looked.
struct Faults {
    at: Vec<(&'static str, usize)>,
    told: Vec<Fault>,
}

impl Faults {
    fn when(&mut self, wrong: bool, problem: impl Into<String>) {
        if wrong {
            self.told.push(Fault { place: self.at.clone(), problem: problem.into() });
        }
    }

    fn inside(&mut self, what: &'static str, place: usize, look: impl FnOnce(&mut Self)) {
        self.at.push((what, place));
        look(self);
        self.at.pop();
    }
}

/// What is wrong with a company of the form; empty when all is well.
pub fn faults(company: &Company, form: &str) -> Vec<Fault> {
    let mut faults = Faults { at: Vec::new(), told: Vec::new() };
    let Some(rule) = rule_of(form) else {
        let forms: Vec<&str> = FORMS.iter().map(|rule| rule.code).collect();
        let problem =
            format!("“{form}” is not subject to registration; expected one of {}", forms.join(", "));
        return vec![Fault { place: Vec::new(), problem }];
    };
    let registrations = &company.registrations;
    faults.when(registrations.is_empty(), "there is no registration; there is at least one");
    let current = registrations.iter().filter(|registration| registration.current).count();
    faults.when(current != 1, format!("{current} registrations are the current one; exactly one is"));
    let newest_first = registrations.is_sorted_by(|a, b| a.registered > b.registered)
        && registrations.iter().skip(1).all(|older| !older.current);
    faults.when(
        !newest_first,
        "registrations stand with the newest first, each of an instant of its own, and the first is the current one",
    );
    // One that is to come from a file may have none yet.
    let ids = registrations.iter().map(|registration| registration.id.as_str()).filter(|id| !id.is_empty());
    let different: BTreeSet<&str> = ids.clone().collect();
    faults.when(ids.count() != different.len(), "two registrations have the same id");
    if let Some(deleted) = company.deleted {
        let before = registrations.iter().any(|registration| registration.registered > deleted);
        faults.when(before, "a registration is later than the company's deletion");
    }
    for (place, registration) in registrations.iter().enumerate() {
        faults.inside("registration", place, |faults| {
            registration_faults(faults, company, registration, rule);
        });
    }
    faults.told
}

fn registration_faults(faults: &mut Faults, company: &Company, registration: &Registration, rule: &FormRule) {
    let early = registration.registered < company.first_registered;
    faults.when(early, "it is older than the company's being subject to registration");
    discrepancy_faults(faults, registration);
    if registration.status != RegistrationStatus::Registered {
        let told = registration.owner_status.is_some() || registration.told != Told::Nothing;
        faults.when(told, "nothing is told where nothing was reported or all is deleted");
        return;
    }
    if let Some(status) = registration.owner_status {
        let form = rule.code;
        let known = rule.statuses.contains(&status);
        faults.when(!known, format!("“{}” does not go with the form {form}", status.full()));
    }
    match (&registration.told, registration.owner_status) {
        (Told::Nothing, None) => {
            faults.when(true, "it tells neither of owners, nor why there are none, nor where they are found");
        }
        (Told::Nothing, Some(status)) => {
            faults.when(has_owners(status), "it says that there are owners, and tells of none");
        }
        (Told::ForeignRegister { .. } | Told::RegulatedMarket { .. }, Some(_)) => {
            faults.when(true, "what is found elsewhere has no status of owners here");
        }
        (Told::ForeignRegister { country, address }, None) => {
            let form = rule.code;
            address_faults(faults, address);
            faults.when(
                !rule.foreign_register,
                format!("another country's register does not go with the form {form}"),
            );
            faults.when(!has_register(*country), "the register is of another EEA country");
        }
        (Told::RegulatedMarket { name, country, address }, None) => {
            let form = rule.code;
            address_faults(faults, address);
            faults.when(!rule.market, format!("a regulated market does not go with the form {form}"));
            let [oslo, expand] = [Market::EuronextOslo, Market::EuronextExpandOslo].map(|one| one.names()[0]);
            faults.when(
                ![oslo, expand].contains(&name.as_str()) || country.alpha3() != "NOR",
                format!("the market is “{oslo}” or “{expand}”, in Norway"),
            );
        }
        (Told::Owners(owners), status) => {
            let said = status.is_some_and(has_owners);
            faults.when(!said, "it tells of owners, and its status says that there are none to tell of");
            faults.when(owners.is_empty(), "the list of owners is empty; leave it out");
            let mut seen: Vec<&Person> = Vec::new();
            for (place, owner) in owners.iter().enumerate() {
                faults.inside("owner", place, |faults| {
                    let twice = seen.iter().any(|other| same(other, &owner.person));
                    faults.when(twice, "the same person stands here twice");
                    owner_faults(faults, company, registration, owner, rule);
                });
                seen.push(&owner.person);
            }
        }
    }
}

/// Whether two entries are of one person: the number decides where both have one.
fn same(one: &Person, other: &Person) -> bool {
    match (one, other) {
        (
            Person::Registered(RegisteredPerson { number: Some(one), .. }),
            Person::Registered(RegisteredPerson { number: Some(other), .. }),
        ) => one == other,
        _ => one == other,
    }
}

/// Programs make links of it, so that it must be an address of the web and nothing that runs.
fn address_faults(faults: &mut Faults, address: &str) {
    let web = ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme));
    faults.when(!web, "the address begins with https:// or http://");
}

fn discrepancy_faults(faults: &mut Faults, registration: &Registration) {
    let Some(discrepancy) = &registration.discrepancy else { return };
    faults.when(discrepancy.text.trim().is_empty(), "a discrepancy says what is wrong");
    let settled_early = discrepancy.settled.is_some_and(|settled| settled < discrepancy.received);
    faults.when(settled_early, "a discrepancy is settled before it was received");
    faults.when(
        discrepancy.received < registration.registered,
        "a discrepancy is received before what it is about was registered",
    );
    if let Some(Reporter::Person(person)) = &discrepancy.reporter {
        person_faults(faults, person, discrepancy.received);
    }
}

/// A person of the population register, as of an instant.
fn person_faults(faults: &mut Faults, person: &RegisteredPerson, at: Millis) {
    birth_faults(faults, person.birth_date.as_deref(), person.birth_year, at);
    let Some(told) = person.number.and_then(|number| number.birth_date()).map(|date| date.to_string()) else {
        return;
    };
    let fits = match &person.birth_date {
        Some(date) => *date == told,
        None => told.starts_with(&format!("{:04}-", person.birth_year)),
    };
    faults.when(!fits, "the birth date is another than the identity number tells; leave it out");
}

fn birth_faults(faults: &mut Faults, date: Option<&str>, year: u16, at: Millis) {
    let day = iso8601(at);
    let good = date.is_none_or(|date| date.len() == 10 && date.parse::<jiff::civil::Date>().is_ok());
    // Dates of this shape are ordered as texts are.
    let unborn = date.map_or_else(|| format!("{year:04}"), str::to_owned) > day;
    faults.when(good && unborn, "the person is born later than this was told");
    let Some(date) = date else { return };
    faults.when(!good, "a birth date is written YYYY-MM-DD");
    faults.when(good && date.get(..4) != Some(&format!("{year:04}")), "birth date and birth year differ");
}

fn owner_faults(
    faults: &mut Faults,
    company: &Company,
    registration: &Registration,
    owner: &Owner,
    rule: &FormRule,
) {
    match &owner.person {
        Person::Registered(person) => person_faults(faults, person, registration.registered),
        Person::Foreign(person) => {
            birth_faults(faults, person.birth_date.as_deref(), person.birth_year, registration.registered);
            faults.when(person.citizenships.is_empty(), "a person abroad is a citizen of some country");
        }
    }
    let out_of_order = owner.changed < owner.first_registered
        || owner.first_registered > registration.registered
        || owner.first_registered < company.first_registered;
    faults.when(out_of_order, "it was first registered after the registration, or changed before that");
    faults.when(owner.positions.is_empty(), "an owner has at least one position");
    let kinds: Vec<PositionKind> = owner.positions.iter().map(|position| position.kind).collect();
    let twice = kinds.iter().enumerate().any(|(place, kind)| kinds.iter().skip(place + 1).any(|k| k == kind));
    faults.when(twice, "the same position stands twice");
    for kind in &kinds {
        let alone = !position_rule(*kind).combines && kinds.len() > 1;
        faults.when(alone, format!("“{}” stands alone", kind.full()));
    }
    for (place, position) in owner.positions.iter().enumerate() {
        faults.inside("position", place, |faults| position_faults(faults, company, position, rule));
    }
}

fn position_faults(faults: &mut Faults, company: &Company, position: &Position, form: &FormRule) {
    let (kind, rule) = (position.kind.full(), position_rule(position.kind));
    let code = form.code;
    faults
        .when(!form.positions.contains(&position.kind), format!("“{kind}” does not go with the form {code}"));
    let intervals: Vec<&str> = Interval::ALL.iter().map(|interval| interval.full()).collect();
    faults.when(
        rule.interval && position.interval.is_none(),
        format!("“{kind}” has an interval, one of {}", intervals.join(", ")),
    );
    faults.when(!rule.interval && position.interval.is_some(), format!("“{kind}” has no interval"));
    let different = position
        .grounds
        .iter()
        .enumerate()
        .all(|(place, ground)| !position.grounds.iter().skip(place + 1).any(|other| other == ground));
    faults.when(!different, "the same ground stands twice");
    for ground in &position.grounds {
        let fits = rule.grounds.contains(ground);
        faults.when(!fits, format!("“{kind}” is not held by “{}”", ground.full()));
    }
    faults.when(
        !rule.grounds.is_empty() && position.grounds.is_empty(),
        format!("“{kind}” says on which ground it is held"),
    );
    let told = position.description.as_deref().is_some_and(|text| !text.trim().is_empty());
    faults.when(rule.description && !told, format!("“{kind}” is told in words"));
    faults
        .when(!rule.description && position.description.is_some(), format!("“{kind}” is not told in words"));
    faults.when(
        !position.intermediates.is_empty() && !position.grounds.contains(&Ground::Indirect),
        "companies between go with what is held indirectly alone",
    );
    for between in &position.intermediates {
        match between {
            Intermediate::Norwegian(number) => {
                faults.when(
                    *number == company.number,
                    "the company does not stand between itself and its owner",
                );
            }
            Intermediate::Foreign { address, country, .. } => {
                faults.when(address.is_empty(), "a company abroad has an address");
                faults.when(country.alpha3() == "XUK", "an address has a country");
            }
        }
    }
}
