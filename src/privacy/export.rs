//! What is held about a contact, written out for the contact (GDPR article 15).

use serde_json::{Map, Value, json};

use super::contact::{Holdings, row};
use crate::app::App;
use crate::clock::{DAY, Now, iso8601};
use crate::db::{Error, Row, Tx, params};
use crate::mail::{self, inbox};
use crate::orders::{drafts, inbound};

/// Everything in `held`, as one document. What is sealed is opened.
pub async fn export(
    tx: &mut Tx,
    app: &App,
    now: Now,
    address: &str,
    held: &Holdings,
) -> Result<Value, Error> {
    let mut cases = Vec::new();
    for case in &held.cases {
        let mut written = columns(
            tx,
            "orders",
            "id",
            &case.id,
            &["case_number", "kind", "state", "channel", "language", "message", "legal_basis_text", "reason"],
            &["received_at", "decided_at", "finished_at"],
        )
        .await?;
        let mut contacts = Map::new();
        for role in &case.roles {
            let parts = ["name", "email", "phone"].map(|part| format!("{role}_{part}"));
            let names: Vec<&str> = parts.iter().map(String::as_str).collect();
            contacts.insert((*role).to_owned(), columns(tx, "orders", "id", &case.id, &names, &[]).await?);
        }
        if let Value::Object(members) = &mut written {
            members.insert("as".to_owned(), Value::Object(contacts));
            members.insert("was_asked_for_what_is_missing".to_owned(), json!(case.was_asked));
            members.insert(
                "notes".to_owned(),
                list(tx, "order_notes", &["text"], "written_at", &case.id).await?,
            );
            let questions =
                list(tx, "order_questions", &["question", "answer"], "asked_at", &case.id).await?;
            members.insert("questions".to_owned(), questions);
        }
        cases.push(written);
    }
    let mut changes = Vec::new();
    for id in &held.contact_changes {
        let texts = ["order_id", "who", "contact_name", "contact_email", "contact_phone"];
        changes.push(
            columns(tx, "contact_changes", "id", id, &texts, &["asked_at", "confirmed_at", "dropped_at"])
                .await?,
        );
    }
    let mut links = Vec::new();
    let mut done = Vec::new();
    for id in &held.links {
        let texts = ["id", "organisation", "case_number", "contact_name", "contact_email"];
        let instants = ["created_at", "expires_at", "revoked_at"];
        links.push(columns(tx, "signed_links", "id", id, &texts, &instants).await?);
        done.extend(done_by(tx, id).await?);
    }
    Ok(json!({
        "address": address,
        "written_at": iso8601(now.wall),
        "cases": cases,
        "contact_changes": changes,
        "links": links,
        "sessions": sessions(tx, held).await?,
        "letters": letters(tx, app, held).await?,
        "mails": mails(tx, app, held).await?,
        "drafts": written_drafts(tx, app, held).await?,
        "letters_counted_on": held.answers.iter().map(|day| iso8601(day * DAY)).collect::<Vec<_>>(),
        "api_keys": api_keys(tx, held).await?,
        "audit": done,
    }))
}

/// Columns of one row, what is absent left out; instants as people and programs write them.
async fn columns(
    tx: &mut Tx,
    table: &str,
    key: &str,
    id: &str,
    texts: &[&str],
    instants: &[&str],
) -> Result<Value, Error> {
    let names: Vec<&str> = texts.iter().chain(instants).copied().collect();
    let found = row(tx, table, key, &names.join(", "), id).await?;
    found.map_or(Ok(Value::Null), |row| members(&row, texts, instants))
}

fn members(row: &Row, texts: &[&str], instants: &[&str]) -> Result<Value, Error> {
    let mut written = Map::new();
    for name in texts {
        if let Some(text) = row.opt_text(name)? {
            written.insert((*name).to_owned(), json!(text));
        }
    }
    for name in instants {
        if let Some(at) = row.opt_int(name)? {
            written.insert((*name).to_owned(), json!(iso8601(at)));
        }
    }
    Ok(Value::Object(written))
}

/// The rows of a table that belong to one order.
async fn list(
    tx: &mut Tx,
    table: &str,
    texts: &[&str],
    instant: &str,
    order_id: &str,
) -> Result<Value, Error> {
    let sql = format!("SELECT {}, {instant} FROM {table} WHERE order_id = $1 ORDER BY id", texts.join(", "));
    let rows = tx.fetch_all(&sql, params![order_id]).await?;
    rows.iter().map(|row| members(row, texts, &[instant])).collect()
}

