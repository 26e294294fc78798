//! What can be said about a pair and a scope for which no delegation holds: for explanations.

use super::{Delegation, Scheme, find_active, schemes, store, supplier_exists};
use crate::clock::Millis;
use crate::db::{Error, Tx};
use crate::numbers::OrgNumber;
use crate::parties::{self, Organisation};

/// What is known of a pair, and of those near to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The schemes that would have served.
    pub would_serve: Vec<Scheme>,
    /// Since when none of them can be given, where that is known: each is closed by its owner.
    pub closed_at: Option<Millis>,
    /// The latest delegation of such a scheme that ended, whoever did it.
    pub withdrawn: Option<Delegation>,
    /// Active delegations of other schemes by the same owners: the wrong one may have been picked. One
    /// that was given before a serving one was taken back was not given in its place, and is left out.
    pub given_instead: Vec<(Delegation, Scheme)>,
    /// A delegation that would have served, between other units of the same two organisations.
    pub given_near: Option<Near>,
    /// Whether the consumer has added the supplier at all.
    pub supplier_added: bool,
    /// Since when the consumer is bankrupt: nobody but the administrator of its estate may give.
    pub consumer_bankrupt: Option<Millis>,
    /// The consumer is no more.
    pub consumer_gone: Option<Gone>,
    /// The supplier is no more.
    pub supplier_gone: Option<Gone>,
}

impl History {
    /// The schemes to ask for: of those that would serve and can be given, the ones that the portal's search finds, and when it
    /// finds none, the ones that a link or an API names. Those that open the least stand first.
    pub fn to_give(&self) -> Vec<&Scheme> {
        let open = || self.would_serve.iter().filter(|scheme| scheme.can_be_given());
        let mut found: Vec<&Scheme> = open().filter(|scheme| scheme.is_found()).collect();
        if found.is_empty() {
            found = open().collect();
        }
        found.sort_by_key(|scheme| scheme.scopes.len());
        found
    }
}

/// An organisation that was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone {
    /// World time.
    pub at: Millis,
    /// Who took it over, when it was merged.
    pub into: Option<OrgNumber>,
}

/// Another unit of the same organisation as the one that is asked about, which gave, received or was granted in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Near {
    /// A subunit of the consumer did.
    BySubunit(OrgNumber),
    /// The main unit of the consumer did, and the consumer is a subunit.
    ByMainUnit(OrgNumber),
    /// A subunit of the supplier received it.
    ToSubunit(OrgNumber),
    /// The main unit of the supplier received it, and the supplier is a subunit.
    ToMainUnit(OrgNumber),
}

/// Why `supplier` holds nothing from `consumer` that has `scope`.
pub async fn history(
    tx: &mut Tx,
    consumer: OrgNumber,
    supplier: OrgNumber,
    scope: &str,
) -> Result<History, Error> {
    let mut history =
        History { supplier_added: supplier_exists(tx, consumer, supplier).await?, ..History::default() };
    let all = schemes(tx).await?;
    history.would_serve =
        all.iter().filter(|scheme| scheme.scopes.iter().any(|held| held == scope)).cloned().collect();
    for delegation in store::delegations_between(tx, consumer, supplier).await? {
        let Some(scheme) = all.iter().find(|scheme| scheme.id == delegation.scheme_id) else { continue };
        let serves = history.would_serve.iter().any(|serving| serving.id == scheme.id);
        let same_owner = history.would_serve.iter().any(|serving| serving.owner == scheme.owner);
        if serves && delegation.withdrawn_at > history.withdrawn.as_ref().and_then(|d| d.withdrawn_at) {
            history.withdrawn = Some(delegation);
        } else if !serves && same_owner && delegation.is_active() {
            history.given_instead.push((delegation, scheme.clone()));
        }
    }
    let until = history.withdrawn.as_ref().and_then(|ended| ended.withdrawn_at);
    history.given_instead.retain(|(instead, _)| until.is_none_or(|until| instead.given_at >= until));
    if history.to_give().is_empty() {
        for scheme in &history.would_serve {
            history.closed_at = history.closed_at.max(store::closed_since(tx, &scheme.id).await?);
        }
    }
    let giver = parties::find_organisation(tx, consumer).await?;
    let receiver = parties::find_organisation(tx, supplier).await?;
    let gone = |organisation: &Organisation| {
        organisation.deleted_at.map(|at| Gone { at, into: organisation.merged_into })
    };
    history.consumer_gone = giver.as_ref().and_then(gone);
    history.consumer_bankrupt = giver.as_ref().and_then(|giver| giver.bankrupt_at);
    history.supplier_gone = receiver.as_ref().and_then(gone);
    for near in units_near(tx, giver.as_ref(), Near::BySubunit, Near::ByMainUnit).await? {
        if find_active(tx, near.unit(), supplier, scope).await?.is_some() {
            history.given_near.get_or_insert(near);
        }
    }
    for near in units_near(tx, receiver.as_ref(), Near::ToSubunit, Near::ToMainUnit).await? {
        if find_active(tx, consumer, near.unit(), scope).await?.is_some() {
            history.given_near.get_or_insert(near);
        }
    }
    Ok(history)
}

impl Near {
    /// The other unit.
    pub const fn unit(self) -> OrgNumber {
        match self {
            Self::BySubunit(unit)
            | Self::ByMainUnit(unit)
            | Self::ToSubunit(unit)
            | Self::ToMainUnit(unit) => unit,
        }
    }
}

/// The main unit of a subunit, or the subunits of a main unit.
pub(super) async fn units_near(
    tx: &mut Tx,
    organisation: Option<&Organisation>,
    subunit: fn(OrgNumber) -> Near,
    main_unit: fn(OrgNumber) -> Near,
) -> Result<Vec<Near>, Error> {
    let Some(organisation) = organisation else { return Ok(Vec::new()) };
    if organisation.is_subunit() {
        return Ok(organisation.parent.map(main_unit).into_iter().collect());
    }
    let subunits = parties::subunits_of(tx, organisation.number).await?;
    Ok(subunits.into_iter().map(|unit| subunit(unit.number)).collect())
}
