//! What all rows together are, kept beside them: each row's own checksum says nothing of rows that are gone, or of older
//! ones that redb was led to.

use bimetal_engine::{Error, Result};
use crc32fast::Hasher;
use redb::{ReadableTable, StorageError, Table, TableDefinition};

use crate::error::{file_damaged, read_error};

/// Names to numbers, written in the transaction of the batches that they count.
pub(crate) const META: TableDefinition<'static, &str, u64> = TableDefinition::new("meta");
const LAST_REVISION: &str = "last_revision";
const SUM: &str = "sum";
const SEAL: &str = "seal";

/// The last revision, how many rows there are, and the sum of their checksums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) last_revision: u64,
    /// Of `documents-3` and `expiries-3`.
    pub(crate) rows: [u64; 2],
    /// Of the checksums in the rows of `documents-3`, modulo 2^64. Since it does not depend on their order, a write changes
    /// it by what it replaces and by what it puts, and by nothing else.
    pub(crate) sum: u64,
}

impl Sums {
    /// Reads them, and compares them with the rows that redb counts. The sum is not known in a file that was last written
    /// to by a build that kept none.
    pub(crate) fn read(meta: &impl ReadableTable<&'static str, u64>, rows: [u64; 2]) -> Result<(Sums, bool)> {
        let number = |name| -> Result<Option<u64>, StorageError> { Ok(meta.get(name)?.map(|guard| guard.value())) };
        let read = || -> Result<_, StorageError> { Ok((number(LAST_REVISION)?, number(SUM)?, number(SEAL)?)) };
        let (last_revision, sum, seal) = read().map_err(read_error)?;
        // A number that redb does not find any more would be taken for one that was never written.
        let found = [last_revision, sum, seal].iter().flatten().count() as u64;
        if meta.len().map_err(read_error)? != found {
            return Err(file_damaged("the last revision is not found"));
        }
        let sums = Sums {
            last_revision: last_revision.unwrap_or(0),
            rows,
            sum: sum.unwrap_or(0),
        };
        match seal {
            Some(seal) if seal == sums.seal() => Ok((sums, true)),
            None if sum.is_none() => Ok((sums, false)),
            _ => Err(file_damaged(
                "the last revision and the numbers of rows are not what they were",
            )),
        }
    }

    pub(crate) fn write(&self, meta: &mut Table<'_, &'static str, u64>) -> Result<(), StorageError> {
        meta.insert(LAST_REVISION, self.last_revision)?;
        meta.insert(SUM, self.sum)?;
        meta.insert(SEAL, self.seal())?;
        Ok(())
    }

    fn seal(&self) -> u64 {
        let mut hasher = Hasher::new();
        for number in [self.last_revision, self.rows[0], self.rows[1], self.sum] {
            hasher.update(&number.to_be_bytes());
        }
        u64::from(hasher.finalize())
    }
}

/// What is said of a file whose rows are whole and not those that belong together.
pub(crate) fn not_together() -> Error {
    file_damaged("its documents are not all of one state: some are older than the others, or missing")
}
