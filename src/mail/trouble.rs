//! Letters that do not get through: sent again when somebody has looked, to another address when the first was wrong.

use serde_json::json;

use super::outbox::Outbox;
use crate::clock::Now;
use crate::db::{Error, Tx, params};
use crate::jobs::{self, Due};

/// A letter that somebody wants to send again.
#[derive(Debug, Clone)]
pub struct LetterInTrouble {
    /// Its id.
    pub id: String,
    /// The case it belongs to.
    pub case_number: Option<String>,
    /// Where it went, or should have gone.
    pub recipient: String,
}

/// The letter `id`, when it was given up or is being tried again and again.
pub async fn find_in_trouble(tx: &mut Tx, id: &str) -> Result<Option<LetterInTrouble>, Error> {
    let row = tx
        .fetch_optional(
            "SELECT id, case_number, recipient FROM letters
             WHERE id = $1 AND (state = 'failed' OR (state = 'waiting' AND attempts > 0))",
            params![id],
        )
        .await?;
    row.map(|row| {
        Ok(LetterInTrouble {
            id: row.text("id")?,
            case_number: row.opt_text("case_number")?,
            recipient: row.text("recipient")?,
        })
    })
    .transpose()
}

/// Sends a letter in trouble again at once, to `recipient`; false when it is in no trouble any more. Of two that do so at
/// the same moment, one succeeds. It keeps its Message-ID, so that a reader who had it already can tell.
pub async fn send_again(
    tx: &mut Tx,
    outbox: &Outbox,
    now: Now,
    id: &str,
    recipient: &str,
) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE letters SET state = 'waiting', recipient = $2, attempts = 0, last_error = NULL, next_attempt_at = NULL,
                    pursued_since = $3
             WHERE id = $1 AND (state = 'failed' OR (state = 'waiting' AND attempts > 0))",
            params![id, recipient, now.wall],
        )
        .await?;
    if changed == 1 {
        let payload = json!({ "letter_id": id });
        jobs::enqueue(tx, &outbox.random, now, "mail.send", &payload, Due::Now, None).await?;
    }
    Ok(changed == 1)
}
