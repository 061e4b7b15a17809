//! Writing a checkpoint as bytes, and reading it again.

use std::io;

use super::blocks::{BlockReader, BlockWriter, section_bytes};
use super::layout::{Header, SegmentSummary, Unusable};
use super::rows::{self, DOCUMENT_BYTES, EXPIRY_BYTES, HEADER_BYTES, SEGMENT_BYTES};
use crate::index::{Builder, Expiries, Index};

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
        documents: index.len() as u64,
        expiries: expiries.len() as u64,
        segments: u32::try_from(segments.len()).map_err(|_| io::ErrorKind::InvalidInput)?,
        ..header.clone()
    };
    let (bytes, salt) = header.to_bytes();
    write(&bytes)?;
    let mut blocks = BlockWriter::new(salt, write);
    blocks.section(segments.iter().map(SegmentSummary::to_bytes))?;
    blocks.section(index.iter().map(rows::document_to_bytes))?;
    blocks.section(
        expiries
            .iter()
            .map(|((expiry, key), ())| rows::expiry_to_bytes(expiry, key)),
    )
}

/// Reads the front of a checkpoint, given all of it.
pub fn decode_head(bytes: &[u8]) -> Result<Head, Unusable> {
    Ok(front(bytes)?.0)
}

/// Reads a checkpoint, given all of it. [`decode_head`] has the segments.
pub fn decode(bytes: &[u8]) -> Result<Checkpoint, Unusable> {
    let (Head { header, .. }, mut blocks) = front(bytes)?;
    let mut index = Builder::new();
    blocks.section(header.documents, |row: &[u8; DOCUMENT_BYTES]| {
        let (key, place) = rows::document_from_bytes(row);
        index.push(&key, place)
    })?;
    let mut expiries = Builder::new();
    blocks.section(header.expiries, |row: &[u8; EXPIRY_BYTES]| {
        expiries.push(&rows::expiry_from_bytes(row), ())
    })?;
    Ok(Checkpoint {
        header,
        index: index.finish(),
        expiries: expiries.finish(),
    })
}

fn front(bytes: &[u8]) -> Result<(Head, BlockReader<'_>), Unusable> {
    let (front, rest) = bytes.split_first_chunk().ok_or(Unusable::NotACheckpoint)?;
    let (header, salt) = Header::from_bytes(front)?;
    // Every count is held against the length of the file, before anything is allocated for it.
    let sections = [
        (u64::from(header.segments), SEGMENT_BYTES),
        (header.documents, DOCUMENT_BYTES),
        (header.expiries, EXPIRY_BYTES),
    ];
    let lengths = sections.map(|(rows, row_bytes)| section_bytes(rows, row_bytes));
    let expected = lengths.into_iter().fold(HEADER_BYTES as u64, u64::saturating_add);
    let found = bytes.len() as u64;
    if found != expected {
        return Err(Unusable::LengthWrong { found, expected });
    }
    let mut blocks = BlockReader::new(salt, rest, HEADER_BYTES);
    let mut segments = Vec::new();
    blocks.section(u64::from(header.segments), |row: &[u8; SEGMENT_BYTES]| {
        segments.push(SegmentSummary::from_bytes(row));
        true
    })?;
    Ok((Head { header, segments }, blocks))
}
