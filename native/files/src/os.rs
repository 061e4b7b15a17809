//! The real disk.

mod anchor;
mod identity;
mod lock;
mod new_folder;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::at_offset::{read_exact_at, write_all_at};
use super::mapping::Mapping;
use super::{File, FileIdentity, FileLock, Files, ShowBytes};
use crate::breakage::{Breakage, broken};
use anchor::{Access, Anchor};

/// A folder of the operating system.
#[derive(Debug)]
pub struct OsFiles {
    anchor: Anchor,
}

impl OsFiles {
    /// The files in a folder, which must exist.
    pub fn new(path: impl Into<PathBuf>) -> OsFiles {
        OsFiles {
            anchor: Anchor::new(path.into()),
        }
    }

    /// The same folder, for whoever gets to it by this path, through links maybe: it is in place as long as that leads to it.
    #[must_use]
    pub fn reached_by(mut self, path: impl Into<PathBuf>) -> OsFiles {
        self.anchor.reached_by(path.into());
        self
    }

    /// Whether this process may write the folder, and every file in it.
    pub fn is_writable(&self) -> io::Result<bool> {
        self.anchor.is_writable()
    }

    fn opened(&self, name: &str, access: Access) -> io::Result<Arc<dyn File>> {
        Ok(Arc::new(OsFile::new(self.anchor.open(name, access)?)))
    }
}

impl Files for OsFiles {
    fn path(&self) -> &Path {
        self.anchor.path()
    }

    fn list(&self) -> io::Result<Vec<String>> {
        // A name that is not UTF-8 is not one of ours, and a folder neither.
        let files = self.anchor.names()?.into_iter().filter(|(_, is_file)| *is_file);
        Ok(files.filter_map(|(name, _)| name.into_string().ok()).collect())
    }

    fn create(&self, name: &str) -> io::Result<Arc<dyn File>> {
        self.opened(name, Access::Create)
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn File>> {
        self.opened(name, Access::ReadWrite)
    }

    fn open_to_read(&self, name: &str) -> io::Result<Arc<dyn File>> {
        let access = if broken(Breakage::OpenToWrite) {
            Access::ReadWrite
        } else {
            Access::Read
        };
        self.opened(name, access)
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.anchor.rename(from, to)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.anchor.remove(name)
    }

    fn sync_folder(&self) -> io::Result<()> {
        self.anchor.sync()
    }

    fn free_bytes(&self) -> io::Result<Option<u64>> {
        self.anchor.free_bytes()
    }

    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.anchor.names()?.is_empty())
    }

    fn lock(&self, name: &str) -> io::Result<Option<Box<dyn FileLock>>> {
        lock::take(&self.anchor, name)
    }

    fn is_in_place(&self) -> bool {
        self.anchor.is_in_place()
    }

    fn identity_of(&self, name: &str) -> io::Result<Option<FileIdentity>> {
        self.anchor.identity_of(name)
    }

    fn folder(&self, path: &Path) -> io::Result<Arc<dyn Files>> {
        if !fs::metadata(path)?.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory));
        }
        Ok(Arc::new(OsFiles::new(path)))
    }

    fn make_folder(&self, path: &Path) -> io::Result<Arc<dyn Files>> {
        new_folder::make(path)?;
        self.folder(path)
    }

    fn remove_folder(&self) -> io::Result<()> {
        fs::remove_dir(self.path())
    }

    fn link(&self, name: &str, folder: &Path) -> io::Result<()> {
        self.anchor.link(name, folder).map_err(|error| {
            if has_no_links(&error) {
                return io::Error::new(io::ErrorKind::Unsupported, error);
            }
            error
        })
    }
}

/// Whether a file system says in a way of its own that it has no hard links: exFAT and network shares do.
fn has_no_links(error: &io::Error) -> bool {
    /// macOS; its EOPNOTSUPP is another number.
    const ENOTSUP: i32 = 45;
    const ERROR_INVALID_FUNCTION: i32 = 1;
    const ERROR_NOT_SUPPORTED: i32 = 50;
    match error.raw_os_error() {
        Some(ENOTSUP) => cfg!(target_os = "macos"),
        Some(ERROR_INVALID_FUNCTION | ERROR_NOT_SUPPORTED) => cfg!(windows),
        _ => false,
    }
}

