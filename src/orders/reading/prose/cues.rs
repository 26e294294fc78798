//! The words around a piece that say whose it is, in the three languages.

use std::sync::LazyLock;

use regex::Regex;

use crate::orders::reading::folding::{fold_letters, folded, words_of};
use crate::orders::reading::labels::{Attribute, Party, meaning};
use crate::orders::reading::lines::is_undersigned;
use crate::orders::reading::names::named_in;
use crate::orders::reading::pieces::{Piece, is_not_name};
use crate::orders::reading::ways::unreal_places;

pub(super) static NUMBER_CLAUSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?ix)^ \s* \( [^()]{0,60} \d{3}[\s.]?\d{3}[\s.]?\d{3} [^()]{0,10} \) [\s,]* | ^ [\s,(–-]* (?:(?:med|with|har|has|,)\s+)? (?:org[\p{L}.\s:-]{0,28})? (?:no\s?)? \d{3}[\s.]?\d{3}[\s.]?\d{3} (?:\s?mva)? [\s,)]*").ok()
});

/// Words that say whose something is.
pub(super) fn party_of_word(word: &str) -> Option<Party> {
    Some(match word {
        "vi" | "oss" | "vår" | "vårt" | "våre" | "we" | "us" | "our" | "ours" | "jeg" | "eg" | "i" | "me"
        | "meg" | "my" | "mitt" | "min" | "mine" | "undertegnede" | "underteikna" | "undersigned"
        | "oppdragsgiveren" | "hos-oss" => Party::Sender,
        "kundane" | "kundar" | "kunder" | "clients" | "kunde" | "kunden" | "kundens" | "kundes"
        | "customer" | "customer's" | "customers" | "client" | "client's" | "klient" | "klienten"
        | "kundene" | "konsumenten" => Party::Customer,
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
        | "underleverandør"
        | "underleverandøren"
        | "parent"
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

/// Words for a customer right before its name, however the sentence goes: “en av kundene våre,”, “kunden som delegerer til oss,
/// og som …, er”, “delegert fra”.
static CUSTOMER_AHEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?: \b(?:kunde(?:n|ne|r)?|kundane|kundar|customers?|clients?|oppdragsgiver(?:en)?)
            (?:,?\s(?:vår|våre|vårt|vi\shar|me\shar|we\shave|we\swork\swith|vi\ssamarbeider\smed|me\ssamarbeider\smed|vi\sleverer\stil|me\sleverer\stil|we\sserve|av\soss|hos\soss|of\sours|in\squestion|det\sgjelder|dette\sgjelder|som\sskal\sdelegere|som\sdelegerer|som\svil\sdelegere|som\sskal\sgi\soss\stilgang|(?:som|who|that|which)\s(?:alt\s|allerede\s|already\s)?(?:bruker|brukar|benytter|nyttar|har|use|uses|has|have)\s[^,.;]{1,50}))*
            (?:\s(?:til\soss|to\sus))?
            (?:\s(?:er|heter|heiter|is|are|named|called|blir|will\sbe|gjelder|ved\snavn|with\sthe\sname))?
          | (?:^|[.!?]\s) (?:kunden|(?:our|the)\s(?:customer|client))\b [^.!?]{0,110} \s(?:er|heter|heiter|is)
          | \b(?:levere|levera|leverer|leverar|leverte|leverandør|tilby|tilbyr|selge|selger|sel|lage|lager|lagar|laga|utvikle|utvikler|utviklar|utvikla|bygge|bygger|byggjer|provides?|providing|supply|supplies|supplying|supplier|vendor|delivers?|sells?|offers?|makes?|making|builds?|building|develops?|developing|produces?|producing)\s[^.,;]{1,70}\s(?:til|to|for|overfor)
          | \bdeleg\p{L}*(?:\s\p{L}+){0,3}\s(?:fra|frå|from|by|av)
          | \b(?:tilgang|access)\p{L}*(?:\s\p{L}+){0,2}\s(?:fra|frå|from)
        ) [\s,:(–-]* $",
    )
    .ok()
});

