//! Which kind of order a mail is, and in which language. A mail is an order only when it asks for access and says who
//! asks; everything else is for a person to read.

use super::document::Document;
use super::facts::{Facts, Slot, Strength};
use super::labels::{Attribute, Party, Role};
use super::prose::sentences;
use crate::language::Language;

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

const FICTIONAL: &[&str] = &[
    "fiktiv", "fictional", "fictitious", "fictive", "oppdiktet", "oppdikta", "syntetisk kunde",
    "syntetisk virksomhet", "synthetic customer", "synthetic organi", "synthetic company", "dummy", "liksom",
    "test-kunde", "testkunde", "simulert kunde", "simulated customer", "made-up", "fake customer",
    "fake company", "fake organi", "tenkt kunde",
];

/// What makes the word one for an organisation, so that a fictional person or number is not taken for a customer.
const ORGANISATION_WORDS: &[&str] = &[
    "virksomhet", "verksemd", "kunde", "bedrift", "selskap", "organisasjon", "firma", "foretak", "føretak",
    "customer", "client", "company", "organisation", "organization", "entity", "enhet", "business", "orgnr",
    "aktør",
];

const ASKS: &[&str] = &[
    "ønsk", "ynskj", "ønskj", "bestill", "bestiller", "tingar", "delegert", "register the following",
    "tinge", "tinging", "vil gjerne", "vil gjerne", "ber om", "ber vi", "søk", "trenger", "treng",
    "kan dere opprette", "kan de opprette", "kan dere gi", "opprett", "sett opp", "sette opp", "setje opp",
    "lage ", "lager ", "opprette", "create", "set up", "establish", "gjerne ha", "kan dere ", "kan de ",
    "can we have", "få ", "would like", "want", "request", "apply", "order", "need", "please", "wish",
    "ask for", "kindly", "vi skal", "me skal", "we will", "we are going", "we intend", "planlegger", "håper",
    "hadde vært fint", "kan vi få", "kan me få", "can we get", "could you", "can you", "via en fiktiv",
    "gjennom en fiktiv", "fra en fiktiv", "through a fict", "via ein fiktiv", "med fiktiv", "alternativ 1",
    "option 1", "alternativ 2", "option 2", "vel", "velger", "go for", "går for", "delegere",
];

const DENIES: &[&str] = &[
    " ikke ", " ikkje ", " not ", "n't ", " no need", " uten ", " utan ", " without ", " i stedet for ",
    " istedenfor ", " instead of ", " fremfor ", " framfor ", " rather than ", " ingen ", " neither ",
    " trenger dermed ikke", " slipper ",
];

const ACCESS: &[&str] = &[
    "tilgang", "tilgong", "access", "delegert", "delegere", "delegate", "delegation", "deleger", "testmiljø",
    "test environment", "maskinporten", "scope", " api", "bestill", "tinging", " order",
];

const DIRECT: &[&str] = &[
    "direkte tilgang", "direkte tilgong", "direct access", "direktetilgang", "vanlig tilgang",
    "vanleg tilgang", "egen tilgang", "eigen tilgang", "utvidet tilgang", "utvida tilgang",
    "extended access",
];

const EXISTING: &[&str] = &[
    "eksisterende kunde", "eksisterande kunde", "existing customer", "existing client", "kunden vår",
    "vår kunde", "our customer", "our client", "kunden har", "kunden delegerer", "delegert fra",
    "delegert frå", "delegering fra", "delegering frå", "delegation from", "delegate to us",
    "delegere til oss", "delegerer til oss", "på vegne av kunden", "på vegne av kunde",
    "on behalf of our customer", "kundens", "alternativ 2", "alternativ to", "option 2", "deleger til oss",
    "delegeres til oss", "delegate it to us", "delegated to us", "delegate access to us", "will delegate",
    "delegere den til oss", "delegere tilgangen til oss", "delegert tilgang fra", "delegere vidare til oss",
    "delegere videre til oss", "skal delegere til", "give us access", "gi oss tilgang",
];

