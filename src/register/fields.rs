//! Every field of the API's answers, once: what it is, when it is there and which scope opens it (`register.md` §1.5).
//!
//! The `OpenAPI` document and the page of fields are made from this list. [`super::view`] writes the answers; a test holds
//! its fullest answer against the list, name by name and scope by scope. What a field means stands in the catalogue.

use super::view::{VIEWS, View};
use crate::language::Language;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nine digits.
    OrgNumber,
    /// Eleven digits.
    PersonNumber,
    /// A day and time in UTC with milliseconds.
    Instant,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A year, as a text.
    Year,
    /// A UUID.
    Uuid,
    /// An address on the web.
    Address,
    /// A text.
    Text,
    /// True or false.
    Truth,
    /// A whole number.
    Number,
    /// The change log's number, which a setting makes a text.
    Sequence,
    /// A code of the list of this name, with its name.
    Code(&'static str),
    /// A code of any list, as a text.
    AnyCode,
    /// What happened, of the change log's types.
    EventType,
    /// A country with three letters.
    PersonsCountry,
    /// A country with two letters.
    PlacesCountry,
    /// Two or three letters.
    CountryCode,
    /// An object of [`OBJECTS`].
    Object(&'static str),
    /// A list; an empty one may be sent when the second is true.
    Many(&'static Self, bool),
}

/// When a field is there, where a scope opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Always.
    Always,
    /// When there is something to say.
    WhenKnown,
    /// Exactly one of the object's fields of this kind is there.
    OneOf,
    /// At most one of them is.
    AtMostOne,
}

/// What a scope may open (`register.md` §2): a column of the matrices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Searching by a person's number.
    PersonSearch,
    /// The whole register as a file.
    WholeRegister,
    /// Identity numbers and D-numbers.
    PersonNumbers,
    /// Who an exempt person is, and how it holds what it holds.
    ExemptPersons,
    /// Discrepancies that are settled.
    SettledDiscrepancies,
    /// Who reported a discrepancy.
    Reporter,
}

impl Opening {
    /// Those of the matrix of endpoints.
    pub const ENDPOINTS: [Self; 2] = [Self::PersonSearch, Self::WholeRegister];

    /// Those of the matrix of fields.
    pub const FIELDS: [Self; 4] =
        [Self::PersonNumbers, Self::ExemptPersons, Self::SettledDiscrepancies, Self::Reporter];

    /// Whether a scope opens it.
    pub const fn is_of(self, view: View) -> bool {
        match self {
            Self::PersonSearch => view.person_search,
            Self::WholeRegister => view.whole_register,
            Self::PersonNumbers => view.person_numbers,
            Self::ExemptPersons => view.exempt_persons,
            Self::SettledDiscrepancies => view.settled_discrepancies,
            Self::Reporter => view.reporter,
        }
    }

    /// The scopes that open it, without what all six begin with.
    pub fn scopes(self) -> Vec<&'static str> {
        VIEWS.iter().filter(|(_, view)| self.is_of(*view)).map(|(scope, _)| short(scope)).collect()
    }

    /// What it is called, in the catalogue.
    pub const fn key(self) -> &'static str {
        match self {
            Self::PersonSearch => "opening-person-search",
            Self::WholeRegister => "opening-whole-register",
            Self::PersonNumbers => "opening-person-numbers",
            Self::ExemptPersons => "opening-exempt-persons",
            Self::SettledDiscrepancies => "opening-settled-discrepancies",
            Self::Reporter => "opening-reporter",
        }
    }
}

/// A scope without the prefix that all six share.
pub fn short(scope: &'static str) -> &'static str {
    scope.strip_prefix("brreg:reelle/").unwrap_or(scope)
}

/// A field of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name in JSON.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// When it is there.
    pub presence: Presence,
    /// What a scope must open for it to be there. With [`Opening::ExemptPersons`] that is asked of exempt persons alone, and
    /// with [`Opening::SettledDiscrepancies`] of settled ones.
    pub opened_by: &'static [Opening],
}

impl Field {
    const fn opened_by(self, opened_by: &'static [Opening]) -> Self {
        Self { opened_by, ..self }
    }

    /// What it means.
    pub fn about(&self, object: &str, language: Language) -> String {
        language.text(&format!("field-{object}-{}", self.name).to_ascii_lowercase())
    }

    /// The object that it holds, or a list of which it holds.
    pub const fn object(&self) -> Option<&'static str> {
        let one = match self.kind {
            Kind::Many(one, _) => *one,
            one => one,
        };
        match one {
            Kind::Object(name) => Some(name),
            Kind::Code(_) => Some("Kode"),
            Kind::PersonsCountry | Kind::PlacesCountry => Some("Land"),
            _ => None,
        }
    }
}

