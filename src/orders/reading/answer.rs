//! An answer in a thread: what it says about an order that is known already.
//!
//! People answer shortly. “22 33 44 55” is a telephone number, and whose it is follows from what was asked; so facts that
//! nothing says whose they are go where one such fact was asked for, and nowhere when several were. What is known already
//! is replaced by words that say so, and never by what only stands near.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Document, Line, Origin};
use super::facts::{Facts, Slot, Strength};
use super::labels::{Attribute, Party, Role};
use super::language::language;
use super::pieces::{self, Piece};
use super::{
    Attempt, CUSTOMER, Certainty, Fact, Kind, PRODUCTION, Reading, VENDOR, kind, mask, own_lines, rectified,
};
use crate::numbers::OrgNumber;
use crate::orders::OrderKind;

/// What an answer says.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The sender's own words of today, without what they answer and without signature.
    pub said: String,
    /// What they say, by paths.
    pub facts: BTreeMap<&'static str, Fact>,
    /// What stands where a fact should, and is none ([`Reading::unread`]).
    pub unread: BTreeMap<&'static str, String>,
    /// Those of the facts, by paths, that are said to put right what was said before.
    pub puts_right: BTreeSet<&'static str>,
    /// They say yes to what was asked, and no more.
    pub agrees: bool,
    /// They order something of another kind.
    pub another_kind: bool,
}

/// Words that agree, at the beginning of a line.
const AGREES: &[&str] = &[
    "ja", "jepp", "stemmer", "det stemmer", "riktig", "det er riktig", "rett", "det er rett", "korrekt",
    "bekreftes", "bekreftar", "bekrefter", "yes", "correct", "that is correct", "that's correct",
    "that is right", "that's right", "confirmed",
];

/// Reads the answer `raw` about an order of `kind` of which the facts at `asked` were asked for.
pub fn read_answer(raw: &[u8], kind: OrderKind, asked: &[&str]) -> Answer {
    let mut document = Document::of(raw).unwrap_or_default();
    mask(&mut document);
    let own = own_lines(&document);
    let attempt = Attempt::of(&document, &own, Origin::Signature);
    let said = said(&own);
    let of_kind = match kind {
        OrderKind::FictionalCustomer => Kind::FictionalCustomer,
        OrderKind::ExistingCustomer => Kind::ExistingCustomer,
        OrderKind::Direct => Kind::Direct,
    };
    let its_own = kind::kind(&document, &attempt.text, &attempt.facts, attempt.fictional);
    let another_kind = its_own != of_kind
        && !matches!(its_own, Kind::NotAnOrder | Kind::Ambiguous)
        && attempt.facts.count(Strength::Sentence) >= 4;
    let mut reading = Reading {
        kind: of_kind,
        why_none: None,
        language: language(&attempt.text, &document.subject),
        facts: BTreeMap::new(),
        unread: BTreeMap::new(),
        missing: Vec::new(),
        text: String::new(),
        attachments: Vec::new(),
        masked: 0,
    };
    reading.fill(&attempt.facts, &attempt.text);
    let (mut facts, mut unread) = (reading.facts, reading.unread);
    place_unowned(&attempt.facts, kind, asked, &mut facts);
    take_bare(&said, asked, &mut facts);
    let puts_right = rectify(&said, kind, &mut facts);
    unread.retain(|path, _| !facts.contains_key(path));
    let agrees = facts.is_empty() && said.lines().filter(|line| !line.is_empty()).take(3).any(agrees_with);
    Answer { said, facts, unread, puts_right, agrees, another_kind }
}

