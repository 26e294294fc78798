//! Legal bases and the scope each leads to (`register.md` §5): data, since laws are amended.

/// A legal basis that an applicant can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LegalBasis {
    /// Its key in orders; the catalogue's text is `legal-basis-KEY`.
    pub key: &'static str,
    /// The provision, as lawyers write it.
    pub provision: &'static str,
    /// The scope it leads to; `None` where the authority has defined none.
    pub scope: Option<&'static str>,
}

/// The key of a basis that the applicant put into words of its own; a handler says which scope they lead to.
pub const OWN_WORDS: &str = "other";

/// A basis that the applicant put into words of its own.
const IN_OWN_WORDS: LegalBasis = LegalBasis { key: OWN_WORDS, provision: "–", scope: None };

/// All, in the order of the provisions.
pub const ALL: [LegalBasis; 8] = [
    LegalBasis {
        key: "public-authority",
        provision: "forskrift 2021-06-21-2056 § 3-11 (1)",
        scope: Some("brreg:reelle/offentlig"),
    },
    LegalBasis {
        key: "reporting-entity",
        provision: "hvitvaskingsloven § 4 (1) a, b, c, e, g, h, i, j, k, n, o",
        scope: Some("brreg:reelle/rapporteringspliktig"),
    },
    LegalBasis {
        key: "reporting-entity-limited",
        provision: "hvitvaskingsloven § 4 (1) d, f, l, m",
        scope: Some("brreg:reelle/rapporteringspliktig.begrenset"),
    },
    LegalBasis { key: "reporting-profession", provision: "hvitvaskingsloven § 4 (2)", scope: None },
    LegalBasis {
        key: "media",
        provision: "forskrift 2021-06-21-2056 § 3-11 (2)",
        scope: Some("brreg:reelle/media"),
    },
    LegalBasis {
        key: "civil-society",
        provision: "forskrift 2021-06-21-2056 § 3-11 (3)",
        scope: Some("brreg:reelle/sivilsamfunnsorganisasjon"),
    },
    LegalBasis {
        key: "higher-education",
        provision: "forskrift 2021-06-21-2056 § 3-11 (4)",
        scope: Some("brreg:reelle/hoeyereutdanningsinstitusjon"),
    },
    IN_OWN_WORDS,
];

/// The scope that a fictional customer gets unless the handler chooses another.
pub const DEFAULT_SCOPE: &str = "brreg:reelle/rapporteringspliktig";

/// The basis with this key.
pub fn find(key: &str) -> Option<&'static LegalBasis> {
    ALL.iter().find(|basis| basis.key == key)
}

/// The basis that a free text names, when it names exactly one: by its key, or by its provision's paragraph. A mail's
/// text that names none, or several, is `other`, and the handler decides.
pub fn of_text(text: &str) -> &'static LegalBasis {
    let folded: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let mut hits = ALL.iter().filter(|basis| match basis.key {
        "public-authority" => folded.contains("3-11(1)") || folded.contains("offentligmyndighet"),
        "media" => folded.contains("3-11(2)") || folded.contains("medieansvarsloven"),
        "civil-society" => folded.contains("3-11(3)") || folded.contains("sivilsamfunn"),
        "higher-education" => folded.contains("3-11(4)") || folded.contains("høyskoleloven"),
        "reporting-profession" => folded.contains("hvitvaskingsloven§4(2)"),
        "reporting-entity" => letters(&folded).is_some_and(|letter| "abceghijkno".contains(letter)),
        "reporting-entity-limited" => letters(&folded).is_some_and(|letter| "dflm".contains(letter)),
        _ => false,
    });
    match (hits.next(), hits.next()) {
        (Some(one), None) => one,
        _ => &IN_OWN_WORDS,
    }
}

/// The letter in `hvitvaskingsloven § 4 (1) a`, when exactly that stands there.
fn letters(folded: &str) -> Option<char> {
    let (_, rest) = folded.split_once("§4(1)")?;
    let rest = rest.strip_prefix("bokstav").unwrap_or(rest);
    let mut chars = rest.chars();
    let letter = chars.next().filter(char::is_ascii_lowercase)?;
    // A longer word is not a letter of a list.
    (!chars.next().is_some_and(char::is_alphabetic)).then_some(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_names_one_provision_is_understood_and_no_other_is_guessed() {
        for (text, expected) in [
            ("hvitvaskingsloven § 4 (1) a", "reporting-entity"),
            ("Hvitvaskingsloven § 4 (1) bokstav m", "reporting-entity-limited"),
            ("hvitvaskingsloven § 4 (2)", "reporting-profession"),
            ("forskriften § 3-11 (1)", "public-authority"),
            ("§ 3-11 (2) og § 3-11 (3)", "other"),
            ("vi er en bank", "other"),
            ("", "other"),
        ] {
            assert_eq!(of_text(text).key, expected, "{text}");
        }
    }

    #[test]
    fn the_six_scopes_are_each_reached() {
        let scopes: std::collections::BTreeSet<_> = ALL.iter().filter_map(|basis| basis.scope).collect();
        assert_eq!(scopes.len(), 6);
    }
}
