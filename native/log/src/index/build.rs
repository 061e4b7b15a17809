//! Building a tree from entries that are in order already.

use super::entry::{TreeKey, TreeValue};
use super::leaf::{LEAF_MAX, Leaf};
use super::node::{BRANCH_MAX, Branch, Node};
use super::tree::Tree;

/// Leaves and branches are left an eighth of room, so that the first write into each does not split it.
const LEAF_FILL: usize = LEAF_MAX * 7 / 8;
const BRANCH_FILL: usize = BRANCH_MAX * 7 / 8;

impl<K: TreeKey, V: TreeValue> Tree<K, V> {
    /// A tree of entries whose keys ascend, or `None` when they do not.
    pub fn from_sorted(entries: impl IntoIterator<Item = (K, V)>) -> Option<Tree<K, V>> {
        let mut builder = Builder::new();
        let ascending = entries.into_iter().all(|(key, value)| builder.push(key, value));
        ascending.then(|| builder.finish())
    }
}

/// Builds a tree from ascending keys, without a search.
pub struct Builder<K, V> {
    leaf: Leaf<K, V>,
    last: Option<K>,
    /// The leaves that are done, with their lowest keys.
    nodes: Vec<(K, Node<K, V>)>,
}

impl<K: TreeKey, V: TreeValue> Default for Builder<K, V> {
    fn default() -> Builder<K, V> {
        Builder::new()
    }
}

impl<K: TreeKey, V: TreeValue> Builder<K, V> {
    /// Begins with an empty tree.
    pub fn new() -> Builder<K, V> {
        Builder {
            leaf: Leaf::new(),
            last: None,
            nodes: Vec::new(),
        }
    }

    /// Appends an entry. Returns whether its key is greater than every key before; if not, it is left out.
    #[inline]
    pub fn push(&mut self, key: K, value: V) -> bool {
        if self.last.is_some_and(|last| last >= key) {
            return false;
        }
        if self.leaf.len() == LEAF_FILL {
            self.end_leaf();
        }
        self.leaf.push(key, value);
        self.last = Some(key);
        true
    }

    /// The tree of all the entries.
    pub fn finish(mut self) -> Tree<K, V> {
        if self.leaf.len() > 0 {
            self.end_leaf();
        }
        let mut nodes = self.nodes;
        while nodes.len() > 1 {
            nodes = parents_of(nodes);
        }
        let root = nodes.pop().map_or(Node::Empty, |(_, node)| node);
        Tree::with_root(root)
    }

    fn end_leaf(&mut self) {
        let leaf = Node::leaf(self.leaf.clone());
        self.nodes.push((self.leaf.keys()[0], leaf));
        self.leaf.clear();
    }
}

/// One level up: as few branches as will do, all of them alike, so that none has one child only.
fn parents_of<K: TreeKey, V: TreeValue>(nodes: Vec<(K, Node<K, V>)>) -> Vec<(K, Node<K, V>)> {
    let total = nodes.len();
    let branches = total.div_ceil(BRANCH_FILL);
    let mut nodes = nodes.into_iter();
    let parent = |number: usize| {
        let width = total * (number + 1) / branches - total * number / branches;
        let mut branch = Branch::new();
        for (low, node) in nodes.by_ref().take(width) {
            branch.push(low, node);
        }
        (branch.low(0), Node::branch(branch))
    };
    (0..branches).map(parent).collect()
}
