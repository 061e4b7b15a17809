//! What becomes of bits that flip: an error that names the place, or the right data. Never wrong data.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use bimetal_document::{Changes, Revision, Span};
use bimetal_engine::{ApplyError, Direction, Engine, EngineSnapshot, Error};
use bimetal_files::simulated::{Random, Stop};
use bimetal_log::LogEngine;
use bimetal_log::segment::{header, record};

use super::cut;
use super::history::{History, chain};
use super::reading::compare_one;
use super::redb_damage;
use super::steps::apply;

/// In one history in this many bits flip in redb's file as well: each of its commits is a real transaction.
const REDB_ONE_IN: u64 = 20;

/// A bit that flipped.
#[derive(Clone)]
pub struct Flip {
    name: String,
    offset: u64,
    /// In a segment that is listed, and not in the last group of the log: nothing takes it for a torn write.
    is_damage: bool,
}

/// The active segment as it is before anything flips.
struct Tail {
    name: String,
    /// Where its last commit group begins, and the revision before that.
    group: u64,
    revision: u64,
    /// The files of segments that the manifest lists, with the lengths of those that do not grow.
    listed: BTreeMap<String, u64>,
}

/// Flips bits of a store, at rest or while it is open, and looks at it from all sides.
pub fn probe(history: &mut History, random: &mut Random) {
    history.let_go();
    if random.one_in(4) {
        cut::probe(history, random);
    }
    if random.one_in(REDB_ONE_IN) {
        redb_damage::probe(history, random);
    }
    if random.one_in(2) {
        history.note(|| "bits flip while the store is open".to_owned());
        let tail = tail(history);
        flip(history, random, tail.as_ref());
        look(history, random, tail.as_ref());
    }
    if random.one_in(2) {
        let closed = history.engine().close();
        assert!(closed.is_ok(), "close: {}", chain(&closed.unwrap_err()));
        history.engine = None;
        history.turn_back();
    }
    history.end_process(if random.one_in(2) { Stop::Power } else { Stop::Process });
    let tail = tail(history);
    flip(history, random, tail.as_ref());
    let options = history.options.clone();
    match LogEngine::open(history.disk.folder(&history.folder), options) {
        Ok(engine) => {
            history.engine = Some(engine);
            accept(history, tail.as_ref());
            look(history, random, tail.as_ref());
        }
        Err(error) => judge(history, &error),
    }
}

/// Flips a bit in one file or in a few, never two in the same.
fn flip(history: &mut History, random: &mut Random, tail: Option<&Tail>) {
    for (name, length) in history.disk.list(&history.folder) {
        if length == 0 || !random.one_in(3) || history.flips.iter().any(|flip| flip.name == name) {
            continue;
        }
        // Most of the active segment is zeros: rather where something is.
        let content = history.disk.bytes(&history.folder, &name).unwrap();
        let content = content
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(length, |last| last as u64 + 1);
        let end = if random.one_in(8) { length } else { content };
        let offset = random.below(end);
        history.disk.flip(&history.folder, &name, offset, random.below(8) as u8);
        history.note(|| format!("flip a bit of byte {offset} in {name}"));
        history.counts.flips += 1;
        let is_damage = tail.is_some_and(|tail| {
            let content = tail.listed.get(&name).copied().unwrap_or(0);
            offset < content && (tail.name != name || offset < tail.group)
        });
        history.flips.push(Flip {
            name,
            offset,
            is_damage,
        });
    }
}

fn tail(history: &History) -> Option<Tail> {
    let logs = history.disk.list(&history.folder).into_iter().filter_map(|(name, _)| {
        let bytes = history.disk.bytes(&history.folder, &name)?;
        let found = header::SegmentHeader::decode(&bytes).ok()?;
        (found.kind == header::Kind::Log).then_some((found, name, bytes))
    });
    let (header, name, bytes) = logs.max_by_key(|(header, ..)| header.number)?;
    let first = header.revision_first;
    let mut offset = header::SEGMENT_HEADER_BYTES as usize;
    let mut tail = Tail {
        name,
        group: offset as u64,
        revision: first - 1,
        listed: listed(history),
    };
    let mut revision = first - 1;
    while let Ok(record) = record::decode_whole(&bytes[offset..], header.salt) {
        if record.group {
            (tail.group, tail.revision) = (offset as u64, revision);
        }
        revision = record.revision;
        offset += record.bytes;
    }
    Some(tail)
}

/// The segments that the manifest lists, each with its length, which is `u64::MAX` for the active one.
pub fn listed(history: &History) -> BTreeMap<String, u64> {
    let manifest = history.disk.bytes(&history.folder, "bimetal.segments").unwrap();
    let manifest = String::from_utf8_lossy(&manifest).into_owned();
    let segments = manifest.lines().filter_map(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        let number: u32 = matches!(words[0], "log" | "compacted" | "active").then(|| words.get(1)?.parse().ok())??;
        let place = words.iter().position(|word| *word == "length");
        // The number may be what has flipped.
        let length = place.map_or(u64::MAX, |place| {
            words.get(place + 1).and_then(|word| word.parse().ok()).unwrap_or(0)
        });
        Some((format!("segment-{number:010}.log"), length))
    });
    segments.collect()
}

