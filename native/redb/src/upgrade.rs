//! Turning a file of format 2 over, at the first open.
//!
//! Format 2 has tables of its own: `documents`, 16 bytes of key to revision, expiry and value, and `expiries`. Their rows
//! move to the tables of today a portion at a time. Each portion is one transaction, so that whenever the process ends
//! every document is in one of the two tables, and the next open goes on; the last one deletes the old tables. The last
//! revision stays where it is.

use bimetal_document::KeyRef;
use bimetal_engine::{Error, Result};
use redb::{StorageError, TableDefinition, TableError, TableHandle, WriteTransaction};

use crate::error::{Damage, engine_error};
use crate::row;
use crate::tables::Tables;

pub(crate) const OLD_DOCUMENTS: TableDefinition<'static, &[u8; OLD_KEY_BYTES], &[u8]> =
    TableDefinition::new("documents");
pub(crate) const OLD_EXPIRIES: TableDefinition<'static, &[u8; 8 + OLD_KEY_BYTES], ()> =
    TableDefinition::new("expiries");

/// Eight printable ASCII characters, and the number big-endian.
const OLD_KEY_BYTES: usize = OLD_STEM_BYTES + 8;
const OLD_STEM_BYTES: usize = 8;

/// How much one transaction moves: until it has so many documents, or so many bytes of values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Portion {
    pub(crate) documents: usize,
    pub(crate) bytes: usize,
}

/// LIMIT: what one transaction moves; redb keeps the pages that it changes in memory until it commits.
pub(crate) const PORTION: Portion = Portion {
    documents: 10_000,
    bytes: 16 << 20,
};

/// Moves a portion of the old documents, and tells whether more may be left. A file without old tables costs a look at
/// the names of those it has.
pub(crate) fn move_portion(transaction: &WriteTransaction, tables: &mut Tables<'_>, portion: Portion) -> Result<bool> {
    let mut names = transaction.list_tables().map_err(move_error)?;
    if !names.any(|table| table.name() == OLD_DOCUMENTS.name()) {
        return Ok(false);
    }
    let mut old = transaction.open_table(OLD_DOCUMENTS).map_err(table_error)?;
    let (mut documents, mut bytes) = (0, 0);
    while documents < portion.documents && bytes < portion.bytes {
        let Some((key, stored)) = old.pop_first().map_err(move_error)? else {
            transaction.delete_table(old).map_err(table_error)?;
            // Each of the expiries is in its document as well, which has brought it along.
            transaction.delete_table(OLD_EXPIRIES).map_err(table_error)?;
            return Ok(false);
        };
        move_document(tables, key.value(), stored.value())?;
        documents += 1;
        bytes += stored.value().len();
    }
    Ok(true)
}

fn move_document(tables: &mut Tables<'_>, old: &[u8; OLD_KEY_BYTES], stored: &[u8]) -> Result<()> {
    let (stem, digits) = old.split_at(OLD_STEM_BYTES);
    let mut number = [0; 8];
    number.copy_from_slice(digits);
    let key = KeyRef::numbered(stem, u64::from_be_bytes(number));
    if !key.is_old() {
        return Err(Damage::at(format_args!("{old:02x?}"), "has no key").into());
    }
    match row::split(stored) {
        Some(document) => tables.put(key, document).map(drop),
        None => Err(Damage::at(key, "is cut short").into()),
    }
}

fn table_error(error: TableError) -> Error {
    engine_error("cannot move the documents of format 2", error)
}

fn move_error(error: StorageError) -> Error {
    table_error(error.into())
}
