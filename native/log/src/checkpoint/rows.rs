//! The rows of a checkpoint as bytes.

use super::layout::{FORMAT_VERSION, FORMAT_VERSION_SHORT, Header, MAGIC, SegmentSummary, Unusable};
use crate::index::Place;

pub(super) const HEADER_BYTES: usize = 96;
const HEADER_BYTES_SHORT: usize = 80;
pub(super) const SEGMENT_BYTES: usize = 64;
pub(super) const DOCUMENT_BYTES: usize = 28;
pub(super) const EXPIRY_BYTES: usize = 24;

impl Header {
    /// The bytes, and their checksum, which those of the blocks begin from.
    pub(super) fn to_bytes(&self) -> ([u8; HEADER_BYTES], u32) {
        let mut bytes = [0; HEADER_BYTES];
        let mut row = bytes.as_mut_slice();
        put(&mut row, MAGIC);
        put(&mut row, FORMAT_VERSION.to_le_bytes());
        put(&mut row, self.id.to_le_bytes());
        put(&mut row, self.store_id);
        put(&mut row, self.revision.to_le_bytes());
        put(&mut row, self.generation.to_le_bytes());
        put(&mut row, self.active_segment.to_le_bytes());
        put(&mut row, self.offset.to_le_bytes());
        put(&mut row, self.documents.to_le_bytes());
        put(&mut row, self.expiries.to_le_bytes());
        put(&mut row, self.segments.to_le_bytes());
        put(&mut row, self.long_documents.to_le_bytes());
        put(&mut row, self.long_expiries.to_le_bytes());
        let checksum = checksum_of(&bytes);
        let (_, mut row) = bytes.split_at_mut(HEADER_BYTES - 4);
        put(&mut row, checksum.to_le_bytes());
        (bytes, checksum)
    }

    /// Reads the header that `bytes` begin with, its checksum, and what follows it.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<(Header, u32, &[u8]), Unusable> {
        let Some((front, _)) = bytes.split_first_chunk::<16>() else {
            return Err(Unusable::NotACheckpoint);
        };
        let mut row = front.as_slice();
        if take(&mut row) != MAGIC {
            return Err(Unusable::NotACheckpoint);
        }
        let header_bytes = match take_u32(&mut row) {
            FORMAT_VERSION => HEADER_BYTES,
            FORMAT_VERSION_SHORT => HEADER_BYTES_SHORT,
            found => return Err(Unusable::FormatUnsupported { found }),
        };
        let id = take_u32(&mut row);
        let end = header_bytes as u64;
        let (header, rest) = bytes.split_at_checked(header_bytes).ok_or(Unusable::LengthWrong {
            found: bytes.len() as u64,
            expected: end,
        })?;
        let checksum = checksum_of(header);
        let (fields, mut stored) = header.split_at(header_bytes - 4);
        if take_u32(&mut stored) != checksum {
            return Err(Unusable::ChecksumWrong { end });
        }
        let mut row = fields.get(16..).unwrap_or_default();
        let header = Header {
            id,
            store_id: take(&mut row),
            revision: take_u64(&mut row),
            generation: take_u64(&mut row),
            active_segment: take_u32(&mut row),
            offset: take_u32(&mut row),
            documents: take_u64(&mut row),
            expiries: take_u64(&mut row),
            segments: take_u32(&mut row),
            // Not there, and zero, where long keys were not.
            long_documents: take_u64(&mut row),
            long_expiries: take_u64(&mut row),
        };
        Ok((header, checksum, rest))
    }
}

/// The checksum of a header: of all of it but the checksum itself.
fn checksum_of(header: &[u8]) -> u32 {
    crc32fast::hash(header.split_at(header.len() - 4).0)
}

impl SegmentSummary {
    pub(super) fn to_bytes(&self) -> [u8; SEGMENT_BYTES] {
        let mut bytes = [0; SEGMENT_BYTES];
        let mut row = bytes.as_mut_slice();
        put(&mut row, self.number.to_le_bytes());
        put(&mut row, [self.kind, 0, 0, 0]);
        put(&mut row, self.length.to_le_bytes());
        put(&mut row, self.salt.to_le_bytes());
        put(&mut row, [0; 12]);
        put(&mut row, self.revision_first.to_le_bytes());
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8; SEGMENT_BYTES]) -> SegmentSummary {
        let mut row = bytes.as_slice();
        let number = take_u32(&mut row);
        let [kind, ..] = take::<4>(&mut row);
        let length = take_u64(&mut row);
        let salt = take_u32(&mut row);
        let _unread: [u8; 12] = take(&mut row);
        SegmentSummary {
            number,
            kind,
            length,
            salt,
            revision_first: take_u64(&mut row),
        }
    }
}

pub(super) fn document_to_bytes((key, place): (u128, Place)) -> [u8; DOCUMENT_BYTES] {
    let mut bytes = [0; DOCUMENT_BYTES];
    let mut row = bytes.as_mut_slice();
    put(&mut row, key.to_be_bytes());
    put(&mut row, place.to_bytes());
    bytes
}

#[inline]
pub(super) fn document_from_bytes(bytes: &[u8; DOCUMENT_BYTES]) -> (u128, Place) {
    let mut row = bytes.as_slice();
    let key = u128::from_be_bytes(take(&mut row));
    (key, Place::from_bytes(&take(&mut row)))
}

pub(super) fn expiry_to_bytes(expiry: u64, key: u128) -> [u8; EXPIRY_BYTES] {
    let mut bytes = [0; EXPIRY_BYTES];
    let mut row = bytes.as_mut_slice();
    put(&mut row, expiry.to_le_bytes());
    put(&mut row, key.to_be_bytes());
    bytes
}

pub(super) fn expiry_from_bytes(bytes: &[u8; EXPIRY_BYTES]) -> (u64, u128) {
    let mut row = bytes.as_slice();
    let expiry = take_u64(&mut row);
    (expiry, u128::from_be_bytes(take(&mut row)))
}

/// Writes the next field. A row is as long as its fields, so it always fits.
#[inline]
fn put<const N: usize>(row: &mut &mut [u8], field: [u8; N]) {
    if let Some((to, rest)) = std::mem::take(row).split_first_chunk_mut() {
        *to = field;
        *row = rest;
    }
}

/// Reads the next field. A row is as long as its fields, so it is always there.
#[inline]
fn take<const N: usize>(row: &mut &[u8]) -> [u8; N] {
    let Some((field, rest)) = row.split_first_chunk() else {
        return [0; N];
    };
    *row = rest;
    *field
}

fn take_u32(row: &mut &[u8]) -> u32 {
    u32::from_le_bytes(take(row))
}

fn take_u64(row: &mut &[u8]) -> u64 {
    u64::from_le_bytes(take(row))
}
