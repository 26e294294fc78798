//! Facts in lines: labels with values, tables, and blocks under a heading. What is none of that is left as prose.

mod pairs;
mod table;
mod values;

use self::pairs::{bare_label, pairs};
use self::values::{
    is_empty_value, is_same_person, is_sentence, is_switchboard, labelled_name, name_in, person_name, tidy,
    unlisted,
};
use super::document::{Document, Line, Origin};
use super::facts::{Facts, Found, Slot, Strength};
use super::labels::{Attribute, Meaning, Party, Role, meaning};
use super::pieces::{self, Piece};
use super::prose::sentences;

pub(super) use self::values::is_undersigned;

/// A run of lines without labels, with whom the lines before it spoke of.
#[derive(Debug, Clone)]
pub(super) struct Prose {
    /// Its lines put together.
    pub text: String,
    /// Digits in it may look different from what they are.
    pub overridden: bool,
}

/// What the lines say.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The facts.
    pub facts: Facts,
    /// The rest.
    pub prose: Vec<Prose>,
    /// What labels say about the wish for a fictional customer.
    pub fictional: Option<bool>,
}

/// What an earlier reading of the same mail found out about who is who.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The organisations that are named, with whose names they are.
    pub names: Vec<(Party, String)>,
    /// Who the sender says it is.
    pub me: Option<String>,
}

/// Reads `lines` of `document`.
pub(super) fn read<'d>(
    document: &'d Document,
    lines: impl Iterator<Item = &'d Line>,
    known: &'d Known,
) -> Lines {
    let mut reader = Reader::new(document, known);
    for line in lines {
        reader.line(line);
    }
    reader.end_prose();
    reader.lines
}

#[expect(clippy::struct_excessive_bools, reason = "each says something else about where the reading stands")]
struct Reader<'d> {
    document: &'d Document,
    known: &'d Known,
    lines: Lines,
    /// Whom the lines above speak of.
    party: Option<Party>,
    role: Option<Role>,
    /// A label whose value stands on the next line.
    pending: Option<Meaning>,
    /// The columns of the table that is being read.
    header: Option<Vec<Option<Meaning>>>,
    /// Whether lines without a label still belong to the heading above.
    block: bool,
    prose: Vec<String>,
    prose_overridden: bool,
    /// The line says that it puts something right.
    corrects: bool,
    overridden: bool,
}

/// Words by which people say that what follows replaces what they said before.
const CORRECTIONS: &[&str] = &[
    "rettelse", "retting", "korrigert", "korrigering", "beklager", "orsak", "skal være", "skal vere",
    "skulle vært", "skulle vere", "riktig orgnr", "riktig org", "riktig nummer", "rett nummer", "rett org",
    "korrekt", "correction", "corrected", "should be", "should have been", "correct org", "correct number",
    "the right", "sorry", "oppdatert", "updated", "nytt nummer", "i stedet for", "istadenfor", "instead of",
    "riktig er", "rett er", "det riktige",
];

impl<'d> Reader<'d> {
    fn new(document: &'d Document, known: &'d Known) -> Self {
        Self {
            document,
            known,
            lines: Lines::default(),
            party: None,
            role: None,
            pending: None,
            header: None,
            block: false,
            prose: Vec::new(),
            prose_overridden: false,
            corrects: false,
            overridden: false,
        }
    }

    fn line(&mut self, line: &Line) {
        if line.origin == Origin::Quoted {
            self.question(&line.text);
            return;
        }
        let folded = line.text.to_lowercase();
        self.corrects = CORRECTIONS.iter().any(|word| folded.contains(word));
        self.overridden = line.overridden;
        if line.is_blank() {
            self.end_prose();
            return;
        }
        let cells: Vec<&str> = line.cells.iter().map(|cell| unlisted(cell).trim()).collect();
        if cells.iter().filter(|cell| !cell.is_empty()).count() >= 2 {
            self.row(&cells);
            return;
        }
        self.header = None;
        let text = unlisted(&line.text).trim();
        for part in sentences(text) {
            self.part(part);
        }
    }

