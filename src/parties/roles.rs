//! Roles as data: what each brings. A role of the register, or a right given by hand, holds access packages or may hand
//! them on; what a package or role opens is asked of the sum of all that a person has (`altinn.md` §2).
//!
//! What is not in the table is no role: a world file that names one is refused.

/// An access package of Altinn's area for integrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Package {
    /// May administer delegations to suppliers.
    Administrator,
    /// Holds the schemes.
    Scopes,
    /// Holds the schemes that are meant for branches of foreign companies.
    ScopesOfBranches,
}

impl Package {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Administrator, Self::Scopes, Self::ScopesOfBranches];

    /// Its name, as behind `urn:altinn:accesspackage:`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Administrator => "maskinporten-administrator",
            Self::Scopes => "maskinporten-scopes",
            Self::ScopesOfBranches => "maskinporten-scopes-nuf",
        }
    }

    /// The package of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|package| package.name() == name)
    }
}

/// How a person comes to a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The register says so.
    Register,
    /// Somebody gave it.
    ByHand,
}

/// What a role brings.
#[derive(Debug, Clone, Copy)]
pub struct Role {
    /// The register's code, the code of Altinn's role, or the name of a package that was given by itself.
    pub code: &'static str,
    /// Where it comes from.
    pub source: Source,
    /// The role of Altinn's that it is, or brings by itself: what older policies name.
    pub altinn_role: Option<&'static str>,
    /// The packages that it holds, and so may hand on.
    pub holds: &'static [Package],
    /// The packages that it may hand on without holding them.
    pub hands_on: &'static [Package],
}

/// Programming interfaces (API).
pub const APIADM: &str = "APIADM";
/// The same for branches of foreign companies.
pub const APIADMNUF: &str = "APIADMNUF";
/// Main administrator: hands on what it does not hold.
pub const HADM: &str = "HADM";

const ADMINISTRATOR: &[Package] = &[Package::Administrator, Package::Scopes];
const OF_BRANCHES: &[Package] = &[Package::Administrator, Package::ScopesOfBranches];

/// A role of the register that brings the role for programming interfaces.
const fn register(code: &'static str) -> Role {
    Role { code, source: Source::Register, altinn_role: Some(APIADM), holds: ADMINISTRATOR, hands_on: &[] }
}

/// A role of the register that opens nothing here.
const fn bare(code: &'static str) -> Role {
    Role { code, source: Source::Register, altinn_role: None, holds: &[], hands_on: &[] }
}

const fn by_hand(
    code: &'static str,
    altinn_role: Option<&'static str>,
    holds: &'static [Package],
    hands_on: &'static [Package],
) -> Role {
    Role { code, source: Source::ByHand, altinn_role, holds, hands_on }
}

/// Every role there is.
pub const ROLES: &[Role] = &[
    register("BEST"),
    register("BOBE"),
    register("DAGL"),
    register("DTPR"),
    register("DTSO"),
    register("INNH"),
    register("KEMN"),
    register("KOMP"),
    register("LEDE"),
    register("REPR"),
    Role {
        code: "KNUF",
        source: Source::Register,
        altinn_role: Some(APIADMNUF),
        holds: OF_BRANCHES,
        hands_on: &[],
    },
    bare("EIKM"),
    bare("FFØR"),
    bare("KDEB"),
    bare("KOMK"),
    bare("KONT"),
    bare("MEDL"),
    bare("NEST"),
    bare("OBS"),
    bare("REGN"),
    bare("REVI"),
    bare("VARA"),
    by_hand(APIADM, Some(APIADM), ADMINISTRATOR, &[]),
    by_hand(APIADMNUF, Some(APIADMNUF), OF_BRANCHES, &[]),
    by_hand(HADM, Some(HADM), &[], &Package::ALL),
    by_hand("ADMAI", Some("ADMAI"), &[], &[]),
    by_hand(Package::Administrator.name(), None, &[Package::Administrator], &[]),
    by_hand(Package::Scopes.name(), None, &[Package::Scopes], &[]),
    by_hand(Package::ScopesOfBranches.name(), None, &[Package::ScopesOfBranches], &[]),
];

/// The role of this code; codes are in capital letters, names of packages in small ones.
pub fn role(code: &str) -> Option<&'static Role> {
    ROLES.iter().find(|role| role.code == code)
}

/// What all roles of a person in an organisation bring together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights {
    /// Roles of Altinn's.
    pub altinn_roles: Vec<&'static str>,
    /// Packages it holds.
    pub holds: Vec<Package>,
    /// Packages it may hand on without holding them.
    pub hands_on: Vec<Package>,
}

impl Rights {
    /// Of these roles together; what is no role brings nothing.
    pub fn of<'a>(codes: impl IntoIterator<Item = &'a str>) -> Self {
        let mut rights = Self::default();
        for role in codes.into_iter().filter_map(role) {
            rights.altinn_roles.extend(role.altinn_role);
            rights.holds.extend(role.holds);
            rights.hands_on.extend(role.hands_on);
        }
        rights.altinn_roles.sort_unstable();
        rights.altinn_roles.dedup();
        for packages in [&mut rights.holds, &mut rights.hands_on] {
            packages.sort_unstable();
            packages.dedup();
        }
        rights
    }

    /// Whether a package can be used: it is held, or may be handed on.
    pub fn opens(&self, package: Package) -> bool {
        self.holds.contains(&package) || self.hands_on.contains(&package)
    }

    /// The first question: may delegations be administered?
    pub fn administers(&self) -> bool {
        self.opens(Package::Administrator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Role by role as `altinn.md` §2 has it: administers, holds the schemes, holds those of branches.
    #[test]
    fn every_role_brings_what_the_table_says() {
        let all = [
            ("BEST", true, true, false),
            ("BOBE", true, true, false),
            ("DAGL", true, true, false),
            ("DTPR", true, true, false),
            ("DTSO", true, true, false),
            ("INNH", true, true, false),
            ("KEMN", true, true, false),
            ("KOMP", true, true, false),
            ("LEDE", true, true, false),
            ("REPR", true, true, false),
            ("KNUF", true, false, true),
            ("APIADM", true, true, false),
            ("APIADMNUF", true, false, true),
            ("HADM", true, true, true),
            ("ADMAI", false, false, false),
            ("PRIV", false, false, false),
            ("MEDL", false, false, false),
            ("maskinporten-administrator", true, false, false),
            ("maskinporten-scopes", false, true, false),
            ("maskinporten-scopes-nuf", false, false, true),
            ("dagl", false, false, false),
            ("", false, false, false),
        ];
        for (code, administers, schemes, of_branches) in all {
            let rights = Rights::of([code]);
            assert_eq!(rights.administers(), administers, "{code}");
            assert_eq!(rights.opens(Package::Scopes), schemes, "{code}");
            assert_eq!(rights.opens(Package::ScopesOfBranches), of_branches, "{code}");
        }
        let hadm = Rights::of([HADM]);
        assert!(hadm.holds.is_empty(), "the main administrator hands on without holding");
    }

    #[test]
    fn roles_add_up_and_more_roles_never_open_less() {
        for one in ROLES {
            for other in ROLES {
                let (alone, both) = (Rights::of([one.code]), Rights::of([one.code, other.code]));
                assert_eq!(both, Rights::of([other.code, one.code, one.code]), "{} {}", one.code, other.code);
                for package in Package::ALL {
                    let expected = alone.opens(package) || Rights::of([other.code]).opens(package);
                    assert_eq!(both.opens(package), expected, "{} {}", one.code, other.code);
                }
            }
        }
    }
}
