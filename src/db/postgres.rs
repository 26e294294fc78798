//! PostgreSQL: a pool of connections, each statement prepared once per connection.

use std::error::Error as _;
use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime, TimeoutType, Timeouts,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, ToSql, Type};
use tokio_postgres::{CancelToken, Config, NoTls, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::value::{Header, Row};
use super::{Error, Value};

/// How long making one connection may take, TLS and password included, before the server counts as away.
const CONNECT_WAIT: Duration = Duration::from_secs(5);

/// How long the tidying after a dropped transaction may take before its connection is given up.
const TIDY_WAIT: Duration = Duration::from_secs(5);

/// READ COMMITTED is said, so that a default set in the server cannot turn rules round.
const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

/// The snapshot is taken by the first query; it is sent along, so that the snapshot is of now, in the same round trip.
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1";

pub(super) struct Postgres {
    pool: Pool,
    tls: Tls,
}

/// How connections are made, kept because a request to cancel a statement is a connection of its own.
#[derive(Clone)]
enum Tls {
    Plain,
    Rustls(MakeRustlsConnect),
}

impl Postgres {
    pub(super) async fn open(
        url: &str,
        ca_file: Option<&Path>,
        pool_size: usize,
        wait: Duration,
    ) -> Result<Self, Error> {
        let (config, tls) = configuration(url, ca_file)?;
        // `Fast` only asks whether the connection is still open; one that died unnoticed is met in `begin`.
        let manager_config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = match &tls {
            Tls::Plain => Manager::from_config(config, NoTls, manager_config),
            Tls::Rustls(connect) => Manager::from_config(config, connect.clone(), manager_config),
        };
        let pool = Pool::builder(manager)
            .max_size(pool_size.max(1))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| Error::Configuration(error.to_string()))?;
        let postgres = Self { pool, tls };
        drop(postgres.connection(wait).await?);
        Ok(postgres)
    }

    pub(super) async fn begin_write(&self, wait: Duration) -> Result<Transaction, Error> {
        // A lock of another node is waited for as long as SQLite's is, and no longer. Zero would mean without end.
        let begin = format!("{BEGIN_WRITE}; SET LOCAL lock_timeout = {}", wait.as_millis().max(1));
        self.begin(&begin, wait).await
    }

    pub(super) async fn begin_read(&self, wait: Duration) -> Result<Transaction, Error> {
        self.begin(BEGIN_READ, wait).await
    }

    async fn begin(&self, sql: &str, wait: Duration) -> Result<Transaction, Error> {
        // After the server was away the pool holds up to its whole size of dead connections, which only show when they
        // are used. Nothing has happened on them yet, so that the next one may be tried.
        for _ in 0..self.pool.status().max_size {
            let mut tx = Transaction::new(self.connection(wait).await?, self.tls.clone());
            match tx.run_script(sql).await {
                Ok(()) => return Ok(tx),
                Err(_) if tx.is_closed() => tx.give_up(),
                Err(error) => return Err(error),
            }
        }
        let mut tx = Transaction::new(self.connection(wait).await?, self.tls.clone());
        tx.run_script(sql).await?;
        Ok(tx)
    }

    async fn connection(&self, wait: Duration) -> Result<Object, Error> {
        let timeouts = Timeouts { wait: Some(wait), create: Some(CONNECT_WAIT), recycle: Some(CONNECT_WAIT) };
        self.pool.timeout_get(&timeouts).await.map_err(|error| match error {
            PoolError::Timeout(TimeoutType::Wait) => Error::PoolExhausted,
            PoolError::Timeout(_) => {
                Error::Unavailable(format!("no answer within {} seconds", CONNECT_WAIT.as_secs()))
            }
            PoolError::Backend(error) => translate(&error, "connect"),
            other => Error::Unavailable(other.to_string()),
        })
    }
}

/// Reads the address. `verify-ca` and `verify-full` are libpq's words for what is always done here; the driver does not
/// know them. `prefer`, its default, would accept anybody's certificate or none, and so means no TLS here.
fn configuration(url: &str, ca_file: Option<&Path>) -> Result<(Config, Tls), Error> {
    let url =
        url.replace("sslmode=verify-full", "sslmode=require").replace("sslmode=verify-ca", "sslmode=require");
    let mut config = Config::from_str(&url).map_err(|error| Error::Configuration(chain(&error)))?;
    if config.get_application_name().is_none() {
        config.application_name("fullmakt");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_WAIT);
    }
    match (config.get_ssl_mode(), ca_file) {
        (SslMode::Disable, Some(_)) => Err(Error::Configuration(
            "a CA file is given, but sslmode=disable; leave out one of them".to_owned(),
        )),
        (SslMode::Disable | SslMode::Prefer, None) => {
            config.ssl_mode(SslMode::Disable);
            Ok((config, Tls::Plain))
        }
        (_, ca_file) => {
            config.ssl_mode(SslMode::Require);
            Ok((config, Tls::Rustls(MakeRustlsConnect::new(client_config(ca_file)?))))
        }
    }
}

