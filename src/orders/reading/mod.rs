//! Reading an order from a mail: which kind, and every fact that the authority's page asks for, each with the words it was
//! read from and how sure it is.
//!
//! Pure: bytes in, a [`Reading`] out; no database, no clock, no network. The reader never guesses an organisation or a
//! person. What a careful person would ask about is doubtful, and what nothing says whose it is stays out or doubtful.
//! A message becomes lines (`document`), lines are told apart into the sender's own words, signatures, quotations and
//! forwarded mails (`quoting`), labels and tables are read (`lines`), then sentences (`prose`), and what was found
//! decides the kind (`kind`). `tests/corpus/` measures it.

/// A pattern that is made at its first use; `None` when it holds a fault, which the tests beside it tell.
macro_rules! pattern {
    ($name:ident, $pattern:expr) => {
        static $name: std::sync::LazyLock<Option<regex::Regex>> =
            std::sync::LazyLock::new(|| regex::Regex::new($pattern).ok());
    };
}

mod answer;
mod document;
mod doubts;
mod facts;
mod filling;
mod folding;
mod html;
mod kind;
mod labels;
mod language;
mod lines;
mod names;
mod pieces;
mod prose;
mod purpose;
mod quoting;
mod rectified;
mod sections;
mod ways;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use self::document::{Document, Line, Origin};
use self::facts::{Facts, Found, Slot, Strength};
use self::labels::{Attribute, Party, Role};
use self::lines::Known;
use super::{OrderKind, legal_basis};
use crate::language::Language;
use crate::numbers::mask_real_numbers;

pub use self::answer::{Answer, read_answer};
pub use self::kind::{Kind, NoOrder};

/// How sure a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// It can be acted on.
    Sure,
    /// It stands there, and a careful person would ask.
    Doubtful,
}

impl Certainty {
    /// The word in the JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Doubtful => "doubtful",
        }
    }
}

/// Something that a mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The value: nine digits, E.164, an address in lower case, a name as written.
    pub value: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// The words it was read from, as they stand in [`Reading::text`].
    pub from: String,
}

/// What a mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What it is.
    pub kind: Kind,
    /// Why it is no order, when it is none.
    pub why_none: Option<NoOrder>,
    /// The language its sender wrote.
    pub language: Language,
    /// Facts by their dotted paths: `vendor.contact.email` … The applicant of a direct order is `customer`.
    pub facts: BTreeMap<&'static str, Fact>,
    /// By path what a label's value says that is no such fact: `1` where a telephone number is asked for.
    pub unread: BTreeMap<&'static str, String>,
    /// The paths that the kind requires and the mail does not give.
    pub missing: Vec<&'static str>,
    /// The text that was read, a line a line, for showing the facts where they stand.
    pub text: String,
    /// The names of attachments, which were not opened.
    pub attachments: Vec<String>,
    /// How many numbers that a real person may have were masked before reading.
    pub masked: usize,
}

/// The paths of a party's facts, in the order they are asked for.
const VENDOR: [&str; 5] =
    ["vendor.number", "vendor.name", "vendor.contact.name", "vendor.contact.email", "vendor.contact.phone"];
const CUSTOMER: [&str; 5] = [
    "customer.number", "customer.name", "customer.contact.name", "customer.contact.email",
    "customer.contact.phone",
];
const PRODUCTION: [&str; 3] =
    ["production_contact.name", "production_contact.email", "production_contact.phone"];
const LEGAL_BASIS: &str = "legal_basis";

/// Reads a raw message.
pub fn read(raw: &[u8]) -> Reading {
    let mut document = Document::of(raw).unwrap_or_default();
    let masked = mask(&mut document);
    read_document(&document, masked)
}

/// The names of what is attached to a raw message, with real persons' numbers masked. Nothing is opened.
pub fn attachments(raw: &[u8]) -> Vec<String> {
    let mut document = Document::of(raw).unwrap_or_default();
    mask(&mut document);
    document.attachments
}

/// Reads a text that is no message: what a handler pastes, or what was kept of one.
pub fn read_text(text: &str) -> Reading {
    let mut document = Document::of_text(text);
    let masked = mask(&mut document);
    read_document(&document, masked)
}

/// Real persons' numbers are masked before anything else sees the text.
fn mask(document: &mut Document) -> usize {
    let mut masked = 0;
    let mut cover = |text: &mut String| {
        let (covered, found) = mask_real_numbers(text);
        if found > 0 {
            *text = covered;
            masked += found;
        }
    };
    cover(&mut document.subject);
    if let Some(name) = &mut document.sender_name {
        cover(name);
    }
    for line in &mut document.lines {
        cover(&mut line.text);
        for cell in &mut line.cells {
            cover(cell);
        }
    }
    document.attachments.iter_mut().for_each(cover);
    masked
}

