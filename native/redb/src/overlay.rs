//! What would have been written, kept in memory.

use std::collections::BTreeMap;
use std::io;

use redb::StorageBackend;

const BLOCK_BYTES: usize = 4096;

/// Changes over a file that must not be changed any more.
///
/// LIMIT: it grows by what the commit that broke off still writes, and by nothing after.
#[derive(Debug)]
pub(crate) struct Overlay {
    blocks: BTreeMap<u64, [u8; BLOCK_BYTES]>,
    len: u64,
}

impl Overlay {
    pub(crate) fn new(len: u64) -> Overlay {
        Overlay {
            blocks: BTreeMap::new(),
            len,
        }
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    pub(crate) fn set_len(&mut self, len: u64) {
        self.len = len;
    }

    pub(crate) fn write(&mut self, file: &impl StorageBackend, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut at = offset;
        let mut rest = data;
        while !rest.is_empty() {
            let (index, skip, count) = place(at, rest.len());
            let (now, later) = rest.split_at(count);
            let block = match self.blocks.entry(index) {
                std::collections::btree_map::Entry::Occupied(block) => block.into_mut(),
                std::collections::btree_map::Entry::Vacant(room) => {
                    let mut block = [0; BLOCK_BYTES];
                    read_or_zeros(file, at - skip as u64, &mut block)?;
                    room.insert(block)
                }
            };
            block.iter_mut().skip(skip).zip(now).for_each(|(to, from)| *to = *from);
            (at, rest) = (at + count as u64, later);
        }
        self.len = self.len.max(at);
        Ok(())
    }

    pub(crate) fn read(&self, file: &impl StorageBackend, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let mut at = offset;
        let mut rest = out;
        while !rest.is_empty() {
            let (index, skip, count) = place(at, rest.len());
            let (now, later) = rest.split_at_mut(count);
            match self.blocks.get(&index) {
                Some(block) => now
                    .iter_mut()
                    .zip(block.iter().skip(skip))
                    .for_each(|(to, from)| *to = *from),
                None => read_or_zeros(file, at, now)?,
            }
            (at, rest) = (at + count as u64, later);
        }
        Ok(())
    }
}

/// The block at an offset, where in it the offset lies, and how many of `len` bytes it holds from there.
fn place(offset: u64, len: usize) -> (u64, usize, usize) {
    let skip = (offset % BLOCK_BYTES as u64) as usize;
    (offset / BLOCK_BYTES as u64, skip, len.min(BLOCK_BYTES - skip))
}

/// Reads from the file, and zeros where it ends: it may have been meant to grow.
fn read_or_zeros(file: &impl StorageBackend, offset: u64, out: &mut [u8]) -> io::Result<()> {
    let there = file.len()?.saturating_sub(offset).min(out.len() as u64) as usize;
    let (inside, beyond) = out.split_at_mut(there);
    beyond.fill(0);
    if inside.is_empty() {
        Ok(())
    } else {
        file.read(offset, inside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use redb::backends::InMemoryBackend;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn reads_see_the_file_with_the_writes_over_it(
            file_len in 0..20_000_usize,
            writes in vec((0..30_000_usize, 1..9000_usize, any::<u8>()), 0..8),
            reads in vec((0..30_000_usize, 1..9000_usize), 1..8),
        ) {
            let mut model: Vec<u8> = (0..file_len).map(|at| at as u8).collect();
            let file = InMemoryBackend::new();
            file.set_len(file_len as u64).unwrap();
            file.write(0, &model).unwrap();
            model.resize(40_000, 0);
            let mut overlay = Overlay::new(file_len as u64);
            for (offset, len, byte) in writes {
                model[offset..offset + len].fill(byte);
                overlay.write(&file, offset as u64, &vec![byte; len]).unwrap();
            }
            for (offset, len) in reads {
                let mut out = vec![0xAA; len];
                overlay.read(&file, offset as u64, &mut out).unwrap();
                prop_assert!(out == model[offset..offset + len]);
            }
        }
    }
}
