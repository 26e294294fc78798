//! The register's code lists (`register.md` §1.6): codes with their names in three languages, and the countries used.

use serde_json::{Value, json};

/// The language of names, by `Accept-Language`: `nob`, `nno` or `eng`; anything else is bokmål and never an error
/// (`register.md` §1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameLanguage {
    /// Bokmål.
    Nob,
    /// Nynorsk.
    Nno,
    /// English.
    Eng,
}

impl NameLanguage {
    /// What the header asks for.
    pub fn from_header(header: Option<&str>) -> Self {
        match header.map(|value| value.trim().get(..3).unwrap_or_default().to_ascii_lowercase()).as_deref() {
            Some("nno") => Self::Nno,
            Some("eng") => Self::Eng,
            _ => Self::Nob,
        }
    }

    const fn choose(self, names: [&'static str; 3]) -> &'static str {
        let [nob, nno, eng] = names;
        match self {
            Self::Nob => nob,
            Self::Nno => nno,
            Self::Eng => eng,
        }
    }
}

/// One list: its name and its codes, each with bokmål, nynorsk and English.
pub struct CodeList {
    /// What stands before the dot in its codes.
    pub name: &'static str,
    codes: &'static [(&'static str, [&'static str; 3])],
}

/// Every list.
pub const LISTS: &[CodeList] = &[
    CodeList {
        name: "registreringsstatus",
        codes: &[
            (
                "rettighetsinformasjonErRegistrert",
                [
                    "Rettighetsinformasjon er registrert",
                    "Rettsinformasjon er registrert",
                    "Ownership information is registered",
                ],
            ),
            (
                "rettighetsinformasjonErSlettet",
                [
                    "Rettighetsinformasjon er slettet",
                    "Rettsinformasjon er sletta",
                    "Ownership information is deleted",
                ],
            ),
            (
                "rettighetsinformasjonErIkkeMeldt",
                [
                    "Rettighetsinformasjon er ikke meldt",
                    "Rettsinformasjon er ikkje meldt",
                    "Ownership information is not reported",
                ],
            ),
        ],
    },
    CodeList {
        name: "reellerettighetshaverestatus",
        codes: &[
            (
                "harReelleRettighetshavere",
                ["Har reelle rettighetshavere", "Har reelle rettshavarar", "Has beneficial owners"],
            ),
            (
                "noenReelleRettighetshavereKanIdentifiseres",
                [
                    "Har reelle rettighetshavere, men noen kan ikke identifiseres",
                    "Har reelle rettshavarar, men nokre kan ikkje identifiserast",
                    "Has beneficial owners, some of whom cannot be identified",
                ],
            ),
            (
                "ingenReelleRettighetshavereKanIdentifiseres",
                [
                    "Har reelle rettighetshavere, men ingen kan identifiseres",
                    "Har reelle rettshavarar, men ingen kan identifiserast",
                    "Has beneficial owners, none of whom can be identified",
                ],
            ),
            (
                "norskOffentligVirksomhetEierEllerKontrollererRegistreringspliktigVirksomhet",
                [
                    "Ingen, fordi en norsk offentlig virksomhet eier eller kontrollerer virksomheten",
                    "Ingen, fordi ei norsk offentleg verksemd eig eller kontrollerer verksemda",
                    "None, since a Norwegian public body owns or controls the company",
                ],
            ),
            (
                "utenlandskOffentligVirksomhetEierEllerKontrollererRegistreringspliktigVirksomhet",
                [
                    "Ingen, fordi en utenlandsk offentlig virksomhet eier eller kontrollerer virksomheten",
                    "Ingen, fordi ei utanlandsk offentleg verksemd eig eller kontrollerer verksemda",
                    "None, since a foreign public body owns or controls the company",
                ],
            ),
            (
                "harIkkeReelleRettighetshavere",
                [
                    "Har ikke reelle rettighetshavere",
                    "Har ikkje reelle rettshavarar",
                    "Has no beneficial owners",
                ],
            ),
            (
                "harKunStyreOgDagligLederSomReelleRettighetshavere",
                [
                    "Har bare styre og daglig leder som reelle rettighetshavere",
                    "Har berre styre og dagleg leiar som reelle rettshavarar",
                    "Has only its board and general manager as beneficial owners",
                ],
            ),
            (
                "harStyreOgDagligLederOgAndrePosisjonerSomReelleRettighetshavere",
                [
                    "Har styre, daglig leder og andre som reelle rettighetshavere",
                    "Har styre, dagleg leiar og andre som reelle rettshavarar",
                    "Has its board, general manager and others as beneficial owners",
                ],
            ),
        ],
    },
    CodeList {
        name: "posisjonstype",
        codes: &[
            ("eierskap", ["Eierskap", "Eigarskap", "Ownership"]),
            (
                "kontrollOverStemmerettigheter",
                ["Kontroll over stemmerettigheter", "Kontroll over røysterettar", "Control of voting rights"],
            ),
            (
                "rettTilAaUtpekeEllerAvsetteStyre",
                [
                    "Rett til å utpeke eller avsette minst halvparten av styremedlemmene",
                    "Rett til å peike ut eller avsetje minst halvparten av styremedlemene",
                    "Right to appoint or remove at least half of the board",
                ],
            ),
            (
                "kontrollPaaAnnenMaate",
                ["Kontroll på annen måte", "Kontroll på annan måte", "Control by other means"],
            ),
            ("oppretter", ["Oppretter", "Opprettar", "Settlor"]),
            ("forvalter", ["Forvalter", "Forvaltar", "Trustee"]),
            ("beskytter", ["Beskytter", "Vernar", "Protector"]),
            (
                "begunstigede",
                [
                    "Begunstigede (eller krets av begunstigede)",
                    "Tilgodesedde (eller krins av tilgodesedde)",
                    "Beneficiaries (or class of beneficiaries)",
                ],
            ),
            (
                "kontrollOverTrustenPaaAnnenMaate",
                [
                    "Kontroll over trusten på annen måte",
                    "Kontroll over trusten på annan måte",
                    "Control of the trust by other means",
                ],
            ),
            (
                "rettTilAaUtpekeEtFlertallAvStyre",
                [
                    "Rett til å utpeke et flertall av styremedlemmene",
                    "Rett til å peike ut eit fleirtal av styremedlemene",
                    "Right to appoint a majority of the board",
                ],
            ),
            (
                "avgittGrunnkapital",
                ["Avgitt grunnkapital", "Gitt grunnkapital", "Contributed founding capital"],
            ),
            ("saerligeRettigheter", ["Særlige rettigheter", "Særlege rettar", "Special rights"]),
            ("destinatar", ["Destinatar", "Destinatar", "Beneficiary of the foundation"]),
        ],
    },
    CodeList {
        name: "stoerrelsesintervall",
        codes: &[
            ("intervall1", ["25,01% - 49,99%", "25,01% - 49,99%", "25.01% - 49.99%"]),
            ("intervall2", ["50% - 74,99%", "50% - 74,99%", "50% - 74.99%"]),
            ("intervall3", ["75% - 100%", "75% - 100%", "75% - 100%"]),
        ],
    },
    CodeList {
        name: "grunnlagstype",
        codes: &[
            ("direkte", ["Direkte", "Direkte", "Direct"]),
            ("indirekte", ["Indirekte", "Indirekte", "Indirect"]),
            (
                "enighetEllerAvtale",
                ["Enighet eller avtale", "Semje eller avtale", "Understanding or agreement"],
            ),
        ],
    },
    CodeList {
        name: "markedstype",
        codes: &[
            ("euronextOslo", ["Euronext Oslo", "Euronext Oslo", "Euronext Oslo"]),
            ("euronextExpandOslo", ["Euronext Expand Oslo", "Euronext Expand Oslo", "Euronext Expand Oslo"]),
        ],
    },
];

/// Countries that the population uses: alpha-3, alpha-2 and names.
const COUNTRIES: &[(&str, &str, [&str; 3])] = &[
    ("NOR", "NO", ["Norge", "Noreg", "Norway"]),
    ("SWE", "SE", ["Sverige", "Sverige", "Sweden"]),
    ("DNK", "DK", ["Danmark", "Danmark", "Denmark"]),
    ("FIN", "FI", ["Finland", "Finland", "Finland"]),
    ("LTU", "LT", ["Litauen", "Litauen", "Lithuania"]),
    ("XUK", "XUK", ["Uoppgitt", "Ikkje oppgitt", "Not stated"]),
];

/// A code as the API writes it, `{kode, kodenavn}`, from `list.code`. An unknown code is its own name.
pub fn code(full: &str, language: NameLanguage) -> Value {
    let name = full
        .split_once('.')
        .and_then(|(list, code)| {
            let list = LISTS.iter().find(|candidate| candidate.name == list)?;
            list.codes.iter().find(|(candidate, _)| *candidate == code)
        })
        .map_or(full, |(_, names)| language.choose(*names));
    json!({ "kode": full, "kodenavn": name })
}

/// A country as the API writes it, `{landkode, navn}`.
pub fn country(landkode: &str, language: NameLanguage) -> Value {
    let name = COUNTRIES
        .iter()
        .find(|(three, two, _)| *three == landkode || *two == landkode)
        .map_or(landkode, |(_, _, names)| language.choose(*names));
    json!({ "landkode": landkode, "navn": name })
}

/// All lists, as `GET /kodelister` answers. The real path and shape are not recorded (`register.md` §9); these are ours.
pub fn all(language: NameLanguage) -> Value {
    let lists: Vec<Value> = LISTS
        .iter()
        .map(|list| {
            let codes: Vec<Value> =
                list.codes.iter().map(|(name, _)| code(&format!("{}.{name}", list.name), language)).collect();
            json!({ "kodeliste": list.name, "koder": codes })
        })
        .collect();
    json!({ "kodelister": lists })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_follows_the_header_and_an_unknown_one_is_bokmal() {
        for (header, expected) in [
            (None, NameLanguage::Nob),
            (Some("nob"), NameLanguage::Nob),
            (Some("nno"), NameLanguage::Nno),
            (Some("eng"), NameLanguage::Eng),
            (Some("fra"), NameLanguage::Nob),
            (Some("æøå"), NameLanguage::Nob),
        ] {
            assert_eq!(NameLanguage::from_header(header), expected, "{header:?}");
        }
    }

    #[test]
    fn a_code_carries_its_name_in_the_language() {
        assert_eq!(code("grunnlagstype.direkte", NameLanguage::Eng)["kodenavn"], "Direct");
        assert_eq!(country("NOR", NameLanguage::Nno)["navn"], "Noreg");
        assert_eq!(code("ukjent.kode", NameLanguage::Nob)["kodenavn"], "ukjent.kode");
    }
}
