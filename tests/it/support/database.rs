//! A database for one test alone: a file in a temporary directory, or a database of its own on the server that
//! `TEST_DATABASE_URL` names. Nothing of it is left when the test ends, but the one with the schema that tests copy.

use std::ops::Deref;
use std::path::PathBuf;

use aws_lc_rs::digest::{Context, SHA256};
use fullmakt::db::Db;
use fullmakt::db::migrate::MIGRATIONS;
use tokio_postgres::NoTls;

/// Connections per test. Two would do for every race; the others show that more do no harm.
const POOL_SIZE: usize = 4;

/// An open database that ends with the test.
pub(crate) struct TestDatabase {
    pub(crate) db: Db,
    place: Place,
}

enum Place {
    Sqlite { directory: tempfile::TempDir },
    Postgres { url: String, _dropped: Dropped },
}

/// Lets a test write `database.begin_write()`.
impl Deref for TestDatabase {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

/// A database of its own with the program's schema.
pub(crate) async fn fresh() -> TestDatabase {
    if let Some(server) = server() {
        let template = template(&server).await;
        return on_server(server, Some(&template)).await;
    }
    let database = empty().await;
    database.db.migrate(0).await.expect("the program's own migrations apply");
    database
}

/// A database of its own with nothing in it.
pub(crate) async fn empty() -> TestDatabase {
    if let Some(server) = server() {
        return on_server(server, None).await;
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    let db = Db::open_sqlite(&directory.path().join("test.db")).await.expect("SQLite opens");
    TestDatabase { db, place: Place::Sqlite { directory } }
}

async fn on_server(server: String, template: Option<&str>) -> TestDatabase {
    let dropped = Dropped::create(&server, template).await;
    let url = with_database(&server, &dropped.name);
    let db = Db::open_postgres(&url, None, POOL_SIZE).await.expect("TEST_DATABASE_URL can be opened");
    TestDatabase { db, place: Place::Postgres { url, _dropped: dropped } }
}

impl TestDatabase {
    /// The same database once more with connections of its own: another node, or another process beside the server.
    pub(crate) async fn another_node(&self) -> Db {
        match &self.place {
            Place::Sqlite { .. } => Db::open_sqlite(&self.path().expect("SQLite has a path")).await,
            Place::Postgres { url, .. } => Db::open_postgres(url, None, POOL_SIZE).await,
        }
        .expect("an open database opens again")
    }

    /// The file, when this is SQLite.
    pub(crate) fn path(&self) -> Option<PathBuf> {
        match &self.place {
            Place::Sqlite { directory } => Some(directory.path().join("test.db")),
            Place::Postgres { .. } => None,
        }
    }

    /// The address of the test's own database, when this is PostgreSQL.
    pub(crate) fn url(&self) -> Option<&str> {
        match &self.place {
            Place::Sqlite { .. } => None,
            Place::Postgres { url, .. } => Some(url),
        }
    }
}

/// The PostgreSQL server that the suite runs on, when it does.
pub(crate) fn server() -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the suite chooses its database by the environment, and reads no other setting"
    )]
    let url = std::env::var("TEST_DATABASE_URL").ok()?;
    (!url.is_empty()).then_some(url)
}

/// The server's address with another database on it, which also names the connections. What stands behind counts more
/// than what stands before, in either way of writing an address.
fn with_database(server: &str, name: &str) -> String {
    if server.starts_with("postgres://") || server.starts_with("postgresql://") {
        let separator = if server.contains('?') { '&' } else { '?' };
        format!("{server}{separator}application_name={name}&dbname={name}")
    } else {
        format!("{server} application_name={name} dbname={name}")
    }
}

/// A database on the server that is dropped with the test.
struct Dropped {
    server: String,
    name: String,
}

impl Dropped {
    /// Makes one, empty or a copy of `template`.
    async fn create(server: &str, template: Option<&str>) -> Self {
        let mut random = [0_u8; 8];
        #[expect(
            clippy::disallowed_methods,
            reason = "two runs on one server must not meet, so the name is not seeded"
        )]
        aws_lc_rs::rand::fill(&mut random).expect("randomness");
        let name = format!("test_{:016x}", u64::from_le_bytes(random));
        let copied = template.map(|template| format!(" TEMPLATE {template}")).unwrap_or_default();
        let sql = format!("CREATE DATABASE {name}{copied}");
        run(server, &sql).await.expect("TEST_DATABASE_URL may create databases");
        Self { server: server.to_owned(), name }
    }
}

impl Drop for Dropped {
    /// Best effort, and never in the way of the test's own outcome. Connections that the test left open are ended: their
    /// runtime would get to close them after this only.
    fn drop(&mut self) {
        let server = self.server.clone();
        let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(run(&server, &sql)).map_err(std::io::Error::other)
        });
        if let Ok(Err(error)) = dropping.join() {
            #[expect(clippy::print_stderr, reason = "a test's output is where its reader looks")]
            {
                eprintln!("the database {} is left behind: {error}", self.name);
            }
        }
    }
}

/// The database with the program's schema that tests copy, since a copy takes a fraction of what migrating does. Whoever
/// finds none for these migrations makes it, under a lock of the server and with another name until it is whole.
async fn template(server: &str) -> String {
    let mut digest = Context::new(&SHA256);
    for migration in MIGRATIONS {
        digest.update(migration.name.as_bytes());
        digest.update(migration.sql.as_bytes());
    }
    let digest = digest.finish();
    let start = digest.as_ref().first_chunk().expect("SHA-256 has 32 bytes");
    let digest = format!("{:016x}", u64::from_be_bytes(*start));
    let (name, unfinished) = (format!("template_{digest}"), format!("unfinished_{digest}"));
    #[expect(clippy::disallowed_methods, reason = "the layer under test cannot prepare its own ground")]
    let (client, connection) = tokio_postgres::connect(server, NoTls).await.expect("the server answers");
    let driving = tokio::spawn(connection);
    let is_there = async || {
        let found = client.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).await;
        found.expect("databases are listed").is_some()
    };
    if !is_there().await {
        client
            .batch_execute("SELECT pg_advisory_lock(1179996269)")
            .await
            .expect("the lock is free some time");
        if !is_there().await {
            for sql in [
                format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"),
                format!("CREATE DATABASE {unfinished}"),
            ] {
                client.batch_execute(&sql).await.expect("TEST_DATABASE_URL may create databases");
            }
            let db = Db::open_postgres(&with_database(server, &unfinished), None, 1).await.expect("it opens");
            db.migrate(0).await.expect("the program's own migrations apply");
            drop(db);
            // The server waits five seconds for connections that are about to end.
            let renaming = format!("ALTER DATABASE {unfinished} RENAME TO {name}");
            client.batch_execute(&renaming).await.expect("nobody is connected to it");
        }
    }
    // The lock ends with the connection.
    drop(client);
    let _ = driving.await;
    name
}

/// Runs statements over a connection of its own, outside the layer that is tested.
pub(crate) async fn run(url: &str, sql: &str) -> Result<(), tokio_postgres::Error> {
    #[expect(clippy::disallowed_methods, reason = "the layer under test cannot prepare its own ground")]
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let driving = tokio::spawn(connection);
    let outcome = client.batch_execute(sql).await;
    drop(client);
    let _ = driving.await;
    outcome
}
