//! What somebody does or how one is addressed, in front of a name.

/// How what somebody does ends, in the three languages: “utviklingssjef”, “datajournalist”, “havnefogd”.
const TITLE_ENDINGS: &[&str] = &[
    "sjef", "leder", "leiar", "leiaren", "lederen", "direktør", "direktøren", "ansvarlig", "ansvarleg",
    "rådgiver", "rådgjevar", "konsulent", "konsulenten", "utvikler", "utviklar", "arkitekt", "advokat",
    "professor", "ingeniør", "redaktør", "koordinator", "kontakt", "rådmann", "saksbehandler",
    "saksbehandlar", "bibliotekar", "journalist", "fogd", "fut", "fullmektig", "sekretær", "kontrollør",
    "revisor", "fører", "førar", "mester", "meister", "eier", "eigar", "forvalter", "forvaltar", "tekniker",
    "teknikar", "analytiker", "analytikar", "spesialist", "økonom", "jurist", "kasserer", "kasserar",
    "formann", "forvarar", "offiser", "kaptein", "inspektør", "programmerer", "programmerar", "tester",
    "testar", "kollega", "kollegaen", "ordfører", "ordførar", "styrer", "styrar", "megler", "meklar",
    "analyst", "captain", "developer", "engineer", "architect", "specialist", "consultant", "officer",
    "manager", "director", "coordinator", "administrator", "technician", "accountant", "lawyer", "editor",
    "president", "chairman", "chairperson", "secretary", "treasurer", "supervisor", "assistant", "assistent",
    "medarbeider", "medarbeidar", "stipendiat", "forsker", "forskar", "lektor", "dosent",
];

/// How a person is addressed in front of the name.
const ADDRESSES: &[&str] = &[
    "herr", "hr", "fru", "frk", "frøken", "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "madam",
    "capt", "mister", "messrs",
];

/// What somebody does, in front of the name: “IT-sjef Henrik Innbilsk”.
pub(super) fn is_title(word: &str) -> bool {
    let folded = word.trim_end_matches('.').to_lowercase();
    TITLE_ENDINGS.iter().any(|ending| folded.ends_with(ending))
        || ADDRESSES.contains(&folded.as_str())
        || folded.starts_with("it-")
}

/// Whether a line is nothing but what somebody does: “Prosjektleder”, “Senior Project Manager”.
pub(in crate::orders::reading) fn is_title_alone(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    (1..=4).contains(&words.len())
        && line.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-'))
        && !line.to_lowercase().contains("test")
        && words.last().is_some_and(|word| is_title(word))
}

/// `name` without what somebody does or how one is addressed in front of it: “Mr. Venkat Madeupuram”, “Havnefogd Ragnvald
/// Tausebu”. A single word behind a title may be a surname that looks like one, so two must be left unless it is an address.
pub(in crate::orders::reading) fn without_title(name: &str) -> &str {
    let mut rest = name.trim();
    while let Some((first, behind)) = rest.split_once(' ') {
        let address = ADDRESSES.contains(&first.trim_end_matches('.').to_lowercase().as_str());
        if !(address || is_title(first) && behind.trim().contains(' ')) {
            break;
        }
        rest = behind.trim_start();
    }
    rest
}
