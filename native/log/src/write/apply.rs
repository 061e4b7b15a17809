//! Applying commit groups: written, made durable, shown to readers.

use std::sync::Arc;

use bimetal_engine::{ApplyError, Commit, Error, Result};
use bimetal_locks::lock;

use super::writer::{Document, Writer, refused};
use crate::breakage::{Breakage, broken};
use crate::core::{Core, create_active, log_header};
use crate::index::Place;
use crate::manifest::ReplaceError;
use crate::segment::header::SEGMENT_HEADER_BYTES;

impl Core {
    /// Appends a group, makes it durable, and shows it to readers.
    pub(crate) fn apply(&self, group: &[Commit<'_>]) -> Result<(), ApplyError> {
        let mut writer = lock(&self.writer);
        let writer = writer.as_mut().ok_or(ApplyError::Refused(Error::Closed))?;
        if let Some(error) = writer.failed() {
            return Err(ApplyError::Failed(error.clone()));
        }
        let Some(last) = group.last() else { return Ok(()) };
        writer.encode(group).map_err(ApplyError::Refused)?;
        let bytes = writer.buffer.len() as u64;
        if writer.end + bytes > writer.capacity && writer.end > SEGMENT_HEADER_BYTES {
            self.rotate(writer, bytes)?;
            // The checksums begin from the salt of the segment that the group goes to.
            writer.encode(group).map_err(ApplyError::Refused)?;
        }
        writer.allocate(bytes).map_err(ApplyError::Refused)?;
        writer.write()?;
        self.sync_group(writer)?;
        self.publish(writer, last.revision.get());
        Ok(())
    }

    /// The fsync that every answer to a write stands on.
    fn sync_group(&self, writer: &mut Writer) -> Result<(), ApplyError> {
        if broken(Breakage::SkipGroupSync) {
            return Ok(());
        }
        let synced = self.syncs.time(|| writer.active.file.sync_data());
        let path = || writer.active.path();
        synced
            .map_err(|error| Error::io("make durable", &path(), error))
            .map_err(|error| writer.fail(error))
    }

    /// Enters a durable group into the index.
    fn publish(&self, writer: &mut Writer, revision: u64) {
        let (start, number) = (writer.end, writer.active.number());
        writer.end += writer.buffer.len() as u64;
        writer.revision = revision;
        // Where the engine has closed meanwhile there are no readers to show it to.
        let _ = self.change(|state| {
            writer.active.extend(writer.end, revision);
            for entry in &writer.entries {
                let Some(key) = entry.key(&writer.buffer) else { continue };
                match &entry.document {
                    Some(Document { length, expires }) => {
                        // LIMIT: a segment is shorter than 4 GiB.
                        let offset = (start + entry.offset as u64) as u32;
                        let place = Place::new(number, offset, *length, expires.is_some());
                        state.put(key, place, *expires);
                    }
                    None => state.remove(key),
                }
            }
            state.revision = revision;
            state.end = writer.end;
        });
    }

    /// Begins a new active segment that has room for a group of `bytes`.
    fn rotate(&self, writer: &mut Writer, bytes: u64) -> Result<(), ApplyError> {
        let live_bytes = self.change(|state| state.live_bytes).map_err(ApplyError::Refused)?;
        let mut manifest = lock(&self.manifest);
        let number = manifest.next;
        manifest.next = number.checked_add(1).ok_or_else(|| {
            ApplyError::Refused(refused(
                "the numbers of segments are used up, copy the documents into a new folder",
            ))
        })?;
        let needed = SEGMENT_HEADER_BYTES + bytes;
        let wanted = self.options.segment_bytes_for(live_bytes).max(needed);
        let created = (self.options.clock)().millis();
        let header = log_header(self.store_id, number, writer.revision, created);
        let (active, allocated) = create_active(&self.files, header, wanted, needed).map_err(ApplyError::Refused)?;

        // Since compaction changes the segments under the manifest's lock only, these are the latest.
        let segments = self.change(|state| state.segments.clone());
        let mut segments = segments.map_err(ApplyError::Refused)?;
        Arc::make_mut(&mut segments).insert(active.clone());
        match self.replace_manifest(&mut manifest, &segments, number) {
            Ok(()) => {}
            Err(ReplaceError::Unchanged(error)) => {
                active.retire();
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
}
