//! The engines there are, and how one is opened.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use bimetal_engine::Engine;
use bimetal_files::{Files, OsFiles};
use bimetal_log::{LogEngine, LogOptions};
use bimetal_redb::RedbEngine;

use crate::error::{Error, Result};
use crate::retention::Retention;

/// The engines that the store brings.
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
    pub fn open(self, folder: &Path) -> bimetal_engine::Result<Box<dyn Engine>> {
        self.open_at(&EnginePlace {
            files: Arc::new(OsFiles::new(folder)),
            store_id: [0; 16],
            retention: Retention::default(),
        })
    }

    pub(crate) fn open_at(self, place: &EnginePlace) -> bimetal_engine::Result<Box<dyn Engine>> {
        match self {
            EngineKind::Redb => Ok(Box::new(RedbEngine::open(place.files.clone())?)),
            EngineKind::Log => Ok(Box::new(LogEngine::open(
                place.files.clone(),
                LogOptions {
                    store_id: Some(place.store_id),
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
            _ => Err(Error::EngineUnknown {
                name: name.to_owned(),
                known: &EngineKind::NAMES,
            }),
        }
    }
}

impl fmt::Display for EngineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where an engine is to work, and what it must know of the store.
#[derive(Clone)]
pub(crate) struct EnginePlace {
    pub(crate) files: Arc<dyn Files>,
    pub(crate) store_id: [u8; 16],
    pub(crate) retention: Retention,
}

type OpenEngine = dyn Fn(&EnginePlace) -> bimetal_engine::Result<Box<dyn Engine>> + Send + Sync;

/// A named way to open an engine in a folder: one that the store brings, or one of the caller's.
#[derive(Clone)]
pub struct EngineSource {
    pub(crate) name: String,
    pub(crate) open: Arc<OpenEngine>,
}

impl EngineSource {
    /// An engine that a data folder knows by `name` and that `open` opens, creating its files where there are none.
    pub fn new(
        name: impl Into<String>,
        open: impl Fn(&Arc<dyn Files>) -> bimetal_engine::Result<Box<dyn Engine>> + Send + Sync + 'static,
    ) -> EngineSource {
        EngineSource {
            name: name.into(),
            open: Arc::new(move |place| open(&place.files)),
        }
    }
}

impl fmt::Debug for EngineSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EngineSource({})", self.name)
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