    /// A sentence of a line, or the whole line when it is no more than one.
    fn part(&mut self, text: &str) {
        let pairs = pairs(text);
        let Some(first) = pairs.first() else { return self.unlabelled(text) };
        let head = text.get(..first.start).unwrap_or_default().trim();
        // “Kunden er Varsom Due AS, org.nr. 310 000 019” is a sentence and not a label.
        if head.split_whitespace().count() > 2 && is_sentence(text)
            || first.is_bare && first.start > 0 && is_sentence(text)
        {
            self.say(text);
            return;
        }
        if head.is_empty() {
            self.end_prose();
        } else {
            self.head(head);
        }
        // “I am the test contact: kari@x.example”.
        let is_me = ["i am", "i'm", "jeg er", "eg er", "undertegnede er"].iter().any(|words| {
            head.to_lowercase().starts_with(words) || first.whole.to_lowercase().starts_with(words)
        });
        if let Some(role) = first.meaning.role.filter(|_| is_me) {
            self.undersigned(Party::Sender, role, head);
        }
        for pair in &pairs {
            let meaning = self.with_name(pair.meaning, pair.of);
            self.pair(meaning, pair.value, pair.whole);
        }
    }

    /// “Testansvarlig i banken”, “Kontakt hos Varsom Due”: whose it is, by the name of an organisation that was named.
    fn with_name(&self, meaning: Meaning, of: Option<&str>) -> Meaning {
        let Some(of) = of else { return meaning };
        let words: Vec<String> = of.split_whitespace().map(str::to_lowercase).collect();
        let is_named = |party: Party| {
            self.known.names.iter().any(|(whose, name)| {
                *whose == party
                    && name.split(' ').filter(|word| word.chars().count() >= 4).any(|part| {
                        words.iter().any(|word| {
                            word.starts_with(part)
                                || part.starts_with(word.as_str()) && word.chars().count() >= 4
                        })
                    })
            })
        };
        match (is_named(Party::Customer), is_named(Party::Sender) || is_named(Party::Vendor)) {
            (true, false) => Meaning { party: Some(Party::Customer), ..meaning },
            (false, true) => Meaning { ours: true, ..meaning },
            _ => meaning,
        }
    }

    /// What stands before the first label of a line: perhaps the name that the labelled facts belong to.
    fn head(&mut self, head: &str) {
        let bare = head.trim_end_matches([',', ';', '(', '-', '–', ' ', '|']);
        if self.block && self.loose(bare) {
            return;
        }
        if let Some((meaning, value)) = bare_label(bare) {
            self.pair(meaning, value, bare);
            return;
        }
        self.say(head);
        self.end_prose();
    }

    /// A quoted line between the sender's own: what stands below it may be the answer to it.
    fn question(&mut self, text: &str) {
        self.end_prose();
        let asked = text.trim_start_matches(['>', ' ']).trim_end_matches(['?', ':', ' ', '.']);
        let asked = unlisted(asked);
        if asked.is_empty() {
            return;
        }
        self.pending = meaning(asked);
        if let Some(meaning) = self.pending {
            self.heading(meaning);
        }
    }

    /// A line that has no label with a value.
    fn unlabelled(&mut self, text: &str) {
        let bare = text
            .trim_end_matches([':', '-', '–', '*', '_', '=', ' '])
            .trim_start_matches(['*', '_', '#', ' ']);
        let has_pieces = !pieces::emails(text).is_empty()
            || !pieces::numbers(text).is_empty()
            || !pieces::phones(text).is_empty();
        // “Navn til testansvarlig:” and below it “Kontakt Test”: a name is asked for, and names have capitals.
        let answers = self.pending.is_some_and(|pending| pending.attribute == Some(Attribute::Name))
            && !text.ends_with(':')
            && text.contains(' ')
            && text.split_whitespace().all(|word| word.chars().next().is_some_and(char::is_uppercase));
        let label = meaning(bare).filter(|_| !has_pieces && !answers);
        if let Some(meaning) = label {
            // A value that looks like a label (“Kunde AS”) is rarer than a label that follows an empty one.
            self.end_prose();
            self.heading(meaning);
            self.pending = Some(meaning);
            return;
        }
        if let Some(meaning) = self.pending.take() {
            // One question for two facts: “E-post og telefon?”
            if !pieces::emails(text).is_empty()
                && !pieces::phones(text).is_empty()
                && matches!(meaning.attribute, Some(Attribute::Email | Attribute::Phone))
            {
                self.pair(meaning, text, text);
                return;
            }
            let fits = match meaning.attribute {
                Some(Attribute::Number) => !pieces::numbers(text).is_empty(),
                Some(Attribute::Email) => !pieces::emails(text).is_empty(),
                Some(Attribute::Phone) => !pieces::phones(text).is_empty(),
                Some(Attribute::Name) => text.chars().count() <= 100,
                Some(Attribute::LegalBasis | Attribute::Fictional | Attribute::Ignored) => true,
                None => text.chars().count() <= 120 && !is_sentence(text),
            };
            if fits || is_empty_value(text) {
                self.pair(meaning, text, text);
                return;
            }
        }
        if text.ends_with(':') && text.chars().count() <= 160 {
            // “Kontaktperson hos kunden blir som følger:” is a heading, though it is a sentence too.
            let (party, role) = spoken_of(text);
            if party.is_some() || role.is_some() {
                self.heading(Meaning { party, role, ..Meaning::default() });
                self.say(text);
                self.block = true;
                return;
            }
        }
        if let Some((meaning, value)) = bare_label(text) {
            self.end_prose();
            self.pair(meaning, value, text);
            return;
        }
        if self.block && !is_sentence(text) && self.loose(text) {
            return;
        }
        if is_sentence(text) {
            // “Kunden heter …” speaks of the customer, and so do labels right below it.
            self.role = None;
            self.party = begins_with(text);
            self.block = self.party.is_some();
        }
        self.say(text);
    }

