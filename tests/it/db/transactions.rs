//! All or nothing: roll-back on drop and on cancellation, snapshots, conflicts, waiting that ends.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use fullmakt::db::{Db, Error, Tx, params};

use super::{ids, ids_seen_by, insert, run, with_things};

/// Short, because the tests that use it want the wait to run out.
const SOON: Duration = Duration::from_millis(30);

#[tokio::test]
async fn a_committed_transaction_is_seen_by_every_node() {
    let database = with_things().await;
    let other = database.another_node().await;
    insert(&database, "a").await;
    assert_eq!(ids(&other).await, ["a"]);
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing_and_its_connection_is_usable() {
    let database = with_things().await;
    // More often than there are connections, so that each has been through it.
    for _ in 0..20 {
        let mut tx = database.begin_write().await.unwrap();
        tx.execute("INSERT INTO things (id) VALUES ('a')", &[]).await.unwrap();
        assert_eq!(ids_seen_by(&mut tx).await, ["a"]);
        drop(tx);
        assert_eq!(ids(&database).await, Vec::<String>::new());
    }
    insert(&database, "a").await;
    assert_eq!(ids(&database).await, ["a"]);
}

#[tokio::test]
async fn an_aborted_task_leaves_nothing() {
    let database = with_things().await;
    let db = database.db.clone();
    let (written, inserted) = tokio::sync::oneshot::channel();
    let task = tokio::spawn(async move {
        let mut tx = db.begin_write().await.unwrap();
        tx.execute("INSERT INTO things (id) VALUES ('a')", &[]).await.unwrap();
        written.send(()).unwrap();
        std::future::pending::<()>().await;
        tx.commit().await.unwrap();
    });
    inserted.await.unwrap();
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(ids(&database).await, Vec::<String>::new());
    insert(&database, "a").await;
}

/// Polls a future a given number of times and then lets go of it, as a server does whose client hung up.
struct CancelAfter<F> {
    polls: usize,
    future: Pin<Box<F>>,
}

impl<F: Future> Future for CancelAfter<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            return Poll::Ready(None);
        }
        self.polls -= 1;
        match self.future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            // Not polled again after the last time: it is dropped with whatever it has under way.
            Poll::Pending if self.polls == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }
}

async fn insert_two(db: Db) -> Result<(), Error> {
    let mut tx = db.begin_write().await?;
    tx.execute("INSERT INTO things (id) VALUES ($1)", params!["a"]).await?;
    tx.execute("INSERT INTO things (id) VALUES ($1)", params!["b"]).await?;
    tx.commit().await
}

#[tokio::test]
async fn a_transaction_cancelled_at_any_point_is_whole_or_absent() {
    let database = with_things().await;
    for polls in 0.. {
        let future = Box::pin(insert_two(database.db.clone()));
        let finished = CancelAfter { polls, future }.await;
        // The next writer waits for whatever the cancelled one still holds, so that what it sees is settled.
        let mut tx = database.begin_write().await.unwrap();
        let found = tx.execute("DELETE FROM things", &[]).await.unwrap();
        tx.commit().await.unwrap();
        match finished {
            Some(outcome) => {
                outcome.unwrap();
                assert_eq!(found, 2);
                break;
            }
            // A commit that was under way may have happened; half of it may not.
            None => assert!(found == 0 || found == 2, "{found} rows after {polls} polls"),
        }
    }
}

#[tokio::test]
async fn a_read_transaction_keeps_seeing_the_moment_it_began() {
    let database = with_things().await;
    insert(&database, "a").await;
    let mut before = database.read().await.unwrap();
    // Written before the reader's first statement: the snapshot must not be taken as late as that.
    insert(&database, "b").await;
    assert_eq!(ids_seen_by(&mut before).await, ["a"]);
    insert(&database, "c").await;
    assert_eq!(ids_seen_by(&mut before).await, ["a"]);
    drop(before);
    assert_eq!(ids(&database).await, ["a", "b", "c"]);
}

