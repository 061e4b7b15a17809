//! Opening a folder, also after a crash.

pub(crate) mod replay;
mod tail;
mod torn;
mod upgrade;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use bimetal_engine::{Error, FsyncTimes, Result};
use bimetal_files::Files;
use bimetal_locks::Mutex;

use crate::breakage::{Breakage, broken};
use crate::checkpoint::cadence::Reach;
use crate::checkpoint::{self, Restored};
use crate::compaction::Compactor;
use crate::core::{Core, create_active, log_header, open_listed};
use crate::manifest::{self, Manifest, ReplaceError};
use crate::options::LogOptions;
use crate::recovery::replay::Replay;
use crate::recovery::tail::{Tail, read_active};
use crate::reserve::Reserve;
use crate::segment::header::SEGMENT_HEADER_BYTES;
use crate::segment::list::Segments;
use crate::segment::{Segment, is_file_name, is_log};
use crate::state::State;
use crate::write::writer::Writer;

/// Opens the engine in a folder, or makes one there. Segments of an earlier release are turned over before anybody sees
/// them.
pub(crate) fn open(files: Arc<dyn Files>, options: LogOptions) -> Result<(Core, Compactor)> {
    let opened = open_as_it_is(files.clone(), options.clone())?;
    let old = upgrade::find(&opened.0.state()?);
    if old.is_empty() {
        return Ok(opened);
    }
    // A mapped file cannot be replaced on every system. What a crash had left is mended by now.
    drop(opened);
    upgrade::turn_over(&files, &options, &old)?;
    open_as_it_is(files, options)
}

fn open_as_it_is(files: Arc<dyn Files>, options: LogOptions) -> Result<(Core, Compactor)> {
    let mut manifest = obtain_manifest(&files, &options)?;
    // The manifest that was read may have its name from a process that died before it could make that durable. What it
    // does not list may be listed by the one before it, and goes only once that cannot come back.
    let synced = if broken(Breakage::TrustSeenNames) {
        Ok(())
    } else {
        files.sync_folder()
    };
    synced.map_err(|error| Error::io("make durable", files.path(), error))?;
    remove_garbage(files.as_ref(), &manifest)?;
    let store_id = manifest.store_id;
    let opened = open_segments(&files, &options, &mut manifest)?;
    let Recovered {
        state,
        checkpoint,
        checkpoint_bytes,
        reach,
    } = recover(files.as_ref(), &manifest, opened)?;
    // From here on compaction may take away what it points into.
    manifest.checkpoint = checkpoint;
    let active = state.active.clone();
    let length = active.file.length();
    let allocated = length.map_err(|error| Error::io("read", &active.path(), error))?;
    let writer = Writer::new(active, state.revision, allocated);
    let compactor = Compactor::new(reach);
    let reserve = Reserve::open(files.clone(), &options, state.live_bytes);
    let core = Core {
        files,
        options,
        store_id,
        writer: Mutex::new(Some(writer)),
        manifest: Mutex::new(manifest),
        state: Mutex::new(Some(state)),
        reserve: Mutex::new(reserve),
        is_short: AtomicBool::new(false),
        syncs: FsyncTimes::default(),
        compaction: Mutex::default(),
        compacted_bytes: AtomicU64::new(0),
        checkpoint_bytes: AtomicU64::new(checkpoint_bytes),
    };
    Ok((core, compactor))
}

fn obtain_manifest(files: &Arc<dyn Files>, options: &LogOptions) -> Result<Manifest> {
    let invalid = |reason| {
        let path = files.path().to_path_buf();
        Err(Error::FolderInvalid { path, reason })
    };
    match Manifest::read(files.as_ref())? {
        Some(manifest) if options.store_id.is_some_and(|id| id != manifest.store_id) => {
            invalid("its segments belong to another store: restore all of its files from one backup")
        }
        Some(manifest) => Ok(manifest),
        None if list(files.as_ref())?.iter().any(|name| is_file_name(name)) => {
            invalid("it holds segments but its file bimetal.segments is missing: restore that file from a backup")
        }
        None => {
            let manifest = Manifest::new(options.store_id.unwrap_or_else(|| (options.chance)()));
            replace(&manifest, files.as_ref())?;
            Ok(manifest)
        }
    }
}

fn list(files: &dyn Files) -> Result<Vec<String>> {
    files.list().map_err(|error| Error::io("list", files.path(), error))
}

fn replace(manifest: &Manifest, files: &dyn Files) -> Result<()> {
    manifest.replace(files).map_err(|error| match error {
        ReplaceError::Unchanged(error) | ReplaceError::Unknown(error) => error,
    })
}

/// Removes what a crash left: segments that nobody lists, and files that never got their names.
fn remove_garbage(files: &dyn Files, manifest: &Manifest) -> Result<()> {
    let listed: Vec<String> = manifest
        .segments
        .iter()
        .map(|listed| crate::segment::file_name(listed.number))
        .collect();
    for name in list(files)? {
        let garbage = is_file_name(&name) && !listed.contains(&name)
            || name.strip_suffix(upgrade::SUFFIX_NEW).is_some_and(is_file_name)
            || name == manifest::FILE_NAME_NEW
            || name == checkpoint::FILE_NAME_NEW;
        if garbage {
            files
                .remove(&name)
                .map_err(|error| Error::io("remove", &files.path().join(&name), error))?;
        }
    }
    Ok(())
}

