//! The desk's letters (design §2): who gets what, in the order's language, each once.
//!
//! The customer gets person and scope. The vendor gets the confirmation and its next step, and, for a fictional customer
//! only, the fictional organisation, person and scope as well. Texts are `letter-KIND-subject` and `letter-KIND-body`.

mod asking;
mod notices;
mod samples;

pub use asking::field_in_words;
pub(super) use asking::{
    awaited_withdrawn, completed, keys_expire, link_expires, missing, not_completed, number_masked,
};
pub(super) use notices::customer_has_ordered;
pub use notices::run_tell_delegated;
pub use samples::{KINDS, sample};

use super::extend::Added;
use super::{Order, OrderError, OrderKind, OrderState, PartyInOrder, store, waiting};
use crate::access::links;
use crate::app::App;
use crate::clock::{DAY, Now};
use crate::db::Tx;
use crate::language::Language;
use crate::mail::{Letter, send_letter, write as compose};
use crate::parties;

/// Where who gets no link of its own is told how to come in.
const NO_LINK: &str = "/sak";

/// Writes one letter, unless this case has written it to this address before.
async fn write(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    kind: &'static str,
    to: &PartyInOrder,
    values: &[(&str, String)],
) -> Result<bool, OrderError> {
    if store::letter_exists(tx, &order.case_number, kind, &to.contact.email).await? {
        return Ok(false);
    }
    write_anew(tx, app, now, order, kind, to, values).await?;
    Ok(true)
}

/// Writes one letter, whatever this case has written before.
async fn write_anew(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    kind: &'static str,
    to: &PartyInOrder,
    values: &[(&str, String)],
) -> Result<(), OrderError> {
    write_towards(tx, app, now, order, kind, to, None, values).await
}

/// As [`write_anew`]; the link leads to `page`, a path without what an address would have to quote, where it opens that.
#[expect(clippy::too_many_arguments, reason = "those of every letter, and the page")]
async fn write_towards(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    kind: &'static str,
    to: &PartyInOrder,
    page: Option<&str>,
    values: &[(&str, String)],
) -> Result<(), OrderError> {
    let mut link = way_in(tx, app, now, order, to).await?;
    if let Some(page) = page
        && link != app.url(NO_LINK)
    {
        link = format!("{link}?goto={page}");
    }
    let portal = app.config.portal_url.clone().unwrap_or_else(|| app.url("/logg-inn"));
    let guide = app.url(&format!("/sak/{}/veiledning", order.case_number));
    let again = app.url("/bestill");
    let link_days = (app.config.link_life / DAY).to_string();
    let mut all: Vec<(&str, &str)> = vec![
        ("name", &to.contact.name),
        ("case", &order.case_number),
        ("organisation", &to.name),
        ("link", &link),
        ("portal", &portal),
        ("guide", &guide),
        ("again", &again),
        ("link_days", &link_days),
    ];
    all.extend(values.iter().map(|(name, value)| (*name, value.as_str())));
    let written = compose(order.language, &format!("letter-{kind}"), &all, &app.config.public_url);
    let is_applicant = order.applicant().is_some_and(|applicant| applicant.contact.email == to.contact.email);
    let letter = Letter {
        kind,
        case_number: Some(&order.case_number),
        recipient: &to.contact.email,
        language: order.language,
        written,
        in_reply_to: order.reply_to.as_deref().filter(|_| is_applicant),
    };
    send_letter(tx, &app.outbox, now, letter).await?;
    Ok(())
}

/// How a contact comes to its case: by a signed link of its own, which opens all of its organisation's cases and clients. An
/// address that only the other side has named gets none, since whoever typed it could be its reader: there the way is the
/// page that says how to come in.
pub(super) async fn way_in(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    to: &PartyInOrder,
) -> Result<String, OrderError> {
    let (name, email) = (&to.contact.name, &to.contact.email);
    if !order.is_applicant(to.number) && !store::is_own_contact(tx, order, to.number, email).await? {
        return Ok(app.url(NO_LINK));
    }
    Ok(links::create(tx, app, now, order.link_for(to.number, name, email)).await?)
}

