//! A cursor's documents as one JSON array text, written into buffers of the caller's.

use bimetal_store::{Cursor, Document, Entry, Error as StoreError};
use std::ops::ControlFlow;

use crate::{error::Result, event_text::EventText, external::Kind, handle::Noun};

/// A cursor and how much of the text `[{"key":…,"value":…},…]` has been written.
pub(crate) struct Scan {
    cursor: Cursor,
    text: Text,
    /// What stands before the value of an entry that may not fit; kept, so that it is allocated once.
    head: Vec<u8>,
}

/// LIMIT: the bytes of the documents that one call gives, so that none takes all the memory there is. One document always fits.
pub(crate) const GIVEN_BYTES_MAX: usize = 128 << 20;

const VALUE: &[u8] = b",\"value\":";
const END: &[u8] = b"}";

/// What an entry has beside its key and its value.
const AROUND_BYTES: usize = b",{\"key\":".len() + VALUE.len() + END.len();

/// What an event has beside: its name, its revision.
const EVENT_BYTES: usize = 80;

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

/// The next documents as events.
pub(crate) enum Events {
    Bytes(Vec<u8>),
    /// The next one has so many bytes, more than were allowed.
    Large(usize),
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

    /// The next documents, `limit` at most, and fewer where they would have too many bytes.
    pub(crate) fn next(&mut self, limit: usize) -> Result<Vec<Entry>> {
        let (mut entries, mut bytes) = (Vec::new(), 0);
        self.cursor.visit(limit, |key, document| {
            bytes += document.value.len();
            if bytes > GIVEN_BYTES_MAX && !entries.is_empty() {
                return ControlFlow::Break(());
            }
            // What the store keeps for itself is in no range.
            entries.extend(key.to_key().map(|key| Entry {
                key,
                document: Document::new(document),
            }));
            ControlFlow::Continue(())
        })?;
        Ok(entries)
    }

    /// The next documents as server-sent events, `bytes_max` at most, but for the line ends inside their values.
    pub(crate) fn read_events(&mut self, bytes_max: usize, values: bool) -> Result<Events> {
        let (mut bytes, mut large) = (Vec::new(), None);
        self.cursor.visit(usize::MAX, |key, document| {
            let needed =
                AROUND_BYTES + EVENT_BYTES + key.json_bytes_max() + if values { document.value.len() } else { 0 };
            if bytes.len() + needed > bytes_max {
                large = bytes.is_empty().then_some(needed);
                return ControlFlow::Break(());
            }
            EventText(&mut bytes).document(key, &document, values);
            ControlFlow::Continue(())
        })?;
        Ok(match large {
            Some(needed) => Events::Large(needed),
            None if bytes.is_empty() => Events::Done,
            None => Events::Bytes(bytes),
        })
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
        let visited = cursor.visit(usize::MAX, |key, document| {
            let begin = if matches!(text, Text::Begins) {
                b"[{\"key\":"
            } else {
                b",{\"key\":"
            };
            let fits = part.room() >= AROUND_BYTES + key.json_bytes_max() + document.value.len();
            if fits {
                // Most of the time the entry fits for sure, and is written where it belongs.
                part.push(begin);
                key.write_json(|piece| part.push(piece));
                part.push(VALUE);
                part.push(document.value);
                part.push(END);
            } else {
                head.clear();
                head.extend_from_slice(begin);
                key.write_json(|piece| head.extend_from_slice(piece));
                head.extend_from_slice(VALUE);
            }
            if fits || part.write(&[head.as_slice(), document.value, END]) {
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
    fn room(&self) -> usize {
        self.buffer.len() - self.written
    }

    /// Writes a piece that there is room for.
    #[inline]
    fn push(&mut self, piece: &[u8]) {
        let end = self.written + piece.len();
        if let Some(place) = self.buffer.get_mut(self.written..end) {
            place.copy_from_slice(piece);
            self.written = end;
        }
    }

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
