//! What goes in comes out: the four types, NULL, and placeholders by their digits.

use fullmakt::db::{Error, Value, params};

use super::{run, select, with_things};
use crate::support::database;

#[tokio::test]
async fn placeholders_are_bound_by_digit_and_not_by_position() {
    let database = database::empty().await;
    let mut tx = database.read().await.unwrap();
    let sql = "SELECT CAST($2 AS TEXT) AS second, CAST($1 AS TEXT) AS first, CAST($2 AS TEXT) AS again";
    // Twice, because the second run takes the statement from the cache, where old values could linger.
    for (one, two) in [("a", "b"), ("c", "d")] {
        let row = tx.fetch_optional(sql, params![one, two]).await.unwrap().unwrap();
        assert_eq!(row.text("first").unwrap(), one);
        assert_eq!(row.text("second").unwrap(), two);
        assert_eq!(row.text("again").unwrap(), two);
    }
}

#[tokio::test]
async fn more_than_nine_placeholders_keep_their_order() {
    let database = database::empty().await;
    let sum: Vec<String> = (1..=12).rev().map(|n| format!("CAST(${n} AS BIGINT) * {n}")).collect();
    let params: Vec<Value> = (1..=12_i64).map(Value::from).collect();
    // 1² + 2² + … + 12²
    assert_eq!(select(&database, &sum.join(" + "), &params).await, Value::Int(650));
}

#[tokio::test]
async fn many_rows_go_in_at_once_whatever_their_number_and_tell_which_were_new() {
    let database = with_things().await;
    let name = |number: usize| Value::from(format!("ting-{number:03}"));
    let mut tx = database.begin_write().await.expect("write");
    let into = "INSERT INTO things (id, amount)";
    let mut before = 0;
    for count in [0, 1, 7, 8, 9, 64, 65, 150] {
        let rows: Vec<Value> = (0..count).flat_map(|at| [name(at), Value::from(5_i64)]).collect();
        let new =
            tx.insert_all(into, 2, &rows, "ON CONFLICT DO NOTHING RETURNING id").await.expect("inserted");
        assert_eq!(new.len(), count - before, "of {count} rows, {before} were there");
        before = count;
        let keys: Vec<Value> = (0..count).map(name).chain([name(999)]).collect();
        let found = tx.fetch_among("SELECT id FROM things WHERE id IN", &keys).await.expect("found");
        assert_eq!(found.len(), count);
    }
    let none = tx.insert_all(into, 2, &[name(200), Value::from(5_i64)], "").await.expect("inserted");
    assert!(none.is_empty(), "nothing is returned that was not asked for");
    tx.commit().await.expect("commit");
    let mut tx = database.begin_write().await.expect("write");
    let rows: Vec<Value> = (300..400).flat_map(|at| [name(at), Value::from(i64::from(at < 390))]).collect();
    assert!(tx.insert_all(into, 2, &rows, "").await.is_err(), "one row breaks a rule");
    assert!(tx.commit().await.is_err(), "and the transaction is lost, the rows before it too");
}

#[tokio::test]
async fn a_wrong_number_of_values_is_refused_and_names_the_statement() {
    let database = database::empty().await;
    let cases: &[(&str, &[Value])] = &[
        ("SELECT CAST($1 AS TEXT)", params![]),
        ("SELECT CAST($1 AS TEXT)", params!["a", "b"]),
        ("SELECT CAST($1 AS TEXT), CAST($2 AS TEXT)", params!["a"]),
        ("SELECT CAST($2 AS TEXT)", params!["a"]),
        ("SELECT 1", params![1_i64]),
    ];
    for (sql, params) in cases {
        let error = database.read().await.unwrap().fetch_all(sql, params).await.unwrap_err();
        assert!(matches!(&error, Error::Query { sql: told, .. } if told == sql), "{sql}: {error:?}");
    }
}

