//! The register's code lists (`register.md` §1.6): codes with their names in three languages, and the countries.
//!
//! Each list is an enumeration, so that a registration can hold no other code. Stored documents carry a code without its
//! list's name; the API writes `list.code`.

use serde::de::Error as _;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::language::Language;
use crate::numbers::TextRead;

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
    /// What the header asks for: the first language it names, without its weight.
    pub fn from_header(header: Option<&str>) -> Self {
        let first = header.unwrap_or_default().split([',', ';']).next().unwrap_or_default().trim();
        match first {
            _ if first.eq_ignore_ascii_case("nno") => Self::Nno,
            _ if first.eq_ignore_ascii_case("eng") => Self::Eng,
            _ => Self::Nob,
        }
    }

    /// The language of the catalogue that this one is.
    pub const fn of_texts(self) -> Language {
        match self {
            Self::Nob => Language::Nb,
            Self::Nno => Language::Nn,
            Self::Eng => Language::En,
        }
    }

    /// The language of names on a page.
    pub const fn of_page(language: Language) -> Self {
        match language {
            Language::Nb => Self::Nob,
            Language::Nn => Self::Nno,
            Language::En => Self::Eng,
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

/// A code of one of the lists.
pub trait Code: Copy + 'static {
    /// The list's name, which stands before the dot.
    const LIST: &'static str;
    /// Every code of the list, in its order.
    const ALL: &'static [Self];
    /// The code as the API writes it, `list.code`.
    fn full(self) -> &'static str;
    /// Its name in bokmål, nynorsk and English.
    fn names(self) -> [&'static str; 3];
}

/// One enumeration with its codes and their names.
macro_rules! code_list {
    ($(#[$doc:meta])* $name:ident, $list:literal, { $($variant:ident = $code:literal: [$nob:literal, $nno:literal, $eng:literal],)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $(#[doc = $eng] #[serde(rename = $code)] $variant,)*
        }

        impl Code for $name {
            const LIST: &'static str = $list;
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn full(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($list, ".", $code),)*
                }
            }

            fn names(self) -> [&'static str; 3] {
                match self {
                    $(Self::$variant => [$nob, $nno, $eng],)*
                }
            }
        }
    };
}

code_list! {
    /// Whether a registration tells anything.
    RegistrationStatus, "registreringsstatus", {
        Registered = "rettighetsinformasjonErRegistrert": ["Rettighetsinformasjon er registrert", "Informasjon om rettshavarar er registrert", "Ownership information is registered"],
        Deleted = "rettighetsinformasjonErSlettet": ["Rettighetsinformasjon er slettet", "Informasjon om rettshavarar er sletta", "Ownership information is deleted"],
        NotReported = "rettighetsinformasjonErIkkeMeldt": ["Rettighetsinformasjon er ikke meldt", "Informasjon om rettshavarar er ikkje meld", "Ownership information is not reported"],
    }
}

code_list! {
    /// What a registration says of there being beneficial owners at all.
    OwnerStatus, "reellerettighetshaverestatus", {
        AllIdentified = "harReelleRettighetshavere": ["Har reelle rettighetshavere", "Har reelle rettshavarar", "Has beneficial owners"],
        SomeIdentified = "noenReelleRettighetshavereKanIdentifiseres": ["Har reelle rettighetshavere, men noen kan ikke identifiseres", "Har reelle rettshavarar, men nokre kan ikkje identifiserast", "Has beneficial owners, some of whom cannot be identified"],
        NoneIdentified = "ingenReelleRettighetshavereKanIdentifiseres": ["Har reelle rettighetshavere, men ingen kan identifiseres", "Har reelle rettshavarar, men ingen kan identifiserast", "Has beneficial owners, none of whom can be identified"],
        NorwegianPublicBody = "norskOffentligVirksomhetEierEllerKontrollererRegistreringspliktigVirksomhet": ["Ingen, fordi en norsk offentlig virksomhet eier eller kontrollerer virksomheten", "Ingen, fordi ei norsk offentleg verksemd eig eller kontrollerer verksemda", "None, since a Norwegian public body owns or controls the company"],
        ForeignPublicBody = "utenlandskOffentligVirksomhetEierEllerKontrollererRegistreringspliktigVirksomhet": ["Ingen, fordi en utenlandsk offentlig virksomhet eier eller kontrollerer virksomheten", "Ingen, fordi ei utanlandsk offentleg verksemd eig eller kontrollerer verksemda", "None, since a foreign public body owns or controls the company"],
        NoOwners = "harIkkeReelleRettighetshavere": ["Har ikke reelle rettighetshavere", "Har ikkje reelle rettshavarar", "Has no beneficial owners"],
        BoardOnly = "harKunStyreOgDagligLederSomReelleRettighetshavere": ["Har bare styre og daglig leder som reelle rettighetshavere", "Har berre styre og dagleg leiar som reelle rettshavarar", "Has only its board and general manager as beneficial owners"],
        BoardAndOthers = "harStyreOgDagligLederOgAndrePosisjonerSomReelleRettighetshavere": ["Har styre, daglig leder og andre som reelle rettighetshavere", "Har styre, dagleg leiar og andre som reelle rettshavarar", "Has its board, general manager and others as beneficial owners"],
        BoardAndOthersSomeUnidentified = "harStyreOgDagligLederOgAndrePosisjonerSomReelleRettighetshavereOgNoenReelleRettighetshavereKanIkkeIdentifiseres": ["Har styre, daglig leder og andre som reelle rettighetshavere, og noen kan ikke identifiseres", "Har styre, dagleg leiar og andre som reelle rettshavarar, og nokre kan ikkje identifiserast", "Has its board, general manager and others as beneficial owners, and some who cannot be identified"],
    }
}

