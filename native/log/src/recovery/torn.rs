//! Telling a torn tail from damage.

use std::ops::RangeInclusive;

use bimetal_engine::Result;

use crate::segment::{Segment, record};

/// How much is looked at in one go; little in tests, so that they cross from one to the next.
const WINDOW_BYTES: u64 = if cfg!(test) { 4096 } else { 1 << 20 };

/// The first 24 bytes of a record: what a look at every byte needs.
const LOOK_BYTES: u64 = 24;

/// Whether a commit group of a later revision begins anywhere in these bytes. It proves that everything before it had been
/// made durable once, since a group is written only after the one before it is.
///
/// LIMIT: a value alone does not pass for such a record, since it is text, and a revision has zero bytes. But the number of
/// the key before it can be any eight bytes: who chooses both can make a torn group look like damage, and the folder does
/// not open until that group is cut off by hand. Nothing that was answered is lost by it.
pub(crate) fn group_follows(segment: &Segment, from: u64, end: u64, revision: u64) -> Result<bool> {
    // A batch has a record at least, so no later revision than this one can stand there. Without the bound, text that looks
    // like a long record would have its checksum taken at every other letter.
    let last = revision.saturating_add((end.saturating_sub(from)) / record::HEADER_BYTES as u64);
    let revisions = revision.saturating_add(1)..=last.saturating_add(1);
    let mut offset = from;
    while offset + LOOK_BYTES <= end {
        let length = (end - offset).min(WINDOW_BYTES);
        let mut candidates = Vec::new();
        let mut look = |bytes: &[u8]| candidates = may_begin_groups(bytes, &revisions);
        let read = segment.file.read(offset, length as usize, &mut look);
        read.map_err(|error| segment.read_error(offset, error))?;
        for candidate in candidates {
            if begins_group(segment, offset + candidate as u64, end, revision)? {
                return Ok(true);
            }
        }
        if length == end - offset {
            break;
        }
        offset += length - (LOOK_BYTES - 1);
    }
    Ok(false)
}

/// Where a group may begin, by a look at what is no key.
fn may_begin_groups(bytes: &[u8], revisions: &RangeInclusive<u64>) -> Vec<usize> {
    const KEY: std::ops::Range<usize> = 16..24;
    let mut candidates = Vec::new();
    let mut at = 0;
    while let Some(prefix) = bytes.get(at + KEY.start..at + KEY.end) {
        // No key lies over a byte that is no letter of one: most of a tail is zeros.
        if let Some(stranger) = prefix.iter().rposition(|byte| !(0x21..=0x7E).contains(byte)) {
            at += stranger + 1;
            continue;
        }
        let revision = bytes.get(at + 8..).and_then(|bytes| bytes.first_chunk::<8>());
        if revision.is_some_and(|revision| revisions.contains(&u64::from_le_bytes(*revision)))
            && record::may_begin_group(bytes.get(at..).unwrap_or_default())
        {
            candidates.push(at);
        }
        at += 1;
    }
    candidates
}

fn begins_group(segment: &Segment, offset: u64, end: u64, revision: u64) -> Result<bool> {
    let mut length = (record::HEADER_BYTES as u64).min(end - offset);
    loop {
        let mut outcome = Err(record::RecordFault::Bad("unread"));
        let mut decode = |bytes: &[u8]| {
            outcome = record::decode(bytes).map(|record| record.group && record.revision > revision);
        };
        let read = segment.file.read(offset, length as usize, &mut decode);
        read.map_err(|error| segment.read_error(offset, error))?;
        match outcome {
            Ok(begins) => return Ok(begins),
            Err(record::RecordFault::Short(needed)) if needed as u64 <= end - offset && needed as u64 > length => {
                length = needed as u64;
            }
            Err(_) => return Ok(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::segment::header::{Kind, SegmentHeader};
    use crate::segment::record::{GROUP, RecordWrite, encode};
    use bimetal_document::Key;
    use bimetal_files::{Files, OsFiles};

    fn found(before: usize, flags: u32, revision: u64, value: &[u8], damage: Option<usize>) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let files: Arc<dyn Files> = Arc::new(OsFiles::new(folder.path()));
        let header = SegmentHeader {
            kind: Kind::Log,
            store_id: [0; 16],
            number: 1,
            revision_first: 1,
            created: 0,
        };
        let mut bytes = vec![b'x'; before];
        let key = Key::from_parts("abcdefgh", 1).unwrap();
        encode(
            &mut bytes,
            flags,
            revision,
            &key,
            RecordWrite::Put { value, expires: None },
        );
        if let Some(at) = damage {
            bytes[before + at] ^= 1;
        }
        bytes.extend([0; 100]);
        let file = files.create("a").unwrap();
        file.write_at(0, &bytes).unwrap();
        let segment = Segment::new(files, file, header);
        group_follows(&segment, 0, bytes.len() as u64, 7).unwrap()
    }

    #[test]
    fn a_whole_group_is_found_at_any_offset_over_windows_too() {
        for before in (0..40).chain((WINDOW_BYTES as usize - 50..WINDOW_BYTES as usize + 3).step_by(12)) {
            assert!(found(before, GROUP, 8, b"1", None), "{before}");
        }
        assert!(found(5, GROUP, 8, &[b'p'; 10_000], None));
    }

    #[test]
    fn what_is_no_later_group_is_not_taken_for_one() {
        assert!(!found(5, 0, 8, b"1", None), "a record within a group");
        assert!(!found(5, GROUP, 7, b"1", None), "a group that was there before");
        for at in 0..33 {
            assert!(!found(5, GROUP, 8, b"1", Some(at)), "a damaged one, byte {at}");
        }
    }
}