#[tokio::test]
async fn null_of_every_type_is_stored_and_read_as_nothing() {
    let database = with_things().await;
    let mut tx = database.begin_write().await.unwrap();
    tx.execute(
        "INSERT INTO things (id, amount, ready, body) VALUES ($1, $2, $3, $4)",
        params!["a", None::<i64>, None::<bool>, None::<Vec<u8>>],
    )
    .await
    .unwrap();
    let row = tx
        .fetch_optional(
            "SELECT id, amount, ready, body, CAST($1 AS TEXT) AS said FROM things",
            params![None::<&str>],
        )
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.opt_int("amount").unwrap(), None);
    assert_eq!(row.opt_bool("ready").unwrap(), None);
    assert_eq!(row.opt_bytes("body").unwrap(), None);
    assert_eq!(row.opt_text("said").unwrap(), None);
}

#[tokio::test]
async fn a_null_that_must_not_be_is_told_with_table_column_and_row() {
    let database = with_things().await;
    let mut tx = database.begin_write().await.unwrap();
    tx.execute("INSERT INTO things (id) VALUES ('the-row')", &[]).await.unwrap();
    let row = tx.fetch_optional("SELECT id, amount FROM things", &[]).await.unwrap().unwrap();
    let error = row.int("amount").unwrap_err();
    assert_eq!(error.to_string(), "table things, column amount, row the-row: is NULL and must not be");
    let error = row.bool("id").unwrap_err();
    assert_eq!(
        error.to_string(),
        "table things, column id, row the-row: holds TEXT where BOOLEAN was expected"
    );
    let error = row.text("name").unwrap_err();
    assert!(error.to_string().contains("no column name; it has id, amount"), "{error}");
}

#[tokio::test]
async fn truth_values_are_stored_compared_and_read() {
    let database = with_things().await;
    let mut tx = database.begin_write().await.unwrap();
    for (id, ready) in [("no", false), ("yes", true)] {
        tx.execute("INSERT INTO things (id, ready) VALUES ($1, $2)", params![id, ready]).await.unwrap();
    }
    let cases: &[(&str, &[Value], &str)] = &[
        ("ready", params![], "yes"),
        ("NOT ready", params![], "no"),
        ("ready = TRUE", params![], "yes"),
        ("ready = $1", params![false], "no"),
        ("ready = $1", params![true], "yes"),
    ];
    for (condition, params, expected) in cases {
        let sql = format!("SELECT id, ready FROM things WHERE {condition}");
        let rows = tx.fetch_all(&sql, params).await.unwrap();
        assert_eq!(rows.len(), 1, "{condition}");
        assert_eq!(rows[0].text("id").unwrap(), *expected, "{condition}");
        assert_eq!(rows[0].bool("ready").unwrap(), *expected == "yes", "{condition}");
    }
    let row =
        tx.fetch_optional("SELECT count(*) FILTER (WHERE ready) = 1 AS one FROM things", &[]).await.unwrap();
    assert!(row.unwrap().bool("one").unwrap());
}

#[tokio::test]
async fn every_byte_and_no_byte_survive() {
    let database = with_things().await;
    let mut tx = database.begin_write().await.unwrap();
    let bodies: [Vec<u8>; 3] = [(0..=255).collect(), Vec::new(), vec![0; 1_000_000]];
    for (position, body) in bodies.iter().enumerate() {
        let id = position.to_string();
        tx.execute("INSERT INTO things (id, body) VALUES ($1, $2)", params![&id, body]).await.unwrap();
        let found =
            tx.fetch_optional("SELECT body FROM things WHERE id = $1", params![&id]).await.unwrap().unwrap();
        assert!(found.bytes("body").unwrap() == *body, "body {id}");
    }
}

#[tokio::test]
async fn text_of_any_script_and_length_survives() {
    let database = database::empty().await;
    let long = "lang ".repeat(50_000);
    for text in ["", "Ærlig Ørret på Åsen", "𝄞 🙂", "a'b\"c\\d;--$1", "\u{1}\n\t", &long] {
        assert!(select(&database, "CAST($1 AS TEXT)", params![text]).await == Value::from(text));
    }
}

