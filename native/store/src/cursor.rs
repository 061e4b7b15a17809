//! An ordered position in a snapshot.

use std::fmt;
use std::ops::{Bound, ControlFlow};
use std::sync::Arc;

use crate::document::{Document, Entry};
use crate::error::{Error, Result};
use crate::key::Key;
use crate::key_range::KeyRange;
use crate::revision::Revision;
use crate::snapshot::View;

/// An ordered position in a snapshot. It moves in bounded steps, and holds nothing between them but a key.
pub struct Cursor {
    view: Arc<View>,
    range: KeyRange,
    /// The range's rest; `None` at the end.
    rest: Option<(Bound<Key>, Bound<Key>)>,
    closed: bool,
}

impl Cursor {
    pub(crate) fn new(view: Arc<View>, range: KeyRange) -> Cursor {
        Cursor {
            view,
            range,
            rest: range.bounds(),
            closed: false,
        }
    }

    /// The next documents in key order, `limit` at most. None means the end, or a limit of zero.
    pub fn next(&mut self, limit: usize) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        self.visit(limit, |key, revision, value| {
            entries.push(Entry {
                key: *key,
                document: Document::new(revision, value),
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
        mut show: impl FnMut(&Key, Revision, &[u8]) -> ControlFlow<()>,
    ) -> Result<usize> {
        let snapshot = self.check_open()?.engine()?;
        let Some((from, to)) = self.rest else { return Ok(0) };
        let mut taken = 0;
        let mut last = None;
        let mut stopped = false;
        snapshot.scan(from, to, &mut |key, revision, value| {
            if taken == limit || show(key, revision, value).is_break() {
                stopped = true;
                return ControlFlow::Break(());
            }
            taken += 1;
            last = Some(*key);
            ControlFlow::Continue(())
        })?;
        self.rest = match last {
            _ if !stopped => None,
            Some(last) => KeyRange {
                from: Bound::Excluded(last),
                to,
            }
            .bounds(),
            None => self.rest,
        };
        Ok(taken)
    }

    /// Whether the last step reached the end of the range.
    pub fn is_at_end(&self) -> bool {
        self.rest.is_none()
    }

    /// Moves before the first key of the range that is not less than `key`, forward or back.
    pub fn seek(&mut self, key: Key) -> Result<()> {
        self.check_open()?.engine()?;
        let before_range = match self.range.from {
            Bound::Included(from) | Bound::Excluded(from) => key <= from,
            Bound::Unbounded => false,
        };
        let from = if before_range {
            self.range.from
        } else {
            Bound::Included(key)
        };
        self.rest = self.range.bounds().and_then(|(_, to)| KeyRange { from, to }.bounds());
        Ok(())
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