/// Words for the sender's own organisation right before its name.
static OWN_AHEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?: \b(?:oss|us|vi|we|me)\b,?\s(?:det\ser|det\svil\ssi|that\sis|altså|dvs\.?|i\.e\.|her\si|here\sat|i|hos|ved|from|fra|frå|at|in|er|are(?:\s(?:the|a))?(?:\s(?:company|firm|vendor))?)
          | \b(?:firma|selskap|virksomhet|bedrift|verksemd|foretak|føretak|organisasjon)(?:et|en|a)?(?:\s(?:vår|vårt|mitt|mi))?\s(?:er|heter|heiter)
          | \b(?:our|my)\s(?:\p{L}+\s)?(?:company|firm|organi[sz]ation|business|employer)(?:'s\sname|\sname)?(?:,|\sis(?:\scalled)?)?
          | \b(?:company|organi[sz]ation|firm|selskapet|virksomheten|verksemda)\s(?:that|which|som)\s[^,.]{0,40}(?:receive|get|have|få|ha|motta)\s[^,.]{0,30}(?:is|er)
          | \b(?:write|writing|skriver|skriv|henvender\smeg|kontakter\sdere)\s(?:to\syou\s)?(?:from|for|fra|frå|på\svegne\sav|on\sbehalf\sof)
          | \b(?:jeg|eg|i)\s(?:er\sfra|kommer\sfra|kjem\sfrå|am\sfrom|work\sat|work\sfor|represent)
          | \b(?:hilsen|helsing|regards)\s(?:fra|frå|from|oss\si)
          | \b(?:til|to)\soss\s(?:i|at|hos)
          | \b(?:jeg|eg|vi|me|i|we)\s[^.!?]{1,90}\s(?:hete|heter|heite|heiter|kalles|be\scalled|is\scalled)
        ) [\s,:(–-]* $",
    )
    .ok()
});

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
    // “Leverandøren vår, X AS, sier at …”: whoever calls another its vendor is none.
    if ends(&[
        "leverandøren vår", "leverandøren min", "vår leverandør", "vår systemleverandør",
        "systemleverandøren vår", "our vendor", "our supplier", "our system vendor", "our system supplier",
        "our software vendor", "our provider", "our software supplier", "vår it-leverandør",
        "it-leverandøren vår", "vår programvareleverandør", "our it vendor", "our it supplier",
        "leverandøren vår er", "leverandøren vår heter", "our vendor is", "our supplier is",
        "vår leverandør er",
    ]) {
        return Some(Party::Other);
    }
    let folded = before.to_lowercase();
    // “Fiktiv kunde Sprek Maur AS”: who stands behind it orders one.
    if unreal_places(&folded).last().is_some_and(|range| range.end + 3 > folded.trim_end().len()) {
        return None;
    }
    let is =
        |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(&folded));
    if is(&CUSTOMER_AHEAD) {
        return Some(Party::Customer);
    }
    if is(&OWN_AHEAD) {
        return Some(Party::Sender);
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

/// “Morselskapet X AS”, “regnskapsføreren vår, X AS”: the word for somebody else stands right before the name.
pub(super) fn ends_with_other(before: &str) -> bool {
    let folded = before.to_lowercase();
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).rev();
    words
        .by_ref()
        .take(3)
        .find(|word| !matches!(*word, "vår" | "vårt" | "our" | "er" | "is" | "heter"))
        .is_some_and(|word| party_of_word(word) == Some(Party::Other))
}

