//! Campaigns: one scenario under many seeds.

mod coverage;
mod dice;
mod findings;
mod keeping;
mod memory;
mod order;
