//! One engine per folder and process, however many handles.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use bimetal_files::Files;
use bimetal_locks::{Mutex, lock};

use super::Folder;
use crate::breakage::{Breakage, broken};
use crate::error::Result;
use crate::options::OpenOptions;

/// The folder at a path and the number of handles on it. The slot's lock is held while the folder opens and closes, so
/// that who comes meanwhile waits, and other folders do not.
#[derive(Default)]
struct Slot {
    folder: Option<Arc<Folder>>,
    handles: usize,
}

static SLOTS: LazyLock<Mutex<HashMap<PathBuf, Arc<Mutex<Slot>>>>> = LazyLock::new(Mutex::default);

fn slot(path: &Path) -> Arc<Mutex<Slot>> {
    lock(&SLOTS).entry(path.to_path_buf()).or_default().clone()
}

/// Opens a folder, whose path is canonical, or joins those who have it open.
pub(crate) fn join(files: Arc<dyn Files>, options: &OpenOptions) -> Result<Arc<Folder>> {
    let path = files.path().to_path_buf();
    let opened = join_slot(&slot(&path), files, options);
    if opened.is_err() {
        forget_unused(&path);
    }
    opened
}

fn join_slot(slot: &Mutex<Slot>, files: Arc<dyn Files>, options: &OpenOptions) -> Result<Arc<Folder>> {
    let mut open = lock(slot);
    let folder = match &open.folder {
        Some(folder) => {
            folder.meta.check_engine(options.engine.as_ref())?;
            // Another folder may be at this path by now, and this one's handles have to close before it can be opened.
            folder.shared.check_place()?;
            if !broken(Breakage::FirstHandleDecides) {
                folder.joined(options)?;
            }
            folder.clone()
        }
        None => {
            let folder = Arc::new(Folder::open(files, options)?);
            open.folder = Some(folder.clone());
            folder
        }
    };
    open.handles += 1;
    Ok(folder)
}

/// Leaves a folder. The last to leave closes it, and returns when it is closed.
pub(crate) fn leave(path: &Path) -> Result<()> {
    let slot = slot(path);
    let mut open = lock(&slot);
    open.handles = open.handles.saturating_sub(1);
    if open.handles > 0 {
        return Ok(());
    }
    let closed = open.folder.take().map_or(Ok(()), |folder| folder.close());
    drop(open);
    drop(slot);
    forget_unused(path);
    closed
}

/// Drops the slot of a folder that is not open, so that a process which opens many folders in its life does not keep
/// them all.
fn forget_unused(path: &Path) {
    let mut slots = lock(&SLOTS);
    // Under the map's lock nobody can come to refer to the slot, so one that nobody refers to is not locked either.
    let unused = |slot: &Arc<Mutex<Slot>>| Arc::strong_count(slot) == 1 && lock(slot).folder.is_none();
    if slots.get(path).is_some_and(unused) {
        slots.remove(path);
    }
}
