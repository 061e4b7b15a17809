//! A text of documents that is more than `[{"key":…,"value":…},…]`: some documents of a range, or parts of them, with more said of
//! each.

use std::ops::ControlFlow;

use bimetal_store::json::{Fields, Filter};
use bimetal_store::{Cursor, DocumentRef, KeyRef, Result};

use crate::{
    item::{Frame, Included, write_group, write_head},
    part::{Met, Part},
};

/// LIMIT: what one call looks at, so that the event loop is not kept from others by a search that finds nothing.
pub(crate) const STEP_DOCUMENTS_MAX: usize = 4096;
pub(crate) const STEP_BYTES_MAX: usize = 4 << 20;

/// What is asked of a text.
#[derive(Default)]
pub(crate) struct Shape {
    /// A line an item, rather than one array.
    pub(crate) lines: bool,
    pub(crate) included: Included,
    /// How many items there are at most.
    pub(crate) limit: Option<usize>,
    /// How many documents are looked at.
    pub(crate) scan_max: Option<usize>,
    /// How many bytes of values are looked at. One document is, whatever it has.
    pub(crate) bytes_max: Option<usize>,
    /// What documents must be like to be given.
    pub(crate) filter: Option<Filter>,
    /// The parts that are given of each value.
    pub(crate) fields: Option<Fields>,
    pub(crate) groups: Option<Groups>,
}

/// That documents whose keys have the delimiter behind the prefix are told of by their common beginning alone.
pub(crate) struct Groups {
    /// The bytes of the prefix that all keys of the range have.
    pub(crate) prefix_bytes: usize,
    pub(crate) delimiter: String,
}

/// A shape, and how much of it has been written.
pub(crate) struct Shaped {
    shape: Shape,
    given: usize,
    looked: Looked,
    /// The common beginning that the last item is about, if it is one.
    last_group: Option<String>,
    /// An item as far as its value; kept, so that it is allocated once.
    head: Vec<u8>,
    /// The parts of a value; kept likewise.
    parts: Vec<u8>,
}

/// How much has been looked at.
#[derive(Clone, Copy, Default)]
struct Looked {
    documents: usize,
    bytes: usize,
}

/// Why a walk over documents stopped before its end.
enum Stop {
    Met(Met),
    Group(String),
}

impl Shaped {
    pub(crate) fn new(shape: Shape) -> Self {
        Self {
            shape,
            given: 0,
            looked: Looked::default(),
            last_group: None,
            head: Vec::new(),
            parts: Vec::new(),
        }
    }

    pub(crate) fn frame(&self) -> Frame {
        if self.shape.lines { Frame::LINES } else { Frame::ARRAY }
    }

    pub(crate) fn last_group(&self) -> Option<&str> {
        self.last_group.as_deref()
    }

    /// Whether a document is like what is asked for.
    pub(crate) fn wants(&self, value: &[u8]) -> bool {
        self.shape.filter.as_ref().is_none_or(|filter| filter.holds(value))
    }

    /// A new text begins, with all that it may have.
    pub(crate) fn begin_again(&mut self) {
        (self.given, self.looked, self.last_group) = (0, Looked::default(), None);
    }

    /// Writes as many whole items as there is room for, and looks at no more than one step may.
    pub(crate) fn write(&mut self, cursor: &mut Cursor, begun: &mut bool, part: &mut Part<'_>) -> Result<Met> {
        let step = Looked {
            documents: self.looked.documents + STEP_DOCUMENTS_MAX,
            bytes: self.looked.bytes + STEP_BYTES_MAX,
        };
        loop {
            let mut stop = None;
            cursor.visit(usize::MAX, |key, document| {
                match self.show(key, document, step, begun, part) {
                    None => ControlFlow::Continue(()),
                    Some(met) => {
                        stop = Some(met);
                        ControlFlow::Break(())
                    }
                }
            })?;
            match stop {
                None => return Ok(Met::End),
                Some(Stop::Met(met)) => return Ok(met),
                Some(Stop::Group(prefix)) => {
                    if !self.write_group(cursor, &prefix, begun, part)? {
                        return Ok(Met::Room);
                    }
                }
            }
        }
    }

    /// Looks at one document, and writes it if it is wanted. A reason to stop means that it has not been looked at.
    fn show(
        &mut self,
        key: KeyRef<'_>,
        document: DocumentRef<'_>,
        step: Looked,
        begun: &mut bool,
        part: &mut Part<'_>,
    ) -> Option<Stop> {
        if self.is_over() {
            return Some(Stop::Met(Met::End));
        }
        if self.looked.documents >= step.documents || self.looked.bytes >= step.bytes {
            return Some(Stop::Met(Met::Step));
        }
        if let Some(group) = self.shape.groups.as_ref().and_then(|groups| groups.of(key)) {
            return Some(Stop::Group(group));
        }
        if self.wants(document.value) {
            if !self.write_item(key, document, *begun, part) {
                return Some(Stop::Met(Met::Room));
            }
            (self.given, *begun) = (self.given + 1, true);
        }
        self.look(document.value.len());
        None
    }

    /// Writes a document; false where there is no room for it.
    fn write_item(&mut self, key: KeyRef<'_>, document: DocumentRef<'_>, begun: bool, part: &mut Part<'_>) -> bool {
        let frame = self.frame();
        self.head.clear();
        self.head.extend_from_slice(frame.begin(begun));
        write_head(&mut self.head, key, document, self.shape.included);
        let value = match &self.shape.fields {
            None => document.value,
            Some(fields) => {
                self.parts.clear();
                fields.project(document.value, &mut self.parts);
                &self.parts
            }
        };
        part.write(&[&self.head, value, frame.close])
    }

    /// Writes a common beginning and moves behind it; false where there is no room for it.
    fn write_group(
        &mut self,
        cursor: &mut Cursor,
        prefix: &str,
        begun: &mut bool,
        part: &mut Part<'_>,
    ) -> Result<bool> {
        self.head.clear();
        self.head.extend_from_slice(self.frame().begin(*begun));
        write_group(&mut self.head, prefix, cursor.count_of_prefix(prefix)?);
        if !part.write(&[&self.head, self.frame().close]) {
            return Ok(false);
        }
        cursor.seek_past_prefix(prefix)?;
        (self.given, *begun) = (self.given + 1, true);
        self.look(0);
        self.last_group = Some(prefix.to_owned());
        Ok(true)
    }

    fn look(&mut self, bytes: usize) {
        self.looked.documents += 1;
        self.looked.bytes += bytes;
        self.last_group = None;
    }

    /// Whether all that is wanted has been given, or looked at.
    fn is_over(&self) -> bool {
        let Shape {
            limit,
            scan_max,
            bytes_max,
            ..
        } = self.shape;
        limit.is_some_and(|limit| self.given >= limit)
            || scan_max.is_some_and(|most| self.looked.documents >= most)
            || bytes_max.is_some_and(|most| self.looked.bytes >= most)
    }
}

impl Groups {
    /// The common beginning that a key belongs to: up to the first delimiter behind the prefix, and with it.
    fn of(&self, key: KeyRef<'_>) -> Option<String> {
        let mut text = Vec::with_capacity(key.text_bytes());
        key.write_text(|piece| text.extend_from_slice(piece));
        let text = String::from_utf8(text).ok()?;
        let behind = text.get(self.prefix_bytes..)?;
        let end = self.prefix_bytes + behind.find(&self.delimiter)? + self.delimiter.len();
        text.get(..end).map(str::to_owned)
    }
}