#[tokio::test]
async fn reads_do_not_wait_for_the_writer_nor_the_writer_for_reads() {
    let database = with_things().await;
    insert(&database, "a").await;
    let mut reader = database.read().await.unwrap();
    let mut writer = database.begin_write().await.unwrap();
    writer.execute("DELETE FROM things", &[]).await.unwrap();
    assert_eq!(ids_seen_by(&mut reader).await, ["a"]);
    assert_eq!(ids(&database.waiting_at_most(SOON)).await, ["a"]);
    writer.commit().await.unwrap();
    assert_eq!(ids_seen_by(&mut reader).await, ["a"]);
    assert_eq!(ids(&database).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_read_transaction_refuses_to_write() {
    let database = with_things().await;
    let mut tx = database.read().await.unwrap();
    let error = tx.execute("INSERT INTO things (id) VALUES ('a')", &[]).await.unwrap_err();
    assert!(matches!(error, Error::Query { .. }), "{error:?}");
    drop(tx);
    assert_eq!(ids(&database).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_full_pool_makes_readers_wait_and_then_says_so() {
    let database = with_things().await;
    let impatient = database.waiting_at_most(SOON);
    let mut held = Vec::new();
    let error = loop {
        assert!(held.len() < 100, "the pool has no bound");
        match impatient.read().await {
            Ok(tx) => held.push(tx),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, Error::PoolExhausted), "{error:?}");
    assert!(error.is_temporary());
    // One who waits longer gets the connection that is given back.
    let patient = database.db.clone();
    let waiting = tokio::spawn(async move { ids(&patient).await });
    tokio::task::yield_now().await;
    held.pop();
    assert_eq!(waiting.await.unwrap(), Vec::<String>::new());
}

type Recognise = fn(&Error) -> bool;

#[tokio::test]
async fn every_broken_rule_is_recognised_and_loses_the_transaction() {
    let database = with_things().await;
    run(
        &database,
        "CREATE TABLE links (left_id TEXT NOT NULL, right_id TEXT NOT NULL, ended BIGINT);
         CREATE UNIQUE INDEX links_one_active ON links (left_id, right_id) WHERE ended IS NULL;
         INSERT INTO links (left_id, right_id) VALUES ('l', 'r');
         INSERT INTO things (id) VALUES ('a');
         INSERT INTO parts (id, thing) VALUES ('p', 'a')",
    )
    .await;
    let cases: &[(&str, Recognise)] = &[
        ("INSERT INTO things (id) VALUES ('a')", Error::is_unique_violation),
        ("INSERT INTO things (id) VALUES ('b'), ('b')", Error::is_unique_violation),
        ("INSERT INTO links (left_id, right_id) VALUES ('l', 'r')", Error::is_unique_violation),
        ("INSERT INTO parts (id, thing) VALUES ('q', 'none')", |e| {
            matches!(e, Error::ForeignKeyViolation { .. })
        }),
        ("DELETE FROM things", |e| matches!(e, Error::ForeignKeyViolation { .. })),
        (
            "INSERT INTO things (id, amount) VALUES ('b', 0)",
            |e| matches!(e, Error::CheckViolation { constraint } if constraint == "things_amount_positive"),
        ),
        (
            "INSERT INTO parts (id, thing) VALUES ('q', NULL)",
            |e| matches!(e, Error::NotNullViolation { column } if column == "parts.thing"),
        ),
        ("INSERT INTO nowhere (id) VALUES ('b')", |e| matches!(e, Error::Query { .. })),
        ("INSERT INTO", |e| matches!(e, Error::Query { .. })),
        ("SELECT 1; SELECT 2", |e| matches!(e, Error::Query { .. })),
    ];
    for (sql, recognise) in cases {
        let mut tx = database.begin_write().await.unwrap();
        tx.execute("INSERT INTO things (id) VALUES ('before')", &[]).await.unwrap();
        let error = tx.execute(sql, &[]).await.unwrap_err();
        assert!(recognise(&error), "{sql}: {error:?}");
        assert!(!error.is_temporary(), "{sql}");
        // PostgreSQL would answer COMMIT with success here, and roll back.
        assert!(matches!(tx.fetch_all("SELECT 1", &[]).await, Err(Error::Aborted)), "{sql}");
        assert!(matches!(tx.commit().await, Err(Error::Aborted)), "{sql}");
        assert_eq!(ids(&database).await, ["a"], "{sql}");
    }
}

#[tokio::test]
async fn an_expected_conflict_is_a_row_count_and_no_failure() {
    let database = with_things().await;
    let mut tx = database.begin_write().await.unwrap();
    let nothing = "INSERT INTO things (id, amount) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";
    let any = "INSERT INTO things (id, amount) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let update = "INSERT INTO things (id, amount) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount";
    for (sql, amount, expected) in [(nothing, 1, 1), (nothing, 2, 0), (any, 3, 0), (update, 4, 1)] {
        assert_eq!(tx.execute(sql, params!["a", amount]).await.unwrap(), expected, "{sql}");
    }
    let returned = tx.fetch_all(&format!("{nothing} RETURNING id"), params!["a", 5]).await.unwrap();
    assert!(returned.is_empty());
    let returned = tx.fetch_all(&format!("{nothing} RETURNING amount"), params!["b", 6]).await.unwrap();
    assert_eq!(returned[0].int("amount").unwrap(), 6);
    tx.commit().await.unwrap();
    assert_eq!(ids(&database).await, ["a", "b"]);
}

#[tokio::test]
async fn the_row_count_is_of_the_rows_that_a_statement_met() {
    let database = with_things().await;
    let mut tx = database.begin_write().await.unwrap();
    let cases = [
        ("INSERT INTO things (id, amount) VALUES ('a', 1), ('b', 1), ('c', 2)", 3),
        ("UPDATE things SET amount = 1 WHERE amount = 1", 2),
        ("UPDATE things SET amount = 3 WHERE id = 'none'", 0),
        ("UPDATE things SET amount = 3 WHERE id = 'c' RETURNING id", 1),
        ("CREATE TABLE more (id TEXT)", 0),
        ("INSERT INTO more (id) SELECT id FROM things", 3),
        ("DROP TABLE more", 0),
        ("DELETE FROM things WHERE amount = 1", 2),
        ("DELETE FROM things WHERE amount = 1", 0),
    ];
    for (sql, expected) in cases {
        assert_eq!(tx.execute(sql, &[]).await.unwrap(), expected, "{sql}");
    }
}

#[tokio::test]
async fn one_conditional_update_has_one_winner_among_the_nodes() {
    let database = with_things().await;
    insert(&database, "a").await;
    let mut nodes = Vec::new();
    for _ in 0..4 {
        nodes.push(database.another_node().await);
    }
    let tries = nodes.into_iter().map(|node| {
        tokio::spawn(async move {
            let mut tx = node.begin_write().await.unwrap();
            let won = tx
                .execute("UPDATE things SET amount = 1 WHERE id = 'a' AND amount IS NULL", &[])
                .await
                .unwrap();
            tx.commit().await.unwrap();
            won
        })
    });
    let mut winners = 0;
    for task in tries.collect::<Vec<_>>() {
        winners += task.await.unwrap();
    }
    assert_eq!(winners, 1);
}

#[tokio::test]
async fn a_lock_held_by_another_node_is_waited_for_and_then_told_as_busy() {
    let database = with_things().await;
    insert(&database, "a").await;
    let other = database.another_node().await;
    let mut holder = other.begin_write().await.unwrap();
    holder.execute("UPDATE things SET amount = 1 WHERE id = 'a'", &[]).await.unwrap();

    let error = add_one(database.waiting_at_most(SOON)).await.unwrap_err();
    assert!(matches!(error, Error::Busy), "{error:?}");
    assert!(error.is_retryable() && error.is_temporary());

    let waiting = tokio::spawn(add_one(database.db.clone()));
    tokio::task::yield_now().await;
    holder.commit().await.unwrap();
    waiting.await.unwrap().unwrap();
    let mut tx = database.read().await.unwrap();
    let row = tx.fetch_optional("SELECT amount FROM things", &[]).await.unwrap().unwrap();
    assert_eq!(row.int("amount").unwrap(), 2);
}

async fn add_one(db: Db) -> Result<(), Error> {
    let mut tx = db.begin_write().await?;
    tx.execute("UPDATE things SET amount = amount + 1 WHERE id = 'a'", &[]).await?;
    tx.commit().await
}

#[tokio::test]
async fn a_claim_with_skip_locked_gives_every_row_to_one_node_only() {
    let database = with_things().await;
    for id in ["a", "b"] {
        insert(&database, id).await;
    }
    let mut claimed = Vec::new();
    for node in [database.db.clone(), database.another_node().await] {
        let mut tx = node.begin_write().await.unwrap();
        let sql =
            format!("SELECT id FROM things WHERE amount IS NULL ORDER BY id LIMIT 1{}", tx.skip_locked());
        let id = tx.fetch_optional(&sql, &[]).await.unwrap().unwrap().text("id").unwrap();
        tx.execute("UPDATE things SET amount = 1 WHERE id = $1", params![&id]).await.unwrap();
        claimed.push(id);
        if database.is_postgres() {
            // Left open: the second claim must neither wait for it nor take the same row.
            std::mem::forget(tx);
        } else {
            tx.commit().await.unwrap();
        }
    }
    assert_eq!(claimed, ["a", "b"]);
}

#[tokio::test]
async fn dropping_while_waiting_for_the_writer_does_not_keep_its_place() {
    let database = with_things().await;
    let holder = database.begin_write().await.unwrap();
    {
        let mut waiting = pin!(database.begin_write());
        tokio::select! {
            biased;
            _ = &mut waiting => {}
            () = std::future::ready(()) => {}
        }
    }
    drop(holder);
    insert(&database, "a").await;
}

/// Handlers run on any thread: this fails to compile when a future of the layer cannot move between them.
#[test]
fn futures_and_rows_may_move_between_threads() {
    fn assert_send<T: Send>(_: T) {}
    fn check(db: &'static Db) {
        assert_send(async move {
            let mut tx: Tx = db.begin_write().await?;
            let row = tx.fetch_optional("SELECT 1 AS one", params![]).await?;
            tx.execute("SELECT 1", &[]).await?;
            let rows = db.read().await?.fetch_all("SELECT 1", &[]).await?;
            tx.commit().await?;
            drop((row, rows));
            Ok::<(), Error>(())
        });
    }
    let _ = check;
}
