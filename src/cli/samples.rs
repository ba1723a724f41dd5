//! Measured samples: the first column of a CSV text as durations. Knows no file; never a float, so nothing is rounded
//! but what is finer than a nanosecond.

use crate::check::Problem;
use crate::sim::Span;

/// The units that the name of a column may end with, in nanoseconds.
const UNITS: [(&str, u64); 4] = [("_ns", 1), ("_us", 1_000), ("_ms", 1_000_000), ("_s", 1_000_000_000)];
const MILLISECOND: u64 = 1_000_000;

/// One value per line, in the first column. A header may name the unit: `latency_us`; without one, plain numbers are
/// milliseconds, and a cell like `250us` says its own.
pub(super) fn parse(text: &str) -> Result<Vec<Span>, Problem> {
    let mut values = Vec::new();
    let mut unit = MILLISECOND;
    let mut at = 0;
    let mut header_may_come = true;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let column = line.split(',').next().unwrap_or_default();
        let cell = column.trim().trim_matches('"').trim();
        if cell.is_empty() && line.trim().is_empty() {
            continue;
        }
        let is_name = cell.starts_with(|first: char| first.is_alphabetic() || first == '_');
        if std::mem::take(&mut header_may_come) && is_name {
            unit = UNITS
                .iter()
                .find(|(suffix, _)| cell.ends_with(suffix))
                .map_or(MILLISECOND, |(_, size)| *size);
            continue;
        }
        let blank = column.len() - column.trim_start().len();
        let span = start + blank..start + blank + column.trim().len();
        let here = |message| Problem { span: Some(span.clone()), ..Problem::at::<&str>([], message) };
        values.push(value(cell, unit).map_err(here).map_err(|problem| {
            problem.hint("write one value per line: a number in the column's unit (milliseconds), or a duration like 250us")
        })?);
    }
    match values.is_empty() {
        true => {
            Err(Problem::at::<&str>([], "there is no value in this file").hint("write one value per line"))
        }
        false => Ok(values),
    }
}

fn value(cell: &str, unit: u64) -> Result<Span, String> {
    if cell.is_empty() {
        return Err("the first column is empty here".to_string());
    }
    if cell.starts_with('-') {
        return Err(format!("`{cell}` is negative: no message arrives before it is sent"));
    }
    let number = cell.strip_prefix('+').unwrap_or(cell);
    match number.ends_with(|last: char| last.is_ascii_digit() || last == '.') {
        true => {
            decimal(number, unit).ok_or_else(|| format!("`{cell}` is no number, or too long for a duration"))
        }
        false => cell.parse(),
    }
}

/// `1.5` or `2e-3` times a unit of so many nanoseconds, rounded down.
fn decimal(number: &str, unit: u64) -> Option<Span> {
    let (digits, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    // Thirty digits hold every duration there is; what is beyond them is finer than a nanosecond.
    let fraction = &fraction[..fraction.char_indices().nth(18).map_or(fraction.len(), |(at, _)| at)];
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let shift = exponent.parse::<i32>().ok()? - fraction.len() as i32;
    let scaled = all.parse::<u128>().ok()?.checked_mul(unit as u128)?;
    let power = 10u128.checked_pow(shift.unsigned_abs());
    let nanos = match (shift < 0, power) {
        (true, None) => 0,
        (true, Some(power)) => scaled / power,
        (false, None) if scaled == 0 => 0,
        (false, power) => scaled.checked_mul(power?)?,
    };
    u64::try_from(nanos).ok().map(Span::from_nanos)
}
