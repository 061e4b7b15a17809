//! Reading redb as of one revision.

use std::ops::{Bound, ControlFlow};

use redb::{ReadOnlyTable, ReadTransaction, ReadableTableMetadata, StorageError};

use crate::engine::{EngineSnapshot, Visit};
use crate::error::{Error, Result};
use crate::key::Key;
use crate::redb_engine::{DOCUMENTS, LAST_REVISION, META, REVISION_BYTES, engine_error};
use crate::revision::Revision;

/// A redb read transaction: the table keeps it alive.
pub(crate) struct RedbSnapshot {
    documents: ReadOnlyTable<&'static [u8; Key::BYTES], &'static [u8]>,
    revision: Revision,
}

impl RedbSnapshot {
    pub(crate) fn new(transaction: &ReadTransaction) -> Result<RedbSnapshot> {
        let documents = transaction
            .open_table(DOCUMENTS)
            .map_err(|error| engine_error("cannot open the documents", error))?;
        let meta = transaction
            .open_table(META)
            .map_err(|error| engine_error("cannot open meta", error))?;
        let revision = meta
            .get(LAST_REVISION)
            .map_err(read_error)?
            .map_or(0, |guard| guard.value());
        Ok(RedbSnapshot {
            documents,
            revision: Revision::new(revision),
        })
    }
}

impl EngineSnapshot for RedbSnapshot {
    fn revision(&self) -> Revision {
        self.revision
    }

    fn len(&self) -> Result<u64> {
        self.documents.len().map_err(read_error)
    }

    fn get(&self, key: &Key, visit: &mut dyn FnMut(Revision, &[u8])) -> Result<bool> {
        let Some(guard) = self.documents.get(key.as_bytes()).map_err(read_error)? else {
            return Ok(false);
        };
        let (revision, value) = split(guard.value())?;
        visit(revision, value);
        Ok(true)
    }

    fn scan(&self, from: Bound<Key>, to: Bound<Key>, visit: &mut Visit<'_>) -> Result<()> {
        let bounds = (from.as_ref().map(Key::as_bytes), to.as_ref().map(Key::as_bytes));
        for entry in self.documents.range::<&[u8; Key::BYTES]>(bounds).map_err(read_error)? {
            let (key, stored) = entry.map_err(read_error)?;
            let key = Key::from_bytes(*key.value()).ok_or_else(damaged)?;
            let (revision, value) = split(stored.value())?;
            if let ControlFlow::Break(()) = visit(&key, revision, value) {
                break;
            }
        }
        Ok(())
    }
}

fn split(stored: &[u8]) -> Result<(Revision, &[u8])> {
    let (revision, value) = stored.split_first_chunk::<REVISION_BYTES>().ok_or_else(damaged)?;
    Ok((Revision::new(u64::from_be_bytes(*revision)), value))
}

fn damaged() -> Error {
    Error::EngineFailed {
        reason: "a stored document is damaged, restore the folder from a backup",
        source: None,
    }
}

fn read_error(error: StorageError) -> Error {
    match error {
        // The last handle closed while this read was on its way.
        StorageError::DatabaseClosed => Error::StoreClosed,
        error => engine_error("cannot read", error),
    }
}