/// Words of mails that are about an order, a bill or an error, and are none.
const NO_ORDER: &[&str] = &[
    "hva koster", "spørsmål om faktura", "faktura ", "fakturaen", "invoice", "kva kostar", "how much",
    "pris på", "prisliste", "pricing", "price list", "faktura vedlagt", "vedlagt faktura", "status på",
    "status for", "noe nytt", "noko nytt", "any news", "any update", "purr", "følger opp saken",
    "fortsatt venter", "still waiting", "feilmelding", "får feil", "får feilen", "error message",
    "we get mp-", "får mp-", "mp-0", "mp-1", "mp-2", "mp-3", "invalid_grant", "hva er galt", "kva er gale",
    "vi får http", "virker ikke", "verkar ikkje", "does not work", "not working", "nyhetsbrev", "newsletter",
    "unsubscribe", "avmeld", "webinar", "møteinnkalling", "meeting invitation", "invitasjon til",
    "fraværende", "fråverande", "out of office", "on vacation", "på ferie", "tusen takk for",
    "thanks for the quick", "thank you for the quick", "bare et spørsmål", "berre eit spørsmål",
    "et spørsmål om", "eit spørsmål om", "a question about", "lurer på om", "lurer på hva", "lurer på hvor",
    "lurar på", "wondering", "kan dere forklare", "could you explain", "trekker bestillingen", "kansellere",
    "cancel", "stilling ledig", "jobbsøknad", "tilbud på", "spesialtilbud", "special offer", "undersøkelse",
    "survey", "klage på", "complaint", "hvor lang tid tar", "how long does", "hvordan går vi frem",
    "hvordan bestiller", "korleis bestiller", "how do we order", "how can we order", "how do i order",
    "er det mulig å", "er det mogleg å", "is it possible to", "kunne dere sagt", "hva er forskjellen",
    "what is the difference", "før vi bestiller", "før vi eventuelt", "før me", "before we order",
    "before ordering", "vurderer å", "vurderer om", "considering", "har allerede tilgang",
    "already have access", "har fått tilgang", "received access", "got access",
];

fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Whether a sentence asks for a fictional customer: yes, no, or nothing.
fn wish(sentence: &str) -> Option<bool> {
    let folded = format!(" {} ", sentence.to_lowercase().replace(['’', '`'], "'"));
    let at = FICTIONAL.iter().filter_map(|word| folded.find(word)).min()?;
    if !any(&folded, ORGANISATION_WORDS) {
        return None;
    }
    let before = folded.get(..at).unwrap_or_default();
    // A denial counts where it stands before the word and in the same clause.
    let clause = before.rsplit([',', ';', ':']).next().unwrap_or(before);
    let after: String = folded.get(at..).unwrap_or_default().chars().take(60).collect();
    let denied = any(&format!(" {clause} "), DENIES)
        || any(
            &after,
            &[
                " er ikke ", " er ikkje ", " is not ", " not needed", " not required", " ikke nødvendig",
                " ikkje naudsynt", " trengs ikke", " trenger vi ikke",
            ],
        );
    if denied {
        return Some(false);
    }
    // “Kan vi bestille …?” asks whether one may; “kan vi få …?” asks for it.
    let asks_to_have =
        any(&folded, &[" få ", " get ", " have ", " ha ", "kan dere", "kan de ", "could you", "can you"]);
    let question = folded.trim_end().ends_with('?')
        && any(
            &folded,
            &[
                " hva ",
                if asks_to_have { " hva " } else { " kan vi " },
                if asks_to_have { " hva " } else { " må " },
                if asks_to_have { " hva " } else { " can we " },
                if asks_to_have { " hva " } else { " should we " },
                if asks_to_have { " hva " } else { " kan me " },
                " do we ",
                " bør vi ",
                " skal vi ",
                " hvordan ",
                " how ",
                " what ",
                " kva ",
                " korleis ",
                " hvorfor ",
                " why ",
                " can we use ",
                " hva er ",
            ],
        );
    // A short answer is a wish without a word for wishing: “Fiktiv virksomhet, takk.”
    let short = folded.split_whitespace().count() <= 7 && !folded.trim_end().ends_with('?');
    (!question && (short || any(&folded, ASKS))).then_some(true)
}

