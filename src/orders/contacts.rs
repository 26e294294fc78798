//! Other contacts for a case. A contact that names its successor does so with a link mailed to the new address: whoever can
//! read there confirms it. A handler changes contacts at once.
//!
//! With the change the old contact's links end, the new one gets a link of its own, and the old one is told.

use serde_json::json;

use super::decide::event;
use super::draft::{Draft, FaultKind, fields};
use super::{
    Contact, Fault, Order, OrderError, OrderKind, OrderState, PartyInOrder, after_letters, search, store,
};
use crate::access::links;
use crate::app::App;
use crate::audit;
use crate::clock::{DAY, Now};
use crate::db::{Tx, params};
use crate::numbers::OrgNumber;

/// How long the link to confirm with lasts, on the world clock.
const LIFE: i64 = 7 * DAY;

/// How many wishes for another contact one case may have in a day: each sends a letter to an address that did not ask.
const WISHES_A_DAY: i64 = 5;

/// Whose contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The vendor's.
    Vendor,
    /// The customer's, or a direct order's applicant's.
    Customer,
    /// Whom to reach when a direct order's applicant goes on to production. It follows no case and has no link.
    Production,
}

impl Side {
    /// The word in the database, in fields and in forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Customer => "customer",
            Self::Production => "production",
        }
    }

    /// The path of its contact in an order's fields.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Vendor => "vendor.contact",
            Self::Customer => "customer.contact",
            Self::Production => "production_contact",
        }
    }

    /// The side of a key.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Vendor, Self::Customer, Self::Production].into_iter().find(|side| side.key() == key)
    }

    /// The sides that an order has.
    pub fn of(order: &Order) -> Vec<Self> {
        let vendor = order.vendor.is_some().then_some(Self::Vendor);
        let customer = order.customer.is_some().then_some(Self::Customer);
        let production = (customer.is_some() && order.kind == OrderKind::Direct).then_some(Self::Production);
        [vendor, customer, production].into_iter().flatten().collect()
    }

    /// The side of an order that `organisation` is.
    pub fn of_organisation(order: &Order, organisation: OrgNumber) -> Option<Self> {
        Self::of(order)
            .into_iter()
            .find(|side| side.party(order).is_some_and(|party| party.number == organisation))
    }

    /// Who stands on this side of an order.
    pub fn party(self, order: &Order) -> Option<&PartyInOrder> {
        match self {
            Self::Vendor => order.vendor.as_ref(),
            Self::Customer | Self::Production => order.customer.as_ref(),
        }
    }

    /// Its contact, where there is one: a production contact may be left out.
    pub fn contact(self, order: &Order) -> Option<&Contact> {
        match self {
            Self::Production => order.production_contact.as_ref(),
            Self::Vendor | Self::Customer => self.party(order).map(|party| &party.contact),
        }
    }
}

