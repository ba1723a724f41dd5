//! The tables, as Markdown: samples to text. It measures nothing.

use crate::contenders::Contender;
use crate::figure::{Figure, nanoseconds, rate, ratio, short, thousands};
use crate::measure::{Sample, Samples};
use crate::work::{PHOLD, RELAY, Scale, Work};

/// What every process holds before it has a single field, counted generously: 16 MB.
const GROUND: u64 = 16 << 20;

/// What the captions say of the machine.
pub struct Machine {
    /// The model of its CPU.
    pub cpu: String,
    /// The compiler that made this program.
    pub compiler: String,
}

/// What was measured, and how it is written.
pub struct Tables<'a> {
    pub machine: &'a Machine,
    pub scale: Scale,
    pub rounds: usize,
    pub samples: &'a Samples,
}

/// CPU time, whatever it was spent on.
fn cpu(sample: &Sample) -> f64 {
    sample.cpu as f64
}

fn wall(sample: &Sample) -> f64 {
    sample.wall as f64
}

impl Tables<'_> {
    /// All of them.
    pub fn markdown(&self) -> String {
        let parts = [self.caption(), self.peers(), self.alone(), quoted()];
        parts.join("\n")
    }

    fn of(&self, contender: Contender, work: Work) -> Option<&[Sample]> {
        self.samples.get(&(contender, work)).map(Vec::as_slice)
    }

    fn ours(&self, work: Work) -> &[Sample] {
        self.of(Contender::Sooner, work).unwrap_or_else(|| panic!("`{work}` was measured"))
    }

    fn caption(&self) -> String {
        let Machine { cpu, compiler } = self.machine;
        let rounds = if self.rounds == 1 { "1 round".to_string() } else { format!("{} rounds", self.rounds) };
        format!(
            "Medians of {rounds}, each case in a process of its own and the quickest of three where it is short, one thread; {cpu}, {compiler}, fat LTO. Figures are \
             CPU time per step, or runs per CPU second. In bold: CPU time per step as a share of simulacra's in the same \
             round, the median with the smallest and the largest; below 1 is faster. sooner's time begins with the \
             scenario's text and includes a digest of every step and decisions keyed by what they decide. The others have \
             neither; their network is drawn by the program around them, but for turmoil's latencies. –: not \
             run, for it would take too long or there is none.\n"
        )
    }

    /// Everyone, on what everyone can do.
    fn peers(&self) -> String {
        let mut text = row("work", Contender::ALL.map(|contender| contender.name().to_string()));
        text += &rule(Contender::ALL.len());
        for fields in self.scale.fields() {
            let cost = |contender| self.cost(contender, |_| Work::Fields { fields });
            text += &row(&format!("W({})", short(fields.into())), Contender::ALL.map(cost));
        }
        let largest = self.scale.fields().into_iter().max().expect("there is a largest");
        let memory = |contender| self.memory(contender, largest);
        text += &row(&format!("W({}), memory", short(largest.into())), Contender::ALL.map(memory));
        text += &row("campaign of W(100)", Contender::ALL.map(|contender| self.campaign(contender)));
        for each in PHOLD {
            let cost = |contender| self.cost(contender, |contender| self.scale.phold(contender, each));
            text += &row(&format!("PHOLD, 1,024 x {}", thousands(each.into())), Contender::ALL.map(cost));
        }
        text
    }

    /// CPU time per step, and its share of simulacra's.
    fn cost(&self, contender: Contender, work: impl Fn(Contender) -> Work) -> String {
        let Some(samples) = self.of(contender, work(contender)) else { return "–".to_string() };
        let figure = nanoseconds(Figure::median(samples, Sample::per_step));
        self.beside_simulacra(contender, figure, samples, &work, Sample::per_step)
    }

    /// Appends the share of simulacra's cost to a figure, but to its own.
    fn beside_simulacra(
        &self,
        contender: Contender,
        figure: String,
        samples: &[Sample],
        work: &impl Fn(Contender) -> Work,
        cost: fn(&Sample) -> f64,
    ) -> String {
        match self.of(Contender::Simulacra, work(Contender::Simulacra)) {
            Some(theirs) if contender != Contender::Simulacra => {
                format!("{figure}, {}", Figure::ratio(samples, theirs, cost).in_words())
            }
            _ => figure,
        }
    }

    /// The most memory that it held.
    fn memory(&self, contender: Contender, fields: u32) -> String {
        let samples = self.of(contender, Work::Fields { fields });
        match samples.and_then(most_memory) {
            Some(peak) => format!("{} MB", thousands(peak >> 20)),
            None => "–".to_string(),
        }
    }

    /// Runs per CPU second, and the share of simulacra's CPU time per step: the number of runs differs.
    fn campaign(&self, contender: Contender) -> String {
        let work = |contender| self.scale.campaign(contender);
        let Some(samples) = self.of(contender, work(contender)) else { return "–".to_string() };
        let figure = self.runs_per_second(work(contender), samples);
        self.beside_simulacra(contender, figure, samples, &work, Sample::per_step)
    }

    fn runs_per_second(&self, work: Work, samples: &[Sample]) -> String {
        format!("{} runs/s", rate(work.runs() as f64 * 1e9 / Figure::median(samples, cpu)))
    }

    /// What only sooner does, or is asked of it alone.
    fn alone(&self) -> String {
        let mut text = row("sooner alone", ["measured".to_string(), "share".to_string()]);
        text += &rule(2);
        for [what, measured, share] in self.weather().into_iter().chain(self.growth()).chain(self.idle()) {
            text += &row(&what, [measured, share]);
        }
        text
    }

    /// The price of properties and of weather, as shares of the bare run's.
    fn weather(&self) -> Vec<[String; 3]> {
        let fields = self.scale.checked();
        let bare = self.ours(Work::Fields { fields });
        let name = format!("W({})", short(fields.into()));
        let line = |what: &str, work: Work| {
            let samples = self.ours(work);
            let each = samples[0].steps as f64 / f64::from(fields);
            let cost = nanoseconds(Figure::median(samples, Sample::per_step));
            let share = Figure::ratio(samples, bare, Sample::per_step).in_words();
            let share =
                if work == (Work::Fields { fields }) { String::new() } else { format!("{share} of bare") };
            [format!("{name}{what}"), format!("{cost} a step, {each:.2} steps a field"), share]
        };
        vec![
            line(", bare", Work::Fields { fields }),
            line(", all properties after every step", Work::Checked { fields }),
            line(" in weather of every family", Work::Weather { fields }),
            line(
                " in weather of every family, all properties after every step",
                Work::CheckedWeather { fields },
            ),
        ]
    }

    /// What more fields, more runs and more processes cost.
    fn growth(&self) -> Vec<[String; 3]> {
        let sizes = self.scale.fields();
        let (small, large) = (sizes[1], sizes[sizes.len() - 1]);
        let (small_work, large_work) = (Work::Fields { fields: small }, Work::Fields { fields: large });
        let grown = Figure::ratio(self.ours(large_work), self.ours(small_work), Sample::per_step).in_words();
        let [small, many] = [small, large].map(|fields| short(fields.into()));
        let cost = nanoseconds(Figure::median(self.ours(large_work), Sample::per_step));
        let memory = most_memory(self.ours(large_work)).map_or("–".to_string(), |peak| {
            format!("{:.1} bytes a field beside 16 MB", peak.saturating_sub(GROUND) as f64 / f64::from(large))
        });
        let campaign = self.scale.campaign(Contender::Sooner);
        let checked = self.ours(self.scale.checked_campaign());
        let mut lines = vec![
            [format!("W({many})"), format!("{cost} a step"), format!("{grown} of W({small})")],
            [format!("W({many}), memory"), memory, String::new()],
            [
                "campaign of W(100), all properties after every step".to_string(),
                self.runs_per_second(campaign, checked),
                format!("{} of bare", Figure::ratio(checked, self.ours(campaign), cpu).in_words()),
            ],
        ];
        for processes in RELAY {
            let samples = self.ours(self.scale.relay(processes));
            let fewest = self.ours(self.scale.relay(RELAY[0]));
            let share = Figure::ratio(samples, fewest, Sample::per_step).in_words();
            lines.push([
                format!("the same traffic among {} processes", thousands(processes.into())),
                format!("{} a step", nanoseconds(Figure::median(samples, Sample::per_step))),
                if processes == RELAY[0] { String::new() } else { format!("{share} of {}", RELAY[0]) },
            ]);
        }
        lines
    }

    /// An idle hour, and a million fields on the clock of the wall.
    fn idle(&self) -> Vec<[String; 3]> {
        let hour = |what: &str, ticks| {
            let samples = self.ours(Work::Idle { ticks });
            let spent = Figure::median(samples, cpu) / 1e6;
            let steps = thousands(samples[0].steps);
            [
                format!("an idle virtual hour, {what}"),
                format!("{spent:.3} ms CPU, {steps} steps"),
                String::new(),
            ]
        };
        let fields = self.scale.checked();
        let spent = Figure::median(self.ours(Work::Fields { fields }), wall) / 1e9;
        vec![
            hour("two ticks a second", true),
            hour("no ticks", false),
            [
                format!("{} fields until consistent, one thread", thousands(fields.into())),
                format!("{spent:.2} s on the wall"),
                "EventualPy: 7.0 to 9.1 s for 1,000 (quoted)".to_string(),
            ],
        ]
    }
}

