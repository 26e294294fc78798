//! The register's rows.

use serde_json::Value;

use super::population::built_in;
use crate::clock::Now;
use crate::db::{Error, Tx, params};
use crate::numbers::OrgNumber;

/// A company's document as stored.
pub async fn find_company(tx: &mut Tx, number: OrgNumber) -> Result<Option<Value>, Error> {
    let number = number.to_string();
    let row = tx
        .fetch_optional("SELECT document FROM register_companies WHERE number = $1", params![&number])
        .await?;
    row.map(|row| {
        serde_json::from_str(&row.text("document")?)
            .map_err(|_| Error::inconsistent("register_companies", "document", &number, "it is not JSON"))
    })
    .transpose()
}

/// The numbers of the first companies, in order: examples for guides.
pub async fn list_company_numbers(tx: &mut Tx, limit: i64) -> Result<Vec<String>, Error> {
    let rows = tx
        .fetch_all("SELECT number FROM register_companies ORDER BY number LIMIT $1", params![limit])
        .await?;
    rows.iter().map(|row| row.text("number")).collect()
}

/// Writes the built-in population where it is missing; what a world changed is left as it is.
pub async fn seed_population(tx: &mut Tx, now: Now) -> Result<(), Error> {
    for company in built_in() {
        tx.execute(
            "INSERT INTO register_companies (number, document, updated_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            params![company.number.to_string(), company.document.to_string(), now.wall],
        )
        .await?;
    }
    Ok(())
}
