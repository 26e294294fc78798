//! Every field of the register's objects (`register.md` §1.5), by name: where it stands, how it is written, and that it is
//! left out when there is nothing to say.

use fullmakt::clock::DAY;
use fullmakt::numbers::{OrgNumber, PersonNumber};
use fullmakt::register::codes::{
    Country, Ground, Interval, NameLanguage, OwnerStatus, PositionKind, RegistrationStatus,
};
use fullmakt::register::model::{
    Company, Discrepancy, ForeignPerson, Intermediate, Name, Owner, Person, Position, RegisteredPerson,
    Registration, Reporter, Told,
};
use fullmakt::register::view::{Eyes, Seen, View};
use serde_json::{Value, json};

/// 3 February 2025, 09:15 UTC.
const AT: i64 = 1_738_574_100_000;
const AT_TEXT: &str = "2025-02-03T09:15:00.000Z";

fn country(code: &str) -> Country {
    Country::parse(code).expect("a country")
}

fn number(text: &str) -> OrgNumber {
    OrgNumber::parse(text).expect("a number")
}

fn person() -> RegisteredPerson {
    RegisteredPerson {
        number: Some(PersonNumber::parse_synthetic("05910298382").expect("a synthetic number")),
        birth_date: Some("2002-11-05".to_owned()),
        birth_year: 2002,
        name: Some(Name {
            given: "STOLT".to_owned(),
            middle: Some("EFFEKTIV".to_owned()),
            family: "PARASOLL".to_owned(),
        }),
        dead: true,
        residence: Some(country("NOR")),
        citizenships: vec![country("NOR"), country("SWE")],
    }
}

fn position() -> Position {
    Position {
        kind: PositionKind::Ownership,
        interval: Some(Interval::Half),
        description: Some("Etter avtale".to_owned()),
        grounds: vec![Ground::Direct, Ground::Indirect],
        intermediates: vec![
            Intermediate::Norwegian(number("314208641")),
            Intermediate::Foreign {
                number: Some("HRB 1".to_owned()),
                name: "Beispiel GmbH".to_owned(),
                address: vec!["Musterweg 1".to_owned(), "Berlin".to_owned()],
                country: country("DEU"),
            },
        ],
    }
}

fn owner(who: Person, exempt: bool) -> Owner {
    Owner { person: who, exempt, first_registered: AT, changed: AT + DAY, positions: vec![position()] }
}

fn registration(told: Told, reporter: Reporter) -> Registration {
    Registration {
        id: "00000000-0000-4000-8000-000000000001".to_owned(),
        status: RegistrationStatus::Registered,
        registered: AT,
        current: true,
        owner_status: Some(OwnerStatus::AllIdentified),
        discrepancy: Some(Discrepancy {
            text: "Noe stemmer ikke".to_owned(),
            received: AT,
            settled: None,
            reporter: Some(reporter),
        }),
        told,
    }
}

/// A company as an authority sees it.
fn company(full: bool) -> Value {
    seen_by("brreg:reelle/offentlig", full, false)
}

/// A company as a scope sees it.
pub(super) fn seen_by(scope: &str, full: bool, exempt: bool) -> Value {
    shown(scope, &stored(full, exempt))
}

/// The full one when its discrepancies are settled.
pub(super) fn settled_seen_by(scope: &str) -> Value {
    let mut company = stored(true, false);
    for discrepancy in company.registrations.iter_mut().filter_map(|of| of.discrepancy.as_mut()) {
        discrepancy.settled = Some(AT + DAY);
    }
    shown(scope, &company)
}

fn shown(scope: &str, company: &Company) -> Value {
    let view = View::of_scopes([scope]).expect("a scope of the register");
    let eyes = Eyes { view, language: NameLanguage::Nob, world: AT + 30 * DAY };
    serde_json::to_value(Seen(company, &eyes)).expect("JSON")
}

/// A company that has every field, over three registrations, and one that has none that may be absent.
fn stored(full: bool, exempt: bool) -> Company {
    let foreigner = ForeignPerson {
        birth_date: full.then(|| "1971-06-30".to_owned()),
        birth_year: 1971,
        name: full.then(|| "LUSTIG KOLIBRI".to_owned()),
        residence: country("XUK"),
        citizenships: vec![country("SWE")],
    };
    if full {
        Company {
            number: number("313513408"),
            first_registered: AT,
            deleted: Some(AT + DAY),
            registrations: vec![
                registration(
                    Told::Owners(vec![
                        owner(Person::Registered(person()), exempt),
                        owner(Person::Foreign(foreigner), exempt),
                    ]),
                    Reporter::Organisation(number("314208641")),
                ),
                registration(
                    Told::ForeignRegister {
                        country: country("LTU"),
                        address: "https://lt.example".to_owned(),
                    },
                    Reporter::Person(person()),
                ),
                registration(
                    Told::RegulatedMarket {
                        name: "Euronext Oslo".to_owned(),
                        country: country("NOR"),
                        address: "https://marked.example".to_owned(),
                    },
                    Reporter::Foreigner {
                        birth_date: "1971-06-30".to_owned(),
                        name: "LUSTIG KOLIBRI".to_owned(),
                    },
                ),
            ],
        }
    } else {
        let nobody = RegisteredPerson {
            number: None,
            birth_date: None,
            name: None,
            residence: None,
            citizenships: Vec::new(),
            ..person()
        };
        let bare = |who| Owner {
            positions: vec![Position {
                kind: PositionKind::OtherControl,
                interval: None,
                description: None,
                grounds: Vec::new(),
                intermediates: Vec::new(),
            }],
            ..owner(who, exempt)
        };
        Company {
            number: number("313513408"),
            first_registered: AT,
            deleted: None,
            registrations: vec![Registration {
                owner_status: None,
                discrepancy: None,
                ..registration(
                    Told::Owners(vec![bare(Person::Registered(nobody)), bare(Person::Foreign(foreigner))]),
                    Reporter::Organisation(number("314208641")),
                )
            }],
        }
    }
}

