//! The words around a piece that say whose it is, in the three languages.

use std::sync::LazyLock;

use regex::Regex;

use crate::orders::reading::labels::{Attribute, Party, Role, meaning};
use crate::orders::reading::lines::is_undersigned;
use crate::orders::reading::pieces::Piece;

pub(super) static NUMBER_CLAUSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?ix)^ \s* \( [^()]{0,60} \d{3}[\s.]?\d{3}[\s.]?\d{3} [^()]{0,10} \) [\s,]* | ^ [\s,(–-]* (?:(?:med|with|har|has|,)\s+)? (?:org[\p{L}.\s:-]{0,28})? (?:no\s?)? \d{3}[\s.]?\d{3}[\s.]?\d{3} (?:\s?mva)? [\s,)]*").ok()
});

/// Words that say whose something is.
pub(super) fn party_of_word(word: &str) -> Option<Party> {
    Some(match word {
        "vi" | "oss" | "vår" | "vårt" | "våre" | "we" | "us" | "our" | "ours" | "jeg" | "eg" | "i" | "me"
        | "meg" | "my" | "mitt" | "min" | "mine" | "undertegnede" | "underteikna" | "undersigned"
        | "oppdragsgiveren" | "hos-oss" => Party::Sender,
        "kunde" | "kunden" | "kundens" | "kundes" | "customer" | "customer's" | "customers" | "client"
        | "client's" | "klient" | "klienten" | "kundene" | "konsumenten" => Party::Customer,
        "systemleverandør"
        | "systemleverandøren"
        | "systemleverandørens"
        | "leverandør"
        | "leverandøren"
        | "leverandørens"
        | "systemleverandørs"
        | "vendor"
        | "supplier"
        | "vendor's"
        | "supplier's"
        | "systemhus" => Party::Vendor,
        "morselskap"
        | "morselskapet"
        | "mor"
        | "konsernet"
        | "konsernspiss"
        | "datterselskap"
        | "datterselskapet"
        | "underleverandør"
        | "underleverandøren"
        | "parent"
        | "subsidiary"
        | "subcontractor"
        | "søsterselskap"
        | "søsterselskapet"
        | "partner"
        | "partneren"
        | "konkurrent"
        | "regnskapsfører"
        | "driftsleverandør"
        | "driftsleverandøren"
        | "rådgiver"
        | "rådgiveren"
        | "konsulentselskapet" => Party::Other,
        _ => return None,
    })
}

pub(super) fn role_of_word(word: &str) -> Option<Role> {
    if matches!(
        word,
        "test"
            | "testing"
            | "testmiljø"
            | "kontakte"
            | "kontakter"
            | "kontaktet"
            | "kontaktar"
            | "production"
            | "produksjon"
            | "prod"
            | "ansvar"
            | "teknisk"
            | "technical"
            | "account"
            | "support"
            | "salg"
            | "sales"
            | "avtale"
            | "contract"
            | "lead"
            | "legal"
            | "vara"
    ) {
        // Verbs and environments, which say nothing about a person.
        return None;
    }
    meaning(word)
        .filter(|meaning| meaning.attribute.is_none() && meaning.party.is_none())
        .and_then(|meaning| meaning.role)
}

/// What a sentence says about testing and production, which tells what “ansvarlig” is responsible for.
pub(super) struct Roles {
    pub(super) test: bool,
    pub(super) production: bool,
    /// Somebody takes care of something.
    pub(super) takes_care: bool,
}

impl Roles {
    pub(super) fn of(folded: &str) -> Self {
        let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
        Self {
            test: has(&["testing", "testen", "testane", "testar", "teste ", "test "]),
            production: has(&["produksjon", "production", "i drift"]),
            takes_care: has(&[
                "tar seg av", "tek seg av", "står for", "tar hand om", "in charge of", "takes care",
                "handles", "håndterer", "handterer", "leder ", "leiar", "styrer", "runs the", "har ansvar",
                "does the", "ansvar for",
            ]),
        }
    }

