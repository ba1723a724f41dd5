//! How much of a weather is left to chance. Knows no run.

use super::weather::{Failures, Latency, LinkWeather, Weather};

impl Weather {
    /// How many laws of chance there are; with none, all seeds give the same run unless the model draws by itself.
    pub fn chances(&self) -> u64 {
        let random = |latency: &Latency| !matches!(latency, Latency::Constant(_));
        let links = self.links.iter().filter(|link| link.latency.as_ref().is_some_and(random)).count();
        links as u64 + u64::from(random(&self.latency)) + self.departures()
    }

    /// Whether chance does anything that no law of the system would do: all but random latencies.
    pub(super) fn departs(&self) -> bool {
        self.departures() > 0
    }

    fn departures(&self) -> u64 {
        let links = self.links.iter().flat_map(|link: &LinkWeather| {
            let loss = link.loss.is_some_and(|loss| !loss.is_zero());
            [loss, link.duplication.is_some(), link.reorder.is_some()]
        });
        let Weather { partitions, clogs, crashes, pauses, clocks, .. } = self;
        let trouble = partitions.len() + clogs.len() + crashes.len() + pauses.len() + clocks.len();
        let chance = |failures: &&Failures| matches!(failures, Failures::Chance(_));
        let operations = self.operations.values().filter(chance).count();
        let flags = [
            !self.loss.is_zero(),
            self.duplication.is_some(),
            self.reorder.is_some(),
            self.bursts.is_some(),
            !self.ties.is_zero(),
        ];
        (trouble + operations + flags.into_iter().chain(links).filter(|is_there| *is_there).count()) as u64
    }
}
