//! An open database.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, mpsc};

use bimetal_document::{
    Batch, Document, DocumentRef, Key, KeyRange, KeyRef, Limits, NoteName, Revision, Timestamp, Value,
};
use bimetal_engine::{BackgroundFailure, CheckReport, EngineSnapshot, Progress, Statistics};
use bimetal_files::{Files, OsFiles, ReadOnlyFiles};

use crate::breakage::{Breakage, broken};
use crate::commit::job::{Done, GroupEnd, Job, finish_all};
use crate::commit::times::CommitTimes;
use crate::commit::written::Written;
use crate::count::count;
use crate::engines::EngineKind;
use crate::error::{Error, Result};
use crate::feed::change_feed::ChangeFeed;
use crate::feed::value_feed::ValueFeed;
use crate::folder::meta::{Meta, invalid};
use crate::folder::{copy, registry};
use crate::handle::{CloseOnDrop, Handle};
use crate::notes::{note, notes};
use crate::options::OpenOptions;
use crate::snapshot::{Snapshot, get_with};

/// An open database in one folder. A clone is another reference to the same handle.
///
/// Opening a folder again in the same process gives a second handle on the same engine; the last close closes it. A
/// handle closes when [`Store::close`] is called or its last clone is dropped, whatever snapshots, cursors and feeds of
/// it are still about: they answer `STORE_CLOSED` from then on.
#[derive(Clone)]
pub struct Store {
    handle: Arc<CloseOnDrop>,
}

impl Store {
    /// Opens the store in `path`, creating the folder and the store where there are none.
    ///
    /// Errors: `STORE_LOCKED` while another process has it, `ENGINE_MISMATCH`, `ENGINE_UNKNOWN`, `FORMAT_UNSUPPORTED`,
    /// `FOLDER_INVALID`, `IO`, `DISK_FULL`, `ENGINE_FAILED`.
    pub fn open(path: impl AsRef<Path>, options: OpenOptions) -> Result<Store> {
        let path = path.as_ref();
        let files = OsFiles::new(path);
        if path.exists() && !path.is_dir() {
            return Err(invalid(&files, "it is not a folder"));
        }
        let failed = |action, error| bimetal_engine::Error::io(action, path, error);
        if options.existing {
            Meta::require(&files)?;
        } else {
            files.make_folder(path).map_err(|error| failed("create", error))?;
        }
        let canonical = path.canonicalize().map_err(|error| failed("open", error))?;
        let way = std::path::absolute(path).map_err(|error| failed("open", error))?;
        let files = OsFiles::new(canonical).reached_by(way);
        let may_write = !options.existing || files.is_writable().map_err(|error| failed("read", error))?;
        if !may_write && !broken(Breakage::NeverLookOnly) {
            return Store::open_in(Arc::new(ReadOnlyFiles::new(Arc::new(files))), options);
        }
        Store::open_in(Arc::new(files), options)
    }

    /// As [`Store::open`], in a folder of any file layer, such as a simulated disk. Within the process a folder is known
    /// by its path.
    pub fn open_in(files: Arc<dyn Files>, options: OpenOptions) -> Result<Store> {
        let folder = registry::join(files, &options)?;
        let handle = Arc::new(Handle::new(folder, options.limits));
        Ok(Store {
            handle: Arc::new(CloseOnDrop(handle)),
        })
    }

    /// Closes this handle. The last handle on the folder waits for the batches that are queued, stops the committer and
    /// releases the lock before it returns. Closing twice is no error.
    pub fn close(&self) -> Result<()> {
        self.handle().close()
    }

    /// Whether this handle is closed.
    pub fn is_closed(&self) -> bool {
        self.handle().is_closed()
    }

    /// Why the store refuses writes, `None` while it takes them. Looks whether the folder is still there. Reads go on in any
    /// case.
    pub fn poison(&self) -> Option<Error> {
        let shared = &self.handle().folder.shared;
        // What it finds is the poison.
        let _ = shared.check_place();
        shared.queue.poison()
    }

    /// Why background work (compaction, the checkpoint, the removal of what has expired) does not get on, `None` while it
    /// does. It is tried again and again, with pauses that grow; reads and writes go on.
    pub fn background_failure(&self) -> Option<BackgroundFailure> {
        self.handle().folder.background_failure()
    }

    /// The data folder, as an absolute path.
    pub fn path(&self) -> &Path {
        self.handle().folder.files.path()
    }

    /// The name of the folder's engine.
    pub fn engine_name(&self) -> &str {
        &self.handle().folder.meta.engine
    }

    /// The version of the folder's format.
    pub fn format_version(&self) -> u32 {
        self.handle().folder.meta.format_version
    }

    /// 32 hexadecimal digits that tell this store from others, chosen when it was created.
    pub fn id(&self) -> String {
        self.handle().folder.meta.id()
    }

    /// The limits of this handle.
    pub fn limits(&self) -> &Limits {
        &self.handle().limits
    }

    /// The document under `key`.
    pub fn get(&self, key: &Key) -> Result<Option<Document>> {
        self.get_with(key.by_ref(), Document::new)
    }

