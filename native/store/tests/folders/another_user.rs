//! Running a test once more as a user who is not root: whoever is root may write everywhere.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = "BIMETAL_TEST_FOLDER";
pub const NOBODY: u32 = 65534;

/// A folder that everybody may read, and the user of the second run write.
pub fn new_root() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::set_permissions(root.path(), fs::Permissions::from_mode(0o777)).unwrap();
    root
}

/// The folder that the second run is about; `None` in the first.
pub fn root_of_second_run() -> Option<PathBuf> {
    std::env::var_os(ROOT).map(PathBuf::from)
}

/// Runs a test again. An error is what it said when it failed.
pub fn run_again(test: &str, root: &Path) -> Result<(), String> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", test, "--nocapture"])
        .env(ROOT, root)
        .current_dir(root);
    if is_root(root) {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(()) } else { Err(said) }
}

/// Gives a folder and its files to a user, where this one may.
pub fn give(path: &Path, user: u32) {
    if !is_root(path.parent().unwrap()) {
        return;
    }
    for entry in fs::read_dir(path).unwrap() {
        chown(entry.unwrap().path(), Some(user), Some(user)).unwrap();
    }
    chown(path, Some(user), Some(user)).unwrap();
}

/// Sets the rights of a folder and its files.
pub fn set_rights(path: &Path, folder: u32, files: u32) {
    for entry in fs::read_dir(path).unwrap() {
        fs::set_permissions(entry.unwrap().path(), fs::Permissions::from_mode(files)).unwrap();
    }
    fs::set_permissions(path, fs::Permissions::from_mode(folder)).unwrap();
}

/// Whether this is root: what it has made is root's.
fn is_root(made: &Path) -> bool {
    fs::metadata(made).unwrap().uid() == 0
}
