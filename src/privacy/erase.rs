//! Erasing a contact (GDPR article 17): its rows are deleted, and where a case must stay it stays without the person.
//!
//! One transaction: a process that is killed leaves all of it or nothing, and of two that erase at once the second finds
//! nothing more. What stays is told with its reason.

use serde::Serialize;
use serde_json::json;

use super::contact::{self, CaseOf};
use super::ending::{FORGOTTEN_ADDRESS, FORGOTTEN_NAME};
use super::sealed;
use super::words::Words;
use crate::app::App;
use crate::audit::{self, Event};
use crate::clock::{Now, iso8601};
use crate::db::{self, Tx, Value, params};
use crate::orders::search;

/// What an erasure did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// When.
    pub at: String,
    /// Cases that stay without the person.
    pub cases: Vec<String>,
    /// Changes of contacts that stay without the person.
    pub contact_changes: usize,
    /// Links that were deleted with their sessions.
    pub links: usize,
    /// Letters that were deleted.
    pub letters: usize,
    /// Copies in the built-in mailbox that were deleted.
    pub mailbox: usize,
    /// Mails whose sender, subject and text were deleted.
    pub mails: usize,
    /// Drafts that were deleted.
    pub drafts: usize,
    /// Texts of cases, others' letters and mails, keys, jobs and the audit in which the person was masked.
    pub texts: usize,
    /// What is kept, each with its reason.
    pub kept: Vec<&'static str>,
}

/// Why nothing was erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// Nothing is held about the address.
    #[error("nothing is held about this address")]
    NothingHeld,
    /// Its contact is still needed.
    #[error(
        "{} under way, and the contact is needed in it. Change the contact, withdraw the order or end the access first, or say --force",
        cases.join(", ") + if cases.len() == 1 { " is" } else { " are" }
    )]
    UnderWay {
        /// The cases.
        cases: Vec<String>,
    },
    /// A case moved on while it was being erased.
    #[error("case {0} changed at the same moment, so that nothing was erased; run the command again")]
    Changed(String),
    /// The database.
    #[error(transparent)]
    Database(#[from] db::Error),
}

const KEPT: [&str; 4] = [
    "cases, with their numbers, organisations, states and days: grants and organisations that they made refer to them",
    "entries of the audit, under the number of a link that is gone: they show that what was done was allowed",
    "Message-IDs of mails, so that the same mail is not read a second time",
    "the mark of an address that wants no more invitations, from which the address cannot be read",
];

/// Erases what is held about `address`; the caller commits, or drops the transaction for a rehearsal.
pub async fn erase(
    tx: &mut Tx,
    app: &App,
    now: Now,
    address: &str,
    force: bool,
) -> Result<Erased, EraseError> {
    let held = contact::find(tx, app, address).await?;
    if held.is_empty() {
        return Err(EraseError::NothingHeld);
    }
    let under_way: Vec<String> =
        held.cases.iter().filter(|case| case.is_under_way()).map(|case| case.case_number.clone()).collect();
    if !force && !under_way.is_empty() {
        return Err(EraseError::UnderWay { cases: under_way });
    }
    let words = Words::of(address, &held);
    let mut texts = 0;
    for case in &held.cases {
        erase_from_case(tx, case).await?;
        texts += mask_texts_of_case(tx, case, &words).await?;
    }
    let counted = "DELETE FROM answers_a_day WHERE recipient = $1";
    tx.execute(counted, params![address.trim().to_lowercase()]).await?;
    for id in &held.contact_changes {
        tx.execute(
            "UPDATE contact_changes SET contact_name = $2, contact_email = $3, contact_phone = '' WHERE id = $1",
            params![id, FORGOTTEN_NAME, FORGOTTEN_ADDRESS],
        )
        .await?;
    }
    for id in &held.links {
        tx.execute("DELETE FROM sessions WHERE kind = 'contact' AND subject = $1", params![id]).await?;
        let actor = format!("contact:{id}");
        texts += mask(tx, "api_keys", "note", "created_by = $1", &actor, &words).await?;
        texts += mask(tx, "audit", "detail", "actor = $1", &actor, &words).await?;
        tx.execute("DELETE FROM signed_links WHERE id = $1", params![id]).await?;
    }
    for (sql, ids) in [
        ("DELETE FROM mailbox WHERE message_id = $1", &held.mailbox),
        ("DELETE FROM letters WHERE id = $1", &held.letters),
        ("DELETE FROM order_drafts WHERE id = $1", &held.drafts),
        (
            "UPDATE inbound_mail SET sealed_raw = NULL, sealed_text = NULL, envelope_from = '', sender = NULL, subject = NULL,
                    note = NULL, peer = NULL, helo = NULL, sender_check = NULL,
                    state = CASE WHEN state IN ('stored', 'desk') THEN 'set_aside' ELSE state END
             WHERE id = $1",
            &held.mails,
        ),
    ] {
        for id in ids {
            tx.execute(sql, params![id]).await?;
        }
    }
    // What is left of the case's letters and mails is others'.
    for case in &held.cases {
        texts += sealed::mask(tx, app, case, &words).await?;
    }
    texts += mask(tx, "jobs", "last_error", "last_error LIKE $1", "%@%", &words).await?;
    let erased = Erased {
        at: iso8601(now.wall),
        cases: held.cases.iter().map(|case| case.case_number.clone()).collect(),
        contact_changes: held.contact_changes.len(),
        links: held.links.len(),
        letters: held.letters.len(),
        mailbox: held.mailbox.len(),
        mails: held.mails.len(),
        drafts: held.drafts.len(),
        texts,
        kept: KEPT.to_vec(),
    };
    let event = Event {
        actor: "operator",
        action: "privacy.erased",
        // Neither the address nor anything that it could be found by.
        subject: "contact",
        organisation: None,
        case_number: None,
        detail: json!({ "cases": erased.cases, "letters": erased.letters, "mails": erased.mails, "links": erased.links,
                        "drafts": erased.drafts, "forced": force && !under_way.is_empty() }),
    };
    audit::record(tx, &app.random, now, event).await?;
    Ok(erased)
}

