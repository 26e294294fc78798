//! In which language a mail is written, by the small words that sentences are made of: names, addresses and borrowed words
//! of the field say nothing.

use super::folding::folded;
use crate::language::Language;

/// Words of Norwegian in both its forms.
const NORWEGIAN: &[&str] = &[
    "og", "av", "er", "vi", "gjennom", "spørsmål", "derfor", "til", "på", "som", "med", "skal", "vil", "kan",
    "må", "også", "denne", "dette", "disse", "når", "der", "nå", "om", "ved", "etter", "mot", "uten", "her",
    "så", "hei", "takk", "hilsen", "kunde", "kunden", "kunder", "tilgang", "tilgangen", "fiktiv", "bruke",
    "oss", "vår", "vårt", "våre", "ny", "nytt", "ber", "telefon", "kontaktperson", "mvh", "gjerne", "samme",
    "same", "mobil", "eller", "før", "både", "begge", "hos", "under", "heter", "heiter", "det", "den",
    "testmiljø", "testmiljøet", "registeret", "sjekk", "nr", "vedlegg", "hjelp", "svar", "bestilling",
    "tinging", "systemleverandør", "leverandør", "e-post", "epost", "nummeret", "nummer", "adresse", "finn",
    "får", "fått", "ta", "være", "vere", "blir", "gjelder", "gjeld", "beste", "god", "dag", "sak", "saken",
    "saka", "sende", "teste", "tester", "delegere", "org", "orgnr", "jf", "ut", "opp", "inn", "ned", "enn",
    "hvis", "dersom", "mens", "selv", "andre", "alle", "alt", "ingen", "bare",
];

/// Words of bokmål that nynorsk has not.
const BOKMAAL: &[&str] = &[
    "ikke", "jeg", "hvordan", "fra", "hva", "noe", "deres", "dere", "virksomhet", "virksomheten", "navn",
    "navnet", "vennlig", "ønsker", "hjemmel", "hjemmelen", "bestiller", "bestille", "testansvarlig", "hvem",
    "hvor", "hvorfor", "hvilken", "hvilke", "hvilket", "mottar", "selskapet", "oppgi", "trenger", "bruker",
    "bedriften", "gjøre", "gjør", "være", "kommer", "ansvarlig", "kjære", "nå", "sammen", "gi", "mer",
    "flere", "mye", "kontakter", "noen", "ble", "fått", "en", "et", "hun", "henne", "dem", "hverandre",
    "søker", "tilsvarende", "følgende", "opplysninger", "første", "ønske", "hjelper", "henholdsvis", "siden",
    "allerede", "hennes", "uten", "nedenfor", "ovenfor", "enkelt", "mulig", "bekrefte", "henvendelse",
    "henvendelser", "produksjonsansvarlig", "beklager", "hører", "levere", "leverer", "skriver", "sier",
    "egen", "eget", "rolle", "tjenesten", "tjeneste", "løsningen", "løsning", "rettighetshavere",
    "hvitvaskingsloven",
];

/// Words of nynorsk that bokmål has not.
const NYNORSK: &[&str] = &[
    "ikkje", "eg", "korleis", "frå", "kva", "berre", "noko", "dykkar", "verksemd", "verksemda", "namn",
    "namnet", "venleg", "helsing", "dykk", "kvifor", "ynskjer", "ønskjer", "heimel", "heimelen", "tinging",
    "tinga", "tingar", "tinge", "tingast", "testansvarleg", "me", "vere", "gjere", "gjer", "hjå", "tilgong",
    "sjølv", "sjølve", "saman", "dei", "ein", "eit", "ei", "nokre", "nokon", "einskild", "skule", "vert",
    "sidan", "òg", "mogleg", "fyrst", "fyrste", "treng", "kven", "kvar", "tek", "brukar", "ynskje", "ønskje",
    "ansvarleg", "produksjonsansvarleg", "gje", "gjev", "kjem", "meir", "fleire", "mykje", "vore", "vart",
    "ho", "henne", "hennar", "deira", "søkjer", "søkje", "opplysningar", "føljande", "fylgjande",
    "følgjande", "høvesvis", "løysing", "løysinga", "tenesta", "teneste", "rettshavarar", "rettshavar",
    "kvitvaskingslova", "nedanfor", "ovanfor", "difor", "førespurnad", "orsak", "høyrer", "leverer", "setje",
    "setja", "saka", "kundar", "kundane", "helsar", "takkar", "døme", "einig", "eiga", "eigen", "eige",
    "anten", "enno", "innan", "kvarandre", "medan", "no", "difor", "bør", "vonar", "likeeins", "seier",
    "føretak", "føretaket", "førre", "veke", "både", "kontaktpersonen", "lenger", "lengre", "fekk", "gjekk",
    "avtala", "lova", "svara", "forskrifta", "framleis", "førebels", "eininga", "heite", "teikne", "dykkar",
    "hjelpe", "spørje", "nytte", "nyttar", "gjeldande", "tidlegare", "seinare", "ventar", "sjå",
];

