//! What the tests of the log engine share: an engine next to a model of it, and files that fail when told to.
#![allow(dead_code, reason = "each test file uses some of it")]

use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bimetal_document::{Batch, Change, Changes, Key, KeyRef, Limits, Revision, Span, Timestamp, Value};
use bimetal_engine::{ApplyError, Commit, Direction, Engine, EngineSnapshot, Maintenance};
use bimetal_files::{File, FileLock, Files, OsFiles, ShowBytes};
use bimetal_log::{LogEngine, LogOptions};

/// A document as the model knows it: revision, expiry, text.
pub type Document = (u64, Option<u64>, String);
pub type Documents = BTreeMap<u64, Document>;

/// One write of a batch: a number, and a text with an expiry, or none to remove it.
pub type Write = (u64, Option<(String, Option<u64>)>);

/// Keys of two kinds that stand among each other: short ones, and longer ones that share most of their beginnings.
pub fn key(number: u64) -> Key {
    match number % 3 {
        0 => Key::of("abcdefgh-", number),
        1 => Key::of("abcdefgh-orders-", number),
        _ => Key::parse(&format!("abcdefgh/{number}")),
    }
    .unwrap()
}

/// The number that a key was made of.
pub fn number_of(key: KeyRef<'_>) -> u64 {
    let digits = key.to_string().rsplit(['-', '/']).next().map(str::parse);
    digits.unwrap().unwrap()
}

pub fn put(number: u64, text: &str) -> Write {
    (number, Some((text.to_owned(), None)))
}

pub fn remove(number: u64) -> Write {
    (number, None)
}

/// An engine and what it should hold.
pub struct Tested {
    pub engine: LogEngine,
    pub model: Documents,
    pub revision: u64,
    pub changes: Vec<(u64, u64, bool)>,
}

impl Tested {
    pub fn open(folder: &Path) -> Tested {
        Tested::open_files(Arc::new(OsFiles::new(folder)), LogOptions::tiny())
    }

    pub fn open_files(files: Arc<dyn Files>, options: LogOptions) -> Tested {
        let engine = LogEngine::open(files, options).unwrap();
        let snapshot = engine.snapshot().unwrap();
        let (model, revision) = (documents(snapshot.as_ref()), snapshot.revision().get());
        Tested {
            engine,
            model,
            revision,
            changes: Vec::new(),
        }
    }

    /// Commits batches as one group.
    pub fn commit(&mut self, batches: &[Vec<Write>]) {
        self.try_commit(batches).unwrap();
    }

    pub fn try_commit(&mut self, batches: &[Vec<Write>]) -> Result<(), ApplyError> {
        try_apply(&self.engine, self.revision, batches)?;
        for batch in batches {
            self.revision += 1;
            let writes: BTreeMap<u64, _> = batch.iter().cloned().collect();
            let mut writes: Vec<_> = writes.into_iter().collect();
            writes.sort_by_key(|(number, _)| key(*number));
            for (number, write) in writes {
                self.changes.push((number, self.revision, write.is_some()));
                match write {
                    Some((text, expires)) => drop(self.model.insert(number, (self.revision, expires, text))),
                    None => drop(self.model.remove(&number)),
                }
            }
        }
        Ok(())
    }

    /// The engine holds what the model does, and nothing is wrong on disk.
    pub fn verify(&self) {
        let snapshot = self.engine.snapshot().unwrap();
        assert_eq!(snapshot.revision().get(), self.revision);
        assert_eq!(documents(snapshot.as_ref()), self.model);
        let expiring = self.model.values().filter(|document| document.1.is_some()).count();
        let statistics = self.engine.statistics().unwrap();
        assert_eq!(statistics.expiring_documents, expiring as u64);
        assert_eq!(statistics.documents, self.model.len() as u64);
        let bytes = |(number, (_, expires, text)): (&u64, &Document)| {
            let key = match number % 3 {
                0 => 16,
                _ => 2 + key(*number).by_ref().to_ordered().len() as u64,
            };
            16 + key + if expires.is_some() { 8 } else { 0 } + text.len() as u64
        };
        assert_eq!(statistics.live_bytes, self.model.iter().map(bytes).sum::<u64>());
        let report = self.engine.check(&mut |_, _| ControlFlow::Continue(())).unwrap();
        assert_eq!(report.problems, [""; 0]);
        assert_eq!(report.documents, self.model.len() as u64);
    }

