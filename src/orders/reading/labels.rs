//! What the words before a value mean: whose it is, which contact, and what. Data, in the three languages and as people
//! shorten them; a label of words that are not known is no label.

/// Whose fact it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Party {
    /// Whoever orders: the vendor, or the applicant of a direct order.
    Sender,
    /// Said to be the vendor.
    Vendor,
    /// Said to be the customer.
    Customer,
    /// Somebody who is neither: a parent company, a subcontractor.
    Other,
}

/// Which contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Role {
    /// The test contact (*testansvarlig*).
    Test,
    /// A contact, without saying for what: the test contact when nobody is named as that.
    Contact,
    /// The production contact (*produksjonsansvarlig*).
    Production,
    /// A contact about technical matters, who is the test contact when nobody else is named.
    Technical,
    /// A contact that is not asked for: sales, invoices.
    Other,
}

/// What it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Attribute {
    /// Organisation number.
    Number,
    /// A name: of the organisation or of the contact, as the rest says.
    Name,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// The legal basis.
    LegalBasis,
    /// The wish for a fictional customer.
    Fictional,
    /// Something that is not asked for.
    Ignored,
}

/// What a label means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Meaning {
    /// Whose.
    pub party: Option<Party>,
    /// Which contact.
    pub role: Option<Role>,
    /// What.
    pub attribute: Option<Attribute>,
    /// It says “our”: the sender's own, whatever was spoken of before.
    pub ours: bool,
    /// A test contact that is the production contact too.
    pub production_too: bool,
}

impl Meaning {
    /// Whether it says only whose facts follow.
    pub(super) fn is_heading(self) -> bool {
        self.attribute.is_none()
    }
}

