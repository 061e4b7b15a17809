//! A document's bytes in its table, and their checksum.
//!
//! ```text
//! 0        4            12         20
//! ┌────────┬────────────┬──────────┬───────────────────────────┐
//! │ CRC-32 │ revision   │ expiry   │ value: JSON text          │
//! │ u32    │ u64        │ ms, u64  │                           │
//! └────────┴────────────┴──────────┴───────────────────────────┘
//! ```
//!
//! Numbers are big-endian; an expiry of zero is none. The checksum is over the ordered form of the key and everything
//! behind the checksum, so that a row which got under another key is noticed too. redb itself compares the checksums of
//! its pages only when it repairs a file.

use bimetal_document::{DocumentRef, KeyRef, Revision, Timestamp};
use crc32fast::Hasher;

use crate::breakage::{Breakage, broken};
use crate::error::Damage;

const CHECKSUM_BYTES: usize = 4;

/// The length of the longest ordered form has so many bits.
const LENGTH_BITS: u32 = 10;

/// The bytes that stand before each value.
pub(crate) const HEAD_BYTES: usize = CHECKSUM_BYTES + 8 + 8;

/// A document whose expiry a row can hold: zero says that there is none, so the first moment of all is kept as the one
/// behind it. Both are long past.
pub(crate) fn keepable(document: DocumentRef<'_>) -> DocumentRef<'_> {
    if broken(Breakage::KeepForEver) {
        return document;
    }
    DocumentRef {
        expires: document.expires.map(|expires| expires.max(Timestamp::from_millis(1))),
        ..document
    }
}

/// Writes a row into bytes that are as many as it has.
pub(crate) fn write(row: &mut [u8], ordered: &[u8], document: DocumentRef<'_>) {
    let (checksum, checked) = row.split_at_mut(CHECKSUM_BYTES);
    let (revision, rest) = checked.split_at_mut(8);
    let (expires, value) = rest.split_at_mut(8);
    revision.copy_from_slice(&document.revision.get().to_be_bytes());
    expires.copy_from_slice(&document.expires.map_or(0, Timestamp::millis).to_be_bytes());
    value.copy_from_slice(document.value);
    checksum.copy_from_slice(&checksum_of(ordered, checked).to_be_bytes());
}

/// The document in a row, once its checksum is the right one.
pub(crate) fn read<'a>(ordered: &[u8], row: &'a [u8]) -> Result<DocumentRef<'a>, Damage> {
    let Some((checksum, checked)) = row.split_first_chunk::<CHECKSUM_BYTES>() else {
        return Err(Damage::under(ordered, "is cut short"));
    };
    if u32::from_be_bytes(*checksum) != checksum_of(ordered, checked) && !broken(Breakage::IgnoreChecksums) {
        return Err(Damage::under(ordered, "does not match its checksum"));
    }
    split(checked).ok_or_else(|| Damage::under(ordered, "is cut short"))
}

/// Whether a key and the rest of its row are what redb shows of them, where it believes that the key ends elsewhere: they stand
/// side by side in a page that has no other row.
pub(crate) fn is_joined(ordered: &[u8], key: &[u8], row: &[u8]) -> bool {
    let joined = [key, row].concat();
    let row = joined.strip_prefix(ordered);
    row.is_some_and(|row| read(ordered, row).is_ok())
}

/// Whether a row that does not match its checksum belongs under another key: one that differs in a single bit, that is cut off
/// somewhere, or that ends elsewhere by a single bit of its length.
pub(crate) fn has_damaged_key(ordered: &[u8], row: &[u8]) -> bool {
    if ends_elsewhere(ordered, row) {
        return true;
    }
    let Some((checksum, checked)) = row.split_first_chunk::<CHECKSUM_BYTES>() else {
        return false;
    };
    let mut behind = Hasher::new();
    behind.update(checked);
    let is_under = |key: &[u8]| {
        let mut hasher = Hasher::new();
        hasher.update(key);
        hasher.combine(&behind);
        hasher.finalize() == u32::from_be_bytes(*checksum)
    };
    let mut key = ordered.to_vec();
    for at in 0..key.len() {
        for bit in 0..8 {
            let flip = |key: &mut [u8]| key.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << bit);
            flip(&mut key);
            if is_under(&key) {
                return true;
            }
            flip(&mut key);
        }
    }
    (1..key.len()).any(|end| key.get(..end).is_some_and(is_under))
}

/// Whether a key ends elsewhere by a single bit of its length.
fn ends_elsewhere(ordered: &[u8], row: &[u8]) -> bool {
    let joined = [ordered, row].concat();
    let end = ordered.len();
    let ends = (0..LENGTH_BITS).flat_map(|bit| [end.checked_sub(1 << bit), Some(end + (1 << bit))]);
    let mut splits = ends.flatten().filter_map(|end| joined.split_at_checked(end));
    splits.any(|(key, row)| read(key, row).is_ok())
}

/// The key and the document of a row.
pub(crate) fn read_entry<'a>(ordered: &'a [u8], row: &'a [u8]) -> Result<(KeyRef<'a>, DocumentRef<'a>), Damage> {
    let document = read(ordered, row)?;
    let key = KeyRef::from_ordered(ordered).ok_or_else(|| Damage::under(ordered, "has no key"))?;
    Ok((key, document))
}

/// A revision, an expiry and a value, one behind the other: a row behind its checksum, or a row of format 2.
pub(crate) fn split(bytes: &[u8]) -> Option<DocumentRef<'_>> {
    let (revision, rest) = bytes.split_first_chunk()?;
    let (expires, value) = rest.split_first_chunk()?;
    let expires = u64::from_be_bytes(*expires);
    Some(DocumentRef {
        revision: Revision::new(u64::from_be_bytes(*revision)),
        expires: (expires != 0).then(|| Timestamp::from_millis(expires)),
        value,
    })
}

/// The checksum that stands in a row; 0 in one that is cut short.
pub(crate) fn checksum_in(row: &[u8]) -> u64 {
    row.first_chunk()
        .map_or(0, |checksum| u64::from(u32::from_be_bytes(*checksum)))
}

/// The checksum that should stand in a row.
pub(crate) fn checksum_due(ordered: &[u8], row: &[u8]) -> u64 {
    u64::from(checksum_of(ordered, row.get(CHECKSUM_BYTES..).unwrap_or_default()))
}

fn checksum_of(ordered: &[u8], checked: &[u8]) -> u32 {
    let mut hasher = Hasher::new();
    hasher.update(ordered);
    hasher.update(checked);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_as_it_was_written_and_damaged_in_any_byte_it_is_not() {
        let ordered = KeyRef::numbered(b"users/alice", 7).to_ordered();
        for expires in [None, Some(Timestamp::from_millis(5))] {
            let document = DocumentRef {
                revision: Revision::new(3),
                expires,
                value: b"[1]",
            };
            let mut row = vec![0; HEAD_BYTES + 3];
            write(&mut row, &ordered, document);
            assert_eq!(read(&ordered, &row).unwrap(), document);
            for at in 0..row.len() {
                let mut damaged = row.clone();
                damaged[at] ^= 0x10;
                assert!(read(&ordered, &damaged).is_err(), "byte {at}");
                assert!(read(&ordered, &row[..at]).is_err(), "cut at {at}");
            }
            let other = KeyRef::numbered(b"users/alice", 8).to_ordered();
            let error = read(&other, &row).unwrap_err().to_string();
            assert_eq!(error, "the document under users/alice-8 does not match its checksum");
        }
    }
}