/// Checks a contact as an order's form does; the faults name `contact.name`, `contact.email`, `contact.phone`.
pub fn check(order: &Order, side: Side, name: &str, email: &str, phone: &str) -> Result<Contact, Vec<Fault>> {
    // Orders of other kinds have no production contact, and what is sent of one is checked all the same.
    let kind = if side == Side::Production { OrderKind::Direct } else { order.kind };
    let mut draft = Draft::new(kind, order.language);
    let path = |part: &str| format!("{}.{part}", side.path());
    for (part, value) in [("name", name), ("email", email), ("phone", phone)] {
        draft.fields.insert(path(part), value.to_owned());
    }
    let own: Vec<String> = ["name", "email", "phone"].iter().map(|part| path(part)).collect();
    debug_assert!(own.iter().all(|path| fields(kind).contains(&path.as_str())));
    let mut faults: Vec<Fault> = draft.check().err().unwrap_or_default();
    faults.retain(|fault| own.contains(&fault.field));
    if side == Side::Production && own.iter().all(|path| draft.get(path).is_empty()) {
        // An order may do without one; who names another names somebody.
        faults = own.iter().map(|field| Fault { field: field.clone(), kind: FaultKind::Missing }).collect();
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let phone = super::draft::e164(phone).unwrap_or_default();
    Ok(Contact { name: name.trim().to_owned(), email: email.trim().to_owned(), phone })
}

/// Whether contacts of the order can be changed: as long as something is to be told.
pub(super) const fn is_open(state: OrderState) -> bool {
    matches!(
        state,
        OrderState::Received
            | OrderState::AwaitingSender
            | OrderState::WaitingForCustomer
            | OrderState::Provisioning
            | OrderState::Done
    )
}

/// A contact names its successor: the wish is kept, and the link to confirm it goes to the new address.
pub async fn ask(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    side: Side,
    contact: &Contact,
    actor: &str,
) -> Result<(), OrderError> {
    // The order's row is the lock: of two wishes at once, the later takes the other's place, and both are counted.
    let open = tx
        .execute(
            "UPDATE orders SET version = version + 1 WHERE id = $1 AND state = $2",
            params![&order.id, order.state.key()],
        )
        .await?;
    let Some(party) = side.party(order).filter(|_| open == 1 && is_open(order.state)) else {
        return Err(OrderError::NotPossibleNow(order.state.key()));
    };
    let row = tx
        .fetch_optional(
            "SELECT count(*) AS wishes FROM contact_changes WHERE order_id = $1 AND asked_at > $2",
            params![&order.id, now.wall - DAY],
        )
        .await?;
    if row.map(|row| row.int("wishes")).transpose()?.unwrap_or_default() >= WISHES_A_DAY {
        return Err(OrderError::NotPossibleNow("too_many_wishes"));
    }
    tx.execute(
        "UPDATE contact_changes SET dropped_at = $3
         WHERE order_id = $1 AND who = $2 AND confirmed_at IS NULL AND dropped_at IS NULL",
        params![&order.id, side.key(), now.wall],
    )
    .await?;
    let id = app.random.new_id(now.wall);
    tx.execute(
        "INSERT INTO contact_changes (id, order_id, who, contact_name, contact_email, contact_phone, asked_by, asked_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            &id,
            &order.id,
            side.key(),
            &contact.name,
            &contact.email,
            &contact.phone,
            actor,
            now.wall,
            now.world + LIFE
        ],
    )
    .await?;
    let detail = json!({ "side": side.key() });
    audit::record(tx, &app.random, now, event(order, actor, "contact.change_asked", detail)).await?;
    let link = app.url(&format!("/kontakt/{id}/{}", app.keys.link_secret(&id)));
    let to = PartyInOrder { contact: contact.clone(), ..party.clone() };
    after_letters::write(tx, app, now, order, "confirm-contact", &to, &[("link", &link)]).await
}

/// A wish as its confirming page shows it: the case, the organisation and the name.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The case.
    pub case_number: String,
    /// Whose contact it is to be.
    pub organisation: String,
    /// The new contact's name.
    pub name: String,
}

/// The wish behind a confirming link, while it is open.
pub async fn find_wish(
    tx: &mut Tx,
    app: &App,
    now: Now,
    id: &str,
    secret: &str,
) -> Result<Option<Wish>, OrderError> {
    Ok(open_wish(tx, app, now, id, secret).await?.and_then(|(order, side, contact)| {
        let organisation = side.party(&order)?.name.clone();
        Some(Wish { case_number: order.case_number.clone(), organisation, name: contact.name })
    }))
}

