//! Taking over the documents of another engine.

use std::ops::ControlFlow;
use std::sync::Arc;

use bimetal_document::{DocumentRef, KeyRef, Span};
use bimetal_engine::{Direction, EngineSnapshot, Error, Progress, Result, tell};
use bimetal_locks::lock;

use crate::compaction::output::Output;
use crate::core::{Core, create_active, log_header};
use crate::index::key::StoredKey;
use crate::manifest::ReplaceError;
use crate::segment::Segment;
use crate::segment::header::SEGMENT_HEADER_BYTES;
use crate::segment::list::Segments;
use crate::segment::record::{RecordWrite, check_value, document_bytes};
use crate::state::State;
use crate::write::writer::Writer;

impl Core {
    /// Writes the documents of `source` into compacted segments, which is what they would be after a compaction of
    /// everything, and begins a log after its last revision.
    pub(crate) fn fill(&self, source: &dyn EngineSnapshot, progress: &mut Progress<'_>) -> Result<()> {
        let mut writer = lock(&self.writer);
        let writer = writer.as_mut().ok_or(Error::Closed)?;
        if let Some(error) = writer.failed() {
            return Err(error.clone());
        }
        let state = self.state()?;
        let revision = source.revision().get();
        if !state.index.is_empty() || state.revision > revision {
            return Err(Error::Failed {
                reason: "only a new store can be filled with the documents of another, choose an empty folder",
                source: None,
            });
        }
        let mut filler = Filler {
            core: self,
            output: None,
            outputs: Vec::new(),
            bytes: 0,
            ordered: Vec::new(),
        };
        let filled = filler.fill(source, progress);
        let outputs = filler.finish(filled)?;
        self.begin_after(writer, &outputs, revision, &state)
    }

    /// Makes the outputs all there is, with an empty log behind them.
    fn begin_after(&self, writer: &mut Writer, outputs: &[Arc<Segment>], revision: u64, old: &State) -> Result<()> {
        let mut manifest = lock(&self.manifest);
        let number = manifest.take_number().ok_or(Error::Failed {
            reason: "the numbers of segments are used up, choose an empty folder",
            source: None,
        })?;
        let live_bytes = outputs.iter().map(|output| output.record_bytes()).sum();
        let wanted = self.options.segment_bytes_for(live_bytes);
        let header = log_header(&self.options, self.store_id, number, revision);
        let (active, allocated) = create_active(&self.files, header, wanted, SEGMENT_HEADER_BYTES)?;
        let mut segments = Segments::default();
        outputs.iter().for_each(|output| segments.insert(output.clone()));
        segments.insert(active.clone());
        let mut state = State::new(Arc::new(segments), active.clone(), revision);
        let mut replay = crate::recovery::replay::Replay::new(state);
        for output in outputs {
            if let Some(fault) = replay.read_compacted(output)? {
                return Err(output.damaged(fault.offset, fault.reason));
            }
        }
        state = replay.state;
        match self.replace_manifest(&mut manifest, &state.segments, number) {
            Ok(()) => {}
            Err(ReplaceError::Unchanged(error)) => {
                active.retire();
                outputs.iter().for_each(|output| output.retire());
                return Err(error);
            }
            Err(ReplaceError::Unknown(error)) => return Err(error),
        }
        *writer = Writer::new(active, revision, allocated);
        *lock(&self.state) = Some(state);
        old.segments.iter().for_each(|segment| segment.retire());
        Ok(())
    }
}

struct Filler<'a> {
    core: &'a Core,
    output: Option<Output>,
    outputs: Vec<Arc<Segment>>,
    bytes: u64,
    /// The ordered form of the key that is being written; kept, so that it is allocated once.
    ordered: Vec<u8>,
}

impl Filler<'_> {
    fn fill(&mut self, source: &dyn EngineSnapshot, progress: &mut Progress<'_>) -> Result<()> {
        let documents = source.len()?;
        let mut filled = 0;
        let mut outcome = Ok(());
        source.scan(&Span::everything(), Direction::Forward, &mut |key, document| {
            filled += 1;
            outcome = self.push(key, document).and_then(|()| {
                // How much is still to come is a guess from the documents so far.
                let all = u128::from(self.bytes) * u128::from(documents.max(filled)) / u128::from(filled);
                tell(progress, self.bytes, u64::try_from(all).unwrap_or(u64::MAX))
            });
            if outcome.is_ok() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
        outcome?;
        if let Some(output) = self.output.take() {
            self.outputs.push(output.seal(self.core)?);
        }
        Ok(())
    }

    fn push(&mut self, key: KeyRef<'_>, document: DocumentRef<'_>) -> Result<()> {
        let DocumentRef {
            revision,
            expires,
            value,
        } = document;
        check_value(value)?;
        let key = StoredKey::of(key, &mut self.ordered);
        let bytes = document_bytes(key.as_entry(), value.len(), expires.is_some()) as u64;
        if self.output.as_ref().is_some_and(|output| !output.has_room(bytes))
            && let Some(output) = self.output.take()
        {
            self.outputs.push(output.seal(self.core)?);
        }
        let output = match &mut self.output {
            Some(output) => output,
            none => none.insert(Output::create(self.core, u64::from(self.core.options.segment_bytes))?),
        };
        self.bytes += bytes;
        output.push(self.core, key, revision.get(), RecordWrite::Put { value, expires })
    }

    /// The outputs, or nothing of them.
    fn finish(self, filled: Result<()>) -> Result<Vec<Arc<Segment>>> {
        if filled.is_err() {
            if let Some(output) = self.output {
                output.abandon(self.core);
            }
            self.outputs.iter().for_each(|output| output.retire());
        }
        filled.map(|()| self.outputs)
    }
}
