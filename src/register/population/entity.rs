//! What Enhetsregisteret says of a company of the population: name, form, address, industry, sector, dates and roles.

use serde_json::{Value, json};

use super::draw::Draw;
use super::persons::Pool;
use crate::clock::{DAY, Millis, iso8601};
use crate::numbers::OrgNumber;
use crate::parties::entities::Entity;
use crate::register::model::{Name, RegisteredPerson};

/// Postcode and place, and the municipality's number and name.
const PLACES: [(&str, &str, &str, &str); 24] = [
    ("0185", "OSLO", "0301", "OSLO"),
    ("5003", "BERGEN", "4601", "BERGEN"),
    ("7010", "TRONDHEIM", "5001", "TRONDHEIM"),
    ("4005", "STAVANGER", "1103", "STAVANGER"),
    ("9008", "TROMSØ", "5501", "TROMSØ"),
    ("8006", "BODØ", "1804", "BODØ"),
    ("8900", "BRØNNØYSUND", "1813", "BRØNNØY"),
    ("9730", "KARASJOK", "5610", "KÁRÁŠJOHKA - KARASJOK"),
    ("9520", "KAUTOKEINO", "5612", "GUOVDAGEAIDNU - KAUTOKEINO"),
    ("4610", "KRISTIANSAND S", "4204", "KRISTIANSAND"),
    ("3015", "DRAMMEN", "3301", "DRAMMEN"),
    ("1606", "FREDRIKSTAD", "3107", "FREDRIKSTAD"),
    ("6002", "ÅLESUND", "1508", "ÅLESUND"),
    ("9510", "ALTA", "5601", "ALTA"),
    ("9600", "HAMMERFEST", "5603", "HAMMERFEST"),
    ("2609", "LILLEHAMMER", "3405", "LILLEHAMMER"),
    ("2317", "HAMAR", "3403", "HAMAR"),
    ("6413", "MOLDE", "1506", "MOLDE"),
    ("3717", "SKIEN", "4003", "SKIEN"),
    ("8514", "NARVIK", "1806", "NARVIK"),
    ("8622", "MO I RANA", "1833", "RANA"),
    ("1337", "SANDVIKA", "3201", "BÆRUM"),
    ("4836", "ARENDAL", "4203", "ARENDAL"),
    ("7713", "STEINKJER", "5006", "STEINKJER"),
];

const STREETS: [&str; 12] = [
    "Elgveien", "Murmelsvingen", "Løvetannstien", "Paraplygata", "Måkebakken", "Brunostveien",
    "Symaskinsvingen", "Vaffelgata", "Tyttebærstien", "Rullesteinveien", "Gyngestolbakken", "Dugnadsveien",
];

const INDUSTRIES: [(&str, &str); 16] = [
    ("01.500", "Kombinert husdyrhold og planteproduksjon"),
    ("03.211", "Produksjon av matfisk og skalldyr i sjø- og kystbasert fiskeoppdrett"),
    ("41.200", "Oppføring av bygninger"),
    ("43.210", "Elektrisk installasjonsarbeid"),
    ("45.200", "Vedlikehold og reparasjon av motorvogner, unntatt motorsykler"),
    ("47.710", "Butikkhandel med klær"),
    ("49.410", "Godstransport på vei"),
    ("56.101", "Drift av restauranter og kafeer"),
    ("62.010", "Programmeringstjenester"),
    ("64.202", "Holdingselskaper"),
    ("68.209", "Utleie av egen eller leid fast eiendom ellers"),
    ("70.220", "Bedriftsrådgivning og annen administrativ rådgivning"),
    ("71.129", "Annen teknisk konsulentvirksomhet"),
    ("85.510", "Undervisning innen idrett og rekreasjon"),
    ("93.120", "Idrettslag og -klubber"),
    ("96.020", "Frisering og annen skjønnhetspleie"),
];

fn industry(draw: &mut Draw, form: &str) -> (&'static str, &'static str) {
    match form {
        "BRL" | "BBL" => ("68.201", "Utleie av egen eller leid fast eiendom til boligformål"),
        "SPA" => ("64.190", "Bankvirksomhet ellers"),
        "PK" => ("65.300", "Pensjonskasser"),
        "GFS" => ("65.120", "Skadeforsikring"),
        "PRE" => ("50.201", "Utenriks sjøtransport med gods"),
        _ => draw.pick(&INDUSTRIES).copied().unwrap_or(("62.010", "Programmeringstjenester")),
    }
}

