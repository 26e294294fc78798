//! Who sees what (`register.md` §2): the six scopes as data, applied in this one place, where a stored company becomes the
//! API's JSON.
//!
//! Absent values are left out. Nothing is copied: the answer is written straight from the stored company.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::codes::{Code, Country, NameLanguage, Named, PersonsCountry, PlacesCountry};
use super::model::{
    Company, Discrepancy, ForeignPerson, Intermediate, Name, Owner, Person, Position, RegisteredPerson,
    Registration, Reporter, Told,
};
use crate::clock::{DAY, Millis, iso8601};

/// What a scope opens.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a column of the matrices, and they are independent"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct View {
    /// Searching by a person's number.
    pub person_search: bool,
    /// The whole register as a file.
    pub whole_register: bool,
    /// Identity numbers and D-numbers.
    pub person_numbers: bool,
    /// Everything about persons who are exempt from access (*unntatt fra innsyn*).
    pub exempt_persons: bool,
    /// Discrepancies that are settled.
    pub settled_discrepancies: bool,
    /// Who reported a discrepancy.
    pub reporter: bool,
}

const NOTHING_MORE: View = View {
    person_search: false,
    whole_register: false,
    person_numbers: false,
    exempt_persons: false,
    settled_discrepancies: false,
    reporter: false,
};

/// The matrices of endpoints and of fields. The look-up by number, the change log and discrepancies that are open are for
/// all six.
pub const VIEWS: [(&str, View); 6] = [
    (
        "brreg:reelle/offentlig",
        View {
            person_search: true,
            whole_register: true,
            person_numbers: true,
            exempt_persons: true,
            settled_discrepancies: true,
            reporter: true,
        },
    ),
    (
        "brreg:reelle/rapporteringspliktig",
        View { person_numbers: true, exempt_persons: true, ..NOTHING_MORE },
    ),
    ("brreg:reelle/rapporteringspliktig.begrenset", View { person_numbers: true, ..NOTHING_MORE }),
    ("brreg:reelle/media", NOTHING_MORE),
    ("brreg:reelle/sivilsamfunnsorganisasjon", NOTHING_MORE),
    ("brreg:reelle/hoeyereutdanningsinstitusjon", NOTHING_MORE),
];

impl View {
    /// What a token's scopes open together; `None` when none of them is the register's. Names are compared exactly: one
    /// is the beginning of another. That several add up is our reading; nothing is documented.
    pub fn of_scopes<'a>(scopes: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        scopes
            .into_iter()
            .filter_map(|scope| VIEWS.iter().find(|(name, _)| *name == scope))
            .map(|(_, view)| *view)
            .reduce(|a, b| Self {
                person_search: a.person_search || b.person_search,
                whole_register: a.whole_register || b.whole_register,
                person_numbers: a.person_numbers || b.person_numbers,
                exempt_persons: a.exempt_persons || b.exempt_persons,
                settled_discrepancies: a.settled_discrepancies || b.settled_discrepancies,
                reporter: a.reporter || b.reporter,
            })
    }
}

/// How long a company has to follow up a discrepancy before it is shown (regulation § 3-10, `register.md` §2.2).
pub const TIME_TO_FOLLOW_UP: Millis = 21 * DAY;

/// Through which eyes a company is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Eyes {
    /// What the caller may see.
    pub view: View,
    /// In which language codes and countries are named.
    pub language: NameLanguage,
    /// World time: the three weeks of a discrepancy are counted by it.
    pub world: Millis,
}

impl Eyes {
    /// Whether a discrepancy is shown. One that is settled is for authorities, from then on; one that is open is for all,
    /// once the company's three weeks are over.
    const fn see(&self, discrepancy: &Discrepancy) -> bool {
        match discrepancy.settled {
            Some(settled) if settled <= self.world => self.view.settled_discrepancies,
            _ => discrepancy.received + TIME_TO_FOLLOW_UP <= self.world,
        }
    }
}

/// Something of a company as these eyes see it: it serialises to the API's JSON.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a, T: ?Sized>(pub &'a T, pub &'a Eyes);

impl<'a, T> Serialize for Seen<'a, [T]>
where
    Seen<'a, T>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|one| Seen(one, self.1)))
    }
}

/// An instant as the API writes it.
struct At(Millis);

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&iso8601(self.0))
    }
}

/// Writes a member when there is a value.
fn optional<M: SerializeMap, T: Serialize>(
    map: &mut M,
    name: &'static str,
    value: Option<T>,
) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| map.serialize_entry(name, &value))
}

impl Serialize for Seen<'_, Company> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_company(self.0, &self.0.registrations, self.1, serializer)
    }
}

/// A company without its history: the newest registration alone, as the file of the whole register has it.
#[derive(Debug, Clone, Copy)]
pub struct Newest<'a>(pub &'a Company, pub &'a Eyes);

impl Serialize for Newest<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let all = &self.0.registrations;
        let newest = all.iter().find(|registration| registration.current).or_else(|| all.first());
        write_company(self.0, newest.map_or(&[], std::slice::from_ref), self.1, serializer)
    }
}

