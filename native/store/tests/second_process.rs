//! A data folder belongs to one process at a time.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod engines;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use bimetal_store::{Error, OpenOptions, Store};
use engines::{key, open, text, value};

const FOLDER: &str = "BIMETAL_TEST_FOLDER";

/// Runs this very test again as another process, which takes the other branch.
fn start_holder(test: &str, folder: &Path) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(FOLDER, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    assert!(
        output.lines().any(|line| line.unwrap().ends_with("holding")),
        "the holder ended early"
    );
    child
}

/// Holds the folder until somebody kills this process or closes its input.
fn hold(folder: &Path) {
    let store = open(folder);
    store.put(key(1), value("1")).unwrap();
    println!("\nholding");
    std::io::stdin().lines().for_each(drop);
}

#[test]
fn a_second_process_is_told_who_holds_the_folder() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return hold(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let mut holder = start_holder("a_second_process_is_told_who_holds_the_folder", folder.path());

    let error = Store::open(folder.path(), OpenOptions::default()).unwrap_err();
    let Error::StoreLocked { pid, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!(*pid, Some(holder.id()));
    let message = error.to_string();
    assert!(
        message.contains(&format!("in use by process {}: stop it, or", holder.id())),
        "{message}"
    );

    // A process that is killed holds nothing, whatever files it left.
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert_eq!(text(&open(folder.path()), 1).as_deref(), Some("1"));
}

#[test]
#[cfg(unix)]
fn a_second_process_is_refused_although_the_lock_file_was_removed() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return hold(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let mut holder = start_holder(
        "a_second_process_is_refused_although_the_lock_file_was_removed",
        folder.path(),
    );
    for name in ["bimetal.lock", "bimetal.pid"] {
        std::fs::remove_file(folder.path().join(name)).unwrap();
        let error = Store::open(folder.path(), OpenOptions::default()).unwrap_err();
        assert_eq!(error.code(), "STORE_LOCKED", "without {name}");
    }
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert_eq!(text(&open(folder.path()), 1).as_deref(), Some("1"));
}
