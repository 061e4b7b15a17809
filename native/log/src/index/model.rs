//! The tree against the standard library's map.

use std::collections::BTreeMap;
use std::ops::Bound;

use proptest::prelude::*;

use super::node::Node;
use super::{Index, Place, Tree};

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

fn bound() -> impl Strategy<Value = Bound<u16>> {
    prop_oneof![
        any::<u16>().prop_map(Bound::Included),
        any::<u16>().prop_map(Bound::Excluded),
        Just(Bound::Unbounded),
    ]
}

type Model = BTreeMap<u16, usize>;
type Pair = (Tree<u16, usize>, Model);

fn run(steps: Vec<Step>) -> (Tree<u16, usize>, Model, Vec<Pair>) {
    let (mut tree, mut model, mut snapshots) = (Tree::default(), Model::new(), Vec::new());
    for (number, step) in steps.into_iter().enumerate() {
        match step {
            Step::Insert(key) => assert_eq!(tree.insert(key, number), model.insert(key, number)),
            Step::Ascend(from, count) => (from..from.saturating_add(count.into())).for_each(|key| {
                assert_eq!(tree.insert(key, number), model.insert(key, number));
            }),
            Step::Remove(near) => {
                // A key that is there, most of the time.
                let key = model.range(near..).next().map_or(near, |(key, _)| *key);
                assert_eq!(tree.remove(&key), model.remove(&key));
            }
            Step::RemoveRange(from, width) => {
                let to = from.saturating_add(width);
                let keys: Vec<u16> = model.range(from..to).map(|(key, _)| *key).collect();
                assert_eq!(tree.count(from..to), keys.len());
                keys.iter()
                    .for_each(|key| assert_eq!(tree.remove(key), model.remove(key)));
            }
            Step::Snapshot => snapshots.push((tree.clone(), model.clone())),
        }
    }
    (tree, model, snapshots)
}

fn check(tree: &Tree<u16, usize>, model: &Model) {
    whole(tree);
    assert_eq!((tree.len(), tree.is_empty()), (model.len(), model.is_empty()));
    assert!(tree.iter().eq(model.iter().map(|(key, value)| (*key, *value))));
    assert!(
        tree.iter()
            .rev()
            .eq(model.iter().rev().map(|(key, value)| (*key, *value)))
    );
    assert_eq!(tree.first(), model.first_key_value().map(|(key, value)| (*key, *value)));
}

