//! Room on the disk, asked for before a commit.

use bimetal_document::Batch;
use bimetal_engine::{Error, FREE_BYTES_MIN, Result};
use bimetal_files::Files;

/// The most that a batch can make a copy-on-write tree write: for each write a new page on every level, and the value in
/// pages rounded up to a power of two.
pub(crate) fn bytes_needed(batch: &Batch) -> u64 {
    const PAGE_BYTES: u64 = 4096;
    const LEVELS: u64 = 6;
    batch.len() as u64 * PAGE_BYTES * LEVELS + batch.bytes() as u64 * 2
}

/// Refuses with `DISK_FULL` while the disk of a folder lacks room for `bytes`. A file system that cannot say how full it is
/// does not stop a write.
///
/// An engine that runs out of space in the middle of a commit cannot go on. One that is asked before can: the batch is
/// refused, the store stays whole, and writes work again as soon as there is room.
pub(crate) fn check_free(files: &dyn Files, bytes: u64) -> Result<()> {
    let bytes_needed = bytes.saturating_add(FREE_BYTES_MIN);
    match files.free_bytes() {
        Ok(Some(free)) if free < bytes_needed => Err(Error::DiskFull {
            bytes_needed,
            source: None,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bimetal_files::OsFiles;

    #[test]
    #[cfg(unix)]
    fn a_batch_that_the_disk_cannot_hold_is_refused_before_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let files = OsFiles::new(folder.path());
        check_free(&files, 1).unwrap();
        let error = check_free(&files, 1 << 62).unwrap_err();
        assert_eq!(error.code(), "DISK_FULL");
        assert!(
            error
                .to_string()
                .contains(&((1_u64 << 62) + FREE_BYTES_MIN).to_string()),
            "{error}"
        );
    }
}
