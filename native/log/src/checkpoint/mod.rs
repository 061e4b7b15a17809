//! `bimetal.index`: the index as of one place in the log, so that an open need not read the log up to there.

mod blocks;
pub mod codec;
pub mod layout;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io;

use bimetal_files::Files;
use codec::{Checkpoint, Head};
use layout::{Header, SegmentSummary};

use crate::breakage::{Breakage, broken};
use crate::manifest::{Listed, Manifest};
use crate::segment::Segment;
use crate::segment::header::Kind;
use crate::state::State;

const FILE_NAME: &str = "bimetal.index";
pub(crate) const FILE_NAME_NEW: &str = "bimetal.index.new";

/// A checkpoint that fits the manifest.
pub(crate) struct Restored {
    /// The store as of the checkpoint.
    pub(crate) state: State,
    /// The log that goes on behind it.
    pub(crate) from: u32,
    /// Where it does.
    pub(crate) offset: u64,
    /// The length of the checkpoint's file.
    pub(crate) file_bytes: u64,
}

impl Restored {
    /// Reads the folder's checkpoint. `None` when there is none that is whole and fits: then everything is read instead.
    pub(crate) fn read(files: &dyn Files, manifest: &Manifest, empty: &State) -> Option<Restored> {
        let file = files.open(FILE_NAME).ok()?;
        let file_bytes = file.length().ok()?;
        let mut checkpoint = None;
        let mut decode = |bytes: &[u8]| checkpoint = decode_fitting(bytes, manifest);
        file.read(0, usize::try_from(file_bytes).ok()?, &mut decode).ok()?;
        let Checkpoint {
            header,
            index,
            expiries,
            ..
        } = checkpoint?;
        let mut state = State {
            index,
            expiries,
            revision: header.revision,
            ..empty.clone()
        };
        // Counts nothing where the checkpoint does not fit, since the counts would outlive it.
        state.count()?;
        Some(Restored {
            state,
            from: header.active_segment,
            offset: u64::from(header.offset),
            file_bytes,
        })
    }
}

fn decode_fitting(bytes: &[u8], manifest: &Manifest) -> Option<Checkpoint> {
    let head = codec::decode_head(bytes).ok()?;
    if !fits(&head, manifest) {
        return None;
    }
    codec::decode(bytes).ok()
}

/// Whether everything that the checkpoint points into is still there, and all else is newer log.
fn fits(head: &Head, manifest: &Manifest) -> bool {
    if broken(Breakage::TrustAnyCheckpoint) {
        return true;
    }
    let header = &head.header;
    let summaries: BTreeMap<u32, &SegmentSummary> =
        head.segments.iter().map(|summary| (summary.number, summary)).collect();
    let same = |listed: &Listed, summary: &SegmentSummary| {
        (listed.kind.byte(), listed.revision_first) == (summary.kind, summary.revision_first)
    };
    let mut found = 0;
    for listed in &manifest.segments {
        let fits = match summaries.get(&listed.number) {
            // The active one of that time may have grown.
            Some(summary) if listed.number == header.active_segment => {
                let sealed = listed.sealed;
                same(listed, summary) && sealed.is_none_or(|sealed| sealed.length >= u64::from(header.offset))
            }
            Some(summary) => {
                let sealed = listed.sealed;
                same(listed, summary) && sealed.is_some_and(|sealed| sealed.length == summary.length)
            }
            None => listed.kind == Kind::Log && listed.revision_first > header.revision,
        };
        if !fits {
            return false;
        }
        found += usize::from(summaries.contains_key(&listed.number));
    }
    header.store_id == manifest.store_id && found == summaries.len() && summaries.contains_key(&header.active_segment)
}

/// Writes the checkpoint of a state: a new file, made durable before it gets the name. Returns its length.
pub(crate) fn write(files: &dyn Files, store_id: [u8; 16], generation: u64, state: &State) -> io::Result<u64> {
    match files.remove(FILE_NAME_NEW) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let written = write_new(files, store_id, generation, state);
    if written.is_err() {
        // The checkpoint that is there stays as good as it was.
        let _ = files.remove(FILE_NAME_NEW);
    }
    written
}

fn write_new(files: &dyn Files, store_id: [u8; 16], generation: u64, state: &State) -> io::Result<u64> {
    let file = files.create(FILE_NAME_NEW)?;
    let header = Header {
        store_id,
        revision: state.revision,
        generation,
        active_segment: state.active.number(),
        // LIMIT: a segment is shorter than 4 GiB.
        offset: state.end as u32,
        ..Header::default()
    };
    let summaries: Vec<SegmentSummary> = state.segments.iter().map(|segment| summary(segment, state)).collect();
    let mut end = 0;
    codec::encode(&header, &summaries, &state.index, &state.expiries, |bytes| {
        file.write_at(end, bytes)?;
        end += bytes.len() as u64;
        Ok(())
    })?;
    file.sync_data()?;
    files.rename(FILE_NAME_NEW, FILE_NAME)?;
    files.sync_folder()?;
    Ok(end)
}

fn summary(segment: &Segment, state: &State) -> SegmentSummary {
    let active = segment.number() == state.active.number();
    SegmentSummary {
        number: segment.number(),
        kind: segment.header.kind.byte(),
        length: if active { state.end } else { segment.end() },
        revision_first: segment.header.revision_first,
    }
}
