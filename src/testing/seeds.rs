//! How many seeds a test runs: as its code says, or more. The only place that reads the environment.

use std::ops::Range;

use crate::check::{Plan, parse_seeds};

/// The environment variable that raises the number of seeds of every [`Campaign::seeds`](super::Campaign::seeds).
pub const VARIABLE: &str = "SOONER_SEEDS";

/// What the variable says, if anything.
#[allow(clippy::disallowed_methods, reason = "it raises how many runs there are and changes none of them")]
pub(super) fn asked() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|asked| !asked.trim().is_empty())
}

/// The seeds of a test when so many are asked for: from the same first one, never fewer.
///
/// # Errors
/// In words, when what is asked for is no number of seeds.
pub(super) fn raised(seeds: Range<u64>, asked: Option<&str>) -> Result<Range<u64>, String> {
    let Some(asked) = asked else { return Ok(seeds) };
    let refuse = |why: &str| format!("{VARIABLE}={asked}: {why}");
    let wanted = match asked.contains("..") {
        true => return Err(refuse("write how many seeds, such as 100000, not a range")),
        false => parse_seeds(asked.trim()).map_err(|why| refuse(&why))?.end,
    };
    let end = seeds.start.checked_add(wanted).ok_or_else(|| refuse("there are not so many seeds"))?;
    let raised = seeds.start..seeds.end.max(end);
    Plan { seeds: raised.clone(), ..Plan::default() }
        .number()
        .map_err(|problem| refuse(&problem.to_string()))?;
    Ok(raised)
}

#[cfg(test)]
mod tests {
    use super::raised;

    #[test]
    fn the_number_of_seeds_is_raised_and_never_lowered() {
        for (asked, seeds) in
            [(None, 10..20), (Some("5"), 10..20), (Some("0"), 10..20), (Some("1_000"), 10..1_010)]
        {
            assert_eq!(raised(10..20, asked), Ok(seeds));
        }
    }

    #[test]
    fn what_is_no_number_of_seeds_is_told_and_not_passed_over() {
        for asked in ["many", "-1", "0..5", "1e6", "2000000000000", "99999999999999999999999999"] {
            let why = raised(10..20, Some(asked)).unwrap_err();
            assert!(why.starts_with(&format!("SOONER_SEEDS={asked}: ")), "{why}");
        }
    }
}
