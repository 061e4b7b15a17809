//! A folder that is only read.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use bimetal_locks::{Mutex, lock};

use crate::{File, FileIdentity, FileLock, Files, ShowBytes};

/// The files of a folder that cannot or must not be changed. What is written stays in memory and is seen by who wrote it, so
/// that an engine opens such a folder as any other and mends in memory what a crash has left.
///
/// LIMIT: all that is written is kept, so it is for those who look, and not for those who write documents.
pub struct ReadOnlyFiles {
    below: Arc<dyn Files>,
    /// The names that were used or changed; `None` for one that was taken away.
    names: Mutex<BTreeMap<String, Option<Arc<ReadOnlyFile>>>>,
}

impl ReadOnlyFiles {
    /// Looks at the files of `below`.
    pub fn new(below: Arc<dyn Files>) -> ReadOnlyFiles {
        ReadOnlyFiles {
            below,
            names: Mutex::default(),
        }
    }

    fn find(&self, name: &str) -> io::Result<Arc<ReadOnlyFile>> {
        let mut names = lock(&self.names);
        if let Some(known) = names.get(name) {
            return known.clone().ok_or(io::ErrorKind::NotFound.into());
        }
        let below = self.below.open_to_read(name)?;
        let file = Arc::new(ReadOnlyFile::over(below)?);
        names.insert(name.to_owned(), Some(file.clone()));
        Ok(file)
    }
}

impl Files for ReadOnlyFiles {
    fn path(&self) -> &Path {
        self.below.path()
    }

    fn list(&self) -> io::Result<Vec<String>> {
        let names = lock(&self.names);
        let mut listed = self.below.list()?;
        listed.retain(|name| !names.contains_key(name));
        listed.extend(
            names
                .iter()
                .filter(|(_, file)| file.is_some())
                .map(|(name, _)| name.clone()),
        );
        Ok(listed)
    }

