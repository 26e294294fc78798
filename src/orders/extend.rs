//! More under a case that is carried out: one more scope for its customer, one more vendor that its customer delegates to.
//!
//! A scope is granted under the same case. Another vendor is a case of its own, linked to the first, with the same customer,
//! so that it can be ended by itself and keeps the customer alive when the first is ended.

use serde_json::json;

use super::decide::{self, enqueue_provisioning, event};
use super::place::{Arrival, Placed, place};
use super::{Checked, Order, OrderError, OrderKind, OrderState, PartyInOrder, Step, ending, search, store};
use crate::access::{api_keys, links};
use crate::app::App;
use crate::audit;
use crate::clients::BENEFICIAL_OWNER_SCOPES;
use crate::clock::Now;
use crate::db::{Tx, params};
use crate::numbers::{OrgNumber, mask_real_numbers};
use crate::parties;

/// Takes the lock of a carried-out order: while it is held, nobody ends the access.
async fn lock_done(tx: &mut Tx, order: &Order) -> Result<(), OrderError> {
    let locked = tx
        .execute(
            "UPDATE orders SET version = version + 1 WHERE id = $1 AND state = 'done'",
            params![&order.id],
        )
        .await?;
    if locked == 1 {
        return Ok(());
    }
    Err(store::overtaken(tx, order).await?)
}

/// Takes the lock of a customer's organisation: while it is held, nobody else adds a vendor to it or approves one.
async fn lock_customer(tx: &mut Tx, customer: OrgNumber) -> Result<(), crate::db::Error> {
    // One that is looked after in another environment is not here; there the case's own row is all there is to lock.
    parties::lock_organisation(tx, customer).await?;
    Ok(())
}

/// Refuses an order that was added to a case, when its vendor was given the customer in another case meanwhile. The caller
/// holds the order's row and drops its transaction on a refusal: a case's row first, then the customer, as adding does.
pub(super) async fn refuse_if_given(tx: &mut Tx, order: &Order) -> Result<(), OrderError> {
    let (Some(vendor), Some(customer), Some(_)) =
        (&order.vendor, order.customer_number(), &order.linked_case)
    else {
        return Ok(());
    };
    lock_customer(tx, customer).await?;
    match ending::find_living_case(tx, order, customer, vendor.number).await? {
        Some(case) => Err(OrderError::VendorHasCase(case)),
        None => Ok(()),
    }
}

/// The scopes that a case has given or is giving.
pub async fn scopes_of_case(tx: &mut Tx, order: &Order) -> Result<Vec<String>, crate::db::Error> {
    let steps = store::list_steps(tx, &order.id).await?;
    let added = steps.iter().filter(|step| step.step == Step::AddScope);
    Ok(order.scope.iter().cloned().chain(added.filter_map(store::StepRow::added_scope)).collect())
}

/// Grants another of the register's scopes under the case. Of two that add the same at once, one does.
pub async fn add_scope(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    scope: &str,
    actor: &str,
) -> Result<(), OrderError> {
    let order = store::find_by_case(tx, case_number).await?.ok_or(OrderError::NotFound)?;
    if !BENEFICIAL_OWNER_SCOPES.contains(&scope) {
        return Err(OrderError::ScopeUnknown);
    }
    if order.kind == OrderKind::ExistingCustomer {
        // Its customer's own case grants.
        return Err(OrderError::NotPossibleNow("customers_case"));
    }
    lock_done(tx, &order).await?;
    if scopes_of_case(tx, &order).await?.iter().any(|given| given == scope) {
        return Err(OrderError::NotPossibleNow("scope_given"));
    }
    let position =
        store::list_steps(tx, &order.id).await?.iter().map(|step| step.position + 1).max().unwrap_or(0);
    tx.execute(
        "INSERT INTO order_steps (order_id, position, name, mode, input, state, attempts)
         VALUES ($1, $2, $3, $4, $5, 'pending', 0)",
        params![
            &order.id,
            position,
            Step::AddScope.key(),
            app.config.steps.of(Step::GrantScope.key()).key(),
            json!({ "scope": scope }).to_string()
        ],
    )
    .await?;
    let detail = json!({ "scope": scope });
    audit::record(tx, &app.random, now, event(&order, actor, "order.scope_added", detail)).await?;
    enqueue_provisioning(tx, app, now, &order.id).await?;
    Ok(())
}

/// Who adds a vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddedBy {
    /// A handler, whose wish is the approval.
    Handler,
    /// A contact of this organisation in the case. The vendor must say itself that it wants it, and a handler decides.
    Contact(OrgNumber),
    /// A program of this organisation, as its contact.
    Program(OrgNumber),
}

/// On whose wish a vendor has a case that it did not order itself: its contact is told.
#[derive(Debug, Clone)]
pub struct Added {
    /// Who asked, in words.
    pub asker: String,
    /// The customer's name.
    pub customer: String,
    /// The case that it was added to.
    pub to_case: String,
}

impl Added {
    async fn of(tx: &mut Tx, base: &Order, by: AddedBy, actor: &str) -> Result<Self, crate::db::Error> {
        let customer = base.customer.as_ref().map(|party| party.name.clone());
        let fictional = base.fictional_customer.as_ref().map(|(_, name)| name.clone());
        Ok(Self {
            asker: asker(tx, base, by, actor).await?,
            customer: customer.or(fictional).unwrap_or_default(),
            to_case: base.case_number.clone(),
        })
    }
}

