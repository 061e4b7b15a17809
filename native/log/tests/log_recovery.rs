//! What the log engine makes of a folder after a crash, and of one that is damaged.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod log;

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use bimetal_document::{KeyRef, Timestamp};
use bimetal_engine::{Engine, Error};
use bimetal_files::OsFiles;
use bimetal_log::index::key::StoredKey;
use bimetal_log::segment::header::SegmentHeader;
use bimetal_log::segment::record::{self, RecordWrite};
use bimetal_log::{LogEngine, LogOptions};
use log::{Tested, Write, documents, put, remove};

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

fn open(folder: &Path) -> Result<LogEngine, Error> {
    LogEngine::open(std::sync::Arc::new(OsFiles::new(folder)), LogOptions::tiny())
}

fn segments(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "log"));
    paths.sort();
    paths
}

/// Batches that rotate a few times.
fn fill(tested: &mut Tested, rounds: u64) {
    for round in 0..rounds {
        let writes = |batch: u64| -> Vec<Write> {
            (0..3)
                .map(|number| put(round % 7 * 10 + batch + number, &format!("\"{round}-{batch}\"")))
                .collect()
        };
        tested.commit(&[writes(0), vec![remove(round % 5)], writes(1)]);
    }
}

#[test]
fn what_the_store_keeps_for_itself_is_kept_and_shown_to_nobody_else() {
    const RESERVED: KeyRef<'_> = KeyRef::numbered(b"\xFFaudit", 7);
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    tested.commit(&[vec![put(1, "1")]]);
    let (end, revision) = (64 + tested.engine.statistics().unwrap().live_bytes, tested.revision + 1);
    drop(tested);
    let path = segments(folder.path()).pop().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let salt = SegmentHeader::decode(&bytes).unwrap().salt;
    bytes.truncate(end as usize);
    let expires = Some(Timestamp::from_millis(1));
    let write = RecordWrite::Put { value: b"0", expires };
    let key = RESERVED.to_ordered();
    record::encode(&mut bytes, salt, record::GROUP, revision, StoredKey::Long(&key), write);
    fs::write(&path, bytes).unwrap();

    let target = tempfile::tempdir().unwrap();
    let filled = LogEngine::open(log::files_in(target.path()), LogOptions::tiny()).unwrap();
    let mut tested = Tested::open(folder.path());
    assert_eq!((tested.revision, tested.model.len()), (revision, 1));
    assert_eq!(log::changes(&tested.engine, 0, revision, 10).unwrap().len(), 1);
    // It survives compaction and a copy.
    fill(&mut tested, 100);
    while tested.maintain() > 0 {}
    let snapshot = tested.engine.snapshot().unwrap();
    filled
        .fill(snapshot.as_ref(), &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    for engine in [&tested.engine, &filled] {
        let snapshot = engine.snapshot().unwrap();
        let mut found = 0;
        assert!(
            snapshot
                .get(RESERVED, &mut |document| found = document.revision.get())
                .unwrap()
        );
        assert_eq!(found, revision);
        assert_eq!(snapshot.len().unwrap(), tested.model.len() as u64);
        assert_eq!(engine.statistics().unwrap().documents, tested.model.len() as u64);
        assert_eq!(documents(snapshot.as_ref()), tested.model);
    }
}

#[test]
fn a_tail_torn_at_any_byte_leaves_whole_batches_and_all_earlier_groups() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    fill(&mut tested, 1);
    let segment = segments(folder.path()).pop().unwrap();
    let content = |path: &Path| {
        let bytes = fs::read(path).unwrap();
        let length = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
        bytes[..length].to_vec()
    };
    let mut states = vec![(content(&segment).len(), tested.model.clone(), tested.revision)];
    // The states after each batch of the last group.
    let group = [
        vec![put(1, "\"one\""), put(2, "\"two\"")],
        vec![remove(1)],
        vec![put(3, "\"three\""), put(70, "0")],
    ];
    for length in 1..=group.len() {
        let other = tempfile::tempdir().unwrap();
        copy(folder.path(), other.path());
        let mut tested = Tested::open(other.path());
        tested.commit(&group[..length]);
        let bytes = content(&segments(other.path()).pop().unwrap()).len();
        states.push((bytes, tested.model.clone(), tested.revision));
    }
    tested.commit(&group);
    let whole = fs::read(&segment).unwrap();
    let end = content(&segment).len();
    assert_eq!(end, states.last().unwrap().0);
    for cut in states[0].0..=end {
        for zeros in [true, false] {
            let other = tempfile::tempdir().unwrap();
            copy(folder.path(), other.path());
            let torn = segments(other.path()).pop().unwrap();
            let mut bytes = whole[..cut].to_vec();
            if zeros {
                bytes.resize(whole.len(), 0);
            }
            fs::write(&torn, bytes).unwrap();
            let (_, model, revision) = states.iter().rfind(|(bytes, ..)| *bytes <= cut).unwrap().clone();
            let mut tested = Tested::open(other.path());
            assert_eq!((&tested.model, tested.revision), (&model, revision), "cut at {cut}");
            tested.verify();
            tested.commit(&[vec![put(5, "5")]]);
            let (model, revision) = (tested.model.clone(), tested.revision);
            drop(tested);
            let tested = Tested::open(other.path());
            assert_eq!((&tested.model, tested.revision), (&model, revision), "cut at {cut}");
        }
    }
}

