//! Which kind of order a mail is, and in which language. A mail is an order only when it asks for access and says who
//! asks; everything else is for a person to read.

use std::sync::LazyLock;

use regex::Regex;

use super::document::{Document, Origin};
use super::facts::{Facts, Slot, Strength};
use super::folding::{folded, words_of};
use super::labels::{Attribute, Party, Role};
use super::prose::sentences;
use super::purpose::{Purpose, is_on_topic, is_report, is_request, is_to_oneself, is_wish, purpose};
use super::ways::{is_made_elsewhere, is_there_already, is_wished_for, main_clause, not_real};

/// What a mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A vendor wants to delegate to itself through a fictional organisation.
    FictionalCustomer,
    /// A vendor orders, and names the customer that will delegate to it.
    ExistingCustomer,
    /// An organisation orders access for itself on a legal basis.
    Direct,
    /// No order.
    NotAnOrder,
    /// An order, or several, but which kind cannot be told.
    Ambiguous,
}

impl Kind {
    /// The word in the JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::FictionalCustomer => "fictional-customer",
            Self::ExistingCustomer => "existing-customer",
            Self::Direct => "direct",
            Self::NotAnOrder => "not-an-order",
            Self::Ambiguous => "ambiguous",
        }
    }
}

/// Why a mail is no order, as far as its words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoOrder {
    /// It says that it is none, or takes one back.
    SaysSo,
    /// It is something else: a newsletter, a bill, an agreement, a vacancy.
    OtherMail,
    /// It asks a question, reports an error, or has another errand.
    OtherErrand,
    /// It wishes for access, but not so that anybody could tell who orders what.
    Unclear,
    /// Nothing in it wishes for access.
    NoWish,
}

impl NoOrder {
    /// The key of the text `desk-note-KEY` that tells it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::SaysSo => "says-no-order",
            Self::OtherMail => "other-mail",
            Self::OtherErrand => "other-errand",
            Self::Unclear => "order-unclear",
            Self::NoWish => "no-wish",
        }
    }
}

const DENIES: &[&str] = &[
    " ikke ", " ikkje ", " not ", "n't ", " no need", " uten ", " utan ", " without ", " i stedet for ",
    " istedenfor ", " instead of ", " fremfor ", " framfor ", " rather than ", " ingen ", " neither ",
    " trenger dermed ikke", " slipper ",
];

const DIRECT: &[&str] = &[
    "direkte tilgang", "direkte tilgong", "direct access", "direktetilgang", "vanlig tilgang",
    "vanleg tilgang", "egen tilgang", "eigen tilgang", "utvidet tilgang", "utvida tilgang",
    "extended access", "test og prod", "test and prod", "test og i prod", "test and in prod", "egne vegne",
    "eigne vegner", "own behalf", "own use", "egen bruk", "eget bruk", "eige bruk", "egen løsning",
    "eiga løysing", "oss selv som skal", "oss sjølve som skal", "our own customer due diligence",
    "our own compliance", "for egen del", "for eigen del", "eget formål", "eige føremål", "internt bruk",
    "intern bruk", "in-house", "own internal use", "egne formål",
];

const EXISTING: &[&str] = &[
    "eksisterende kunde", "eksisterande kunde", "existing customer", "existing client", "kunden vår",
    "vår kunde", "our customer", "our client", "kunden har", "kunden delegerer", "delegert fra",
    "delegert frå", "delegering fra", "delegering frå", "delegation from", "delegate to us",
    "delegere til oss", "delegerer til oss", "på vegne av kunden", "på vegne av kunde",
    "on behalf of our customer", "kundens", "alternativ 2", "alternativ to", "option 2", "deleger til oss",
    "delegeres til oss", "delegate it to us", "delegated to us", "delegate access to us", "will delegate",
    "delegere den til oss", "delegere tilgangen til oss", "delegert tilgang fra", "delegere vidare til oss",
    "delegere videre til oss", "skal delegere til", "give us access", "gi oss tilgang", "en av våre kunder",
    "en av kundene våre", "ein av kundane våre", "one of our customers", "one of our clients",
    "klienten vår", "vår klient", "delegate its access", "delegate their access", "virkelig kunde",
    "reell kunde", "ekte kunde", "verkeleg kunde", "real customer", "actual customer", "genuine customer",
    "real client", "verkelege kunde", "virkelige kunde", "delegere til meg", "delegate to me",
    "delegerer til meg", "delegera til oss", "gir oss tilgang", "gi tilgang til oss", "gje tilgang til oss",
    "deler tilgangen", "overføre tilgangen til oss", "pass the access on to us", "delegate the access to us",
    "gje oss tilgang", "gjev oss tilgang", "eks. kunde", "eksist. kunde", "deleg. fra", "deleg. frå",
];

fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// What a sentence says of a fictional customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fictional {
    /// It asks for one.
    Wanted,
    /// It speaks of one, and of none that was.
    Spoken,
    /// None is wanted.
    Denied,
}

/// Whether a sentence asks for a fictional customer, and how.
fn wish(sentence: &str) -> Option<Fictional> {
    let folded = format!(" {} ", folded(sentence));
    // “Det første! Fiktiv”: the word alone, as an answer to which way is wanted.
    let words: Vec<&str> = words_of(&folded);
    let alone = |word: &&str| matches!(*word, "fiktiv" | "fiktivt" | "fictitious" | "fictional" | "fictive");
    if words.len() <= 4 && words.iter().any(alone) && !words.iter().any(|word| word.starts_with("person")) {
        let denied = any(&folded, DENIES);
        return Some(if denied { Fictional::Denied } else { Fictional::Wanted });
    }
    let at = not_real(&folded)?;
    if is_made_elsewhere(&folded) {
        return None;
    }
    let before = folded.get(..at).unwrap_or_default();
    // A denial counts where it stands before the word and in the same clause.
    let clause = before.rsplit([',', ';', ':']).next().unwrap_or(before);
    let clause = main_clause(clause);
    let after: String = folded.get(at..).unwrap_or_default().chars().take(60).collect();
    // “Prøvene med den fiktive virksomheten er avsluttet”: what was, and not what is wanted.
    // What is wished for in the same sentence is wanted all the same: “we would like a company that you set up for us”.
    let ended = !is_wish(before)
        && any(
            &after,
            &[
                " er avsluttet", " er avslutta", "nå er avsluttet", "no er avslutta", " er ferdig",
                " er over", " gikk ", " gjekk ", " fungerte", " virket ", " virka ", " har vi ", " har me ",
                " we have ", " worked", " is done", " is finished", " is over", " dere opprettet",
                " de oppretta", " you created", " you made", " you set up", " i fjor", " sist", " last time",
            ],
        )
        && !any(
            &folded,
            &[
                " også ", " òg ", " also ", " til,", " ny ", " nytt ", " nye ", " en til", " another ",
                " new ",
            ],
        );
    if ended {
        return None;
    }
    let denied = any(&format!(" {clause} "), DENIES)
        || any(
            &after,
            &[
                " er ikke ", " er ikkje ", " is not ", " not needed", " not required", " ikke nødvendig",
                " ikkje naudsynt", " trengs ikke", " trenger vi ikke",
            ],
        );
    if denied {
        return Some(Fictional::Denied);
    }
    // “Kan vi bestille …?” asks whether one may; “kan vi få …?” asks for it.
    let question = folded.trim_end().ends_with('?') && !is_request(&folded);
    // A short answer is a wish without a word for wishing: “Fiktiv virksomhet, takk.”
    // So is what stands behind a label: “Type bestilling: delegering fra fiktiv virksomhet”.
    let labelled = sentence.split_once(':').is_some_and(|(label, value)| {
        label.split_whitespace().count() <= 4 && value.split_whitespace().count() <= 9
    });
    // “Det gjelder bestillingen vår av fiktiv virksomhet.”
    let about =
        ["det gjelder ", "det gjeld ", "dette gjelder ", "dette gjeld ", "this concerns ", "it concerns "]
            .iter()
            .any(|words| folded.trim_start().starts_with(words));
    // “… så det blir fiktiv kunde.”
    let chosen = [
        " det blir ", " det vert ", " it will be ", " it'll be ", " we'll take ", " går for ", " velger ",
        " vel ",
    ]
    .iter()
    .any(|words| before.contains(words) || folded.contains(&format!("{words}fiktiv")));
    let short = (folded.split_whitespace().count() <= 7 || labelled || about || chosen)
        && !folded.trim_end().ends_with('?');
    // “Den fiktive kunden vår” is there already.
    if question || is_there_already(&folded) && !is_wish(before) {
        return None;
    }
    match (short || is_wish(&folded), is_report(&folded)) {
        (true, _) => Some(Fictional::Wanted),
        (false, false) => Some(Fictional::Spoken),
        (false, true) => None,
    }
}

