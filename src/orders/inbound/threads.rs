//! Which case a mail belongs to, and as whom its sender speaks there.
//!
//! A thread is known by the letters and mails that the message answers, else by the case number in its subject, else by one
//! that its text calls a case. Knowing the number is no right: only the order's own contact changes anything by mail.

use crate::db::{Error, Tx, params};
use crate::orders::{Order, awaiting, store};

/// Message-IDs of one message that are looked up, the newest first: threads grow long.
const REFERENCES: usize = 20;

/// How far before a number the word stands that makes it a case's, in characters.
const WORD_BEFORE: usize = 24;

/// As whom somebody writes in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    /// The contact of who ordered, or the sender whose order it is.
    Applicant,
    /// The contact of the customer in a vendor's order.
    Customer,
    /// Anybody else.
    Stranger,
}

/// A mail's case.
#[derive(Debug, Clone)]
pub(super) struct Thread {
    pub order: Order,
    pub voice: Voice,
}

/// The case that a message of `sender` belongs to.
pub(super) async fn find(
    tx: &mut Tx,
    references: &[String],
    subject: &str,
    text: &str,
    sender: &str,
) -> Result<Option<Thread>, Error> {
    let mut found = by_references(tx, references).await?;
    if found.is_none()
        && let Some(case) = case_numbers(subject, false).first()
    {
        found = store::find_by_case(tx, case).await?;
    }
    if found.is_none()
        && let [case] = case_numbers(text, true).as_slice()
    {
        found = store::find_by_case(tx, case).await?;
    }
    let Some(order) = found else { return Ok(None) };
    let voice = voice(tx, &order, sender).await?;
    Ok(Some(Thread { order, voice }))
}

async fn by_references(tx: &mut Tx, references: &[String]) -> Result<Option<Order>, Error> {
    for id in references.iter().rev().take(REFERENCES) {
        let row = tx
            .fetch_optional(
                "SELECT case_number FROM letters WHERE message_id = $1 AND case_number IS NOT NULL
                 UNION ALL
                 SELECT case_number FROM inbound_mail WHERE message_id = $1 AND case_number IS NOT NULL
                 LIMIT 1",
                params![id],
            )
            .await?;
        if let Some(row) = row {
            return store::find_by_case(tx, &row.text("case_number")?).await;
        }
    }
    Ok(None)
}

async fn voice(tx: &mut Tx, order: &Order, sender: &str) -> Result<Voice, Error> {
    let is = |address: Option<&str>| address.is_some_and(|address| same_address(address, sender));
    let applicant = order.applicant().map(|party| party.contact.email.as_str());
    if is(applicant) {
        return Ok(Voice::Applicant);
    }
    // Of an order that never said who its contact is, whoever mailed it is known, also when it waits no more.
    if is(awaiting::find_sender(tx, &order.id).await?.as_deref())
        || applicant.is_none() && is(sender_of(tx, order).await?.as_deref())
    {
        return Ok(Voice::Applicant);
    }
    let customer = order.customer.as_ref().map(|party| party.contact.email.as_str());
    Ok(if is(customer) { Voice::Customer } else { Voice::Stranger })
}

/// The sender of the mail that became the order.
async fn sender_of(tx: &mut Tx, order: &Order) -> Result<Option<String>, Error> {
    let row = tx
        .fetch_optional(
            "SELECT sender FROM inbound_mail WHERE order_id = $1 ORDER BY received_at, id LIMIT 1",
            params![&order.id],
        )
        .await?;
    Ok(row.map(|row| row.opt_text("sender")).transpose()?.flatten())
}

fn same_address(one: &str, other: &str) -> bool {
    !one.is_empty() && one.to_lowercase() == other.to_lowercase()
}

/// The case numbers in a text, each once; with `called`, only those that a word calls a case.
fn case_numbers(text: &str, called: bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in text.match_indices('-') {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        let year: String = before.chars().rev().take_while(char::is_ascii_digit).collect();
        let number: String = after.chars().take_while(char::is_ascii_digit).collect();
        if year.len() != 4 || !(5..=9).contains(&number.len()) {
            continue;
        }
        let year: String = year.chars().rev().collect();
        let ahead = before.strip_suffix(year.as_str()).unwrap_or_default();
        let ahead: String = ahead.chars().rev().take(WORD_BEFORE).collect();
        let ahead: String = ahead.chars().rev().collect::<String>().to_lowercase();
        let is_called = ahead
            .split(|c: char| !c.is_alphabetic())
            .any(|word| word.starts_with("sak") || word.starts_with("case"));
        // A longer code that only ends like one is none.
        if ahead.ends_with(['-', '/', '.', '_']) || called && !is_called {
            continue;
        }
        let case = format!("{year}-{number}");
        if !found.contains(&case) {
            found.push(case);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_number_is_found_where_it_is_called_one() {
        for (text, called, expected) in [
            ("Re: Noe mangler i bestillingen: sak 2026-00001", false, &["2026-00001"][..]),
            ("2026-00001 og 2026-00002", false, &["2026-00001", "2026-00002"]),
            ("Gjelder saksnummer: 2026-00001.", true, &["2026-00001"]),
            ("About case 2026-00001, again: case no. 2026-00001", true, &["2026-00001"]),
            ("Faktura 2026-00001", true, &[]),
            ("Vår ref. 77/2026-00001", false, &[]),
            ("12026-00001, 2026-0001, 2026-1234567890", false, &[]),
            ("2026–00001", false, &[]),
        ] {
            assert_eq!(case_numbers(text, called), expected, "{text}");
        }
    }
}
