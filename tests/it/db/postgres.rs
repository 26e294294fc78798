//! What only PostgreSQL can get wrong: the network, its certificates, locks of single rows.
//!
//! The certificates are tried on a server of the test's own, in every run; the rest needs the suite to be on PostgreSQL.

use std::path::Path;
use std::time::Duration;

use fullmakt::db::{Db, Error, params};

use super::{ids, insert, with_things};
use crate::support::{cluster::Cluster, database, skipped};

/// Longer than any test runs: who waits this long has waited for ever.
const FOREVER: Duration = Duration::from_mins(10);

struct Authority {
    issuer: rcgen::CertifiedIssuer<'static, rcgen::KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut params = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let key = rcgen::KeyPair::generate().unwrap();
        Self { issuer: rcgen::CertifiedIssuer::self_signed(params, key).unwrap() }
    }

    /// A certificate for one host name and its key, both PEM.
    fn certify(&self, host: &str) -> (String, String) {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec![host.to_owned()]).unwrap();
        (params.signed_by(&key, &self.issuer).unwrap().pem(), key.serialize_pem())
    }

    fn write(&self, path: &Path) {
        std::fs::write(path, self.issuer.pem()).unwrap();
    }
}

async fn is_encrypted(db: &Db) -> bool {
    let mut tx = db.read().await.unwrap();
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    tx.fetch_optional(sql, &[]).await.unwrap().unwrap().bool("ssl").unwrap()
}

#[derive(Debug)]
enum Expect {
    Encrypted,
    Plain,
    Certificate,
    Configuration,
}

#[tokio::test]
async fn a_certificate_is_verified_whenever_tls_is_asked_for_and_a_wrong_one_is_named_as_the_cause() {
    let authority = Authority::new();
    let (certificate, key) = authority.certify("localhost");
    let cluster = match Cluster::start_with_tls(&certificate, &key) {
        Ok(cluster) => cluster,
        Err(why) => return skipped("certificates of PostgreSQL", &why),
    };
    let files = tempfile::tempdir().unwrap();
    let path = |name: &str| files.path().join(name);
    authority.write(&path("right.pem"));
    Authority::new().write(&path("other.pem"));
    std::fs::write(path("letter.pem"), "this is not a certificate").unwrap();

    let cases = [
        ("localhost", "?sslmode=require", Some("right.pem"), Expect::Encrypted),
        ("localhost", "?sslmode=verify-full", Some("right.pem"), Expect::Encrypted),
        ("localhost", "?sslmode=verify-ca", Some("right.pem"), Expect::Encrypted),
        ("localhost", "", Some("right.pem"), Expect::Encrypted),
        ("localhost", "?sslmode=prefer", Some("right.pem"), Expect::Encrypted),
        ("127.0.0.1", "", None, Expect::Plain),
        ("127.0.0.1", "?sslmode=disable", None, Expect::Plain),
        ("localhost", "?sslmode=require", None, Expect::Certificate),
        ("localhost", "?sslmode=require", Some("other.pem"), Expect::Certificate),
        ("127.0.0.1", "?sslmode=require", Some("right.pem"), Expect::Certificate),
        ("localhost", "?sslmode=disable", Some("right.pem"), Expect::Configuration),
        ("localhost", "?sslmode=require", Some("letter.pem"), Expect::Configuration),
        ("localhost", "?sslmode=require", Some("missing.pem"), Expect::Configuration),
        ("localhost", "?sslmode=perhaps", None, Expect::Configuration),
    ];
    for (host, options, ca_file, expect) in &cases {
        let url = format!("postgres://postgres@{host}:{}/postgres{options}", cluster.port);
        let outcome = Db::open_postgres(&url, ca_file.map(path).as_deref(), 1).await;
        let case = format!("{host}{options} {ca_file:?}");
        match (expect, outcome) {
            (Expect::Encrypted, Ok(db)) => assert!(is_encrypted(&db).await, "{case}"),
            (Expect::Plain, Ok(db)) => assert!(!is_encrypted(&db).await, "{case}"),
            (Expect::Certificate, Err(Error::Certificate(why))) => {
                assert!(why.contains("invalid peer certificate"), "{case}: {why}");
            }
            (Expect::Configuration, Err(Error::Configuration(_))) => {}
            (_, outcome) => panic!("{case}: expected {expect:?}, got {outcome:?}"),
        }
    }

    // The request to cancel is a connection of its own and goes through TLS as well.
    let url = format!("postgres://postgres@localhost:{}/postgres", cluster.port);
    let ca_file = path("right.pem");
    let (db, other) = (
        Db::open_postgres(&url, Some(&ca_file), 2).await.unwrap(),
        Db::open_postgres(&url, Some(&ca_file), 2).await.unwrap(),
    );
    super::run(&db, "CREATE TABLE things (id TEXT NOT NULL PRIMARY KEY, amount BIGINT)").await;
    assert_cancelling_frees_what_the_transaction_held(&db, &other).await;
    drop((db, other));

    cluster.restart_without_tls();
    // Falling back to plain text would hand the data to whoever answers.
    let error = Db::open_postgres(&url, Some(&ca_file), 1).await.unwrap_err();
    assert!(matches!(&error, Error::Unavailable(why) if why.contains("TLS")), "{error:?}");
}

