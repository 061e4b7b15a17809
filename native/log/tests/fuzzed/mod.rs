//! What the fuzz targets do with bytes. The corpus is replayed by an ordinary test as well.
#![allow(dead_code, reason = "each target uses one of them")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a surprise is what is looked for"
)]

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use bimetal_document::{Batch, Key, KeyRange, KeyRef, Limits, Revision, Span, Value};
use bimetal_engine::{Commit, Direction, Engine};
use bimetal_files::simulated::{SimulatedDisk, Stop};
use bimetal_log::checkpoint::codec;
use bimetal_log::index::Index;
use bimetal_log::index::key::{StemRoom, StoredKey};
use bimetal_log::segment::header::{Salt, SegmentHeader};
use bimetal_log::segment::record::{self, RecordWrite};
use bimetal_log::{LogEngine, LogOptions};

/// What the checksums of records begin from here.
const SALT: Salt = Salt(0x5EED);

/// Takes any bytes.
type Target = fn(&[u8]);

/// The name of a target and what it does.
pub const TARGETS: [(&str, Target); 4] = [
    ("key", key),
    ("record", record),
    ("checkpoint", checkpoint),
    ("recovery", recovery),
];

/// A record that is read is written again as it was.
pub fn record(bytes: &[u8]) {
    for salt in [Salt(0), SALT] {
        decode_record(bytes, salt);
        decode_record(&with_checksums(bytes, salt), salt);
    }
    if let Ok(header) = SegmentHeader::decode(bytes) {
        assert_eq!(SegmentHeader::decode(&header.encode()), Ok(header));
    }
}

fn decode_record(bytes: &[u8], salt: Salt) {
    if let Ok(found) = record::decode_whole(bytes, salt) {
        let flags = if found.group { record::GROUP } else { 0 } | if found.more { record::MORE } else { 0 };
        let mut again = Vec::new();
        record::encode(&mut again, salt, flags, found.revision, found.key, found.write);
        assert_eq!(again, bytes[..found.bytes]);
    }
    let _ = record::may_begin_group(bytes);
}

/// A text is no key, or its key gives the text back, and its ordered form the key; bytes are no ordered form, or they are
/// the one of the key that they are read as. Two keys stand as their ordered forms do.
pub fn key(bytes: &[u8]) {
    if let Some(key) = KeyRef::from_ordered(bytes) {
        assert_eq!(key.to_ordered(), bytes);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let keys: Vec<Key> = text.split('\n').filter_map(|text| Key::parse(text).ok()).collect();
    for key in &keys {
        let (text, ordered) = (key.to_string(), key.by_ref().to_ordered());
        assert!(bytes.windows(text.len()).any(|window| window == text.as_bytes()));
        assert_eq!(KeyRef::from_ordered(&ordered), Some(key.by_ref()));
        let mut room = Vec::new();
        let mut name = StemRoom::default();
        assert_eq!(
            StoredKey::of(key.by_ref(), &mut room).unpack(&mut name),
            Some(key.by_ref())
        );
        for other in &keys {
            assert_eq!(key.cmp(other), ordered.cmp(&other.by_ref().to_ordered()));
            let text = other.to_string();
            if let Ok(range) = KeyRange::prefix(&text) {
                assert_eq!(
                    range.contains(key.by_ref()),
                    key.to_string().starts_with(&text),
                    "{key} {text}"
                );
            }
        }
    }
}

/// A checkpoint is of no use, or it is whole: written and read again it is the same, apart from bytes that nobody reads.
pub fn checkpoint(bytes: &[u8]) {
    let head = codec::decode_head(bytes);
    if let Ok(checkpoint) = codec::decode(bytes) {
        let head = head.unwrap();
        let mut again = Vec::new();
        let encoded = codec::encode(
            &checkpoint.header,
            &head.segments,
            &checkpoint.index,
            &checkpoint.expiries,
            |bytes| {
                again.extend_from_slice(bytes);
                Ok(())
            },
        );
        encoded.unwrap();
        // An earlier version of the file has a shorter header, and keys may have been cut into blocks otherwise.
        assert!(again.len() <= bytes.len() + 16);
        assert_eq!(codec::decode_head(&again).unwrap(), head);
        let same = codec::decode(&again).unwrap();
        assert_eq!(same.header, checkpoint.header);
        let entries = |index: &Index| {
            index
                .iter()
                .map(|(key, place)| (key.to_kept(), place))
                .collect::<Vec<_>>()
        };
        assert_eq!(entries(&same.index), entries(&checkpoint.index));
        assert!(same.expiries.iter().eq(checkpoint.expiries.iter()));
    }
}

/// Whatever lies in the active segment: it opens and is sound from then on, or it is damaged. The first byte says whether
/// the checksums of the records are made right first.
pub fn recovery(bytes: &[u8]) {
    let Some((choice, content)) = bytes.split_first() else {
        return;
    };
    let disk = SimulatedDisk::new(0);
    let folder = Path::new("/data");
    drop(LogEngine::open(disk.folder(folder), options()).unwrap());
    let file = disk.folder(folder).open("segment-0000000001.log").unwrap();
    let mut salt = Salt(0);
    file.read(0, 64, &mut |header| salt = SegmentHeader::decode(header).unwrap().salt)
        .unwrap();
    let content = if choice % 2 == 0 {
        with_checksums(content, salt)
    } else {
        content.to_vec()
    };
    file.write_at(64, &content).unwrap();
    file.sync_data().unwrap();
    disk.restart(Stop::Power);
    let engine = match LogEngine::open(disk.folder(folder), options()) {
        Ok(engine) => engine,
        Err(error) => return assert_eq!(error.code(), "DATA_DAMAGED", "{error}"),
    };
    let report = engine.check(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.problems, [""; 0]);
    let last = engine.snapshot().unwrap().revision();
    if last.get() < u64::MAX - 1 {
        let mut batch = Batch::new(Limits::default());
        batch
            .put(
                &Key::parse("a").unwrap(),
                Value::parse(b"1", &Limits::default()).unwrap(),
            )
            .unwrap();
        let revision = Revision::new(last.get() + 1);
        engine
            .apply(&[Commit {
                revision,
                batch: &batch,
            }])
            .unwrap();
    }
    let documents = read(&engine);
    drop(engine);
    disk.restart(Stop::Power);
    let engine = LogEngine::open(disk.folder(folder), options()).unwrap();
    assert_eq!(read(&engine), documents);
}

fn options() -> LogOptions {
    let mut options = LogOptions::tiny();
    options.store_id = Some([7; 16]);
    options.clock = Arc::new(|| bimetal_document::Timestamp::from_millis(1));
    options
}

fn read(engine: &LogEngine) -> Vec<(Key, u64, Vec<u8>)> {
    let mut documents = Vec::new();
    let snapshot = engine.snapshot().unwrap();
    let scanned = snapshot.scan(&Span::all(), Direction::Forward, &mut |key, document| {
        documents.push((key.to_key().unwrap(), document.revision.get(), document.value.to_vec()));
        ControlFlow::Continue(())
    });
    scanned.unwrap();
    documents
}

/// The bytes as records one after another, each with the checksum that it should have.
fn with_checksums(bytes: &[u8], salt: Salt) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut at = 0;
    while at + record::HEADER_BYTES <= bytes.len() {
        let head = u32::from_le_bytes(bytes[at + 4..at + 8].try_into().unwrap());
        let Ok(key) = record::decode_key(&bytes[at + record::HEADER_BYTES..]) else {
            break;
        };
        let length = record::document_bytes(key.as_entry(), (head & ((1 << 28) - 1)) as usize, head & (1 << 28) != 0);
        let Some(checked) = bytes.get(at + 4..at + length) else {
            break;
        };
        let crc = salt.checksum(checked);
        bytes[at..at + 4].copy_from_slice(&crc.to_le_bytes());
        at += length;
    }
    bytes
}

