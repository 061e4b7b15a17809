//! The tree as a whole.

use std::ops::{Bound, RangeBounds};

use super::entry::{KeyList, TreeKey, TreeValue, allocated};
use super::leaf::Leaf;
use super::node::{Branch, Node};
use super::range::Range;

/// An ordered map whose clones are snapshots. An empty one takes no memory.
pub struct Tree<K: TreeKey + ?Sized, V> {
    root: Node<K, V>,
}

impl<K: TreeKey + ?Sized, V: TreeValue> Tree<K, V> {
    pub(super) fn with_root(root: Node<K, V>) -> Tree<K, V> {
        Tree { root }
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.root.count()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        matches!(self.root, Node::Empty)
    }

    /// The value under `key`.
    pub fn get(&self, key: &K) -> Option<V> {
        let mut node = &self.root;
        loop {
            match node {
                Node::Empty => return None,
                Node::Leaf(leaf) => return leaf.get(key),
                Node::Branch(branch) => node = branch.child(branch.position(key)),
            }
        }
    }

    /// The entry with the lowest key.
    pub fn first(&self) -> Option<(K::Item<'_>, V)> {
        self.iter().next()
    }

    /// Sets the value under `key` and returns the one before.
    pub fn insert(&mut self, key: &K, value: V) -> Option<V> {
        if self.root.lacks_room(key) {
            // The only way that a tree grows taller: a root above the root, which then splits it.
            let mut root = Branch::new();
            root.push(key, std::mem::take(&mut self.root));
            self.root = Node::branch(root);
        }
        self.root.insert(key, value)
    }

    /// Removes `key` and returns its value. Copies nothing when there is no such key.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.get(key)?;
        let old = self.root.remove(key);
        match &self.root {
            Node::Leaf(leaf) if leaf.len() == 0 => self.root = Node::Empty,
            Node::Branch(branch) => {
                if let Some(child) = branch.only_child() {
                    self.root = child;
                }
            }
            _ => {}
        }
        old
    }

    /// Replaces the value under `key` by what `change` makes of it. Returns whether it did.
    ///
    /// Copies nothing when there is no such key, or `change` gives `None`.
    pub fn update(&mut self, key: &K, change: impl FnOnce(V) -> Option<V>) -> bool {
        let changed = self.get(key).and_then(change);
        changed.is_some_and(|value| self.insert(key, value).is_some())
    }

    /// All entries in key order.
    pub fn iter(&self) -> Range<'_, K, V> {
        Range::new(&self.root, 0, self.len())
    }

    /// The entries between the bounds in key order. There are none if the bounds are the wrong way round.
    pub fn range(&self, bounds: impl RangeBounds<K>) -> Range<'_, K, V> {
        let from = match bounds.start_bound() {
            Bound::Unbounded => 0,
            Bound::Included(key) => self.rank(key, false),
            Bound::Excluded(key) => self.rank(key, true),
        };
        let to = match bounds.end_bound() {
            Bound::Unbounded => self.len(),
            Bound::Included(key) => self.rank(key, true),
            Bound::Excluded(key) => self.rank(key, false),
        };
        Range::new(&self.root, from, to)
    }

    /// The number of entries between the bounds. The time it takes does not depend on how many there are.
    pub fn count(&self, bounds: impl RangeBounds<K>) -> usize {
        self.range(bounds).remaining()
    }

    /// The memory that the tree takes, counted as if it shared none with its clones. Visits every node.
    pub fn heap_bytes(&self) -> usize {
        /// What an `Arc` allocates: two counts and what it holds.
        fn shared<T>() -> usize {
            allocated(2 * size_of::<usize>() + size_of::<T>().next_multiple_of(align_of::<usize>()))
        }
        fn below<K: TreeKey + ?Sized, V: TreeValue>(node: &Node<K, V>) -> usize {
            match node {
                Node::Empty => 0,
                Node::Leaf(leaf) => shared::<Leaf<K, V>>() + leaf.keys().heap_bytes(),
                Node::Branch(branch) => {
                    let children = branch.children().iter().map(below).sum::<usize>();
                    shared::<Branch<K, V>>() + branch.lows().heap_bytes() + children
                }
            }
        }
        below(&self.root)
    }

    #[cfg(test)]
    pub(super) fn root(&self) -> &Node<K, V> {
        &self.root
    }

    /// The number of keys less than `key`, and with `inclusive` the key itself.
    fn rank(&self, key: &K, inclusive: bool) -> usize {
        let mut node = &self.root;
        let mut before = 0;
        loop {
            match node {
                Node::Empty => return before,
                Node::Leaf(leaf) => {
                    return match leaf.keys().find(key) {
                        Ok(at) => before + at + usize::from(inclusive),
                        Err(at) => before + at,
                    };
                }
                Node::Branch(branch) => {
                    let at = branch.position(key);
                    before += branch.count_before(at);
                    node = branch.child(at);
                }
            }
        }
    }
}

impl<K: TreeKey + ?Sized, V: TreeValue> Clone for Tree<K, V> {
    fn clone(&self) -> Self {
        Tree::with_root(self.root.clone())
    }
}

impl<K: TreeKey + ?Sized, V: TreeValue> Default for Tree<K, V> {
    fn default() -> Self {
        Tree::with_root(Node::Empty)
    }
}

impl<K: TreeKey + ?Sized, V: TreeValue> std::fmt::Debug for Tree<K, V> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Tree")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::super::memory::scatter;
    use super::super::whole::whole;
    use super::*;

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

    #[test]
    fn a_snapshot_is_read_on_another_thread_while_the_tree_is_written() {
        const DOCUMENTS: u64 = 5000;
        let mut index: Tree<u128, Place> = Tree::default();
        for number in 0..DOCUMENTS {
            index.insert(&scatter(number), Place::new(0, 0, 0, false));
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
                    index.insert(&scatter(number), Place::new(round, 0, 0, false));
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
            tree.insert(&key, ());
        }
        let widths = widths(tree.root());
        let (_, left_behind) = widths.split_last().unwrap();
        assert!(left_behind.iter().all(|width| *width == 57), "{widths:?}");
    }
}
