//! How the log engine lays out its files, and when it compacts.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bimetal_document::Timestamp;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

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
    /// The most live bytes that a round of compaction writes anew.
    pub round_bytes_max: u64,
    /// About how much compaction reads or writes in one step.
    pub step_bytes: usize,
    /// The most index entries that compaction moves while writers wait.
    pub step_entries: usize,
    /// The checkpoint is written anew when this many bytes of log stand behind it, and a quarter of the live bytes.
    pub checkpoint_bytes: u64,
    /// When a segment was made, which is how old its changes are.
    pub clock: Clock,
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
            clock: Arc::new(Timestamp::now),
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
            ..LogOptions::default()
        }
    }

    /// How long the next segment should be in a store with this many live bytes.
    pub(crate) fn segment_bytes_for(&self, live_bytes: u64) -> u64 {
        let most = u64::from(self.segment_bytes);
        (live_bytes / 8).clamp(most / 8, most)
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
