//! The schema as the database has it, held against what is declared of it; and where in it something can be read.

use std::collections::{BTreeMap, BTreeSet};

use fullmakt::clock::DAY;
use fullmakt::db::{Row, Value, params};
use fullmakt::mail::{inbox, open_body, open_html};
use fullmakt::orders::{drafts, inbound};
use fullmakt::privacy::columns::COLUMNS;
use fullmakt::privacy::{Ends, KINDS};

use super::{forward, run};
use crate::support::TestApp;

/// Every column with its type in small letters, by table.
async fn schema(test: &TestApp) -> BTreeMap<String, BTreeMap<String, String>> {
    let sql = if test.app.db.is_postgres() {
        "SELECT CAST(table_name AS TEXT) AS t, CAST(column_name AS TEXT) AS c, CAST(data_type AS TEXT) AS kind
         FROM information_schema.columns WHERE table_schema = current_schema()"
    } else {
        "SELECT m.name AS t, p.name AS c, p.type AS kind FROM sqlite_master m JOIN pragma_table_info(m.name) p
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
    };
    let mut tx = test.app.db.read().await.expect("read");
    let mut schema: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for row in tx.fetch_all(sql, params![]).await.expect("the schema") {
        let word = |name: &str| row.text(name).expect("text");
        schema.entry(word("t")).or_default().insert(word("c"), word("kind").to_lowercase());
    }
    schema
}

/// The columns of one type.
fn of_type<'a>(columns: &'a BTreeMap<String, String>, kind: &str) -> Vec<&'a str> {
    columns.iter().filter(|(_, its)| *its == kind).map(|(name, _)| name.as_str()).collect()
}

/// Where in the database a word can be read, whatever its case: in words, in bytes, and in what is sealed.
pub(crate) async fn where_is(test: &TestApp, word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    let mut found = Vec::new();
    let mut look = |place: String, value: &str| {
        if value.to_lowercase().contains(&word) {
            found.push(format!("{place}: {value}"));
        }
    };
    for (table, columns) in schema(test).await {
        let (texts, bytes) = (of_type(&columns, "text"), of_type(&columns, "bytea"));
        let names = [texts.clone(), bytes.clone()].concat();
        if names.is_empty() {
            continue;
        }
        let mut tx = test.app.db.read().await.expect("read");
        let sql = format!("SELECT {} FROM {table}", names.join(", "));
        let rows = tx.fetch_all(&sql, params![]).await.unwrap_or_else(|error| panic!("{table}: {error}"));
        drop(tx);
        for row in &rows {
            for column in &texts {
                look(format!("{table}.{column}"), &row.opt_text(column).expect("text").unwrap_or_default());
            }
            for column in &bytes {
                let bytes = row.opt_bytes(column).expect("bytes").unwrap_or_default();
                look(format!("{table}.{column}"), &String::from_utf8_lossy(&bytes));
            }
            for text in opened(test, &table, row).await {
                look(format!("{table}, opened"), &text);
            }
        }
    }
    found
}

/// What is sealed in a row, opened.
async fn opened(test: &TestApp, table: &str, row: &Row) -> Vec<String> {
    let (app, word) = (&test.app, |name: &str| row.text(name).unwrap_or_default());
    let mut texts = Vec::new();
    match table {
        "letters" | "mailbox" => {
            let letter = word(if table == "letters" { "id" } else { "letter_id" });
            texts.extend(open_body(&app.keys, &letter, row).ok());
            texts.extend(open_html(&app.keys, &letter, row).ok().flatten());
        }
        "inbound_mail" => {
            let id = word("id");
            let raw = inbox::open_raw(&app.db, &app.keys, &id).await.ok().flatten();
            texts.extend(raw.map(|raw| String::from_utf8_lossy(&raw).into_owned()));
            let sealed = row.opt_bytes("sealed_text").expect("bytes");
            texts.extend(
                sealed.and_then(|sealed| app.keys.open_text(&inbound::text_context(&id), &sealed).ok()),
            );
        }
        "order_drafts" => {
            let mut tx = app.db.read().await.expect("read");
            let draft = drafts::read_fields(&mut tx, app, &word("id")).await.ok().flatten();
            texts.extend(draft.into_iter().flat_map(|draft| draft.fields.into_values()));
        }
        _ => {}
    }
    texts
}

