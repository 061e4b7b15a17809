//! Rows one after another.

use bimetal_engine::{Direction, Result};
use redb::{AccessGuard, Range};

use crate::contain::contain;
use crate::error::{Damage, read_error};

/// An ordered form and a row, whose bytes have been looked at once: redb panics where a damaged page says that they lie
/// elsewhere.
pub(crate) type Entry<'t> = (AccessGuard<'t, &'static [u8]>, AccessGuard<'t, &'static [u8]>);

/// The rows of a range in one direction, whose order is compared: it is what redb finds its way by.
pub(crate) struct Rows<'t> {
    range: Range<'t, &'static [u8], &'static [u8]>,
    direction: Direction,
    /// The ordered form of the last row; nothing before the first, since none is empty.
    last: Vec<u8>,
}

impl<'t> Rows<'t> {
    pub(crate) fn new(range: Range<'t, &'static [u8], &'static [u8]>, direction: Direction) -> Rows<'t> {
        Rows {
            range,
            direction,
            last: Vec::new(),
        }
    }

    /// The next row, or an error. After one that names a document the next call goes on behind it.
    pub(crate) fn next(&mut self) -> Result<Option<Entry<'t>>> {
        let entry = contain(|| {
            let entry = match self.direction {
                Direction::Forward => self.range.next(),
                Direction::Backward => self.range.next_back(),
            };
            let entry = entry.transpose().map_err(read_error)?;
            if let Some((ordered, row)) = &entry {
                let _ = (ordered.value(), row.value());
            }
            Ok(entry)
        })?;
        let Some((ordered, row)) = entry else { return Ok(None) };
        let in_order = self.last.is_empty()
            || match self.direction {
                Direction::Forward => self.last.as_slice() < ordered.value(),
                Direction::Backward => self.last.as_slice() > ordered.value(),
            };
        self.last.clear();
        self.last.extend_from_slice(ordered.value());
        if !in_order {
            return Err(Damage::under(ordered.value(), "is not where its key belongs").into());
        }
        Ok(Some((ordered, row)))
    }
}
