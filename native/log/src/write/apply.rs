//! Applying commit groups: written, made durable, shown to readers.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use bimetal_engine::{ApplyError, Commit, Error, Result, Tell};
use bimetal_locks::lock;

use super::writer::{Document, Writer, refused};
use crate::breakage::{Breakage, broken};
use crate::core::{Core, create_active, log_header};
use crate::index::Place;
use crate::manifest::ReplaceError;
use crate::segment::header::SEGMENT_HEADER_BYTES;

impl Core {
    /// Appends a group, makes it durable, and shows it to readers.
    pub(crate) fn apply(&self, group: &[Commit<'_>], tell: &mut Tell<'_>) -> Result<(), ApplyError> {
        let mut writer = lock(&self.writer);
        let writer = writer.as_mut().ok_or(ApplyError::Refused(Error::Closed))?;
        if let Some(error) = writer.failed() {
            return Err(ApplyError::Failed(error.clone()));
        }
        let Some(last) = group.last() else { return Ok(()) };
        let mut appended = self.append(writer, group);
        while is_full(&appended) && writer.only_removes() && self.give_to_removals(writer.buffer.len() as u64) {
            appended = self.append(writer, group);
        }
        if is_full(&appended) || !writer.only_removes() {
            self.is_short.store(is_full(&appended), Ordering::Relaxed);
        }
        appended?;
        self.sync_group(writer)?;
        self.publish(writer, last.revision.get(), tell);
        Ok(())
    }

    /// Writes a group behind the last one, where there is room for it.
    fn append(&self, writer: &mut Writer, group: &[Commit<'_>]) -> Result<(), ApplyError> {
        writer.encode(group).map_err(ApplyError::Refused)?;
        let bytes = writer.buffer.len() as u64;
        let removes = writer.only_removes() || broken(Breakage::SpendReserve);
        let rotates = writer.end + bytes > writer.capacity && writer.end > SEGMENT_HEADER_BYTES;
        if !removes {
            self.restore_reserve(rotates, bytes).map_err(ApplyError::Refused)?;
        }
        let spare = self.spare_bytes();
        if rotates {
            self.rotate(writer, bytes, spare)?;
            // The checksums begin from the salt of the segment that the group goes to.
            writer.encode(group).map_err(ApplyError::Refused)?;
        }
        writer.allocate(bytes, spare).map_err(ApplyError::Refused)?;
        writer.write()
    }

    /// The fsync that every answer to a write stands on.
    fn sync_group(&self, writer: &mut Writer) -> Result<(), ApplyError> {
        if broken(Breakage::SkipGroupSync) {
            return Ok(());
        }
        let (synced, fsync) = self.syncs.timed(|| writer.active.file.sync_data());
        writer.fsync = Some(fsync);
        let path = || writer.active.path();
        synced
            .map_err(|error| Error::io("make durable", &path(), error))
            .map_err(|error| writer.fail(error))
    }

    /// Enters a durable group into the index.
    fn publish(&self, writer: &mut Writer, revision: u64, tell: &mut Tell<'_>) {
        let (start, number) = (writer.end, writer.active.number());
        writer.end += writer.buffer.len() as u64;
        writer.revision = revision;
        // Where the engine has closed meanwhile there are no readers to show it to.
        let _ = self.change(|state| {
            writer.active.extend(writer.end, revision);
            for (at, entry) in writer.entries.iter().enumerate() {
                let Some(key) = entry.key(&writer.buffer) else { continue };
                let replaced = match &entry.document {
                    Some(Document { length, expires }) => {
                        // LIMIT: a segment is shorter than 4 GiB.
                        let offset = (start + entry.offset as u64) as u32;
                        let place = Place::new(number, offset, *length, expires.is_some());
                        state.put(key, place, *expires)
                    }
                    None => {
                        writer.active.note_removals(revision);
                        state.remove(key)
                    }
                };
                if let Some(expires) = replaced {
                    tell(at, expires);
                }
            }
            state.revision = revision;
            state.end = writer.end;
        });
    }

    /// Begins a new active segment that has room for a group of `bytes`. Where room is scarce it gets `spare` bytes more, and as
    /// many as a segment should have otherwise.
    fn rotate(&self, writer: &mut Writer, bytes: u64, spare: Option<u64>) -> Result<(), ApplyError> {
        let live_bytes = self.change(|state| state.live_bytes).map_err(ApplyError::Refused)?;
        let mut manifest = lock(&self.manifest);
        let number = manifest.take_number().ok_or_else(|| {
            ApplyError::Refused(refused(
                "the numbers of segments are used up, copy the documents into a new folder",
            ))
        })?;
        let needed = SEGMENT_HEADER_BYTES + bytes;
        let wanted = self.options.segment_bytes_for(live_bytes).max(needed);
        let wanted = spare.map_or(wanted, |spare| needed + spare);
        let header = log_header(&self.options, self.store_id, number, writer.revision);
        let created = create_active(&self.files, header, wanted, needed);
        let (active, allocated) = created.map_err(|error| {
            manifest.give_back(number);
            ApplyError::Refused(error)
        })?;

        // Since compaction changes the segments under the manifest's lock only, these are the latest.
        let segments = self.change(|state| state.segments.clone());
        let mut segments = segments.map_err(ApplyError::Refused)?;
        Arc::make_mut(&mut segments).insert(active.clone());
        match self.replace_manifest(&mut manifest, &segments, number) {
            Ok(()) => {}
            Err(ReplaceError::Unchanged(error)) => {
                active.retire();
                drop((active, segments));
                manifest.give_back(number);
                return Err(ApplyError::Refused(error));
            }
            Err(ReplaceError::Unknown(error)) => return Err(writer.fail(error)),
        }
        // What is left behind the old one's content is no harm: the next open tries again.
        let _ = writer.active.file.set_length(writer.end);
        let _ = self.change(|state| {
            state.segments = segments;
            state.end = active.end();
            state.active = active.clone();
        });
        writer.end = active.end();
        writer.active = active;
        writer.capacity = wanted;
        writer.allocated = allocated;
        Ok(())
    }

    /// Begins a new active segment where most of the present one is dead, and more than `bytes` of it, so that a full disk gets that
    /// back as well. Returns whether it did.
    pub(crate) fn leave_dead(&self, bytes: u64) -> Result<bool> {
        let mut writer = lock(&self.writer);
        let Some(writer) = writer.as_mut().filter(|writer| writer.failed().is_none()) else {
            return Ok(false);
        };
        let dead = writer.active.dead_bytes();
        if dead <= bytes.max(writer.active.live_bytes()) {
            return Ok(false);
        }
        let spare = Some(lock(&self.reserve).removals_bytes());
        let mut rotated = self.rotate(writer, 0, spare);
        if is_full(&rotated) && lock(&self.reserve).give_all() {
            rotated = self.rotate(writer, 0, spare);
        }
        match rotated {
            Ok(()) => Ok(true),
            Err(ApplyError::Refused(error) | ApplyError::Failed(error)) => Err(error),
        }
    }

    /// Refuses documents as long as the room for what makes room is not set aside. A new segment is the time to set aside what
    /// the store has come to need.
    fn restore_reserve(&self, rotates: bool, bytes: u64) -> Result<()> {
        let live_bytes = rotates.then(|| self.change(|state| state.live_bytes)).transpose()?;
        let mut reserve = lock(&self.reserve);
        let restored = match live_bytes {
            Some(live_bytes) => reserve.resize(live_bytes),
            None => reserve.restore(),
        };
        restored.map_err(|error| Error::DiskFull {
            bytes_needed: bytes + reserve.missing(),
            source: Some(Arc::new(error)),
        })
    }

    fn give_to_removals(&self, bytes: u64) -> bool {
        self.is_short.store(true, Ordering::Relaxed);
        lock(&self.reserve).give_to_removals(SEGMENT_HEADER_BYTES + bytes)
    }

    /// What a group of removals takes beyond its need while part of the reserve is missing; everybody else has room.
    fn spare_bytes(&self) -> Option<u64> {
        let reserve = lock(&self.reserve);
        (!reserve.is_whole()).then(|| reserve.removals_bytes())
    }
}

fn is_full(outcome: &Result<(), ApplyError>) -> bool {
    matches!(outcome, Err(ApplyError::Refused(Error::DiskFull { .. })))
}