    /// Shows the document under `key` without copying it.
    pub fn get_with<T>(&self, key: KeyRef<'_>, show: impl FnOnce(DocumentRef<'_>) -> T) -> Result<Option<T>> {
        get_with(self.latest()?.as_ref(), key, Timestamp::now, show)
    }

    /// The note of a name, see [`NoteName`].
    pub fn note(&self, name: &NoteName) -> Result<Option<Document>> {
        note(self.latest()?.as_ref(), name)
    }

    /// The notes whose names begin so, in their order, behind `after` where that is given, `limit` of them at most.
    pub fn notes(&self, beginning: &str, after: Option<&NoteName>, limit: usize) -> Result<Vec<(NoteName, Document)>> {
        notes(self.latest()?.as_ref(), beginning, after, limit)
    }

    /// The number of documents.
    pub fn len(&self) -> Result<u64> {
        self.count(KeyRange::all())
    }

    /// The number of documents in a range: by the log engine without walking over them.
    pub fn count(&self, range: KeyRange) -> Result<u64> {
        count(self.latest()?.as_ref(), &range, Timestamp::now())
    }

    /// Whether there are no documents.
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// The revision of the last batch that was committed.
    pub fn last_revision(&self) -> Result<Revision> {
        Ok(self.latest()?.revision())
    }

    /// Begins a batch.
    pub fn batch(&self) -> Result<Batch> {
        self.handle().check_open()?;
        Ok(Batch::new(self.handle().limits))
    }

    /// Queues a batch, in the order of the calls. `done` is called exactly once, whatever happens: with the batch's
    /// revision when the batch is on disk, or with the reason why it is not.
    ///
    /// `done` runs on the committer thread, or on this one if the batch is refused at once. It must be quick and must
    /// not wait for another write.
    pub fn submit(&self, batch: Batch, done: impl FnOnce(Result<Revision>) + Send + 'static) {
        let done = move |outcome: Result<Written>| done(outcome.map(|written| written.revision));
        self.push(Job::new(batch, Box::new(done) as Done));
    }

    /// Like [`Store::submit`], for who has many batches waiting: `end` is told when all the callbacks of a commit group
    /// have run, once for the group however many of its batches named the same `end`.
    pub fn submit_with_end(
        &self,
        batch: Batch,
        done: impl FnOnce(Result<Revision>) + Send + 'static,
        end: Arc<dyn GroupEnd>,
    ) {
        let done = move |outcome: Result<Written>| done(outcome.map(|written| written.revision));
        self.push(Job::with_end(batch, Box::new(done) as Done, end));
    }

    /// As [`Store::submit_with_end`], for who wants to know which writes met a document. The engine comes upon that when it
    /// writes, so it costs no look-up.
    pub fn submit_asking(
        &self,
        batch: Batch,
        done: impl FnOnce(Result<Written>) + Send + 'static,
        end: Arc<dyn GroupEnd>,
    ) {
        let mut job = Job::with_end(batch, Box::new(done) as Done, end);
        job.is_asked = true;
        self.push(job);
    }

    fn push(&self, mut job: Job) {
        let refused = match self.handle().check_open() {
            Ok(()) if job.batch.is_empty() => bimetal_document::Error::BatchEmpty.into(),
            Ok(()) => {
                let shared = &self.handle().folder.shared;
                job.queued = shared.times.now();
                return shared.queue.push(job);
            }
            Err(error) => error,
        };
        finish_all([job], &refused);
    }

    /// From now on keeps when batches were queued, taken by the committer and made durable, until the folder is closed. It costs
    /// a look at the clock for each batch.
    pub fn keep_commit_times(&self) -> Result<()> {
        self.handle().check_open()?;
        self.handle().folder.shared.times.keep();
        Ok(())
    }

    /// How the batch of a revision came to be durable; `None` where that is not kept, or not any more: the last commit groups
    /// are, up to a thousand. To be asked for once the batch has been answered.
    pub fn commit_times(&self, revision: Revision) -> Result<Option<CommitTimes>> {
        self.handle().check_open()?;
        Ok(self.handle().folder.shared.times.of(revision))
    }

    /// Commits a batch and waits until it is on disk. Not for the callback of [`Store::submit`].
    pub fn commit(&self, batch: Batch) -> Result<Revision> {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.submit(batch, move |outcome| {
            // The receiver waits below.
            let _ = sender.send(outcome);
        });
        receiver.recv().unwrap_or(Err(Error::StoreClosed))
    }

    /// As [`Store::commit`], and tells which writes met a document.
    pub fn commit_asking(&self, batch: Batch) -> Result<Written> {
        let (sender, receiver) = mpsc::sync_channel(1);
        let done = move |outcome| {
            // The receiver waits below.
            let _ = sender.send(outcome);
        };
        let mut job = Job::new(batch, Box::new(done) as Done);
        job.is_asked = true;
        self.push(job);
        receiver.recv().unwrap_or(Err(Error::StoreClosed))
    }

    /// Puts one value and waits until it is on disk.
    pub fn put(&self, key: Key, value: Value) -> Result<Revision> {
        let mut batch = self.batch()?;
        batch.put(&key, value)?;
        self.commit(batch)
    }

    /// Removes one key and waits until that is on disk. An absent key is no error.
    pub fn remove(&self, key: Key) -> Result<Revision> {
        let mut batch = self.batch()?;
        batch.remove(&key)?;
        self.commit(batch)
    }

    /// The store as of the last committed batch.
    pub fn snapshot(&self) -> Result<Snapshot> {
        Ok(Snapshot::new(self.handle().clone(), self.latest()?))
    }

    /// What a snapshot shows that is open and was [shared](Snapshot::share), by this handle or by another one on the folder:
    /// a snapshot of its own, with the same clock. `None` where no such one shows the revision.
    pub fn shared_snapshot(&self, revision: Revision) -> Result<Option<Snapshot>> {
        self.handle().check_open()?;
        let Some(view) = self.handle().folder.views.find(revision) else {
            return Ok(None);
        };
        // Whoever shared it may close it in this moment: then there is none.
        Ok(view.for_handle(self.handle().clone()).ok().map(Snapshot::over))
    }

    /// The memo of a name: a small text that all handles on the folder see, in memory alone.
    pub fn memo(&self, name: &str) -> Result<Option<String>> {
        self.handle().check_open()?;
        Ok(self.handle().folder.memos.get(name))
    }

    /// Adds a memo. Where there is one of that name already it stays, and is returned: of many who add at the same time,
    /// one is told `None`.
    pub fn add_memo(&self, name: String, text: String) -> Result<Option<String>> {
        self.handle().check_open()?;
        Ok(self.handle().folder.memos.add(name, text))
    }

    /// Removes a memo, and says whether there was one.
    pub fn remove_memo(&self, name: &str) -> Result<bool> {
        self.handle().check_open()?;
        Ok(self.handle().folder.memos.remove(name))
    }

    /// The changes from now on.
    pub fn changes(&self) -> Result<ChangeFeed> {
        self.handle().check_open()?;
        ChangeFeed::open(self.handle().clone(), None)
    }

    /// The changes since a revision. Begins as expired when the store does not remember them all. The log engine retains
    /// changes on disk, as many as the options say; redb remembers a bounded number, and none from before it opened.
    pub fn changes_since(&self, revision: Revision) -> Result<ChangeFeed> {
        self.handle().check_open()?;
        ChangeFeed::open(self.handle().clone(), Some(revision))
    }

    /// The changes since a revision, or from now on, each with the value that it left.
    pub fn values_since(&self, revision: Option<Revision>) -> Result<ValueFeed> {
        self.handle().check_open()?;
        ValueFeed::open(self.handle().clone(), revision)
    }

    /// Figures for an operator.
    pub fn statistics(&self) -> Result<Statistics> {
        self.handle().check_open()?;
        let shared = &self.handle().folder.shared;
        let mut statistics = shared.engine.statistics()?;
        statistics.background_failure = self.background_failure();
        statistics.commits = shared.counts.figures(&shared.queue);
        // Whichever goes further back, the disk or the ring.
        statistics.changes_since = statistics.changes_since.min(shared.feeds.floor());
        Ok(statistics)
    }

    /// Reads everything, compares every checksum, and compares the index with what is on disk, while the store is in use.
    /// What is wrong stands in the report.
    pub fn check(&self, progress: &mut Progress<'_>) -> Result<CheckReport> {
        self.handle().check_open()?;
        Ok(self.handle().folder.shared.engine.check(progress)?)
    }

    /// Writes a copy of the store as of now into `target`, a folder that is empty or not there, while writes go on. The
    /// copy is a data folder like any other: opening it restores the backup. Returns its revision.
    ///
    /// A backup that fails or is cancelled leaves no folder that could be taken for a store.
    pub fn backup(&self, target: impl AsRef<Path>, progress: &mut Progress<'_>) -> Result<Revision> {
        self.handle().check_open()?;
        let folder = &self.handle().folder;
        copy::backup(
            folder.shared.engine.as_ref(),
            &folder.meta,
            folder.files.as_ref(),
            target.as_ref(),
            progress,
        )
    }

    /// Copies the documents as of now into `target`, a folder that is empty or not there, for another engine: the same
    /// keys, values, revisions and expiries under the same last revision. Returns that.
    pub fn migrate(
        &self,
        target: impl AsRef<Path>,
        engine: EngineKind,
        progress: &mut Progress<'_>,
    ) -> Result<Revision> {
        let folder = &self.handle().folder;
        copy::migrate(
            self.latest()?.as_ref(),
            &folder.meta,
            folder.files.as_ref(),
            target.as_ref(),
            engine,
            progress,
        )
    }

    fn handle(&self) -> &Arc<Handle> {
        &self.handle.0
    }

    pub(crate) fn latest(&self) -> Result<Arc<dyn EngineSnapshot>> {
        self.handle().check_open()?;
        self.handle().folder.shared.latest()
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("path", &self.path())
            .field("closed", &self.is_closed())
            .finish()
    }
}
