//! What the write side owes: W1-W4 and W2b, in O(1) per step. It knows no read model.

use super::money::{Amount, Btc, Currency};
use super::properties::violated;
use super::records::{Answer, IdemKey, Order, Request};
use super::settings::{Amounts, Settings};
use super::write_db::WriteDb;
use crate::parts::Table;
use crate::sim::{Time, Violation};

/// No class of requests, no try.
const NONE: u32 = u32::MAX;

/// One answer that reached the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answered {
    pub(super) request: u32,
    pub(super) answer: Answer,
}

/// What was asked for, committed and answered.
#[derive(Clone, Debug)]
pub(super) struct Ledger {
    cap: Btc,
    any_places: bool,
    requests: Vec<Asked>,
    /// Requests that are the same are of one class.
    classes: Table<IdemKey, u32>,
    made: Vec<Made>,
    /// The committed orders as they were when they were committed, and in the order of their commits.
    rows: Table<u32, Order>,
    commits: Vec<Commit>,
    total: Btc,
    last_id: u32,
    answers: Vec<Answered>,
}

/// A request.
#[derive(Clone, Copy, Debug)]
struct Asked {
    class: u32,
    client: u8,
    currency: Currency,
    cents: u64,
    /// Tries before this one reached the create service when no order of its class was committed.
    early: u32,
}

/// What came of a class of requests.
#[derive(Clone, Copy, Debug, Default)]
struct Made {
    /// The id of the committed order; 0 before there is one.
    order: u32,
    /// The first answer with an order.
    answer: Option<Order>,
}

/// A commit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Commit {
    pub(super) id: u32,
    pub(super) at: Time,
}

const UNASKED: Asked = Asked { class: NONE, client: 0, currency: Currency::Unknown, cents: 0, early: 0 };

impl Ledger {
    pub(super) fn new(settings: &Settings) -> Ledger {
        Ledger {
            cap: settings.cap,
            any_places: settings.amounts == Amounts::Shipped,
            requests: Vec::new(),
            classes: Table::default(),
            made: Vec::new(),
            rows: Table::default(),
            commits: Vec::new(),
            total: Btc(0),
            last_id: 0,
            answers: Vec::new(),
        }
    }

    pub(super) fn reset(&mut self) {
        self.requests.clear();
        self.classes.clear();
        self.made.clear();
        self.rows.clear();
        self.commits.clear();
        (self.total, self.last_id) = (Btc(0), 0);
        self.answers.clear();
    }

    /// A client wants an order.
    pub(super) fn ask(&mut self, request: &Request) {
        let number = request.number as usize;
        if number >= self.requests.len() {
            self.requests.resize(number + 1, UNASKED);
        }
        if self.requests[number].class != NONE {
            // The client takes each number once.
            return;
        }
        let cents = request.amount.in_cents();
        let Request { client, currency, key, .. } = *request;
        // What is refused is no repeat of an order, whatever it would be rounded to.
        let amount = match request.amount.is_valid(self.any_places) {
            true => Amount::cents(cents),
            false => Amount::Malformed,
        };
        let key = IdemKey { client, currency, amount, key };
        let class = match self.classes.get(key) {
            Some(class) => *class,
            None => {
                let class = self.made.len() as u32;
                // It was not there a moment ago.
                let _ = self.classes.insert_at_once(key, class);
                self.made.push(Made::default());
                class
            }
        };
        self.requests[number] = Asked { class, client, currency, cents, early: 0 };
    }

    /// A try of a request reaches the create service.
    #[inline]
    pub(super) fn arrive(&mut self, request: u32, attempt: u32) {
        if let Some(asked) = self.requests.get_mut(request as usize)
            && asked.class != NONE
            && self.made[asked.class as usize].order == 0
        {
            asked.early = asked.early.max(attempt + 1);
        }
    }

