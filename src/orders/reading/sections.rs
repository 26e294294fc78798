//! Two orders in one mail, one below the other: “A) … B) …”. Nobody can place such a mail, but its parts say who orders what.

use super::Attempt;
use super::document::{Document, Line, Origin};
use super::facts::{Facts, Found, Slot};
use super::kind::{Kind, kind};
use super::labels::Party;
use super::pieces;

/// How the first and the second of two parts begin.
const MARKS: &[(&str, &str)] = &[
    ("a)", "b)"),
    ("a.", "b."),
    ("1)", "2)"),
    ("1.", "2."),
    ("bestilling 1", "bestilling 2"),
    ("tinging 1", "tinging 2"),
    ("order 1", "order 2"),
    ("nr. 1", "nr. 2"),
    ("den første", "den andre"),
    ("first", "second"),
];

/// The facts of both orders when one is direct and the other a vendor's: the direct one's applicant as the customer.
pub(super) fn of_two_orders(document: &Document, own: &[&Line]) -> Option<Facts> {
    let (first, second) = MARKS.iter().find_map(|(one, two)| {
        let begins = |line: &&Line, mark: &str| {
            line.origin == Origin::Own
                && line.text.to_lowercase().trim_start_matches(['*', ' ', '#']).starts_with(mark)
        };
        let first = own.iter().position(|line| begins(line, one))?;
        let second = first + 1 + own.get(first + 1..)?.iter().position(|line| begins(line, two))?;
        Some((own.get(first..second)?, own.get(second..)?))
    })?;
    let numbered = |lines: &[&Line]| {
        lines.iter().any(|line| pieces::numbers(&line.text).iter().any(|piece| !piece.doubtful))
    };
    if !numbered(first) || !numbered(second) {
        return None;
    }
    // The subject speaks of both.
    let document = Document { subject: String::new(), ..document.clone() };
    let read = |lines: &[&Line]| {
        let attempt = Attempt::of(&document, lines, Origin::Own);
        (kind(&document, &attempt.text, &attempt.facts, attempt.fictional), attempt.facts)
    };
    let mut both = [read(first), read(second)];
    // The direct one first.
    both.sort_by_key(|(kind, _)| *kind != Kind::Direct);
    let [(Kind::Direct, direct), (Kind::FictionalCustomer | Kind::ExistingCustomer, of_vendor)] = both else {
        return None;
    };
    let mut facts = Facts::default();
    let mut take = |found: &[Found], from: &[Party], to: Party| {
        for found in found {
            let slot = match found.slot {
                Slot::Number(party) if from.contains(&party) => Slot::Number(to),
                Slot::Name(party) if from.contains(&party) => Slot::Name(to),
                Slot::Contact(party, role, attribute) if from.contains(&party) => {
                    Slot::Contact(to, role, attribute)
                }
                Slot::LegalBasis if to == Party::Customer => Slot::LegalBasis,
                _ => continue,
            };
            facts.add(Found { slot, ..found.clone() });
        }
    };
    take(direct.all(), &[Party::Sender, Party::Vendor, Party::Customer], Party::Customer);
    take(of_vendor.all(), &[Party::Sender, Party::Vendor], Party::Vendor);
    Some(facts)
}

#[cfg(test)]
mod tests {
    use crate::orders::reading::read_text;

    #[test]
    fn each_of_two_orders_keeps_its_facts() {
        let reading = read_text(
            "To bestillinger fra oss:\n\n\
             A) Varsom Due Bank ASA, org.nr. 320000025, bestiller direkte tilgang. Hjemmel: hvitvaskingsloven § 4 første ledd \
             bokstav a. Testansvarlig er Ola Eksempel, ola@varsomdue.example, 22 33 44 55.\n\n\
             B) Sprek Maur AS, org.nr. 310000019, er systemleverandør og vil ha fiktiv virksomhet i test. Testansvarlig der er \
             Kari Eksempel, kari@sprekmaur.example, 22 33 44 66.\n",
        );
        assert_eq!(reading.kind.key(), "ambiguous");
        let fact = |path: &str| reading.facts.get(path).map(|fact| fact.value.as_str());
        assert_eq!(fact("customer.number"), Some("320000025"));
        assert_eq!(fact("customer.contact.name"), Some("Ola Eksempel"));
        assert_eq!(fact("vendor.number"), Some("310000019"));
        assert_eq!(fact("vendor.contact.email"), Some("kari@sprekmaur.example"));
    }
}
