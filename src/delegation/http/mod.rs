//! Altinn's APIs about delegations, for programs.

pub mod lookup;
