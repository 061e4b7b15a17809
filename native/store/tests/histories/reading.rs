//! Comparing what an engine shows with what it should.

use std::ops::{Bound, ControlFlow, RangeBounds};

use bimetal_document::{ChangeKind, Changes, DocumentRef, Key, KeyRange, Revision, Timestamp};
use bimetal_engine::{Direction, Engine, EngineSnapshot, Error};
use bimetal_files::simulated::Random;

use super::keys::beginning;
use super::model::{Document, Documents, Model};

/// Every document of a snapshot, its counts and its expiries.
pub fn compare_all(snapshot: &dyn EngineSnapshot, documents: &Documents) -> Result<(), Error> {
    compare_range(snapshot, documents, &KeyRange::all(), |_| true, Direction::Forward)?;
    assert_eq!(snapshot.len()?, documents.len() as u64, "the number of documents");
    let mut expiring: Vec<(u64, &Key)> = documents
        .iter()
        .filter_map(|(key, (_, expires, _))| Some(((*expires)?, key)))
        .collect();
    expiring.sort_unstable();
    assert_eq!(
        snapshot.next_expiry()?.map(Timestamp::millis),
        expiring.first().map(|(expires, _)| *expires),
        "the next expiry"
    );
    let mut expected = expiring.iter().map(|(_, key)| key.by_ref());
    snapshot.expired(Timestamp::from_millis(u64::MAX), &mut |key| {
        assert_eq!(Some(key), expected.next(), "the order of expiry");
        ControlFlow::Continue(())
    })?;
    assert_eq!(expected.next(), None, "an expiry is missing");
    Ok(())
}

/// Some documents of a snapshot, by key and by range, both ways.
pub fn compare_some(
    snapshot: &dyn EngineSnapshot,
    documents: &Documents,
    keys: &[Key],
    random: &mut Random,
) -> Result<(), Error> {
    for _ in 0..3 {
        compare_one(snapshot, documents, &keys[random.below(keys.len() as u64) as usize])?;
    }
    let direction = if random.one_in(2) {
        Direction::Forward
    } else {
        Direction::Backward
    };
    let [from, to] = [0, 0].map(|_| &keys[random.below(keys.len() as u64) as usize]);
    if random.one_in(2) {
        let prefix = beginning(from, random);
        let range = KeyRange::prefix(&prefix).unwrap();
        let begins = |key: &Key| key.to_string().starts_with(&prefix);
        compare_range(snapshot, documents, &range, begins, direction)?;
    } else {
        // The wrong way round they hold nothing between them.
        let bounds = (bound(from, random), bound(to, random));
        let range = KeyRange::from_bounds(bounds.clone());
        compare_range(snapshot, documents, &range, |key| bounds.contains(key), direction)?;
    }
    let now = random.below(1000) + 1_700_000_000_000;
    let mut expired = 0;
    snapshot.expired(Timestamp::from_millis(now), &mut |key| {
        assert!(
            documents
                .get(&key.to_key().unwrap())
                .is_some_and(|(_, expires, _)| expires.is_some_and(|at| at <= now)),
            "not expired"
        );
        expired += 1;
        ControlFlow::Continue(())
    })?;
    let expected = documents
        .values()
        .filter(|(_, expires, _)| expires.is_some_and(|at| at <= now))
        .count();
    assert_eq!(expired, expected, "the number of expired documents");
    Ok(())
}

pub fn compare_one(snapshot: &dyn EngineSnapshot, documents: &Documents, key: &Key) -> Result<(), Error> {
    let expected = documents.get(key);
    let mut shown = 0;
    let there = snapshot.get(key.by_ref(), &mut |document| {
        shown += 1;
        compare_document(key, document, expected);
    })?;
    assert_eq!(
        (there, shown),
        (expected.is_some(), usize::from(expected.is_some())),
        "whether {key} is there"
    );
    Ok(())
}

fn compare_range(
    snapshot: &dyn EngineSnapshot,
    documents: &Documents,
    range: &KeyRange,
    is_in: impl Fn(&Key) -> bool,
    direction: Direction,
) -> Result<(), Error> {
    let mut expected = documents.iter().filter(|(key, _)| is_in(key));
    let mut next = || match direction {
        Direction::Forward => expected.next(),
        Direction::Backward => expected.next_back(),
    };
    let (mut shown, mut counted) = (0, 0);
    let mut spans: Vec<_> = range.spans().iter().collect();
    if direction == Direction::Backward {
        spans.reverse();
    }
    for span in spans {
        snapshot.scan(span, direction, &mut |key, document| {
            let (expected, there) = next().unzip();
            assert_eq!(Some(key), expected.map(Key::by_ref), "the order of a scan");
            compare_document(expected.unwrap(), document, there);
            shown += 1;
            ControlFlow::Continue(())
        })?;
        counted += snapshot.count(span)?;
    }
    if let Some((key, _)) = next() {
        panic!("{key} is missing in a scan");
    }
    assert_eq!(counted, shown, "a count");
    Ok(())
}

fn bound(key: &Key, random: &mut Random) -> Bound<Key> {
    match random.below(3) {
        0 => Bound::Unbounded,
        1 => Bound::Included(key.clone()),
        _ => Bound::Excluded(key.clone()),
    }
}

fn compare_document(key: &Key, found: DocumentRef<'_>, expected: Option<&Document>) {
    let Some((revision, expires, value)) = expected else {
        panic!("{key} should not be there")
    };
    assert_eq!(found.revision.get(), *revision, "the revision of {key}");
    assert_eq!(found.expires.map(Timestamp::millis), *expires, "the expiry of {key}");
    assert!(found.value == value.as_bytes(), "the text of {key}");
}

/// The changes after a revision, from the engine's log.
pub fn compare_changes(engine: &dyn Engine, model: &Model, since: u64, limit: usize) -> Result<(), Error> {
    let floor = engine.statistics()?.changes_since.get();
    let Some(mut reader) = engine.changes(Revision::new(since))? else {
        assert!(
            since < floor,
            "changes since {since} are gone, and the statistics say since {floor}"
        );
        return Ok(());
    };
    assert!(
        since >= floor,
        "changes since {since} are there, and the statistics say since {floor}"
    );
    let mut expected = model.changes(since);
    loop {
        match reader.next(Revision::new(model.revision), limit)? {
            Changes::Some(changes) => {
                for change in &changes {
                    let found = (&change.key, change.revision.get(), change.kind == ChangeKind::Put);
                    assert_eq!(Some(found), expected.next(), "the next change");
                }
            }
            Changes::Empty => break,
            Changes::Expired => panic!("a feed expired while it was read"),
        }
    }
    assert_eq!(expected.next(), None, "a change is missing");
    Ok(())
}