/// “På vegne av …”: the one behind it orders, and the writer only writes.
pub(super) fn acts_for(before: &str) -> bool {
    let folded = before.to_lowercase();
    let tail = folded.trim_end_matches([' ', ',', '(', ':']);
    [
        "på vegne av", "på vegner av", "on behalf of", "oppdragsgiver", "oppdragsgivar", "på oppdrag fra",
        "på oppdrag frå", "på oppdrag av", "på oppdrag for", "etter oppdrag fra", "etter fullmakt fra",
        "med fullmakt fra", "med fullmakt frå", "med fullmakt for", "commissioned by", "mandated by",
        "on assignment from", "on assignment for", "etter ønske fra", "etter anmodning fra",
        "on the instruction of", "on the instructions of", "representerer", "representing",
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

/// An organisation that delegates, right behind its name: “skal delegere tilgangen sin”, “will delegate it to us”.
static SUBJECT_DELEGATES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) ^ [\s,)]* (?:som|which|who)? \s* (?:(?:har|has|fikk|got|have)\s[^.;]{0,70}\s(?:og|and)\s)? (?:now|nå|no|also|også|òg)?\s* (?:skal|vil|will\sbe|shall|can|kan|will|ønsker\så|ønskjer\så|wants\sto|would\slike\sto|kommer\stil\så|is\sgoing\sto|is\sready\sto|are\sready\sto|er\sklar\w*\s(?:til|for)\så|er\svillig\w*\stil\så)? \s* (?:now|nå|no|also|også|òg|then|så)?\s* deleg",
    )
    .ok()
});

/// An organisation that was given its own access, or gives it on: “… fått tilgangen sin, og skal gi den videre til oss”.
static GIVES_US: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \b(?:fått|fekk|fikk|has|have|har)\s[^.;!?]{0,40}\b(?:tilgangen|tilgongen)\ssin\b
          | \b(?:skal|vil|will|shall|kan|can|og|and|de|dei|they|som|who|which|banken)\s(?:\p{L}+\s){0,3}? (?:gi|gir|gje|gjev|dele|deler|delegere|delegerer|overføre|overfører|give|gives|share|shares|pass|passes|hand|hands)\s (?:\p{L}+\s){0,6}? (?:oss|us|meg)\b
          | ^ [\s,)(]* (?:gir|gjev|deler|delegerer|gives|shares|delegates|passes|lets|lar|lèt)\s (?:\p{L}+\s){0,6}? (?:oss|us|meg)\b",
    )
    .ok()
});

/// An organisation that has access already, right behind its name.
static HAS_ACCESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) ^ [\s,)(–-]* (?:som|who|which|that)? \s* (?:alt|allerede|already|nå|no|now)? \s* (?:har|has|have|holds) \s (?:\p{L}+\s){0,3}? (?:tilgang|tilgong|access)\b",
    )
    .ok()
});

/// Whether an organisation gives us its access, by what is said `behind` its name, and nobody else is spoken of between.
fn gives_us(behind: &str) -> bool {
    let Some(found) = GIVES_US.as_ref().and_then(|pattern| pattern.find(behind)) else { return false };
    let before = behind.get(..found.end()).unwrap_or_default();
    let after = behind.get(found.end()..).unwrap_or_default().trim_start();
    let of_others = words_of(before).iter().any(|word| {
        matches!(*word, "vi" | "we" | "me" | "jeg" | "eg" | "i" | "dere" | "you")
            || party_of_word(word) == Some(Party::Customer)
    });
    !of_others && !["selv", "sjølv"].iter().any(|word| after.starts_with(word))
}

/// The words between a name and its number that only say that it is one.
static BETWEEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?ix) ^ [\s(,:/\[–-]* (?: (?:med|with|har|has|reg\p{L}*|org\p{L}*|company|foretaks?\p{L}*|enterprise|business|vat|nr|no|num\p{L}*|id) [\s.:]* ){0,4} $").ok()
});

