//! The toy: processes that do what a test's functions say, and a diary of every step of a run.

use sooner::sim::law::Latency;
use sooner::sim::network::{LinkLaw, Links};
use sooner::sim::observer::{Cause, Fate, Sending};
use sooner::sim::*;

pub(crate) const A: ProcessId = ProcessId(0);
pub(crate) const B: ProcessId = ProcessId(1);
pub(crate) const C: ProcessId = ProcessId(2);

/// The indices of the kinds of messages, timers, and of all steps.
pub(crate) const ASK: u16 = 0;
pub(crate) const TELL: u16 = 1;
pub(crate) const ALARM_STEP: u16 = 3;
pub(crate) const BEAT: u16 = 1;
pub(crate) const BEAT_STEP: u16 = 4;
pub(crate) const LATER_STEP: u16 = 5;
pub(crate) const GO_STEP: u16 = 6;

#[derive(Clone, Copy, Debug, PartialEq, Hash)]
pub(crate) enum Note {
    Ask(u32),
    Tell(u32),
    Plain,
}
pub(crate) use Note::{Ask, Plain, Tell};

impl Label for Note {
    const KINDS: &'static [&'static str] = &["Ask", "Tell", "Plain"];
    fn kind(&self) -> usize {
        match self {
            Ask(_) => 0,
            Tell(_) => 1,
            Plain => 2,
        }
    }
    fn item(&self) -> Option<u32> {
        match self {
            Ask(item) | Tell(item) => Some(*item),
            Plain => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Hash)]
pub(crate) enum Bell {
    Alarm(u32),
    Beat,
    Later(u32),
}
pub(crate) use Bell::{Alarm, Beat, Later};

impl Label for Bell {
    const KINDS: &'static [&'static str] = &["Alarm", "Beat", "Later"];
    fn kind(&self) -> usize {
        match self {
            Alarm(_) => 0,
            Beat => 1,
            Later(_) => 2,
        }
    }
    fn item(&self) -> Option<u32> {
        match self {
            Alarm(item) | Later(item) => Some(*item),
            Beat => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Hash)]
pub(crate) struct Go(pub(crate) u32);

impl Label for Go {
    const KINDS: &'static [&'static str] = &["Go"];
    fn kind(&self) -> usize {
        0
    }
    fn item(&self) -> Option<u32> {
        Some(self.0)
    }
}

/// What a process is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Seen {
    Start,
    Note(Note),
    Bell(Bell),
    Go(u32),
    Gone(ProcessId),
}

pub(crate) type Ctx<'a> = dyn Context<Toy> + 'a;
pub(crate) type Script = fn(&mut Toy, Seen, &mut Ctx<'_>);

/// A process that follows a script.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Toy {
    script: Script,
    /// What the script counts; it survives a crash.
    pub(crate) durable: u32,
    /// What the script counts; a crash forgets it.
    pub(crate) volatile: u32,
    pub(crate) timer: Option<TimerId>,
}

impl Toy {
    pub(crate) fn new(script: Script) -> Toy {
        Toy { script, durable: 0, volatile: 0, timer: None }
    }
}

impl Process for Toy {
    type Message = Note;
    type Timer = Bell;
    type Input = Go;
    fn on_start(&mut self, ctx: &mut impl Context<Self>) {
        (self.script)(self, Seen::Start, ctx);
    }
    fn on_message(&mut self, _: ProcessId, note: Note, ctx: &mut impl Context<Self>) {
        (self.script)(self, Seen::Note(note), ctx);
    }
    fn on_timer(&mut self, bell: Bell, ctx: &mut impl Context<Self>) {
        (self.script)(self, Seen::Bell(bell), ctx);
    }
    fn on_input(&mut self, go: Go, ctx: &mut impl Context<Self>) {
        (self.script)(self, Seen::Go(go.0), ctx);
    }
    fn on_disconnect(&mut self, peer: ProcessId, ctx: &mut impl Context<Self>) {
        (self.script)(self, Seen::Gone(peer), ctx);
    }
    fn on_crash(&mut self) {
        self.volatile = 0;
    }
    /// A checksum guards `Ask` and `Plain`; a `Tell` turns into another kind unnoticed.
    fn corrupted(note: Note) -> Option<Note> {
        if let Tell(item) = note { Some(Ask(item + 100)) } else { None }
    }
}

/// A system of toys.
#[derive(Clone, Debug)]
pub(crate) struct Lab {
    pub(crate) scripts: Vec<Script>,
    /// When, for whom, which item.
    pub(crate) inputs: Vec<(u64, ProcessId, u32)>,
    pub(crate) settled: fn(&World<'_, Toy>) -> bool,
}

impl System for Lab {
    type Process = Toy;
    fn processes(&self) -> Vec<Toy> {
        self.scripts.iter().map(|script| Toy::new(*script)).collect()
    }
    fn input(&self, index: u64) -> Option<(Time, ProcessId, Go)> {
        let (at, process, item) = *self.inputs.get(index as usize)?;
        Some((Time::from_millis(at), process, Go(item)))
    }
    fn settled(&mut self, world: &World<'_, Toy>) -> bool {
        (self.settled)(world)
    }
}

impl Lab {
    /// Toys that run up to the horizon.
    pub(crate) fn new(scripts: &[Script], inputs: &[(u64, ProcessId, u32)]) -> Lab {
        Lab { scripts: scripts.to_vec(), inputs: inputs.to_vec(), settled: |_| false }
    }

