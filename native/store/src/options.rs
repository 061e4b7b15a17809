//! How a store is opened.

use bimetal_document::Limits;

use crate::engines::{EngineKind, EngineSource};
use crate::retention::Retention;

/// Options for [`Store::open`](crate::Store::open).
#[derive(Clone, Debug)]
pub struct OpenOptions {
    pub(crate) engine: Option<EngineSource>,
    pub(crate) limits: Limits,
    pub(crate) ring_changes_max: usize,
    pub(crate) retention: Retention,
    pub(crate) existing: bool,
}

impl OpenOptions {
    /// The changes that a store remembers for its feeds by default: some 4 MiB.
    pub const RING_CHANGES_MAX: usize = 65_536;

    /// The defaults: the folder's engine (the log in a new folder), default limits, default ring.
    pub fn new() -> OpenOptions {
        OpenOptions {
            engine: None,
            limits: Limits::default(),
            ring_changes_max: OpenOptions::RING_CHANGES_MAX,
            retention: Retention::default(),
            existing: false,
        }
    }

    /// Asks for an engine. It chooses in a new folder; a folder that has another is refused.
    #[must_use]
    pub fn engine(mut self, kind: EngineKind) -> OpenOptions {
        self.engine = Some(kind.source());
        self
    }

    /// Asks for an engine of the caller's.
    #[must_use]
    pub fn engine_source(mut self, source: EngineSource) -> OpenOptions {
        self.engine = Some(source);
        self
    }

    /// Opens only a store that is there, to look at it: no folder is made, and nothing is compacted or removed because it has
    /// expired. The latter is done from the first handle on that wants more than to look, until the folder closes.
    #[must_use]
    pub fn existing(mut self) -> OpenOptions {
        self.existing = true;
        self
    }

    /// The limits of the handle that is opened.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> OpenOptions {
        self.limits = limits;
        self
    }

    /// How many changes the log engine keeps on disk for feeds. The first handle on a folder decides.
    #[must_use]
    pub fn retention(mut self, retention: Retention) -> OpenOptions {
        self.retention = retention;
        self
    }

    /// How many changes the store remembers in memory for feeds that lag. At least 1. The first handle on a folder decides.
    #[must_use]
    pub fn ring_changes_max(mut self, changes: usize) -> OpenOptions {
        self.ring_changes_max = changes.max(1);
        self
    }
}

impl Default for OpenOptions {
    fn default() -> OpenOptions {
        OpenOptions::new()
    }
}