/// “Delegere selv via fiktiv virksomhet? Ja”: whether a line asks for one, and one of `words` answers it.
fn is_answered(text: &str, words: &[&str]) -> bool {
    text.split('\n').filter_map(|line| line.split_once('?')).any(|(asked, answer)| {
        let answer = folded(answer);
        words_of(&answer).first().is_some_and(|first| words.contains(first))
            && not_real(&folded(asked)).is_some()
    })
}

/// What a mail is.
pub(super) fn kind(document: &Document, text: &str, facts: &Facts, fictional: Option<bool>) -> Kind {
    if document.automatic {
        return Kind::NotAnOrder;
    }
    let folded = folded(&format!(" {} \n {} ", document.subject, text));
    let wishes: Vec<Fictional> = text
        .split('\n')
        .chain([document.subject.as_str()])
        .flat_map(sentences)
        .chain(paragraphs(text).iter().flat_map(|part| sentences(part)))
        .filter_map(wish)
        .collect();
    let denied =
        wishes.contains(&Fictional::Denied) || fictional == Some(false) || is_answered(text, &["nei", "no"]);
    let said_fictional = fictional == Some(true)
        || fictional.is_none() && is_answered(text, &["ja", "yes", "x"])
        || wishes.contains(&Fictional::Wanted) && fictional != Some(false);

    let customers = facts.numbers_of(Party::Customer);
    // Who gives the right to itself gives it from a fictional customer: there is no other to give it.
    let to_itself = customers.is_empty() && fictional != Some(false) && is_to_oneself(&folded);
    let wants_fictional = said_fictional || to_itself && !facts.has(Slot::Name(Party::Customer)) && !denied;
    let customer_named = facts.has(Slot::Number(Party::Customer)) || facts.has(Slot::Name(Party::Customer));
    let customer_contact = facts.all().iter().any(|found| {
        matches!(found.slot, Slot::Contact(Party::Customer, _, _)) && found.strength >= Strength::Sentence
    });
    let basis = facts.best(Slot::LegalBasis);
    let basis_by_law = basis.as_ref().is_some_and(|found| found.strength >= Strength::Sentence);
    let own_number = [Party::Sender, Party::Vendor].iter().any(|party| facts.has(Slot::Number(*party)));
    let own_name = [Party::Sender, Party::Vendor].iter().any(|party| facts.has(Slot::Name(*party)));
    let contact = facts.all().iter().any(|found| {
        matches!(found.slot, Slot::Contact(_, role, Attribute::Name | Attribute::Email | Attribute::Phone) if role != Role::Other)
    });
    let labelled = facts.count(Strength::Label);
    let said = facts.count(Strength::Sentence);
    let mut purpose = purpose_of(document, text, &folded);
    // Answers between the lines of a question are about what it asks for.
    purpose.on_topic |= document
        .lines
        .iter()
        .any(|line| line.origin == Origin::Quoted && is_on_topic(&line.text.to_lowercase()));
    // Who orders, with number, name and a contact that can be reached, in a mail about it that speaks of nothing else and of
    // nothing that was done before: that is an order, whatever words ask for it, or none.
    let contact_with = |party: Party, attributes: &[Attribute]| {
        facts.all().iter().any(|found| {
            matches!(found.slot, Slot::Contact(whose, Role::Test | Role::Contact, what) if whose == party && attributes.contains(&what))
                && !(found.doubtful && found.strength == Strength::Loose)
        })
    };
    let reachable = [Party::Sender, Party::Vendor].iter().any(|party| {
        contact_with(*party, &[Attribute::Name])
            && contact_with(*party, &[Attribute::Email, Attribute::Phone])
    });
    let by_facts = own_number
        && own_name
        && reachable
        && purpose.on_topic
        && !purpose.other_errand
        && !purpose.denies
        && !purpose.reports;
    // What was missing, below our own questions.
    let answers = document.lines.iter().any(|line| line.origin == Origin::Quoted);
    let asks = purpose.asks || by_facts;
    let names_tester = facts.all().iter().any(|found| {
        matches!(found.slot, Slot::Contact(Party::Sender | Party::Vendor, Role::Test, Attribute::Name))
            && found.strength >= Strength::Sentence
    });
    // Who has said all that an order has need not wish for the fictional customer that it speaks of.
    let spoken = wishes.contains(&Fictional::Spoken) && !denied && customers.is_empty() && !customer_contact;
    let wants_fictional = wants_fictional || by_facts && spoken && (labelled >= 2 || names_tester);
    // Nothing but the words for it and who orders: “Sprek Maur AS, 310 000 019, fiktiv kunde, Kari Eksempel”; or what was
    // missing, in an answer.
    let bare = said_fictional
        && own_number
        && (own_name && contact || answers && (said >= 1 || contact))
        && !purpose.other_errand
        && !purpose.reports
        && !purpose.denies;

    // “We want a fictional customer” and nothing of who it is: an order that lacks all of that, which one letter asks for.
    let wish_alone = wishes.contains(&Fictional::Wanted)
        && paragraphs(text).iter().flat_map(|part| sentences(part)).any(|said| {
            wish(said) == Some(Fictional::Wanted) && is_wished_for(&super::folding::folded(said))
        })
        && fictional != Some(false)
        && !denied
        && purpose.asks
        && purpose.on_topic
        && !purpose.other_errand
        && !purpose.reports
        && !purpose.denies
        && !customer_named;

    // Who asks must be said, by number or name and by something more.
    let who = own_number || own_name || customer_named;
    let enough = labelled >= 3 || (who && contact && said >= 2) || (own_number && own_name);
    let says_who = who || labelled >= 3 || wish_alone || wants_fictional && contact;
    if !says_who {
        return Kind::NotAnOrder;
    }
    // What says that it is none is none, and an errand of another kind is an order only when all of one stands there too.
    let plain_order = labelled >= 4 && purpose.on_topic;
    if purpose.never || purpose.denies && !(plain_order && asks) || !purpose.on_topic && labelled < 4 {
        return Kind::NotAnOrder;
    }
    if purpose.other_errand && !(asks && (enough || wants_fictional)) && !plain_order {
        return Kind::NotAnOrder;
    }
    if !asks && labelled < 3 && !wants_fictional && (purpose.other_errand || !enough) {
        return Kind::NotAnOrder;
    }
    // A customer's direct access is the ground of a vendor's order, and none of the vendor's own.
    let of_customer = any(&folded, EXISTING) && customer_named;
    let direct = basis_by_law || !of_customer && (any(&folded, DIRECT) || (basis.is_some() && asks));
    let customer_numbered = facts.has(Slot::Number(Party::Customer));
    let existing = customer_named
        && (customers.len() == 1
            || customers.is_empty() && customer_numbered
            || customer_contact
            || any(&folded, EXISTING));

    // All that the vendor's order has, of both houses, is one without a word that asks for it.
    let contact_of = |party: Party| {
        facts.all().iter().any(|found| {
            matches!(found.slot, Slot::Contact(whose, Role::Test | Role::Contact, Attribute::Name) if whose == party)
        })
    };
    let complete = own_number
        && own_name
        && customers.len() == 1
        && contact_of(Party::Customer)
        && (contact_of(Party::Sender) || contact_of(Party::Vendor))
        && !purpose.other_errand;

    // “Either a fictitious company or our customer, whichever is quicker”: the desk shall choose.
    let flat = folded.replace('\n', " ");
    let leaves_it = not_real(&flat).is_some()
        && (customer_named || any(&flat, EXISTING))
        && any(
            &flat,
            &[
                "ikke enige", "ikke blitt enige", "ikkje einige", "ikkje samde", "ikkje vorte samde",
                "uenige om", "usamde om", "not agreed", "haven't agreed", "don't agree", "cannot agree",
                "den varianten dere", "det alternativet dere", "den varianten de ", "det alternativet de ",
                "whatever you think", "you pick", "you choose", "your choice", "don't care", "do not care",
                "don't mind", "up to you", "samme for oss", "same for oss", "det samme for",
                "spiller ingen rolle", "spelar inga rolle", "likegyldig", "valgfritt", "dere velger",
                "de vel sjølve", "bestem dere", "dere bestemmer", "opp til dere", "opp til dykk", " either ",
                " enten ", " anten ", "whichever", "choose the one", "velg det som", "velg den som",
                "vel det som", "det som går raskest", "det som er raskest", "det som er enklest",
                "hva som er raskest", "you decide", "dere får velge", "ikke bestemt oss",
                "ikkje bestemt oss", "ikke bestemt om", "ikkje bestemt om", "ikke avgjort", "ikkje avgjort",
                "ikke landet på", "ikkje landa på", "vet ikke ennå", "veit ikkje enno", "not decided",
                "not yet decided", "not made up our mind", "haven't decided", "yet to decide",
                "dere kan velge", "de kan velje",
            ],
        );
    let two_orders = leaves_it || is_two(&folded, facts);
    if two_orders {
        return Kind::Ambiguous;
    }
    match (wants_fictional, existing) {
        (true, true) if !denied => {
            // A customer that is only spoken of does not make the wish unclear.
            if customers.is_empty() && !customer_contact { Kind::FictionalCustomer } else { Kind::Ambiguous }
        }
        (true, _) if enough && (asks || labelled >= 3) || (asks && who) || bare || wish_alone => {
            Kind::FictionalCustomer
        }
        // A customer that is only named may be spoken of in a mail that tells how it went.
        (_, true)
            if (purpose.asks || by_facts && customer_contact || labelled >= 3 || complete)
                && (own_number || own_name || contact) =>
        {
            if own_number || own_name || any(&folded, EXISTING) || !direct {
                Kind::ExistingCustomer
            } else {
                Kind::Direct
            }
        }
        _ if direct && (enough || asks) && (asks || labelled >= 3) => Kind::Direct,
        // Facts alone do not tell an order from a message about one when nothing says of which kind.
        _ if enough && purpose.asks && own_number && !purpose.other_errand => Kind::Ambiguous,
        _ => Kind::NotAnOrder,
    }
}

