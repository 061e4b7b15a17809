//! A node of the tree, whichever kind.

use std::sync::Arc;

use super::branch::{BRANCH_MAX, Branch};
use super::leaf::{LEAF_MAX, Leaf};
use super::{TreeKey, TreeValue};

/// A leaf under this many entries after a removal evens out with a neighbour, or is merged into it.
const LEAF_MIN: usize = 28;

/// Two leaves become one when they leave it some room for what comes next.
const LEAF_MERGED_MAX: usize = 56;

/// A neighbour with at most this many entries takes some from a full leaf. Each such move makes room for eight more
/// entries at least.
const LEAF_ROOMY_MAX: usize = 48;

const BRANCH_MIN: usize = 5;
const BRANCH_MERGED_MAX: usize = 12;

/// A shared node. There are no empty leaves and branches in a tree: an empty tree is an empty node.
#[derive(Clone, Default)]
pub(super) enum Node<K, V> {
    /// No node: an empty tree, or a slot of a branch that is not used.
    #[default]
    Empty,
    Leaf(Arc<Leaf<K, V>>),
    Branch(Arc<Branch<K, V>>),
}

impl<K: TreeKey, V: TreeValue> Node<K, V> {
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
            Node::Leaf(leaf) => leaf.is_full() && !leaf.holds(key),
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
    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
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

    /// Splits a full node in two, so that there is room for `key`, and returns the right one with its lowest key.
    ///
    /// Keys that only ever go up meet the end of the last node each time. It then keeps nine tenths, for nothing will
    /// fill it again.
    pub(super) fn split(&mut self, key: &K) -> (K, Node<K, V>) {
        match self {
            Node::Empty => unreachable!("an empty node does not lack room"),
            Node::Leaf(left) => {
                let left = Arc::make_mut(left);
                let at_end = left.rank(key) == left.len();
                let keep = if at_end { LEAF_MAX * 9 / 10 } else { LEAF_MAX / 2 };
                let mut right = Leaf::new();
                Leaf::shift(left, &mut right, keep);
                (right.keys()[0], Node::leaf(right))
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

    /// Moves entries or children between neighbours until the left one has `keep`. Returns the lowest key of the right
    /// one, or `None` when that is empty.
    pub(super) fn shift(left: &mut Self, right: &mut Self, keep: usize) -> Option<K> {
        match (left, right) {
            (Node::Leaf(left), Node::Leaf(right)) => {
                let right = Arc::make_mut(right);
                Leaf::shift(Arc::make_mut(left), right, keep);
                right.keys().first().copied()
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