/// An open file, and a view of it in memory.
struct OsFile {
    file: fs::File,
    /// Made at the first read, over the length that the file has then. What a file gains later is read by calls, so
    /// who can allocates it before the first read.
    mapping: OnceLock<Mapping>,
    /// It never changes, and is asked for after every write.
    identity: OnceLock<Option<FileIdentity>>,
}

impl OsFile {
    fn new(file: fs::File) -> OsFile {
        OsFile {
            file,
            mapping: OnceLock::new(),
            identity: OnceLock::new(),
        }
    }

    /// The mapping if it has these bytes.
    fn mapped(&self, offset: usize, length: usize) -> Option<&Mapping> {
        let mapping = match self.mapping.get() {
            Some(mapping) => mapping,
            None => self.map()?,
        };
        let end = offset.checked_add(length)?;
        (end <= mapping.len()).then_some(mapping)
    }

    /// LIMIT: where the address space has no room for another mapping, reads are calls.
    #[cold]
    fn map(&self) -> Option<&Mapping> {
        let length = usize::try_from(self.file.metadata().ok()?.len()).ok()?;
        if length == 0 {
            return None;
        }
        let mapping = Mapping::new(&self.file, length).ok()?;
        Some(self.mapping.get_or_init(|| mapping))
    }
}

