//! One record of a segment: a document, or the removal of one.

use bimetal_document::{Key, Timestamp};

use crate::breakage::{Breakage, broken};

/// The bytes before the value of a document that does not expire.
pub const HEADER_BYTES: usize = 32;

/// The bytes between the header and the value of one that does.
pub const EXPIRY_BYTES: usize = 8;

/// LIMIT: the bytes of a value, which the length field has 28 bits for.
pub const VALUE_BYTES_MAX: usize = (1 << 28) - 1;

const LENGTH_MASK: u32 = (1 << 28) - 1;
const EXPIRES: u32 = 1 << 28;
const REMOVE: u32 = 1 << 29;

/// The first record of a commit group.
pub const GROUP: u32 = 1 << 30;

/// The batch goes on in the next record.
pub const MORE: u32 = 1 << 31;

/// A record, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The first record of a commit group.
    pub group: bool,
    /// The batch goes on in the next record.
    pub more: bool,
    /// The revision of the batch.
    pub revision: u64,
    /// The key.
    pub key: Key,
    /// What was done to the key.
    pub write: RecordWrite<'a>,
    /// The bytes of the whole record.
    pub bytes: usize,
}

/// What a record did to its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordWrite<'a> {
    /// A document.
    Put {
        /// The JSON text.
        value: &'a [u8],
        /// When it expires.
        expires: Option<Timestamp>,
    },
    /// A removal.
    Remove,
}

/// Why bytes are not a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordFault {
    /// The record needs this many bytes, and there are fewer.
    Short(usize),
    /// It is no record, or a damaged one.
    Bad(&'static str),
}

/// Refuses a value that the length field has no room for.
pub fn check_value(value: &[u8]) -> Result<(), bimetal_document::Error> {
    if value.len() <= VALUE_BYTES_MAX {
        return Ok(());
    }
    Err(bimetal_document::Error::ValueTooLarge {
        bytes: value.len(),
        bytes_max: VALUE_BYTES_MAX,
    })
}

/// The bytes that a document takes.
pub fn document_bytes(value_bytes: usize, expires: bool) -> usize {
    HEADER_BYTES + if expires { EXPIRY_BYTES } else { 0 } + value_bytes
}

/// Appends a record. `flags` are of `GROUP` and `MORE`.
///
/// INVARIANT: the value has at most `VALUE_BYTES_MAX` bytes.
pub fn encode(buffer: &mut Vec<u8>, flags: u32, revision: u64, key: &Key, write: RecordWrite<'_>) {
    let start = buffer.len();
    let (kind, expires, value) = match write {
        RecordWrite::Put { value, expires: None } => (0, None, value),
        RecordWrite::Put { value, expires } => (EXPIRES, expires, value),
        RecordWrite::Remove => (REMOVE, None, &[][..]),
    };
    // The mask loses nothing: the writer has refused longer values.
    let length = value.len() as u32 & LENGTH_MASK;
    buffer.extend_from_slice(&[0; 4]);
    buffer.extend_from_slice(&(length | kind | flags).to_le_bytes());
    buffer.extend_from_slice(&revision.to_le_bytes());
    buffer.extend_from_slice(key.as_bytes());
    if let Some(expires) = expires {
        buffer.extend_from_slice(&expires.millis().to_le_bytes());
    }
    buffer.extend_from_slice(value);
    let crc = crc32fast::hash(buffer.get(start + 4..).unwrap_or_default());
    if let Some(place) = buffer.get_mut(start..start + 4) {
        place.copy_from_slice(&crc.to_le_bytes());
    }
}

