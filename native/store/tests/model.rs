//! A store does what a map of documents would do, whatever the order of writes, snapshots, cursors and reopenings.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod drawn;
mod engines;

use std::collections::BTreeMap;
use std::ops::{Bound, ControlFlow};

use bimetal_document::{Condition, DocumentRef, Entry, Key, KeyRange, KeyRef, Revision, Value};
use bimetal_engine::Direction;
use bimetal_store::{Cursor, EngineKind, OpenOptions, Snapshot, Store};
use drawn::{Range, directions, keys, ranges};
use engines::value;
use proptest::collection::vec;
use proptest::prelude::*;

type Model = BTreeMap<Key, (Revision, Value)>;

#[derive(Clone, Debug)]
enum Step {
    Commit(Vec<(Key, Option<u32>)>),
    TakeSnapshot,
    DropSnapshot,
    Walk {
        range: Range,
        direction: Direction,
        limit: usize,
        by_visit: bool,
    },
    /// Pages with a cursor of its own for each.
    Page {
        range: Range,
        direction: Direction,
        limit: usize,
    },
    Seek {
        range: Range,
        direction: Direction,
        to: Key,
        past: bool,
    },
    /// Commits only if the key is as it was so many revisions ago.
    CommitIf {
        key: Key,
        behind: u64,
        absent: bool,
    },
    Reopen,
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => vec((keys(), prop::option::weighted(0.7, any::<u32>())), 1..6).prop_map(Step::Commit),
        2 => Just(Step::TakeSnapshot),
        1 => Just(Step::DropSnapshot),
        3 => (ranges(), directions(), 1..5_usize, any::<bool>())
            .prop_map(|(range, direction, limit, by_visit)| Step::Walk { range, direction, limit, by_visit }),
        2 => (ranges(), directions(), 1..5_usize)
            .prop_map(|(range, direction, limit)| Step::Page { range, direction, limit }),
        2 => (ranges(), directions(), keys(), any::<bool>())
            .prop_map(|(range, direction, to, past)| Step::Seek { range, direction, to, past }),
        3 => (keys(), 0..2_u64, any::<bool>())
            .prop_map(|(key, behind, absent)| Step::CommitIf { key, behind, absent }),
        1 => Just(Step::Reopen),
    ]
}

type Row = (Key, Revision, Vec<u8>);

fn expected(model: &Model, range: &Range, direction: Direction) -> Vec<Row> {
    let within = model.iter().filter(|(key, _)| range.holds(key));
    let mut rows: Vec<Row> = within
        .map(|(key, (revision, value))| (key.clone(), *revision, value.as_bytes().to_vec()))
        .collect();
    if direction == Direction::Backward {
        rows.reverse();
    }
    rows
}

fn row(Entry { key, document }: Entry) -> Row {
    (key, document.revision(), document.value().to_vec())
}

fn walk(mut cursor: Cursor, limit: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    loop {
        let entries = cursor.next(limit).unwrap();
        assert!(entries.len() <= limit);
        if entries.is_empty() {
            assert!(cursor.is_at_end());
            return rows;
        }
        rows.extend(entries.into_iter().map(row));
    }
}

/// Walks like a caller whose buffer holds `limit` rows and refuses the next one.
fn walk_by_visit(mut cursor: Cursor, limit: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    while !cursor.is_at_end() {
        let mut room = limit;
        let show = |key: KeyRef<'_>, document: DocumentRef<'_>| {
            if room == 0 {
                return ControlFlow::Break(());
            }
            room -= 1;
            rows.push((key.to_key().unwrap(), document.revision, document.value.to_vec()));
            ControlFlow::Continue(())
        };
        let taken = cursor.visit(usize::MAX, show).unwrap();
        assert_eq!(taken, limit - room);
    }
    rows
}

/// Walks like a caller who keeps nothing but the last key.
fn page(snapshot: &Snapshot, range: &Range, direction: Direction, limit: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    loop {
        let mut cursor = snapshot.cursor_towards(range.range(), direction).unwrap();
        if let Some((last, ..)) = rows.last() {
            cursor.seek_past(last.clone()).unwrap();
        }
        let entries = cursor.next(limit).unwrap();
        if entries.is_empty() {
            return rows;
        }
        rows.extend(entries.into_iter().map(row));
        assert_eq!(cursor.position(), rows.last().map(|(key, ..)| key));
    }
}

struct Run {
    folder: tempfile::TempDir,
    store: Store,
    model: Model,
    last: Revision,
    snapshots: Vec<(Snapshot, Model, Revision)>,
}

