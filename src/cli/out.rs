//! The two streams: results on standard output, messages for people on standard error. Knows no word of either.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use super::args::Colour;
use super::fold;
use super::status::Status;

/// Good news.
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Bad news.
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
/// Neither.
pub(super) const OPEN: Style = AnsiColor::Yellow.on_default().bold();

/// Where everything that the program says goes.
pub(super) struct Out {
    results: BufWriter<AutoStream<io::Stdout>>,
    messages: AutoStream<io::Stderr>,
    /// Somebody watches: lines appear at once.
    watched: bool,
    /// There is work beyond what is printed: a closed pipe does not end the program.
    pub(super) has_more_to_do: bool,
    closed: bool,
}

impl Out {
    pub(super) fn new(colour: Colour) -> Out {
        let stdout = io::stdout();
        let watched = stdout.is_terminal();
        let (results, messages) = match colour {
            Colour::Auto => (AutoStream::auto(stdout), AutoStream::auto(io::stderr())),
            Colour::Always => both(stdout, ColorChoice::AlwaysAnsi),
            Colour::Never => both(stdout, ColorChoice::Never),
        };
        Out { results: BufWriter::new(results), messages, watched, has_more_to_do: false, closed: false }
    }

    /// A line of results.
    pub(super) fn line(&mut self, text: &str) {
        self.text(text);
        self.text("\n");
        if self.watched {
            self.flush();
        }
    }

    /// A line of results in a style.
    pub(super) fn styled(&mut self, style: Style, text: &str) {
        self.line(&format!("{style}{text}{style:#}"));
    }

    /// Lines of results, folded to the width of the terminal where somebody watches.
    pub(super) fn folded(&mut self, text: &str) {
        let width = self.watched.then(terminal_size::terminal_size).flatten();
        for line in text.lines() {
            match width {
                Some((terminal_size::Width(width), _)) => self.line(&fold::line(line, width as usize)),
                None => self.line(line),
            }
        }
    }

    /// Results as they are.
    pub(super) fn text(&mut self, text: &str) {
        if !self.closed {
            let written = self.results.write_all(text.as_bytes());
            self.mind(written);
        }
    }

    pub(super) fn flush(&mut self) {
        if !self.closed {
            let flushed = self.results.flush();
            self.mind(flushed);
        }
    }

    /// A message for people. Where nobody can hear it, there is nobody to tell that to.
    pub(super) fn tell(&mut self, text: &str) {
        self.flush();
        let _ = writeln!(self.messages, "{text}");
    }

    /// How far something has come, in place of what was said of that before; for a terminal alone, empty at the end.
    pub(super) fn progress(&mut self, text: &str) {
        if io::stderr().is_terminal() {
            let _ = write!(self.messages, "\r{text}\x1b[K");
            let _ = self.messages.flush();
        }
    }

    /// A warning for people.
    pub(super) fn warn(&mut self, text: &str) {
        self.tell(&format!("{OPEN}warning{OPEN:#}: {text}"));
    }

    /// A reader that has seen enough is no error; a full disk is one.
    fn mind(&mut self, result: io::Result<()>) {
        let Err(error) = result else { return };
        let enough = error.kind() == io::ErrorKind::BrokenPipe;
        if !enough {
            let _ = writeln!(self.messages, "error: standard output cannot be written: {error}");
        }
        if enough && self.has_more_to_do {
            self.closed = true;
            return;
        }
        let status = if enough { Status::Fine } else { Status::Wrong };
        std::process::exit(status as i32);
    }
}

fn both(stdout: io::Stdout, choice: ColorChoice) -> (AutoStream<io::Stdout>, AutoStream<io::Stderr>) {
    (AutoStream::new(stdout, choice), AutoStream::new(io::stderr(), choice))
}
