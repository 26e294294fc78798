//! Who is in the register: the companies that every world has from the start.

pub mod examples;
