//! `diagram`: a run as a picture. Knows where the picture goes, and nothing of what is in it.

use std::path::Path;

use super::args::DiagramArguments;
use super::input;
use super::out::Out;
use super::run;
use super::status::Status;
use super::trouble::Trouble;
use super::whole::{Target, Wanted};
use crate::check::{Problem, Registry};
use crate::report::{diagram, text};

pub(super) fn diagram(
    registry: &Registry,
    arguments: &DiagramArguments,
    out: &mut Out,
) -> Result<Status, Trouble> {
    let file = &arguments.file;
    let mut opened = input::open(registry, file)?;
    if let Some(item) = arguments.item {
        let refuse = |why: String| Trouble::general(Problem::at(["--item"], why).hint("name another item"));
        opened.scenario.check_item(item).map_err(refuse)?;
    }
    let wanted = Wanted {
        example: "run.svg",
        openings: &[diagram::OPENING],
        other: "this file exists, and it is not a diagram that was drawn by this program",
    };
    let path = arguments.out.as_deref().filter(|path| *path != Path::new("-"));
    let target = path.map(|path| Target::new(path, file, &wanted)).transpose()?;
    for warning in opened.scenario.warnings() {
        out.warn(&warning);
    }
    let seed = arguments.seed.unwrap_or(opened.scenario.seed());
    let (outcome, drawing) = opened.scenario.draw(seed, arguments.item);
    run::tell_unmatched(&opened, &outcome, out);
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    let name = match arguments.item {
        Some(item) => format!("{name}, item {item}"),
        None => name.into_owned(),
    };
    let picture = diagram::diagram(&name, &drawing, &outcome);
    match target {
        Some(target) => {
            target.write(&picture)?;
            out.line(&text::verdict(&outcome));
            out.line(&format!("picture   {}", target.path().display()));
        }
        None => out.text(&picture),
    }
    Ok(Status::Fine)
}
