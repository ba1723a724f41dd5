//! The records of one partition and what became of each; refuses to know who wrote them and where it lies.

/// What became of a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// Written without a transaction.
    Plain,
    /// Its transaction is not decided yet.
    Open,
    /// Its transaction was committed.
    Committed,
    /// Its transaction was aborted.
    Aborted,
}

/// Appended records. Those of open transactions lie among the others; what is decided about them changes their
/// standing and nothing else.
#[derive(Clone, Debug)]
pub(super) struct Partition<R> {
    records: Vec<(R, Standing)>,
    /// Open transactions: the first record of each here and its producer, in order of those records.
    open: Vec<(u64, u32)>,
}

impl<R: Copy> Partition<R> {
    pub(super) fn new() -> Partition<R> {
        Partition { records: Vec::new(), open: Vec::new() }
    }
    #[inline]
    pub(super) fn append(&mut self, record: R) -> u64 {
        self.records.push((record, Standing::Plain));
        self.end() - 1
    }
    /// Appends what is hidden until the producer's transaction is decided.
    pub(super) fn stage(&mut self, record: R, producer: u32) -> u64 {
        let offset = self.end();
        if !self.open.iter().any(|(_, owner)| *owner == producer) {
            self.open.push((offset, producer));
        }
        self.records.push((record, Standing::Open));
        offset
    }
    /// Decides one record of the producer's open transaction. The caller decides all of them in one go.
    pub(super) fn decide(&mut self, offset: u64, producer: u32, standing: Standing) {
        if let Some(at) = self.open.iter().position(|(_, owner)| *owner == producer) {
            self.open.remove(at);
        }
        let decided = &mut self.records[offset as usize].1;
        assert_eq!(*decided, Standing::Open, "what is decided was open");
        *decided = standing;
    }
    #[inline]
    pub(super) fn end(&self) -> u64 {
        self.records.len() as u64
    }
    #[inline]
    pub(super) fn stable_end(&self) -> u64 {
        self.open.first().map_or(self.end(), |(first, _)| *first)
    }
    #[inline]
    pub(super) fn get(&self, offset: u64) -> Option<(R, Standing)> {
        self.records.get(usize::try_from(offset).ok()?).copied()
    }
    /// The first offset from `from` on that was not aborted, at most the stable end; `from` where that is beyond.
    #[inline]
    pub(super) fn skip_aborted(&self, from: u64) -> u64 {
        let end = self.stable_end();
        let mut offset = from;
        while offset < end && self.records[offset as usize].1 == Standing::Aborted {
            offset += 1;
        }
        offset
    }
    pub(super) fn clear(&mut self) {
        self.records.clear();
        self.open.clear();
    }
}
