//! What becomes of bits that flip in the file of redb: an error that says so, or the right data.

use std::ops::ControlFlow;
use std::path::PathBuf;

use bimetal_engine::{ApplyError, Engine, Error};
use bimetal_files::simulated::Random;
use bimetal_redb::{FILE_NAME, RedbEngine};

use super::damage::scan;
use super::history::{History, chain};
use super::reading::compare_one;
use super::steps::apply;

/// Where redb's header says which of its two states is the newer one: the other is whole as well.
const GOD_BYTE: u64 = 9;

/// Fills redb with what the history's engine holds, flips a bit, and looks at it from all sides.
pub fn probe(history: &mut History, random: &mut Random) {
    let folder = PathBuf::from("/redb");
    let engine = RedbEngine::open(history.disk.folder(&folder)).unwrap();
    let source = history.engine().snapshot().unwrap();
    engine
        .fill(source.as_ref(), &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    let mut model = history.model.clone();
    for _ in 0..random.below(4) {
        let group = history.group(random);
        apply(&engine, model.revision, &group).unwrap();
        group.into_iter().for_each(|writes| model.commit(writes));
    }
    let open = random.one_in(4);
    let engine = if open {
        Some(engine)
    } else {
        engine.close().unwrap();
        None
    };
    flip(history, random, &folder);
    let engine = match engine.map_or_else(|| RedbEngine::open(history.disk.folder(&folder)), Ok) {
        Ok(engine) => engine,
        Err(error) => return judge(history, &error),
    };
    let snapshot = match engine.snapshot() {
        Ok(snapshot) => snapshot,
        Err(error) => return judge(history, &error),
    };
    assert_eq!(snapshot.revision().get(), model.revision, "the revision of redb");
    let mut lost = false;
    for key in history.keys.clone() {
        if let Err(error) = compare_one(snapshot.as_ref(), &model.documents, &key) {
            judge(history, &error);
            lost = true;
        }
    }
    let mut expected = model.documents.iter();
    match scan(snapshot.as_ref(), &mut expected) {
        Ok(()) => assert!(expected.next().is_none(), "a scan of redb passes over documents"),
        Err(error) => {
            judge(history, &error);
            lost = true;
        }
    }
    match engine.check(&mut |_, _| ControlFlow::Continue(())) {
        Ok(report) => assert!(!lost || !report.problems.is_empty(), "a check of redb misses damage"),
        Err(error) => judge(history, &error),
    }
    let group = history.group(random);
    match apply(&engine, model.revision, &group) {
        Ok(()) => group.into_iter().for_each(|writes| model.commit(writes)),
        Err(ApplyError::Refused(error) | ApplyError::Failed(error)) => return judge(history, &error),
    }
    match engine.snapshot() {
        Ok(snapshot) => {
            for key in history.keys.clone() {
                if let Err(error) = compare_one(snapshot.as_ref(), &model.documents, &key) {
                    judge(history, &error);
                }
            }
        }
        Err(error) => judge(history, &error),
    }
}

/// Flips one bit where there is something.
fn flip(history: &mut History, random: &mut Random, folder: &std::path::Path) {
    let content = history.disk.bytes(folder, FILE_NAME).unwrap();
    let used: Vec<u64> = (0_u64..)
        .zip(&content)
        .filter(|(at, byte)| **byte != 0 && *at != GOD_BYTE)
        .map(|(at, _)| at)
        .collect();
    let offset = used[random.below(used.len() as u64) as usize];
    history.disk.flip(folder, FILE_NAME, offset, random.below(8) as u8);
    history.note(|| format!("flip a bit of byte {offset} in redb's file"));
    history.counts.redb_flips += 1;
}

fn judge(history: &mut History, error: &Error) {
    assert_eq!(error.code(), "DATA_DAMAGED", "damage, but {}", chain(error));
    history.note(|| format!("redb says: {}", chain(error)));
    history.counts.redb_damage_named += 1;
}
