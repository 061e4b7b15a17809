//! Changes of a text that leave the rest of it as it is.

use std::ops::Range;

use crate::parts::{Part, Parts};

/// Bytes in place of others.
pub(super) struct Edit {
    pub(super) span: Range<usize>,
    pub(super) bytes: Vec<u8>,
}

/// A part to be added to a container: its name, quoted, in an object, and its value.
pub(super) struct Addition<'a> {
    pub(super) name: Option<Vec<u8>>,
    pub(super) value: &'a [u8],
}

/// What stands `within` a text, with changes that do not overlap.
pub(super) fn rebuild(text: &[u8], within: Range<usize>, mut edits: Vec<Edit>) -> Vec<u8> {
    // What is put in before a byte comes before what takes its place.
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let added: usize = edits.iter().map(|edit| edit.bytes.len()).sum();
    let mut rebuilt = Vec::with_capacity(within.len() + added);
    let mut at = within.start;
    for edit in edits {
        rebuilt.extend_from_slice(text.get(at..edit.span.start).unwrap_or_default());
        rebuilt.extend_from_slice(&edit.bytes);
        at = edit.span.end;
    }
    rebuilt.extend_from_slice(text.get(at..within.end).unwrap_or_default());
    rebuilt
}

/// LIMIT: longer space than this is not repeated for what is added: many additions would make a huge text of it.
const SPACE_MAX: usize = 64;

/// Takes parts out of a container and adds others at its end, one container at a time, and keeps its commas right.
pub(super) struct Surgery<'a> {
    text: &'a [u8],
    /// The last part that stays.
    kept: Option<Part<'a>>,
    /// Where the parts begin that go, when none stays before them.
    gone_from: Option<usize>,
    /// Where the part before ends.
    end: usize,
}

impl<'a> Surgery<'a> {
    pub(super) fn new(text: &'a [u8]) -> Surgery<'a> {
        Surgery {
            text,
            kept: None,
            gone_from: None,
            end: 0,
        }
    }

    pub(super) fn keep(&mut self, part: Part<'a>, edits: &mut Vec<Edit>) {
        if let Some(from) = self.gone_from.take() {
            remove(from..part.start, edits);
        }
        self.end = part.value.end;
        self.kept = Some(part);
    }

    /// A part goes with the comma before it, or with the one behind it where it was the first.
    pub(super) fn remove(&mut self, part: &Part<'a>, edits: &mut Vec<Edit>) {
        if self.kept.is_some() {
            remove(self.end..part.value.end, edits);
        } else {
            self.gone_from.get_or_insert(part.start);
        }
        self.end = part.value.end;
    }

    /// After all the parts: adds others at the end, spaced as the last one that stays.
    pub(super) fn finish(self, parts: &Parts<'_>, additions: &[Addition<'_>], edits: &mut Vec<Edit>) {
        let added = match &self.kept {
            Some(last) => self.spaced_as(last, additions),
            None => {
                let mut joined = self.written(additions, b"", b":");
                // The first comma.
                joined.drain(..joined.len().min(1));
                joined
            }
        };
        let span = match &self.kept {
            Some(last) => last.value.end..last.value.end,
            None => parts.body(),
        };
        if !added.is_empty() || self.gone_from.is_some() {
            edits.push(Edit { span, bytes: added });
        }
    }

    fn spaced_as(&self, last: &Part<'_>, additions: &[Addition<'_>]) -> Vec<u8> {
        let lead = self.text.get(last.lead..last.start).unwrap_or_default();
        let colon = self
            .text
            .get(last.name_span().end..last.value.start)
            .unwrap_or_default();
        if lead.len() + colon.len() > SPACE_MAX {
            return self.written(additions, b"", b":");
        }
        self.written(additions, lead, colon)
    }

    fn written(&self, additions: &[Addition<'_>], lead: &[u8], colon: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for Addition { name, value } in additions {
            bytes.push(b',');
            bytes.extend_from_slice(lead);
            if let Some(name) = name {
                bytes.extend_from_slice(name);
                bytes.extend_from_slice(colon);
            }
            bytes.extend_from_slice(value);
        }
        bytes
    }
}

fn remove(span: Range<usize>, edits: &mut Vec<Edit>) {
    let bytes = Vec::new();
    edits.push(Edit { span, bytes });
}
