//! Rows of one length, and rows of keys, in blocks with a checksum each.

use std::io;

use super::layout::Unusable;
use crate::index::PackedKey;

const BLOCK_BYTES_MAX: usize = 64 << 10;
const CHECKSUM_BYTES: usize = 4;
/// The length of the rows, which a block of keys begins with.
const LENGTH_BYTES: usize = 4;
/// What a row has before the bytes of its key: how many it shares with the one before, and how many follow.
const KEYED_HEAD_BYTES: usize = 4;

/// How many rows a full block has.
const fn rows_per_block(row_bytes: usize) -> usize {
    (BLOCK_BYTES_MAX - CHECKSUM_BYTES) / row_bytes
}

/// How long a list of rows is in the file. Saturates: no file is that long.
pub(super) fn section_bytes(rows: u64, row_bytes: usize) -> u64 {
    let blocks = rows.div_ceil(rows_per_block(row_bytes) as u64);
    let checksums = blocks.saturating_mul(CHECKSUM_BYTES as u64);
    rows.saturating_mul(row_bytes as u64).saturating_add(checksums)
}

/// The checksum of block number `block`.
fn checksum(salt: u32, block: u32, rows: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(salt.wrapping_add(block));
    hasher.update(rows);
    hasher.finalize()
}

pub(super) struct BlockWriter<W> {
    salt: u32,
    block: u32,
    rows: Vec<u8>,
    write: W,
}

impl<W: FnMut(&[u8]) -> io::Result<()>> BlockWriter<W> {
    pub(super) fn new(salt: u32, write: W) -> BlockWriter<W> {
        BlockWriter {
            salt,
            block: 0,
            rows: Vec::with_capacity(BLOCK_BYTES_MAX),
            write,
        }
    }

    /// Writes one list. The next begins a new block.
    pub(super) fn section<const ROW: usize>(&mut self, rows: impl Iterator<Item = [u8; ROW]>) -> io::Result<()> {
        for row in rows {
            self.rows.extend_from_slice(&row);
            if self.rows.len() == rows_per_block(ROW) * ROW {
                self.end_block()?;
            }
        }
        if self.rows.is_empty() { Ok(()) } else { self.end_block() }
    }

    /// Writes one list of keys, each with a value. The next begins a new block.
    pub(super) fn keyed_section<'a, const VALUE: usize>(
        &mut self,
        rows: impl Iterator<Item = (PackedKey<'a>, [u8; VALUE])>,
    ) -> io::Result<()> {
        let (mut last, mut key) = (Vec::new(), Vec::new());
        for (packed, value) in rows {
            key.clear();
            packed.write_to(&mut key);
            let row_bytes = KEYED_HEAD_BYTES + key.len() + VALUE;
            if self.rows.len() + row_bytes + CHECKSUM_BYTES > BLOCK_BYTES_MAX {
                self.end_keyed_block()?;
            }
            if self.rows.is_empty() {
                self.rows.extend_from_slice(&[0; LENGTH_BYTES]);
                last.clear();
            }
            let shared = last.iter().zip(&key).take_while(|(one, other)| one == other).count();
            let rest = key.get(shared..).unwrap_or_default();
            // LIMIT: a key has fewer than 2^16 bytes.
            self.rows.extend_from_slice(&(shared as u16).to_le_bytes());
            self.rows.extend_from_slice(&(rest.len() as u16).to_le_bytes());
            self.rows.extend_from_slice(rest);
            self.rows.extend_from_slice(&value);
            std::mem::swap(&mut last, &mut key);
        }
        if self.rows.is_empty() {
            Ok(())
        } else {
            self.end_keyed_block()
        }
    }

    fn end_keyed_block(&mut self) -> io::Result<()> {
        let length = (self.rows.len() - LENGTH_BYTES) as u32;
        if let Some(place) = self.rows.first_chunk_mut() {
            *place = length.to_le_bytes();
        }
        self.end_block()
    }

    fn end_block(&mut self) -> io::Result<()> {
        let checksum = checksum(self.salt, self.block, &self.rows);
        self.rows.extend_from_slice(&checksum.to_le_bytes());
        (self.write)(&self.rows)?;
        self.rows.clear();
        self.block = self.block.wrapping_add(1);
        Ok(())
    }
}

