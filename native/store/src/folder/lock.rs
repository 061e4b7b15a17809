//! One process at a time.

use std::io;
use std::sync::Arc;

use bimetal_files::{FileLock, Files};

use crate::breakage::{Breakage, broken};
use crate::error::{Error, Result};

const LOCK_NAME: &str = "bimetal.lock";

/// The holder's pid has a file of its own, because a locked file cannot be read on Windows.
const PID_NAME: &str = "bimetal.pid";

/// LIMIT: a pid and the name of its namespace have some 30 bytes; whatever is longer is none.
const PID_BYTES_MAX: u64 = 64;

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
            let holder = read_pid(files.as_ref());
            return Err(Error::StoreLocked {
                path: files.path().to_path_buf(),
                pid: holder.as_ref().map(|holder| holder.pid),
                elsewhere: holder.is_some_and(|holder| holder.namespace != namespace()),
            });
        };
        // It is for a message of others, which does without where there is no room for it, or no right to write.
        let written = write_pid(files.as_ref());
        if broken(Breakage::InsistOnPid) {
            written.map_err(|error| failed("write", PID_NAME, error))?;
        }
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

/// A process, by a number that means it only in one namespace.
struct Holder {
    pid: u32,
    namespace: String,
}

/// What tells this system's numbering of processes from that of a container: empty where there is only one.
fn namespace() -> String {
    let name = std::fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn write_pid(files: &dyn Files) -> io::Result<()> {
    files
        .create_anew(PID_NAME)?
        .write_at(0, format!("{}\n{}\n", std::process::id(), namespace()).as_bytes())
}

/// The holder, or `None` in the moment between its lock and its pid.
fn read_pid(files: &dyn Files) -> Option<Holder> {
    let file = files.open_to_read(PID_NAME).ok()?;
    let length = file.length().ok().filter(|length| *length <= PID_BYTES_MAX)?;
    let mut holder = None;
    file.read(0, length as usize, &mut |bytes| holder = parse_pid(bytes))
        .ok()?;
    holder
}

/// A pid alone, as earlier releases write it, is one of this namespace.
fn parse_pid(text: &[u8]) -> Option<Holder> {
    let mut lines = std::str::from_utf8(text).ok()?.lines();
    Some(Holder {
        pid: lines.next()?.trim().parse().ok()?,
        namespace: lines.next().map_or_else(namespace, str::to_owned),
    })
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
            Error::StoreLocked { path, pid, elsewhere } => {
                assert_eq!((path.as_path(), pid), (folder.path(), Some(std::process::id())));
                assert!(!elsewhere);
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

    #[test]
    #[cfg(unix)]
    fn whatever_files_are_removed_the_folder_stays_locked() {
        let folder = tempfile::tempdir().unwrap();
        let held = FolderLock::take(&files_of(&folder)).unwrap();
        for name in [LOCK_NAME, PID_NAME] {
            std::fs::remove_file(folder.path().join(name)).unwrap();
            let refused = FolderLock::take(&files_of(&folder)).err().unwrap();
            assert_eq!(refused.code(), "STORE_LOCKED", "without {name}");
        }
        let moved = folder.path().with_extension("moved");
        std::fs::rename(folder.path(), &moved).unwrap();
        let files: Arc<dyn Files> = Arc::new(OsFiles::new(&moved));
        assert_eq!(FolderLock::take(&files).err().unwrap().code(), "STORE_LOCKED");
        drop(held);
        FolderLock::take(&files).unwrap();
        std::fs::rename(moved, folder.path()).unwrap();
    }

    #[test]
    fn the_lock_file_of_an_earlier_release_counts() {
        let folder = tempfile::tempdir().unwrap();
        let file = std::fs::File::create(folder.path().join(LOCK_NAME)).unwrap();
        file.lock().unwrap();
        std::fs::write(folder.path().join(PID_NAME), "7\n").unwrap();
        let Error::StoreLocked { pid, elsewhere, .. } = FolderLock::take(&files_of(&folder)).err().unwrap() else {
            panic!("it is locked");
        };
        assert_eq!((pid, elsewhere), (Some(7), false));
        file.unlock().unwrap();
        FolderLock::take(&files_of(&folder)).unwrap();
    }

    #[test]
    fn a_holder_in_another_container_is_not_taken_for_this_process() {
        let folder = tempfile::tempdir().unwrap();
        let _held = FolderLock::take(&files_of(&folder)).unwrap();
        let pid = std::process::id();
        std::fs::write(folder.path().join(PID_NAME), format!("{pid}\npid:[1]\n")).unwrap();
        let error = FolderLock::take(&files_of(&folder)).err().unwrap();
        assert!(
            error
                .to_string()
                .contains(&format!("process {pid} of another container")),
            "{error}"
        );
    }
}