/// Words of English, but for those that are words of Norwegian too.
const ENGLISH: &[&str] = &[
    "the", "and", "we", "to", "of", "is", "our", "with", "please", "you", "your", "would", "like", "are",
    "this", "that", "have", "regards", "want", "access", "company", "name", "number", "contact", "on", "be",
    "it", "in", "from", "about", "who", "new", "us", "will", "not", "if", "as", "can", "why", "there",
    "their", "which", "been", "was", "but", "out", "thank", "thanks", "a", "an", "by", "or", "my", "i'm",
    "we're", "we'd", "has", "had", "they", "she", "he", "his", "her", "its", "these", "those", "what", "how",
    "when", "where", "any", "some", "all", "also", "both", "could", "should", "shall", "may", "do", "does",
    "did", "through", "after", "before", "because", "so", "only", "no", "than", "then", "them", "into",
    "upon", "between", "customer", "customer's", "customers", "client", "vendor", "supplier", "fictitious",
    "fictional", "test", "phone", "email", "e-mail", "order", "request", "environment", "legal", "basis",
    "person", "responsible", "ourselves", "itself", "hello", "dear", "hi", "below", "above", "here", "at",
    "for", "under", "per", "questions", "question", "production", "testing", "register", "behalf", "kind",
    "best", "sincerely", "number's", "were", "being", "such", "each", "other", "every", "just", "well",
    "need", "needs", "needed", "wish", "hereby", "get", "give", "use", "using", "used", "set", "up", "more",
    "first",
];

/// Words that both Norwegian and English have; they decide nothing between the two.
const SHARED: &[&str] = &[
    "for", "i", "at", "under", "her", "so", "test", "person", "register", "per", "no", "a", "an", "do", "all",
];

/// The language of `text`, by the subject when the text is too short to say; bokmål when nothing tells.
pub(super) fn language(text: &str, subject: &str) -> Language {
    let own = Count::of(text);
    let tells = own.norwegian + own.bokmaal + own.nynorsk + own.english >= 2;
    let count = if tells { own } else { own.and(Count::of(subject)) };
    let norwegian = count.norwegian + count.bokmaal + count.nynorsk;
    if count.english > norwegian {
        Language::En
    } else if count.nynorsk > 0 && count.nynorsk * 4 >= count.bokmaal * 3 {
        Language::Nn
    } else {
        Language::Nb
    }
}

/// How many words of each language a text has.
#[derive(Clone, Copy, Default)]
struct Count {
    norwegian: u32,
    bokmaal: u32,
    nynorsk: u32,
    english: u32,
}

impl Count {
    fn of(text: &str) -> Self {
        let mut count = Self::default();
        // An address is written in no language, and neither is an organisation number: the “NO” of “NO 310 000 019 MVA” is no
        // “no” of nynorsk.
        let is_number = |part: &str| part == "NO" || part.contains(|c: char| c.is_ascii_digit());
        let folded = text
            .split_whitespace()
            .filter(|part| !is_number(part) && !part.contains(['@', '/']))
            .map(folded)
            .collect::<Vec<_>>()
            .join(" ");
        for part in folded.split_whitespace() {
            for word in part.split(|c: char| !(c.is_alphabetic() || matches!(c, '-' | '\''))) {
                if word.is_empty() || SHARED.contains(&word) && !NYNORSK.contains(&word) {
                    continue;
                }
                let is = |words: &[&str]| u32::from(words.contains(&word));
                // “Bestillingen”, “bestillinga”.
                let ends = |ending: &str| u32::from(word.len() > 7 && word.ends_with(ending));
                let bokmaal = is(BOKMAAL).max(ends("ingen"));
                let nynorsk = is(NYNORSK).max(ends("inga"));
                // A word of both forms tells neither.
                let one = u32::from(bokmaal != nynorsk);
                count.bokmaal += bokmaal * one;
                count.nynorsk += nynorsk * one;
                count.norwegian += is(NORWEGIAN).max(bokmaal * nynorsk) * (1 - one);
                count.english += is(ENGLISH) * u32::from(!SHARED.contains(&word));
            }
        }
        count
    }

    const fn and(self, other: Self) -> Self {
        Self {
            norwegian: self.norwegian + other.norwegian,
            bokmaal: self.bokmaal + other.bokmaal,
            nynorsk: self.nynorsk + other.nynorsk,
            english: self.english + other.english,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_tell_the_language() {
        for (text, expected) in [
            ("Vi ønsker ikke noe annet fra dere", Language::Nb),
            ("Me ynskjer ikkje noko anna frå dykk", Language::Nn),
            ("We would like access to the test environment", Language::En),
            ("trenger fiktiv kunde i test", Language::Nb),
            ("Vi treng ein fiktiv kunde. Testansvarleg: Kari", Language::Nn),
            ("Please set up a fictitious customer for Sprek Maur AS og Varsom Due AS", Language::En),
            ("310 000 019", Language::Nb),
            ("Fiktiv kunde. Org.nr.: NO 310 000 019 MVA, NO310000019MVA", Language::Nb),
            ("Delegeringa frå kunden er på plass, og testinga er i gang", Language::Nn),
            ("Why fictitious companies are the new normal", Language::En),
        ] {
            assert_eq!(language(text, ""), expected, "{text}");
        }
        assert_eq!(language("310 000 019", "Request for access to the register"), Language::En);
    }
}
