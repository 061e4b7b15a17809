//! How a store is opened.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::files::OsFiles;
use crate::limits::Limits;
use crate::log::{LogEngine, LogOptions};
use crate::redb_engine::RedbEngine;

/// The engines that come with this crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum EngineKind {
    /// An append-only log in segments, with an ordered index in memory: the engine of a new folder.
    #[default]
    Log,
    /// redb 4.6: a copy-on-write B-tree with checksums, in pure Rust. For data far larger than memory.
    Redb,
}

impl EngineKind {
    /// All of them.
    pub const ALL: [EngineKind; 2] = [EngineKind::Log, EngineKind::Redb];

    /// The names that [`EngineKind::from_str`] takes.
    pub const NAMES: [&'static str; 2] = ["log", "redb"];

    /// The name that a data folder carries.
    pub fn name(self) -> &'static str {
        match self {
            EngineKind::Redb => "redb",
            EngineKind::Log => "log",
        }
    }

    /// Opens the bare engine in a folder, for tests of engines. A store is opened with [`Store::open`](crate::Store::open),
    /// which locks the folder first.
    pub fn open(self, folder: &Path) -> Result<Box<dyn Engine>> {
        self.open_at(&EnginePlace {
            folder,
            ..EnginePlace::default()
        })
    }

    pub(crate) fn open_at(self, place: &EnginePlace<'_>) -> Result<Box<dyn Engine>> {
        match self {
            EngineKind::Redb => Ok(Box::new(RedbEngine::open(place.folder)?)),
            EngineKind::Log => Ok(Box::new(LogEngine::open(
                Arc::new(OsFiles::new(place.folder)),
                LogOptions {
                    store_id: u128::from_str_radix(place.id, 16).ok().map(u128::to_be_bytes),
                    changes_bytes_max: place.retention.bytes_max,
                    changes_age_max: place.retention.age_max,
                    ..LogOptions::default()
                },
            )?)),
        }
    }

    pub(crate) fn source(self) -> EngineSource {
        EngineSource {
            name: self.name().to_owned(),
            open: Arc::new(move |place| self.open_at(place)),
        }
    }
}

impl FromStr for EngineKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<EngineKind> {
        match name {
            "redb" => Ok(EngineKind::Redb),
            "log" => Ok(EngineKind::Log),
            _ => Err(Error::EngineUnknown { name: name.to_owned() }),
        }
    }
}

impl fmt::Display for EngineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where an engine is to work, and what it must know of the store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EnginePlace<'a> {
    pub(crate) folder: &'a Path,
    /// The store's id: 32 hexadecimal digits.
    pub(crate) id: &'a str,
    pub(crate) retention: Retention,
}

impl Default for EnginePlace<'_> {
    fn default() -> Self {
        EnginePlace {
            folder: Path::new("."),
            id: "00000000000000000000000000000000",
            retention: Retention::default(),
        }
    }
}

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

type OpenEngine = dyn Fn(&EnginePlace<'_>) -> Result<Box<dyn Engine>> + Send + Sync;

/// A named way to open an engine in a folder: the crate's own, or one from outside.
#[derive(Clone)]
pub struct EngineSource {
    pub(crate) name: String,
    pub(crate) open: Arc<OpenEngine>,
}

impl EngineSource {
    /// An engine that a data folder knows by `name` and that `open` opens, creating its files where there are none.
    pub fn new(
        name: impl Into<String>,
        open: impl Fn(&Path) -> Result<Box<dyn Engine>> + Send + Sync + 'static,
    ) -> EngineSource {
        EngineSource {
            name: name.into(),
            open: Arc::new(move |place| open(place.folder)),
        }
    }
}

impl fmt::Debug for EngineSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EngineSource({})", self.name)
    }
}

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

    /// Asks for an engine from outside this crate.
    #[must_use]
    pub fn engine_source(mut self, source: EngineSource) -> OpenOptions {
        self.engine = Some(source);
        self
    }

    /// Opens only a store that is there, to look at it: no folder is made, and nothing is compacted or removed because it has
    /// expired. The first handle on a folder decides about the latter.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engine_names_go_both_ways_and_unknown_ones_list_what_there_is() {
        for name in EngineKind::NAMES {
            assert_eq!(name.parse::<EngineKind>().unwrap().to_string(), name);
        }
        let error = "rocks".parse::<EngineKind>().unwrap_err();
        assert_eq!(error.code(), "ENGINE_UNKNOWN");
        assert_eq!(
            error.to_string(),
            "there is no engine named \"rocks\": the engines are log, redb"
        );
    }
}
