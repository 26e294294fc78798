//! What a handler sees of a case's mail: the messages of its thread, and what its sender was asked for.

use crate::access::Visit;
use crate::db::{Tx, params};
use crate::mail::MailError;
use crate::orders::awaiting::Awaited;
use crate::orders::{Order, OrderError, drafts, inbound, letters};

/// Messages of one case that are shown.
const SHOWN: i64 = 50;

/// A message of a case.
pub(super) struct MessageLine {
    /// From, and when.
    pub(super) from: String,
    /// Subject.
    pub(super) subject: String,
    /// Its text; empty when its time is over.
    pub(super) text: String,
    /// The names of what is attached.
    pub(super) attachments: String,
    /// Why it has to be read, and where it is settled; `None` when nothing is left to do.
    pub(super) open: Option<(String, String)>,
}

/// The messages of a case but the one that became it, oldest first.
pub(super) async fn messages(
    tx: &mut Tx,
    visit: &Visit,
    order: &Order,
) -> Result<Vec<MessageLine>, OrderError> {
    let rows = tx
        .fetch_all(
            "SELECT id, sender, subject, sealed_text, sealed_raw, received_at, state, note FROM inbound_mail
             WHERE case_number = $1 AND (order_id IS NULL OR order_id <> $2) ORDER BY received_at, id LIMIT $3",
            params![&order.case_number, &order.id, SHOWN],
        )
        .await?;
    let mut lines = Vec::new();
    for row in rows {
        let id = row.text("id")?;
        let text = match row.opt_bytes("sealed_text")? {
            Some(sealed) => {
                visit.app.keys.open_text(&inbound::text_context(&id), &sealed).map_err(MailError::from)?
            }
            None => String::new(),
        };
        let note = row.opt_text("note")?.filter(|note| !note.is_empty());
        let waits = row.text("state")? == "desk";
        lines.push(MessageLine {
            from: format!(
                "{}, {}",
                row.opt_text("sender")?.unwrap_or_default(),
                visit.lang.instant(row.int("received_at")?)
            ),
            subject: row.opt_text("subject")?.unwrap_or_default(),
            text,
            attachments: inbound::attachments(&visit.app.keys, &id, row.opt_bytes("sealed_raw")?.as_deref())?
                .join(", "),
            open: note
                .filter(|_| waits)
                .map(|note| (visit.t(&format!("desk-note-{note}")), format!("/saksbord/post/{id}"))),
        });
    }
    Ok(lines)
}

/// What is missing in an order that waits for its sender.
pub(super) struct AwaitedView {
    /// Who was asked.
    pub(super) sender: String,
    /// For what.
    pub(super) fields: Vec<String>,
    /// The form that is filled in as far as the sender said.
    pub(super) form: String,
}

impl AwaitedView {
    /// What an order waits for.
    pub(super) fn of(visit: &Visit, found: Awaited) -> Self {
        let kind = found.order.kind;
        let in_words = |field: &String| letters::field_in_words(visit.lang, kind, field);
        Self {
            sender: found.sender,
            fields: found.asked.iter().map(in_words).collect(),
            form: drafts::path(&visit.app, &found.draft_id),
        }
    }
}
