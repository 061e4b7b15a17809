//! The file layer: everything that the store and its engines do to the disk.
//!
//! Two traits, so that a simulated disk can stand in for the real one: [`Files`] is a folder, [`File`] one open file in
//! it. [`OsFiles`] is the real disk, [`simulated`] the other; [`mapping`] holds the only unsafe code below the addon.
//!
//! What survives a power cut:
//!
//! - bytes, and a length that [`File::allocate`] or [`File::set_length`] set: after [`File::sync_data`] of that file;
//! - names that appear, change or go ([`Files::create`], [`Files::rename`], [`Files::remove`], [`Files::link`]): after
//!   [`Files::sync_folder`] of their folder.
//!
//! Before that, any part of it may be there after a power cut and any part may not.

mod at_offset;
// Nobody but the tests may break the files, and only where the feature lets them.
#[cfg(feature = "breakages")]
pub mod breakage;
#[cfg(not(feature = "breakages"))]
mod breakage;
pub mod mapping;
mod os;
mod read_only;
pub mod simulated;

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

pub use os::OsFiles;
pub use read_only::ReadOnlyFiles;

/// Shown the bytes of a file.
pub type ShowBytes<'a> = dyn FnMut(&[u8]) + 'a;

/// One folder of files. Names are plain file names, without separators.
pub trait Files: Send + Sync {
    /// The folder, for messages.
    fn path(&self) -> &Path;

    /// The names of the files in the folder, in any order.
    fn list(&self) -> io::Result<Vec<String>>;

    /// Makes an empty file. `AlreadyExists` when the name is taken.
    fn create(&self, name: &str) -> io::Result<Arc<dyn File>>;

    /// Makes an empty file, in place of the one that has the name. Not as one: after a crash there may be none.
    fn create_anew(&self, name: &str) -> io::Result<Arc<dyn File>> {
        match self.remove(name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => self.create(name),
        }
    }

    /// Opens a file for reading and writing. `NotFound` when there is none.
    fn open(&self, name: &str) -> io::Result<Arc<dyn File>>;

    /// Opens a file for reading alone, which needs no right to write it. `NotFound` when there is none.
    fn open_to_read(&self, name: &str) -> io::Result<Arc<dyn File>> {
        self.open(name)
    }

    /// Gives a file another name, in place of the file that has it.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Takes a file's name away. Who has it open goes on reading it.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// Makes the folder's names durable.
    fn sync_folder(&self) -> io::Result<()>;

    /// The bytes that the disk has room for, as far as it can say.
    fn free_bytes(&self) -> io::Result<Option<u64>>;

    /// Whether there is nothing at all in the folder: no file of anybody's, and no other folder.
    fn is_empty(&self) -> io::Result<bool>;

    /// Takes the lock on the folder, and on a file in it, made where there is none. `None` while somebody else has either, in
    /// this process or in another. It is given back when it is dropped, and when the process ends, however it ends.
    fn lock(&self, name: &str) -> io::Result<Option<Box<dyn FileLock>>>;

    /// Whether what is written stays in memory, so that nobody may be told that it was.
    fn is_read_only(&self) -> bool {
        false
    }

    /// Whether the path still leads to this folder: somebody may have removed it, moved it, or put another in its place.
    fn is_in_place(&self) -> bool {
        true
    }

    /// Which file has a name at the folder's path. `None` where the system does not say, `NotFound` where there is none.
    fn identity_of(&self, name: &str) -> io::Result<Option<FileIdentity>> {
        let _ = name;
        Ok(None)
    }

    /// Whether a name at the folder's path still stands for an open file. What cannot be told is no reason to doubt it.
    fn is_named(&self, name: &str, file: &dyn File) -> bool {
        match (self.identity_of(name), file.identity()) {
            (Err(error), _) => !is_absent(&error),
            (Ok(Some(named)), Ok(Some(opened))) => named == opened,
            _ => true,
        }
    }

    /// Another folder on the same kind of disk, which must exist.
    fn folder(&self, path: &Path) -> io::Result<Arc<dyn Files>>;

    /// Another folder on the same kind of disk, made where there is none, and those around it as well.
    fn make_folder(&self, path: &Path) -> io::Result<Arc<dyn Files>>;

    /// Takes this folder away, which must be empty.
    fn remove_folder(&self) -> io::Result<()>;

    /// Gives a file the same name in another folder as well. `Unsupported` or `CrossesDevices` where that cannot be done:
    /// the caller copies.
    fn link(&self, name: &str, folder: &Path) -> io::Result<()>;
}

/// One open file. Readers and one writer use it at the same time; a reader never asks for bytes that are being written.
pub trait File: Send + Sync {
    /// The length in bytes.
    fn length(&self) -> io::Result<u64>;

    /// Which file this is, whatever its names. `None` where the system does not say.
    fn identity(&self) -> io::Result<Option<FileIdentity>> {
        Ok(None)
    }

    /// Shows `length` bytes at `offset`, once and all of them, or fails: `UnexpectedEof` where the file is shorter.
    ///
    /// After an error, what was shown is void: a mapped page may fail while it is looked at, and shows zeros then.
    fn read(&self, offset: u64, length: usize, show: &mut ShowBytes<'_>) -> io::Result<()>;

    /// Says that these bytes are read soon. A hint, which may do nothing.
    fn prefetch(&self, _offset: u64, _length: usize) {}

    /// Writes all the bytes at `offset`. After an error any part of them may be written.
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Makes the file `length` bytes long, zeros at its end, with room on the disk for all of them where the disk can
    /// promise that. A file that is longer stays as it is.
    fn allocate(&self, length: u64) -> io::Result<()>;

    /// Makes the file `length` bytes long: cut, or with zeros at its end, for which no room is promised.
    fn set_length(&self, length: u64) -> io::Result<()>;

    /// Makes the bytes and the length durable. After an error nothing is known about what was written since the last
    /// success, and a second call would not tell.
    fn sync_data(&self) -> io::Result<()>;
}

/// Which file: two names stand for one file where these are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileIdentity {
    /// The file system.
    pub device: u64,
    /// The file on it.
    pub number: u64,
}

/// A lock that is held. See [`Files::lock`].
pub trait FileLock: fmt::Debug + Send + Sync {}

/// Whether the system says that there is no room: none on the disk, or none that this user may have.
pub fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Whether the system says that there is nothing by a name.
pub(crate) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Whether the system says that something may only be read.
pub(crate) fn is_denied(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}
