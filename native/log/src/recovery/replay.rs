//! Building the index from the records of segments.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use bimetal_engine::Result;

use crate::breakage::{Breakage, broken};
use crate::index::Place;
use crate::index::key::KeptKey;
use crate::segment::record::{Record, RecordWrite};
use crate::segment::walk::{Stop, walk};
use crate::segment::{Segment, is_log};
use crate::state::State;

/// Reads segments in any order: for each key the record with the highest revision counts.
pub(crate) struct Replay {
    pub(crate) state: State,
    /// The last removal of each key that was removed, for older documents that come later.
    removed: HashMap<KeptKey, u64>,
    pub(crate) records: u64,
    /// The keys of which one document could not be read, so that nobody knows which one is newer. `None` ends the replay
    /// at the first of them.
    pub(crate) undecided: Option<BTreeSet<KeptKey>>,
}

/// How far a log could be read.
pub(crate) struct LogEnd {
    /// Where the last whole batch ends.
    pub(crate) offset: u64,
    /// Its revision.
    pub(crate) revision: u64,
    /// Where the commit group begins that it belongs to.
    pub(crate) group: u64,
    /// What stands in the way of reading on.
    pub(crate) stop: Option<LogFault>,
}

/// What is wrong in a log.
#[derive(Clone, Copy)]
pub(crate) struct LogFault {
    pub(crate) offset: u64,
    pub(crate) reason: &'static str,
    /// The bytes may be those of a group that was being written. A record whose checksum is right is not.
    pub(crate) torn: bool,
}

impl Replay {
    pub(crate) fn new(state: State) -> Replay {
        Replay {
            state,
            removed: HashMap::new(),
            records: 0,
            undecided: None,
        }
    }

    /// For a check, which goes on to find all the damage there is.
    pub(crate) fn tolerant(state: State) -> Replay {
        Replay {
            undecided: Some(BTreeSet::new()),
            ..Replay::new(state)
        }
    }

    /// Reads a compacted segment.
    pub(crate) fn read_compacted(&mut self, segment: &Segment) -> Result<Option<LogFault>> {
        let mut last: Option<KeptKey> = None;
        let mut fault = None;
        let from = crate::segment::header::SEGMENT_HEADER_BYTES;
        let stop = walk(segment, from, segment.end(), &mut |offset, record| {
            if last.as_ref().is_some_and(|last| last.by_ref() >= record.key) {
                fault = Some((offset, "a record is not in key order"));
                return Ok(ControlFlow::Break(()));
            }
            let entry = Entry::new(segment, offset, record);
            self.enter(segment, &entry)?;
            last = Some(entry.key);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(match (fault, stop) {
            (Some((offset, reason)), _) | (None, Stop::Bad { offset, reason }) => Some(LogFault {
                offset,
                reason,
                torn: false,
            }),
            (None, Stop::End | Stop::Broken(_)) => None,
        })
    }

    /// Reads a log from a place between batches, the first of which has the revision after `revision`. Enters whole
    /// batches only.
    pub(crate) fn read_log(&mut self, segment: &Segment, from: u64, end: u64, revision: u64) -> Result<LogEnd> {
        let mut whole = LogEnd {
            offset: from,
            revision,
            group: from,
            stop: None,
        };
        let mut group = from;
        let mut batch: Vec<Entry> = Vec::new();
        let mut fault = None;
        let stop = walk(segment, from, end, &mut |offset, record| {
            if record.revision != whole.revision + 1 {
                fault = Some((offset, "the revision of a record is not the one that is due"));
                return Ok(ControlFlow::Break(()));
            }
            if record.group && !batch.is_empty() {
                fault = Some((offset, "a commit group begins in the middle of a batch"));
                return Ok(ControlFlow::Break(()));
            }
            if record.group {
                group = offset;
            }
            batch.push(Entry::new(segment, offset, record));
            if !record.more || broken(Breakage::TakeHalfBatch) {
                for entry in batch.drain(..) {
                    self.enter(segment, &entry)?;
                }
                whole.revision += 1;
                whole.group = group;
                whole.offset = offset + record.bytes as u64;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        whole.stop = match (fault, stop) {
            (Some((offset, reason)), _) => Some(LogFault {
                offset,
                reason,
                torn: false,
            }),
            (None, Stop::Bad { offset, reason }) => Some(LogFault {
                offset,
                reason,
                torn: true,
            }),
            (None, Stop::End | Stop::Broken(_)) if !batch.is_empty() => Some(LogFault {
                offset: end,
                reason: "the segment ends in the middle of a batch",
                torn: true,
            }),
            (None, Stop::End | Stop::Broken(_)) => None,
        };
        Ok(whole)
    }

    fn enter(&mut self, segment: &Segment, entry: &Entry) -> Result<()> {
        self.records += 1;
        let Entry { key, revision, .. } = entry;
        let revision = *revision;
        let removed = self.removed.get(key).copied();
        if removed.is_some_and(|removed| removed >= revision) {
            return Ok(());
        }
        if let Some(old) = self.state.index.get(key.by_ref()) {
            let newer = match (self.is_newer(key, old, segment, revision), &mut self.undecided) {
                (Ok(newer), _) => newer,
                (Err(_), Some(undecided)) => {
                    undecided.insert(key.clone());
                    false
                }
                (Err(error), None) => return Err(error),
            };
            if newer {
                return Ok(());
            }
        }
        match entry.document {
            Some((place, expires)) => {
                if removed.is_some() {
                    self.removed.remove(key);
                }
                self.state.put(key.by_ref(), place, expires);
            }
            None => {
                self.removed.insert(key.clone(), revision);
                self.state.remove(key.by_ref());
            }
        }
        Ok(())
    }

    /// Whether the document that the index has is as new as a record of `segment` with this revision, or newer.
    fn is_newer(&self, key: &KeptKey, old: Place, segment: &Segment, revision: u64) -> Result<bool> {
        let Some(holder) = self.state.segments.get(old.segment) else {
            return Ok(false);
        };
        // Logs are read in the order of their revisions, so only a compacted segment can have something newer.
        if broken(Breakage::LastReadWins) {
            return Ok(false);
        }
        let older = is_log(holder) && is_log(segment) || holder.revision_last() < revision;
        if older {
            return Ok(false);
        }
        let mut found = 0;
        holder.show(key.by_ref().as_entry(), old, &mut |_, document| {
            found = document.revision.get()
        })?;
        Ok(found >= revision)
    }
}

/// What the index needs to know of a record.
struct Entry {
    key: KeptKey,
    revision: u64,
    /// Where the document is and when it expires; `None` for a removal.
    document: Option<(Place, Option<u64>)>,
}

impl Entry {
    fn new(segment: &Segment, offset: u64, record: &Record<'_>) -> Entry {
        let document = match record.write {
            RecordWrite::Put { value, expires } => {
                // LIMIT: a segment is shorter than 4 GiB, and a value shorter than 256 MiB.
                let (offset, length) = (offset as u32, value.len() as u32);
                let place = Place::new(segment.number(), offset, length, expires.is_some());
                Some((place, expires.map(|expires| expires.millis())))
            }
            RecordWrite::Remove => None,
        };
        Entry {
            key: record.key.to_kept(),
            revision: record.revision,
            document,
        }
    }
}
