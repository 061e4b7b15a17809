//! What must hold for a batch to commit.

use std::fmt;

use crate::revision::Revision;

/// What must hold for a key when a batch's turn to commit comes. The committer decides, so that nothing slips in between
/// the question and the write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// There is no document under the key, or its time to live is over.
    Absent,
    /// There is a document under the key.
    Present,
    /// There is a document under the key, and it was last written at this revision.
    Revision(Revision),
    /// The document under the key has outlived its time to live: how the store removes it without harming a newer one.
    Expired,
}

/// What a condition finds under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// No document.
    Nothing,
    /// A document whose time to live is over.
    Expired,
    /// A document, and the revision that wrote it.
    Document(Revision),
}

impl Found {
    /// The revision of the document, if there is one to be read.
    pub fn revision(self) -> Option<Revision> {
        match self {
            Found::Document(revision) => Some(revision),
            Found::Nothing | Found::Expired => None,
        }
    }
}

impl Condition {
    /// Whether the condition holds for what was found.
    pub fn holds(self, found: Found) -> bool {
        match self {
            Condition::Absent => found.revision().is_none(),
            Condition::Present => found.revision().is_some(),
            Condition::Revision(expected) => found == Found::Document(expected),
            Condition::Expired => found == Found::Expired,
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::Absent => f.write_str("no document"),
            Condition::Present => f.write_str("a document"),
            Condition::Revision(revision) => write!(f, "revision {revision}"),
            Condition::Expired => f.write_str("an expired document"),
        }
    }
}
