//! Folds a line of columns to a width: what does not fit goes on under its last column. Knows no terminal.

/// The least room that is left for words.
const ROOM: usize = 24;

/// The line, or several of at most `width` letters where its words let that be.
pub(super) fn line(line: &str, width: usize) -> String {
    let letters = |text: &str| text.chars().count();
    if letters(line) <= width {
        return line.to_string();
    }
    let blanks = line.len() - line.trim_start().len();
    // The last column begins after the last two blanks in a row.
    let column = line.trim_end().rfind("  ").map_or(0, |at| at + 2).max(blanks);
    let indent = match letters(&line[..column]) + ROOM <= width {
        true => letters(&line[..column]),
        false => blanks + 4,
    };
    let mut folded = line[..column].trim_end().to_string();
    let mut here = letters(&folded);
    let mut gap = letters(&line[..column]) - here;
    for word in line[column..].split(' ') {
        let is_new = here + gap + letters(word) > width && here > indent;
        let blank = " ".repeat(if is_new { indent } else { gap });
        if is_new {
            folded.push('\n');
            here = 0;
        }
        folded += &blank;
        folded += word;
        here += blank.len() + letters(word);
        gap = 1;
    }
    folded
}
