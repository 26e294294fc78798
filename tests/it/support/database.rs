//! A database for one test alone: a file in a temporary directory, or a schema of its own when `TEST_DATABASE_URL`
//! names a PostgreSQL database. Nothing of it is left when the test ends.

use std::ops::Deref;
use std::path::PathBuf;

use fullmakt::db::Db;
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
    Postgres { url: String, _schema: Schema },
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
    let database = empty().await;
    database.db.migrate(0).await.expect("the program's own migrations apply");
    database
}

/// A database of its own with nothing in it.
pub(crate) async fn empty() -> TestDatabase {
    if let Some(server) = server() {
        let schema = Schema::create(&server).await;
        let url = with_search_path(&server, &schema.name);
        let db = Db::open_postgres(&url, None, POOL_SIZE).await.expect("TEST_DATABASE_URL can be opened");
        return TestDatabase { db, place: Place::Postgres { url, _schema: schema } };
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    let db = Db::open_sqlite(&directory.path().join("test.db")).await.expect("SQLite opens");
    TestDatabase { db, place: Place::Sqlite { directory } }
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

    /// The address with the test's own schema, when this is PostgreSQL.
    pub(crate) fn url(&self) -> Option<&str> {
        match &self.place {
            Place::Sqlite { .. } => None,
            Place::Postgres { url, .. } => Some(url),
        }
    }
}

/// The PostgreSQL database that the suite runs on, when it does.
pub(crate) fn server() -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the suite chooses its database by the environment, and reads no other setting"
    )]
    let url = std::env::var("TEST_DATABASE_URL").ok()?;
    (!url.is_empty()).then_some(url)
}

/// Adds the option that makes every statement speak to one schema, and names the connections after it.
pub(crate) fn with_search_path(url: &str, schema: &str) -> String {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        let separator = if url.contains('?') { '&' } else { '?' };
        format!("{url}{separator}application_name={schema}&options=-csearch_path%3D{schema}")
    } else {
        format!("{url} application_name={schema} options='-csearch_path={schema}'")
    }
}

/// A schema that is dropped with the test.
struct Schema {
    server: String,
    name: String,
}

impl Schema {
    async fn create(server: &str) -> Self {
        let mut random = [0_u8; 8];
        #[expect(
            clippy::disallowed_methods,
            reason = "two runs on one server must not meet, so the name is not seeded"
        )]
        aws_lc_rs::rand::fill(&mut random).expect("randomness");
        let name = format!("test_{:016x}", u64::from_le_bytes(random));
        run(server, &format!("CREATE SCHEMA {name}")).await.expect("TEST_DATABASE_URL may create schemas");
        Self { server: server.to_owned(), name }
    }
}

impl Drop for Schema {
    /// Best effort, and never in the way of the test's own outcome. Transactions that the test left open would hold
    /// their locks until its runtime gets to run again, which is after this: their connections are ended first.
    fn drop(&mut self) {
        let server = self.server.clone();
        let sql = format!(
            "SET lock_timeout = '5s'; SET client_min_messages = 'error';
             SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '{0}';
             DROP SCHEMA {0} CASCADE",
            self.name
        );
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(run(&server, &sql)).map_err(std::io::Error::other)
        });
        if let Ok(Err(error)) = dropping.join() {
            #[expect(clippy::print_stderr, reason = "a test's output is where its reader looks")]
            {
                eprintln!("the schema {} is left behind: {error}", self.name);
            }
        }
    }
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
