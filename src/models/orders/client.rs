//! The client: it asks for orders until each is answered; it knows nothing but the create service.

use super::letter::{Input, Letter, Tick};
use super::records::{Answer, Request};
use super::service::{CREATE, Service};
use super::settings::Settings;
use crate::sim::{Context, ProcessId, Span, TimerId};

/// What became of a request so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) request: Request,
    /// How often it was sent, but for the first time.
    pub(super) tries: u32,
    /// The answer that it ended with.
    pub(super) answer: Option<Answer>,
    /// What comes if the try under way is not answered; none while it waits to be sent again.
    time_out: Option<TimerId>,
}

/// The client, which stands for all of them: it keeps what it has asked for, through a crash, too, and asks again with
/// the same key after a failure or a time-out, until it is answered for good.
#[derive(Clone, Debug)]
pub struct Client {
    requests: Vec<Option<Asked>>,
    /// The numbers of the requests, in the order in which they were asked for.
    order: Vec<u32>,
    open: usize,
    /// How many requests the workload makes, and how many of them are asked for.
    planned: u32,
    from_plan: u32,
    timeout: Span,
    backoff: Span,
}

impl Client {
    pub(super) fn new(settings: &Settings) -> Client {
        Client {
            requests: Vec::new(),
            order: Vec::new(),
            open: 0,
            planned: settings.orders as u32,
            from_plan: 0,
            timeout: settings.client_timeout,
            backoff: settings.client_backoff,
        }
    }

    pub(super) fn reset(&mut self) {
        self.requests.clear();
        self.order.clear();
        (self.open, self.from_plan) = (0, 0);
    }

    /// Every request that was asked for, in the order of asking.
    pub(super) fn requests(&self) -> impl Iterator<Item = &Asked> {
        self.order.iter().filter_map(|number| self.get(*number))
    }

    /// What became of a request.
    pub(super) fn get(&self, number: u32) -> Option<&Asked> {
        self.requests.get(number as usize)?.as_ref()
    }

    /// How many requests were asked for.
    pub(super) fn asked(&self) -> usize {
        self.order.len()
    }

    /// How many requests wait for their answer.
    pub(super) fn open(&self) -> usize {
        self.open
    }

    /// Whether all that the workload asks for was asked for, and all that was asked for is answered.
    #[inline]
    pub(super) fn is_done(&self) -> bool {
        self.open == 0 && self.from_plan == self.planned
    }

    /// What was under way is sent again: nobody knows what became of it.
    pub(super) fn on_start(&mut self, ctx: &mut impl Context<Service>) {
        for index in 0..self.order.len() {
            let number = self.order[index];
            if self.get(number).is_some_and(|asked| asked.answer.is_none()) {
                self.send_again(number, ctx);
            }
        }
    }

    #[inline]
    pub(super) fn on_message(&mut self, _: ProcessId, letter: Letter, ctx: &mut impl Context<Service>) {
        let Letter::Answer(number, attempt, answer) = letter else {
            unreachable!("{letter:?} is not for the client")
        };
        let Some(Some(asked)) = self.requests.get_mut(number as usize) else {
            unreachable!("request {number} is answered, which was never asked")
        };
        if asked.answer.is_some() {
            return;
        }
        if answer != Answer::Failed {
            asked.answer = Some(answer);
            self.open -= 1;
            if let Some(timer) = asked.time_out.take() {
                ctx.cancel_timer(timer);
            }
        } else if attempt == asked.tries
            && let Some(timer) = asked.time_out.take()
        {
            ctx.cancel_timer(timer);
            ctx.set_timer(Tick::Resend(number), self.backoff);
        }
    }

    pub(super) fn on_tick(&mut self, tick: Tick, ctx: &mut impl Context<Service>) {
        match tick {
            Tick::ClientTimeOut(number, attempt) => {
                let Some(Some(asked)) = self.requests.get_mut(number as usize) else { return };
                if asked.answer.is_none() && asked.tries == attempt {
                    asked.time_out = None;
                    ctx.set_timer(Tick::Resend(number), self.backoff);
                }
            }
            Tick::Resend(number) if self.get(number).is_some_and(|asked| asked.answer.is_none()) => {
                self.send_again(number, ctx);
            }
            _ => {}
        }
    }

    pub(super) fn on_input(&mut self, input: Input, ctx: &mut impl Context<Service>) {
        let Input::Order { request: number, client, currency, amount, key } = input else {
            unreachable!("{input:?} is not for the client")
        };
        if self.get(number).is_some() {
            ctx.note("a request of this number was asked for before");
            return;
        }
        let request = Request { number, client, currency, amount, key };
        let place = number as usize;
        if place >= self.requests.len() {
            self.requests.resize(place + 1, None);
        }
        self.requests[place] = Some(Asked { request, tries: 0, answer: None, time_out: None });
        self.order.push(number);
        self.open += 1;
        self.from_plan += (number < self.planned) as u32;
        self.send(number, ctx);
    }

    fn send_again(&mut self, number: u32, ctx: &mut impl Context<Service>) {
        if let Some(Some(asked)) = self.requests.get_mut(number as usize) {
            asked.tries += 1;
            self.send(number, ctx);
        }
    }

    fn send(&mut self, number: u32, ctx: &mut impl Context<Service>) {
        if let Some(Some(asked)) = self.requests.get_mut(number as usize) {
            asked.time_out = Some(ctx.set_timer(Tick::ClientTimeOut(number, asked.tries), self.timeout));
            ctx.send(CREATE, Letter::Create(asked.request, asked.tries));
        }
    }

    pub(super) fn on_disconnect(&mut self, _: ProcessId, _: &mut impl Context<Service>) {}

    pub(super) fn on_crash(&mut self) {}
}
