//! What is in a folder: its documents, its changes, and the format of its files.

use bimetal_files::Files;
use bimetal_log::segment::header::{Kind, SEGMENT_HEADER_BYTES, SegmentHeader};
use bimetal_log::segment::record::{self, RecordWrite};
use bimetal_store::{ChangeKind, Changes, KeyRange, Revision, Store};

/// A change as its key's text, its revision, and what was done.
pub type Row = (String, u64, ChangeKind);

/// The documents of a store, as a fixture has them.
pub fn documents(store: &Store) -> String {
    let snapshot = store.snapshot().unwrap();
    let mut text = format!("revision {}\n", snapshot.revision());
    let mut cursor = snapshot.cursor(KeyRange::all()).unwrap();
    for entry in cursor.next(usize::MAX).unwrap() {
        let (key, document) = (entry.key, entry.document);
        let expires = document.expires().map(|expires| expires.millis().to_string());
        let expires = expires.unwrap_or("-".to_owned());
        let value = String::from_utf8_lossy(document.value());
        text += &format!("{key} {} {expires} {value}\n", document.revision());
    }
    text
}

/// The changes that a feed shows.
pub fn changes(store: &Store, since: Revision) -> Vec<Row> {
    let mut feed = store.changes_since(since).unwrap();
    let mut rows = Vec::new();
    loop {
        match feed.next(3).unwrap() {
            Changes::Some(changes) => rows.extend(
                changes
                    .into_iter()
                    .map(|change| (change.key.to_string(), change.revision.get(), change.kind)),
            ),
            Changes::Empty => return rows,
            Changes::Expired => panic!("the changes since {since} are gone"),
        }
    }
}

/// The revision before the first log of a folder, and the changes in its logs; none where there are no segments.
pub fn logged(files: &dyn Files) -> (Option<Revision>, Vec<Row>) {
    let (mut since, mut rows) = (None, Vec::new());
    for (header, bytes) in segments(files) {
        if header.kind != Kind::Log {
            continue;
        }
        since.get_or_insert(Revision::new(header.revision_first - 1));
        let mut offset = SEGMENT_HEADER_BYTES as usize;
        while let Ok(record) = record::decode_whole(&bytes[offset..], header.salt) {
            let kind = match record.write {
                RecordWrite::Put { .. } => ChangeKind::Put,
                RecordWrite::Remove => ChangeKind::Remove,
            };
            let key = record.key.to_kept().to_key().unwrap();
            rows.push((key.to_string(), record.revision, kind));
            offset += record.bytes;
        }
    }
    (since, rows)
}

/// Whether the meta file says that the folder has this format.
pub fn says_format(files: &dyn Files, format: u32) -> bool {
    let meta = String::from_utf8(read(files, "bimetal.meta")).unwrap();
    meta.lines().nth(1) == Some(format!("format {format}").as_str())
}

/// The segments of an earlier release that a folder has.
pub fn old_segments(files: &dyn Files) -> usize {
    segments(files).iter().filter(|(header, _)| header.is_old()).count()
}

/// Every file that names its format has this one.
pub fn assert_is_format_3(files: &dyn Files) {
    assert!(says_format(files, 3), "the meta file");
    for (header, bytes) in segments(files) {
        assert!(bytes[8] == 3 && !header.is_old(), "segment {}", header.number);
    }
}

/// The segments in the order of their numbers.
fn segments(files: &dyn Files) -> Vec<(SegmentHeader, Vec<u8>)> {
    let mut names = files.list().unwrap();
    names.retain(|name| name.ends_with(".log"));
    names.sort_unstable();
    let segment = |name: String| {
        let bytes = read(files, &name);
        (SegmentHeader::decode(&bytes).unwrap(), bytes)
    };
    names.into_iter().map(segment).collect()
}

fn read(files: &dyn Files, name: &str) -> Vec<u8> {
    let file = files.open_to_read(name).unwrap();
    let length = file.length().unwrap() as usize;
    let mut bytes = Vec::new();
    file.read(0, length, &mut |read| bytes.extend_from_slice(read)).unwrap();
    bytes
}
