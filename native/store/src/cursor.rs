//! An ordered position in a snapshot.

use std::fmt;
use std::ops::{Bound, ControlFlow};
use std::sync::Arc;

use bimetal_document::{Document, DocumentRef, Edge, Entry, Key, KeyRange, KeyRef, Span};
use bimetal_engine::Direction;

use crate::count::count;
use crate::error::{Error, Result};
use crate::position::key_at;
use crate::view::View;

/// An ordered position in a snapshot. It moves in bounded steps, and holds nothing between them but a key.
pub struct Cursor {
    view: Arc<View>,
    range: KeyRange,
    direction: Direction,
    /// The range's rest, in key order; nothing at the end.
    rest: Vec<Span>,
    /// The last key that was taken.
    position: Option<Key>,
    closed: bool,
}

impl Cursor {
    pub(crate) fn new(view: Arc<View>, range: KeyRange, direction: Direction) -> Cursor {
        Cursor {
            view,
            rest: range.spans().to_vec(),
            range,
            direction,
            position: None,
            closed: false,
        }
    }

    /// The next documents in the cursor's direction, `limit` at most. None means the end, or a limit of zero.
    pub fn next(&mut self, limit: usize) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        self.visit(limit, |key, document| {
            // What the store keeps for itself is in no range.
            entries.extend(key.to_key().map(|key| Entry {
                key,
                document: Document::new(document),
            }));
            ControlFlow::Continue(())
        })?;
        Ok(entries)
    }

    /// Shows the next documents without copying them, `limit` at most, until `show` breaks. Returns how many it took.
    ///
    /// The document on which `show` breaks is not taken: it comes again next time. So a caller whose buffer is too small
    /// for it loses nothing.
    pub fn visit(
        &mut self,
        limit: usize,
        mut show: impl FnMut(KeyRef<'_>, DocumentRef<'_>) -> ControlFlow<()>,
    ) -> Result<usize> {
        let view = self.check_open()?;
        let (snapshot, now) = (view.engine()?, view.taken);
        let mut taken = 0;
        let mut last = LastKey::default();
        let mut stopped = false;
        let mut passed = 0;
        while let Some(span) = self.nth(passed)
            && !stopped
        {
            snapshot.scan(span, self.direction, &mut |key, document| {
                if document.is_expired(now) {
                    return ControlFlow::Continue(());
                }
                if taken == limit || show(key, document).is_break() {
                    stopped = true;
                    return ControlFlow::Break(());
                }
                taken += 1;
                last.set(key);
                ControlFlow::Continue(())
            })?;
            passed += usize::from(!stopped);
        }
        self.pass(passed, last.key());
        Ok(taken)
    }

    /// The last key that the cursor took. A later cursor goes on from there with [`Cursor::seek_past`], on this snapshot
    /// or on another one.
    pub fn position(&self) -> Option<&Key> {
        self.position.as_ref()
    }

    /// Whether the last step reached the end of the range.
    pub fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Moves before `key`, wherever the cursor stands: the next document is the one under `key`, or the nearest one of the
    /// range in the cursor's direction.
    pub fn seek(&mut self, key: Key) -> Result<()> {
        self.seek_to(Bound::Included(key))
    }

    /// Moves behind `key`: as [`Cursor::seek`], and the document under `key` is passed over.
    pub fn seek_past(&mut self, key: Key) -> Result<()> {
        self.seek_to(Bound::Excluded(key))
    }

    /// Passes over so many of the documents that are to come: by the log engine without walking over them.
    pub fn skip(&mut self, documents: u64) -> Result<()> {
        if documents == 0 {
            return Ok(());
        }
        let view = self.check_open()?;
        let found = key_at(
            view.engine()?.as_ref(),
            &self.rest,
            self.direction,
            view.taken,
            documents,
        )?;
        let Some(key) = found else {
            self.rest.clear();
            return Ok(());
        };
        let (mut from, mut to) = (Edge::first(), Edge::last());
        match self.direction {
            Direction::Forward => from = Edge::before(key.by_ref()),
            Direction::Backward => to = Edge::after(key.by_ref()),
        }
        let ahead = Span { from, to };
        self.rest.iter_mut().for_each(|span| *span = span.and(&ahead));
        self.rest.retain(|span| !span.is_empty());
        Ok(())
    }

    /// The number of documents of the cursor's range whose keys begin with `prefix`, wherever the cursor stands: by the log
    /// engine without walking over them.
    pub fn count_of_prefix(&self, prefix: &str) -> Result<u64> {
        let view = self.check_open()?;
        let range = self.range.and(&KeyRange::prefix(prefix)?);
        count(view.engine()?.as_ref(), &range, view.taken)
    }

    /// Moves behind all keys that begin with `prefix`, in the cursor's direction. The documents in between are not looked at.
    pub fn seek_past_prefix(&mut self, prefix: &str) -> Result<()> {
        self.check_open()?.engine()?;
        let rest = match self.direction {
            Direction::Forward => KeyRange::after_prefix(prefix)?,
            Direction::Backward => KeyRange::before_prefix(prefix)?,
        };
        self.rest = self.range.and(&rest).spans().to_vec();
        Ok(())
    }

    fn seek_to(&mut self, bound: Bound<Key>) -> Result<()> {
        self.check_open()?.engine()?;
        let rest = match self.direction {
            Direction::Forward => KeyRange::from_bounds((bound, Bound::Unbounded)),
            Direction::Backward => KeyRange::from_bounds((Bound::Unbounded, bound)),
        };
        self.rest = self.range.and(&rest).spans().to_vec();
        Ok(())
    }

    /// The span that comes after so many others.
    fn nth(&self, passed: usize) -> Option<&Span> {
        match self.direction {
            Direction::Forward => self.rest.get(passed),
            Direction::Backward => self.rest.iter().rev().nth(passed),
        }
    }

    /// Leaves spans behind, and of the next one what lies up to the last key.
    fn pass(&mut self, passed: usize, last: Option<Key>) {
        let left = self.rest.len().saturating_sub(passed);
        match self.direction {
            Direction::Forward => drop(self.rest.drain(..passed.min(self.rest.len()))),
            Direction::Backward => self.rest.truncate(left),
        }
        let Some(last) = last else { return };
        match self.direction {
            Direction::Forward => self.rest.iter_mut().for_each(|span| *span = span.after(&last)),
            Direction::Backward => self.rest.iter_mut().for_each(|span| *span = span.before(&last)),
        }
        self.rest.retain(|span| !span.is_empty());
        self.position = Some(last);
    }

    /// Closes the cursor. Closing twice is no error.
    pub fn close(&mut self) {
        self.closed = true;
    }

    fn check_open(&self) -> Result<&View> {
        if self.closed {
            Err(Error::CursorClosed)
        } else {
            Ok(&self.view)
        }
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor")
            .field("range", &self.range)
            .field("rest", &self.rest)
            .finish()
    }
}

/// The last key that a step took. A step writes down one for each document, so its memory is used again.
#[derive(Default)]
struct LastKey {
    stem: Vec<u8>,
    number: Option<u64>,
    taken: bool,
}

impl LastKey {
    fn set(&mut self, key: KeyRef<'_>) {
        self.stem.clear();
        self.stem.extend_from_slice(key.stem());
        self.number = key.number();
        self.taken = true;
    }

    fn key(&self) -> Option<Key> {
        let key = match self.number {
            Some(number) => KeyRef::numbered(&self.stem, number),
            None => KeyRef::named(&self.stem),
        };
        key.to_key().filter(|_| self.taken)
    }
}
