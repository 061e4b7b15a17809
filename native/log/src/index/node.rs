//! The nodes of the tree. A branch holds nodes, and a node may be a branch: hence one file for the two.

use std::borrow::Borrow;
use std::sync::Arc;

use super::entry::{KeyList, TreeKey, TreeValue};
use super::leaf::{LEAF_MAX, Leaf};

/// A leaf under this many entries after a removal evens out with a neighbour, or is merged into it.
const LEAF_MIN: usize = 28;

/// Two leaves become one when they leave it some room for what comes next.
const LEAF_MERGED_MAX: usize = 56;

/// A neighbour with at most this many entries takes some from a full leaf. Each such move makes room for eight more
/// entries at least.
const LEAF_ROOMY_MAX: usize = 48;

/// The most children of a branch.
pub(super) const BRANCH_MAX: usize = 16;

const BRANCH_MIN: usize = 5;
const BRANCH_MERGED_MAX: usize = 12;

/// A shared node. There are no empty leaves and branches in a tree: an empty tree is an empty node.
#[derive(Default)]
pub(super) enum Node<K: TreeKey + ?Sized, V> {
    /// No node: an empty tree, or a slot of a branch that is not used.
    #[default]
    Empty,
    Leaf(Arc<Leaf<K, V>>),
    Branch(Arc<Branch<K, V>>),
}

impl<K: TreeKey + ?Sized, V: TreeValue> Node<K, V> {
    pub(super) fn leaf(leaf: Leaf<K, V>) -> Node<K, V> {
        Node::Leaf(Arc::new(leaf))
    }

    pub(super) fn branch(branch: Branch<K, V>) -> Node<K, V> {
        Node::Branch(Arc::new(branch))
    }

    /// The number of entries below.
    pub(super) fn count(&self) -> usize {
        match self {
            Node::Empty => 0,
            Node::Leaf(leaf) => leaf.len(),
            Node::Branch(branch) => branch.count(),
        }
    }

    /// The number of entries or children in the node itself.
    pub(super) fn width(&self) -> usize {
        match self {
            Node::Empty => 0,
            Node::Leaf(leaf) => leaf.len(),
            Node::Branch(branch) => branch.len(),
        }
    }

    /// Whether the node must be split, or give some entries away, before `key` goes in.
    pub(super) fn lacks_room(&self, key: &K) -> bool {
        match self {
            Node::Empty => false,
            Node::Leaf(leaf) => leaf.is_full() && leaf.keys().find(key).is_err(),
            Node::Branch(branch) => branch.is_full(),
        }
    }

    pub(super) fn is_roomy_leaf(&self) -> bool {
        matches!(self, Node::Leaf(leaf) if leaf.len() <= LEAF_ROOMY_MAX)
    }

    pub(super) fn is_underfull(&self) -> bool {
        match self {
            Node::Empty => false,
            Node::Leaf(leaf) => leaf.len() < LEAF_MIN,
            Node::Branch(branch) => branch.len() < BRANCH_MIN,
        }
    }

    /// How wide the left of two neighbours becomes that have `total` entries or children: all of it where one will do.
    pub(super) fn keep_of(&self, total: usize) -> usize {
        let merged_max = match self {
            Node::Branch(_) => BRANCH_MERGED_MAX,
            _ => LEAF_MERGED_MAX,
        };
        if total <= merged_max { total } else { total / 2 }
    }

    /// Sets the value of `key` and returns the one before. Copies the node if a snapshot shares it.
    ///
    /// INVARIANT: the node does not lack room for the key.
    pub(super) fn insert(&mut self, key: &K, value: V) -> Option<V> {
        match self {
            Node::Empty => {
                let mut leaf = Leaf::new();
                leaf.push(key, value);
                *self = Node::leaf(leaf);
                None
            }
            Node::Leaf(leaf) => Arc::make_mut(leaf).insert(key, value),
            Node::Branch(branch) => Arc::make_mut(branch).insert(key, value),
        }
    }

