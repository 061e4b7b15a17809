//! A disk that is full, and the way out: whatever was written to it, removals fit, and after removals and background work there is
//! room again.

use bimetal_document::{Key, Limits, Value};
use bimetal_engine::{ApplyError, Engine, Maintenance};
use bimetal_files::simulated::{Random, Stop};
use bimetal_log::LogEngine;

use super::history::{History, chain};
use super::model::Writes;
use super::steps::apply;

/// More than a segment has of any history, so that it needs a new one.
const LARGE: u64 = 20_000;

/// How large the disk is.
pub fn size(random: &mut Random) -> u64 {
    random.between(192, 384) << 10
}

impl History {
    /// Other programs take the room that is left, or give it back.
    pub fn squeeze(&mut self, random: &mut Random) {
        let Some(size) = self.size else { return };
        let size = if random.one_in(2) {
            size
        } else {
            size.min(self.disk.taken() + random.below(24 << 10))
        };
        self.note(|| format!("the disk has {size} bytes"));
        self.disk.set_size(Some(size));
    }

    fn put(&mut self, key: &Key, length: u64) -> Result<(), ApplyError> {
        let text = format!("\"{}\"", "x".repeat(length as usize));
        let value = Value::parse(text.as_bytes(), &Limits::default()).unwrap();
        self.try_commit(Writes::from([(key.clone(), Some((value, None)))]))
    }

    fn try_commit(&mut self, writes: Writes) -> Result<(), ApplyError> {
        apply(self.engine(), self.model.revision, std::slice::from_ref(&writes))?;
        self.commit(vec![writes]);
        Ok(())
    }

    fn must_put(&mut self, length: u64, why: &str) {
        let key = self.keys[0].clone();
        if let Err(ApplyError::Refused(error) | ApplyError::Failed(error)) = self.put(&key, length) {
            let statistics = self.engine().statistics();
            panic!(
                "{why}: {}, {statistics:?}, {:?}",
                chain(&error),
                self.disk.list(&self.folder)
            );
        }
    }

    /// Whether a document is refused because the disk is full.
    fn is_refused(&mut self, length: u64) -> bool {
        let key = self.keys[0].clone();
        match self.put(&key, length) {
            Ok(()) => false,
            Err(ApplyError::Refused(error)) => {
                assert_eq!(error.code(), "DISK_FULL", "{}", chain(&error));
                true
            }
            Err(ApplyError::Failed(error)) => panic!("a full disk ended the writing: {}", chain(&error)),
        }
    }

    /// Works in the background until there is nothing to do that the disk has room for.
    fn work(&mut self) {
        for steps in 0.. {
            assert!(steps < 100_000, "background work without end");
            self.tick();
            let outcome = self.engine().maintain(self.now());
            match outcome {
                Ok(Maintenance::Idle) => return,
                Ok(_) => {}
                Err(error) => panic!("background work failed on a full disk: {}", chain(&error)),
            }
        }
    }

    fn work_patiently(&mut self) {
        for _ in 0..4 {
            self.work();
            self.disk.pass(20_000);
        }
    }

    fn reopen(&mut self) {
        let closed = self.engine().close();
        assert!(closed.is_ok(), "close: {}", chain(&closed.unwrap_err()));
        self.engine = None;
        match LogEngine::open(self.disk.folder(&self.folder), self.options.clone()) {
            Ok(engine) => self.engine = Some(engine),
            Err(error) => panic!("the folder does not open on a full disk: {}", chain(&error)),
        }
    }

    /// The highest number of a segment's file.
    fn last_number(&self) -> u64 {
        let names = self.disk.list(&self.folder);
        let numbers = names.iter().filter_map(|(name, _)| {
            let digits = name.strip_prefix("segment-")?.strip_suffix(".log")?;
            digits.parse().ok()
        });
        numbers.max().unwrap()
    }
}

/// Fills the disk, and finds the way out.
pub fn probe(history: &mut History, random: &mut Random) {
    let size = history.size.unwrap();
    // The process does not end here any more.
    history.disk.stop_after(u64::MAX, Stop::Process);
    history.let_go();
    history.disk.set_size(Some(size));
    match random.below(3) {
        0 => remove_all(history, random),
        1 => remove_all_and_damage(history, random),
        _ => overwrite(history),
    }
    refuse(history);
    history.disk.set_size(None);
    history.check();
}

