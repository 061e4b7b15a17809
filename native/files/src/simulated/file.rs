//! An open file of a simulated disk.

use std::io;
use std::sync::Arc;

use super::disk::{Disk, Turn, gone};
use super::names::NodeNumber;
use super::weather::Call;
use crate::{File, ShowBytes};
use bimetal_locks::{Mutex, lock};

/// One open file, as one process sees it.
pub(super) struct SimulatedFile {
    pub(super) disk: Arc<Mutex<Disk>>,
    pub(super) process: u64,
    pub(super) node: NodeNumber,
    /// Keeps the file's room when its name has gone.
    pub(super) _open: Arc<()>,
}

impl File for SimulatedFile {
    fn length(&self) -> io::Result<u64> {
        let mut disk = lock(&self.disk);
        disk.begin_whole(self.process, Call::Look)?;
        let length = disk.node(self.node)?.cache.len() as u64;
        disk.end(length)
    }

    fn read(&self, offset: u64, length: usize, show: &mut ShowBytes<'_>) -> io::Result<()> {
        let bytes = {
            let mut disk = lock(&self.disk);
            disk.begin_whole(self.process, Call::Look)?;
            let bytes = disk.node(self.node)?.cache.clone();
            disk.end(bytes)?
        };
        let offset = offset as usize;
        let end = offset.checked_add(length).ok_or(io::ErrorKind::UnexpectedEof)?;
        show(bytes.get(offset..end).ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let mut disk = lock(&self.disk);
        // Room for what is overwritten may be needed as well: some file systems never write in place.
        let turn = disk.begin(self.process, Call::Grow)?;
        let written = match &turn {
            Turn::Whole | Turn::Last { done: true } => bytes.len(),
            Turn::Fails(_) | Turn::Last { done: false } => disk.random.below(bytes.len() as u64) as usize,
        };
        let room = room(&mut disk, self.node)?.saturating_sub(offset);
        let fits = written.min(usize::try_from(room).unwrap_or(usize::MAX));
        let part = bytes.get(..fits).unwrap_or_default();
        disk.node(self.node)?.write(offset as usize, part);
        disk.written += part.len() as u64;
        match turn {
            Turn::Whole if fits < written => Err(io::ErrorKind::StorageFull.into()),
            Turn::Fails(error) => Err(error),
            Turn::Whole => Ok(()),
            Turn::Last { .. } => Err(gone()),
        }
    }

    fn allocate(&self, length: u64) -> io::Result<()> {
        let mut disk = lock(&self.disk);
        let node = disk.node(self.node)?;
        let grows = (node.cache.len() as u64) < length;
        disk.begin_whole(self.process, if grows { Call::Grow } else { Call::Look })?;
        if grows {
            let room = room(&mut disk, self.node)?;
            if room < length {
                // Some file systems leave a part.
                if disk.random.one_in(2) {
                    let part = room.max(disk.node(self.node)?.cache.len() as u64);
                    disk.node(self.node)?.set_length(part as usize);
                }
                return Err(io::ErrorKind::StorageFull.into());
            }
            disk.node(self.node)?.set_length(length as usize);
        }
        disk.end(())
    }

    fn set_length(&self, length: u64) -> io::Result<()> {
        let mut disk = lock(&self.disk);
        disk.begin_whole(self.process, Call::Change)?;
        disk.node(self.node)?.set_length(length as usize);
        disk.end(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut disk = lock(&self.disk);
        match disk.begin(self.process, Call::Sync)? {
            Turn::Whole => disk.node(self.node)?.sync(),
            Turn::Last { done } => {
                if done {
                    disk.node(self.node)?.sync();
                }
                return Err(gone());
            }
            Turn::Fails(error) => {
                disk.fail_sync(self.node);
                return Err(error);
            }
        }
        Ok(())
    }
}

/// How long the disk has room for a file to be.
fn room(disk: &mut Disk, node: NodeNumber) -> io::Result<u64> {
    let length = disk.node(node)?.cache.len() as u64;
    Ok(disk.free().map_or(u64::MAX, |free| length + free))
}
