//! How a scope stands for a consumer, whoever will ask for the token: open or closed, granted or not, to be ordered or to be
//! asked for. The pages tell nothing about a scope that is not looked up here, as the token server would look it up.

use super::check_pair;
use super::history::units_near;
use super::{Error, Near};
use crate::clients;
use crate::db::{self, Tx};
use crate::numbers::OrgNumber;
use crate::parties;

/// How a scope stands for a consumer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The scope's owner; nobody where there is no such scope.
    pub owner: Option<OrgNumber>,
    /// Its owner has closed it: nobody gets a token with it, whatever was granted.
    pub closed: bool,
    /// The consumer was granted it, or everybody may use it.
    pub granted: bool,
    /// The case number of the order that the grant came of; none where it was granted without one.
    pub order: Option<String>,
    /// Where the consumer was not granted it: its main unit, or a subunit of it, that was. A grant counts for its own number
    /// alone, and so probably another is to be acted for.
    pub granted_near: Option<Near>,
}

impl Standing {
    /// Whether the token server finds nothing wrong with scope and grant.
    pub fn usable(&self) -> bool {
        self.granted && !self.closed
    }

    /// Whether the order desk can get it granted: that is the register's, and orders the register's own scopes alone.
    pub fn orderable(&self) -> bool {
        self.owner.is_some_and(|owner| owner.to_string() == clients::REGISTER)
    }
}

/// How `scope` stands for `consumer`.
pub async fn standing(tx: &mut Tx, consumer: OrgNumber, scope: &str) -> Result<Standing, db::Error> {
    let Some(known) = clients::find_scope(tx, scope).await? else { return Ok(Standing::default()) };
    let grant = approved(tx, consumer, scope).await?;
    let mut standing = Standing {
        owner: Some(known.owner),
        closed: !known.active,
        granted: grant.is_some() || known.accessible_for_all,
        order: grant.and_then(|grant| grant.case_number),
        granted_near: None,
    };
    if !standing.granted {
        let consumer = parties::find_organisation(tx, consumer).await?;
        for near in units_near(tx, consumer.as_ref(), Near::BySubunit, Near::ByMainUnit).await? {
            if approved(tx, near.unit(), scope).await?.is_some() {
                standing.granted_near.get_or_insert(near);
            }
        }
    }
    Ok(standing)
}

async fn approved(
    tx: &mut Tx,
    organisation: OrgNumber,
    scope: &str,
) -> Result<Option<clients::Grant>, db::Error> {
    let grant = clients::find_grant(tx, scope, organisation).await?;
    Ok(grant.filter(|grant| grant.state == clients::GrantState::Approved))
}

/// Whether anything can be given between the two: both are here, and neither was deleted.
pub async fn can_be_given_between(
    tx: &mut Tx,
    consumer: OrgNumber,
    supplier: OrgNumber,
) -> Result<bool, db::Error> {
    match check_pair(tx, consumer, supplier).await {
        Ok(()) => Ok(true),
        Err(Error::Database(error)) => Err(error),
        Err(_) => Ok(false),
    }
}
