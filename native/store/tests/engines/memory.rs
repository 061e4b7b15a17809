//! An engine in memory: a map that every snapshot copies.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use bimetal_document::{DocumentRef, KeyRef, Revision, Span, Timestamp, Write};
use bimetal_engine::{
    ApplyError, CheckReport, Commit, Direction, Engine, EngineSnapshot, Error, Progress, Result, Show, Statistics, Tell,
};
use bimetal_files::Files;

type Data = Arc<Mutex<MemorySnapshot>>;

/// What stands for the disk: the documents of every folder.
#[derive(Clone, Default)]
pub struct Memory {
    folders: Arc<Mutex<HashMap<PathBuf, Data>>>,
}

impl Memory {
    pub fn open(&self, folder: &Path) -> MemoryEngine {
        MemoryEngine {
            data: Mutex::new(Some(self.data(folder))),
            memory: self.clone(),
        }
    }

    fn data(&self, folder: &Path) -> Data {
        let mut folders = self.folders.lock().unwrap();
        folders.entry(folder.to_path_buf()).or_default().clone()
    }
}

pub struct MemoryEngine {
    memory: Memory,
    data: Mutex<Option<Data>>,
}

impl MemoryEngine {
    fn data(&self) -> Result<Data> {
        self.data.lock().unwrap().clone().ok_or(Error::Closed)
    }
}

impl Engine for MemoryEngine {
    fn apply_telling(&self, group: &[Commit<'_>], tell: &mut Tell<'_>) -> Result<(), ApplyError> {
        let data = self.data().map_err(ApplyError::Refused)?;
        let mut data = data.lock().unwrap();
        let mut at = 0;
        for Commit { revision, batch } in group {
            for (key, write) in batch.writes() {
                let key = key.to_ordered();
                let replaced = match write {
                    Write::Put { value, expires } => {
                        let document = (*revision, *expires, value.as_bytes().to_vec());
                        data.documents.insert(key, document)
                    }
                    Write::Remove => data.documents.remove(&key),
                };
                replaced.into_iter().for_each(|(_, expires, _)| tell(at, expires));
                at += 1;
            }
            data.revision = *revision;
        }
        Ok(())
    }

    fn snapshot(&self) -> Result<Arc<dyn EngineSnapshot>> {
        Ok(Arc::new(self.data()?.lock().unwrap().clone()))
    }

    fn statistics(&self) -> Result<Statistics> {
        let data = self.data()?;
        let data = data.lock().unwrap();
        Ok(Statistics {
            documents: data.len()?,
            expiring_documents: data.documents.values().filter(|document| document.1.is_some()).count() as u64,
            changes_since: data.revision,
            ..Statistics::default()
        })
    }

    fn check(&self, progress: &mut Progress<'_>) -> Result<CheckReport> {
        let snapshot = self.snapshot()?;
        let mut report = CheckReport::default();
        snapshot.scan(&Span::all(), Direction::Forward, &mut |key, document| {
            report.documents += 1;
            report.records += 1;
            report.bytes += (key.text_bytes() + document.value.len()) as u64;
            progress(report.bytes, 0)
        })?;
        Ok(report)
    }

    fn backup(&self, folder: &Arc<dyn Files>, progress: &mut Progress<'_>) -> Result<Revision> {
        if progress(0, 0).is_break() {
            return Err(Error::Cancelled);
        }
        let copy = self.data()?.lock().unwrap().clone();
        let revision = copy.revision;
        *self.memory.data(folder.path()).lock().unwrap() = copy;
        Ok(revision)
    }

    fn fill(&self, source: &dyn EngineSnapshot, _progress: &mut Progress<'_>) -> Result<()> {
        let data = self.data()?;
        let mut data = data.lock().unwrap();
        source.scan(&Span::everything(), Direction::Forward, &mut |key, document| {
            let copy = (document.revision, document.expires, document.value.to_vec());
            data.documents.insert(key.to_ordered(), copy);
            ControlFlow::Continue(())
        })?;
        data.revision = source.revision();
        Ok(())
    }

    fn close(&self) -> Result<()> {
        *self.data.lock().unwrap() = None;
        Ok(())
    }
}

type Stored = (Revision, Option<Timestamp>, Vec<u8>);

#[derive(Clone, Default)]
pub struct MemorySnapshot {
    /// By the ordered forms of their keys.
    documents: BTreeMap<Vec<u8>, Stored>,
    revision: Revision,
}

impl EngineSnapshot for MemorySnapshot {
    fn revision(&self) -> Revision {
        self.revision
    }

    fn len(&self) -> Result<u64> {
        self.count(&Span::all())
    }

    fn count(&self, span: &Span) -> Result<u64> {
        Ok(self.span(span).count() as u64)
    }

    fn get(&self, key: KeyRef<'_>, show: &mut dyn FnMut(DocumentRef<'_>)) -> Result<bool> {
        let document = self.documents.get(&key.to_ordered());
        document.map(as_ref).into_iter().for_each(show);
        Ok(document.is_some())
    }

    fn scan(&self, span: &Span, direction: Direction, show: &mut Show<'_>) -> Result<()> {
        let mut range = self.span(span);
        while let Some((key, document)) = match direction {
            Direction::Forward => range.next(),
            Direction::Backward => range.next_back(),
        } {
            if show(key, as_ref(document)).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn expired(&self, now: Timestamp, show: &mut dyn FnMut(KeyRef<'_>) -> ControlFlow<()>) -> Result<()> {
        for (expires, key) in self.expiries() {
            if expires > now || show(key).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn next_expiry(&self) -> Result<Option<Timestamp>> {
        Ok(self.expiries().first().map(|(expires, _)| *expires))
    }
}

impl MemorySnapshot {
    fn all(&self) -> impl DoubleEndedIterator<Item = (KeyRef<'_>, &Stored)> {
        self.documents
            .iter()
            .map(|(ordered, stored)| (KeyRef::from_ordered(ordered).unwrap(), stored))
    }

    fn span<'a>(&'a self, span: &'a Span) -> impl DoubleEndedIterator<Item = (KeyRef<'a>, &'a Stored)> {
        self.all().filter(|(key, _)| span.contains(*key))
    }

    fn expiries(&self) -> Vec<(Timestamp, KeyRef<'_>)> {
        let expiring = self.all().filter(|(key, _)| !key.is_reserved());
        let mut expiries: Vec<_> = expiring
            .filter_map(|(key, (_, expires, _))| Some(((*expires)?, key)))
            .collect();
        expiries.sort();
        expiries
    }
}

fn as_ref((revision, expires, value): &Stored) -> DocumentRef<'_> {
    DocumentRef {
        revision: *revision,
        expires: *expires,
        value,
    }
}