    fn say(&mut self, text: &str) {
        self.prose_overridden |= self.overridden;
        self.prose.push(text.to_owned());
    }

    fn end_prose(&mut self) {
        let lines = std::mem::take(&mut self.prose);
        if !lines.is_empty() {
            self.lines.prose.push(Prose { text: lines.join(" "), overridden: self.prose_overridden });
        }
        self.prose_overridden = false;
    }

    /// Remembers whom the next lines are about.
    fn heading(&mut self, meaning: Meaning) {
        if meaning.ours {
            self.party = Some(Party::Sender);
        }
        match meaning.party {
            // “Firma” under “Kunde” is the customer's.
            Some(Party::Sender)
                if matches!(self.party, Some(Party::Vendor | Party::Customer | Party::Other))
                    && self.block => {}
            Some(party) => {
                self.party = Some(party);
                if meaning.role.is_none() {
                    self.role = None;
                }
            }
            None => {}
        }
        if let Some(role) = meaning.role {
            self.role = Some(role);
        } else if meaning.attribute == Some(Attribute::Number) {
            self.role = None;
        }
        self.block = true;
    }

    fn whose(&self, meaning: Meaning) -> Party {
        if meaning.ours {
            return Party::Sender;
        }
        match meaning.party {
            Some(Party::Sender) | None => self.party.or(meaning.party).unwrap_or(Party::Sender),
            Some(party) => party,
        }
    }

    fn add(&mut self, slot: Slot, value: &str, from: &str, doubtful: bool, strength: Strength) {
        self.lines.facts.add(Found {
            slot,
            value: tidy(value),
            from: from.trim().to_owned(),
            doubtful: doubtful || self.overridden,
            strength,
            corrects: self.corrects && strength == Strength::Label,
        });
    }

    /// A label with its value.
    fn pair(&mut self, label: Meaning, value: &str, whole: &str) {
        let value = value.trim();
        self.pending = None;
        self.heading(label);
        let folded = value.to_lowercase();
        let denies = ["ingen", "nei", "none", "no ", "ikke ", "ikkje ", "not "]
            .iter()
            .any(|word| folded.starts_with(word));
        if denies && label.attribute.is_none() {
            // “Kunde: ingen, vi vil ha fiktiv”.
            if ["fiktiv", "fict"].iter().any(|word| folded.contains(word)) {
                self.lines.fictional = Some(true);
            }
            self.party = None;
            return;
        }
        if is_empty_value(value) {
            self.pending = value.is_empty().then_some(label);
            return;
        }
        let party = self.whose(label);
        let role = label.role.or(self.role);
        match (label.attribute, label.role) {
            (Some(Attribute::Ignored), _) => {}
            (Some(Attribute::Fictional), _) => {
                let folded = value.to_lowercase();
                let no = ["nei", "no", "ikke", "ikkje", "not", "false"]
                    .iter()
                    .any(|word| folded.starts_with(word));
                self.lines.fictional = Some(!no);
            }
            (Some(Attribute::LegalBasis), _) => {
                self.add(Slot::LegalBasis, value, value, false, Strength::Label);
            }
            (Some(Attribute::Number), _) => self.number(party, value, whole),
            (Some(Attribute::Email), _) => {
                let role = role.unwrap_or(Role::Contact);
                if let Some(piece) = pieces::emails(value).first() {
                    self.contact(party, role, label, Attribute::Email, piece, value, Strength::Label);
                    self.name_beside(party, role, value);
                } else if is_undersigned(value) {
                    self.undersigned(party, role, value);
                }
                self.phones(party, role, label, value);
            }
            (Some(Attribute::Phone), _) => {
                let role = role.unwrap_or(Role::Contact);
                self.phones(party, role, label, value);
                if let Some(piece) = pieces::emails(value).first() {
                    self.contact(party, role, label, Attribute::Email, piece, value, Strength::Label);
                }
            }
            (Some(Attribute::Name), _) => self.name(label, party, role, value),
            (None, Some(role)) => self.person(party, role, label, value, Strength::Label),
            (None, None) => self.organisation(party, value, Strength::Label, false),
        }
    }

