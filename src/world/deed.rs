//! Single things that happen in a world: what a timeline strings together, and what commands do one of.
//!
//! A deed only calls the rule that pages and APIs call. Who does it is the operator, unless it names the person who acts;
//! then that person must be allowed to, as in the portal.

use crate::app::App;
use crate::clients;
use crate::clock::Now;
use crate::db::Tx;
use crate::delegation::{self, By, registry};
use crate::language::counted;
use crate::numbers::{OrgNumber, PersonNumber};
use crate::parties::{self, End, Person};

use super::Error;

/// Who does what names nobody, in the audit and in histories.
const OPERATOR: &str = "operator";

/// One of the two sides of a delegation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Who gives.
    Consumer,
    /// Who received.
    Supplier,
}

/// A consumer, a supplier, and who acts.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Who gives.
    pub consumer: OrgNumber,
    /// Who receives.
    pub supplier: OrgNumber,
    /// The person who does it; the operator without one.
    pub person: Option<PersonNumber>,
}

/// Something that happens.
#[derive(Debug, Clone)]
pub enum Deed {
    /// Nothing but that time passes.
    Clock,
    /// A person gets a role.
    RoleGiven {
        /// Who.
        person: PersonNumber,
        /// Where.
        organisation: OrgNumber,
        /// The role's code.
        role: String,
    },
    /// A person loses a role, or all it has in the organisation.
    RoleTaken {
        /// Who.
        person: PersonNumber,
        /// Where.
        organisation: OrgNumber,
        /// The role's code; all of them without one.
        role: Option<String>,
    },
    /// An organisation is deleted, merged or bankrupt.
    OrganisationEnds {
        /// Which.
        organisation: OrgNumber,
        /// What becomes of it.
        end: End,
    },
    /// A consumer adds a supplier.
    SupplierAdded(Pair),
    /// A supplier and a consumer part, by either side.
    SupplierRemoved {
        /// Who.
        pair: Pair,
        /// By which side.
        by: Side,
        /// Whether what it holds ends with it.
        cascade: bool,
    },
    /// A consumer gives a scheme; the supplier is added where it was not.
    DelegationGiven {
        /// Who.
        pair: Pair,
        /// What.
        scheme: String,
    },
    /// A scheme is taken back, or given back.
    DelegationWithdrawn {
        /// Who.
        pair: Pair,
        /// By which side.
        by: Side,
        /// What.
        scheme: String,
    },
    /// The scope's owner grants it to an organisation, or takes the grant back.
    Grant {
        /// What.
        scope: String,
        /// To whom.
        organisation: OrgNumber,
        /// Whether it holds from now on.
        holds: bool,
    },
    /// A scheme's owner closes or opens it.
    Scheme {
        /// Which.
        scheme: String,
        /// What becomes of it.
        state: registry::State,
    },
    /// A scope's owner closes or opens it.
    Scope {
        /// Which.
        scope: String,
        /// Whether it can be used from now on.
        active: bool,
    },
}

/// What a deed came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Whether it changed anything; what was so already stays so.
    pub changed: bool,
    /// What happened, in a sentence without its full stop.
    pub told: String,
}

