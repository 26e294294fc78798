//! Where a sentence speaks of a fictional organisation. What people call one is endless; it is always a word for “not real”
//! beside a word for an organisation, or a verb for making one up.

use std::ops::Range;

use super::folding::words_of;

// A word for “not real” and a word for an organisation, at most two words apart, in either order; or one word of both.
pattern!(
    NOT_REAL,
    r"(?x)
      \b(?: fikti[ov]\p{L}* | ficti(?:[vct]|onal)\p{L}* | oppdikt\p{L}* | oppfunn\p{L}* | påfunn\p{L}* | opp-?konstruert\p{L}* | innbilt\p{L}* | tenkt\p{L}* | liksom | simuler\p{L}* | simulated | syntetisk\p{L}* | synthetic | dummy | mock | made[-\s]up | invented | imaginary | pretend | fake | placeholder | konstruert\p{L}* | virtuell\p{L}* | virtual | fabricated | pseudo | non-?existent | hypoteti\p{L}* | uekte | falsk\p{L}* | kunstig\p{L}* | artificial | phantom | make-believe | oppkok\p{L}* )
        (?: [\s,/(-]+ [\p{L}-]+ \)? ){0,2}? [\s-]+ (?:test-?|prøve-?)? (?: kunde | kund\b | virksomhe[td] | verksemd | bedrift | selskap | selskab | firma | foretak | føretak | företag | organisasjon | enhet | eining | aktør | customer | client | compan | organi[sz]ation | entit | business | firm | enterprise | org\b | orgnr | part\b )
      | \b(?: kunde\p{L}* | virksomhet\p{L}* | verksemd\p{L}* | bedrift\p{L}* | selskap\p{L}* | firma\p{L}* | customer | company | organi[sz]ation ) \s (?: som \s (?:ikke|ikkje) \s (?:finnes|finst|er \s ekte|eksisterer) | (?:that|which) \s (?:does \s not|doesn't) \s exist | (?:som|that|which) \s (?:er|is) \s (?:oppdikt|fiktiv|fict|made) )
      | \b(?: fiktiv | liksom | dummy | test | prøve | mock | fantasi | skinn | fake ) -? (?: kund | virksomhet | verksemd | bedrift | selskap | firma | foretak | føretak | organisasjon | customer | company )
      | \b(?: test | sandbox ) \s (?: customer | company | organi[sz]ation | business ) \b
      | \b(?: blir | vert | velger | vel | tar | tek | for | med | ha | bruke | ønsker | ønskjer ) \s (?:det\s)? (?:en\s|ei\s|ein\s)? fiktiv (?: \s*$ | \s?[.,!;)] )
      | \b(?: invent\p{L}* | mak(?:e|es|ing) \s up | dikt\p{L}* \s opp | finn\p{L}* \s (?:på|opp) | kok\p{L}* \s opp | late \s som | lat \s som ) \s (?: \p{L}+ \s ){0,3} (?: kunde | virksomhet | verksemd | bedrift | selskap | firma | customer | client | compan | organi[sz]ation | business )"
);

// A wish that goes straight to one fictional organisation, with nothing between that could be wished for instead: “vi ønsker
// å delegere tilgang selv via en fiktiv virksomhet”, and not “vi ønsker å lese om fiktive virksomheter”.
pattern!(
    WISHED_FOR,
    r"(?x) \b(?: ønsker | ønskjer | ynskjer | ønske | vil[jl]? | trenger | treng | bestiller | tingar | søker | ber | want | wish | would\slike | 'd\slike | need | request | order | please | kan\s(?:dere|de|du) | kunne\s(?:dere|de) | (?:can|could|would)\syou )
      (?: [\s,]+ (?: oss | us | gjerne | gerne | å | to | om | ha | have | få | get | bruke | nytte | use | bestille | order | tinge | opprett\p{L}* | creat\p{L}* | mak(?:e|ing) | lag[ea]r? | setter? | setje | opp | set | up | teste | test | med | with | via | gjennom | through | by | deleger\p{L}* | delegat\p{L}* | tilgang\p{L}* | tilgong\p{L}* | access | selv | sjølve? | själva | ourselves | it | og | and | at | dere | de | from | fra | frå | for | in | i | the | gi | gje | give | please | vennligst | also | også | òg ) ){0,16}
      [\s,]+ (?: en | ei | ein | et | eit | a | an )? \s? (?:ny\s|new\s)? (?: fiktiv | fiktivt | fictional | fictitious | fictive | oppdikt(?:et|a) | tenkt | made-up | simulert | simulated ) \s (?:\(?\p{L}+\)?\s)? (?: kund[e]? | virksomhe[td] | verksemd | bedrift | selskap | firma | foretak | føretak | organisasjon | customer | client | company | organi[sz]ation | business ) \b"
);

/// Whether a sentence wishes outright for one fictional organisation; `folded` is in small letters.
pub(super) fn is_wished_for(folded: &str) -> bool {
    let found = WISHED_FOR.as_ref().and_then(|pattern| pattern.find(folded));
    // “Dersom dere trenger …”, “kunden vil ha …”: that is nobody's own wish.
    found.is_some_and(|found| {
        !words_of(folded.get(..found.start()).unwrap_or_default()).iter().any(|word| {
            matches!(*word, "hvis" | "dersom" | "viss" | "if" | "når" | "when" | "kunden" | "dere" | "you")
        })
    })
}

// A fictional organisation that somebody has already.
pattern!(
    THERE_ALREADY,
    r"(?x) \b(?:den|det|dei|de)\s(?:fiktive|oppdiktede|oppdikta|tenkte)\s\p{L}+\s(?:vår|vårt|mi|mitt|til\s|vi\s|me\s|dere\s|som\s(?:vi|me|dere|de)\s)
      | \b(?:our|the)\s(?:fictitious|fictional|made-up|test)\s\p{L}+\s(?:you|we|that\s(?:you|we)|which\s(?:you|we))\b | \bour\s(?:fictitious|fictional|made-up)\s"
);

// One that somebody is asked to make in a system of the sender's own, which is nobody's order here.
pattern!(
    MADE_ELSEWHERE,
    r"(?x) \b(?: lage | laga | lager | opprette | oppretta | registrere | registrera | legge\sinn | leggje\sinn | sette\sopp | setje\sopp | create | make | add | set\sup | register ) \s (?:\p{L}+\s){0,5}
      (?: kunde | virksomhet | verksemd | bedrift | selskap | firma | customer | client | company | organi[sz]ation )\p{L}* \s
      (?: (?:i|på|in|on)\s(?:\p{L}+-)?(?:system|løsning|løysing|database|crm|portal|app|program|plattform)\p{L}*(?:-et|-en)?\s(?:vårt|vår|våre|mitt|min)\b | (?:in|on)\s(?:our|my)\s(?:\p{L}+\s)?(?:system|solution|database|crm|portal|app|platform)\b )"
);

/// “Kan du lage en fiktiv kunde i systemet vårt?”: whether what is asked for is made somewhere else. `folded` is in small letters.
pub(super) fn is_made_elsewhere(folded: &str) -> bool {
    MADE_ELSEWHERE.as_ref().is_some_and(|pattern| pattern.is_match(folded))
}

/// Where `folded` (in small letters) speaks of a fictional organisation.
pub(super) fn not_real(folded: &str) -> Option<usize> {
    NOT_REAL.as_ref().and_then(|pattern| pattern.find(folded)).map(|found| found.start())
}

/// Whether `folded` speaks of a fictional organisation that somebody has already.
pub(super) fn is_there_already(folded: &str) -> bool {
    THERE_ALREADY.as_ref().is_some_and(|pattern| pattern.is_match(folded))
}

/// Where `text` speaks of fictional organisations; nowhere when small letters make its length another.
pub(super) fn unreal_places(text: &str) -> Vec<Range<usize>> {
    let folded = text.to_lowercase();
    if folded.len() != text.len() {
        return Vec::new();
    }
    NOT_REAL
        .as_ref()
        .map(|pattern| {
            pattern
                .find_iter(&folded)
                .map(|found| {
                    let rest = folded.get(found.end()..).unwrap_or_default();
                    let word: usize =
                        rest.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
                    found.start()..found.end() + word
                })
                .collect()
        })
        .unwrap_or_default()
}

/// “Siden vi ikke har noen kunde ennå vil vi …”: what is wished for behind a reason, which hurried people put no comma after.
/// What the reason denies is not the wish.
pub(super) fn main_clause(clause: &str) -> &str {
    AFTER_REASON
        .as_ref()
        .and_then(|pattern| pattern.captures(clause))
        .and_then(|found| found.get(1))
        .map_or(clause, |main| main.as_str())
}

pattern!(
    AFTER_REASON,
    r"(?x) ^ \s* (?:siden|sidan|fordi|ettersom|sia|da|då|når|since|as|because) \s .{0,90}? \b(?:kunde|kunden|kunder|kundar|customer|customers|client|clients)\b .{0,30}? \s
      ( (?: (?:vil|ønsker|ønskjer|ynskjer|trenger|treng|ber|skal|må|bestiller|tingar|søker|søkjer) \s (?:vi|me|jeg|eg) | (?:we|i) \s (?:want|wish|need|would|will|ask|order|request) ) \b .* ) $"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reason_denies_is_not_what_is_wished_for_behind_it() {
        for (clause, expected) in [
            ("siden jeg ikke har noen kunde ennå vil jeg delegere via en ", "vil jeg delegere via en "),
            ("since we have not found a customer yet we would like a ", "we would like a "),
            ("siden vi har en kunde trenger vi ikke en ", "trenger vi ikke en "),
            ("vi vil ikke ha noen ", "vi vil ikke ha noen "),
        ] {
            assert_eq!(main_clause(clause), expected);
        }
    }

    #[test]
    fn what_is_not_real_has_many_names() {
        for text in [
            "en fiktiv virksomhet",
            "fiktive kunder",
            "ei tenkt verksemd",
            "a made-up company",
            "liksomverksemd",
            "where you invent a customer and",
            "an imaginary test customer",
            "kan dere dikte opp en kunde",
            "en kunde som ikke finnes",
            "testkunde",
            "fiktiv-kunde-varianten",
            "a fictitious norwegian company",
            "en oppdiktet, norsk virksomhet",
            "mock organisation",
            "ein innbilt kunde",
            "en fiktiv (syntetisk) kunde",
        ] {
            assert!(not_real(text).is_some(), "{text}");
        }
        for text in ["fiktive personer", "oddgeir fiktivsen", "vår kunde", "testansvarlig", "a company"] {
            assert!(not_real(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_is_wished_for_outright_is_told_from_what_is_spoken_of() {
        for text in [
            "vi ønsker å delegere tilgang selv via en fiktiv virksomhet",
            "we wish to test, and we want a fictional customer",
            "kan de opprette ei fiktiv verksemd til oss",
        ] {
            assert!(is_wished_for(text), "{text}");
        }
        for text in [
            "vi ønsker å lese mer om fiktiv virksomhet",
            "vi ønsker flere testpersoner på den fiktive virksomheten",
            "we want to know what a fictitious customer is",
            "vi ønsker dokumentasjon om delegering via fiktiv virksomhet",
        ] {
            assert!(!is_wished_for(text), "{text}");
        }
    }

    #[test]
    fn one_that_is_made_in_the_senders_own_system_is_told_from_one_that_is_ordered() {
        for text in
            ["kan du lage en fiktiv kunde i systemet vårt?", "please create a fictitious customer in our crm"]
        {
            assert!(is_made_elsewhere(text), "{text}");
        }
        for text in [
            "kan dere opprette en fiktiv kunde til systemet vårt?",
            "kan dere opprette en fiktiv kunde i testmiljøet?",
            "vi vil bruke en fiktiv virksomhet i systemet vårt",
        ] {
            assert!(!is_made_elsewhere(text), "{text}");
        }
    }

    #[test]
    fn one_that_is_there_already_is_not_asked_for() {
        for text in ["den fiktive kunden vår", "the fictional company you made", "our made-up customer"] {
            assert!(is_there_already(text), "{text}");
        }
        assert!(!is_there_already("en fiktiv kunde"));
    }
}
