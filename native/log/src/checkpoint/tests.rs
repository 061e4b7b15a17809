//! What is written is read again, and what is damaged is noticed.

use std::io;

use proptest::prelude::*;

use super::blocks::BlockWriter;
use super::codec::{decode, decode_head, encode};
use super::layout::{Header, SegmentSummary, Unusable};
use super::rows;
use crate::index::{Expiries, Index, Place};

struct Sample {
    header: Header,
    segments: Vec<SegmentSummary>,
    index: Index,
    expiries: Expiries,
}

fn sample(documents: u32, expiring: u32, segments: u32) -> Sample {
    let place = |n: u32| Place::new(n % 7, n * 240, n % 500, n < expiring);
    let key = |n: u32| u128::from(n) * 0x1_0000_0000_0000_0001 + 5;
    let segment = |number: u32| SegmentSummary {
        number,
        kind: (number % 2) as u8,
        length: u64::from(number) << 20,
        revision_first: 17,
    };
    Sample {
        header: Header {
            store_id: *b"0123456789abcdef",
            revision: 1 << 40,
            generation: 12,
            active_segment: 7,
            offset: 4096,
            documents: documents.into(),
            expiries: expiring.into(),
            segments,
        },
        segments: (0..segments).map(segment).collect(),
        index: Index::from_sorted((0..documents).map(|n| (key(n), place(n)))).unwrap(),
        expiries: Expiries::from_sorted((0..expiring).map(|n| ((u64::from(n / 3), key(n)), ()))).unwrap(),
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
    for (documents, expiring, segments) in [
        (0, 0, 0),
        (1, 1, 1),
        (2340, 2730, 1023),
        (2341, 2731, 1024),
        (20_000, 300, 9),
    ] {
        let written = sample(documents, expiring, segments);
        let bytes = bytes_of(&written);
        let read = decode(&bytes).unwrap();
        assert_eq!(read.header, written.header);
        assert!(read.index.iter().eq(written.index.iter()));
        assert!(read.expiries.iter().eq(written.expiries.iter()));
        let head = decode_head(&bytes).unwrap();
        assert_eq!((head.header, head.segments), (written.header, written.segments));
    }
}

#[test]
fn the_layout_stays_as_it_is_documented() {
    let bytes = bytes_of(&sample(2, 1, 1));
    assert_eq!(bytes.len(), 80 + (64 + 4) + (2 * 28 + 4) + (24 + 4));
    assert_eq!(&bytes[..16], b"BMTLIDX\n\x01\0\0\0\0\0\0\0");
    assert_eq!(&bytes[16..32], b"0123456789abcdef");
    assert_eq!(bytes[32..40], (1_u64 << 40).to_le_bytes());
    assert_eq!(bytes[76..80], crc32fast::hash(&bytes[..76]).to_le_bytes());
    // The second document: key 2^64 + 6, segment 1, offset 240, length 1.
    let row = [
        &[0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 6],
        &[1, 0, 0, 0, 240, 0, 0, 0, 1, 0, 0, 0][..],
    ]
    .concat();
    assert_eq!(bytes[80 + 68 + 28..80 + 68 + 56], row);
}

#[test]
fn any_flipped_bit_makes_it_unusable() {
    let bytes = bytes_of(&sample(40, 10, 2));
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
    swapped[80..80 + 2 * block].rotate_left(block);
    let end = 80 + block as u64;
    assert_eq!(decode(&swapped).unwrap_err(), Unusable::ChecksumWrong { end });

    let mut other = one;
    other.header.revision += 1;
    let mut mixed = bytes_of(&other);
    mixed[80..].copy_from_slice(&bytes[80..]);
    assert_eq!(decode(&mixed).unwrap_err(), Unusable::ChecksumWrong { end });
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
        assert!(matches!(error, Unusable::LengthWrong { found: 100, .. }), "{error}");
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
        let mut bytes = bytes_of(&sample(100, 20, 3));
        bytes.truncate(keep.index(bytes.len()) + 1);
        let at = hole.index(bytes.len());
        bytes.splice(at..at, rest);
        let _ = decode(&bytes);
    }
}