/// Words by how they begin, with what they say. The longest that fits counts.
const WORDS: &[(&str, Word)] = &[
    // Whose.
    ("systemleverand", Word::Party(Party::Vendor)),
    ("leverandør", Word::Party(Party::Vendor)),
    ("leverandor", Word::Party(Party::Vendor)),
    ("leverantör", Word::Party(Party::Vendor)),
    ("programvareleverand", Word::Party(Party::Vendor)),
    ("vendor", Word::Party(Party::Vendor)),
    ("supplier", Word::Party(Party::Vendor)),
    ("kunde", Word::Party(Party::Customer)),
    ("kundens", Word::Party(Party::Customer)),
    ("kundar", Word::Party(Party::Customer)),
    ("kundorg", Word::Party(Party::Customer)),
    ("kundenavn", Word::Both(Party::Customer, Attribute::Name)),
    ("kundenamn", Word::Both(Party::Customer, Attribute::Name)),
    ("customer", Word::Party(Party::Customer)),
    ("client", Word::Party(Party::Customer)),
    ("oppdragsgiver", Word::Party(Party::Customer)),
    ("konsument", Word::Party(Party::Customer)),
    ("søker", Word::Party(Party::Sender)),
    ("søkjar", Word::Party(Party::Sender)),
    ("bestiller", Word::Party(Party::Sender)),
    ("tingar", Word::Party(Party::Sender)),
    ("applicant", Word::Party(Party::Sender)),
    ("orderer", Word::Party(Party::Sender)),
    ("virksomhet", Word::Party(Party::Sender)),
    ("verksemd", Word::Party(Party::Sender)),
    ("selskap", Word::Party(Party::Sender)),
    ("firma", Word::Party(Party::Sender)),
    ("firmanavn", Word::Both(Party::Sender, Attribute::Name)),
    ("firmanamn", Word::Both(Party::Sender, Attribute::Name)),
    ("selskapsnavn", Word::Both(Party::Sender, Attribute::Name)),
    ("selskapsnamn", Word::Both(Party::Sender, Attribute::Name)),
    ("virksomhetsnavn", Word::Both(Party::Sender, Attribute::Name)),
    ("verksemdsnamn", Word::Both(Party::Sender, Attribute::Name)),
    ("foretaksnavn", Word::Both(Party::Sender, Attribute::Name)),
    ("foretak", Word::Party(Party::Sender)),
    ("føretak", Word::Party(Party::Sender)),
    ("företag", Word::Party(Party::Sender)),
    ("bedrift", Word::Party(Party::Sender)),
    ("organisasjon", Word::Party(Party::Sender)),
    ("organisasjonsnavn", Word::Both(Party::Sender, Attribute::Name)),
    ("organisation", Word::Party(Party::Sender)),
    ("organization", Word::Party(Party::Sender)),
    ("company", Word::Party(Party::Sender)),
    ("institusjon", Word::Party(Party::Sender)),
    ("institution", Word::Party(Party::Sender)),
    ("entity", Word::Party(Party::Sender)),
    ("morselskap", Word::Party(Party::Other)),
    ("konsern", Word::Party(Party::Other)),
    ("underleverand", Word::Party(Party::Other)),
    ("datterselskap", Word::Party(Party::Other)),
    ("parent", Word::Party(Party::Other)),
    ("subcontractor", Word::Party(Party::Other)),
    ("konsulent", Word::Party(Party::Other)),
    ("rådgiver", Word::Party(Party::Other)),
    // Which contact.
    ("testansvarl", Word::Role(Role::Test)),
    ("testansvarig", Word::Role(Role::Test)),
    ("testkontakt", Word::Role(Role::Test)),
    ("testleder", Word::Role(Role::Test)),
    ("testleiar", Word::Role(Role::Test)),
    ("tester", Word::Role(Role::Test)),
    ("test", Word::Role(Role::Test)),
    ("testing", Word::Role(Role::Test)),
    ("kontaktperson", Word::Role(Role::Contact)),
    ("kontakt", Word::Role(Role::Contact)),
    ("kontaktinformasjon", Word::Role(Role::Contact)),
    ("kontaktinfo", Word::Role(Role::Contact)),
    ("kontaktopplysning", Word::Role(Role::Contact)),
    ("kontaktnavn", Word::Contact(Attribute::Name)),
    ("kontaktnamn", Word::Contact(Attribute::Name)),
    ("contact", Word::Role(Role::Contact)),
    ("responsible", Word::Role(Role::Contact)),
    ("ansvarlig", Word::Role(Role::Contact)),
    ("ansvarleg", Word::Role(Role::Contact)),
    ("ansvarig", Word::Role(Role::Contact)),
    ("manager", Word::Role(Role::Contact)),
    ("lead", Word::Role(Role::Contact)),
    ("produksjonsansvarl", Word::Role(Role::Production)),
    ("produksjonskontakt", Word::Role(Role::Production)),
    ("prodansvarl", Word::Role(Role::Production)),
    ("produksjon", Word::Role(Role::Production)),
    ("production", Word::Role(Role::Production)),
    ("produktion", Word::Role(Role::Production)),
    ("prod", Word::Role(Role::Production)),
    ("teknisk", Word::Role(Role::Technical)),
    ("technical", Word::Role(Role::Technical)),
    ("utvikler", Word::Role(Role::Technical)),
    ("utviklar", Word::Role(Role::Technical)),
    ("developer", Word::Role(Role::Technical)),
    ("faktura", Word::Role(Role::Other)),
    ("fakturakontakt", Word::Role(Role::Other)),
    ("billing", Word::Role(Role::Other)),
    ("invoice", Word::Role(Role::Other)),
    ("salg", Word::Role(Role::Other)),
    ("salgs", Word::Role(Role::Other)),
    ("sal", Word::Role(Role::Other)),
    ("sales", Word::Role(Role::Other)),
    ("kundeansvarl", Word::Role(Role::Other)),
    ("kundeservice", Word::Role(Role::Other)),
    ("kundenummer", Word::Attribute(Attribute::Ignored)),
    ("kundenr", Word::Attribute(Attribute::Ignored)),
    ("kommersiell", Word::Role(Role::Other)),
    ("commercial", Word::Role(Role::Other)),
    ("account", Word::Role(Role::Other)),
    ("økonomi", Word::Role(Role::Other)),
    ("finance", Word::Role(Role::Other)),
    ("sentralbord", Word::Role(Role::Other)),
    ("switchboard", Word::Role(Role::Other)),
    ("resepsjon", Word::Role(Role::Other)),
    ("support", Word::Role(Role::Other)),
    ("helpdesk", Word::Role(Role::Other)),
    ("personvern", Word::Role(Role::Other)),
    ("personvernombud", Word::Role(Role::Other)),
    ("privacy", Word::Role(Role::Other)),
    ("sikkerhet", Word::Role(Role::Other)),
    ("security", Word::Role(Role::Other)),
    ("innkjøp", Word::Role(Role::Other)),
    ("avtale", Word::Role(Role::Other)),
    ("contract", Word::Role(Role::Other)),
    ("juridisk", Word::Role(Role::Other)),
    ("legal", Word::Role(Role::Other)),
    ("leder", Word::Role(Role::Other)),
    ("prosjektleder", Word::Role(Role::Other)),
    ("prosjektleiar", Word::Role(Role::Other)),
    ("ceo", Word::Role(Role::Other)),
    ("reserve", Word::Role(Role::Other)),
    ("backup", Word::Role(Role::Other)),
    ("stedfortreder", Word::Role(Role::Other)),
    ("vara", Word::Role(Role::Other)),
    ("deputy", Word::Role(Role::Other)),
    // What.
    ("organisasjonsnummer", Word::Attribute(Attribute::Number)),
    ("organisasjonsnr", Word::Attribute(Attribute::Number)),
    ("organisationsnummer", Word::Attribute(Attribute::Number)),
    ("organisasjonsno", Word::Attribute(Attribute::Number)),
    ("orgnr", Word::Attribute(Attribute::Number)),
    ("orgnummer", Word::Attribute(Attribute::Number)),
    ("orgno", Word::Attribute(Attribute::Number)),
    ("orgnumber", Word::Attribute(Attribute::Number)),
    ("org", Word::Attribute(Attribute::Number)),
    ("foretaksnummer", Word::Attribute(Attribute::Number)),
    ("føretaksnummer", Word::Attribute(Attribute::Number)),
    ("foretaksregisteret", Word::Attribute(Attribute::Number)),
    ("virksomhetsnummer", Word::Attribute(Attribute::Number)),
    ("enhetsnummer", Word::Attribute(Attribute::Number)),
    ("vat", Word::Attribute(Attribute::Number)),
    ("mva", Word::Attribute(Attribute::Number)),
    ("mvanr", Word::Attribute(Attribute::Number)),
    ("navn", Word::Attribute(Attribute::Name)),
    ("namn", Word::Attribute(Attribute::Name)),
    ("navnet", Word::Attribute(Attribute::Name)),
    ("namnet", Word::Attribute(Attribute::Name)),
    ("name", Word::Attribute(Attribute::Name)),
    ("fullname", Word::Attribute(Attribute::Name)),
    ("epost", Word::Attribute(Attribute::Email)),
    ("e-post", Word::Attribute(Attribute::Email)),
    ("email", Word::Attribute(Attribute::Email)),
    ("e-mail", Word::Attribute(Attribute::Email)),
    ("mail", Word::Attribute(Attribute::Email)),
    ("mailadresse", Word::Attribute(Attribute::Email)),
    ("telefon", Word::Attribute(Attribute::Phone)),
    ("tlf", Word::Attribute(Attribute::Phone)),
    ("mobil", Word::Attribute(Attribute::Phone)),
    ("mob", Word::Attribute(Attribute::Phone)),
    ("phone", Word::Attribute(Attribute::Phone)),
    ("telephone", Word::Attribute(Attribute::Phone)),
    ("tel", Word::Attribute(Attribute::Phone)),
    ("cell", Word::Attribute(Attribute::Phone)),
    ("direkte", Word::Filler),
    ("hjemmel", Word::Attribute(Attribute::LegalBasis)),
    ("hjemmelsgrunnlag", Word::Attribute(Attribute::LegalBasis)),
    ("heimel", Word::Attribute(Attribute::LegalBasis)),
    ("lovhjemmel", Word::Attribute(Attribute::LegalBasis)),
    ("lovheimel", Word::Attribute(Attribute::LegalBasis)),
    ("rettsgrunnlag", Word::Attribute(Attribute::LegalBasis)),
    ("rettsleg", Word::Attribute(Attribute::LegalBasis)),
    ("rettslig", Word::Attribute(Attribute::LegalBasis)),
    ("behandlingsgrunnlag", Word::Attribute(Attribute::LegalBasis)),
    ("tilgangsgrunnlag", Word::Attribute(Attribute::LegalBasis)),
    ("basis", Word::Attribute(Attribute::LegalBasis)),
    ("fiktiv", Word::Attribute(Attribute::Fictional)),
    ("fictional", Word::Attribute(Attribute::Fictional)),
    ("fictitious", Word::Attribute(Attribute::Fictional)),
    ("fax", Word::Attribute(Attribute::Ignored)),
    ("faks", Word::Attribute(Attribute::Ignored)),
    ("adresse", Word::Filler),
    ("address", Word::Filler),
    ("postadresse", Word::Attribute(Attribute::Ignored)),
    ("besøksadresse", Word::Attribute(Attribute::Ignored)),
    ("nettside", Word::Attribute(Attribute::Ignored)),
    ("nettsted", Word::Attribute(Attribute::Ignored)),
    ("web", Word::Attribute(Attribute::Ignored)),
    ("website", Word::Attribute(Attribute::Ignored)),
    ("saksnummer", Word::Attribute(Attribute::Ignored)),
    ("saksnr", Word::Attribute(Attribute::Ignored)),
    ("sak", Word::Attribute(Attribute::Ignored)),
    ("case", Word::Attribute(Attribute::Ignored)),
    ("ticket", Word::Attribute(Attribute::Ignored)),
    ("referanse", Word::Attribute(Attribute::Ignored)),
    ("ref", Word::Attribute(Attribute::Ignored)),
    ("reference", Word::Attribute(Attribute::Ignored)),
    ("bestillingsnummer", Word::Attribute(Attribute::Ignored)),
    ("ordrenummer", Word::Attribute(Attribute::Ignored)),
    ("fakturanummer", Word::Attribute(Attribute::Ignored)),
    ("fakturanr", Word::Attribute(Attribute::Ignored)),
    ("kontonummer", Word::Attribute(Attribute::Ignored)),
    ("kontonr", Word::Attribute(Attribute::Ignored)),
    ("dato", Word::Attribute(Attribute::Ignored)),
    ("date", Word::Attribute(Attribute::Ignored)),
    ("deadline", Word::Attribute(Attribute::Ignored)),
    ("frist", Word::Attribute(Attribute::Ignored)),
    ("client_id", Word::Attribute(Attribute::Ignored)),
    ("tittel", Word::Attribute(Attribute::Ignored)),
    ("stilling", Word::Attribute(Attribute::Ignored)),
    ("title", Word::Attribute(Attribute::Ignored)),
    ("scope", Word::Attribute(Attribute::Ignored)),
];

