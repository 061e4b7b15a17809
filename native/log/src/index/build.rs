//! Building a tree from entries that are in order already.

use std::borrow::Borrow;

use super::entry::{KeyList, TreeKey, TreeValue};
use super::leaf::{LEAF_MAX, Leaf};
use super::node::{BRANCH_MAX, Branch, Node};
use super::tree::Tree;

/// Leaves and branches are left an eighth of room, so that the first write into each does not split it.
const LEAF_FILL: usize = LEAF_MAX * 7 / 8;
const BRANCH_FILL: usize = BRANCH_MAX * 7 / 8;

impl<K: TreeKey + ?Sized, V: TreeValue> Tree<K, V> {
    /// A tree of entries whose keys ascend, or `None` when they do not.
    pub fn from_sorted(entries: impl IntoIterator<Item = (K::Owned, V)>) -> Option<Tree<K, V>> {
        let mut builder = Builder::new();
        let ascending = entries
            .into_iter()
            .all(|(key, value)| builder.push(key.borrow(), value));
        ascending.then(|| builder.finish())
    }
}

/// Builds a tree from ascending keys, without a search.
pub struct Builder<K: TreeKey + ?Sized, V> {
    leaf: Leaf<K, V>,
    last: Option<K::Owned>,
    /// The leaves that are done, with where the keys of each begin.
    nodes: Vec<(K::Owned, Node<K, V>)>,
}

impl<K: TreeKey + ?Sized, V: TreeValue> Default for Builder<K, V> {
    fn default() -> Builder<K, V> {
        Builder::new()
    }
}

impl<K: TreeKey + ?Sized, V: TreeValue> Builder<K, V> {
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
    pub fn push(&mut self, key: &K, value: V) -> bool {
        match &mut self.last {
            Some(last) if (*last).borrow() >= key => return false,
            Some(last) => key.clone_into(last),
            None => self.last = Some(key.to_owned()),
        }
        if self.leaf.len() == LEAF_FILL {
            self.end_leaf();
        }
        self.leaf.push(key, value);
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
        let low = match self.nodes.last() {
            Some((_, Node::Leaf(before))) => K::List::separator(before.keys(), self.leaf.keys()),
            _ => self.leaf.keys().key(0),
        };
        self.nodes.push((low, Node::leaf(self.leaf.clone())));
        self.leaf.clear();
    }
}

/// One level up: as few branches as will do, all of them alike, so that none has one child only.
fn parents_of<K: TreeKey + ?Sized, V: TreeValue>(nodes: Vec<(K::Owned, Node<K, V>)>) -> Vec<(K::Owned, Node<K, V>)> {
    let total = nodes.len();
    let branches = total.div_ceil(BRANCH_FILL);
    let mut nodes = nodes.into_iter();
    let parent = |number: usize| {
        let width = total * (number + 1) / branches - total * number / branches;
        let mut branch = Branch::new();
        for (low, node) in nodes.by_ref().take(width) {
            branch.push(low.borrow(), node);
        }
        (branch.low(0), Node::branch(branch))
    };
    (0..branches).map(parent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_out_of_order_or_twice_build_no_tree() {
        assert!(Tree::<u32, _>::from_sorted([(2, 0), (1, 0)]).is_none());
        assert!(Tree::<u32, _>::from_sorted([(2, 0), (2, 0)]).is_none());
    }
}
