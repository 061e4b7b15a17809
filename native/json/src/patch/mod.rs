//! Changes of a JSON text.

mod apply;
mod edits;
mod merge;
mod operation;

use std::fmt;

use bimetal_document::{Limits, Value};

use crate::error::{Error, Result};
use operation::Operation;

/// How a patch is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatchKind {
    /// JSON Merge Patch (RFC 7396), `application/merge-patch+json`.
    Merge,
    /// JSON Patch (RFC 6902), `application/json-patch+json`.
    Json,
}

/// A change of a JSON text. What it does not touch keeps its bytes: numbers, spaces, the order and names that stand twice.
///
/// Of members of one name the last counts, as `JSON.parse` takes it: it is the one that is changed, and removing takes out
/// all of them. What is added to an object stands at its end, spaced as the member before it.
pub struct Patch {
    text: Value,
    steps: Steps,
}

enum Steps {
    Merge,
    Operations(Vec<Operation>),
}

impl Patch {
    /// The most operations of a JSON Patch.
    pub const OPERATIONS_MAX: usize = operation::OPERATIONS_MAX;

    /// Reads a patch. Errors: those of a [`Value`], `PATCH_INVALID`, `PATCH_TOO_LARGE`.
    pub fn parse(text: &[u8], kind: PatchKind, limits: &Limits) -> Result<Patch> {
        Patch::new(Value::parse(text, limits)?, kind)
    }

    /// Takes a text that was checked for a patch. Errors: `PATCH_INVALID`, `PATCH_TOO_LARGE`.
    pub fn new(text: Value, kind: PatchKind) -> Result<Patch> {
        let steps = match kind {
            PatchKind::Merge => Steps::Merge,
            PatchKind::Json => Steps::Operations(operation::operations(text.as_bytes())?),
        };
        Ok(Patch { text, steps })
    }

    /// How it is written.
    pub fn kind(&self) -> PatchKind {
        match self.steps {
            Steps::Merge => PatchKind::Merge,
            Steps::Operations(_) => PatchKind::Json,
        }
    }

    /// About how many bytes of text are gone through to change a document of `bytes`: whoever has an event loop to keep
    /// going asks before.
    pub fn work_bytes(&self, bytes: usize) -> usize {
        let passes = match &self.steps {
            Steps::Merge => 1,
            Steps::Operations(operations) => operations.len(),
        };
        passes.saturating_mul(bytes).saturating_add(self.text.as_bytes().len())
    }

    /// What the patch makes of a document, or of none, which only a merge patch can. All of it or nothing is done.
    ///
    /// Errors: `PATCH_FAILED`, `PATCH_TOO_LARGE`, and those of a [`Value`] that is too large or too deep.
    pub fn apply(&self, target: Option<&[u8]>, limits: &Limits) -> Result<Value> {
        let patch = self.text.as_bytes();
        let text = match (&self.steps, target) {
            (Steps::Merge, _) => merge::merge(target, patch),
            (Steps::Operations(operations), Some(target)) => {
                apply::apply(target, operations, patch, limits, apply::WORK_BYTES_MAX)?
            }
            (Steps::Operations(_), None) => {
                return Err(Error::PatchFailed {
                    operation: 0,
                    path: String::new(),
                    reason: "there is no document",
                });
            }
        };
        // Nothing that is no value gets out of here, whatever the patch was.
        Ok(Value::parse(&text, limits)?)
    }
}

impl fmt::Debug for Patch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Patch")
            .field("kind", &self.kind())
            .field("text", &self.text)
            .finish()
    }
}

#[cfg(test)]
mod tests;
