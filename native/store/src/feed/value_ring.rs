//! Changes from the ring, with values: for engines that keep no values of earlier revisions.

use std::collections::VecDeque;

use bimetal_document::{
    Change, ChangeKind, ChangeRef, ChangeStep, ChangeValue, Changes, Revision, Timestamp, VisitChanges, Walk, Walked,
};
use bimetal_engine::EngineSnapshot;

use crate::error::Result;
use crate::feed::hub::FeedHub;
use crate::feed::ring::RingPlace;
use crate::snapshot::get_with;

/// How many changes are taken from the ring at once.
const CHANGES: usize = 256;

/// A place in the ring, and what was read ahead of it.
pub(crate) struct ValueRing {
    place: RingPlace,
    /// Whole batches.
    read: VecDeque<Change>,
    /// The batch whose changes have all been shown, and its end not yet.
    ending: Option<Revision>,
}

impl ValueRing {
    pub(crate) fn new(place: RingPlace) -> ValueRing {
        ValueRing {
            place,
            read: VecDeque::new(),
            ending: None,
        }
    }

    /// Shows the changes up to and with `last`. A value is that of its revision while the document still has it.
    pub(crate) fn visit(
        &mut self,
        hub: &FeedHub,
        latest: &dyn EngineSnapshot,
        last: Revision,
        visit: &mut VisitChanges<'_>,
    ) -> Result<Walked> {
        loop {
            if let Some(revision) = self.ending {
                let walk = visit(ChangeStep::BatchEnd(revision));
                if walk != Walk::StopBefore {
                    self.ending = None;
                }
                if walk != Walk::On {
                    return Ok(Walked::Stopped);
                }
            }
            if self.read.is_empty() && !self.read_ahead(hub) {
                return Ok(Walked::Expired);
            }
            let Some(change) = self.read.front().filter(|change| change.revision <= last) else {
                return Ok(Walked::End);
            };
            let walk = show(change, latest, visit)?;
            if walk == Walk::StopBefore {
                return Ok(Walked::Stopped);
            }
            let revision = change.revision;
            self.read.pop_front();
            if self.read.front().is_none_or(|next| next.revision != revision) {
                self.ending = Some(revision);
            }
            if walk == Walk::Stop {
                return Ok(Walked::Stopped);
            }
        }
    }

    /// Reads whole batches, or nothing when there are none. Returns whether the ring still had the place.
    fn read_ahead(&mut self, hub: &FeedHub) -> bool {
        loop {
            match hub.read(&mut self.place, CHANGES) {
                Changes::Some(changes) => self.read.extend(changes),
                Changes::Empty => {}
                Changes::Expired => return false,
            }
            if self
                .read
                .back()
                .is_none_or(|change| change.revision <= self.place.revision())
            {
                return true;
            }
        }
    }
}

fn show(change: &Change, latest: &dyn EngineSnapshot, visit: &mut VisitChanges<'_>) -> Result<Walk> {
    if change.kind == ChangeKind::Remove {
        return Ok(visit(step(change, ChangeValue::Removed)));
    }
    // INVARIANT: the value of another revision is never shown: a mirror would take it for this one's.
    let shown = get_with(latest, change.key.by_ref(), Timestamp::now, |document| {
        (document.revision == change.revision).then(|| visit(step(change, ChangeValue::Put(document.value))))
    })?;
    Ok(shown
        .flatten()
        .unwrap_or_else(|| visit(step(change, ChangeValue::Superseded))))
}

fn step<'a>(change: &'a Change, value: ChangeValue<'a>) -> ChangeStep<'a> {
    ChangeStep::Change(ChangeRef {
        key: change.key.by_ref(),
        revision: change.revision,
        value,
    })
}
