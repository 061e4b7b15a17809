//! The store as of one revision, as an engine shows it.

use std::ops::{Bound, ControlFlow};

use bimetal_document::{DocumentRef, Key, Revision, Timestamp};

use crate::error::Result;

/// Which way a scan goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// In key order.
    #[default]
    Forward,
    /// Against it.
    Backward,
}

/// The lower and the upper bound of a range of keys.
///
/// INVARIANT: the bounds are the right way round, and not both exclusive over one key.
pub type Bounds = (Bound<Key>, Bound<Key>);

/// The store as of one revision.
pub trait EngineSnapshot: Send + Sync {
    /// The revision of the last batch applied before the snapshot was taken.
    fn revision(&self) -> Revision;

    /// The number of documents, expired ones included.
    fn len(&self) -> Result<u64>;

    /// Whether there are no documents.
    fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// The number of documents between the bounds, expired ones included.
    fn count(&self, bounds: Bounds) -> Result<u64>;

    /// Shows the document under `key`. Returns whether there is one.
    fn get(&self, key: &Key, show: &mut dyn FnMut(DocumentRef<'_>)) -> Result<bool>;

    /// Shows the documents between the bounds in key order or against it, until there are no more or `show` breaks.
    fn scan(&self, bounds: Bounds, direction: Direction, show: &mut Show<'_>) -> Result<()>;

    /// Shows the documents that have expired by `now`, earliest expiry first, until `show` breaks. It costs no more than
    /// what it shows.
    fn expired(&self, now: Timestamp, show: &mut dyn FnMut(&Key) -> ControlFlow<()>) -> Result<()>;

    /// When the next document expires, if one has a time to live.
    fn next_expiry(&self) -> Result<Option<Timestamp>>;
}

/// What a scan shows its documents to.
pub type Show<'a> = dyn FnMut(&Key, DocumentRef<'_>) -> ControlFlow<()> + 'a;
