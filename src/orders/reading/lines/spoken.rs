//! Whom a sentence speaks of.

use crate::orders::reading::labels::{Meaning, Party, Role, meaning};

/// Whom a sentence begins with.
pub(super) fn begins_with(text: &str) -> Option<Party> {
    // “Leverandøren vår, Sprek Maur AS, …”: whoever speaks of a vendor of its own is none, and goes on about itself.
    let start = text.to_lowercase();
    let of_own =
        ["leverandøren vår", "leverandøren min", "systemleverandøren vår", "vår leverandør", "our vendor"];
    if of_own.iter().any(|words| start.starts_with(words)) {
        return None;
    }
    let first = text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())?.to_lowercase();
    match first.as_str() {
        "kunden" | "kundens" | "customer" => Some(Party::Customer),
        "systemleverandør" | "systemleverandøren" | "leverandør" | "leverandøren" | "vendor" => {
            Some(Party::Vendor)
        }
        _ => {
            let folded = text.to_lowercase();
            (folded.starts_with("our customer")
                || folded.starts_with("vår kunde")
                || folded.starts_with("the customer"))
            .then_some(Party::Customer)
        }
    }
}

/// Whom a sentence says that what follows is about: “her er det som manglet om kunden”.
pub(super) fn about(text: &str) -> Option<Party> {
    let folded = format!(" {} ", text.to_lowercase());
    let says = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    let follows = says(&[
        "her er ", "her kommer ", "her kjem ", "her har ", "here is ", "here are ", "here's ",
        "under finner", "under følger", "nedenfor", "nedanfor", "følgende", "følgjande", "following",
        "below", "dette er ", "opplysningene om ", "opplysningane om ", "informasjon om ", "details of ",
        "details for ", "details about ",
    ]);
    let customer = says(&[
        " om kunden", " for kunden", " til kunden", " about the customer", " of the customer",
        " for the customer", " om vår kunde", " about our customer", " of our customer",
    ]);
    let own = says(&[" om oss ", " om oss:", " about us ", " about us:", " for oss ", " our own "]);
    match (follows, customer, own) {
        (true, true, false) => Some(Party::Customer),
        (true, false, true) => Some(Party::Sender),
        _ => None,
    }
}

/// “Der har vi disse å forholde oss til:”: whether a heading goes on about whom the lines above spoke of.
pub(super) fn goes_on_about(text: &str) -> bool {
    let folded = text.to_lowercase();
    text.ends_with(':')
        && text.chars().count() <= 160
        && ["der ", "there ", "hos dem ", "hos dei ", "hjå dei ", "hjå dem ", "with them ", "at their "]
            .iter()
            .any(|words| folded.starts_with(words))
}

/// Whom a sentence speaks of last, and as what.
pub(super) fn spoken_of(text: &str) -> Meaning {
    let mut party = None;
    let mut role = None;
    for word in text.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|word| !word.is_empty()) {
        if let Some(found) = meaning(word) {
            if found.ours {
                party = Some(Party::Sender);
            }
            if let Some(found) = found.party {
                // “vår kunde” is the customer, “kunden vår” too; “selskapene” says nothing beside “konsernet”.
                party = match (party, found) {
                    (Some(before), Party::Sender) => Some(before),
                    (_, found) => Some(found),
                };
            }
            if let Some(found) = found.role {
                role = Some(match (role, found) {
                    (Some(before), Role::Contact) => before,
                    (_, found) => found,
                });
            }
        } else if matches!(word.to_lowercase().as_str(), "vi" | "we" | "oss" | "us") && party.is_none() {
            party = Some(Party::Sender);
        }
    }
    // “Våre egne er disse:” is ours, whomever the lines above spoke of.
    Meaning { party, role, ours: party == Some(Party::Sender), ..Meaning::default() }
}
