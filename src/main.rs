//! The command line of the reference models.
fn main() {}
