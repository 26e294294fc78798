//! What every room takes for granted of the two databases. Runs on both.

use crate::support::database;

#[tokio::test]
async fn migrations_are_applied_once_and_then_there_are_none_pending() {
    let database = database::empty().await;
    let pending = database.pending_migrations().await.unwrap();
    assert!(!pending.is_empty());
    assert_eq!(database.migrate(7).await.unwrap(), pending);
    assert_eq!(database.migrate(8).await.unwrap(), Vec::<String>::new());
    assert_eq!(database.pending_migrations().await.unwrap(), Vec::<String>::new());
}
