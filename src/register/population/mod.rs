//! Who is in the register: examples that every world has from the start, and a population of any size.
//!
//! What a population holds follows from its seed and size alone, and ends on a fixed day, so that two worlds made with the
//! same two numbers hold the same, whenever they were made. Changes go on from there by the world's clock (`changes.rs`).

pub mod changes;
mod company;
mod draw;
mod entity;
pub mod examples;
pub mod make;
mod persons;
mod store;
mod telling;
mod words;

use crate::clock::Millis;
use persons::Pool;

pub use company::Made;
pub use store::{State, find_state};

/// The most companies of a population.
pub const MOST_COMPANIES: u64 = 1_000_000;

/// When the changes of a population begin, 1 July 2025: its companies' latest ones lie between this and the end. Those of
/// the examples are all before.
const FIRST_OF_POPULATION: Millis = 1_751_328_000_000;

/// When a population ends, 31 December 2025, whenever it is made.
const LAST_OF_POPULATION: Millis = 1_767_139_200_000;

/// A population: everything in it follows from these two numbers.
#[derive(Debug, Clone, Copy)]
pub struct Population {
    /// Which one it is.
    pub seed: u64,
    /// How many companies it has.
    pub size: u64,
}

impl Population {
    /// The population of a seed and a size.
    pub const fn new(seed: u64, size: u64) -> Self {
        Self { seed, size }
    }

    fn pool(&self) -> Pool {
        Pool::new(self.seed, self.size)
    }
}
