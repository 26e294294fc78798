//! What only SQLite can get wrong. Always runs, whatever database the rest of the suite is on.

use std::path::Path;
use std::time::Duration;

use fullmakt::db::{Db, Error, Row, Tx};

async fn pragma(tx: &mut Tx, name: &str) -> String {
    let row: Row = tx.fetch_optional(&format!("PRAGMA {name}"), &[]).await.unwrap().unwrap();
    match row.value(&row.columns()[0]).unwrap() {
        fullmakt::db::Value::Text(text) => text.clone(),
        fullmakt::db::Value::Int(number) => number.to_string(),
        other => panic!("{name} is {other:?}"),
    }
}

async fn assert_configured(tx: &mut Tx, query_only: &str) {
    let expected = [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("secure_delete", "1"),
        ("busy_timeout", "0"),
        ("trusted_schema", "0"),
        ("query_only", query_only),
    ];
    for (name, value) in expected {
        assert_eq!(pragma(tx, name).await, value, "{name}");
    }
}

async fn open(directory: &Path) -> Db {
    Db::open_sqlite(&directory.join("fullmakt.db")).await.unwrap()
}

#[tokio::test]
async fn every_connection_gets_its_settings_and_not_only_the_first() {
    let directory = tempfile::tempdir().unwrap();
    let db = open(directory.path()).await;
    // Held at once, so that they are different connections.
    let (mut writer, mut first, mut second) =
        (db.begin_write().await.unwrap(), db.read().await.unwrap(), db.read().await.unwrap());
    assert_configured(&mut writer, "0").await;
    assert_configured(&mut first, "1").await;
    assert_configured(&mut second, "1").await;
    drop((writer, first, second));
    let other = open(directory.path()).await;
    assert_configured(&mut other.begin_write().await.unwrap(), "0").await;
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_file_and_its_log() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    let db = open(directory.path()).await;
    let mut tx = db.begin_write().await.unwrap();
    tx.run_script("CREATE TABLE things (id TEXT)").await.unwrap();
    tx.commit().await.unwrap();
    let mut names = Vec::new();
    for entry in std::fs::read_dir(directory.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(
            entry.metadata().unwrap().permissions().mode() & 0o777,
            0o600,
            "{}",
            entry.path().display()
        );
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["fullmakt.db", "fullmakt.db-shm", "fullmakt.db-wal"]);
}

#[tokio::test]
async fn what_is_erased_does_not_stay_in_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let db = open(directory.path()).await;
    let write = async |script: &str| {
        let mut tx = db.begin_write().await.unwrap();
        tx.run_script(script).await.unwrap();
        tx.commit().await.unwrap();
    };
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)";
    write(&format!(
        "CREATE TABLE things (id TEXT PRIMARY KEY, name TEXT NOT NULL);
         {many} INSERT INTO things SELECT 'a' || i, 'Oppdiktet Forbigaaende ' || i FROM n;
         INSERT INTO things VALUES ('b', 'Den Som Blir');"
    ))
    .await;
    write("UPDATE things SET name = 'Oppdiktet Ombestemt' WHERE id LIKE 'a1%'").await;
    write("DELETE FROM things WHERE id LIKE 'a%'").await;
    drop(db);
    let names: Vec<_> =
        std::fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["fullmakt.db"], "the log is carried over and gone");
    let file = std::fs::read(directory.path().join("fullmakt.db")).unwrap();
    let holds = |name: &str| file.windows(name.len()).any(|window| window == name.as_bytes());
    assert!(holds("Den Som Blir"));
    assert!(!holds("Oppdiktet"), "an erased name can be read in the file");
}

#[tokio::test]
async fn a_lock_of_another_process_never_blocks_the_thread() {
    let directory = tempfile::tempdir().unwrap();
    let (db, other) = (open(directory.path()).await, open(directory.path()).await);
    let holder = other.begin_write().await.unwrap();
    let waiting =
        tokio::spawn(async move { db.waiting_at_most(Duration::from_mins(1)).begin_write().await.map(drop) });
    // This runtime has one thread: were it blocked, nothing below would run before the minute is over.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(!waiting.is_finished());
    drop(holder);
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_place_that_cannot_hold_a_database_is_told_with_its_path() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(
        directory.path().join("text"),
        "this is a letter and no database, however long it is\n".repeat(99),
    )
    .unwrap();
    for name in ["missing/fullmakt.db", "text", "."] {
        let path = directory.path().join(name);
        let error = Db::open_sqlite(&path).await.unwrap_err();
        assert!(
            matches!(&error, Error::Unavailable(said) if said.contains(path.to_str().unwrap())),
            "{error}"
        );
    }
}

#[tokio::test]
async fn what_was_committed_is_there_after_opening_again() {
    let directory = tempfile::tempdir().unwrap();
    let db = open(directory.path()).await;
    let mut tx = db.begin_write().await.unwrap();
    tx.run_script("CREATE TABLE things (id TEXT); INSERT INTO things VALUES ('a')").await.unwrap();
    tx.commit().await.unwrap();
    drop(db);
    let mut tx = open(directory.path()).await.read().await.unwrap();
    assert_eq!(tx.fetch_all("SELECT id FROM things", &[]).await.unwrap().len(), 1);
}
