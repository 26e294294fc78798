//! A small population that every world has from the start: made-up companies with made-up owners, the same in every world.
//!
//! Numbers come from a fixed seed, so that examples in a guide stay right. Each company shows one thing that a client
//! should have met; a large population comes with its own issue.

use serde_json::{Value, json};

use crate::ids::Random;
use crate::numbers::{BirthDate, Kind, OrgNumber, PersonNumber, Scheme};

/// The seed of the built-in population.
const SEED: u64 = 2026;

/// A company of the population.
#[derive(Debug, Clone)]
pub struct Company {
    /// Its number.
    pub number: OrgNumber,
    /// What it shows, a key for test-data pages: `two-owners`, `not-reported` …
    pub shows: &'static str,
    /// Its document as stored: codes without names, everything that any scope may see.
    pub document: Value,
}

struct Maker {
    random: Random,
}

impl Maker {
    fn organisation(&self) -> OrgNumber {
        OrgNumber::make(3, &mut |bound| self.random.below(bound))
    }

    fn person(&self, name: (&str, &str), born: (u16, u8, u8), kind: Kind) -> Value {
        let (year, month, day) = born;
        let birth = BirthDate { year, month, day };
        let number = PersonNumber::make(birth, kind, Scheme::Of1964, &mut |bound| self.random.below(bound));
        json!({
            "foedselsEllerDNummer": number.to_string(),
            "foedselsdato": birth.to_string(),
            "foedselsaar": year.to_string(),
            "navn": { "fornavn": name.0, "etternavn": name.1 },
            "erDoed": false,
            "bostedsland": "NOR",
            "statsborgerskap": ["NOR"]
        })
    }

    #[expect(clippy::needless_pass_by_value, reason = "documents are written in place, as they read")]
    fn company(&self, shows: &'static str, registrations: Value) -> Company {
        let number = self.organisation();
        let document = json!({
            "organisasjonsnummer": number.to_string(),
            "foerstRegistrertIRegisterOverReelleRettighetshavere": "2024-10-01T08:00:00.000Z",
            "registreringer": registrations
        });
        Company { number, shows, document }
    }

    fn registration(&self, status: &str, current: bool, rest: Value) -> Value {
        let mut registration = json!({
            "registreringsid": self.random.uuid(),
            "registreringsstatus": format!("registreringsstatus.{status}"),
            "registrert": if current { "2025-03-10T09:30:00.000Z" } else { "2024-11-05T12:15:00.000Z" },
            "erGjeldendeRegistrering": current
        });
        if let (Some(into), Value::Object(rest)) = (registration.as_object_mut(), rest) {
            into.extend(rest);
        }
        registration
    }
}

#[expect(clippy::needless_pass_by_value, reason = "documents are written in place, as they read")]
fn owner(person: Value, exempt: bool, positions: Value) -> Value {
    let kind = if person.get("fulltNavn").is_some() { "utenlandskPerson" } else { "folkeregistrertPerson" };
    json!({
        kind: person,
        "erUnntattFraInnsyn": exempt,
        "foerstRegistrert": "2025-03-10T09:30:00.000Z",
        "endret": "2025-03-10T09:30:00.000Z",
        "posisjoner": positions
    })
}

#[expect(clippy::needless_pass_by_value, reason = "documents are written in place, as they read")]
fn ownership(interval: u8, ground: &str, through: Value) -> Value {
    json!({
        "posisjonstype": "posisjonstype.eierskap",
        "stoerrelsesintervall": format!("stoerrelsesintervall.intervall{interval}"),
        "grunnlagstyper": [format!("grunnlagstype.{ground}")],
        "mellomliggendeVirksomheter": through
    })
}

const OWNED: &str = "reellerettighetshaverestatus.harReelleRettighetshavere";

