//! A person in what others were sent or wrote in a case: letters, their copies in the built-in mailbox, and mails. All of it is
//! sealed, so that it is opened, masked and sealed anew.

use super::contact::CaseOf;
use super::words::Words;
use crate::app::App;
use crate::db::{Error, Row, Tx, params};
use crate::mail::{open_body, open_html, reseal};
use crate::orders::inbound;

/// Masks the person in the case's letters and mails; gives in how many it was.
pub(super) async fn mask(tx: &mut Tx, app: &App, case: &CaseOf, words: &Words) -> Result<usize, Error> {
    let mut masked = 0;
    let letters = tx
        .fetch_all(
            "SELECT id, id AS letter_id, subject, sealed_body, sealed_html FROM letters WHERE case_number = $1",
            params![&case.case_number],
        )
        .await?;
    for row in &letters {
        let sql = "UPDATE letters SET subject = $2, sealed_body = $3, sealed_html = $4 WHERE id = $1";
        masked += mask_letter(tx, app, row, sql, words).await?;
    }
    let copies = tx
        .fetch_all(
            "SELECT message_id AS id, letter_id, subject, sealed_body, sealed_html FROM mailbox
             WHERE letter_id IN (SELECT id FROM letters WHERE case_number = $1)",
            params![&case.case_number],
        )
        .await?;
    for row in &copies {
        let sql = "UPDATE mailbox SET subject = $2, sealed_body = $3, sealed_html = $4 WHERE message_id = $1";
        masked += mask_letter(tx, app, row, sql, words).await?;
    }
    let mails = tx
        .fetch_all(
            "SELECT id, subject, sealed_text FROM inbound_mail
             WHERE (order_id = $1 OR case_number = $2) AND sealed_text IS NOT NULL",
            params![&case.id, &case.case_number],
        )
        .await?;
    for row in &mails {
        masked += mask_mail(tx, app, row, words).await?;
    }
    Ok(masked)
}

async fn mask_letter(tx: &mut Tx, app: &App, row: &Row, update: &str, words: &Words) -> Result<usize, Error> {
    let letter_id = row.text("letter_id")?;
    let unreadable =
        |error: &dyn ToString| Error::inconsistent("letters", "sealed_body", &letter_id, error.to_string());
    let subject = row.text("subject")?;
    let text = open_body(&app.keys, &letter_id, row).map_err(|error| unreadable(&error))?;
    let html = open_html(&app.keys, &letter_id, row).map_err(|error| unreadable(&error))?;
    let without =
        (words.mask(&subject), words.mask(&text), html.as_deref().map(|html| words.mask_html(html)));
    if (&without.0, &without.1, &without.2) == (&subject, &text, &html) {
        return Ok(0);
    }
    let (sealed, sealed_html) = reseal(&app.outbox, &letter_id, &without.1, without.2.as_deref())
        .map_err(|error| unreadable(&error))?;
    tx.execute(update, params![row.text("id")?, &without.0, sealed, sealed_html]).await?;
    Ok(1)
}

/// The message as it came cannot be masked where it is encoded, and goes.
async fn mask_mail(tx: &mut Tx, app: &App, row: &Row, words: &Words) -> Result<usize, Error> {
    let id = row.text("id")?;
    let context = inbound::text_context(&id);
    let unreadable =
        |error: &dyn ToString| Error::inconsistent("inbound_mail", "sealed_text", &id, error.to_string());
    let Some(sealed) = row.opt_bytes("sealed_text")? else { return Ok(0) };
    let text = app.keys.open_text(&context, &sealed).map_err(|error| unreadable(&error))?;
    let subject = row.opt_text("subject")?.unwrap_or_default();
    let without = (words.mask(&subject), words.mask(&text));
    if (&without.0, &without.1) == (&subject, &text) {
        return Ok(0);
    }
    let sealed =
        app.keys.seal(&app.random, &context, without.1.as_bytes()).map_err(|error| unreadable(&error))?;
    tx.execute(
        "UPDATE inbound_mail SET subject = $2, sealed_text = $3, sealed_raw = NULL WHERE id = $1",
        params![&id, &without.0, sealed],
    )
    .await?;
    Ok(1)
}
