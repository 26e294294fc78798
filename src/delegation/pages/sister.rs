//! Sister schemes: those that are easily given in place of the one that is needed, since they are of the same register or are
//! called almost the same. The customer is warned of one that does not fit what it was granted, the supplier of one that
//! none of its clients can use.

use super::pair::Pair;
use crate::access::Visit;
use crate::clients;
use crate::db::Tx;
use crate::delegation::{self, Error, Scheme};
use crate::numbers::OrgNumber;

/// The scopes that an organisation has a use for, and which schemes fit them.
pub(super) struct Needs {
    pub(super) scopes: Vec<String>,
    pub(super) schemes: Vec<SchemeLink>,
}

/// A scheme by name and address.
#[derive(Debug, Clone)]
pub(super) struct SchemeLink {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) scope: String,
    owner: OrgNumber,
    /// Its owner has not closed the scope: with one that is closed nobody is helped.
    open: bool,
}

/// What was probably needed in place of a scheme.
#[derive(Debug, Clone, Default)]
pub(super) struct Instead {
    /// The scheme of almost the same title, when one of those fits.
    pub(super) meant: Option<SchemeLink>,
    /// All that fit.
    pub(super) fitting: Vec<SchemeLink>,
}

/// What a supplier is told of a scheme that was given to it and is of no use to it.
pub(super) struct Sister {
    pub(super) told: String,
    pub(super) instead: Instead,
}

/// What the organisation was granted; what everybody may use it need not be.
pub(super) async fn granted(tx: &mut Tx, visit: &Visit, organisation: OrgNumber) -> Result<Needs, Error> {
    let grants = clients::grants_of(tx, organisation).await?;
    let mut needs = Needs::of(tx, visit, grants.into_iter().map(|grant| grant.scope).collect()).await?;
    let for_all = clients::all_scopes(tx).await?.into_iter().filter(|scope| scope.accessible_for_all);
    needs.scopes.extend(for_all.map(|scope| scope.name));
    Ok(needs)
}

/// What the organisation's active clients can ask for, as far as its owners have not closed it.
async fn asked_for(tx: &mut Tx, visit: &Visit, organisation: OrgNumber) -> Result<Needs, Error> {
    let clients = clients::clients_of(tx, organisation).await?;
    let mut scopes: Vec<String> =
        clients.into_iter().filter(|client| client.active).flat_map(|client| client.scopes).collect();
    scopes.sort();
    scopes.dedup();
    let mut open = Vec::new();
    for scope in scopes {
        if is_open(tx, &scope).await? {
            open.push(scope);
        }
    }
    Needs::of(tx, visit, open).await
}

async fn is_open(tx: &mut Tx, scope: &str) -> Result<bool, Error> {
    Ok(clients::find_scope(tx, scope).await?.is_some_and(|scope| scope.active))
}

impl Needs {
    async fn of(tx: &mut Tx, visit: &Visit, scopes: Vec<String>) -> Result<Self, Error> {
        let mut schemes = Vec::new();
        for scope in &scopes {
            // One that nobody can give cannot be what was meant.
            let scheme = delegation::scheme_of_scope(tx, scope).await?.filter(Scheme::can_be_given);
            if let Some(scheme) = scheme {
                let (owner, open) = (scheme.owner, is_open(tx, scope).await?);
                let title = scheme.title.text(visit.lang).to_owned();
                schemes.push(SchemeLink { id: scheme.id, title, scope: scope.clone(), owner, open });
            }
        }
        Ok(Self { scopes, schemes })
    }

    /// The scopes of the scheme that are not needed.
    pub(super) fn missing(&self, scheme: &Scheme) -> Vec<String> {
        scheme.scopes.iter().filter(|scope| !self.scopes.contains(scope)).cloned().collect()
    }

    /// Whether some scope of the scheme is needed.
    fn meets(&self, scheme: &Scheme) -> bool {
        scheme.scopes.iter().any(|scope| self.scopes.contains(scope))
    }

    /// The schemes that fit and may have been meant: of the same owner's same register, or among those that look `alike`; none
    /// that would add nothing to what was `given`.
    pub(super) fn instead_of(&self, scheme: &Scheme, alike: &[Scheme], given: &[Scheme]) -> Instead {
        let is_alike = |link: &SchemeLink| alike.iter().any(|other| other.id == link.id);
        let is_kin = |link: &SchemeLink| {
            link.owner == scheme.owner
                && scheme.scopes.iter().any(|scope| register_of(scope) == register_of(&link.scope))
        };
        let adds = |link: &SchemeLink| given.iter().all(|held| !held.scopes.contains(&link.scope));
        let fits = |link: &&SchemeLink| {
            link.id != scheme.id && link.open && adds(link) && (is_kin(link) || is_alike(link))
        };
        let fitting: Vec<SchemeLink> = self.schemes.iter().filter(fits).cloned().collect();
        Instead { meant: fitting.iter().find(|link| is_alike(link)).cloned(), fitting }
    }
}

