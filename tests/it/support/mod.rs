//! What the tests stand on.

pub(crate) mod cluster;
pub(crate) mod database;
pub(crate) mod dns;
pub(crate) mod app;

pub(crate) use app::TestApp;

/// Says on the terminal that a test could not be made here; the harness would swallow what `eprintln!` says.
pub(crate) fn skipped(test: &str, why: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "SKIPPED {test}: {why}");
}
