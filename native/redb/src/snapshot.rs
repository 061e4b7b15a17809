//! Reading redb as of one revision.

use std::ops::ControlFlow;

use bimetal_document::{DocumentRef, Key, Revision, Timestamp};
use bimetal_engine::{Bounds, Direction, EngineSnapshot, Error, Result, Show};
use redb::{ReadOnlyTable, ReadTransaction, ReadableTableMetadata, StorageError};

use crate::error::{damaged, engine_error};
use crate::tables::{DOCUMENTS, EXPIRIES, EXPIRY_BYTES, LAST_REVISION, META, split};

/// A redb read transaction: the tables keep it alive.
pub(crate) struct RedbSnapshot {
    documents: ReadOnlyTable<&'static [u8; Key::BYTES], &'static [u8]>,
    expiries: ReadOnlyTable<&'static [u8; EXPIRY_BYTES], ()>,
    revision: Revision,
}

impl RedbSnapshot {
    pub(crate) fn new(transaction: &ReadTransaction) -> Result<RedbSnapshot> {
        let documents = transaction
            .open_table(DOCUMENTS)
            .map_err(|error| engine_error("cannot open the documents", error))?;
        let expiries = transaction
            .open_table(EXPIRIES)
            .map_err(|error| engine_error("cannot open the expiries", error))?;
        let meta = transaction
            .open_table(META)
            .map_err(|error| engine_error("cannot open meta", error))?;
        let revision = meta
            .get(LAST_REVISION)
            .map_err(read_error)?
            .map_or(0, |guard| guard.value());
        Ok(RedbSnapshot {
            documents,
            expiries,
            revision: Revision::new(revision),
        })
    }

    /// The number of documents that have a time to live.
    pub(crate) fn expiring(&self) -> Result<u64> {
        self.expiries.len().map_err(read_error)
    }

    /// The bytes of the documents' table that hold documents, and those that do not.
    pub(crate) fn bytes(&self) -> Result<(u64, u64)> {
        let stats = self.documents.stats().map_err(read_error)?;
        Ok((stats.stored_bytes(), stats.metadata_bytes() + stats.fragmented_bytes()))
    }
}

impl EngineSnapshot for RedbSnapshot {
    fn revision(&self) -> Revision {
        self.revision
    }

    fn len(&self) -> Result<u64> {
        self.documents.len().map_err(read_error)
    }

    /// LIMIT: redb keeps no counts inside its tree, so this walks over what it counts.
    fn count(&self, (from, to): Bounds) -> Result<u64> {
        let bounds = (from.as_ref().map(Key::as_bytes), to.as_ref().map(Key::as_bytes));
        let mut documents = 0;
        for entry in self.documents.range::<&[u8; Key::BYTES]>(bounds).map_err(read_error)? {
            entry.map_err(read_error)?;
            documents += 1;
        }
        Ok(documents)
    }

    fn get(&self, key: &Key, show: &mut dyn FnMut(DocumentRef<'_>)) -> Result<bool> {
        let Some(guard) = self.documents.get(key.as_bytes()).map_err(read_error)? else {
            return Ok(false);
        };
        show(document(guard.value())?);
        Ok(true)
    }

    fn scan(&self, (from, to): Bounds, direction: Direction, show: &mut Show<'_>) -> Result<()> {
        let bounds = (from.as_ref().map(Key::as_bytes), to.as_ref().map(Key::as_bytes));
        let mut range = self.documents.range::<&[u8; Key::BYTES]>(bounds).map_err(read_error)?;
        loop {
            let entry = match direction {
                Direction::Forward => range.next(),
                Direction::Backward => range.next_back(),
            };
            let Some(entry) = entry else { return Ok(()) };
            let (key, stored) = entry.map_err(read_error)?;
            let key = Key::from_bytes(*key.value()).ok_or_else(damaged)?;
            if let ControlFlow::Break(()) = show(&key, document(stored.value())?) {
                return Ok(());
            }
        }
    }

    fn expired(&self, now: Timestamp, show: &mut dyn FnMut(&Key) -> ControlFlow<()>) -> Result<()> {
        for entry in self.expiries.range::<&[u8; EXPIRY_BYTES]>(..).map_err(read_error)? {
            let (slot, _) = entry.map_err(read_error)?;
            let (expires, key) = split_slot(slot.value())?;
            if expires > now || show(&key).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn next_expiry(&self) -> Result<Option<Timestamp>> {
        let mut slots = self.expiries.range::<&[u8; EXPIRY_BYTES]>(..).map_err(read_error)?;
        let Some(first) = slots.next() else { return Ok(None) };
        let (slot, _) = first.map_err(read_error)?;
        Ok(Some(split_slot(slot.value())?.0))
    }
}

fn document(stored: &[u8]) -> Result<DocumentRef<'_>> {
    let (revision, expires, value) = split(stored)?;
    Ok(DocumentRef {
        revision,
        expires,
        value,
    })
}

fn split_slot(slot: &[u8; EXPIRY_BYTES]) -> Result<(Timestamp, Key)> {
    let (expires, key) = slot.split_first_chunk::<8>().ok_or_else(damaged)?;
    let key = <[u8; Key::BYTES]>::try_from(key).ok().and_then(Key::from_bytes);
    let expires = Timestamp::from_millis(u64::from_be_bytes(*expires));
    Ok((expires, key.ok_or_else(damaged)?))
}

fn read_error(error: StorageError) -> Error {
    match error {
        // The last handle closed while this read was on its way.
        StorageError::DatabaseClosed => Error::Closed,
        error => engine_error("cannot read", error),
    }
}
