//! A branch: up to 16 children in key order, and how many entries each has below it.

use super::node::Node;
use super::{TreeKey, TreeValue};

/// The most children of a branch.
pub(super) const BRANCH_MAX: usize = 16;

/// INVARIANT: outside an insert or a removal there are at least two children, and every key below child `i` is at least
/// `lows[i]` and less than `lows[i + 1]`. The first low is not compared with: the parent did, with the same key.
#[derive(Clone)]
#[repr(C)]
pub(super) struct Branch<K, V> {
    len: usize,
    lows: [K; BRANCH_MAX],
    children: [Node<K, V>; BRANCH_MAX],
    counts: [usize; BRANCH_MAX],
}

impl<K: TreeKey, V: TreeValue> Branch<K, V> {
    pub(super) fn new() -> Branch<K, V> {
        Branch {
            len: 0,
            lows: [K::default(); BRANCH_MAX],
            children: std::array::from_fn(|_| Node::Empty),
            counts: [0; BRANCH_MAX],
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_full(&self) -> bool {
        self.len == BRANCH_MAX
    }

    /// The number of entries below.
    pub(super) fn count(&self) -> usize {
        self.counts[..self.len].iter().sum()
    }

    pub(super) fn low(&self, at: usize) -> K {
        self.lows[at]
    }

    pub(super) fn child(&self, at: usize) -> &Node<K, V> {
        &self.children[at]
    }

    pub(super) fn children(&self) -> &[Node<K, V>] {
        &self.children[..self.len]
    }

    /// Takes the only child out of a branch that has no more.
    pub(super) fn only_child(&self) -> Option<Node<K, V>> {
        (self.len == 1).then(|| self.children[0].clone())
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
        let lows = self.lows[..self.len].iter().skip(1);
        lows.map(|low| usize::from(low <= key)).sum()
    }

    /// Appends a child, whose keys are greater than every other.
    ///
    /// INVARIANT: the branch is not full.
    pub(super) fn push(&mut self, low: K, child: Node<K, V>) {
        self.put(self.len, low, child);
    }

    /// Sets the value of `key` and returns the one before.
    ///
    /// INVARIANT: the branch is not full, so there is room for what the child splits off.
    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let mut at = self.position(&key);
        if self.children[at].lacks_room(&key) {
            self.make_room(at, &key);
            at = self.position(&key);
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
        if self.children[at].is_underfull() && self.len > 1 {
            let left = at.min(self.len - 2);
            let total = self.children[left].width() + self.children[left + 1].width();
            self.share(left, self.children[left].keep_of(total));
        }
        Some(old)
    }

    /// Moves children between neighbours until the left one has `keep`.
    ///
    /// INVARIANT: both fit.
    pub(super) fn shift(left: &mut Self, right: &mut Self, keep: usize) {
        if let Some(moved) = left.len.checked_sub(keep) {
            right.lows.copy_within(..right.len, moved);
            right.counts.copy_within(..right.len, moved);
            right.children.rotate_right(moved);
            right.lows[..moved].copy_from_slice(&left.lows[keep..left.len]);
            right.counts[..moved].copy_from_slice(&left.counts[keep..left.len]);
            right.children[..moved].swap_with_slice(&mut left.children[keep..left.len]);
            right.len += moved;
        } else {
            let moved = keep - left.len;
            left.lows[left.len..keep].copy_from_slice(&right.lows[..moved]);
            left.counts[left.len..keep].copy_from_slice(&right.counts[..moved]);
            left.children[left.len..keep].swap_with_slice(&mut right.children[..moved]);
            right.lows.copy_within(moved..right.len, 0);
            right.counts.copy_within(moved..right.len, 0);
            right.children.rotate_left(moved);
            right.len -= moved;
        }
        left.len = keep;
    }

    /// Lets a neighbour of a full child take some entries, or splits the child.
    fn make_room(&mut self, at: usize, key: &K) {
        let neighbours = [Some(at), at.checked_sub(1)].into_iter().flatten();
        for left in neighbours.filter(|left| left + 1 < self.len) {
            let other = if left == at { at + 1 } else { left };
            if self.children[other].is_roomy_leaf() {
                let total = self.children[left].width() + self.children[left + 1].width();
                return self.share(left, total / 2);
            }
        }
        let (low, right) = self.children[at].split(key);
        self.counts[at] = self.children[at].count();
        self.put(at + 1, low, right);
    }

    /// Shares what a child and the one after it have, so that the left one has `keep`. One that is left empty goes.
    fn share(&mut self, left: usize, keep: usize) {
        let (before, after) = self.children.split_at_mut(left + 1);
        match Node::shift(&mut before[left], &mut after[0], keep) {
            Some(low) => {
                self.lows[left + 1] = low;
                self.counts[left + 1] = after[0].count();
            }
            None => {
                after[0] = Node::Empty;
                after.rotate_left(1);
                self.lows.copy_within(left + 2..self.len, left + 1);
                self.counts.copy_within(left + 2..self.len, left + 1);
                self.len -= 1;
            }
        }
        self.counts[left] = self.children[left].count();
    }

    fn put(&mut self, at: usize, low: K, child: Node<K, V>) {
        self.lows.copy_within(at..self.len, at + 1);
        self.counts.copy_within(at..self.len, at + 1);
        self.children[at..=self.len].rotate_right(1);
        self.lows[at] = low;
        self.counts[at] = child.count();
        self.children[at] = child;
        self.len += 1;
    }
}