impl Run {
    fn take(&mut self, step: Step) {
        match step {
            Step::Commit(writes) => self.commit(writes),
            Step::TakeSnapshot => {
                self.snapshots
                    .push((self.store.snapshot().unwrap(), self.model.clone(), self.last));
            }
            Step::DropSnapshot => drop(self.snapshots.pop()),
            Step::Walk {
                range,
                direction,
                limit,
                by_visit,
            } => {
                let snapshot = self.store.snapshot().unwrap();
                let cursor = snapshot.cursor_towards(range.range(), direction).unwrap();
                let walk = if by_visit { walk_by_visit } else { walk };
                let rows = expected(&self.model, &range, direction);
                assert!(
                    self.model
                        .keys()
                        .all(|key| range.range().contains(key.by_ref()) == range.holds(key))
                );
                assert_eq!(snapshot.count(range.range()).unwrap(), rows.len() as u64);
                assert_eq!(walk(cursor, limit), rows);
            }
            Step::Page {
                range,
                direction,
                limit,
            } => {
                let rows = page(&self.store.snapshot().unwrap(), &range, direction, limit);
                assert_eq!(rows, expected(&self.model, &range, direction));
            }
            Step::Seek {
                range,
                direction,
                to,
                past,
            } => {
                let snapshot = self.store.snapshot().unwrap();
                let mut cursor = snapshot.cursor_towards(range.range(), direction).unwrap();
                cursor.next(2).unwrap();
                let seek = if past { Cursor::seek_past } else { Cursor::seek };
                seek(&mut cursor, to.clone()).unwrap();
                let mut rows = expected(&self.model, &range, direction);
                rows.retain(|row| match direction {
                    Direction::Forward => row.0 > to || (row.0 == to && !past),
                    Direction::Backward => row.0 < to || (row.0 == to && !past),
                });
                assert_eq!(walk(cursor, 3), rows);
            }
            Step::CommitIf { key, behind, absent } => self.commit_if(key, behind, absent),
            Step::Reopen => {
                self.snapshots.clear();
                self.store.close().unwrap();
                self.store = Store::open(self.folder.path(), OpenOptions::default()).unwrap();
            }
        }
        self.check();
    }

    fn commit(&mut self, writes: Vec<(Key, Option<u32>)>) {
        let mut batch = self.store.batch().unwrap();
        for (key, number) in &writes {
            match number {
                Some(number) => batch.put(key, value(&number.to_string())).unwrap(),
                None => batch.remove(key).unwrap(),
            }
        }
        let revision = self.store.commit(batch).unwrap();
        assert_eq!(revision, self.last.next());
        self.last = revision;
        for (key, number) in writes {
            match number {
                Some(number) => drop(self.model.insert(key, (revision, value(&number.to_string())))),
                None => drop(self.model.remove(&key)),
            }
        }
    }

    fn commit_if(&mut self, key: Key, behind: u64, absent: bool) {
        let now = self.model.get(&key).map(|document| document.0);
        let condition = match now {
            _ if absent => Condition::Absent,
            Some(revision) => Condition::Revision(Revision::new(revision.get() - behind)),
            None => Condition::Revision(self.last),
        };
        let holds = if absent {
            now.is_none()
        } else {
            now.is_some() && behind == 0
        };
        let mut batch = self.store.batch().unwrap();
        batch.put(&key, value("7")).unwrap();
        batch.require(&key, condition).unwrap();
        match self.store.commit(batch) {
            Ok(revision) => {
                assert!(holds, "{condition} held for {now:?}");
                self.last = revision;
                self.model.insert(key, (revision, value("7")));
            }
            Err(error) => {
                assert!(!holds, "{condition} did not hold for {now:?}");
                assert_eq!(error.code(), "REVISION_CONFLICT");
            }
        }
    }

    fn check(&self) {
        assert_eq!(self.store.last_revision().unwrap(), self.last);
        assert_eq!(self.store.len().unwrap(), self.model.len() as u64);
        for (snapshot, model, revision) in &self.snapshots {
            assert_eq!(snapshot.revision(), *revision);
            assert_eq!(snapshot.len().unwrap(), model.len() as u64);
            let cursor = snapshot.cursor(KeyRange::all()).unwrap();
            let all = Range::Bounds(Bound::Unbounded, Bound::Unbounded);
            assert_eq!(walk(cursor, 7), expected(model, &all, Direction::Forward));
        }
        for (key, (revision, value)) in &self.model {
            let document = self.store.get(key).unwrap().unwrap();
            assert_eq!((document.revision(), document.value()), (*revision, value.as_bytes()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_store_does_what_a_map_would_do(
        engine in prop::sample::select(EngineKind::ALL.to_vec()),
        steps in vec(steps(), 1..40),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), OpenOptions::default().engine(engine)).unwrap();
        let mut run = Run { folder, store, model: Model::new(), last: Revision::ZERO, snapshots: Vec::new() };
        steps.into_iter().for_each(|step| run.take(step));
    }
}
