//! The tables of a redb file, and how a write changes them.

use bimetal_document::{DocumentRef, KeyRef, Revision, Timestamp};
use bimetal_engine::{Error, Result};
use redb::{ReadableTable, ReadableTableMetadata, StorageError, Table, TableDefinition, TableError, WriteTransaction};

use crate::error::engine_error;
use crate::row;
use crate::rows::Rows;
use crate::sums::{META, Sums};
use crate::way::{Bounds, Place, damaged_key, look_around, not_all_found};

/// The ordered forms of keys to [rows](crate::row). The tables have the format in their names, so that those of format 2
/// can stand beside them while they are moved.
pub(crate) const DOCUMENTS: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new("documents-3");

/// The ordered forms of the keys of documents that expire, each with the expiry before it, eight bytes big-endian: the
/// table's order is the order in which they expire. Reserved keys are not among them.
pub(crate) const EXPIRIES: TableDefinition<'static, &[u8], ()> = TableDefinition::new("expiries-3");
pub(crate) const EXPIRY_BYTES: usize = 8;

/// The tables of one write transaction.
pub(crate) struct Tables<'a> {
    documents: Table<'a, &'static [u8], &'static [u8]>,
    expiries: Table<'a, &'static [u8], ()>,
    meta: Table<'a, &'static str, u64>,
    /// As they stand in the file, where they do.
    written: Option<Sums>,
    last_revision: u64,
    sum: u64,
    /// Whether what redb does not find may be there.
    is_astray: bool,
    /// Whether a document that is replaced may have an expiry to forget. Most stores have none and need not look.
    has_expiries: bool,
}

impl<'a> Tables<'a> {
    pub(crate) fn open(transaction: &'a WriteTransaction, is_astray: bool) -> Result<Tables<'a>> {
        let open = |error: TableError| engine_error("cannot open a table", error);
        let documents = transaction.open_table(DOCUMENTS).map_err(open)?;
        let expiries = transaction.open_table(EXPIRIES).map_err(open)?;
        let meta = transaction.open_table(META).map_err(open)?;
        let rows = rows_of(&documents, &expiries)?;
        let (sums, known) = Sums::read(&meta, rows)?;
        let mut tables = Tables {
            written: known.then_some(sums),
            last_revision: sums.last_revision,
            sum: sums.sum,
            has_expiries: rows[1] > 0,
            documents,
            meta,
            expiries,
            is_astray,
        };
        if !known {
            tables.sum = tables.added_up()?;
        }
        Ok(tables)
    }

    /// Puts a document in place of the one that has the key. Returns when that one was to expire, if there was one.
    pub(crate) fn put(&mut self, key: KeyRef<'_>, document: DocumentRef<'_>) -> Result<Option<Option<Timestamp>>> {
        let document = row::keepable(document);
        let ordered = key.to_ordered();
        let replaced = self.replaced(&ordered)?;
        if replaced.is_none() {
            let rows_between = |bounds: Bounds<'_>, direction| {
                let range = self.documents.range::<&[u8]>(bounds).map_err(write_error)?;
                Ok(Rows::new(range, direction))
            };
            look_around(rows_between, &ordered, Place::New)?;
        }
        // Reserving writes head and value straight into the page, with no joined copy before.
        let mut reserved = self
            .documents
            .insert_reserve(ordered.as_slice(), row::HEAD_BYTES + document.value.len())
            .map_err(write_error)?;
        row::write(reserved.as_mut(), &ordered, document);
        self.sum = self.sum.wrapping_add(row::checksum_in(reserved.as_mut()));
        drop(reserved);
        let was = replaced.as_ref().map(Replaced::expires);
        self.forget(&ordered, replaced)?;
        if let Some(expires) = document.expires
            && !key.is_reserved()
        {
            let slot = expiry_slot(expires, &ordered);
            self.expiries.insert(slot.as_slice(), ()).map_err(write_error)?;
            self.has_expiries = true;
        }
        Ok(was)
    }