code_list! {
    /// What makes a person a beneficial owner.
    PositionKind, "posisjonstype", {
        Ownership = "eierskap": ["Eierskap", "Eigarskap", "Ownership"],
        VotingRights = "kontrollOverStemmerettigheter": ["Kontroll over stemmerettigheter", "Kontroll over røysterettar", "Control of voting rights"],
        BoardAppointment = "rettTilAaUtpekeEllerAvsetteStyre": ["Rett til å utpeke eller avsette minst halvparten av styremedlemmene", "Rett til å peike ut eller avsetje minst halvparten av styremedlemene", "Right to appoint or remove at least half of the board"],
        OtherControl = "kontrollPaaAnnenMaate": ["Kontroll på annen måte", "Kontroll på annan måte", "Control by other means"],
        Settlor = "oppretter": ["Oppretter", "Opprettar", "Settlor"],
        Trustee = "forvalter": ["Forvalter", "Forvaltar", "Trustee"],
        Protector = "beskytter": ["Beskytter", "Vernar", "Protector"],
        Beneficiaries = "begunstigede": ["Begunstigede (eller krets av begunstigede)", "Tilgodesedde (eller krins av tilgodesedde)", "Beneficiaries (or class of beneficiaries)"],
        OtherTrustControl = "kontrollOverTrustenPaaAnnenMaate": ["Kontroll over trusten på annen måte", "Kontroll over trusten på annan måte", "Control of the trust by other means"],
        BoardMajority = "rettTilAaUtpekeEtFlertallAvStyre": ["Rett til å utpeke et flertall av styremedlemmene", "Rett til å peike ut eit fleirtal av styremedlemene", "Right to appoint a majority of the board"],
        FoundingCapital = "avgittGrunnkapital": ["Avgitt grunnkapital", "Gitt grunnkapital", "Contributed founding capital"],
        SpecialRights = "saerligeRettigheter": ["Særlige rettigheter", "Særlege rettar", "Special rights"],
        FoundationBeneficiary = "destinatar": ["Destinatar", "Destinatar", "Beneficiary of the foundation"],
    }
}

code_list! {
    /// How large a share of the shares or votes is.
    Interval, "stoerrelsesintervall", {
        Quarter = "intervall1": ["25,01% - 49,99%", "25,01% - 49,99%", "25.01% - 49.99%"],
        Half = "intervall2": ["50% - 74,99%", "50% - 74,99%", "50% - 74.99%"],
        ThreeQuarters = "intervall3": ["75% - 100%", "75% - 100%", "75% - 100%"],
    }
}

code_list! {
    /// In which way a position is held.
    Ground, "grunnlagstype", {
        Direct = "direkte": ["Direkte", "Direkte", "Direct"],
        Indirect = "indirekte": ["Indirekte", "Indirekte", "Indirect"],
        Agreement = "enighetEllerAvtale": ["Enighet eller avtale", "Semje eller avtale", "Understanding or agreement"],
    }
}

code_list! {
    /// A regulated market.
    Market, "markedstype", {
        EuronextOslo = "euronextOslo": ["Euronext Oslo", "Euronext Oslo", "Euronext Oslo"],
        EuronextExpandOslo = "euronextExpandOslo": ["Euronext Expand Oslo", "Euronext Expand Oslo", "Euronext Expand Oslo"],
    }
}

/// A code as the API writes it, `{kode, kodenavn}`.
#[derive(Debug, Clone, Copy)]
pub struct Named<T>(pub T, pub NameLanguage);

impl<T: Code> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("kode", self.0.full())?;
        map.serialize_entry("kodenavn", self.1.choose(self.0.names()))?;
        map.end()
    }
}

