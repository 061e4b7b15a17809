//! Reading the store as of one revision.

use std::ops::ControlFlow;

use bimetal_document::{DocumentRef, Key, KeyRef, Revision, Span, Timestamp};
use bimetal_engine::{Direction, EngineSnapshot, Error, Result, Show};

use crate::index::key::{EntryKey, StemRoom, StoredKey};
use crate::index::{Kinds, Place};
use crate::state::State;

/// How many documents of a scan are on their way from memory while one is read: neighbours in the order of their keys
/// may lie anywhere in the log.
const AHEAD: usize = 8;

/// A clone of the state. The segments that it can see keep their files.
pub(crate) struct LogSnapshot {
    state: State,
}

impl LogSnapshot {
    pub(crate) fn new(state: State) -> LogSnapshot {
        LogSnapshot { state }
    }

    fn prefetch(&self, entry: Option<(EntryKey<'_>, Place)>) {
        if let Some((key, place)) = entry
            && let Some(segment) = self.state.segments.get(place.segment)
        {
            segment.prefetch(key, place);
        }
    }

    #[inline]
    fn show(
        &self,
        key: EntryKey<'_>,
        place: Place,
        show: &mut dyn FnMut(StoredKey<'_>, DocumentRef<'_>),
    ) -> Result<()> {
        let segment = self.state.segments.get(place.segment).ok_or(Error::Failed {
            reason: "the index names a segment that is not there, run a check of the store",
            source: None,
        })?;
        segment.show(key, place, show)
    }

    fn scan_entries<'a, E>(&'a self, mut entries: E, direction: Direction, show: &mut Show<'_>) -> Result<()>
    where
        E: DoubleEndedIterator<Item = (EntryKey<'a>, Place)> + Clone,
    {
        let step = |entries: &mut E| match direction {
            Direction::Forward => entries.next(),
            Direction::Backward => entries.next_back(),
        };
        let mut ahead = entries.clone();
        for _ in 0..AHEAD {
            self.prefetch(step(&mut ahead));
        }
        loop {
            self.prefetch(step(&mut ahead));
            let Some((key, place)) = step(&mut entries) else {
                return Ok(());
            };
            let mut flow = Ok(ControlFlow::Continue(()));
            self.show(key, place, &mut |key, document| {
                let mut room = StemRoom::default();
                flow = key.unpack(&mut room).ok_or_else(no_key).map(|key| show(key, document));
            })?;
            if flow?.is_break() {
                return Ok(());
            }
        }
    }
}

impl EngineSnapshot for LogSnapshot {
    fn revision(&self) -> Revision {
        Revision::new(self.state.revision)
    }

    fn len(&self) -> Result<u64> {
        self.count(&Span::all())
    }

    fn count(&self, span: &Span) -> Result<u64> {
        Ok(self.state.index.count(span) as u64)
    }

    fn key_at(&self, span: &Span, position: u64) -> Result<Option<Key>> {
        let found = usize::try_from(position)
            .ok()
            .and_then(|at| self.state.index.at(span, at));
        Ok(found.and_then(|key| key.to_kept().to_key()))
    }

    fn get(&self, key: KeyRef<'_>, show: &mut dyn FnMut(DocumentRef<'_>)) -> Result<bool> {
        let mut room = Vec::new();
        let key = StoredKey::of(key, &mut room);
        match self.state.index.get(key) {
            Some(place) => {
                self.show(key.as_entry(), place, &mut |_, document| show(document))?;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    fn scan(&self, span: &Span, direction: Direction, show: &mut Show<'_>) -> Result<()> {
        // Most stores have keys of one kind. Measured, to ask at each document which tree is next costs a scan a seventh.
        match self.state.index.span(span).kinds() {
            Kinds::Short(entries) => self.scan_entries(entries, direction, show),
            Kinds::Long(entries) => self.scan_entries(entries, direction, show),
            Kinds::Both(entries) => self.scan_entries(entries, direction, show),
        }
    }

    fn expired(&self, now: Timestamp, show: &mut dyn FnMut(KeyRef<'_>) -> ControlFlow<()>) -> Result<()> {
        let expired = self.state.expiries.iter();
        for (_, key) in expired.take_while(|(expires, _)| *expires <= now.millis()) {
            let mut room = StemRoom::default();
            let key = key.by_ref().unpack(&mut room).ok_or_else(no_key)?;
            if !key.is_reserved() && show(key).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn next_expiry(&self) -> Result<Option<Timestamp>> {
        Ok(self.state.expiries.first().map(Timestamp::from_millis))
    }
}

fn no_key() -> Error {
    Error::Failed {
        reason: "the index has a key that is none, run a check of the store",
        source: None,
    }
}