fn write_company<S: Serializer>(
    company: &Company,
    registrations: &[Registration],
    eyes: &Eyes,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("organisasjonsnummer", &company.number)?;
    map.serialize_entry(
        "foerstRegistrertIRegisterOverReelleRettighetshavere",
        &At(company.first_registered),
    )?;
    optional(&mut map, "slettetIRegisterOverReelleRettighetshavere", company.deleted.map(At))?;
    map.serialize_entry("registreringer", &Seen(registrations, eyes))?;
    map.end()
}

impl Serialize for Seen<'_, Registration> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(registration, eyes) = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("registreringsid", &registration.id)?;
        map.serialize_entry("registreringsstatus", &Named(registration.status, eyes.language))?;
        map.serialize_entry("registrert", &At(registration.registered))?;
        map.serialize_entry("erGjeldendeRegistrering", &registration.current)?;
        let status = registration.owner_status.map(|status| Named(status, eyes.language));
        optional(&mut map, "reelleRettighetshaverestatus", status)?;
        let discrepancy = registration.discrepancy.as_ref().filter(|discrepancy| eyes.see(discrepancy));
        optional(&mut map, "uoverensstemmelse", discrepancy.map(|discrepancy| Seen(discrepancy, eyes)))?;
        match &registration.told {
            Told::Nothing => {}
            Told::ForeignRegister { country, address } => {
                map.serialize_entry("utenlandskRegister", &Elsewhere(None, *country, address, eyes))?;
            }
            Told::RegulatedMarket { name, country, address } => {
                map.serialize_entry("regulertMarked", &Elsewhere(Some(name), *country, address, eyes))?;
            }
            Told::Owners(owners) => {
                map.serialize_entry("reelleRettighetshavere", &Seen(owners.as_slice(), eyes))?;
            }
        }
        map.end()
    }
}

/// A foreign register, or a regulated market, which has a name.
struct Elsewhere<'a>(Option<&'a str>, Country, &'a str, &'a Eyes);

impl Serialize for Elsewhere<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(name, country, address, eyes) = *self;
        let mut map = serializer.serialize_map(None)?;
        optional(&mut map, "navn", name)?;
        map.serialize_entry("land", &PlacesCountry(country, eyes.language))?;
        map.serialize_entry("internettadresse", address)?;
        map.end()
    }
}

impl Serialize for Seen<'_, Discrepancy> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(discrepancy, eyes) = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("beskrivelseAvUoverensstemmelse", &discrepancy.text)?;
        map.serialize_entry("uoverensstemmelseMottatt", &At(discrepancy.received))?;
        let reporter = discrepancy.reporter.as_ref().filter(|_| eyes.view.reporter);
        optional(&mut map, "innsender", reporter.map(|reporter| Seen(reporter, eyes)))?;
        map.end()
    }
}

impl Serialize for Seen<'_, Reporter> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(reporter, eyes) = *self;
        let mut map = serializer.serialize_map(Some(1))?;
        match reporter {
            Reporter::Organisation(number) => {
                map.serialize_entry("varslingspliktigVirksomhet", &Numbered(*number))?;
            }
            Reporter::Person(person) => {
                map.serialize_entry("folkeregistrertPerson", &Somebody { person, redacted: false, eyes })?;
            }
            Reporter::Foreigner { birth_date, name } => {
                map.serialize_entry("utenlandskPerson", &Reported { foedselsdato: birth_date, navn: name })?;
            }
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Reported<'a> {
    foedselsdato: &'a str,
    #[serde(rename = "fulltNavn")]
    navn: &'a str,
}

/// An organisation by its number alone.
struct Numbered(crate::numbers::OrgNumber);

impl Serialize for Numbered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("organisasjonsnummer", &self.0)?;
        map.end()
    }
}

impl Serialize for Seen<'_, Owner> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(owner, eyes) = *self;
        let redacted = owner.exempt && !eyes.view.exempt_persons;
        let mut map = serializer.serialize_map(None)?;
        match &owner.person {
            Person::Registered(person) => {
                map.serialize_entry("folkeregistrertPerson", &Somebody { person, redacted, eyes })?;
            }
            Person::Foreign(person) => {
                map.serialize_entry("utenlandskPerson", &Somebody { person, redacted, eyes })?;
            }
        }
        map.serialize_entry("erUnntattFraInnsyn", &owner.exempt)?;
        map.serialize_entry("foerstRegistrert", &At(owner.first_registered))?;
        map.serialize_entry("endret", &At(owner.changed))?;
        map.serialize_entry("posisjoner", &Positions { of: &owner.positions, redacted, eyes })?;
        map.end()
    }
}

/// A person, and whether who it is stays hidden.
struct Somebody<'a, T> {
    person: &'a T,
    redacted: bool,
    eyes: &'a Eyes,
}

