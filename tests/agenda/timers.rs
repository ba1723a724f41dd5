//! Timers in a run: processes that set, cancel and set again by a script of chance see what a list says, in its order.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sooner::sim::simulation::{End, Ranks};
use sooner::sim::*;

use crate::model::{Act, Line, Number, RATE, Script, Seen, Told, expected, newest};

/// What the processes are, and what they are asked.
#[derive(Clone, Debug)]
struct Ringers(Script);

/// A process that follows its script, a line a step.
#[derive(Clone, Debug)]
struct Ringer {
    lines: std::vec::IntoIter<Vec<Act>>,
    set: Vec<TimerId>,
}

/// A timer: its kind, and which of its process's.
#[derive(Clone, Copy, Debug, PartialEq, Hash)]
struct Bell(u8, Number);

impl Label for Bell {
    const KINDS: &'static [&'static str] = &["First", "Second", "Third"];
    fn kind(&self) -> usize {
        self.0 as usize
    }
}

/// An input: which of the workload's.
#[derive(Clone, Copy, Debug, PartialEq, Hash)]
struct Ask(Number);

impl Label for Ask {
    const KINDS: &'static [&'static str] = &["Ask"];
    fn kind(&self) -> usize {
        0
    }
}

impl Ringer {
    fn act(&mut self, ctx: &mut impl Context<Self>) {
        for act in self.lines.next().unwrap_or_default() {
            match act {
                Act::Set(kind, after) => self.set(ctx, kind, after),
                Act::Cancel(back) => self.cancel(ctx, back),
                Act::Again(back, kind, after) => {
                    self.cancel(ctx, back);
                    self.set(ctx, kind, after);
                }
                Act::Every(kind, first, period) => ctx.every(Bell(kind as u8, RATE), first, period),
            }
        }
    }
    fn set(&mut self, ctx: &mut impl Context<Self>, kind: usize, after: Span) {
        let bell = Bell(kind as u8, self.set.len() as Number);
        self.set.push(ctx.set_timer(bell, after));
    }
    fn cancel(&mut self, ctx: &mut impl Context<Self>, back: usize) {
        if let Some(number) = newest(self.set.len() as Number, back) {
            ctx.cancel_timer(self.set[number as usize]);
        }
    }
}

impl Process for Ringer {
    type Message = Nothing;
    type Timer = Bell;
    type Input = Ask;
    fn on_start(&mut self, ctx: &mut impl Context<Self>) {
        self.act(ctx);
    }
    fn on_message(&mut self, _: ProcessId, message: Nothing, _: &mut impl Context<Self>) {
        match message {}
    }
    fn on_timer(&mut self, _: Bell, ctx: &mut impl Context<Self>) {
        self.act(ctx);
    }
    fn on_input(&mut self, _: Ask, ctx: &mut impl Context<Self>) {
        self.act(ctx);
    }
}

impl System for Ringers {
    type Process = Ringer;
    fn processes(&self) -> Vec<Ringer> {
        let ringer = |lines: &Vec<Vec<Act>>| Ringer { lines: lines.clone().into_iter(), set: Vec::new() };
        self.0.processes.iter().map(ringer).collect()
    }
    fn input(&self, index: u64) -> Option<(Time, ProcessId, Ask)> {
        let &(time, process) = self.0.inputs.get(index as usize)?;
        Some((time, ProcessId(process), Ask(index as Number)))
    }
    fn settled(&mut self, _: &World<'_, Ringer>) -> bool {
        true
    }
}

/// Writes down every step.
#[derive(Default)]
struct Diary(Vec<Line>);

impl Observer<Ringers> for Diary {
    fn stepped(&mut self, world: &World<'_, Ringer>, step: &Step<Ringer>) -> Result<(), Violation> {
        assert_eq!(world.now, step.at);
        let seen = match &step.what {
            What::Start => Seen::Start,
            What::Timer(bell) => Seen::Ring(bell.kind(), bell.1),
            What::Input(ask) => Seen::Input(ask.0),
            other => panic!("nothing else can happen: {other:?}"),
        };
        self.0.push((step.at, step.process.0, seen));
        Ok(())
    }
}

impl Ringers {
    fn setup(&self, faults: Vec<Fault<u16>>) -> Setup<Ringers> {
        let script = &self.0;
        let end = if script.until_quiet { End::Quiet } else { End::Horizon };
        let ranks = Ranks {
            messages: Ranks::place(0),
            timers: script.timer_ranks.to_vec(),
            inputs: vec![script.input_rank],
        };
        Setup { end, ranks, horizon: script.horizon, faults, ..Setup::calm(self, 0) }
    }
}

