//! The schema's history: forward only, once, all or nothing, and never edited.

use fullmakt::db::migrate::{Migration, apply, pending};
use fullmakt::db::{Db, Error, params};

use super::select;
use crate::support::database;

const FIRST: Migration = Migration {
    version: 1,
    name: "0001_first",
    sql: "CREATE TABLE letters (id TEXT); -- a; comment\nINSERT INTO letters (id) VALUES (';');",
};
const SECOND: Migration =
    Migration { version: 2, name: "0002_second", sql: "ALTER TABLE letters ADD COLUMN at BIGINT;" };

#[tokio::test]
async fn the_programs_own_migrations_are_applied_once() {
    let database = database::empty().await;
    let before = database.pending_migrations().await.unwrap();
    assert!(!before.is_empty());
    assert_eq!(database.migrate(7).await.unwrap(), before);
    assert_eq!(database.migrate(8).await.unwrap(), Vec::<String>::new());
    assert_eq!(database.pending_migrations().await.unwrap(), Vec::<String>::new());
    let mut tx = database.read().await.unwrap();
    for row in tx.fetch_all("SELECT applied_at FROM schema_migrations", &[]).await.unwrap() {
        assert_eq!(row.int("applied_at").unwrap(), 7);
    }
}

#[tokio::test]
async fn new_migrations_are_applied_in_order_after_the_old() {
    let database = database::empty().await;
    assert_eq!(apply(&database, &[FIRST], 1).await.unwrap(), ["0001_first"]);
    assert_eq!(pending(&database, &[SECOND, FIRST]).await.unwrap(), ["0002_second"]);
    assert_eq!(apply(&database, &[SECOND, FIRST], 2).await.unwrap(), ["0002_second"]);
    let count = select(&database, "(SELECT count(*) FROM letters WHERE id = ';' AND at IS NULL)", &[]).await;
    assert_eq!(count, 1.into());
}

#[tokio::test]
async fn an_edited_migration_is_refused_but_turned_line_ends_are_not() {
    let database = database::empty().await;
    apply(&database, &[FIRST], 1).await.unwrap();
    let edited = Migration { sql: "CREATE TABLE letters (id TEXT, more TEXT);", ..FIRST };
    for outcome in [apply(&database, &[edited, SECOND], 2).await, pending(&database, &[edited]).await] {
        assert!(
            matches!(outcome, Err(Error::MigrationChanged { ref name }) if name == "0001_first"),
            "{outcome:?}"
        );
    }
    let turned = Migration { sql: Box::leak(FIRST.sql.replace('\n', "\r\n").into_boxed_str()), ..FIRST };
    assert_eq!(pending(&database, &[turned]).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused() {
    let database = database::empty().await;
    apply(&database, &[FIRST, SECOND], 1).await.unwrap();
    for outcome in [apply(&database, &[FIRST], 2).await, pending(&database, &[FIRST]).await] {
        assert!(matches!(outcome, Err(Error::MigrationUnknown { version: 2 })), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing_of_those_before_it() {
    let database = database::empty().await;
    let broken = Migration {
        version: 2,
        name: "0002_broken",
        sql: "CREATE TABLE more (id TEXT); CREATE TABLE letters (id TEXT);",
    };
    assert!(matches!(apply(&database, &[FIRST, broken], 1).await, Err(Error::Query { .. })));
    assert_eq!(pending(&database, &[FIRST, SECOND]).await.unwrap(), ["0001_first", "0002_second"]);
    assert_eq!(apply(&database, &[FIRST, SECOND], 2).await.unwrap(), ["0001_first", "0002_second"]);
}

#[tokio::test]
async fn nodes_that_migrate_at_once_apply_each_migration_once() {
    let database = database::empty().await;
    let mut nodes: Vec<Db> = Vec::new();
    for _ in 0..4 {
        nodes.push(database.another_node().await);
    }
    let tasks =
        nodes.into_iter().map(|node| tokio::spawn(async move { apply(&node, &[FIRST, SECOND], 1).await }));
    let mut applied = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        applied.extend(task.await.unwrap().unwrap());
    }
    assert_eq!(applied, ["0001_first", "0002_second"]);
}

#[tokio::test]
async fn orders_of_the_first_schema_keep_their_states_columns_and_steps_when_more_states_come() {
    let database = database::empty().await;
    let (first, later) = fullmakt::db::migrate::MIGRATIONS.split_first().unwrap();
    apply(&database, &[*first], 1).await.unwrap();
    let mut tx = database.begin_write().await.unwrap();
    // A column that another migration added before the states' own.
    tx.execute("ALTER TABLE orders ADD COLUMN of_another TEXT", &[]).await.unwrap();
    for (id, state) in [("a", "received"), ("b", "done")] {
        tx.execute(
            "INSERT INTO orders (id, case_number, kind, state, channel, language, once_key, body_hash, wants_fictional_customer,
                notice_acknowledged, warnings, placed_by, version, received_at, world_received_at, of_another)
             VALUES ($1, $1, 'direct', $2, 'form', 'nb', $1, '', FALSE, TRUE, '[]', 'visitor', 1, 0, 0, 'kept')",
            params![id, state],
        )
        .await
        .unwrap();
    }
    tx.execute(
        "INSERT INTO order_steps (order_id, position, name, state, attempts) VALUES ('b', 0, 'letters', 'done', 0)",
        &[],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let states: Vec<Migration> = later.iter().filter(|migration| migration.version == 6).copied().collect();
    apply(&database, &[&[*first], states.as_slice()].concat(), 2).await.unwrap();

    let kept = "(SELECT count(*) FROM orders WHERE of_another = 'kept' AND state IN ('received', 'done'))";
    assert_eq!(select(&database, kept, &[]).await, 2.into());
    assert_eq!(
        select(&database, "(SELECT count(*) FROM order_steps WHERE mode = 'embedded')", &[]).await,
        1.into()
    );
    for (state, taken) in [("ended", true), ("unheard_of", false)] {
        let mut tx = database.begin_write().await.unwrap();
        let changed = tx.execute("UPDATE orders SET state = $1 WHERE id = 'b'", params![state]).await;
        assert_eq!(changed.is_ok(), taken, "{state}: {changed:?}");
    }
    let mut tx = database.begin_write().await.unwrap();
    let orphan = tx.execute("DELETE FROM orders WHERE id = 'b'", &[]).await;
    assert!(orphan.is_err(), "the steps' foreign key still holds");
}
