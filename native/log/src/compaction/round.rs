//! One round of compaction: some segments in, fewer out, in steps.

use std::ops::ControlFlow;
use std::sync::Arc;

use bimetal_document::{Edge, Span};
use bimetal_engine::{Error, Result};

use super::output::Output;
use super::pick::Picked;
use super::removals::{Removal, RemovalSearch};
use crate::breakage::{Breakage, broken};
use crate::core::Core;
use crate::index::Place;
use crate::index::key::{EntryKey, KeptKey, StemRoom, StoredKey};
use crate::manifest::ReplaceError;
use crate::segment::header::SEGMENT_HEADER_BYTES;
use crate::segment::list::Segments;
use crate::segment::record::{RecordWrite, document_bytes, removal_bytes};
use crate::segment::walk::{Stop, walk};
use crate::segment::{Segment, place_bytes};
use crate::state::State;

/// What a step left.
pub(crate) enum Step {
    /// Another step.
    More,
    /// Nothing.
    Done,
}

/// Why a round ends early.
pub(crate) enum RoundError {
    /// The disk is full. Another round may find room.
    NoRoom,
    /// Damage, or a disk that fails.
    Failed(Error),
}

impl From<Error> for RoundError {
    fn from(error: Error) -> RoundError {
        match error {
            Error::DiskFull { .. } => RoundError::NoRoom,
            error => RoundError::Failed(error),
        }
    }
}

impl From<ReplaceError> for RoundError {
    fn from(error: ReplaceError) -> RoundError {
        match error {
            ReplaceError::Unchanged(error) => error.into(),
            ReplaceError::Unknown(error) => RoundError::Failed(error),
        }
    }
}

/// A round between two steps.
pub(crate) struct Round {
    inputs: Vec<Arc<Segment>>,
    removals: RemovalSearch,
    /// What was to be written when that began. Of it more and more dies while it is written.
    bytes_planned: u64,
    output: Option<Output>,
    outputs: Vec<Arc<Segment>>,
    /// The manifest on disk lists the outputs, or nobody knows.
    listed: bool,
    phase: Phase,
}

/// What comes next.
enum Phase {
    /// Find the removals.
    Find,
    /// Write the live documents and the removals that are needed, in key order.
    Write { after: Option<KeptKey>, removal: usize },
    /// Make the manifest list the outputs as well.
    List,
    /// Point the index to the outputs.
    Relocate { output: usize, offset: u64 },
    /// Make the manifest list the inputs no more.
    Unlist,
    /// Let go of the inputs one by one: removing a large file takes a while.
    Release,
}

impl Round {
    pub(crate) fn new(state: &State, picked: Picked) -> Round {
        let Picked { inputs, probe } = picked;
        let outside = state
            .segments
            .iter()
            .filter(|segment| !contains(&inputs, segment.number()));
        let outside = outside.cloned().collect();
        Round {
            removals: RemovalSearch::new(inputs.clone(), outside, probe),
            inputs,
            bytes_planned: 0,
            output: None,
            outputs: Vec::new(),
            listed: false,
            phase: Phase::Find,
        }
    }

    pub(crate) fn step(&mut self, core: &Core) -> Result<Step, RoundError> {
        match &self.phase {
            Phase::Find => {
                if self.removals.step(core)? {
                    self.bytes_planned = self.live_bytes() + self.removals.bytes() as u64;
                    self.phase = Phase::Write {
                        after: None,
                        removal: 0,
                    };
                }
            }
            Phase::Write { after, removal } => {
                let (after, removal) = (after.clone(), *removal);
                self.write(core, after, removal)?;
            }
            Phase::List => self.list(core)?,
            Phase::Relocate { output, offset } => self.relocate(core, *output, *offset)?,
            Phase::Unlist => self.unlist(core)?,
            Phase::Release => {
                drop(self.inputs.pop());
                return Ok(if self.inputs.is_empty() { Step::Done } else { Step::More });
            }
        }
        Ok(Step::More)
    }

