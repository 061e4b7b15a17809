//! The form of a key that sorts byte by byte.
//!
//! The bytes of the name, a terminator, and the number:
//!
//! ```text
//! name ++ 0x00                           a name alone
//! name ++ 0x01 + k ++ k bytes            a number of k significant bytes, the highest first; k is 0 for the number 0
//! ```
//!
//! Its order is that of keys. Of two names, either differs from the other at some byte, which decides in both orders; or
//! one is the beginning of the other, and is less: in the ordered form its terminator then meets a byte of the longer
//! name, and no name has a byte below 0x20, while a terminator is at most 0x09. Of one name, 0x00 stands before every
//! number, a number with fewer significant bytes is the less one, and numbers with as many are compared from the highest
//! byte on. No ordered form is the beginning of another, and it is at most one byte longer than the text.

use crate::key_ref::KeyRef;

/// The lowest byte that a name has.
const NAME_BYTE_MIN: u8 = 0x20;

/// What stands behind a name that has no number.
const NO_NUMBER: u8 = 0;

impl<'a> KeyRef<'a> {
    /// LIMIT: the bytes of an ordered form.
    pub const ORDERED_BYTES_MAX: usize = 512 + 1;

    /// Appends the ordered form.
    pub fn write_ordered(self, out: &mut Vec<u8>) {
        out.reserve(self.stem().len() + 1 + 1 + size_of::<u64>());
        out.extend_from_slice(self.stem());
        out.extend_from_slice(self.dash());
        match self.number() {
            None => out.push(NO_NUMBER),
            Some(number) => {
                let zeros = number.leading_zeros() as usize / 8;
                let significant = number.to_be_bytes();
                let significant = significant.get(zeros..).unwrap_or_default();
                out.push(NO_NUMBER + 1 + significant.len() as u8);
                out.extend_from_slice(significant);
            }
        }
    }

    /// The ordered form.
    pub fn to_ordered(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write_ordered(&mut bytes);
        bytes
    }

    /// Reads an ordered form; `None` where it is none.
    pub fn from_ordered(bytes: &'a [u8]) -> Option<KeyRef<'a>> {
        let key = KeyRef::from_ordered_unchecked(bytes)?;
        let text = match key.stem() {
            [] if key.number().is_some() => &[],
            [] => return None,
            [KeyRef::RESERVED, text @ ..] => text,
            text => text,
        };
        std::str::from_utf8(text).is_ok().then_some(key)
    }

    /// Reads an ordered form of a name that is known to be UTF-8, or reserved.
    #[inline]
    pub fn from_ordered_unchecked(bytes: &'a [u8]) -> Option<KeyRef<'a>> {
        let (name, rest) = bytes.split_at_checked(name_bytes(bytes))?;
        let (terminator, significant) = rest.split_first()?;
        let Some(length) = terminator.checked_sub(NO_NUMBER + 1) else {
            return significant.is_empty().then_some(KeyRef::named(name));
        };
        if significant.len() != usize::from(length) || significant.first() == Some(&0) {
            return None;
        }
        let stem = name.strip_suffix(b"-")?;
        let mut number = [0; 8];
        let zeros = number.len().checked_sub(significant.len())?;
        number.get_mut(zeros..)?.copy_from_slice(significant);
        Some(KeyRef::numbered(stem, u64::from_be_bytes(number)))
    }
}

/// The length of the name that an ordered form begins with: how many bytes there are before the first that no name has.
/// Eight at a time, since a scan looks for it in each document that has a long key.
#[inline]
pub fn name_bytes(ordered: &[u8]) -> usize {
    /// Has the top bit of a lane set if the byte there is less than `NAME_BYTE_MIN`, at least in the lowest such lane.
    fn less(lanes: u64) -> u64 {
        const ONES: u64 = u64::MAX / 255;
        lanes.wrapping_sub(ONES * NAME_BYTE_MIN as u64) & !lanes & (ONES * 0x80)
    }
    let (words, rest) = ordered.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let less = less(u64::from_le_bytes(*word));
        if less != 0 {
            return index * 8 + less.trailing_zeros() as usize / 8;
        }
    }
    let tail = rest.iter().take_while(|byte| **byte >= NAME_BYTE_MIN).count();
    words.len() * 8 + tail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_before_the_first_byte_that_no_name_has() {
        for length in 0..40 {
            for low in [0, 1, 9, 0x1F] {
                for fill in [0x20, 0x7F, 0x80, 0xA0, 0xFF] {
                    let mut bytes = vec![fill; length];
                    assert_eq!(name_bytes(&bytes), length);
                    bytes.push(low);
                    bytes.extend([0x20, 0, 0x80, 1, 0xFF, 0x1F, 0x21, 5, 0x80]);
                    assert_eq!(name_bytes(&bytes), length, "{bytes:x?}");
                }
            }
        }
    }

    #[test]
    fn bytes_that_are_no_ordered_form_are_refused() {
        let whole: [&[u8]; 6] = [
            b"a\0",
            b"a-\x01",
            b"a-\x02\x05",
            b"a-\x09\x80\0\0\0\0\0\0\0",
            b"\xFFkeys\0",
            "é\0".as_bytes(),
        ];
        for bytes in whole {
            assert_eq!(KeyRef::from_ordered(bytes).unwrap().to_ordered(), bytes);
        }
        let broken: [&[u8]; 13] = [
            b"",
            b"\0",
            b"a",
            b"a\0b",
            b"a\x02",
            b"a\x02\0",
            b"a\x03\0\x01",
            b"a\x0A\x01\x01\x01\x01\x01\x01\x01\x01\x01",
            b"a\x1F\0",
            b"\xC3\0",
            b"a\x01",
            b"a\x01\0",
            b"a\nb\0",
        ];
        for bytes in broken {
            assert_eq!(KeyRef::from_ordered(bytes), None, "{bytes:x?}");
        }
    }
}
