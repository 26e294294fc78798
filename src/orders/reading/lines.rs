//! Facts in lines: labels with values, tables, and blocks under a heading. What is none of that is left as prose.

mod bare;
mod houses;
mod labelled;
mod pairs;
mod persons;
mod questions;
mod spoken;
mod table;
mod taking;
mod values;
mod whole;
mod wrapped;

use std::borrow::Cow;

use self::bare::bare_facts;
use self::pairs::{bare_label, pairs};
use self::persons::{is_of_whom_was_named, named_ahead};
use self::questions::{answers_which_way, answers_with_oneself};
use self::spoken::{about, begins_with, goes_on_about, spoken_of};
use self::values::{is_empty_value, is_same_person, is_sentence, labelled_name, unlisted};
use self::whole::with_whole_names;
use self::wrapped::unwrapped;
use super::document::{Document, Line, Origin};
use super::facts::{Facts, Slot, Strength};
use super::folding::folded;
use super::labels::{Attribute, Meaning, Party, Role, meaning};
use super::pieces;
use super::prose::sentences;

pub(super) use self::values::{is_this_address, is_undersigned};

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
    /// The sender is the customer of a vendor that it names.
    pub sender_delegates: bool,
    /// The organisations that are named, with whose names they are.
    pub names: Vec<(Party, String)>,
    /// Who the sender says it is.
    pub me: Option<String>,
}

impl Known {
    /// Whose the organisation of that name is.
    pub(super) fn party_of(&self, name: &str) -> Option<Party> {
        let folded = name.to_lowercase();
        self.names
            .iter()
            .find(|(_, known)| {
                *known == folded
                    || known.starts_with(&format!("{folded} "))
                    || folded.starts_with(&format!("{known} "))
            })
            .map(|(party, _)| *party)
    }

    /// The sender, when its organisation is the only one that is named.
    pub(super) fn only_own(&self) -> Option<Party> {
        match self.names.as_slice() {
            [(party @ (Party::Sender | Party::Vendor), _)] => Some(*party),
            _ => None,
        }
    }
}

