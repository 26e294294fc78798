//! The six schemes of the register of beneficial owners, which every world has from the start.
//!
//! Each holds one scope, and their names differ by one word alone, as in the real environment: picking the wrong one is
//! a mistake people make there too, so it must be possible here.

use super::{Policy, Scheme, Texts, store};
use crate::app::App;
use crate::clients;
use crate::clock::Now;
use crate::db::{Error, Tx};
use crate::numbers::OrgNumber;

/// The owner's short code in the resource registry.
pub const OWNER_CODE: &str = "brg";

/// The owner's name in the three languages.
pub const OWNER_NAME: [&str; 3] =
    ["Brønnøysundregistrene", "Brønnøysundregistera", "The Brønnøysund Register Centre"];

struct Builtin {
    id: &'static str,
    scope: &'static str,
    /// Who the scheme is for: bokmål, nynorsk, English.
    category: [&'static str; 3],
    /// What the scope lets its holder see (`register.md` §2.2): as the register shows it and the letters tell it.
    sees: [&'static str; 3],
}

const SCHEMES: [Builtin; 6] = [
    Builtin {
        id: "brreg-reelle-offentlig",
        scope: "brreg:reelle/offentlig",
        category: ["Offentlig myndighet", "Offentleg styresmakt", "Public authority"],
        sees: [
            "For offentlige myndigheter. De ser alt som er registrert, også skjermede personer og tidligere uoverensstemmelser.",
            "For offentlege styresmakter. Dei ser alt som er registrert, òg skjerma personar og tidlegare uoverensstemmingar.",
            "For public authorities. They see everything registered, shielded persons and settled discrepancies too.",
        ],
    },
    Builtin {
        id: "brreg-reelle-rapporteringspliktig",
        scope: "brreg:reelle/rapporteringspliktig",
        category: ["Rapporteringspliktig virksomhet", "Rapporteringspliktig verksemd", "Obliged entity"],
        sees: [
            "For rapporteringspliktige etter hvitvaskingsloven. De ser fødselsnummer, skjermede personer og åpne uoverensstemmelser.",
            "For rapporteringspliktige etter kvitvaskingslova. Dei ser fødselsnummer, skjerma personar og opne uoverensstemmingar.",
            "For obliged entities under the Anti-Money Laundering Act. They see identity numbers, shielded persons and open discrepancies.",
        ],
    },
    Builtin {
        id: "brreg-reelle-rapporteringspliktig-begrenset",
        scope: "brreg:reelle/rapporteringspliktig.begrenset",
        category: [
            "Rapporteringspliktig virksomhet begrenset",
            "Rapporteringspliktig verksemd avgrensa",
            "Obliged entity, limited",
        ],
        sees: [
            "For rapporteringspliktige etter hvitvaskingsloven. De ser fødselsnummer og åpne uoverensstemmelser, men ikke det som røper skjermede personer.",
            "For rapporteringspliktige etter kvitvaskingslova. Dei ser fødselsnummer og opne uoverensstemmingar, men ikkje det som røper skjerma personar.",
            "For obliged entities under the Anti-Money Laundering Act. They see identity numbers and open discrepancies, but not what reveals shielded persons.",
        ],
    },
    Builtin {
        id: "brreg-reelle-media",
        scope: "brreg:reelle/media",
        category: ["Media", "Media", "Media"],
        sees: [
            "For redaksjonelle medier. De ser åpne uoverensstemmelser, men ikke fødselsnummer eller det som røper skjermede personer.",
            "For redaksjonelle medium. Dei ser opne uoverensstemmingar, men ikkje fødselsnummer eller det som røper skjerma personar.",
            "For editorial media. They see open discrepancies, but not identity numbers or what reveals shielded persons.",
        ],
    },
    Builtin {
        id: "brreg-reelle-sivilsamfunnsorganisasjon",
        scope: "brreg:reelle/sivilsamfunnsorganisasjon",
        category: ["Sivilsamfunnsorganisasjon", "Sivilsamfunnsorganisasjon", "Civil society organisation"],
        sees: [
            "For ideelle organisasjoner som arbeider mot misbruk av selskaper. De ser åpne uoverensstemmelser, men ikke fødselsnummer eller det som røper skjermede personer.",
            "For ideelle organisasjonar som arbeider mot misbruk av selskap. Dei ser opne uoverensstemmingar, men ikkje fødselsnummer eller det som røper skjerma personar.",
            "For non-profit organisations that work against the misuse of companies. They see open discrepancies, but not identity numbers or what reveals shielded persons.",
        ],
    },
    Builtin {
        id: "brreg-reelle-hoeyereutdanningsinstitusjon",
        scope: "brreg:reelle/hoeyereutdanningsinstitusjon",
        category: [
            "Høyere utdanningsinstitusjon", "Høgare utdanningsinstitusjon", "Higher education institution",
        ],
        sees: [
            "For universiteter og høyskoler. De ser åpne uoverensstemmelser, men ikke fødselsnummer eller det som røper skjermede personer.",
            "For universitet og høgskular. Dei ser opne uoverensstemmingar, men ikkje fødselsnummer eller det som røper skjerma personar.",
            "For universities and colleges. They see open discrepancies, but not identity numbers or what reveals shielded persons.",
        ],
    },
];

/// The name of the authority with this number, when it is one that the program knows: authorities own scopes and schemes
/// without being parties of the world.
pub fn owner_name(owner: OrgNumber) -> Option<Texts> {
    if owner.to_string() == clients::REGISTER {
        return Some(Texts::of(OWNER_NAME));
    }
    clients::owner_name(owner).map(|name| Texts::of([name; 3]))
}

/// Puts the six schemes in where they are missing. What an operator has changed since is left alone.
pub async fn seed_builtin(tx: &mut Tx, _app: &App, now: Now) -> Result<(), Error> {
    for scheme in builtin_schemes() {
        store::insert_scheme(tx, &scheme, now.wall).await?;
    }
    Ok(())
}

/// The six schemes as they are seeded.
pub fn builtin_schemes() -> impl Iterator<Item = Scheme> {
    let owner = OrgNumber::parse(clients::REGISTER).ok();
    SCHEMES.iter().filter_map(move |builtin| {
        let [nb, nn, en] = builtin.category;
        let sees = Texts::of(builtin.sees);
        Some(Scheme {
            id: builtin.id.to_owned(),
            owner: owner?,
            owner_code: OWNER_CODE.to_owned(),
            title: Texts {
                nb: format!("Register over reelle rettighetshavere - {nb} - På vegne av"),
                nn: format!("Register over reelle rettshavarar - {nn} - På vegner av"),
                en: format!("Register of beneficial owners - {en} - On behalf of"),
            },
            description: Texts {
                nb: format!(
                    "Oppslag i register over reelle rettighetshavere på vegne av en kunde. {}",
                    sees.nb
                ),
                nn: format!(
                    "Oppslag i register over reelle rettshavarar på vegner av ein kunde. {}",
                    sees.nn
                ),
                en: format!(
                    "Look-ups in the register of beneficial owners on behalf of a customer. {}",
                    sees.en
                ),
            },
            scopes: vec![builtin.scope.to_owned()],
            delegable: true,
            visible: true,
            status: "Active".to_owned(),
            policy: Policy::usual(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_six_schemes_with_ids_that_the_resource_registry_would_take_and_one_scope_each() {
        let schemes: Vec<Scheme> = builtin_schemes().collect();
        assert_eq!(schemes.len(), 6, "the owner's number is valid");
        for scheme in schemes {
            assert!(
                scheme.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b)),
                "{}",
                scheme.id
            );
            assert_eq!(scheme.scopes.len(), 1);
            assert_ne!(scheme.title.nb, scheme.title.nn);
            assert_ne!(scheme.title.nb, scheme.title.en);
        }
    }
}
