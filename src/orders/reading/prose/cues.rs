//! The words around an organisation that say whose it is, in the three languages.

use std::sync::LazyLock;

use regex::Regex;

use crate::orders::reading::folding::words_of;
use crate::orders::reading::labels::Party;
use crate::orders::reading::lines::is_undersigned;
use crate::orders::reading::pieces::Piece;
use crate::orders::reading::ways::unreal_places;

/// What stands between an organisation and what is said of it when its number does: “(org.nr. 310 000 019)”.
static NUMBER_CLAUSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?ix)^ \s* \( [^()]{0,60} \d{3}[\s.]?\d{3}[\s.]?\d{3} [^()]{0,10} \) [\s,]* | ^ [\s,(–-]* (?:(?:med|with|har|has|,)\s+)? (?:org[\p{L}.\s:-]{0,28})? (?:no\s?)? \d{3}[\s.]?\d{3}[\s.]?\d{3} (?:\s?mva)? [\s,)]*").ok()
});

/// Words that say whose something is.
pub(super) fn party_of_word(word: &str) -> Option<Party> {
    Some(match word {
        "vi" | "oss" | "vår" | "vårt" | "våre" | "we" | "us" | "our" | "ours" | "jeg" | "eg" | "i" | "me"
        | "meg" | "my" | "mitt" | "min" | "mine" | "undertegnede" | "underteikna" | "undersigned"
        | "oppdragsgiveren" | "hos-oss" => Party::Sender,
        "kund" | "kundane" | "kundar" | "kunder" | "clients" | "kunde" | "kunden" | "kundens" | "kundes"
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
        | "konkurrenten"
        | "competitor"
        | "databehandler"
        | "databehandleren"
        | "databehandlar"
        | "databehandlaren"
        | "processor"
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
            "eg heiter", "eg som er",
        ]
        .iter()
        .any(|words| folded.contains(words))
}

/// Words for a customer right before its name, however the sentence goes: “en av kundene våre,”, “kunden som delegerer til oss,
/// og som …, er”, “delegert fra”.
static CUSTOMER_AHEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?: \b(?:kund(?:en?|ene|er)?|kundane|kundar|customers?|clients?|oppdragsgiver(?:en)?)
            (?:,?\s(?:vår|våre|vårt|vi\shar|me\shar|we\shave|we\swork\swith|vi\ssamarbeider\smed|me\ssamarbeider\smed|vi\sleverer\stil|me\sleverer\stil|we\sserve|av\soss|hos\soss|of\sours|in\squestion|det\sgjelder|dette\sgjelder|som\sskal\sdelegere|som\sdelegerer|som\svil\sdelegere|som\sskal\sgi\soss\stilgang|(?:som|who|that|which)\s(?:alt\s|allerede\s|already\s)?(?:bruker|brukar|benytter|nyttar|har|use|uses|has|have)\s[^,.;]{1,50}))*
            (?:\s(?:til\soss|to\sus))?
            (?:\s(?:er|heter|heiter|is|are|named|called|blir|will\sbe|gjelder|ved\snavn|with\sthe\sname))?
          | (?:^|[.!?]\s) (?:kunden|(?:our|the)\s(?:customer|client))\b [^.!?]{0,110} \s(?:er|heter|heiter|is)
          | \b(?:levere|levera|leverer|leverar|leverte|levert|leverandør|tilby|tilbyr|selge|selger|sel|lage|lager|lagar|laga|utvikle|utvikler|utviklar|utvikla|bygge|bygger|byggjer|provides?|providing|supply|supplies|supplying|supplier|vendor|delivers?|sells?|offers?|makes?|making|builds?|building|develops?|developing|produces?|producing)\s[^.,;]{1,70}\s(?:til|to|for|overfor)
          | \bdeleg\p{L}*(?:\s\p{L}+){0,3}\s(?:fra|frå|from|by|av)
          | \b(?:kunde|kunden|customer|client)\s(?:til\s)?(?:som|who|that|which)\s[^.:;!?]{0,90} :
          | \b(?:kunde|kunden|kunden\svår|customer|client)\s(?:\p{L}+\s){0,4}deleg\p{L}*\s(?:\p{L}+\s){0,3}(?:til|to)\s(?:oss|us|meg|me)\s? :
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
          | \b(?:firma|selskap|virksomhet|bedrift|verksemd|foretak|føretak|organisasjon|filial)(?:et|en|a)?(?:\s(?:vår|vårt|mitt|mi))?\s(?:er|heter|heiter)
          | \b(?:our|my)\s(?:\p{L}+\s)?(?:company|firm|organi[sz]ation|business|employer|branch)(?:'s\sname|\sname)?(?:,|\sis(?:\scalled)?)?
          | \b(?:company|organi[sz]ation|firm|selskapet|virksomheten|verksemda)\s(?:that|which|som)\s[^,.]{0,40}(?:receive|get|have|få|ha|motta)\s[^,.]{0,30}(?:is|er)
          | \b(?:write|writing|skriver|skriv|henvender\smeg|kontakter\sdere)\s(?:to\syou\s)?(?:from|for|fra|frå|på\svegne\sav|on\sbehalf\sof)
          | \b(?:jeg|eg|i)\s(?:er\sfra|kommer\sfra|kjem\sfrå|am\sfrom|work\sat|work\sfor|represent)
          | \b(?:hilsen|helsing|regards)\s(?:fra|frå|from|oss\si)
          | \b(?:til|to)\soss\s(?:i|at|hos)
        ) [\s,:(–-]* $",
    )
    .ok()
});

