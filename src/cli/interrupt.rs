//! What an interrupt does: it ends the program, or asks the work that listens to end with what it knows.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use super::status::Status;

/// Work is under way that ends by itself when it is asked to.
static LISTENING: AtomicBool = AtomicBool::new(false);
/// It was asked to.
static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on an interrupt sets the flag that is returned; a second one ends the program.
pub(super) fn listen() -> &'static AtomicBool {
    LISTENING.store(true, Ordering::SeqCst);
    &ASKED
}

/// The handler of the signal.
pub(super) fn handle() {
    let first = !ASKED.swap(true, Ordering::SeqCst);
    let words = match LISTENING.load(Ordering::SeqCst) {
        true if first => "interrupted: ending with what is known; once more ends at once",
        true => "interrupted again: what was computed is not told",
        false => "interrupted: this run has no result",
    };
    let _ = writeln!(std::io::stderr(), "{words}");
    if !(first && LISTENING.load(Ordering::SeqCst)) {
        std::process::exit(Status::Interrupted as i32);
    }
}
