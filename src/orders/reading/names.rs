//! Who is who: organisations by their names, by what is said of them all over the mail, and by the domains of addresses.
//! One mention may be unclear; all together seldom are.

use super::document::{Document, Origin};
use super::facts::{Facts, MOST_NAMES, Slot, Strength};
use super::folding::{base_letters, fold_letters};
use super::labels::Party;

/// Mail providers, whose domain says nothing of an organisation.
const PROVIDERS: &[&str] = &[
    "gmail", "outlook", "hotmail", "live", "yahoo", "icloud", "online", "protonmail", "proton", "me", "msn",
    "googlemail", "mail",
];

/// The part of an address's domain that an organisation chose; `None` for a mail provider's.
pub(super) fn domain_of(address: &str) -> Option<String> {
    let domain = address.rsplit('@').next()?;
    let label = domain.rsplit('.').nth(1)?;
    (!PROVIDERS.contains(&label)).then(|| base_letters(label)).filter(|label| label.len() >= 3)
}

/// Whether a domain's label is made of an organisation's name.
fn fits(label: &str, name: &str) -> bool {
    let whole = base_letters(name);
    if label.len() >= 4 && (whole.starts_with(label) || whole.contains(label) && label.len() >= 6) {
        return true;
    }
    let words: Vec<String> =
        name.split([' ', '-']).map(base_letters).filter(|word| !word.is_empty()).collect();
    let first = words.first().map_or("", String::as_str);
    let two: String = words.iter().take(2).map(String::as_str).collect();
    let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
    first.len() >= 5 && label.starts_with(first)
        || two.len() >= 6 && label.starts_with(&two)
        || label.len() >= 3 && initials.starts_with(label)
}

/// Whether the mail comes from the organisation of that name, by its address.
pub(super) fn is_of_sender(document: &Document, name: &str) -> bool {
    document.sender_email.as_deref().and_then(domain_of).is_some_and(|label| fits(&label, name))
}

/// Whose domain it is, when it is made of the name of only one party's organisation.
pub(super) fn party_of_domain(label: &str, names: &[(Party, String)]) -> Option<Party> {
    let mut parties: Vec<Party> =
        names.iter().filter(|(_, name)| fits(label, name)).map(|(party, _)| side(*party)).collect();
    parties.sort_unstable();
    parties.dedup();
    match parties.as_slice() {
        [party] => Some(*party),
        _ => None,
    }
}

const fn side(party: Party) -> Party {
    match party {
        Party::Vendor => Party::Sender,
        party => party,
    }
}

/// Words of which many organisations' names are made; by themselves they name none.
const COMMON: &[&str] = &[
    "norge", "norsk", "norway", "systemer", "systems", "software", "digital", "holding", "gruppen", "group",
    "finans", "data", "test", "consulting", "kontakt", "produksjon", "teknologi", "technology", "tech",
    "services", "solutions", "losninger",
];

/// What kinds of organisations are called when they are spoken of, in folded letters: “i banken”, “at the bank”; and what
/// their names hold.
const KINDS: &[(&[&str], &str)] = &[
    (&["banken", "bank", "bankens", "sparebanken"], "bank"),
    (&["kommunen", "kommunens"], "kommune"),
    (&["municipality"], "municipality"),
    (&["forsikringsselskapet", "insurer"], "forsikring"),
    (&["stiftelsen", "stiftinga"], "stift"),
    (&["foreningen", "foreininga"], "foren"),
    (&["forbundet"], "forbund"),
    (&["universitetet"], "universitet"),
    (&["university"], "university"),
    (&["høgskolen", "høgskulen", "høyskolen", "hogskulen", "hogskolen", "hoyskolen"], "hogsk"),
    (&["pensjonskassen", "pensjonskassa"], "pensjon"),
    (&["sykehuset"], "sykehus"),
    (&["avisen", "avisa"], "avis"),
];

/// Whose the organisations of the kind are that `word` (in folded letters) speaks of, when all that were named are one party's.
pub(super) fn party_of_kind(word: &str, names: &[(Party, String)]) -> Option<Party> {
    let (_, kind) = KINDS.iter().find(|(spoken, _)| spoken.contains(&word))?;
    let mut parties =
        names.iter().filter(|(_, name)| fold_letters(name).contains(kind)).map(|(party, _)| side(*party));
    let first = parties.next()?;
    parties.all(|party| party == first).then_some(first)
}

/// The party of the one organisation that `region` (in folded letters) names, in full, by its first word, or by its kind.
pub(super) fn named_in(region: &str, names: &[(Party, String)]) -> Option<Party> {
    let words: Vec<&str> =
        region.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).collect();
    let mut parties: Vec<Party> = Vec::new();
    for (party, name) in names {
        let folded = fold_letters(name);
        let first = folded.split(' ').next().unwrap_or_default();
        let particular = first.chars().count() >= 4 && !COMMON.contains(&first);
        let others = names.iter().any(|(other, name)| {
            side(*other) != side(*party) && fold_letters(name).split(' ').next() == Some(first)
        });
        let by_first = particular
            && !others
            && words.iter().any(|word| *word == first || word.strip_suffix('s') == Some(first));
        if region.contains(&folded) || by_first {
            parties.push(side(*party));
        }
    }
    parties.extend(words.iter().filter_map(|word| party_of_kind(word, names)));
    parties.sort_unstable();
    parties.dedup();
    match parties.as_slice() {
        [party] => Some(*party),
        _ => None,
    }
}

