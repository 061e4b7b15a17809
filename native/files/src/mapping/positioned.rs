//! What stands in for a mapping where a page that cannot be read cannot be handled: positioned reads.

use std::fs::File;
use std::io;

use crate::at_offset::read_exact_at;

/// The first part of a file.
#[derive(Debug)]
pub struct Mapping {
    file: File,
    length: usize,
}

impl Mapping {
    /// Keeps the first `length` bytes of a file at hand, which may be more than it has: reading beyond its end is an error.
    pub fn new(file: &File, length: usize) -> io::Result<Mapping> {
        let file = file.try_clone()?;
        Ok(Mapping { file, length })
    }

    /// The number of bytes at hand.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there is nothing at hand.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// A hint that has nobody to hear it.
    pub fn prefetch(&self, _offset: usize, _length: usize) {}

    /// Shows `length` bytes at `offset`. `UnexpectedEof` outside the first part of the file or beyond its end.
    pub fn read<T>(&self, offset: usize, length: usize, visit: impl FnOnce(&[u8]) -> T) -> io::Result<T> {
        let end = offset.checked_add(length).filter(|end| *end <= self.length);
        end.ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut bytes = vec![0; length];
        read_exact_at(&self.file, &mut bytes, offset as u64)?;
        Ok(visit(&bytes))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn positioned_reads_show_what_a_mapping_would() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        let mapping = Mapping::new(&file, 20).unwrap();
        assert_eq!(mapping.read(3, 4, <[u8]>::to_vec).unwrap(), b"3456");
        assert_eq!(mapping.read(20, 0, <[u8]>::len).unwrap(), 0);
        for (offset, length) in [(8, 4), (15, 1), (20, 1), (usize::MAX, 2)] {
            let error = mapping.read(offset, length, |_| ()).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        }
        assert_eq!((mapping.len(), mapping.is_empty()), (20, false));
        // Beyond the end as well: a hint is never wrong.
        mapping.prefetch(usize::MAX, 2);
    }
}