/// The most memory of any round.
fn most_memory(samples: &[Sample]) -> Option<u64> {
    samples.iter().filter_map(|sample| sample.peak).max()
}

/// Peers that take too long, or need another language.
fn quoted() -> String {
    let mut text = String::from(
        "Not run here but quoted, measured once with the same work on another machine (AMD EPYC, Zen 4; rustc 1.95, CPython \
         3.11.7):\n\n",
    );
    text += &row("elsewhere", ["work", "CPU time", "of simulacra's"].map(str::to_string));
    text += &rule(3);
    for (name, work, cost, simulacra) in QUOTED {
        text += &row(name, [work.to_string(), nanoseconds(cost), ratio(cost / simulacra)]);
    }
    text
}

/// Simulator, work, its CPU nanoseconds per step and those that simulacra took there.
const QUOTED: [(&str, &str, f64, f64); 6] = [
    ("SimPy 4.1.2, callbacks", "W(100k)", 1_620.0, 54.6),
    ("madsim 0.2.34", "W(100k)", 1_920.0, 54.6),
    ("anysystem 0.3.0", "W(100k)", 2_940.0, 54.6),
    ("SimPy 4.1.2, processes", "W(10k)", 4_250.0, 56.6),
    ("EventualPy, in real time", "W(10k)", 118_000.0, 56.6),
    ("salabim 26.0.9", "W(10k)", 179_000.0, 56.6),
];

fn row<const N: usize>(first: &str, cells: [String; N]) -> String {
    format!("| {first} | {} |\n", cells.join(" | "))
}

fn rule(cells: usize) -> String {
    let mut text = String::from("|---|");
    (0..cells).for_each(|_| text += "---|");
    text + "\n"
}
