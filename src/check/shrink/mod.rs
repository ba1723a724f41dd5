//! Shrinking: from a scenario that fails to the smallest one that fails in the same way. Knows no file and no clock.

mod anchors;
mod calm;
mod catalogue;
mod chunks;
mod guesses;
mod items;
mod latencies;
mod laws;
mod numbers;
mod occurrences;
mod reducer;
mod search;
mod simplify;
mod size;
mod slow;
mod texts;
mod times;

pub use reducer::Reducer;
pub use search::{Extent, Progress, RUNS, Shrunk, Unshrunk, shrink, shrink_slow, shrink_watched};
pub use size::Size;