fn client_config(ca_file: Option<&Path>) -> Result<rustls::ClientConfig, Error> {
    let mut roots = rustls::RootCertStore::empty();
    if let Some(path) = ca_file {
        let refuse =
            |problem: String| Error::Configuration(format!("the CA file {}: {problem}", path.display()));
        for certificate in CertificateDer::pem_file_iter(path).map_err(|error| refuse(error.to_string()))? {
            let certificate = certificate.map_err(|error| refuse(error.to_string()))?;
            roots.add(certificate).map_err(|error| refuse(error.to_string()))?;
        }
        if roots.is_empty() {
            return Err(refuse("holds no certificate; it must be PEM".to_owned()));
        }
    } else {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    // The provider is named, so that it does not matter whether `main` has installed one for the process.
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Configuration(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// A transaction on a connection that goes back to the pool only when it is known to be clean.
pub(super) struct Transaction {
    /// Taken when the connection is handed on: back to the pool, or to the tidying task.
    object: Option<Object>,
    tls: Tls,
    /// Between sending and the answer. Seen as true while dropping, it means that the future was cancelled.
    in_flight: bool,
    /// Set by a failure after which the connection's prepared statements are of no use.
    stale: bool,
}

impl Transaction {
    /// Exists before `BEGIN` is sent, so that being cancelled during `BEGIN` is tidied up as well.
    fn new(object: Object, tls: Tls) -> Self {
        Self { object: Some(object), tls, in_flight: false, stale: false }
    }

    fn is_closed(&self) -> bool {
        self.object.as_ref().is_none_or(|object| object.is_closed())
    }

    /// Closes the connection instead of returning it to the pool; the server rolls back what was open on it.
    fn give_up(&mut self) {
        if let Some(object) = self.object.take() {
            drop(Object::take(object));
        }
    }

    pub(super) async fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, Error> {
        self.in_flight = true;
        let outcome = execute(self.object.as_ref(), sql, params).await;
        self.landed(outcome)
    }

    pub(super) async fn fetch_all(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Error> {
        self.in_flight = true;
        let outcome = fetch_all(self.object.as_ref(), sql, params).await;
        self.landed(outcome)
    }

    pub(super) async fn run_script(&mut self, sql: &str) -> Result<(), Error> {
        self.in_flight = true;
        let outcome = match &self.object {
            Some(object) => object.batch_execute(sql).await.map_err(|error| translate(&error, sql)),
            None => Err(Error::Aborted),
        };
        self.landed(outcome)
    }

    pub(super) async fn commit(mut self) -> Result<(), Error> {
        self.run_script("COMMIT").await?;
        // Clean again: dropping the lease returns the connection to the pool.
        drop(self.object.take());
        Ok(())
    }

    fn landed<T>(&mut self, outcome: Result<T, Error>) -> Result<T, Error> {
        self.in_flight = false;
        self.stale |= matches!(outcome, Err(Error::Serialization(_)));
        outcome
    }
}

async fn execute(object: Option<&Object>, sql: &str, params: &[Value]) -> Result<u64, Error> {
    let object = object.ok_or(Error::Aborted)?;
    let statement = prepare(object, sql, params).await?;
    object.execute(&statement, &bound(params)).await.map_err(|error| translate(&error, sql))
}

async fn fetch_all(object: Option<&Object>, sql: &str, params: &[Value]) -> Result<Vec<Row>, Error> {
    let object = object.ok_or(Error::Aborted)?;
    let statement = prepare(object, sql, params).await?;
    let rows = object.query(&statement, &bound(params)).await.map_err(|error| translate(&error, sql))?;
    let columns = statement.columns().iter().map(|column| column.name().to_owned()).collect();
    let header = Arc::new(Header { columns, sql: sql.to_owned() });
    rows.iter()
        .map(|row| {
            let values = (0..row.len()).map(|position| own(row, position, sql));
            Ok(Row::new(&header, values.collect::<Result<_, _>>()?))
        })
        .collect()
}

async fn prepare(object: &Object, sql: &str, params: &[Value]) -> Result<Statement, Error> {
    let statement = object.prepare_cached(sql).await.map_err(|error| translate(&error, sql))?;
    let count = statement.params().len();
    if count != params.len() {
        let message = format!("the statement has {count} placeholders and was given {} values", params.len());
        return Err(Error::query(message, sql));
    }
    Ok(statement)
}

fn bound(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let Some(object) = self.object.take() else { return };
        // Without a runtime nobody can talk to the server any more; closing the connection rolls back as well.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            drop(Object::take(object));
            return;
        };
        if self.in_flight || self.stale {
            // The statement may be waiting for a lock; the server would not notice the closed connection before it got
            // it. A connection in this state is never reused: a late cancellation would hit the next statement on it.
            let cancel = object.cancel_token();
            drop(Object::take(object));
            if self.in_flight {
                runtime.spawn(cancel_statement(cancel, self.tls.clone()));
            }
        } else if !object.is_closed() {
            runtime.spawn(roll_back(object));
        }
    }
}

async fn cancel_statement(cancel: CancelToken, tls: Tls) {
    // Best effort by nature: when the server cannot be reached, it has noticed the same and rolled back.
    let _ = match tls {
        Tls::Plain => tokio::time::timeout(TIDY_WAIT, cancel.cancel_query(NoTls)).await,
        Tls::Rustls(connect) => tokio::time::timeout(TIDY_WAIT, cancel.cancel_query(connect)).await,
    };
}

async fn roll_back(object: Object) {
    match tokio::time::timeout(TIDY_WAIT, object.batch_execute("ROLLBACK")).await {
        Ok(Ok(())) => drop(object),
        Ok(Err(_)) | Err(_) => drop(Object::take(object)),
    }
}

/// The parameter's type is what the server worked out from the statement; a value of another type is a fault of the
/// program and is refused with both names.
impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(number), &Type::INT8) => number.to_sql(ty, out),
            (Self::Int(number), &Type::INT4) => i32::try_from(*number)?.to_sql(ty, out),
            (Self::Int(number), &Type::INT2) => i16::try_from(*number)?.to_sql(ty, out),
            (Self::Bool(truth), &Type::BOOL) => truth.to_sql(ty, out),
            (Self::Bytes(bytes), &Type::BYTEA) => bytes.as_slice().to_sql(ty, out),
            (Self::Text(text), ty) if <&str as ToSql>::accepts(ty) => text.as_str().to_sql(ty, out),
            (value, ty) => {
                let given = value.kind();
                Err(format!(
                    "a {given} value is bound where the statement has {ty}; CAST($n AS {given}) says it"
                )
                .into())
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}

fn own(row: &tokio_postgres::Row, position: usize, sql: &str) -> Result<Value, Error> {
    let Some(column) = row.columns().get(position) else { return Ok(Value::Null) };
    let value = match *column.type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(position).map(Value::from),
        Type::INT4 => row.try_get::<_, Option<i32>>(position).map(Value::from),
        Type::INT2 => {
            row.try_get::<_, Option<i16>>(position).map(|number| Value::from(number.map(i64::from)))
        }
        Type::BOOL => row.try_get::<_, Option<bool>>(position).map(Value::from),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(position).map(Value::from),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => {
            row.try_get::<_, Option<&str>>(position).map(Value::from)
        }
        // What the functions of the advisory lock return.
        Type::VOID => return Ok(Value::Null),
        ref other => {
            let message = format!(
                "column {} has type {other}, which the common dialect does not have; a sum is CAST(sum(x) AS BIGINT)",
                column.name()
            );
            return Err(Error::query(message, sql));
        }
    };
    value.map_err(|error| translate(&error, sql))
}