/// Runs the script twice with one simulator in calm weather, and once on the path for weather; each must be as the list says.
fn holds(script: &Script) -> Result<(), String> {
    let Told { lines, quiet, .. } = expected(script);
    let ringers = Ringers(script.clone());
    // A fault that strikes nothing, since no timer ticks that often.
    let never = Fault::SkipTick { process: 0, timer: 0, nth: Nth::One(u32::MAX) };
    for (faults, runs) in [(vec![], 2), (vec![never], 1)] {
        let mut simulation = Simulation::new(ringers.clone(), ringers.setup(faults), 1);
        for _ in 0..runs {
            let mut diary = Diary::default();
            let ending = simulation.run(&mut diary);
            if let Some(at) = (0..lines.len().max(diary.0.len())).find(|&at| lines.get(at) != diary.0.get(at))
            {
                let (is, must) = (diary.0.get(at), lines.get(at));
                return Err(format!("step {at} is {is:?}, not {must:?}"));
            }
            if ending.steps != lines.len() as u64 || (ending.stop == Stop::Quiet) != quiet {
                return Err(format!("{ending:?} after {} steps, quiet: {quiet}", lines.len()));
            }
            if quiet && Some(ending.at) != lines.last().map(|line| line.0) {
                return Err(format!("{ending:?}, but it was quiet after {:?}", lines.last()));
            }
            simulation.reset(1);
        }
    }
    Ok(())
}

/// The time after which a timer rings: many ties on a grid, none at all, one more or less; huge, and all there is.
fn span(unit: u64, huge: bool) -> impl Strategy<Value = Span> {
    let most = if huge { u64::MAX } else { 9 * unit };
    prop_oneof![
        3 => Just(0u64),
        6 => (0..6u64).prop_map(move |times| times * unit),
        1 => (1..6u64, 0..3u64).prop_map(move |(times, more)| times * unit + more - 1),
        1 => 0..=most,
        1 => Just(most),
        1 => (most - 3)..=most,
    ]
    .prop_map(Span::from_nanos)
}

fn act(unit: u64, horizon: u64, huge: bool) -> impl Strategy<Value = Act> {
    let back = || prop_oneof![3 => Just(0usize), 3 => 0..4usize, 1 => 0..100usize];
    // Periods are such that forty ticks reach the horizon.
    let period = (1..6u64).prop_map(move |times| Span::from_nanos((times * unit).max(horizon / 40)));
    prop_oneof![
        8 => (0..3usize, span(unit, huge)).prop_map(|(kind, after)| Act::Set(kind, after)),
        3 => back().prop_map(Act::Cancel),
        3 => (back(), 0..3usize, span(unit, huge)).prop_map(|(back, kind, after)| Act::Again(back, kind, after)),
        1 => (0..3usize, span(unit, huge), period).prop_map(|(kind, first, period)| Act::Every(kind, first, period)),
    ]
}

