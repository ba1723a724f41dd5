//! The command line of the reference models. Knows their names and nothing else.

use std::process::ExitCode;

use sooner::check::Registry;
use sooner::models::annotation::AnnotationSystem;

fn main() -> ExitCode {
    sooner::cli::main(Registry::new().with::<AnnotationSystem>())
}