async fn erase_from_case(tx: &mut Tx, case: &CaseOf) -> Result<(), EraseError> {
    for role in &case.roles {
        let sql = format!(
            "UPDATE orders SET {role}_name = $3, {role}_email = $4, {role}_phone = '', body_hash = '', version = version + 1
             WHERE id = $1 AND state = $2"
        );
        let values = params![&case.id, &case.state, FORGOTTEN_NAME, FORGOTTEN_ADDRESS];
        if tx.execute(&sql, values).await? != 1 {
            return Err(EraseError::Changed(case.case_number.clone()));
        }
    }
    if case.was_asked {
        // Nobody is left to answer, so that the case closes in its time and nobody is written to.
        tx.execute("DELETE FROM awaited_orders WHERE order_id = $1", params![&case.id]).await?;
    }
    search::index_anew(tx, &case.id).await?;
    Ok(())
}

async fn mask_texts_of_case(tx: &mut Tx, case: &CaseOf, words: &Words) -> Result<usize, db::Error> {
    let mut masked = 0;
    for (table, column, by, id) in [
        ("orders", "message", "id = $1", &case.id),
        ("orders", "legal_basis_text", "id = $1", &case.id),
        ("orders", "reason", "id = $1", &case.id),
        ("order_notes", "text", "order_id = $1", &case.id),
        ("order_questions", "question", "order_id = $1", &case.id),
        ("order_questions", "answer", "order_id = $1", &case.id),
        ("order_steps", "receipt", "order_id = $1", &case.id),
        ("order_steps", "last_error", "order_id = $1", &case.id),
        ("order_steps", "input", "order_id = $1", &case.id),
        ("awaited_orders", "asked", "order_id = $1", &case.id),
        ("audit", "detail", "case_number = $1", &case.case_number),
    ] {
        masked += mask(tx, table, column, by, id, words).await?;
    }
    Ok(masked)
}

/// Masks the person in one column of the rows that `by` finds; gives how many had it.
async fn mask(
    tx: &mut Tx,
    table: &str,
    column: &str,
    by: &str,
    value: &str,
    words: &Words,
) -> Result<usize, db::Error> {
    let rows = tx
        .fetch_all(
            &format!("SELECT DISTINCT {column} AS text FROM {table} WHERE {by} AND {column} IS NOT NULL"),
            params![value],
        )
        .await?;
    let mut masked = 0;
    for row in &rows {
        let text = row.text("text")?;
        let without = words.mask(&text);
        if without != text {
            let sql = format!("UPDATE {table} SET {column} = $2 WHERE {by} AND {column} = $3");
            tx.execute(&sql, &[Value::from(value), Value::from(without), Value::from(text)]).await?;
            masked += 1;
        }
    }
    Ok(masked)
}
