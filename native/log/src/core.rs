//! What the writer, the readers and compaction of one log engine share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use bimetal_engine::{Compaction, Error, FsyncTimes, Result};
use bimetal_files::Files;
use bimetal_locks::{Mutex, lock};

use crate::checkpoint::{self, Written};
use crate::manifest::{Listed, Manifest, ReplaceError};
use crate::options::LogOptions;
use crate::reserve::Reserve;
use crate::segment::header::{Kind, SEGMENT_HEADER_BYTES, Salt, SegmentHeader};
use crate::segment::list::Segments;
use crate::segment::{Segment, file_name};
use crate::state::State;
use crate::write::writer::Writer;

/// INVARIANT: the locks are taken in the order writer, manifest, state or reserve, behind the compactor's. While the state's is held nothing is
/// written, and nothing read but the expiry of a document that is replaced. So readers wait for index updates at most,
/// and the writer for compaction's chunks of them.
pub(crate) struct Core {
    pub(crate) files: Arc<dyn Files>,
    pub(crate) options: LogOptions,
    pub(crate) store_id: [u8; 16],
    /// `None` once closed.
    pub(crate) writer: Mutex<Option<Writer>>,
    /// The manifest on disk.
    pub(crate) manifest: Mutex<Manifest>,
    /// `None` once closed.
    pub(crate) state: Mutex<Option<State>>,
    pub(crate) reserve: Mutex<Reserve>,
    /// The disk was full when something was written last.
    pub(crate) is_short: AtomicBool,
    pub(crate) syncs: FsyncTimes,
    /// What compaction is doing.
    pub(crate) compaction: Mutex<Compaction>,
    /// What compaction has written, and checkpoints.
    pub(crate) compacted_bytes: AtomicU64,
    pub(crate) checkpoint_bytes: AtomicU64,
}

impl Core {
    /// The store as of the last applied group.
    pub(crate) fn state(&self) -> Result<State> {
        lock(&self.state).clone().ok_or(Error::Closed)
    }

    /// Changes the state between two groups.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> Result<T> {
        lock(&self.state).as_mut().map(change).ok_or(Error::Closed)
    }

    /// Makes the manifest list these segments.
    ///
    /// INVARIANT: what readers see changes only after this has succeeded, and while the manifest is still locked.
    pub(crate) fn replace_manifest(
        &self,
        manifest: &mut Manifest,
        segments: &Segments,
        active: u32,
    ) -> Result<(), ReplaceError> {
        let next = manifest.of(segments, active);
        self.syncs.time(|| next.replace(self.files.as_ref()))?;
        *manifest = next;
        Ok(())
    }

    /// Changes which segments there are, on disk first. Where that is full, the reserve gives what the manifest needs: without
    /// it no room is ever given back.
    pub(crate) fn change_segments(&self, change: impl FnOnce(&mut Segments)) -> Result<(), ReplaceError> {
        let mut manifest = lock(&self.manifest);
        let now = self.change(|state| (state.segments.clone(), state.active.number()));
        let (mut segments, active) = now.map_err(ReplaceError::Unchanged)?;
        change(Arc::make_mut(&mut segments));
        let mut replaced = self.replace_manifest(&mut manifest, &segments, active);
        if matches!(replaced, Err(ReplaceError::Unchanged(Error::DiskFull { .. }))) && lock(&self.reserve).give_all() {
            self.is_short.store(true, Ordering::Relaxed);
            replaced = self.replace_manifest(&mut manifest, &segments, active);
        }
        replaced?;
        // Where the engine has closed meanwhile, nobody reads any more.
        let _ = self.change(|state| state.segments = segments);
        Ok(())
    }

    /// Writes the checkpoint. One that cannot be written costs the next open time, and nothing else.
    pub(crate) fn write_checkpoint(&self, state: &State) -> Result<()> {
        let generation = lock(&self.manifest).generation;
        let written = checkpoint::write(self.files.as_ref(), &self.options, self.store_id, generation, state);
        let path = || self.files.path().join(checkpoint::FILE_NAME);
        let Written { id, bytes } = written.map_err(|error| Error::io("write", &path(), error))?;
        self.checkpoint_bytes.store(bytes, Ordering::Relaxed);
        self.compacted_bytes.fetch_add(bytes, Ordering::Relaxed);
        // The next manifest names it: until then nothing that it points into can go.
        lock(&self.manifest).checkpoint = Some(id);
        Ok(())
    }
}

