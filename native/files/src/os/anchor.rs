//! The folder that names are looked up in.

#[cfg(unix)]
use std::ffi::OsStr;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::sync::OnceLock;

use super::identity;
use crate::FileIdentity;

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    ReadWrite,
    /// Makes the file, and fails where the name is taken.
    Create,
    /// Makes the file where there is none.
    Lock,
}

/// A folder, opened at its first use.
///
/// On Unix its names are looked up in that folder, wherever it is by now: one that is moved away keeps its files, and one
/// that is put in its place is left alone. LIMIT: Windows looks them up by path; there the lock's file keeps the folder
/// where it is.
#[derive(Debug)]
pub(super) struct Anchor {
    path: PathBuf,
    /// The way that has to lead to it.
    way: PathBuf,
    #[cfg(unix)]
    folder: OnceLock<fs::File>,
}

impl Anchor {
    pub(super) fn new(path: PathBuf) -> Anchor {
        Anchor {
            way: path.clone(),
            path,
            #[cfg(unix)]
            folder: OnceLock::new(),
        }
    }

    pub(super) fn reached_by(&mut self, way: PathBuf) {
        self.way = way;
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Which file has a name where the way leads.
    pub(super) fn identity_of(&self, name: &str) -> io::Result<Option<FileIdentity>> {
        identity::of_path(&self.way.join(name))
    }
}

#[cfg(unix)]
impl Anchor {
    pub(super) fn folder(&self) -> io::Result<&fs::File> {
        if let Some(folder) = self.folder.get() {
            return Ok(folder);
        }
        let folder = fs::File::open(&self.path)?;
        if !folder.metadata()?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(self.folder.get_or_init(|| folder))
    }

    pub(super) fn open(&self, name: &str, access: Access) -> io::Result<fs::File> {
        use rustix::fs::{Mode, OFlags, openat};
        let flags = match access {
            Access::Read => OFlags::RDONLY,
            Access::ReadWrite => OFlags::RDWR,
            Access::Create => OFlags::RDWR | OFlags::CREATE | OFlags::EXCL,
            Access::Lock => OFlags::WRONLY | OFlags::CREATE,
        };
        // A pipe in the place of a file would otherwise wait for whoever is at its other end.
        let flags = flags | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let (folder, mode) = (self.folder()?, Mode::from_raw_mode(0o666));
        let opened = rustix::io::retry_on_intr(|| openat(folder, name, flags, mode));
        Ok(fs::File::from(opened?))
    }

    pub(super) fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let folder = self.folder()?;
        Ok(rustix::fs::renameat(folder, from, folder, to)?)
    }

    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(
            self.folder()?,
            name,
            rustix::fs::AtFlags::empty(),
        )?)
    }

    pub(super) fn link(&self, name: &str, folder: &Path) -> io::Result<()> {
        use rustix::fs::{AtFlags, CWD, linkat};
        Ok(linkat(self.folder()?, name, CWD, folder.join(name), AtFlags::empty())?)
    }

    /// All names, and whether each is a file's.
    pub(super) fn names(&self) -> io::Result<Vec<(OsString, bool)>> {
        use std::os::unix::ffi::OsStrExt;

        use rustix::fs::{AtFlags, Dir, FileType, statat};
        let folder = self.folder()?;
        let mut names = Vec::new();
        for entry in Dir::read_from(folder)? {
            let entry = entry?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name == "." || name == ".." {
                continue;
            }
            let file_type = match entry.file_type() {
                FileType::Unknown => {
                    FileType::from_raw_mode(statat(folder, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW)?.st_mode)
                }
                known => known,
            };
            names.push((name.to_owned(), file_type.is_file()));
        }
        Ok(names)
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        self.folder()?.sync_all()
    }

    pub(super) fn free_bytes(&self) -> io::Result<Option<u64>> {
        let stat = rustix::fs::fstatvfs(self.folder()?)?;
        Ok(Some(stat.f_bavail.saturating_mul(stat.f_frsize)))
    }

    /// Whether the way still leads to this folder. What cannot be told, since somebody took away the right to look, is no
    /// reason to doubt it.
    pub(super) fn is_in_place(&self) -> bool {
        let opened = self.folder().and_then(identity::of_file);
        match opened.and_then(|opened| Ok((opened, identity::of_path(&self.way)?))) {
            Ok((opened, found)) => opened == found,
            Err(error) => !crate::is_absent(&error),
        }
    }

    /// Whether the folder, and every file in it, may be written.
    pub(super) fn is_writable(&self) -> io::Result<bool> {
        use rustix::fs::{Access, AtFlags, accessat};
        let folder = self.folder()?;
        let may_write = |name: &OsStr| accessat(folder, name, Access::WRITE_OK, AtFlags::empty()).is_ok();
        let names = self.names()?;
        let mut files = names.iter().filter(|(_, is_file)| *is_file);
        Ok(may_write(OsStr::new(".")) && files.all(|(name, _)| may_write(name)))
    }
}

#[cfg(not(unix))]
impl Anchor {
    pub(super) fn open(&self, name: &str, access: Access) -> io::Result<fs::File> {
        let mut options = fs::OpenOptions::new();
        options
            .read(access != Access::Lock)
            .write(access != Access::Read)
            .create_new(access == Access::Create)
            .create(access == Access::Lock)
            .truncate(false);
        #[cfg(windows)]
        if access == Access::Lock {
            use std::os::windows::fs::OpenOptionsExt;
            // Others may read and write it, and neither remove it nor move the folder that it is in.
            const READ_AND_WRITE: u32 = 1 | 2;
            options.share_mode(READ_AND_WRITE);
        }
        options.open(self.path.join(name))
    }

    pub(super) fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let to = self.path.join(to);
        fs::rename(self.path.join(from), &to)?;
        // There is no `sync` here. NTFS keeps names in its journal, in order, and flushing a file writes the journal as far
        // as it speaks of that file: its new name is in it.
        fs::OpenOptions::new().write(true).open(to)?.sync_all()
    }

    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path.join(name))
    }

    pub(super) fn link(&self, name: &str, folder: &Path) -> io::Result<()> {
        fs::hard_link(self.path.join(name), folder.join(name))
    }

    pub(super) fn names(&self) -> io::Result<Vec<(OsString, bool)>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            names.push((entry.file_name(), entry.file_type()?.is_file()));
        }
        Ok(names)
    }

    /// LIMIT: Windows has no such call. A new file has its name as soon as it is flushed itself, `rename` flushes, and a
    /// file that was removed may be back after a power cut, which every open expects.
    pub(super) fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn free_bytes(&self) -> io::Result<Option<u64>> {
        Ok(None)
    }

    pub(super) fn is_in_place(&self) -> bool {
        self.way.is_dir()
    }

    pub(super) fn is_writable(&self) -> io::Result<bool> {
        Ok(!fs::metadata(&self.path)?.permissions().readonly())
    }
}
