//! Shrinking: what is buried under irrelevant faults is found again, as small as the specification says.

mod bury;
mod mutants;
mod reducer;
mod slow;
mod story;
mod swarm;
mod toy;
