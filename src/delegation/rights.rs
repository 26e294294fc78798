//! Who may delegate for an organisation. Two questions, and both must be yes to give: may the person administer, and does
//! it hold, or may it hand on, what the scheme's policy asks for.

use serde::{Deserialize, Serialize};

use super::{Error, Scheme, store};
use crate::db::Tx;
use crate::numbers::{OrgNumber, PartyUuid};
use crate::parties::{
    self,
    roles::{APIADM, APIADMNUF, HADM, Package, Rights},
};

/// Whom a scheme's policy lets use it, and so hand it on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Altinn's roles, as `APIADM`.
    pub roles: Vec<String>,
    /// Access packages, as `maskinporten-scopes`.
    pub packages: Vec<String>,
    /// What may be done.
    pub actions: Vec<String>,
    /// The weakest login that will do, 0 to 4: carried to whoever reads the policy, and not asked here. It binds who uses the
    /// right, which is a machine without a login; the delegation check has no reason code for it (`altinn.md` §1.2, §2).
    pub minimum_level: i64,
}

impl Policy {
    /// The usual one: the role for programming interfaces, or the package for schemes.
    pub fn usual() -> Self {
        Self {
            roles: vec![APIADM.to_owned()],
            packages: vec![Package::Scopes.name().to_owned()],
            actions: vec!["ScopeAccess".to_owned()],
            minimum_level: 2,
        }
    }

    /// The one of a scheme whose owner has not said yet who may hand it on.
    pub fn nobody() -> Self {
        Self { roles: Vec::new(), packages: Vec::new(), actions: Vec::new(), minimum_level: 0 }
    }

    /// The one for schemes that only branches of foreign companies may hand on.
    pub fn of_branches() -> Self {
        Self {
            roles: vec![APIADMNUF.to_owned()],
            packages: vec![Package::ScopesOfBranches.name().to_owned()],
            ..Self::usual()
        }
    }
}

/// Why a right is held, or is not, in the words of Altinn's delegation check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Reason {
    /// By a role.
    RoleAccess,
    /// By a package.
    PackageAccess,
    /// No role of the policy is held.
    MissingRoleAccess,
    /// No package of the policy is held.
    MissingPackageAccess,
    /// The owner does not let it be handed on.
    ResourceNotDelegable,
}

/// What the second question is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Whether the scheme can be handed on.
    pub delegable: bool,
    /// Why, or why not.
    pub reasons: Vec<Reason>,
}

/// Whether the policy is met by a role, and by a package.
fn held(rights: &Rights, policy: &Policy) -> (bool, bool) {
    // The main administrator hands on every role and package without holding them.
    let main = rights.altinn_roles.contains(&HADM);
    let by_role = policy.roles.iter().any(|role| main || rights.altinn_roles.contains(&role.as_str()));
    let by_package = policy
        .packages
        .iter()
        .any(|name| main || Package::of_name(name).is_some_and(|package| rights.opens(package)));
    (by_role, by_package)
}

/// Whether one with these rights may hand the scheme on.
pub fn check(rights: &Rights, scheme: &Scheme) -> Check {
    if !scheme.delegable {
        return Check { delegable: false, reasons: vec![Reason::ResourceNotDelegable] };
    }
    let policy = &scheme.policy;
    let (by_role, by_package) = held(rights, policy);
    let mut reasons = Vec::new();
    for (has, asked, held, missing) in [
        (by_role, !policy.roles.is_empty(), Reason::RoleAccess, Reason::MissingRoleAccess),
        (by_package, !policy.packages.is_empty(), Reason::PackageAccess, Reason::MissingPackageAccess),
    ] {
        if has {
            reasons.push(held);
        } else if asked && !by_role && !by_package {
            reasons.push(missing);
        }
    }
    Check { delegable: by_role || by_package, reasons }
}