/// An object of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object {
    /// Its name.
    pub name: &'static str,
    /// Its fields, in the order in which they are written.
    pub fields: &'static [Field],
}

impl Object {
    /// The object of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        OBJECTS.iter().find(|object| object.name == name)
    }

    /// What it is.
    pub fn about(&self, language: Language) -> String {
        language.text(&format!("object-{}", self.name).to_ascii_lowercase())
    }
}

const fn field(name: &'static str, kind: Kind, presence: Presence) -> Field {
    Field { name, kind, presence, opened_by: &[] }
}

const fn always(name: &'static str, kind: Kind) -> Field {
    field(name, kind, Presence::Always)
}

const fn known(name: &'static str, kind: Kind) -> Field {
    field(name, kind, Presence::WhenKnown)
}

const fn one_of(name: &'static str, kind: Kind) -> Field {
    field(name, kind, Presence::OneOf)
}

const fn at_most_one(name: &'static str, kind: Kind) -> Field {
    field(name, kind, Presence::AtMostOne)
}

const fn object(name: &'static str, fields: &'static [Field]) -> Object {
    Object { name, fields }
}

const EXEMPT: &[Opening] = &[Opening::ExemptPersons];

/// Every object of the API's answers; one stands before those that it holds.
pub const OBJECTS: &[Object] = &[
    object(
        "RegistreringspliktigVirksomhet",
        &[
            always("organisasjonsnummer", Kind::OrgNumber),
            always("foerstRegistrertIRegisterOverReelleRettighetshavere", Kind::Instant),
            known("slettetIRegisterOverReelleRettighetshavere", Kind::Instant),
            always("registreringer", Kind::Many(&Kind::Object("Registrering"), false)),
        ],
    ),
    object(
        "Registrering",
        &[
            always("registreringsid", Kind::Uuid),
            always("registreringsstatus", Kind::Code("registreringsstatus")),
            always("registrert", Kind::Instant),
            always("erGjeldendeRegistrering", Kind::Truth),
            known("reelleRettighetshaverestatus", Kind::Code("reellerettighetshaverestatus")),
            known("uoverensstemmelse", Kind::Object("Uoverensstemmelse"))
                .opened_by(&[Opening::SettledDiscrepancies]),
            at_most_one("utenlandskRegister", Kind::Object("UtenlandskRegister")),
            at_most_one("regulertMarked", Kind::Object("RegulertMarked")),
            at_most_one("reelleRettighetshavere", Kind::Many(&Kind::Object("ReellRettighetshaver"), false)),
        ],
    ),
    object(
        "Uoverensstemmelse",
        &[
            always("beskrivelseAvUoverensstemmelse", Kind::Text),
            always("uoverensstemmelseMottatt", Kind::Instant),
            known("innsender", Kind::Object("Innsender")).opened_by(&[Opening::Reporter]),
        ],
    ),
    object(
        "Innsender",
        &[
            one_of("varslingspliktigVirksomhet", Kind::Object("Virksomhet")),
            one_of("folkeregistrertPerson", Kind::Object("Person")),
            one_of("utenlandskPerson", Kind::Object("UtenlandskInnsender")),
        ],
    ),
    object("UtenlandskInnsender", &[always("foedselsdato", Kind::Date), always("fulltNavn", Kind::Text)]),
    object(
        "UtenlandskRegister",
        &[always("land", Kind::PlacesCountry), always("internettadresse", Kind::Address)],
    ),
    object(
        "RegulertMarked",
        &[
            always("navn", Kind::Text),
            always("land", Kind::PlacesCountry),
            always("internettadresse", Kind::Address),
        ],
    ),
    object(
        "ReellRettighetshaver",
        &[
            one_of("folkeregistrertPerson", Kind::Object("Person")),
            one_of("utenlandskPerson", Kind::Object("UtenlandskPerson")),
            always("erUnntattFraInnsyn", Kind::Truth),
            always("foerstRegistrert", Kind::Instant),
            always("endret", Kind::Instant),
            always("posisjoner", Kind::Many(&Kind::Object("Posisjon"), false)),
        ],
    ),
    object(
        "Person",
        &[
            known("foedselsEllerDNummer", Kind::PersonNumber)
                .opened_by(&[Opening::PersonNumbers, Opening::ExemptPersons]),
            known("foedselsdato", Kind::Date).opened_by(EXEMPT),
            always("foedselsaar", Kind::Year),
            known("navn", Kind::Object("Navn")).opened_by(EXEMPT),
            always("erDoed", Kind::Truth),
            known("bostedsland", Kind::PersonsCountry),
            always("statsborgerskap", Kind::Many(&Kind::PersonsCountry, true)),
        ],
    ),
    object(
        "Navn",
        &[always("fornavn", Kind::Text), known("mellomnavn", Kind::Text), always("etternavn", Kind::Text)],
    ),
    object(
        "UtenlandskPerson",
        &[
            known("foedselsdato", Kind::Date).opened_by(EXEMPT),
            always("foedselsaar", Kind::Year),
            known("fulltNavn", Kind::Text).opened_by(EXEMPT),
            always("bostedsland", Kind::PersonsCountry),
            always("statsborgerskap", Kind::Many(&Kind::PersonsCountry, false)),
        ],
    ),
    object(
        "Posisjon",
        &[
            always("posisjonstype", Kind::Code("posisjonstype")),
            known("stoerrelsesintervall", Kind::Code("stoerrelsesintervall")),
            known("beskrivelseAvPosisjonenKontrollPaaAnnenMaate", Kind::Text),
            known("grunnlagstyper", Kind::Many(&Kind::Code("grunnlagstype"), false)).opened_by(EXEMPT),
            always("mellomliggendeVirksomheter", Kind::Many(&Kind::Object("MellomliggendeVirksomhet"), true))
                .opened_by(EXEMPT),
        ],
    ),
    object(
        "MellomliggendeVirksomhet",
        &[
            one_of("norskVirksomhet", Kind::Object("Virksomhet")),
            one_of("utenlandskVirksomhet", Kind::Object("UtenlandskVirksomhet")),
        ],
    ),
    object("Virksomhet", &[always("organisasjonsnummer", Kind::OrgNumber)]),
    object(
        "UtenlandskVirksomhet",
        &[
            known("registreringsnummerIHjemlandet", Kind::Text),
            always("navn", Kind::Text),
            always("adresse", Kind::Object("Adresse")),
        ],
    ),
    object(
        "Adresse",
        &[always("friAdressetekst", Kind::Many(&Kind::Text, false)), always("land", Kind::PlacesCountry)],
    ),
    object("SekvensnummerResponse", &[always("sekvensnummer", Kind::Sequence)]),
    object(
        "Hendelse",
        &[
            always("specversion", Kind::Text),
            always("id", Kind::Text),
            always("source", Kind::Address),
            always("type", Kind::EventType),
            always("time", Kind::Instant),
            always("subject", Kind::OrgNumber),
            always("data", Kind::Object("Virksomhet")),
        ],
    ),
    object("Kodelister", &[always("kodelister", Kind::Many(&Kind::Object("Kodeliste"), false))]),
    object(
        "Kodeliste",
        &[always("kodeliste", Kind::Text), always("koder", Kind::Many(&Kind::Object("Kode"), false))],
    ),
    object("Kode", &[always("kode", Kind::AnyCode), always("kodenavn", Kind::Text)]),
    object("Land", &[always("landkode", Kind::CountryCode), always("navn", Kind::Text)]),
    object(
        "Feil",
        &[
            always("timestamp", Kind::Instant),
            always("status", Kind::Number),
            always("error", Kind::Text),
            always("message", Kind::Text),
            always("path", Kind::Text),
        ],
    ),
];