#[test]
fn any_sector_of_the_last_group_may_be_missing() {
    let folder = tempfile::tempdir().unwrap();
    // One segment has room for all of it.
    let mut tested = Tested::open_files(std::sync::Arc::new(OsFiles::new(folder.path())), LogOptions::default());
    fill(&mut tested, 1);
    let segment = segments(folder.path()).pop().unwrap();
    let before = fs::read(&segment).unwrap();
    let (model, revision) = (tested.model.clone(), tested.revision);
    tested.commit(&[(0..8)
        .map(|number| put(number, "\"0123456789012345678901234567890\""))
        .collect()]);
    let after = fs::read(&segment).unwrap();
    let start = before
        .iter()
        .zip(&after)
        .position(|(before, after)| before != after)
        .unwrap();
    let end = after.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    for sector in (start..end).step_by(32) {
        let mut torn = after.clone();
        let range = sector..(sector + 32).min(end);
        torn[range.clone()].copy_from_slice(&before[range]);
        let other = tempfile::tempdir().unwrap();
        copy(folder.path(), other.path());
        fs::write(segments(other.path()).pop().unwrap(), torn).unwrap();
        let tested = Tested::open(other.path());
        assert_eq!((&tested.model, tested.revision), (&model, revision), "{sector}");
        tested.verify();
    }
}

#[test]
fn a_flipped_bit_in_a_sealed_segment_names_the_segment_and_the_offset() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    fill(&mut tested, 12);
    drop(tested);
    let segment = segments(folder.path()).remove(0);
    let good = fs::read(&segment).unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1 << (at % 8);
        fs::write(&segment, bad).unwrap();
        let Err(Error::Damaged { path, offset, .. }) = open(folder.path()) else {
            panic!("byte {at} is not missed");
        };
        assert_eq!(path, segment);
        // The offset is the one of the record that the byte is in, or of the header.
        assert!(
            offset <= at as u64 && (offset == 0) == (at < 64) && at as u64 - offset < 256,
            "{at} {offset}"
        );
    }
    fs::write(&segment, &good).unwrap();
    open(folder.path()).unwrap();
    fs::write(&segment, &good[..good.len() - 1]).unwrap();
    assert_eq!(open(folder.path()).err().unwrap().code(), "DATA_DAMAGED");
}

#[test]
fn a_flipped_bit_before_the_last_group_of_the_active_segment_is_damage_and_is_not_cut() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    tested.commit(&[vec![put(1, "\"a\""), put(2, "\"b\"")], vec![remove(9)]]);
    let segment = segments(folder.path()).pop().unwrap();
    let length = |path: &Path| fs::read(path).unwrap().iter().rposition(|byte| *byte != 0).unwrap() + 1;
    let first_group = length(&segment);
    tested.commit(&[vec![put(3, "\"c\"")]]);
    drop(tested);
    let good = fs::read(&segment).unwrap();
    for at in 64..first_group {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[at] ^= 1 << bit;
            fs::write(&segment, &bad).unwrap();
            let error = open(folder.path()).err();
            assert_eq!(error.map(|error| error.code()), Some("DATA_DAMAGED"), "{at} {bit}");
            assert!(fs::read(&segment).unwrap() == bad, "damage was cut away");
        }
    }
}