fn script() -> impl Strategy<Value = Script> {
    let units = prop_oneof![Just(1u64), Just(1_000), Just(1 << 20), Just(3_000_000_000)];
    let scales = (units, any::<bool>(), any::<bool>());
    scales.prop_flat_map(|(unit, far, huge)| {
        let horizon = if far { u64::MAX - 1 } else { 40 * unit };
        let step = prop::collection::vec(act(unit, horizon, huge), 0..5);
        let process = prop::collection::vec(step, 1..25);
        let inputs = prop::collection::vec((0..12u64, 0..8u16), 0..12);
        let place = || (0..3usize).prop_map(Ranks::place);
        let ranks = prop_oneof![Just([Ranks::place(0); 3]), [place(), place(), place()]];
        (prop::collection::vec(process, 1..5), inputs, ranks, place(), any::<bool>()).prop_map(
            move |(processes, mut inputs, timer_ranks, input_rank, until_quiet)| {
                inputs.sort_unstable();
                let process = |process: u16| process % processes.len() as u16;
                let input = |(times, number): (u64, u16)| (Time::from_nanos(times * unit), process(number));
                Script {
                    inputs: inputs.into_iter().map(input).collect(),
                    processes,
                    timer_ranks,
                    input_rank,
                    horizon: Time::from_nanos(horizon),
                    until_quiet,
                }
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn timers_ring_when_a_list_says_and_in_its_order_whatever_is_cancelled(script in script()) {
        holds(&script).map_err(TestCaseError::fail)?;
    }
}

#[test]
fn the_scripts_of_chance_come_to_what_they_are_for() {
    const SCRIPTS: u32 = 300;
    let mut runner = TestRunner::deterministic();
    let (mut rings, mut ticks, mut ties, mut late, mut quiet) = (0, 0, 0, 0, 0);
    let mut cancelled = (0, 0);
    for _ in 0..SCRIPTS {
        let told = expected(&script().new_tree(&mut runner).expect("a script can be drawn").current());
        let rang = |line: &&Line| matches!(line.2, Seen::Ring(_, number) if number != RATE);
        let ticked = |line: &&Line| matches!(line.2, Seen::Ring(_, RATE));
        rings += told.lines.iter().filter(rang).count() as u32;
        ticks += told.lines.iter().filter(ticked).count() as u32;
        ties +=
            told.lines.windows(2).filter(|two| two[0].0 == two[1].0 && two[0].1 != two[1].1).count() as u32;
        late += told.lines.iter().filter(|line| line.0.as_nanos() > 1 << 60).count() as u32;
        quiet += told.quiet as u32;
        cancelled = (cancelled.0 + told.cancelled.0, cancelled.1 + told.cancelled.1);
    }
    let seen = [rings, ticks, ties, late, quiet * 5, cancelled.0, cancelled.1];
    assert!(seen.iter().all(|&times| times >= SCRIPTS), "{seen:?} in {SCRIPTS} scripts");
}

fn lone(steps: &[&[Act]], until_quiet: bool) -> Script {
    Script {
        processes: vec![steps.iter().map(|acts| acts.to_vec()).collect()],
        inputs: vec![],
        timer_ranks: [Ranks::place(0); 3],
        input_rank: Ranks::place(0),
        horizon: Time::from_millis(1_000),
        until_quiet,
    }
}

fn ms(millis: u64) -> Span {
    Span::from_millis(millis)
}

fn rings(script: &Script) -> Vec<(u64, usize, Number)> {
    holds(script).unwrap_or_else(|wrong| panic!("{wrong}"));
    let ring = |line: &Line| match line.2 {
        Seen::Ring(kind, number) => Some((line.0.as_nanos() / 1_000_000, kind, number)),
        _ => None,
    };
    expected(script).lines.iter().filter_map(ring).collect()
}

#[test]
fn a_timer_that_is_cancelled_in_the_step_that_set_it_never_rings_and_another_in_its_place_does() {
    let acts = [Act::Set(0, ms(5)), Act::Cancel(0), Act::Cancel(0), Act::Set(1, ms(5)), Act::Cancel(1)];
    assert_eq!(rings(&lone(&[&acts], false)), [(5, 1, 1)]);
}

#[test]
fn cancelling_what_has_rung_or_rings_harms_none_that_took_its_place() {
    let steps: [&[Act]; 3] = [
        &[Act::Set(0, ms(5))],
        // It rings, cancels itself, and another is set, most likely in the same place; the old one is cancelled again.
        &[Act::Cancel(0), Act::Set(1, ms(5)), Act::Cancel(1), Act::Set(2, ms(9)), Act::Cancel(2)],
        &[Act::Cancel(2)],
    ];
    assert_eq!(rings(&lone(&steps, false)), [(5, 0, 0), (10, 1, 1), (14, 2, 2)]);
}

#[test]
fn what_is_cancelled_no_longer_keeps_a_run_from_being_quiet() {
    let steps: [&[Act]; 2] =
        [&[Act::Set(0, ms(5)), Act::Set(0, Span::MAX), Act::Every(1, ms(2), ms(2))], &[]];
    let waiting = lone(&steps, true);
    assert_eq!(rings(&waiting).len(), 501, "up to the horizon");
    let steps: [&[Act]; 3] = [steps[0], &[], &[Act::Cancel(0)]];
    assert_eq!(rings(&lone(&steps, true)), [(2, 1, RATE), (4, 1, RATE), (5, 0, 0)]);
}

#[test]
fn a_tick_and_one_shots_at_its_instant_go_in_the_order_in_which_they_were_entered() {
    let steps: [&[Act]; 2] = [
        &[Act::Set(0, ms(10)), Act::Every(1, ms(5), ms(5)), Act::Set(2, ms(10))],
        // At 5 ms the next tick is entered before the handler sets its own.
        &[Act::Set(0, ms(5))],
    ];
    let first: Vec<_> = rings(&lone(&steps, false)).into_iter().take(5).collect();
    assert_eq!(first, [(5, 1, RATE), (10, 0, 0), (10, 2, 1), (10, 1, RATE), (10, 0, 2)]);
}
