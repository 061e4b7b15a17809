//! The parts of an array or an object, with the places between them.

use std::ops::Range;

use crate::scan::{Name, Scan};

/// A member of an object or an element of an array, and where it stands.
#[derive(Clone)]
pub(crate) struct Part<'a> {
    /// None in an array.
    pub(crate) name: Option<Name<'a>>,
    /// Behind the comma or the bracket before it: the space up to `start` leads to it.
    pub(crate) lead: usize,
    /// Where its name begins, or its value in an array.
    pub(crate) start: usize,
    pub(crate) value: Range<usize>,
}

/// Walks over the parts of a container once.
pub(crate) struct Parts<'a> {
    scan: Scan<'a>,
    start: usize,
    lead: usize,
    is_object: bool,
    more: bool,
}

impl<'a> Parts<'a> {
    /// INVARIANT: an array or an object begins where `scan` is.
    pub(crate) fn new(mut scan: Scan<'a>) -> Parts<'a> {
        let start = scan.position();
        Parts {
            start,
            lead: start + 1,
            is_object: scan.peek() == b'{',
            more: scan.enter(),
            scan,
        }
    }

    /// What is between the brackets, once all the parts were seen.
    pub(crate) fn body(&self) -> Range<usize> {
        self.start + 1..self.scan.position().saturating_sub(1)
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        if !self.more {
            return None;
        }
        let (lead, start) = (self.lead, self.scan.position());
        let name = self.is_object.then(|| self.scan.name());
        let value = self.scan.skip_value();
        self.scan.skip_space();
        self.lead = self.scan.position() + 1;
        self.more = self.scan.next_part();
        Some(Part {
            name,
            lead,
            start,
            value,
        })
    }
}

impl Part<'_> {
    pub(crate) fn is(&self, name: &[u8]) -> bool {
        self.name.is_some_and(|own| own.is(name))
    }

    /// Where its name stands, with its quotes. Where it begins, in an array.
    pub(crate) fn name_span(&self) -> Range<usize> {
        self.start..self.start + self.name.map_or(0, |name| name.raw.len() + 2)
    }
}