    /// Ten milliseconds for every message, ten seconds at most.
    pub(crate) fn setup(&self) -> Setup<Lab> {
        let mut setup = Setup::calm(self, 2);
        setup.links = self.links(law());
        setup.horizon = Time::from_millis(10_000);
        setup
    }

    pub(crate) fn links(&self, law: LinkLaw) -> Links {
        Links::uniform(self.scripts.len(), Note::KINDS.len(), law)
    }

    /// Runs once with faults.
    pub(crate) fn under(&self, faults: Vec<Fault<u16>>) -> Report {
        self.run(Setup { faults, ..self.setup() })
    }

    /// Runs twice with one simulator, which must tell the same both times.
    pub(crate) fn run(&self, setup: Setup<Lab>) -> Report {
        let mut simulation = Simulation::new(self.clone(), setup, 7);
        let mut report = || {
            let mut diary = Diary::default();
            let ending = simulation.run(&mut diary);
            let processes = simulation.world().processes.to_vec();
            let report = Report {
                ending,
                diary: diary.0,
                processes,
                struck: simulation.struck().to_vec(),
                exits: simulation.exits().to_vec(),
                tally: simulation.world().tally.clone(),
                disturbed: simulation.disturbed_at(),
            };
            simulation.reset(7);
            report
        };
        let (first, second) = (report(), report());
        assert_eq!((first.ending, first.diary), (second.ending.clone(), second.diary.clone()));
        second
    }
}

/// Ten milliseconds.
pub(crate) fn law() -> LinkLaw {
    LinkLaw { latency: Latency::Constant(Span::from_millis(10)), ..LinkLaw::default() }
}

pub(crate) fn ms(millis: u64) -> Span {
    Span::from_millis(millis)
}

pub(crate) fn at(millis: u64) -> Time {
    Time::from_millis(millis)
}

/// Does nothing.
pub(crate) fn idle(_: &mut Toy, _: Seen, _: &mut Ctx<'_>) {}

/// What a run told.
pub(crate) struct Report {
    pub(crate) ending: Ending,
    pub(crate) diary: Vec<String>,
    pub(crate) processes: Vec<Toy>,
    pub(crate) struck: Vec<bool>,
    pub(crate) exits: Vec<(Time, ProcessId, i32)>,
    pub(crate) tally: Tally,
    pub(crate) disturbed: Time,
}

impl Report {
    /// Every line of the diary that holds one of the words.
    pub(crate) fn lines(&self, words: &[&str]) -> Vec<&str> {
        let here = |line: &&str| words.iter().any(|word| line.contains(word));
        self.diary.iter().map(String::as_str).filter(here).collect()
    }
}

/// Writes down every step but the first starts, and every loss; checks the engine's books at each step.
#[derive(Default)]
struct Diary(Vec<String>);

impl Diary {
    fn write(&mut self, at: Time, who: ProcessId, what: std::fmt::Arguments<'_>) {
        let who = (b'a' + who.0 as u8) as char;
        self.0.push(format!("{}.{who} {what}", at.as_nanos() / 1_000_000));
    }
}

impl Observer<Lab> for Diary {
    fn sent(&mut self, sending: Sending<Note>, fate: Fate) {
        if let Fate::Lost(cause) = fate {
            self.write(
                sending.at,
                sending.from,
                format_args!("loses {:?}: {}", sending.message, cause.words()),
            );
        }
    }
    fn lost(&mut self, at: Time, sending: Sending<Note>, cause: Cause) {
        self.write(at, sending.to, format_args!("misses {:?}: {}", sending.message, cause.words()));
    }
    fn attempted(&mut self, at: Time, who: ProcessId, what: Operation, item: u32, succeeds: bool) {
        if !succeeds {
            self.write(at, who, format_args!("fails {} of {item}", what.0));
        }
    }
    fn stepped(&mut self, world: &World<'_, Toy>, step: &Step<Toy>) -> Result<(), Violation> {
        for messages in &world.tally.messages {
            assert!(messages.conserved(), "{messages:?}");
        }
        assert_eq!(world.now, step.at);
        match step.what {
            What::Start => {}
            What::Message(_, note, _, copy) => {
                self.write(
                    step.at,
                    step.process,
                    format_args!("{}{note:?}", if copy { "copy " } else { "" }),
                );
            }
            What::Timer(bell) => self.write(step.at, step.process, format_args!("{bell:?}")),
            What::Then(bell) => self.write(step.at, step.process, format_args!("then {bell:?}")),
            What::Input(go) => self.write(step.at, step.process, format_args!("{go:?}")),
            What::Disconnect(peer) => self.write(step.at, step.process, format_args!("gone {}", peer.0)),
            What::Exit(code) => self.write(step.at, step.process, format_args!("exit {code}")),
            What::Restart | What::Crash | What::Pause | What::Resume => {
                self.write(step.at, step.process, format_args!("{}", step.what.name()));
            }
        }
        Ok(())
    }
}