/// What the mail is after, by its sentences and its subject; `folded` is all of it in small letters.
fn purpose_of(document: &Document, text: &str, folded: &str) -> Purpose {
    let parts = paragraphs(text);
    purpose(
        folded,
        parts
            .iter()
            .flat_map(|part| sentences(part))
            .chain(text.split('\n').flat_map(sentences))
            .chain([document.subject.as_str()]),
    )
}

/// Why a mail was taken for no order.
pub(super) fn why_none(document: &Document, text: &str) -> NoOrder {
    let folded = folded(&format!(" {} \n {} ", document.subject, text));
    let purpose = purpose_of(document, text, &folded);
    if purpose.denies {
        NoOrder::SaysSo
    } else if purpose.never {
        NoOrder::OtherMail
    } else if purpose.other_errand {
        NoOrder::OtherErrand
    } else if purpose.asks && purpose.on_topic {
        NoOrder::Unclear
    } else {
        NoOrder::NoWish
    }
}

/// A second order of another kind behind the first: “i tillegg bestiller vi direkte tilgang”.
static BESIDES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \b(?:i\stillegg|dessuten|dessutan|in\saddition|additionally) [\s,]
          [^.\n]{0,40} \b(?:bestill\p{L}*|ting(?:ar|e)|søk(?:er|jer|e|je)|ønsk(?:er|jer)|order|request|apply|want)\b
          [^.\n]{0,40} \b(?:direkte\stilgang|direkte\stilgong|direct\saccess)\b",
    )
    .ok()
});