/// How one calls whoever supplies one, right before its name.
const OUR_VENDOR: &[&str] = &[
    "leverandøren vår", "leverandøren min", "vår leverandør", "vår systemleverandør",
    "systemleverandøren vår", "our vendor", "our supplier", "our system vendor", "our system supplier",
    "our software vendor", "our provider", "our software supplier", "vår it-leverandør",
    "it-leverandøren vår", "vår programvareleverandør", "our it vendor", "our it supplier",
    "leverandøren vår er", "leverandøren vår heter", "our vendor is", "our supplier is", "vår leverandør er",
];

/// “Systemleverandøren vår, X AS, skal få tilgangen delegert fra oss”: the sender is the customer, and X the vendor.
pub(super) fn is_vendor_we_delegate_to(before: &str, behind: &str) -> bool {
    let tail = before.to_lowercase();
    let tail = tail.trim_end_matches([' ', ',', '(', ':', '"', '«', '“']);
    let behind = behind.to_lowercase();
    let denied =
        words_of(&behind).iter().any(|word| matches!(*word, "ikke" | "ikkje" | "not" | "aldri" | "never"));
    !denied
        && OUR_VENDOR.iter().any(|words| tail.ends_with(words))
        && GETS_FROM_US.as_ref().is_some_and(|pattern| pattern.is_match(&behind))
}

static GETS_FROM_US: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) ^ [\s,)]* (?: [(,]? [^()\d;!?]{0,24} \d{3}[\s.]?\d{3}[\s.]?\d{3} [\s,)]* )?
          (?:shall|should|skal|skulle|kan|får|to|be|can|will)\s (?:\p{L}+\s){0,3}? (?:få|ha|have|get|receive|given|be) \s
          (?: (?:\p{L}+\s){0,2}? (?:tilgang|tilgong|access)\p{L}* \s (?:\p{L}+\s){0,2}? deleg\p{L}*
            | deleg\p{L}* \s (?:\p{L}+\s){0,3}? (?:tilgang|tilgong|access)\p{L}* ) \s
          (?:fra|frå|from|by|av)\s(?:oss|us)\b",
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
    // “Vi er kunde hos X AS”: then X is none of the two.
    if ends(&[
        "kunde av", "kunde hos", "kunder av", "kunder hos", "customer of", "customers of", "client of",
        "clients of",
    ]) {
        let of_us =
            words_of(tail).iter().any(|word| matches!(*word, "vi" | "me" | "we" | "jeg" | "eg" | "i"));
        return Some(if of_us { Party::Other } else { Party::Sender });
    }
    // “Leverandøren vår, X AS, sier at …”: whoever calls another its vendor is none.
    if ends(OUR_VENDOR) {
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
        "delegere til", "delegerer til", "delegera til", "delegate to", "delegates to", "delegering til",
        "delegation to",
    ]) {
        return Some(Party::Vendor);
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
        || ADVISER_ORDERS.as_ref().is_some_and(|pattern| pattern.is_match(tail))
}

/// “Jeg er konsulent i X AS og bestiller … for”: who advises orders for somebody else.
static ADVISER_ORDERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \b(?:konsulent|rådgiver|rådgjevar|advokat|regnskapsfører|rekneskapsførar|revisor|consultant|adviser|advisor|lawyer|accountant|attorney)\b [^!?]{0,120}
          \b(?:bestill|ting|søk|ber|order|appl|request|ask)\p{L}*\b [^.!?]{0,80} \s(?:for|til)$",
    )
    .ok()
});

