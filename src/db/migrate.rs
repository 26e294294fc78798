//! The schema's history: numbered files of plain SQL, embedded in the program, applied forward only.
//!
//! A file that has been applied anywhere is never edited; its SHA-256 is kept beside its number so that an edit is
//! noticed instead of leaving two schemas that claim to be one.
//! All pending files are applied in one transaction under one lock, so that a crash or a second node leaves no half.

use std::fmt::Write as _;

use super::{Db, Error, Tx, params};

/// One step of the schema's history.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its number; migrations are applied in ascending order.
    pub version: i64,
    /// The file's name without the ending.
    pub name: &'static str,
    /// Many statements in the common dialect.
    pub sql: &'static str,
}

/// The schema of this program.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "0001_begin", sql: include_str!("../../migrations/0001_begin.sql") },
    Migration { version: 2, name: "0002_mail_in", sql: include_str!("../../migrations/0002_mail_in.sql") },
    Migration { version: 3, name: "0003_letters", sql: include_str!("../../migrations/0003_letters.sql") },
    Migration { version: 4, name: "0004_drafts", sql: include_str!("../../migrations/0004_drafts.sql") },
    Migration { version: 5, name: "0005_desk", sql: include_str!("../../migrations/0005_desk.sql") },
    Migration {
        version: 6,
        name: "0006_carrying_out",
        sql: include_str!("../../migrations/0006_carrying_out.sql"),
    },
    Migration { version: 7, name: "0007_entities", sql: include_str!("../../migrations/0007_entities.sql") },
    Migration {
        version: 8,
        name: "0008_answering",
        sql: include_str!("../../migrations/0008_answering.sql"),
    },
    Migration { version: 9, name: "0009_privacy", sql: include_str!("../../migrations/0009_privacy.sql") },
    Migration {
        version: 10,
        name: "0010_returned_letters",
        sql: include_str!("../../migrations/0010_returned_letters.sql"),
    },
    Migration {
        version: 12,
        name: "0012_reach_of_links",
        sql: include_str!("../../migrations/0012_reach_of_links.sql"),
    },
    Migration { version: 13, name: "0013_lanes", sql: include_str!("../../migrations/0013_lanes.sql") },
    Migration {
        version: 14,
        name: "0014_repeated_mails",
        sql: include_str!("../../migrations/0014_repeated_mails.sql"),
    },
    Migration { version: 15, name: "0015_roles", sql: include_str!("../../migrations/0015_roles.sql") },
    Migration {
        version: 19,
        name: "0019_ledger_of_delegations",
        sql: include_str!("../../migrations/0019_ledger_of_delegations.sql"),
    },
    Migration {
        version: 23,
        name: "0023_resource_registry",
        sql: include_str!("../../migrations/0023_resource_registry.sql"),
    },
    Migration {
        version: 24,
        name: "0024_test_authority",
        sql: include_str!("../../migrations/0024_test_authority.sql"),
    },
    Migration { version: 25, name: "0025_life", sql: include_str!("../../migrations/0025_life.sql") },
    Migration { version: 26, name: "0026_prefixes", sql: include_str!("../../migrations/0026_prefixes.sql") },
    Migration {
        version: 27,
        name: "0027_key_rotation",
        sql: include_str!("../../migrations/0027_key_rotation.sql"),
    },
    Migration {
        version: 28,
        name: "0028_consumers_of_others",
        sql: include_str!("../../migrations/0028_consumers_of_others.sql"),
    },
    Migration { version: 29, name: "0029_refused", sql: include_str!("../../migrations/0029_refused.sql") },
    Migration {
        version: 30,
        name: "0030_synthetic_entities",
        sql: include_str!("../../migrations/0030_synthetic_entities.sql"),
    },
    Migration { version: 31, name: "0031_register", sql: include_str!("../../migrations/0031_register.sql") },
    Migration {
        version: 32,
        name: "0032_register_snapshots",
        sql: include_str!("../../migrations/0032_register_snapshots.sql"),
    },
    Migration {
        version: 33,
        name: "0033_population",
        sql: include_str!("../../migrations/0033_population.sql"),
    },
    Migration {
        version: 34,
        name: "0034_since_when",
        sql: include_str!("../../migrations/0034_since_when.sql"),
    },
    Migration {
        version: 35,
        name: "0035_access_ended",
        sql: include_str!("../../migrations/0035_access_ended.sql"),
    },
    Migration {
        version: 36,
        name: "0036_asked_again",
        sql: include_str!("../../migrations/0036_asked_again.sql"),
    },
    Migration {
        version: 37,
        name: "0037_keys_on_one_clock",
        sql: include_str!("../../migrations/0037_keys_on_one_clock.sql"),
    },
];

/// Another node may take long to migrate, and is waited for to the end.
///
/// The lock is on the schema and not on the whole server, so that schemas which have nothing to do with each other
/// (the tests', two worlds in one database) migrate at once. The first number only marks the lock as ours.
pub(super) const POSTGRES_LOCK: &str = "SET LOCAL lock_timeout = 0;
SELECT pg_advisory_xact_lock(1179996268, hashtext(COALESCE(current_schema(), '')))";

const HISTORY: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    version BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    applied_at BIGINT NOT NULL
)";

/// Applies those of `migrations` that are not applied yet, all or none, and names them. `now_ms` is wall time.
pub async fn apply(db: &Db, migrations: &[Migration], now_ms: i64) -> Result<Vec<String>, Error> {
    // The usual start finds nothing to do, and must then not wait for whoever is writing.
    if pending(db, migrations).await?.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = db.begin_write().await?;
    tx.lock_migrations().await?;
    tx.run_script(HISTORY).await?;
    // Asked again under the lock: another node may have been first.
    let due = compare(&mut tx, migrations).await?;
    for migration in &due {
        tx.run_script(migration.sql).await?;
        tx.execute(
            "INSERT INTO schema_migrations (version, name, sha256, applied_at) VALUES ($1, $2, $3, $4)",
            params![migration.version, migration.name, sha256(migration.sql), now_ms],
        )
        .await?;
    }
    tx.commit().await?;
    Ok(names(&due))
}

/// Names those of `migrations` that are not applied yet, and refuses as [`apply`] does when the history differs.
pub async fn pending(db: &Db, migrations: &[Migration]) -> Result<Vec<String>, Error> {
    let mut tx = db.read().await?;
    if !tx.has_table("schema_migrations").await? {
        return Ok(names(migrations));
    }
    Ok(names(&compare(&mut tx, migrations).await?))
}

/// Holds the history in the database against the program's, and returns what is missing there, in order.
async fn compare(tx: &mut Tx, migrations: &[Migration]) -> Result<Vec<Migration>, Error> {
    let mut due = migrations.to_vec();
    due.sort_by_key(|migration| migration.version);
    for row in
        tx.fetch_all("SELECT version, name, sha256 FROM schema_migrations ORDER BY version", &[]).await?
    {
        let version = row.int("version")?;
        let Some(position) = due.iter().position(|migration| migration.version == version) else {
            return Err(Error::MigrationUnknown { version });
        };
        if sha256(due.remove(position).sql) != row.text("sha256")? {
            return Err(Error::MigrationChanged { name: row.text("name")? });
        }
    }
    Ok(due)
}

fn names(migrations: &[Migration]) -> Vec<String> {
    migrations.iter().map(|migration| migration.name.to_owned()).collect()
}

/// Line ends do not count: a checkout that turns them round has not edited the file.
fn sha256(sql: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, sql.replace("\r\n", "\n").as_bytes());
    digest.as_ref().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