/// More than one order in a mail: two vendors that both order, or words that say so.
fn is_two(folded: &str, facts: &Facts) -> bool {
    let numbered = |one: &str, two: &str| folded.contains(one) && folded.contains(two);
    let says = numbered("bestilling 1", "bestilling 2")
        || numbered("order 1", "order 2")
        || numbered("bestilling nr. 1", "bestilling nr. 2")
        || numbered("order #1", "order #2")
        || numbered("tinging 1", "tinging 2")
        || any(
            folded,
            &[
                "to bestillinger", "two orders", "to tingingar", "to separate bestill",
                "begge bestillingene", "both orders", "to ulike bestill", "to saker i", "two separate",
                "to fiktive ", "two fictional", "two fictitious",
            ],
        )
        || any(folded, &["fiktiv", "fictional", "fictitious"])
            && BESIDES.as_ref().is_some_and(|pattern| pattern.is_match(folded));
    // “To av selskapene våre skal teste hver for seg”: two that order, each with a number of its own.
    let own: std::collections::BTreeSet<String> =
        [Party::Sender, Party::Vendor].into_iter().flat_map(|party| facts.numbers_of(party)).collect();
    let each = own.len() > 1
        && any(
            folded,
            &[
                "hver for seg", "kvar for seg", "hver sin", "kvar sin", "kvar si ", "each of", "each with",
                "both of us",
            ],
        );
    let many = each
        || facts.numbers_of(Party::Customer).len() > 1
            && any(folded, &["kundene", "kundane", "customers", "to kunder", "begge kunde"]);
    says || many
}