#[tokio::test]
async fn text_with_nul_is_refused_before_it_reaches_a_database() {
    let database = database::empty().await;
    let mut tx = database.read().await.unwrap();
    let error = tx.fetch_all("SELECT CAST($1 AS TEXT)", params!["a\0b"]).await.unwrap_err();
    assert!(error.to_string().contains("the text for $1 holds the character NUL"), "{error}");
}

#[tokio::test]
async fn numbers_of_every_width_are_read_as_one_type() {
    let database = with_things().await;
    run(&database, "INSERT INTO things (id, amount) VALUES ('a', 1), ('b', 9223372036854775807)").await;
    let cases: &[(&str, &[Value], i64)] = &[
        ("CAST($1 AS BIGINT)", params![i64::MIN], i64::MIN),
        ("CAST($1 AS BIGINT)", params![i64::MAX], i64::MAX),
        ("CAST($1 AS BIGINT)", params![7_i32], 7),
        ("CAST($1 AS BIGINT)", params![u32::MAX], i64::from(u32::MAX)),
        ("1", params![], 1),
        ("(SELECT count(*) FROM things)", params![], 2),
        ("(SELECT max(amount) FROM things)", params![], i64::MAX),
        ("(SELECT CAST(sum(amount) AS BIGINT) FROM things WHERE id = $1)", params!["a"], 1),
        ("(SELECT amount + $1 FROM things WHERE id = 'a')", params![41_i64], 42),
        ("length($1)", params!["Åse"], 3),
    ];
    for (expression, params, expected) in cases {
        assert_eq!(select(&database, expression, params).await, Value::Int(*expected), "{expression}");
    }
    let mut tx = database.read().await.unwrap();
    let rows = tx
        .fetch_all("SELECT id FROM things ORDER BY id LIMIT $1 OFFSET $2", params![1_i64, 1_i64])
        .await
        .unwrap();
    assert_eq!(rows.iter().map(|row| row.text("id").unwrap()).collect::<Vec<_>>(), ["b"]);
}

#[tokio::test]
async fn a_fraction_is_refused_with_the_way_out() {
    let database = database::empty().await;
    let mut tx = database.read().await.unwrap();
    let error = tx.fetch_all("SELECT 1.5 AS half", &[]).await.unwrap_err();
    assert!(error.to_string().contains("half"), "{error}");
    assert!(error.to_string().contains("which the common dialect does not have"), "{error}");
}

#[tokio::test]
async fn like_tells_case_apart_and_a_quoted_name_is_never_a_text() {
    let database = database::empty().await;
    for (pattern, expected) in [("A%", true), ("a%", false), (r"A\_%", false), (r"A\%b", true)] {
        let mut tx = database.read().await.unwrap();
        let sql = r"SELECT CAST('A%b' AS TEXT) LIKE $1 ESCAPE '\' AS found";
        let row = tx.fetch_optional(sql, params![pattern]).await.unwrap().unwrap();
        assert_eq!(row.bool("found").unwrap(), expected, "{pattern}");
    }
    let mut tx = database.read().await.unwrap();
    assert!(matches!(tx.fetch_all(r#"SELECT "nothing""#, &[]).await, Err(Error::Query { .. })));
}

#[tokio::test]
async fn rows_outlive_their_transaction_and_show_no_values_in_a_log() {
    let database = database::empty().await;
    let mut tx = database.read().await.unwrap();
    let row = tx.fetch_optional("SELECT 'hemmelig' AS word", &[]).await.unwrap().unwrap();
    drop(tx);
    assert_eq!(row.text("word").unwrap(), "hemmelig");
    assert_eq!(format!("{row:?}"), r#"Row(["word"])"#);
}
