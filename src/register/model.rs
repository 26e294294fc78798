//! A company's registrations as they are stored: everything that any caller may see (`register.md` §1.5).
//!
//! What excludes each other in the register's information model excludes itself here by construction. The names are
//! English; those of the API, and who sees what, stand in [`super::view`] alone.

use serde::{Deserialize, Serialize};

use super::codes::{Country, Ground, Interval, OwnerStatus, PositionKind, RegistrationStatus};
use crate::clock::{Millis, iso8601};
use crate::numbers::{OrgNumber, PersonNumber};

/// A company that is subject to registration (`RegistreringspliktigVirksomhet`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Company {
    /// Its number.
    pub number: OrgNumber,
    /// When it was first subject to registration.
    pub first_registered: Millis,
    /// When it ceased to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<Millis>,
    /// Its registrations, the newest first; at least one.
    pub registrations: Vec<Registration>,
}

/// One registration (`Registrering`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Registration {
    /// A UUID.
    pub id: String,
    /// Whether it tells anything.
    pub status: RegistrationStatus,
    /// When the report was approved.
    pub registered: Millis,
    /// Whether it is the latest.
    pub current: bool,
    /// What it says of there being owners; absent while nothing was reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_status: Option<OwnerStatus>,
    /// What somebody who must check the company's owners has reported as wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discrepancy: Option<Discrepancy>,
    /// Where the owners are told of.
    #[serde(default, skip_serializing_if = "Told::is_nothing")]
    pub told: Told,
}

/// Where a registration tells of owners: here, or where else they are found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// Nowhere.
    #[default]
    Nothing,
    /// In another country's register (`utenlandskRegister`).
    ForeignRegister {
        /// The country.
        country: Country,
        /// The register's address on the web.
        address: String,
    },
    /// By a regulated market, whose rules make owners known (`regulertMarked`).
    RegulatedMarket {
        /// The market's name.
        name: String,
        /// Its country.
        country: Country,
        /// Its address on the web.
        address: String,
    },
    /// Here.
    Owners(Vec<Owner>),
}

impl Told {
    fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }
}

/// A reported discrepancy (`Uoverensstemmelse`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Discrepancy {
    /// What is said to be wrong.
    pub text: String,
    /// When it was reported.
    pub received: Millis,
    /// When it was followed up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Millis>,
    /// Who reported it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter: Option<Reporter>,
}

/// Who reported a discrepancy (`Innsender`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reporter {
    /// An organisation that has the duty (`varslingspliktigVirksomhet`).
    Organisation(OrgNumber),
    /// A person of the population register.
    Person(RegisteredPerson),
    /// A person abroad.
    Foreigner {
        /// `YYYY-MM-DD`
        birth_date: String,
        /// The name as told.
        name: String,
    },
}

/// A beneficial owner (`ReellRettighetshaver`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Owner {
    /// Who it is.
    pub person: Person,
    /// Whether most may not see who it is (`erUnntattFraInnsyn`): minors, and those to whom it was granted.
    #[serde(default, skip_serializing_if = "is_false")]
    pub exempt: bool,
    /// When the person was first registered as an owner of this company.
    pub first_registered: Millis,
    /// When anything about it changed last.
    pub changed: Millis,
    /// Why the person is one; at least one.
    pub positions: Vec<Position>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// Who an owner is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Person {
    /// Of the population register (`folkeregistrertPerson`).
    Registered(RegisteredPerson),
    /// Without a Norwegian number (`utenlandskPerson`).
    Foreign(ForeignPerson),
}

/// A person of the population register (`Person`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegisteredPerson {
    /// Identity number or D-number; synthetic always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<PersonNumber>,
    /// `YYYY-MM-DD`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    /// The year of birth.
    pub birth_year: u16,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Whether the person is dead.
    #[serde(default, skip_serializing_if = "is_false")]
    pub dead: bool,
    /// Where the person lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residence: Option<Country>,
    /// Where the person is a citizen; perhaps nowhere that is known.
    pub citizenships: Vec<Country>,
}

/// A name in parts (`navn`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// Given names.
    pub given: String,
    /// Middle name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub middle: Option<String>,
    /// Family name.
    pub family: String,
}

/// A person without a Norwegian number (`UtenlandskPerson`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForeignPerson {
    /// `YYYY-MM-DD`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    /// The year of birth.
    pub birth_year: u16,
    /// The name as told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where the person lives; `XUK` when it is not stated.
    pub residence: Country,
    /// Where the person is a citizen; at least one.
    pub citizenships: Vec<Country>,
}

/// Why a person is an owner (`Posisjon`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Which kind.
    pub kind: PositionKind,
    /// How large the share is; for shares and votes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
    /// In which other way, in words; for [`PositionKind::OtherControl`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How it is held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grounds: Vec<Ground>,
    /// The companies between, when it is held indirectly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intermediates: Vec<Intermediate>,
}

/// A company between an owner and the registered one (`MellomliggendeVirksomhet`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intermediate {
    /// A Norwegian one (`norskVirksomhet`).
    Norwegian(OrgNumber),
    /// A foreign one (`utenlandskVirksomhet`).
    Foreign {
        /// Its number at home.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        /// Its name.
        name: String,
        /// The lines of its address; at least one.
        address: Vec<String>,
        /// The address's country.
        country: Country,
    },
}

impl Person {
    /// Whether the person is a minor at an instant. Who tells the year of birth alone is one through the year of the
    /// eighteenth birthday: it cannot be known better, and a minor is shown to few.
    pub fn is_minor(&self, at: Millis) -> bool {
        let (date, year) = match self {
            Self::Registered(person) => (person.birth_date.as_deref(), person.birth_year),
            Self::Foreign(person) => (person.birth_date.as_deref(), person.birth_year),
        };
        let birthday = date.and_then(|date| date.get(4..)).unwrap_or("-12-31");
        // Dates of this shape are ordered as texts are.
        iso8601(at) < format!("{:04}{birthday}", u32::from(year) + 18)
    }
}

impl Company {
    /// Marks owners who are minors as exempt from access, which they are of themselves (regulation § 3-9).
    pub fn exempt_minors(&mut self, at: Millis) {
        for registration in &mut self.registrations {
            let Told::Owners(owners) = &mut registration.told else { continue };
            for owner in owners.iter_mut().filter(|owner| owner.person.is_minor(at)) {
                owner.exempt = true;
            }
        }
    }

    /// Every person of the population register who is, or has been, an owner: by whom a search finds the company.
    pub fn owners_by_number(&self) -> Vec<PersonNumber> {
        let mut numbers: Vec<PersonNumber> = self
            .registrations
            .iter()
            .filter_map(|registration| match &registration.told {
                Told::Owners(owners) => Some(owners),
                _ => None,
            })
            .flatten()
            .filter_map(|owner| match &owner.person {
                Person::Registered(person) => person.number,
                Person::Foreign(_) => None,
            })
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}
