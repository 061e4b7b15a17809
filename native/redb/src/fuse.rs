//! A file that freezes at its first failed write.
//!
//! After an I/O error redb refuses every read that is not in its cache, although the committed pages on disk are sound.
//! And a failed fsync must never be tried again: the kernel may have dropped the pages, so the second would succeed over
//! lost data. This layer answers both. At the first write, growth or fsync that fails, the fuse blows: nothing reaches
//! the file any more, as if the process had died at that moment. What redb still writes goes to memory and redb is told
//! that all is well, so that it ends its commit in order and goes on serving the snapshots it has. The engine looks at
//! the fuse after every commit, answers no write that redb believed in, and shows no snapshot of one. The next open finds
//! the file as after a crash, which redb repairs.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use bimetal_engine::FsyncTimes;
use bimetal_locks::{Mutex, lock};
use redb::StorageBackend;

use crate::overlay::Overlay;

/// Whether a file has failed, and how. Shared by the file, which redb owns, and the engine.
#[derive(Debug, Default)]
pub(crate) struct Fuse {
    blown: AtomicBool,
    dead: AtomicBool,
    cause: Mutex<Option<Arc<io::Error>>>,
    syncs: FsyncTimes,
}

impl Fuse {
    /// The failure that blew the fuse.
    pub(crate) fn cause(&self) -> Option<Arc<io::Error>> {
        if self.is_blown() {
            lock(&self.cause).clone()
        } else {
            None
        }
    }

    /// Makes every later access fail where the fuse has blown: redb then closes without writing to memory first.
    pub(crate) fn end(&self) {
        self.dead.store(self.is_blown(), Ordering::Release);
    }

    /// How long the file's fsyncs took.
    pub(crate) fn syncs(&self) -> &FsyncTimes {
        &self.syncs
    }

    fn is_blown(&self) -> bool {
        self.blown.load(Ordering::Acquire)
    }

    fn blow(&self, error: io::Error) {
        lock(&self.cause).get_or_insert(Arc::new(error));
        self.blown.store(true, Ordering::Release);
    }

    fn check_alive(&self) -> io::Result<()> {
        if self.dead.load(Ordering::Acquire) {
            return Err(io::Error::other("the file froze after a failed write"));
        }
        Ok(())
    }
}

/// The file under redb, with a fuse.
#[derive(Debug)]
pub(crate) struct FusedFile<F> {
    file: Arc<F>,
    fuse: Arc<Fuse>,
    /// What is written after the fuse has blown.
    overlay: RwLock<Option<Overlay>>,
}

impl<F: StorageBackend> FusedFile<F> {
    pub(crate) fn new(file: Arc<F>, fuse: Arc<Fuse>) -> FusedFile<F> {
        FusedFile {
            file,
            fuse,
            overlay: RwLock::new(None),
        }
    }

    /// Changes the file, or the overlay from the change on that fails. What that change left in the file is unknown, so
    /// the overlay takes it as well.
    fn change(
        &self,
        on_file: impl FnOnce(&F) -> io::Result<()>,
        on_overlay: impl FnOnce(&F, &mut Overlay) -> io::Result<()>,
    ) -> io::Result<()> {
        self.fuse.check_alive()?;
        if !self.fuse.is_blown() {
            match on_file(&self.file) {
                Ok(()) => return Ok(()),
                Err(error) => self.fuse.blow(error),
            }
        }
        let len = self.file.len()?;
        let mut overlay = self.overlay.write().unwrap_or_else(PoisonError::into_inner);
        on_overlay(&self.file, overlay.get_or_insert_with(|| Overlay::new(len)))
    }

    /// Looks at the file with what was written since it froze. The usual case costs one load and no lock.
    fn look<T>(&self, look: impl FnOnce(&F, Option<&Overlay>) -> io::Result<T>) -> io::Result<T> {
        self.fuse.check_alive()?;
        if !self.fuse.is_blown() {
            return look(&self.file, None);
        }
        look(
            &self.file,
            self.overlay.read().unwrap_or_else(PoisonError::into_inner).as_ref(),
        )
    }
}

impl<F: StorageBackend> StorageBackend for FusedFile<F> {
    fn len(&self) -> io::Result<u64> {
        self.look(|file, overlay| overlay.map_or_else(|| file.len(), |overlay| Ok(overlay.len())))
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let read = self.look(|file, overlay| match overlay {
            Some(overlay) => overlay.read(file, offset, out),
            None => file.read(offset, out),
        });
        match read {
            // A page that lies beyond the end is damage, and no reason for redb to refuse every other one from now on. It
            // finds no kind of page there that it knows.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                out.fill(0xFF);
                Ok(())
            }
            read => read,
        }
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.change(
            |file| file.set_len(len),
            |_, overlay| {
                overlay.set_len(len);
                Ok(())
            },
        )
    }

    fn sync_data(&self) -> io::Result<()> {
        self.change(|file| self.fuse.syncs.time(|| file.sync_data()), |_, _| Ok(()))
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.change(
            |file| file.write(offset, data),
            |file, overlay| overlay.write(file, offset, data),
        )
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }
}