    /// The write database has taken a step.
    #[inline]
    pub(super) fn look(&mut self, now: Time, db: &WriteDb) -> Result<(), Violation> {
        if db.commits().len() > self.commits.len() {
            self.committed(now, db)?;
        }
        let last_id = db.last_id();
        if last_id < self.last_id {
            return violated("W4", format!("the sequence fell from {} to {last_id}", self.last_id));
        }
        self.last_id = last_id;
        self.stands((db.orders().fingerprint(), db.orders().len()), db.total())
    }

    /// W3, and of W4 that no row changes.
    #[inline]
    fn stands(&self, (fingerprint, rows): (u64, usize), total: Btc) -> Result<(), Violation> {
        if total != self.total || total > self.cap {
            return violated(
                "W3",
                format!(
                    "the orders come to {}, the total says {total}, the book holds {}",
                    self.total, self.cap
                ),
            );
        }
        if rows != self.rows.len() || fingerprint != self.rows.fingerprint() {
            return violated("W4", "an order is not as it was committed".to_string());
        }
        Ok(())
    }

    fn committed(&mut self, now: Time, db: &WriteDb) -> Result<(), Violation> {
        for place in self.commits.len()..db.commits().len() {
            let id = db.commits()[place];
            self.commits.push(Commit { id, at: now });
            let Some(order) = db.orders().get(id) else {
                return violated("W4", format!("order {id} was committed and is not there"));
            };
            self.commit(*order, db.last_id())?;
        }
        Ok(())
    }

    /// W1, and of W4 that ids are given out once.
    fn commit(&mut self, order: Order, last_id: u32) -> Result<(), Violation> {
        let id = order.id;
        if id > last_id || self.rows.insert_at_once(id, order).is_err() {
            return violated(
                "W4",
                format!("order {id} has the id of another, or one that was never given out"),
            );
        }
        self.total = Btc(self.total.0.saturating_add(order.btc.0));
        let class = self.requests.get(order.request as usize).map_or(NONE, |asked| asked.class);
        let Some(made) = self.made.get_mut(class as usize) else {
            return violated("W1", format!("nobody asked for order {id}"));
        };
        let earlier = std::mem::replace(&mut made.order, id);
        match earlier {
            0 => Ok(()),
            earlier => violated(
                "W1",
                format!("request {} made order {id}, though order {earlier} has its key", order.request),
            ),
        }
    }

    /// An answer to a try of a request reaches the client: W2 and W2b.
    pub(super) fn answer(&mut self, request: u32, attempt: u32, answer: Answer) -> Result<(), Violation> {
        self.answers.push(Answered { request, answer });
        let Some(asked) = self.requests.get(request as usize).filter(|asked| asked.class != NONE) else {
            return violated("W2", format!("nobody made request {request}, which was answered"));
        };
        let made = &mut self.made[asked.class as usize];
        if let Answer::Made(order) = answer {
            let first = made.answer.get_or_insert(order);
            let describes =
                (order.client, order.currency, order.cents) == (asked.client, asked.currency, asked.cents);
            if *first != order || !describes {
                return wrong_answer(request, &order, first);
            }
        }
        let is_late = made.order != 0 && attempt >= asked.early;
        match answer {
            Answer::Made(order) if !is_late || order.id == made.order => Ok(()),
            _ if !is_late => Ok(()),
            answer => violated(
                "W2b",
                format!(
                    "try {} of request {request} came after order {} was committed, and was answered {}",
                    attempt + 1,
                    made.order,
                    words(answer)
                ),
            ),
        }
    }

    /// The committed order of this id, as it was committed.
    pub(super) fn row(&self, id: u32) -> Option<&Order> {
        self.rows.get(id)
    }

    /// The commits, in their order.
    pub(super) fn commits(&self) -> &[Commit] {
        &self.commits
    }

    /// Every answer that reached the client, in their order.
    pub(super) fn answers(&self) -> &[Answered] {
        &self.answers
    }

    /// How many requests there were.
    pub(super) fn requests(&self) -> usize {
        self.requests.len()
    }
}