/// Puts a telephone number right where the mail says which one was wrong and which is right: the paths of those.
fn rectify(said: &str, kind: OrderKind, facts: &mut BTreeMap<&'static str, Fact>) -> BTreeSet<&'static str> {
    let phones = rectified::phones(said);
    let is_phone =
        |path: &str| attribute_of(path).is_some_and(|(attribute, _)| attribute == Attribute::Phone);
    facts.retain(|path, fact| !(is_phone(path) && phones.wrong.contains(&fact.value)));
    let Some((value, from)) = phones.right else { return BTreeSet::new() };
    let read = facts.iter().find(|(path, fact)| is_phone(path) && fact.value == value);
    let path = match (read, kind) {
        (Some((path, _)), _) => *path,
        (None, OrderKind::ExistingCustomer) if phones.of_customer => "customer.contact.phone",
        (None, OrderKind::Direct) => "customer.contact.phone",
        (None, _) => "vendor.contact.phone",
    };
    facts.insert(path, Fact { value, certainty: Certainty::Sure, from });
    BTreeSet::from([path])
}

fn said(own: &[&Line]) -> String {
    let lines = own.iter().filter(|line| line.origin == Origin::Own).map(|line| line.text.trim());
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn agrees_with(line: &str) -> bool {
    let folded = line.trim().to_lowercase();
    AGREES.iter().any(|word| {
        folded.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    })
}

/// What a path's fact is, and whether it is a contact's.
fn attribute_of(path: &str) -> Option<(Attribute, bool)> {
    let of_contact = path.contains("contact.");
    let attribute = match path.rsplit('.').next()? {
        "number" => Attribute::Number,
        "name" => Attribute::Name,
        "email" => Attribute::Email,
        "phone" => Attribute::Phone,
        _ => return None,
    };
    Some((attribute, of_contact))
}

fn slots(party: Party, attribute: Attribute, of_contact: bool) -> Vec<Slot> {
    match (attribute, of_contact) {
        (Attribute::Number, _) => vec![Slot::Number(party)],
        (Attribute::Name, false) => vec![Slot::Name(party)],
        _ => [Role::Test, Role::Contact, Role::Technical]
            .map(|role| Slot::Contact(party, role, attribute))
            .to_vec(),
    }
}

/// The one path of those asked for that holds such a fact; an error when several do.
fn one_asked(asked: &[&str], what: (Attribute, bool)) -> Result<Option<&'static str>, ()> {
    let all = VENDOR.into_iter().chain(CUSTOMER).chain(PRODUCTION);
    let mut fitting = all.filter(|path| asked.contains(path) && attribute_of(path) == Some(what));
    match (fitting.next(), fitting.next()) {
        (_, Some(_)) => Err(()),
        (one, None) => Ok(one),
    }
}

/// Facts that nothing says whose they are were put where whoever orders stands: they go to what was asked for instead.
fn place_unowned(found: &Facts, kind: OrderKind, asked: &[&str], facts: &mut BTreeMap<&'static str, Fact>) {
    let (own, labelled): (_, &[Party]) = match kind {
        OrderKind::Direct => (CUSTOMER, &[Party::Customer, Party::Vendor]),
        OrderKind::FictionalCustomer | OrderKind::ExistingCustomer => (VENDOR, &[Party::Vendor]),
    };
    for path in own {
        let Some(what) = attribute_of(path) else { continue };
        let is_said =
            labelled.iter().flat_map(|party| slots(*party, what.0, what.1)).any(|slot| found.has(slot));
        if is_said || !facts.contains_key(path) {
            continue;
        }
        let generic = slots(Party::Sender, what.0, what.1);
        let best = generic.iter().find_map(|slot| found.best(*slot));
        match one_asked(asked, what) {
            Ok(Some(one)) => {
                if let Some(fact) = facts.remove(path) {
                    facts.entry(one).or_insert(as_asked(fact, what.0));
                }
            }
            Ok(None) if best.is_some_and(|best| best.corrects || best.strength == Strength::Label) => {}
            Err(()) if asked.contains(&path) && !asked_of_the_other(asked, path) => {}
            Ok(None) | Err(()) => {
                facts.remove(path);
            }
        }
    }
}

/// Whose a fact is was the doubt, and the question has settled it. What cannot be right stays doubtful, and a name does.
fn as_asked(fact: Fact, attribute: Attribute) -> Fact {
    let sound = match attribute {
        Attribute::Number => OrgNumber::parse(&fact.value).is_ok(),
        Attribute::Email | Attribute::Phone => true,
        _ => fact.certainty == Certainty::Sure,
    };
    Fact { certainty: if sound { Certainty::Sure } else { Certainty::Doubtful }, ..fact }
}

/// Whether the same fact of another party was asked for too, so that nothing says whose an unowned one is.
fn asked_of_the_other(asked: &[&str], path: &str) -> bool {
    asked.iter().any(|other| *other != path && attribute_of(other) == attribute_of(path))
}

/// What stands bare in the answer, and was asked for once.
fn take_bare(said: &str, asked: &[&str], facts: &mut BTreeMap<&'static str, Fact>) {
    type Find = fn(&str) -> Vec<Piece>;
    let kinds: [((Attribute, bool), Find); 5] = [
        ((Attribute::Number, false), pieces::numbers),
        ((Attribute::Email, true), pieces::emails),
        ((Attribute::Phone, true), pieces::phones),
        ((Attribute::Name, false), pieces::organisations),
        ((Attribute::Name, true), pieces::persons),
    ];
    for (what, find) in kinds {
        let Ok(Some(path)) = one_asked(asked, what) else { continue };
        if facts.contains_key(path) {
            continue;
        }
        let mut found = find(said);
        found.retain(|piece| !facts.values().any(|fact| fact.value == piece.value));
        found.dedup_by(|one, other| one.value == other.value);
        if let [piece] = found.as_slice() {
            let from = said.get(piece.range.clone()).unwrap_or_default().to_owned();
            let certainty = if piece.doubtful { Certainty::Doubtful } else { Certainty::Sure };
            facts.insert(path, Fact { value: piece.value.clone(), certainty, from });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(kind: OrderKind, asked: &[&str], text: &str) -> Vec<(String, String)> {
        let raw = format!(
            "From: Mari Oppdiktet <mari@leverandor.example>\r\nSubject: Re: Noe mangler\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
            text.replace('\n', "\r\n")
        );
        let answer = read_answer(raw.as_bytes(), kind, asked);
        answer.facts.into_iter().map(|(path, fact)| (path.to_owned(), fact.value)).collect()
    }

    #[test]
    fn a_bare_fact_goes_where_one_such_was_asked_for() {
        const PHONE: &str = "customer.contact.phone";
        let existing = OrderKind::ExistingCustomer;
        for (asked, text, expected) in [
            (&[PHONE][..], "22 33 44 55", &[(PHONE, "+4722334455")][..]),
            (&[PHONE], "Hei!\n\nDet er 22 33 44 55.\n\nMvh\nMari", &[(PHONE, "+4722334455")]),
            (&["vendor.number"], "Nummeret er 910 049 356.", &[("vendor.number", "910049356")]),
            (&["customer.number"], "Org.nr. 810 844 612", &[("customer.number", "810844612")]),
            (
                &["customer.contact.email"],
                "ola@kunde.example",
                &[("customer.contact.email", "ola@kunde.example")],
            ),
            // Two telephone numbers were asked for: nothing says whose it is.
            (&[PHONE, "vendor.contact.phone"], "22 33 44 55", &[]),
            // None was asked for: what only stands there replaces nothing.
            (&["customer.number"], "Ring meg på 22 33 44 55", &[]),
        ] {
            let found = answer(existing, asked, text);
            let expected: Vec<(String, String)> =
                expected.iter().map(|(path, value)| ((*path).to_owned(), (*value).to_owned())).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_a_later_mail_puts_right_is_told_from_what_it_only_says() {
        const OWN: &str = "vendor.contact.phone";
        const CUSTOMERS: &str = "customer.contact.phone";
        let (fictional, existing) = (OrderKind::FictionalCustomer, OrderKind::ExistingCustomer);
        let mut wrong = Vec::new();
        for (kind, text, expected) in [
            (fictional, "Feil telefonnummer i forrige e-post, riktig er 99 88 77 66.", Some(OWN)),
            (
                fictional,
                "Hei!\n\nJeg skrev feil telefonnummer i forrige e-post. Riktig nummer er 99 88 77 66.\n\nMvh\nMari",
                Some(OWN),
            ),
            (fictional, "Feil telefonnummer i forrige e-post.\nRiktig er 99 88 77 66.", Some(OWN)),
            (fictional, "Rettelse: telefonnummeret mitt er 99 88 77 66, ikke 22 33 44 55.", Some(OWN)),
            (fictional, "22 33 44 55 er feil, riktig er 99 88 77 66.", Some(OWN)),
            (fictional, "Telefonnummeret 22 33 44 55 er feil. Det riktige er 99 88 77 66.", Some(OWN)),
            (fictional, "Riktig telefonnummer: 99 88 77 66", Some(OWN)),
            (fictional, "Riktig telefonnummer er 99 88 77 66.", Some(OWN)),
            (fictional, "Telefonnummeret skal være 99 88 77 66.", Some(OWN)),
            (fictional, "Beklager, telefonnummeret ble feil. Det er 99 88 77 66.", Some(OWN)),
            (fictional, "Eg skreiv feil telefonnummer, rett nummer er 99 88 77 66.", Some(OWN)),
            (fictional, "Rett telefonnummer er 99 88 77 66.", Some(OWN)),
            (
                fictional,
                "Wrong phone number in my last e-mail, the correct one is +47 99 88 77 66.",
                Some(OWN),
            ),
            (fictional, "Sorry, my phone number should be +47 99 88 77 66.", Some(OWN)),
            (existing, "Feil telefonnummer i forrige e-post, riktig er 99 88 77 66.", Some(OWN)),
            (
                existing,
                "Feil telefonnummer til kundens kontaktperson, riktig er 99 88 77 66.",
                Some(CUSTOMERS),
            ),
            (
                existing,
                "Kundens telefonnummer var feil. Riktig telefonnummer til kunden er 99 88 77 66.",
                Some(CUSTOMERS),
            ),
            (existing, "Riktig telefonnummer til kunden er 99 88 77 66, ikke 22 33 44 55.", Some(CUSTOMERS)),
            (OrderKind::Direct, "Feil telefonnummer, riktig er 99 88 77 66.", Some(CUSTOMERS)),
            // What puts nothing right.
            (
                fictional,
                "Telefonnummeret er riktig, men organisasjonsnummeret er feil. Ring 99 88 77 66.",
                None,
            ),
            (fictional, "Hvis telefonnummeret er feil, er det riktige 99 88 77 66.", None),
            (fictional, "Er riktig telefonnummer 99 88 77 66?", None),
            (fictional, "Feil telefonnummer. Riktig er 99 88 77 66. Eller riktig er 41 23 45 67.", None),
            (fictional, "22 33 44 55 er feil nummer.", None),
            (fictional, "Telefonnummeret 22 33 44 55 er feil, jeg kommer tilbake med det riktige.", None),
            (fictional, "Ring meg på 99 88 77 66 hvis noe er feil.", None),
            (fictional, "Telefonnummeret er 99 88 77 66.", None),
            (fictional, "Er det riktig at saken er mottatt? Ring 99 88 77 66.", None),
        ] {
            let raw = format!(
                "From: Mari Oppdiktet <mari@leverandor.example>\r\nSubject: Sv: Vi har mottatt bestillingen\r\n\
                 Content-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
                text.replace('\n', "\r\n")
            );
            let read = read_answer(raw.as_bytes(), kind, &[]);
            let fact = |path: &&'static str| {
                let fact = read.facts.get(*path).filter(|fact| fact.certainty == Certainty::Sure)?;
                path.ends_with("phone").then_some((*path, fact.value.as_str()))
            };
            let found: Vec<_> = read.puts_right.iter().filter_map(fact).collect();
            let expected: Vec<_> = expected.into_iter().map(|path| (path, "+4799887766")).collect();
            if found != expected {
                wrong.push(format!("{text}: {found:?}, all {:?} {:?}", read.facts, read.puts_right));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn yes_is_yes_and_thanks_is_not() {
        for (text, expected) in [
            ("Ja, det stemmer.", true),
            ("Hei!\n\nDet stemmer.", true),
            ("Yes, that is correct", true),
            ("Takk for svar!", false),
            ("Jakob ser på det", false),
        ] {
            let raw = format!("From: a@b.example\r\nSubject: x\r\n\r\n{}\r\n", text.replace('\n', "\r\n"));
            let read = read_answer(raw.as_bytes(), OrderKind::Direct, &["customer.number"]);
            assert_eq!(read.agrees, expected, "{text}");
        }
    }
}
