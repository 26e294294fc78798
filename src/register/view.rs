//! Who sees what (`register.md` §2): the six scopes as data, applied to a company's document in this one place.

use serde_json::{Map, Value};

use super::codes::{NameLanguage, code, country};

/// What a scope opens.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a column of the matrix of fields, and they are independent"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct View {
    /// Identity numbers and D-numbers.
    pub person_numbers: bool,
    /// Everything about persons who are exempt from access (*unntatt fra innsyn*).
    pub exempt_persons: bool,
    /// Discrepancies that are settled.
    pub settled_discrepancies: bool,
    /// Who reported a discrepancy.
    pub reporter: bool,
}

/// The matrix of fields. Open discrepancies are seen by all six.
pub const VIEWS: [(&str, View); 6] = [
    (
        "brreg:reelle/offentlig",
        View { person_numbers: true, exempt_persons: true, settled_discrepancies: true, reporter: true },
    ),
    (
        "brreg:reelle/rapporteringspliktig",
        View { person_numbers: true, exempt_persons: true, settled_discrepancies: false, reporter: false },
    ),
    (
        "brreg:reelle/rapporteringspliktig.begrenset",
        View { person_numbers: true, exempt_persons: false, settled_discrepancies: false, reporter: false },
    ),
    ("brreg:reelle/media", NOTHING_MORE),
    ("brreg:reelle/sivilsamfunnsorganisasjon", NOTHING_MORE),
    ("brreg:reelle/hoeyereutdanningsinstitusjon", NOTHING_MORE),
];

const NOTHING_MORE: View =
    View { person_numbers: false, exempt_persons: false, settled_discrepancies: false, reporter: false };

impl View {
    /// What a token's scopes open together; `None` when none of them is the register's. Names are compared exactly: one
    /// is the beginning of another. That several add up is our reading; nothing is documented.
    pub fn of_scopes<'a>(scopes: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        scopes
            .into_iter()
            .filter_map(|scope| VIEWS.iter().find(|(name, _)| *name == scope))
            .map(|(_, view)| *view)
            .reduce(|a, b| Self {
                person_numbers: a.person_numbers || b.person_numbers,
                exempt_persons: a.exempt_persons || b.exempt_persons,
                settled_discrepancies: a.settled_discrepancies || b.settled_discrepancies,
                reporter: a.reporter || b.reporter,
            })
    }

    /// A company's document as this view shows it, with names in `language`.
    pub fn show(self, document: &Value, language: NameLanguage) -> Value {
        let mut shown = document.clone();
        for registration in items(&mut shown, "registreringer") {
            self.discrepancy(registration);
            for owner in items(registration, "reelleRettighetshavere") {
                self.owner(owner);
            }
        }
        name_codes(&mut shown, language);
        shown
    }

    fn discrepancy(self, registration: &mut Value) {
        let Some(object) = registration.as_object_mut() else { return };
        let Some(discrepancy) = object.get_mut("uoverensstemmelse").and_then(Value::as_object_mut) else {
            return;
        };
        let settled = discrepancy.remove("avgjort").is_some_and(|value| value == Value::Bool(true));
        if !self.reporter {
            discrepancy.remove("innsender");
        }
        if settled && !self.settled_discrepancies {
            object.remove("uoverensstemmelse");
        }
    }

    fn owner(self, owner: &mut Value) {
        let Some(object) = owner.as_object_mut() else { return };
        let redacted = !self.exempt_persons && object.get("erUnntattFraInnsyn") == Some(&Value::Bool(true));
        for kind in ["folkeregistrertPerson", "utenlandskPerson"] {
            let Some(person) = object.get_mut(kind).and_then(Value::as_object_mut) else { continue };
            if redacted || !self.person_numbers {
                person.remove("foedselsEllerDNummer");
            }
            if redacted {
                for hidden in ["navn", "fulltNavn", "foedselsdato"] {
                    person.remove(hidden);
                }
            }
        }
        if redacted {
            for position in items(owner, "posisjoner").into_iter().filter_map(Value::as_object_mut) {
                position.remove("grunnlagstyper");
                // The list is required, so it is sent empty.
                position.insert("mellomliggendeVirksomheter".to_owned(), Value::Array(Vec::new()));
            }
        }
    }
}

fn items<'a>(value: &'a mut Value, name: &str) -> Vec<&'a mut Value> {
    value
        .get_mut(name)
        .and_then(Value::as_array_mut)
        .map(|array| array.iter_mut().collect())
        .unwrap_or_default()
}

/// Members that hold a code; in the stored document it is the code alone.
const CODE_MEMBERS: [&str; 4] =
    ["registreringsstatus", "reelleRettighetshaverestatus", "posisjonstype", "stoerrelsesintervall"];

/// Puts names beside codes and countries throughout the document.
fn name_codes(value: &mut Value, language: NameLanguage) {
    match value {
        Value::Object(object) => name_members(object, language),
        Value::Array(array) => array.iter_mut().for_each(|item| name_codes(item, language)),
        _ => {}
    }
}

