//! How a store is opened.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::redb_engine::RedbEngine;

/// The engines that come with this crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EngineKind {
    /// redb 4.6: a copy-on-write B-tree with checksums, in pure Rust.
    Redb,
}

impl EngineKind {
    /// The names that [`EngineKind::from_str`] takes.
    pub const NAMES: [&'static str; 1] = ["redb"];

    /// The name that a data folder carries.
    pub fn name(self) -> &'static str {
        match self {
            EngineKind::Redb => "redb",
        }
    }

    /// Opens the bare engine in a folder, for tests of engines. A store is opened with [`Store::open`](crate::Store::open),
    /// which locks the folder first.
    pub fn open(self, folder: &Path) -> Result<Box<dyn Engine>> {
        (self.source().open)(folder)
    }

    pub(crate) fn source(self) -> EngineSource {
        match self {
            EngineKind::Redb => EngineSource::new(self.name(), |folder| Ok(Box::new(RedbEngine::open(folder)?))),
        }
    }
}

impl FromStr for EngineKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<EngineKind> {
        match name {
            "redb" => Ok(EngineKind::Redb),
            _ => Err(Error::EngineUnknown { name: name.to_owned() }),
        }
    }
}

impl fmt::Display for EngineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

type OpenEngine = dyn Fn(&Path) -> Result<Box<dyn Engine>> + Send + Sync;

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
            open: Arc::new(open),
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
}

impl OpenOptions {
    /// The changes that a store remembers for its feeds by default: some 4 MiB.
    pub const RING_CHANGES_MAX: usize = 65_536;

    /// The defaults: the folder's engine (redb in a new folder), default limits, default ring.
    pub fn new() -> OpenOptions {
        OpenOptions {
            engine: None,
            limits: Limits::default(),
            ring_changes_max: OpenOptions::RING_CHANGES_MAX,
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

    /// The limits of the handle that is opened.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> OpenOptions {
        self.limits = limits;
        self
    }

    /// How many changes the store remembers for feeds that lag. At least 1. The first handle on a folder decides.
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
            "there is no engine named \"rocks\": the engines are redb"
        );
    }
}
