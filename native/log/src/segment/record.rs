//! One record of a segment: a document, or the removal of one.

use bimetal_document::Timestamp;
use bimetal_document::ordered::name_bytes;

use crate::breakage::{Breakage, broken};
use crate::index::key::{EntryKey, SHORT_BYTES, StoredKey};
use crate::segment::header::Salt;

/// The bytes before the key.
pub const HEADER_BYTES: usize = 16;

/// The fewest bytes of a record.
pub const RECORD_BYTES_MIN: usize = HEADER_BYTES + LONG_BYTES + 2;

/// The bytes between the key and the value of a document that expires.
pub const EXPIRY_BYTES: usize = 8;

/// What stands before the ordered form of a long key: this bit, which no short key begins with, and the name's length.
const LONG: u16 = 1 << 15;
const LONG_BYTES: usize = 2;

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
    pub key: StoredKey<'a>,
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

/// The bytes that a key takes.
#[inline]
pub fn key_bytes(key: EntryKey<'_>) -> usize {
    match key {
        EntryKey::Short(_) => SHORT_BYTES,
        EntryKey::Long(ordered) => LONG_BYTES + ordered.len(),
    }
}

/// The bytes that a document takes.
#[inline]
pub fn document_bytes(key: EntryKey<'_>, value_bytes: usize, expires: bool) -> usize {
    HEADER_BYTES + key_bytes(key) + if expires { EXPIRY_BYTES } else { 0 } + value_bytes
}

/// The bytes that a removal takes.
pub fn removal_bytes(key: EntryKey<'_>) -> usize {
    HEADER_BYTES + key_bytes(key)
}

/// Appends a record. `flags` are of `GROUP` and `MORE`.
///
/// INVARIANT: the value has at most `VALUE_BYTES_MAX` bytes.
pub fn encode(buffer: &mut Vec<u8>, salt: Salt, flags: u32, revision: u64, key: StoredKey<'_>, write: RecordWrite<'_>) {
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
    encode_key(buffer, key);
    if let Some(expires) = expires {
        buffer.extend_from_slice(&expires.millis().to_le_bytes());
    }
    buffer.extend_from_slice(value);
    let crc = salt.checksum(buffer.get(start + 4..).unwrap_or_default());
    if let Some(place) = buffer.get_mut(start..start + 4) {
        place.copy_from_slice(&crc.to_le_bytes());
    }
}

fn encode_key(buffer: &mut Vec<u8>, key: StoredKey<'_>) {
    match key {
        StoredKey::Short(short) => buffer.extend_from_slice(&short.to_be_bytes()),
        StoredKey::Long(ordered) => {
            buffer.extend_from_slice(&(LONG | name_bytes(ordered) as u16).to_be_bytes());
            buffer.extend_from_slice(ordered);
        }
    }
}

/// Reads the key that `bytes` begin with, without a look at what it is: see [`StoredKey::is_valid`].
#[inline]
pub fn decode_key(bytes: &[u8]) -> Result<StoredKey<'_>, RecordFault> {
    let (head, rest) = bytes.split_first_chunk().ok_or(RecordFault::Short(LONG_BYTES))?;
    let head = u16::from_be_bytes(*head);
    if head & LONG == 0 {
        let short = bytes.first_chunk().ok_or(RecordFault::Short(SHORT_BYTES))?;
        return Ok(StoredKey::Short(u128::from_be_bytes(*short)));
    }
    let name_bytes = usize::from(head & !LONG);
    let terminator = rest
        .get(name_bytes)
        .ok_or(RecordFault::Short(LONG_BYTES + name_bytes + 1))?;
    let ordered_bytes = name_bytes + usize::from(*terminator).max(1);
    let ordered = rest
        .get(..ordered_bytes)
        .ok_or(RecordFault::Short(LONG_BYTES + ordered_bytes))?;
    Ok(StoredKey::Long(ordered))
}

/// Reads the record that `bytes` begin with, and makes sure that it has a key.
pub fn decode_whole(bytes: &[u8], salt: Salt) -> Result<Record<'_>, RecordFault> {
    let record = decode(bytes, salt)?;
    // The length before a long key is that of its name, or the key would have another form as well.
    let has_one_form = match record.key {
        StoredKey::Short(_) => true,
        StoredKey::Long(ordered) => {
            let length = (LONG | name_bytes(ordered) as u16).to_be_bytes();
            bytes.get(HEADER_BYTES..).is_some_and(|key| key.starts_with(&length))
        }
    };
    if has_one_form && record.key.is_valid() {
        Ok(record)
    } else {
        Err(RecordFault::Bad("a record has no valid key"))
    }
}