/// The text with lines that go on put together, so that a sentence over two lines is one.
fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(|part| part.replace('\n', " ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_order_of_another_kind_is_told_from_what_else_stands_behind() {
        let besides = |text: &str| BESIDES.as_ref().is_some_and(|pattern| pattern.is_match(&folded(text)));
        assert!(besides("I tillegg bestiller vi direkte tilgang for Lydig Laks ASA"));
        assert!(besides("In addition, we would like to order direct access"));
        assert!(!besides("I tillegg har kunden vår direkte tilgang fra før"));
        assert!(!besides("I tillegg trenger vi en person. Vi bestiller ikke direkte tilgang"));
    }

    #[test]
    fn the_wish_is_told_from_its_denial_and_from_a_question() {
        for (sentence, expected) in [
            ("Vi ønsker å delegere tilgang selv via en fiktiv virksomhet.", Some(true)),
            ("We would like to use a fictitious customer", Some(true)),
            ("Vi trenger ikke fiktiv kunde.", Some(false)),
            ("Hva er en fiktiv kunde?", None),
            ("Vi har fiktive personer", None),
            ("Vi bruker ikke egen kunde, men ønsker en fiktiv virksomhet", Some(true)),
        ] {
            let wanted = match wish(sentence) {
                Some(Fictional::Wanted) => Some(true),
                Some(Fictional::Denied) => Some(false),
                Some(Fictional::Spoken) | None => None,
            };
            assert_eq!(wanted, expected, "{sentence}");
        }
    }
}