fn sector(form: &str) -> (&'static str, &'static str) {
    match form {
        "ANS" | "DA" | "KS" | "PRE" => ("2300", "Personlige foretak"),
        "STI" | "FLI" | "ANNA" => ("7000", "Ideelle organisasjoner"),
        "BRL" | "BBL" => ("8300", "Borettslag o.l."),
        "SPA" => ("3200", "Banker"),
        "PK" | "GFS" => ("5500", "Livsforsikringsselskaper og pensjonskasser"),
        _ => ("2100", "Private aksjeselskaper mv."),
    }
}

/// A company of which Enhetsregisteret tells.
pub(super) struct Told<'a> {
    pub(super) number: OrgNumber,
    pub(super) name: &'a str,
    pub(super) form: &'a str,
    /// When it was first subject to registration.
    pub(super) since: Millis,
    pub(super) deleted: Option<Millis>,
    /// When this was written.
    pub(super) at: Millis,
}

fn day(at: Millis) -> String {
    iso8601(at).get(..10).unwrap_or_default().to_owned()
}

/// A role group with its persons, in Enhetsregisteret's shape.
fn group(group: (&str, &str), since: &str, held: &[((&str, &str), RegisteredPerson)]) -> Value {
    let roles: Vec<Value> = held
        .iter()
        .enumerate()
        .map(|(place, (role, person))| {
            let none = Name { given: String::new(), middle: None, family: String::new() };
            let name = person.name.as_ref().unwrap_or(&none);
            let mut told = json!({ "fornavn": name.given, "etternavn": name.family });
            if let (Some(middle), Value::Object(members)) = (&name.middle, &mut told) {
                members.insert("mellomnavn".to_owned(), json!(middle));
            }
            json!({
                "type": { "kode": role.0, "beskrivelse": role.1 },
                "person": { "fodselsdato": person.birth_date, "navn": told, "erDoed": person.dead },
                "fratraadt": false,
                "avregistrert": false,
                "rekkefolge": place
            })
        })
        .collect();
    json!({ "type": { "kode": group.0, "beskrivelse": group.1 }, "sistEndret": since, "roller": roles })
}

/// The company as Enhetsregisteret's population holds it.
pub(super) fn entity(draw: &mut Draw, pool: &Pool, told: &Told<'_>) -> Entity {
    // Nobody is registered before the registers began with computers.
    let founded = told.since - i64::try_from(draw.below(9_000)).unwrap_or(0) * DAY;
    let registered = founded + i64::try_from(draw.below(60)).unwrap_or(0) * DAY;
    let (postcode, post, municipality, name) =
        draw.pick(&PLACES).copied().unwrap_or(("0185", "OSLO", "0301", "OSLO"));
    let street = format!("{} {}", draw.text(&STREETS), 1 + draw.below(200));
    let industry = industry(draw, told.form);
    let sector = sector(told.form);
    let mut description = json!({
        "organisasjonsnummer": told.number,
        "navn": told.name,
        "organisasjonsform": { "kode": told.form },
        "forretningsadresse": {
            "land": "Norge", "landkode": "NO", "postnummer": postcode, "poststed": post, "adresse": [street],
            "kommune": name, "kommunenummer": municipality
        },
        "registreringsdatoEnhetsregisteret": day(registered.min(told.since)),
        "stiftelsesdato": day(founded),
        "naeringskode1": { "kode": industry.0, "beskrivelse": industry.1 },
        "institusjonellSektorkode": { "kode": sector.0, "beskrivelse": sector.1 },
        "registrertIForetaksregisteret": true,
        "registrertIMvaregisteret": draw.of_thousand(450),
        "konkurs": false,
        "underAvvikling": false,
        "underTvangsavviklingEllerTvangsopplosning": false,
        "maalform": if draw.of_thousand(150) { "Nynorsk" } else { "Bokmål" },
        "respons_klasse": "Enhet"
    });
    // Fewer than five are not told (`register.md` §7).
    let employed = draw.below(30);
    if let (5.., Value::Object(members)) = (employed, &mut description) {
        members.insert("antallAnsatte".to_owned(), json!(employed));
    }
    let since = day(registered.min(told.since));
    let mut roles = Vec::new();
    if draw.of_thousand(800) {
        let manager = (("DAGL", "Daglig leder"), pool.adult(draw));
        roles.push(group(("DAGL", "Daglig leder/ adm.direktør"), &since, &[manager]));
    }
    let mut board = vec![(("LEDE", "Styrets leder"), pool.adult(draw))];
    for _ in 0..draw.below(4) {
        board.push((("MEDL", "Styremedlem"), pool.adult(draw)));
    }
    roles.push(group(("STYR", "Styre"), &since, &board));
    Entity {
        number: told.number,
        name: told.name.to_owned(),
        form: told.form.to_owned(),
        parent: None,
        description,
        roles: Value::Array(roles),
        deleted_at: told.deleted,
        updated_at: told.at,
    }
}
