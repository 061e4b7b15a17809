//! An engine in memory: a map that every snapshot copies.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use bimetal_store::engine::{ApplyError, Commit, Engine, EngineSnapshot, Visit};
use bimetal_store::{Error, Key, Result, Revision};

type Data = Arc<Mutex<MemorySnapshot>>;

/// What stands for the disk: the documents of every folder.
#[derive(Default)]
pub struct Memory {
    folders: Mutex<HashMap<PathBuf, Data>>,
}

impl Memory {
    pub fn open(&self, folder: &Path) -> MemoryEngine {
        let data = self
            .folders
            .lock()
            .unwrap()
            .entry(folder.to_path_buf())
            .or_default()
            .clone();
        MemoryEngine {
            data: Mutex::new(Some(data)),
        }
    }
}

pub struct MemoryEngine {
    data: Mutex<Option<Data>>,
}

impl MemoryEngine {
    fn data(&self) -> Result<Data> {
        self.data.lock().unwrap().clone().ok_or(Error::StoreClosed)
    }
}

impl Engine for MemoryEngine {
    fn apply(&self, group: &[Commit<'_>]) -> Result<(), ApplyError> {
        let data = self.data().map_err(ApplyError::Refused)?;
        let mut data = data.lock().unwrap();
        for Commit { revision, batch } in group {
            for (key, value) in batch.writes() {
                match value {
                    Some(value) => drop(data.documents.insert(*key, (*revision, value.as_bytes().to_vec()))),
                    None => drop(data.documents.remove(key)),
                }
            }
            data.revision = *revision;
        }
        Ok(())
    }

    fn snapshot(&self) -> Result<Arc<dyn EngineSnapshot>> {
        Ok(Arc::new(self.data()?.lock().unwrap().clone()))
    }

    fn close(&self) -> Result<()> {
        *self.data.lock().unwrap() = None;
        Ok(())
    }
}

#[derive(Clone, Default)]
struct MemorySnapshot {
    documents: BTreeMap<Key, (Revision, Vec<u8>)>,
    revision: Revision,
}

impl EngineSnapshot for MemorySnapshot {
    fn revision(&self) -> Revision {
        self.revision
    }

    fn len(&self) -> Result<u64> {
        Ok(self.documents.len() as u64)
    }

    fn get(&self, key: &Key, visit: &mut dyn FnMut(Revision, &[u8])) -> Result<bool> {
        let document = self.documents.get(key);
        if let Some((revision, value)) = document {
            visit(*revision, value);
        }
        Ok(document.is_some())
    }

    fn scan(&self, from: Bound<Key>, to: Bound<Key>, visit: &mut Visit<'_>) -> Result<()> {
        for (key, (revision, value)) in self.documents.range((from, to)) {
            if visit(key, *revision, value).is_break() {
                break;
            }
        }
        Ok(())
    }
}
