//! The lock on a folder.

use std::fs;
use std::io;

use super::anchor::{Access, Anchor};
use crate::FileLock;
use crate::breakage::{Breakage, broken};

/// Takes the lock on a folder: on the folder itself, which stands as long as its files do, and on a file in it, made where
/// there is none, which is what earlier releases lock. `None` while somebody else has either.
///
/// LIMIT: where folders have no locks, the file's is all there is: Windows, where it cannot be removed while it is open, and
/// some network file systems. Where the file cannot be written or made, or there is no room for it, the folder's is enough.
pub(super) fn take(anchor: &Anchor, name: &str) -> io::Result<Option<Box<dyn FileLock>>> {
    let folder = match lock_folder(anchor)? {
        Taken::Held => return Ok(None),
        Taken::Ours(folder) => (!broken(Breakage::LockTheFileAlone)).then_some(folder),
        Taken::Impossible => None,
    };
    let file = match open(anchor, name) {
        Ok(file) => file,
        Err(error) if folder.is_some() && (crate::is_denied(&error) || crate::is_full(&error)) => {
            return Ok(Some(Box::new(OsLock([folder, None]))));
        }
        Err(error) => return Err(error),
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(Box::new(OsLock([folder, Some(file)])))),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(_)) if folder.is_some() => Ok(Some(Box::new(OsLock([folder, None])))),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

/// What came of the attempt to lock a folder.
#[cfg_attr(not(unix), allow(dead_code, reason = "folders have locks on Unix alone"))]
enum Taken {
    Ours(fs::File),
    Held,
    Impossible,
}

#[cfg(unix)]
fn lock_folder(anchor: &Anchor) -> io::Result<Taken> {
    // Opened anew: who has the lock is told by the opening, and the anchor's own would be the same one twice.
    let folder = anchor.open(".", Access::Read)?;
    Ok(match folder.try_lock() {
        Ok(()) => Taken::Ours(folder),
        Err(fs::TryLockError::WouldBlock) => Taken::Held,
        Err(fs::TryLockError::Error(_)) => Taken::Impossible,
    })
}

#[cfg(not(unix))]
fn lock_folder(_anchor: &Anchor) -> io::Result<Taken> {
    Ok(Taken::Impossible)
}

fn open(anchor: &Anchor, name: &str) -> io::Result<fs::File> {
    match anchor.open(name, Access::Lock) {
        // A lock that is only read is one as well.
        Err(error) if crate::is_denied(&error) => anchor.open(name, Access::Read).map_err(|_| error),
        opened => opened,
    }
}

/// A lock of the operating system: on the folder, and on the file.
#[derive(Debug)]
struct OsLock([Option<fs::File>; 2]);

impl FileLock for OsLock {}

impl Drop for OsLock {
    fn drop(&mut self) {
        // The file's first: who has the folder's then finds it free.
        for file in self.0.iter().rev().flatten() {
            // It goes with the file handle in any case.
            let _ = file.unlock();
        }
    }
}
