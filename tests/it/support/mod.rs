//! What the tests stand on.

pub(crate) mod database;
pub(crate) mod app;

pub(crate) use app::TestApp;
