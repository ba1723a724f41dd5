//! Finds a place for a label near its curve, where it lies on nothing else. Knows no axis and no data.

/// How high a label is, in the units of a plot.
pub(super) const HEIGHT: f64 = 13.0;
/// How far a label stays from its curve.
const GAP: f64 = 6.0;

/// About how wide a text is in the fonts of systems; rather too much than too little.
pub(super) fn width(text: &str) -> f64 {
    let letter = |letter: char| match letter {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | '.' | ',' | ':' | '(' | ')' | ' ' | '\u{a0}' => 4.4,
        'm' | 'w' | 'M' | 'W' | '%' => 11.6,
        letter if letter.is_ascii_uppercase() => 9.0,
        letter if letter.is_ascii() => 7.5,
        '\u{b9}' | '\u{b2}' | '\u{b3}' | '\u{2070}'..='\u{207f}' => 5.5,
        '\u{370}'..='\u{3ff}' => 8.0,
        '\u{1100}'.. => 13.5,
        _ => 8.0,
    };
    text.chars().map(letter).sum()
}

/// A rectangle that something takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Room {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Room {
    /// Where a text lies whose base line begins there.
    pub(super) fn of_text((x, y): (f64, f64), text: &str) -> Room {
        Room { left: x, top: y - HEIGHT + 2.0, right: x + width(text), bottom: y + 3.0 }
    }

    fn overlaps(&self, other: &Room) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn holds(&self, (x, y): (f64, f64)) -> bool {
        x >= self.left - 2.0 && x <= self.right + 2.0 && y >= self.top - 1.0 && y <= self.bottom + 1.0
    }

    fn inside(&self, other: &Room) -> bool {
        self.left >= other.left
            && self.right <= other.right
            && self.top >= other.top
            && self.bottom <= other.bottom
    }
}

/// What is taken already.
#[derive(Clone, Debug, Default)]
pub(super) struct Taken {
    rooms: Vec<Room>,
    ink: Vec<(f64, f64)>,
}

impl Taken {
    /// A line is taken, point by point.
    pub(super) fn way(&mut self, points: &[(f64, f64)]) {
        for pair in points.windows(2) {
            let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
            let pieces = libm::ceil(((x2 - x1).abs().max((y2 - y1).abs()) / 4.0).min(400.0)).max(1.0);
            for piece in 0..=pieces as usize {
                let share = piece as f64 / pieces;
                self.ink.push((x1 + (x2 - x1) * share, y1 + (y2 - y1) * share));
            }
        }
    }

    /// The best place for a text beside one of the points, the earlier the better, within `bounds`; it is taken then.
    /// `None` where each place lies on another label.
    pub(super) fn place(&mut self, near: &[(f64, f64)], text: &str, bounds: &Room) -> Option<(f64, f64)> {
        let wide = width(text);
        let mut best: Option<(usize, (f64, f64))> = None;
        for (x, y) in near {
            let (above, below) = (y - GAP - 3.0, y + GAP + HEIGHT - 3.0);
            let (right, left) = (x + GAP, x - GAP - wide);
            let middle = x - wide / 2.0;
            let places = [
                (right, above),
                (left, above),
                (right, below),
                (left, below),
                (right, y + 4.0),
                (left, y + 4.0),
                (middle, above),
                (middle, below),
                // Where all of these lie on a curve: further away.
                (left - 12.0, below),
                (left - 12.0, below + HEIGHT),
                (left - 24.0, below + 2.0 * HEIGHT),
                (right + 12.0, below + HEIGHT),
                (right + 12.0, above - HEIGHT),
            ];
            for place in places {
                let room = Room::of_text(place, text);
                if !room.inside(bounds) || self.rooms.iter().any(|taken| taken.overlaps(&room)) {
                    continue;
                }
                let hits = self.ink.iter().filter(|point| room.holds(**point)).count();
                if best.is_none_or(|(least, _)| hits < least) {
                    best = Some((hits, place));
                }
            }
        }
        let (_, place) = best?;
        self.rooms.push(Room::of_text(place, text));
        Some(place)
    }
}
