//! Reading an order from a mail in the labelled lines that the authority's page asks for.
//!
//! Only that shape is read: lines `label: value` with labels that are known. Anything else is left to a handler, who sees
//! the text beside an empty form; the reader guesses nothing. Reading freer mails comes with its own issue.

use std::collections::BTreeMap;

/// What a mail says, field by field; nothing is checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The kind of order by its key: `fictional_customer`, `existing_customer` or `direct`.
    pub kind: &'static str,
    /// Dotted field paths (`vendor.contact.email`) with the words that stood there.
    pub fields: BTreeMap<&'static str, String>,
}

/// Whose line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Party {
    Vendor,
    Customer,
}

/// Which contact a line about a name, address or telephone belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Test,
    Production,
}

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    /// Number or name of a party; `None` is the applicant of a direct order.
    Number(Option<Party>),
    Name(Option<Party>),
    /// A fact about a contact; `None` is whoever the lines above speak of.
    ContactName(Option<Party>, Role),
    ContactEmail(Option<Party>, Role),
    ContactPhone(Option<Party>, Role),
    LegalBasis,
    Message,
}

/// Reads `text`; `None` when it is not in the labelled shape.
pub fn read(text: &str) -> Option<Reading> {
    let mut fields: BTreeMap<&'static str, String> = BTreeMap::new();
    let mut whose: Option<Party> = None;
    let mut wants_fictional = false;
    for line in text.lines() {
        let line = line.trim().trim_start_matches(['*', '-', '•', '·', '–']).trim_start();
        // Signatures and quoted mails are not part of the order.
        if line == "--" || line.starts_with('>') {
            if line == "--" || line.is_empty() {
                break;
            }
            continue;
        }
        if line.is_empty() {
            continue;
        }
        let folded = fold(line);
        if says_fictional(&folded) {
            wants_fictional = true;
            continue;
        }
        let Some((label, value)) = line.split_once(':') else {
            // A heading without a value may say whose contact the next lines are about.
            if let Some(party) = heading(&folded) {
                whose = Some(party);
            }
            continue;
        };
        let label = fold(label);
        let value = value.trim();
        if value.is_empty() {
            if let Some(party) = heading(&label) {
                whose = Some(party);
            }
            continue;
        }
        let Some(meaning) = meaning(&label) else { continue };
        if let Label::Number(Some(party)) | Label::Name(Some(party)) = meaning {
            whose = Some(party);
        }
        let path = path(meaning, whose);
        match fields.get(path) {
            // Two different values for one field: a person must look.
            Some(before) if before != value => return None,
            _ => {
                fields.insert(path, value.to_owned());
            }
        }
    }
    let kind = kind(&fields, wants_fictional)?;
    if kind == "direct" {
        fields = fields.into_iter().map(|(path, value)| (as_applicant(path), value)).collect();
    }
    Some(Reading { kind, fields })
}