    /// The numbers of the segments that go in.
    pub(crate) fn input_numbers(&self) -> impl Iterator<Item = u32> {
        self.inputs.iter().map(|input| input.number())
    }

    /// Whether it was found out which removals are needed.
    pub(crate) fn has_probed(&self) -> bool {
        self.removals.has_probed()
    }

    /// Removes what the round has written, unless the manifest lists it: then it is as good as what it was made from.
    pub(crate) fn abandon(self, core: &Core) {
        if let Some(output) = self.output {
            output.abandon(core);
        }
        if !self.listed {
            self.outputs.iter().for_each(|output| output.retire());
        }
    }

    fn write(&mut self, core: &Core, after: Option<KeptKey>, mut removal: usize) -> Result<(), RoundError> {
        // What is written meanwhile goes to the active segment, which is not of the round: any later state will do.
        let state = core.state()?;
        let mut last = None;
        let (mut bytes, mut entries) = (0, 0);
        for (key, place) in state.index.span(&behind(after.as_ref())) {
            if bytes >= core.options.step_bytes as u64 || entries >= core.options.step_entries * 16 {
                let after = last.map(EntryKey::to_kept).or(after);
                self.phase = Phase::Write { after, removal };
                return Ok(());
            }
            bytes += self.push_removals(core, &mut removal, Some(key))?;
            if let Some(segment) = self
                .inputs
                .iter()
                .find(|input| input.number() == place.segment)
                .cloned()
            {
                self.copy(core, &segment, key, place)?;
                bytes += place_bytes(key, place);
            }
            entries += 1;
            last = Some(key);
        }
        self.push_removals(core, &mut removal, None)?;
        self.seal(core)?;
        self.phase = Phase::List;
        Ok(())
    }

    /// Writes the removals from `removal` on whose keys are less than that of a document, or all of them. A removal of its
    /// key is passed over: a document that is there is newer. Returns the bytes that were written.
    fn push_removals(&mut self, core: &Core, removal: &mut usize, before: Option<EntryKey<'_>>) -> Result<u64> {
        let mut bytes = 0;
        let before = before.filter(|_| self.removals.get(*removal).is_some());
        let before = before.map(EntryKey::to_kept);
        while let Some(Removal { key, revision, .. }) = self.removals.get(*removal)
            && before.as_ref().is_none_or(|before| key <= before)
        {
            *removal += 1;
            if before.as_ref() != Some(key) {
                let (key, revision) = (key.clone(), *revision);
                bytes += removal_bytes(key.by_ref().as_entry()) as u64;
                self.push(core, key.by_ref(), revision, RecordWrite::Remove)?;
            }
        }
        Ok(bytes)
    }

    fn copy(&mut self, core: &Core, segment: &Segment, key: EntryKey<'_>, place: Place) -> Result<()> {
        let mut pushed = Ok(());
        segment.show(key, place, &mut |key, document| {
            let (value, expires) = (document.value, document.expires);
            pushed = self.push(core, key, document.revision.get(), RecordWrite::Put { value, expires });
        })?;
        pushed
    }

    fn push(&mut self, core: &Core, key: StoredKey<'_>, revision: u64, write: RecordWrite<'_>) -> Result<()> {
        let bytes = match write {
            RecordWrite::Put { value, expires } => {
                document_bytes(key.as_entry(), value.len(), expires.is_some()) as u64
            }
            RecordWrite::Remove => removal_bytes(key.as_entry()) as u64,
        };
        if self.output.as_ref().is_some_and(|output| !output.has_room(bytes)) {
            self.seal(core)?;
        }
        let bytes_left = self.bytes_left();
        let output = match &mut self.output {
            Some(output) => output,
            none => none.insert(Output::create(core, bytes.max(bytes_left))?),
        };
        output.push(core, key, revision, write)
    }

