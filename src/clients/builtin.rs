//! What every world has from the start: the scopes of the register of beneficial owners and those of the self-service
//! API. Their owners are authorities, built in as owners only: neither is a party that somebody could act for.

use super::store::{self, save_scope};
use super::{API_CLIENT, MASKINPORTEN, Scope, Visibility};
use crate::app::App;
use crate::clock::Now;
use crate::db;
use crate::db::Tx;
use crate::numbers::OrgNumber;
use serde_json::Map;

/// Brønnøysundregistrene, owner of the prefix `brreg`.
pub const REGISTER: &str = "974760673";

/// Digitaliseringsdirektoratet, owner of the prefix `idporten`.
pub const DIGDIR: &str = "991825827";

/// The six scopes of the register of beneficial owners (`register.md` §2). One can be the beginning of another's name.
pub const BENEFICIAL_OWNER_SCOPES: [&str; 6] = [
    "brreg:reelle/offentlig",
    "brreg:reelle/rapporteringspliktig",
    "brreg:reelle/rapporteringspliktig.begrenset",
    "brreg:reelle/media",
    "brreg:reelle/sivilsamfunnsorganisasjon",
    "brreg:reelle/hoeyereutdanningsinstitusjon",
];

/// The scopes of the self-service API (`maskinporten.md` §6.1). They need a grant like any other: the operator makes the
/// first with `fullmakt client new --admin`.
pub const ADMIN_SCOPES: [&str; 5] = [
    "idporten:dcr.read", "idporten:dcr.modify", "idporten:dcr.write", "idporten:scopes.read",
    "idporten:scopes.write",
];

/// The scopes of Altinn's APIs for machines (`altinn.md` §1.1, §2). They need a grant like any other.
pub const ALTINN_SCOPES: [&str; 4] = [
    "altinn:maskinporten/delegations",
    "altinn:maskinporten/delegations.admin",
    "altinn:resourceregistry/resource.write",
    "altinn:resourceregistry/resource.admin",
];

const DESCRIPTIONS: [(&str, &str); 15] = [
    ("brreg:reelle/offentlig", "Reelle rettighetshavere for offentlige myndigheter"),
    ("brreg:reelle/rapporteringspliktig", "Reelle rettighetshavere for rapporteringspliktige"),
    (
        "brreg:reelle/rapporteringspliktig.begrenset",
        "Reelle rettighetshavere for rapporteringspliktige, begrenset",
    ),
    ("brreg:reelle/media", "Reelle rettighetshavere for media"),
    ("brreg:reelle/sivilsamfunnsorganisasjon", "Reelle rettighetshavere for sivilsamfunnsorganisasjoner"),
    (
        "brreg:reelle/hoeyereutdanningsinstitusjon",
        "Reelle rettighetshavere for høyere utdanningsinstitusjoner",
    ),
    ("idporten:dcr.read", "Lese klienter og nøkler i egen virksomhet"),
    ("idporten:dcr.modify", "Endre klienter og nøkler i egen virksomhet"),
    ("idporten:dcr.write", "Opprette, endre og deaktivere klienter i egen virksomhet"),
    ("idporten:scopes.read", "Lese scopes og tilganger"),
    ("idporten:scopes.write", "Tildele og trekke tilbake tilgang til egne scopes"),
    ("altinn:maskinporten/delegations", "Slå opp fullmakter for egne scopes"),
    ("altinn:maskinporten/delegations.admin", "Slå opp alle fullmakter"),
    ("altinn:resourceregistry/resource.write", "Opprette og endre egne ressurser i ressursregisteret"),
    ("altinn:resourceregistry/resource.admin", "Opprette og endre alle ressurser i ressursregisteret"),
];

/// What a built-in scope opens, as it is seeded.
pub(super) fn builtin_description(scope: &str) -> Option<&'static str> {
    DESCRIPTIONS.iter().find(|(name, _)| *name == scope).map(|(_, description)| *description)
}

/// The name of a built-in owner.
pub fn owner_name(number: OrgNumber) -> Option<&'static str> {
    match number.to_string().as_str() {
        REGISTER => Some("Brønnøysundregistrene"),
        DIGDIR => Some("Digitaliseringsdirektoratet"),
        _ => None,
    }
}

/// Writes the built-in scopes where they are missing. Two nodes may do it at once.
pub async fn seed_builtin(tx: &mut Tx, app: &App, now: Now) -> Result<(), db::Error> {
    for scope in builtin_scopes(&app.config.delegation_source(), now) {
        if store::find_scope(tx, &scope.name).await?.is_none() {
            save_scope(tx, now, &scope).await?;
        }
    }
    Ok(())
}

/// The built-in scopes as they are seeded, those of the register with `delegation_source` as the issuer of delegations.
pub fn builtin_scopes(delegation_source: &str, now: Now) -> impl Iterator<Item = Scope> {
    DESCRIPTIONS.iter().filter_map(move |(name, description)| {
        let (prefix, subscope) = name.split_once(':')?;
        let is_register = prefix == "brreg";
        let integration_types: &[&str] =
            if is_register { &[MASKINPORTEN] } else { &[MASKINPORTEN, API_CLIENT] };
        Some(Scope {
            name: (*name).to_owned(),
            prefix: prefix.to_owned(),
            subscope: subscope.to_owned(),
            owner: OrgNumber::parse(if is_register { REGISTER } else { DIGDIR }).ok()?,
            description: (*description).to_owned(),
            visibility: Visibility::Public,
            delegation_source: is_register.then(|| delegation_source.to_owned()),
            accessible_for_all: false,
            at_max_age: 0,
            allowed_integration_types: integration_types.iter().map(|kind| (*kind).to_owned()).collect(),
            active: true,
            extra: Map::new(),
            version: 1,
            created_at: now.wall,
            updated_at: now.wall,
        })
    })
}

/// Keeps scopes whose delegations this world's portal keeps in step with the address this service is known by. Only what
/// serves does this: a command opens the same world with settings of its own, and its address is nobody's. Gives the address
/// that it was known by before, where that was another.
pub async fn follow_settings(tx: &mut Tx, app: &App, now: Now) -> Result<Option<String>, db::Error> {
    let source = app.config.delegation_source();
    let before = own_portal(tx).await?.filter(|before| *before != source);
    if let Some(before) = &before {
        store::move_delegation_source(tx, now, before, &source).await?;
    }
    Ok(before)
}

/// The address by which this world's own portal is known as the keeper of delegations: what serves leaves it in the
/// register's scopes, which have no other.
pub async fn own_portal(tx: &mut Tx) -> Result<Option<String>, db::Error> {
    for name in BENEFICIAL_OWNER_SCOPES {
        if let Some(source) = store::find_scope(tx, name).await?.and_then(|scope| scope.delegation_source) {
            return Ok(Some(source));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_owners_are_numbers_and_every_scope_is_described() {
        for number in [REGISTER, DIGDIR] {
            assert!(OrgNumber::parse(number).is_ok(), "{number}");
        }
        for scope in BENEFICIAL_OWNER_SCOPES.iter().chain(&ADMIN_SCOPES).chain(&ALTINN_SCOPES) {
            assert!(DESCRIPTIONS.iter().any(|(name, _)| name == scope), "{scope}");
        }
    }
}
