//! Who may delegate for an organisation. Two questions, and both must be yes to give: may the person administer, and does
//! its role hold what is handed on.

use super::Error;
use crate::db::Tx;
use crate::numbers::OrgNumber;
use crate::parties;

/// What a role opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleRights {
    /// The role's code: the register's, or that of a right given by hand.
    pub role: &'static str,
    /// May see, add and remove suppliers and take back.
    pub administers: bool,
    /// Holds the schemes' rights or may hand them on without holding them.
    pub hands_on: bool,
}

/// Every role that means something here; a role that is not in the table opens nothing.
///
/// The register's roles bring the right `APIADM` by themselves. The contact of a foreign branch (`KNUF`) administers but
/// holds only what is meant for such branches. The main administrator (`HADM`) hands on without holding. The manager of
/// access (`ADMAI`) stands here to say that it may not.
pub const ROLE_RIGHTS: [RoleRights; 14] = [
    RoleRights { role: "DAGL", administers: true, hands_on: true },
    RoleRights { role: "LEDE", administers: true, hands_on: true },
    RoleRights { role: "INNH", administers: true, hands_on: true },
    RoleRights { role: "DTSO", administers: true, hands_on: true },
    RoleRights { role: "DTPR", administers: true, hands_on: true },
    RoleRights { role: "KOMP", administers: true, hands_on: true },
    RoleRights { role: "BEST", administers: true, hands_on: true },
    RoleRights { role: "BOBE", administers: true, hands_on: true },
    RoleRights { role: "KEMN", administers: true, hands_on: true },
    RoleRights { role: "REPR", administers: true, hands_on: true },
    RoleRights { role: "APIADM", administers: true, hands_on: true },
    RoleRights { role: "HADM", administers: true, hands_on: true },
    RoleRights { role: "KNUF", administers: true, hands_on: false },
    RoleRights { role: "ADMAI", administers: false, hands_on: false },
];

/// What a role opens, by its code.
pub fn rights_of_role(role: &str) -> RoleRights {
    ROLE_RIGHTS.into_iter().find(|rights| rights.role == role).unwrap_or(RoleRights {
        role: "",
        administers: false,
        hands_on: false,
    })
}

/// That a person may administer an organisation's delegations: looked up anew for every request, since roles end.
#[derive(Debug, Clone)]
pub struct Authority {
    /// For whom.
    pub organisation: parties::Organisation,
    /// The person's roles in it.
    pub roles: Vec<String>,
    /// Whether one of them may also hand on.
    pub hands_on: bool,
}

impl Authority {
    /// That it may also give, and not only see and take back.
    pub fn to_give(&self) -> Result<(), Error> {
        if self.hands_on { Ok(()) } else { Err(Error::RightNotHeld) }
    }
}

/// The person's authority over `organisation`. The roles of all its lines count together.
pub async fn authority(tx: &mut Tx, person_uuid: &str, organisation: OrgNumber) -> Result<Authority, Error> {
    let mut found = None;
    let mut roles = Vec::new();
    for (held, role) in parties::organisations_of(tx, person_uuid).await? {
        if held.number == organisation {
            roles.push(role);
            found = Some(held);
        }
    }
    let rights: Vec<RoleRights> = roles.iter().map(|role| rights_of_role(role)).collect();
    match found {
        Some(organisation) if rights.iter().any(|rights| rights.administers) => {
            Ok(Authority { organisation, hands_on: rights.iter().any(|rights| rights.hands_on), roles })
        }
        _ => Err(Error::NotAllowedToAdminister),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_roles_of_the_table_open_anything_and_a_foreign_branchs_contact_administers_without_giving() {
        for (role, administers, hands_on) in [
            ("DAGL", true, true),
            ("INNH", true, true),
            ("BOBE", true, true),
            ("HADM", true, true),
            ("KNUF", true, false),
            ("ADMAI", false, false),
            ("MEDL", false, false),
            ("dagl", false, false),
            ("", false, false),
        ] {
            let rights = rights_of_role(role);
            assert_eq!((rights.administers, rights.hands_on), (administers, hands_on), "{role}");
        }
    }
}
