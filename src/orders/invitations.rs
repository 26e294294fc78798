//! A vendor invites its customer to order direct access: a letter with a link to a form that is filled in as far as the
//! vendor could.
//!
//! The letter goes to the contact that stands in the vendor's own order, and to nobody else: there is no field for another
//! address. It says who invited and how to get no more of them. The vendor sees that it was sent, opened and ordered, and
//! never what its customer wrote. How many a vendor sends in a day is counted by the database.

use serde_json::json;

use super::drafts::{self, Origin, Saved};
use super::{Draft, Order, OrderError, OrderKind, OrderState, PartyInOrder, store};
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::{DAY, Now, norwegian_day};
use crate::db::{Error, Row, Tx, params};
use crate::mail::{Letter, MailError, send_letter, write as compose};
use crate::numbers::OrgNumber;

/// Why no invitation is sent.
#[derive(Debug, thiserror::Error)]
pub enum InvitationError {
    /// There is no such case of this vendor, or none with a customer to invite.
    #[error("there is no such case of this vendor")]
    NotFound,
    /// The case is over, or not confirmed yet.
    #[error("the case stands as {0}, and its customer is not invited now")]
    NotPossibleNow(&'static str),
    /// The customer has ordered.
    #[error("the customer has ordered already")]
    AlreadyOrdered,
    /// The address takes no invitations.
    #[error("the address takes no invitations")]
    Declined,
    /// The vendor has sent as many as it may today.
    #[error("the vendor has sent as many invitations as it may today")]
    TooMany,
    /// What every order may fail by.
    #[error(transparent)]
    Order(#[from] OrderError),
}

impl From<Error> for InvitationError {
    fn from(error: Error) -> Self {
        Self::Order(error.into())
    }
}

impl From<MailError> for InvitationError {
    fn from(error: MailError) -> Self {
        Self::Order(error.into())
    }
}

/// An invitation as its vendor sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invitation {
    /// Wall time of the last letter; `None` for a wish that is not carried out yet.
    pub sent_at: Option<i64>,
    /// When the customer first opened the form.
    pub opened_at: Option<i64>,
    /// When the customer sent it.
    pub ordered_at: Option<i64>,
    /// When the customer asked for no more of them.
    pub declined_at: Option<i64>,
}

/// Remembers that the vendor wants its customer invited once the order is approved: whoever fills in a form has proved
/// nothing yet, and could have letters sent to anybody.
pub async fn wish(tx: &mut Tx, app: &App, now: Now, order: &Order, actor: &str) -> Result<(), OrderError> {
    let (Some(vendor), Some(customer)) = (&order.vendor, &order.customer) else { return Ok(()) };
    tx.execute(
        "INSERT INTO order_invitations (id, vendor_number, case_number, customer_number, wanted_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        params![
            app.random.new_id(now.wall),
            vendor.number.to_string(),
            &order.case_number,
            customer.number.to_string(),
            actor,
            now.wall
        ],
    )
    .await?;
    Ok(())
}

/// Sends what was wished for when the order was placed; nothing when nothing was, or when it may not be sent. The vendor's
/// case says then that it was not, and why cannot be known to the order's approval.
pub(super) async fn send_wished(tx: &mut Tx, app: &App, now: Now, order: &Order) -> Result<(), OrderError> {
    let wished = tx
        .fetch_optional(
            "SELECT wanted_by FROM order_invitations WHERE case_number = $1 AND sent_at IS NULL",
            params![&order.case_number],
        )
        .await?;
    let Some(wished) = wished else { return Ok(()) };
    match send(tx, app, now, order, &wished.text("wanted_by")?).await {
        Ok(())
        | Err(InvitationError::AlreadyOrdered | InvitationError::Declined | InvitationError::TooMany) => {
            Ok(())
        }
        Err(InvitationError::NotFound | InvitationError::NotPossibleNow(_)) => Ok(()),
        Err(InvitationError::Order(error)) => Err(error),
    }
}

/// The vendor's contact invites the customer of its case, for the first time or once more.
pub async fn invite(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
    vendor: OrgNumber,
    actor: &str,
) -> Result<(), InvitationError> {
    let order = store::find_by_case(tx, case_number)
        .await?
        .filter(|order| order.vendor.as_ref().is_some_and(|party| party.number == vendor))
        .filter(|order| order.kind == OrderKind::ExistingCustomer)
        .ok_or(InvitationError::NotFound)?;
    send(tx, app, now, &order, actor).await
}

/// Whether the customer of an order that stands there can be invited.
pub const fn is_time(state: OrderState) -> bool {
    matches!(state, OrderState::Received | OrderState::AwaitingSender | OrderState::WaitingForCustomer)
}