    pub(super) fn of_word(&self, role: Role) -> Role {
        match role {
            Role::Contact if self.production && !self.test => Role::Production,
            Role::Technical | Role::Contact if self.test && self.takes_care => Role::Test,
            role => role,
        }
    }
}

pub(super) fn is_undersigned_in(folded: &str) -> bool {
    is_undersigned(folded)
        || folded.trim_start().starts_with("i am ")
        || [
            " er meg", " is me", "jeg er ", "eg er ", "i am ", "i will be", "jeg blir", "jeg heter",
            "eg heiter", "jeg som er",
        ]
        .iter()
        .any(|words| folded.contains(words))
}

/// Whose contact it is, by the words nearest the name.
pub(super) fn party_for_contact(party: Option<Party>, sentence: &str, at: usize) -> Option<Party> {
    let behind = sentence.get(at..).unwrap_or_default().to_lowercase();
    let near: String = behind.chars().take(70).collect();
    for (words, found) in [
        (["hos kunden", "at the customer", "kundens test", "for kunden", "på kundens side"], Party::Customer),
        (["hos oss", "fra oss", "frå oss", "on our side", "vår testansvarlig"], Party::Sender),
    ] {
        if words.iter().any(|word| near.contains(word)) && !near.contains(['.', ';']) {
            return Some(found);
        }
    }
    // “Testansvarlig hos dem”: the others, whoever was spoken of.
    let before = sentence.get(..at).unwrap_or_default().to_lowercase();
    if [
        "hos dem", "hos dei", "hjå dei", "hjå dem", "hos de ", "their side", "their end", "with them",
        "their test", "their contact", "deres side", "på deres",
    ]
    .iter()
    .any(|words| before.contains(words))
    {
        return Some(Party::Customer);
    }
    party.filter(|party| *party != Party::Other)
}

/// What the words right before a name say of it.
pub(super) fn before_cue(before: &str) -> Option<Party> {
    let tail: String =
        before.to_lowercase().chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
    let tail = tail.trim_end_matches([' ', ',', '(', ':', '"', '«', '“']);
    let ends = |words: &[&str]| words.iter().any(|word| tail.ends_with(word));
    if ends(&["on behalf of our client", "consultant with", "consultant at", "konsulent i", "konsulent hos"])
    {
        return Some(if tail.ends_with("client") { Party::Sender } else { Party::Other });
    }
    if ends(&[
        "kunden", "kunden vår", "vår kunde", "kunde", "kunden,", "customer", "client", "kunden vår,",
        "leverandør for", "leverandør til", "leverandøren til", "leverandøren for", "leverer til",
        "leverer systemet til", "leverer system til", "vendor for", "vendor of", "supplier to",
        "supplier for", "supplier of", "supply to", "kunden er", "customer is", "customer,", "kunden heter",
        "customer named", "delegering fra", "delegering frå", "delegert fra", "delegert frå",
        "delegation from", "delegated from", "delegated by", "på vegne av kunden",
        "on behalf of our customer", "used by", "brukes av", "benyttes av", "brukt av", "brukar av",
        "provider for", "provider of",
    ]) {
        return Some(Party::Customer);
    }
    if ends(&[
        "on behalf of our client", "writing from", "writing for", "skriver fra", "skriver for", "hjelper",
        "bistår", "hjelpar", "assisting", "assists", "helping", "on behalf of", "på vegne av",
        "på vegner av", "representerer", "representerar", "represent", "representing", "jobber i",
        "jobber hos", "jobbar i", "jobbar hos", "arbeider i", "arbeider hos", "ansatt i", "tilsett i",
        "work at", "work for", "working for", "working at", "skriv for", "skriver for", "skriver fra",
        "vi i", "vi er", "me i", "me er", "we at", "we are", "hilsen fra", "oss i", "jeg er fra", "firmaet",
        "selskapet vårt", "our company", "vårt selskap", "vår virksomhet", "us at", "leverandøren er",
        "leverandør er", "vendor is",
    ]) {
        return Some(Party::Sender);
    }
    None
}

