//! A JSON value under a key.

use std::sync::Arc;

use crate::key::Key;
use crate::revision::Revision;
use crate::timestamp::Timestamp;

/// A stored value, the revision that wrote it, and when it expires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    value: Arc<[u8]>,
    revision: Revision,
    expires: Option<Timestamp>,
}

impl Document {
    /// A copy of a document that is shown.
    pub fn new(document: DocumentRef<'_>) -> Document {
        Document {
            value: Arc::from(document.value),
            revision: document.revision,
            expires: document.expires,
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

    /// When the document expires; `None` for never.
    pub fn expires(&self) -> Option<Timestamp> {
        self.expires
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

/// A document as it is shown: nothing is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentRef<'a> {
    /// The revision of the batch that wrote it.
    pub revision: Revision,
    /// When it expires; `None` for never.
    pub expires: Option<Timestamp>,
    /// The JSON text.
    pub value: &'a [u8],
}

impl DocumentRef<'_> {
    /// Whether the document's time to live is over.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }
}
