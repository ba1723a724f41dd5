//! The way in and the way out: arguments, signals, panics and the exit status. Knows no verb's work.

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::Mutex;

use clap::Parser;

use super::args::{Arguments, Verb};
use super::out::{BAD, Out};
use super::status::Status;
use super::{
    campaign, check, compare, diagram, exhaust, interrupt, list, mutants, predict, replay, report, run,
    selftest, shell, shrink, tune,
};
use crate::check::Registry;

/// The newest panic, in words.
static PANIC: Mutex<Option<String>> = Mutex::new(None);

/// The whole command line for the models in `registry`: the main function of a program that serves them.
pub fn main(registry: Registry) -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(refusal) => {
            // Help and errors of usage; where they cannot be written there is nothing left to do.
            let _ = refusal.print();
            return ExitCode::from(refusal.exit_code() as u8);
        }
    };
    let mut out = Out::new(arguments.color);
    // A panic inside a model is caught and becomes a verdict, so the hook only remembers.
    panic::set_hook(Box::new(|panic| {
        if let Ok(mut newest) = PANIC.lock() {
            *newest = Some(panic.to_string());
        }
    }));
    // Without a handler an interrupt still ends the program, only with less grace.
    let _ = ctrlc::set_handler(interrupt::handle);
    mind_full_files();
    let done = panic::catch_unwind(AssertUnwindSafe(|| {
        let status = perform(&registry, &arguments.verb, &mut out);
        out.flush();
        status
    }));
    done.unwrap_or_else(|_| confess(&mut Out::new(arguments.color))).into()
}

/// A file that may not grow any more is an error like any other, and not the end of the program.
fn mind_full_files() {
    #[cfg(unix)]
    {
        // Where that cannot be had, writing beyond the limit ends the program, as it would any other.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Default::default());
    }
}

fn perform(registry: &Registry, verb: &Verb, out: &mut Out) -> Status {
    let done = match verb {
        Verb::Run(arguments) => run::run(registry, arguments, out),
        Verb::Campaign(arguments) => campaign::campaign(registry, arguments, out),
        Verb::Compare(arguments) => compare::compare(registry, arguments, out),
        Verb::Report(arguments) => report::report(registry, arguments, out),
        Verb::Replay(arguments) => replay::replay(registry, arguments, out),
        Verb::Exhaust(arguments) => exhaust::exhaust(registry, arguments, out),
        Verb::Shrink(arguments) => shrink::shrink(registry, arguments, out),
        Verb::Mutants(arguments) => mutants::mutants(registry, arguments, out),
        Verb::Predict(arguments) => predict::predict(registry, arguments, out),
        Verb::Tune(arguments) => tune::tune(registry, arguments, out),
        Verb::Selftest(arguments) => selftest::selftest(registry, arguments, out),
        Verb::Check(arguments) => Ok(check::check(registry, arguments, out)),
        Verb::Diagram(arguments) => diagram::diagram(registry, arguments, out),
        Verb::List(arguments) => list::list(registry, arguments, out),
        Verb::Completions(arguments) => Ok(shell::completions(arguments, out)),
        Verb::Man => Ok(shell::man(out)),
    };
    done.unwrap_or_else(|trouble| {
        out.tell(&trouble.render());
        Status::Wrong
    })
}

fn confess(out: &mut Out) -> Status {
    let words = PANIC.lock().ok().and_then(|mut newest| newest.take()).unwrap_or_default();
    out.tell(&format!("{BAD}this is a bug in sooner{BAD:#}: {words}"));
    out.tell(
        "Please report it with this message, the command and the scenario file; it is not your mistake.",
    );
    Status::Bug
}
