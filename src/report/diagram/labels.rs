//! Puts words on arrows so that no text lies on another.

use super::columns::{Columns, LOOP};
use super::words::{self, SIZE};

/// A rectangle that a text takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) right: i32,
    pub(super) bottom: i32,
}

/// Half the height of a text's room.
const HALF: i32 = 8;
/// How far a label keeps from a process's line.
const AWAY: i32 = 8;
/// How many places are tried in each lane, the middle first.
const PLACES: [i32; 7] = [3, 2, 4, 1, 5, 0, 6];

impl Room {
    /// The room of a text in the row `y`, from `left` on.
    pub(super) fn of(left: i32, y: i32, width: i32) -> Room {
        Room { left, top: y - HALF, right: left + width, bottom: y + HALF }
    }

    fn meets(&self, other: &Room) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// The taken rooms, by where they begin: only those near are looked at.
#[derive(Default)]
pub(super) struct Taken(std::collections::BTreeMap<i32, Vec<Room>>);

impl Taken {
    /// Takes a room.
    pub(super) fn take(&mut self, room: Room) {
        // A tall one is entered as often as it is high.
        for top in (room.top..room.bottom).step_by(2 * HALF as usize) {
            self.0.entry(top).or_default().push(room);
        }
    }

    fn is_free(&self, room: &Room) -> bool {
        let near = self.0.range(room.top - 2 * HALF..room.bottom);
        near.flat_map(|(_, rooms)| rooms).all(|other| !other.meets(room))
    }
}

/// An arrow's line: from where to where, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) from: (i32, i32),
    pub(super) to: (i32, i32),
}

impl Way {
    /// Whether the line goes through a room.
    fn crosses(&self, room: &Room) -> bool {
        let ((x1, y1), (x2, y2)) = (self.from, self.to);
        let (left, right) = (room.left.max(x1.min(x2)), room.right.min(x1.max(x2)));
        if left > right || y1.min(y2) > room.bottom || y1.max(y2) < room.top {
            return false;
        }
        let (a, b) = (self.y_at(left), self.y_at(right));
        a.min(b) < room.bottom && a.max(b) > room.top
    }

    /// Where the line is at `x`.
    fn y_at(&self, x: i32) -> i32 {
        let ((x1, y1), (x2, y2)) = (self.from, self.to);
        y1 + (y2 - y1) * (x - x1) / if x2 == x1 { 1 } else { x2 - x1 }
    }
}

/// A free room for a label on its line: the one that the fewest lines go through, beside the sender and in the middle
/// of the lane rather than elsewhere.
pub(super) fn place(
    taken: &mut Taken,
    columns: &Columns,
    ways: &[Way],
    way: Way,
    label: &str,
) -> Option<Room> {
    let width = words::width(label, SIZE);
    let half = width / 2;
    let ((from, y), (to, end)) = (way.from, way.to);
    if from == to {
        let heights = [(y + end) / 2, y, end, (3 * y + end) / 4, (y + 3 * end) / 4];
        let rooms = heights.map(|y| Room::of(from + LOOP + 6, y, width));
        return take_best(taken, ways, &rooms);
    }
    let (low, high) = (from.min(to), from.max(to));
    let mut lanes: Vec<(i32, i32)> = columns
        .lines
        .windows(2)
        .map(|pair| (pair[0].max(low), pair[1].min(high)))
        .filter(|(left, right)| left < right)
        .collect();
    if from > to {
        lanes.reverse();
    }
    lanes.into_iter().find_map(|(left, right)| {
        let (first, last) = (left + AWAY + half, right - AWAY - half);
        let centres = PLACES.map(|place| first + (last - first) * place / 6);
        let fits = centres.into_iter().filter(|_| first <= last);
        let rooms: Vec<Room> = fits.map(|x| Room::of(x - half, way.y_at(x), width)).collect();
        take_best(taken, ways, &rooms)
    })
}

/// Of the rooms that are free, takes the one that the fewest lines go through, the first of them.
fn take_best(taken: &mut Taken, ways: &[Way], rooms: &[Room]) -> Option<Room> {
    let free = rooms.iter().filter(|room| taken.is_free(room));
    let best = free.min_by_key(|room| ways.iter().filter(|way| way.crosses(room)).count()).copied();
    best.into_iter().for_each(|room| taken.take(room));
    best
}
