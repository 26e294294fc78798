//! What can be done with an access that exists, by whom: renew it, change contacts, add a scope or a vendor, end it.
//!
//! The pages of the desk, the pages of a contact and the order API all come in here, so that who may do what is said once.
//! What somebody may not do is answered as if the case were not there.

use super::contacts::{self, Side};
use super::draft::{Draft, Fault, FaultKind};
use super::extend::{self, AddedBy};
use super::place::{Placed, check_registry};
use super::{Order, OrderError, OrderKind, ending, renewal, store, words};
use crate::app::App;
use crate::clock::Now;
use crate::db::Tx;
use crate::numbers::OrgNumber;

/// The fields of another vendor.
pub const VENDOR_FIELDS: [&str; 5] =
    ["vendor.number", "vendor.name", "vendor.contact.name", "vendor.contact.email", "vendor.contact.phone"];

/// Who looks at a case, and what of it is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// A handler.
    Desk,
    /// A contact of this organisation.
    Contact(OrgNumber),
    /// A program with this organisation's API key: it may what the contact may.
    Program(OrgNumber),
}

impl Seat {
    const fn organisation(self) -> Option<OrgNumber> {
        match self {
            Self::Desk => None,
            Self::Contact(organisation) | Self::Program(organisation) => Some(organisation),
        }
    }

    /// Whether this seat sees the order at all.
    pub fn sees(self, order: &Order) -> bool {
        self.organisation().is_none_or(|organisation| order.concerns(organisation))
    }

    /// Whether this seat may renew and end: the desk, and whoever ordered.
    pub fn may_decide(self, order: &Order) -> bool {
        self.organisation().is_none_or(|organisation| order.is_applicant(organisation))
    }

    /// Whose contacts this seat may change.
    pub fn sides(self, order: &Order) -> Vec<Side> {
        match self.organisation() {
            None => Side::of(order),
            Some(organisation) => {
                let is_theirs =
                    |side: &Side| side.party(order).is_some_and(|party| party.number == organisation);
                Side::of(order).into_iter().filter(is_theirs).collect()
            }
        }
    }

    /// Whether this seat may let another vendor in: the desk, and whoever stands for the customer.
    pub fn may_add_vendor(self, order: &Order) -> bool {
        let is_customer = |organisation: OrgNumber| {
            order.customer.as_ref().is_some_and(|party| party.number == organisation)
        };
        match order.kind {
            OrderKind::Direct => false,
            OrderKind::FictionalCustomer => self.may_decide(order),
            OrderKind::ExistingCustomer => self.organisation().is_none_or(is_customer),
        }
    }
}

/// Who does it, and when.
#[derive(Debug, Clone)]
pub struct By {
    /// What is theirs.
    pub seat: Seat,
    /// As the audit names it.
    pub actor: String,
    /// The request's moment.
    pub now: Now,
}

/// Why something was not done.
#[derive(Debug)]
pub enum Refused {
    /// What was typed is faulty.
    Faults(Vec<Fault>),
    /// The order does not take it, or has none for this seat.
    Order(OrderError),
}

impl<E: Into<OrderError>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Order(error.into())
    }
}

/// The case as this seat may see it.
pub async fn find(tx: &mut Tx, seat: Seat, case_number: &str) -> Result<Order, OrderError> {
    let order = store::find_by_case(tx, case_number).await?;
    order.filter(|order| seat.sees(order)).ok_or(OrderError::NotFound)
}

/// Renews.
pub async fn renew(app: &App, by: By, case_number: &str) -> Result<(), Refused> {
    let mut tx = app.db.begin_write().await?;
    let order = find(&mut tx, by.seat, case_number).await?;
    if !by.seat.may_decide(&order) {
        return Err(OrderError::NotFound.into());
    }
    renewal::renew(&mut tx, app, by.now, case_number, &by.actor).await?;
    Ok(tx.commit().await?)
}

