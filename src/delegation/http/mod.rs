//! Altinn's APIs about delegations, for programs.

pub mod lookup;
pub mod pairs;
mod problems;
mod shapes;