/// Words that a label may hold without saying anything by themselves.
const FILLERS: &[&str] = &[
    "til", "for", "hos", "på", "i", "av", "the", "of", "to", "at", "in", "and", "og", "deres", "dykkar",
    "your", "their", "its", "sin", "sitt", "sine", "si", "hans", "hennar", "hennes", "din", "nr", "no",
    "number", "nummer", "num", "id", "information", "informasjon", "info", "details", "detaljer", "data",
    "om", "person", "personen", "persons", "testmiljø", "testmiljøet", "environment", "testen", "ved", "med",
    "with", "full", "fullt", "juridisk", "officielt", "offisielt", "from", "fra", "som", "is", "er", "den",
    "det", "de", "dei", "a", "an", "s", "eller", "or", "vi", "we", "bruker", "key", "work", "jobb", "arbeid",
    "direct", "grunnlag", "grunnlaget", "ground", "grounds", "legal", "tilgang", "access", "who", "hvem",
    "kven", "registrert", "registered", "registration", "system", "software", "programvare", "reg", "adr",
    "m", "gjeldende", "e", "post", "dere", "dykk", "dokker", "you", "hva", "kva", "what", "hvilken",
    "hvilket", "kva for", "which", "dem", "them", "påberopt", "utvidet", "utvida", "extended", "tilgangen",
    "hovedperson", "skal", "will", "delegere", "delegerer", "delegates", "delegate", "delegating", "gi",
    "gir", "giving", "har", "has", "have", "being", "blir", "be", "primær", "primary", "main",
];