impl Added {
    /// As it was told when the order was placed; `None` for an order that its applicant placed itself.
    pub(super) async fn of_order(tx: &mut Tx, order: &Order) -> Result<Option<Self>, crate::db::Error> {
        let Some(case) = &order.linked_case else { return Ok(None) };
        let Some(base) = store::find_by_case(tx, case).await? else { return Ok(None) };
        let row = tx.fetch_optional("SELECT placed_by FROM orders WHERE id = $1", params![&order.id]).await?;
        let actor = row.map(|row| row.text("placed_by")).transpose()?.unwrap_or_default();
        let asked_by = match actor.split_once(':') {
            Some(("contact", link)) => {
                let organisation = match links::find(tx, link).await? {
                    Some(row) => OrgNumber::parse(&row.text("organisation")?).ok(),
                    None => None,
                };
                organisation.map_or(AddedBy::Handler, AddedBy::Contact)
            }
            Some(("api_key", id)) => {
                api_keys::organisation_of(tx, id).await?.map_or(AddedBy::Handler, AddedBy::Program)
            }
            _ => AddedBy::Handler,
        };
        Ok(Some(Self::of(tx, &base, asked_by, &actor).await?))
    }
}

/// Who asked, in the language of the case: a handler stays without a name, as everywhere towards contacts.
async fn asker(tx: &mut Tx, base: &Order, by: AddedBy, actor: &str) -> Result<String, crate::db::Error> {
    let (organisation, is_contact) = match by {
        AddedBy::Handler => return Ok(base.language.text("asker-handler")),
        AddedBy::Contact(organisation) => (organisation, true),
        AddedBy::Program(organisation) => (organisation, false),
    };
    let party =
        [&base.vendor, &base.customer].into_iter().flatten().find(|party| party.number == organisation);
    let of = party.map_or_else(|| organisation.to_string(), |party| party.name.clone());
    let link = actor.strip_prefix("contact:").filter(|_| is_contact);
    let row = match link {
        Some(link) => links::find(tx, link).await?,
        None => None,
    };
    Ok(match row {
        Some(row) => {
            let name = row.text("contact_name")?;
            base.language.text_with("asker-contact", &[("name", &name), ("organisation", &of)])
        }
        None => base.language.text_with("asker-program", &[("organisation", &of)]),
    })
}

/// The order for another vendor of a case's customer, as it is checked with Enhetsregisteret and placed.
pub fn order_for(base: &Order, vendor: PartyInOrder) -> Checked {
    Checked {
        kind: base.kind,
        language: base.language,
        vendor: Some(vendor),
        customer: base.customer.clone(),
        production_contact: None,
        legal_basis: None,
        legal_basis_text: None,
        message: None,
        invite_customer: false,
    }
}

/// Adds a vendor: a new case, linked to `case_number`, with the same customer. `once` makes a repetition recognisable.
#[expect(clippy::too_many_arguments, reason = "the shared three, the two cases, and who does it how")]
pub async fn add_vendor(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    checked: &Checked,
    warnings: &[String],
    once: &str,
    by: AddedBy,
    actor: &str,
) -> Result<Placed, OrderError> {
    let base = store::find_by_case(tx, case_number).await?.ok_or(OrderError::NotFound)?;
    if base.kind == OrderKind::Direct {
        return Err(OrderError::NotPossibleNow("no_vendors"));
    }
    let (Some(vendor), Some(customer)) = (&checked.vendor, base.customer_number()) else {
        // A fictional customer is made when the order is carried out.
        return Err(OrderError::NotPossibleNow(base.state.key()));
    };
    lock_done(tx, &base).await?;
    lock_customer(tx, customer).await?;
    let once_key = mask_real_numbers(&format!("linked:{case_number}:{once}")).0;
    if let Some((before, digest)) = store::find_by_once_key(tx, &once_key).await? {
        let is_the_same = digest == checked.digest();
        return Ok(if is_the_same { Placed::Same(before) } else { Placed::Conflict(before) });
    }
    if let Some(case) = ending::find_case_to_be(tx, customer, vendor.number).await? {
        return Err(OrderError::VendorHasCase(case));
    }
    let channel = match by {
        AddedBy::Handler => super::Channel::Desk,
        AddedBy::Contact(_) => super::Channel::Form,
        AddedBy::Program(_) => super::Channel::Api,
    };
    // Of the vendor itself nobody has heard, whoever asked: its contact confirms before a handler sees anything to decide.
    let unconfirmed = by != AddedBy::Handler;
    let added = Added::of(tx, &base, by, actor).await?;
    let arrival =
        Arrival { channel, once_key: &once_key, actor, unconfirmed, reply_to: None, added: Some(&added) };
    let (Placed::New(order) | Placed::Same(order) | Placed::Conflict(order)) =
        place(tx, app, now, checked, warnings, arrival).await?;
    let fictional = base.fictional_customer.as_ref();
    tx.execute(
        "UPDATE orders SET linked_case = $2, customer_number = COALESCE(customer_number, $3),
                customer_name = COALESCE(customer_name, $4), scope = $5 WHERE id = $1",
        params![
            &order.id,
            case_number,
            fictional.map(|(number, _)| number.to_string()),
            fictional.map(|(_, name)| name.clone()),
            base.scope.clone().filter(|_| base.kind == OrderKind::FictionalCustomer)
        ],
    )
    .await?;
    search::index_anew(tx, &order.id).await?;
    let detail = json!({ "linked_case": order.case_number });
    audit::record(tx, &app.random, now, event(&base, actor, "order.vendor_added", detail)).await?;
    if by == AddedBy::Handler && order.state == OrderState::Received {
        let scope = base.scope.as_deref().filter(|_| base.kind == OrderKind::FictionalCustomer);
        return Ok(Placed::New(decide::approve(tx, app, now, &order.case_number, scope, actor).await?));
    }
    Ok(Placed::New(store::find(tx, &order.id).await?.ok_or(OrderError::NotFound)?))
}
