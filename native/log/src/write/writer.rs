//! The one who appends: the bytes of a commit group, and where they go.

use std::sync::Arc;

use bimetal_document::{KeyRef, Write};
use bimetal_engine::{ApplyError, Commit, Error, Fsync, Result};

use crate::breakage::{Breakage, broken};
use crate::index::key::StoredKey;
use crate::segment::Segment;
use crate::segment::record::{self, RecordWrite};

/// LIMIT: the bytes of one commit group, so that a segment stays far below 4 GiB.
const GROUP_BYTES_MAX: usize = 1 << 30;

/// The buffer that stays for the next group.
const BUFFER_BYTES_KEPT: usize = 8 << 20;

/// The one who appends.
pub(crate) struct Writer {
    pub(super) active: Arc<Segment>,
    /// Where the next group goes.
    ///
    /// INVARIANT: everything before it is durable.
    pub(super) end: u64,
    pub(super) revision: u64,
    /// The length that the active segment should have in the end.
    pub(super) capacity: u64,
    /// The length that it has.
    pub(super) allocated: u64,
    pub(super) buffer: Vec<u8>,
    pub(super) entries: Vec<Entry>,
    /// When the last group was made durable.
    pub(crate) fsync: Option<Fsync>,
    /// The ordered form of the key that is being put into the buffer; kept, so that it is allocated once.
    ordered: Vec<u8>,
    /// Why nothing can be written any more.
    failed: Option<Error>,
}

/// What the index learns once the group is durable.
pub(super) struct Entry {
    /// Where its record begins in the buffer.
    pub(super) offset: usize,
    /// The key, where it is short. Others are read from the buffer, which costs a wait for memory.
    pub(super) short: Option<u128>,
    /// `None` for a removal.
    pub(super) document: Option<Document>,
}

impl Entry {
    /// The key, given the buffer that the record is in.
    pub(super) fn key<'a>(&self, buffer: &'a [u8]) -> Option<StoredKey<'a>> {
        if let Some(short) = self.short {
            return Some(StoredKey::Short(short));
        }
        let key = buffer.get(self.offset + record::HEADER_BYTES..)?;
        record::decode_key(key).ok()
    }
}

pub(super) struct Document {
    pub(super) length: u32,
    pub(super) expires: Option<u64>,
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
            fsync: None,
            ordered: Vec::new(),
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
            self.active.file.set_length(self.end)?;
            self.active.file.sync_data()
        };
        trim().map_err(|error| Error::io("close", &self.active.path(), error))
    }

    /// Puts the records of a group into the buffer.
    pub(super) fn encode(&mut self, group: &[Commit<'_>]) -> Result<()> {
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
                return Err(bimetal_document::Error::BatchEmpty.into());
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

    fn encode_write(&mut self, flags: u32, revision: u64, key: KeyRef<'_>, write: &Write) -> Result<()> {
        let offset = self.buffer.len();
        let (write, document) = match write {
            Write::Put { value, expires } => {
                let (value, expires) = (value.as_bytes(), *expires);
                record::check_value(value)?;
                let document = Document {
                    // It has 28 bits.
                    length: value.len() as u32,
                    expires: expires.map(|expires| expires.millis()),
                };
                (RecordWrite::Put { value, expires }, Some(document))
            }
            Write::Remove => (RecordWrite::Remove, None),
        };
        let salt = self.active.header.salt;
        let key = StoredKey::of(key, &mut self.ordered);
        let short = match key {
            StoredKey::Short(short) => Some(short),
            StoredKey::Long(_) => None,
        };
        record::encode(&mut self.buffer, salt, flags, revision, key, write);
        if self.buffer.len() > GROUP_BYTES_MAX {
            return Err(refused("a commit group is larger than 1 GiB, commit less at a time"));
        }
        self.entries.push(Entry {
            offset,
            short,
            document,
        });
        Ok(())
    }

    /// Whether the group in the buffer has no document.
    pub(super) fn only_removes(&self) -> bool {
        self.entries.iter().all(|entry| entry.document.is_none())
    }

    /// Makes the active segment as long as it has to be for the group: by all of its length, or by `spare` bytes more than the
    /// group needs.
    pub(super) fn allocate(&mut self, bytes: u64, spare: Option<u64>) -> Result<()> {
        let needed = self.end + bytes;
        if needed <= self.allocated {
            return Ok(());
        }
        let wanted = self.capacity.max(needed);
        let wanted = spare.map_or(wanted, |spare| wanted.min(needed + spare));
        self.allocated = match self.active.file.allocate(wanted) {
            Ok(()) => wanted,
            Err(error) if bimetal_files::is_full(&error) && needed < wanted => {
                let allocated = self.active.file.allocate(needed).map(|()| needed);
                allocated.map_err(|error| self.full(bytes, error))?
            }
            Err(error) => return Err(self.full(bytes, error)),
        };
        Ok(())
    }

    /// An error that says how much room the group needs where the disk has none.
    fn full(&self, bytes_needed: u64, error: std::io::Error) -> Error {
        if bimetal_files::is_full(&error) {
            return Error::DiskFull {
                bytes_needed,
                source: Some(Arc::new(error)),
            };
        }
        Error::io("write", &self.active.path(), error)
    }

    /// Writes the buffer behind the last group.
    pub(super) fn write(&mut self) -> Result<(), ApplyError> {
        let Err(error) = self.active.file.write_at(self.end, &self.buffer) else {
            return Ok(());
        };
        let error = self.full(self.buffer.len() as u64, error);
        if broken(Breakage::KeepFailedWrite) {
            return Err(ApplyError::Refused(error));
        }
        // Part of the group may be there. It must not be found after a crash, since its batches are refused now, and
        // nothing may be written behind it.
        let cut = self.active.file.set_length(self.end);
        self.allocated = self.end;
        match cut.and_then(|()| self.active.file.sync_data()) {
            Ok(()) => Err(ApplyError::Refused(error)),
            Err(_) => Err(self.fail(error)),
        }
    }

    /// Nobody knows any more what is on disk.
    pub(super) fn fail(&mut self, error: Error) -> ApplyError {
        let error = if broken(Breakage::CallItFull) {
            error
        } else {
            error.into_unknown("make durable", &self.active.path())
        };
        if !broken(Breakage::GoOnAfterFailedSync) {
            self.failed = Some(error.clone());
        }
        ApplyError::Failed(error)
    }
}

pub(super) fn refused(reason: &'static str) -> Error {
    Error::Failed { reason, source: None }
}
