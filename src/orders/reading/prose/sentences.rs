//! Where sentences end.

/// Abbreviations behind whose point no sentence ends.
const ABBREVIATIONS: &[&str] = &[
    "org", "nr", "tlf", "mob", "tel", "ca", "kl", "dvs", "eks", "bl", "a", "g", "e", "v", "l", "evt", "jf",
    "inkl", "ltd", "inc", "mr", "mrs", "ms", "dr", "st", "no", "hvl", "mv", "m.v", "o.l", "e.g", "i.e",
    "ref", "att", "pkt", "sec", "par", "lit", "avd", "vedr", "ang", "co", "corp", "nor", "ph", "approx",
    "reg", "ansv", "testansv", "deleg", "lev", "syslev", "kontaktp", "eksist",
];

/// The sentences of a paragraph.
pub(in crate::orders::reading) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    for (index, (at, c)) in chars.iter().enumerate() {
        if !matches!(c, '.' | '!' | '?' | ';') {
            continue;
        }
        let mut behind = chars.iter().skip(index + 1).map(|(_, c)| *c);
        let (next, after) = (behind.next(), behind.next());
        let begins = next.is_none()
            || next == Some(' ')
                && after.is_none_or(|c| {
                    c.is_uppercase() || c.is_ascii_digit() || matches!(c, '"' | '«' | '(' | '-' | '•')
                });
        if !begins && *c != '!' && *c != '?' {
            continue;
        }
        let before = text.get(start..*at).unwrap_or_default();
        let word = before.rsplit([' ', '(', '.', '/']).next().unwrap_or_default().to_lowercase();
        // “… første ledd bokstav c.” ends with its letter.
        let of_a_list = before.rsplit(' ').nth(1).is_some_and(|word| {
            matches!(
                word.to_lowercase().as_str(),
                "bokstav" | "litra" | "lit." | "letter" | "punkt" | "point" | "ledd" | "lekk"
            )
        });
        if *c == '.'
            && !of_a_list
            && (ABBREVIATIONS.contains(&word.as_str())
                || word.ends_with("nr")
                || word.chars().count() == 1
                || before.trim().parse::<u8>().is_ok() && next.is_some())
        {
            continue;
        }
        let end = at + c.len_utf8();
        found.push(text.get(start..end).unwrap_or_default().trim());
        start = end;
    }
    found.push(text.get(start..).unwrap_or_default().trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}
