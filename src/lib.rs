//! Fullmakt: a whole test environment for Norwegian register APIs in one binary.
//!
//! The modules stand in reading order, the bottom of the house first. `ARCHITECTURE.md` walks three requests through it.

pub mod clock;
pub mod ids;
pub mod jose;
pub mod numbers;
pub mod language;
pub mod config;
pub mod db;
pub mod keys;
pub mod audit;
pub mod jobs;
pub mod mail;
pub mod ledger;
pub mod app;
pub mod web;
pub mod access;
pub mod parties;
pub mod clients;
pub mod delegation;
pub mod token;
pub mod orders;
pub mod register;
pub mod world;
pub mod privacy;
pub mod server;
pub mod cli;
