//! Telling a torn tail from damage.

use std::ops::RangeInclusive;

use bimetal_engine::Result;

use crate::breakage::{Breakage, broken};
use crate::segment::header::Salt;
use crate::segment::{Segment, record};

/// How much is looked at in one go; little in tests, so that they cross from one to the next.
const WINDOW_BYTES: u64 = if cfg!(test) { 4096 } else { 1 << 20 };

/// The first bytes of a record, before its key: what a look at every byte needs.
const LOOK_BYTES: u64 = record::HEADER_BYTES as u64;

/// Whether a commit group of a later revision begins anywhere in these bytes. It proves that everything before it had been
/// made durable once, since a group is written only after the one before it is. What a document holds cannot pass for
/// such a record: its checksum would have to begin from the segment's salt.
///
/// LIMIT: a segment of an earlier release has no salt. There, who chooses both a value and the number of its key can make a
/// torn group look like damage, and the folder does not open until that group is cut off by hand. Nothing that was
/// answered is lost by it.
pub(crate) fn group_follows(segment: &Segment, from: u64, end: u64, revision: u64) -> Result<bool> {
    // A batch has a record at least, so no later revision than this one can stand there. Without the bound, text that looks
    // like a long record would have its checksum taken at every other letter.
    let last = revision.saturating_add((end.saturating_sub(from)) / record::RECORD_BYTES_MIN as u64);
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
    let may_begin = |(at, start): (usize, &[u8])| {
        let revision = start.get(8..).and_then(|bytes| bytes.first_chunk::<8>())?;
        let due = revisions.contains(&u64::from_le_bytes(*revision)) && record::may_begin_group(start);
        due.then_some(at)
    };
    bytes
        .windows(LOOK_BYTES as usize)
        .enumerate()
        .filter_map(may_begin)
        .collect()
}

fn begins_group(segment: &Segment, offset: u64, end: u64, revision: u64) -> Result<bool> {
    let mut length = (record::RECORD_BYTES_MIN as u64).min(end - offset);
    let salt = if broken(Breakage::ForgetSalt) {
        Salt::default()
    } else {
        segment.header.salt
    };
    loop {
        let mut outcome = Err(record::RecordFault::Bad("unread"));
        let mut decode = |bytes: &[u8]| {
            outcome = record::decode_whole(bytes, salt).map(|record| record.group && record.revision > revision);
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
    use crate::index::key::StoredKey;
    use crate::segment::header::{Kind, SegmentHeader};
    use crate::segment::record::{GROUP, RecordWrite, encode};
    use bimetal_document::Key;
    use bimetal_files::{Files, OsFiles};

    const SALT: Salt = Salt(7);

    fn found(before: usize, flags: u32, revision: u64, value: &[u8], damage: Option<usize>) -> bool {
        let keys = ["abcdefgh-1", "k", "users/alice"];
        let [short, tiny, long] = keys.map(|key| found_with(SALT, key, before, flags, revision, value, damage));
        assert!(short == tiny && tiny == long);
        short
    }

    /// Whether a record is found in a segment whose salt is `SALT`.
    fn found_with(
        written: Salt,
        key: &str,
        before: usize,
        flags: u32,
        revision: u64,
        value: &[u8],
        damage: Option<usize>,
    ) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let files: Arc<dyn Files> = Arc::new(OsFiles::new(folder.path()));
        let header = SegmentHeader {
            kind: Kind::Log,
            store_id: [0; 16],
            number: 1,
            revision_first: 1,
            created: 0,
            salt: SALT,
        };
        let mut bytes = vec![b'x'; before];
        encode(
            &mut bytes,
            written,
            flags,
            revision,
            StoredKey::of(Key::parse(key).unwrap().by_ref(), &mut Vec::new()),
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
        for at in 0..20 {
            assert!(!found(5, GROUP, 8, b"1", Some(at)), "a damaged one, byte {at}");
        }
        assert!(
            !found_with(Salt(0), "abcdefgh-1", 5, GROUP, 8, b"1", None),
            "a forged one"
        );
    }
}
