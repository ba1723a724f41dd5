//! How much of a weather is left to chance. Knows no run.

use super::weather::{Failures, Latency, Weather};

impl Weather {
    /// How many laws of chance there are; with none, all seeds give the same run unless the model draws by itself.
    pub fn chances(&self) -> u64 {
        let random = |latency: &Latency| !matches!(latency, Latency::Constant(_));
        let links = self.links.iter().map(|link| {
            let latency = link.latency.as_ref().is_some_and(random);
            let loss = link.loss.is_some_and(|loss| !loss.is_zero());
            [latency, loss, link.duplication.is_some(), link.reorder.is_some()]
        });
        let links = links.flatten().filter(|is_there| *is_there).count();
        let Weather { partitions, clogs, crashes, pauses, clocks, .. } = self;
        let trouble = partitions.len() + clogs.len() + crashes.len() + pauses.len() + clocks.len();
        let chance = |failures: &&Failures| matches!(failures, Failures::Chance(_));
        let operations = self.operations.values().filter(chance).count();
        let flags = [
            random(&self.latency),
            !self.loss.is_zero(),
            self.duplication.is_some(),
            self.reorder.is_some(),
            self.bursts.is_some(),
            !self.ties.is_zero(),
        ];
        (links + trouble + operations) as u64 + flags.into_iter().map(u64::from).sum::<u64>()
    }
}