/// Reads `lines` of `document`.
pub(super) fn read<'d>(
    document: &'d Document,
    lines: impl Iterator<Item = &'d Line>,
    known: &'d Known,
) -> Lines {
    let mut reader = Reader::new(document, known);
    let lines = unwrapped(with_whole_names(lines));
    let bare = bare_facts(&lines);
    for (line, is_bare) in lines.iter().zip(bare) {
        // Facts below each other are a block, as if a heading stood above them.
        reader.block |= is_bare;
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
    /// Whoever has that role is the production contact too.
    production_too: bool,
    /// The contact that a label named last.
    person: Option<String>,
    /// A label whose value stands on the next line.
    pending: Option<Meaning>,
    /// The quoted line before did not end its sentence.
    asked_on: bool,
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

/// “Lev: Sprek Maur AS; 310000019; testansv. Kari Eksempel; kari@x.example”: what stands between semicolons is facts like
/// those between commas, when none of it is a sentence.
fn between_commas(text: &str) -> Cow<'_, str> {
    let fields = || text.split(';').map(str::trim);
    let is_list = text.matches(';').count() >= 2
        && fields().all(|field| field.split_whitespace().count() <= 6 && !is_sentence(field));
    if is_list { Cow::Owned(text.replace(';', ",")) } else { Cow::Borrowed(text) }
}

/// Words by which people say that what follows replaces what they said before.
const CORRECTIONS: &[&str] = &[
    "rettelse", "retting", "korrigert", "korrigering", "beklager", "orsak", "skal være", "skal vere",
    "skulle vært", "skulle vere", "riktig orgnr", "riktig org", "riktig nummer", "rett nummer", "rett org",
    "korrekt", "correction", "corrected", "should be", "should have been", "correct org", "correct number",
    "the right", "sorry", "oppdatert", "updated", "nytt nummer", "i stedet for", "istadenfor", "instead of",
    " i stedet:", " i staden:", " instead:", "riktig er", "rett er", "det riktige",
];

impl<'d> Reader<'d> {
    fn new(document: &'d Document, known: &'d Known) -> Self {
        Self {
            document,
            known,
            lines: Lines::default(),
            party: None,
            role: None,
            production_too: false,
            person: None,
            pending: None,
            asked_on: false,
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
        // The lines that a table is drawn with say nothing.
        if line.text.chars().count() > 2
            && line.text.chars().all(|c| matches!(c, '+' | '-' | '=' | '|' | ' ' | ':' | '_'))
        {
            return;
        }
        let cells: Vec<&str> = line.cells.iter().map(|cell| unlisted(cell).trim()).collect();
        if cells.iter().filter(|cell| !cell.is_empty()).count() >= 2 {
            self.row(&cells);
            return;
        }
        self.header = None;
        let text = between_commas(unlisted(&line.text).trim());
        for part in sentences(&text) {
            self.part(part, true);
        }
    }

    /// A sentence of a line, or the whole line when it is no more than one.
    fn part(&mut self, text: &str, may_begin_with_house: bool) {
        if let Some(party) = text.strip_suffix(':').and_then(|heading| self.about_house(heading)) {
            self.end_prose();
            self.pending = None;
            self.party = Some(party);
            self.role = None;
            self.block = true;
            return;
        }
        if is_of_whom_was_named(text) {
            // “Hennes e-post er …” belongs to whom was named last, whatever the heading above says.
            if !self.of_person(text) {
                self.say(text);
            }
            return;
        }
        let pairs = pairs(text);
        if may_begin_with_house
            && let Some((owner, value)) = text.split_once(':')
            && pairs.iter().all(|pair| pair.start > owner.len())
            && owner.split_whitespace().count() <= 5
            && let Some(party) = self.house(owner.trim())
            && (!pieces::emails(value).is_empty()
                || !pieces::phones(value).is_empty()
                || !pieces::numbers(value).is_empty())
        {
            if pairs.is_empty() && labelled_name(value, false).is_none_or(|name| !name.contains(' '))
                || !pairs.is_empty() && !pieces::numbers(value).is_empty()
            {
                // “Sprek Maur: org.nr. 310 000 019, testansvarlig Kari Eksempel”: all of a house in one line.
                self.end_prose();
                self.party = Some(party);
                self.role = None;
                self.block = true;
                if pairs.is_empty() {
                    if !self.loose(value.trim()) {
                        self.say(text);
                    }
                } else {
                    self.part(value.trim(), false);
                }
                return;
            }
            // “Sprek Maur: Kari Eksempel, kari@x.example”: a contact, by the name of its house.
            self.end_prose();
            let role = self.role.unwrap_or(Role::Contact);
            self.person(party, role, Meaning::default(), value.trim(), Strength::Label);
            return;
        }
        let Some(first) = pairs.first() else { return self.unlabelled(text) };
        let head = text.get(..first.start).unwrap_or_default().trim();
        // “Kunden er Varsom Due AS, org.nr. 310 000 019” is a sentence and not a label.
        if head.split_whitespace().count() > 2 && is_sentence(text)
            || first.is_bare && first.start > 0 && is_sentence(text)
        {
            self.say(text);
            return;
        }
        let named = named_ahead(head, first);
        if let Some((name, role)) = named {
            // “Kari Eksempel, testansvarlig: kari@x.example”: the label behind the name says what the person is.
            self.end_prose();
            let party = self.whose(first.meaning);
            self.add(Slot::Contact(party, role, Attribute::Name), name, name, false, Strength::Label);
            self.person = Some(name.to_owned());
        } else if head.is_empty() {
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
            // “Orgnr. vårt er 310 000 019 og jeg er ansvarlig for testen”: what goes on behind the value is a sentence.
            if pair.is_bare && is_sentence(pair.value) {
                self.say(text);
                break;
            }
        }
        if named.is_some() {
            // It says so of this one, and nothing of whoever stands on the next line.
            self.role = None;
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
        let says_who = is_sentence(text) || text.ends_with('.') && text.split_whitespace().count() > 3;
        // “Jeg er den som tester hos oss.” is said, and asks for nothing.
        let of_me = ["jeg ", "eg ", "i ", "i'm ", "vi ", "we ", "me "]
            .iter()
            .any(|word| folded(text).starts_with(word));
        // “Samme kontaktperson for test og produksjon.”
        if is_same_person(text)
            && !has_pieces
            && folded(text).split(|c: char| !c.is_alphanumeric()).any(|word| {
                word.starts_with("produksjon") || word.starts_with("production") || word == "prod"
            })
        {
            let party = self.party.unwrap_or(Party::Sender);
            self.lines.facts.same_as_test.push((party, Role::Production));
            return;
        }
        // “Kunden delegerer til oss.” speaks of both.
        let of_both = [" til oss", " to us", " oss tilgang", " us access"]
            .iter()
            .any(|words| folded(text).contains(words));
        let label = self
            .heading_of(bare)
            .or_else(|| meaning(bare))
            // “Utvikleren vår heter Kari Eksempel og er testansvarlig.” says who it is.
            .filter(|_| {
                let tells = of_me || of_both || is_undersigned(text) || !pieces::persons(text).is_empty();
                !(has_pieces || answers || says_who && tells)
            });
        if let Some(meaning) = label {
            // A value that looks like a label (“Kunde AS”) is rarer than a label that follows an empty one.
            self.end_prose();
            self.heading(meaning);
            self.pending = Some(meaning);
            return;
        }
        let answer = [
            "Det er ", "Det blir ", "It is ", "That is ", "It's ", "That would be ", "That's ",
            "Det vil være ", "Ja, ",
        ]
        .iter()
        .find_map(|words| text.strip_prefix(words));
        if let (Some(meaning), Some(answer)) = (self.pending, answer)
            && meaning.attribute.is_none()
            && answer.chars().count() <= 140
            && answer.chars().next().is_some_and(char::is_uppercase)
        {
            self.pair(meaning, answer.trim_end_matches('.'), text);
            return;
        }
        if let Some(meaning) = self.pending
            && let Some(role) = meaning.role
            && matches!(meaning.attribute, None | Some(Attribute::Name))
            && answers_with_oneself(text)
        {
            // What stands behind is its address and telephone.
            let party = self.whose(meaning);
            self.undersigned(party, role, text);
            if meaning.production_too {
                self.undersigned(party, Role::Production, text);
            }
            self.heading(meaning);
            self.pending = None;
            if has_pieces {
                self.person(party, role, meaning, text, Strength::Block);
            }
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
                Some(Attribute::Number) => {
                    !pieces::numbers(text).is_empty() || pieces::number_in_any_groups(text).is_some()
                }
                Some(Attribute::Email) => !pieces::emails(text).is_empty(),
                Some(Attribute::Phone) => !pieces::phones(text).is_empty(),
                Some(Attribute::Name) => text.chars().count() <= 100,
                Some(Attribute::Fictional) => answers_which_way(text),
                Some(Attribute::LegalBasis | Attribute::Ignored) => true,
                None => text.chars().count() <= 120 && !is_sentence(text),
            };
            if fits || is_empty_value(text) {
                self.pair(meaning, text, text);
                return;
            }
        }
        if goes_on_about(text) && self.party.is_some() {
            self.say(text);
            self.block = true;
            self.role = None;
            return;
        }
        if text.ends_with(':') && text.chars().count() <= 160 {
            // “Kontaktperson hos kunden blir som følger:” is a heading, though it is a sentence too.
            let spoken = spoken_of(text);
            if spoken.party.is_some() || spoken.role.is_some() {
                self.heading(spoken);
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
        let house = text.trim_end_matches([':', '.']);
        if house.split_whitespace().count() <= 6
            && let Some(party) = self
                .known
                .names
                .iter()
                .find(|(_, name)| *name == house.to_lowercase())
                .map(|(party, _)| *party)
        {
            // An organisation's name on a line of its own: what stands below it is its.
            self.say(text);
            self.end_prose();
            self.party = Some(party);
            self.role = None;
            self.block = true;
            return;
        }
        if self.block && !is_sentence(text) && self.loose(text) {
            return;
        }
        if is_sentence(text) {
            // “Kunden heter …” speaks of the customer, and so do labels right below it.
            self.role = None;
            self.party =
                begins_with(text).filter(|_| !of_both).or_else(|| about(text).filter(|_| !has_pieces));
            self.block = self.party.is_some();
        }
        self.say(text);
    }

    fn say(&mut self, text: &str) {
        if !pieces::persons(text).is_empty() {
            self.person = None;
        }
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
}
