//! Free space, and names that survive a power cut.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::batch::Batch;
use crate::error::{Error, Result};

/// What stays free beyond a group's own need: other processes write too, and redb grows its file in steps.
pub(crate) const MARGIN_BYTES: u64 = 4 << 20;

/// The most that a batch can make a copy-on-write tree write: for each write a new page on every level, and the value in
/// pages rounded up to a power of two.
pub(crate) fn bytes_needed(batch: &Batch) -> u64 {
    const PAGE_BYTES: u64 = 4096;
    const LEVELS: u64 = 6;
    batch.len() as u64 * PAGE_BYTES * LEVELS + batch.bytes() as u64 * 2
}

/// Refuses with `DISK_FULL` while the file system of `path` lacks room for `bytes`.
///
/// An engine that runs out of space in the middle of a commit cannot go on. One that is asked before can: the batch is
/// refused, the store stays whole, and writes work again as soon as there is room.
pub(crate) fn check_free(path: &Path, bytes: u64) -> Result<()> {
    let bytes_needed = bytes.saturating_add(MARGIN_BYTES);
    match free_bytes(path) {
        Some(free) if free < bytes_needed => Err(Error::DiskFull {
            bytes_needed,
            source: None,
        }),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn free_bytes(path: &Path) -> Option<u64> {
    // A file system that cannot say how full it is does not stop a write.
    let stat = rustix::fs::statvfs(path).ok()?;
    Some(stat.f_bavail.saturating_mul(stat.f_frsize))
}

#[cfg(not(unix))]
fn free_bytes(_path: &Path) -> Option<u64> {
    None
}

/// Whether the system says that there is no room: none on the disk, or none that this user may have.
pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Gives a file another name, in place of the file that has it. The name is durable after the next [`sync_folder`].
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    if cfg!(windows) {
        // There is no `sync_folder` there. NTFS keeps names in its journal, in order, and flushing a file writes the
        // journal as far as it speaks of that file: its new name is in it.
        fs::OpenOptions::new().write(true).open(to)?.sync_all()?;
    }
    Ok(())
}

/// Makes the names in a folder durable: fsync of a file alone does not keep its name.
///
/// LIMIT: Windows has no such call. A new file has its name as soon as it is flushed itself, `rename` flushes, and a file
/// that was removed may be back after a power cut, which every open expects.
pub(crate) fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let sync = || fs::File::open(folder)?.sync_all();
    sync().map_err(|error| Error::io("make durable", folder, error))
}

impl Error {
    /// An error of the operating system: a full disk by its own code.
    pub(crate) fn io(action: &'static str, path: &Path, error: io::Error) -> Error {
        if is_full(&error) {
            return Error::DiskFull {
                bytes_needed: MARGIN_BYTES,
                source: Some(Arc::new(error)),
            };
        }
        Error::Io {
            action,
            path: path.to_path_buf(),
            source: Arc::new(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_batch_that_the_disk_cannot_hold_is_refused_before_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        check_free(folder.path(), 1).unwrap();
        let error = check_free(folder.path(), 1 << 62).unwrap_err();
        assert_eq!(error.code(), "DISK_FULL");
        assert!(
            error.to_string().contains(&((1_u64 << 62) + MARGIN_BYTES).to_string()),
            "{error}"
        );
    }

    #[test]
    fn a_full_disk_has_its_own_code() {
        for kind in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded] {
            assert_eq!(Error::io("write", Path::new("/x"), kind.into()).code(), "DISK_FULL");
        }
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(Error::io("write", Path::new("/x"), denied).code(), "IO");
    }
}
