//! The command line of the reference models.

use std::process::ExitCode;

fn main() -> ExitCode {
    sooner::cli::main(sooner::models::registry())
}
