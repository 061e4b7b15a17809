//! The tree as a whole.

use std::ops::{Bound, RangeBounds};

use super::entry::{TreeKey, TreeValue};
use super::leaf::Leaf;
use super::node::{Branch, Node};
use super::range::Range;

/// An ordered map whose clones are snapshots. An empty one takes no memory.
#[derive(Clone, Default)]
pub struct Tree<K, V> {
    root: Node<K, V>,
}

impl<K: TreeKey, V: TreeValue> Tree<K, V> {
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
    pub fn first(&self) -> Option<(K, V)> {
        self.iter().next()
    }

    /// Sets the value under `key` and returns the one before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        if self.root.lacks_room(&key) {
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
        changed.is_some_and(|value| self.insert(*key, value).is_some())
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
        /// An allocation of an `Arc`, with what an allocator in the manner of glibc adds and rounds up to.
        fn allocated<T>() -> usize {
            (size_of::<T>().next_multiple_of(align_of::<usize>()) + 3 * size_of::<usize>()).next_multiple_of(16)
        }
        fn below<K: TreeKey, V: TreeValue>(node: &Node<K, V>) -> usize {
            match node {
                Node::Empty => 0,
                Node::Leaf(_) => allocated::<Leaf<K, V>>(),
                Node::Branch(branch) => {
                    allocated::<Branch<K, V>>() + branch.children().iter().map(below).sum::<usize>()
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
                    let at = leaf.rank(key);
                    let itself = inclusive && leaf.keys().get(at) == Some(key);
                    return before + at + usize::from(itself);
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

impl<K: TreeKey, V: TreeValue> std::fmt::Debug for Tree<K, V> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Tree")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}
