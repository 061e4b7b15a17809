//! What is written is read again, and what is damaged is noticed.

use std::io;

use proptest::prelude::*;

use super::blocks::BlockWriter;
use super::codec::{decode, decode_head, encode};
use super::layout::{Header, SegmentSummary, Unusable};
use super::rows;
use crate::index::{Expiries, Index, Place, Tree};

struct Sample {
    header: Header,
    segments: Vec<SegmentSummary>,
    index: Index,
    expiries: Expiries,
}

fn sample(documents: u32, expiring: u32, segments: u32) -> Sample {
    sample_with(documents, expiring, segments, 0)
}

/// With documents under long keys as well.
fn sample_with(documents: u32, expiring: u32, segments: u32, long: u32) -> Sample {
    let place = |n: u32| Place::new(n % 7, n * 240, n % 500, n < expiring);
    let key = |n: u32| u128::from(n) * 0x1_0000_0000_0000_0001 + 5;
    // Lengths from a few bytes to some hundred, so that blocks end in odd places.
    let long_key = |n: u32| format!("tenants/{:06}/{}-\u{1}", n, "x".repeat((n % 400) as usize)).into_bytes();
    let long_expiry = |n: u32| [u64::from(n / 3).to_be_bytes().as_slice(), &long_key(n)].concat();
    let segment = |number: u32| SegmentSummary {
        number,
        kind: (number % 2) as u8,
        length: u64::from(number) << 20,
        salt: number ^ 0xabcd,
        revision_first: 17,
    };
    Sample {
        header: Header {
            id: 77,
            store_id: *b"0123456789abcdef",
            revision: 1 << 40,
            generation: 12,
            active_segment: 7,
            offset: 4096,
            documents: documents.into(),
            expiries: expiring.into(),
            segments,
            long_documents: long.into(),
            long_expiries: expiring.min(long).into(),
        },
        segments: (0..segments).map(segment).collect(),
        index: Index {
            short: Tree::from_sorted((0..documents).map(|n| (key(n), place(n)))).unwrap(),
            long: Tree::from_sorted((0..long).map(|n| (long_key(n), place(n)))).unwrap(),
        },
        expiries: Expiries {
            short: Tree::from_sorted((0..expiring).map(|n| ((u64::from(n / 3), key(n)), ()))).unwrap(),
            long: Tree::from_sorted((0..expiring.min(long)).map(|n| (long_expiry(n), ()))).unwrap(),
        },
    }
}

fn bytes_of(sample: &Sample) -> Vec<u8> {
    let Sample {
        header,
        segments,
        index,
        expiries,
    } = sample;
    let mut bytes = Vec::new();
    let write = |block: &[u8]| {
        assert!(block.len() <= 64 << 10);
        bytes.extend_from_slice(block);
        Ok(())
    };
    // The counts of the header given do not matter.
    let given = Header {
        documents: 1,
        expiries: 2,
        segments: 3,
        ..header.clone()
    };
    encode(&given, segments, index, expiries, write).unwrap();
    bytes
}

#[test]
fn a_checkpoint_is_read_as_it_was_written() {
    // Around the sizes of a block of each list, too.
    for (documents, expiring, segments, long) in [
        (0, 0, 0, 0),
        (1, 1, 1, 1),
        (2340, 2730, 1023, 0),
        (2341, 2731, 1024, 0),
        (20_000, 300, 9, 3000),
        (0, 500, 1, 3001),
    ] {
        let written = sample_with(documents, expiring, segments, long);
        let bytes = bytes_of(&written);
        let read = decode(&bytes).unwrap();
        assert_eq!(read.header, written.header);
        let entries = |index: &Index| {
            index
                .iter()
                .map(|(key, place)| (key.to_kept(), place))
                .collect::<Vec<_>>()
        };
        assert_eq!(entries(&read.index), entries(&written.index));
        assert!(read.expiries.iter().eq(written.expiries.iter()));
        let head = decode_head(&bytes).unwrap();
        assert_eq!((head.header, head.segments), (written.header, written.segments));
    }
}

