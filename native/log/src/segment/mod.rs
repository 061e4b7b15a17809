//! One segment: a file of records.

pub mod header;
pub(crate) mod list;
mod places;
pub mod record;
pub(crate) mod walk;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use bimetal_document::{DocumentRef, Revision};
use bimetal_engine::{Error, Result};
use bimetal_files::{File, Files};
use bimetal_locks::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::index::Place;
use crate::index::key::{EntryKey, StoredKey};
use crate::segment::header::{Kind, SEGMENT_HEADER_BYTES, SegmentHeader};
use crate::segment::places::Places;
use crate::segment::record::{RecordFault, RecordWrite};

/// An open segment. Snapshots share it; when the last one lets go of a segment that is retired, its file goes.
///
/// INVARIANT: the bytes before `end` are durable and never change.
pub(crate) struct Segment {
    pub(crate) header: SegmentHeader,
    pub(crate) file: Arc<dyn File>,
    end: AtomicU64,
    /// The last revision inside. A log that has no batch yet names the one before its first.
    revision_last: AtomicU64,
    /// The bytes of removals that compaction kept here, and the last revision among them.
    pub(crate) removals: KeptRemovals,
    live_bytes: AtomicU64,
    live_documents: AtomicU64,
    /// Where compaction met damage, and what it was.
    damage: OnceLock<(u64, &'static str)>,
    /// No removal inside has a later revision.
    removal_last: AtomicU64,
    /// Where readers of changes can begin.
    pub(crate) places: Places,
    /// After `file`: some systems remove no file that is open.
    name: Name,
}

/// The removals that compaction kept in a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeptRemovals {
    pub(crate) bytes: u64,
    pub(crate) revision_last: u64,
}

impl Segment {
    pub(crate) fn new(files: Arc<dyn Files>, file: Arc<dyn File>, header: SegmentHeader) -> Segment {
        Segment {
            header,
            file,
            end: AtomicU64::new(SEGMENT_HEADER_BYTES),
            revision_last: AtomicU64::new(header.revision_first.saturating_sub(1)),
            removals: KeptRemovals::default(),
            live_bytes: AtomicU64::new(0),
            live_documents: AtomicU64::new(0),
            damage: OnceLock::new(),
            removal_last: AtomicU64::new(0),
            places: Places::new(),
            name: Name {
                name: file_name(header.number),
                files,
                retired: AtomicBool::new(false),
            },
        }
    }

    pub(crate) fn number(&self) -> u32 {
        self.header.number
    }

    pub(crate) fn name(&self) -> &str {
        &self.name.name
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.name.files.path().join(&self.name.name)
    }

    /// Where the durable records end.
    pub(crate) fn end(&self) -> u64 {
        self.end.load(Ordering::Acquire)
    }

    pub(crate) fn revision_last(&self) -> u64 {
        self.revision_last.load(Ordering::Acquire)
    }

    /// Says that everything before `end` is durable, and which revision is the last inside.
    pub(crate) fn extend(&self, end: u64, revision_last: u64) {
        self.revision_last.store(revision_last, Ordering::Release);
        self.end.store(end, Ordering::Release);
    }

    /// A revision that no removal inside is later than; zero when there are none.
    pub(crate) fn removal_last(&self) -> u64 {
        let noted = self.removal_last.load(Ordering::Relaxed).min(self.revision_last());
        noted.max(self.removals.revision_last)
    }

    /// Says that there may be removals inside up to a revision.
    pub(crate) fn note_removals(&self, revision: u64) {
        self.removal_last.fetch_max(revision, Ordering::Relaxed);
    }

    /// The bytes of records, live and dead.
    pub(crate) fn record_bytes(&self) -> u64 {
        self.end().saturating_sub(SEGMENT_HEADER_BYTES)
    }

    pub(crate) fn live_bytes(&self) -> u64 {
        self.live_bytes.load(Ordering::Relaxed)
    }

    pub(crate) fn live_documents(&self) -> u64 {
        self.live_documents.load(Ordering::Relaxed)
    }

    pub(crate) fn dead_bytes(&self) -> u64 {
        self.record_bytes().saturating_sub(self.live_bytes())
    }

