//! The invariants of a tree, looked at node by node.

use std::borrow::Borrow;

use super::entry::{KeyList, TreeKey, TreeValue};
use super::node::Node;
use super::tree::Tree;

/// Fails unless the tree keeps its invariants. Returns its height.
pub(super) fn whole<K: TreeKey + ?Sized, V: TreeValue>(tree: &Tree<K, V>) -> usize {
    if tree.is_empty() {
        0
    } else {
        below(tree.root(), None, None)
    }
}

fn below<K: TreeKey + ?Sized, V: TreeValue>(node: &Node<K, V>, low: Option<&K>, high: Option<&K>) -> usize {
    match node {
        Node::Empty => panic!("an empty node in a tree"),
        Node::Leaf(leaf) => {
            let keys = leaf.keys();
            assert!(keys.len() > 0, "an empty leaf");
            keys.whole();
            assert!(keys.range(0, keys.len()).is_sorted_by(|one, other| one < other));
            assert!(low.is_none_or(|low| keys.key(0).borrow() >= low));
            assert!(high.is_none_or(|high| keys.key(keys.len() - 1).borrow() < high));
            1
        }
        Node::Branch(branch) => {
            assert!(branch.len() > 1, "a branch with {} children", branch.len());
            branch.lows().whole();
            let lows: Vec<K::Owned> = (0..branch.len()).map(|at| branch.low(at)).collect();
            assert!(
                low.is_none_or(|low| lows[0].borrow() == low),
                "a child and its parent disagree"
            );
            let heights: Vec<usize> = (0..branch.len())
                .map(|at| {
                    let from = if at == 0 { low } else { Some(lows[at].borrow()) };
                    let to = lows.get(at + 1).map_or(high, |low| Some(low.borrow()));
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
