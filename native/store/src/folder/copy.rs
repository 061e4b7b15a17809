//! Copies of a store in another folder.

use std::io;
use std::path::Path;
use std::sync::Arc;

use bimetal_document::Revision;
use bimetal_engine::{Engine, EngineSnapshot, Progress};
use bimetal_files::Files;

use super::lock::FolderLock;
use super::meta::{Meta, invalid};
use crate::engines::{EngineKind, EnginePlace};
use crate::error::Result;
use crate::retention::Retention;

/// Writes the engine's files into a new folder on the disk of `files`, and last the file that makes it a store.
pub(crate) fn backup(
    engine: &dyn Engine,
    meta: &Meta,
    files: &dyn Files,
    target: &Path,
    progress: &mut Progress<'_>,
) -> Result<Revision> {
    into_new_folder(files, target, |into| {
        let revision = engine.backup(into, progress)?;
        meta.write(into.as_ref())?;
        Ok(revision)
    })
}

/// Fills another engine in a new folder. The copy keeps the store's id: it is the same store, with the same revisions.
pub(crate) fn migrate(
    source: &dyn EngineSnapshot,
    meta: &Meta,
    files: &dyn Files,
    target: &Path,
    engine: EngineKind,
    progress: &mut Progress<'_>,
) -> Result<Revision> {
    into_new_folder(files, target, |into| {
        let filled = engine.open_at(&EnginePlace {
            files: into.clone(),
            store_id: meta.store_id,
            retention: Retention::default(),
        })?;
        filled.fill(source, progress)?;
        filled.close()?;
        meta.with_engine(engine).write(into.as_ref())?;
        Ok(source.revision())
    })
}

/// Runs `write` on a folder that is empty or not there, and takes away what it wrote if it fails.
fn into_new_folder(
    files: &dyn Files,
    target: &Path,
    write: impl FnOnce(&Arc<dyn Files>) -> Result<Revision>,
) -> Result<Revision> {
    let failed = |action, error| bimetal_engine::Error::io(action, target, error);
    let into = files.make_folder(target).map_err(|error| failed("create", error))?;
    if !into.is_empty().map_err(|error| failed("read", error))? {
        return Err(invalid(into.as_ref(), "it is not empty: name a new folder"));
    }
    // Where others are at work the folder is not empty, and stays.
    let lock = FolderLock::take(&into).inspect_err(|_| drop(into.remove_folder()))?;
    let written = write(&into).and_then(|revision| {
        // The copy has its name in the folder around it.
        let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or(Path::new("."));
        let synced = files.folder(parent).and_then(|parent| parent.sync_folder());
        synced.map_err(|error| bimetal_engine::Error::io("make durable", parent, error))?;
        Ok(revision)
    });
    drop(lock);
    if written.is_err() {
        // Whatever is left without its meta file is no store, so the first error is the one to tell.
        let _ = remove_all(into.as_ref());
    }
    written
}

fn remove_all(files: &dyn Files) -> io::Result<()> {
    for name in files.list()? {
        files.remove(&name)?;
    }
    files.remove_folder()
}
