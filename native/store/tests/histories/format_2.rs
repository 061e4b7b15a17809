//! A log as the release before this one wrote it.

use bimetal_files::Files;
use bimetal_log::checkpoint::codec;
use bimetal_log::segment::header::{Salt, SegmentHeader};
use bimetal_log::segment::record::{self, GROUP, MORE};

const CHECKPOINT: &str = "bimetal.index";

/// Writes each segment of a closed log anew, in its place, with no salt, and the checkpoint without any: what an earlier release
/// would have written, as long as all keys have the form that it knew. Everything else in the folder is the same in both.
pub fn turn_back(files: &dyn Files) {
    for name in files.list().unwrap() {
        if !name.ends_with(".log") && name != CHECKPOINT {
            continue;
        }
        let file = files.open(&name).unwrap();
        let mut bytes = Vec::new();
        let length = file.length().unwrap() as usize;
        file.read(0, length, &mut |read| bytes.extend_from_slice(read)).unwrap();
        if name == CHECKPOINT {
            // One that is of no use stays so.
            if let Some(bytes) = without_salts(&bytes) {
                file.write_at(0, &bytes).unwrap();
                file.sync_data().unwrap();
            }
            continue;
        }
        // What a crash left, and nobody lists, may be less than a header.
        if let Ok(header) = SegmentHeader::decode(&bytes) {
            file.write_at(0, &without_salt(&bytes, header)).unwrap();
            file.sync_data().unwrap();
        }
    }
}

/// The header and the records of a segment, without a salt.
fn without_salt(bytes: &[u8], header: SegmentHeader) -> Vec<u8> {
    let salt = Salt::default();
    let mut old = SegmentHeader { salt, ..header }.encode();
    while let Ok(record) = record::decode_whole(&bytes[old.len()..], header.salt) {
        let flags = if record.group { GROUP } else { 0 } | if record.more { MORE } else { 0 };
        record::encode(&mut old, salt, flags, record.revision, record.key, record.write);
    }
    old
}

/// A checkpoint that knows no salts.
fn without_salts(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut head = codec::decode_head(bytes).ok()?;
    let checkpoint = codec::decode(bytes).ok()?;
    head.header.id = 0;
    head.segments.iter_mut().for_each(|segment| segment.salt = 0);
    let mut old = Vec::new();
    let write = |block: &[u8]| {
        old.extend_from_slice(block);
        Ok(())
    };
    codec::encode(
        &head.header,
        &head.segments,
        &checkpoint.index,
        &checkpoint.expiries,
        write,
    )
    .ok()?;
    Some(old)
}