/// Inputs to begin with: whole ones of each kind.
pub fn seeds(target: &str) -> Vec<Vec<u8>> {
    let keys = ["abcdefgh-1", "abcdefgh-2", "users/alice-3", "пользователь"].map(|text| Key::parse(text).unwrap());
    let key = |number: u64| keys[number as usize % keys.len()].clone();
    let put = |value| RecordWrite::Put { value, expires: None };
    let until = RecordWrite::Put {
        value: b"\"until\"",
        expires: Some(bimetal_document::Timestamp::from_millis(99)),
    };
    let mut log = vec![0];
    let records = [
        (record::GROUP | record::MORE, 1, 1, put(b"1".as_slice())),
        (0, 1, 2, until),
        (0, 2, 1, RecordWrite::Remove),
        (record::GROUP, 3, 3, put(b"{\"a\":[1,2,3]}".as_slice())),
    ];
    for (flags, revision, number, write) in records {
        let key = key(number);
        record::encode(
            &mut log,
            SALT,
            flags,
            revision,
            StoredKey::of(key.by_ref(), &mut Vec::new()),
            write,
        );
    }
    match target {
        "key" => [
            "quickdoc-42",
            "user-9\nuser-10\nuser-x\nuser-",
            "a\0",
            "users/a-\u{2}\u{7}",
        ]
        .map(|text| text.as_bytes().to_vec())
        .into(),
        "record" => records
            .iter()
            .map(|(flags, revision, number, write)| {
                let (mut bytes, mut ordered) = (Vec::new(), Vec::new());
                let key = key(*number);
                let key = StoredKey::of(key.by_ref(), &mut ordered);
                record::encode(&mut bytes, SALT, *flags, *revision, key, *write);
                bytes
            })
            .collect(),
        "recovery" => {
            let mut raw = log.clone();
            raw[0] = 1;
            let mut torn = raw.clone();
            torn.truncate(raw.len() - 5);
            let mut damaged = raw.clone();
            damaged[40] ^= 4;
            vec![log, raw, torn, damaged]
        }
        _ => [0, 3]
            .into_iter()
            .map(|documents| {
                let disk = SimulatedDisk::new(0);
                let engine = LogEngine::open(disk.folder(Path::new("/data")), options()).unwrap();
                for number in 1..=documents.max(1) {
                    let mut batch = Batch::new(Limits::default());
                    let value = Value::parse(b"1", &Limits::default()).unwrap();
                    let expires = bimetal_document::Timestamp::from_millis(number);
                    match documents {
                        0 => batch.remove(&key(number)).unwrap(),
                        _ => batch.put_until(&key(number), value, expires).unwrap(),
                    }
                    let revision = Revision::new(number);
                    engine
                        .apply(&[Commit {
                            revision,
                            batch: &batch,
                        }])
                        .unwrap();
                }
                engine.close().unwrap();
                disk.bytes(Path::new("/data"), "bimetal.index").unwrap()
            })
            .collect(),
    }
}
