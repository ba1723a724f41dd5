//! The same work on sooner and on other simulators from crates.io, measured in interleaved rounds, and the ratios as
//! Markdown tables. See `work` for what there is to do, `contenders` for what each contender does and does not do.

mod contenders;
mod figure;
mod measure;
mod phold;
mod protocol;
mod table;
mod work;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use measure::{measure, measure_all};
use table::{Machine, Tables};
use work::Scale;

const USAGE: &str = "\
peers [--rounds N] [--quick] [--out FILE]
    Measures every case in each of 7 or N rounds and prints the tables; --quick takes a tenth
    of the work. What is measured is told on standard error. FILE is written whole or not at all.
peers run CONTENDER WORK
    Measures one case in this process: peers run simulacra \"fields 100000\"
peers list
    Prints every case.
";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
struct Request {
    rounds: usize,
    quick: bool,
    out: Option<PathBuf>,
}

impl Request {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Request, String> {
        let mut request = Request { rounds: 7, quick: false, out: None };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--rounds" => {
                    let text = value()?;
                    let rounds = text.parse().ok().filter(|rounds| *rounds > 0);
                    request.rounds = rounds.ok_or_else(|| format!("`{text}` is no number of rounds"))?;
                }
                "--quick" => request.quick = true,
                "--out" => request.out = Some(value()?.into()),
                _ => return Err(format!("there is no argument `{argument}`\n\n{USAGE}")),
            }
        }
        Ok(request)
    }
}

fn main() -> ExitCode {
    match answer(std::env::args().skip(1).collect()) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn answer(arguments: Vec<String>) -> Result<String, String> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["--help" | "-h"] => Ok(USAGE.to_string()),
        ["list"] => {
            let line = |(contender, work): work::Case| format!("{contender} \"{work}\"\n");
            Ok(Scale::new(false).cases().into_iter().map(line).collect())
        }
        ["run", contender, work @ ..] => {
            let sample = measure((contender.parse()?, work.join(" ").parse()?))?;
            Ok(format!("{sample}\n"))
        }
        _ => compare(&Request::read(arguments.into_iter())?),
    }
}

/// Measures all and writes the tables.
fn compare(request: &Request) -> Result<String, String> {
    if let Some(path) = &request.out
        && (path.is_dir() || !folder(path).is_dir())
    {
        return Err(format!("{} cannot be written", path.display()));
    }
    let scale = Scale::new(request.quick);
    let samples = measure_all(&scale.cases(), request.rounds, &mut |round, (contender, work), sample| {
        eprintln!("round {} of {}: {contender}, {work}: {sample}", round + 1, request.rounds);
    })?;
    let machine = Machine { cpu: cpu_model(), compiler: env!("COMPILER").to_string() };
    let text = Tables { machine: &machine, scale, rounds: request.rounds, samples: &samples }.markdown();
    if let Some(path) = &request.out {
        write_whole(path, &text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(text)
}

/// As Linux names it.
fn cpu_model() -> String {
    let told = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = told.lines().find(|line| line.starts_with("model name"));
    let name = line.and_then(|line| line.split_once(':')).map(|(_, name)| name.trim().to_string());
    name.unwrap_or_else(|| format!("an unnamed {} CPU", std::env::consts::ARCH))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes beside the place and puts it there.
fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part = path.with_file_name(name);
    let write = || {
        let mut file = fs::File::create(&part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&part, path)
    };
    write().inspect_err(|_| drop(fs::remove_file(&part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Request, String> {
        Request::read(words.iter().map(|word| word.to_string()))
    }

    #[test]
    fn a_request_is_what_the_words_say() {
        let request = Request { rounds: 3, quick: true, out: Some("x.md".into()) };
        assert_eq!(read(&["--quick", "--rounds", "3", "--out", "x.md"]), Ok(request));
        assert_eq!(read(&[]).map(|request| request.rounds), Ok(7));
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for words in [&["--rounds"][..], &["--rounds", "0"], &["--out"], &["--fast"]] {
            assert!(read(words).is_err(), "{words:?}");
        }
    }
}