    fn number(&mut self, party: Party, value: &str, whole: &str) {
        let found = pieces::numbers(value);
        let Some(piece) = found.first() else { return };
        // Two numbers behind one label: nothing says which is meant.
        let two = found.iter().any(|other| other.value != piece.value);
        let from = value.get(piece.range.clone()).unwrap_or(whole);
        let last = found.last().filter(|_| two && self.corrects).unwrap_or(piece);
        let doubtful = last.doubtful || (two && !self.corrects);
        self.add(Slot::Number(party), &last.value, from, doubtful, Strength::Label);
        if let Some(name) = pieces::organisations(value).first() {
            self.add(Slot::Name(party), &name.value, &name.value, false, Strength::Block);
        } else if let Some((before, _)) = value.split_once('(')
            && pieces::numbers(before).is_empty()
            && before.trim().chars().count() > 2
        {
            self.add(Slot::Name(party), before, before, false, Strength::Block);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one fact with all that is known about it")]
    fn contact(
        &mut self,
        party: Party,
        role: Role,
        label: Meaning,
        attribute: Attribute,
        piece: &Piece,
        value: &str,
        strength: Strength,
    ) {
        let from = value.get(piece.range.clone()).unwrap_or(value).to_owned();
        self.add(Slot::Contact(party, role, attribute), &piece.value, &from, piece.doubtful, strength);
        if label.production_too {
            self.add(
                Slot::Contact(party, Role::Production, attribute),
                &piece.value,
                &from,
                piece.doubtful,
                strength,
            );
        }
    }

    /// The telephone number of a contact; a switchboard's beside it is not its.
    fn phones(&mut self, party: Party, role: Role, label: Meaning, value: &str) {
        let found = pieces::phones(value);
        let own = found.iter().find(|piece| !is_switchboard(value, piece)).or(found.first());
        if let Some(piece) = own {
            self.contact(party, role, label, Attribute::Phone, piece, value, Strength::Label);
        }
    }

    fn name(&mut self, label: Meaning, party: Party, role: Option<Role>, value: &str) {
        let looks_like_organisation =
            !pieces::organisations(value).is_empty() || !pieces::numbers(value).is_empty();
        let of_contact = match label.role {
            Some(_) => true,
            // Under a contact's heading a name is the contact's, unless it is plainly an organisation's.
            None => label.party.is_none() && !label.ours && role.is_some() && !looks_like_organisation,
        };
        // “Navn: Kari Eksempel” behind “Navn: Sprek Maur AS”, without a heading between.
        let second = !of_contact
            && label.party.is_none()
            && self.lines.facts.has(Slot::Name(party))
            && !looks_like_organisation
            && pieces::is_person(value);
        match role {
            Some(role) if of_contact => self.person(party, role, label, value, Strength::Label),
            _ if second => self.person(party, Role::Contact, label, value, Strength::Block),
            _ => self.organisation(party, value, Strength::Label, true),
        }
    }

    /// A name in front of an address: `Kari Eksempel <kari@x.example>`.
    fn name_beside(&mut self, party: Party, role: Role, value: &str) {
        if let Some((before, _)) = value.split_once(['<', '('])
            && pieces::is_person(before.trim())
            && before.contains(' ')
        {
            self.add(Slot::Contact(party, role, Attribute::Name), before, before, false, Strength::Block);
        }
    }

    /// A contact in one value: name, address and telephone in any order.
    fn person(&mut self, party: Party, role: Role, label: Meaning, value: &str, strength: Strength) {
        let label = Meaning { role: Some(role), ..label };
        if is_same_person(value) && role != Role::Test {
            self.lines.facts.same_as_test.push((party, role));
            return;
        }
        let emails = pieces::emails(value);
        let phones = pieces::phones(value);
        if let Some(piece) = emails.first() {
            self.contact(party, role, label, Attribute::Email, piece, value, strength);
        }
        if let Some(piece) = phones.iter().find(|piece| !is_switchboard(value, piece)) {
            self.contact(party, role, label, Attribute::Phone, piece, value, strength);
        }
        if is_undersigned(value) {
            self.undersigned(party, role, value);
            return;
        }
        let name = if strength == Strength::Label {
            labelled_name(value, label.attribute == Some(Attribute::Name))
        } else {
            person_name(value)
        };
        if let Some(name) = name {
            self.add(Slot::Contact(party, role, Attribute::Name), &name, &name, false, strength);
            if label.production_too {
                self.add(
                    Slot::Contact(party, Role::Production, Attribute::Name),
                    &name,
                    &name,
                    false,
                    strength,
                );
            }
        }
        if let Some(name) = pieces::organisations(value).first()
            && party == Party::Customer
            && !self.lines.facts.has(Slot::Name(party))
        {
            self.add(Slot::Name(party), &name.value, &name.value, false, Strength::Loose);
        }
    }

    /// “The undersigned”: whoever the mail says it is from, which a careful person asks about.
    fn undersigned(&mut self, party: Party, role: Role, from: &str) {
        if let Some(name) = self.known.me.clone() {
            self.add(Slot::Contact(party, role, Attribute::Name), &name, &name, false, Strength::Label);
            return;
        }
        if let Some(name) = self.document.sender_name.clone() {
            self.add(Slot::Contact(party, role, Attribute::Name), &name, from, true, Strength::Label);
        }
        if let Some(email) = self.document.sender_email.clone() {
            self.add(Slot::Contact(party, role, Attribute::Email), &email, from, true, Strength::Block);
        }
    }

    /// An organisation in one value: name and number in any order, perhaps with a contact behind. With `is_name` the label
    /// asks for its name, which is then taken whatever words it has.
    fn organisation(&mut self, party: Party, value: &str, strength: Strength, is_name: bool) {
        let numbers = pieces::numbers(value);
        if let Some(piece) = numbers.first() {
            let two = numbers.iter().any(|other| other.value != piece.value);
            let from = value.get(piece.range.clone()).unwrap_or(value);
            self.add(Slot::Number(party), &piece.value, from, piece.doubtful || two, strength);
        }
        let named = pieces::organisations(value);
        let name = match named.first() {
            // The whole value is the name when nothing else stands there.
            Some(piece)
                if numbers.is_empty()
                    && !value.contains(['@', '(', ';'])
                    && piece.range.end == value.trim_end().len()
                    && value.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
                    && value.split_whitespace().count() <= 7 =>
            {
                value.to_owned()
            }
            Some(piece) => piece.value.clone(),
            None => name_in(value),
        };
        if name.chars().filter(|c| c.is_alphabetic()).count() >= 2 && (is_name || meaning(&name).is_none()) {
            self.add(Slot::Name(party), &name, &name, false, strength);
            if let Some(piece) = numbers.first() {
                self.lines.facts.pair_up(&tidy(&name), &piece.value);
            }
        }
        if let Some(piece) = pieces::emails(value).first() {
            self.contact(
                party,
                Role::Contact,
                Meaning::default(),
                Attribute::Email,
                piece,
                value,
                Strength::Loose,
            );
        }
    }

    /// A line of a block under a heading, without a label: an address, a telephone number, a name. False when it is none.
    fn loose(&mut self, text: &str) -> bool {
        if text.chars().count() > 140 {
            return false;
        }
        let party = self.party.unwrap_or(Party::Sender);
        let before = self.lines.facts.all().len();
        if let Some(role) = self.role {
            self.person(party, role, Meaning::default(), text, Strength::Block);
        } else {
            let numbers = pieces::numbers(text);
            if !numbers.is_empty() || !pieces::organisations(text).is_empty() {
                self.organisation(party, text, Strength::Block, false);
            } else if pieces::is_person(text) && text.contains(' ') && self.lines.facts.has(Slot::Name(party))
            {
                self.add(
                    Slot::Contact(party, Role::Contact, Attribute::Name),
                    text,
                    text,
                    false,
                    Strength::Block,
                );
            } else {
                for piece in pieces::emails(text).iter().take(1) {
                    self.contact(
                        party,
                        Role::Contact,
                        Meaning::default(),
                        Attribute::Email,
                        piece,
                        text,
                        Strength::Block,
                    );
                }
                for piece in pieces::phones(text).iter().filter(|piece| !is_switchboard(text, piece)).take(1)
                {
                    self.contact(
                        party,
                        Role::Contact,
                        Meaning::default(),
                        Attribute::Phone,
                        piece,
                        text,
                        Strength::Block,
                    );
                }
            }
        }
        self.lines.facts.all().len() > before
    }
}

/// Whom a sentence begins with.
fn begins_with(text: &str) -> Option<Party> {
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

/// Whom a sentence speaks of last, and as what.
pub(super) fn spoken_of(text: &str) -> (Option<Party>, Option<Role>) {
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
    (party, role)
}
