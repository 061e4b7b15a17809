//! Rows of one length, in blocks with a checksum each.

use std::io;

use super::layout::Unusable;

const BLOCK_BYTES_MAX: usize = 64 << 10;
const CHECKSUM_BYTES: usize = 4;

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

    fn next_block(&mut self, length: usize) -> Result<&'a [u8], Unusable> {
        self.offset += length + CHECKSUM_BYTES;
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
