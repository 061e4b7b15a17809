//! How the log engine lays out its files, and when it compacts.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bimetal_document::Timestamp;
use bimetal_engine::new_store_id;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Makes up 128 bits that nobody knows.
pub type Chance = Arc<dyn Fn() -> [u8; 16] + Send + Sync>;

/// The options of a [`LogEngine`](crate::LogEngine).
#[derive(Clone)]
pub struct LogOptions {
    /// The id that segments carry: a folder with another is refused. `None` takes the folder's, or makes one up.
    pub store_id: Option<[u8; 16]>,
    /// The length of a segment in a large store. A small one has segments of an eighth of its documents, but not less than
    /// an eighth of this.
    pub segment_bytes: u32,
    /// The newest changes are kept from compaction until this many bytes of log stand behind them.
    pub changes_bytes_max: u64,
    /// But not changes that are older than this.
    pub changes_age_max: Duration,
    /// Compaction begins when dead records take more than this share of the live ones.
    pub dead_percent_max: u64,
    /// And more than this.
    pub dead_bytes_min: u64,
    /// The most live bytes that a round of compaction writes anew in a large store. In a smaller one it is a quarter of the live
    /// bytes, but not less than a quarter of this.
    pub round_bytes_max: u64,
    /// About how much compaction reads or writes in one step.
    pub step_bytes: usize,
    /// The most index entries that compaction moves while writers wait.
    pub step_entries: usize,
    /// The checkpoint is written anew when this many bytes stand behind it, and four times its own length.
    pub checkpoint_bytes: u64,
    /// What is set aside on the disk for removals and compaction in a small store. A larger one has an eighth of its live bytes,
    /// but not more than a segment.
    pub reserve_bytes_min: u64,
    /// When a segment was made, which is how old its changes are.
    pub clock: Clock,
    /// Where ids and salts come from.
    pub chance: Chance,
}

impl Default for LogOptions {
    fn default() -> LogOptions {
        LogOptions {
            store_id: None,
            segment_bytes: 64 << 20,
            changes_bytes_max: 16 << 20,
            changes_age_max: Duration::from_secs(24 * 3600),
            dead_percent_max: 30,
            dead_bytes_min: 4 << 20,
            round_bytes_max: 256 << 20,
            step_bytes: 1 << 20,
            step_entries: 4096,
            checkpoint_bytes: 64 << 20,
            reserve_bytes_min: 1 << 20,
            clock: Arc::new(Timestamp::now),
            chance: Arc::new(new_store_id),
        }
    }
}

impl LogOptions {
    /// Everything small, so that a few hundred writes rotate, compact and forget changes.
    pub fn tiny() -> LogOptions {
        LogOptions {
            segment_bytes: 4096,
            changes_bytes_max: 2048,
            dead_bytes_min: 1024,
            round_bytes_max: 8192,
            step_bytes: 512,
            step_entries: 4,
            checkpoint_bytes: 4096,
            reserve_bytes_min: 64 << 10,
            ..LogOptions::default()
        }
    }

    /// Four of the bytes that nobody knows, and not zero: that is what earlier releases wrote.
    pub(crate) fn make_up(&self) -> u32 {
        let [.., a, b, c, d] = (self.chance)();
        u32::from_le_bytes([a, b, c, d]).max(1)
    }

    /// How long the next segment should be in a store with this many live bytes.
    pub(crate) fn segment_bytes_for(&self, live_bytes: u64) -> u64 {
        let most = u64::from(self.segment_bytes);
        (live_bytes / 8).clamp(most / 8, most)
    }

    /// The most live bytes that a round of compaction should write in a store with this many.
    pub(crate) fn round_bytes_for(&self, live_bytes: u64) -> u64 {
        let most = self.round_bytes_max;
        (live_bytes / 4).clamp(most / 4, most)
    }
}

impl fmt::Debug for LogOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogOptions")
            .field("segment_bytes", &self.segment_bytes)
            .field("changes_bytes_max", &self.changes_bytes_max)
            .field("changes_age_max", &self.changes_age_max)
            .finish_non_exhaustive()
    }
}