/// What a mail is.
pub(super) fn kind(document: &Document, text: &str, facts: &Facts, fictional: Option<bool>) -> Kind {
    if document.automatic {
        return Kind::NotAnOrder;
    }
    let folded = format!(" {} \n {} ", document.subject, text).to_lowercase().replace('’', "'");
    let wishes: Vec<bool> = text
        .split('\n')
        .chain([document.subject.as_str()])
        .flat_map(sentences)
        .chain(paragraphs(text).iter().flat_map(|part| sentences(part)))
        .filter_map(wish)
        .collect();
    let denied = wishes.contains(&false) || fictional == Some(false);
    let wants_fictional = fictional == Some(true) || wishes.contains(&true) && fictional != Some(false);

    let customers = facts.numbers_of(Party::Customer);
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
    let asks = any(&folded, ASKS) && any(&folded, ACCESS);
    let complains = any(&folded, NO_ORDER);

    // Who asks must be said, by number or name and by something more.
    let who = own_number || own_name || customer_named;
    let enough = labelled >= 3 || (who && contact && said >= 2) || (own_number && own_name);
    if !who && labelled < 3 && !(wants_fictional && contact) {
        return Kind::NotAnOrder;
    }
    if complains && labelled < 4 && said < 6 && !(wants_fictional && enough && !is_question(&folded)) {
        return Kind::NotAnOrder;
    }
    // A customer's direct access is the ground of a vendor's order, and none of the vendor's own.
    let of_customer = any(&folded, EXISTING) && customer_named;
    let direct = basis_by_law || !of_customer && (any(&folded, DIRECT) || (basis.is_some() && asks));
    let existing = customer_named && (customers.len() == 1 || customer_contact || any(&folded, EXISTING));

    let two_orders = is_two(&folded, facts);
    if two_orders {
        return Kind::Ambiguous;
    }
    match (wants_fictional, existing) {
        (true, true) if !denied => {
            // A customer that is only spoken of does not make the wish unclear.
            if customers.is_empty() && !customer_contact { Kind::FictionalCustomer } else { Kind::Ambiguous }
        }
        (true, _) if enough || (asks && who) => Kind::FictionalCustomer,
        (_, true) if (enough || asks) && (own_number || own_name || contact) => {
            if own_number || own_name || any(&folded, EXISTING) || !direct {
                Kind::ExistingCustomer
            } else {
                Kind::Direct
            }
        }
        _ if direct && (enough || asks) && (asks || labelled >= 3) => Kind::Direct,
        _ if enough && asks && own_number && !complains => Kind::Ambiguous,
        _ => Kind::NotAnOrder,
    }
}

fn is_question(folded: &str) -> bool {
    folded.matches('?').count() >= 2
}

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
            ],
        );
    let many = facts.numbers_of(Party::Customer).len() > 1
        && any(folded, &["kundene", "kundane", "customers", "to kunder", "begge kunde"]);
    says || many
}

/// The text with lines that go on put together, so that a sentence over two lines is one.
fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(|part| part.replace('\n', " ")).collect()
}

/// The language of what was written. Bokmål when nothing tells.
pub(super) fn language(text: &str) -> Language {
    const NB: &[&str] = &[
        "ikke", "jeg", "hvordan", "fra", "hva", "bare", "noe", "deres", "virksomhet", "navn", "vennlig",
        "dere", "gjennom", "mottar", "hvilken", "vår", "ønsker", "hjemmel", "bestiller", "testansvarlig",
        "leverandør", "epost", "og", "vi", "er", "av", "som", "også", "skal", "vil", "kan", "med", "til",
        "på",
    ];
    const NN: &[&str] = &[
        "ikkje", "eg", "korleis", "frå", "kva", "berre", "noko", "dykkar", "verksemd", "verksemda", "namn",
        "venleg", "helsing", "gjennom", "dykk", "kvifor", "ynskjer", "ønskjer", "ynskjer", "heimel",
        "tinging", "tingar", "testansvarleg", "me", "vere", "gjere", "hjå", "tilgong", "sjølv", "sjølve",
        "saman", "dei", "ein", "eit", "nokre", "einskild", "organisasjonen", "skule", "høgskule", "kommunen",
        "gjeld", "vert", "sidan", "òg", "mogleg", "fyrst", "fyrste", "treng", "kontaktpersonen", "å", "tek",
    ];
    const EN: &[&str] = &[
        "the", "and", "we", "to", "of", "is", "our", "with", "please", "you", "your", "would", "like", "are",
        "this", "that", "have", "regards", "want", "access", "company", "name", "number", "contact", "on",
        "be", "it",
    ];
    let (mut nb, mut nn, mut en) = (0_u32, 0_u32, 0_u32);
    for word in text.to_lowercase().split(|c: char| !c.is_alphabetic()) {
        if NN.contains(&word) {
            nn += if matches!(
                word,
                "å" | "me" | "gjennom" | "kommunen" | "organisasjonen" | "ein" | "eit" | "dei"
            ) {
                1
            } else {
                4
            };
        }
        if NB.contains(&word) {
            nb += if matches!(
                word,
                "ikke"
                    | "jeg"
                    | "hvordan"
                    | "fra"
                    | "hva"
                    | "noe"
                    | "deres"
                    | "virksomhet"
                    | "navn"
                    | "vennlig"
                    | "dere"
                    | "ønsker"
                    | "hjemmel"
            ) {
                3
            } else {
                1
            };
        }
        if EN.contains(&word) {
            en += 2;
        }
    }
    if en > nb + nn {
        Language::En
    } else if nn > 0 && nn * 2 >= nb {
        Language::Nn
    } else {
        Language::Nb
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(wish(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn languages() {
        assert_eq!(language("Vi ønsker ikke noe annet fra dere"), Language::Nb);
        assert_eq!(language("Me ynskjer ikkje noko anna frå dykk"), Language::Nn);
        assert_eq!(language("We would like access to the test environment"), Language::En);
    }
}
