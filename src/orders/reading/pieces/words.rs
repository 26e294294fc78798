//! Words that have a capital and are no part of a name, and words that end one.

use crate::orders::reading::folding::folded;

/// Words that begin a sentence or say who somebody is, and are no part of a name though they have a capital.
const NOT_NAMES: &[&str] = &[
    "vi", "we", "jeg", "eg", "i", "me", "hei", "hallo", "hello", "hi", "dear", "kjære", "vår", "vårt",
    "våre", "our", "the", "kunde", "kunden", "kundens", "customer", "client", "leverandør", "leverandøren",
    "systemleverandør", "systemleverandøren", "vendor", "supplier", "navn", "namn", "name", "kontakt",
    "kontaktperson", "kontaktpersonen", "testansvarlig", "testansvarleg", "testkontakt", "contact", "test",
    "produksjonsansvarlig", "produksjonsansvarleg", "production", "ansvarlig", "med", "mvh", "hilsen", "for",
    "fra", "frå", "from", "til", "hos", "at", "på", "og", "and", "er", "is", "undertegnede", "underteikna",
    "firma", "firmaet", "selskapet", "selskap", "virksomheten", "virksomhet", "verksemda", "bedriften",
    "company", "organisation", "organization", "org", "orgnr", "som", "as", "please", "your", "my", "min",
    "mitt", "mine", "dette", "this", "it", "det", "denne", "her", "here", "on", "behalf", "regarding",
    "vedrørende", "ang", "angående", "gjelder", "gjeld", "bestilling", "tinging", "order", "også", "also",
    "ny", "new", "epost", "e-post", "email", "e-mail", "mail", "telefon", "tlf", "mobil", "phone", "tel",
    "altinn", "maskinporten", "brønnøysundregistrene", "register", "registeret", "api", "a", "an", "in",
    "to", "of", "den", "de", "dei", "mottaker", "regards", "dere", "dykk", "technical", "teknisk", "manager",
    "lead", "responsible", "daglig", "leder", "vennlig", "best", "kind", "both", "både", "when", "når", "if",
    "hvis", "dersom", "so", "så", "then", "who", "kven", "hvem", "da", "under", "ref", "att", "cc", "re",
    "sv", "vs", "tt02", "digdir", "ring", "skriv", "spør", "ta", "snakk", "call", "write", "ask", "speak",
    "talk", "reach", "send", "bruk", "herr", "fru", "mr", "mrs", "ms", "dr", "takk", "beste", "while",
    "during", "their", "deira", "fram", "frem", "inntil", "nå", "no", "now", "since", "because", "siden",
    "fordi", "sidan", "there", "der", "eventuelle", "spørsmål", "questions", "any", "all", "alle", "begge",
    "kollega", "kollegaen", "utvikler", "utvikleren", "utviklaren", "prosjektleder", "rådgiver",
    "seniorrådgiver", "direktør", "developer", "engineer", "cto", "ceo", "head", "has", "have", "har",
    "will", "vil", "skal", "can", "kan", "could", "would", "i'm", "med", "kommune", "kommunen", "banken",
    "but", "men", "or", "eller", "hun", "han", "ho", "she", "he", "they", "you", "du", "henvendelser",
    "førespurnader", "testing", "testingen", "testinga", "produksjon", "drift", "personen", "person",
    "kundar", "kunder", "customers", "nederst", "øverst", "vedlagt", "attached", "hereby", "herved", "yes",
    "ja", "mvh", "with", "about", "om", "ved", "sammen", "saman", "together", "as", "not", "ikke", "ikkje",
    "one", "en", "ein", "two", "to", "question", "enquiries", "inquiries", "he's", "she's", "it's", "that's",
    "who's", "here's", "there's", "they're", "we're", "i'll", "he'll", "she'll", "we'll", "they'll", "we've",
    "i've", "let's", "what's", "that", "which", "vert", "blir", "ho", "hu", "ikkje", "fyrst", "først",
    "first", "right", "existing", "eksisterende", "eksisterande", "us", "them", "oss", "dem", "dei",
    "greetings", "warmly", "cheers", "klem", "us", "same", "samme", "tester", "testar", "ny", "nye", "heter",
    "jag", "hej", "representerar", "representerer", "representing", "företräder", "är", "och", "från",
    "current", "number", "nummer", "nok", "trolig", "truleg", "probably", "likely", "kanskje", "maybe",
    "merkes", "merkast", "heiter", "kalles", "called", "named", "leveres", "leverast", "lages", "utvikles",
    "driftes", "eies",
];

