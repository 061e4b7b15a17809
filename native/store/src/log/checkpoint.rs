//! `bimetal.index`: the whole index as of one place in the log, so that an open need not read the log up to there.
//!
//! It is a hint. The log is the truth, and a checkpoint that is missing, damaged or of another store costs a replay and
//! nothing else. So decoding never fails an open: it says why the file is of no use, and the log is read instead.
//!
//! ```text
//! header      80 bytes, see Header
//! segments    64 bytes each, see SegmentSummary
//! documents   28 bytes each, in key order: key 16 as it is, segment u32, offset u32, length and flags u32
//! expiries    24 bytes each, soonest first: expiry u64, key 16 as it is
//! ```
//!
//! Numbers are little-endian. The three lists are cut into blocks of as many whole rows as fit 64 KiB, each followed by
//! its crc32, which begins from the header's own and the number of the block: a block counts only in its place, in its file.

mod blocks;
mod rows;
#[cfg(test)]
mod tests;

use std::io;

use super::index::{Builder, Expiries, Index};
use blocks::{BlockReader, BlockWriter, section_bytes};
use rows::{DOCUMENT_BYTES, EXPIRY_BYTES, HEADER_BYTES, SEGMENT_BYTES};

/// The name of the file in a data folder.
pub const FILE_NAME: &str = "bimetal.index";

/// The version of this file's own layout. Another one is of no use, and is written anew at the next clean close.
const FORMAT_VERSION: u32 = 1;

const MAGIC: [u8; 8] = *b"BMTLIDX\n";

/// What the checkpoint is of.
///
/// ```text
///  0 magic    8 format u32   12 zero u32   16 store id 16 bytes   32 revision u64   40 generation u64
/// 48 active segment u32      52 offset u32 56 documents u64       64 expiries u64   72 segments u32   76 crc32 of 0..76
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The store, as in the segments.
    pub store_id: [u8; 16],
    /// The last revision that the index knows.
    pub revision: u64,
    /// The generation of the manifest at that time.
    pub generation: u64,
    /// The number of the segment that replay goes on in.
    pub active_segment: u32,
    /// The offset in that segment of the first record that the index does not know.
    pub offset: u32,
    /// How many documents there are. Encoding counts for itself.
    pub documents: u64,
    /// How many documents expire. Encoding counts for itself.
    pub expiries: u64,
    /// How many segments there are. Encoding counts for itself.
    pub segments: u32,
}

/// What is known of one segment without reading it.
///
/// ```text
///  0 number u32         4 kind u8            5 zero 3 bytes      8 length u64      16 live bytes u64   24 live documents u64
/// 32 first revision u64 40 last revision u64 48 created ms u64  56 tombstones u64
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SegmentSummary {
    /// The number in its name.
    pub number: u32,
    /// The kind in its header.
    pub kind: u8,
    /// The length in bytes, up to the end of the last record.
    pub length: u64,
    /// The bytes of records that the index points to.
    pub live_bytes: u64,
    /// The records that the index points to.
    pub live_documents: u64,
    /// The lowest revision inside.
    pub revision_first: u64,
    /// The highest revision inside.
    pub revision_last: u64,
    /// When it was created, in milliseconds since 1970.
    pub created_ms: u64,
    /// The removals inside.
    pub tombstones: u64,
}

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

/// Why a file is of no use as a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say it")]
pub enum Unusable {
    #[error("it is not a checkpoint of an index")]
    NotACheckpoint,
    #[error("it has format {found}, and this version reads {FORMAT_VERSION}")]
    FormatUnsupported { found: u32 },
    #[error("it has {found} bytes where its header says {expected}")]
    LengthWrong { found: u64, expected: u64 },
    #[error("the bytes up to offset {end} do not match their checksum")]
    ChecksumWrong { end: u64 },
    #[error("its keys do not ascend")]
    OrderWrong,
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
        index.push(key, place)
    })?;
    let mut expiries = Builder::new();
    blocks.section(header.expiries, |row: &[u8; EXPIRY_BYTES]| {
        expiries.push(rows::expiry_from_bytes(row), ())
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
