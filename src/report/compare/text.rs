//! A comparison as text for people. Knows no terminal.

use super::{Compared, Side, at, signed};
use crate::check::wrapped as folded;
use crate::measure::{Confidence, Interval, Level, Paired, Part, mean, percent, quantile, several};
use crate::report::limits;

/// How wide text gets, where its words let that be.
const WIDTH: usize = 80;

/// Everything that there is to tell, but for the verdict.
pub fn text(compared: &Compared<'_>) -> String {
    let Compared { model, seeds, sides: [a, b], confidence, .. } = compared;
    let ended = if compared.interrupted { "; interrupted after these" } else { "" };
    let mut lines = vec![format!("model     {model}")];
    lines.push(format!("A         {}", a.file));
    lines.push(format!("B         {}", b.file));
    lines.push(format!(
        "seeds     {}..{}, each under the same weather in both{ended}",
        seeds.start, seeds.end
    ));
    let Some(paired) = compared.paired() else { return lines.join("\n") + "\n" };
    lines.push(format!("\nhow soon  each figure with {confidence} confidence"));
    lines.extend(table(compared));
    lines.extend([("A", a), ("B", b)].into_iter().filter_map(|(name, side)| missing(name, side)));
    lines.push(String::new());
    lines.extend(difference(compared, &paired));
    lines.push(parts(&paired, *confidence));
    lines.push(tests(&paired));
    lines.extend(pairing(&paired));
    lines.extend(slowest(compared));
    lines.join("\n") + "\n"
}

/// The means and quantiles of both, with their intervals.
fn table(compared: &Compared<'_>) -> Vec<String> {
    let head = ["", "A", "from", "to", "B", "from", "to"].map(str::to_string).to_vec();
    let mut rows = vec![head];
    let mut row = |name: String, of: &dyn Fn(&Side) -> [String; 3]| {
        let [a, b] = compared.sides.each_ref().map(of);
        rows.push([name].into_iter().chain(a).chain(b).collect());
    };
    let sure = compared.confidence;
    row("mean".to_string(), &|side| match mean(&side.times, sure) {
        Some(mean) => limits::of_mean(&mean),
        None => ["-", "-", "-"].map(str::to_string),
    });
    for level in [Level::P50, Level::TOLD[3]] {
        row(level.to_string(), &|side| match quantile(&side.times, level, sure) {
            Some(quantile) => limits::of_quantile(&quantile, &side.times),
            None => ["-", "-", "-"].map(str::to_string),
        });
    }
    row("longest".to_string(), &|side| [limits::of_slowest(&side.times), String::new(), String::new()]);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..7).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).skip(1).map(|(cell, width)| format!("  {cell:>width$}"));
        format!("  {:<1$}{2}", row[0], widths[0], cells.collect::<String>()).trim_end().to_string()
    };
    rows.iter().map(line).collect()
}

fn missing(name: &str, side: &Side) -> Option<String> {
    let (unreached, runs) = (side.times.unreached(), several(side.times.runs(), "run"));
    let words = match unreached.violated {
        0 => String::new(),
        violated => format!(", {violated} of them at a violated property"),
    };
    let total = unreached.total();
    (total > 0).then(|| format!("  {name}: {total} of {runs} did not become consistent{words}"))
}

/// The difference of the means.
fn difference(compared: &Compared<'_>, paired: &Paired) -> Option<String> {
    let (value, Interval { low, high }) = (paired.difference?, paired.interval?);
    let of_a = mean(&compared.sides[0].times, compared.confidence).filter(|mean| mean.value > 0.0);
    let of_a = of_a.map_or(String::new(), |mean| {
        let part = value / mean.value;
        format!(": {}{} of A's mean", if part < 0.0 { "-" } else { "+" }, percent(part.abs()))
    });
    let width = high - low;
    let limits = match width.is_finite() {
        true => format!("from {} to {}", signed(low, width), signed(high, width)),
        false => "of one seed without limits".to_string(),
    };
    Some(format!("B - A     {} on average, {limits}{of_a}", signed(value, width)))
}

/// In how many seeds each is faster.
fn parts(paired: &Paired, sure: Confidence) -> String {
    let part = |words: &str, part: &Part| {
        let Interval { low, high } = part.share;
        let all = paired.pairs as f64;
        let share = percent(part.pairs as f64 / all);
        format!("{words} in {share} ({} to {})", percent(low), percent(high))
    };
    let words =
        [part("B is faster", &paired.faster), part("A", &paired.slower), part("neither", &paired.equal)];
    let neither = match paired.neither {
        0 => String::new(),
        number => format!("; in {number} neither became consistent"),
    };
    let words = format!("{} of the seeds, with {sure} confidence each{neither}", words.join(", "));
    under("faster    ", &words)
}

fn tests(paired: &Paired) -> String {
    let n = paired.faster.pairs + paired.slower.pairs;
    let p = |p: f64| if p < 0.001 { format!("{p:.1e}") } else { format!("{p:.3}") };
    let words = format!(
        "of {} with a difference: sign test p {}, signed ranks (Wilcoxon) p {}",
        several(n, "seed"),
        p(paired.sign_p),
        p(paired.rank_p)
    );
    under("tests     ", &words)
}

/// What comes of the same seeds.
fn pairing(paired: &Paired) -> Option<String> {
    let variation = paired.variation?;
    let reduction = variation.reduction?;
    let correlation = variation.correlation.map_or(String::new(), |it| format!(" (correlation {it:.2})"));
    let words = format!(
        "the same seeds make the difference's variance {reduction:.1} times as small as other seeds would{correlation}"
    );
    Some(under("pairing   ", &words))
}

/// The seeds in which B is most slower, with the commands that show it.
fn slowest(compared: &Compared<'_>) -> Vec<String> {
    let slowest = compared.slowest();
    if slowest.is_empty() {
        return Vec::new();
    }
    let mut lines = vec!["\nseeds in which B is most slower".to_string()];
    for (seed, (a, b)) in slowest {
        lines.push(format!("  {seed}: {} -> {}", at(a), at(b)));
        lines.extend(
            compared.sides.iter().map(|side| format!("      {}", (compared.reproduce)(&side.file, seed))),
        );
    }
    lines
}

/// Words in lines below a head.
fn under(head: &str, words: &str) -> String {
    let margin = " ".repeat(head.len());
    let text = folded(words, &margin, WIDTH);
    format!("{head}{}", text.trim())
}