impl Deed {
    /// What a timeline calls it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Clock => "clock",
            Self::RoleGiven { .. } => "role_given",
            Self::RoleTaken { .. } => "role_taken",
            Self::OrganisationEnds { end: End::Deleted, .. } => "organisation_deleted",
            Self::OrganisationEnds { end: End::MergedInto(_), .. } => "organisation_merged",
            Self::OrganisationEnds { end: End::Bankrupt, .. } => "organisation_bankrupt",
            Self::SupplierAdded(_) => "supplier_added",
            Self::SupplierRemoved { .. } => "supplier_removed",
            Self::DelegationGiven { .. } => "delegation_given",
            Self::DelegationWithdrawn { .. } => "delegation_withdrawn",
            Self::Grant { holds: true, .. } => "scope_granted",
            Self::Grant { holds: false, .. } => "scope_withdrawn",
            Self::Scheme { .. } => "scheme_changed",
            Self::Scope { .. } => "scope_changed",
        }
    }

    /// Does it, as of `now`. The caller commits; after an error it must not. A refusal by a rule leaves nothing behind that
    /// matters to a later deed of the same transaction.
    pub async fn happen(&self, tx: &mut Tx, app: &App, now: Now) -> Result<Done, Error> {
        let done = |changed: bool, told: String| Ok(Done { changed, told });
        match self {
            Self::Clock => done(true, "the clock is moved".to_owned()),
            Self::RoleGiven { person, organisation, role } => {
                let person = find(tx, person).await?;
                let given =
                    parties::give_role(tx, app, now, &person.party_uuid, *organisation, role, OPERATOR)
                        .await?;
                done(given, format!("{} has the role {role} in {organisation}", person.name))
            }
            Self::RoleTaken { person, organisation, role } => {
                let person = find(tx, person).await?;
                let uuid = &person.party_uuid;
                let taken =
                    parties::take_role(tx, app, now, uuid, *organisation, role.as_deref(), OPERATOR).await?;
                let what = role
                    .as_ref()
                    .map_or_else(|| "no role".to_owned(), |role| format!("the role {role} no more"));
                done(!taken.is_empty(), format!("{} has {what} in {organisation}", person.name))
            }
            Self::OrganisationEnds { organisation, end } => {
                let ended =
                    delegation::organisation_ends(tx, app, now, *organisation, *end, OPERATOR).await?;
                let what = match end {
                    End::Deleted => "is deleted".to_owned(),
                    End::MergedInto(into) => format!("is merged into {into}"),
                    End::Bankrupt => "is bankrupt".to_owned(),
                };
                let subunits = match ended.organisations.len() {
                    0 | 1 => String::new(),
                    several => format!(", with {}", counted(several - 1, "subunit")),
                };
                let told = format!(
                    "{organisation} {what}{subunits}; {} ended",
                    counted(ended.delegations, "delegation")
                );
                done(!ended.organisations.is_empty(), told)
            }
            Self::SupplierAdded(pair) => {
                let actor = pair.actor(tx, Side::Consumer, None).await?;
                let added =
                    delegation::add_supplier(tx, app, now, pair.consumer, pair.supplier, &actor).await?;
                done(!added.was_there, format!("{} is a supplier of {}", pair.supplier, pair.consumer))
            }
            Self::SupplierRemoved { pair, by, cascade } => {
                let actor = pair.actor(tx, *by, None).await?;
                let (consumer, supplier) = (pair.consumer, pair.supplier);
                pair.known(tx).await?;
                let there = delegation::supplier_exists(tx, consumer, supplier).await?;
                let ended =
                    delegation::remove_supplier(tx, app, now, consumer, supplier, *cascade, by.of(&actor))
                        .await?;
                let told = format!(
                    "{supplier} is no supplier of {consumer}; {} ended",
                    counted(ended, "delegation")
                );
                done(there, told)
            }
            Self::DelegationGiven { pair, scheme } => {
                let actor = pair.actor(tx, Side::Consumer, Some(scheme)).await?;
                let (consumer, supplier) = (pair.consumer, pair.supplier);
                delegation::add_supplier(tx, app, now, consumer, supplier, &actor).await?;
                let given = delegation::give(tx, app, now, consumer, supplier, scheme, &actor).await?;
                done(!given.was_there, format!("{consumer} has given {supplier} {scheme}"))
            }
            Self::DelegationWithdrawn { pair, by, scheme } => {
                let actor = pair.actor(tx, *by, None).await?;
                let (consumer, supplier) = (pair.consumer, pair.supplier);
                pair.known(tx).await?;
                if delegation::scheme(tx, scheme).await?.is_none() {
                    return Err(delegation::Error::SchemeUnknown(scheme.clone()).into());
                }
                let ended =
                    delegation::withdraw(tx, app, now, consumer, supplier, scheme, by.of(&actor)).await?;
                done(ended, format!("{supplier} holds {scheme} from {consumer} no more"))
            }
            Self::Grant { scope, organisation, holds: true } => {
                let known = clients::owner_name(*organisation).is_some()
                    || parties::find_organisation(tx, *organisation).await?.is_some();
                if !known {
                    return Err(parties::PartyError::UnknownOrganisation(*organisation).into());
                }
                let granted =
                    clients::grant_scope(tx, app, now, scope, *organisation, None, OPERATOR).await?;
                done(!granted.was_there, format!("{organisation} is granted {scope}"))
            }
            Self::Grant { scope, organisation, holds: false } => {
                let held = clients::is_granted(tx, scope, *organisation).await?;
                clients::withdraw_scope(tx, app, now, scope, *organisation, OPERATOR).await?;
                done(held, format!("{organisation} is granted {scope} no more"))
            }
            Self::Scheme { scheme, state } => {
                let changed = registry::set_state(tx, app, now, scheme, state, OPERATOR).await?;
                let told = [
                    state.status.clone().map(|status| format!("has the status {status}")),
                    state
                        .delegable
                        .map(|may| if may { "can be given" } else { "cannot be given" }.to_owned()),
                    state.visible.map(|may| if may { "is shown" } else { "is hidden" }.to_owned()),
                ];
                let told: Vec<String> = told.into_iter().flatten().collect();
                done(changed, format!("{scheme} {}", told.join(" and ")))
            }
            Self::Scope { scope, active } => {
                let changed = clients::set_scope_active(tx, app, now, scope, *active, OPERATOR).await?;
                done(changed, format!("{scope} is {}", if *active { "open" } else { "closed" }))
            }
        }
    }
}

