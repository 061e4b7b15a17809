//! Writing commit groups.

use std::sync::Arc;

use super::core::{Core, create_active, log_header};
use super::index::Place;
use super::manifest::ReplaceError;
use super::record::{self, RecordWrite};
use super::segment::{Segment, index_key};
use super::segment_header::SEGMENT_HEADER_BYTES;
use crate::batch::Write;
use crate::breakage::{Breakage, broken};
use crate::disk;
use crate::engine::{ApplyError, Commit};
use crate::error::{Error, Result};
use crate::sync::lock;

/// LIMIT: the bytes of one commit group, so that a segment stays far below 4 GiB.
const GROUP_BYTES_MAX: usize = 1 << 30;

/// The buffer that stays for the next group.
const BUFFER_BYTES_KEPT: usize = 8 << 20;

/// The one who appends.
pub(crate) struct Writer {
    active: Arc<Segment>,
    /// Where the next group goes.
    ///
    /// INVARIANT: everything before it is durable.
    end: u64,
    revision: u64,
    /// The length that the active segment should have in the end.
    capacity: u64,
    /// The length that it has.
    allocated: u64,
    buffer: Vec<u8>,
    entries: Vec<Entry>,
    /// Why nothing can be written any more.
    failed: Option<Error>,
}

/// What the index learns once the group is durable.
struct Entry {
    key: u128,
    /// `None` for a removal.
    document: Option<Document>,
}

struct Document {
    /// Within the group.
    offset: usize,
    length: u32,
    expires: Option<u64>,
}

impl Writer {
    pub(crate) fn new(active: Arc<Segment>, revision: u64, allocated: u64) -> Writer {
        Writer {
            end: active.end(),
            active,
            revision,
            capacity: allocated,
            allocated,
            buffer: Vec::new(),
            entries: Vec::new(),
            failed: None,
        }
    }

    pub(crate) fn failed(&self) -> Option<&Error> {
        self.failed.as_ref()
    }

    /// Cuts the active segment to its content, for a clean close.
    pub(crate) fn trim(&self) -> Result<()> {
        let trim = || {
            if self.active.file.length()? == self.end {
                return Ok(());
            }
            self.active.file.truncate(self.end)?;
            self.active.file.sync_data()
        };
        trim().map_err(|error| Error::io("close", &self.active.path(), error))
    }

    /// Puts the records of a group into the buffer.
    fn encode(&mut self, group: &[Commit<'_>]) -> Result<()> {
        self.buffer.clear();
        self.buffer.shrink_to(BUFFER_BYTES_KEPT);
        self.entries.clear();
        let mut revision = self.revision;
        let mut flags = record::GROUP;
        for commit in group {
            revision += 1;
            if commit.revision.get() != revision {
                return Err(refused("a batch has not the revision that follows the last one"));
            }
            let mut left = commit.batch.len();
            if left == 0 {
                return Err(Error::BatchEmpty);
            }
            for (key, write) in commit.batch.writes() {
                left -= 1;
                let more = if left > 0 { record::MORE } else { 0 };
                self.encode_write(flags | more, revision, key, write)?;
                flags = 0;
            }
        }
        Ok(())
    }

    fn encode_write(&mut self, flags: u32, revision: u64, key: &crate::Key, write: &Write) -> Result<()> {
        let offset = self.buffer.len();
        let (write, document) = match write {
            Write::Put { value, expires } => {
                let (value, expires) = (value.as_bytes(), *expires);
                if value.len() > record::VALUE_BYTES_MAX {
                    return Err(Error::ValueTooLarge {
                        bytes: value.len(),
                        bytes_max: record::VALUE_BYTES_MAX,
                    });
                }
                let document = Document {
                    offset,
                    // It has 28 bits.
                    length: value.len() as u32,
                    expires: expires.map(|expires| expires.millis()),
                };
                (RecordWrite::Put { value, expires }, Some(document))
            }
            Write::Remove => (RecordWrite::Remove, None),
        };
        record::encode(&mut self.buffer, flags, revision, key, write);
        if self.buffer.len() > GROUP_BYTES_MAX {
            return Err(refused("a commit group is larger than 1 GiB, commit less at a time"));
        }
        let key = index_key(key);
        self.entries.push(Entry { key, document });
        Ok(())
    }

    /// Makes the active segment as long as it has to be for the group.
    fn allocate(&mut self, bytes: u64) -> Result<()> {
        let needed = self.end + bytes;
        if needed <= self.allocated {
            return Ok(());
        }
        let wanted = self.capacity.max(needed);
        self.allocated = match self.active.file.allocate(wanted) {
            Ok(()) => wanted,
            Err(error) if disk::is_full(&error) && needed < wanted => {
                let allocated = self.active.file.allocate(needed).map(|()| needed);
                allocated.map_err(|error| self.full(bytes, error))?
            }
            Err(error) => return Err(self.full(bytes, error)),
        };
        Ok(())
    }

    /// An error that says how much room the group needs where the disk has none.
    fn full(&self, bytes_needed: u64, error: std::io::Error) -> Error {
        if disk::is_full(&error) {
            return Error::DiskFull {
                bytes_needed,
                source: Some(Arc::new(error)),
            };
        }
        Error::io("write", &self.active.path(), error)
    }

    /// Writes the buffer behind the last group.
    fn write(&mut self) -> Result<(), ApplyError> {
        let Err(error) = self.active.file.write_at(self.end, &self.buffer) else {
            return Ok(());
        };
        let error = self.full(self.buffer.len() as u64, error);
        if broken(Breakage::KeepFailedWrite) {
            return Err(ApplyError::Refused(error));
        }
        // Part of the group may be there. It must not be found after a crash, since its batches are refused now, and
        // nothing may be written behind it.
        let cut = self.active.file.truncate(self.end);
        self.allocated = self.end;
        match cut.and_then(|()| self.active.file.sync_data()) {
            Ok(()) => Err(ApplyError::Refused(error)),
            Err(_) => Err(self.fail(error)),
        }
    }

    /// Nobody knows any more what is on disk.
    fn fail(&mut self, error: Error) -> ApplyError {
        if !broken(Breakage::GoOnAfterFailedSync) {
            self.failed = Some(error.clone());
        }
        ApplyError::Failed(error)
    }
}

impl Core {
    /// Appends a group, makes it durable, and shows it to readers.
    pub(crate) fn apply(&self, group: &[Commit<'_>]) -> Result<(), ApplyError> {
        let mut writer = lock(&self.writer);
        let writer = writer.as_mut().ok_or(ApplyError::Refused(Error::StoreClosed))?;
        if let Some(error) = writer.failed() {
            return Err(ApplyError::Failed(error.clone()));
        }
        let Some(last) = group.last() else { return Ok(()) };
        writer.encode(group).map_err(ApplyError::Refused)?;
        let bytes = writer.buffer.len() as u64;
        if writer.end + bytes > writer.capacity && writer.end > SEGMENT_HEADER_BYTES {
            self.rotate(writer, bytes)?;
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
            for Entry { key, document } in &writer.entries {
                match document {
                    Some(Document {
                        offset,
                        length,
                        expires,
                    }) => {
                        // LIMIT: a segment is shorter than 4 GiB.
                        let offset = (start + *offset as u64) as u32;
                        let place = Place::new(number, offset, *length, expires.is_some());
                        state.put(*key, place, *expires);
                    }
                    None => state.remove(*key),
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
        let _ = writer.active.file.truncate(writer.end);
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

fn refused(reason: &'static str) -> Error {
    Error::EngineFailed { reason, source: None }
}
