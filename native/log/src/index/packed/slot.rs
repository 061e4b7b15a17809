//! Where a key of a packed list is.

/// Two bytes of a suffix, and where it ends in the bytes of its list, in one number: once a search has waited for the
/// one, it has the other.
///
/// The upper half is the head: the first two bytes of the suffix as a big-endian number. Bytes that the suffix does not
/// have count as zeroes. So slots sort as suffixes do, or their heads are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot(u32);

impl Slot {
    /// A slot that has no key. None is greater.
    pub(super) const UNUSED: Slot = Slot(u32::MAX);

    pub(super) fn new(suffix: &[u8], end: usize) -> Slot {
        let head = match suffix {
            [first, second, ..] => u32::from_be_bytes([*first, *second, 0, 0]),
            [first] => u32::from_be_bytes([*first, 0, 0, 0]),
            [] => 0,
        };
        Slot(head | end as u32)
    }

    /// The least and the greatest slot that has the head of `suffix`.
    pub(super) fn alike(suffix: &[u8]) -> (Slot, Slot) {
        let lowest = Slot::new(suffix, 0);
        (lowest, Slot(lowest.0 | END_MAX))
    }

    pub(super) fn end(self) -> usize {
        (self.0 & END_MAX) as usize
    }

    pub(super) fn move_forward(&mut self, bytes: usize) {
        self.0 += bytes as u32;
    }

    pub(super) fn move_back(&mut self, bytes: usize) {
        self.0 -= bytes as u32;
    }
}

const END_MAX: u32 = 0xFFFF;
