//! The relay: the same traffic among however many processes. Knows no clock of the machine and no bench.
//!
//! Source: our own, for one question: what does a process cost that is only there? Tokens go round a ring for ever, so
//! the messages under way, their latencies and their number per virtual second are alike for 3 processes and 1,000.

use sooner::sim::law::Latency;
use sooner::sim::network::{LinkLaw, Links};
use sooner::sim::{
    Context, Label, Nothing, Process, ProcessId, Setup, Simulation, Span, System, Time, World,
    simulation::End,
};

/// What is passed on; its number is the item.
#[derive(Clone, Copy, Debug, PartialEq, Hash)]
pub(crate) struct Token(pub(crate) u32);

impl Label for Token {
    const KINDS: &'static [&'static str] = &["Token"];
    fn kind(&self) -> usize {
        0
    }
    fn item(&self) -> Option<u32> {
        Some(self.0)
    }
}

/// One of the ring: what comes in goes on to the next.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Runner {
    runners: u16,
    tokens: u32,
    /// How many tokens have come in.
    pub(crate) handled: u64,
}

impl Runner {
    fn pass_on(&self, token: Token, ctx: &mut impl Context<Self>) {
        let next = ctx.me().0 + 1;
        ctx.send(ProcessId(if next == self.runners { 0 } else { next }), token);
    }
}

impl Process for Runner {
    type Message = Token;
    type Timer = Nothing;
    type Input = Nothing;

    /// The tokens are dealt out in turn.
    fn on_start(&mut self, ctx: &mut impl Context<Self>) {
        let mine = (ctx.me().0 as u32..self.tokens).step_by(self.runners as usize);
        mine.for_each(|token| self.pass_on(Token(token), ctx));
    }

    fn on_message(&mut self, _: ProcessId, token: Token, ctx: &mut impl Context<Self>) {
        self.handled += 1;
        self.pass_on(token, ctx);
    }
}

/// So many runners with so many tokens in all.
#[derive(Clone, Debug)]
pub(crate) struct Relay {
    runners: u16,
    tokens: u32,
}

impl System for Relay {
    type Process = Runner;
    fn processes(&self) -> Vec<Runner> {
        let runner = Runner { runners: self.runners, tokens: self.tokens, handled: 0 };
        vec![runner; self.runners as usize]
    }
    fn reset(&mut self, processes: &mut Vec<Runner>) {
        processes.iter_mut().for_each(|runner| runner.handled = 0);
    }
    fn settled(&mut self, _: &World<'_, Runner>) -> bool {
        false
    }
    fn items(&self) -> usize {
        self.tokens as usize
    }
}

/// A relay of `tokens` tokens among `runners` runners, 1 to 10 ms from one to the next, ready to run with seed 1, which
/// ends (with `Stop::StepLimit`) when tokens have been handed over `hops` times. Steps are counted with the first start of
/// every runner: `runners + hops` of them.
pub(crate) fn relay(runners: u16, tokens: u32, hops: u64) -> Simulation<Relay> {
    let system = Relay { runners, tokens };
    let latency = Latency::Uniform(Span::from_millis(1), Span::from_millis(10));
    let law = LinkLaw { latency, ..LinkLaw::default() };
    let setup = Setup {
        end: End::Horizon,
        horizon: Time::NEVER,
        step_limit: runners as u64 + hops,
        links: Links::uniform(runners as usize, Token::KINDS.len(), law),
        ..Setup::calm(&system, 0)
    };
    Simulation::new(system, setup, 1)
}
