//! README shows what is: its main command's output, its scenario, its list of verbs.
#![cfg(feature = "cli")]

use std::process::Command;

const README: &str = include_str!("../README.md");
const DEMO: &str = include_str!("../scenarios/annotation/demo.ron");

/// The fenced block that begins with `opening`.
fn block(opening: &str) -> &'static str {
    let start =
        README.find(opening).unwrap_or_else(|| panic!("README has a block `{opening}`")) + opening.len();
    let length = README[start..].find("\n```").expect("every block is closed");
    &README[start..start + length]
}

fn sooner(arguments: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_sooner")).args(arguments).output().expect("sooner starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).expect("the output is text")
}

#[test]
fn the_main_command_gives_the_output_that_is_shown() {
    let shown = block("$ cargo run --release -- run scenarios/annotation/demo.ron\n");
    assert_eq!(sooner(&["run", "scenarios/annotation/demo.ron"]).trim_end(), shown.trim_end());
}

#[test]
fn how_soon_is_told_as_it_is_shown() {
    let shown =
        block("$ cargo run --release -- campaign scenarios/annotation/demo-random.ron --seeds 4000\n");
    let told = sooner(&["campaign", "scenarios/annotation/demo-random.ron", "--seeds", "4000"]);
    assert!(told.contains(&format!("\n{shown}\n\n")), "{told}");
}

#[test]
fn the_scenario_that_is_shown_is_the_file() {
    let file: Vec<&str> = DEMO.lines().filter(|line| !line.starts_with("//")).collect();
    assert_eq!(block("```ron\n(").trim_end(), file.join("\n").trim_start_matches('(').trim_end());
}

#[test]
fn the_faults_that_are_shown_can_be_added_to_it() {
    let faults = block("```ron\n    faults: [");
    let changed = DEMO.replace("    expect: [", &format!("    faults: [{faults}\n    ignored: ["));
    let (changed, _) = changed.split_once("    ignored:").expect("the expectations follow");
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("changed.ron");
    std::fs::write(&path, format!("{changed})\n")).expect("a file can be written");
    let told = sooner(&["run", path.to_str().expect("the path is text")]);
    assert!(told.contains("Eventually has arrived"), "{told}");
}

#[test]
fn the_test_that_is_shown_is_one_of_ours() {
    let shown = block("```rust\n");
    assert!(include_str!("testing.rs").contains(&format!("\n{shown}\n")), "{shown}");
    let (_, own) =
        README.split_once("In `examples/two_generals.rs`:\n\n```rust\n").expect("its test is shown");
    let (own, _) = own.split_once("\n```").expect("every block is closed");
    assert!(include_str!("../examples/two_generals.rs").contains(&format!("\n{own}\n")), "{own}");
}

#[test]
fn every_verb_that_is_listed_exists() {
    let help = sooner(&["--help"]);
    for line in README.lines().filter(|line| line.starts_with("| `sooner ")) {
        let verb = line["| `sooner ".len()..].split([' ', '`']).next().expect("a verb follows");
        assert!(help.contains(&format!("\n  {verb}")), "{verb} is not in the help");
    }
}