#[tokio::test]
async fn every_column_of_the_database_is_said_to_tell_of_persons_or_not() {
    let test = TestApp::new().await;
    let mut wrong = Vec::new();
    let mut schema = schema(&test).await;
    for declared in COLUMNS {
        let Some(columns) = schema.remove(declared.table) else {
            wrong.push(format!("{} is no table", declared.table));
            continue;
        };
        let there: BTreeSet<&str> =
            [of_type(&columns, "text"), of_type(&columns, "bytea")].concat().into_iter().collect();
        let both = declared.personal.iter().chain(declared.others);
        let said: BTreeSet<&str> = both.clone().copied().collect();
        if said.len() != both.count() {
            wrong.push(format!("{}: a column is named twice", declared.table));
        }
        for column in there.difference(&said) {
            wrong.push(format!(
                "{}.{column} is not declared: can it tell of a real person? Say so in src/privacy/columns.rs, and in src/privacy/ending.rs how it ends",
                declared.table
            ));
        }
        for column in said.difference(&there) {
            wrong.push(format!("{}.{column} is no column of words or bytes", declared.table));
        }
    }
    for table in schema.keys() {
        wrong.push(format!(
            "the table {table} is not declared: add it to src/privacy/columns.rs, and to KINDS (with a purpose and an end) or \
             WITHOUT_PERSONS in src/privacy/mod.rs"
        ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const MARK: &str = "Merkelig Merkesen";

/// What a column that is not personal must hold, where not any word will do.
fn value_of(table: &str, column: &str) -> &'static str {
    match (table, column) {
        ("orders", "id") | (_, "order_id") => "o",
        (_, "case_number") => "2026-90001",
        ("orders" | "order_drafts", "kind") => "direct",
        ("orders", "state") => "rejected",
        ("orders", "channel") | ("order_drafts", "origin") => "form",
        ("orders", "legal_basis") => "reporting-entity",
        ("orders", "warnings") => "[]",
        ("orders", "vendor_number") => "910049356",
        ("orders", "customer_number") => "810844612",
        ("order_steps", "state") => "done",
        ("order_steps", "mode") => "manual",
        ("letters", "state") => "sent",
        ("inbound_mail", "state") => "order",
        ("sessions", "kind") => "contact",
        ("one_time_links", "kind") => "handler",
        ("contact_changes", "who") => "vendor",
        ("entity_answers", "answer") => "found",
        (_, "language") => "nb",
        _ => "x",
    }
}

/// A row with the mark in every personal column, as old as the world.
async fn insert_marked(test: &TestApp, table: &str, columns: &BTreeMap<String, String>, personal: &[&str]) {
    let at = test.app.now().wall;
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for (name, kind) in columns {
        let value: Value = match (kind.as_str(), personal.contains(&name.as_str())) {
            // Whatever it was, it has happened, and the case was not forgotten yet.
            ("bigint", _) if name == "anonymised_at" => continue,
            ("bigint", _) if name == "day" => Value::from(at.div_euclid(DAY) - 1),
            ("bigint", _) => Value::from(at),
            ("boolean", _) => Value::from(false),
            ("text", true) => Value::from(MARK),
            ("text", false) => Value::from(value_of(table, name)),
            (_, _) => Value::from(MARK.as_bytes().to_vec()),
        };
        names.push(name.as_str());
        values.push(value);
    }
    let places: Vec<String> = (1..=values.len()).map(|place| format!("${place}")).collect();
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), places.join(", "));
    run(test, &sql, &values).await;
}

#[tokio::test]
async fn what_is_said_to_tell_of_persons_is_gone_when_its_time_is_over() {
    let test = TestApp::new().await;
    let schema = schema(&test).await;
    // What another rule ends has its own tests: an access that is taken back, a mark that nobody can read, and what a search
    // starts from, which is taken away word by word.
    let by_another_rule: Vec<&str> = KINDS
        .iter()
        .filter(|kind| matches!(kind.ends, Ends::Otherwise))
        .flat_map(|kind| kind.tables)
        .copied()
        .chain(["order_terms"])
        .collect();
    let mut tables: Vec<_> = COLUMNS
        .iter()
        .filter(|columns| !columns.personal.is_empty() && !by_another_rule.contains(&columns.table))
        .collect();
    // What hangs on an order comes after it.
    tables.sort_by_key(|columns| (columns.table != "orders", columns.table));
    let mut expected = BTreeSet::new();
    for columns in &tables {
        insert_marked(&test, columns.table, &schema[columns.table], columns.personal).await;
        expected.extend(columns.personal.iter().map(|column| format!("{}.{column}: {MARK}", columns.table)));
    }
    let marked: BTreeSet<String> = where_is(&test, MARK).await.into_iter().collect();
    assert_eq!(marked, expected, "every personal column is marked before");
    forward(&test, 1_096).await;
    test.advance(2 * DAY);
    forward(&test, 1).await;
    assert_eq!(where_is(&test, MARK).await, [""; 0], "these columns tell of persons for ever");
    assert_eq!(test.count("SELECT count(*) AS n FROM orders WHERE id = 'o'").await, 1, "the case stays");
}