impl Serialize for Somebody<'_, RegisteredPerson> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { person, redacted, eyes } = *self;
        let open = !redacted;
        let mut map = serializer.serialize_map(None)?;
        let number = person.number.filter(|_| open && eyes.view.person_numbers);
        optional(&mut map, "foedselsEllerDNummer", number)?;
        optional(&mut map, "foedselsdato", person.birth_date.as_ref().filter(|_| open))?;
        map.serialize_entry("foedselsaar", &Year(person.birth_year))?;
        optional(&mut map, "navn", person.name.as_ref().filter(|_| open).map(|name| Seen(name, eyes)))?;
        map.serialize_entry("erDoed", &person.dead)?;
        let residence = person.residence.map(|country| PersonsCountry(country, eyes.language));
        optional(&mut map, "bostedsland", residence)?;
        map.serialize_entry("statsborgerskap", &Citizenships(&person.citizenships, eyes))?;
        map.end()
    }
}

impl Serialize for Somebody<'_, ForeignPerson> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { person, redacted, eyes } = *self;
        let open = !redacted;
        let mut map = serializer.serialize_map(None)?;
        optional(&mut map, "foedselsdato", person.birth_date.as_ref().filter(|_| open))?;
        map.serialize_entry("foedselsaar", &Year(person.birth_year))?;
        optional(&mut map, "fulltNavn", person.name.as_ref().filter(|_| open))?;
        map.serialize_entry("bostedsland", &PersonsCountry(person.residence, eyes.language))?;
        map.serialize_entry("statsborgerskap", &Citizenships(&person.citizenships, eyes))?;
        map.end()
    }
}

/// A year is a text in the API.
struct Year(u16);

impl Serialize for Year {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

struct Citizenships<'a>(&'a [Country], &'a Eyes);

impl Serialize for Citizenships<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|country| PersonsCountry(*country, self.1.language)))
    }
}

impl Serialize for Seen<'_, Name> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("fornavn", &self.0.given)?;
        optional(&mut map, "mellomnavn", self.0.middle.as_ref())?;
        map.serialize_entry("etternavn", &self.0.family)?;
        map.end()
    }
}

/// An owner's positions, and whether how they are held stays hidden.
struct Positions<'a> {
    of: &'a [Position],
    redacted: bool,
    eyes: &'a Eyes,
}

impl Serialize for Positions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { of, redacted, eyes } = *self;
        serializer.collect_seq(of.iter().map(|position| OnePosition { position, redacted, eyes }))
    }
}

struct OnePosition<'a> {
    position: &'a Position,
    redacted: bool,
    eyes: &'a Eyes,
}

impl Serialize for OnePosition<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { position, redacted, eyes } = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("posisjonstype", &Named(position.kind, eyes.language))?;
        let interval = position.interval.map(|interval| Named(interval, eyes.language));
        optional(&mut map, "stoerrelsesintervall", interval)?;
        optional(&mut map, "beskrivelseAvPosisjonenKontrollPaaAnnenMaate", position.description.as_ref())?;
        if !redacted && !position.grounds.is_empty() {
            map.serialize_entry("grunnlagstyper", &EachNamed(&position.grounds, eyes.language))?;
        }
        // The list is required, so that it is sent empty where it is hidden.
        let intermediates = if redacted { &[][..] } else { &position.intermediates };
        map.serialize_entry("mellomliggendeVirksomheter", &Seen(intermediates, eyes))?;
        map.end()
    }
}

struct EachNamed<'a, T>(&'a [T], NameLanguage);

impl<T: Code> Serialize for EachNamed<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|code| Named(*code, self.1)))
    }
}

impl Serialize for Seen<'_, Intermediate> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(intermediate, eyes) = *self;
        let mut map = serializer.serialize_map(Some(1))?;
        match intermediate {
            Intermediate::Norwegian(number) => map.serialize_entry("norskVirksomhet", &Numbered(*number))?,
            Intermediate::Foreign { .. } => {
                map.serialize_entry("utenlandskVirksomhet", &Abroad(intermediate, eyes))?;
            }
        }
        map.end()
    }
}

/// A foreign company between.
struct Abroad<'a>(&'a Intermediate, &'a Eyes);

impl Serialize for Abroad<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Intermediate::Foreign { number, name, address, country } = self.0 {
            optional(&mut map, "registreringsnummerIHjemlandet", number.as_ref())?;
            map.serialize_entry("navn", name)?;
            map.serialize_entry("adresse", &Address(address, *country, self.1))?;
        }
        map.end()
    }
}

struct Address<'a>(&'a [String], Country, &'a Eyes);

impl Serialize for Address<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("friAdressetekst", self.0)?;
        map.serialize_entry("land", &PlacesCountry(self.1, self.2.language))?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_compared_exactly_and_several_add_up() {
        let of = |text: &str| View::of_scopes(text.split(' '));
        assert_eq!(of("brreg:reelle/rapporteringspliktig.begrenset.mer"), None);
        assert_eq!(of("brreg:reelle"), None);
        assert_eq!(of("brreg:reelle/media"), Some(NOTHING_MORE));
        let limited = of("brreg:reelle/rapporteringspliktig.begrenset").unwrap();
        assert!(limited.person_numbers && !limited.exempt_persons);
        let both = of("brreg:reelle/media brreg:reelle/rapporteringspliktig").unwrap();
        assert!(both.person_numbers && both.exempt_persons && !both.reporter);
    }
}