    /// Counts a document of this many bytes that the index now finds here.
    pub(crate) fn count_live(&self, bytes: u64) {
        self.live_bytes.fetch_add(bytes, Ordering::Relaxed);
        self.live_documents.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts documents that the index finds here.
    pub(crate) fn count_live_all(&self, bytes: u64, documents: u64) {
        self.live_bytes.fetch_add(bytes, Ordering::Relaxed);
        self.live_documents.fetch_add(documents, Ordering::Relaxed);
    }

    /// Counts a document that the index finds here no more.
    pub(crate) fn count_dead(&self, bytes: u64) {
        self.live_bytes.fetch_sub(bytes, Ordering::Relaxed);
        self.live_documents.fetch_sub(1, Ordering::Relaxed);
    }

    /// Notes damage, so that compaction leaves the segment alone from now on: it would meet it again each time.
    pub(crate) fn note_damage(&self, offset: u64, reason: &'static str) {
        let _ = self.damage.set((offset, reason));
    }

    /// The damage that was noted.
    pub(crate) fn damage(&self) -> Option<Error> {
        self.damage.get().map(|(offset, reason)| self.damaged(*offset, reason))
    }

    /// Removes the file once nobody reads it any more.
    ///
    /// INVARIANT: the manifest on disk does not list the segment.
    pub(crate) fn retire(&self) {
        self.name.retired.store(true, Ordering::Release);
    }

    /// Says that the document at a place is shown soon.
    pub(crate) fn prefetch(&self, key: EntryKey<'_>, place: Place) {
        let length = usize::try_from(place_bytes(key, place)).unwrap_or(usize::MAX);
        self.file.prefetch(u64::from(place.offset), length);
    }

    /// Shows the document at a place, after its checksum and its key have been compared. The key is shown as the record has
    /// it, in one piece.
    #[inline]
    pub(crate) fn show(
        &self,
        key: EntryKey<'_>,
        place: Place,
        show: &mut dyn FnMut(StoredKey<'_>, DocumentRef<'_>),
    ) -> Result<()> {
        const WRONG: &str = "the index names another document here";
        let length = usize::try_from(place_bytes(key, place)).unwrap_or(usize::MAX);
        let mut fault = Some(WRONG);
        let mut check = |bytes: &[u8]| match record::decode(bytes, self.header.salt) {
            Ok(record) if record.bytes == length && key.is(record.key) => {
                if let RecordWrite::Put { value, expires } = record.write {
                    fault = None;
                    let revision = Revision::new(record.revision);
                    let document = DocumentRef {
                        revision,
                        expires,
                        value,
                    };
                    show(record.key, document);
                }
            }
            Ok(_) | Err(RecordFault::Short(_)) => {}
            Err(RecordFault::Bad(reason)) => fault = Some(reason),
        };
        let offset = u64::from(place.offset);
        let read = self.file.read(offset, length, &mut check);
        read.map_err(|error| self.read_error(offset, error))?;
        match fault {
            None => Ok(()),
            Some(reason) => Err(self.damaged(offset, reason)),
        }
    }

    pub(crate) fn damaged(&self, offset: u64, reason: &'static str) -> Error {
        Error::Damaged {
            path: self.path(),
            offset,
            reason,
        }
    }

    /// A file that ends too early is damaged; anything else is for the operating system to explain.
    pub(crate) fn read_error(&self, offset: u64, error: std::io::Error) -> Error {
        if error.kind() == std::io::ErrorKind::UnexpectedEof {
            return self.damaged(offset, "the file ends in the middle of a record");
        }
        Error::io("read", &self.path(), error)
    }
}

/// A segment's file, which goes with the segment when that is retired.
struct Name {
    name: String,
    files: Arc<dyn Files>,
    retired: AtomicBool,
}

impl Drop for Name {
    fn drop(&mut self) {
        if self.retired.load(Ordering::Acquire) {
            // What stays is garbage, and removed by the next open.
            let _ = self.files.remove(&self.name);
        }
    }
}

/// The bytes of the record at a place.
#[inline]
pub(crate) fn place_bytes(key: EntryKey<'_>, place: Place) -> u64 {
    record::document_bytes(key, place.length() as usize, place.expires()) as u64
}

/// The name of a segment's file.
pub(crate) fn file_name(number: u32) -> String {
    format!("segment-{number:010}.log")
}

/// Whether a file is a segment by its name.
pub(crate) fn is_file_name(name: &str) -> bool {
    let digits = name.strip_prefix("segment-").and_then(|rest| rest.strip_suffix(".log"));
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()))
}

/// Whether a segment holds batches as they were committed.
pub(crate) fn is_log(segment: &Segment) -> bool {
    segment.header.kind == Kind::Log
}
