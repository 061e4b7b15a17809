//! A disk in memory that forgets, tears, fails and fills up as a seed says. For tests of what the store and its engines
//! survive.
//!
//! - What was written and not synced is kept, lost or torn in each sector of 512 bytes by itself when the power is cut; a
//!   file's lengths are kept up to some point in their order. A torn sector is new at its beginning and old at its end.
//! - A name that appeared, changed or went and was not synced is kept or lost by itself.
//! - The process can be killed in the middle of any call; then everything written stays as it was, durable or not.
//! - A sync that fails forgets what it should have made durable: reads may go on showing it, later syncs succeed, and a
//!   power cut takes it.
//! - It can have an end ([`SimulatedDisk::set_size`]): what files take counts against it as long as they have a name or are open.
//! - There can be no room whatever it has, errors of reading and of writing, and bits that flip by themselves.
//! - Time is the disk's own and passes with each call. Nothing waits.
//!
//! It does not show: sectors that change without having been written, a disk that lies about a sync which succeeded, and
//! the way in which a certain file system or drive breaks its promises.

mod disk;
mod file;
mod names;
mod node;
mod random;
mod weather;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use disk::Stop;
pub use random::Random;
pub use weather::{DiskFault, Weather};

use super::{File, FileLock, Files};
use bimetal_locks::{Mutex, lock};
use disk::Disk;
use file::SimulatedFile;
use names::NodeNumber;
use weather::Call;

/// A disk in memory. Clones are the same disk.
#[derive(Clone)]
pub struct SimulatedDisk {
    disk: Arc<Mutex<Disk>>,
}

impl SimulatedDisk {
    /// An empty disk, whose faults follow from the seed.
    pub fn new(seed: u64) -> SimulatedDisk {
        SimulatedDisk {
            disk: Arc::new(Mutex::new(Disk::new(seed))),
        }
    }

    /// A folder, made where there is none, with those around it. Its files belong to the process that now runs: after its end they only fail.
    pub fn folder(&self, path: &Path) -> Arc<dyn Files> {
        let mut disk = lock(&self.disk);
        disk.make_folder(path);
        Arc::new(SimulatedFiles {
            disk: self.disk.clone(),
            process: disk.process,
            path: path.to_path_buf(),
        })
    }

    /// What goes wrong from now on.
    pub fn set_weather(&self, weather: Option<Weather>) {
        lock(&self.disk).weather = weather;
    }

    /// The bytes that there is room for from now on, what is there included; without end where there is none.
    pub fn set_size(&self, size: Option<u64>) {
        lock(&self.disk).size = size;
    }

    /// The bytes that files take.
    pub fn taken(&self) -> u64 {
        lock(&self.disk).taken()
    }

    /// The bytes that were written so far, whatever became of them.
    pub fn written(&self) -> u64 {
        lock(&self.disk).written
    }

    /// Ends the process at a call, after so many others.
    pub fn stop_after(&self, calls: u64, stop: Stop) {
        lock(&self.disk).stop_in = Some((calls, stop));
    }

    /// How the process came to its end, if it did.
    pub fn stopped(&self) -> Option<Stop> {
        lock(&self.disk).stopped
    }

    /// Begins another process, after the end that the last one came to, or else after this one. The weather is fine again.
    pub fn restart(&self, stop: Stop) {
        lock(&self.disk).restart(stop);
    }

    /// Milliseconds since 1970.
    pub fn millis(&self) -> u64 {
        lock(&self.disk).millis
    }

    /// Lets time pass.
    pub fn pass(&self, millis: u64) {
        lock(&self.disk).millis += millis;
    }

    /// The calls so far.
    pub fn calls(&self) -> u64 {
        lock(&self.disk).calls
    }

    /// The names in a folder with the lengths of their files.
    pub fn list(&self, path: &Path) -> Vec<(String, u64)> {
        let mut disk = lock(&self.disk);
        let names: Vec<(String, NodeNumber)> = match disk.folder(path) {
            Ok(folder) => folder
                .list()
                .filter_map(|name| Some((name.clone(), folder.get(name)?)))
                .collect(),
            Err(_) => Vec::new(),
        };
        let length = |disk: &mut Disk, node| disk.node(node).map_or(0, |node| node.cache.len() as u64);
        names
            .into_iter()
            .map(|(name, node)| (name, length(&mut disk, node)))
            .collect()
    }

    /// The bytes of a file as reads show them.
    pub fn bytes(&self, path: &Path, name: &str) -> Option<Vec<u8>> {
        let mut disk = lock(&self.disk);
        let node = disk.folder(path).ok()?.get(name)?;
        Some(disk.node(node).ok()?.cache.to_vec())
    }

    /// Flips one bit of a file, in memory and on the platter.
    pub fn flip(&self, path: &Path, name: &str, offset: u64, bit: u8) {
        let mut disk = lock(&self.disk);
        let node = disk.folder(path).ok().and_then(|folder| folder.get(name));
        if let Some(node) = node.and_then(|node| disk.node(node).ok()) {
            node.flip(offset as usize, bit);
        }
    }
}

/// One folder, as one process sees it.
struct SimulatedFiles {
    disk: Arc<Mutex<Disk>>,
    process: u64,
    path: PathBuf,
}

impl SimulatedFiles {
    fn at(&self, path: &Path) -> Arc<dyn Files> {
        Arc::new(SimulatedFiles {
            disk: self.disk.clone(),
            process: self.process,
            path: path.to_path_buf(),
        })
    }

