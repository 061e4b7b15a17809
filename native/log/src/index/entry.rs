//! What a tree can hold.

/// What a key of the tree can be.
pub trait TreeKey: Ord + Copy + Default {}
impl<K: Ord + Copy + Default> TreeKey for K {}

/// What a tree can keep under a key.
pub trait TreeValue: Copy + Default {}
impl<V: Copy + Default> TreeValue for V {}
