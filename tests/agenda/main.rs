//! The agenda's order is that of a sorted set of (time, rank, insertion), whatever its width, whatever the times, and
//! whatever timers are set and cancelled in a run.

mod adversarial;
mod model;
mod moves;
mod queue;
mod scales;
mod timers;
mod wrong;