fn translate(error: &tokio_postgres::Error, sql: &str) -> Error {
    let Some(database) = error.as_db_error() else { return translate_local(error, sql) };
    let constraint = || database.constraint().unwrap_or_default().to_owned();
    // The server's detail is left out on purpose: it quotes the values of the row.
    let message = database.message().to_owned();
    let code = database.code();
    match *code {
        SqlState::UNIQUE_VIOLATION => Error::UniqueViolation { constraint: constraint() },
        SqlState::FOREIGN_KEY_VIOLATION => Error::ForeignKeyViolation { constraint: constraint() },
        SqlState::CHECK_VIOLATION => Error::CheckViolation { constraint: constraint() },
        SqlState::NOT_NULL_VIOLATION => Error::NotNullViolation {
            column: format!("{}.{}", database.table().unwrap_or("?"), database.column().unwrap_or("?")),
        },
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => {
            Error::Serialization(message)
        }
        // Another node has migrated and a statement prepared before that no longer fits; a new connection prepares anew.
        SqlState::FEATURE_NOT_SUPPORTED if message.contains("cached plan") => Error::Serialization(message),
        SqlState::LOCK_NOT_AVAILABLE | SqlState::QUERY_CANCELED => Error::Busy,
        SqlState::TOO_MANY_CONNECTIONS => Error::PoolExhausted,
        SqlState::INVALID_AUTHORIZATION_SPECIFICATION => Error::Unavailable(format!(
            "{message}. If the server wants TLS, add sslmode=require to the address"
        )),
        _ => match code.code().get(..2) {
            // Connection, authorisation, no such database, resources, operator intervention, system.
            Some("08" | "28" | "3D" | "53" | "57" | "58") => Error::Unavailable(message),
            _ => Error::query(message, sql),
        },
    }
}

/// What the driver itself found, before or without an answer from the server.
fn translate_local(error: &tokio_postgres::Error, sql: &str) -> Error {
    let message = chain(error);
    if message.contains("invalid peer certificate") {
        return Error::Certificate(message);
    }
    let mut cause = error.source();
    while let Some(source) = cause {
        if source.is::<std::io::Error>() {
            return Error::Unavailable(message);
        }
        cause = source.source();
    }
    if error.is_closed() || sql == "connect" {
        return Error::Unavailable(message);
    }
    Error::query(message, sql)
}

/// An error with its causes in one sentence; the driver's own text stops at "error performing TLS handshake".
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        let part = source.to_string();
        if !text.contains(&part) {
            text.push_str(": ");
            text.push_str(&part);
        }
        cause = source.source();
    }
    text
}
