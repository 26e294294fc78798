//! What was ordered, as the row of an order holds it: written when it is placed, whole or with gaps, and anew when it is
//! completed.

use serde_json::json;

use super::{Channel, Checked, Contact, OrderKind, OrderState, PartyInOrder};
use crate::clock::Now;
use crate::db::{Error, Tx, Value, params};
use crate::language::Language;

/// The columns of what was ordered, in the order of [`Ordered::values`].
const COLUMNS: [&str; 18] = [
    "vendor_number", "vendor_name", "vendor_contact_name", "vendor_contact_email", "vendor_contact_phone",
    "customer_number", "customer_name", "customer_contact_name", "customer_contact_email",
    "customer_contact_phone", "production_contact_name", "production_contact_email",
    "production_contact_phone", "legal_basis", "legal_basis_text", "notice_acknowledged", "message",
    "warnings",
];

/// What was ordered.
#[derive(Debug, Clone, Default)]
pub(super) struct Ordered<'a> {
    pub(super) vendor: Option<&'a PartyInOrder>,
    pub(super) customer: Option<&'a PartyInOrder>,
    /// The names that are known of parties that are not whole yet.
    pub(super) names: [Option<String>; 2],
    pub(super) production_contact: Option<&'a Contact>,
    pub(super) legal_basis: Option<&'a str>,
    pub(super) legal_basis_text: Option<&'a str>,
    pub(super) acknowledged: bool,
    pub(super) message: Option<&'a str>,
    pub(super) warnings: &'a [String],
}

impl<'a> Ordered<'a> {
    /// What a checked order says; `acknowledged` is the notice, which a mail cannot acknowledge.
    pub(super) fn of(checked: &'a Checked, acknowledged: bool, warnings: &'a [String]) -> Self {
        Self {
            vendor: checked.vendor.as_ref(),
            customer: checked.customer.as_ref(),
            names: [None, None],
            production_contact: checked.production_contact.as_ref(),
            legal_basis: checked.legal_basis.as_deref(),
            legal_basis_text: checked.legal_basis_text.as_deref(),
            acknowledged,
            message: checked.message.as_deref(),
            warnings,
        }
    }

    fn values(&self) -> Vec<Value> {
        let mut values = Vec::with_capacity(COLUMNS.len());
        for (party, name) in [self.vendor, self.customer].into_iter().zip(&self.names) {
            values.push(party.map(|party| party.number.to_string()).into());
            values.push(party.map(|party| party.name.clone()).or_else(|| name.clone()).into());
            values.extend(contact(party.map(|party| &party.contact)));
        }
        values.extend(contact(self.production_contact));
        values.extend_from_slice(params![
            self.legal_basis,
            self.legal_basis_text,
            self.acknowledged,
            self.message,
            json!(self.warnings).to_string()
        ]);
        values
    }
}

fn contact(contact: Option<&Contact>) -> [Value; 3] {
    let part = |read: fn(&Contact) -> &String| contact.map(|contact| read(contact).clone()).into();
    [part(|contact| &contact.name), part(|contact| &contact.email), part(|contact| &contact.phone)]
}

/// The rest of a new order's row.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewRow<'a> {
    pub(super) id: &'a str,
    pub(super) case_number: &'a str,
    pub(super) kind: OrderKind,
    pub(super) state: OrderState,
    pub(super) channel: Channel,
    pub(super) language: Language,
    /// Under this key there is one order.
    pub(super) once_key: &'a str,
    /// The digest of what is ordered; empty as long as something is missing.
    pub(super) digest: &'a str,
    pub(super) placed_by: &'a str,
    /// The Message-ID that letters answer.
    pub(super) reply_to: Option<&'a str>,
}

/// Writes a new order's row; false when there is one under its key.
pub(super) async fn insert(
    tx: &mut Tx,
    row: NewRow<'_>,
    ordered: &Ordered<'_>,
    now: Now,
) -> Result<bool, Error> {
    let mut values = params![
        row.id,
        row.case_number,
        row.kind.key(),
        row.state.key(),
        row.channel.key(),
        row.language.tag(),
        row.once_key,
        row.digest,
        row.kind == OrderKind::FictionalCustomer,
        row.placed_by,
        row.reply_to,
        now.wall,
        now.world
    ]
    .to_vec();
    let places: Vec<String> =
        (values.len() + 1..).take(COLUMNS.len()).map(|place| format!("${place}")).collect();
    values.extend(ordered.values());
    let insert = format!(
        "INSERT INTO orders (id, case_number, kind, state, channel, language, once_key, body_hash, wants_fictional_customer,
            placed_by, reply_to_message_id, version, received_at, world_received_at, state_since, {})
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13, $12, {})
         ON CONFLICT (once_key) DO NOTHING",
        COLUMNS.join(", "),
        places.join(", ")
    );
    Ok(tx.execute(&insert, &values).await? == 1)
}

/// Writes what is ordered into the row of an order that waited for it, which goes on to `state`; false when it waits no
/// more, or is of another kind.
pub(super) async fn complete(
    tx: &mut Tx,
    order_id: &str,
    state: OrderState,
    checked: &Checked,
    ordered: &Ordered<'_>,
    reply_to: Option<&str>,
    now: Now,
) -> Result<bool, Error> {
    let mut values =
        params![order_id, state.key(), checked.digest(), reply_to, now.wall, checked.kind.key()].to_vec();
    let columns: Vec<String> = COLUMNS
        .iter()
        .zip(values.len() + 1..)
        .map(|(column, place)| format!("{column} = ${place}"))
        .collect();
    values.extend(ordered.values());
    let update = format!(
        "UPDATE orders SET state = $2, body_hash = $3, reply_to_message_id = COALESCE($4, reply_to_message_id),
            state_since = $5, version = version + 1, {}
         WHERE id = $1 AND state = 'awaiting_sender' AND kind = $6",
        columns.join(", ")
    );
    Ok(tx.execute(&update, &values).await? == 1)
}
