//! Clients that asked lately, with their keys read: finding them and reading JSON costs more than verifying.
//!
//! Nothing here is believed. What a request is decided by is compared with the client's version in the transaction that
//! writes the decision (`batch.rs`), so that a key or scope taken away counts at once, on every node.

use std::sync::Arc;

use quick_cache::sync::Cache;

use crate::app::App;
use crate::clients::{self, TokenClient};
use crate::db::Error;

/// Most clients that are remembered, so that memory is bounded however many there are.
const LIMIT: usize = 12_000;

/// The clients that are remembered.
#[derive(Debug)]
pub(super) struct KnownClients {
    clients: Cache<Box<str>, Arc<TokenClient>>,
}

impl KnownClients {
    pub(super) fn new() -> Self {
        Self { clients: Cache::new(LIMIT) }
    }

    /// The client with this id as it was when it was last read. One that is not there is looked for each time.
    pub(super) async fn find(&self, app: &App, id: &str) -> Result<Option<Arc<TokenClient>>, Error> {
        if let Some(known) = self.clients.get(id) {
            return Ok(Some(known));
        }
        let mut tx = app.db.read().await?;
        let Some(client) = clients::find_client_for_token(&mut tx, id).await? else { return Ok(None) };
        let client = Arc::new(client);
        self.clients.insert(id.into(), Arc::clone(&client));
        Ok(Some(client))
    }

    /// Forgets a client that has changed.
    pub(super) fn forget(&self, id: &str) {
        self.clients.remove(id);
    }
}
