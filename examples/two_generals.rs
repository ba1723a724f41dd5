//! Two generals must attack together at dawn; between them, messengers may be caught.
//! Whatever they agree on, a lost message can leave one of them alone: here is a seed in which it does.

use sooner::prelude::*;

#[derive(Clone, Copy, Debug, Hash)]
enum Letter {
    Attack,
    Agreed,
}

impl Label for Letter {
    const KINDS: &'static [&'static str] = &["Attack", "Agreed"];
    fn kind(&self) -> usize {
        *self as usize
    }
}

#[derive(Clone, Copy, Debug, Hash)]
struct Dawn;

impl Label for Dawn {
    const KINDS: &'static [&'static str] = &["Dawn"];
    fn kind(&self) -> usize {
        0
    }
}

#[derive(Default)]
struct General {
    ready: bool,
    attacked: Option<bool>,
}

impl Process for General {
    type Message = Letter;
    type Timer = Dawn;
    type Input = Nothing;

    fn on_start(&mut self, ctx: &mut impl Context<Self>) {
        ctx.set_timer(Dawn, Span::from_secs(60));
        if ctx.me() == ProcessId(0) {
            ctx.send(ProcessId(1), Letter::Attack);
        }
    }
    fn on_message(&mut self, from: ProcessId, letter: Letter, ctx: &mut impl Context<Self>) {
        self.ready = true;
        if let Letter::Attack = letter {
            ctx.send(from, Letter::Agreed);
        }
    }
    fn on_timer(&mut self, _: Dawn, _: &mut impl Context<Self>) {
        self.attacked = Some(self.ready);
    }
}

struct TwoGenerals;

impl System for TwoGenerals {
    type Process = General;
    fn processes(&self) -> Vec<General> {
        vec![General::default(), General::default()]
    }
    fn settled(&mut self, world: &World<'_, General>) -> bool {
        world.processes.iter().all(|general| general.attacked.is_some())
    }
}

sooner::model! { TwoGenerals as "two-generals", processes ["first", "second"], always together }

/// Nobody attacks alone.
fn together(world: &World<'_, General>, _: &Step<General>) -> Result<(), String> {
    match (world.processes[0].attacked, world.processes[1].attacked) {
        (Some(one), Some(other)) if one != other => Err("one general attacks alone".to_string()),
        _ => Ok(()),
    }
}

fn main() {
    let mut weather = Weather { loss: "1/4".parse().unwrap(), ..Weather::default() };
    weather.latency = Latency::Uniform(Span::from_secs(1), Span::from_secs(20));
    let mut war = Prepared::<TwoGenerals>::in_weather((), weather).unwrap();
    let lost = (0..1_000).map(|seed| war.run(seed)).find(|war| war.verdict.word() == "violated");
    let lost = lost.expect("one message in four is lost: some seed leaves a general alone");
    println!("seed {}: {}", lost.seed, lost.verdict);
}

#[test]
fn no_general_attacks_alone_while_the_messengers_are_safe() {
    let calm = Scenario::calm("two-generals", ());
    sooner::testing::campaign::<TwoGenerals>(calm).seeds(0..1_000).assert_ok();
}
