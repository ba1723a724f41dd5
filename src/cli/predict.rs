//! `predict`: the law of a scenario, without a single run.

use super::args::{Format, PredictArguments};
use super::input;
use super::out::{OPEN, Out};
use super::status::Status;
use super::trouble::Trouble;
use crate::check::Registry;
use crate::exact::Law;
use crate::report::law;

pub(super) fn predict(
    registry: &Registry,
    arguments: &PredictArguments,
    out: &mut Out,
) -> Result<Status, Trouble> {
    let opened = input::open(registry, &arguments.file)?;
    let protocol = opened.scenario.protocol();
    let found = protocol.and_then(|protocol| Law::of(&protocol).map(|law| (protocol, law)));
    let asked = law::Asked { within: &arguments.within, horizon: opened.scenario.horizon() };
    match (found, arguments.format) {
        (Ok((protocol, found)), Format::Human) => {
            out.folded(&law::about(&protocol));
            out.line("");
            out.folded(&law::text(&protocol, &found, &asked));
        }
        (Ok((protocol, found)), Format::Json) => out.line(&law::json(&protocol, &found, &asked)),
        (Err(no_law), Format::Human) => {
            out.styled(OPEN, &format!("There is no law: {no_law}."));
            return Ok(Status::Nothing);
        }
        (Err(no_law), Format::Json) => {
            out.line(&law::no_law(&no_law.to_string()));
            return Ok(Status::Nothing);
        }
    }
    Ok(Status::Fine)
}