    /// Removes `key` and returns its value. Copies the node if a snapshot shares it, even if the key is not there.
    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        match self {
            Node::Empty => None,
            Node::Leaf(leaf) => Arc::make_mut(leaf).remove(key),
            Node::Branch(branch) => Arc::make_mut(branch).remove(key),
        }
    }

    /// Splits a full node in two, so that there is room for `key`, and returns the right one with where its keys begin.
    ///
    /// Keys that only ever go up meet the end of the last node each time. It then keeps nine tenths, for nothing will
    /// fill it again.
    pub(super) fn split(&mut self, key: &K) -> (K::Owned, Node<K, V>) {
        match self {
            Node::Empty => unreachable!("an empty node does not lack room"),
            Node::Leaf(left) => {
                let left = Arc::make_mut(left);
                let at_end = left.keys().find(key) == Err(left.len());
                let keep = if at_end { LEAF_MAX * 9 / 10 } else { LEAF_MAX / 2 };
                let mut right = Leaf::new();
                Leaf::shift(left, &mut right, keep);
                (K::List::separator(left.keys(), right.keys()), Node::leaf(right))
            }
            Node::Branch(left) => {
                let left = Arc::make_mut(left);
                let at_end = left.position(key) + 1 == left.len();
                let keep = if at_end { BRANCH_MAX - 2 } else { BRANCH_MAX / 2 };
                let mut right = Branch::new();
                Branch::shift(left, &mut right, keep);
                (right.low(0), Node::branch(right))
            }
        }
    }

    /// Moves entries or children between neighbours until the left one has `keep`. Returns where the keys of
    /// the right one begin, or `None` when that is empty.
    pub(super) fn shift(left: &mut Self, right: &mut Self, keep: usize) -> Option<K::Owned> {
        match (left, right) {
            (Node::Leaf(left), Node::Leaf(right)) => {
                let (left, right) = (Arc::make_mut(left), Arc::make_mut(right));
                Leaf::shift(left, right, keep);
                (right.len() > 0).then(|| K::List::separator(left.keys(), right.keys()))
            }
            (Node::Branch(left), Node::Branch(right)) => {
                let right = Arc::make_mut(right);
                Branch::shift(Arc::make_mut(left), right, keep);
                (right.len() > 0).then(|| right.low(0))
            }
            _ => unreachable!("neighbours are of one kind"),
        }
    }
}

impl<K: TreeKey + ?Sized, V: TreeValue> Clone for Node<K, V> {
    fn clone(&self) -> Self {
        match self {
            Node::Empty => Node::Empty,
            Node::Leaf(leaf) => Node::Leaf(leaf.clone()),
            Node::Branch(branch) => Node::Branch(branch.clone()),
        }
    }
}

/// A branch: up to 16 children in key order, and how many entries each has below it.
///
/// INVARIANT: outside an insert or a removal there are at least two children, and every key below child `i` is at least
/// `lows[i]` and less than `lows[i + 1]`. The first low is not compared with: the parent did, with the same key.
#[repr(C)]
pub(super) struct Branch<K: TreeKey + ?Sized, V> {
    lows: K::List<BRANCH_MAX>,
    children: [Node<K, V>; BRANCH_MAX],
    counts: [usize; BRANCH_MAX],
}

impl<K: TreeKey + ?Sized, V: TreeValue> Branch<K, V> {
    pub(super) fn new() -> Branch<K, V> {
        Branch {
            lows: K::List::new(),
            children: std::array::from_fn(|_| Node::Empty),
            counts: [0; BRANCH_MAX],
        }
    }

    pub(super) fn len(&self) -> usize {
        self.lows.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.len() == BRANCH_MAX
    }

    /// The number of entries below.
    pub(super) fn count(&self) -> usize {
        self.counts[..self.len()].iter().sum()
    }

    pub(super) fn low(&self, at: usize) -> K::Owned {
        self.lows.key(at)
    }

    pub(super) fn lows(&self) -> &K::List<BRANCH_MAX> {
        &self.lows
    }

    pub(super) fn child(&self, at: usize) -> &Node<K, V> {
        &self.children[at]
    }

    pub(super) fn children(&self) -> &[Node<K, V>] {
        &self.children[..self.len()]
    }

    /// Takes the only child out of a branch that has no more.
    pub(super) fn only_child(&self) -> Option<Node<K, V>> {
        (self.len() == 1).then(|| self.children[0].clone())
    }

    /// The number of entries before child `at`.
    pub(super) fn count_before(&self, at: usize) -> usize {
        self.counts[..at].iter().sum()
    }

