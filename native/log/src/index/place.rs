//! Where a document's newest record lies.

/// The top bit of the length says whether the record carries an expiry. A value is shorter than 2^28 bytes.
const EXPIRES: u32 = 1 << 31;

/// The place of a record: 12 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The number of the segment.
    pub segment: u32,
    /// The offset of the record in the segment.
    pub offset: u32,
    length_and_flags: u32,
}

impl Place {
    /// The place of a record whose value has `length` bytes.
    pub fn new(segment: u32, offset: u32, length: u32, expires: bool) -> Place {
        let flags = if expires { EXPIRES } else { 0 };
        Place {
            segment,
            offset,
            length_and_flags: (length & !EXPIRES) | flags,
        }
    }

    /// The length of the value.
    pub fn length(&self) -> u32 {
        self.length_and_flags & !EXPIRES
    }

    /// Whether the record carries an expiry.
    pub fn expires(&self) -> bool {
        self.length_and_flags & EXPIRES != 0
    }

    pub(crate) fn to_bytes(self) -> [u8; 12] {
        let mut bytes = [0; 12];
        let fields = [self.segment, self.offset, self.length_and_flags];
        for (to, field) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(fields) {
            *to = field.to_le_bytes();
        }
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8; 12]) -> Place {
        let field = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        Place {
            segment: field(0),
            offset: field(4),
            length_and_flags: field(8),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_keeps_what_it_was_made_of_in_twelve_bytes() {
        for (length, expires) in [(0, false), (0, true), ((1 << 28) - 1, true), (77, false)] {
            let place = Place::new(u32::MAX, 5, length, expires);
            assert_eq!((place.segment, place.offset), (u32::MAX, 5));
            assert_eq!((place.length(), place.expires()), (length, expires));
            assert_eq!(Place::from_bytes(&place.to_bytes()), place);
        }
        assert_eq!(size_of::<Place>(), 12);
    }
}