/// A name that the organisation had before, or may get: “da vi het …”, “previously registered as …”, “hvis vi fusjonerer med …”.
pub(super) fn is_of_another_time(before: &str) -> bool {
    OF_ANOTHER_TIME.as_ref().is_some_and(|pattern| pattern.is_match(&before.to_lowercase()))
}

static OF_ANOTHER_TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) (?: \b(?:vi|me|we|firmaet|selskapet|company)\s(?:het|hette|heitte|were\scalled|were|was\scalled)
          | \b(?:tidligere|tidlegare|formerly|previously|før|once)\s(?:\p{L}+\s){0,3}(?:som|as|kalt|kalla|called|named|navnet|namnet)
          | \b(?:tidligere|tidlegare|formerly|previously)
          | \b(?:i\sstedet|i\sstaden)\sfor | \bistedenfor | \bistadenfor | \binstead\sof
          | \b(?:fusjoner|slå|slår|slått|merg|fus)\p{L}*\s(?:\p{L}+\s){0,2}(?:med|with)
          | \b(?:skiftet|skifta|byttet|bytta|endret|endra|changed)\s(?:\p{L}+\s){0,2}(?:navn|namn|name)\s(?:fra|frå|from)
        ) [\s,:(«“]* $",
    )
    .ok()
});

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
        r"(?x) ^ [\s,)]* (?:som|which|who)? \s* (?:(?:har|has|fikk|got|have)\s[^.;]{0,70}\s(?:og|and)\s)? (?:now|nå|no|also|også|òg)?\s* (?:skal|vil|will\sbe|shall|can|kan|will|ønsker\så|ønskjer\så|wants\sto|would\slike\sto|kommer\stil\så|is\sgoing\sto|is\sready\sto|are\sready\sto|skal\skunne|should\sbe\sable\sto|er\sklar\w*\s(?:til|for)\så|er\svillig\w*\stil\så)? \s* (?:now|nå|no|also|også|òg|then|så)?\s* deleg",
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

/// An organisation that was given an access of its own: “… som allerede har fått sin egen testtilgang”.
static HAS_OWN_ACCESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \b(?:fått|fekk|fikk|been\s(?:given|granted)|got|received)\s(?:sin|sitt|si|its|their)\s(?:egen|eigen|eiga|eget|eige|own)\s\p{L}*(?:tilgang|tilgong|access)\b",
    )
    .ok()
});

/// Whether an organisation has access already, by what is said behind its name. Who goes on to order a fictional customer
/// tells of itself.
fn has_access(behind: &str, own: &str) -> bool {
    let is = |pattern: &LazyLock<Option<Regex>>, text| {
        pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
    };
    let orders_itself = ["fiktiv", "fictit", "fictional", "oppdikt"].iter().any(|words| own.contains(words));
    !orders_itself && (is(&HAS_ACCESS, behind) || is(&HAS_OWN_ACCESS, own))
}

/// Whether an organisation gives us its access, by what is said `behind` its name, and nobody else is spoken of between.
fn gives_us(behind: &str) -> bool {
    let Some(found) = GIVES_US.as_ref().and_then(|pattern| pattern.find(behind)) else { return false };
    let before = behind.get(..found.end()).unwrap_or_default();
    let after = behind.get(found.end()..).unwrap_or_default().trim_start();
    // Who acts stands in the same clause: “… har fått ja hos dere, og skal gi oss tilgangen”.
    let clause = before.rsplit([',', ';']).next().unwrap_or(before);
    let clause = clause.rsplit(" og ").next().unwrap_or(clause).rsplit(" and ").next().unwrap_or(clause);
    let of_others = words_of(clause).iter().any(|word| {
        matches!(*word, "vi" | "we" | "me" | "jeg" | "eg" | "i" | "dere" | "you")
            || party_of_word(word) == Some(Party::Customer)
    });
    !of_others && !["selv", "sjølv"].iter().any(|word| after.starts_with(word))
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
    // “… har veiledning om hvordan kundene våre delegerer til oss”: others delegate.
    let to_us = own.split_once("deleg").is_some_and(|(who, to)| {
        [" oss", " us ", " us.", "til vår", "to our"]
            .iter()
            .any(|word| to.contains(word) || who.contains(word))
            && !words_of(who).iter().any(|word| party_of_word(word) == Some(Party::Customer))
    });
    if gives_us(&own) || has_access(&folded, &own) {
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
