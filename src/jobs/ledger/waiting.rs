//! How many jobs wait, and how many of them before a place: kept beside the table, since to count a hundred thousand
//! rows takes longer than to add one. What is kept here is counted anew when a ledger is opened, and follows each
//! change that is on the disk.

use std::collections::BTreeMap;

use rusqlite::Connection;

/// Rows of the table whose jobs are counted together, in a power of two. A hundred thousand jobs are a hundred numbers,
/// and at most so many rows are counted in the table.
const BLOCK_BITS: u32 = 10;

/// The number of a row, which grows with each job that is taken.
pub type Seq = i64;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    total: u64,
    /// Of each block that has some.
    blocks: BTreeMap<i64, u64>,
}

impl Waiting {
    pub fn count(connection: &Connection) -> rusqlite::Result<Self> {
        let mut waiting = Self::default();
        let mut all = connection.prepare(&format!(
            "SELECT seq >> {BLOCK_BITS}, count(*) FROM jobs WHERE state = 'waiting' GROUP BY 1"
        ))?;
        let mut blocks = all.query([])?;
        while let Some(block) = blocks.next()? {
            let jobs = block.get::<_, i64>(1)?.cast_unsigned();
            waiting.blocks.insert(block.get(0)?, jobs);
            waiting.total += jobs;
        }
        Ok(waiting)
    }

    pub const fn total(&self) -> u64 {
        self.total
    }

    pub fn add(&mut self, seq: Seq) {
        *self.blocks.entry(seq >> BLOCK_BITS).or_default() += 1;
        self.total += 1;
    }

    pub fn take(&mut self, seq: Seq) {
        let block = seq >> BLOCK_BITS;
        let Some(jobs) = self.blocks.get_mut(&block) else {
            return;
        };
        *jobs -= 1;
        if *jobs == 0 {
            self.blocks.remove(&block);
        }
        self.total -= 1;
    }

    /// How many wait in all blocks before that of a row, and the row with which its block begins.
    pub fn before(&self, seq: Seq) -> (u64, Seq) {
        let block = seq >> BLOCK_BITS;
        let before = self.blocks.range(..block).map(|(_, jobs)| jobs).sum();
        (before, block << BLOCK_BITS)
    }
}
