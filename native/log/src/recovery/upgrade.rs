//! Turning the segments of an earlier release into those of this one.

use std::ops::ControlFlow;
use std::sync::Arc;

use bimetal_engine::{Error, Result};
use bimetal_files::{File, Files};

use crate::breakage::{Breakage, broken};
use crate::options::LogOptions;
use crate::segment::Segment;
use crate::segment::header::{SEGMENT_HEADER_BYTES, Salt, SegmentHeader};
use crate::segment::record::{self, GROUP, MORE};
use crate::segment::walk::{Stop, walk};
use crate::state::State;

/// What a segment's file is called before it takes the place of the old one.
pub(crate) const SUFFIX_NEW: &str = ".new";

/// How much is written at a time.
const STEP_BYTES: usize = 1 << 20;

/// A segment that an earlier release wrote.
pub(super) struct Old {
    name: String,
    header: SegmentHeader,
    /// Where its records end.
    end: u64,
}

/// The segments of an earlier release among those of a store.
pub(super) fn find(state: &State) -> Vec<Old> {
    let old = state.segments.iter().filter(|segment| segment.header.is_old());
    old.map(|segment| Old {
        name: segment.name().to_owned(),
        header: segment.header,
        end: segment.end(),
    })
    .collect()
}

/// Writes each segment anew, with a salt in its header and in every checksum. Everything else stays, every record at its
/// place, so the manifest and the checkpoint stay true. The new file takes the old one's name once it is durable: whenever
/// the process or the power ends, one of the two has it, whole.
///
/// What cannot be turned over is left as it is, and read as it was: a segment with damage in it, which checksums of today
/// would hide, and all that are left when the disk is full.
///
/// INVARIANT: nobody has the segments open.
pub(super) fn turn_over(files: &Arc<dyn Files>, options: &LogOptions, old: &[Old]) -> Result<()> {
    for segment in old {
        let new = format!("{}{SUFFIX_NEW}", segment.name);
        let written = write_new(files, options, segment, &new);
        let replaced = match written {
            Ok(true) => files
                .rename(&new, &segment.name)
                .and_then(|()| files.sync_folder())
                .map_err(|error| Error::io("replace", &files.path().join(&segment.name), error)),
            Ok(false) => {
                remove(files, &new)?;
                continue;
            }
            Err(error) => Err(error),
        };
        match replaced {
            Ok(()) => {}
            Err(Error::DiskFull { .. }) => {
                remove(files, &new)?;
                break;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn remove(files: &Arc<dyn Files>, name: &str) -> Result<()> {
    match files.remove(name) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io("remove", &files.path().join(name), error))
        }
        _ => Ok(()),
    }
}

/// Returns whether the new file has everything that the old one has.
fn write_new(files: &Arc<dyn Files>, options: &LogOptions, old: &Old, name: &str) -> Result<bool> {
    let path = files.path().join(name);
    let failed = |error| Error::io("write", &path, error);
    let opened = files.open_to_read(&old.name);
    let opened = opened.map_err(|error| Error::io("open", &files.path().join(&old.name), error))?;
    let segment = Segment::new(files.clone(), opened, old.header);
    let header = SegmentHeader {
        salt: Salt(options.make_up()),
        ..old.header
    };
    let file = files.create_anew(name).map_err(failed)?;
    file.write_at(0, &header.encode()).map_err(failed)?;
    let mut written = SEGMENT_HEADER_BYTES;
    let mut buffer = Vec::new();
    let stop = walk(&segment, SEGMENT_HEADER_BYTES, old.end, &mut |_, record| {
        let flags = if record.group { GROUP } else { 0 } | if record.more { MORE } else { 0 };
        record::encode(
            &mut buffer,
            header.salt,
            flags,
            record.revision,
            record.key,
            record.write,
        );
        if buffer.len() >= STEP_BYTES {
            flush(file.as_ref(), &mut written, &mut buffer).map_err(failed)?;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    flush(file.as_ref(), &mut written, &mut buffer).map_err(failed)?;
    if !broken(Breakage::TurnOverUnsynced) {
        file.sync_data().map_err(failed)?;
    }
    Ok(stop == Stop::End && written == old.end)
}

fn flush(file: &dyn File, written: &mut u64, buffer: &mut Vec<u8>) -> std::io::Result<()> {
    file.write_at(*written, buffer)?;
    *written += buffer.len() as u64;
    buffer.clear();
    Ok(())
}
