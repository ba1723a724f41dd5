//! The reader: it walks through the pages, as somebody outside does, and keeps what it has seen. It knows no database.

use super::letter::{Input, Letter, Tick};
use super::records::{Page, Row};
use super::service::{FETCH, Service};
use super::settings::Settings;
use crate::sim::{Context, ProcessId, Span, TimerId};

/// The reader: it walks through the pages, as somebody outside does, and keeps what it has seen. It knows no database.
///
/// A page that does not come in time is asked for again. Rows count only where all are of one query.
#[derive(Clone, Debug)]
pub struct Reader {
    size: i32,
    timeout: Span,
    /// The walks so far, then walks of earlier runs, for their memory.
    walks: Vec<Walk>,
    begun: usize,
    under_way: usize,
    /// How many pages all walks have had.
    turned: u32,
}

/// One page that a walk has had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Turned {
    /// Its status, as HTTP has it.
    pub(super) status: u16,
    /// How many rows it has.
    pub(super) rows: u32,
    /// The query that found it; 0 where the database was not asked.
    pub(super) query: u32,
    /// Its last row, by which the next page is asked for.
    pub(super) last: Option<u32>,
}

/// A walk through the pages.
#[derive(Clone, Debug)]
pub(super) struct Walk {
    /// After which order it began.
    pub(super) after: Option<u32>,
    /// The page that is waited for.
    asked: Page,
    timer: Option<TimerId>,
    /// How many pages it wants at most.
    most: Option<u32>,
    /// Whether it is over.
    pub(super) is_over: bool,
    /// The pages that it has had, and the rows of all of them.
    pub(super) pages: Vec<Turned>,
    pub(super) rows: Vec<u32>,
    /// The rows of the page that is waited for, by place, 0 where none has come; how many have not; of which query.
    coming: Vec<u32>,
    missing: u32,
    query: u32,
}

impl Reader {
    pub(super) fn new(settings: &Settings) -> Reader {
        Reader {
            size: settings.page_size,
            timeout: settings.client_timeout,
            walks: Vec::new(),
            begun: 0,
            under_way: 0,
            turned: 0,
        }
    }

    pub(super) fn reset(&mut self) {
        (self.begun, self.under_way, self.turned) = (0, 0, 0);
    }

    /// After a crash it asks again for whatever it was waiting for.
    pub(super) fn on_start(&mut self, ctx: &mut impl Context<Service>) {
        for walk in &mut self.walks[..self.begun] {
            if !walk.is_over {
                walk.asked.attempt += 1;
                walk.ask(self.timeout, ctx);
            }
        }
    }

    #[inline]
    pub(super) fn on_message(&mut self, _: ProcessId, letter: Letter, ctx: &mut impl Context<Service>) {
        match letter {
            Letter::Listed(page, query, row) => self.on_listed(page, query, row, ctx),
            letter => unreachable!("{letter:?} is not for the reader"),
        }
    }

    pub(super) fn on_tick(&mut self, tick: Tick, ctx: &mut impl Context<Service>) {
        let Tick::PageTimeOut(page) = tick else { unreachable!("the reader sets no {tick:?}") };
        let walk = &mut self.walks[page.walk as usize];
        if !walk.is_over && walk.asked == page {
            walk.asked.attempt += 1;
            walk.ask(self.timeout, ctx);
        }
    }

    pub(super) fn on_input(&mut self, input: Input, ctx: &mut impl Context<Service>) {
        let Input::Walk { size, after, pages } = input else {
            unreachable!("{input:?} is not for the reader")
        };
        let page =
            Page { walk: self.begun as u32, number: 1, attempt: 0, after, size: size.unwrap_or(self.size) };
        if self.begun == self.walks.len() {
            self.walks.push(Walk::new(page));
        }
        let walk = &mut self.walks[self.begun];
        walk.begin(page, pages);
        self.begun += 1;
        if !walk.is_over {
            self.under_way += 1;
            walk.ask(self.timeout, ctx);
        }
    }

    pub(super) fn on_disconnect(&mut self, _: ProcessId, _: &mut impl Context<Service>) {}

    pub(super) fn on_crash(&mut self) {}

    fn on_listed(&mut self, page: Page, query: u32, row: Row, ctx: &mut impl Context<Service>) {
        let walk = &mut self.walks[page.walk as usize];
        if walk.is_over || walk.asked != page {
            return;
        }
        let status = match row {
            Row::Here { place, of, id } => match walk.take(query, (place, of), id) {
                true => 200,
                false => return,
            },
            Row::Empty => {
                walk.coming.clear();
                200
            }
            Row::Unknown => 404,
            Row::Unprocessable => 422,
            Row::Failed => 500,
        };
        walk.turn(status, query);
        self.turned += 1;
        if let Some(timer) = walk.timer.take() {
            ctx.cancel_timer(timer);
        }
        match walk.is_over {
            true => self.under_way -= 1,
            false => walk.ask(self.timeout, ctx),
        }
    }

    /// Every walk, in the order of their beginnings.
    #[inline]
    pub(super) fn walks(&self) -> &[Walk] {
        &self.walks[..self.begun]
    }

    /// How many pages all walks have had together.
    #[inline]
    pub(super) fn turned(&self) -> u32 {
        self.turned
    }

    /// Whether no walk is under way.
    #[inline]
    pub(super) fn is_idle(&self) -> bool {
        self.under_way == 0
    }
}

impl Walk {
    fn new(asked: Page) -> Walk {
        Walk {
            after: None,
            asked,
            timer: None,
            most: None,
            is_over: false,
            pages: Vec::new(),
            rows: Vec::new(),
            coming: Vec::new(),
            missing: 0,
            query: 0,
        }
    }

    /// How many rows it wants on a page.
    pub(super) fn size(&self) -> i32 {
        self.asked.size
    }

    fn begin(&mut self, page: Page, most: Option<u32>) {
        self.after = page.after;
        (self.asked, self.timer, self.most, self.is_over) = (page, None, most, most == Some(0));
        self.pages.clear();
        self.rows.clear();
    }

    fn ask(&mut self, timeout: Span, ctx: &mut impl Context<Service>) {
        self.coming.clear();
        ctx.send(FETCH, Letter::AskPage(self.asked));
        self.timer = Some(ctx.set_timer(Tick::PageTimeOut(self.asked), timeout));
    }

    /// Takes a row of the page that is waited for; says whether it was the last that was missing. Rows of a second
    /// query, as a copied message causes one, may stand in other places: they are left alone.
    fn take(&mut self, query: u32, (place, of): (u32, u32), id: u32) -> bool {
        if self.coming.is_empty() {
            self.coming.resize(of as usize, 0);
            (self.missing, self.query) = (of, query);
        }
        match self.coming.get_mut(place as usize) {
            Some(row) if self.query == query && *row == 0 => *row = id,
            _ => return false,
        }
        self.missing -= 1;
        self.missing == 0
    }

    /// A page is complete: the walk goes on after its last row, or is over.
    fn turn(&mut self, status: u16, query: u32) {
        let rows = if status == 200 { self.coming.as_slice() } else { &[] };
        let last = rows.last().copied();
        self.rows.extend_from_slice(rows);
        self.pages.push(Turned { status, rows: rows.len() as u32, query, last });
        self.is_over = last.is_none() || self.most == Some(self.pages.len() as u32);
        self.asked = Page { number: self.asked.number + 1, attempt: 0, after: last, ..self.asked };
    }
}