fn name_members(object: &mut Map<String, Value>, language: NameLanguage) {
    for (name, value) in object.iter_mut() {
        let named = match (name.as_str(), &*value) {
            (name, Value::String(full)) if CODE_MEMBERS.contains(&name) => Some(code(full, language)),
            ("land" | "bostedsland", Value::String(landkode)) => Some(country(landkode, language)),
            ("grunnlagstyper", Value::Array(codes)) => {
                Some(codes.iter().filter_map(Value::as_str).map(|full| code(full, language)).collect())
            }
            ("statsborgerskap", Value::Array(countries)) => Some(
                countries
                    .iter()
                    .filter_map(Value::as_str)
                    .map(|landkode| country(landkode, language))
                    .collect(),
            ),
            _ => None,
        };
        match named {
            Some(named) => *value = named,
            None => name_codes(value, language),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({ "registreringer": [{
            "uoverensstemmelse": { "beskrivelseAvUoverensstemmelse": "x", "innsender": {}, "avgjort": false },
            "reelleRettighetshavere": [
                { "erUnntattFraInnsyn": false, "folkeregistrertPerson": { "foedselsEllerDNummer": "1", "navn": {}, "foedselsdato": "d", "foedselsaar": "y" },
                  "posisjoner": [{ "grunnlagstyper": ["grunnlagstype.direkte"], "mellomliggendeVirksomheter": [1] }] },
                { "erUnntattFraInnsyn": true, "folkeregistrertPerson": { "foedselsEllerDNummer": "1", "navn": {}, "foedselsdato": "d", "foedselsaar": "y" },
                  "posisjoner": [{ "grunnlagstyper": ["grunnlagstype.direkte"], "mellomliggendeVirksomheter": [1] }] },
                { "erUnntattFraInnsyn": true, "utenlandskPerson": { "fulltNavn": "n", "foedselsdato": "d", "foedselsaar": "y" }, "posisjoner": [] }
            ] },
            { "uoverensstemmelse": { "avgjort": true } }
        ] })
    }

    #[test]
    fn every_cell_of_the_matrix_of_fields() {
        for (scope, view) in VIEWS {
            let shown = View::of_scopes([scope]).unwrap().show(&document(), NameLanguage::Nob);
            let owner = |i: usize| &shown["registreringer"][0]["reelleRettighetshavere"][i];
            let has = |value: &Value, name: &str| value.get(name).is_some();
            assert_eq!(
                has(&owner(0)["folkeregistrertPerson"], "foedselsEllerDNummer"),
                view.person_numbers,
                "{scope}: number"
            );
            assert!(has(&owner(0)["folkeregistrertPerson"], "navn"), "{scope}: ordinary persons are named");
            assert!(
                has(&owner(0)["folkeregistrertPerson"], "foedselsdato"),
                "{scope}: ordinary persons' birth date"
            );
            for hidden in ["foedselsEllerDNummer", "navn", "foedselsdato"] {
                assert_eq!(
                    has(&owner(1)["folkeregistrertPerson"], hidden),
                    view.exempt_persons,
                    "{scope}: exempt {hidden}"
                );
            }
            assert!(
                has(&owner(1)["folkeregistrertPerson"], "foedselsaar"),
                "{scope}: exempt birth year is kept"
            );
            assert_eq!(
                has(&owner(1)["posisjoner"][0], "grunnlagstyper"),
                view.exempt_persons,
                "{scope}: exempt grounds"
            );
            assert_eq!(
                owner(1)["posisjoner"][0]["mellomliggendeVirksomheter"].as_array().unwrap().is_empty(),
                !view.exempt_persons,
                "{scope}"
            );
            assert_eq!(
                has(&owner(2)["utenlandskPerson"], "fulltNavn"),
                view.exempt_persons,
                "{scope}: exempt foreigner"
            );
            let open = &shown["registreringer"][0]["uoverensstemmelse"];
            assert!(
                has(open, "beskrivelseAvUoverensstemmelse") && !has(open, "avgjort"),
                "{scope}: open discrepancy"
            );
            assert_eq!(has(open, "innsender"), view.reporter, "{scope}: reporter");
            assert_eq!(
                has(&shown["registreringer"][1], "uoverensstemmelse"),
                view.settled_discrepancies,
                "{scope}: settled"
            );
        }
    }

    #[test]
    fn scopes_are_compared_exactly_and_add_up() {
        assert_eq!(View::of_scopes(["brreg:reelle/rapporteringspliktig.beg"]), None);
        assert_eq!(View::of_scopes(["brreg:reelle"]), None);
        assert_eq!(View::of_scopes([]), None);
        let both = View::of_scopes(["brreg:reelle/media", "brreg:reelle/offentlig"]).unwrap();
        assert!(both.reporter && both.person_numbers);
    }
}
