//! Names that are plainly made up: of persons an adjective and a thing, of companies adjectives, an animal and the form, in
//! capitals as in Tenor.

use super::draw::Draw;
use crate::register::model::Name;

const ADJECTIVES: [&str; 56] = [
    "LYSTIG", "ROLIG", "MODIG", "SINDIG", "KVIKK", "BLID", "TAPPER", "SNILL", "MUNTER", "KJAPP", "VENNLIG",
    "STOLT", "NYSGJERRIG", "STILLE", "RASK", "FORNØYD", "LUN", "TRYGG", "IVRIG", "BESKJEDEN", "FRODIG",
    "KLOK", "RUSTEN", "SKJEV", "EFFEKTIV", "LANG", "KORT", "RUND", "SPREK", "TREG", "TØRR", "VÅT", "VILL",
    "TAM", "SØT", "SUR", "BRED", "SMAL", "DYP", "GRUNN", "GRØNN", "BLÅ", "GUL", "LILLA", "BEIGE",
    "PENSJONERT", "MATT", "BLANK", "LUNEFULL", "ALVORLIG", "OVERRASKET", "HJELPSOM", "ÆRLIG", "ØM", "ÅPEN",
    "FJERN",
];

const ANIMALS: [&str; 48] = [
    "ELG", "MÅKE", "REV", "GREVLING", "OTER", "LOM", "UGLE", "BEVER", "SEL", "STEINBIT", "HUMLE", "SPURV",
    "RYPE", "HARE", "EKORN", "PADDE", "HEGRE", "JERV", "SKREI", "TRANE", "MAUR", "TIUR", "MÅR", "LEMEN",
    "BREIFLABB", "LUNDE", "ORRHANE", "RØYSKATT", "SAU", "GEIT", "HEST", "KU", "IGLE", "TORSK", "SILD",
    "BRISLING", "KRABBE", "HUMMER", "NISE", "KVAL", "ULV", "GAUPE", "FLAGGERMUS", "PIGGSVIN", "STOKKAND",
    "ÆRFUGL", "ØGLE", "ÅME",
];

const THINGS: [&str; 64] = [
    "MURSTEIN", "SYMASKIN", "LØVETANN", "KAFFEKOPP", "PARAPLY", "SKOGSTI", "GYNGESTOL", "BØLGE", "LYKT",
    "TRILLEBÅR", "VAFFEL", "DUGNAD", "RULLESTEIN", "RYGGSEKK", "TYTTEBÆR", "VINDMØLLE", "SKYVEDØR", "KLOKKE",
    "BRUNOST", "FJELLBEKK", "ULLSOKK", "NØKKEL", "SPADE", "TERMOS", "PARASOLL", "KJELE", "STOLRYGG",
    "BOKHYLLE", "HEISEKRAN", "GULROT", "KÅLROT", "POTET", "LOMMEBOK", "TOGBILLETT", "STIGE", "BENK",
    "MALING", "HENGSEL", "SYKKEL", "KANO", "ÅRE", "SEIL", "ANKER", "FLØTE", "MANDEL", "TROMME", "FELE",
    "TREKKSPILL", "BRILLE", "HANSKE", "LUE", "SKJERF", "STØVEL", "TEPPE", "PUTE", "VASE", "FAT", "BOLLE",
    "SLEIV", "VISP", "HYTTE", "NAUST", "BRYGGE", "VARDE",
];

const SAMI_ADJECTIVES: [&str; 6] = ["ČÁHPPES", "VILGES", "RUŠKES", "STUORRA", "UNNA", "JÁVOHIS"];

const SAMI_ANIMALS: [&str; 6] = ["ČEAVRRIS", "GUOVŽA", "BOAZU", "NJÁLLA", "GOASKIN", "GUMPE"];

const SAMI_THINGS: [&str; 6] = ["ŠALDI", "ČÁHCI", "GEAĐGI", "DUOTTAR", "MUOHTA", "GUOLLI"];

/// The shortest names that an adjective and a thing give.
const SHORT: [(&str, &str); 4] = [("ØM", "ÅRE"), ("LUN", "FAT"), ("BLÅ", "LUE"), ("TAM", "KU")];

