//! Bits of a file that flip, wherever they are: nothing is shown that was not written.

use std::ops::ControlFlow;
use std::sync::Arc;

use bimetal_document::{Limits, Span, Timestamp, Value};
use bimetal_engine::{Direction, Engine, Error, with_causes};
use bimetal_files::OsFiles;
use bimetal_files::simulated::Random;

use super::{commit, key};
use crate::engine::RedbEngine;
use crate::faulty_file::FaultyFile;
use crate::upgrade::PORTION;

/// How many bits flip, each in a file of its own.
const FLIPS: usize = 100;

/// How many documents there are where bits flip.
const DOCUMENTS: u64 = 200;

/// The text of a document as of a revision: no two are as long as each other by rule.
fn text_at(number: u64, revision: u64) -> String {
    format!("\"{number} at {revision}{}\"", ".".repeat((number % 7 * 10) as usize))
}

/// A file that has been written to often enough that older states of its pages lie about in it, closed, and the revision
/// of each of its documents.
fn file_with_a_past() -> (FaultyFile, Vec<u64>) {
    let file = FaultyFile::default();
    let engine = RedbEngine::open_on(file.clone(), Arc::new(OsFiles::new("/")), 0, PORTION).unwrap();
    let mut revisions = vec![0; DOCUMENTS as usize];
    for revision in 1..40 {
        commit(&engine, revision, |batch| {
            // All of them first, then some here and there.
            for number in (0..DOCUMENTS).filter(|number| revision == 1 || number * 7 / 100 % 13 == revision % 13) {
                let value = text_at(number, revision);
                let value = Value::parse(value.as_bytes(), &Limits::default()).unwrap();
                batch
                    .put_until(&key(number), value, Timestamp::from_millis(1000 + number))
                    .unwrap();
                revisions[number as usize] = revision;
            }
            batch
                .put(
                    &key(DOCUMENTS - 1),
                    Value::parse(text_at(DOCUMENTS - 1, revision).as_bytes(), &Limits::default()).unwrap(),
                )
                .unwrap();
            revisions[DOCUMENTS as usize - 1] = revision;
        });
    }
    engine.close().unwrap();
    (file, revisions)
}

/// What is wrong with what an engine shows after some bit of its file has flipped, if anything is.
fn look(file: &FaultyFile, revisions: &[u64]) -> Result<(), String> {
    let last = DOCUMENTS - 1;
    let expires = |number| (number != last).then(|| Timestamp::from_millis(1000 + number));
    let text = |number: u64| text_at(number, revisions[number as usize]);
    let is_damage = |what: &str, error: &Error| match error.code() {
        "DATA_DAMAGED" => Ok(()),
        code => Err(format!("{what}: {code} {}", with_causes(error))),
    };
    let engine = match RedbEngine::open_on(file.clone(), Arc::new(OsFiles::new("/")), 0, PORTION) {
        Ok(engine) => engine,
        Err(error) => return is_damage("open", &error),
    };
    let snapshot = engine.snapshot().map_err(|error| error.to_string())?;
    let mut lost = false;
    let mut judge = |what: &str, outcome: Result<String, Error>, right: &str| match outcome {
        Ok(found) if found == right => Ok(()),
        Ok(found) => Err(format!("{what}: {found} and not {right}")),
        Err(error) => {
            lost = true;
            is_damage(what, &error)
        }
    };
    judge("revision", Ok(snapshot.revision().get().to_string()), "39")?;
    let all = DOCUMENTS.to_string();
    judge("len", snapshot.len().map(|count| count.to_string()), &all)?;
    let counted = snapshot.count(&Span::all());
    judge("count", counted.map(|count| count.to_string()), &all)?;
    for number in 0..=DOCUMENTS {
        let mut found = "nothing".to_owned();
        let read = snapshot.get(key(number).by_ref(), &mut |document| {
            found = format!(
                "{} {:?} {}",
                document.revision,
                document.expires,
                String::from_utf8_lossy(document.value)
            );
        });
        let right = match number {
            DOCUMENTS => "nothing".to_owned(),
            _ => format!("{} {:?} {}", revisions[number as usize], expires(number), text(number)),
        };
        judge(&format!("document {number}"), read.map(|_| found), &right)?;
    }
    for direction in [Direction::Forward, Direction::Backward] {
        let mut shown = Vec::new();
        let scanned = snapshot.scan(&Span::all(), direction, &mut |key, document| {
            shown.push(format!("{key} {}", String::from_utf8_lossy(document.value)));
            ControlFlow::Continue(())
        });
        let mut right: Vec<String> = (0..DOCUMENTS)
            .map(|number| format!("{} {}", key(number), text(number)))
            .collect();
        if direction == Direction::Backward {
            right.reverse();
        }
        // As far as it comes, what a scan shows is right.
        right.truncate(if scanned.is_ok() {
            DOCUMENTS as usize
        } else {
            shown.len()
        });
        judge("scan", scanned.map(|()| shown.join(" ")), &right.join(" "))?;
    }
    let mut expired = 0;
    let all = snapshot.expired(Timestamp::from_millis(u64::MAX), &mut |_| {
        expired += 1;
        ControlFlow::Continue(())
    });
    // One whose document or place is damaged is passed over, and nothing else.
    let expired = all.map_or_else(|_| last, |()| expired);
    lost |= expired < last;
    if expired > last {
        return Err(format!("{expired} expiries"));
    }
    let report = engine.check(&mut |_, _| ControlFlow::Continue(()));
    match report {
        Ok(report) if lost && report.problems.is_empty() => Err("a check misses the damage".to_owned()),
        Ok(_) => Ok(()),
        Err(error) => is_damage("check", &error),
    }
}

#[test]
fn whichever_bit_flips_nothing_is_shown_that_was_not_written() {
    let (engine_file, revisions) = file_with_a_past();
    look(&engine_file.copy(), &revisions).unwrap();
    // Most of a file is zeros that nobody reads.
    let bytes = engine_file.state().bytes.clone();
    let used: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
    let mut random = Random::new(1);
    let mut wrong = Vec::new();
    for _ in 0..FLIPS {
        let at = used[random.below(used.len() as u64) as usize];
        let file = engine_file.copy();
        file.state().bytes[at] ^= 1 << random.below(8);
        if let Err(found) = look(&file, &revisions) {
            wrong.push(format!("byte {at} (page {}): {found}", at / 4096));
        }
    }
    assert!(wrong.is_empty(), "{} of {FLIPS}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn whichever_bit_of_its_head_flips_the_last_state_is_shown_or_none() {
    let (engine_file, _) = file_with_a_past();
    let bytes = engine_file.state().bytes.clone();
    for at in (0..320).filter(|at| bytes[*at] != 0) {
        for bit in [0, 3, 7] {
            let file = engine_file.copy();
            file.state().bytes[at] ^= 1 << bit;
            match RedbEngine::open_on(file, Arc::new(OsFiles::new("/")), 0, PORTION) {
                Ok(engine) => assert_eq!(engine.snapshot().unwrap().revision().get(), 39, "byte {at}, bit {bit}"),
                Err(error) => assert_eq!(
                    error.code(),
                    "DATA_DAMAGED",
                    "byte {at}, bit {bit}: {}",
                    with_causes(&error)
                ),
            }
        }
    }
}
