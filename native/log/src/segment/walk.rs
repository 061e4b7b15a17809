//! Reading a segment's records one after another.

use std::ops::ControlFlow;

use bimetal_engine::Result;

use crate::segment::Segment;
use crate::segment::header::Salt;
use crate::segment::record::{self, Record, RecordFault};

/// How much is read at a time. A record that is larger is read alone.
const WINDOW_BYTES: u64 = 1 << 20;

/// Where a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// At the end that was asked for.
    End,
    /// After the record that the visitor broke at; the next one begins here.
    Broken(u64),
    /// At bytes that are no record.
    Bad {
        /// Where they begin.
        offset: u64,
        /// What is wrong with them.
        reason: &'static str,
    },
}

/// Told of each record and of where it begins.
pub(crate) type Visit<'a> = dyn FnMut(u64, &Record<'_>) -> Result<ControlFlow<()>> + 'a;

/// Visits the records from `from` to `end`, both between records.
pub(crate) fn walk(segment: &Segment, from: u64, end: u64, visit: &mut Visit<'_>) -> Result<Stop> {
    let mut offset = from;
    let mut window = WINDOW_BYTES;
    while offset < end {
        let length = (end - offset).min(window);
        let mut passed = Passed {
            bytes: 0,
            outcome: Ok(None),
            needed: None,
        };
        let mut show = |bytes: &[u8]| passed.pass(bytes, segment.header.salt, offset, visit);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let read = segment.file.read(offset, length, &mut show);
        read.map_err(|error| segment.read_error(offset, error))?;
        offset += passed.bytes;
        if let Some(stop) = passed.outcome? {
            return Ok(stop);
        }
        window = WINDOW_BYTES;
        if let Some(needed) = passed.needed {
            if needed > end - offset {
                return Ok(Stop::Bad {
                    offset,
                    reason: "the segment ends in the middle of a record",
                });
            }
            window = window.max(needed);
        }
    }
    Ok(Stop::End)
}

/// What became of one window.
struct Passed {
    /// The bytes of whole records that were visited.
    bytes: u64,
    outcome: Result<Option<Stop>>,
    /// The length of the record that the window ends in.
    needed: Option<u64>,
}

impl Passed {
    fn pass(&mut self, mut bytes: &[u8], salt: Salt, offset: u64, visit: &mut Visit<'_>) {
        while !bytes.is_empty() {
            let at = offset + self.bytes;
            let record = match record::decode_whole(bytes, salt) {
                Ok(record) => record,
                Err(RecordFault::Short(needed)) => {
                    self.needed = Some(needed as u64);
                    return;
                }
                Err(RecordFault::Bad(reason)) => {
                    self.outcome = Ok(Some(Stop::Bad { offset: at, reason }));
                    return;
                }
            };
            let flow = visit(at, &record);
            self.bytes += record.bytes as u64;
            match flow {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => {
                    self.outcome = Ok(Some(Stop::Broken(offset + self.bytes)));
                    return;
                }
                Err(error) => {
                    self.outcome = Err(error);
                    return;
                }
            }
            bytes = bytes.get(record.bytes..).unwrap_or_default();
        }
    }
}
