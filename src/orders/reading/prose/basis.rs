//! The legal basis in a sentence: a provision with its law, or a category in plain words.

use std::sync::LazyLock;

use regex::Regex;

static LAW: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        (?: \b (?: (?:hvit|kvit)vaskings?(?:lov(?:en|a)?|regelverket) | hvl\.? | (?:the\s+)?(?:norwegian\s+)?(?:anti[-\s]?)?money[-\s]laundering\s+act | aml[-\s]act | (?:the\s+)?aml\s+law
              | forskrift(?:en|a|ens)? (?:\s+(?:til|om)\s+[\p{L}\s]{3,60}?)? (?:\s+av\s+[\d.]+)? (?:\s*\d{4}-\d{2}-\d{2}-\d+)? | (?:the\s+)?regulations?(?:\s+on\s+[\p{L}\s]{3,60}?)?
              | lov(?:en|a)?\s+om\s+register\s+over\s+reelle\s+rettig[\p{L}]+ | (?:the\s+)?act\s+on\s+[\p{L}\s]{3,60}?
              | medieansvarslov(?:en|a) | (?:the\s+)?media\s+(?:liability|responsibility)\s+act | (?:the\s+)?universit[\p{L}]+[\p{L}\s-]{0,40}(?:loven|lova|act) | uhl\.? | reelle?[-\s]?rettighetshaver(?:e)?loven
            ) [\s,(]{0,3} )?
        (?: §+ \s? | section \s+ | paragraf \s+ | sec\.\s? | par\.\s? ) \d+ (?:\s?-\s?\d+)?
        (?: [\s,]* (?: \(\d\) | (?:første|fyrste|andre|annet|tredje|fjerde|1\.|2\.|3\.|4\.|first|second|third|fourth) \s+ (?:ledd|lekk|paragraph|subsection|point) | nr\.?\s?\d+ | ledd\s\d ) ){0,2}
        (?: [\s,]* (?: (?:bokstav|litra|lit\.|letter|pkt\.?|punkt|point) \s+ \(? [a-z] \)? \b | \([a-z]\) | [a-z]\) | \b[a-hj-z]\b ) )?
        (?: [\s,]* (?:i|av|in|of) \s+ (?:hvitvaskingsloven|kvitvaskingslova|medieansvarsloven|forskriften|forskrifta|the\s+(?:norwegian\s+)?(?:anti[-\s]?)?money[-\s]laundering\s+act|the\s+regulations?) )?",
    )
    .ok()
});

static CATEGORY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) \b (?:
            rapporterings?pliktige? (?: \s+ (?:virksomhet|foretak|enhet|verksemd|føretak|etter|under|i\s+henhold\s+til) [\p{L}\s]{0,30}? (?:hvitvaskingsloven|kvitvaskingslova)? )?
          | reporting \s+ entit(?:y|ies) (?: \s+ under [\p{L}\s-]{3,50}? act )? | obliged \s+ entit(?:y|ies)
          | offent(?:lig|leg) \s+ myndighe[td] | offent(?:lig|leg) \s+ styresmakt | public \s+ authority | government \s+ agency
          | sivilsamfunns?organisasjon | civil \s+ society \s+ organi[sz]ation
          | høyere \s+ utdanningsinstitusjon | høgare \s+ utdanningsinstitusjon | institusjon \s+ for \s+ høyere \s+ utdanning | (?:institution \s+ of \s+)? higher \s+ education (?:\s+ institution)?
          | (?:redaktørstyrt\s+)? (?:avis|medium|mediehus|mediebedrift|nyhetsmedium|lokalavis|riksavis) | media | news(?:paper|\s+organi[sz]ation)
          | bank | sparebank | kredittforetak | finansieringsforetak | betalingsforetak | e-pengeforetak | verdipapirforetak | forsikringsforetak | låneformidlingsforetak | payment \s+ institution | credit \s+ institution | insurance \s+ company
        ) \b",
    )
    .ok()
});

/// The legal basis that `text` names: a provision with its law. What no provision is named for is no basis yet.
pub(in crate::orders::reading) fn provision(text: &str) -> Option<String> {
    let pattern = LAW.as_ref()?;
    let found = pattern.find(text)?;
    Some(found.as_str().trim().trim_end_matches([',', '.', ' ']).to_owned())
}

/// The category in plain words, behind words by which somebody says what it is.
pub(in crate::orders::reading) fn category(text: &str) -> Option<String> {
    let pattern = CATEGORY.as_ref()?;
    let folded = text.to_lowercase();
    pattern.find_iter(text).find_map(|found| {
        let before = folded.get(..found.start()).unwrap_or_default();
        let near: String = before.chars().rev().take(45).collect::<Vec<_>>().into_iter().rev().collect();
        let says = [
            " er ", " som ", " som en ", " are ", " as ", " is ", "hjemmel", "heimel", "kategori",
            "category", "basis", "grunnlag", "registrert",
        ]
        .iter()
        .any(|word| format!(" {near}").contains(word));
        let of_others =
            ["kunder", "customers", "clients", "våre brukere"].iter().any(|word| near.contains(word));
        (says && !of_others).then(|| found.as_str().trim().to_owned())
    })
}