/// The last group of a log that was not closed may be lost to a flipped bit in it, since that looks like a write which the
/// power cut tore. Everything else is there.
fn accept(history: &mut History, tail: Option<&Tail>) {
    let snapshot = history.engine().snapshot().unwrap();
    let revision = snapshot.revision().get();
    let last = history.model.revision;
    assert!(revision <= last, "revision {revision}, and the last was {last}");
    if revision < last {
        let tail = tail.expect("there is no log");
        let torn = history
            .flips
            .iter()
            .any(|flip| flip.name == tail.name && flip.offset >= tail.group);
        assert!(
            torn && revision >= tail.revision,
            "damage took revisions {revision} to {last}"
        );
        history.model.back_to(revision);
    }
}

/// Everything that can be read is right, a check finds what is wrong, and the store goes on as far as it can.
fn look(history: &mut History, random: &mut Random, tail: Option<&Tail>) {
    let lost = read(history);
    check(history, tail, lost);
    for _ in 0..random.below(6) {
        let group = history.group(random);
        match apply(history.engine(), history.model.revision, &group) {
            Ok(()) => history.commit(group),
            Err(ApplyError::Refused(error) | ApplyError::Failed(error)) => {
                judge(history, &error);
                break;
            }
        }
        for _ in 0..random.below(30) {
            history.tick();
            if let Err(error) = history.engine().maintain(history.now()) {
                judge(history, &error);
                break;
            }
        }
    }
    read(history);
    changes(history, random);
}

/// Returns whether a document could not be read.
fn read(history: &mut History) -> bool {
    let snapshot = history.engine().snapshot().unwrap();
    let mut lost = false;
    for key in history.keys.clone() {
        if let Err(error) = compare_one(snapshot.as_ref(), &history.model.documents, &key) {
            judge(history, &error);
            lost = true;
        }
    }
    let mut expected = history.model.documents.iter();
    let scanned = scan(snapshot.as_ref(), &mut expected);
    match scanned {
        Ok(()) => assert!(!lost && expected.next().is_none(), "a scan passes over documents"),
        Err(error) => {
            assert!(lost, "a scan fails where no document does");
            judge(history, &error);
        }
    }
    lost
}

pub fn scan<'a>(
    snapshot: &dyn EngineSnapshot,
    expected: &mut impl Iterator<Item = (&'a bimetal_document::Key, &'a super::model::Document)>,
) -> Result<(), Error> {
    snapshot.scan(&Span::all(), Direction::Forward, &mut |key, document| {
        let (expected, (revision, _, value)) = expected.next().expect("a scan shows more than there is");
        assert_eq!((key, document.revision.get()), (expected.by_ref(), *revision), "a scan");
        assert!(document.value == value.as_bytes(), "a scan shows another text");
        ControlFlow::Continue(())
    })
}

fn check(history: &mut History, tail: Option<&Tail>, lost: bool) {
    let report = history.engine().check(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert!(!lost || !report.problems.is_empty(), "a check misses a lost document");
    for flip in history.flips.iter().filter(|flip| flip.is_damage) {
        let named = report.problems.iter().any(|problem| problem.contains(&flip.name));
        let gone = tail.is_none_or(|tail| !tail.listed.contains_key(&flip.name));
        assert!(
            named || gone,
            "a check misses byte {} in {}: {:?}",
            flip.offset,
            flip.name,
            report.problems
        );
        history.counts.damage_named += u64::from(named);
    }
}

fn changes(history: &mut History, random: &mut Random) {
    let floor = history.engine().statistics().unwrap().changes_since.get();
    let since = random.between(floor.min(history.model.revision), history.model.revision);
    let mut reader = match history.engine().changes(Revision::new(since)) {
        Ok(reader) => reader.expect("the changes are retained"),
        Err(error) => return judge(history, &error),
    };
    let mut expected = history.model.changes(since);
    let last = Revision::new(history.model.revision);
    let outcome = loop {
        match reader.next(last, 7) {
            Ok(Changes::Some(changes)) => {
                for change in changes {
                    let (key, revision, _) = expected.next().expect("a change too many");
                    assert_eq!((&change.key, change.revision.get()), (key, revision), "the next change");
                }
            }
            Ok(_) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    match outcome {
        Ok(()) => assert_eq!(expected.next(), None, "a change is missing"),
        Err(error) => {
            drop(expected);
            judge(history, &error);
        }
    }
}

/// An error that comes of damage names a file that has some, and a place before it.
fn judge(history: &mut History, error: &Error) {
    let Error::Damaged { path, offset, .. } = error else {
        panic!("damage, but {}", chain(error))
    };
    let name = path.file_name().unwrap().to_string_lossy();
    let there = history
        .flips
        .iter()
        .any(|flip| flip.name == name && *offset <= flip.offset);
    assert!(there, "no bit flipped there: {}", chain(error));
    history.note(|| format!("named: {}", chain(error)));
    history.counts.damage_named += 1;
}
