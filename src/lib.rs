//! Fullmakt: a whole test environment for Norwegian register APIs in one binary.
//!
//! The modules stand in reading order, the bottom of the house first. `ARCHITECTURE.md` walks three requests through it.

pub mod clock;
pub mod config;
pub mod db;
pub mod ids;
pub mod language;
