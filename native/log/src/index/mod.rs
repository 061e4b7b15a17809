//! The index: where the newest version of each document lies, in key order, in memory.
//!
//! Two trees, one for keys of 16 bytes and one for all others ([`Index`]). Each is a persistent B+ tree: a clone shares every
//! node with the original and never changes, so a clone is a snapshot: it costs one reference count. A write copies the nodes on the way to its leaf where a clone still shares them, and
//! nothing otherwise. There is one writer; clones may be read on any thread.
//!
//! Leaves are wide (64 entries side by side: a look-up waits for memory about once there), branches are narrow
//! (16 children: a copy takes a reference on each child, and each reference is a cache miss). A full leaf first evens
//! out with a neighbour that has room, and splits only without one, so leaves stay about four fifths full.
//!
//! Keys are of two kinds, and one tree serves both: numbers, which a node keeps side by side (`fixed`), and bytes of any
//! length, which a node keeps in one buffer, with what they all begin with stored once (`packed`).

#![allow(
    clippy::indexing_slicing,
    reason = "positions come from the tree itself; were one wrong, a panic that poisons the store is better than an \
              entry that silently is not there"
)]

mod build;
mod documents;
mod entries;
mod entry;
mod expiries;
mod fixed;
pub mod key;
mod leaf;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod model;
mod node;
mod packed;
mod place;
mod range;
mod tree;
#[cfg(test)]
mod whole;

pub use build::Builder;
pub use documents::Index;
pub use entries::{Entries, Kinds};
pub use expiries::Expiries;
pub use packed::{KEY_BYTES_MAX, PackedKey};
pub use place::Place;
pub use range::Range;
pub use tree::Tree;

/// A tree of keys of any length, which it keeps as bytes and orders as such.
pub type ByteTree<V> = Tree<[u8], V>;
