//! Altinn's APIs about delegations, for programs.

pub mod lookup;
pub mod pairs;
pub mod parties;
mod problems;
pub mod resources;
mod shapes;

pub use problems::{forbidden, unmatched};
