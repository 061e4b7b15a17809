//! Which removals a round has to keep.

use std::ops::ControlFlow;
use std::sync::Arc;

use bimetal_engine::Result;

use crate::breakage::{Breakage, broken};
use crate::core::Core;
use crate::index::key::KeptKey;
use crate::segment::Segment;
use crate::segment::header::SEGMENT_HEADER_BYTES;
use crate::segment::record::{Record, RecordWrite, removal_bytes};
use crate::segment::walk::{Stop, walk};

/// A removal that the round may have to keep.
pub(crate) struct Removal {
    pub(crate) key: KeptKey,
    pub(crate) revision: u64,
    /// Whether an older document of the key was found outside the round.
    hides: bool,
}

/// Finds the removals of a round, which are in no index, and what they still hide, step by step.
pub(crate) struct RemovalSearch {
    inputs: Vec<Arc<Segment>>,
    /// The segments in which older documents of the removals' keys are looked for.
    probed: Vec<Arc<Segment>>,
    /// Whether that is worth it.
    probes: bool,
    /// The lowest revision in any segment that is not of the round.
    oldest_outside: u64,
    /// In key order once all are collected.
    found: Vec<Removal>,
    search: Search,
}

/// What comes next, and where.
#[derive(Clone, Copy)]
enum Search {
    Collect { input: usize, offset: u64 },
    Probe { segment: usize, offset: u64 },
}

impl RemovalSearch {
    pub(crate) fn new(inputs: Vec<Arc<Segment>>, outside: Vec<Arc<Segment>>, probe: bool) -> RemovalSearch {
        let oldest = outside.iter().map(|segment| segment.header.revision_first).min();
        RemovalSearch {
            inputs,
            oldest_outside: oldest.unwrap_or(u64::MAX),
            probed: if probe { outside } else { Vec::new() },
            probes: probe,
            found: Vec::new(),
            search: Search::Collect {
                input: 0,
                offset: SEGMENT_HEADER_BYTES,
            },
        }
    }

    /// The removal at a place in key order.
    pub(crate) fn get(&self, place: usize) -> Option<&Removal> {
        self.found.get(place)
    }

    /// The bytes of all of them.
    pub(crate) fn bytes(&self) -> usize {
        self.found
            .iter()
            .map(|removal| removal_bytes(removal.key.by_ref().as_entry()))
            .sum()
    }

    /// Whether it was found out what the removals hide.
    pub(crate) fn has_probed(&self) -> bool {
        self.probes
    }

    /// Lets go of the segments.
    pub(crate) fn release(&mut self) {
        self.inputs.clear();
        self.probed.clear();
    }

    /// A removal is needed as long as an older record of its key may stand in a segment that stays.
    fn is_needed(&self, revision: u64) -> bool {
        self.oldest_outside <= revision && !broken(Breakage::DropRemovalsEarly)
    }

    /// Returns whether all is found.
    pub(crate) fn step(&mut self, core: &Core) -> Result<bool> {
        match self.search {
            Search::Collect { input, offset } => self.collect(core, input, offset).map(|()| false),
            Search::Probe { segment, offset } => self.probe(core, segment, offset),
        }
    }

    fn collect(&mut self, core: &Core, input: usize, offset: u64) -> Result<()> {
        let Some(segment) = self.inputs.get(input).cloned() else {
            // Of each key the last removal, which makes the others needless.
            self.found
                .sort_unstable_by(|one, other| (&one.key, other.revision).cmp(&(&other.key, one.revision)));
            self.found.dedup_by(|later, first| later.key == first.key);
            self.search = Search::Probe {
                segment: 0,
                offset: SEGMENT_HEADER_BYTES,
            };
            return Ok(());
        };
        let next = step_through(core, &segment, offset, &mut |record| {
            if record.write == RecordWrite::Remove && self.is_needed(record.revision) {
                self.found.push(Removal {
                    key: record.key.to_kept(),
                    revision: record.revision,
                    hides: false,
                });
            }
        })?;
        self.search = match next {
            Some(offset) => Search::Collect { input, offset },
            None => Search::Collect {
                input: input + 1,
                offset: SEGMENT_HEADER_BYTES,
            },
        };
        Ok(())
    }

    /// Looks in the other segments for documents that would come back without the removals.
    fn probe(&mut self, core: &Core, probed: usize, offset: u64) -> Result<bool> {
        let Some(segment) = self.probed.get(probed).cloned() else {
            if self.has_probed() {
                self.found.retain(|removal| removal.hides);
            }
            return Ok(true);
        };
        let newest = self.found.iter().map(|removal| removal.revision).max();
        let mut next = None;
        if newest.is_some_and(|newest| segment.header.revision_first < newest) {
            next = step_through(core, &segment, offset, &mut |record| self.compare(record))?;
        }
        self.search = match next {
            Some(offset) => Search::Probe {
                segment: probed,
                offset,
            },
            None => Search::Probe {
                segment: probed + 1,
                offset: SEGMENT_HEADER_BYTES,
            },
        };
        Ok(false)
    }

    fn compare(&mut self, record: &Record<'_>) {
        if record.write != RecordWrite::Remove
            && let Ok(found) = self
                .found
                .binary_search_by(|removal| removal.key.by_ref().cmp(&record.key))
            && let Some(removal) = self.found.get_mut(found)
        {
            removal.hides |= record.revision < removal.revision;
        }
    }
}

/// Visits the records of about one step. Returns where the next step goes on, or `None` at the segment's end.
fn step_through(
    core: &Core,
    segment: &Segment,
    offset: u64,
    visit: &mut dyn FnMut(&Record<'_>),
) -> Result<Option<u64>> {
    let enough = offset.saturating_add(core.options.step_bytes as u64);
    let stop = walk(segment, offset, segment.end(), &mut |offset, record| {
        visit(record);
        let enough = offset + record.bytes as u64 >= enough;
        Ok(if enough {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    })?;
    match stop {
        Stop::Broken(offset) => Ok(Some(offset)),
        Stop::End => Ok(None),
        Stop::Bad { offset, reason } => Err(segment.damaged(offset, reason)),
    }
}
