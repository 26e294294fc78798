//! The letters that others' deeds cause: the customer orders, the customer delegates, the vendor invites.
//!
//! Each is written in the transaction of its deed, or, where a lower room does the deed, by a job of that transaction.

use super::{both, store, write};
use crate::app::App;
use crate::clock::Now;
use crate::db::Tx;
use crate::delegation;
use crate::jobs::Outcome;
use crate::language::Language;
use crate::mail::{Letter, send_letter, write as compose};
use crate::numbers::OrgNumber;
use crate::orders::waiting::outcome;
use crate::orders::{Order, OrderError, OrderKind};

/// How many of a vendor's orders are looked through, newest first, for the one that a delegation was for.
const LOOKED_THROUGH: i64 = 200;

/// The vendors whose orders wait for `customer` learn that it has ordered.
pub(in crate::orders) async fn customer_has_ordered(
    tx: &mut Tx,
    app: &App,
    now: Now,
    customer: OrgNumber,
) -> Result<(), OrderError> {
    for order in store::list_waiting_for(tx, customer).await? {
        if let Some(vendor) = &order.vendor {
            write(tx, app, now, &order, "customer-ordered", vendor, &both(&order)).await?;
        }
    }
    Ok(())
}

/// The function of jobs of kind `orders.tell_delegated`, which a delegation writes in its transaction.
pub async fn run_tell_delegated(
    app: &App,
    consumer: &str,
    supplier: &str,
    scheme_id: &str,
    now: Now,
) -> Outcome {
    let (Ok(consumer), Ok(supplier)) = (OrgNumber::parse(consumer), OrgNumber::parse(supplier)) else {
        return Outcome::GiveUp("the job names no organisations".to_owned());
    };
    let told = async {
        let mut tx = app.db.begin_write().await?;
        customer_has_delegated(&mut tx, app, now, consumer, supplier, scheme_id).await?;
        tx.commit().await?;
        Ok::<_, OrderError>(())
    };
    outcome(told.await)
}

/// The vendor whose order this customer's delegation was for learns of it, once in the case. A fictional customer's
/// delegation is the vendor's own doing, of which it need not be told.
async fn customer_has_delegated(
    tx: &mut Tx,
    app: &App,
    now: Now,
    consumer: OrgNumber,
    supplier: OrgNumber,
    scheme_id: &str,
) -> Result<(), OrderError> {
    let Some(scheme) = delegation::scheme(tx, scheme_id).await? else { return Ok(()) };
    let orders = store::list_for_organisation(tx, supplier, LOOKED_THROUGH).await?;
    let meant = |order: &&Order| {
        order.kind == OrderKind::ExistingCustomer && order.customer_number() == Some(consumer)
    };
    let Some(order) = orders.iter().find(meant) else { return Ok(()) };
    let Some(vendor) = order.vendor.as_ref().filter(|vendor| vendor.number == supplier) else {
        return Ok(());
    };
    let mut values = both(order).to_vec();
    values.push(("scheme", scheme.title.text(order.language).to_owned()));
    values.push(("scope", scheme.scopes.join(", ")));
    write(tx, app, now, order, "customer-delegated", vendor, &values).await?;
    Ok(())
}

/// A vendor's invitation to its customer.
#[derive(Debug, Clone, Copy)]
pub struct Invitation<'a> {
    /// Who invites.
    pub vendor_name: &'a str,
    /// Its number.
    pub vendor_number: OrgNumber,
    /// The vendor's case.
    pub case_number: &'a str,
    /// The customer's name, as the vendor wrote it.
    pub customer_name: &'a str,
    /// The customer's contact.
    pub contact_name: &'a str,
    /// Its address.
    pub contact_email: &'a str,
    /// The language of the letter.
    pub language: Language,
    /// The absolute address of the prefilled form.
    pub form: &'a str,
    /// The absolute address under which the customer says that it wants no more of these.
    pub stop: &'a str,
    /// Whether real organisations' data will be read in.
    pub reads_real_data: bool,
}

/// Invites a customer to order.
pub async fn invitation(
    tx: &mut Tx,
    app: &App,
    now: Now,
    invitation: &Invitation<'_>,
) -> Result<(), OrderError> {
    let language = invitation.language;
    let notice =
        language.text(if invitation.reads_real_data { "letter-notice" } else { "letter-no-real-data" });
    let vendor_number = invitation.vendor_number.to_string();
    let values = [
        ("name", invitation.contact_name),
        ("vendor", invitation.vendor_name),
        ("vendor_number", &vendor_number),
        ("organisation", invitation.customer_name),
        ("order", invitation.form),
        ("stop", invitation.stop),
        ("notice", &notice),
    ];
    let letter = Letter {
        kind: "invitation",
        case_number: Some(invitation.case_number),
        recipient: invitation.contact_email,
        language,
        written: compose(language, "letter-invitation", &values, &app.config.public_url),
        in_reply_to: None,
    };
    send_letter(tx, &app.outbox, now, letter).await?;
    Ok(())
}
