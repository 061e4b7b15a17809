//! A prefix that ends within a number is many spans, and a cursor over it walks like any other.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod engines;

use bimetal_document::{Key, KeyRange};
use bimetal_engine::Direction;
use bimetal_store::{Cursor, EngineKind, OpenOptions, Snapshot, Store};
use engines::value;

/// In key order: those that `user-1` finds.
const FOUND: [&str; 13] = [
    "user-1",
    "user-10",
    "user-11",
    "user-19",
    "user-100",
    "user-199",
    "user-1000",
    "user-1234567",
    "user-10000000000000000000",
    "user-18446744073709551615",
    "user-1-2",
    "user-18446744073709551616",
    "user-1st",
];

const OTHERS: [&str; 9] = [
    "user", "user-", "user-0", "user-2", "user-9", "user-20", "user-99", "user-x", "users-1",
];

fn each_engine(test: impl Fn(&Snapshot)) {
    for engine in EngineKind::ALL {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), OpenOptions::default().engine(engine)).unwrap();
        let mut batch = store.batch().unwrap();
        for text in FOUND.into_iter().chain(OTHERS) {
            batch.put(&Key::parse(text).unwrap(), value("1")).unwrap();
        }
        store.commit(batch).unwrap();
        test(&store.snapshot().unwrap());
    }
}

fn cursor(snapshot: &Snapshot, direction: Direction) -> Cursor {
    let range = KeyRange::prefix("user-1").unwrap();
    assert!(range.spans().len() > 20);
    snapshot.cursor_towards(range, direction).unwrap()
}

fn next(cursor: &mut Cursor, limit: usize) -> Vec<String> {
    let entries = cursor.next(limit).unwrap();
    entries.into_iter().map(|entry| entry.key.to_string()).collect()
}

fn found(direction: Direction) -> Vec<String> {
    let mut found = FOUND.map(str::to_owned).to_vec();
    if direction == Direction::Backward {
        found.reverse();
    }
    found
}

const DIRECTIONS: [Direction; 2] = [Direction::Forward, Direction::Backward];

#[test]
fn it_counts_and_pages_over_every_span() {
    each_engine(|snapshot| {
        let range = KeyRange::prefix("user-1").unwrap();
        assert_eq!(snapshot.count(range).unwrap(), FOUND.len() as u64);
        for direction in DIRECTIONS {
            for limit in 1..=FOUND.len() + 1 {
                let mut cursor = cursor(snapshot, direction);
                let mut pages = Vec::new();
                while !cursor.is_at_end() {
                    let page = next(&mut cursor, limit);
                    assert!(page.len() == limit || cursor.is_at_end());
                    pages.extend(page);
                }
                assert_eq!(pages, found(direction), "{direction:?} by {limit}");
                assert_eq!(cursor.position().map(Key::to_string).as_ref(), pages.last());
            }
        }
    });
}

#[test]
fn it_goes_on_behind_any_key_on_a_cursor_of_its_own() {
    each_engine(|snapshot| {
        for direction in DIRECTIONS {
            let found = found(direction);
            for (at, last) in found.iter().enumerate() {
                let mut cursor = cursor(snapshot, direction);
                cursor.seek_past(Key::parse(last).unwrap()).unwrap();
                assert_eq!(
                    next(&mut cursor, 3),
                    found[at + 1..].iter().take(3).cloned().collect::<Vec<_>>()
                );
            }
        }
    });
}

#[test]
fn it_seeks_from_anywhere_to_a_key_or_between_spans() {
    each_engine(|snapshot| {
        for direction in DIRECTIONS {
            let found = found(direction);
            let mut cursor = cursor(snapshot, direction);
            for (at, to) in found.iter().enumerate().rev() {
                cursor.seek(Key::parse(to).unwrap()).unwrap();
                assert_eq!(
                    next(&mut cursor, 2),
                    found[at..].iter().take(2).cloned().collect::<Vec<_>>()
                );
            }
        }
        for (to, forward, backward) in [
            ("user-5", Some("user-10"), Some("user-1")),
            ("user-20", Some("user-100"), Some("user-19")),
            ("user-2000", Some("user-1234567"), Some("user-1000")),
            ("user-", Some("user-1"), None),
            ("users", None, Some("user-1st")),
        ] {
            for (direction, expected) in DIRECTIONS.into_iter().zip([forward, backward]) {
                let mut cursor = cursor(snapshot, direction);
                cursor.seek(Key::parse(to).unwrap()).unwrap();
                assert_eq!(
                    next(&mut cursor, 1).first().map(String::as_str),
                    expected,
                    "{direction:?} from {to}"
                );
            }
        }
    });
}

#[test]
fn a_cursor_counts_what_begins_so_and_passes_over_it_either_way() {
    each_engine(|snapshot| {
        let all = [
            ("user-1", 13, Direction::Forward, vec!["user-x", "users-1"]),
            ("user-1", 13, Direction::Backward, vec!["user-0", "user-", "user"]),
            ("users-", 1, Direction::Forward, vec![]),
            ("user-", 20, Direction::Forward, vec!["users-1"]),
            ("user-", 20, Direction::Backward, vec!["user"]),
            ("nothing", 0, Direction::Backward, vec![]),
        ];
        for (prefix, count, direction, behind) in all {
            let mut cursor = snapshot.cursor_towards(KeyRange::all(), direction).unwrap();
            next(&mut cursor, 2);
            assert_eq!(cursor.count_of_prefix(prefix).unwrap(), count, "{prefix}");
            cursor.seek_past_prefix(prefix).unwrap();
            assert_eq!(next(&mut cursor, 100), behind, "{prefix} {direction:?}");
            assert!(cursor.is_at_end());
        }
        let range = KeyRange::from_bounds(Key::parse("user-100").unwrap()..);
        let mut cursor = snapshot.cursor(range).unwrap();
        assert_eq!(cursor.count_of_prefix("user-1").unwrap(), 9, "its own range alone");
        assert_eq!(cursor.seek_past_prefix("\n").unwrap_err().code(), "PREFIX_INVALID");
        cursor.close();
        assert_eq!(cursor.count_of_prefix("a").unwrap_err().code(), "CURSOR_CLOSED");
    });
}
