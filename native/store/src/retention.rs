//! How far back change feeds can begin.

use std::time::Duration;

/// How many changes the log engine keeps on disk for feeds, beyond what the documents themselves need. Whichever limit is
/// reached first counts, so that a store which overwrites a lot stays small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// The most bytes of changes; 16 MiB by default.
    pub bytes_max: u64,
    /// The oldest change; 24 hours by default.
    pub age_max: Duration,
}

impl Default for Retention {
    fn default() -> Retention {
        Retention {
            bytes_max: 16 << 20,
            age_max: Duration::from_secs(24 * 60 * 60),
        }
    }
}
