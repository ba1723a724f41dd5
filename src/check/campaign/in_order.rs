//! Work in several threads whose results are taken in order, with bounded memory. Knows nothing of what the work is,
//! and never asks the machine how many threads there should be.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Condvar, Mutex, MutexGuard};

/// How many results each thread may be ahead of the one that is taken next.
const AHEAD: u64 = 4;

type Panic = Box<dyn Any + Send>;

/// What the threads share.
struct Desk<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    /// The first piece that nobody has begun.
    next: u64,
    /// The piece that is taken next.
    wanted: u64,
    /// What is finished and waits for its turn.
    done: BTreeMap<u64, Result<T, Panic>>,
    /// What was taken and can be filled again.
    free: Vec<T>,
    stopped: bool,
}

impl<T> Desk<T> {
    /// Nobody panics while holding the lock, so it is never poisoned.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().expect("the desk is left in order")
    }

    fn wait<'a>(&'a self, state: MutexGuard<'a, State<T>>) -> MutexGuard<'a, State<T>> {
        self.changed.wait(state).expect("the desk is left in order")
    }
}

/// Sends the workers home, whatever becomes of the one who takes the results.
struct Closing<'a, T>(&'a Desk<T>);

impl<T> Drop for Closing<'_, T> {
    fn drop(&mut self) {
        if let Ok(mut state) = self.0.state.lock() {
            state.stopped = true;
        }
        self.0.changed.notify_all();
    }
}

/// Works on the pieces 0 to `pieces` in `jobs` threads and hands the results to `take` in order, in the caller's
/// thread, until `take` says `false`. Each thread makes itself a worker by `hire`; a worker fills the result that it
/// is given, which is a used one where there is one.
///
/// # Panics
/// When a worker panicked: in the order of the pieces, after all earlier ones were taken.
pub(in crate::check) fn in_order<T, W>(
    jobs: usize,
    pieces: u64,
    hire: impl Fn() -> W + Sync,
    mut take: impl FnMut(&mut T) -> bool,
) where
    T: Default + Send,
    W: FnMut(u64, &mut T),
{
    if jobs <= 1 || pieces <= 1 {
        let (mut worker, mut result) = (hire(), T::default());
        for piece in 0..pieces {
            worker(piece, &mut result);
            if !take(&mut result) {
                return;
            }
        }
        return;
    }
    let jobs = (jobs as u64).min(pieces);
    let state = State { next: 0, wanted: 0, done: BTreeMap::new(), free: Vec::new(), stopped: false };
    let desk = Desk { state: Mutex::new(state), changed: Condvar::new() };
    std::thread::scope(|scope| {
        let closing = Closing(&desk);
        for _ in 0..jobs {
            scope.spawn(|| work(&desk, pieces, jobs * AHEAD, &hire));
        }
        for piece in 0..pieces {
            let mut result = match fetch(&desk, piece) {
                Ok(result) => result,
                Err(panic) => resume_unwind(panic),
            };
            if !take(&mut result) {
                break;
            }
            desk.lock().free.push(result);
        }
        drop(closing);
    });
}

/// Waits for a piece.
fn fetch<T>(desk: &Desk<T>, piece: u64) -> Result<T, Panic> {
    let mut state = desk.lock();
    loop {
        if let Some(result) = state.done.remove(&piece) {
            state.wanted = piece + 1;
            desk.changed.notify_all();
            return result;
        }
        state = desk.wait(state);
    }
}

/// One thread's day.
fn work<T: Default, W: FnMut(u64, &mut T)>(desk: &Desk<T>, pieces: u64, ahead: u64, hire: &impl Fn() -> W) {
    let mut worker = None;
    loop {
        let mut state = desk.lock();
        while !state.stopped && state.next < pieces && state.next >= state.wanted + ahead {
            state = desk.wait(state);
        }
        if state.stopped || state.next >= pieces {
            return;
        }
        let piece = state.next;
        state.next += 1;
        let mut result = state.free.pop().unwrap_or_default();
        drop(state);
        let done = catch_unwind(AssertUnwindSafe(|| {
            worker.get_or_insert_with(hire)(piece, &mut result);
            result
        }));
        let failed = done.is_err();
        desk.lock().done.insert(piece, done);
        desk.changed.notify_all();
        if failed {
            return;
        }
    }
}
