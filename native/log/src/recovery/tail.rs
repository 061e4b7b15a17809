//! The end of the active segment, where a crash leaves what it was writing: what is kept of it, and what is cut off.

use bimetal_engine::{Error, Result};

use super::replay::{LogEnd, LogFault, Replay};
use super::torn::group_follows;
use crate::breakage::{Breakage, broken};
use crate::segment::Segment;

/// What is known of the active segment before it is read.
#[derive(Clone, Copy)]
pub(super) struct Tail {
    /// The length as it was found.
    pub(super) length: u64,
    /// The place before which everything was durable. What is wrong there is damage.
    pub(super) durable: u64,
}

/// Reads the active segment from a place that is known to be durable, and cuts off a group that a crash left unfinished.
pub(super) fn read_active(
    replay: &mut Replay,
    segment: &Segment,
    offset: u64,
    revision: u64,
    tail: Tail,
) -> Result<u64> {
    let length = tail.length;
    let durable = if broken(Breakage::ForgetWhatWasDurable) {
        offset
    } else {
        tail.durable.max(offset)
    };
    if length < durable {
        return Err(segment.damaged(length, "the segment is shorter than it was"));
    }
    let end = replay.read_log(segment, offset, length, revision)?;
    if let Some(fault) = end.stop {
        if end.offset < durable {
            return Err(segment.damaged(fault.offset, fault.reason));
        }
        check_torn(segment, &end, fault, length)?;
    }
    make_durable(segment, &end, durable, length)?;
    segment.extend(end.offset, end.revision);
    Ok(end.revision)
}

/// Bytes that cannot be a torn tail are damage, and stay as they are.
fn check_torn(segment: &Segment, end: &LogEnd, fault: LogFault, length: u64) -> Result<()> {
    if broken(Breakage::CutDamage) {
        return Ok(());
    }
    if !fault.torn || group_follows(segment, fault.offset + 1, length, end.revision)? {
        return Err(segment.damaged(fault.offset, fault.reason));
    }
    Ok(())
}

/// Makes durable what was read behind a place that is known to be, and takes away what is no whole batch.
///
/// The last group may never have been made durable: the process may have died between its write and its fdatasync, or that
/// may have failed. It is written once more, since the system drops what it could not write and says so only once. All
/// groups before it are durable, or it would not have been written.
fn make_durable(segment: &Segment, end: &LogEnd, durable: u64, length: u64) -> Result<()> {
    let failed = |error| Error::io("repair", &segment.path(), error);
    if end.offset == durable && end.offset == length {
        return Ok(());
    }
    if broken(Breakage::TrustSeenBytes) && end.stop.is_none() {
        return Ok(());
    }
    if !broken(Breakage::SyncWithoutRewrite) {
        rewrite(segment, end.group.max(durable), end.offset).map_err(failed)?;
    }
    if end.stop.is_some() {
        cut(segment, end.offset).map_err(failed)?;
    }
    // What is written next must not be found behind a hole, nor in front of a remainder.
    segment.file.sync_data().map_err(failed)
}

/// Writes bytes where they are.
fn rewrite(segment: &Segment, from: u64, end: u64) -> std::io::Result<()> {
    const STEP_BYTES: u64 = 1 << 20;
    let mut offset = from;
    while offset < end {
        let mut bytes = Vec::new();
        let length = (end - offset).min(STEP_BYTES);
        segment
            .file
            .read(offset, length as usize, &mut |read| bytes.extend_from_slice(read))?;
        segment.file.write_at(offset, &bytes)?;
        offset += length;
    }
    Ok(())
}

/// Takes the unfinished group away and gives the segment its length back, in zeros.
fn cut(segment: &Segment, end: u64) -> std::io::Result<()> {
    let length = segment.file.length()?;
    segment.file.set_length(end)?;
    match segment.file.allocate(length) {
        Err(error) if !bimetal_files::is_full(&error) => Err(error),
        _ => Ok(()),
    }
}