#[test]
fn bytes_that_the_checkpoint_says_were_durable_cannot_be_lost_without_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    tested.commit(&[vec![put(1, "\"a\"")]]);
    tested.engine.close().unwrap();
    let segment = segments(folder.path()).pop().unwrap();
    let good = fs::read(&segment).unwrap();
    fs::write(&segment, &good[..good.len() - 1]).unwrap();
    let error = open(folder.path()).err().unwrap();
    assert_eq!(error.code(), "DATA_DAMAGED");
}

#[test]
fn a_checkpoint_that_is_damaged_missing_or_old_costs_nothing_but_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    fill(&mut tested, 6);
    tested.commit(&[vec![(500, Some(("1".to_owned(), Some(77))))]]);
    tested.engine.close().unwrap();
    let checkpoint = folder.path().join("bimetal.index");
    let old = fs::read(&checkpoint).unwrap();
    let mut again = Tested::open(folder.path());
    assert_eq!((&again.model, again.revision), (&tested.model, tested.revision));
    again.verify();
    fill(&mut again, 20);
    again.commit(&[vec![
        (500, Some(("1".to_owned(), Some(78)))),
        (501, Some(("1".to_owned(), Some(78)))),
    ]]);
    again.verify();
    let (model, revision) = (again.model.clone(), again.revision);
    again.engine.close().unwrap();
    drop(again);
    let check = || {
        let tested = Tested::open(folder.path());
        assert_eq!((&tested.model, tested.revision), (&model, revision));
        tested.verify();
    };
    check();
    let new = fs::read(&checkpoint).unwrap();
    fs::write(&checkpoint, &old).unwrap();
    check();
    for at in (0..new.len()).step_by(7) {
        let mut bad = new.clone();
        bad[at] ^= 4;
        fs::write(&checkpoint, bad).unwrap();
        check();
    }
    fs::remove_file(&checkpoint).unwrap();
    check();
}

#[test]
fn what_the_manifest_does_not_list_is_removed_and_what_it_lists_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    fill(&mut tested, 12);
    drop(tested);
    let garbage = ["segment-0000009999.log", "bimetal.segments.new", "bimetal.index.new"];
    for name in garbage {
        fs::write(folder.path().join(name), "garbage").unwrap();
    }
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    drop(open(folder.path()).unwrap());
    for name in garbage {
        assert!(!folder.path().join(name).exists(), "{name}");
    }
    assert!(folder.path().join("notes.txt").exists());
    let segment = segments(folder.path()).remove(0);
    fs::rename(&segment, folder.path().join("hidden")).unwrap();
    let error = open(folder.path()).err().unwrap();
    assert!(error.to_string().contains("segment-0000000001.log"), "{error}");
    fs::rename(folder.path().join("hidden"), &segment).unwrap();
    fs::remove_file(folder.path().join("bimetal.segments")).unwrap();
    assert_eq!(open(folder.path()).err().unwrap().code(), "FOLDER_INVALID");
}

#[test]
fn a_segment_of_another_store_is_refused() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for folder in [&one, &other] {
        let mut tested = Tested::open(folder.path());
        tested.commit(&[vec![put(1, "1")]]);
    }
    fs::copy(&segments(other.path())[0], &segments(one.path())[0]).unwrap();
    assert_eq!(open(one.path()).err().unwrap().code(), "DATA_DAMAGED");
    let mut options = LogOptions::tiny();
    options.store_id = Some([9; 16]);
    let engine = LogEngine::open(std::sync::Arc::new(OsFiles::new(other.path())), options);
    assert_eq!(engine.err().unwrap().code(), "FOLDER_INVALID");
}

#[test]
fn revisions_that_do_not_follow_are_refused_and_nothing_changes() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    tested.commit(&[vec![put(1, "1")]]);
    assert!(log::try_apply(&tested.engine, 5, &[vec![put(2, "2")]]).is_err());
    assert!(log::try_apply(&tested.engine, 0, &[vec![put(2, "2")]]).is_err());
    tested.verify();
    tested.commit(&[vec![put(2, "2")]]);
    let snapshot = tested.engine.snapshot().unwrap();
    assert_eq!(documents(snapshot.as_ref()).len(), 2);
}
