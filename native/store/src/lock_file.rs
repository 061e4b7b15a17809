//! One process at a time.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

const LOCK_NAME: &str = "bimetal.lock";

/// The holder's pid has a file of its own, because a locked file cannot be read on Windows.
const PID_NAME: &str = "bimetal.pid";

/// A data folder's lock. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct LockFile {
    file: File,
    pid_path: PathBuf,
}

impl LockFile {
    /// Takes the lock, or says which process holds it.
    pub(crate) fn take(folder: &Path) -> Result<LockFile> {
        let path = folder.join(LOCK_NAME);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| Error::io("open", &path, error))?;
        let pid_path = folder.join(PID_NAME);
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::StoreLocked {
                    path: folder.to_path_buf(),
                    pid: read_pid(&pid_path),
                });
            }
            Err(TryLockError::Error(error)) => return Err(Error::io("lock", &path, error)),
        }
        fs::write(&pid_path, format!("{}\n", std::process::id()))
            .map_err(|error| Error::io("write", &pid_path, error))?;
        Ok(LockFile { file, pid_path })
    }
}

impl Drop for LockFile {
    fn drop(&mut self) {
        // First the name, then the lock: the other way round this could remove the next holder's pid.
        // Neither can be helped if it fails; the lock goes with the file handle in any case.
        let _ = fs::remove_file(&self.pid_path);
        let _ = self.file.unlock();
    }
}

/// The pid, or `None` in the moment between a holder's lock and its pid.
fn read_pid(path: &Path) -> Option<u32> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_learns_the_pid_of_the_first_until_it_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        let held = LockFile::take(folder.path()).unwrap();
        match LockFile::take(folder.path()).unwrap_err() {
            Error::StoreLocked { path, pid } => {
                assert_eq!((path.as_path(), pid), (folder.path(), Some(std::process::id())));
            }
            other => panic!("{other}"),
        }
        drop(held);
        LockFile::take(folder.path()).unwrap();
    }

    #[test]
    fn a_pid_left_by_a_dead_process_locks_nobody_out() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(PID_NAME), "1\n").unwrap();
        LockFile::take(folder.path()).unwrap();
    }
}
