//! What the read model owes: W5-W7, and how long each order took to get there. It knows no page.

use super::ledger::Ledger;
use super::properties::violated;
use super::read_db::ReadDb;
use super::records::Order;
use crate::sim::{Span, Time, Violation};

/// The rows that became visible.
#[derive(Clone, Debug, Default)]
pub(super) struct Mirror {
    /// Their ids, in the order in which they did.
    visible: Vec<u32>,
    /// When each order's row did, in nanoseconds after the start, plus one; 0 before that.
    seen_at: Vec<u64>,
    commits: u32,
}

impl Mirror {
    pub(super) fn reset(&mut self) {
        self.visible.clear();
        self.seen_at.clear();
        self.commits = 0;
    }

    /// The read database has taken a step.
    #[inline]
    pub(super) fn look(&mut self, now: Time, db: &ReadDb, ledger: &Ledger) -> Result<(), Violation> {
        match db.committed() {
            (commits, Some(row)) if commits > self.commits => {
                self.commits = commits;
                self.show(now, (row, db.rows().len()), ledger)
            }
            _ => Ok(()),
        }
    }

    /// A row was committed, and now there are so many.
    fn show(&mut self, now: Time, (row, rows): (Order, usize), ledger: &Ledger) -> Result<(), Violation> {
        let id = row.id;
        if self.seen_at.len() <= id as usize {
            self.seen_at.resize(id as usize + 1, 0);
        }
        let place = self.visible.len();
        let is_new = self.seen_at[id as usize] == 0;
        if is_new {
            self.seen_at[id as usize] = now.as_nanos() + 1;
            self.visible.push(id);
        }
        if ledger.row(id) != Some(&row) {
            return violated("W5", format!("order {id} can be read, but no such order is committed"));
        }
        if rows != self.visible.len() {
            return violated(
                "W6",
                format!("order {id} is there twice: {rows} rows of {} orders", self.visible.len()),
            );
        }
        match ledger.commits()[place.min(ledger.commits().len() - 1)].id {
            expected if is_new && expected != id => violated(
                "W7",
                format!("order {id} can be read, but not order {expected}, which was committed before it"),
            ),
            _ => Ok(()),
        }
    }

    /// The ids of the visible rows, in the order in which they became visible.
    pub(super) fn visible(&self) -> &[u32] {
        &self.visible
    }

    /// Whether the row of this order is visible.
    pub(super) fn shows(&self, id: u32) -> bool {
        self.seen_at.get(id as usize).is_some_and(|seen| *seen != 0)
    }

    /// The read lag of every order that can be read, in the order of the commits.
    pub(super) fn lags(&self, ledger: &Ledger, tell: &mut dyn FnMut(Span)) {
        for commit in ledger.commits() {
            let seen = self.seen_at.get(commit.id as usize).copied().unwrap_or(0);
            if let Some(seen) = seen.checked_sub(1) {
                tell(Time::from_nanos(seen).since(commit.at));
            }
        }
    }
}