    /// Works in the background until nothing is left to do. Returns the number of steps.
    pub fn maintain(&self) -> usize {
        let mut steps = 0;
        while self.engine.maintain(Timestamp::now()).unwrap() != Maintenance::Idle {
            steps += 1;
            assert!(steps < 100_000, "background work without end");
        }
        steps
    }
}

pub fn try_apply(engine: &dyn Engine, revision: u64, batches: &[Vec<Write>]) -> Result<(), ApplyError> {
    let limits = Limits::default();
    let batches: Vec<Batch> = batches
        .iter()
        .map(|writes| {
            let mut batch = Batch::new(limits);
            for (number, write) in writes {
                let value = |text: &str| Value::parse(text.as_bytes(), &limits).unwrap();
                match write {
                    Some((text, None)) => batch.put(&key(*number), value(text)),
                    Some((text, Some(expires))) => {
                        batch.put_until(&key(*number), value(text), Timestamp::from_millis(*expires))
                    }
                    None => batch.remove(&key(*number)),
                }
                .unwrap();
            }
            batch
        })
        .collect();
    let commit = |(revision, batch)| Commit {
        revision: Revision::new(revision),
        batch,
    };
    let group: Vec<Commit<'_>> = (revision + 1..).zip(&batches).map(commit).collect();
    engine.apply(&group)
}

pub fn documents(snapshot: &dyn EngineSnapshot) -> Documents {
    let mut documents = Documents::new();
    let mut expiring: Vec<(u64, Key)> = Vec::new();
    snapshot
        .scan(&Span::all(), Direction::Forward, &mut |key, document| {
            let expires = document.expires.map(Timestamp::millis);
            if let Some(expires) = expires {
                expiring.push((expires, key.to_key().unwrap()));
            }
            let text = String::from_utf8(document.value.to_vec()).unwrap();
            documents.insert(number_of(key), (document.revision.get(), expires, text));
            ControlFlow::Continue(())
        })
        .unwrap();
    let mut expired = Vec::new();
    let mut collect = |key: KeyRef<'_>| {
        expired.push(key.to_key().unwrap());
        ControlFlow::Continue(())
    };
    snapshot
        .expired(Timestamp::from_millis(u64::MAX), &mut collect)
        .unwrap();
    // Those that expire at one time come in any order.
    let at = |key: &Key| {
        expiring
            .iter()
            .find(|(_, expiring)| expiring == key)
            .map(|(expires, _)| *expires)
    };
    assert!(expired.is_sorted_by_key(at));
    expired.sort();
    expiring.sort_by(|(_, one), (_, other)| one.cmp(other));
    assert!(expired.iter().eq(expiring.iter().map(|(_, key)| key)));
    documents
}

/// The changes after a revision, or `None` when they are not all retained.
pub fn changes(engine: &dyn Engine, since: u64, last: u64, limit: usize) -> Option<Vec<Change>> {
    let mut reader = engine.changes(Revision::new(since)).unwrap()?;
    let mut all = Vec::new();
    loop {
        match reader.next(Revision::new(last), limit).unwrap() {
            Changes::Some(changes) => all.extend(changes),
            Changes::Empty => return Some(all),
            Changes::Expired => return None,
        }
    }
}

/// What the next call to the disk does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum NextCall {
    None,
    /// Nothing can be allocated, and writes stop half way.
    Full,
    Sync,
    /// A sync fails, and says that there is no room.
    SyncFull,
    /// No file can be made: the process has too many.
    Create,
    /// There is no room for a name in place of another.
    RenameFull,
    /// Half of the bytes are written, and the file cannot be cut either.
    WriteAndCut,
}