async fn open_wish(
    tx: &mut Tx,
    app: &App,
    now: Now,
    id: &str,
    secret: &str,
) -> Result<Option<(Order, Side, Contact)>, OrderError> {
    if !app.keys.link_secret_fits(id, secret) {
        return Ok(None);
    }
    let row = tx
        .fetch_optional(
            "SELECT order_id, who, contact_name, contact_email, contact_phone FROM contact_changes
             WHERE id = $1 AND confirmed_at IS NULL AND dropped_at IS NULL AND expires_at > $2",
            params![id, now.world],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let order = store::find(tx, &row.text("order_id")?).await?;
    let contact = Contact {
        name: row.text("contact_name")?,
        email: row.text("contact_email")?,
        phone: row.text("contact_phone")?,
    };
    let side = Side::from_key(&row.text("who")?);
    Ok(order.zip(side).map(|(order, side)| (order, side, contact)))
}

/// The new contact confirms. Of two that press the button at once, one does it; gives the case, or `None` when the link is
/// used up, replaced or too old.
pub async fn confirm(
    tx: &mut Tx,
    app: &App,
    now: Now,
    id: &str,
    secret: &str,
) -> Result<Option<Order>, OrderError> {
    let Some((order, side, contact)) = open_wish(tx, app, now, id, secret).await? else { return Ok(None) };
    let confirmed = tx
        .execute(
            "UPDATE contact_changes SET confirmed_at = $2 WHERE id = $1 AND confirmed_at IS NULL AND dropped_at IS NULL",
            params![id, now.wall],
        )
        .await?;
    if confirmed == 0 {
        return Ok(None);
    }
    change(tx, app, now, &order, side, &contact, &format!("contact-change:{id}")).await?;
    Ok(Some(order))
}

/// Changes a contact: the new one gets its link, the old one's links end and it is told.
pub async fn change(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    side: Side,
    contact: &Contact,
    actor: &str,
) -> Result<(), OrderError> {
    let Some(party) = side.party(order).filter(|_| is_open(order.state)) else {
        return Err(OrderError::NotPossibleNow(order.state.key()));
    };
    // Columns are named by us and never by a request.
    let sql = match side {
        Side::Vendor => {
            "UPDATE orders SET vendor_contact_name = $3, vendor_contact_email = $4, vendor_contact_phone = $5,
                    version = version + 1 WHERE id = $1 AND state = $2"
        }
        Side::Customer => {
            "UPDATE orders SET customer_contact_name = $3, customer_contact_email = $4, customer_contact_phone = $5,
                    version = version + 1 WHERE id = $1 AND state = $2"
        }
        Side::Production => {
            return change_production(tx, app, now, order, party, contact, actor).await;
        }
    };
    let key = params![&order.id, order.state.key(), &contact.name, &contact.email, &contact.phone];
    if tx.execute(sql, key).await? == 0 {
        return Err(store::overtaken(tx, order).await?);
    }
    search::index_anew(tx, &order.id).await?;
    links::revoke_of_contact(tx, &order.case_number, party.number, &party.contact.email, now).await?;
    let detail = json!({ "side": side.key() });
    audit::record(tx, &app.random, now, event(order, actor, "contact.changed", detail)).await?;
    let to = PartyInOrder { contact: contact.clone(), ..party.clone() };
    let link =
        links::create(tx, app, now, order.link_for(party.number, &contact.name, &contact.email)).await?;
    after_letters::write(tx, app, now, order, "contact-new", &to, &[("link", &link)]).await?;
    if party.contact.email != contact.email {
        let values = [("new_name", contact.name.as_str())];
        after_letters::write(tx, app, now, order, "contact-replaced", party, &values).await?;
    }
    Ok(())
}

/// Another production contact: at once, whoever names it, since it opens nothing. Both are told who they were named by.
async fn change_production(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    party: &PartyInOrder,
    contact: &Contact,
    actor: &str,
) -> Result<(), OrderError> {
    let changed = tx
        .execute(
            "UPDATE orders SET production_contact_name = $3, production_contact_email = $4, production_contact_phone = $5,
                    version = version + 1 WHERE id = $1 AND state = $2",
            params![&order.id, order.state.key(), &contact.name, &contact.email, &contact.phone],
        )
        .await?;
    if changed == 0 {
        return Err(store::overtaken(tx, order).await?);
    }
    let row = tx
        .fetch_optional(
            "SELECT count(*) AS changes FROM audit WHERE subject = $1 AND action = 'production_contact.changed' AND at > $2",
            params![&order.id, now.wall - DAY],
        )
        .await?;
    if row.map(|row| row.int("changes")).transpose()?.unwrap_or_default() >= WISHES_A_DAY {
        return Err(OrderError::NotPossibleNow("too_many_wishes"));
    }
    search::index_anew(tx, &order.id).await?;
    audit::record(tx, &app.random, now, event(order, actor, "production_contact.changed", json!({}))).await?;
    let to = PartyInOrder { contact: contact.clone(), ..party.clone() };
    let values = [("contact", party.contact.name.as_str())];
    after_letters::write(tx, app, now, order, "production-contact-new", &to, &values).await?;
    if let Some(before) = order.production_contact.as_ref().filter(|before| before.email != contact.email) {
        let to = PartyInOrder { contact: before.clone(), ..party.clone() };
        let values = [("new_name", contact.name.as_str())];
        after_letters::write(tx, app, now, order, "production-contact-replaced", &to, &values).await?;
    }
    Ok(())
}