/// Which kind of order the fields make; `None` when they make none, or two.
fn kind(fields: &BTreeMap<&'static str, String>, wants_fictional: bool) -> Option<&'static str> {
    let has = |path: &str| fields.contains_key(path);
    match (wants_fictional, has("customer.number"), has("legal_basis_text"), has("vendor.number")) {
        (true, false, false, true) => Some("fictional_customer"),
        (false, true, false, true) => Some("existing_customer"),
        (false, _, true, _) => Some("direct"),
        _ => None,
    }
}

/// The applicant of a direct order is the customer, whatever word its lines used.
fn as_applicant(path: &'static str) -> &'static str {
    match path {
        "vendor.number" => "customer.number",
        "vendor.name" => "customer.name",
        "vendor.contact.name" => "customer.contact.name",
        "vendor.contact.email" => "customer.contact.email",
        "vendor.contact.phone" => "customer.contact.phone",
        other => other,
    }
}

fn path(label: Label, whose: Option<Party>) -> &'static str {
    let party = |said: Option<Party>| said.or(whose).unwrap_or(Party::Vendor);
    match label {
        Label::Number(said) => match party(said) {
            Party::Vendor => "vendor.number",
            Party::Customer => "customer.number",
        },
        Label::Name(said) => match party(said) {
            Party::Vendor => "vendor.name",
            Party::Customer => "customer.name",
        },
        Label::ContactName(_, Role::Production) => "production_contact.name",
        Label::ContactEmail(_, Role::Production) => "production_contact.email",
        Label::ContactPhone(_, Role::Production) => "production_contact.phone",
        Label::ContactName(said, Role::Test) => match party(said) {
            Party::Vendor => "vendor.contact.name",
            Party::Customer => "customer.contact.name",
        },
        Label::ContactEmail(said, Role::Test) => match party(said) {
            Party::Vendor => "vendor.contact.email",
            Party::Customer => "customer.contact.email",
        },
        Label::ContactPhone(said, Role::Test) => match party(said) {
            Party::Vendor => "vendor.contact.phone",
            Party::Customer => "customer.contact.phone",
        },
        Label::LegalBasis => "legal_basis_text",
        Label::Message => "message",
    }
}

/// What a label means, by the words in it.
fn meaning(label: &str) -> Option<Label> {
    let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
    let party = if has(&["systemleverand", "leverandør", "leverandor", "vendor", "supplier"]) {
        Some(Party::Vendor)
    } else if has(&["kunde", "customer"]) {
        Some(Party::Customer)
    } else {
        None
    };
    let role =
        if has(&["produksjonsansvarlig", "production contact"]) { Role::Production } else { Role::Test };
    let of_contact = has(&["testansvarlig", "produksjonsansvarlig", "kontaktperson", "contact"]);
    if has(&["hjemmel", "legal basis", "rettsgrunnlag"]) {
        Some(Label::LegalBasis)
    } else if has(&["melding", "message", "merknad"]) {
        Some(Label::Message)
    } else if has(&["epost", "e-post", "e-mail", "email", "mail"]) {
        Some(Label::ContactEmail(party, role))
    } else if has(&["telefon", "tlf", "mobil", "phone"]) {
        Some(Label::ContactPhone(party, role))
    } else if has(&[
        "organisasjonsnummer",
        "org.nr",
        "orgnr",
        "org nr",
        "organisation number",
        "organization number",
    ]) {
        Some(Label::Number(party))
    } else if of_contact && has(&["navn", "namn", "name"]) {
        Some(Label::ContactName(party, role))
    } else if has(&["navn", "namn", "name"]) {
        Some(Label::Name(party))
    } else {
        None
    }
}

/// Whom a heading speaks of. A page's heading may name both parties (“kunden sin kontaktperson”): the one whose contact
/// it is stands first.
fn heading(folded: &str) -> Option<Party> {
    let customer = ["kunde", "customer"].iter().filter_map(|word| folded.find(word)).min();
    let vendor = ["systemleverand", "leverandør", "vendor", "supplier", "deres kontaktperson"]
        .iter()
        .filter_map(|word| folded.find(word))
        .min();
    match (customer, vendor) {
        (Some(c), Some(v)) => Some(if c < v { Party::Customer } else { Party::Vendor }),
        (Some(_), None) => Some(Party::Customer),
        (None, Some(_)) => Some(Party::Vendor),
        (None, None) => None,
    }
}

/// The sentence that asks for a fictional customer, in the three languages.
fn says_fictional(folded: &str) -> bool {
    let asks =
        ["ønsk", "onsk", "vil ", "want", "wish", "would like"].iter().any(|word| folded.contains(word));
    let fictional = [
        "fiktiv virksomhet",
        "fiktiv verksemd",
        "fiktiv kunde",
        "fictional company",
        "fictional organisation",
        "fictional customer",
    ]
    .iter()
    .any(|word| folded.contains(word));
    let denies = [" ikke ", " ikkje ", " not "].iter().any(|word| folded.contains(word));
    asks && fictional && !denies
}

fn fold(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, kind: &str, expected: &[(&str, &str)]) {
        let reading = read(text).unwrap_or_else(|| panic!("not read: {text}"));
        assert_eq!(reading.kind, kind);
        let found: Vec<(&str, &str)> =
            reading.fields.iter().map(|(path, value)| (*path, value.as_str())).collect();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_order_for_a_fictional_customer() {
        check(
            "Hei!\n\nSystemleverandørs organisasjonsnummer: 910 049 356\nSystemleverandørs navn: Sprek Maur AS\n\
             Navn til testansvarlig: Kari Eksempel\nEpost-adresse til testansvarlig: kari@sprekmaur.example\n\
             Telefonnummer til testansvarlig: 22 33 44 55\n\nVi ønsker å delegere tilgang selv via en fiktiv virksomhet.\n\nHilsen Kari\n",
            "fictional_customer",
            &[
                ("vendor.number", "910 049 356"),
                ("vendor.name", "Sprek Maur AS"),
                ("vendor.contact.name", "Kari Eksempel"),
                ("vendor.contact.email", "kari@sprekmaur.example"),
                ("vendor.contact.phone", "22 33 44 55"),
            ],
        );
    }

    #[test]
    fn an_order_for_an_existing_customer_keeps_the_two_contacts_apart() {
        check(
            "* Systemleverandørs organisasjonsnummer: 910049356\n* Systemleverandørs navn: Sprek Maur AS\n\
             * Kontaktinformasjon til systemleverandørs kontaktperson for test (testansvarlig)\n  * Navn til testansvarlig: Kari Eksempel\n\
             * Epost-adresse til testansvarlig: kari@sprekmaur.example\n* Telefonnummer til testansvarlig: 22334455\n\
             * Kundens organisasjonsnummer: 810844612\n* Kundens navn: Varsom Due AS\n\
             * Kontaktinformasjon til kunden sin kontaktperson for test (testansvarlig):\n* Navn til testansvarlig: Ola Prøve\n\
             * Epost-adresse til testansvarlig: ola@varsomdue.example\n* Telefonnummer til testansvarlig: 99887766\n",
            "existing_customer",
            &[
                ("vendor.number", "910049356"),
                ("vendor.name", "Sprek Maur AS"),
                ("vendor.contact.name", "Kari Eksempel"),
                ("vendor.contact.email", "kari@sprekmaur.example"),
                ("vendor.contact.phone", "22334455"),
                ("customer.number", "810844612"),
                ("customer.name", "Varsom Due AS"),
                ("customer.contact.name", "Ola Prøve"),
                ("customer.contact.email", "ola@varsomdue.example"),
                ("customer.contact.phone", "99887766"),
            ],
        );
    }

    #[test]
    fn other_shapes_are_left_to_a_handler() {
        for text in [
            "",
            "Hei, kan dere hjelpe oss i gang? Orgnummeret er 910049356.",
            "Systemleverandørs organisasjonsnummer: 910049356\nNavn: X",
            "Systemleverandørs organisasjonsnummer: 910049356\nVi ønsker ikke fiktiv virksomhet, takk.",
            "Systemleverandørs organisasjonsnummer: 910049356\nSystemleverandørs organisasjonsnummer: 810844612\nVi ønsker en fiktiv virksomhet",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_answered_without_a_panic(text in "(?s).{0,300}") {
            let _ = read(&text);
        }
    }
}