impl Side {
    const fn of(self, actor: &str) -> By<'_> {
        match self {
            Self::Consumer => By::consumer(actor),
            Self::Supplier => By::supplier(actor),
        }
    }
}

impl Pair {
    /// The audit name of who acts for `side`. A person must administer there, and be able to give the scheme that it gives.
    async fn actor(&self, tx: &mut Tx, side: Side, gives: Option<&str>) -> Result<String, Error> {
        let Some(person) = &self.person else { return Ok(OPERATOR.to_owned()) };
        let person = find(tx, person).await?;
        self.known(tx).await?;
        let own = match side {
            Side::Consumer => self.consumer,
            Side::Supplier => self.supplier,
        };
        let authority = delegation::authority(tx, &person.party_uuid, own).await?;
        if let Some(scheme) = gives {
            authority.to_give()?;
            if let Some(scheme) = delegation::scheme(tx, scheme).await? {
                authority.to_give_scheme(&scheme)?;
            }
        }
        Ok(format!("person:{}", person.party_uuid))
    }

    /// That both are parties, which what takes back does not ask.
    async fn known(&self, tx: &mut Tx) -> Result<(), Error> {
        if parties::find_organisation(tx, self.consumer).await?.is_none() {
            return Err(delegation::Error::ConsumerUnknown(self.consumer).into());
        }
        if parties::find_organisation(tx, self.supplier).await?.is_none() {
            return Err(delegation::Error::SupplierUnknown(self.supplier).into());
        }
        Ok(())
    }
}

async fn find(tx: &mut Tx, person: &PersonNumber) -> Result<Person, Error> {
    parties::find_person_by_number(tx, person).await?.ok_or(Error::NoSuchPerson)
}

/// The field of a deed that a refusal is about; empty when it is about the deed as a whole.
pub(super) fn field_of(deed: &Deed, error: &Error) -> &'static str {
    use crate::clients::Error as Clients;
    use crate::delegation::Error as Delegation;
    use crate::parties::PartyError as Parties;
    // A merger names two organisations.
    if let (
        Deed::OrganisationEnds { end: End::MergedInto(into), .. },
        Error::Parties(Parties::UnknownOrganisation(number) | Parties::Gone { number, .. }),
    ) = (deed, error)
        && number == into
    {
        return "into";
    }
    match error {
        Error::NoSuchPerson
        | Error::Delegation(Delegation::NotAllowedToAdminister | Delegation::RightNotHeld) => "person",
        Error::Delegation(Delegation::ConsumerUnknown(_)) => "consumer",
        Error::Delegation(
            Delegation::SupplierUnknown(_) | Delegation::SupplierIsSelf | Delegation::SupplierNotAdded { .. },
        ) => "supplier",
        Error::Delegation(Delegation::SchemeUnknown(_) | Delegation::SchemeNotDelegable(_))
        | Error::Registry(_) => "scheme",
        Error::Delegation(Delegation::SupplierHasDelegations { .. }) => "cascade",
        Error::Parties(Parties::MergedIntoItself(_) | Parties::MergedIntoSubunit(_)) => "into",
        Error::Parties(
            Parties::UnknownOrganisation(_) | Parties::Gone { .. } | Parties::RealOrganisation(_),
        )
        | Error::Clients(Clients::NoSuchGrant { .. }) => "organisation",
        Error::Clients(Clients::NoSuchScope(_)) => "scope",
        _ => "",
    }
}
