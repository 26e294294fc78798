//! What a quoted line asks for, and which lines are the answer to it.

use super::Reader;
use super::spoken::spoken_of;
use super::values::unlisted;
use crate::orders::reading::folding::{folded, words_of};
use crate::orders::reading::labels::{Attribute, Meaning, meaning};
use crate::orders::reading::pieces;

impl Reader<'_> {
    /// A quoted line between the sender's own: what stands below it may be the answer to it.
    pub(super) fn question(&mut self, text: &str) {
        self.end_prose();
        let asked = text.trim_start_matches(['>', ' ']).trim_end_matches(['?', ':', ' ', '.']);
        let asked = unlisted(asked);
        // “Hvem er testansvarlig? Fortsatt Kari?”: the first question says what is asked for.
        let (asked, is_question) = match asked.split_once('?') {
            Some((first, _)) => (first, true),
            None => (asked, text.trim_end().ends_with(['?', ':'])),
        };
        if asked.is_empty() {
            return;
        }
        let folded = asked.to_lowercase();
        let of_kinds = !folded.contains("fiktive person")
            && words_of(&folded).iter().any(|word| {
                matches!(
                    *word,
                    "fiktiv"
                        | "fiktive"
                        | "fiktivt"
                        | "fictitious"
                        | "fictional"
                        | "fictive"
                        | "oppdiktet"
                        | "oppdikta"
                )
            });
        if of_kinds {
            // Which of the two ways, on a line or two.
            self.pending = Some(Meaning { attribute: Some(Attribute::Fictional), ..Meaning::default() });
            self.asked_on = !text.trim_end().ends_with(['?', '.', '!', ':']);
            return;
        }
        let goes_on = self.asked_on
            && self.pending.is_some_and(|pending| pending.attribute == Some(Attribute::Fictional));
        self.asked_on = !text.trim_end().ends_with(['?', '.', '!', ':']);
        let before = self.pending.filter(|_| goes_on);
        // “Hvem er kundens kontaktperson for test, med e-post og telefon?” is too long for a label, and asks for one all the same.
        self.pending = meaning(asked).or_else(|| {
            let spoken = spoken_of(asked);
            let folded = asked.to_lowercase();
            let attribute = [
                ("organisasjonsnummer", Attribute::Number),
                ("org.nr", Attribute::Number),
                ("orgnr", Attribute::Number),
                ("organisation number", Attribute::Number),
                ("organization number", Attribute::Number),
                ("hjemmel", Attribute::LegalBasis),
                ("heimel", Attribute::LegalBasis),
                ("legal basis", Attribute::LegalBasis),
                ("rettsleg grunnlag", Attribute::LegalBasis),
                ("rettslig grunnlag", Attribute::LegalBasis),
            ]
            .iter()
            .find(|(word, _)| folded.contains(word))
            .map(|(_, attribute)| *attribute);
            // Who asks “does your customer …” speaks of the one who answers.
            (is_question && (spoken.party.is_some() || spoken.role.is_some() || attribute.is_some()))
                .then_some(Meaning { attribute, ours: false, ..spoken })
        });
        if goes_on {
            self.pending = before;
            return;
        }
        // “Deres testansvarlige” is whoever's who is asked, and answers.
        if let Some(meaning) = self.pending.as_mut()
            && meaning.theirs
            && words_of(&folded).contains(&"deres")
        {
            meaning.ours = meaning.party.is_none();
            meaning.theirs = false;
        }
        // “Testansvarlig (navn, e-post, telefon)” asks for all of a person.
        let asks_for =
            [&["navn", "namn", "name"][..], &["post", "mail"], &["telefon", "tlf", "mobil", "phone"]]
                .iter()
                .filter(|words| words.iter().any(|word| folded.contains(word)))
                .count();
        if let Some(meaning) = self.pending.as_mut()
            && asks_for > 1
            && meaning.role.is_some()
        {
            meaning.attribute = None;
        }
        // “Hvem er testansvarlig, med epost og telefon?” asks for all of a person.
        let who = ["hvem", "kven", "who"].iter().any(|word| folded.starts_with(word));
        if let Some(meaning) = self.pending.as_mut()
            && who
            && meaning.role.is_some()
        {
            meaning.attribute = None;
        }
        // “Har kunden alt fått tilgang?” asks whether, and for nothing that stands in an order.
        if asks_whether(&folded)
            && self.pending.is_some_and(|meaning| meaning.attribute.is_none() && meaning.role.is_none())
        {
            self.pending = None;
        }
        if let Some(meaning) = self.pending {
            self.heading(meaning);
        }
    }
}

/// Whether a question (in small letters) begins as those do that are answered with yes or no.
fn asks_whether(folded: &str) -> bool {
    let first = folded.split_whitespace().next().unwrap_or_default();
    matches!(
        first,
        "har"
            | "er"
            | "skal"
            | "kan"
            | "vil"
            | "blir"
            | "vert"
            | "må"
            | "has"
            | "have"
            | "is"
            | "are"
            | "does"
            | "do"
            | "did"
            | "will"
            | "can"
            | "should"
            | "was"
    )
}

/// “Jeg tar begge deler.”, “Det blir meg”: who is asked for a person names itself.
pub(super) fn answers_with_oneself(text: &str) -> bool {
    let folded = folded(text);
    let begins = ["jeg ", "eg ", "i ", "i'm ", "i'll ", "meg", "undertegnede", "underteikna", "me,", "me."]
        .iter()
        .any(|words| folded.starts_with(words));
    let is_me = [
        "det er", "det blir", "det vert", "that's", "that is", "that would be", "it's", "it is", "it will be",
    ]
    .iter()
    .filter_map(|words| folded.strip_prefix(words))
    .any(|rest| {
        matches!(
            words_of(rest).first().copied(),
            Some("meg" | "jeg" | "eg" | "me" | "i" | "undertegnede" | "underteikna" | "myself")
        )
    });
    (begins || is_me) && pieces::persons(text).is_empty()
}

/// Whether a line can be the answer to which way is wanted.
pub(super) fn answers_which_way(text: &str) -> bool {
    let folded = folded(text);
    [
        "ja", "nei", "yes", "no", "fiktiv", "fict", "oppdikt", "eksisterende", "eksisterande", "existing",
        "alternativ", "option", "første", "fyrste", "first", "siste", "andre", "second", "latter", "former",
        "kunde", "customer", "client", "delegere", "delegate", "true", "false", "x",
    ]
    .iter()
    .any(|words| folded.starts_with(words))
        || ["fiktiv", "fict", "eksister", "existing", "alternativ", "option", "kunde", "customer"]
            .iter()
            .any(|words| folded.contains(words))
}
