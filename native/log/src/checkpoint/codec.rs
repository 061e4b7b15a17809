//! Writing a checkpoint as bytes, and reading it again.

use std::collections::HashSet;
use std::io;

use super::blocks::{BlockReader, BlockWriter, section_bytes};
use super::layout::{Header, SegmentSummary, Unusable};
use super::rows::{self, DOCUMENT_BYTES, EXPIRY_BYTES, SEGMENT_BYTES};
use crate::index::key::KeptKey;
use crate::index::{Builder, Expiries, Index, Place};

/// The small part at the front of a checkpoint, which tells whether the rest is worth reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// What the checkpoint is of.
    pub header: Header,
    /// The segments, in the order that they were given.
    pub segments: Vec<SegmentSummary>,
}

/// A checkpoint that is whole.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    /// What the checkpoint is of.
    pub header: Header,
    /// The documents.
    pub index: Index,
    /// The documents that expire.
    pub expiries: Expiries,
}

/// Writes a checkpoint, block by block.
pub fn encode(
    header: &Header,
    segments: &[SegmentSummary],
    index: &Index,
    expiries: &Expiries,
    mut write: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let header = Header {
        documents: index.short.len() as u64,
        expiries: expiries.short.len() as u64,
        long_documents: index.long.len() as u64,
        long_expiries: expiries.long.len() as u64,
        segments: u32::try_from(segments.len()).map_err(|_| io::ErrorKind::InvalidInput)?,
        ..header.clone()
    };
    let (bytes, salt) = header.to_bytes();
    write(&bytes)?;
    let mut blocks = BlockWriter::new(salt, write);
    blocks.section(segments.iter().map(SegmentSummary::to_bytes))?;
    blocks.section(index.short.iter().map(rows::document_to_bytes))?;
    let short = expiries.short.iter();
    blocks.section(short.map(|((expiry, key), ())| rows::expiry_to_bytes(expiry, key)))?;
    blocks.keyed_section(index.long.iter().map(|(key, place)| (key, place.to_bytes())))?;
    blocks.keyed_section(expiries.long.iter().map(|(key, ())| (key, [])))
}

/// Reads the front of a checkpoint, given all of it.
pub fn decode_head(bytes: &[u8]) -> Result<Head, Unusable> {
    Ok(front(bytes)?.0)
}

/// Reads a checkpoint, given all of it. [`decode_head`] has the segments.
pub fn decode(bytes: &[u8]) -> Result<Checkpoint, Unusable> {
    decode_without(bytes, |_| false)
}

/// As [`decode`], without the documents whose places are gone.
pub(crate) fn decode_without(bytes: &[u8], is_gone: impl Fn(Place) -> bool) -> Result<Checkpoint, Unusable> {
    let (Head { header, .. }, mut blocks) = front(bytes)?;
    // The documents that expire and are left out: their expiries are as well.
    let mut left_out = HashSet::new();
    let mut index = Builder::new();
    blocks.section(header.documents, |row: &[u8; DOCUMENT_BYTES]| {
        let (key, place) = rows::document_from_bytes(row);
        if is_gone(place) {
            if place.expires() {
                left_out.insert(KeptKey::Short(key));
            }
            return true;
        }
        index.push(&key, place)
    })?;
    let mut expiries = Builder::new();
    blocks.section(header.expiries, |row: &[u8; EXPIRY_BYTES]| {
        let (expiry, key) = rows::expiry_from_bytes(row);
        left_out.contains(&KeptKey::Short(key)) || expiries.push(&(expiry, key), ())
    })?;
    let mut long = Builder::new();
    blocks.keyed_section(header.long_documents, |key, place| {
        let place = Place::from_bytes(place);
        if is_gone(place) {
            if place.expires() {
                left_out.insert(KeptKey::Long(key.into()));
            }
            return true;
        }
        long.push(key, place)
    })?;
    let mut long_expiries = Builder::new();
    blocks.keyed_section(header.long_expiries, |key, _: &[u8; 0]| {
        let gone = key
            .get(8..)
            .is_some_and(|key| left_out.contains(&KeptKey::Long(key.into())));
        gone || long_expiries.push(key, ())
    })?;
    blocks.end()?;
    Ok(Checkpoint {
        header,
        index: Index {
            short: index.finish(),
            long: long.finish(),
        },
        expiries: Expiries {
            short: expiries.finish(),
            long: long_expiries.finish(),
        },
    })
}

fn front(bytes: &[u8]) -> Result<(Head, BlockReader<'_>), Unusable> {
    let (header, salt, rest) = Header::from_bytes(bytes)?;
    let header_bytes = bytes.len() - rest.len();
    // Every count is held against the length of the file, before anything is allocated for it.
    let sections = [
        (u64::from(header.segments), SEGMENT_BYTES),
        (header.documents, DOCUMENT_BYTES),
        (header.expiries, EXPIRY_BYTES),
    ];
    let lengths = sections.map(|(rows, row_bytes)| section_bytes(rows, row_bytes));
    let expected = lengths.into_iter().fold(header_bytes as u64, u64::saturating_add);
    let found = bytes.len() as u64;
    // Rows of long keys have lengths of their own, and are allocated for as they are read.
    let has_long = header.long_documents > 0 || header.long_expiries > 0;
    if found < expected || found > expected && !has_long {
        return Err(Unusable::LengthWrong { found, expected });
    }
    let mut blocks = BlockReader::new(salt, rest, header_bytes);
    let mut segments = Vec::new();
    blocks.section(u64::from(header.segments), |row: &[u8; SEGMENT_BYTES]| {
        segments.push(SegmentSummary::from_bytes(row));
        true
    })?;
    Ok((Head { header, segments }, blocks))
}