/// Alpha-3 and alpha-2 codes (ISO 3166-1) and names, ordered by the former: the EEA, and those that others often come
/// from. `XUK` is the register's own, for a residence that is not stated.
const COUNTRIES: &[(&str, &str, [&str; 3])] = &[
    ("AUS", "AU", ["Australia", "Australia", "Australia"]),
    ("AUT", "AT", ["Østerrike", "Austerrike", "Austria"]),
    ("BEL", "BE", ["Belgia", "Belgia", "Belgium"]),
    ("BGR", "BG", ["Bulgaria", "Bulgaria", "Bulgaria"]),
    ("BRA", "BR", ["Brasil", "Brasil", "Brazil"]),
    ("CAN", "CA", ["Canada", "Canada", "Canada"]),
    ("CHE", "CH", ["Sveits", "Sveits", "Switzerland"]),
    ("CHN", "CN", ["Kina", "Kina", "China"]),
    ("CYP", "CY", ["Kypros", "Kypros", "Cyprus"]),
    ("CZE", "CZ", ["Tsjekkia", "Tsjekkia", "Czechia"]),
    ("DEU", "DE", ["Tyskland", "Tyskland", "Germany"]),
    ("DNK", "DK", ["Danmark", "Danmark", "Denmark"]),
    ("ESP", "ES", ["Spania", "Spania", "Spain"]),
    ("EST", "EE", ["Estland", "Estland", "Estonia"]),
    ("FIN", "FI", ["Finland", "Finland", "Finland"]),
    ("FRA", "FR", ["Frankrike", "Frankrike", "France"]),
    ("GBR", "GB", ["Storbritannia", "Storbritannia", "United Kingdom"]),
    ("GRC", "GR", ["Hellas", "Hellas", "Greece"]),
    ("HRV", "HR", ["Kroatia", "Kroatia", "Croatia"]),
    ("HUN", "HU", ["Ungarn", "Ungarn", "Hungary"]),
    ("IND", "IN", ["India", "India", "India"]),
    ("IRL", "IE", ["Irland", "Irland", "Ireland"]),
    ("ISL", "IS", ["Island", "Island", "Iceland"]),
    ("ITA", "IT", ["Italia", "Italia", "Italy"]),
    ("JPN", "JP", ["Japan", "Japan", "Japan"]),
    ("KOR", "KR", ["Sør-Korea", "Sør-Korea", "South Korea"]),
    ("LIE", "LI", ["Liechtenstein", "Liechtenstein", "Liechtenstein"]),
    ("LTU", "LT", ["Litauen", "Litauen", "Lithuania"]),
    ("LUX", "LU", ["Luxembourg", "Luxembourg", "Luxembourg"]),
    ("LVA", "LV", ["Latvia", "Latvia", "Latvia"]),
    ("MLT", "MT", ["Malta", "Malta", "Malta"]),
    ("NLD", "NL", ["Nederland", "Nederland", "Netherlands"]),
    ("NOR", "NO", ["Norge", "Noreg", "Norway"]),
    ("NZL", "NZ", ["New Zealand", "New Zealand", "New Zealand"]),
    ("PHL", "PH", ["Filippinene", "Filippinane", "Philippines"]),
    ("POL", "PL", ["Polen", "Polen", "Poland"]),
    ("PRT", "PT", ["Portugal", "Portugal", "Portugal"]),
    ("ROU", "RO", ["Romania", "Romania", "Romania"]),
    ("SGP", "SG", ["Singapore", "Singapore", "Singapore"]),
    ("SVK", "SK", ["Slovakia", "Slovakia", "Slovakia"]),
    ("SVN", "SI", ["Slovenia", "Slovenia", "Slovenia"]),
    ("SWE", "SE", ["Sverige", "Sverige", "Sweden"]),
    ("TUR", "TR", ["Tyrkia", "Tyrkia", "Türkiye"]),
    ("USA", "US", ["USA", "USA", "United States"]),
    ("XUK", "XUK", ["Uoppgitt", "Ikkje oppgitt", "Not stated"]),
];

/// A country of the register's list. Persons' countries are written with three letters, those of addresses, markets and
/// foreign registers with two (`register.md` §1.5).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Country(&'static (&'static str, &'static str, [&'static str; 3]));

impl Country {
    /// A country that is not stated.
    pub const UNSTATED: Self = Self(&("XUK", "XUK", ["Uoppgitt", "Ikkje oppgitt", "Not stated"]));

    /// The country of a code that stands in the program's own text.
    pub(super) fn of(code: &str) -> Self {
        Self::parse(code).unwrap_or(Self::UNSTATED)
    }

    /// The country of an alpha-3 or alpha-2 code.
    pub fn parse(code: &str) -> Option<Self> {
        let found = COUNTRIES.binary_search_by(|(three, ..)| (*three).cmp(code)).ok();
        let found = found.or_else(|| COUNTRIES.iter().position(|(_, two, _)| *two == code));
        found.and_then(|place| COUNTRIES.get(place)).map(Self)
    }

