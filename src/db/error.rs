//! What can go wrong between a statement and the two databases, said the same way for both.
//!
//! A domain never shows these to a caller as they are: they become 500, or 503 when [`Error::is_temporary`] says that
//! asking again may help. The one variant that is a decision, the unique violation, is better avoided than caught:
//! see [`Error::UniqueViolation`].

/// Why a statement, a transaction or a connection failed.
///
/// No variant carries a bound value, so that an error may be logged whole.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A `UNIQUE` constraint, a unique index or a primary key refused the row.
    ///
    /// The transaction is lost with it (PostgreSQL aborts it, and SQLite is held to the same here).
    /// A rule that expects conflicts writes `INSERT … ON CONFLICT DO NOTHING` and reads the row count instead.
    #[error("a row with this key exists already ({constraint})")]
    UniqueViolation {
        /// The constraint's name on PostgreSQL; `table.column, table.column` on SQLite. For people, not for decisions.
        constraint: String,
    },
    /// A row refers to one that does not exist, or is still referred to.
    #[error("a reference between rows does not hold{}", named(constraint))]
    ForeignKeyViolation {
        /// The constraint's name on PostgreSQL; empty on SQLite, which does not tell.
        constraint: String,
    },
    /// A `CHECK` constraint refused the row.
    #[error("a value is outside what the table allows{}", named(constraint))]
    CheckViolation {
        /// The constraint's name, the same on both databases when the schema names it.
        constraint: String,
    },
    /// A `NOT NULL` column got no value.
    #[error("a required value is missing{}", named(column))]
    NotNullViolation {
        /// The column's name, with its table's name in front where the database tells it.
        column: String,
    },
    /// Somebody else held a lock for longer than the bounded wait. Nothing was changed; asking again may help.
    #[error("the database is busy: another writer held it for too long")]
    Busy,
    /// Every connection was in use for longer than the bounded wait. Nothing was changed; asking again may help.
    #[error("every database connection is in use")]
    PoolExhausted,
    /// Two transactions crossed (deadlock, or a serialisation failure). This one was undone and may be tried again.
    #[error("two transactions crossed; this one was undone and may be tried again ({0})")]
    Serialization(String),
    /// The database cannot be reached, or the file cannot be opened, read or written.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The server's certificate does not prove that it is the host that was asked for.
    #[error(
        "the database server's certificate is refused: {0}. Name the authority that signed it with the setting for the database's CA file, \
         and connect by a host name that stands in the certificate"
    )]
    Certificate(String),
    /// The address or an option of the connection cannot be understood.
    #[error("the database address is wrong: {0}")]
    Configuration(String),
    /// A stored row is not what the program can have written.
    #[error("table {table}, column {column}, row {row}: {problem}")]
    Inconsistent {
        /// The table, as far as the statement tells it.
        table: String,
        /// The column.
        column: String,
        /// The row's `id`, or `?` where the result has none.
        row: String,
        /// What is wrong with the value, without the value.
        problem: String,
    },
    /// A migration that is applied already reads differently in this program.
    #[error(
        "migration {name} was changed after it had been applied; restore the file and write a new migration instead"
    )]
    MigrationChanged {
        /// The migration's name as applied.
        name: String,
    },
    /// The database has a migration that this program does not know: it belongs to a newer program.
    #[error(
        "the database is newer than this program: it has migration {version}, which is unknown here; start the newer program"
    )]
    MigrationUnknown {
        /// The version found in the database.
        version: i64,
    },
    /// An earlier statement of this transaction failed; nothing more can be done in it, and it cannot be committed.
    #[error("an earlier statement of this transaction failed, so it can only be rolled back")]
    Aborted,
    /// The statement itself is wrong, or was given values that it cannot take. A fault of the program.
    #[error("{message} (in: {sql})")]
    Query {
        /// What the database, or the check before it, said.
        message: String,
        /// The statement's text, never its values.
        sql: String,
    },
}

fn named(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!(" ({name})") }
}

impl Error {
    /// Whether a row with the same key exists already; true for the same cases on both databases.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::UniqueViolation { .. })
    }

    /// Whether the whole transaction may be run again from its start, because another one was in its way.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Serialization(_) | Self::Busy)
    }

    /// Whether the cause is load or an outage rather than a fault: the answer is then 503 and not 500.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Serialization(_) | Self::Busy | Self::PoolExhausted | Self::Unavailable(_))
    }

    /// For a `store.rs` that reads a value which its own room can never have written, such as an unknown state.
    pub fn inconsistent(
        table: impl Into<String>,
        column: impl Into<String>,
        row: impl Into<String>,
        problem: impl Into<String>,
    ) -> Self {
        Self::Inconsistent {
            table: table.into(),
            column: column.into(),
            row: row.into(),
            problem: problem.into(),
        }
    }

    pub(super) fn query(message: impl Into<String>, sql: &str) -> Self {
        Self::Query { message: message.into(), sql: sql.to_owned() }
    }
}