/// That a person may administer an organisation's delegations: looked up anew for every request, since roles end.
#[derive(Debug, Clone)]
pub struct Authority {
    /// For whom.
    pub organisation: parties::Organisation,
    /// The person's roles in it; in a subunit those of its main unit as well.
    pub roles: Vec<String>,
    /// What these roles bring together.
    pub rights: Rights,
    /// Whether some scheme of this world may be handed on with them.
    pub hands_on: bool,
}

impl Authority {
    /// That it may also give something, and not only see and take back.
    pub fn to_give(&self) -> Result<(), Error> {
        if self.hands_on { Ok(()) } else { Err(Error::RightNotHeld) }
    }

    /// That it may give this very scheme.
    pub fn to_give_scheme(&self, scheme: &Scheme) -> Result<(), Error> {
        if !scheme.delegable {
            return Err(Error::SchemeNotDelegable(scheme.id.clone()));
        }
        if check(&self.rights, scheme).delegable { Ok(()) } else { Err(Error::RightNotHeld) }
    }
}

/// The person's authority over `organisation`. The roles of all its lines count together, and a main unit's hold for its
/// subunits.
pub async fn authority(tx: &mut Tx, person: &PartyUuid, organisation: OrgNumber) -> Result<Authority, Error> {
    let Some(organisation) = parties::find_organisation(tx, organisation).await? else {
        return Err(Error::NotAllowedToAdminister);
    };
    if organisation.deleted_at.is_some() {
        return Err(Error::NotAllowedToAdminister);
    }
    let roles = parties::roles_over(tx, person, &organisation).await?;
    let rights = Rights::of(roles.iter().map(String::as_str));
    if !rights.administers() {
        return Err(Error::NotAllowedToAdminister);
    }
    let policies = store::delegable_policies(tx).await?;
    let hands_on = policies.iter().any(|policy| !matches!(held(&rights, policy), (false, false)));
    Ok(Authority { organisation, roles, rights, hands_on })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delegation::builtin_schemes;

    /// The second question, role by role, for the usual policy, for that of branches, and for one that names a role alone.
    #[test]
    fn what_may_be_handed_on_is_decided_by_the_policy() {
        let usual = builtin_schemes().next().expect("a scheme");
        let of_branches = Scheme { policy: Policy::of_branches(), ..usual.clone() };
        let older = Policy { packages: Vec::new(), ..Policy::usual() };
        let older = Scheme { policy: older, ..usual.clone() };
        let closed = Scheme { delegable: false, ..usual.clone() };
        for (codes, in_usual, in_branches, in_older) in [
            (vec!["DAGL"], true, false, true),
            (vec!["LEDE"], true, false, true),
            (vec!["KNUF"], false, true, false),
            (vec!["KNUF", "DAGL"], true, true, true),
            (vec!["APIADM"], true, false, true),
            (vec!["APIADMNUF"], false, true, false),
            (vec!["HADM"], true, true, true),
            (vec!["ADMAI"], false, false, false),
            (vec!["MEDL"], false, false, false),
            (vec!["maskinporten-administrator"], false, false, false),
            (vec!["maskinporten-scopes"], true, false, false),
            (vec!["maskinporten-administrator", "maskinporten-scopes-nuf"], false, true, false),
            (vec![], false, false, false),
        ] {
            let rights = Rights::of(codes.iter().copied());
            let got = [&usual, &of_branches, &older].map(|scheme| check(&rights, scheme).delegable);
            assert_eq!(got, [in_usual, in_branches, in_older], "{codes:?}");
            let check = check(&rights, &closed);
            assert_eq!(check.reasons, [Reason::ResourceNotDelegable], "{codes:?}");
        }
        assert_eq!(
            check(&Rights::of(["MEDL"]), &usual).reasons,
            [Reason::MissingRoleAccess, Reason::MissingPackageAccess]
        );
        assert_eq!(check(&Rights::of(["maskinporten-scopes"]), &usual).reasons, [Reason::PackageAccess]);
        assert_eq!(check(&Rights::of(["DAGL"]), &older).reasons, [Reason::RoleAccess]);
    }
}
