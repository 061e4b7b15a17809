//! The part of a text that goes into one buffer of the caller's.

/// What became of a buffer. That it is too small, or that the text is complete, is a value and not an error.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Filled {
    Bytes(usize),
    TooSmall {
        needed: usize,
    },
    /// Nothing was found yet, and there is more to look at.
    Looking,
    Done,
}

/// What ended a step of writing.
pub(crate) enum Met {
    /// The end of the range, or of what is wanted of it.
    End,
    /// The end of the buffer.
    Room,
    /// The end of what one step looks at.
    Step,
}

/// The part of the text that goes into one buffer.
pub(crate) struct Part<'buffer> {
    buffer: &'buffer mut [u8],
    written: usize,
    /// The size of the piece that found no room.
    needed: Option<usize>,
}

impl<'buffer> Part<'buffer> {
    pub(crate) fn new(buffer: &'buffer mut [u8]) -> Self {
        Self {
            buffer,
            written: 0,
            needed: None,
        }
    }

    /// Whether nothing has been written.
    pub(crate) fn is_empty(&self) -> bool {
        self.written == 0
    }

    pub(crate) fn room(&self) -> usize {
        self.buffer.len() - self.written
    }

    /// Writes a piece that there is room for.
    #[inline]
    pub(crate) fn push(&mut self, piece: &[u8]) {
        let end = self.written + piece.len();
        if let Some(place) = self.buffer.get_mut(self.written..end) {
            place.copy_from_slice(piece);
            self.written = end;
        }
    }

    /// Writes the pieces together or not at all.
    pub(crate) fn write(&mut self, pieces: &[&[u8]]) -> bool {
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
    pub(crate) fn filled(self) -> Filled {
        match (self.written, self.needed) {
            (0, Some(needed)) => Filled::TooSmall { needed },
            (0, None) => Filled::Done,
            (bytes, _) => Filled::Bytes(bytes),
        }
    }
}
