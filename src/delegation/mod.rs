//! Delegation: a consumer lets a supplier use what it was granted.
//!
//! What is handed on is a *scheme*, a named bundle of scopes (a resource of type `MaskinportenSchema` in the resource
//! registry), never a single scope. A consumer first adds the supplier, then gives it schemes one by one. A delegation
//! lasts until one of the two takes it back or is no more; it goes from organisation to organisation, is not inherited by sub-units and
//! cannot be passed on. Whether the consumer was itself granted the scopes is a matter of `clients/` and is not asked
//! here: the two registers are independent, and both are looked at when a token is asked for.
//!
//! The database decides: one active row per consumer, supplier and scheme is a unique index, taking back is one
//! conditional update, and the row of the supplier is the lock under which its delegations are given and it is removed.

mod builtin;
mod history;
pub mod http;
mod life;
mod many;
pub mod pages;
pub mod registry;
mod rights;
mod road;
mod standing;
mod store;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::{Millis, Now, english};
use crate::db::{self, Tx};
use crate::jobs::{self, Due};
use crate::language::{Language, counted};
use crate::numbers::OrgNumber;
use crate::parties;

pub use builtin::{OWNER_CODE, OWNER_NAME, builtin_schemes, owner_name, seed_builtin};
pub use history::{Gone, History, Near, history};
pub use life::{Because, By, Ended, organisation_ends};
pub use many::{Gift, give_many, schemes_from};
pub use pages::gift_path;
pub use rights::{Authority, Check, Policy, Reason, authority, check};
pub use road::{Road, clients_with, road};
pub use standing::{Standing, can_be_given_between, standing};
pub use store::{
    ByScope, Found, active_with_scope, consumers_that_added, count_active, delegation_by_id,
    delegations_between, delegations_by, delegations_of, delegations_to, find_active, find_active_among,
    insert_scheme, look_up, scheme, scheme_of_scope, schemes, search, supplier_exists, suppliers_of,
    update_scheme,
};

/// A text in the three languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// Bokmål.
    pub nb: String,
    /// Nynorsk.
    pub nn: String,
    /// English.
    pub en: String,
}

impl Texts {
    /// From fixed texts: bokmål, nynorsk, English.
    pub fn of([nb, nn, en]: [&str; 3]) -> Self {
        Self { nb: nb.to_owned(), nn: nn.to_owned(), en: en.to_owned() }
    }

    /// The text in `language`.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Nb => &self.nb,
            Language::Nn => &self.nn,
            Language::En => &self.en,
        }
    }
}

/// A delegation scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// The resource registry's identifier.
    pub id: String,
    /// The authority that owns it.
    pub owner: OrgNumber,
    /// The authority's short code.
    pub owner_code: String,
    /// Its title, which people search by.
    pub title: Texts,
    /// What it is for.
    pub description: Texts,
    /// The scopes it bundles, in the order of their names.
    pub scopes: Vec<String>,
    /// Whether its owner lets it be handed on. Taking back stays possible when it is no longer so.
    pub delegable: bool,
    /// Whether the portal's search finds it. One that is hidden can still be given by an API.
    pub visible: bool,
    /// `Active`, `Deprecated` …; the portal shows no deprecated ones.
    pub status: String,
    /// Whom its policy lets hand it on.
    pub policy: Policy,
}

impl Scheme {
    /// Whether the portal's search finds it.
    pub fn is_found(&self) -> bool {
        self.visible && !self.is_deprecated()
    }

    /// Whether its owner has another in its place by now. It can be given all the same.
    pub fn is_deprecated(&self) -> bool {
        self.status == "Deprecated"
    }

    /// Whether there is anybody who may give it: its owner lets it be handed on, and has said by whom.
    pub fn can_be_given(&self) -> bool {
        self.delegable && !(self.policy.roles.is_empty() && self.policy.packages.is_empty())
    }
}

/// A delegation that holds or once held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// Its id.
    pub id: String,
    /// Who gave.
    pub consumer: OrgNumber,
    /// Who received.
    pub supplier: OrgNumber,
    /// What.
    pub scheme_id: String,
    /// The audit name of who did it.
    pub given_by: String,
    /// World time.
    pub given_at: Millis,
    /// The audit name of who took it back.
    pub withdrawn_by: Option<String>,
    /// World time.
    pub withdrawn_at: Option<Millis>,
    /// Why it ended, where that was written down.
    pub ended_because: Option<Because>,
}

impl Delegation {
    /// Whether it holds.
    pub fn is_active(&self) -> bool {
        self.withdrawn_at.is_none()
    }
}

/// The delegation that a token stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveDelegation {
    /// Its id.
    pub id: String,
    /// Which scheme holds the scope.
    pub scheme_id: String,
}

