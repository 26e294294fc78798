//! Organisations, persons and roles: what Altinn's test environment holds.
//!
//! Two kinds of organisations are kept apart by construction. Fictional ones (numbers that begin with 2 or 3) may be made
//! freely. A real one (8 or 9) becomes a party only by [`import_organisation`], which needs the case number of the
//! approved order whose step it is. Persons are fictional, always.

pub mod entities;
pub mod fictional;
pub mod http;
pub mod life;
mod many;
pub mod registry;
mod removal;
pub mod roles;
mod store;

use serde::Serialize;
use serde_json::Value;

use crate::clock::{Millis, english};
use crate::db;
use crate::numbers::{OrgNumber, PartyId, PartyUuid, PersonNumber, UserId};

pub use fictional::{create_fictional_organisation, ensure_person_with_role};
pub use life::{End, end_organisation, give_role, take_role};
pub use many::{Customer, Known, NewCustomer, create_many, customers_among, known_among};
pub use removal::{lock_organisation, remove_organisation, remove_person_of_customer};
pub use store::{
    NewOrganisation, all_organisations, all_persons, customer_of_person, find_organisation, find_party,
    find_person, find_person_by_number, first_organisations, first_persons, import_organisation,
    insert_organisation, insert_person, insert_role, organisations_of, person_of_customer,
    person_of_party_id, person_of_user_id, person_with_ids, reachable, roles_in, roles_over, subunits_of,
    update_organisation, update_person,
};

/// The role that may delegate: general manager (*daglig leder*).
pub const GENERAL_MANAGER: &str = "DAGL";

/// The member of an organisation's description that says that Enhetsregisteret has removed it on legal grounds; nothing
/// else is then kept of it.
const REMOVED: &str = "fjernet";

/// An organisation that is a party of this world.
#[derive(Debug, Clone, Serialize)]
pub struct Organisation {
    /// Organisation number.
    pub number: OrgNumber,
    /// Altinn's party UUID.
    pub party_uuid: PartyUuid,
    /// Altinn's party id.
    pub party_id: PartyId,
    /// Name.
    pub name: String,
    /// Organisation form: AS, ENK, BEDR …
    pub form: String,
    /// The main unit of a subunit.
    pub parent: Option<OrgNumber>,
    /// `fictional`, `imported` or `world_file`.
    pub origin: String,
    /// The order that made it.
    pub case_number: Option<String>,
    /// What Enhetsregisteret says of it, in its own shape.
    pub entity: Value,
    /// Since when it is deleted, in world time.
    pub deleted_at: Option<Millis>,
    /// Who took it over, when it was merged.
    pub merged_into: Option<OrgNumber>,
    /// Since when it is bankrupt, in world time.
    pub bankrupt_at: Option<Millis>,
}

/// A fictional person.
#[derive(Debug, Clone)]
pub struct Person {
    /// Altinn's party UUID.
    pub party_uuid: PartyUuid,
    /// Its synthetic number, with which it logs in.
    pub number: PersonNumber,
    /// Name.
    pub name: String,
    /// `YYYY-MM-DD`
    pub birth_date: String,
}

/// The integers that Altinn's older interfaces know a person by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonIds {
    /// As a party.
    pub party_id: PartyId,
    /// As one that logs in.
    pub user_id: UserId,
}

/// A party of either kind.
#[derive(Debug, Clone)]
pub enum Party {
    /// An organisation or subunit.
    Organisation(Box<Organisation>),
    /// A person.
    Person(Person, PersonIds),
}

impl Organisation {
    /// Whether it is a subunit (*underenhet*), whose main unit's roles hold for it as well.
    pub fn is_subunit(&self) -> bool {
        is_subunit_form(&self.form)
    }
}

/// Whether units of this form are subunits. Parts of an authority (`ORGL`) have a parent too, and are no subunits.
pub fn is_subunit_form(form: &str) -> bool {
    matches!(form, "BEDR" | "AAFY")
}

/// Enhetsregisteret's `respons_klasse` of a unit of this form, by which clients tell its answers apart.
pub fn response_class(form: &str, deleted: bool) -> &'static str {
    match (is_subunit_form(form), deleted) {
        (false, false) => "Enhet",
        (false, true) => "SlettetEnhet",
        (true, false) => "Underenhet",
        (true, true) => "SlettetUnderenhet",
    }
}

/// Why a party cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PartyError {
    /// A real number without the case of an approved order.
    #[error("{0} may be a real organisation: it becomes a party only by a step of an approved order")]
    RealWithoutOrder(OrgNumber),
    /// No free number was found; something is wrong with the source of randomness.
    #[error("no free number was found in {0} attempts")]
    NoFreeNumber(usize),
    /// The organisation that a role is about is not here.
    #[error("{0} is not a party of this world")]
    UnknownOrganisation(OrgNumber),
    /// It was deleted, and what is deleted stays so.
    #[error("{number} was deleted on {}", english(*.at))]
    Gone {
        /// Which.
        number: OrgNumber,
        /// World time.
        at: Millis,
    },
    /// What becomes of a real organisation is not made up here.
    #[error(
        "{0} may be a real organisation; what becomes of it is not made up here, use one that begins with 2 or 3"
    )]
    RealOrganisation(OrgNumber),
    /// A merger has two sides.
    #[error("{0} cannot be merged into itself")]
    MergedIntoItself(OrgNumber),
    /// What takes over is a main unit.
    #[error("{0} is a subunit; name the main unit that takes over")]
    MergedIntoSubunit(OrgNumber),
    /// The database.
    #[error(transparent)]
    Database(#[from] db::Error),
}

/// A name as it is compared and searched: lower case, without accents, punctuation and the form's letters at the end.
pub fn name_key(name: &str) -> String {
    let lower = name.to_lowercase();
    let plain: String = lower
        .chars()
        .map(|c| match c {
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'á' | 'à' | 'â' => 'a',
            'ö' => 'ø',
            'ä' => 'æ',
            'ó' | 'ò' | 'ô' => 'o',
            'ü' => 'u',
            c if c.is_alphanumeric() => c,
            _ => ' ',
        })
        .collect();
    let mut words: Vec<&str> = plain.split_whitespace().collect();
    while words.len() > 1 && words.last().is_some_and(|word| FORMS.contains(word)) {
        words.pop();
    }
    words.join(" ")
}

/// Forms that people write, or leave out, at the end of a name.
const FORMS: [&str; 12] = ["as", "asa", "ans", "da", "enk", "sa", "ba", "nuf", "sti", "ks", "bbl", "brl"];

/// Whether two names are the same to a reader who does not mind form, case and accents.
pub fn names_alike(a: &str, b: &str) -> bool {
    name_key(a) == name_key(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_but_for_form_case_and_accents() {
        for (a, b, alike) in [
            ("SPREK MAUR AS", "Sprek Maur", true),
            ("Idé & Verk AS", "ide verk as", true),
            ("Sprek Maur AS", "Sprek Mus AS", false),
            ("AS", "as", true),
            ("", "x", false),
        ] {
            assert_eq!(names_alike(a, b), alike, "{a} / {b}");
        }
    }
}