/// Words that make a fact the sender's own.
const OURS: &[&str] = &["vår", "vårt", "våre", "vores", "oss", "our", "us", "ours", "eget", "egen"];

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Party(Party),
    Role(Role),
    Attribute(Attribute),
    Both(Party, Attribute),
    Contact(Attribute),
    Filler,
    Unknown,
}

/// Longest label, in characters.
const LABEL_LIMIT: usize = 90;

fn of_word(word: &str) -> Word {
    if FILLERS.contains(&word) {
        // “legal” is a filler in “legal basis”, and a role in “legal contact”; the basis decides.
        return Word::Filler;
    }
    let stem = |known: &str| match known {
        // Short words count only whole: “org” is not “organiser”, “prod” not “produkt”.
        _ if known.chars().count() <= 4 => word == known,
        _ => word.starts_with(known),
    };
    WORDS
        .iter()
        .filter(|(known, _)| stem(known))
        .max_by_key(|(known, _)| known.len())
        .map_or(Word::Unknown, |(_, word)| *word)
}

/// The words of a label, in lower case, with the ways of writing “org.nr.” made one.
fn words(label: &str) -> Vec<String> {
    // `testContact` is two words where a programmer writes.
    let mut spaced = String::with_capacity(label.len() + 8);
    let mut before = ' ';
    for c in label.chars() {
        if before.is_lowercase() && c.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(if c == '_' { ' ' } else { c });
        before = c;
    }
    let mut folded = spaced.to_lowercase().replace('’', "'");
    for (from, to) in [
        ("organisasjons nummer", "orgnr"),
        ("organisasjons nr", "orgnr"),
        ("organization number", "orgnr"),
        ("organisation number", "orgnr"),
        ("organization no", "orgnr"),
        ("organisation no", "orgnr"),
        ("organizational number", "orgnr"),
        ("organisational number", "orgnr"),
        ("organization id", "orgnr"),
        ("organisation id", "orgnr"),
        ("organisasjonsnr", "orgnr"),
        ("company registration", "orgnr"),
        ("company number", "orgnr"),
        ("company no", "orgnr"),
        ("company id", "orgnr"),
        ("company reg", "orgnr"),
        ("registration number", "orgnr"),
        ("registration no", "orgnr"),
        ("business number", "orgnr"),
        ("enterprise number", "orgnr"),
        ("entity number", "orgnr"),
        ("org. nummer", "orgnr"),
        ("org. number", "orgnr"),
        ("org number", "orgnr"),
        ("org. nr", "orgnr"),
        ("org.nr", "orgnr"),
        ("org.nummer", "orgnr"),
        ("org-nr", "orgnr"),
        ("org nr", "orgnr"),
        ("org. no", "orgnr"),
        ("org.no", "orgnr"),
        ("org no", "orgnr"),
        ("org-nummer", "orgnr"),
        ("org_nr", "orgnr"),
        ("e - post", "e-post"),
        ("e post", "e-post"),
        ("daglig leder", "leder"),
        ("daglig leiar", "leder"),
        ("kundens sin", "kundens"),
    ] {
        folded = folded.replace(from, to);
    }
    folded
        .split(|c: char| !(c.is_alphanumeric() || c == '-'))
        .map(|word| word.trim_matches('-').to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

/// What `label` means; `None` when it is no label.
pub(super) fn meaning(label: &str) -> Option<Meaning> {
    if label.chars().count() > LABEL_LIMIT || label.contains('@') {
        return None;
    }
    let words = words(label);
    if words.is_empty() || words.len() > 12 {
        return None;
    }
    let mut meaning = Meaning::default();
    let (mut known, mut unknown, mut legal) = (0, 0, false);
    for word in &words {
        legal |= word == "legal" || word == "juridisk";
        if OURS.contains(&word.as_str()) {
            meaning.ours = true;
            known += 1;
            continue;
        }
        match of_word(word) {
            Word::Party(party) => meaning.party = Some(stronger(meaning.party, party)),
            Word::Role(role) => {
                meaning.production_too |= matches!(
                    (meaning.role, role),
                    (Some(Role::Test), Role::Production) | (Some(Role::Production), Role::Test)
                );
                meaning.role = Some(stronger_role(meaning.role, role));
            }
            Word::Attribute(attribute) => {
                meaning.attribute = Some(stronger_attribute(meaning.attribute, attribute));
            }
            Word::Both(party, attribute) => {
                meaning.party = Some(stronger(meaning.party, party));
                meaning.attribute = Some(stronger_attribute(meaning.attribute, attribute));
            }
            Word::Contact(attribute) => {
                meaning.role = Some(stronger_role(meaning.role, Role::Contact));
                meaning.attribute = Some(stronger_attribute(meaning.attribute, attribute));
            }
            Word::Filler => continue,
            Word::Unknown => {
                unknown += 1;
                continue;
            }
        }
        known += 1;
    }
    // “Kunde som skal delegere til oss” is the customer, whoever it delegates to.
    if matches!(meaning.party, Some(Party::Customer | Party::Vendor | Party::Other)) {
        meaning.ours = false;
    }
    // “Contact” in “legal contact” is not the test contact.
    if legal
        && meaning.role == Some(Role::Contact)
        && meaning.attribute != Some(Attribute::LegalBasis)
        && meaning.party.is_none()
    {
        meaning.role = Some(Role::Other);
    }
    (known > 0 && unknown * 2 <= known).then_some(meaning)
}

/// Vendor and customer in one label: the seed's “kunden sin kontaktperson” stands before what it belongs to, and a
/// general word (“virksomhet”) never takes a particular one's place.
fn stronger(before: Option<Party>, now: Party) -> Party {
    match (before, now) {
        (None | Some(Party::Sender), now) => now,
        (Some(before), _) => before,
    }
}

fn stronger_role(before: Option<Role>, now: Role) -> Role {
    match (before, now) {
        (None | Some(Role::Contact), now) => now,
        // “Production contact (not test)” is rarer than “contact for test and production”.
        (Some(Role::Production), Role::Test) => now,
        (Some(before), _) => before,
    }
}

/// “Navn og organisasjonsnummer”, “e-post og telefon”: more than one fact, which the value tells apart.
const fn stronger_attribute(before: Option<Attribute>, now: Attribute) -> Attribute {
    match (before, now) {
        (Some(before), Attribute::Ignored) => before,
        (Some(Attribute::Name), Attribute::Email | Attribute::Phone | Attribute::Number)
        | (Some(Attribute::Ignored) | None, _) => now,
        (Some(before), _) => before,
    }
}

/// Whether a line begins with a label that only an order has; used to tell facts from a signature.
pub(super) fn is_label_of_an_order(text: &str, cells: &[String]) -> bool {
    let label = match cells {
        [first, _, ..] => first.as_str(),
        _ => match text.split_once(':') {
            Some((label, value)) if !value.trim().is_empty() => label,
            _ => return false,
        },
    };
    meaning(label.trim_start_matches(['*', '-', '•', ' '])).is_some_and(|meaning| {
        let particular = matches!(meaning.party, Some(Party::Vendor | Party::Customer))
            || matches!(meaning.role, Some(Role::Test | Role::Production));
        (particular && meaning.attribute.is_some()) || meaning.attribute == Some(Attribute::LegalBasis)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_mean_what_people_mean() {
        use Attribute as A;
        use Party::{Customer, Sender, Vendor};
        use Role::{Contact, Other, Production, Test};
        for (label, party, role, attribute) in [
            ("Systemleverandørs organisasjonsnummer", Some(Vendor), None, Some(A::Number)),
            ("Systemleverandørs navn", Some(Vendor), None, Some(A::Name)),
            ("Navn til testansvarlig", None, Some(Test), Some(A::Name)),
            ("Epost-adresse til testansvarlig", None, Some(Test), Some(A::Email)),
            ("Telefonnummer til testansvarlig", None, Some(Test), Some(A::Phone)),
            ("Kundens org.nr.", Some(Customer), None, Some(A::Number)),
            ("Kundenavn", Some(Customer), None, Some(A::Name)),
            (
                "Kontaktinformasjon til kunden sin kontaktperson for test (testansvarlig)",
                Some(Customer),
                Some(Test),
                None,
            ),
            ("Org. nr", None, None, Some(A::Number)),
            ("Organisation number", None, None, Some(A::Number)),
            ("Company name", Some(Sender), None, Some(A::Name)),
            ("Customer's test contact e-mail", Some(Customer), Some(Test), Some(A::Email)),
            ("Kontaktperson", None, Some(Contact), None),
            ("Contact phone", None, Some(Contact), Some(A::Phone)),
            ("Hjemmel", None, None, Some(A::LegalBasis)),
            ("Legal basis", None, None, Some(A::LegalBasis)),
            ("Produksjonsansvarlig", None, Some(Production), None),
            ("Production contact phone", None, Some(Production), Some(A::Phone)),
            ("Fakturakontakt", None, Some(Other), None),
            ("Telefon sentralbord", None, Some(Other), Some(A::Phone)),
            ("E-post", None, None, Some(A::Email)),
            ("Namn på testansvarleg", None, Some(Test), Some(A::Name)),
            ("Saksnummer", None, None, Some(A::Ignored)),
        ] {
            let expected = Meaning { party, role, attribute, ..Meaning::default() };
            assert_eq!(meaning(label), Some(expected), "{label}");
        }
    }

    #[test]
    fn prose_is_no_label() {
        for text in [
            "Vi har et spørsmål", "Det gjelder dette", "Hei", "Se vedlegg", "Klokken 12", "",
            "kari@x.example",
        ] {
            assert_eq!(meaning(text), None, "{text}");
        }
    }
}
