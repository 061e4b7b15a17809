//! Copies of a store in another folder.

use std::fs;
use std::path::Path;

use crate::disk;
use crate::engine::{Engine, EngineSnapshot, Progress};
use crate::error::{Error, Result};
use crate::lock_file::LockFile;
use crate::meta::Meta;
use crate::options::{EngineKind, EnginePlace};
use crate::revision::Revision;

/// Writes the engine's files into a new folder, and last the file that makes it a store.
pub(crate) fn backup(engine: &dyn Engine, meta: &Meta, target: &Path, progress: &mut Progress<'_>) -> Result<Revision> {
    into_new_folder(target, |target| {
        let revision = engine.backup(target, progress)?;
        meta.write(target)?;
        Ok(revision)
    })
}

/// Fills another engine in a new folder. The copy keeps the store's id: it is the same store, with the same revisions.
pub(crate) fn migrate(
    source: &dyn EngineSnapshot,
    meta: &Meta,
    target: &Path,
    engine: EngineKind,
    progress: &mut Progress<'_>,
) -> Result<Revision> {
    into_new_folder(target, |target| {
        let filled = engine.open_at(&EnginePlace {
            folder: target,
            id: &meta.id,
            ..EnginePlace::default()
        })?;
        filled.fill(source, progress)?;
        filled.close()?;
        meta.with_engine(engine).write(target)?;
        Ok(source.revision())
    })
}

/// Runs `write` on a folder that is empty or not there, and takes away what it wrote if it fails.
fn into_new_folder(target: &Path, write: impl FnOnce(&Path) -> Result<Revision>) -> Result<Revision> {
    fs::create_dir_all(target).map_err(|error| Error::io("create", target, error))?;
    let taken = fs::read_dir(target)
        .map_err(|error| Error::io("read", target, error))?
        .next()
        .is_some();
    if taken {
        return Err(Error::FolderInvalid {
            path: target.to_path_buf(),
            reason: "it is not empty: name a new folder",
        });
    }
    let lock = LockFile::take(target)?;
    let written = write(target).and_then(|revision| {
        // The copy has its name in the folder around it.
        let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty());
        disk::sync_folder(parent.unwrap_or(Path::new(".")))?;
        Ok(revision)
    });
    drop(lock);
    if written.is_err() {
        // Whatever is left without its meta file is no store, so the first error is the one to tell.
        let _ = empty(target);
    }
    written
}

fn empty(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        fs::remove_file(entry?.path())?;
    }
    fs::remove_dir(folder)
}
