//! Data folders that were written once, and what is in a folder.
#![allow(
    dead_code,
    reason = "every test file compiles this module and uses its own part of it"
)]

#[cfg(unix)]
pub mod another_user;
pub mod contents;

use std::fs;
use std::path::{Path, PathBuf};

use bimetal_files::simulated::SimulatedDisk;

/// A folder of `tests/fixtures`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// Puts the files of a fixture on a simulated disk, as durable as a process leaves them that has closed its store.
pub fn put_fixture(disk: &SimulatedDisk, path: &Path, name: &str) {
    let files = disk.folder(path);
    for entry in fs::read_dir(fixture(name).join("data")).unwrap() {
        let entry = entry.unwrap();
        let file = files.create(entry.file_name().to_str().unwrap()).unwrap();
        file.write_at(0, &fs::read(entry.path()).unwrap()).unwrap();
        file.sync_data().unwrap();
    }
    files.sync_folder().unwrap();
}