    fn file(&self, disk: &mut Disk, node: NodeNumber) -> io::Result<Arc<dyn File>> {
        let _open = disk.node(node)?.opened();
        Ok(Arc::new(SimulatedFile {
            disk: self.disk.clone(),
            process: self.process,
            node,
            _open,
        }))
    }
}

impl Files for SimulatedFiles {
    fn path(&self) -> &Path {
        &self.path
    }

    fn list(&self) -> io::Result<Vec<String>> {
        let mut disk = lock(&self.disk);
        disk.begin_whole(self.process, Call::Look)?;
        let names = disk.folder(&self.path)?.list().cloned().collect();
        disk.end(names)
    }

    fn create(&self, name: &str) -> io::Result<Arc<dyn File>> {
        let mut disk = lock(&self.disk);
        disk.begin_whole(self.process, Call::Grow)?;
        if disk.folder(&self.path)?.get(name).is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let node = disk.add_node();
        disk.folder(&self.path)?.insert(name, node);
        let file = self.file(&mut disk, node)?;
        disk.end(file)
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn File>> {
        let mut disk = lock(&self.disk);
        disk.begin_whole(self.process, Call::Look)?;
        let node = disk.folder(&self.path)?.get(name).ok_or(io::ErrorKind::NotFound)?;
        let file = self.file(&mut disk, node)?;
        disk.end(file)
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut disk = lock(&self.disk);
        disk.begin_whole(self.process, Call::Change)?;
        if !disk.folder(&self.path)?.rename(from, to) {
            return Err(io::ErrorKind::NotFound.into());
        }
        disk.end(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut disk = lock(&self.disk);
        disk.begin_whole(self.process, Call::Change)?;
        let folder = disk.folder(&self.path)?;
        if folder.get(name).is_none() {
            return Err(io::ErrorKind::NotFound.into());
        }
        folder.remove(name);
        disk.end(())
    }

    fn sync_folder(&self) -> io::Result<()> {
        let mut disk = lock(&self.disk);
        disk.begin_whole(self.process, Call::Sync)?;
        disk.folder(&self.path)?.sync();
        disk.end(())
    }

    fn free_bytes(&self) -> io::Result<Option<u64>> {
        let mut disk = lock(&self.disk);
        disk.begin_whole(self.process, Call::Look)?;
        let full = disk.weather.is_some_and(|weather| weather.fault == DiskFault::NoSpace);
        let free = disk.free().unwrap_or(1 << 40);
        let free = if full {
            free.min(disk.random.below(16 << 10))
        } else {
            free
        };
        disk.end(Some(free))
    }

    fn folder(&self, path: &Path) -> io::Result<Arc<dyn Files>> {
        let mut disk = lock(&self.disk);
        disk.begin_whole(self.process, Call::Look)?;
        if !disk.has_folder(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        disk.end(self.at(path))
    }

    fn is_empty(&self) -> io::Result<bool> {
        let mut disk = lock(&self.disk);
        disk.begin_whole(self.process, Call::Look)?;
        let empty = disk.folder(&self.path)?.list().next().is_none() && !disk.has_folder_below(&self.path);
        disk.end(empty)
    }

    fn lock(&self, name: &str) -> io::Result<Option<Box<dyn FileLock>>> {
        let mut disk = lock(&self.disk);
        disk.begin_whole(self.process, Call::Grow)?;
        let node = match disk.folder(&self.path)?.get(name) {
            Some(node) => node,
            None => {
                let node = disk.add_node();
                disk.folder(&self.path)?.insert(name, node);
                node
            }
        };
        let taken = disk.take_lock(node);
        let taken = disk.end(taken)?;
        // Letting go of a lock takes the disk's mutex, so none is made while that is held.
        drop(disk);
        Ok(taken.then(|| {
            Box::new(SimulatedLock {
                disk: self.disk.clone(),
                process: self.process,
                node,
            }) as Box<dyn FileLock>
        }))
    }

    fn make_folder(&self, path: &Path) -> io::Result<Arc<dyn Files>> {
        let mut disk = lock(&self.disk);
        disk.begin_whole(self.process, Call::Grow)?;
        disk.make_folder(path);
        disk.end(self.at(path))
    }

    fn remove_folder(&self) -> io::Result<()> {
        let mut disk = lock(&self.disk);
        disk.begin_whole(self.process, Call::Change)?;
        if disk.folder(&self.path)?.list().next().is_some() || disk.has_folder_below(&self.path) {
            return Err(io::ErrorKind::DirectoryNotEmpty.into());
        }
        disk.remove_folder(&self.path);
        disk.end(())
    }

    fn link(&self, name: &str, folder: &Path) -> io::Result<()> {
        let mut disk = lock(&self.disk);
        disk.begin_whole(self.process, Call::Grow)?;
        let node = disk.folder(&self.path)?.get(name).ok_or(io::ErrorKind::NotFound)?;
        if disk.folder(folder)?.get(name).is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        disk.folder(folder)?.insert(name, node);
        disk.end(())
    }
}

/// A lock that one process has.
struct SimulatedLock {
    disk: Arc<Mutex<Disk>>,
    process: u64,
    node: NodeNumber,
}

impl FileLock for SimulatedLock {}

impl fmt::Debug for SimulatedLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SimulatedLock({})", self.node)
    }
}

impl Drop for SimulatedLock {
    fn drop(&mut self) {
        lock(&self.disk).give_lock_back(self.process, self.node);
    }
}
