//! A cursor's documents as one text, written into buffers of the caller's.

use bimetal_store::{Cursor, Document, Entry, Error as StoreError, Key};
use std::ops::ControlFlow;

use crate::{
    error::Result,
    event_text::EventText,
    external::Kind,
    handle::Noun,
    item::{AROUND_BYTES, Frame, KEY, VALUE},
    part::{Filled, Met, Part},
    shaped::{STEP_BYTES_MAX, STEP_DOCUMENTS_MAX, Shaped},
};

/// A cursor, and how much of the text of its documents has been written.
pub(crate) struct Scan {
    cursor: Cursor,
    text: Text,
    /// Whether there is an item in the text already.
    begun: bool,
    /// What is asked of the text beyond `[{"key":…,"value":…},…]`, if something is.
    shaped: Option<Box<Shaped>>,
    /// What stands before the value of an entry that may not fit; kept, so that it is allocated once.
    head: Vec<u8>,
}

/// LIMIT: the bytes of the documents that one call gives, so that none takes all the memory there is. One document always fits.
pub(crate) const GIVEN_BYTES_MAX: usize = 128 << 20;

/// What an event has beside: its name, its revision.
const EVENT_BYTES: usize = 80;

/// How far the text is.
enum Text {
    Open,
    Ended,
    /// Reading failed. What was read just before is lost, so going on would leave a hole in the text.
    Failed(StoreError),
}

/// Where a cursor stopped, for a later one to go on behind.
pub(crate) enum Place {
    Key(Key),
    /// All keys that begin so.
    Prefix(String),
}

/// The next documents as events.
pub(crate) enum Events {
    Bytes(Vec<u8>),
    /// The next one has so many bytes, more than were allowed.
    Large(usize),
    Done,
}

impl Scan {
    pub(crate) fn new(cursor: Cursor, shaped: Option<Shaped>) -> Self {
        Self {
            cursor,
            text: Text::Open,
            begun: false,
            shaped: shaped.map(Box::new),
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

    /// The next documents as server-sent events, `bytes_max` at most, but for the line ends inside their values. No bytes where
    /// none of those is wanted that one step looks at.
    pub(crate) fn read_events(&mut self, bytes_max: usize, values: bool) -> Result<Events> {
        let (mut bytes, mut large) = (Vec::new(), None);
        let (mut looked_at, mut looked_at_bytes, mut more) = (0, 0, false);
        let Self { cursor, shaped, .. } = self;
        cursor.visit(usize::MAX, |key, document| {
            if looked_at >= STEP_DOCUMENTS_MAX || looked_at_bytes >= STEP_BYTES_MAX {
                more = true;
                return ControlFlow::Break(());
            }
            looked_at_bytes += document.value.len();
            looked_at += 1;
            if shaped.as_ref().is_some_and(|shaped| !shaped.wants(document.value)) {
                return ControlFlow::Continue(());
            }
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
            None if bytes.is_empty() && !more => Events::Done,
            None => Events::Bytes(bytes),
        })
    }

    /// After a seek the next read begins a new text.
    pub(crate) fn begin_again(&mut self) {
        self.text = Text::Open;
        self.begun = false;
        if let Some(shaped) = &mut self.shaped {
            shaped.begin_again();
        }
    }

    /// Where the text stopped before the end of the range; `None` when nothing is left, and before the first read.
    pub(crate) fn stopped_behind(&self) -> Option<Place> {
        if self.cursor.is_at_end() {
            return None;
        }
        let group = self.shaped.as_ref().and_then(|shaped| shaped.last_group());
        group
            .map(|prefix| Place::Prefix(prefix.to_owned()))
            .or_else(|| self.cursor.position().cloned().map(Place::Key))
    }

    /// Writes as many whole items as the buffer has room for.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<Filled> {
        match &self.text {
            Text::Ended => return Ok(Filled::Done),
            Text::Failed(error) => return Err(error.clone().into()),
            Text::Open => {}
        }
        let mut part = Part::new(buffer);
        let Self {
            cursor,
            begun,
            shaped,
            head,
            ..
        } = self;
        // Most want the plain text, and pay for no other: which it is, is asked once a buffer.
        let (met, frame) = match shaped {
            None => (write_plain(cursor, begun, head, &mut part), Frame::ARRAY),
            Some(shaped) => (shaped.write(cursor, begun, &mut part), shaped.frame()),
        };
        match met {
            Err(error) => {
                self.text = Text::Failed(error.clone());
                return Err(error.into());
            }
            Ok(Met::Step) if part.is_empty() => return Ok(Filled::Looking),
            Ok(Met::End) if part.write(&[if *begun { frame.end } else { frame.nothing }]) => self.text = Text::Ended,
            Ok(Met::End | Met::Room | Met::Step) => {}
        }
        Ok(part.filled())
    }
}

/// The items of the plain text, `[{"key":…,"value":…}` and so on.
fn write_plain(
    cursor: &mut Cursor,
    begun: &mut bool,
    head: &mut Vec<u8>,
    part: &mut Part<'_>,
) -> bimetal_store::Result<Met> {
    let mut met = Met::End;
    cursor.visit(usize::MAX, |key, document| {
        let begin = Frame::ARRAY.begin(*begun);
        let fits = part.room() >= AROUND_BYTES + key.json_bytes_max() + document.value.len();
        if fits {
            // Most of the time the entry fits for sure, and is written where it belongs.
            part.push(begin);
            part.push(KEY);
            key.write_json(|piece| part.push(piece));
            part.push(VALUE);
            part.push(document.value);
            part.push(Frame::ARRAY.close);
        } else {
            head.clear();
            head.extend_from_slice(begin);
            head.extend_from_slice(KEY);
            key.write_json(|piece| head.extend_from_slice(piece));
            head.extend_from_slice(VALUE);
        }
        if fits || part.write(&[head.as_slice(), document.value, Frame::ARRAY.close]) {
            *begun = true;
            ControlFlow::Continue(())
        } else {
            met = Met::Room;
            ControlFlow::Break(())
        }
    })?;
    Ok(met)
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
