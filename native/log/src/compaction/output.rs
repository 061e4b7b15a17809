//! Writing a compacted segment.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use bimetal_engine::{Error, Result};
use bimetal_files::File;
use bimetal_locks::lock;

use crate::breakage::{Breakage, broken};
use crate::core::Core;
use crate::index::key::StoredKey;
use crate::segment::header::{Kind, SEGMENT_HEADER_BYTES, Salt, SegmentHeader};
use crate::segment::record::{self, RecordWrite};
use crate::segment::{KeptRemovals, Segment, file_name};

/// A compacted segment that is being written. Nobody lists it yet.
pub(crate) struct Output {
    number: u32,
    file: Arc<dyn File>,
    created: u64,
    salt: Salt,
    capacity: u64,
    /// What of the file is written.
    end: u64,
    buffer: Vec<u8>,
    revision_first: u64,
    revision_last: u64,
    removals: KeptRemovals,
}

impl Output {
    /// Begins a segment with room for `bytes`, but no more than a segment has.
    pub(crate) fn create(core: &Core, bytes: u64) -> Result<Output> {
        let number = lock(&core.manifest).take_number().ok_or(Error::Failed {
            reason: "the numbers of segments are used up, copy the documents into a new folder",
            source: None,
        })?;
        let capacity = (SEGMENT_HEADER_BYTES + bytes).min(u64::from(core.options.segment_bytes));
        let name = file_name(number);
        let create = || {
            let file = core.files.create_anew(&name)?;
            // Now rather than in the middle: where there is no room, nothing is lost yet.
            file.allocate(capacity).map(|()| file)
        };
        let file = create().map_err(|error| {
            let _ = core.files.remove(&name);
            lock(&core.manifest).give_back(number);
            Error::io("make", &core.files.path().join(&name), error)
        })?;
        Ok(Output {
            number,
            file,
            created: (core.options.clock)().millis(),
            salt: Salt(core.options.make_up()),
            capacity,
            end: SEGMENT_HEADER_BYTES,
            buffer: Vec::new(),
            revision_first: u64::MAX,
            revision_last: 0,
            removals: KeptRemovals::default(),
        })
    }

    /// Whether a record of this many bytes fits. The first one always does.
    pub(crate) fn has_room(&self, bytes: u64) -> bool {
        let used = self.end + self.buffer.len() as u64;
        used == SEGMENT_HEADER_BYTES || used + bytes <= self.capacity
    }

    /// Appends a record.
    ///
    /// INVARIANT: keys ascend.
    pub(crate) fn push(
        &mut self,
        core: &Core,
        key: StoredKey<'_>,
        revision: u64,
        write: RecordWrite<'_>,
    ) -> Result<()> {
        let before = self.buffer.len();
        record::encode(&mut self.buffer, self.salt, 0, revision, key, write);
        self.revision_first = self.revision_first.min(revision);
        self.revision_last = self.revision_last.max(revision);
        if write == RecordWrite::Remove {
            self.removals.bytes += (self.buffer.len() - before) as u64;
            self.removals.revision_last = self.removals.revision_last.max(revision);
        }
        if self.buffer.len() >= core.options.step_bytes {
            self.flush(core)?;
        }
        Ok(())
    }

    /// Writes the header and makes all of it durable, its name as well.
    pub(crate) fn seal(mut self, core: &Core) -> Result<Arc<Segment>> {
        let sealed = self.seal_file(core);
        if let Err(error) = sealed {
            self.abandon(core);
            return Err(error);
        }
        let mut segment = Segment::new(core.files.clone(), self.file.clone(), self.header(core));
        segment.extend(self.end, self.revision_last);
        segment.removals = self.removals;
        Ok(Arc::new(segment))
    }

    /// Removes what is written.
    pub(crate) fn abandon(self, core: &Core) {
        // What stays is garbage, and removed by the next open.
        let _ = core.files.remove(&file_name(self.number));
    }

    fn seal_file(&mut self, core: &Core) -> Result<()> {
        self.flush(core)?;
        let header = self.header(core).encode();
        let seal = || {
            self.file.write_at(0, &header)?;
            self.file.set_length(self.end)?;
            if broken(Breakage::SkipOutputSync) {
                return core.files.sync_folder();
            }
            core.syncs.time(|| self.file.sync_data())?;
            core.files.sync_folder()
        };
        seal().map_err(|error| self.error(core, error))
    }

    /// Writes a little at a time and makes it durable: one large fsync would hold up those of the writer.
    fn flush(&mut self, core: &Core) -> Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let written = self
            .file
            .write_at(self.end, &self.buffer)
            .and_then(|()| core.syncs.time(|| self.file.sync_data()));
        written.map_err(|error| self.error(core, error))?;
        self.end += self.buffer.len() as u64;
        core.compacted_bytes
            .fetch_add(self.buffer.len() as u64, Ordering::Relaxed);
        self.buffer.clear();
        Ok(())
    }

    fn header(&self, core: &Core) -> SegmentHeader {
        SegmentHeader {
            kind: Kind::Compacted,
            store_id: core.store_id,
            number: self.number,
            revision_first: self.revision_first,
            created: self.created,
            salt: self.salt,
        }
    }

    fn error(&self, core: &Core, error: std::io::Error) -> Error {
        Error::io("write", &core.files.path().join(file_name(self.number)), error)
    }
}