    /// Every country of the list.
    pub fn all() -> impl Iterator<Item = Self> {
        COUNTRIES.iter().map(Self)
    }

    /// Three letters.
    pub const fn alpha3(self) -> &'static str {
        self.0.0
    }

    /// Two letters.
    pub const fn alpha2(self) -> &'static str {
        self.0.1
    }
}

impl std::fmt::Debug for Country {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Country({})", self.alpha3())
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.alpha3())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let TextRead(code) = TextRead::deserialize(deserializer)?;
        Self::parse(&code)
            .ok_or_else(|| D::Error::custom(format!("“{code}” is no country of the register's list")))
    }
}

/// A person's country as the API writes it, `{landkode, navn}`, with three letters.
#[derive(Debug, Clone, Copy)]
pub struct PersonsCountry(pub Country, pub NameLanguage);

/// The country of an address, market or register, with two letters.
#[derive(Debug, Clone, Copy)]
pub struct PlacesCountry(pub Country, pub NameLanguage);

impl Serialize for PersonsCountry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        country(serializer, self.0.alpha3(), self.0, self.1)
    }
}

impl Serialize for PlacesCountry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        country(serializer, self.0.alpha2(), self.0, self.1)
    }
}

fn country<S: Serializer>(
    serializer: S,
    code: &str,
    country: Country,
    language: NameLanguage,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry("landkode", code)?;
    map.serialize_entry("navn", language.choose(country.0.2))?;
    map.end()
}

/// A list with its codes as the API writes them.
#[derive(Debug, Serialize)]
pub struct CodeList {
    /// What stands before the dot in its codes.
    #[serde(rename = "kodeliste")]
    pub name: &'static str,
    /// `(kode, kodenavn)`
    #[serde(rename = "koder")]
    pub codes: Vec<CodeRow>,
}

/// A row of a list.
#[derive(Debug, Serialize)]
pub struct CodeRow {
    /// `list.code`
    #[serde(rename = "kode")]
    pub code: &'static str,
    /// Its name.
    #[serde(rename = "kodenavn")]
    pub name: &'static str,
}

fn list<T: Code>(language: NameLanguage) -> CodeList {
    let codes = T::ALL.iter().map(|code| CodeRow { code: code.full(), name: language.choose(code.names()) });
    CodeList { name: T::LIST, codes: codes.collect() }
}

/// All lists, as `GET /kodelister` answers.
pub fn lists(language: NameLanguage) -> Vec<CodeList> {
    vec![
        list::<RegistrationStatus>(language),
        list::<OwnerStatus>(language),
        list::<PositionKind>(language),
        list::<Interval>(language),
        list::<Ground>(language),
        list::<Market>(language),
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_language_follows_the_header_and_an_unknown_one_is_bokmal() {
        for (header, expected) in [
            (None, NameLanguage::Nob),
            (Some("nob"), NameLanguage::Nob),
            (Some("nno"), NameLanguage::Nno),
            (Some("ENG"), NameLanguage::Eng),
            (Some("eng;q=0.8, nob"), NameLanguage::Eng),
            (Some("english"), NameLanguage::Nob),
            (Some("fra"), NameLanguage::Nob),
            (Some("æøå"), NameLanguage::Nob),
        ] {
            assert_eq!(NameLanguage::from_header(header), expected, "{header:?}");
        }
    }

    #[test]
    fn a_code_carries_its_list_and_its_name_in_the_language() {
        assert_eq!(
            serde_json::to_value(Named(Ground::Direct, NameLanguage::Eng)).unwrap(),
            json!({ "kode": "grunnlagstype.direkte", "kodenavn": "Direct" })
        );
        assert_eq!(serde_json::to_value(Ground::Direct).unwrap(), "direkte");
    }

    #[test]
    fn a_country_is_found_by_either_code_and_written_as_its_place_asks() {
        assert!(COUNTRIES.is_sorted_by_key(|(three, ..)| three));
        let norway = Country::parse("NO").unwrap();
        assert_eq!(Country::parse("NOR"), Some(norway));
        assert_eq!(Country::parse("nor"), None);
        let shown = |value: Result<serde_json::Value, _>| value.unwrap();
        assert_eq!(
            shown(serde_json::to_value(PersonsCountry(norway, NameLanguage::Nno))),
            json!({ "landkode": "NOR", "navn": "Noreg" })
        );
        assert_eq!(
            shown(serde_json::to_value(PlacesCountry(norway, NameLanguage::Nob))),
            json!({ "landkode": "NO", "navn": "Norge" })
        );
    }
}