impl File for OsFile {
    fn length(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn identity(&self) -> io::Result<Option<FileIdentity>> {
        if let Some(known) = self.identity.get() {
            return Ok(*known);
        }
        let found = identity::of_file(&self.file)?;
        Ok(*self.identity.get_or_init(|| found))
    }

    fn read(&self, offset: u64, length: usize, show: &mut ShowBytes<'_>) -> io::Result<()> {
        let mapped = usize::try_from(offset)
            .ok()
            .and_then(|offset| Some((offset, self.mapped(offset, length)?)));
        if let Some((offset, mapping)) = mapped {
            return mapping.read(offset, length, show);
        }
        let mut bytes = vec![0; length];
        read_exact_at(&self.file, &mut bytes, offset)?;
        show(&bytes);
        Ok(())
    }

    fn prefetch(&self, offset: u64, length: usize) {
        if let (Some(mapping), Ok(offset)) = (self.mapping.get(), usize::try_from(offset)) {
            mapping.prefetch(offset, length);
        }
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        write_all_at(&self.file, bytes, offset)
    }

    fn allocate(&self, length: u64) -> io::Result<()> {
        let found = self.length()?;
        // One that is as long may have holes, as copies do. Linux fills them; macOS would set as much aside once more.
        let is_as_long = found == length && (length == 0 || !cfg!(target_os = "linux"));
        if found > length || is_as_long {
            return Ok(());
        }
        // On macOS this is F_PREALLOCATE and then the length. Windows needs nothing: with a length it gives the room.
        #[cfg(any(target_os = "linux", target_os = "macos"))]
        {
            use rustix::fs::{FallocateFlags, fallocate};
            use rustix::io::{Errno, retry_on_intr};
            match retry_on_intr(|| fallocate(&self.file, FallocateFlags::empty(), 0, length)) {
                Ok(()) => return Ok(()),
                // This file system cannot promise room. The two first are one number on Linux, and two on macOS.
                Err(error) if [Errno::OPNOTSUPP, Errno::NOTSUP, Errno::NOSYS].contains(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.file.set_len(length)
    }

    fn set_length(&self, length: u64) -> io::Result<()> {
        self.file.set_len(length)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.file.sync_data()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::is_full;

    fn read(file: &dyn File, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut shown = Vec::new();
        file.read(offset, length, &mut |bytes| shown.extend_from_slice(bytes))?;
        Ok(shown)
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_pipe_in_the_place_of_a_file_is_refused_and_nobody_waits_for_it() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("lock");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
        assert!(OsFiles::new(folder.path()).lock("lock").is_err());
    }

    #[test]
    fn what_is_written_after_the_first_read_is_read_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let files = OsFiles::new(folder.path());
        let file = files.create("a").unwrap();
        file.write_at(0, b"abc").unwrap();
        assert_eq!(read(file.as_ref(), 1, 2).unwrap(), b"bc");
        file.write_at(1, b"xyz").unwrap();
        file.sync_data().unwrap();
        assert_eq!(read(file.as_ref(), 0, 4).unwrap(), b"axyz");
        assert_eq!(
            read(file.as_ref(), 0, 5).unwrap_err().kind(),
            io::ErrorKind::UnexpectedEof
        );
    }

    #[test]
    fn an_allocated_file_is_zeros_and_can_be_cut() {
        let folder = tempfile::tempdir().unwrap();
        let files = OsFiles::new(folder.path());
        let file = files.create("a").unwrap();
        file.write_at(0, b"abc").unwrap();
        file.allocate(10_000).unwrap();
        file.allocate(5).unwrap();
        assert_eq!(
            (file.length().unwrap(), read(file.as_ref(), 2, 3).unwrap()),
            (10_000, b"c\0\0".to_vec())
        );
        file.set_length(2).unwrap();
        assert_eq!(file.length().unwrap(), 2);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn there_is_room_for_what_is_allocated_also_where_holes_were() {
        use std::os::unix::fs::MetadataExt;
        let folder = tempfile::tempdir().unwrap();
        let file = OsFiles::new(folder.path()).create("a").unwrap();
        file.set_length(1 << 20).unwrap();
        file.allocate(1 << 20).unwrap();
        let there = fs::metadata(folder.path().join("a")).unwrap();
        assert_eq!(there.len(), 1 << 20);
        assert!(there.blocks() * 512 >= 1 << 20, "{} blocks", there.blocks());
    }

    #[test]
    fn a_name_is_taken_once_and_lists_renames_links_and_goes() {
        let folder = tempfile::tempdir().unwrap();
        let other = tempfile::tempdir().unwrap();
        let files = OsFiles::new(folder.path());
        files.create("a").unwrap().write_at(0, b"1").unwrap();
        assert_eq!(files.create("a").err().unwrap().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(files.open("b").err().unwrap().kind(), io::ErrorKind::NotFound);
        files.rename("a", "b").unwrap();
        files.link("b", other.path()).unwrap();
        files.sync_folder().unwrap();
        assert_eq!(files.list().unwrap(), ["b"]);
        files.remove("b").unwrap();
        assert_eq!(files.list().unwrap(), [""; 0]);
        let linked = files.folder(other.path()).unwrap().open("b").unwrap();
        assert_eq!(read(linked.as_ref(), 0, 1).unwrap(), b"1");
        assert!(files.free_bytes().unwrap().is_none_or(|bytes| bytes > 0));
    }

    #[test]
    #[cfg(unix)]
    fn a_file_that_is_opened_to_read_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let files = OsFiles::new(folder.path());
        files.create("a").unwrap().write_at(0, b"abc").unwrap();
        let file = files.open_to_read("a").unwrap();
        assert_eq!(read(file.as_ref(), 0, 3).unwrap(), b"abc");
        assert!(file.write_at(0, b"x").is_err());
        assert_eq!(files.open_to_read("b").err().unwrap().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn a_lock_is_held_until_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let files = OsFiles::new(folder.path());
        let held = files.lock("a").unwrap();
        assert!(held.is_some() && files.lock("a").unwrap().is_none());
        drop(held);
        assert!(files.lock("a").unwrap().is_some());
    }

    #[test]
    fn a_folder_is_made_with_those_around_it_and_goes_only_when_it_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let files = OsFiles::new(folder.path());
        let inner = files.make_folder(&folder.path().join("a/b")).unwrap();
        assert!(inner.is_empty().unwrap() && !files.is_empty().unwrap());
        inner.create("c").unwrap();
        assert!(inner.remove_folder().is_err());
        inner.remove("c").unwrap();
        inner.remove_folder().unwrap();
        assert!(files.folder(&folder.path().join("a/b")).is_err());
    }

    #[test]
    fn a_disk_without_room_is_told_from_other_failures() {
        assert!(
            [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded]
                .map(io::Error::from)
                .iter()
                .all(is_full)
        );
        assert!(!is_full(&io::ErrorKind::PermissionDenied.into()));
    }
}