/// Lets the server begin to wait for a lock in the connection `pid`.
async fn until_waiting(db: &Db, pid: i64) {
    let sql = "SELECT pid FROM pg_locks WHERE NOT granted AND pid = $1";
    while db.read().await.unwrap().fetch_optional(sql, params![pid]).await.unwrap().is_none() {}
}

/// The server does not notice a closed connection while a statement waits for a lock, so that without a request to
/// cancel it a client that hung up would hold its locks for as long as the one it waits for.
async fn assert_cancelling_frees_what_the_transaction_held(db: &Db, other: &Db) {
    for id in ["a", "b"] {
        insert(db, id).await;
    }
    let update = "UPDATE things SET amount = 1 WHERE id = $1";
    let mut holder = other.begin_write().await.unwrap();
    holder.execute(update, params!["a"]).await.unwrap();

    let mut cancelled = db.waiting_at_most(FOREVER).begin_write().await.unwrap();
    cancelled.execute(update, params!["b"]).await.unwrap();
    let pid = cancelled.fetch_optional("SELECT pg_backend_pid() AS pid", &[]).await.unwrap().unwrap();
    let a = params!["a"];
    tokio::select! {
        outcome = cancelled.execute(update, a) => panic!("the row was to be locked: {outcome:?}"),
        () = until_waiting(other, pid.int("pid").unwrap()) => {}
    }
    drop(cancelled);

    let mut next = db.begin_write().await.unwrap();
    assert_eq!(next.execute(update, params!["b"]).await.unwrap(), 1);
    next.commit().await.unwrap();
    holder.commit().await.unwrap();
}

#[tokio::test]
async fn a_cancelled_statement_does_not_keep_locks_while_it_waits_for_another() {
    if database::server().is_none() {
        return;
    }
    let database = with_things().await;
    let other = database.another_node().await;
    assert_cancelling_frees_what_the_transaction_held(&database, &other).await;
}

#[tokio::test]
async fn connections_that_the_server_ended_are_replaced_without_a_failure() {
    let Some(server) = database::server() else { return };
    let database = with_things().await;
    // Several idle ones, so that the first try after the outage does not happen to meet the only good one.
    let held =
        [database.read().await.unwrap(), database.read().await.unwrap(), database.read().await.unwrap()];
    let name = super::select(&database, "CAST(current_database() AS TEXT)", &[]).await;
    let fullmakt::db::Value::Text(name) = name else { panic!("{name:?}") };
    drop(held);
    let end =
        format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'");
    database::run(&server, &end).await.unwrap();
    insert(&database, "a").await;
    assert_eq!(ids(&database).await, ["a"]);
}

