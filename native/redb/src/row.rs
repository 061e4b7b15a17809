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

use crate::error::Damage;

const CHECKSUM_BYTES: usize = 4;

/// The bytes that stand before each value.
pub(crate) const HEAD_BYTES: usize = CHECKSUM_BYTES + 8 + 8;

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
    if u32::from_be_bytes(*checksum) != checksum_of(ordered, checked) {
        return Err(Damage::under(ordered, "does not match its checksum"));
    }
    split(checked).ok_or_else(|| Damage::under(ordered, "is cut short"))
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