pub(super) struct BlockReader<'a> {
    salt: u32,
    block: u32,
    rest: &'a [u8],
    offset: usize,
}

impl<'a> BlockReader<'a> {
    /// Reads the blocks in `rest`, which begins at `offset` of the file.
    pub(super) fn new(salt: u32, rest: &'a [u8], offset: usize) -> BlockReader<'a> {
        BlockReader {
            salt,
            block: 0,
            rest,
            offset,
        }
    }

    /// Shows a list of `count` rows, until `visit` says that one is out of order. A row counts once its block is checked.
    pub(super) fn section<const ROW: usize>(
        &mut self,
        count: u64,
        mut visit: impl FnMut(&[u8; ROW]) -> bool,
    ) -> Result<(), Unusable> {
        let mut left = count;
        while left > 0 {
            let rows = left.min(rows_per_block(ROW) as u64);
            // At most a block's worth, so it fits.
            let block = self.next_block(rows as usize * ROW)?;
            if !block.as_chunks::<ROW>().0.iter().all(&mut visit) {
                return Err(Unusable::OrderWrong);
            }
            left -= rows;
        }
        Ok(())
    }

    /// Shows a list of `count` keys with their values, as [`BlockReader::section`] does.
    pub(super) fn keyed_section<const VALUE: usize>(
        &mut self,
        count: u64,
        mut visit: impl FnMut(&[u8], &[u8; VALUE]) -> bool,
    ) -> Result<(), Unusable> {
        let mut left = count;
        let mut key = Vec::new();
        while left > 0 {
            let length = self.rest.first_chunk().map_or(0, |length| u32::from_le_bytes(*length));
            let block = self.next_block(LENGTH_BYTES.saturating_add(length as usize))?;
            let mut rows = block.get(LENGTH_BYTES..).unwrap_or_default();
            key.clear();
            if rows.is_empty() {
                return Err(Unusable::OrderWrong);
            }
            while !rows.is_empty() {
                let (value, rest) = next_row(rows, &mut key).ok_or(Unusable::OrderWrong)?;
                if !visit(&key, value) {
                    return Err(Unusable::OrderWrong);
                }
                rows = rest;
                left = left.checked_sub(1).ok_or(Unusable::OrderWrong)?;
            }
        }
        Ok(())
    }

    /// Refuses what lies behind the last list.
    pub(super) fn end(self) -> Result<(), Unusable> {
        let expected = self.offset as u64;
        let found = expected + self.rest.len() as u64;
        if found == expected {
            Ok(())
        } else {
            Err(Unusable::LengthWrong { found, expected })
        }
    }

    fn next_block(&mut self, length: usize) -> Result<&'a [u8], Unusable> {
        self.offset = self.offset.saturating_add(length).saturating_add(CHECKSUM_BYTES);
        let wrong = Unusable::ChecksumWrong {
            end: self.offset as u64,
        };
        let cut = self.rest.split_at_checked(length);
        let Some((rows, (stored, rest))) = cut.and_then(|(rows, rest)| Some((rows, rest.split_first_chunk()?))) else {
            return Err(wrong);
        };
        if u32::from_le_bytes(*stored) != checksum(self.salt, self.block, rows) {
            return Err(wrong);
        }
        self.rest = rest;
        self.block = self.block.wrapping_add(1);
        Ok(rows)
    }
}

/// Makes `key` the key of the row that `rows` begin with, and returns the row's value and the rows behind it.
fn next_row<'a, const VALUE: usize>(rows: &'a [u8], key: &mut Vec<u8>) -> Option<(&'a [u8; VALUE], &'a [u8])> {
    let (shared, rows) = rows.split_first_chunk()?;
    let (length, rows) = rows.split_first_chunk()?;
    let shared = usize::from(u16::from_le_bytes(*shared));
    if shared > key.len() {
        return None;
    }
    let (bytes, rows) = rows.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
    key.truncate(shared);
    key.extend_from_slice(bytes);
    rows.split_first_chunk()
}
