//! The change feed, from the log.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Arc;

use bimetal_document::{ChangeRef, ChangeStep, ChangeValue, Revision, VisitChanges, Walk, Walked};
use bimetal_engine::{ChangeReader, Result};

use crate::core::Core;
use crate::index::key::StemRoom;
use crate::segment::Segment;
use crate::segment::header::SEGMENT_HEADER_BYTES;
use crate::segment::record::{Record, RecordWrite};
use crate::segment::walk::{Stop, walk};

/// LIMIT: what is kept for one reader, so that a slow one does not fill the disk. Readers share what they keep.
const KEPT_BYTES_MAX: u64 = 1 << 30;

/// A place in the log.
pub(crate) struct LogChanges {
    core: Arc<Core>,
    /// The segment that is being read; it keeps its file as long as the reader needs it.
    segment: Arc<Segment>,
    /// The segments behind it that are kept for this reader, without a gap.
    kept: VecDeque<Arc<Segment>>,
    offset: u64,
    /// The revision up to which all changes have been read.
    read: u64,
    /// The batch whose changes have all been shown, and its end not yet.
    ending: Option<u64>,
}

impl LogChanges {
    /// A reader of the changes after `since`, or `None` when they are not all retained.
    pub(crate) fn open(core: Arc<Core>, since: u64) -> Result<Option<LogChanges>> {
        let Some(segment) = find(&core, since)? else {
            return Ok(None);
        };
        let mut reader = LogChanges {
            core,
            kept: VecDeque::new(),
            read: segment.header.revision_first.saturating_sub(1),
            segment,
            offset: SEGMENT_HEADER_BYTES,
            ending: None,
        };
        reader.skip_to(since)?;
        Ok(Some(reader))
    }

