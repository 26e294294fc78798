//! What the words before a value mean: whose it is, which contact, and what. Data, in the three languages and as people
//! shorten them; a label of words that are not known is no label.

mod spellings;
mod words;

use self::spellings::{FILLERS, SPELLINGS};
use self::words::{THEIRS, WORDS, Word};

pub(super) use self::words::OURS;
use super::folding::folded;

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
    /// It says “their”: the other side's, if the mail has one.
    pub theirs: bool,
    /// A test contact that is the production contact too.
    pub production_too: bool,
}

impl Meaning {
    /// Whether it says only whose facts follow.
    pub(super) fn is_heading(self) -> bool {
        self.attribute.is_none()
    }
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
        .map_or_else(|| of_misspelled(word), |(_, word)| *word)
}

/// Words that hurried people misspell in front of a value; each is known as it should be.
const OFTEN: &[&str] = &[
    "organisasjonsnummer", "organisasjonsnr", "orgnummer", "testansvarlig", "testansvarleg", "telefon",
    "telefonnummer", "epost", "e-post", "navn", "namn", "mobil", "kontaktperson", "systemleverandør",
    "organisation", "organization", "produksjonsansvarlig", "hjemmel", "email", "phone",
];

/// “Tesansvarlig”, “Eport”, “Nanv”: a word that is one letter off.
fn of_misspelled(word: &str) -> Word {
    let meant = OFTEN.iter().find(|known| is_one_off(word, known));
    let known = meant.and_then(|meant| {
        WORDS.iter().filter(|(known, _)| meant.starts_with(known)).max_by_key(|(known, _)| known.len())
    });
    known.map_or(Word::Unknown, |(_, word)| *word)
}

/// Whether two words differ by one letter that is left out, too many or another, or by two that changed places. Of short
/// words only the last, since one letter makes another word of them.
fn is_one_off(word: &str, known: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (word.chars().collect(), known.chars().collect());
    if one.len() < 4 || one.len().abs_diff(other.len()) > 1 || one.first() != other.first() {
        return false;
    }
    let head = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let (rest, wanted) = (one.get(head..).unwrap_or_default(), other.get(head..).unwrap_or_default());
    let swapped = match (rest, wanted) {
        ([a, b, rest @ ..], [c, d, wanted @ ..]) => a == d && b == c && rest == wanted,
        _ => false,
    };
    let another = other.len() >= 5 && rest.len() == wanted.len() && rest.get(1..) == wanted.get(1..);
    let missing = other.len() >= 6 && wanted.get(1..) == Some(rest);
    let more = other.len() >= 6 && rest.get(1..) == Some(wanted);
    swapped || another || missing || more
}

/// Whether a word may stand in a label and says nothing.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word.to_lowercase().as_str())
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
    let mut folded = folded(&spaced);
    for (from, to) in SPELLINGS {
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
    // “Hvem: Kari Eksempel”.
    if let [only] = words.as_slice()
        && matches!(only.as_str(), "hvem" | "kven" | "who")
    {
        return Some(Meaning { role: Some(Role::Contact), ..Meaning::default() });
    }
    if let [only] = words.as_slice()
        && matches!(only.as_str(), "grunnlag" | "grunnlaget" | "grounds" | "ground")
    {
        return Some(Meaning { attribute: Some(Attribute::LegalBasis), ..Meaning::default() });
    }
    // “Them: Varsom Due AS” below “Us: Sprek Maur AS”.
    if let [only] = words.as_slice()
        && matches!(only.as_str(), "them" | "they" | "dem" | "dei" | "de" | "motpart" | "motparten")
    {
        return Some(Meaning { party: Some(Party::Customer), ..Meaning::default() });
    }
    if let [only] = words.as_slice()
        && matches!(only.as_str(), "vi" | "we")
    {
        return Some(Meaning { ours: true, ..Meaning::default() });
    }
    // “Direkte tilgang for: Fjelltidende AS”.
    if let [.., before, last] = words.as_slice()
        && matches!(last.as_str(), "for" | "til" | "to")
        && matches!(
            before.as_str(),
            "tilgang" | "tilgong" | "access" | "bestilling" | "tinging" | "order" | "søknad"
        )
    {
        return Some(Meaning { party: Some(Party::Sender), ..Meaning::default() });
    }
    let mut meaning = Meaning::default();
    let (mut known, mut unknown, mut legal, mut later) = (0, 0, false, false);
    for word in &words {
        legal |= word == "legal" || word == "juridisk";
        if OURS.contains(&word.as_str()) {
            meaning.ours = true;
            known += 1;
            continue;
        }
        // “Kontaktperson 1”, “Kontakt 2”: who is not the first is not the one that is asked for.
        if let Ok(number) = word.parse::<u8>() {
            later |= number >= 2 && meaning.role.is_some() && meaning.party.is_none();
            continue;
        }
        meaning.theirs |= THEIRS.contains(&word.as_str());
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
    if later && meaning.party.is_none() {
        meaning.role = Some(Role::Other);
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
        // And “Teknisk testansvarlig”.
        (Some(Role::Production | Role::Technical), Role::Test) => now,
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
            ("Orgnaisasjonsnummer", None, None, Some(A::Number)),
            ("Eport", None, None, Some(A::Email)),
            ("Nanv", None, None, Some(A::Name)),
            ("Tesansvarlig", None, Some(Test), None),
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
            ("Kontaktperson 1", None, Some(Contact), None),
            ("Kontaktperson 2", None, Some(Other), None),
            ("Tlf.nr.", None, None, Some(A::Phone)),
            ("Aktuell hjemmel (obligatorisk)", None, None, Some(A::LegalBasis)),
            ("Juridisk grunnlag", None, None, Some(A::LegalBasis)),
            ("Tjenesteleverandørens orgnr", Some(Vendor), None, Some(A::Number)),
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
