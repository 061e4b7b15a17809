//! The change feed, from the log.

use std::ops::ControlFlow;
use std::sync::Arc;

use bimetal_document::{Change, ChangeKind, Changes, Revision};
use bimetal_engine::{ChangeReader, Result};

use crate::core::Core;
use crate::segment::Segment;
use crate::segment::header::SEGMENT_HEADER_BYTES;
use crate::segment::record::RecordWrite;
use crate::segment::walk::{Stop, walk};

/// A place in the log.
pub(crate) struct LogChanges {
    core: Arc<Core>,
    /// The segment that is being read; it keeps its file as long as the reader needs it.
    segment: Arc<Segment>,
    offset: u64,
    /// The revision up to which all changes have been read.
    read: u64,
}

impl LogChanges {
    /// A reader of the changes after `since`, or `None` when they are not all retained.
    pub(crate) fn open(core: Arc<Core>, since: u64) -> Result<Option<LogChanges>> {
        let Some(segment) = find(&core, since)? else {
            return Ok(None);
        };
        let mut reader = LogChanges {
            core,
            read: segment.header.revision_first.saturating_sub(1),
            segment,
            offset: SEGMENT_HEADER_BYTES,
        };
        reader.skip_to(since)?;
        Ok(Some(reader))
    }

    /// Passes over the batches up to a revision.
    fn skip_to(&mut self, since: u64) -> Result<()> {
        let mut offset = self.offset;
        let stop = walk(&self.segment, offset, self.segment.end(), &mut |at, record| {
            if record.revision > since {
                return Ok(ControlFlow::Break(()));
            }
            offset = at + record.bytes as u64;
            Ok(ControlFlow::Continue(()))
        })?;
        self.refuse_damage(stop)?;
        (self.offset, self.read) = (offset, self.read.max(since));
        Ok(())
    }

    /// Appends the batches of this segment up to and with `last`, until there are `limit` changes.
    fn read_segment(&mut self, last: u64, limit: usize, changes: &mut Vec<Change>) -> Result<()> {
        let (mut offset, mut read) = (self.offset, self.read);
        // Of a batch that is not whole yet nothing counts; the end is one of a group, so there is none.
        let stop = walk(&self.segment, offset, self.segment.end(), &mut |at, record| {
            if record.revision > last {
                return Ok(ControlFlow::Break(()));
            }
            let kind = match record.write {
                RecordWrite::Put { .. } => ChangeKind::Put,
                RecordWrite::Remove => ChangeKind::Remove,
            };
            // What the store keeps for itself is nobody's change.
            if let Some(key) = record.key.to_kept().to_key() {
                let revision = Revision::new(record.revision);
                changes.push(Change { key, revision, kind });
            }
            if record.more {
                return Ok(ControlFlow::Continue(()));
            }
            (offset, read) = (at + record.bytes as u64, record.revision);
            let enough = changes.len() >= limit;
            Ok(if enough {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        self.refuse_damage(stop)?;
        (self.offset, self.read) = (offset, read);
        Ok(())
    }

    fn refuse_damage(&self, stop: Stop) -> Result<()> {
        match stop {
            Stop::Bad { offset, reason } => Err(self.segment.damaged(offset, reason)),
            Stop::End | Stop::Broken(_) => Ok(()),
        }
    }
}

impl ChangeReader for LogChanges {
    fn next(&mut self, last: Revision, limit: usize) -> Result<Changes> {
        let last = last.get();
        let mut changes = Vec::new();
        while self.read < last {
            self.read_segment(last, limit.max(1), &mut changes)?;
            if changes.len() >= limit.max(1) || self.read >= last {
                break;
            }
            // The segment is read to its end. If it is the active one, `last` is not there yet.
            let Some(next) = find(&self.core, self.read)? else {
                // What was read is true; that more is lost is said next time.
                return Ok(if changes.is_empty() {
                    Changes::Expired
                } else {
                    Changes::Some(changes)
                });
            };
            if next.number() == self.segment.number() {
                if next.end() == self.offset {
                    break;
                }
                continue;
            }
            self.segment = next;
            self.offset = SEGMENT_HEADER_BYTES;
        }
        Ok(if changes.is_empty() {
            Changes::Empty
        } else {
            Changes::Some(changes)
        })
    }
}

/// The retained log that the changes after a revision begin in.
fn find(core: &Core, since: u64) -> Result<Option<Arc<Segment>>> {
    let segments = core.change(|state| state.segments.clone())?;
    let mut retained = segments.retained();
    Ok(retained
        .find(|segment| segment.header.revision_first <= since.saturating_add(1))
        .cloned())
}
