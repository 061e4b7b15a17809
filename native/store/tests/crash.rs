//! kill -9 under load loses nothing that was answered.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod engines;

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use engines::{key, open, text, value};

const FOLDER: &str = "BIMETAL_TEST_FOLDER";
const ROUND: &str = "BIMETAL_TEST_ROUND";
const WRITERS: u64 = 8;

/// Writes from several threads, and says after each answer what was answered, until it is killed.
fn write_until_killed(folder: &Path, round: u64) {
    let store = open(folder);
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let store = &store;
            scope.spawn(move || {
                for count in 0.. {
                    // Old keys are overwritten and new ones added.
                    let number = writer * 1000 + count % 200;
                    let text = round * 1_000_000 + count;
                    let revision = store.put(key(number), value(&text.to_string())).unwrap();
                    // One write call a line, so that a line is there or not.
                    let line = format!("\nkept {number} {text} {revision}\n");
                    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
                }
            });
        }
    });
}

#[test]
fn what_was_answered_is_there_after_kill_9() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        let round = std::env::var(ROUND).unwrap().parse().unwrap();
        return write_until_killed(Path::new(&folder), round);
    }
    let folder = tempfile::tempdir().unwrap();
    // The last answer to each key: its text and its revision.
    let mut answered: HashMap<u64, (u64, u64)> = HashMap::new();
    for (round, answers) in [1, 60, 333, 1000].into_iter().enumerate() {
        let round = round as u64 + 1;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "what_was_answered_is_there_after_kill_9", "--nocapture"])
            .env(FOLDER, folder.path())
            .env(ROUND, round.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut seen = 0;
        // After the kill the pipe still holds what was answered before it.
        for line in output.lines() {
            let line = line.unwrap();
            let Some(numbers) = line.strip_prefix("kept ") else {
                continue;
            };
            let numbers: Vec<u64> = numbers.split(' ').map(|number| number.parse().unwrap()).collect();
            answered.insert(numbers[0], (numbers[1], numbers[2]));
            seen += 1;
            if seen == answers {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        assert!(seen >= answers, "the child ended early");
        check(folder.path(), round, &answered);
    }
}

fn check(folder: &Path, round: u64, answered: &HashMap<u64, (u64, u64)>) {
    let store = open(folder);
    let last = store.last_revision().unwrap().get();
    for (number, (kept, revision)) in answered {
        let found: u64 = text(&store, *number)
            .unwrap_or_else(|| panic!("{number} is lost"))
            .parse()
            .unwrap();
        // A write that was under way may be there without an answer; an older one may not come back.
        assert!(found >= *kept, "{number}: {found} is older than {kept}");
        let at = store.get(&key(*number)).unwrap().unwrap().revision().get();
        assert!(at >= *revision && at <= last);
        assert!(found / 1_000_000 <= round);
    }
    store.close().unwrap();
}