/// A supplier that a consumer has added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supplier {
    /// Its number.
    pub number: OrgNumber,
    /// When it was added, wall time.
    pub added_at: Millis,
    /// How many schemes it holds now.
    pub active: usize,
}

/// What was decided against.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The person has no role in the organisation that lets it administer delegations.
    #[error("the person has no role that may administer delegations for the organisation")]
    NotAllowedToAdminister,
    /// The person may administer, but holds nothing that could be handed on.
    #[error(
        "the person's role may administer delegations but does not hold the right that would be handed on"
    )]
    RightNotHeld,
    /// The consumer is no organisation of this world.
    #[error("{0} is no organisation in this environment")]
    ConsumerUnknown(OrgNumber),
    /// The supplier is no organisation of this world: an order must import it first.
    #[error("{0} is no organisation in this environment; an order imports it")]
    SupplierUnknown(OrgNumber),
    /// One of the two is no more.
    #[error("{number} was deleted on {}, and neither gives nor receives delegations", english(*.at))]
    Gone {
        /// Which.
        number: OrgNumber,
        /// World time.
        at: Millis,
    },
    /// An organisation cannot delegate to itself.
    #[error("an organisation cannot delegate to itself")]
    SupplierIsSelf,
    /// There is no such scheme.
    #[error("there is no delegation scheme {0}")]
    SchemeUnknown(String),
    /// The scheme's owner does not let it be handed on.
    #[error("the owner of {0} does not let it be delegated")]
    SchemeNotDelegable(String),
    /// The consumer has not added the supplier.
    #[error("{supplier} must be added as a supplier of {consumer} first")]
    SupplierNotAdded {
        /// Who gives.
        consumer: OrgNumber,
        /// Who would receive.
        supplier: OrgNumber,
    },
    /// The supplier still holds delegations, and the caller did not say that they go too.
    #[error(
        "the supplier still holds {}; withdraw first, or remove the supplier with all it holds",
        counted(*.active, "delegation")
    )]
    SupplierHasDelegations {
        /// How many.
        active: usize,
    },
    /// The database.
    #[error(transparent)]
    Database(#[from] db::Error),
}

/// What adding a supplier came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    /// It had been added before; nothing changed.
    pub was_there: bool,
}

/// What giving came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The active delegation.
    pub id: String,
    /// It had been given before; nothing changed.
    pub was_there: bool,
}

/// Who may be supplier of whom: two different organisations of this world that are not deleted.
async fn check_pair(tx: &mut Tx, consumer: OrgNumber, supplier: OrgNumber) -> Result<(), Error> {
    if consumer == supplier {
        return Err(Error::SupplierIsSelf);
    }
    let giver = parties::find_organisation(tx, consumer).await?.ok_or(Error::ConsumerUnknown(consumer))?;
    let receiver = parties::find_organisation(tx, supplier).await?.ok_or(Error::SupplierUnknown(supplier))?;
    for organisation in [giver, receiver] {
        if let Some(at) = organisation.deleted_at {
            return Err(Error::Gone { number: organisation.number, at });
        }
    }
    Ok(())
}

/// Adds `supplier` to those that `consumer` may give schemes to. Adding twice is adding once.
///
/// `actor` is the audit name of who does it; a caller that acts for a person has asked for its [`Authority`] first.
pub async fn add_supplier(
    tx: &mut Tx,
    app: &App,
    now: Now,
    consumer: OrgNumber,
    supplier: OrgNumber,
    actor: &str,
) -> Result<Added, Error> {
    check_pair(tx, consumer, supplier).await?;
    if !store::insert_supplier(tx, consumer, supplier, actor, now.wall).await? {
        return Ok(Added { was_there: true });
    }
    let detail = json!({ "supplier": supplier.to_string() });
    note(tx, app, now, "supplier.added", actor, consumer, &supplier.to_string(), detail).await?;
    Ok(Added { was_there: false })
}

/// Removes `supplier` from those of `consumer`, and with `cascade` takes back all that it holds. Gives how many
/// delegations ended; a supplier that is not there is a success with none.
pub async fn remove_supplier(
    tx: &mut Tx,
    app: &App,
    now: Now,
    consumer: OrgNumber,
    supplier: OrgNumber,
    cascade: bool,
    by: By<'_>,
) -> Result<usize, Error> {
    if !store::lock_supplier(tx, consumer, supplier).await? {
        return Ok(0);
    }
    // Nothing can be given to this supplier while its row is locked, so that none is left behind.
    let active = store::active_between(tx, consumer, supplier).await?;
    if !active.is_empty() && !cascade {
        return Err(Error::SupplierHasDelegations { active: active.len() });
    }
    let mut ended = 0;
    for delegation in &active {
        if withdraw(tx, app, now, consumer, supplier, &delegation.scheme_id, by).await? {
            ended += 1;
        }
    }
    store::delete_supplier(tx, consumer, supplier).await?;
    let detail = json!({
        "supplier": supplier.to_string(), "withdrawn": ended, "because": by.because.map(Because::name),
    });
    note(tx, app, now, "supplier.removed", by.actor, consumer, &supplier.to_string(), detail).await?;
    Ok(ended)
}

