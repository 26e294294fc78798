//! A client's keys on its page: their age, their end, and what the certificate of a locked one means for it. All of it on the
//! world's clock.

use super::super::keys::ClientKey;
use super::super::{Client, LockFault, named, names_of};
use crate::access::Visit;
use crate::clock::{DAY, Millis, norwegian_day};
use crate::db::{self, Tx};

/// From when on a key's end is pointed out.
const SOON: Millis = 30 * DAY;

/// A key.
pub(super) struct KeyLine {
    pub(super) kid: String,
    pub(super) created: String,
    pub(super) end: String,
    /// The colour and the word of a state that is worth one.
    pub(super) state: Option<(&'static str, String)>,
    /// What its certificate means for it.
    pub(super) certificate: Option<String>,
    /// The code that its requests are refused with, which has a page of its own.
    pub(super) refused: Option<&'static str>,
}

/// The lines of the client's keys.
pub(super) async fn key_lines(
    tx: &mut Tx,
    client: &Client,
    keys: &[ClientKey],
    visit: &Visit,
) -> Result<Vec<KeyLine>, db::Error> {
    let mut lines = Vec::with_capacity(keys.len());
    for key in keys {
        let fault = key.lock_fault(client.organisation, visit.now);
        let refused = match fault {
            Some(LockFault::Another { .. }) => Some("MP-122"),
            Some(LockFault::Over(_)) if key.is_over(visit.now) => None,
            Some(LockFault::Over(_) | LockFault::Early(_)) => Some("MP-120"),
            None => None,
        };
        lines.push(KeyLine {
            kid: key.kid.clone(),
            created: norwegian_day(key.created_at),
            end: visit.lang.instant(key.ends_at()),
            state: state(key, fault.as_ref(), visit),
            certificate: certificate(tx, key, fault.as_ref(), visit).await?,
            refused,
        });
    }
    Ok(lines)
}

fn state(key: &ClientKey, fault: Option<&LockFault>, visit: &Visit) -> Option<(&'static str, String)> {
    let (colour, text) = match fault {
        Some(LockFault::Another { .. }) => ("danger", "client-key-state-never"),
        Some(LockFault::Over(_)) => ("danger", "client-key-state-over"),
        _ if key.is_over(visit.now) => ("danger", "client-key-state-over"),
        Some(LockFault::Early(_)) => ("warning", "client-key-state-early"),
        None if key.ends_at() <= visit.now.world + SOON => ("warning", "client-key-state-soon"),
        None => return None,
    };
    Some((colour, visit.t(text)))
}

async fn certificate(
    tx: &mut Tx,
    key: &ClientKey,
    fault: Option<&LockFault>,
    visit: &Visit,
) -> Result<Option<String>, db::Error> {
    let Some(leaf) = key.certificate() else { return Ok(None) };
    // One that names no organisation is told by what else stands in it.
    let organisation = match leaf.organisation {
        Some(number) => named(&names_of(tx, [number].into_iter()).await?, number),
        None => leaf.subject.clone(),
    };
    let text = match fault {
        Some(LockFault::Another { .. }) => "client-key-certificate-other",
        Some(LockFault::Early(_)) => "client-key-certificate-early",
        _ if leaf.expires_at < key.expires_at => "client-key-certificate-ends",
        _ => "client-key-certificate",
    };
    let (start, end) = (visit.lang.instant(leaf.valid_from), visit.lang.instant(leaf.expires_at));
    let values = [("organisation", organisation.as_str()), ("start", &start), ("end", &end)];
    Ok(Some(visit.lang.text_with(text, &values)))
}

/// What is to be done about the keys of a client, where all of them are of no use, or soon will be.
pub(super) fn key_warning(client: &Client, keys: &[ClientKey], visit: &Visit) -> Option<String> {
    let (lang, now) = (visit.lang, visit.now);
    let never = |key: &&ClientKey| {
        matches!(key.lock_fault(client.organisation, now), Some(LockFault::Another { .. }))
    };
    if keys.is_empty() {
        return Some(lang.text("client-keys-none-short"));
    }
    match keys.iter().filter(|key| !never(key)).map(ClientKey::ends_at).max() {
        None => Some(lang.text("client-keys-never-short")),
        Some(end) if end <= now.world => Some(lang.text("client-keys-over-short")),
        Some(end) if end <= now.world + SOON => {
            Some(lang.text_with("client-keys-soon-short", &[("day", &norwegian_day(end))]))
        }
        Some(_) => None,
    }
}