/// A field: its test's name, where it stands in the full company, its value there, and whether it may be absent.
macro_rules! fields {
    ($($name:ident: $pointer:literal = $value:expr, $presence:ident;)*) => {
        $(
            #[test]
            fn $name() {
                assert_eq!(company(true).pointer($pointer), Some(&$value), "{}", company(true));
                let absent = company(false).pointer($pointer).is_none();
                // What belongs to an object that is itself absent, or to a list that is empty, is absent with it.
                assert_eq!(absent, fields!(@absent $presence), "{}", company(false));
            }
        )*

        /// The pointers of every field above.
        const TESTED: &[&str] = &[$($pointer),*];
    };
    (@absent required) => { false };
    (@absent optional) => { true };
}

fields! {
    organisasjonsnummer: "/organisasjonsnummer" = json!("313513408"), required;
    foerst_registrert_i_register_over_reelle_rettighetshavere:
        "/foerstRegistrertIRegisterOverReelleRettighetshavere" = json!(AT_TEXT), required;
    slettet_i_register_over_reelle_rettighetshavere:
        "/slettetIRegisterOverReelleRettighetshavere" = json!("2025-02-04T09:15:00.000Z"), optional;
    registreringsid: "/registreringer/0/registreringsid" = json!("00000000-0000-4000-8000-000000000001"), required;
    registreringsstatus: "/registreringer/0/registreringsstatus" =
        json!({ "kode": "registreringsstatus.rettighetsinformasjonErRegistrert", "kodenavn": "Rettighetsinformasjon er registrert" }), required;
    registrert: "/registreringer/0/registrert" = json!(AT_TEXT), required;
    er_gjeldende_registrering: "/registreringer/0/erGjeldendeRegistrering" = json!(true), required;
    reelle_rettighetshaverestatus: "/registreringer/0/reelleRettighetshaverestatus/kode" =
        json!("reellerettighetshaverestatus.harReelleRettighetshavere"), optional;
    beskrivelse_av_uoverensstemmelse:
        "/registreringer/0/uoverensstemmelse/beskrivelseAvUoverensstemmelse" = json!("Noe stemmer ikke"), optional;
    uoverensstemmelse_mottatt: "/registreringer/0/uoverensstemmelse/uoverensstemmelseMottatt" = json!(AT_TEXT), optional;
    innsender_varslingspliktig_virksomhet:
        "/registreringer/0/uoverensstemmelse/innsender" =
        json!({ "varslingspliktigVirksomhet": { "organisasjonsnummer": "314208641" } }), optional;
    innsender_folkeregistrert_person:
        "/registreringer/1/uoverensstemmelse/innsender/folkeregistrertPerson/foedselsEllerDNummer" = json!("05910298382"), optional;
    innsender_utenlandsk_person:
        "/registreringer/2/uoverensstemmelse/innsender" =
        json!({ "utenlandskPerson": { "foedselsdato": "1971-06-30", "fulltNavn": "LUSTIG KOLIBRI" } }), optional;
    utenlandsk_register: "/registreringer/1/utenlandskRegister" =
        json!({ "land": { "landkode": "LT", "navn": "Litauen" }, "internettadresse": "https://lt.example" }), optional;
    regulert_marked: "/registreringer/2/regulertMarked" =
        json!({ "navn": "Euronext Oslo", "land": { "landkode": "NO", "navn": "Norge" }, "internettadresse": "https://marked.example" }), optional;
    er_unntatt_fra_innsyn: "/registreringer/0/reelleRettighetshavere/0/erUnntattFraInnsyn" = json!(false), required;
    foerst_registrert: "/registreringer/0/reelleRettighetshavere/0/foerstRegistrert" = json!(AT_TEXT), required;
    endret: "/registreringer/0/reelleRettighetshavere/0/endret" = json!("2025-02-04T09:15:00.000Z"), required;
    foedsels_eller_d_nummer:
        "/registreringer/0/reelleRettighetshavere/0/folkeregistrertPerson/foedselsEllerDNummer" = json!("05910298382"), optional;
    foedselsdato: "/registreringer/0/reelleRettighetshavere/0/folkeregistrertPerson/foedselsdato" = json!("2002-11-05"), optional;
    foedselsaar_is_a_text: "/registreringer/0/reelleRettighetshavere/0/folkeregistrertPerson/foedselsaar" = json!("2002"), required;
    navn: "/registreringer/0/reelleRettighetshavere/0/folkeregistrertPerson/navn" =
        json!({ "fornavn": "STOLT", "mellomnavn": "EFFEKTIV", "etternavn": "PARASOLL" }), optional;
    er_doed: "/registreringer/0/reelleRettighetshavere/0/folkeregistrertPerson/erDoed" = json!(true), required;
    bostedsland: "/registreringer/0/reelleRettighetshavere/0/folkeregistrertPerson/bostedsland" =
        json!({ "landkode": "NOR", "navn": "Norge" }), optional;
    utenlandsk_person_foedselsdato:
        "/registreringer/0/reelleRettighetshavere/1/utenlandskPerson/foedselsdato" = json!("1971-06-30"), optional;
    utenlandsk_person_foedselsaar: "/registreringer/0/reelleRettighetshavere/1/utenlandskPerson/foedselsaar" = json!("1971"), required;
    utenlandsk_person_fullt_navn:
        "/registreringer/0/reelleRettighetshavere/1/utenlandskPerson/fulltNavn" = json!("LUSTIG KOLIBRI"), optional;
    utenlandsk_person_bostedsland_that_is_not_stated:
        "/registreringer/0/reelleRettighetshavere/1/utenlandskPerson/bostedsland" =
        json!({ "landkode": "XUK", "navn": "Uoppgitt" }), required;
    utenlandsk_person_statsborgerskap:
        "/registreringer/0/reelleRettighetshavere/1/utenlandskPerson/statsborgerskap" =
        json!([{ "landkode": "SWE", "navn": "Sverige" }]), required;
    stoerrelsesintervall: "/registreringer/0/reelleRettighetshavere/0/posisjoner/0/stoerrelsesintervall/kodenavn" =
        json!("50% - 74,99%"), optional;
    beskrivelse_av_posisjonen_kontroll_paa_annen_maate:
        "/registreringer/0/reelleRettighetshavere/0/posisjoner/0/beskrivelseAvPosisjonenKontrollPaaAnnenMaate" = json!("Etter avtale"), optional;
    grunnlagstyper: "/registreringer/0/reelleRettighetshavere/0/posisjoner/0/grunnlagstyper" =
        json!([{ "kode": "grunnlagstype.direkte", "kodenavn": "Direkte" }, { "kode": "grunnlagstype.indirekte", "kodenavn": "Indirekte" }]), optional;
    mellomliggende_norsk_virksomhet:
        "/registreringer/0/reelleRettighetshavere/0/posisjoner/0/mellomliggendeVirksomheter/0" =
        json!({ "norskVirksomhet": { "organisasjonsnummer": "314208641" } }), optional;
    mellomliggende_utenlandsk_virksomhet:
        "/registreringer/0/reelleRettighetshavere/0/posisjoner/0/mellomliggendeVirksomheter/1" =
        json!({ "utenlandskVirksomhet": {
            "registreringsnummerIHjemlandet": "HRB 1", "navn": "Beispiel GmbH",
            "adresse": { "friAdressetekst": ["Musterweg 1", "Berlin"], "land": { "landkode": "DE", "navn": "Tyskland" } }
        } }), optional;
}

