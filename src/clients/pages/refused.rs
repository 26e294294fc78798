//! What was refused lately of a client's requests for tokens, on its page.

use super::super::Client;
use crate::access::Visit;
use crate::clock::DAY;
use crate::db::{self, Tx};
use crate::ledger::{self, Search};

/// How many refused requests a client's page shows; the rest is a link away.
const REFUSALS: i64 = 10;

/// How far back it shows them, in days.
const SHOWN_DAYS: i64 = 30;

/// A request that was refused.
pub(super) struct RefusalLine {
    pub(super) trace_id: String,
    pub(super) at: String,
    pub(super) code: String,
    pub(super) meaning: String,
}

/// The latest requests of the client that were refused.
pub(super) async fn refusals(
    tx: &mut Tx,
    client: &Client,
    visit: &Visit,
) -> Result<Vec<RefusalLine>, db::Error> {
    let wanted = Search {
        // An earlier client of the same name may have been somebody else's.
        of: Some(client.organisation),
        client: Some(client.id.clone()),
        outcome: Some(ledger::Outcome::Refused),
        from: Some(visit.now.wall - SHOWN_DAYS * DAY),
        ..Search::default()
    };
    let entries = ledger::search(tx, &wanted, REFUSALS).await?;
    Ok(entries
        .iter()
        .map(|entry| RefusalLine {
            trace_id: entry.trace_id.clone(),
            at: visit.lang.instant(entry.at),
            code: ledger::outcome(entry.code.as_deref().unwrap_or("avvist"), visit.lang),
            meaning: entry.meaning(visit.lang),
        })
        .collect())
}

/// Where all of them are found, and what is older.
pub(super) fn all_of(client: &Client) -> String {
    format!("/forklar?klient={}&utfall=avvist", client.id)
}