/// The sender's own lines, with those it answers.
fn own_lines(document: &Document) -> Vec<&Line> {
    // A quoted line above the sender's own may be the question that it answers; behind the last own line none is.
    let last_own = document.lines.iter().rposition(|line| line.origin == Origin::Own && !line.is_blank());
    document
        .lines
        .iter()
        .take(last_own.map_or(0, |last| last + 1))
        .filter(|line| matches!(line.origin, Origin::Own | Origin::Quoted))
        .collect()
}

fn read_document(document: &Document, masked: usize) -> Reading {
    let own = own_lines(document);
    let forwarded: Vec<&Line> =
        document.lines.iter().filter(|line| line.origin == Origin::Forwarded).collect();
    let mut attempt = Attempt::of(document, &own, Origin::Signature);
    if !forwarded.is_empty() {
        let passed_on = Attempt::of(&document.passed_on(), &forwarded, Origin::ForwardedSignature);
        let is_order =
            kind::kind(document, &attempt.text, &attempt.facts, attempt.fictional) != Kind::NotAnOrder;
        let of_customer = attempt.lacks_customer()
            && document.is_passed_on_from_another_house()
            && passed_on.is_of_another_than(&attempt);
        if of_customer {
            // The order stands above, and the customer's own words about itself below.
            attempt.add_customer(&passed_on);
        } else if attempt.facts.count(Strength::Sentence) < 4 || !is_order {
            // A mail that is passed on is the order when the one who passes it on has none of its own.
            attempt = attempt.over(passed_on);
        }
    }
    let text: String = attempt.text.clone();
    let language = language::language(&text, &document.subject);
    let kind = kind::kind(document, &text, &attempt.facts, attempt.fictional);
    if kind == Kind::Ambiguous
        && let Some(facts) = sections::of_two_orders(document, &own)
    {
        attempt.facts = facts;
    }
    let mut reading = Reading {
        kind,
        why_none: (kind == Kind::NotAnOrder).then(|| kind::why_none(document, &text)),
        language,
        facts: BTreeMap::new(),
        unread: BTreeMap::new(),
        missing: Vec::new(),
        text: document.text(),
        attachments: document.attachments.clone(),
        masked,
    };
    if kind != Kind::NotAnOrder {
        reading.fill(&attempt.facts, &attempt.text);
    }
    reading.missing = filling::missing(kind, &reading.facts);
    reading
}

/// What was read of one part of a mail.
struct Attempt {
    facts: Facts,
    fictional: Option<bool>,
    text: String,
}

impl Attempt {
    /// Reads `lines`; `signature` is what marks the signature below them.
    fn of(document: &Document, lines: &[&Line], signature: Origin) -> Self {
        let said = lines.iter().filter(|line| line.origin != Origin::Quoted);
        let text = said.map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        // Twice, since a label may name an organisation (“Kontakt hos Varsom Due”) that is told about only further down.
        let mut known = Known::default();
        let mut attempt = Self { facts: Facts::default(), fictional: None, text };
        for _ in 0..2 {
            let read = lines::read(document, lines.iter().copied(), &known);
            attempt.facts = read.facts;
            attempt.fictional = read.fictional;
            prose::read(document, &read.prose, &known, &mut attempt.facts);
            attempt.facts.reassign(|name| known.party_of(name));
            names::votes_of_labels(&mut attempt.facts);
            known = Known {
                names: names::decide(document, &attempt.facts),
                me: attempt.facts.me.clone(),
                sender_delegates: attempt.facts.sender_delegates,
            };
        }
        if attempt.facts.sender_delegates {
            attempt.facts.sender_is_customer();
        }
        attempt.facts_of_subject(document);
        if signature != Origin::Own {
            attempt.facts_of_signature(document, signature);
        }
        attempt
    }