#[test]
fn statsborgerskap_and_mellomliggende_virksomheter_are_there_though_empty() {
    for (pointer, full) in [
        ("/registreringer/0/reelleRettighetshavere/0/folkeregistrertPerson/statsborgerskap", 2),
        ("/registreringer/0/reelleRettighetshavere/0/posisjoner/0/mellomliggendeVirksomheter", 2),
    ] {
        assert_eq!(company(true).pointer(pointer).and_then(Value::as_array).map(Vec::len), Some(full));
        assert_eq!(company(false).pointer(pointer), Some(&json!([])), "{pointer}");
    }
}

#[test]
fn posisjonstype() {
    let pointer = "/registreringer/0/reelleRettighetshavere/0/posisjoner/0/posisjonstype/kode";
    assert_eq!(company(true).pointer(pointer), Some(&json!("posisjonstype.eierskap")));
    assert_eq!(company(false).pointer(pointer), Some(&json!("posisjonstype.kontrollPaaAnnenMaate")));
}

#[test]
fn no_field_is_written_that_is_not_tested_here() {
    fn members(value: &Value, found: &mut std::collections::BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                for (name, value) in object {
                    found.insert(name.clone());
                    members(value, found);
                }
            }
            Value::Array(array) => array.iter().for_each(|value| members(value, found)),
            _ => {}
        }
    }
    let (mut written, mut tested) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    members(&company(true), &mut written);
    for pointer in TESTED {
        tested.extend(pointer.split('/').map(str::to_owned));
        members(company(true).pointer(pointer).expect("a field"), &mut tested);
    }
    tested.extend(["posisjonstype", "statsborgerskap"].map(str::to_owned));
    let untested: Vec<&String> = written.difference(&tested).collect();
    assert!(untested.is_empty(), "{untested:?}");
}