/// Fails unless the tree keeps its invariants. Returns its height.
fn whole<K: super::entry::TreeKey + std::fmt::Debug, V: super::entry::TreeValue>(tree: &Tree<K, V>) -> usize {
    fn below<K: super::entry::TreeKey + std::fmt::Debug, V: super::entry::TreeValue>(
        node: &Node<K, V>,
        low: Option<K>,
        high: Option<K>,
    ) -> usize {
        match node {
            Node::Empty => panic!("an empty node in a tree"),
            Node::Leaf(leaf) => {
                assert!(leaf.len() > 0, "an empty leaf");
                assert!(leaf.keys().is_sorted_by(|a, b| a < b));
                assert!(low.is_none_or(|low| leaf.keys()[0] >= low));
                assert!(high.is_none_or(|high| leaf.keys()[leaf.len() - 1] < high));
                1
            }
            Node::Branch(branch) => {
                assert!(branch.len() > 1, "a branch with {} children", branch.len());
                assert!(
                    low.is_none_or(|low| branch.low(0) == low),
                    "a child and its parent disagree"
                );
                let heights: Vec<usize> = (0..branch.len())
                    .map(|at| {
                        let from = if at == 0 { low } else { Some(branch.low(at)) };
                        let to = if at + 1 < branch.len() {
                            Some(branch.low(at + 1))
                        } else {
                            high
                        };
                        let counted = branch.count_before(at + 1) - branch.count_before(at);
                        assert_eq!(branch.child(at).count(), counted);
                        below(branch.child(at), from, to)
                    })
                    .collect();
                assert!(heights.iter().all(|height| *height == heights[0]), "{heights:?}");
                heights[0] + 1
            }
        }
    }
    if tree.is_empty() {
        0
    } else {
        below(tree.root(), None, None)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_tree_is_a_map_and_its_snapshots_never_change(steps in prop::collection::vec(step(), 0..600)) {
        let (tree, model, snapshots) = run(steps);
        check(&tree, &model);
        snapshots.iter().for_each(|(tree, model)| check(tree, model));
    }

    #[test]
    fn a_range_is_the_same_from_both_ends_and_counts_itself(
        steps in prop::collection::vec(step(), 0..300),
        bounds in (bound(), bound()),
        turns in prop::collection::vec(any::<bool>(), 0..400),
    ) {
        let (tree, model, _) = run(steps);
        let inside = |key: &u16| std::ops::RangeBounds::contains(&bounds, key);
        let expected: Vec<_> = model.into_iter().filter(|(key, _)| inside(key)).collect();
        prop_assert_eq!(tree.count(bounds), expected.len());
        prop_assert!(tree.range(bounds).eq(expected.iter().copied()));
        prop_assert!(tree.range(bounds).rev().eq(expected.iter().rev().copied()));

        let (mut range, mut slice) = (tree.range(bounds), expected.iter().copied());
        for front in turns {
            prop_assert_eq!(range.len(), slice.len());
            let (got, want) = if front { (range.next(), slice.next()) } else { (range.next_back(), slice.next_back()) };
            prop_assert_eq!(got, want);
        }
        prop_assert!(range.clone().eq(slice));
    }

    #[test]
    fn a_tree_built_from_sorted_entries_takes_writes_like_any_other(
        size in 0..5000_u16,
        removals in prop::collection::vec(any::<u16>(), 0..500),
    ) {
        let mut model: Model = (0..size).map(|key| (key * 7, usize::from(key))).collect();
        let mut tree = Tree::from_sorted(model.iter().map(|(key, value)| (*key, *value))).unwrap();
        check(&tree, &model);
        for key in removals {
            prop_assert_eq!(tree.insert(key, 0), model.insert(key, 0));
            let near = model.range(key / 2..).next().map_or(0, |(key, _)| *key);
            prop_assert_eq!(tree.remove(&near), model.remove(&near));
        }
        check(&tree, &model);
    }
}

#[test]
fn entries_out_of_order_or_twice_build_no_tree() {
    assert!(Tree::from_sorted([(2, 0), (1, 0)]).is_none());
    assert!(Tree::from_sorted([(2, 0), (2, 0)]).is_none());
}

#[test]
fn an_update_changes_what_is_there_and_only_when_asked() {
    let mut tree = Tree::from_sorted((0..1000).map(|key| (key, key))).unwrap();
    let snapshot = tree.clone();
    assert!(tree.update(&500, |value| Some(value + 1)));
    assert!(!tree.update(&501, |_| None));
    assert!(!tree.update(&1000, Some));
    assert_eq!(
        (tree.get(&500), tree.get(&501), tree.len()),
        (Some(501), Some(501), 1000)
    );
    assert_eq!(snapshot.get(&500), Some(500));
}

/// A fixed sequence of numbers that look random.
fn scatter(number: u64) -> u128 {
    let mut bits = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    u128::from(bits ^ (bits >> 31)) << 32
}

fn bytes_each(index: &Index) -> f64 {
    whole(index);
    index.heap_bytes() as f64 / index.len() as f64
}

#[test]
fn a_document_takes_at_most_42_bytes_however_its_keys_arrive() {
    const DOCUMENTS: u64 = 100_000;
    type Order = fn(u64) -> u128;
    let orders: [(&str, f64, Order); 5] = [
        ("random", 42.0, scatter),
        ("ascending", 34.0, u128::from),
        ("descending", 36.0, |number| u128::from(DOCUMENTS - number)),
        ("many series, each ascending", 40.0, |number| {
            u128::from(number % 100) << 64 | u128::from(number)
        }),
        // Each of these runs goes before the last one, so each meets the end of the same leaf.
        ("short runs, each before the last", 36.0, |number| {
            u128::from((DOCUMENTS - number / 7) * 7 + number % 7)
        }),
    ];
    for (name, bytes_max, key_of) in orders {
        let mut index = Index::default();
        let mut most: f64 = 0.0;
        for number in 0..DOCUMENTS {
            index.insert(key_of(number), Place::default());
            // Fill swings as leaves of one age fill up together.
            if number >= DOCUMENTS / 2 && number % 5000 == 4999 {
                most = most.max(bytes_each(&index));
            }
        }
        println!("{name}: {most:.1} bytes");
        assert!(most <= bytes_max, "{name}: {most}");
    }
}

#[test]
fn removing_most_documents_frees_most_of_the_memory() {
    let mut index = Index::default();
    for number in 0..100_000 {
        index.insert(scatter(number), Place::default());
    }
    for survivor in [2, 10, 100, 10_000] {
        (0..100_000).filter(|number| number % survivor != 0).for_each(|number| {
            index.remove(&scatter(number));
        });
        let each = bytes_each(&index);
        println!("one in {survivor}: {each:.1} bytes");
        assert!(each <= 72.0 || index.len() < 32, "one in {survivor} left: {each}");
    }
}

#[test]
fn churn_does_not_leave_a_sparse_tree() {
    const WINDOW: u64 = 20_000;
    let mut index = Index::default();
    for number in 0..WINDOW * 10 {
        index.insert(scatter(number), Place::default());
        if let Some(old) = number.checked_sub(WINDOW) {
            index.remove(&scatter(old));
        }
    }
    let each = bytes_each(&index);
    println!("random window: {each:.1} bytes");
    assert!(each <= 56.0, "{each}");

    for number in 0..WINDOW * 5 {
        index.insert(u128::from(number), Place::default());
        if let Some(old) = number.checked_sub(WINDOW) {
            index.remove(&u128::from(old));
        }
    }
    assert!(bytes_each(&index) <= 56.0);
}

#[test]
fn a_snapshot_is_read_on_another_thread_while_the_tree_is_written() {
    const DOCUMENTS: u64 = 5000;
    let mut index = Index::default();
    for number in 0..DOCUMENTS {
        index.insert(scatter(number), Place::new(0, 0, 0, false));
    }
    std::thread::scope(|scope| {
        for round in 1..=20 {
            let snapshot = index.clone();
            scope.spawn(move || {
                assert_eq!(snapshot.len() as u64, DOCUMENTS);
                assert!(snapshot.iter().all(|(_, place)| place.segment == round - 1));
                assert!(snapshot.iter().rev().is_sorted_by(|(a, _), (b, _)| a > b));
            });
            for number in 0..DOCUMENTS {
                index.insert(scatter(number), Place::new(round, 0, 0, false));
            }
        }
    });
    whole(&index);
}

#[test]
fn keys_that_only_go_up_never_touch_a_leaf_again_that_they_have_left() {
    fn widths(node: &Node<u32, ()>) -> Vec<usize> {
        match node {
            Node::Branch(branch) => branch.children().iter().flat_map(widths).collect(),
            _ => vec![node.width()],
        }
    }
    let mut tree = Tree::default();
    for key in 0..10_000 {
        tree.insert(key, ());
    }
    let widths = widths(tree.root());
    let (_, left_behind) = widths.split_last().unwrap();
    assert!(left_behind.iter().all(|width| *width == 57), "{widths:?}");
}