    fn create(&self, name: &str) -> io::Result<Arc<dyn File>> {
        match self.find(name) {
            Ok(_) => return Err(io::ErrorKind::AlreadyExists.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let file = Arc::new(ReadOnlyFile::default());
        lock(&self.names).insert(name.to_owned(), Some(file.clone()));
        Ok(file)
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn File>> {
        Ok(self.find(name)?)
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let file = self.find(from)?;
        let mut names = lock(&self.names);
        names.insert(from.to_owned(), None);
        names.insert(to.to_owned(), Some(file));
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.find(name)?;
        lock(&self.names).insert(name.to_owned(), None);
        Ok(())
    }

    fn sync_folder(&self) -> io::Result<()> {
        Ok(())
    }

    /// Nobody says how much memory there is.
    fn free_bytes(&self) -> io::Result<Option<u64>> {
        Ok(None)
    }

    fn is_empty(&self) -> io::Result<bool> {
        self.below.is_empty()
    }

    fn lock(&self, name: &str) -> io::Result<Option<Box<dyn FileLock>>> {
        self.below.lock(name)
    }

    fn is_read_only(&self) -> bool {
        true
    }

    fn is_in_place(&self) -> bool {
        self.below.is_in_place()
    }

    fn folder(&self, path: &Path) -> io::Result<Arc<dyn Files>> {
        self.below.folder(path)
    }

    fn make_folder(&self, path: &Path) -> io::Result<Arc<dyn Files>> {
        self.below.make_folder(path)
    }

    fn remove_folder(&self) -> io::Result<()> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    /// What was changed is not what another folder would get, so the caller copies that.
    fn link(&self, name: &str, folder: &Path) -> io::Result<()> {
        if self.find(name)?.is_changed() {
            return Err(io::ErrorKind::Unsupported.into());
        }
        self.below.link(name, folder)
    }
}

const BLOCK_BYTES: usize = 4096;

/// A file, and what was written over it.
#[derive(Default)]
struct ReadOnlyFile {
    below: Option<Arc<dyn File>>,
    written: Mutex<Written>,
}

#[derive(Default)]
struct Written {
    blocks: BTreeMap<u64, Box<[u8; BLOCK_BYTES]>>,
    length: u64,
    /// How much of the file below still shows; behind that come zeros.
    shown: u64,
    changed: bool,
}

impl ReadOnlyFile {
    fn over(below: Arc<dyn File>) -> io::Result<ReadOnlyFile> {
        let length = below.length()?;
        Ok(ReadOnlyFile {
            below: Some(below),
            written: Mutex::new(Written {
                length,
                shown: length,
                ..Written::default()
            }),
        })
    }

    fn is_changed(&self) -> bool {
        lock(&self.written).changed
    }

    /// The file below, where it alone has these bytes.
    fn untouched(&self, written: &Written, offset: u64, end: u64) -> Option<&dyn File> {
        let below = self.below.as_deref()?;
        let blocks = offset / BLOCK_BYTES as u64..end.div_ceil(BLOCK_BYTES as u64);
        (end <= written.shown && written.blocks.range(blocks).next().is_none()).then_some(below)
    }

    /// A block as it is below.
    fn block_below(&self, shown: u64, number: u64) -> io::Result<Box<[u8; BLOCK_BYTES]>> {
        let mut block = Box::new([0; BLOCK_BYTES]);
        let begin = number * BLOCK_BYTES as u64;
        let length = shown.saturating_sub(begin).min(BLOCK_BYTES as u64) as usize;
        if let (Some(below), true) = (&self.below, length > 0) {
            below.read(begin, length, &mut |bytes| {
                block.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
            })?;
        }
        Ok(block)
    }
}

impl File for ReadOnlyFile {
    fn length(&self) -> io::Result<u64> {
        Ok(lock(&self.written).length)
    }

    fn read(&self, offset: u64, length: usize, show: &mut ShowBytes<'_>) -> io::Result<()> {
        let written = lock(&self.written);
        let end = offset.checked_add(length as u64).filter(|end| *end <= written.length);
        let end = end.ok_or(io::ErrorKind::UnexpectedEof)?;
        if let Some(below) = self.untouched(&written, offset, end) {
            drop(written);
            return below.read(offset, length, show);
        }
        let mut bytes = Vec::with_capacity(length);
        let mut at = offset;
        while at < end {
            let (number, skip, count) = piece(at, end);
            let below = match written.blocks.get(&number) {
                Some(_) => None,
                None => Some(self.block_below(written.shown, number)?),
            };
            let block = below.as_ref().or_else(|| written.blocks.get(&number));
            bytes.extend(block.into_iter().flat_map(|block| block.iter().skip(skip).take(count)));
            at += count as u64;
        }
        drop(written);
        show(&bytes);
        Ok(())
    }

    fn prefetch(&self, offset: u64, length: usize) {
        if let Some(below) = &self.below {
            below.prefetch(offset, length);
        }
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let mut written = lock(&self.written);
        let end = offset + bytes.len() as u64;
        let (mut at, mut rest) = (offset, bytes);
        while at < end {
            let (number, skip, count) = piece(at, end);
            if !written.blocks.contains_key(&number) {
                let block = self.block_below(written.shown, number)?;
                written.blocks.insert(number, block);
            }
            let (now, later) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            if let Some(block) = written.blocks.get_mut(&number) {
                block.iter_mut().skip(skip).zip(now).for_each(|(to, from)| *to = *from);
            }
            (at, rest) = (at + count as u64, later);
        }
        written.length = written.length.max(end);
        written.changed = true;
        Ok(())
    }

    fn allocate(&self, length: u64) -> io::Result<()> {
        let longer = lock(&self.written).length < length;
        if longer { self.set_length(length) } else { Ok(()) }
    }

    fn set_length(&self, length: u64) -> io::Result<()> {
        let mut written = lock(&self.written);
        if length < written.length {
            written.shown = written.shown.min(length);
            let (number, skip) = (length / BLOCK_BYTES as u64, (length % BLOCK_BYTES as u64) as usize);
            written.blocks.retain(|block, _| *block <= number);
            if let Some(block) = written.blocks.get_mut(&number) {
                block.iter_mut().skip(skip).for_each(|byte| *byte = 0);
            }
        }
        written.length = length;
        written.changed = true;
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn identity(&self) -> io::Result<Option<FileIdentity>> {
        Ok(None)
    }
}

/// The block of the next byte, where in it that byte is, and how many of the bytes before `end` the block has.
fn piece(at: u64, end: u64) -> (u64, usize, usize) {
    let skip = (at % BLOCK_BYTES as u64) as usize;
    let count = (end - at).min((BLOCK_BYTES - skip) as u64) as usize;
    (at / BLOCK_BYTES as u64, skip, count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsFiles;
    use crate::simulated::Random;

    fn read(file: &dyn File, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut shown = Vec::new();
        file.read(offset, length, &mut |bytes| shown.extend_from_slice(bytes))?;
        Ok(shown)
    }

    #[test]
    fn what_is_written_is_read_again_and_the_folder_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let original: Vec<u8> = (0..20_000_u32).map(|number| number as u8).collect();
        std::fs::write(folder.path().join("a"), &original).unwrap();
        for seed in 0..50 {
            let mut random = Random::new(seed);
            let files = ReadOnlyFiles::new(Arc::new(OsFiles::new(folder.path())));
            let file = files.open("a").unwrap();
            let mut model = original.clone();
            for _ in 0..40 {
                let offset = random.below(30_000) as usize;
                let length = random.below(9_000) as usize;
                match random.below(4) {
                    0 => {
                        file.set_length(offset as u64).unwrap();
                        model.resize(offset, 0);
                    }
                    1 => {
                        file.allocate(offset as u64).unwrap();
                        model.resize(model.len().max(offset), 0);
                    }
                    _ => {
                        let bytes = vec![random.below(256) as u8; length];
                        file.write_at(offset as u64, &bytes).unwrap();
                        if length > 0 {
                            model.resize(model.len().max(offset + length), 0);
                            model[offset..offset + length].copy_from_slice(&bytes);
                        }
                    }
                }
                let at = random.below(model.len() as u64 + 1) as usize;
                let some = random.below((model.len() - at) as u64 + 1) as usize;
                assert_eq!(file.length().unwrap(), model.len() as u64, "seed {seed}");
                assert!(
                    read(file.as_ref(), at as u64, some).unwrap() == model[at..at + some],
                    "seed {seed}"
                );
                assert!(
                    read(file.as_ref(), at as u64, model.len() - at + 1).is_err(),
                    "seed {seed}"
                );
            }
            assert!(read(files.open_to_read("a").unwrap().as_ref(), 0, model.len()).unwrap() == model);
        }
        assert_eq!(std::fs::read(folder.path().join("a")).unwrap(), original);
    }

    #[test]
    fn names_come_and_go_in_memory_alone() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a", "b"] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        let files = ReadOnlyFiles::new(Arc::new(OsFiles::new(folder.path())));
        assert_eq!(files.create("a").err().unwrap().kind(), io::ErrorKind::AlreadyExists);
        files.create_anew("c").unwrap().write_at(0, b"new").unwrap();
        files.rename("c", "a").unwrap();
        files.remove("b").unwrap();
        assert_eq!(files.list().unwrap(), ["a"]);
        assert_eq!(files.open("b").err().unwrap().kind(), io::ErrorKind::NotFound);
        assert_eq!(read(files.open("a").unwrap().as_ref(), 0, 3).unwrap(), b"new");
        assert_eq!(std::fs::read(folder.path().join("a")).unwrap(), b"a");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_file_is_linked_as_long_as_it_is_what_the_disk_has() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "a").unwrap();
        let target = tempfile::tempdir_in(folder.path()).unwrap();
        let files = ReadOnlyFiles::new(Arc::new(OsFiles::new(folder.path())));
        files.link("a", target.path()).unwrap();
        std::fs::remove_file(target.path().join("a")).unwrap();
        files.open("a").unwrap().write_at(0, b"b").unwrap();
        assert_eq!(
            files.link("a", target.path()).unwrap_err().kind(),
            io::ErrorKind::Unsupported
        );
    }
}
