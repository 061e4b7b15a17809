//! `bimetal.index`: the index as of one place in the log, so that an open need not read the log up to there.

mod blocks;
pub(crate) mod cadence;
pub mod codec;
mod fitting;
pub mod layout;
mod rows;
#[cfg(test)]
mod tests;

use std::io;

use bimetal_files::Files;
use cadence::Reach;
use codec::Checkpoint;
use fitting::Difference;
use layout::{Header, SegmentSummary};

use crate::manifest::Manifest;
use crate::options::LogOptions;
use crate::segment::Segment;
use crate::segment::list::Segments;
use crate::state::State;

pub(crate) const FILE_NAME: &str = "bimetal.index";
pub(crate) const FILE_NAME_NEW: &str = "bimetal.index.new";

/// A checkpoint that fits the manifest.
pub(crate) struct Restored {
    /// What the manifest is to name it by; `None` for one of an earlier release.
    pub(crate) id: Option<u32>,
    /// The store as of the checkpoint, without the documents whose segments are gone.
    pub(crate) state: State,
    /// How far it reaches.
    pub(crate) reach: Reach,
    /// The compacted segments that came later.
    pub(crate) came: Vec<u32>,
    /// The length of the checkpoint's file.
    pub(crate) file_bytes: u64,
}

impl Restored {
    /// Reads the folder's checkpoint. `None` when there is none that is whole and fits: then everything is read instead.
    pub(crate) fn read(files: &dyn Files, manifest: &Manifest, empty: &State) -> Option<Restored> {
        let file = files.open_to_read(FILE_NAME).ok()?;
        let file_bytes = file.length().ok()?;
        let mut checkpoint = None;
        let mut decode = |bytes: &[u8]| checkpoint = decode_fitting(bytes, manifest, &empty.segments);
        file.read(0, usize::try_from(file_bytes).ok()?, &mut decode).ok()?;
        let (
            Checkpoint {
                header,
                index,
                expiries,
            },
            came,
            reach,
        ) = checkpoint?;
        let mut state = State {
            index,
            expiries,
            revision: header.revision,
            ..empty.clone()
        };
        // Counts nothing where the checkpoint does not fit, since the counts would outlive it.
        state.count()?;
        Some(Restored {
            id: Some(header.id).filter(|id| *id != 0),
            state,
            reach,
            came,
            file_bytes,
        })
    }
}

fn decode_fitting(bytes: &[u8], manifest: &Manifest, segments: &Segments) -> Option<(Checkpoint, Vec<u32>, Reach)> {
    let head = codec::decode_head(bytes).ok()?;
    let Difference { gone, came } = fitting::difference(&head, manifest, segments)?;
    let last = head.segments.iter().map(|segment| segment.number).max();
    let reach = Reach {
        segment: head.header.active_segment,
        offset: u64::from(head.header.offset),
        next: last.unwrap_or(0).saturating_add(1),
    };
    let checkpoint = codec::decode_without(bytes, |place| {
        !gone.is_empty() && gone.binary_search(&place.segment).is_ok()
    });
    Some((checkpoint.ok()?, came, reach))
}

/// A checkpoint that was written.
pub(crate) struct Written {
    /// What the manifest is to name it by.
    pub(crate) id: u32,
    /// The length of its file.
    pub(crate) bytes: u64,
}

/// Writes the checkpoint of a state: a new file, made durable before it gets the name, a step at a time, since one large
/// fsync would hold up those of the writer.
pub(crate) fn write(
    files: &dyn Files,
    options: &LogOptions,
    store_id: [u8; 16],
    generation: u64,
    state: &State,
) -> io::Result<Written> {
    let written = write_new(files, options, store_id, generation, state);
    if written.is_err() {
        // The checkpoint that is there stays as good as it was.
        let _ = files.remove(FILE_NAME_NEW);
    }
    written
}

fn write_new(
    files: &dyn Files,
    options: &LogOptions,
    store_id: [u8; 16],
    generation: u64,
    state: &State,
) -> io::Result<Written> {
    let file = files.create_anew(FILE_NAME_NEW)?;
    let header = Header {
        id: options.make_up(),
        store_id,
        revision: state.revision,
        generation,
        active_segment: state.active.number(),
        // LIMIT: a segment is shorter than 4 GiB.
        offset: state.end as u32,
        ..Header::default()
    };
    let summaries: Vec<SegmentSummary> = state.segments.iter().map(|segment| summary(segment, state)).collect();
    let (mut end, mut synced) = (0, 0);
    codec::encode(&header, &summaries, &state.index, &state.expiries, |bytes| {
        file.write_at(end, bytes)?;
        end += bytes.len() as u64;
        if end - synced >= options.step_bytes as u64 {
            synced = end;
            file.sync_data()?;
        }
        Ok(())
    })?;
    file.sync_data()?;
    files.rename(FILE_NAME_NEW, FILE_NAME)?;
    files.sync_folder()?;
    Ok(Written {
        id: header.id,
        bytes: end,
    })
}

fn summary(segment: &Segment, state: &State) -> SegmentSummary {
    let active = segment.number() == state.active.number();
    SegmentSummary {
        number: segment.number(),
        kind: segment.header.kind.byte(),
        length: if active { state.end } else { segment.end() },
        salt: segment.header.salt.0,
        revision_first: segment.header.revision_first,
    }
}
