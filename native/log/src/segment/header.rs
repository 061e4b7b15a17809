//! The first 64 bytes of a segment.

/// The length of a segment's header.
pub const SEGMENT_HEADER_BYTES: u64 = 64;

/// The format that this crate writes. It reads the one before as well, which has no salt.
pub const SEGMENT_FORMAT: u32 = 3;

/// The format of earlier releases.
pub const SEGMENT_FORMAT_OLD: u32 = 2;

const MAGIC: &[u8; 8] = b"BMTLSEG\n";

/// What a segment holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Batches, as they were committed.
    Log,
    /// Records that compaction wrote anew, in key order.
    Compacted,
}

impl Kind {
    /// The kind as a byte of the header.
    pub fn byte(self) -> u8 {
        match self {
            Kind::Log => 0,
            Kind::Compacted => 1,
        }
    }

    fn from_byte(byte: u8) -> Option<Kind> {
        [Kind::Log, Kind::Compacted]
            .into_iter()
            .find(|kind| kind.byte() == byte)
    }
}

/// What a segment says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SegmentHeader {
    /// What it holds.
    pub kind: Kind,
    /// The store it belongs to.
    pub store_id: [u8; 16],
    /// Its number.
    pub number: u32,
    /// The revision of a log's first batch; no record of a compacted segment has a lower one.
    pub revision_first: u64,
    /// When it was made, in milliseconds since 1970.
    pub created: u64,
    /// What the checksums of its records begin from: nobody can put bytes into a document that check as a record unless
    /// they know it. Zero in a segment of an earlier release.
    pub salt: Salt,
}

/// What the checksums of a segment begin from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Salt(pub u32);

impl Salt {
    /// The checksum of some bytes.
    #[inline]
    pub fn checksum(self, bytes: &[u8]) -> u32 {
        let mut hasher = crc32fast::Hasher::new_with_initial(self.0);
        hasher.update(bytes);
        hasher.finalize()
    }
}

impl SegmentHeader {
    /// Whether the segment has the format of an earlier release.
    pub fn is_old(&self) -> bool {
        self.salt == Salt::default()
    }

    /// The header as it stands in the file.
    pub fn encode(&self) -> Vec<u8> {
        let format = if self.is_old() {
            SEGMENT_FORMAT_OLD
        } else {
            SEGMENT_FORMAT
        };
        let mut bytes = Vec::with_capacity(64);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&format.to_le_bytes());
        bytes.extend_from_slice(&[self.kind.byte(), 0, 0, 0]);
        bytes.extend_from_slice(&self.store_id);
        bytes.extend_from_slice(&u64::from(self.number).to_le_bytes());
        bytes.extend_from_slice(&self.revision_first.to_le_bytes());
        bytes.extend_from_slice(&self.created.to_le_bytes());
        bytes.extend_from_slice(&self.salt.0.to_le_bytes());
        let crc = crc32fast::hash(&bytes);
        bytes.extend_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// Reads a header, or says what is wrong with it.
    pub fn decode(bytes: &[u8]) -> Result<SegmentHeader, &'static str> {
        const SHORT: &str = "the segment is shorter than its header";
        let (magic, rest) = bytes.split_first_chunk::<8>().ok_or(SHORT)?;
        let (format, rest) = rest.split_first_chunk::<4>().ok_or(SHORT)?;
        let ([kind, ..], rest) = rest.split_first_chunk::<4>().ok_or(SHORT)?;
        let (store_id, rest) = rest.split_first_chunk::<16>().ok_or(SHORT)?;
        let (number, rest) = rest.split_first_chunk::<8>().ok_or(SHORT)?;
        let (revision_first, rest) = rest.split_first_chunk::<8>().ok_or(SHORT)?;
        let (created, rest) = rest.split_first_chunk::<8>().ok_or(SHORT)?;
        let (salt, rest) = rest.split_first_chunk::<4>().ok_or(SHORT)?;
        let crc = rest.first_chunk::<4>().ok_or(SHORT)?;
        if magic != MAGIC {
            return Err("the file does not begin like a segment");
        }
        if crc32fast::hash(bytes.get(..60).unwrap_or_default()) != u32::from_le_bytes(*crc) {
            return Err("the checksum of the segment's header is wrong");
        }
        let salt = Salt(u32::from_le_bytes(*salt));
        match (u32::from_le_bytes(*format), salt) {
            (SEGMENT_FORMAT_OLD, Salt(0)) | (SEGMENT_FORMAT, Salt(1..)) => {}
            _ => return Err("the segment has another format"),
        }
        Ok(SegmentHeader {
            kind: Kind::from_byte(*kind).ok_or("the segment has an unknown kind")?,
            store_id: *store_id,
            number: u32::try_from(u64::from_le_bytes(*number)).map_err(|_| "the segment's number is too large")?,
            revision_first: u64::from_le_bytes(*revision_first),
            created: u64::from_le_bytes(*created),
            salt,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> SegmentHeader {
        SegmentHeader {
            kind: Kind::Compacted,
            store_id: *b"0123456789abcdef",
            number: 7,
            revision_first: 300,
            created: 1_700_000_000_000,
            salt: Salt(0x0102_0304),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let bytes = header().encode();
        assert_eq!(bytes.len() as u64, SEGMENT_HEADER_BYTES);
        assert_eq!(&bytes[16..32], b"0123456789abcdef");
        assert_eq!((bytes[8], bytes[12], bytes[32], bytes[40], bytes[41]), (3, 1, 7, 44, 1));
        assert_eq!(bytes[56..60], [4, 3, 2, 1]);
        assert_eq!(SegmentHeader::decode(&bytes), Ok(header()));
    }

    #[test]
    fn a_header_of_an_earlier_release_has_no_salt() {
        let old = SegmentHeader {
            salt: Salt(0),
            ..header()
        };
        let bytes = old.encode();
        assert_eq!((bytes[8], &bytes[56..60]), (2, &[0; 4][..]));
        assert_eq!(SegmentHeader::decode(&bytes), Ok(old));
    }

    #[test]
    fn a_flipped_bit_or_a_missing_byte_is_noticed() {
        let bytes = header().encode();
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(SegmentHeader::decode(&flipped).is_err(), "{bit}");
        }
        for length in 0..bytes.len() {
            assert!(SegmentHeader::decode(&bytes[..length]).is_err(), "{length}");
        }
    }
}
