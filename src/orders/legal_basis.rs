//! Legal bases and the scope each leads to (`register.md` §5): data, since laws are amended.

use crate::language::Language;

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

/// The basis that a free text names, when it names exactly one: by its key, by its name as the form shows it in any of the
/// languages, or by its provision's paragraph. A mail's text that names none, or several, is `other`, and the handler
/// decides.
pub fn of_text(text: &str) -> &'static LegalBasis {
    let folded = fold(text);
    if let Some(named) = named(&folded) {
        return named;
    }
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

/// The length of the basis's name that a text begins with, as the form shows it: such a name has colons and commas of its
/// own, which end nothing.
pub fn name_at_start(text: &str) -> Option<usize> {
    let lead = text.len() - text.trim_start().len();
    let rest = text.trim_start();
    ALL.iter()
        .flat_map(|basis| Language::ALL.map(|language| language.text(&format!("legal-basis-{}", basis.key))))
        .filter(|name| {
            rest.get(..name.len()).is_some_and(|head| head.to_lowercase() == name.to_lowercase())
                && !rest.get(name.len()..).is_some_and(|tail| tail.starts_with(char::is_alphanumeric))
        })
        .map(|name| lead + name.len())
        .max()
}

/// Small letters without blanks, and without the stop that may end a line.
fn fold(text: &str) -> String {
    let folded: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    folded.trim_end_matches(['.', ',', ';']).to_owned()
}

/// The basis whose key or name is the whole text. A name is known by what stands before its colon as well, unless that is
/// how another's begins.
fn named(folded: &str) -> Option<&'static LegalBasis> {
    let name =
        |basis: &LegalBasis, language: Language| fold(&language.text(&format!("legal-basis-{}", basis.key)));
    let head = |name: &str| name.split(':').next().unwrap_or_default().to_owned();
    let is_its = |basis: &LegalBasis, language: Language| {
        let own = name(basis, language);
        let begins_another = |head: &str| {
            ALL.iter().any(|other| other.key != basis.key && name(other, language).starts_with(head))
        };
        folded == own || (folded == head(&own) && !begins_another(folded))
    };
    ALL.iter().find(|basis| {
        basis.key != OWN_WORDS
            && (folded == basis.key || Language::ALL.into_iter().any(|language| is_its(basis, language)))
    })
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
            ("media", "media"),
            (" Media. ", "media"),
            ("civil-society", "civil-society"),
            ("Høgare utdanningsinstitusjon", "higher-education"),
            ("Offentleg styresmakt", "public-authority"),
            ("Rapporteringspliktig", "other"),
            ("Vi skriver om media", "other"),
            ("Annet", "other"),
            ("", "other"),
        ] {
            assert_eq!(of_text(text).key, expected, "{text}");
        }
    }

    #[test]
    fn a_basis_is_known_by_its_name_in_every_language() {
        for basis in ALL {
            for language in Language::ALL {
                assert_eq!(of_text(&language.text(&format!("legal-basis-{}", basis.key))).key, basis.key);
            }
        }
    }

    #[test]
    fn the_six_scopes_are_each_reached() {
        let scopes: std::collections::BTreeSet<_> = ALL.iter().filter_map(|basis| basis.scope).collect();
        assert_eq!(scopes.len(), 6);
    }
}
