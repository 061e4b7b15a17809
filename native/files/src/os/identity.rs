//! Which file a path or a handle leads to.
//!
//! On Linux only that is asked for, and no times: ext4 keeps the time of a write to the nanosecond once somebody has asked for
//! it, and a sync that follows takes a third longer. A store asks after every write.

use std::fs;
use std::io;
use std::path::Path;

use crate::FileIdentity;

#[cfg(target_os = "linux")]
pub(super) fn of_path(path: &Path) -> io::Result<Option<FileIdentity>> {
    use rustix::fs::{AtFlags, CWD, StatxFlags, statx};
    let found = statx(CWD, path, AtFlags::empty(), StatxFlags::INO);
    of_statx(found).unwrap_or_else(|| Ok(of_metadata(&fs::metadata(path)?)))
}

#[cfg(target_os = "linux")]
pub(super) fn of_file(file: &fs::File) -> io::Result<Option<FileIdentity>> {
    use rustix::fs::{AtFlags, StatxFlags, statx};
    let found = statx(file, c"", AtFlags::EMPTY_PATH, StatxFlags::INO);
    of_statx(found).unwrap_or_else(|| Ok(of_metadata(&file.metadata()?)))
}

/// `None` where the system has no such call, or its sandbox does not let it pass.
#[cfg(target_os = "linux")]
fn of_statx(found: rustix::io::Result<rustix::fs::Statx>) -> Option<io::Result<Option<FileIdentity>>> {
    use rustix::io::Errno;
    match found {
        Ok(found) => Some(Ok(Some(FileIdentity {
            device: rustix::fs::makedev(found.stx_dev_major, found.stx_dev_minor),
            number: found.stx_ino,
        }))),
        Err(Errno::NOSYS | Errno::PERM) => None,
        Err(error) => Some(Err(error.into())),
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn of_path(path: &Path) -> io::Result<Option<FileIdentity>> {
    Ok(of_metadata(&fs::metadata(path)?))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn of_file(file: &fs::File) -> io::Result<Option<FileIdentity>> {
    Ok(of_metadata(&file.metadata()?))
}

/// LIMIT: the standard library tells it on Unix only.
#[cfg(unix)]
fn of_metadata(metadata: &fs::Metadata) -> Option<FileIdentity> {
    use std::os::unix::fs::MetadataExt;
    Some(FileIdentity {
        device: metadata.dev(),
        number: metadata.ino(),
    })
}

#[cfg(not(unix))]
fn of_metadata(_metadata: &fs::Metadata) -> Option<FileIdentity> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_path_and_a_handle_tell_the_same_as_the_standard_library() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let file = fs::File::create(&path).unwrap();
        let expected = of_metadata(&file.metadata().unwrap());
        assert_eq!((of_path(&path).unwrap(), of_file(&file).unwrap()), (expected, expected));
        assert_ne!(of_path(folder.path()).unwrap(), expected);
        let missing = of_path(&folder.path().join("missing")).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }
}