#[test]
fn the_layout_stays_as_it_is_documented() {
    let bytes = bytes_of(&sample(2, 1, 1));
    assert_eq!(bytes.len(), 96 + (64 + 4) + (2 * 28 + 4) + (24 + 4));
    assert_eq!(&bytes[..16], b"BMTLIDX\n\x02\0\0\0M\0\0\0");
    assert_eq!(&bytes[16..32], b"0123456789abcdef");
    assert_eq!(bytes[32..40], (1_u64 << 40).to_le_bytes());
    assert_eq!(bytes[92..96], crc32fast::hash(&bytes[..92]).to_le_bytes());
    // The second document: key 2^64 + 6, segment 1, offset 240, length 1.
    let row = [
        &[0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 6],
        &[1, 0, 0, 0, 240, 0, 0, 0, 1, 0, 0, 0][..],
    ]
    .concat();
    assert_eq!(bytes[96 + 68 + 28..96 + 68 + 56], row);
}

#[test]
fn any_flipped_bit_makes_it_unusable() {
    let bytes = bytes_of(&sample_with(40, 10, 2, 20));
    for bit in 0..bytes.len() * 8 {
        let mut damaged = bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert!(decode(&damaged).is_err(), "bit {bit}");
    }
}

#[test]
fn a_file_of_another_length_is_unusable() {
    let bytes = bytes_of(&sample(40, 10, 2));
    for length in 0..bytes.len() {
        assert!(decode(&bytes[..length]).is_err(), "{length}");
        assert!(decode_head(&bytes[..length]).is_err(), "{length}");
    }
    let long = bytes_of(&sample_with(40, 10, 2, 20));
    for length in 0..long.len() {
        assert!(decode(&long[..length]).is_err(), "{length}");
    }
    let error = decode(&[&long[..], b"\0"].concat()).unwrap_err();
    assert!(matches!(error, Unusable::LengthWrong { .. }), "{error}");
    let longer = [&bytes[..], b"\0"].concat();
    let (found, expected) = (longer.len() as u64, bytes.len() as u64);
    assert_eq!(decode(&longer).unwrap_err(), Unusable::LengthWrong { found, expected });
}

#[test]
fn a_block_counts_only_in_its_place_and_in_its_file() {
    let one = sample(7000, 0, 0);
    let bytes = bytes_of(&one);
    let block = 2340 * 28 + 4;
    let mut swapped = bytes.clone();
    swapped[96..96 + 2 * block].rotate_left(block);
    let end = 96 + block as u64;
    assert_eq!(decode(&swapped).unwrap_err(), Unusable::ChecksumWrong { end });

    let mut other = one;
    other.header.revision += 1;
    let mut mixed = bytes_of(&other);
    mixed[96..].copy_from_slice(&bytes[96..]);
    assert_eq!(decode(&mixed).unwrap_err(), Unusable::ChecksumWrong { end });
}

/// The same with counts of long keys.
fn forged_long(long_documents: u64, long_expiries: u64, rest: &[u8]) -> Vec<u8> {
    let header = Header {
        long_documents,
        long_expiries,
        ..Header::default()
    };
    let (header, salt) = header.to_bytes();
    // One block that checks, whatever its rows are.
    let rows = [&(rest.len() as u32).to_le_bytes(), rest].concat();
    let mut hasher = crc32fast::Hasher::new_with_initial(salt);
    hasher.update(&rows);
    [&header[..], &rows, &hasher.finalize().to_le_bytes()].concat()
}

/// A header that checks, with counts of one's choice, before `rest`.
fn forged(documents: u64, expiries: u64, segments: u32, rest: &[u8]) -> Vec<u8> {
    let header = Header {
        documents,
        expiries,
        segments,
        ..Header::default()
    };
    [&header.to_bytes().0[..], rest].concat()
}

