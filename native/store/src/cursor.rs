//! An ordered position in a snapshot.

use std::fmt;
use std::ops::{Bound, ControlFlow};
use std::sync::Arc;

use bimetal_document::{Document, DocumentRef, Entry, Key, KeyRange};
use bimetal_engine::{Bounds, Direction};

use crate::error::{Error, Result};
use crate::view::View;

/// An ordered position in a snapshot. It moves in bounded steps, and holds nothing between them but a key.
pub struct Cursor {
    view: Arc<View>,
    range: KeyRange,
    direction: Direction,
    /// The range's rest; `None` at the end.
    rest: Option<Bounds>,
    /// The last key that was taken.
    position: Option<Key>,
    closed: bool,
}

impl Cursor {
    pub(crate) fn new(view: Arc<View>, range: KeyRange, direction: Direction) -> Cursor {
        Cursor {
            view,
            range,
            direction,
            rest: range.bounds(),
            position: None,
            closed: false,
        }
    }

    /// The next documents in the cursor's direction, `limit` at most. None means the end, or a limit of zero.
    pub fn next(&mut self, limit: usize) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        self.visit(limit, |key, document| {
            entries.push(Entry {
                key: *key,
                document: Document::new(document),
            });
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
        mut show: impl FnMut(&Key, DocumentRef<'_>) -> ControlFlow<()>,
    ) -> Result<usize> {
        let view = self.check_open()?;
        let (snapshot, now) = (view.engine()?, view.taken);
        let Some(bounds) = self.rest else { return Ok(0) };
        let mut taken = 0;
        let mut last = None;
        let mut stopped = false;
        snapshot.scan(bounds, self.direction, &mut |key, document| {
            if document.is_expired(now) {
                return ControlFlow::Continue(());
            }
            if taken == limit || show(key, document).is_break() {
                stopped = true;
                return ControlFlow::Break(());
            }
            taken += 1;
            last = Some(*key);
            ControlFlow::Continue(())
        })?;
        self.position = last.or(self.position);
        self.rest = match last {
            _ if !stopped => None,
            Some(last) => self.rest_behind(last, bounds),
            None => self.rest,
        };
        Ok(taken)
    }

    /// The last key that the cursor took. A later cursor goes on from there with [`Cursor::seek_past`], on this snapshot
    /// or on another one.
    pub fn position(&self) -> Option<Key> {
        self.position
    }

    /// Whether the last step reached the end of the range.
    pub fn is_at_end(&self) -> bool {
        self.rest.is_none()
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

    fn seek_to(&mut self, bound: Bound<Key>) -> Result<()> {
        self.check_open()?.engine()?;
        let rest = match self.direction {
            Direction::Forward => KeyRange::from_bounds((bound, Bound::Unbounded)),
            Direction::Backward => KeyRange::from_bounds((Bound::Unbounded, bound)),
        };
        self.rest = self.range.and(&rest).bounds();
        Ok(())
    }

    fn rest_behind(&self, last: Key, (from, to): Bounds) -> Option<Bounds> {
        let (from, to) = match self.direction {
            Direction::Forward => (Bound::Excluded(last), to),
            Direction::Backward => (from, Bound::Excluded(last)),
        };
        KeyRange::from_bounds((from, to)).bounds()
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