/// Files that fail when told to.
pub struct Faulty {
    files: Arc<dyn Files>,
    fault: Arc<AtomicU32>,
}

struct FaultyFile {
    file: Arc<dyn File>,
    fault: Arc<AtomicU32>,
}

impl Faulty {
    pub fn new(folder: &Path) -> Arc<Faulty> {
        Arc::new(Faulty {
            files: Arc::new(OsFiles::new(folder)),
            fault: Arc::default(),
        })
    }

    pub fn set(&self, fault: NextCall) {
        self.fault.store(fault as u32, Ordering::SeqCst);
    }

    fn wrap(&self, file: Arc<dyn File>) -> Arc<dyn File> {
        let fault = self.fault.clone();
        Arc::new(FaultyFile { file, fault })
    }
}

impl Files for Faulty {
    fn path(&self) -> &Path {
        self.files.path()
    }
    fn list(&self) -> io::Result<Vec<String>> {
        self.files.list()
    }
    fn create(&self, name: &str) -> io::Result<Arc<dyn File>> {
        if self.fault.load(Ordering::SeqCst) == NextCall::Create as u32 {
            return Err(io::Error::other("too many open files"));
        }
        self.files.create(name).map(|file| self.wrap(file))
    }
    fn open(&self, name: &str) -> io::Result<Arc<dyn File>> {
        self.files.open(name).map(|file| self.wrap(file))
    }
    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        if self.fault.load(Ordering::SeqCst) == NextCall::RenameFull as u32 {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        self.files.rename(from, to)
    }
    fn remove(&self, name: &str) -> io::Result<()> {
        self.files.remove(name)
    }
    fn sync_folder(&self) -> io::Result<()> {
        self.files.sync_folder()
    }
    fn free_bytes(&self) -> io::Result<Option<u64>> {
        Ok(None)
    }
    fn is_empty(&self) -> io::Result<bool> {
        self.files.is_empty()
    }
    fn lock(&self, name: &str) -> io::Result<Option<Box<dyn FileLock>>> {
        self.files.lock(name)
    }
    fn folder(&self, path: &Path) -> io::Result<Arc<dyn Files>> {
        self.files.folder(path)
    }
    fn make_folder(&self, path: &Path) -> io::Result<Arc<dyn Files>> {
        self.files.make_folder(path)
    }
    fn remove_folder(&self) -> io::Result<()> {
        self.files.remove_folder()
    }
    fn link(&self, _: &str, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl FaultyFile {
    fn is(&self, fault: NextCall) -> bool {
        self.fault.load(Ordering::SeqCst) == fault as u32
    }
}

impl File for FaultyFile {
    fn length(&self) -> io::Result<u64> {
        self.file.length()
    }
    fn read(&self, offset: u64, length: usize, show: &mut ShowBytes<'_>) -> io::Result<()> {
        self.file.read(offset, length, show)
    }
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        if self.is(NextCall::Full) || self.is(NextCall::WriteAndCut) {
            self.file.write_at(offset, &bytes[..bytes.len() / 2])?;
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.file.write_at(offset, bytes)
    }
    fn allocate(&self, length: u64) -> io::Result<()> {
        if self.is(NextCall::Full) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.file.allocate(length)
    }
    fn set_length(&self, length: u64) -> io::Result<()> {
        if self.is(NextCall::WriteAndCut) {
            return Err(io::Error::other("the file cannot be cut"));
        }
        self.file.set_length(length)
    }
    fn sync_data(&self) -> io::Result<()> {
        if self.is(NextCall::Sync) {
            return Err(io::Error::other("the disk is gone"));
        }
        if self.is(NextCall::SyncFull) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.file.sync_data()
    }
}

/// The files of a folder of the system.
pub fn files_in(folder: &Path) -> Arc<dyn Files> {
    Arc::new(OsFiles::new(folder))
}