impl Instead {
    /// The scopes that are named: of the scheme that was meant, else of all that fit.
    pub(super) fn scopes(&self) -> Vec<String> {
        match &self.meant {
            Some(link) => vec![link.scope.clone()],
            None => self.fitting.iter().map(|link| link.scope.clone()).collect(),
        }
    }
}

impl Pair {
    /// For each of the schemes that hold between the two, whether it was given in place of one that the supplier needs.
    ///
    /// It needs what its clients can ask for and no scheme covers. A scheme was given in place of that when no client has any
    /// of its scopes, or when the consumer was granted none of them and was granted what is needed. Where the consumer gave just
    /// what it was granted, nothing was given in place of anything, and it is the clients that lack the scope.
    pub(super) async fn sisters(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        given: &[Scheme],
    ) -> Result<Vec<Option<Sister>>, Error> {
        let asked = asked_for(tx, visit, self.supplier).await?;
        let granted = granted(tx, visit, self.consumer).await?;
        let consumer = super::named(tx, self.consumer).await?.name;
        let wanted = |only_granted: bool| {
            let wanted = |link: &&SchemeLink| !only_granted || granted.scopes.contains(&link.scope);
            let schemes = asked.schemes.iter().filter(wanted).cloned().collect();
            Needs { scopes: Vec::new(), schemes }
        };
        let mut sisters = Vec::new();
        for scheme in given {
            let used = asked.meets(scheme);
            if used && granted.meets(scheme) {
                sisters.push(None);
                continue;
            }
            let alike = lookalikes(tx, visit, scheme).await?;
            // What the consumer was granted it can give to some effect, and so it comes before the rest.
            let mut instead = wanted(true).instead_of(scheme, &alike, given);
            let could_be_given = !instead.fitting.is_empty();
            if !could_be_given && !used {
                instead = wanted(false).instead_of(scheme, &alike, given);
            }
            if instead.fitting.is_empty() {
                sisters.push(None);
                continue;
            }
            let (key, scopes) = if used {
                ("portal-sister-not-granted", granted.missing(scheme))
            } else if could_be_given {
                ("portal-sister-unused", instead.scopes())
            } else {
                let mut works = Vec::new();
                for scope in &scheme.scopes {
                    if delegation::standing(tx, self.consumer, scope).await?.usable() {
                        works.push(scope.clone());
                    }
                }
                if works.is_empty() {
                    ("portal-sister-neither", instead.scopes())
                } else {
                    instead = Instead::default();
                    ("portal-sister-client-lacks", works)
                }
            };
            let values = [("name", consumer.as_str()), ("scope", &scopes.join(", "))];
            sisters.push(Some(Sister { told: visit.lang.text_with(key, &values), instead }));
        }
        Ok(sisters)
    }
}

/// Schemes that one could take for `scheme`: their titles differ in one word, or in a short one such as a number.
pub(super) async fn lookalikes(tx: &mut Tx, visit: &Visit, scheme: &Scheme) -> Result<Vec<Scheme>, Error> {
    let mut alike = delegation::schemes(tx).await?;
    let own = delegation::fold(scheme.title.text(visit.lang));
    alike.retain(|other| {
        other.id != scheme.id
            && other.visible
            && look_alike(&own, &delegation::fold(other.title.text(visit.lang)))
    });
    Ok(alike)
}

/// The register that a scope is of, as far as its name tells: `brreg:reelle` of `brreg:reelle/media`, and of a
/// name without parts its prefix.
fn register_of(scope: &str) -> &str {
    scope.split_once('/').or_else(|| scope.split_once(':')).map_or(scope, |(register, _)| register)
}

/// Whether two folded titles are easily taken for each other.
fn look_alike(one: &str, other: &str) -> bool {
    let only_in = |text: &str, rest: &str| -> Vec<String> {
        text.split(' ').filter(|word| !rest.split(' ').any(|held| held == *word)).map(str::to_owned).collect()
    };
    match (only_in(one, other).as_slice(), only_in(other, one).as_slice()) {
        ([], []) => true,
        ([word], []) | ([], [word]) => !word.is_empty(),
        ([left], [right]) => left.len() <= 3 && right.len() <= 3,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{look_alike, register_of};

    #[test]
    fn a_scopes_register_is_what_stands_before_its_parts() {
        for (scope, register) in [
            ("brreg:reelle/media", "brreg:reelle"),
            ("brreg:reelle/rapporteringspliktig.begrenset", "brreg:reelle"),
            ("skog:tre/les", "skog:tre"),
            ("skog:nuf/les", "skog:nuf"),
            ("elg:lese", "elg"),
        ] {
            assert_eq!(register_of(scope), register, "{scope}");
        }
    }

    #[test]
    fn titles_that_differ_in_one_word_or_a_number_look_alike() {
        for (one, other, alike) in [
            ("register media", "register media begrenset", true),
            ("register media begrenset", "register media", true),
            ("skatt v1", "skatt v2", true),
            ("register media", "register media", true),
            ("register media", "register forskning", false),
            ("register", "skatt", false),
            ("register media", "", false),
        ] {
            assert_eq!(look_alike(one, other), alike, "{one:?} and {other:?}");
        }
    }
}