/// The receipt, at once: case number, link, and the notice that production data will be read in. `added` is who asked for
/// an order that its applicant did not place.
pub(super) async fn receipt(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    added: Option<&Added>,
) -> Result<(), OrderError> {
    let Some(applicant) = order.applicant() else { return Ok(()) };
    let (kind, values) = receipt_of(order, added);
    write(tx, app, now, order, kind, applicant, &values).await?;
    Ok(())
}

/// The same receipt once more, for an order that was sent again.
pub(super) async fn receipt_again(tx: &mut Tx, app: &App, now: Now, order: &Order) -> Result<(), OrderError> {
    let Some(applicant) = order.applicant() else { return Ok(()) };
    let added = Added::of_order(tx, order).await?;
    let (kind, values) = receipt_of(order, added.as_ref());
    write_anew(tx, app, now, order, kind, applicant, &values).await
}

fn receipt_of(order: &Order, added: Option<&Added>) -> (&'static str, Vec<(&'static str, String)>) {
    let kind = match (order.state, added) {
        (OrderState::Unconfirmed, Some(_)) => "confirm-added",
        (OrderState::Unconfirmed, None) => "confirm",
        (_, Some(_)) => "receipt-added",
        (_, None) => "receipt",
    };
    let what = order.language.text(&format!("order-kind-{}", order.kind.slug()));
    let mut values = vec![("notice", notice_of(order)), ("what", what)];
    if let Some(added) = added {
        values.push(("asker", added.asker.clone()));
        values.push(("customer", added.customer.clone()));
        values.push(("linked", added.to_case.clone()));
    }
    (kind, values)
}

/// The notice, and what a handler will wonder about, which the sender so learns at once.
fn notice_of(order: &Order) -> String {
    let notice = if order.reads_real_data() { "letter-notice" } else { "letter-no-real-data" };
    let mut remarks = vec![order.language.text(notice)];
    remarks.extend(order.warnings.iter().map(|warning| order.language.text(&warning_key(warning))));
    remarks.join("\n\n")
}

/// The catalogue's key of a warning such as `name-unlike:vendor`.
pub fn warning_key(warning: &str) -> String {
    format!("order-warning-{}", warning.replace(':', "-"))
}

/// The letters at the end; gives the kinds that were written.
pub(super) async fn confirmations(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
) -> Result<Vec<&'static str>, OrderError> {
    // An existing customer may hold several, of which it chooses what to delegate.
    let scopes = waiting::scopes_given(tx, order).await?;
    let (scope, opens) = (scopes.join(", "), what_opens(order.language, &scopes));
    let mut written = Vec::new();
    match order.kind {
        OrderKind::FictionalCustomer => {
            let (Some(vendor), Some((number, name))) = (&order.vendor, &order.fictional_customer) else {
                return Ok(written);
            };
            let Some(person) = parties::person_of_customer(tx, *number).await? else { return Ok(written) };
            let values = [
                ("customer", name.clone()),
                ("customer_number", number.to_string()),
                ("person", person.name),
                ("person_number", person.number.to_string()),
                ("vendor_number", vendor.number.to_string()),
                ("scope", scope),
                ("opens", opens),
            ];
            write(tx, app, now, order, "ready-fictional", vendor, &values).await?;
            written.push("ready-fictional");
        }
        OrderKind::Direct => {
            let Some(customer) = &order.customer else { return Ok(written) };
            let values =
                [("scope", scope), ("opens", opens), ("customer_number", customer.number.to_string())];
            write(tx, app, now, order, "ready-direct", customer, &values).await?;
            written.push("ready-direct");
        }
        OrderKind::ExistingCustomer => {
            let (Some(vendor), Some(customer)) = (&order.vendor, &order.customer) else { return Ok(written) };
            let Some(person) = parties::person_of_customer(tx, customer.number).await? else {
                return Ok(written);
            };
            let common = [
                ("customer", customer.name.clone()),
                ("customer_number", customer.number.to_string()),
                ("vendor", vendor.name.clone()),
                ("vendor_number", vendor.number.to_string()),
            ];
            write(tx, app, now, order, "ready-vendor", vendor, &common).await?;
            written.push("ready-vendor");
            let mut values = common.to_vec();
            values.extend([
                ("person", person.name),
                ("person_number", person.number.to_string()),
                ("scope", scope),
                ("opens", opens),
            ]);
            write(tx, app, now, order, "ready-customer", customer, &values).await?;
            written.push("ready-customer");
        }
    }
    Ok(written)
}