/// W2: an answer differs from an earlier one, or is not about what was asked.
#[cold]
fn wrong_answer(request: u32, order: &Order, first: &Order) -> Result<(), Violation> {
    let why = match order == first {
        true => format!(
            "request {request} was answered with order {}, which is of another client, currency or amount",
            order.id
        ),
        false => format!(
            "request {request} was answered with order {} at {}, the first answer was order {} at {}",
            order.id, order.rate, first.id, first.rate
        ),
    };
    violated("W2", why)
}

fn words(answer: Answer) -> String {
    match answer {
        Answer::Made(order) => format!("with order {}", order.id),
        answer => answer.status().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::orders::{Currency, Key, Rate};

    fn order(id: u32, request: u32) -> Order {
        let (rate, btc) = (Rate(50_000 * 100_000_000), Btc(20));
        Order {
            id,
            request,
            client: 0,
            currency: Currency::Usd,
            cents: 1,
            rate,
            btc,
            created_at: Time::START,
        }
    }

    /// A ledger of two requests with keys of their own.
    fn ledger() -> Ledger {
        let mut ledger = Ledger::new(&Settings { cap: Btc(40), ..Settings::default() });
        for number in 0..2 {
            let (currency, amount, key) = (Currency::Usd, Amount::cents(1), Key::numbered(number.into()));
            ledger.ask(&Request { number, client: 0, currency, amount, key });
        }
        ledger
    }

    fn property(judged: Result<(), Violation>) -> Option<&'static str> {
        judged.err().map(|violation| violation.property)
    }

    #[test]
    fn w3_wants_the_total_to_be_the_sum_and_no_more_than_the_book_holds() {
        let mut ledger = ledger();
        assert_eq!(property(ledger.commit(order(1, 0), 1)), None);
        let rows = |ledger: &Ledger| (ledger.rows.fingerprint(), ledger.rows.len());
        assert_eq!(property(ledger.stands(rows(&ledger), Btc(20))), None);
        assert_eq!(property(ledger.stands(rows(&ledger), Btc(21))), Some("W3"));
        assert_eq!(property(ledger.commit(Order { btc: Btc(21), ..order(2, 1) }, 2)), None);
        assert_eq!(property(ledger.stands(rows(&ledger), Btc(41))), Some("W3"));
    }

    #[test]
    fn w4_wants_rows_that_stay_and_ids_that_are_given_out_once() {
        let mut ledger = ledger();
        assert_eq!(property(ledger.commit(order(1, 0), 1)), None);
        let mut changed = Table::default();
        changed.insert_at_once(1, Order { cents: 2, ..order(1, 0) }).expect("it is the first");
        assert_eq!(property(ledger.stands((changed.fingerprint(), 1), Btc(20))), Some("W4"));
        assert_eq!(property(ledger.clone().commit(order(1, 1), 1)), Some("W4"));
        assert_eq!(property(ledger.commit(order(3, 1), 2)), Some("W4"));
    }

    #[test]
    fn w2_wants_an_answer_about_the_client_the_currency_and_the_amount_that_were_asked_for() {
        let answered = |order| property(ledger().answer(0, 0, Answer::Made(order)));
        assert_eq!(answered(order(1, 0)), None);
        assert_eq!(answered(Order { client: 1, ..order(1, 0) }), Some("W2"));
        assert_eq!(answered(Order { currency: Currency::Eur, ..order(1, 0) }), Some("W2"));
        assert_eq!(answered(Order { cents: 2, ..order(1, 0) }), Some("W2"));
    }

    #[test]
    fn w1_and_w2_want_one_order_of_a_key_and_one_answer() {
        let mut ledger = ledger();
        assert_eq!(property(ledger.commit(order(1, 0), 1)), None);
        assert_eq!(property(ledger.answer(0, 0, Answer::Made(order(1, 0)))), None);
        assert_eq!(property(ledger.answer(0, 1, Answer::Failed)), Some("W2b"));
        assert_eq!(property(ledger.answer(0, 1, Answer::Made(order(2, 0)))), Some("W2"));
        assert_eq!(property(ledger.commit(order(2, 0), 2)), Some("W1"));
    }
}
