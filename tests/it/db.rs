//! What every room takes for granted of the two databases. Each rule is held on SQLite and on PostgreSQL alike, except in
//! the files named after one of them.

mod migrations;
mod postgres;
mod sqlite;
mod transactions;
mod values;

use fullmakt::db::{Db, Value, params};

use crate::support::database::{self, TestDatabase};

/// A database with one table of all types, as every room might make it.
async fn with_things() -> TestDatabase {
    let database = database::empty().await;
    run(
        &database,
        "CREATE TABLE things (
            id TEXT NOT NULL PRIMARY KEY,
            amount BIGINT CONSTRAINT things_amount_positive CHECK (amount > 0),
            ready BOOLEAN,
            body BYTEA
        );
        CREATE TABLE parts (
            id TEXT NOT NULL PRIMARY KEY,
            thing TEXT NOT NULL REFERENCES things (id)
        );",
    )
    .await;
    database
}

async fn run(db: &Db, script: &str) {
    let mut tx = db.begin_write().await.unwrap();
    tx.run_script(script).await.unwrap();
    tx.commit().await.unwrap();
}

async fn insert(db: &Db, id: &str) {
    let mut tx = db.begin_write().await.unwrap();
    assert_eq!(tx.execute("INSERT INTO things (id) VALUES ($1)", params![id]).await.unwrap(), 1);
    tx.commit().await.unwrap();
}

/// The ids in the table, as a transaction sees them that begins now.
async fn ids(db: &Db) -> Vec<String> {
    ids_seen_by(&mut db.read().await.unwrap()).await
}

async fn ids_seen_by(tx: &mut fullmakt::db::Tx) -> Vec<String> {
    let rows = tx.fetch_all("SELECT id FROM things ORDER BY id", &[]).await.unwrap();
    rows.iter().map(|row| row.text("id").unwrap()).collect()
}

/// What one expression comes back as.
async fn select(db: &Db, expression: &str, params: &[Value]) -> Value {
    let mut tx = db.read().await.unwrap();
    let row = tx.fetch_optional(&format!("SELECT {expression} AS found"), params).await.unwrap().unwrap();
    row.value("found").unwrap().clone()
}
