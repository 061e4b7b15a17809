//! Copying the files of a snapshot while writes go on.

use std::io;
use std::sync::Arc;

use bimetal_document::Revision;
use bimetal_engine::{Error, Progress, Result, tell};
use bimetal_files::Files;
use bimetal_locks::lock;

use crate::breakage::{Breakage, broken};
use crate::checkpoint;
use crate::core::Core;
use crate::manifest::{self, Listed, Manifest, ReplaceError};
use crate::segment::header::{SEGMENT_HEADER_BYTES, SegmentHeader};
use crate::segment::{Segment, is_file_name};
use crate::state::State;

/// How much is copied at a time.
const STEP_BYTES: u64 = 1 << 20;

impl Core {
    /// Writes the files of a snapshot into a folder that has none. Sealed segments do not change, so they are linked where
    /// that can be done, and copied otherwise; of the active one as much is copied as the snapshot knows.
    pub(crate) fn backup(&self, into: &dyn Files, progress: &mut Progress<'_>) -> Result<Revision> {
        refuse_used(into)?;
        // The state keeps the segments' files, and the manifest's `next` only grows.
        let (next, generation) = {
            let manifest = lock(&self.manifest);
            (manifest.next, manifest.generation)
        };
        let state = self.state()?;
        let next = next.max(state.active.number().saturating_add(1));
        let all: u64 = state.segments.iter().map(|segment| length_in(segment, &state)).sum();
        let mut done = 0;
        for segment in state.segments.iter() {
            let length = length_in(segment, &state);
            refuse_cut(segment, length)?;
            let active = segment.number() == state.active.number();
            if active || !self.link(segment, length, into)? {
                copy(segment, length, into, &mut |bytes| tell(progress, done + bytes, all))?;
            }
            done += length;
            tell(progress, done, all)?;
        }
        let manifest = Manifest {
            store_id: self.store_id,
            generation,
            checkpoint: None,
            next: next.max(
                state
                    .segments
                    .iter()
                    .map(|segment| segment.number() + 1)
                    .max()
                    .unwrap_or(1),
            ),
            segments: state.segments.iter().map(|segment| listed(segment, &state)).collect(),
        };
        let synced = into.sync_folder();
        synced.map_err(|error| Error::io("make durable", into.path(), error))?;
        // Without a checkpoint the backup opens as well.
        let _ = checkpoint::write(into, &self.options, self.store_id, generation, &state);
        // The manifest comes last: before it the folder is no store.
        manifest.replace(into).map_err(|error| match error {
            ReplaceError::Unchanged(error) | ReplaceError::Unknown(error) => error,
        })?;
        Ok(Revision::new(state.revision))
    }

    /// Gives a sealed segment's file a name in the backup's folder as well. Returns whether that could be done.
    fn link(&self, segment: &Segment, length: u64, into: &dyn Files) -> Result<bool> {
        use std::io::ErrorKind;
        let failed = |action, error| Error::io(action, &into.path().join(segment.name()), error);
        match self.files.link(segment.name(), into.path()) {
            Ok(()) => {}
            // A segment that compaction has done with may have lost its name; its content is still there.
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::Unsupported
                        | ErrorKind::CrossesDevices
                        | ErrorKind::PermissionDenied
                        | ErrorKind::TooManyLinks
                        | ErrorKind::NotFound
                ) =>
            {
                return Ok(false);
            }
            Err(error) => return Err(failed("link", error)),
        }
        if is_the_file(segment, length, into).map_err(|error| failed("read", error))? {
            return Ok(true);
        }
        // Somebody has put another file in its place, and this one is still open.
        into.remove(segment.name()).map_err(|error| failed("remove", error))?;
        Ok(false)
    }
}

/// A sealed segment never changes, so a shorter one is damaged: a backup of it would be none.
fn refuse_cut(segment: &Segment, length: u64) -> Result<()> {
    let there = segment.file.length();
    let there = there.map_err(|error| segment.read_error(0, error))?;
    if there < length && !broken(Breakage::BackUpCut) {
        return Err(segment.damaged(there, "the segment is shorter than it was"));
    }
    Ok(())
}

/// Whether the file that was linked is that of the segment.
fn is_the_file(segment: &Segment, length: u64, into: &dyn Files) -> io::Result<bool> {
    let linked = into.open_to_read(segment.name())?;
    if linked.length()? < length && !broken(Breakage::BackUpCut) {
        return Ok(false);
    }
    let mut header = Err("not read");
    linked.read(0, SEGMENT_HEADER_BYTES as usize, &mut |bytes| {
        header = SegmentHeader::decode(bytes);
    })?;
    Ok(header.is_ok_and(|header| header == segment.header))
}

fn refuse_used(into: &dyn Files) -> Result<()> {
    let names = into.list().map_err(|error| Error::io("list", into.path(), error))?;
    if names
        .iter()
        .any(|name| is_file_name(name) || name == manifest::FILE_NAME)
    {
        return Err(Error::FolderInvalid {
            path: into.path().to_path_buf(),
            reason: "it holds documents already: choose an empty folder for the backup",
        });
    }
    Ok(())
}

fn length_in(segment: &Segment, state: &State) -> u64 {
    if segment.number() == state.active.number() {
        state.end
    } else {
        segment.end()
    }
}

fn listed(segment: &Arc<Segment>, state: &State) -> Listed {
    if segment.number() != state.active.number() {
        return Listed::sealed(segment);
    }
    // As much as was copied: the original may have grown meanwhile.
    Listed {
        durable: state.end,
        ..Listed::active(segment)
    }
}

fn copy(segment: &Segment, length: u64, into: &dyn Files, told: &mut dyn FnMut(u64) -> Result<()>) -> Result<()> {
    let path = into.path().join(segment.name());
    let failed = |error| Error::io("write", &path, error);
    let file = into.create(segment.name()).map_err(failed)?;
    let mut offset = 0;
    let mut buffer = Vec::new();
    while offset < length {
        let bytes = (length - offset).min(STEP_BYTES);
        // First into memory: the system would take a mapped page that is gone for a fault of the file that is written.
        let read = segment.file.read(offset, bytes as usize, &mut |bytes| {
            buffer.clear();
            buffer.extend_from_slice(bytes);
        });
        read.map_err(|error| segment.read_error(offset, error))?;
        file.write_at(offset, &buffer).map_err(failed)?;
        offset += bytes;
        told(offset)?;
    }
    // It may have been cut while it was copied: what is gone is read as zeros from a page that is half there.
    refuse_cut(segment, length)?;
    file.sync_data().map_err(failed)
}
