//! Making fictional organisations and persons: valid synthetic numbers, plainly made-up names.

use serde_json::json;

use super::store::{
    ATTEMPTS, NewOrganisation, find_organisation, insert_organisation, insert_person, insert_role,
    person_of_customer,
};
use super::{GENERAL_MANAGER, Organisation, PartyError, Person, response_class};
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::{Now, iso8601, norwegian_year};
use crate::db::Tx;
use crate::ids::Random;
use crate::numbers::{BirthDate, Kind, OrgNumber, PartyUuid, PersonNumber, Scheme};

const ADJECTIVES: [&str; 24] = [
    "Lystig", "Rolig", "Modig", "Sindig", "Kvikk", "Blid", "Tapper", "Snill", "Munter", "Kjapp", "Vennlig",
    "Stolt", "Nysgjerrig", "Stille", "Rask", "Fornøyd", "Lun", "Trygg", "Ivrig", "Beskjeden", "Frodig",
    "Klok", "Rusten", "Skjev",
];

const ANIMALS: [&str; 24] = [
    "Elg", "Måke", "Rev", "Grevling", "Oter", "Lom", "Ugle", "Bever", "Sel", "Steinbit", "Humle", "Spurv",
    "Rype", "Hare", "Ekorn", "Padde", "Hegre", "Jerv", "Skrei", "Trane", "Maur", "Tiur", "Mår", "Lemen",
];

const THINGS: [&str; 24] = [
    "Murstein", "Symaskin", "Løvetann", "Kaffekopp", "Paraply", "Skogsti", "Gyngestol", "Bølge", "Lykt",
    "Trillebår", "Vaffel", "Dugnad", "Rullestein", "Ryggsekk", "Tyttebær", "Vindmølle", "Skyvedør", "Klokke",
    "Brunost", "Fjellbekk", "Ullsokk", "Nøkkel", "Spade", "Termos",
];

fn pick<'a>(random: &Random, words: &[&'a str]) -> &'a str {
    let index = usize::try_from(random.below(words.len() as u64)).unwrap_or(0);
    words.get(index).copied().unwrap_or("Elg")
}

/// A made-up company name such as “Lystig Elg AS”.
pub fn organisation_name(random: &Random) -> String {
    format!("{} {} AS", pick(random, &ADJECTIVES), pick(random, &ANIMALS))
}

/// A made-up name of which there are many more, such as “Lystig Elg og Paraply”.
pub fn long_name(random: &Random) -> String {
    format!("{} {} og {}", pick(random, &ADJECTIVES), pick(random, &ANIMALS), pick(random, &THINGS))
}

/// What Enhetsregisteret would say of an organisation that is made now.
pub(super) fn entity(now: Now, number: OrgNumber, name: &str, form: (&str, &str)) -> serde_json::Value {
    json!({
        "organisasjonsnummer": number,
        "navn": name.to_uppercase(),
        "organisasjonsform": { "kode": form.0, "beskrivelse": form.1 },
        "registreringsdatoEnhetsregisteret": iso8601(now.world).get(..10).unwrap_or_default(),
        "konkurs": false,
        "respons_klasse": response_class(form.0, false)
    })
}

/// Makes a fictional organisation whose number begins with 3, for the order `case_number`.
pub async fn create_fictional_organisation(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
) -> Result<Organisation, PartyError> {
    for _ in 0..ATTEMPTS {
        let number = OrgNumber::make(3, &mut |bound| app.random.below(bound));
        let name = organisation_name(&app.random);
        let entity = entity(now, number, &name, ("AS", "Aksjeselskap"));
        let new = NewOrganisation {
            number,
            name: &name,
            form: "AS",
            parent: None,
            origin: "fictional",
            case_number: Some(case_number),
            entity: &entity,
        };
        if insert_organisation(tx, app, now, new).await? {
            let subject = number.to_string();
            audit::record(
                tx,
                &app.random,
                now,
                Event {
                    actor: "system",
                    action: "organisation.created",
                    subject: &subject,
                    organisation: Some(&subject),
                    case_number: Some(case_number),
                    detail: json!({ "name": name }),
                },
            )
            .await?;
            return find_organisation(tx, number).await?.ok_or(PartyError::UnknownOrganisation(number));
        }
    }
    Err(PartyError::NoFreeNumber(ATTEMPTS))
}

/// A fictional person, grown up by world time, who exists nowhere yet.
pub fn make_person(random: &Random, now: Now) -> Person {
    person_in(random, norwegian_year(now.world))
}

/// A fictional person, grown up in the year `now`.
pub(super) fn person_in(random: &Random, now: i64) -> Person {
    let below = |bound: u64| random.below(bound);
    let year = now - 25 - i64::try_from(below(40)).unwrap_or(0);
    let birth = BirthDate {
        year: u16::try_from(year).unwrap_or(1980),
        month: u8::try_from(1 + below(12)).unwrap_or(1),
        day: u8::try_from(1 + below(28)).unwrap_or(1),
    };
    let number = PersonNumber::make(birth, Kind::Identity, Scheme::Of1964, &mut |bound| random.below(bound));
    let name = format!("{} {}", pick(random, &ADJECTIVES), pick(random, &THINGS));
    Person { party_uuid: PartyUuid::make(random), number, name, birth_date: birth.to_string() }
}

/// The fictional person who may delegate for `customer`: the one it has, else a new one. True when it was made now. Of two
/// that ask at the same moment, the database lets one make it.
pub async fn ensure_person_with_role(
    tx: &mut Tx,
    app: &App,
    now: Now,
    customer: OrgNumber,
    case_number: &str,
) -> Result<(Person, bool), PartyError> {
    for _ in 0..ATTEMPTS {
        if let Some(person) = person_of_customer(tx, customer).await? {
            insert_role(tx, now, &person.party_uuid, customer, GENERAL_MANAGER, Some(case_number)).await?;
            return Ok((person, false));
        }
        let person = make_person(&app.random, now);
        if insert_person(tx, app, now, &person, Some(customer), Some(case_number)).await? {
            insert_role(tx, now, &person.party_uuid, customer, GENERAL_MANAGER, Some(case_number)).await?;
            let organisation = customer.to_string();
            audit::record(
                tx,
                &app.random,
                now,
                Event {
                    actor: "system",
                    action: "person.created",
                    subject: person.party_uuid.as_str(),
                    organisation: Some(&organisation),
                    case_number: Some(case_number),
                    detail: json!({ "role": GENERAL_MANAGER }),
                },
            )
            .await?;
            return Ok((person, true));
        }
    }
    Err(PartyError::NoFreeNumber(ATTEMPTS))
}
