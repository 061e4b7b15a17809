//! The tree against the standard library's map, with keys of both kinds.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::ops::{Bound, RangeBounds};

use proptest::prelude::*;

use super::entry::TreeKey;
use super::packed::PackedKey;
use super::tree::Tree;
use super::whole::whole;

/// Keys of one kind, a number for each. Only what is written twice may share one.
trait Kind: TreeKey<Owned: Ord + Clone + Debug> {
    fn of(number: u16) -> Self::Owned;
    fn is(item: Self::Item<'_>, key: &Self) -> bool;
}

impl Kind for u16 {
    fn of(number: u16) -> u16 {
        number
    }

    fn is(item: u16, key: &u16) -> bool {
        item == *key
    }
}

/// Keys that share beginnings or none, are the beginning of others, are empty or long, and have any byte.
impl Kind for [u8] {
    fn of(number: u16) -> Vec<u8> {
        let [high, low] = number.to_be_bytes();
        let begun = |beginning: &[u8], rest: &[u8]| [beginning, rest].concat();
        match number >> 13 {
            0 => vec![0x00; usize::from(low) % 40],
            1 => vec![0xFF; usize::from(low) % 40],
            2 => vec![high, low],
            3 => begun(&vec![b'l'; 528 - usize::from(low % 4)], &[high, low]),
            4 => begun(
                &[b'm'; 100][..usize::from(low % 100)],
                &[0xFF; 2][..usize::from(high % 3)],
            ),
            5 => begun(b"tenants/one/orders-\x02", &[high, low]),
            6 => begun(&[b't', b'e', high % 8], b"nants/orders-\x01\x00\xFF\x00"),
            _ => begun(b"tenants/", number.to_string().as_bytes()),
        }
    }

    fn is(item: PackedKey<'_>, key: &[u8]) -> bool {
        item == *key
    }
}

#[derive(Clone, Debug)]
enum Step {
    Insert(u16),
    Ascend(u16, u8),
    Remove(u16),
    RemoveRange(u16, u16),
    Snapshot,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => any::<u16>().prop_map(Step::Insert),
        2 => (any::<u16>(), any::<u8>()).prop_map(|(from, count)| Step::Ascend(from, count)),
        6 => any::<u16>().prop_map(Step::Remove),
        1 => (any::<u16>(), 0..3000_u16).prop_map(|(from, width)| Step::RemoveRange(from, width)),
        1 => Just(Step::Snapshot),
    ]
}

fn steps(count_max: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 0..count_max)
}

fn bound() -> impl Strategy<Value = Bound<u16>> {
    prop_oneof![
        any::<u16>().prop_map(Bound::Included),
        any::<u16>().prop_map(Bound::Excluded),
        Just(Bound::Unbounded),
    ]
}

type Model<K> = BTreeMap<<K as ToOwned>::Owned, usize>;
type Pair<K> = (Tree<K, usize>, Model<K>);

fn run<K: Kind + ?Sized>(steps: &[Step]) -> (Tree<K, usize>, Model<K>, Vec<Pair<K>>) {
    let (mut tree, mut model, mut snapshots) = (Tree::default(), Model::<K>::new(), Vec::new());
    for (number, step) in steps.iter().enumerate() {
        match *step {
            Step::Insert(key) => insert(&mut tree, &mut model, key, number),
            Step::Ascend(from, count) => {
                (from..from.saturating_add(count.into())).for_each(|key| insert(&mut tree, &mut model, key, number));
            }
            Step::Remove(near) => {
                let key = one_near::<K>(&model, near);
                assert_eq!(tree.remove(key.borrow()), model.remove(key.borrow()));
            }
            Step::RemoveRange(from, width) => {
                let (from, to) = (K::of(from), K::of(from.saturating_add(width)));
                let (from, to) = (from.borrow().min(to.borrow()), from.borrow().max(to.borrow()));
                let bounds = (Bound::Included(from), Bound::Excluded(to));
                let keys: Vec<K::Owned> = model.range(bounds).map(|(key, _)| key.clone()).collect();
                assert_eq!(tree.count(bounds), keys.len());
                keys.iter()
                    .for_each(|key| assert_eq!(tree.remove(key.borrow()), model.remove(key.borrow())));
            }
            Step::Snapshot => snapshots.push((tree.clone(), model.clone())),
        }
    }
    (tree, model, snapshots)
}

fn insert<K: Kind + ?Sized>(tree: &mut Tree<K, usize>, model: &mut Model<K>, key: u16, value: usize) {
    let key = K::of(key);
    assert_eq!(tree.get(key.borrow()), model.get(key.borrow()).copied());
    assert_eq!(tree.insert(key.borrow(), value), model.insert(key, value));
}

