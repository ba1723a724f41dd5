//! What a walk through the pages owes: W8 and W9, and which rows came too late for it. It knows no message.

use super::ledger::Ledger;
use super::mirror::Mirror;
use super::properties::violated;
use super::read_db::ReadDb;
use super::reader::{Reader, Turned, Walk};
use super::settings::{PageKey, Settings};
use crate::sim::{Time, Violation};

/// Where a row stands: pages are in descending order of this.
type Place = (Time, u32);

/// All walks of a run.
#[derive(Clone, Debug)]
pub(super) struct Paging {
    key: PageKey,
    /// How many rows were visible at each query.
    queries: Vec<u32>,
    turned: u32,
    /// The rows that came too late: the walk, the id.
    late: Vec<(u32, u32)>,
    /// In which check each order was last seen in the list of a walk.
    listed: Vec<u32>,
    checks: u32,
}

impl Paging {
    pub(super) fn new(settings: &Settings) -> Paging {
        Paging {
            key: settings.page_key,
            queries: Vec::new(),
            turned: 0,
            late: Vec::new(),
            listed: Vec::new(),
            checks: 0,
        }
    }

    pub(super) fn reset(&mut self) {
        self.queries.clear();
        self.turned = 0;
        self.late.clear();
        self.listed.clear();
        self.checks = 0;
    }

    /// The read database has taken a step.
    #[inline]
    pub(super) fn look(&mut self, db: &ReadDb, mirror: &Mirror) {
        if db.queries() as usize > self.queries.len() {
            self.queries.push(mirror.visible().len() as u32);
        }
    }

    /// The reader has taken a step that was about a walk.
    pub(super) fn turn(
        &mut self,
        number: u32,
        reader: &Reader,
        (ledger, mirror): (&Ledger, &Mirror),
    ) -> Result<(), Violation> {
        if reader.turned() == self.turned {
            return Ok(());
        }
        self.turned = reader.turned();
        let walk = &reader.walks()[number as usize];
        let Some(page) = walk.pages.last() else { return Ok(()) };
        self.note_late(number, walk, (ledger, mirror));
        last_reference(page)?;
        match walk.size() >= 1 {
            true => self.judge(walk, page, (ledger, mirror)),
            false => Ok(()),
        }
    }

    /// W8, after a page.
    fn judge(
        &mut self,
        walk: &Walk,
        page: &Turned,
        (ledger, mirror): (&Ledger, &Mirror),
    ) -> Result<(), Violation> {
        let number = walk.pages.len();
        let asked = if number == 1 { walk.after } else { walk.pages[number - 2].last };
        if page.status != 200 {
            return match asked.is_none_or(|asked| mirror.shows(asked)) {
                true => violated("W8", format!("page {number} is answered {}", page.status)),
                false => Ok(()),
            };
        }
        let mut before = asked.and_then(|id| self.place(id, ledger));
        for id in &walk.rows[walk.rows.len() - page.rows as usize..] {
            let place = self.place(*id, ledger);
            if before.is_some() && before <= place {
                return violated(
                    "W8",
                    format!("page {number} goes on with order {id}, which is not further down"),
                );
            }
            before = place;
        }
        if walk.is_over { self.covers(walk, (ledger, mirror)) } else { Ok(()) }
    }

    /// W8, after the last page: whatever could be read at the first one, as far as the walk went.
    fn covers(&mut self, walk: &Walk, (ledger, mirror): (&Ledger, &Mirror)) -> Result<(), Violation> {
        self.checks += 1;
        for id in &walk.rows {
            if self.listed.len() <= *id as usize {
                self.listed.resize(*id as usize + 1, 0);
            }
            self.listed[*id as usize] = self.checks;
        }
        let (Some(first), Some(last)) = (walk.pages.first(), walk.pages.last()) else { return Ok(()) };
        let from = walk.after.and_then(|id| self.place(id, ledger));
        let to = last.last.and_then(|id| self.place(id, ledger));
        let present = &mirror.visible()[..self.visible_at(first) as usize];
        for id in present.iter().filter(|id| self.listed.get(**id as usize) != Some(&self.checks)) {
            let place = self.place(*id, ledger);
            if from.is_none_or(|from| place < Some(from)) && to.is_none_or(|to| place >= Some(to)) {
                return violated("W8", format!("order {id} could be read at page 1 and is on no page"));
            }
        }
        Ok(())
    }

    /// Takes note of rows that became visible since the query of the page before, where that page's last row was past
    /// them already.
    fn note_late(&mut self, number: u32, walk: &Walk, (ledger, mirror): (&Ledger, &Mirror)) {
        let [.., before, page] = walk.pages.as_slice() else { return };
        let (Some(cursor), true) = (before.last, page.query > 0) else { return };
        let cursor = match self.key {
            PageKey::Id => self.place(cursor, ledger),
            // The cursor has no id: rows of its instant are behind it, too.
            PageKey::CreatedAt => self.place(cursor, ledger).map(|(at, _)| (at, 0)),
        };
        for place in self.visible_at(before)..self.visible_at(page) {
            let id = mirror.visible()[place as usize];
            if self.place(id, ledger) > cursor {
                self.late.push((number, id));
            }
        }
    }

    /// How many rows were visible when a page was looked for.
    fn visible_at(&self, page: &Turned) -> u32 {
        page.query.checked_sub(1).map_or(0, |query| self.queries[query as usize])
    }

    /// None of a row that no order stands behind.
    fn place(&self, id: u32, ledger: &Ledger) -> Option<Place> {
        match self.key {
            PageKey::Id => Some((Time::START, id)),
            PageKey::CreatedAt => ledger.row(id).map(|order| (order.created_at, id)),
        }
    }

    /// The rows that came too late for a walk.
    pub(super) fn late_rows(&self, walk: u32) -> impl Iterator<Item = u32> {
        self.late.iter().filter(move |(of, _)| *of == walk).map(|(_, id)| *id)
    }
}

/// W9.
fn last_reference(page: &Turned) -> Result<(), Violation> {
    match page.status == 200 && page.last.is_none() != (page.rows == 0) {
        true => {
            violated("W9", format!("a page of {} rows has the last reference {:?}", page.rows, page.last))
        }
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w9_wants_a_last_reference_of_every_page_that_has_rows_and_of_no_other() {
        let page = |rows, last| Turned { status: 200, rows, query: 1, last };
        assert!(last_reference(&page(0, None)).is_ok() && last_reference(&page(2, Some(7))).is_ok());
        for wrong in [page(0, Some(7)), page(2, None)] {
            assert_eq!(last_reference(&wrong).err().map(|violation| violation.property), Some("W9"));
        }
    }
}