/// Writes documents over those that are there, until the disk is full.
fn fill(history: &mut History, random: &mut Random) {
    for _ in 0..2000 {
        let key = history.keys[random.below(history.keys.len() as u64) as usize].clone();
        let length = random.between(200, 2000);
        match history.put(&key, length) {
            Ok(()) => {}
            Err(ApplyError::Refused(error)) => {
                assert_eq!(error.code(), "DISK_FULL", "{}", chain(&error));
                return;
            }
            Err(ApplyError::Failed(error)) => panic!("a full disk ended the writing: {}", chain(&error)),
        }
    }
    panic!("the disk does not fill up");
}

fn remove(history: &mut History, key: &Key) {
    if let Err(ApplyError::Refused(error) | ApplyError::Failed(error)) =
        history.try_commit(Writes::from([(key.clone(), None)]))
    {
        let files = history.disk.list(&history.folder);
        panic!("a removal does not fit: {}, {files:?}", chain(&error));
    }
}

/// Removes everything, one by one, with background work in between.
fn remove_all(history: &mut History, random: &mut Random) {
    fill(history, random);
    if random.one_in(2) {
        history.reopen();
    }
    let keys: Vec<Key> = history.model.documents.keys().cloned().collect();
    for key in keys {
        remove(history, &key);
        if random.one_in(4) {
            history.disk.pass(20_000);
            history.work();
        }
    }
    history.work_patiently();
    history.must_put(2000, "there is no room although everything was removed");
}

/// Dead segments go without being read: damage in them is nobody's business.
fn remove_all_and_damage(history: &mut History, random: &mut Random) {
    fill(history, random);
    let keys: Vec<Key> = history.model.documents.keys().cloned().collect();
    keys.iter().for_each(|key| remove(history, key));
    history.reopen();
    history.disk.set_size(Some(history.disk.taken()));
    if !history.is_refused(LARGE) {
        return;
    }
    let active = active(history);
    for (name, length) in history.disk.list(&history.folder) {
        if name.ends_with(".log") && name != active && length > 64 {
            let offset = 64 + random.below(length - 64);
            history.disk.flip(&history.folder, &name, offset, random.below(8) as u8);
        }
    }
    history.work();
    history.disk.set_size(history.size);
    history.work_patiently();
    history.must_put(2000, "there is no room although dead segments could go");
}

fn active(history: &History) -> String {
    let manifest = history.disk.bytes(&history.folder, "bimetal.segments").unwrap();
    let manifest = String::from_utf8(manifest).unwrap();
    let mut lines = manifest.lines();
    let number = lines.find_map(|line| line.strip_prefix("active ")?.split(' ').next()?.parse::<u64>().ok());
    format!("segment-{:010}.log", number.unwrap())
}

/// Fills the disk so that half of each segment lives: only compaction makes room, and it has none but what is set aside.
fn overwrite(history: &mut History) {
    for number in 0..5000 {
        let key = Key::of("fillfill-", number).unwrap();
        let refused = [key, history.keys[0].clone()]
            .iter()
            .any(|key| match history.put(key, 150) {
                Ok(()) => false,
                Err(ApplyError::Refused(_)) => true,
                Err(ApplyError::Failed(error)) => panic!("a full disk ended the writing: {}", chain(&error)),
            });
        if refused {
            break;
        }
    }
    history.work_patiently();
    history.must_put(2000, "there is no room although half of the disk is dead");
}

/// However often a segment is refused, its number is not used up.
fn refuse(history: &mut History) {
    history.disk.set_size(None);
    history.must_put(LARGE, "the disk has room");
    let last = history.last_number();
    history.disk.set_size(Some(history.disk.taken()));
    for _ in 0..8 {
        assert!(history.is_refused(LARGE), "a document where there is no room");
    }
    history.disk.set_size(None);
    history.must_put(LARGE, "the disk has room again");
    assert_eq!(history.last_number(), last + 1, "the number of the next segment");
}