    /// Passes over the batches up to a revision: from the nearest place that somebody has noted, since a segment is long.
    fn skip_to(&mut self, since: u64) -> Result<()> {
        let (segment, read) = (self.segment.clone(), self.read.max(since));
        // In this order: the last revision is never behind the end, so nothing after `since` lies before it.
        let end = segment.end();
        let mut offset = if segment.revision_last() == since {
            end
        } else {
            segment.places.before(since).unwrap_or(self.offset)
        };
        let stop = walk(&segment, offset, segment.end(), &mut |at, record| {
            if record.revision > since {
                return Ok(ControlFlow::Break(()));
            }
            offset = at + record.bytes as u64;
            if !record.more {
                segment.places.note(record.revision, offset);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        self.refuse_damage(stop)?;
        (self.offset, self.read) = (offset, read);
        Ok(())
    }

    /// Shows the batches of this segment up to and with `last`.
    fn visit_segment(&mut self, last: u64, visit: &mut VisitChanges<'_>) -> Result<Shown> {
        let segment = self.segment.clone();
        let begin = self.offset;
        let mut shown = Shown::All;
        // Of a batch that is not whole yet nothing counts; the end is one of a group, so there is none.
        let stop = walk(&segment, begin, segment.end(), &mut |at, record| {
            if record.revision > last {
                shown = Shown::Last;
                return Ok(ControlFlow::Break(()));
            }
            let before = self.offset;
            self.offset = at + record.bytes as u64;
            if record.revision > self.read && self.visit_record(record, before, visit) {
                shown = Shown::Stopped;
                return Ok(ControlFlow::Break(()));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        match stop {
            // What was shown is true. The damage behind it is an error the next time, and from then on.
            Stop::Bad { .. } if self.offset > begin => Ok(Shown::Stopped),
            stop => self.refuse_damage(stop).map(|()| shown),
        }
    }

    /// Shows the record that lies between `before` and the offset. Returns whether the visitor stops.
    fn visit_record(&mut self, record: &Record<'_>, before: u64, visit: &mut VisitChanges<'_>) -> bool {
        let revision = Revision::new(record.revision);
        let value = match record.write {
            RecordWrite::Put { value, .. } => ChangeValue::Put(value),
            RecordWrite::Remove => ChangeValue::Removed,
        };
        let mut room = StemRoom::default();
        // What the store keeps for itself is nobody's change.
        let key = record.key.unpack(&mut room).filter(|key| !key.is_reserved());
        let walk = key.map_or(Walk::On, |key| {
            visit(ChangeStep::Change(ChangeRef { key, revision, value }))
        });
        if walk == Walk::StopBefore {
            self.offset = before;
            return true;
        }
        if record.more {
            return walk == Walk::Stop;
        }
        self.ending = Some(record.revision);
        walk == Walk::Stop || self.end_batch(visit)
    }

    /// Shows the end of a batch whose changes have been shown. Returns whether the visitor stops.
    fn end_batch(&mut self, visit: &mut VisitChanges<'_>) -> bool {
        let Some(revision) = self.ending else { return false };
        let walk = visit(ChangeStep::BatchEnd(Revision::new(revision)));
        if walk != Walk::StopBefore {
            (self.read, self.ending) = (revision, None);
            self.segment.places.note(revision, self.offset);
        }
        walk != Walk::On
    }

    /// Goes on to the segment behind, if there is one. `None` when it is not retained any more.
    fn turn(&mut self) -> Result<Option<Turned>> {
        if self.offset < self.segment.end() {
            return Ok(Some(Turned::More));
        }
        let next = match self.kept.pop_front() {
            Some(next) => next,
            None => match find(&self.core, self.read)? {
                Some(next) => next,
                None => return Ok(None),
            },
        };
        if next.number() == self.segment.number() {
            let all = next.end() == self.offset;
            return Ok(Some(if all { Turned::AtEnd } else { Turned::More }));
        }
        self.segment = next;
        self.offset = SEGMENT_HEADER_BYTES;
        Ok(Some(Turned::More))
    }

    fn refuse_damage(&self, stop: Stop) -> Result<()> {
        match stop {
            Stop::Bad { offset, reason } => Err(self.segment.damaged(offset, reason)),
            Stop::End | Stop::Broken(_) => Ok(()),
        }
    }
}

/// How far a segment was shown.
enum Shown {
    All,
    /// As far as was asked for.
    Last,
    Stopped,
}

/// What there is behind a segment that is read to its end.
enum Turned {
    More,
    /// It is the active one, and nothing is behind it yet.
    AtEnd,
}

impl ChangeReader for LogChanges {
    fn visit(&mut self, last: Revision, visit: &mut VisitChanges<'_>) -> Result<Walked> {
        let last = last.get();
        if self.end_batch(visit) {
            return Ok(Walked::Stopped);
        }
        while self.read < last {
            match self.visit_segment(last, visit)? {
                Shown::Stopped => return Ok(Walked::Stopped),
                Shown::Last => break,
                Shown::All if self.read >= last => break,
                Shown::All => match self.turn()? {
                    None => return Ok(Walked::Expired),
                    Some(Turned::AtEnd) => break,
                    Some(Turned::More) => {}
                },
            }
        }
        Ok(Walked::End)
    }

    fn keep(&mut self) -> Result<()> {
        let segments = self.core.change(|state| state.segments.clone())?;
        if self.kept.iter().map(|segment| segment.record_bytes()).sum::<u64>() >= KEPT_BYTES_MAX {
            return Ok(());
        }
        let newest = self.kept.back().unwrap_or(&self.segment).clone();
        let mut behind: Vec<Arc<Segment>> = segments
            .retained()
            .take_while(|segment| segment.header.revision_first > newest.header.revision_first)
            .cloned()
            .collect();
        behind.reverse();
        // Where the one to follow is gone already, nothing behind it is of use.
        let follows = |first: &Arc<Segment>| first.header.revision_first == newest.revision_last().saturating_add(1);
        if behind.first().is_some_and(follows) {
            self.kept.extend(behind);
        }
        Ok(())
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
