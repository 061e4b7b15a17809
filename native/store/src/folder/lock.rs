//! One process at a time.

use std::io;
use std::sync::Arc;

use bimetal_files::{FileLock, Files};

use crate::error::{Error, Result};

const LOCK_NAME: &str = "bimetal.lock";

/// The holder's pid has a file of its own, because a locked file cannot be read on Windows.
const PID_NAME: &str = "bimetal.pid";

/// LIMIT: a pid has at most ten digits; whatever is longer is none.
const PID_BYTES_MAX: u64 = 32;

/// A data folder's lock. The system lets go of it when the process ends, however it ends.
pub(crate) struct FolderLock {
    files: Arc<dyn Files>,
    /// Dropped after the pid's file is removed.
    _lock: Box<dyn FileLock>,
}

impl FolderLock {
    /// Takes the lock, or says which process holds it.
    pub(crate) fn take(files: &Arc<dyn Files>) -> Result<FolderLock> {
        let failed = |action, name, error| bimetal_engine::Error::io(action, &files.path().join(name), error);
        let lock = files
            .lock(LOCK_NAME)
            .map_err(|error| failed("lock", LOCK_NAME, error))?;
        let Some(lock) = lock else {
            return Err(Error::StoreLocked {
                path: files.path().to_path_buf(),
                pid: read_pid(files.as_ref()),
            });
        };
        write_pid(files.as_ref()).map_err(|error| failed("write", PID_NAME, error))?;
        Ok(FolderLock {
            files: files.clone(),
            _lock: lock,
        })
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // First the name, then the lock: the other way round this could remove the next holder's pid.
        // It cannot be helped if that fails.
        let _ = self.files.remove(PID_NAME);
    }
}

fn write_pid(files: &dyn Files) -> io::Result<()> {
    files
        .create_anew(PID_NAME)?
        .write_at(0, format!("{}\n", std::process::id()).as_bytes())
}

/// The pid, or `None` in the moment between a holder's lock and its pid.
fn read_pid(files: &dyn Files) -> Option<u32> {
    let file = files.open_to_read(PID_NAME).ok()?;
    let length = file.length().ok().filter(|length| *length <= PID_BYTES_MAX)?;
    let mut pid = None;
    file.read(0, length as usize, &mut |bytes| pid = parse_pid(bytes))
        .ok()?;
    pid
}

fn parse_pid(text: &[u8]) -> Option<u32> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bimetal_files::OsFiles;

    fn files_of(folder: &tempfile::TempDir) -> Arc<dyn Files> {
        Arc::new(OsFiles::new(folder.path()))
    }

    #[test]
    fn a_second_holder_learns_the_pid_of_the_first_until_it_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        let held = FolderLock::take(&files_of(&folder)).unwrap();
        match FolderLock::take(&files_of(&folder)).err().unwrap() {
            Error::StoreLocked { path, pid } => {
                assert_eq!((path.as_path(), pid), (folder.path(), Some(std::process::id())));
            }
            other => panic!("{other}"),
        }
        drop(held);
        FolderLock::take(&files_of(&folder)).unwrap();
    }

    #[test]
    fn a_pid_left_by_a_dead_process_locks_nobody_out() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(PID_NAME), "1\n").unwrap();
        FolderLock::take(&files_of(&folder)).unwrap();
    }
}