/// Decides for every organisation that the mail names whose it is, by all that is said of it.
pub(super) fn decide(document: &Document, facts: &Facts) -> Vec<(Party, String)> {
    // Names in the order they were said, with what speaks for each party.
    let mut tally: Vec<(String, [u32; 4])> = Vec::new();
    for (name, party, weight) in facts.votes() {
        let folded = name.to_lowercase();
        let known = tally.iter().position(|(other, _)| {
            *other == folded
                || other.starts_with(&format!("{folded} "))
                || folded.starts_with(&format!("{other} "))
        });
        if known.is_none() && tally.len() >= MOST_NAMES {
            continue;
        }
        let at = known.unwrap_or_else(|| {
            tally.push((folded.clone(), [0; 4]));
            tally.len() - 1
        });
        if let Some((kept, sums)) = tally.get_mut(at) {
            if kept.len() < folded.len() {
                kept.clone_from(&folded);
            }
            if let Some(sum) = party.and_then(|party| sums.get_mut(party as usize)) {
                *sum += weight;
            }
        }
    }
    let sender = document.sender_email.as_deref().and_then(domain_of);
    let signature: String = document
        .lines
        .iter()
        .filter(|line| line.origin == Origin::Signature)
        .map(|line| line.text.to_lowercase())
        .collect::<Vec<_>>()
        .join("\n");
    for (name, sums) in &mut tally {
        let [own, _, customer, other] = sums;
        // Whoever is said outright to be the customer may have ordered himself, with his own address.
        if *customer < 3 && *other < 4 {
            *own += 3 * u32::from(sender.as_deref().is_some_and(|label| fits(label, name)));
            *own += 2 * u32::from(signature.contains(name.as_str()));
        }
    }
    let mut decided: Vec<(Option<Party>, String)> = tally
        .into_iter()
        .map(|(name, [sender, vendor, customer, other])| {
            let own = sender + vendor;
            let party = if other > own && other > customer {
                Some(Party::Other)
            } else if own == customer {
                None
            } else if customer > own {
                Some(Party::Customer)
            } else {
                Some(if vendor > sender { Party::Vendor } else { Party::Sender })
            };
            (party, name)
        })
        .collect();
    // Who writes for another is not who orders.
    if let Some(principal) = facts.principal.as_ref().map(|name| name.to_lowercase()) {
        for (party, name) in &mut decided {
            let is_principal = *name == principal || name.starts_with(&format!("{principal} "));
            if is_principal {
                *party = Some(Party::Sender);
            } else if party.map(side) == Some(Party::Sender) {
                *party = Some(Party::Other);
            }
        }
    }
    if facts.sender_delegates {
        for (party, _) in &mut decided {
            if *party == Some(Party::Sender) {
                *party = Some(Party::Customer);
            }
        }
    }
    // Two that are named, and one of them is known: the other is the other.
    let open: Vec<usize> =
        decided.iter().enumerate().filter(|(_, (party, _))| party.is_none()).map(|(at, _)| at).collect();
    let has = |wanted: Party| decided.iter().any(|(party, _)| party.map(side) == Some(wanted));
    if let [only] = open.as_slice() {
        let party = match (has(Party::Customer), has(Party::Sender)) {
            (true, false) => Some(Party::Sender),
            (false, false) if decided.len() == 1 => Some(Party::Sender),
            _ => None,
        };
        if let Some(slot) = decided.get_mut(*only) {
            slot.0 = party;
        }
    }
    decided.into_iter().filter_map(|(party, name)| party.map(|party| (party, name))).collect()
}

/// What labels and tables say of names, as votes that outweigh sentences.
pub(super) fn votes_of_labels(facts: &mut Facts) {
    let labelled: Vec<(String, Party, bool)> = facts
        .all()
        .iter()
        .filter(|found| found.strength >= Strength::Block)
        .filter_map(|found| match found.slot {
            Slot::Name(party) => Some((found.value.clone(), party, found.strength == Strength::Label)),
            _ => None,
        })
        .collect();
    for (name, party, is_label) in labelled {
        facts.vote(&name, Some(party), if is_label { 10 } else { 2 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_made_of_a_name() {
        for (label, name, expected) in [
            ("skjaergaardsbanken", "Skjærgårdsbanken ASA", true),
            ("havglimt", "Havglimt Finans AS", true),
            ("kvistogkode", "Kvist og Kode AS", true),
            ("kystvakten-inkasso", "Kystvakten Inkasso AS", true),
            ("sprekmaur", "Varsom Due AS", false),
            ("bank", "Rimfrost Bank ASA", false),
        ] {
            assert_eq!(fits(&base_letters(label), name), expected, "{label} {name}");
        }
        assert_eq!(domain_of("kari@gmail.com"), None);
    }

    #[test]
    fn an_organisation_is_named_by_its_first_word_or_its_kind() {
        let names = [
            (Party::Customer, "havglimt bank asa".to_owned()),
            (Party::Sender, "kontrollhylla as".to_owned()),
        ];
        assert_eq!(named_in("hos havglimt er det", &names), Some(Party::Customer));
        assert_eq!(named_in("i banken er det", &names), Some(Party::Customer));
        assert_eq!(named_in("i kontrollhylla", &names), Some(Party::Sender));
        assert_eq!(named_in("her og der", &names), None);
    }
}