/// A field with the way to it from an answer's root: `registreringer[].registreringsstatus.kode`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The names on the way, with `[]` behind a list.
    pub path: String,
    /// The field.
    pub field: Field,
}

/// Every field of an object and of those that it holds. No object holds itself.
pub fn placed(root: &str) -> Vec<Placed> {
    let mut found = Vec::new();
    walk(root, "", &mut found);
    found
}

fn walk(name: &str, before: &str, found: &mut Vec<Placed>) {
    for field in Object::named(name).map_or(&[][..], |object| object.fields) {
        let list = if matches!(field.kind, Kind::Many(..)) { "[]" } else { "" };
        let path = format!("{before}{}{list}", field.name);
        let inner = format!("{path}.");
        found.push(Placed { path, field: *field });
        if let Some(object) = field.object() {
            walk(object, &inner, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_object_and_field_is_described_in_the_three_languages() {
        for object in OBJECTS {
            for language in Language::ALL {
                let key = format!("object-{}", object.name).to_ascii_lowercase();
                assert!(language.has(&key), "{language:?} {key}");
                for field in object.fields {
                    let key = format!("field-{}-{}", object.name, field.name).to_ascii_lowercase();
                    assert!(language.has(&key), "{language:?} {key}");
                }
            }
        }
    }

    #[test]
    fn an_object_stands_once_and_everything_that_a_field_holds_is_there() {
        for object in OBJECTS {
            assert_eq!(
                OBJECTS.iter().filter(|other| other.name == object.name).count(),
                1,
                "{}",
                object.name
            );
            for field in object.fields {
                if let Some(held) = field.object() {
                    assert!(Object::named(held).is_some(), "{held}");
                    assert_ne!(held, object.name);
                }
            }
        }
    }
}