/// A key that is there, most of the time.
fn one_near<K: Kind + ?Sized>(model: &Model<K>, number: u16) -> K::Owned {
    let near = K::of(number);
    let behind: (Bound<&K>, Bound<&K>) = (Bound::Included(near.borrow()), Bound::Unbounded);
    let found = model.range(behind).next().map(|(key, _)| key.clone());
    found.unwrap_or(near)
}

fn check<K: Kind + ?Sized>(tree: &Tree<K, usize>, model: &Model<K>) {
    whole(tree);
    assert_eq!((tree.len(), tree.is_empty()), (model.len(), model.is_empty()));
    assert!(same::<K>(tree.iter(), model));
    assert!(same::<K>(tree.iter().rev(), model.iter().rev()));
    assert!(same::<K>(tree.first(), model.iter().next()));
}

/// Compares without a copy of any key: a debug build has many to look at.
fn same<'a, 'b, K: Kind + ?Sized>(
    got: impl IntoIterator<Item = (K::Item<'a>, usize)>,
    expected: impl IntoIterator<Item = (&'b K::Owned, &'b usize)>,
) -> bool {
    let mut got = got.into_iter();
    let mut alike = expected.into_iter().all(|(key, expected)| {
        let entry = got.next();
        entry.is_some_and(|(item, value)| K::is(item, key.borrow()) && value == *expected)
    });
    alike &= got.next().is_none();
    alike
}

fn snapshots_never_change<K: Kind + ?Sized>(steps: &[Step]) {
    let (tree, model, snapshots) = run::<K>(steps);
    check(&tree, &model);
    snapshots.iter().for_each(|(tree, model)| check(tree, model));
}

fn a_range_counts_itself<K: Kind + ?Sized>(steps: &[Step], bounds: (Bound<u16>, Bound<u16>), turns: &[bool]) {
    let (tree, model, _) = run::<K>(steps);
    let owned = (bounds.0.map(K::of), bounds.1.map(K::of));
    let bounds: (Bound<&K>, Bound<&K>) = (
        owned.0.as_ref().map(Borrow::borrow),
        owned.1.as_ref().map(Borrow::borrow),
    );
    let expected = || model.iter().filter(|(key, _)| bounds.contains((*key).borrow()));
    assert_eq!(tree.count(bounds), expected().count());
    assert!(same::<K>(tree.range(bounds), expected()));
    assert!(same::<K>(tree.range(bounds).rev(), expected().rev()));

    let (mut range, mut slice) = (tree.range(bounds), expected().collect::<Vec<_>>().into_iter());
    for front in turns {
        assert_eq!(range.len(), slice.len());
        let (got, want) = if *front {
            (range.next(), slice.next())
        } else {
            (range.next_back(), slice.next_back())
        };
        assert!(same::<K>(got, want));
    }
    assert!(same::<K>(range.clone(), slice));
}

fn a_built_tree_takes_writes<K: Kind + ?Sized>(size: u16, removals: &[u16]) {
    let mut model: Model<K> = (0..size)
        .map(|key| (K::of(key.wrapping_mul(7)), usize::from(key)))
        .collect();
    let mut tree = Tree::from_sorted(model.iter().map(|(key, value)| (key.clone(), *value))).unwrap();
    check(&tree, &model);
    for number in removals {
        insert(&mut tree, &mut model, *number, 0);
        let near = one_near::<K>(&model, number / 2);
        assert_eq!(tree.remove(near.borrow()), model.remove(near.borrow()));
    }
    check(&tree, &model);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_tree_is_a_map_and_its_snapshots_never_change(steps in steps(600)) {
        snapshots_never_change::<u16>(&steps);
        snapshots_never_change::<[u8]>(&steps);
    }

    #[test]
    fn a_range_is_the_same_from_both_ends_and_counts_itself(
        steps in steps(300),
        bounds in (bound(), bound()),
        turns in prop::collection::vec(any::<bool>(), 0..400),
    ) {
        a_range_counts_itself::<u16>(&steps, bounds, &turns);
        a_range_counts_itself::<[u8]>(&steps, bounds, &turns);
    }

    #[test]
    fn a_tree_built_from_sorted_entries_takes_writes_like_any_other(
        size in 0..5000_u16,
        removals in prop::collection::vec(any::<u16>(), 0..500),
    ) {
        a_built_tree_takes_writes::<u16>(size, &removals);
        a_built_tree_takes_writes::<[u8]>(size, &removals);
    }
}