/// Whether a word is one that sentences are made of.
pub(in crate::orders::reading) fn is_function_word(word: &str) -> bool {
    is_not_name(word)
        || matches!(
            word.to_lowercase().as_str(),
            "se" | "sjå"
                | "see"
                | "kommer"
                | "kjem"
                | "ikke"
                | "ikkje"
                | "not"
                | "ingen"
                | "none"
                | "samme"
                | "same"
                | "ta"
                | "vil"
                | "skal"
                | "kan"
                | "er"
                | "var"
                | "blir"
                | "will"
                | "be"
                | "is"
                | "are"
                | "har"
                | "have"
                | "oss"
                | "us"
                | "meg"
                | "hele"
                | "teamet"
                | "team"
                | "senere"
                | "seinare"
                | "later"
                | "over"
                | "below"
        )
}

/// Whether a word is no part of a name, though it has a capital.
pub(in crate::orders::reading) fn is_not_name(word: &str) -> bool {
    let folded = folded(word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-'));
    NOT_NAMES.contains(&folded.as_str())
}

/// Words behind a name that begin what follows it. Other words may be somebody's surname.
pub(super) fn ends_a_name(word: &str) -> bool {
    matches!(
        word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str(),
        "tlf"
            | "telefon"
            | "mobil"
            | "mob"
            | "epost"
            | "e-post"
            | "email"
            | "e-mail"
            | "mail"
            | "phone"
            | "tel"
            | "org"
            | "orgnr"
            | "direkte"
            | "as"
            | "og"
            | "and"
            | "telephone"
            | "her"
            | "his"
            | "their"
            | "hennes"
            | "hennar"
            | "cell"
            | "på"
            | "er"
            | "is"
            | "testansvarlig"
            | "testansvarleg"
            | "kontaktperson"
            | "produksjonsansvarlig"
            | "produksjonsansvarleg"
            | "kunde"
            | "leverandør"
            | "vi"
            | "we"
            | "i"
            | "han"
            | "hun"
            | "ho"
            | "he"
            | "she"
            | "avd"
            | "kan"
            | "can"
            | "vil"
            | "will"
            | "skal"
            | "har"
            | "has"
            | "blir"
            | "nås"
            | "nåast"
            | "treffes"
            | "med"
            | "with"
            | "for"
            | "til"
            | "orgnummer"
            | "tlfnr"
            | "mobiltelefon"
    )
}

/// Words that no person's name holds.
pub(super) fn is_not_name_inside(word: &str) -> bool {
    matches!(
        word,
        "Test"
            | "API"
            | "Maskinporten"
            | "Altinn"
            | "Register"
            | "Registeret"
            | "Digdir"
            | "Norge"
            | "Norway"
            | "TT02"
            | "AS"
            | "Scope"
            | "Token"
            | "Brreg"
            | "Teams"
            | "Office"
            | "Outlook"
            | "Group"
            | "Gruppen"
            | "Bank"
            | "Software"
            | "Systems"
            | "Consulting"
            | "Central"
            | "Coordinating"
            | "Legal"
            | "Entities"
            | "Beneficial"
            | "Owners"
            | "Ownership"
            | "Reelle"
            | "Rettighetshavere"
            | "Environment"
            | "Enhetsregisteret"
            | "Brønnøysundregistrene"
            | "Brønnøysund"
            | "Norsk"
            | "Norwegian"
            | "Sir"
            | "Madam"
            | "January"
            | "February"
            | "March"
            | "April"
            | "June"
            | "July"
            | "August"
            | "September"
            | "October"
            | "November"
            | "December"
            | "Monday"
            | "Tuesday"
            | "Wednesday"
            | "Thursday"
            | "Friday"
            | "Mandag"
            | "Tirsdag"
            | "Onsdag"
            | "Torsdag"
            | "Fredag"
            | "God"
            | "Good"
            | "Alternativ"
            | "Option"
            | "Kommune"
            | "Act"
            | "Money"
            | "Laundering"
            | "API-et"
            | "Direkte"
            | "Kundens"
            | "Case"
            | "Sak"
            | "Bestilling"
    )
}