/// Reads the record that `bytes` begin with, where the index says what its key should be.
#[inline]
pub fn decode(bytes: &[u8], salt: Salt) -> Result<Record<'_>, RecordFault> {
    let short = || RecordFault::Short(RECORD_BYTES_MIN);
    let (crc, rest) = bytes.split_first_chunk::<4>().ok_or_else(short)?;
    let (head, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
    let (revision, rest) = rest.split_first_chunk::<8>().ok_or_else(short)?;
    let key = decode_key(rest).map_err(|fault| match fault {
        RecordFault::Short(bytes) => RecordFault::Short(HEADER_BYTES + bytes),
        bad => bad,
    })?;
    let head = u32::from_le_bytes(*head);
    let value_bytes = (head & LENGTH_MASK) as usize;
    let record_bytes = document_bytes(key.as_entry(), value_bytes, head & EXPIRES != 0);
    let checked = bytes.get(4..record_bytes).ok_or(RecordFault::Short(record_bytes))?;
    if !checks(checked, salt, u32::from_le_bytes(*crc)) {
        return Err(RecordFault::Bad("the checksum of a record is wrong"));
    }
    let rest = rest.get(key_bytes(key.as_entry())..).unwrap_or_default();
    let write = if head & REMOVE != 0 {
        if record_bytes != removal_bytes(key.as_entry()) {
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
    let head = bytes.get(4..8).and_then(|head| head.first_chunk());
    head.is_some_and(|head| u32::from_le_bytes(*head) & GROUP != 0)
}

/// The one place where checksums of records are compared.
fn checks(bytes: &[u8], salt: Salt, crc: u32) -> bool {
    salt.checksum(bytes) == crc || broken(Breakage::IgnoreChecksums)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::key::KeptKey;
    use bimetal_document::Key;
    use proptest::prelude::*;

    const SALT: Salt = Salt(0x5EED_0001);

    fn kept(text: &str) -> KeptKey {
        let key = Key::parse(text).unwrap();
        StoredKey::of(key.by_ref(), &mut Vec::new()).to_kept()
    }

    fn key() -> impl Strategy<Value = KeptKey> {
        let text = prop_oneof![
            any::<u64>().prop_map(|number| format!("abcdefgh-{number}")),
            any::<u64>().prop_map(|number| format!("users/orders-{number}")),
            "[ -.0-~é]{1,100}",
            Just("x".repeat(512)),
        ];
        text.prop_filter("a key", |text| Key::parse(text).is_ok())
            .prop_map(|text| kept(&text))
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
        encode(
            &mut bytes,
            SALT,
            GROUP | MORE,
            0x0102,
            kept("abcdefgh-7").by_ref(),
            put(b"42", Some(0x99)),
        );
        assert_eq!(bytes.len(), 42);
        assert_eq!(bytes[4..8], [2, 0, 0, 0xD0]);
        assert_eq!(bytes[8..16], [2, 1, 0, 0, 0, 0, 0, 0]);
        assert_eq!(&bytes[16..24], b"abcdefgh");
        assert_eq!(bytes[24..32], [0, 0, 0, 0, 0, 0, 0, 7]);
        assert_eq!(bytes[32..40], [0x99, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(&bytes[40..], b"42");
        assert_eq!(bytes[..4], SALT.checksum(&bytes[4..]).to_le_bytes());
        assert_ne!(bytes[..4], crc32fast::hash(&bytes[4..]).to_le_bytes());
    }

    #[test]
    fn a_long_key_stands_behind_the_length_of_its_name() {
        let mut bytes = Vec::new();
        encode(&mut bytes, Salt(0), 0, 1, kept("users/a-7").by_ref(), put(b"42", None));
        assert_eq!(bytes[16..18], [0x80, 8]);
        assert_eq!(&bytes[18..28], b"users/a-\x02\x07");
        assert_eq!(&bytes[28..], b"42");
        assert_eq!(bytes[..4], crc32fast::hash(&bytes[4..]).to_le_bytes());
    }

    #[test]
    fn zeros_are_no_record() {
        assert!(matches!(decode_whole(&[0; 64], SALT), Err(RecordFault::Bad(_))));
        assert!(!may_begin_group(&[0; 64]));
    }

    #[test]
    fn a_key_that_has_a_shorter_form_or_none_is_refused() {
        let mut bytes = Vec::new();
        for (ordered, name_bytes) in [
            (&b"abcdefgh-\x02\x07"[..], 9),
            (b"a\x07", 2),
            (b"a-\x0A123456789", 2),
            (b"\xC3\0", 1),
            (b"a\x02\0", 1),
        ] {
            bytes.clear();
            bytes.extend([0x80, name_bytes]);
            bytes.extend(ordered);
            bytes.extend([0; 20]);
            assert!(!decode_key(&bytes).is_ok_and(StoredKey::is_valid), "{ordered:x?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(
            value in proptest::collection::vec(any::<u8>(), 0..300),
            expires in any::<Option<u64>>(), revision in any::<u64>(), key in key(),
            group in any::<bool>(), more in any::<bool>(), remove in any::<bool>(), behind in 0_usize..50,
        ) {
            let write = if remove { RecordWrite::Remove } else { put(&value, expires) };
            let flags = if group { GROUP } else { 0 } | if more { MORE } else { 0 };
            let mut bytes = Vec::new();
            encode(&mut bytes, SALT, flags, revision, key.by_ref(), write);
            let length = bytes.len();
            bytes.extend(vec![7; behind]);
            let expected = Record { group, more, revision, key: key.by_ref(), write, bytes: length };
            prop_assert_eq!(decode_whole(&bytes, SALT), Ok(expected));
            prop_assert!(matches!(decode(&bytes, Salt(1)), Err(RecordFault::Bad(_))));
            prop_assert_eq!(may_begin_group(&bytes), group);
            for short in 0..length {
                prop_assert!(matches!(decode(&bytes[..short], SALT), Err(RecordFault::Short(needed)) if needed > short && needed <= length));
            }
        }

        #[test]
        fn a_flipped_bit_is_noticed(value in proptest::collection::vec(any::<u8>(), 0..40), key in key(), bit in any::<prop::sample::Index>()) {
            let mut bytes = Vec::new();
            encode(&mut bytes, SALT, 0, 3, key.by_ref(), put(&value, None));
            let bit = bit.index(bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(decode(&bytes, SALT).is_err());
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            if let Ok(record) = decode_whole(&bytes, SALT) {
                let kept = record.key.to_kept();
                prop_assert!(kept.to_key().is_some() || matches!(record.key, StoredKey::Long([0xFF, ..])));
            }
            let _ = may_begin_group(&bytes);
        }
    }
}