    /// At most what is left to be written, at the beginning of an output.
    ///
    /// INVARIANT: never less, however much dies meanwhile, or the outputs would shrink with it down to single records.
    fn bytes_left(&self) -> u64 {
        let written: u64 = self.outputs.iter().map(|output| output.record_bytes()).sum();
        let planned = if broken(Breakage::CountTheDying) {
            self.live_bytes() + self.removals.bytes() as u64
        } else {
            self.bytes_planned
        };
        planned.saturating_sub(written)
    }

    fn live_bytes(&self) -> u64 {
        self.inputs.iter().map(|input| input.live_bytes()).sum()
    }

    fn seal(&mut self, core: &Core) -> Result<()> {
        if let Some(output) = self.output.take() {
            self.outputs.push(output.seal(core)?);
        }
        Ok(())
    }

    fn list(&mut self, core: &Core) -> Result<(), RoundError> {
        let outputs = self.outputs.clone();
        self.change_segments(core, |segments| {
            outputs.into_iter().for_each(|output| segments.insert(output))
        })?;
        self.phase = Phase::Relocate {
            output: 0,
            offset: SEGMENT_HEADER_BYTES,
        };
        Ok(())
    }

    fn relocate(&mut self, core: &Core, output: usize, offset: u64) -> Result<(), RoundError> {
        let Some(segment) = self.outputs.get(output) else {
            self.phase = Phase::Unlist;
            return Ok(());
        };
        let mut entries: Vec<(KeptKey, Place)> = Vec::new();
        // Reading back what was written compares its checksums once more before anything depends on it.
        let stop = walk(segment, offset, segment.end(), &mut |offset, record| {
            if let RecordWrite::Put { value, expires } = record.write {
                // LIMIT: a segment is shorter than 4 GiB, and a value shorter than 256 MiB.
                let place = Place::new(segment.number(), offset as u32, value.len() as u32, expires.is_some());
                entries.push((record.key.to_kept(), place));
            }
            let enough = entries.len() >= core.options.step_entries;
            Ok(if enough {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        let next = match stop {
            Stop::Broken(offset) => Phase::Relocate { output, offset },
            Stop::End => Phase::Relocate {
                output: output + 1,
                offset: SEGMENT_HEADER_BYTES,
            },
            Stop::Bad { offset, reason } => return Err(segment.damaged(offset, reason).into()),
        };
        core.change(|state| {
            for (key, place) in &entries {
                state.relocate(key.by_ref(), *place, |number| contains(&self.inputs, number));
            }
        })?;
        self.phase = next;
        Ok(())
    }

    fn unlist(&mut self, core: &Core) -> Result<(), RoundError> {
        if self.inputs.iter().any(|input| input.live_documents() > 0) {
            let reason = "compaction left documents behind, run a check of the store";
            return Err(RoundError::Failed(Error::Failed { reason, source: None }));
        }
        if broken(Breakage::RemoveInputsEarly) {
            self.inputs
                .iter()
                .for_each(|input| drop(core.files.remove(input.name())));
            let _ = core.files.sync_folder();
        }
        let inputs = self.inputs.clone();
        self.change_segments(core, |segments| {
            inputs.iter().for_each(|input| segments.remove(input.number()));
        })?;
        drop(inputs);
        self.inputs.iter().for_each(|input| input.retire());
        self.removals.release();
        self.phase = Phase::Release;
        Ok(())
    }

    /// Changes which segments there are, on disk first.
    fn change_segments(&mut self, core: &Core, change: impl FnOnce(&mut Segments)) -> Result<(), RoundError> {
        let changed = core.change_segments(change);
        self.listed |= !matches!(changed, Err(ReplaceError::Unchanged(_)));
        changed.map_err(RoundError::from)
    }
}

/// What lies behind a key that the round has passed, or everything.
fn behind(key: Option<&KeptKey>) -> Span {
    let mut room = StemRoom::default();
    let key = key.and_then(|key| key.by_ref().unpack(&mut room));
    Span {
        from: key.map_or_else(Edge::first, Edge::after),
        ..Span::everything()
    }
}

fn contains(inputs: &[Arc<Segment>], number: u32) -> bool {
    inputs.iter().any(|input| input.number() == number)
}