/// The segments of a folder, before anything in them has been read.
struct Opened {
    segments: Segments,
    active: Arc<Segment>,
    /// What there is of the active one.
    tail: Tail,
}

/// Opens what the manifest lists, and makes the first segment of a new store.
fn open_segments(files: &Arc<dyn Files>, options: &LogOptions, manifest: &mut Manifest) -> Result<Opened> {
    let mut segments = Segments::default();
    let mut active = None;
    let wanted = options.segment_bytes_for(0);
    for listed in &manifest.segments {
        let wanted = if listed.sealed.is_none() { wanted } else { 0 };
        let (segment, length) = open_listed(files, manifest.store_id, listed, wanted)?;
        let segment = Arc::new(segment);
        match listed.sealed {
            Some(sealed) => trim(files.as_ref(), &segment, length, sealed.length),
            None => {
                let durable = listed.durable;
                active = Some((segment.clone(), Tail { length, durable }));
            }
        }
        segments.insert(segment);
    }
    if let Some((active, tail)) = active {
        return Ok(Opened { segments, active, tail });
    }
    let number = manifest.take_number().ok_or(Error::Failed {
        reason: "the numbers of segments are used up, choose an empty folder",
        source: None,
    })?;
    let header = log_header(options, manifest.store_id, number, 0);
    let (active, length) = create_active(files, header, wanted, SEGMENT_HEADER_BYTES)?;
    segments.insert(active.clone());
    let next = manifest.of(&segments, number);
    replace(&next, files.as_ref())?;
    *manifest = next;
    let durable = active.end();
    let tail = Tail { length, durable };
    Ok(Opened { segments, active, tail })
}

/// Cuts off what a crash may have left behind the content of a sealed segment.
fn trim(files: &dyn Files, segment: &Segment, length: u64, content: u64) {
    if length > content {
        // It is no harm if it stays.
        let _ = files.open(segment.name()).and_then(|file| file.set_length(content));
    }
}

/// The store as it was found.
struct Recovered {
    state: State,
    /// The id of the checkpoint, if it was of use.
    checkpoint: Option<u32>,
    /// Its length.
    checkpoint_bytes: u64,
    /// How far it reaches.
    reach: Option<Reach>,
}

/// Builds the index: from the checkpoint, what compaction has written since and the log behind it, or from everything.
fn recover(files: &dyn Files, manifest: &Manifest, opened: Opened) -> Result<Recovered> {
    let Opened { segments, active, tail } = opened;
    let segments = Arc::new(segments);
    let empty = State::new(segments.clone(), active.clone(), 0);
    if let Some(Restored {
        id,
        state,
        reach,
        came,
        file_bytes,
    }) = Restored::read(files, manifest, &empty)
    {
        let revision = state.revision;
        let mut replay = Replay::new(state);
        let mut came = came.iter().filter_map(|number| segments.get(*number));
        came.try_for_each(|segment| replay_compacted(&mut replay, segment))?;
        replay_logs(&mut replay, reach.segment, reach.offset, revision, tail)?;
        return Ok(Recovered {
            state: replay.state,
            checkpoint: id,
            checkpoint_bytes: file_bytes,
            reach: Some(reach),
        });
    }
    // A checkpoint that was no use must not look like one whose segments have been counted.
    let mut replay = Replay::new(empty);
    for segment in segments.iter().filter(|segment| !is_log(segment)) {
        replay_compacted(&mut replay, segment)?;
    }
    let first = segments.iter().find(|segment| is_log(segment));
    let first = first.unwrap_or(&active).clone();
    let revision = first.header.revision_first.saturating_sub(1);
    replay_logs(&mut replay, first.number(), SEGMENT_HEADER_BYTES, revision, tail)?;
    Ok(Recovered {
        state: replay.state,
        checkpoint: None,
        checkpoint_bytes: 0,
        reach: None,
    })
}

fn replay_compacted(replay: &mut Replay, segment: &Segment) -> Result<()> {
    match replay.read_compacted(segment)? {
        Some(fault) => Err(segment.damaged(fault.offset, fault.reason)),
        None => Ok(()),
    }
}

/// Reads the logs from a place in one of them. `tail` is what is known of the active segment.
fn replay_logs(replay: &mut Replay, from: u32, mut offset: u64, mut revision: u64, tail: Tail) -> Result<()> {
    let segments = replay.state.segments.clone();
    let active = replay.state.active.clone();
    // The numbers of logs rise with their revisions.
    for segment in segments
        .iter()
        .filter(|segment| is_log(segment) && segment.number() >= from)
    {
        if segment.header.revision_first <= revision && segment.number() != from {
            return Err(segment.damaged(0, "the segment begins with a revision that came before it"));
        }
        if segment.number() != from {
            revision = segment.header.revision_first.saturating_sub(1);
            offset = SEGMENT_HEADER_BYTES;
        }
        if segment.number() == active.number() {
            revision = read_active(replay, segment, offset, revision, tail)?;
        } else {
            let end = replay.read_log(segment, offset, segment.end(), revision)?;
            if let Some(fault) = end.stop {
                return Err(segment.damaged(fault.offset, fault.reason));
            }
            if end.revision != segment.revision_last() {
                return Err(segment.damaged(end.offset, "the segment ends before its last revision"));
            }
            revision = end.revision;
        }
    }
    replay.state.revision = revision;
    replay.state.end = active.end();
    Ok(())
}
