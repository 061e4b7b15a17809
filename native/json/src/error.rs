//! Why a question or a change is refused, with a code that never changes.

use bimetal_document::detail::{Detail, number, text};

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a pointer, a filter, fields or a patch is refused. [`Error::code`] is for programs, the message for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the variants and their fields are")]
pub enum Error {
    #[error(transparent)]
    Document(#[from] bimetal_document::Error),
    #[error("the JSON Pointer is not one: {reason} at byte {offset}")]
    PointerInvalid { offset: usize, reason: &'static str },
    #[error("the filter is not one: {reason} at byte {offset}")]
    FilterInvalid { offset: usize, reason: &'static str },
    #[error("the fields are not ones that can be picked: {reason}")]
    FieldsInvalid { reason: &'static str },
    #[error("the patch is not one: {}{reason}", place(*.operation))]
    PatchInvalid {
        /// Counted from 0. None when it is the patch itself that is wrong.
        operation: Option<usize>,
        reason: &'static str,
    },
    #[error("the patch does not fit the document: operation {operation} at {path:?}: {reason}")]
    PatchFailed {
        /// Counted from 0.
        operation: usize,
        path: String,
        reason: &'static str,
    },
    #[error("the patch is more work than is done for one: {reason}: split it")]
    PatchTooLarge { reason: &'static str },
}

impl Error {
    /// The code that programs compare. Codes are API and never change.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Document(error) => error.code(),
            Error::PointerInvalid { .. } => "POINTER_INVALID",
            Error::FilterInvalid { .. } => "FILTER_INVALID",
            Error::FieldsInvalid { .. } => "FIELDS_INVALID",
            Error::PatchInvalid { .. } => "PATCH_INVALID",
            Error::PatchFailed { .. } => "PATCH_FAILED",
            Error::PatchTooLarge { .. } => "PATCH_TOO_LARGE",
        }
    }

    /// The values that the error carries, by name, for callers who must not read the message.
    pub fn details(&self) -> Vec<(&'static str, Detail)> {
        match self {
            Error::Document(error) => error.details(),
            Error::PointerInvalid { offset, reason } | Error::FilterInvalid { offset, reason } => {
                vec![("offset", number(*offset)), ("reason", text(*reason))]
            }
            Error::FieldsInvalid { reason } | Error::PatchTooLarge { reason } => vec![("reason", text(*reason))],
            Error::PatchInvalid { operation, reason } => {
                let mut details = vec![("reason", text(*reason))];
                details.extend(operation.map(|operation| ("operation", number(operation))));
                details
            }
            Error::PatchFailed {
                operation,
                path,
                reason,
            } => vec![
                ("operation", number(*operation)),
                ("path", text(path)),
                ("reason", text(*reason)),
            ],
        }
    }
}

fn place(operation: Option<usize>) -> String {
    operation.map_or_else(String::new, |operation| format!("operation {operation}: "))
}
