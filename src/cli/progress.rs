//! The progress bar of long work: on standard error, and only where that is a terminal. Knows nothing of the work.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar, or nothing where nobody would see it.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    done: u64,
    failed: u64,
}

impl Progress {
    pub(super) fn new(total: u64) -> Progress {
        let style = "{bar:30} {pos}/{len} runs, {per_sec}, {eta} left{msg}";
        let show =
            || ProgressBar::new(total).with_style(ProgressStyle::with_template(style).expect("it is right"));
        Progress { bar: std::io::stderr().is_terminal().then(show), done: 0, failed: 0 }
    }

    /// One piece more is done; so many of all have failed.
    pub(super) fn step(&mut self, failed: u64) {
        self.steps(1, failed);
    }

    /// So many pieces more are.
    pub(super) fn steps(&mut self, more: u64, failed: u64) {
        self.done += more;
        let Some(bar) = &self.bar else { return };
        if failed > self.failed {
            bar.set_message(format!(", {failed} failing"));
            self.failed = failed;
        }
        bar.set_position(self.done);
    }

    /// Does what writes to the terminal while the bar is away.
    pub(super) fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(work),
            None => work(),
        }
    }

    /// Takes the bar away.
    pub(super) fn end(self) {
        self.bar.iter().for_each(ProgressBar::finish_and_clear);
    }
}