/// “På vegne av …”: the one behind it orders, and the writer only writes.
pub(super) fn acts_for(before: &str) -> bool {
    let folded = before.to_lowercase();
    let tail = folded.trim_end_matches([' ', ',', '(', ':']);
    [
        "på vegne av", "på vegner av", "on behalf of", "oppdragsgiver", "oppdragsgivar",
        "on behalf of our client", "hjelper", "bistår", "hjelpar", "assisting", "assists", "helping",
    ]
    .iter()
    .any(|words| tail.ends_with(words))
}

/// Somebody who only does something for the others: “regnskapet føres av …”, “owned by …”.
pub(super) fn is_third(sentence: &str, before: &str) -> bool {
    let folded = before.to_lowercase();
    let tail = folded.trim_end();
    let passive = [" av", " by", " through", " gjennom"].iter().any(|word| tail.ends_with(word));
    let done = [
        "føres", "eies", "eigd", "eid", "eigast", "driftes", "drives", "owned", "operated", "hosted",
        "audited", "revidert", "levert", "utviklet", "regnskap", "revisor", "kjøpt", "acquired", "part of",
        "del av", "utvikla", "datterselskap", "subsidiary", "avdeling", "represented", "representert",
    ];
    let near: String = tail.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    let folded_all = sentence.to_lowercase();
    passive && done.iter().any(|word| near.contains(word))
        || [
            "ingenting med", "nothing to do with", "ikke noe med", "ikkje noko med", "not involved",
            "ikke involvert",
        ]
        .iter()
        .any(|words| folded_all.contains(words))
            && before.chars().count() > 14
}

/// What is said of an organisation right behind its name.
pub(super) fn after_cue(behind: &str, first: bool) -> Option<Party> {
    let folded = behind.to_lowercase();
    // Its number stands between the name and what is said of it.
    let folded = NUMBER_CLAUSE
        .as_ref()
        .map_or_else(|| folded.clone(), |clause| clause.replace(&folded, " ").into_owned());
    let to_us = folded.contains("deleg")
        && [" oss", " us ", " us.", "til vår", "to our"].iter().any(|word| folded.contains(word));
    let near: String = folded.chars().take(48).collect();
    let near = near.split([';', '!', '?']).next().unwrap_or_default();
    let begins =
        |words: &[&str]| words.iter().any(|word| near.trim_start_matches([' ', ',', '(']).starts_with(word));
    if begins(&[
        "er kunde", "er vår kunde", "er kunden", "som er kunde", "som kunde", "is our customer",
        "is a customer", "(kunde", "kunde)", "(customer", "customer)", "er en kunde", "er ein kunde",
        "who is our customer", "som er vår kunde", "er en av våre kunder",
    ]) {
        return Some(Party::Customer);
    }
    if begins(&[
        "som skal ha tilgang", "skal ha tilgang", "som søker", "søker ", "bestiller", "ønsker", "ber om",
        "som bestiller", "som ønsker", "would like", "wants", "requests", "hereby", "is applying", "applies",
        "tingar", "ynskjer", "ønskjer", "er systemleverandør", "er leverandør", "er en systemleverandør",
        "er ein systemleverandør", "is a system vendor", "is a vendor", "is the vendor", "as vendor",
        "som systemleverandør", "som leverandør", "(systemleverandør", "(vendor", "(supplier", "(leverandør",
        "leverer", "utvikler", "utviklar", "develops", "provides",
    ]) {
        return Some(Party::Sender);
    }
    let acts = begins(&[
        "skal ", "har ", "vil ", "trenger ", "treng ", "leverer ", "tilbyr ", "ønsker ", "hereby ", "ble ",
        "vart ", "was ", "lager ", "lagar ", "jobber ", "bygger ", "builds ", "makes ", "søker ", "tinger ",
        "bestiller ", "ynskjer ", "står ", "driver ", "driv ", "needs ", "is ", "are ", "have ", "has ",
        "offers ", "provides ", "ber ", "er ",
    ]);
    if first && acts {
        return Some(if to_us { Party::Customer } else { Party::Sender });
    }
    if begins(&[
        "er morselskap", "er vårt morselskap", "(morselskap", "is our parent", "(parent",
        "er underleverandør",
    ]) {
        return Some(Party::Other);
    }
    None
}

