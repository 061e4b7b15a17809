//! What a change feed yields.

use crate::key::Key;
use crate::revision::Revision;

/// One key written or removed at a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The key.
    pub key: Key,
    /// The revision of the batch.
    pub revision: Revision,
    /// What the batch did to the key.
    pub kind: ChangeKind,
}

/// What a batch did to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// A value was put under the key.
    Put,
    /// The key was removed, or was absent already.
    Remove,
}

/// What a feed has to say. The end and the loss of data are values, not errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// The next changes, oldest first; never none.
    Some(Vec<Change>),
    /// Nothing new since the last call.
    Empty,
    /// The store no longer remembers all changes since the feed's revision. The feed stays expired: read the documents
    /// from a snapshot, and follow the changes since the snapshot's revision.
    Expired,
}