/// Reads the record that `bytes` begin with.
pub fn decode(bytes: &[u8]) -> Result<Record<'_>, RecordFault> {
    let short = || RecordFault::Short(HEADER_BYTES);
    let (crc, rest) = bytes.split_first_chunk::<4>().ok_or_else(short)?;
    let (head, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
    let (revision, rest) = rest.split_first_chunk::<8>().ok_or_else(short)?;
    let (key, rest) = rest.split_first_chunk::<{ Key::BYTES }>().ok_or_else(short)?;
    let head = u32::from_le_bytes(*head);
    let value_bytes = (head & LENGTH_MASK) as usize;
    let record_bytes = document_bytes(value_bytes, head & EXPIRES != 0);
    let checked = bytes.get(4..record_bytes).ok_or(RecordFault::Short(record_bytes))?;
    if !checks(checked, u32::from_le_bytes(*crc)) {
        return Err(RecordFault::Bad("the checksum of a record is wrong"));
    }
    let key = Key::from_bytes(*key).ok_or(RecordFault::Bad("a record has no valid key"))?;
    let write = if head & REMOVE != 0 {
        if record_bytes != HEADER_BYTES {
            return Err(RecordFault::Bad("a removal has a value"));
        }
        RecordWrite::Remove
    } else if head & EXPIRES != 0 {
        let (expiry, value) = rest.split_first_chunk::<EXPIRY_BYTES>().ok_or_else(short)?;
        RecordWrite::Put {
            value: value.get(..value_bytes).unwrap_or_default(),
            expires: Some(Timestamp::from_millis(u64::from_le_bytes(*expiry))),
        }
    } else {
        RecordWrite::Put {
            value: rest.get(..value_bytes).unwrap_or_default(),
            expires: None,
        }
    };
    Ok(Record {
        group: head & GROUP != 0,
        more: head & MORE != 0,
        revision: u64::from_le_bytes(*revision),
        key,
        write,
        bytes: record_bytes,
    })
}

/// Whether a record could begin a commit group here, by a look that is cheap enough for every byte of a segment.
pub fn may_begin_group(bytes: &[u8]) -> bool {
    bytes
        .get(4..8)
        .and_then(|head| head.first_chunk::<4>())
        .is_some_and(|head| u32::from_le_bytes(*head) & GROUP != 0)
        && bytes
            .get(16..24)
            .is_some_and(|prefix| prefix.iter().all(|byte| (0x21..=0x7E).contains(byte)))
}

/// The one place where checksums of records are compared.
fn checks(bytes: &[u8], crc: u32) -> bool {
    crc32fast::hash(bytes) == crc || broken(Breakage::IgnoreChecksums)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(number: u64) -> Key {
        Key::from_parts("abcdefgh", number).unwrap()
    }

    fn put(value: &[u8], expires: Option<u64>) -> RecordWrite<'_> {
        RecordWrite::Put {
            value,
            expires: expires.map(Timestamp::from_millis),
        }
    }

    #[test]
    fn the_layout_is_the_one_in_the_format() {
        let mut bytes = Vec::new();
        encode(&mut bytes, GROUP | MORE, 0x0102, &key(7), put(b"42", Some(0x99)));
        assert_eq!(bytes.len(), 42);
        assert_eq!(bytes[4..8], [2, 0, 0, 0xD0]);
        assert_eq!(bytes[8..16], [2, 1, 0, 0, 0, 0, 0, 0]);
        assert_eq!(&bytes[16..24], b"abcdefgh");
        assert_eq!(bytes[24..32], [0, 0, 0, 0, 0, 0, 0, 7]);
        assert_eq!(bytes[32..40], [0x99, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(&bytes[40..], b"42");
        assert_eq!(bytes[..4], crc32fast::hash(&bytes[4..]).to_le_bytes());
    }

    #[test]
    fn zeros_are_no_record() {
        assert!(matches!(decode(&[0; 64]), Err(RecordFault::Bad(_))));
        assert!(!may_begin_group(&[0; 64]));
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(
            value in proptest::collection::vec(any::<u8>(), 0..300),
            expires in any::<Option<u64>>(), revision in any::<u64>(), number in any::<u64>(),
            group in any::<bool>(), more in any::<bool>(), remove in any::<bool>(), behind in 0_usize..50,
        ) {
            let write = if remove { RecordWrite::Remove } else { put(&value, expires) };
            let flags = if group { GROUP } else { 0 } | if more { MORE } else { 0 };
            let mut bytes = Vec::new();
            encode(&mut bytes, flags, revision, &key(number), write);
            let length = bytes.len();
            bytes.extend(vec![7; behind]);
            let expected = Record { group, more, revision, key: key(number), write, bytes: length };
            prop_assert_eq!(decode(&bytes), Ok(expected));
            prop_assert_eq!(may_begin_group(&bytes), group);
            for short in 0..length {
                prop_assert!(matches!(decode(&bytes[..short]), Err(RecordFault::Short(needed)) if needed > short && needed <= length));
            }
        }

        #[test]
        fn a_flipped_bit_is_noticed(value in proptest::collection::vec(any::<u8>(), 0..40), bit in any::<prop::sample::Index>()) {
            let mut bytes = Vec::new();
            encode(&mut bytes, 0, 3, &key(1), put(&value, None));
            let bit = bit.index(bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(decode(&bytes).is_err());
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = decode(&bytes);
            let _ = may_begin_group(&bytes);
        }
    }
}
