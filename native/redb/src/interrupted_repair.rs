//! What a file is after its repair was cut off: the open after a crash, ended at each of its changes by the end of the
//! process or of the power, and the opens after that ended as well.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

use std::path::Path;
use std::sync::Arc;
use std::{fmt, io};

use bimetal_document::{Batch, Key, Limits, Revision, Value};
use bimetal_engine::{Commit, Engine, Error, with_causes};
use bimetal_files::OsFiles;
use bimetal_files::simulated::{Random, SimulatedDisk, Stop};
use bimetal_locks::{Mutex, lock};
use redb::StorageBackend;

use crate::engine::RedbEngine;
use crate::faulty_file::FaultyFile;
use crate::file::{FILE_NAME, RedbFile};
use crate::upgrade::PORTION;

const FOLDER: &str = "/data";
const KEYS: u64 = 20;
const SMALL_BYTES: usize = 500;
/// More than there is room for in a file that was closed, so that it grows in the life that comes to its end.
const LARGE_BYTES: usize = 80_000;
/// Which lives come to an end, of those that differ by one change. Of repairs it is all of them.
const LIVES_STEP: usize = 6;
/// How often the repair of one file is cut off at most.
const CUTS_MAX: usize = 3;
const CACHE_BYTES: usize = 1 << 20;

/// A file whose process ends at one of its changes, whatever else it is asked in between.
#[derive(Debug)]
struct EndingFile {
    file: RedbFile,
    end: End,
}

/// When a process ends, and how.
struct End {
    disk: SimulatedDisk,
    /// The changes until then.
    left: Mutex<u64>,
    stop: Stop,
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("End")
    }
}

impl EndingFile {
    /// Counts a change, and ends the process at the last one.
    fn count(&self) {
        let mut left = lock(&self.end.left);
        match left.checked_sub(1) {
            Some(less) => *left = less,
            None => self.end.disk.stop_after(0, self.end.stop),
        }
    }
}

impl StorageBackend for EndingFile {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.count();
        self.file.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.count();
        self.file.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.count();
        self.file.write(offset, data)
    }
}

/// A disk with one file, of which one process after another comes to its end.
struct Machine {
    disk: SimulatedDisk,
    stop: Stop,
    /// The revision that was answered last.
    acknowledged: u64,
    /// The revision that may be there as well, since its process ended before the answer.
    begun: u64,
}

impl Machine {
    /// A machine on whose disk the file has these bytes.
    fn new(seed: u64, stop: Stop, bytes: &[u8]) -> Machine {
        let disk = SimulatedDisk::new(seed);
        let files = disk.folder(Path::new(FOLDER));
        let file = files.create(FILE_NAME).unwrap();
        file.write_at(0, bytes).unwrap();
        file.sync_data().and_then(|()| files.sync_folder()).unwrap();
        Machine {
            disk,
            stop,
            acknowledged: 1,
            begun: 1,
        }
    }

    /// The file as reads show it.
    fn bytes(&self) -> Vec<u8> {
        self.disk.bytes(Path::new(FOLDER), FILE_NAME).unwrap()
    }

    /// Opens the file in a process that ends after so many changes.
    fn open(&self, changes: u64) -> Result<RedbEngine, Error> {
        let files = self.disk.folder(Path::new(FOLDER));
        let file = RedbFile(files.open(FILE_NAME).unwrap());
        let end = End {
            disk: self.disk.clone(),
            left: Mutex::new(changes),
            stop: self.stop,
        };
        RedbEngine::open_on(EndingFile { file, end }, files, CACHE_BYTES, PORTION)
    }

    /// Opens, writes and closes, as far as the process comes. Returns whether it came to the end of all that.
    fn live(&mut self, changes: u64) -> bool {
        let whole = self.open(changes).is_ok_and(|engine| {
            self.begun = self.acknowledged + 1;
            let applied = apply(&engine, self.begun, LARGE_BYTES);
            if applied {
                self.acknowledged = self.begun;
            }
            engine.close().is_ok() && applied
        });
        self.end() && whole
    }

    /// Ends the repair after so many changes, and the repairs of what that leaves at others. Returns where they were cut off.
    fn cut(&mut self, changes: u64, random: &mut Random) -> Vec<u64> {
        let (mut cuts, mut changes) = (Vec::new(), changes);
        while cuts.len() < CUTS_MAX {
            let opened = self.open(changes).is_ok();
            if self.end() && opened {
                break;
            }
            cuts.push(changes);
            changes = random.below(12);
        }
        cuts
    }

