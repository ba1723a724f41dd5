//! The unit in which times are told: one for a whole axis or table. Knows no digits.

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    nanos: u64,
    name: &'static str,
}

const SECOND: u64 = 1_000_000_000;

impl Unit {
    /// All of them, ascending.
    pub const ALL: [Unit; 7] = [
        Unit { nanos: 1, name: "ns" },
        Unit { nanos: 1_000, name: "\u{b5}s" },
        Unit { nanos: 1_000_000, name: "ms" },
        Unit { nanos: SECOND, name: "s" },
        Unit { nanos: 60 * SECOND, name: "min" },
        Unit { nanos: 3_600 * SECOND, name: "h" },
        Unit { nanos: 86_400 * SECOND, name: "d" },
    ];

    /// The one to tell a time of so many nanoseconds in: decimal units from 1 of them on, minutes, hours and days from 2.
    pub fn of(nanos: f64) -> Unit {
        let fits = |unit: &&Unit| {
            let least = if unit.nanos > SECOND { 2.0 } else { 1.0 };
            nanos >= least * unit.nanos as f64
        };
        *Unit::ALL.iter().rev().find(fits).unwrap_or(&Unit::ALL[0])
    }

    /// How many nanoseconds it has.
    pub fn nanos(self) -> f64 {
        self.nanos as f64
    }

    /// As it is written behind a number.
    pub fn name(self) -> &'static str {
        self.name
    }
}