/// What the contact did by one of its links.
async fn done_by(tx: &mut Tx, link: &str) -> Result<Vec<Value>, Error> {
    let rows = tx
        .fetch_all(
            "SELECT action, subject, case_number, detail, at FROM audit WHERE actor = $1 ORDER BY id",
            params![format!("contact:{link}")],
        )
        .await?;
    rows.iter().map(|row| members(row, &["action", "subject", "case_number", "detail"], &["at"])).collect()
}

async fn sessions(tx: &mut Tx, held: &Holdings) -> Result<Vec<Value>, Error> {
    let mut written = Vec::new();
    for link in &held.links {
        let sql = "SELECT display_name, case_number, created_at, expires_at FROM sessions WHERE kind = 'contact' AND subject = $1";
        for row in tx.fetch_all(sql, params![link]).await? {
            written.push(members(&row, &["display_name", "case_number"], &["created_at", "expires_at"])?);
        }
    }
    Ok(written)
}

async fn letters(tx: &mut Tx, app: &App, held: &Holdings) -> Result<Vec<Value>, Error> {
    let mut written = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let names =
        "id, message_id, kind, case_number, recipient, subject, state, created_at, sent_at, sealed_body";
    for id in &held.letters {
        let Some(found) = row(tx, "letters", "id", names, id).await? else { continue };
        seen.insert(found.text("message_id")?);
        let texts = ["message_id", "kind", "case_number", "recipient", "subject", "state"];
        written.push(with_text(
            members(&found, &texts, &["created_at", "sent_at"])?,
            mail::open_body(&app.keys, id, &found).ok(),
        ));
    }
    // The built-in mailbox has copies, of which only those are told whose letter is gone.
    for id in held.mailbox.iter().filter(|id| !seen.contains(*id)) {
        let names = "message_id, letter_id, recipient, subject, delivered_at, sealed_body";
        let Some(found) = row(tx, "mailbox", "message_id", names, id).await? else { continue };
        let letter = found.text("letter_id")?;
        written.push(with_text(
            members(&found, &["message_id", "recipient", "subject"], &["delivered_at"])?,
            mail::open_body(&app.keys, &letter, &found).ok(),
        ));
    }
    Ok(written)
}

fn with_text(mut written: Value, text: Option<String>) -> Value {
    if let (Value::Object(members), Some(text)) = (&mut written, text) {
        members.insert("text".to_owned(), json!(text));
    }
    written
}

async fn mails(tx: &mut Tx, app: &App, held: &Holdings) -> Result<Vec<Value>, Error> {
    let mut written = Vec::new();
    for id in &held.mails {
        let names = "message_id, envelope_from, sender, subject, state, peer, helo, sender_check, received_at, sealed_text";
        let Some(found) = row(tx, "inbound_mail", "id", names, id).await? else { continue };
        let texts =
            ["message_id", "envelope_from", "sender", "subject", "state", "peer", "helo", "sender_check"];
        let text = found
            .opt_bytes("sealed_text")?
            .and_then(|sealed| app.keys.open_text(&inbound::text_context(id), &sealed).ok());
        let mut mail = with_text(members(&found, &texts, &["received_at"])?, text);
        let raw = inbox::open_raw(&app.db, &app.keys, id).await.ok().flatten();
        if let (Value::Object(members), Some(raw)) = (&mut mail, raw) {
            members.insert("raw".to_owned(), json!(String::from_utf8_lossy(&raw)));
        }
        written.push(mail);
    }
    Ok(written)
}

async fn written_drafts(tx: &mut Tx, app: &App, held: &Holdings) -> Result<Vec<Value>, Error> {
    let mut written = Vec::new();
    for id in &held.drafts {
        let mut draft =
            columns(tx, "order_drafts", "id", id, &["kind", "origin"], &["created_at", "expires_at"]).await?;
        let fields = drafts::read_fields(tx, app, id).await?.map(|draft| draft.fields);
        if let (Value::Object(members), Some(fields)) = (&mut draft, fields) {
            members.insert("fields".to_owned(), json!(fields));
        }
        written.push(draft);
    }
    Ok(written)
}

async fn api_keys(tx: &mut Tx, held: &Holdings) -> Result<Vec<Value>, Error> {
    let mut written = Vec::new();
    for link in &held.links {
        let sql = "SELECT id, organisation, note, created_at, revoked_at FROM api_keys WHERE created_by = $1 ORDER BY id";
        for row in tx.fetch_all(sql, params![format!("contact:{link}")]).await? {
            written.push(members(&row, &["id", "organisation", "note"], &["created_at", "revoked_at"])?);
        }
    }
    Ok(written)
}