    /// Ends the process, if it still runs, and begins the next one. Returns whether it ran until now.
    fn end(&self) -> bool {
        let ran = self.disk.stopped().is_none();
        self.disk.restart(self.stop);
        ran
    }

    /// The file opens, has all that was answered, and takes what is put.
    fn check(&mut self, cuts: &str) {
        let opened = self.open(u64::MAX);
        let engine = opened
            .map_err(|error| format!("{cuts}: {}", with_causes(&error)))
            .unwrap();
        let snapshot = engine.snapshot().unwrap();
        let found = snapshot.revision().get();
        assert!(
            (self.acknowledged..=self.begun).contains(&found),
            "{cuts}: {found} is there"
        );
        for number in 0..KEYS {
            let mut revision = 0;
            let read = snapshot.get(key(number).by_ref(), &mut |document| revision = document.revision.get());
            assert_eq!((read.unwrap(), revision), (true, found), "{cuts}: document {number}");
        }
        self.acknowledged = found + 1;
        assert!(
            apply(&engine, self.acknowledged, SMALL_BYTES),
            "{cuts}: a batch is taken"
        );
        self.begun = self.acknowledged;
        drop(engine);
        self.end();
    }
}

fn key(number: u64) -> Key {
    Key::of("abcdefgh-", number).unwrap()
}

/// Puts all documents as of a revision, the first of them this long.
fn apply(engine: &RedbEngine, revision: u64, bytes: usize) -> bool {
    let limits = Limits::default();
    let mut batch = Batch::new(limits);
    for number in 0..KEYS {
        let bytes = if number == 0 { bytes } else { SMALL_BYTES };
        let value = Value::parse(format!("\"{revision}{}\"", "x".repeat(bytes)).as_bytes(), &limits).unwrap();
        batch.put(&key(number), value).unwrap();
    }
    let revision = Revision::new(revision);
    let commit = Commit {
        revision,
        batch: &batch,
    };
    engine.apply(&[commit]).is_ok()
}

/// A file that was closed in order, with revision 1 in it.
fn closed_file() -> Vec<u8> {
    let file = FaultyFile::default();
    let engine = RedbEngine::open_on(file.clone(), Arc::new(OsFiles::new("/")), CACHE_BYTES, PORTION).unwrap();
    assert!(apply(&engine, 1, SMALL_BYTES));
    engine.close().unwrap();
    file.state().bytes.clone()
}

/// Ends lives, and the repairs after them at every change, and looks at the file then. Returns how many repairs were cut off.
fn cut_everywhere(stop: Stop, seed: u64) -> u64 {
    let (closed, mut cut_off, mut grown) = (closed_file(), 0, false);
    for life in (0..).step_by(LIVES_STEP) {
        let mut ended = Machine::new(seed << 32 | life, stop, &closed);
        let lived = ended.live(life);
        let bytes = ended.bytes();
        grown |= bytes.len() > closed.len();
        for changes in 0.. {
            let seed = seed << 32 | life << 16 | changes;
            let mut machine = Machine::new(seed, stop, &bytes);
            (machine.acknowledged, machine.begun) = (ended.acknowledged, ended.begun);
            let cuts = machine.cut(changes, &mut Random::new(seed));
            cut_off += cuts.len() as u64;
            machine.check(&format!("{stop:?}, seed {seed:#x}, life {life}, repairs {cuts:?}"));
            if cuts.is_empty() {
                break;
            }
        }
        if lived {
            break;
        }
    }
    assert!(grown, "a file grew in a life that came to its end");
    cut_off
}

#[test]
fn wherever_a_process_ends_in_a_repair_the_next_open_has_all_that_was_answered() {
    let cut_off = cut_everywhere(Stop::Process, 1);
    assert!(cut_off > 100, "{cut_off} repairs were cut off");
}

#[test]
fn wherever_the_power_ends_in_a_repair_the_next_open_has_all_that_was_answered() {
    let cut_off = cut_everywhere(Stop::Power, 1);
    assert!(cut_off > 100, "{cut_off} repairs were cut off");
}