/// What a form's name ends with, where it is not its code.
fn ending(form: &str) -> &str {
    match form {
        "BRL" => "BORETTSLAG",
        "BBL" => "BOLIGBYGGELAG",
        "STI" => "STIFTELSE",
        "FLI" => "FORENING",
        "SPA" => "SPAREBANK",
        "PK" => "PENSJONSKASSE",
        "GFS" => "GJENSIDIGE FORSIKRINGSSELSKAP",
        "PRE" => "PARTREDERI",
        "EOFG" => "ØKONOMISKE FORETAKSGRUPPE",
        "ANNA" => "TRUST",
        other => other,
    }
}

/// A company's name.
pub(super) fn company_name(draw: &mut Draw, form: &str) -> String {
    let ending = ending(form);
    match draw.below(1000) {
        0..12 => format!("{} {} {ending}", draw.text(&SAMI_ADJECTIVES), draw.text(&SAMI_ANIMALS)),
        12..16 => format!("{} {ending}", draw.text(&["Å", "ØY", "IS", "TO"])),
        16..20 => {
            let mut words: Vec<&str> = (0..16).map(|_| draw.text(&ADJECTIVES)).collect();
            words.extend([draw.text(&ANIMALS), "OG", draw.text(&ANIMALS), ending]);
            words.join(" ")
        }
        20..400 => format!("{} {} {ending}", draw.text(&ADJECTIVES), draw.text(&ANIMALS)),
        400..500 => {
            let (animal, thing) = (draw.text(&ANIMALS), draw.text(&THINGS));
            format!("{} {animal} OG {thing} {ending}", draw.text(&ADJECTIVES))
        }
        _ => {
            let (first, second) = (draw.text(&ADJECTIVES), draw.text(&ADJECTIVES));
            format!("{first} {second} {} {ending}", draw.text(&ANIMALS))
        }
    }
}

/// A person's name.
pub(super) fn person_name(draw: &mut Draw) -> Name {
    let (given, middle, family) = match draw.below(1000) {
        0..10 => (draw.text(&SAMI_ADJECTIVES).to_owned(), None, draw.text(&SAMI_THINGS)),
        10..14 => {
            let (given, family) = draw.pick(&SHORT).copied().unwrap_or(("LUN", "FAT"));
            (given.to_owned(), None, family)
        }
        14..18 => {
            let given: Vec<&str> = (0..9).map(|_| draw.text(&ADJECTIVES)).collect();
            (given.join(" "), Some(draw.text(&THINGS).to_owned()), draw.text(&THINGS))
        }
        18..250 => {
            let given = format!("{} {}", draw.text(&ADJECTIVES), draw.text(&ADJECTIVES));
            (given, None, draw.text(&THINGS))
        }
        250..350 => {
            let given = draw.text(&ADJECTIVES).to_owned();
            (given, Some(draw.text(&THINGS).to_owned()), draw.text(&THINGS))
        }
        _ => (draw.text(&ADJECTIVES).to_owned(), None, draw.text(&THINGS)),
    };
    Name { given, middle, family: family.to_owned() }
}

const FOREIGN_ADJECTIVES: [&str; 12] = [
    "QUIET", "MERRY", "BRAVE", "LUSTIG", "FLINK", "GLAD", "JOLLY", "CALM", "TAPFER", "LEISE", "SNÄLL",
    "TRÖTT",
];

const FOREIGN_THINGS: [&str; 12] = [
    "TEAPOT", "UMBRELLA", "LANTERN", "KOLIBRI", "LÖFFEL", "SCHIRM", "SMÖRGÅS", "PADDLE", "KETTLE", "BRÜCKE",
    "STÖVEL", "BUTTON",
];

/// The name of a person abroad.
pub(super) fn foreign_name(draw: &mut Draw) -> String {
    let (given, middle) = (draw.text(&FOREIGN_ADJECTIVES), draw.text(&FOREIGN_ADJECTIVES));
    format!("{given} {middle} {}", draw.text(&FOREIGN_THINGS))
}

/// The name of a company abroad, as its country's companies are called.
pub(super) fn foreign_company(draw: &mut Draw, country: &str) -> String {
    let ending = match country {
        "DEU" | "AUT" => "GMBH",
        "SWE" => "AB",
        "DNK" => "APS",
        "FIN" => "OY",
        "NLD" => "B.V.",
        "FRA" | "LUX" => "S.A.",
        "EST" => "OÜ",
        "LTU" => "UAB",
        "USA" => "INC",
        _ => "LTD",
    };
    format!("{} {} {ending}", draw.text(&FOREIGN_ADJECTIVES), draw.text(&FOREIGN_THINGS))
}