#[test]
fn counts_that_the_file_has_no_room_for_are_refused_before_anything_is_allocated() {
    for (documents, expiries, segments) in [
        (u64::MAX, 0, 0),
        (u64::MAX / 28, 0, 0),
        (0, u64::MAX, 0),
        (0, 0, u32::MAX),
        (u64::MAX, u64::MAX, u32::MAX),
        (1, 0, 0),
    ] {
        let error = decode(&forged(documents, expiries, segments, &[0; 20])).unwrap_err();
        assert!(matches!(error, Unusable::LengthWrong { found: 116, .. }), "{error}");
    }
}

#[test]
fn keys_that_do_not_ascend_are_refused_even_with_a_good_checksum() {
    let (header, salt) = Header {
        documents: 2,
        ..Header::default()
    }
    .to_bytes();
    let mut bytes = header.to_vec();
    let mut blocks = BlockWriter::new(salt, |block: &[u8]| {
        bytes.extend_from_slice(block);
        Ok(())
    });
    let rows = [5, 5].map(|key| rows::document_to_bytes((key, Place::default())));
    blocks.section(rows.into_iter()).unwrap();
    assert_eq!(decode(&bytes).unwrap_err(), Unusable::OrderWrong);
}

#[test]
fn the_version_without_long_keys_is_read() {
    let written = sample(3000, 100, 2);
    let bytes = bytes_of(&written);
    let mut header = bytes[..76].to_vec();
    header[8] = 1;
    let salt = crc32fast::hash(&header);
    let mut old = [&header[..], &salt.to_le_bytes()].concat();
    let write = |block: &[u8]| {
        old.extend_from_slice(block);
        Ok(())
    };
    let mut blocks = BlockWriter::new(salt, write);
    blocks
        .section(written.segments.iter().map(SegmentSummary::to_bytes))
        .unwrap();
    blocks
        .section(written.index.short.iter().map(rows::document_to_bytes))
        .unwrap();
    let expiries = written.expiries.short.iter();
    blocks
        .section(expiries.map(|((expiry, key), ())| rows::expiry_to_bytes(expiry, key)))
        .unwrap();
    assert_eq!(old.len() + 16, bytes.len());
    let read = decode(&old).unwrap();
    assert_eq!(read.header, written.header);
    assert!(read.index.short.iter().eq(written.index.short.iter()));
    assert!(read.expiries.iter().eq(written.expiries.iter()));
    assert_eq!(decode_head(&old).unwrap().segments, written.segments);
}

#[test]
fn another_format_is_told_from_damage() {
    let mut bytes = bytes_of(&sample(1, 0, 0));
    bytes[8] = 9;
    assert_eq!(decode(&bytes).unwrap_err(), Unusable::FormatUnsupported { found: 9 });
    assert_eq!(decode(b"BMTLSEG\n").unwrap_err(), Unusable::NotACheckpoint);
}

#[test]
fn a_write_that_fails_ends_the_encoding() {
    let Sample {
        header,
        segments,
        index,
        expiries,
    } = sample(10_000, 1, 1);
    let mut calls = 0;
    let write = |_: &[u8]| {
        calls += 1;
        if calls == 3 {
            Err(io::ErrorKind::StorageFull.into())
        } else {
            Ok(())
        }
    };
    let error = encode(&header, &segments, &index, &expiries, write).unwrap_err();
    assert_eq!((error.kind(), calls), (io::ErrorKind::StorageFull, 3));
}

proptest! {
    #[test]
    fn whatever_the_bytes_decoding_ends_and_does_not_panic(
        counts in (0..5000_u64, 0..5000_u64, 0..2000_u32),
        rest in prop::collection::vec(any::<u8>(), 0..2000),
        keep in any::<prop::sample::Index>(),
        hole in any::<prop::sample::Index>(),
    ) {
        let _ = decode(&rest);
        let _ = decode(&forged(counts.0, counts.1, counts.2, &rest));
        let _ = decode(&forged_long(counts.0, counts.1, &rest));
        let mut bytes = bytes_of(&sample_with(100, 20, 3, 30));
        bytes.truncate(keep.index(bytes.len()) + 1);
        let at = hole.index(bytes.len());
        bytes.splice(at..at, rest);
        let _ = decode(&bytes);
    }
}