    /// Removes the document that has the key. Returns when it was to expire, if there was one.
    pub(crate) fn remove(&mut self, key: KeyRef<'_>) -> Result<Option<Option<Timestamp>>> {
        let ordered = key.to_ordered();
        let removed = self.replaced(&ordered)?;
        self.documents.remove(ordered.as_slice()).map_err(write_error)?;
        let was = removed.as_ref().map(Replaced::expires);
        self.forget(&ordered, removed)?;
        Ok(was)
    }

    pub(crate) fn set_last(&mut self, revision: Revision) {
        self.last_revision = revision.get();
    }

    /// Writes what all rows together are, where that has changed.
    pub(crate) fn finish(mut self) -> Result<()> {
        let sums = Sums {
            last_revision: self.last_revision,
            rows: rows_of(&self.documents, &self.expiries)?,
            sum: self.sum,
        };
        if self.written != Some(sums) {
            sums.write(&mut self.meta).map_err(write_error)?;
        }
        Ok(())
    }

    /// What a write puts something in the place of, unless it is another document's.
    fn replaced(&self, ordered: &[u8]) -> Result<Option<Replaced>> {
        let Some(stored) = self.documents.get(ordered).map_err(write_error)? else {
            return if self.is_astray { Err(not_all_found()) } else { Ok(None) };
        };
        let stored = stored.value();
        let said = row::checksum_in(stored);
        match row::read(ordered, stored) {
            Ok(document) => Ok(Some(Replaced::Whole {
                checksum: said,
                expires: document.expires,
            })),
            Err(_) if row::has_damaged_key(ordered, stored) => Err(damaged_key(ordered)),
            Err(_) => Ok(Some(Replaced::Damaged {
                said,
                due: row::checksum_due(ordered, stored),
            })),
        }
    }

    /// Takes a row that is gone out of the sum and of the expiries.
    fn forget(&mut self, ordered: &[u8], replaced: Option<Replaced>) -> Result<()> {
        match replaced {
            None => {}
            Some(Replaced::Whole { checksum, expires }) => {
                self.sum = self.sum.wrapping_sub(checksum);
                if let Some(expires) = expires
                    && self.has_expiries
                {
                    let slot = expiry_slot(expires, ordered);
                    self.expiries.remove(slot.as_slice()).map_err(write_error)?;
                }
            }
            Some(Replaced::Damaged { said, due }) => {
                // Either may be the one that was added: where the checksum is what was damaged, it is not the one that stands
                // there. The rows that are left tell, if they are whole.
                let [said, due] = [said, due].map(|checksum| self.sum.wrapping_sub(checksum));
                self.sum = if self.added_up()? == due { due } else { said };
                // Nobody knows any more when it expires, and it can be replaced or removed all the same.
                if self.has_expiries {
                    self.expiries
                        .retain(|slot, ()| slot.get(EXPIRY_BYTES..) != Some(ordered))
                        .map_err(write_error)?;
                }
            }
        }
        Ok(())
    }

    /// The sum of the checksums that stand in the rows.
    fn added_up(&self) -> Result<u64> {
        let mut sum = 0_u64;
        for entry in self.documents.iter().map_err(write_error)? {
            sum = sum.wrapping_add(row::checksum_in(entry.map_err(write_error)?.1.value()));
        }
        Ok(sum)
    }
}

/// A row that another one replaces, or none.
enum Replaced {
    Whole {
        checksum: u64,
        expires: Option<Timestamp>,
    },
    /// The checksum that stands in it, and the one of the rest.
    Damaged {
        said: u64,
        due: u64,
    },
}

impl Replaced {
    /// When it was to expire. Of one that is damaged nobody knows.
    fn expires(&self) -> Option<Timestamp> {
        match self {
            Replaced::Whole { expires, .. } => *expires,
            Replaced::Damaged { .. } => None,
        }
    }
}

fn rows_of(
    documents: &Table<'_, &'static [u8], &'static [u8]>,
    expiries: &Table<'_, &'static [u8], ()>,
) -> Result<[u64; 2]> {
    Ok([
        documents.len().map_err(write_error)?,
        expiries.len().map_err(write_error)?,
    ])
}

fn expiry_slot(expires: Timestamp, ordered: &[u8]) -> Vec<u8> {
    [&expires.millis().to_be_bytes(), ordered].concat()
}

fn write_error(error: StorageError) -> Error {
    engine_error("cannot write a document", error)
}