    /// “Tilgang for Sprek Maur AS, 310 000 019”: who orders may be named in the subject alone, when the address is its own.
    fn facts_of_subject(&mut self, document: &Document) {
        let named = [Party::Sender, Party::Vendor].iter().any(|party| self.facts.has(Slot::Name(*party)));
        let numbered =
            [Party::Sender, Party::Vendor].iter().any(|party| self.facts.has(Slot::Number(*party)));
        let organisations = pieces::organisations(&document.subject);
        let [only] = organisations.as_slice() else { return };
        if !names::is_of_sender(document, &only.value) {
            return;
        }
        let mut add = |slot: Slot, value: &str, doubtful: bool| {
            self.facts.add(Found {
                slot,
                value: value.to_owned(),
                from: value.to_owned(),
                doubtful,
                strength: Strength::Loose,
                corrects: false,
            });
        };
        if !named {
            add(Slot::Name(Party::Sender), &only.value, true);
        }
        let folded = self.text.to_lowercase();
        let points = ["emnefelt", "emnelinj", "i emnet", "tittelfelt", "the subject"]
            .iter()
            .any(|words| folded.contains(words));
        if let ([number], false) = (pieces::numbers(&document.subject).as_slice(), numbered) {
            add(Slot::Number(Party::Sender), &number.value, number.doubtful || !points);
        }
    }

    /// Whether the one who orders is known and the customer is not.
    fn lacks_customer(&self) -> bool {
        let own = [Party::Sender, Party::Vendor].iter().any(|party| self.facts.has(Slot::Number(*party)));
        own && !self.facts.has(Slot::Number(Party::Customer))
    }

    /// Whether its writer gives a number of its own, which is not the number of `other`'s.
    fn is_of_another_than(&self, other: &Self) -> bool {
        let numbers = |attempt: &Self| {
            [Party::Sender, Party::Vendor]
                .into_iter()
                .flat_map(|party| attempt.facts.numbers_of(party))
                .collect::<Vec<_>>()
        };
        let (own, others) = (numbers(self), numbers(other));
        !own.is_empty() && own.iter().all(|number| !others.contains(number))
            || own.is_empty() && self.facts.has(Slot::Number(Party::Customer))
    }

    /// What the writer of a mail that is passed on says of itself is said of the customer.
    fn add_customer(&mut self, passed_on: &Self) {
        for (name, number) in passed_on.facts.pairs() {
            self.facts.pair_up(name, number);
        }
        for found in passed_on.facts.all() {
            let slot = match found.slot {
                Slot::Number(Party::Sender | Party::Customer) => Slot::Number(Party::Customer),
                Slot::Name(Party::Sender | Party::Customer) => Slot::Name(Party::Customer),
                Slot::Contact(Party::Sender | Party::Customer, role, attribute) => {
                    Slot::Contact(Party::Customer, role, attribute)
                }
                _ => continue,
            };
            self.facts.add(Found { slot, corrects: false, ..found.clone() });
        }
        self.text = format!("{}\n{}", self.text, passed_on.text);
    }

    /// The one sentence that `words` stand in.
    fn sentence_with(&self, words: &str) -> Option<&str> {
        let text = self.text.split('\n').flat_map(prose::sentences);
        let mut holding = text.filter(|sentence| sentence.contains(words));
        holding.next().filter(|_| holding.next().is_none())
    }

    /// What the sender writes above a mail it passes on is newer, and counts before it.
    fn over(self, passed_on: Self) -> Self {
        let mut facts = passed_on.facts;
        for (name, number) in self.facts.pairs() {
            facts.pair_up(name, number);
        }
        let contacts = facts.named_contacts();
        for found in self.facts.all() {
            facts.add(Found {
                corrects: found.strength >= Strength::Label && !found.doubtful,
                ..found.clone()
            });
            // “Kari har fått nytt nummer, riktig er …”: of whomever of the mail below the sentence names.
            if let (true, Slot::Contact(_, _, attribute @ (Attribute::Email | Attribute::Phone))) =
                (found.corrects, found.slot)
                && let Some(sentence) = self.sentence_with(&found.from)
                && let Some((party, role)) = facts::only_one_named(&contacts, sentence)
            {
                facts.add(Found {
                    slot: Slot::Contact(party, role, attribute),
                    strength: Strength::Sentence,
                    doubtful: false,
                    ..found.clone()
                });
            }
        }
        Self {
            facts,
            fictional: self.fictional.or(passed_on.fictional),
            text: format!("{}\n{}", self.text, passed_on.text),
        }
    }

