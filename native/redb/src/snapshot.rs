//! Reading redb as of one revision.

use std::ops::ControlFlow;

use bimetal_document::{DocumentRef, Edge, KeyRef, Revision, Span, Timestamp};
use bimetal_engine::{Direction, EngineSnapshot, Error, Result, Show};
use redb::{Range, ReadOnlyTable, ReadTransaction, ReadableTableMetadata, StorageError};

use crate::error::{Damage, engine_error};
use crate::row;
use crate::tables::{DOCUMENTS, EXPIRIES, EXPIRY_BYTES, LAST_REVISION, META};

/// A redb read transaction: the tables keep it alive.
pub(crate) struct RedbSnapshot {
    documents: ReadOnlyTable<&'static [u8], &'static [u8]>,
    expiries: ReadOnlyTable<&'static [u8], ()>,
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

    /// The number of all rows of documents, those under reserved keys included.
    pub(crate) fn rows(&self) -> Result<u64> {
        self.documents.len().map_err(read_error)
    }

    /// The bytes of the documents' table that hold documents, and those that do not.
    pub(crate) fn bytes(&self) -> Result<(u64, u64)> {
        let stats = self.documents.stats().map_err(read_error)?;
        Ok((stats.stored_bytes(), stats.metadata_bytes() + stats.fragmented_bytes()))
    }

    /// The rows of a span, as they are stored.
    pub(crate) fn range(&self, span: &Span) -> Result<Range<'static, &'static [u8], &'static [u8]>> {
        let (from, to) = (span.from.by_ref().to_ordered(), span.to.by_ref().to_ordered());
        self.documents
            .range::<&[u8]>(from.as_slice()..to.as_slice())
            .map_err(read_error)
    }
}

impl EngineSnapshot for RedbSnapshot {
    fn revision(&self) -> Revision {
        self.revision
    }

    /// LIMIT: this walks over the documents under reserved keys, which are few.
    fn len(&self) -> Result<u64> {
        let reserved = Span {
            from: Edge::last(),
            to: Span::everything().to,
        };
        Ok(self.rows()?.saturating_sub(self.count(&reserved)?))
    }

    /// LIMIT: redb keeps no counts inside its tree, so this walks over what it counts.
    fn count(&self, span: &Span) -> Result<u64> {
        let mut documents = 0;
        for entry in self.range(span)? {
            entry.map_err(read_error)?;
            documents += 1;
        }
        Ok(documents)
    }

    fn get(&self, key: KeyRef<'_>, show: &mut dyn FnMut(DocumentRef<'_>)) -> Result<bool> {
        let ordered = key.to_ordered();
        let Some(stored) = self.documents.get(ordered.as_slice()).map_err(read_error)? else {
            return Ok(false);
        };
        show(row::read(&ordered, stored.value())?);
        Ok(true)
    }

    fn scan(&self, span: &Span, direction: Direction, show: &mut Show<'_>) -> Result<()> {
        let mut range = self.range(span)?;
        loop {
            let entry = match direction {
                Direction::Forward => range.next(),
                Direction::Backward => range.next_back(),
            };
            let Some(entry) = entry else { return Ok(()) };
            let (ordered, stored) = entry.map_err(read_error)?;
            let (key, document) = row::read_entry(ordered.value(), stored.value())?;
            if let ControlFlow::Break(()) = show(key, document) {
                return Ok(());
            }
        }
    }

    fn expired(&self, now: Timestamp, show: &mut dyn FnMut(KeyRef<'_>) -> ControlFlow<()>) -> Result<()> {
        for entry in self.expiries.range::<&[u8]>(..).map_err(read_error)? {
            let (slot, _) = entry.map_err(read_error)?;
            let (expires, key) = split_slot(slot.value())?;
            if expires > now || show(key).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn next_expiry(&self) -> Result<Option<Timestamp>> {
        let mut slots = self.expiries.range::<&[u8]>(..).map_err(read_error)?;
        let Some(first) = slots.next() else { return Ok(None) };
        let (slot, _) = first.map_err(read_error)?;
        Ok(Some(split_slot(slot.value())?.0))
    }
}

fn split_slot(slot: &[u8]) -> Result<(Timestamp, KeyRef<'_>), Damage> {
    let split = slot.split_first_chunk::<EXPIRY_BYTES>();
    let split = split.and_then(|(expires, ordered)| Some((expires, KeyRef::from_ordered(ordered)?)));
    let (expires, key) = split.ok_or_else(|| Damage::under(slot, "has a damaged expiry"))?;
    Ok((Timestamp::from_millis(u64::from_be_bytes(*expires)), key))
}

fn read_error(error: StorageError) -> Error {
    match error {
        // The last handle closed while this read was on its way.
        StorageError::DatabaseClosed => Error::Closed,
        error => engine_error("cannot read", error),
    }
}
