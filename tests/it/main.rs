//! The one integration binary: every room by its front door, on SQLite, or on PostgreSQL when `TEST_DATABASE_URL` is set.

// clippy.toml lets `#[test]` functions do this; the functions that tests share are not recognised as part of them.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test tells what is wrong by failing on the spot"
)]

mod support;

mod answering;
mod bad_input;
mod casework;
mod certificates;
mod bulk;
mod clients;
mod commands;
mod db;
mod delegation;
mod desk;
mod forms;
mod entities;
mod figures;
mod fuzz_corpora;
mod guide;
mod house;
mod invitations;
mod jobs;
mod kill;
mod letters;
mod oidc;
mod order_api;
mod mail;
mod nodes;
mod orders;
mod parties;
mod portal;
mod privacy;
mod queue;
mod register;
mod registry;
mod rehearsal;
mod road;
mod routes;
mod scenarios;
mod token;
mod world;