/// Gives `supplier` the scheme. Giving twice is giving once.
///
/// `actor` is the audit name of who does it; a caller that acts for a person has asked for its [`Authority`] first.
pub async fn give(
    tx: &mut Tx,
    app: &App,
    now: Now,
    consumer: OrgNumber,
    supplier: OrgNumber,
    scheme_id: &str,
    actor: &str,
) -> Result<Given, Error> {
    check_pair(tx, consumer, supplier).await?;
    let scheme =
        store::scheme(tx, scheme_id).await?.ok_or_else(|| Error::SchemeUnknown(scheme_id.to_owned()))?;
    if !scheme.delegable {
        return Err(Error::SchemeNotDelegable(scheme.id));
    }
    if !store::lock_supplier(tx, consumer, supplier).await? {
        return Err(Error::SupplierNotAdded { consumer, supplier });
    }
    // Under the lock once more: whatever ends one of the two takes it as well.
    check_pair(tx, consumer, supplier).await?;
    let delegation = Delegation {
        id: app.random.new_id(now.wall),
        consumer,
        supplier,
        scheme_id: scheme.id,
        given_by: actor.to_owned(),
        given_at: now.world,
        withdrawn_by: None,
        withdrawn_at: None,
        ended_because: None,
    };
    if store::insert_delegation(tx, &delegation).await? {
        let detail = json!({ "supplier": supplier.to_string(), "scheme": &delegation.scheme_id });
        note(tx, app, now, "delegation.given", actor, consumer, &delegation.id, detail).await?;
        // The supplier may have an order that waits for this; the order desk looks, and tells it.
        let told = json!({ "consumer": consumer, "supplier": supplier, "scheme": &delegation.scheme_id });
        jobs::enqueue(tx, &app.random, now, "orders.tell_delegated", &told, Due::Now, None).await?;
        return Ok(Given { id: delegation.id, was_there: false });
    }
    let active = store::active_between(tx, consumer, supplier).await?;
    let id = active.into_iter().find(|held| held.scheme_id == delegation.scheme_id).map(|held| held.id);
    Ok(Given { id: id.unwrap_or_default(), was_there: true })
}

/// Takes a scheme back, from either side; false when it was not given (any more). The supplier stays added.
pub async fn withdraw(
    tx: &mut Tx,
    app: &App,
    now: Now,
    consumer: OrgNumber,
    supplier: OrgNumber,
    scheme_id: &str,
    by: By<'_>,
) -> Result<bool, Error> {
    let Some(id) = store::end_delegation(tx, consumer, supplier, scheme_id, by, now.world).await? else {
        return Ok(false);
    };
    let because = by.because.map(Because::name);
    let detail = json!({ "supplier": supplier.to_string(), "scheme": scheme_id, "because": because });
    note(tx, app, now, "delegation.withdrawn", by.actor, consumer, &id, detail).await?;
    Ok(true)
}

#[expect(
    clippy::too_many_arguments,
    reason = "the parts of one audit row, named at the one place that writes it"
)]
async fn note(
    tx: &mut Tx,
    app: &App,
    now: Now,
    action: &'static str,
    actor: &str,
    consumer: OrgNumber,
    subject: &str,
    detail: serde_json::Value,
) -> Result<(), db::Error> {
    let organisation = consumer.to_string();
    let event =
        Event { actor, action, subject, organisation: Some(&organisation), case_number: None, detail };
    audit::record(tx, &app.random, now, event).await
}

/// A text as it is searched: lower case, Norwegian letters and accents as plain ones, everything but letters and digits
/// as one blank. `Høyere utdanning` and `hoyere-utdanning` come out alike.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'æ' | 'ä' => out.push_str("ae"),
            'ø' | 'ö' | 'ó' | 'ò' | 'ô' => out.push('o'),
            'å' => out.push('a'),
            'é' | 'è' | 'ê' => out.push('e'),
            c if c.is_alphanumeric() => out.push(c),
            _ if out.ends_with(' ') || out.is_empty() => {}
            _ => out.push(' '),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn a_search_does_not_mind_case_hyphens_and_norwegian_letters() {
        for (text, folded) in [
            (
                "Register over reelle rettighetshavere - Media - På vegne av",
                "register over reelle rettighetshavere media pa vegne av",
            ),
            ("brreg:reelle/rapporteringspliktig.begrenset", "brreg reelle rapporteringspliktig begrenset"),
            ("  Høyere\u{a0}utdanning! ", "hoyere utdanning"),
            ("%_\\", ""),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded, "{text:?}");
        }
    }
}
