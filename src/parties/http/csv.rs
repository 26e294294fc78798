//! A company as a line of the bulk file in CSV: commas, double quotes, names of columns with dots (`register.md` §7).

use serde_json::Value;

/// The columns, each named by the way to its value.
pub(super) const COLUMNS: &[&str] = &[
    "organisasjonsnummer",
    "navn",
    "organisasjonsform.kode",
    "organisasjonsform.beskrivelse",
    "naeringskode1.kode",
    "naeringskode1.beskrivelse",
    "naeringskode2.kode",
    "naeringskode2.beskrivelse",
    "naeringskode3.kode",
    "naeringskode3.beskrivelse",
    "hjelpeenhetskode.kode",
    "hjelpeenhetskode.beskrivelse",
    "harRegistrertAntallAnsatte",
    "antallAnsatte",
    "hjemmeside",
    "epostadresse",
    "telefon",
    "mobil",
    "postadresse.adresse",
    "postadresse.poststed",
    "postadresse.postnummer",
    "postadresse.kommune",
    "postadresse.kommunenummer",
    "postadresse.land",
    "postadresse.landkode",
    "forretningsadresse.adresse",
    "forretningsadresse.poststed",
    "forretningsadresse.postnummer",
    "forretningsadresse.kommune",
    "forretningsadresse.kommunenummer",
    "forretningsadresse.land",
    "forretningsadresse.landkode",
    "beliggenhetsadresse.adresse",
    "beliggenhetsadresse.poststed",
    "beliggenhetsadresse.postnummer",
    "beliggenhetsadresse.kommune",
    "beliggenhetsadresse.kommunenummer",
    "beliggenhetsadresse.land",
    "beliggenhetsadresse.landkode",
    "institusjonellSektorkode.kode",
    "institusjonellSektorkode.beskrivelse",
    "sisteInnsendteAarsregnskap",
    "registreringsdatoEnhetsregisteret",
    "stiftelsesdato",
    "registrertIMvaregisteret",
    "frivilligMvaRegistrertBeskrivelser",
    "registrertIFrivillighetsregisteret",
    "registrertIForetaksregisteret",
    "registrertIStiftelsesregisteret",
    "registrertIPartiregisteret",
    "konkurs",
    "konkursdato",
    "underAvvikling",
    "underAvviklingDato",
    "underTvangsavviklingEllerTvangsopplosning",
    "overordnetEnhet",
    "maalform",
    "vedtektsdato",
    "vedtektsfestetFormaal",
    "aktivitet",
    "kapital.belop",
    "kapital.antallAksjer",
    "kapital.valuta",
    "kapital.type",
    "erIKonsern",
    "oppstartsdato",
    "nedleggelsesdato",
];

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(cell).filter(|item| !item.is_empty()).collect();
            items.join(", ")
        }
        other => other.to_string(),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let mut line = cells.map(|cell| quoted(&cell)).collect::<Vec<_>>().join(",");
    line.push('\n');
    line
}

/// The first line.
pub(super) fn header() -> String {
    line(COLUMNS.iter().map(|column| (*column).to_owned()))
}

/// The line of a company.
pub(super) fn row(body: &Value) -> String {
    line(COLUMNS.iter().map(|column| {
        let found = column.split('.').try_fold(body, |at, name| at.get(name));
        found.map(cell).unwrap_or_default()
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_has_a_cell_for_every_column_and_quotes_are_doubled() {
        let row = row(&json!({
            "organisasjonsnummer": "310000019",
            "navn": "ELG, \"MÅKE\" AS",
            "forretningsadresse": { "adresse": ["c/o Rev", null, "Veien 1"] },
            "konkurs": false
        }));
        assert!(row.starts_with("\"310000019\",\"ELG, \"\"MÅKE\"\" AS\",\"\","), "{row}");
        assert!(row.contains("\"c/o Rev, Veien 1\""), "{row}");
        assert_eq!(header().matches(',').count() + 1, COLUMNS.len());
    }
}