#[tokio::test]
async fn a_transaction_whose_connection_was_ended_tells_it_and_the_next_one_works() {
    let Some(server) = database::server() else { return };
    let database = with_things().await;
    let mut tx = database.begin_write().await.unwrap();
    let row = tx.fetch_optional("SELECT pg_backend_pid() AS pid", &[]).await.unwrap().unwrap();
    tx.execute("INSERT INTO things (id) VALUES ('a')", &[]).await.unwrap();
    let end = format!("SELECT pg_terminate_backend({}, 5000)", row.int("pid").unwrap());
    database::run(&server, &end).await.unwrap();
    let error = tx.commit().await.unwrap_err();
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    assert_eq!(ids(&database).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_statement_prepared_before_another_node_migrated_may_be_tried_again() {
    if database::server().is_none() {
        return;
    }
    let database = with_things().await;
    let one = Db::open_postgres(database.url().unwrap(), None, 1).await.unwrap();
    let all = "SELECT * FROM things";
    one.read().await.unwrap().fetch_all(all, &[]).await.unwrap();
    super::run(&database, "ALTER TABLE things ADD COLUMN more BIGINT").await;
    let error = one.read().await.unwrap().fetch_all(all, &[]).await.unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
    assert!(one.read().await.unwrap().fetch_all(all, &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn of_two_transactions_that_wait_for_each_other_one_is_undone_and_may_be_tried_again() {
    if database::server().is_none() {
        return;
    }
    let database = with_things().await;
    for id in ["a", "b"] {
        insert(&database, id).await;
    }
    let update = "UPDATE things SET amount = 1 WHERE id = $1";
    let mut first = database.begin_write().await.unwrap();
    let mut second = database.begin_write().await.unwrap();
    first.execute(update, params!["a"]).await.unwrap();
    second.execute(update, params!["b"]).await.unwrap();
    let first = tokio::spawn(async move { first.execute(update, params!["b"]).await });
    let second = tokio::spawn(async move { second.execute(update, params!["a"]).await });
    let outcomes = [first.await.unwrap(), second.await.unwrap()];
    let undone: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    assert!(matches!(undone[..], [Error::Serialization(_)]), "{outcomes:?}");
    assert!(undone[0].is_retryable());
}

#[tokio::test]
async fn a_value_of_the_wrong_type_is_refused_with_both_types() {
    if database::server().is_none() {
        return;
    }
    let database = with_things().await;
    let cases = [
        (
            "SELECT id FROM things WHERE amount = $1",
            params!["7"],
            "a TEXT value is bound where the statement has int8",
        ),
        (
            "SELECT id FROM things WHERE id = $1",
            params![7],
            "a BIGINT value is bound where the statement has text",
        ),
        (
            "SELECT id FROM things WHERE ready = $1",
            params![1],
            "a BIGINT value is bound where the statement has bool",
        ),
    ];
    for (sql, params, expected) in cases {
        let error = database.read().await.unwrap().fetch_all(sql, params).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{sql}: {error}");
    }
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_told_as_such_and_never_with_its_password() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let unavailable = format!("postgres://post:hemmelig@127.0.0.1:{port}/none");
    let error = Db::open_postgres(&unavailable, None, 1).await.unwrap_err();
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hemmelig"), "{error:?}");
    for wrong in
        ["postgres://post:hemmelig@127.0.0.1:port/none", "postgres://u@h/d?colour=hemmelig", "hemmelig"]
    {
        let error = Db::open_postgres(wrong, None, 1).await.unwrap_err();
        assert!(matches!(error, Error::Configuration(_)), "{wrong}: {error:?}");
        assert!(!format!("{error} {error:?}").contains("hemmelig"), "{error:?}");
    }
}