/// The built-in population, the same every time.
pub fn built_in() -> Vec<Company> {
    let make = Maker { random: Random::seeded(SEED) };
    let registered = "rettighetsinformasjonErRegistrert";
    let holding = make.organisation().to_string();
    vec![
        make.company(
            "three-owners",
            json!([make.registration(registered, true, json!({
                "reelleRettighetshaverestatus": OWNED,
                "reelleRettighetshavere": [
                    owner(make.person(("RASK", "LØVETANN"), (1979, 4, 12), Kind::Identity), false, json!([ownership(2, "direkte", json!([]))])),
                    owner(make.person(("STILLE", "BRISELING"), (1984, 11, 3), Kind::Identity), false,
                        json!([ownership(1, "indirekte", json!([{ "norskVirksomhet": { "organisasjonsnummer": holding } }]))])),
                    owner(json!({ "fulltNavn": "LUSTIG KOLIBRI", "foedselsdato": "1971-06-30", "foedselsaar": "1971", "bostedsland": "SWE", "statsborgerskap": ["SWE"] }), false,
                        json!([{ "posisjonstype": "posisjonstype.kontrollPaaAnnenMaate",
                                 "beskrivelseAvPosisjonenKontrollPaaAnnenMaate": "Avtale om å bestemme over driften",
                                 "mellomliggendeVirksomheter": [] }]))
                ]
            }))]),
        ),
        make.company(
            "exempt-person",
            json!([make.registration(registered, true, json!({
                "reelleRettighetshaverestatus": OWNED,
                "reelleRettighetshavere": [
                    owner(make.person(("MILD", "SKOGSNIPE"), (1990, 2, 20), Kind::Identity), true, json!([ownership(3, "direkte", json!([]))]))
                ]
            }))]),
        ),
        make.company(
            "minor",
            json!([make.registration(registered, true, json!({
                "reelleRettighetshaverestatus": OWNED,
                "reelleRettighetshavere": [
                    owner(make.person(("LITEN", "TØFFEL"), (2014, 8, 1), Kind::Identity), true, json!([ownership(1, "direkte", json!([]))])),
                    owner(make.person(("STOR", "TØFFEL"), (1981, 8, 1), Kind::D), false, json!([ownership(2, "direkte", json!([]))]))
                ]
            }))]),
        ),
        make.company("not-reported", json!([make.registration("rettighetsinformasjonErIkkeMeldt", true, json!({}))])),
        make.company(
            "some-unidentified",
            json!([make.registration(registered, true, json!({
                "reelleRettighetshaverestatus": "reellerettighetshaverestatus.noenReelleRettighetshavereKanIdentifiseres",
                "reelleRettighetshavere": [
                    owner(make.person(("BLID", "MURSTEIN"), (1966, 1, 9), Kind::Identity), false, json!([{
                        "posisjonstype": "posisjonstype.rettTilAaUtpekeEllerAvsetteStyre",
                        "grunnlagstyper": ["grunnlagstype.enighetEllerAvtale"],
                        "mellomliggendeVirksomheter": [] }]))
                ]
            }))]),
        ),
        make.company(
            "none-identified",
            json!([make.registration(registered, true, json!({
                "reelleRettighetshaverestatus": "reellerettighetshaverestatus.ingenReelleRettighetshavereKanIdentifiseres"
            }))]),
        ),
        make.company(
            "regulated-market",
            json!([make.registration(registered, true, json!({
                "regulertMarked": { "navn": "Euronext Oslo", "land": "NO", "internettadresse": "https://marked.example" }
            }))]),
        ),
        make.company(
            "foreign-register",
            json!([make.registration(registered, true, json!({
                "utenlandskRegister": { "land": "LT", "internettadresse": "https://register.example" }
            }))]),
        ),
        make.company(
            "open-discrepancy",
            json!([make.registration(registered, true, json!({
                "reelleRettighetshaverestatus": "reellerettighetshaverestatus.harIkkeReelleRettighetshavere",
                "uoverensstemmelse": {
                    "beskrivelseAvUoverensstemmelse": "Etter våre kundetiltak er det en person som eier mer enn en fjerdedel.",
                    "uoverensstemmelseMottatt": "2025-06-02T07:00:00.000Z",
                    "innsender": { "varslingspliktigVirksomhet": { "organisasjonsnummer": holding } },
                    "avgjort": false
                }
            }))]),
        ),
        make.company(
            "history-with-settled-discrepancy",
            json!([
                make.registration(registered, true, json!({
                    "reelleRettighetshaverestatus": OWNED,
                    "reelleRettighetshavere": [
                        owner(make.person(("GLAD", "SYMASKIN"), (1958, 12, 24), Kind::Identity), false, json!([
                            ownership(3, "direkte", json!([])),
                            { "posisjonstype": "posisjonstype.kontrollOverStemmerettigheter", "stoerrelsesintervall": "stoerrelsesintervall.intervall3",
                              "grunnlagstyper": ["grunnlagstype.direkte"], "mellomliggendeVirksomheter": [] }
                        ]))
                    ]
                })),
                make.registration(registered, false, json!({
                    "reelleRettighetshaverestatus": "reellerettighetshaverestatus.harIkkeReelleRettighetshavere",
                    "uoverensstemmelse": {
                        "beskrivelseAvUoverensstemmelse": "Virksomheten hadde ikke meldt eieren sin.",
                        "uoverensstemmelseMottatt": "2024-12-01T07:00:00.000Z",
                        "avgjort": true
                    }
                }))
            ]),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_population_is_the_same_in_every_world_and_holds_only_made_up_numbers() {
        let (first, second) = (built_in(), built_in());
        assert_eq!(
            first.iter().map(|c| &c.document).collect::<Vec<_>>(),
            second.iter().map(|c| &c.document).collect::<Vec<_>>()
        );
        for company in &first {
            assert!(company.number.is_fictional(), "{}", company.number);
            let text = company.document.to_string();
            assert_eq!(crate::numbers::mask_real_numbers(&text).1, 0, "{}", company.shows);
        }
    }

    #[test]
    fn exactly_one_registration_of_each_company_is_current() {
        for company in built_in() {
            let registrations = company.document["registreringer"].as_array().unwrap();
            assert_eq!(
                registrations.iter().filter(|r| r["erGjeldendeRegistrering"] == true).count(),
                1,
                "{}",
                company.shows
            );
        }
    }
}
