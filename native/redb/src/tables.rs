//! The tables of a redb file, and how a write changes them.

use bimetal_document::{DocumentRef, KeyRef, Revision, Timestamp};
use bimetal_engine::{Error, Result};
use redb::{ReadableTable, ReadableTableMetadata, StorageError, Table, TableDefinition, TableError, WriteTransaction};

use crate::error::engine_error;
use crate::row;

/// The ordered forms of keys to [rows](crate::row). The tables have the format in their names, so that those of format 2
/// can stand beside them while they are moved.
pub(crate) const DOCUMENTS: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new("documents-3");

/// Names to numbers; the last revision lives here, written in the transaction of the batches it counts.
pub(crate) const META: TableDefinition<'static, &str, u64> = TableDefinition::new("meta");
pub(crate) const LAST_REVISION: &str = "last_revision";

/// The ordered forms of the keys of documents that expire, each with the expiry before it, eight bytes big-endian: the
/// table's order is the order in which they expire. Reserved keys are not among them.
pub(crate) const EXPIRIES: TableDefinition<'static, &[u8], ()> = TableDefinition::new("expiries-3");
pub(crate) const EXPIRY_BYTES: usize = 8;

/// The tables of one write transaction.
pub(crate) struct Tables<'a> {
    documents: Table<'a, &'static [u8], &'static [u8]>,
    expiries: Table<'a, &'static [u8], ()>,
    meta: Table<'a, &'static str, u64>,
    /// Whether a document that is replaced may have an expiry to forget. Most stores have none and need not look.
    has_expiries: bool,
}

impl<'a> Tables<'a> {
    pub(crate) fn open(transaction: &'a WriteTransaction) -> Result<Tables<'a>> {
        let open = |error: TableError| engine_error("cannot open a table", error);
        let expiries = transaction.open_table(EXPIRIES).map_err(open)?;
        let has_expiries = !expiries.is_empty().map_err(write_error)?;
        Ok(Tables {
            documents: transaction.open_table(DOCUMENTS).map_err(open)?,
            meta: transaction.open_table(META).map_err(open)?,
            expiries,
            has_expiries,
        })
    }

    pub(crate) fn put(&mut self, key: KeyRef<'_>, document: DocumentRef<'_>) -> Result<()> {
        let ordered = key.to_ordered();
        self.forget_expiry(&ordered)?;
        if let Some(expires) = document.expires
            && !key.is_reserved()
        {
            let slot = expiry_slot(expires, &ordered);
            self.expiries.insert(slot.as_slice(), ()).map_err(write_error)?;
            self.has_expiries = true;
        }
        // Reserving writes head and value straight into the page, with no joined copy before.
        let mut reserved = self
            .documents
            .insert_reserve(ordered.as_slice(), row::HEAD_BYTES + document.value.len())
            .map_err(write_error)?;
        row::write(reserved.as_mut(), &ordered, document);
        Ok(())
    }

    pub(crate) fn remove(&mut self, key: KeyRef<'_>) -> Result<()> {
        let ordered = key.to_ordered();
        self.forget_expiry(&ordered)?;
        self.documents.remove(ordered.as_slice()).map_err(write_error)?;
        Ok(())
    }

    pub(crate) fn set_last(&mut self, revision: Revision) -> Result<()> {
        self.meta.insert(LAST_REVISION, revision.get()).map_err(write_error)?;
        Ok(())
    }

    fn forget_expiry(&mut self, ordered: &[u8]) -> Result<()> {
        if !self.has_expiries {
            return Ok(());
        }
        let Some(stored) = self.documents.get(ordered).map_err(write_error)? else {
            return Ok(());
        };
        match row::read(ordered, stored.value()).map(|document| document.expires) {
            Ok(None) => {}
            Ok(Some(expires)) => {
                let slot = expiry_slot(expires, ordered);
                self.expiries.remove(slot.as_slice()).map_err(write_error)?;
            }
            // Nobody knows any more when it expires, and it can be replaced or removed all the same.
            Err(_) => self
                .expiries
                .retain(|slot, ()| slot.get(EXPIRY_BYTES..) != Some(ordered))
                .map_err(write_error)?,
        }
        Ok(())
    }
}

fn expiry_slot(expires: Timestamp, ordered: &[u8]) -> Vec<u8> {
    [&expires.millis().to_be_bytes(), ordered].concat()
}

fn write_error(error: StorageError) -> Error {
    engine_error("cannot write a document", error)
}
