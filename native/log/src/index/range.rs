//! Walking a range of a tree from both ends.

use super::entry::{TreeKey, TreeValue};
use super::leaf::{Leaf, Run};
use super::node::Node;

/// Entries in key order, from either end. Allocates nothing.
///
/// It knows the numbers of the entries that are left, and finds a leaf by number when the one before is used up. So it
/// needs no stack, compares no keys, and always knows how many are to come.
pub struct Range<'a, K: TreeKey + ?Sized, V> {
    root: &'a Node<K, V>,
    /// The numbers of the next entry at the front and of the one after the next at the back.
    from: usize,
    to: usize,
    /// What is left of the leaf at the front and of the one at the back. They may overlap.
    front: Run<'a, K, V>,
    back: Run<'a, K, V>,
}

impl<'a, K: TreeKey + ?Sized, V: TreeValue> Range<'a, K, V> {
    pub(super) fn new(root: &'a Node<K, V>, from: usize, to: usize) -> Range<'a, K, V> {
        Range {
            root,
            from,
            to: to.max(from),
            front: no_run::<K, V>(),
            back: no_run::<K, V>(),
        }
    }

    /// The number of entries to come.
    pub fn remaining(&self) -> usize {
        self.to - self.from
    }

    /// The entry at a position of what is to come. The time it takes does not depend on which.
    pub fn at(&self, position: usize) -> Option<(K::Item<'a>, V)> {
        if position >= self.remaining() {
            return None;
        }
        let (leaf, at) = self.locate(self.from + position)?;
        leaf.run(at, at + 1).next()
    }

    fn locate(&self, rank: usize) -> Option<(&'a Leaf<K, V>, usize)> {
        let mut node = self.root;
        let mut rank = rank;
        loop {
            match node {
                Node::Empty => return None,
                Node::Leaf(leaf) => return Some((leaf, rank)),
                Node::Branch(branch) => (node, rank) = branch.locate(rank)?,
            }
        }
    }
}

impl<'a, K: TreeKey + ?Sized, V: TreeValue> Iterator for Range<'a, K, V> {
    type Item = (K::Item<'a>, V);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.from == self.to {
            return None;
        }
        let rank = self.from;
        self.from += 1;
        if let Some(entry) = self.front.next() {
            return Some(entry);
        }
        let (leaf, at) = self.locate(rank)?;
        self.front = leaf.run(at, leaf.len());
        self.front.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.remaining(), Some(self.remaining()))
    }
}

impl<K: TreeKey + ?Sized, V: TreeValue> DoubleEndedIterator for Range<'_, K, V> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        if self.from == self.to {
            return None;
        }
        self.to -= 1;
        if let Some(entry) = self.back.next_back() {
            return Some(entry);
        }
        let (leaf, at) = self.locate(self.to)?;
        self.back = leaf.run(0, at + 1);
        self.back.next_back()
    }
}

impl<K: TreeKey + ?Sized, V: TreeValue> ExactSizeIterator for Range<'_, K, V> {}

impl<K: TreeKey + ?Sized, V: TreeValue> Clone for Range<'_, K, V> {
    fn clone(&self) -> Self {
        Range {
            root: self.root,
            from: self.from,
            to: self.to,
            front: self.front.clone(),
            back: self.back.clone(),
        }
    }
}

fn no_run<'a, K: TreeKey + ?Sized, V: TreeValue>() -> Run<'a, K, V> {
    K::Keys::default().zip([].iter().copied())
}