/// Words behind a number by which its writer takes it back.
static TAKES_BACK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \b(?: (?:nei|no|men|but|å|oh|eller|or)[,\s]+(?:vent|wait|forresten|hov|actually) | vent\s(?:litt|nå|no) | hov\b | oi\b | oops | beklager | orsak | sorry | my\smistake
          | (?:det|dette|that|this|it)\s(?:er|var|is|was)\s(?:jo\s)?(?:feil|gale|galt|wrong|nummeret\sfra\sfør|det\sgamle|the\sold) | (?:nummeret\s)?(?:fra|frå|from)\s(?:før|before)\s | gamle?\snummer\p{L}* | old\s(?:number|one) | må\s(?:ikke|ikkje)\sbrukes | (?:must|should)\snot\sbe\sused | skal\s(?:ikke|ikkje)\sbruk\p{L}* | (?:er|is)\s(?:slettet|sletta|utgått|avviklet|no\slonger\s(?:valid|in\suse)|deleted) | gjelder\s(?:ikke|ikkje)\slenger | gjeld\sikkje\slenger )",
    )
    .ok()
});

/// Whether words behind a number take it back.
pub(in crate::orders::reading) fn takes_back(behind: &str) -> bool {
    let near: String = behind.to_lowercase().chars().take(60).collect();
    TAKES_BACK.as_ref().is_some_and(|pattern| pattern.is_match(&near))
}

/// Whether a number stands right beside a name: between them is nothing, or only words for a number.
pub(super) fn is_beside(gap: &str) -> bool {
    BETWEEN.as_ref().is_some_and(|pattern| pattern.is_match(gap))
}

/// What is said of an organisation right behind its name.
/// `own` is as much of it as stands before the next organisation.
pub(super) fn after_cue(behind: &str, own: &str, first: bool) -> Option<Party> {
    let folded = behind.to_lowercase();
    // Its number stands between the name and what is said of it.
    let folded = NUMBER_CLAUSE
        .as_ref()
        .map_or_else(|| folded.clone(), |clause| clause.replace(&folded, " ").into_owned());
    let own = own.to_lowercase();
    let to_us = own.contains("deleg")
        && [" oss", " us ", " us.", "til vår", "to our"].iter().any(|word| own.contains(word));
    if gives_us(&own) || HAS_ACCESS.as_ref().is_some_and(|pattern| pattern.is_match(&folded)) {
        return Some(Party::Customer);
    }
    // “…, som er kunde hos oss, vil delegere tilgangen til oss”: who delegates to us is a customer.
    if SUBJECT_DELEGATES.as_ref().is_some_and(|pattern| pattern.is_match(&folded)) {
        // “… ønsker å delegere tilgang selv via en fiktiv virksomhet”.
        let clause = folded.split(['.', ';']).next().unwrap_or_default();
        let to_itself = [
            " seg selv", " seg sjølv", " oss selv", " oss sjølv", " itself", " ourselves", " sjølve ",
            "fiktiv", "fict", "oppdikt", "simuler",
        ]
        .iter()
        .any(|words| folded.contains(words))
            || !to_us && [" selv", " sjølv"].iter().any(|words| clause.contains(words));
        return Some(if to_itself { Party::Sender } else { Party::Customer });
    }
    // “Systemet som X brukar”, “the system that X uses”.
    let uses = ["brukar", "bruker", "nyttar", "benytter", "uses", "use "];
    let start = folded.trim_start_matches([' ', ',', ')']);
    if !first && uses.iter().any(|word| start.starts_with(word)) {
        return Some(Party::Customer);
    }
    let near: String = folded.chars().take(48).collect();
    let near = near.split([';', '!', '?']).next().unwrap_or_default();
    let begins =
        |words: &[&str]| words.iter().any(|word| near.trim_start_matches([' ', ',', '(']).starts_with(word));
    if begins(&[
        "som er kunden", "som er vår kunde", "is the customer", "er kunden", "er kunde", "er vår kunde",
        "som har vært kunde", "som er ein av", "som er en av", "er ein av kundane", "er en av kundene",
        "one of our customers", "our customer", "our client", "vår kunde", "kunden vår", "a customer of",
        "kunde hos oss", "kunde av oss", "is one of our", "who are our customer", "which is our customer",
        "er kunden", "som er kunde", "som kunde", "is our customer", "is a customer", "(kunde", "kunde)",
        "(customer", "customer)", "er en kunde", "er ein kunde", "who is our customer", "som er vår kunde",
        "er en av våre kunder",
    ]) {
        return Some(Party::Customer);
    }
    if begins(&[
        "som er systemleverandør", "er systemleverandør", "er leverandør", "som er leverandør",
        "er en systemleverandør", "er ein systemleverandør", "is the vendor", "is the supplier", "as vendor",
        "as the vendor", "som systemleverandør", "som leverandør", "(systemleverandør", "(vendor",
        "(supplier", "(leverandør", "som skal stå som leverandør", "som skal være leverandør",
    ]) {
        return Some(Party::Vendor);
    }
    if begins(&[
        "som skal ha tilgang", "skal ha tilgang", "som søker", "søker ", "bestiller", "ønsker", "ber om",
        "som bestiller", "som ønsker", "would like", "wants", "requests", "hereby", "is applying", "applies",
        "tingar", "ynskjer", "ønskjer", "is a system vendor", "is a vendor", "leverer", "utvikler",
        "utviklar", "develops", "provides", "her.", "her,", "her!", "her og", "here.", "here,", "here!",
        "vil gjerne", "vil bestille", "vil tinge", "vil ha", "vil prøve", "spør om", "melder", "på tråden",
        "trenger", "treng", "tek kontakt", "tar kontakt", "hereby",
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

/// Words for a number, for the register it stands in.
static NUMBER_WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:org|organi[sz]|nummer|number|foretaks|føretaks|enhets|registered\sunder|registration|reg\.)",
    )
    .ok()
});

