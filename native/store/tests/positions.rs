//! A cursor begins at any position of any range, in both directions: held to a sorted map, with expired documents among the others.
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

use bimetal_document::{Key, Timestamp};
use bimetal_engine::Direction;
use bimetal_store::{EngineKind, OpenOptions, Store};
use drawn::{Range, directions, keys, ranges};
use engines::value;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

/// Keys, and whether the document under each has expired.
type Model = BTreeMap<Key, bool>;

fn check(store: &Store, model: &Model, (range, direction, first, second): &(Range, Direction, u64, u64)) {
    let snapshot = store.snapshot().unwrap();
    let living = model
        .iter()
        .filter(|(key, has_expired)| !**has_expired && range.holds(key));
    let mut expected: Vec<Key> = living.map(|(key, _)| key.clone()).collect();
    if *direction == Direction::Backward {
        expected.reverse();
    }
    let mut cursor = snapshot.cursor_towards(range.range(), *direction).unwrap();
    let mut next = |skipped: u64, limit: usize| {
        cursor.skip(skipped).unwrap();
        let entries = cursor.next(limit).unwrap();
        entries.into_iter().map(|entry| entry.key).collect::<Vec<_>>()
    };
    let mut rest = expected.into_iter().skip(*first as usize);
    let some: Vec<Key> = rest.by_ref().take(2).collect();
    assert_eq!(next(*first, 2), some);
    // From where it stands, when it has gone on.
    let others: Vec<Key> = rest.skip(*second as usize).collect();
    assert_eq!(next(*second, 100), others);
    assert!(next(0, 1).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, ..ProptestConfig::default() })]

    #[test]
    fn a_cursor_begins_at_any_position_of_a_range(
        model in btree_map(keys(), prop::bool::weighted(0.2), 1..60),
        walks in vec((ranges(), directions(), 0..40_u64, 0..12_u64), 8..12),
    ) {
        for engine in EngineKind::ALL {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(folder.path(), OpenOptions::default().engine(engine)).unwrap();
            let mut batch = store.batch().unwrap();
            for (key, has_expired) in &model {
                match has_expired {
                    // Whether the store has removed it by now makes no difference.
                    true => batch.put_until(key, value("1"), Timestamp::from_millis(1)).unwrap(),
                    false => batch.put(key, value("1")).unwrap(),
                }
            }
            store.commit(batch).unwrap();
            for walk in &walks {
                check(&store, &model, walk);
            }
        }
    }
}