    /// A text that points to the signature makes its facts count, doubtfully.
    fn facts_of_signature(&mut self, document: &Document, origin: Origin) {
        let folded = self.text.to_lowercase();
        let points = [
            "signatur", "signature", "se under", "sjå under", "below my name", "nederst i mailen", "nedst i",
            "under navnet mitt", "under namnet mitt", "details below", "details set out below",
            "står nederst", "står nedst", "står under", "finner dere under", "finn de under",
            "nederst i e-posten", "i bunnen", "i botnen", "at the foot", "at the end of this", "underneath",
            "bunntekst", "botntekst", "footer", "se avsender", "sjå avsendar", "at the bottom",
            "nedst i e-posten", "nedenfor", "nedanfor",
        ]
        .iter()
        .any(|word| folded.contains(word));
        if !points {
            return;
        }
        let signature: Vec<&Line> =
            document.lines.iter().filter(|line| line.origin == origin && !line.is_blank()).collect();
        // What one does stands below the name, and is no label of the lines below it.
        let is_title = |at: usize| {
            let above = at.checked_sub(1).and_then(|at| signature.get(at));
            above.is_some_and(|above| document.sender_name.as_deref() == Some(above.text.trim()))
                && signature.get(at).is_some_and(|line| pieces::is_title_alone(&line.text))
        };
        let signature: Vec<&Line> =
            signature.iter().enumerate().filter(|(at, _)| !is_title(*at)).map(|(_, line)| *line).collect();
        let read = Self::of(document, &signature, Origin::Own);
        for found in read.facts.all() {
            let general = matches!(
                found.slot,
                Slot::Number(Party::Sender) | Slot::Name(Party::Sender) | Slot::Contact(Party::Sender, _, _)
            );
            if general && !self.facts.has(found.slot) {
                self.facts.add(Found { doubtful: true, strength: Strength::Loose, ..found.clone() });
            }
        }
        if let Some(name) = document.sender_name.clone() {
            let slot = Slot::Contact(Party::Sender, Role::Contact, Attribute::Name);
            let signs = document
                .lines
                .iter()
                .any(|line| line.origin == origin && line.text.to_lowercase().contains(&name.to_lowercase()));
            if !self.facts.has(slot) && signs {
                self.facts.add(Found {
                    slot,
                    from: name.clone(),
                    value: name,
                    doubtful: true,
                    strength: Strength::Loose,
                    corrects: false,
                });
            }
        }
    }
}

impl Reading {
    /// The kind of order to place; `None` when it is none, or unclear.
    pub const fn order_kind(&self) -> Option<OrderKind> {
        match self.kind {
            Kind::FictionalCustomer => Some(OrderKind::FictionalCustomer),
            Kind::ExistingCustomer => Some(OrderKind::ExistingCustomer),
            Kind::Direct => Some(OrderKind::Direct),
            Kind::NotAnOrder | Kind::Ambiguous => None,
        }
    }

    /// Whether every fact that the kind requires is there and sure.
    pub fn is_complete(&self) -> bool {
        self.order_kind().is_some()
            && self.missing.is_empty()
            && self.facts.values().all(|fact| fact.certainty == Certainty::Sure)
    }

    /// What `fullmakt order read --json` prints.
    pub fn to_json(&self) -> Value {
        let fact = |path: &str| -> Value {
            self.facts.get(path).map_or(
                Value::Null,
                |fact| json!({ "value": fact.value, "certainty": fact.certainty.key(), "from": fact.from }),
            )
        };
        let contact = |paths: [&str; 3]| -> Value {
            let [name, email, phone] = paths;
            json!({ "name": fact(name), "email": fact(email), "phone": fact(phone) })
        };
        let party = |paths: [&'static str; 5], shown: bool| -> Value {
            if !shown && !paths.iter().any(|path| self.facts.contains_key(path)) {
                return Value::Null;
            }
            let [number, name, contact_name, contact_email, contact_phone] = paths;
            json!({
                "number": fact(number),
                "name": fact(name),
                "contact": contact([contact_name, contact_email, contact_phone]),
            })
        };
        let production = PRODUCTION.iter().any(|path| self.facts.contains_key(path));
        let mut basis = fact(LEGAL_BASIS);
        if let (Value::Object(members), Some(fact)) = (&mut basis, self.facts.get(LEGAL_BASIS)) {
            members.insert("key".to_owned(), json!(legal_basis::of_text(&fact.value).key));
        }
        let mut out = Map::new();
        out.insert("kind".to_owned(), json!(self.kind.key()));
        out.insert("language".to_owned(), json!(self.language.tag()));
        out.insert(
            "vendor".to_owned(),
            party(VENDOR, matches!(self.kind, Kind::FictionalCustomer | Kind::ExistingCustomer)),
        );
        out.insert(
            "customer".to_owned(),
            party(CUSTOMER, matches!(self.kind, Kind::ExistingCustomer | Kind::Direct)),
        );
        out.insert(
            "production_contact".to_owned(),
            if production { contact(PRODUCTION) } else { Value::Null },
        );
        out.insert("legal_basis".to_owned(), basis);
        out.insert("missing".to_owned(), json!(self.missing));
        out.insert("attachments".to_owned(), json!(self.attachments));
        Value::Object(out)
    }
}
