//! A JSON value under a key.

use std::sync::Arc;

use crate::key::Key;
use crate::revision::Revision;

/// A stored value and the revision that wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    value: Arc<[u8]>,
    revision: Revision,
}

impl Document {
    pub(crate) fn new(revision: Revision, value: &[u8]) -> Document {
        Document {
            value: Arc::from(value),
            revision,
        }
    }

    /// The JSON text, byte for byte as it was put.
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// The revision of the batch that wrote the value.
    pub fn revision(&self) -> Revision {
        self.revision
    }
}

/// A document and its key, as a cursor yields them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The document's key.
    pub key: Key,
    /// The document.
    pub document: Document,
}
