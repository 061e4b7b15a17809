//! The tables of a redb file, and how a write changes them.

use bimetal_document::{Key, Revision, Timestamp};
use bimetal_engine::{Error, Result};
use redb::{ReadableTable, ReadableTableMetadata, StorageError, Table, TableDefinition, TableError, WriteTransaction};

use crate::error::{damaged, engine_error};

/// Key bytes to the revision and the expiry, eight bytes big-endian each, and the JSON text after them.
pub(crate) const DOCUMENTS: TableDefinition<'static, &[u8; Key::BYTES], &[u8]> = TableDefinition::new("documents");

/// Names to numbers; the last revision lives here, written in the transaction of the batches it counts.
pub(crate) const META: TableDefinition<'static, &str, u64> = TableDefinition::new("meta");
pub(crate) const LAST_REVISION: &str = "last_revision";

/// The keys of documents that expire, each with the expiry before it, eight bytes big-endian: the table's order is the
/// order in which they expire.
pub(crate) const EXPIRIES: TableDefinition<'static, &[u8; EXPIRY_BYTES], ()> = TableDefinition::new("expiries");
pub(crate) const EXPIRY_BYTES: usize = 8 + Key::BYTES;

/// The length of the revision and the expiry that stand before each stored value. An expiry of zero is none.
pub(crate) const HEAD_BYTES: usize = 16;

/// The tables of one write transaction.
pub(crate) struct Tables<'a> {
    documents: Table<'a, &'static [u8; Key::BYTES], &'static [u8]>,
    expiries: Table<'a, &'static [u8; EXPIRY_BYTES], ()>,
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

    pub(crate) fn put(
        &mut self,
        key: &Key,
        revision: Revision,
        expires: Option<Timestamp>,
        value: &[u8],
    ) -> Result<()> {
        self.forget_expiry(key)?;
        if let Some(expires) = expires {
            let slot = expiry_slot(expires, key);
            self.expiries.insert(&slot, ()).map_err(write_error)?;
            self.has_expiries = true;
        }
        let length = HEAD_BYTES + value.len();
        // Reserving writes head and value straight into the page, with no joined copy before.
        let mut slot = self
            .documents
            .insert_reserve(key.as_bytes(), length)
            .map_err(write_error)?;
        let (head, tail) = slot.as_mut().split_at_mut(HEAD_BYTES);
        let (at, until) = head.split_at_mut(8);
        at.copy_from_slice(&revision.get().to_be_bytes());
        until.copy_from_slice(&expires.map_or(0, Timestamp::millis).to_be_bytes());
        tail.copy_from_slice(value);
        Ok(())
    }

    pub(crate) fn remove(&mut self, key: &Key) -> Result<()> {
        self.forget_expiry(key)?;
        self.documents.remove(key.as_bytes()).map_err(write_error)?;
        Ok(())
    }

    pub(crate) fn set_last(&mut self, revision: Revision) -> Result<()> {
        self.meta.insert(LAST_REVISION, revision.get()).map_err(write_error)?;
        Ok(())
    }

    fn forget_expiry(&mut self, key: &Key) -> Result<()> {
        if !self.has_expiries {
            return Ok(());
        }
        let stored = self.documents.get(key.as_bytes()).map_err(write_error)?;
        let expires = stored
            .map(|stored| split(stored.value()).map(|head| head.1))
            .transpose()?;
        if let Some(expires) = expires.flatten() {
            self.expiries.remove(&expiry_slot(expires, key)).map_err(write_error)?;
        }
        Ok(())
    }
}

/// A stored document's revision, expiry and value.
pub(crate) fn split(stored: &[u8]) -> Result<(Revision, Option<Timestamp>, &[u8])> {
    let (revision, rest) = stored.split_first_chunk::<8>().ok_or_else(damaged)?;
    let (expires, value) = rest.split_first_chunk::<8>().ok_or_else(damaged)?;
    let expires = u64::from_be_bytes(*expires);
    let expires = (expires != 0).then(|| Timestamp::from_millis(expires));
    Ok((Revision::new(u64::from_be_bytes(*revision)), expires, value))
}

fn expiry_slot(expires: Timestamp, key: &Key) -> [u8; EXPIRY_BYTES] {
    let mut slot = [0; EXPIRY_BYTES];
    let (at, name) = slot.split_at_mut(8);
    at.copy_from_slice(&expires.millis().to_be_bytes());
    name.copy_from_slice(key.as_bytes());
    slot
}

fn write_error(error: StorageError) -> Error {
    engine_error("cannot write a document", error)
}