/// What scopes open, in words: of several, each with its name.
pub(super) fn what_opens(language: Language, scopes: &[String]) -> String {
    match scopes {
        [scope] => language.text(&scope_key(scope)),
        several => several
            .iter()
            .map(|scope| format!("{scope} – {}", language.text(&scope_key(scope))))
            .collect::<Vec<_>>()
            .join("; "),
    }
}

/// The catalogue's key of what a scope opens.
pub fn scope_key(scope: &str) -> String {
    let short = scope.rsplit('/').next().unwrap_or_default().replace('.', "-");
    format!("scope-opens-{short}")
}

/// The reason of a rejection, to the sender.
pub(super) async fn rejection(tx: &mut Tx, app: &App, now: Now, order: &Order) -> Result<(), OrderError> {
    let Some(applicant) = order.applicant() else { return Ok(()) };
    let values = [("reason", order.reason.clone().unwrap_or_default())];
    write(tx, app, now, order, "rejected", applicant, &values).await?;
    Ok(())
}

fn both(order: &Order) -> [(&'static str, String); 4] {
    let part = |party: &Option<PartyInOrder>, read: fn(&PartyInOrder) -> String| {
        party.as_ref().map(read).unwrap_or_default()
    };
    [
        ("vendor", part(&order.vendor, |party| party.name.clone())),
        ("vendor_number", part(&order.vendor, |party| party.number.to_string())),
        ("customer", part(&order.customer, |party| party.name.clone())),
        ("customer_number", part(&order.customer, |party| party.number.to_string())),
    ]
}

/// The vendor that waited learns that its customer was refused.
pub(super) async fn customer_was_refused(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
) -> Result<(), OrderError> {
    if let Some(vendor) = &order.vendor {
        write(tx, app, now, order, "customer-refused", vendor, &both(order)).await?;
    }
    Ok(())
}

/// Both sides are reminded that the vendor's order waits.
pub(super) async fn reminders(tx: &mut Tx, app: &App, now: Now, order: &Order) -> Result<(), OrderError> {
    let mut values = both(order).to_vec();
    let left = (app.config.close_after - app.config.remind_after).max(0) / DAY;
    values.push(("days", left.to_string()));
    values.push(("order", app.url("/bestill/direkte")));
    if let Some(vendor) = &order.vendor {
        write(tx, app, now, order, "reminder-vendor", vendor, &values).await?;
    }
    if let Some(customer) = &order.customer {
        write(tx, app, now, order, "reminder-customer", customer, &values).await?;
    }
    Ok(())
}

/// The order is closed, since its customer never came.
pub(super) async fn closed(tx: &mut Tx, app: &App, now: Now, order: &Order) -> Result<(), OrderError> {
    if let Some(vendor) = &order.vendor {
        write(tx, app, now, order, "closed", vendor, &both(order)).await?;
    }
    Ok(())
}

/// What a handler asks the applicant. A case may have several questions, one after the other.
pub(super) async fn question(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    question: &str,
) -> Result<(), OrderError> {
    if let Some(applicant) = order.applicant() {
        let values = [("question", question.to_owned())];
        write_anew(tx, app, now, order, "question", applicant, &values).await?;
    }
    Ok(())
}

/// The order is withdrawn: by the applicant itself, or by a handler on its behalf, who says why.
pub(super) async fn withdrawn(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    reason: Option<&str>,
) -> Result<(), OrderError> {
    let Some(applicant) = order.applicant() else { return Ok(()) };
    match reason {
        Some(reason) => {
            let values = [("reason", reason.to_owned())];
            write(tx, app, now, order, "withdrawn-by-handler", applicant, &values).await?
        }
        None => write(tx, app, now, order, "withdrawn", applicant, &[]).await?,
    };
    Ok(())
}