async fn send(tx: &mut Tx, app: &App, now: Now, order: &Order, actor: &str) -> Result<(), InvitationError> {
    let (Some(vendor), Some(customer)) = (&order.vendor, &order.customer) else {
        return Err(InvitationError::NotFound);
    };
    if !is_time(order.state) {
        return Err(InvitationError::NotPossibleNow(order.state.key()));
    }
    if has_ordered(tx, order).await? {
        return Err(InvitationError::AlreadyOrdered);
    }
    if is_refused(tx, app, &customer.contact.email).await? {
        return Err(InvitationError::Declined);
    }
    if !count(tx, app, now, vendor.number).await? {
        return Err(InvitationError::TooMany);
    }
    let (id, saved) = match still_open(tx, app, now, &order.case_number).await? {
        Some(open) => open,
        None => prefill(tx, app, now, order, customer, actor).await?,
    };
    tx.execute("UPDATE order_invitations SET sent_at = $2 WHERE id = $1", params![&id, now.wall]).await?;
    write(tx, app, now, order, vendor, customer, &id, &saved).await?;
    record(tx, app, now, &id, order, actor, "invitation.sent").await?;
    Ok(())
}

/// One more for this vendor today, if it may: of two that come at once, the row's lock lets one count first.
async fn count(tx: &mut Tx, app: &App, now: Now, vendor: OrgNumber) -> Result<bool, Error> {
    let counted = tx
        .execute(
            "INSERT INTO invitation_counts (vendor_number, day, sent) VALUES ($1, $2, 1)
             ON CONFLICT (vendor_number, day) DO UPDATE SET sent = invitation_counts.sent + 1
             WHERE invitation_counts.sent < $3",
            params![vendor.to_string(), now.wall.div_euclid(DAY), app.config.invitations_per_day],
        )
        .await?;
    Ok(counted == 1)
}

/// The invitation of the case whose form can still be gone on with: what the customer has typed in it is not lost when it
/// is invited once more.
async fn still_open(
    tx: &mut Tx,
    app: &App,
    now: Now,
    case_number: &str,
) -> Result<Option<(String, Saved)>, Error> {
    let row = tx
        .fetch_optional(
            "SELECT i.id, d.id AS draft_id, d.expires_at FROM order_invitations i JOIN order_drafts d ON d.id = i.draft_id
             WHERE i.case_number = $1 AND d.used_at IS NULL AND d.revoked_at IS NULL AND d.expires_at > $2
             ORDER BY i.id DESC LIMIT 1",
            params![case_number, now.world],
        )
        .await?;
    row.map(|row| {
        let draft = row.text("draft_id")?;
        let link = app.url(&drafts::path(app, &draft));
        Ok((row.text("id")?, Saved { id: draft, link, expires_at: row.int("expires_at")? }))
    })
    .transpose()
}

/// The form with all that the vendor knows, and the invitation's row: the one that was wished for, if it was.
async fn prefill(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    customer: &PartyInOrder,
    actor: &str,
) -> Result<(String, Saved), OrderError> {
    wish(tx, app, now, order, actor).await?;
    let row = tx
        .fetch_optional(
            "SELECT id FROM order_invitations WHERE case_number = $1 AND sent_at IS NULL",
            params![&order.case_number],
        )
        .await?
        .ok_or(OrderError::NotFound)?;
    let id = row.text("id")?;
    let mut draft = Draft::new(OrderKind::Direct, order.language);
    for (path, value) in [
        ("customer.number", customer.number.to_string()),
        ("customer.name", customer.name.clone()),
        ("customer.contact.name", customer.contact.name.clone()),
        ("customer.contact.email", customer.contact.email.clone()),
        ("customer.contact.phone", customer.contact.phone.clone()),
    ] {
        draft.fields.insert(path.to_owned(), value);
    }
    let saved = drafts::save(tx, app, now, &draft, &Origin::Invitation(id.clone()), actor).await?;
    tx.execute("UPDATE order_invitations SET draft_id = $2 WHERE id = $1", params![&id, &saved.id]).await?;
    Ok((id, saved))
}

#[expect(clippy::too_many_arguments, reason = "the letter's parts, put together in one place")]
async fn write(
    tx: &mut Tx,
    app: &App,
    now: Now,
    order: &Order,
    vendor: &PartyInOrder,
    customer: &PartyInOrder,
    id: &str,
    saved: &Saved,
) -> Result<(), OrderError> {
    let tag = order.language.tag();
    let link = format!("{}?sprak={tag}", saved.link);
    let decline = format!("{}?sprak={tag}", app.url(&decline_path(app, id)));
    let until = norwegian_day(saved.expires_at);
    let vendor_number = vendor.number.to_string();
    let values = [
        ("name", customer.contact.name.as_str()),
        ("organisation", &customer.name),
        ("vendor", &vendor.name),
        ("vendor_number", &vendor_number),
        ("inviter", &vendor.contact.name),
        ("inviter_email", &vendor.contact.email),
        ("link", &link),
        ("decline", &decline),
        ("until", &until),
    ];
    let letter = Letter {
        kind: "invitation",
        case_number: Some(&order.case_number),
        recipient: &customer.contact.email,
        language: order.language,
        written: compose(order.language, "letter-invitation", &values, &app.config.public_url),
        in_reply_to: None,
    };
    send_letter(tx, &app.outbox, now, letter).await?;
    Ok(())
}