/// Words of a number's sentence, before it or behind it, that say what it is, though they are no label. Only for numbers
/// whose check digit is right.
pub(super) fn is_numbered(sentence: &str, piece: &Piece) -> bool {
    if piece.doubtful {
        return false;
    }
    let before = sentence.get(..piece.range.start).unwrap_or_default().to_lowercase();
    let near: String = before.chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect();
    let near = near.rsplit([';', '?', '!']).next().unwrap_or_default();
    let other = [
        "telefon", "tlf", "phone", "mobil", "faktura", "invoice", "sak", "case", "ordre", "konto", "kundenu",
        "ticket", "referan", "serie",
    ]
    .iter()
    .any(|word| near.contains(word));
    let behind = sentence.get(piece.range.end..).unwrap_or_default().to_lowercase();
    let behind: String = behind.chars().take(70).collect();
    let registered = [
        "enhetsregister", "einingsregister", "coordinating register", "brønnøysund", "foretaksregister",
        "organisation number", "organization number", "organisasjonsnummer", "register of business", "orgnr",
    ]
    .iter()
    .any(|words| behind.contains(words));
    !other && (NUMBER_WORDS.as_ref().is_some_and(|words| words.is_match(near)) || registered)
}

/// “Our CRM”, “avtalen vår”: whose a thing is that only holds what is told.
pub(super) fn is_of_a_thing(owner: &str, next: &str) -> bool {
    matches!(owner, "vårt" | "vår" | "våre" | "our" | "mitt" | "my" | "min")
        && [
            "crm", "system", "avtale", "contract", "kontrakt", "register", "arkiv", "database", "liste",
            "list", "notat", "notes", "records", "files",
        ]
        .iter()
        .any(|thing| next.starts_with(thing))
}