/// Whether the words right before say that an organisation number follows.
pub(super) fn says_number(before: &str) -> bool {
    let tail: String = before.chars().rev().take(44).collect::<Vec<_>>().into_iter().rev().collect();
    let words: Vec<&str> = tail.split_whitespace().collect();
    (1..=6).any(|count| {
        let start = words.len().saturating_sub(count);
        let part = words.get(start..).unwrap_or_default().join(" ");
        let part = part.trim_end_matches([':', ',', '(', '-', '=', '"', ' ']);
        let part = part
            .trim_end_matches(" er")
            .trim_end_matches(" is")
            .trim_end_matches(" was")
            .trim_end_matches(" blir");
        meaning(part).is_some_and(|meaning| meaning.attribute == Some(Attribute::Number))
    })
}

/// `NO` in front or `MVA` behind make nine digits an organisation number.
pub(super) fn is_marked(sentence: &str, piece: &Piece) -> bool {
    sentence.get(piece.range.clone()).is_some_and(|shown| {
        let upper = shown.to_uppercase();
        upper.starts_with("NO") || upper.ends_with("MVA")
    })
}

/// The words right before say that it is a number of another kind.
pub(super) fn is_other_number(before: &str) -> bool {
    let tail: String =
        before.to_lowercase().chars().rev().take(34).collect::<Vec<_>>().into_iter().rev().collect();
    let last_words: Vec<&str> = tail.split_whitespace().rev().take(3).collect();
    [
        "faktura", "invoice", "saksn", "sak ", "saks", "case", "ticket", "ref", "ordre", "order",
        "bestillingsn", "konto", "account", "tlf", "telefon", "phone", "mobil", "kundenr", "kundenummer",
        "avtalen", "kontrakt", "incident", "serien",
    ]
    .iter()
    .any(|word| last_words.iter().any(|last| last.starts_with(word)))
}

pub(super) fn is_somebody_elses(sentence: &str, piece: &Piece) -> bool {
    let before = sentence.get(..piece.range.start).unwrap_or_default().to_lowercase();
    let near: String = before.chars().rev().take(26).collect::<Vec<_>>().into_iter().rev().collect();
    ["sentralbord", "switchboard", "faks", "fax", "resepsjon", "support", "kundeservice", "main office"]
        .iter()
        .any(|word| near.contains(word))
}

/// A capital name right before a parenthesis with its number: `Sprek Maur (org.nr. 310 000 019)`.
pub(super) fn name_before(before: &str) -> Option<String> {
    let open = before.rfind(['(', ','])?;
    if before.get(open..)?.chars().count() > 30 {
        return None;
    }
    let head = before.get(..open)?.trim_end();
    let mut words: Vec<&str> = Vec::new();
    for word in head.rsplit(' ').take(6) {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let joins = matches!(word, "og" | "and" | "&" | "i" | "på" | "av" | "of");
        if !(capital || joins && !words.is_empty())
            || meaning(word).is_some()
            || matches!(word, "Vi" | "We" | "Jeg" | "Eg" | "Hei" | "I" | "For" | "Fra")
        {
            break;
        }
        words.push(word);
    }
    while words.last().is_some_and(|word| word.chars().next().is_some_and(char::is_lowercase)) {
        words.pop();
    }
    words.reverse();
    let name = words.join(" ");
    (name.chars().count() >= 3).then_some(name)
}