/// Begins to end the access; `is_sure` says that it is meant, and is missed in the field `sure`.
pub async fn end(app: &App, by: By, case_number: &str, reason: &str, is_sure: bool) -> Result<(), Refused> {
    let mut tx = app.db.begin_write().await?;
    let order = find(&mut tx, by.seat, case_number).await?;
    if !by.seat.may_decide(&order) {
        return Err(OrderError::NotFound.into());
    }
    let mut faults = Vec::new();
    match words::typed_within(reason, ending::REASON_LIMIT) {
        Ok(_) => {}
        Err(OrderError::Words(kind)) => faults.push(Fault { field: "reason".to_owned(), kind }),
        Err(error) => return Err(error.into()),
    }
    if !is_sure {
        faults.push(Fault { field: "sure".to_owned(), kind: FaultKind::Missing });
    }
    if !faults.is_empty() {
        return Err(Refused::Faults(faults));
    }
    ending::begin(&mut tx, app, by.now, case_number, reason, &by.actor).await?;
    Ok(tx.commit().await?)
}

/// Another contact of one side: at once by the desk, and else when the new contact has confirmed it. One for production
/// opens nothing, and is changed at once.
pub async fn change_contact(
    app: &App,
    by: By,
    case_number: &str,
    side: Option<Side>,
    (name, email, phone): (&str, &str, &str),
) -> Result<(), Refused> {
    let mut tx = app.db.begin_write().await?;
    let order = find(&mut tx, by.seat, case_number).await?;
    let side = side.ok_or(OrderError::NotFound)?;
    let is_theirs = by.seat.sides(&order).contains(&side);
    // Whoever sees the order may know that orders of its kind have no such contact.
    let has_none = side == Side::Production && order.kind != OrderKind::Direct;
    if !is_theirs && !has_none {
        return Err(OrderError::NotFound.into());
    }
    let contact = contacts::check(&order, side, name, email, phone).map_err(Refused::Faults)?;
    if !is_theirs {
        return Err(OrderError::NotPossibleNow("no_production_contact").into());
    }
    if by.seat == Seat::Desk || side == Side::Production {
        contacts::change(&mut tx, app, by.now, &order, side, &contact, &by.actor).await?;
    } else {
        contacts::ask(&mut tx, app, by.now, &order, side, &contact, &by.actor).await?;
    }
    Ok(tx.commit().await?)
}

/// One more scope: the desk alone grants.
pub async fn add_scope(app: &App, by: By, case_number: &str, scope: &str) -> Result<(), Refused> {
    if by.seat != Seat::Desk {
        return Err(OrderError::NotFound.into());
    }
    let mut tx = app.db.begin_write().await?;
    extend::add_scope(&mut tx, app, by.now, case_number, scope, &by.actor).await?;
    Ok(tx.commit().await?)
}

/// One more vendor for the case's customer, from the values of [`VENDOR_FIELDS`]. `once` makes a repetition recognisable.
pub async fn add_vendor<'a>(
    app: &App,
    by: By,
    case_number: &str,
    value_of: impl Fn(&str) -> &'a str,
    once: &str,
) -> Result<Placed, Refused> {
    let base = {
        let mut tx = app.db.read().await?;
        find(&mut tx, by.seat, case_number).await?
    };
    // That a direct order has none is told below, once what was sent would do.
    if base.kind != OrderKind::Direct && !by.seat.may_add_vendor(&base) {
        return Err(OrderError::NotFound.into());
    }
    // A vendor is checked as in a form of the kind that asks for a vendor alone.
    let mut draft = Draft::new(OrderKind::FictionalCustomer, base.language);
    for path in VENDOR_FIELDS {
        draft.fields.insert(path.to_owned(), value_of(path).to_owned());
    }
    for path in ["wants_fictional_customer", "notice"] {
        draft.fields.insert(path.to_owned(), "ja".to_owned());
    }
    let vendor = draft.check().map_err(Refused::Faults)?.vendor.ok_or(OrderError::NotFound)?;
    if base.kind == OrderKind::Direct {
        return Err(OrderError::NotPossibleNow("no_vendors").into());
    }
    let checked = extend::order_for(&base, vendor);
    let findings = check_registry(app, &checked).await?;
    if !findings.faults.is_empty() {
        return Err(Refused::Faults(findings.faults));
    }
    let added_by = match by.seat {
        Seat::Desk => AddedBy::Handler,
        Seat::Contact(organisation) => AddedBy::Contact(organisation),
        Seat::Program(organisation) => AddedBy::Program(organisation),
    };
    let mut tx = app.db.begin_write().await?;
    let placed = extend::add_vendor(
        &mut tx, app, by.now, case_number, &checked, &findings.warnings, once, added_by, &by.actor,
    )
    .await?;
    tx.commit().await?;
    Ok(placed)
}
