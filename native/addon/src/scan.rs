//! A cursor's documents as one JSON array text, written into buffers of the caller's.

use bimetal_store::{Cursor, Error as StoreError};
use std::ops::ControlFlow;

use crate::{error::Result, external::Kind, handle::Noun};

/// A cursor and how much of the text `[{"key":…,"value":…},…]` has been written.
pub(crate) struct Scan {
    cursor: Cursor,
    text: Text,
    /// What stands before an entry's value; kept, so that a scan of a million entries allocates once.
    head: Vec<u8>,
}

/// How far the text is.
enum Text {
    Begins,
    Continues,
    Ended,
    /// Reading failed. What was read just before is lost, so going on would leave a hole in the text.
    Failed(StoreError),
}

/// What became of a buffer. That it is too small, or that the text is complete, is a value and not an error.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Filled {
    Bytes(usize),
    TooSmall { needed: usize },
    Done,
}

impl Scan {
    pub(crate) fn new(cursor: Cursor) -> Self {
        Self {
            cursor,
            text: Text::Begins,
            head: Vec::new(),
        }
    }

    pub(crate) fn cursor(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    /// After a seek the next read begins a new text.
    pub(crate) fn begin_again(&mut self) {
        self.text = Text::Begins;
    }

    /// Writes as many whole entries as the buffer has room for.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<Filled> {
        match &self.text {
            Text::Ended => return Ok(Filled::Done),
            Text::Failed(error) => return Err(error.clone().into()),
            Text::Begins | Text::Continues => {}
        }
        let Self { cursor, text, head } = self;
        let mut part = Part {
            buffer,
            written: 0,
            needed: None,
        };
        let visited = cursor.visit(usize::MAX, |key, _revision, value| {
            head.clear();
            head.extend_from_slice(if matches!(text, Text::Begins) {
                b"[{\"key\":"
            } else {
                b",{\"key\":"
            });
            key.write_json(head);
            head.extend_from_slice(b",\"value\":");
            if part.write(&[head.as_slice(), value, b"}"]) {
                *text = Text::Continues;
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        if let Err(error) = visited {
            *text = Text::Failed(error.clone());
            return Err(error.into());
        }
        if part.needed.is_none() {
            let end: &[u8] = if matches!(text, Text::Begins) { b"[]" } else { b"]" };
            if part.write(&[end]) {
                *text = Text::Ended;
            }
        }
        Ok(part.filled())
    }
}

/// The part of the text that goes into one buffer.
struct Part<'buffer> {
    buffer: &'buffer mut [u8],
    written: usize,
    /// The size of the piece that found no room.
    needed: Option<usize>,
}

impl Part<'_> {
    /// Writes the pieces together or not at all.
    fn write(&mut self, pieces: &[&[u8]]) -> bool {
        let length = pieces.iter().map(|piece| piece.len()).sum();
        let room = self
            .buffer
            .get_mut(self.written..)
            .and_then(|rest| rest.get_mut(..length));
        let Some(mut room) = room else {
            self.needed = Some(length);
            return false;
        };
        for piece in pieces {
            let (place, rest) = room.split_at_mut(piece.len());
            place.copy_from_slice(piece);
            room = rest;
        }
        self.written += length;
        true
    }

    /// A buffer that took at least one piece is handed over; the piece that did not fit comes first in the next one.
    fn filled(self) -> Filled {
        match (self.written, self.needed) {
            (0, Some(needed)) => Filled::TooSmall { needed },
            (0, None) => Filled::Done,
            (bytes, _) => Filled::Bytes(bytes),
        }
    }
}

impl Noun for Scan {
    const NAME: &'static str = "cursor";

    fn closed() -> crate::error::Error {
        StoreError::CursorClosed.into()
    }
}

impl Kind for Scan {
    const KIND: u64 = 4;
}
