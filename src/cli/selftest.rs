//! `selftest`: law and runs held against each other on the user's machine.

use super::args::SelftestArguments;
use super::interrupt;
use super::out::{BAD, GOOD, Out};
use super::shell;
use super::status::Status;
use super::trouble::Trouble;
use crate::check::{Registry, TRIAL_RUNS, Tried};
use crate::report::trials;

pub(super) fn selftest(
    registry: &Registry,
    arguments: &SelftestArguments,
    out: &mut Out,
) -> Result<Status, Trouble> {
    let jobs = arguments.jobs.map_or_else(shell::processors, |jobs| jobs as usize);
    let cancel = interrupt::listen();
    let mut all: Vec<Tried> = Vec::new();
    out.line(&trials::head());
    for model in registry.models() {
        for trial in model.trials() {
            if cancel.load(std::sync::atomic::Ordering::Relaxed) {
                return Ok(Status::Interrupted);
            }
            let tried = model.try_law(trial, TRIAL_RUNS, jobs).map_err(Trouble::general)?;
            trials::rows(&tried).iter().for_each(|row| out.line(row));
            all.push(tried);
        }
    }
    out.line("");
    if all.is_empty() {
        out.line("No model has a law that could be tested.");
        return Ok(Status::Nothing);
    }
    let fine = all.iter().all(Tried::is_fine);
    out.styled(if fine { GOOD } else { BAD }, &trials::judgement(&all));
    Ok(if fine { Status::Fine } else { Status::Violated })
}