/// Makes an active segment: allocated, with a header, durable, and unlisted. Where the disk has no room for all of
/// `bytes_wanted`, `bytes_needed` will do. Returns it with its length.
pub(crate) fn create_active(
    files: &Arc<dyn Files>,
    header: SegmentHeader,
    bytes_wanted: u64,
    bytes_needed: u64,
) -> Result<(Arc<Segment>, u64)> {
    let name = file_name(header.number);
    let create = || {
        // A number that was given back may have a file that could not be removed.
        let file = files.create_anew(&name)?;
        let allocated = match file.allocate(bytes_wanted) {
            Ok(()) => bytes_wanted,
            Err(error) if bimetal_files::is_full(&error) => {
                file.allocate(bytes_needed)?;
                bytes_needed
            }
            Err(error) => return Err(error),
        };
        file.write_at(0, &header.encode())?;
        file.sync_data()?;
        // The name before the manifest's: a listed segment is there.
        files.sync_folder()?;
        Ok((file, allocated))
    };
    match create() {
        Ok((file, allocated)) => Ok((Arc::new(Segment::new(files.clone(), file, header)), allocated)),
        Err(error) => {
            let _ = files.remove(&name);
            Err(Error::io("make", &files.path().join(&name), error))
        }
    }
}

/// The header of the log that begins after a revision.
pub(crate) fn log_header(options: &LogOptions, store_id: [u8; 16], number: u32, revision: u64) -> SegmentHeader {
    SegmentHeader {
        kind: Kind::Log,
        store_id,
        number,
        revision_first: revision.saturating_add(1),
        created: (options.clock)().millis(),
        salt: Salt(options.make_up()),
    }
}

/// Opens a segment that the manifest lists, and compares it with what the manifest says. Makes it `bytes_wanted` long, and
/// returns the length that it had before.
pub(crate) fn open_listed(
    files: &Arc<dyn Files>,
    store_id: [u8; 16],
    listed: &Listed,
    bytes_wanted: u64,
) -> Result<(Segment, u64)> {
    let name = file_name(listed.number);
    let path = files.path().join(&name);
    let damaged = |reason| Error::Damaged {
        path: path.clone(),
        offset: 0,
        reason,
    };
    // A sealed segment does not change, and may belong to a backup as well, with the rights that somebody gave that.
    let opened = if listed.sealed.is_none() {
        files.open(&name)
    } else {
        files.open_to_read(&name)
    };
    let file = match opened {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(damaged("the segment is missing"));
        }
        Err(error) => return Err(Error::io("open", &path, error)),
    };
    let length = file.length().map_err(|error| Error::io("read", &path, error))?;
    if length < SEGMENT_HEADER_BYTES || length < listed.durable {
        return Err(damaged("the segment is shorter than it was"));
    }
    // Before the first read, so that what is written later is read from the same mapping.
    match file.allocate(bytes_wanted) {
        // A full disk does not stop an open.
        Err(error) if !bimetal_files::is_full(&error) => {
            return Err(Error::io("allocate", &path, error));
        }
        _ => {}
    }
    let mut header = Err("the header could not be read");
    file.read(0, SEGMENT_HEADER_BYTES as usize, &mut |bytes| {
        header = SegmentHeader::decode(bytes);
    })
    .map_err(|error| Error::io("read", &path, error))?;
    let header = header.map_err(damaged)?;
    if (header.store_id, header.number) != (store_id, listed.number) {
        return Err(damaged(
            "the segment belongs to another store, or has another segment's name",
        ));
    }
    if (header.kind, header.revision_first) != (listed.kind, listed.revision_first) {
        return Err(damaged("the segment is not the one that the list of segments names"));
    }
    let mut segment = Segment::new(files.clone(), file, header);
    if listed.kind == Kind::Log {
        // Nobody has counted the removals of a log.
        segment.note_removals(u64::MAX);
    }
    if let Some(sealed) = listed.sealed {
        segment.extend(sealed.length, sealed.revision_last);
        segment.removals = sealed.removals;
    }
    Ok((segment, length))
}
