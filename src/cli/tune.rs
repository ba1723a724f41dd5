//! `tune`: how long the intervals of a scenario may be.

use super::args::{Format, TuneArguments};
use super::input;
use super::out::{OPEN, Out};
use super::status::Status;
use super::trouble::Trouble;
use crate::check::Registry;
use crate::exact::tune as tuned;
use crate::report::{law, tuning};

pub(super) fn tune(registry: &Registry, arguments: &TuneArguments, out: &mut Out) -> Result<Status, Trouble> {
    let opened = input::open(registry, &arguments.file)?;
    let protocol = opened.scenario.protocol().map_err(|no_law| format!("there is no law: {no_law}"));
    let found = protocol.and_then(|protocol| {
        tuned(&protocol, arguments.within, arguments.probability).map_err(|no_law| no_law.to_string())
    });
    match (found, arguments.format) {
        (Ok(found), Format::Human) => out.folded(&tuning::text(&found)),
        (Ok(found), Format::Json) => out.line(&tuning::json(&found)),
        (Err(why), Format::Human) => {
            out.styled(OPEN, &format!("There are no intervals to tell: {why}."));
            return Ok(Status::Nothing);
        }
        (Err(why), Format::Json) => {
            out.line(&law::no_law(&why));
            return Ok(Status::Nothing);
        }
    }
    Ok(Status::Fine)
}
