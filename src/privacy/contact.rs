//! Everything that is held about one contact, found by its mail address.
//!
//! Addresses are compared without regard to case, so that every row that could hold one is looked at: this is for a command
//! that is run now and then.

use std::collections::BTreeSet;

use crate::app::App;
use crate::db::{Error, Row, Tx, Value};
use crate::orders::drafts;

/// Rows that are looked at in one statement.
const PAGE: i64 = 1_000;

/// The three contacts that an order may name: the prefix of their columns.
pub const ROLES: [&str; 3] = ["vendor_contact", "customer_contact", "production_contact"];

/// A case in which the contact stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseOf {
    /// The order's id.
    pub id: String,
    /// Its case number.
    pub case_number: String,
    /// Where it stands.
    pub state: String,
    /// As what: prefixes of [`ROLES`].
    pub roles: Vec<&'static str>,
    /// Whether its missing facts were asked of the contact.
    pub was_asked: bool,
}

impl CaseOf {
    /// Whether something is still to be done, or done with the access: then its contact is needed.
    pub fn is_under_way(&self) -> bool {
        !matches!(self.state.as_str(), "rejected" | "closed" | "withdrawn" | "ended")
    }
}

/// Ids of everything that is held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Cases.
    pub cases: Vec<CaseOf>,
    /// Changes of contacts to or by this one.
    pub contact_changes: Vec<String>,
    /// Signed links.
    pub links: Vec<String>,
    /// Letters.
    pub letters: Vec<String>,
    /// Message-IDs of letters in the built-in mailbox.
    pub mailbox: Vec<String>,
    /// Messages that came from there.
    pub mails: Vec<String>,
    /// Drafts that name the address.
    pub drafts: Vec<String>,
    /// Days on which letters to the address were counted.
    pub answers: Vec<i64>,
    /// Names and telephone numbers that stand beside the address, for finding them in texts.
    pub words: BTreeSet<String>,
}

impl Holdings {
    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether two addresses are the same mailbox.
pub fn same_address(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// Finds everything that is held about `address`.
pub async fn find(tx: &mut Tx, app: &App, address: &str) -> Result<Holdings, Error> {
    let mut held = Holdings::default();
    cases(tx, address, &mut held).await?;
    let changes =
        scan(tx, "contact_changes", "id", &["contact_email", "contact_name", "contact_phone"], address)
            .await?;
    held.take_words(&changes);
    held.contact_changes = ids(&changes);
    let links = scan(tx, "signed_links", "id", &["contact_email", "contact_name"], address).await?;
    held.take_words(&links);
    held.links = ids(&links);
    held.letters = ids(&scan(tx, "letters", "id", &["recipient"], address).await?);
    held.mailbox = ids(&scan(tx, "mailbox", "message_id", &["recipient"], address).await?);
    let mut mails = ids(&scan(tx, "inbound_mail", "id", &["sender"], address).await?);
    mails.extend(ids(&scan(tx, "inbound_mail", "id", &["envelope_from"], address).await?));
    mails.sort();
    mails.dedup();
    held.mails = mails;
    let sql = "SELECT day FROM answers_a_day WHERE recipient = $1 ORDER BY day";
    let days = tx.fetch_all(sql, &[Value::from(address.trim().to_lowercase())]).await?;
    held.answers = days.iter().map(|row| row.int("day")).collect::<Result<_, _>>()?;
    for row in scan(tx, "order_drafts", "id", &[], address).await? {
        if let Some(draft) = drafts::read_fields(tx, app, &row.id).await?
            && draft.fields.values().any(|value| same_address(value, address))
        {
            held.drafts.push(row.id);
        }
    }
    Ok(held)
}

async fn cases(tx: &mut Tx, address: &str, held: &mut Holdings) -> Result<(), Error> {
    let columns: Vec<String> = ROLES
        .iter()
        .flat_map(|role| ["name", "email", "phone"].map(|part| format!("{role}_{part}")))
        .collect();
    let mut after = String::new();
    loop {
        let sql = format!(
            "SELECT o.id AS id, case_number, state, sender, {} FROM orders o
             LEFT JOIN awaited_orders a ON a.order_id = o.id WHERE o.id > $1 ORDER BY o.id LIMIT $2",
            columns.join(", ")
        );
        let rows = tx.fetch_all(&sql, &[Value::from(&after), Value::from(PAGE)]).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.text("id")?;
        for row in &rows {
            let mut roles = Vec::new();
            for role in ROLES {
                if row.opt_text(&format!("{role}_email"))?.is_some_and(|email| same_address(&email, address))
                {
                    roles.push(role);
                    held.take_word(row.opt_text(&format!("{role}_name"))?);
                    held.take_word(row.opt_text(&format!("{role}_phone"))?);
                }
            }
            let was_asked = row.opt_text("sender")?.is_some_and(|sender| same_address(&sender, address));
            if was_asked || !roles.is_empty() {
                held.cases.push(CaseOf {
                    id: row.text("id")?,
                    case_number: row.text("case_number")?,
                    state: row.text("state")?,
                    roles,
                    was_asked,
                });
            }
        }
    }
}

impl Holdings {
    fn take_word(&mut self, word: Option<String>) {
        // Shorter ones would be found inside other words.
        self.words.extend(word.map(|word| word.trim().to_owned()).filter(|word| word.chars().count() >= 4));
    }

    fn take_words(&mut self, rows: &[Found]) {
        for word in rows.iter().flat_map(|row| &row.words) {
            self.take_word(Some(word.clone()));
        }
    }
}

struct Found {
    id: String,
    words: Vec<String>,
}

fn ids(rows: &[Found]) -> Vec<String> {
    rows.iter().map(|row| row.id.clone()).collect()
}

/// The rows whose first column is the address, or every row when no column is named.
async fn scan(
    tx: &mut Tx,
    table: &str,
    key: &str,
    columns: &[&str],
    address: &str,
) -> Result<Vec<Found>, Error> {
    let selected = [&[key], columns].concat().join(", ");
    let sql = format!("SELECT {selected} FROM {table} WHERE {key} > $1 ORDER BY {key} LIMIT $2");
    let mut after = String::new();
    let mut found = Vec::new();
    loop {
        let rows = tx.fetch_all(&sql, &[Value::from(&after), Value::from(PAGE)]).await?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.text(key)?;
        for row in &rows {
            let text = |column: &&str| row.opt_text(column);
            let Some((first, others)) = columns.split_first() else {
                found.push(Found { id: row.text(key)?, words: Vec::new() });
                continue;
            };
            if text(first)?.is_some_and(|value| same_address(&value, address)) {
                let words = others.iter().map(text).collect::<Result<Vec<_>, _>>()?;
                found.push(Found { id: row.text(key)?, words: words.into_iter().flatten().collect() });
            }
        }
    }
}

/// One row by its key.
pub(super) async fn row(
    tx: &mut Tx,
    table: &str,
    key: &str,
    columns: &str,
    id: &str,
) -> Result<Option<Row>, Error> {
    let sql = format!("SELECT {columns} FROM {table} WHERE {key} = $1");
    tx.fetch_optional(&sql, &[Value::from(id)]).await
}
