//! What a tree can hold.

use std::borrow::Borrow;

/// What a key of the tree can be: a value that is copied (`u128`), or bytes of any length (`[u8]`).
pub trait TreeKey: Ord + ToOwned<Owned: Borrow<Self>> + 'static {
    /// A key that lies in a node, as it is shown.
    type Item<'a>: Copy + Ord;

    /// Keys that lie side by side in a node, in order, from either end.
    type Keys<'a>: Iterator<Item = Self::Item<'a>> + DoubleEndedIterator + ExactSizeIterator + Clone + Default;

    /// How a node keeps up to `N` keys.
    type List<const N: usize>: KeyList<Self>;
}

/// What a tree can keep under a key.
pub trait TreeValue: Copy + Default {}
impl<V: Copy + Default> TreeValue for V {}

/// The keys of one node, in order. Whoever has the list sees to it that no key is one too many.
pub trait KeyList<K: TreeKey + ?Sized>: Clone {
    /// A list of no keys.
    fn new() -> Self;

    /// The number of keys.
    fn len(&self) -> usize;

    /// A copy of the key at a position.
    fn key(&self, at: usize) -> K::Owned;

    /// The keys from one position up to another.
    fn range(&self, from: usize, to: usize) -> K::Keys<'_>;

    /// Where `key` is, or else the number of keys less than `key`, which is where it would be.
    fn find(&self, key: &K) -> Result<usize, usize>;

    /// The number of keys behind the first that are at most `key`. The first need not be in order with the others.
    fn position(&self, key: &K) -> usize;

    /// Puts a key before the one at a position.
    fn insert(&mut self, at: usize, key: &K);

    /// Removes the key at a position.
    fn remove(&mut self, at: usize);

    /// Puts a key in the place of the one at a position.
    fn replace(&mut self, at: usize, key: &K) {
        self.remove(at);
        self.insert(at, key);
    }

    /// Removes all keys.
    fn clear(&mut self);

    /// Moves keys between neighbours until the left one has `keep`.
    fn shift(left: &mut Self, right: &mut Self, keep: usize);

    /// A short key that is greater than every key on the left and than none on the right.
    fn separator(left: &Self, right: &Self) -> K::Owned;

    /// Fails unless the list keeps its invariants.
    #[cfg(test)]
    fn whole(&self);

    /// The memory that the list takes beside itself.
    fn heap_bytes(&self) -> usize;
}

/// What an allocator in the manner of glibc takes for an allocation.
pub fn allocated(bytes: usize) -> usize {
    (bytes + size_of::<usize>()).next_multiple_of(16)
}