    /// The child that entry number `rank` is below, and the entry's number there.
    pub(super) fn locate(&self, rank: usize) -> Option<(&Node<K, V>, usize)> {
        let mut rest = rank;
        for (child, count) in self.children().iter().zip(&self.counts) {
            match rest.checked_sub(*count) {
                Some(behind) => rest = behind,
                None => return Some((child, rest)),
            }
        }
        None
    }

    /// The child that `key` belongs to.
    #[inline]
    pub(super) fn position(&self, key: &K) -> usize {
        self.lows.position(key)
    }

    /// Appends a child, whose keys are greater than every other.
    ///
    /// INVARIANT: the branch is not full.
    pub(super) fn push(&mut self, low: &K, child: Node<K, V>) {
        self.put(self.len(), low, child);
    }

    /// Sets the value of `key` and returns the one before.
    ///
    /// INVARIANT: the branch is not full, so there is room for what the child splits off.
    pub(super) fn insert(&mut self, key: &K, value: V) -> Option<V> {
        let mut at = self.position(key);
        if self.children[at].lacks_room(key) {
            self.make_room(at, key);
            at = self.position(key);
        }
        let old = self.children[at].insert(key, value);
        self.counts[at] += usize::from(old.is_none());
        old
    }

    /// Removes `key` and returns its value.
    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        let at = self.position(key);
        let old = self.children[at].remove(key)?;
        self.counts[at] -= 1;
        if self.children[at].is_underfull() && self.len() > 1 {
            let left = at.min(self.len() - 2);
            let total = self.children[left].width() + self.children[left + 1].width();
            self.share(left, self.children[left].keep_of(total));
        }
        Some(old)
    }

    /// Moves children between neighbours until the left one has `keep`.
    ///
    /// INVARIANT: both fit.
    pub(super) fn shift(left: &mut Self, right: &mut Self, keep: usize) {
        let (left_len, right_len) = (left.len(), right.len());
        if let Some(moved) = left_len.checked_sub(keep) {
            right.counts.copy_within(..right_len, moved);
            right.children.rotate_right(moved);
            right.counts[..moved].copy_from_slice(&left.counts[keep..left_len]);
            right.children[..moved].swap_with_slice(&mut left.children[keep..left_len]);
        } else {
            let moved = keep - left_len;
            left.counts[left_len..keep].copy_from_slice(&right.counts[..moved]);
            left.children[left_len..keep].swap_with_slice(&mut right.children[..moved]);
            right.counts.copy_within(moved..right_len, 0);
            right.children.rotate_left(moved);
        }
        K::List::shift(&mut left.lows, &mut right.lows, keep);
    }

    /// Lets a neighbour of a full child take some entries, or splits the child.
    fn make_room(&mut self, at: usize, key: &K) {
        let neighbours = [Some(at), at.checked_sub(1)].into_iter().flatten();
        for left in neighbours.filter(|left| left + 1 < self.len()) {
            let other = if left == at { at + 1 } else { left };
            if self.children[other].is_roomy_leaf() {
                let total = self.children[left].width() + self.children[left + 1].width();
                return self.share(left, total / 2);
            }
        }
        let (low, right) = self.children[at].split(key);
        self.counts[at] = self.children[at].count();
        self.put(at + 1, low.borrow(), right);
    }

    /// Shares what a child and the one after it have, so that the left one has `keep`. One that is left empty goes.
    fn share(&mut self, left: usize, keep: usize) {
        let len = self.len();
        let (before, after) = self.children.split_at_mut(left + 1);
        match Node::shift(&mut before[left], &mut after[0], keep) {
            Some(low) => {
                self.lows.replace(left + 1, low.borrow());
                self.counts[left + 1] = after[0].count();
            }
            None => {
                after[0] = Node::Empty;
                after.rotate_left(1);
                self.lows.remove(left + 1);
                self.counts.copy_within(left + 2..len, left + 1);
            }
        }
        self.counts[left] = self.children[left].count();
    }

    fn put(&mut self, at: usize, low: &K, child: Node<K, V>) {
        let len = self.len();
        self.counts.copy_within(at..len, at + 1);
        self.children[at..=len].rotate_right(1);
        self.lows.insert(at, low);
        self.counts[at] = child.count();
        self.children[at] = child;
    }
}

impl<K: TreeKey + ?Sized, V: TreeValue> Clone for Branch<K, V> {
    fn clone(&self) -> Self {
        Branch {
            lows: self.lows.clone(),
            children: self.children.clone(),
            counts: self.counts,
        }
    }
}