/// Whether the customer has ordered since: by the invitation's form or by another way.
pub async fn has_ordered(tx: &mut Tx, order: &Order) -> Result<bool, Error> {
    let by_invitation = tx
        .fetch_optional(
            "SELECT id FROM order_invitations WHERE case_number = $1 AND ordered_at IS NOT NULL LIMIT 1",
            params![&order.case_number],
        )
        .await?;
    match order.customer_number() {
        _ if by_invitation.is_some() => Ok(true),
        Some(customer) => store::has_open_direct_order(tx, customer).await,
        None => Ok(false),
    }
}

/// The last invitation of a case.
pub async fn find_last(tx: &mut Tx, case_number: &str) -> Result<Option<Invitation>, Error> {
    let row = tx
        .fetch_optional(
            "SELECT sent_at, opened_at, ordered_at, declined_at FROM order_invitations WHERE case_number = $1
             ORDER BY id DESC LIMIT 1",
            params![case_number],
        )
        .await?;
    row.map(|row| {
        Ok(Invitation {
            sent_at: row.opt_int("sent_at")?,
            opened_at: row.opt_int("opened_at")?,
            ordered_at: row.opt_int("ordered_at")?,
            declined_at: row.opt_int("declined_at")?,
        })
    })
    .transpose()
}

/// The customer opened the form. Gives the vendor's name, for the form to say who invited.
pub async fn opened(tx: &mut Tx, now: Now, id: &str) -> Result<Option<String>, Error> {
    tx.execute(
        "UPDATE order_invitations SET opened_at = $2 WHERE id = $1 AND opened_at IS NULL",
        params![id, now.wall],
    )
    .await?;
    let Some(row) = find(tx, id).await? else { return Ok(None) };
    let order = store::find_by_case(tx, &row.text("case_number")?).await?;
    Ok(order.and_then(|order| order.vendor).map(|vendor| vendor.name))
}

async fn find(tx: &mut Tx, id: &str) -> Result<Option<Row>, Error> {
    tx.fetch_optional("SELECT case_number FROM order_invitations WHERE id = $1", params![id]).await
}

fn decline_context(id: &str) -> String {
    format!("invitation:{id}")
}

/// The path by which no more invitations are wanted.
pub fn decline_path(app: &App, id: &str) -> String {
    format!("/bestill/nei-takk/{id}/{}", app.keys.link_secret(&decline_context(id)))
}

/// Whether the decline link is one of ours.
pub fn decline_link_fits(app: &App, id: &str, secret: &str) -> bool {
    app.keys.link_secret_fits(&decline_context(id), secret)
}

/// What is kept of an address that wants no more of them: enough to know it again, and not the address.
fn mark_of(app: &App, address: &str) -> String {
    app.keys.link_secret(&format!("address:{}", address.trim().to_lowercase()))
}

async fn is_refused(tx: &mut Tx, app: &App, address: &str) -> Result<bool, Error> {
    let row = tx
        .fetch_optional(
            "SELECT address_mark FROM invitation_refusals WHERE address_mark = $1",
            params![mark_of(app, address)],
        )
        .await?;
    Ok(row.is_some())
}

/// The invited contact wants no more of them, from anybody. A second time changes nothing; false when the invitation is
/// not here any more.
pub async fn decline(tx: &mut Tx, app: &App, now: Now, id: &str) -> Result<bool, OrderError> {
    let Some(row) = find(tx, id).await? else { return Ok(false) };
    let order = store::find_by_case(tx, &row.text("case_number")?).await?;
    let Some(order) = order else { return Ok(false) };
    let Some(customer) = &order.customer else { return Ok(false) };
    tx.execute(
        "INSERT INTO invitation_refusals (address_mark, created_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        params![mark_of(app, &customer.contact.email), now.wall],
    )
    .await?;
    let first = tx
        .execute(
            "UPDATE order_invitations SET declined_at = $2 WHERE id = $1 AND declined_at IS NULL",
            params![id, now.wall],
        )
        .await?;
    if first == 1 {
        record(tx, app, now, id, &order, &format!("invitation:{id}"), "invitation.declined").await?;
    }
    Ok(true)
}

async fn record(
    tx: &mut Tx,
    app: &App,
    now: Now,
    id: &str,
    order: &Order,
    actor: &str,
    action: &'static str,
) -> Result<(), Error> {
    let vendor = order.vendor.as_ref().map(|vendor| vendor.number.to_string());
    let event = Event {
        actor,
        action,
        subject: id,
        organisation: vendor.as_deref(),
        case_number: Some(&order.case_number),
        detail: json!({}),
    };
    audit::record(tx, &app.random, now, event).await
}