/// Whose number it is by the words right before it: “nummeret vårt er”, “kunden sitt er”, “kommunens organisasjonsnummer”.
pub(in crate::orders::reading) fn whose_number(
    near: &str,
    names: &[(Party, String)],
    context: Option<Party>,
) -> Option<Party> {
    let folded = folded(near);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    for (at, word) in words.iter().enumerate().rev() {
        // “In our CRM the number is …” says whose the system is, and not whose the number.
        if words.get(at + 1).is_some_and(|next| is_of_a_thing(word, next)) {
            continue;
        }
        match *word {
            "vårt" | "vår" | "our" | "ours" | "mitt" | "my" => return Some(Party::Sender),
            "kundens" | "kunden" | "kundes" | "customer's" | "customers" | "client's" | "kundar"
            | "customer" | "client" => {
                return Some(Party::Customer);
            }
            "leverandørens" | "systemleverandørens" | "vendor's" | "supplier's" => {
                return Some(Party::Vendor);
            }
            "morselskapets" | "parent's" | "konsernets" => return Some(Party::Other),
            "deres" | "deira" | "their" | "theirs" | "its" | "sitt" | "hans" => {
                return Some(context.filter(|party| *party == Party::Sender).unwrap_or(Party::Customer));
            }
            _ => {}
        }
    }
    named_in(&fold_letters(near), names)
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
    let near: String = before.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    let clause = near.rsplit([';', '.', '!']).next().unwrap_or_default();
    let desks = ["service desk", "servicedesk", "help desk", "helpdesk", "vakttelefon", "brukerstøtte"];
    if desks.iter().any(|word| clause.contains(word)) {
        return true;
    }
    let near: String = near.chars().rev().take(26).collect::<Vec<_>>().into_iter().rev().collect();
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

/// A name right before a number or its label, where no form of organisation tells it.
static NAME_BESIDE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) ( \p{Lu}[\p{L}\p{N}&.'’-]* (?: \s (?:og|and|&|i|av|of|for|på|\p{Lu}[\p{L}\p{N}&'’-]*) ){0,5} )
          \s? (?: [,(–-]\s? | \s(?:som\s)?(?:med|with|har|has)\s )
          (?: (?:the|vårt|our|med|with|som\shar|which\shas)\s )?
          (?i: org[\p{L}.\s-]{0,24}? | foretaksn[\p{L}.]* | enhetsn[\p{L}.]* | reg[\p{L}.\s]{0,14}(?:number|no\.?) | company\s(?:no\.?|number) | number | nummer(?:et)? | nr\.? | no\.? | vat[\s\p{L}.]{0,12} )?
          \s? [:=]? \s? (?:er|is)? \s? (?:NO)? \s? $",
    )
    .ok()
});

/// Where organisations are registered, which is no name of theirs.
const COUNTRIES: &[&str] = &[
    "norge", "noreg", "norway", "sverige", "sweden", "danmark", "denmark", "finland", "island", "iceland",
    "tyskland", "germany", "polen", "poland", "estland", "estonia", "latvia", "litauen", "lithuania",
    "nederland", "netherlands", "england", "storbritannia", "uk", "frankrike", "france", "spania", "spain",
    "oslo", "bergen", "trondheim", "enhetsregisteret", "einingsregisteret",
];

/// The name of an organisation right before the number that ends `before`, and where it stands.
pub(super) fn name_beside(before: &str) -> Option<Piece> {
    let tail_start = before.char_indices().rev().nth(140).map_or(0, |(at, _)| at);
    let tail = before.get(tail_start..)?;
    let found = NAME_BESIDE.as_ref()?.captures(tail)?.get(1)?;
    let mut range = tail_start + found.start()..tail_start + found.end();
    loop {
        let name = before.get(range.clone())?;
        let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
        let small = first.chars().next().is_some_and(char::is_lowercase);
        if !is_not_name(first) && !small && meaning(first).is_none() {
            break;
        }
        if rest.is_empty() {
            return None;
        }
        range.start = range.end - rest.len();
    }
    let value = before.get(range.clone())?.to_owned();
    // “Registered in Norway with organisation number …”.
    if COUNTRIES.contains(&value.to_lowercase().as_str()) {
        return None;
    }
    let is_word =
        value.split(' ').any(|word| meaning(word).is_some_and(|meaning| meaning.attribute.is_some()));
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    (letters >= 3 && !is_word && !value.ends_with('.')).then_some(Piece { range, value, doubtful: false })
}
