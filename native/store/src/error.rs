//! What can go wrong, with a code that never changes.

use std::path::PathBuf;
use std::sync::Arc;

use bimetal_document::detail::{Detail, number, text};
use bimetal_document::{Condition, Key, Revision};

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation was refused or failed. [`Error::code`] is for programs, the message for people.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the variants and their fields are")]
pub enum Error {
    #[error(transparent)]
    Document(#[from] bimetal_document::Error),
    #[error(transparent)]
    Engine(bimetal_engine::Error),
    #[error(transparent)]
    Json(bimetal_json::Error),

    #[error("{key} has {}, not {expected}: read it again and decide anew", found(*.actual))]
    RevisionConflict {
        key: Key,
        expected: Condition,
        actual: Option<Revision>,
    },
    #[error("there is no document under {key} that the patch could change: put it first")]
    DocumentNotFound { key: Key },
    #[error("revision {asked} does not exist yet, the last is {last}: use a revision that this store gave out")]
    RevisionInvalid { asked: Revision, last: Revision },

    #[error("the store is closed: open it again")]
    StoreClosed,
    #[error("the snapshot is closed: take another")]
    SnapshotClosed,
    #[error("the cursor is closed: open another")]
    CursorClosed,
    #[error("the change feed is closed: open another")]
    FeedClosed,
    #[error("the batch is already committed or discarded: begin another")]
    BatchClosed,

    #[error("{bytes_max} bytes of writes wait for the disk already: wait for some of them before writing more")]
    QueueFull { bytes_max: usize },

    #[error(
        "the data folder {} is in use by {}: stop it, or choose another folder",
        path.display(),
        holder(*.pid, *.elsewhere)
    )]
    StoreLocked {
        path: PathBuf,
        pid: Option<u32>,
        /// The pid is one of another container, and means nothing in this one.
        elsewhere: bool,
    },
    #[error("the store refuses writes ({reason}): close it, see to the cause, and open it again")]
    StorePoisoned { reason: Arc<str> },
    #[error("there is no engine named {name:?}: the engines are {}", known.join(", "))]
    EngineUnknown {
        name: String,
        known: &'static [&'static str],
    },
    #[error(
        "the data folder was written by engine {found:?}, not {asked:?}: open it without naming an engine, \
        or migrate it into a new folder with the command `migrate`"
    )]
    EngineMismatch { asked: String, found: String },
    #[error(
        "the data folder has format {found} and this version reads {supported}: \
        open it with the version that wrote it"
    )]
    FormatUnsupported { found: String, supported: u32 },
}

impl From<bimetal_engine::Error> for Error {
    /// What the layers below say in their own words, and this one too, is said once: by the variant of the lowest.
    fn from(error: bimetal_engine::Error) -> Error {
        match error {
            bimetal_engine::Error::Document(error) => Error::Document(error),
            bimetal_engine::Error::Closed => Error::StoreClosed,
            error => Error::Engine(error),
        }
    }
}

impl From<bimetal_json::Error> for Error {
    fn from(error: bimetal_json::Error) -> Error {
        match error {
            bimetal_json::Error::Document(error) => Error::Document(error),
            error => Error::Json(error),
        }
    }
}

impl Error {
    /// The code that programs compare. Codes are API and never change.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Document(error) => error.code(),
            Error::Engine(error) => error.code(),
            Error::Json(error) => error.code(),
            Error::RevisionConflict { .. } => "REVISION_CONFLICT",
            Error::DocumentNotFound { .. } => "DOCUMENT_NOT_FOUND",
            Error::RevisionInvalid { .. } => "REVISION_INVALID",
            Error::StoreClosed => "STORE_CLOSED",
            Error::SnapshotClosed => "SNAPSHOT_CLOSED",
            Error::CursorClosed => "CURSOR_CLOSED",
            Error::FeedClosed => "FEED_CLOSED",
            Error::BatchClosed => "BATCH_CLOSED",
            Error::QueueFull { .. } => "QUEUE_FULL",
            Error::StoreLocked { .. } => "STORE_LOCKED",
            Error::StorePoisoned { .. } => "STORE_POISONED",
            Error::EngineUnknown { .. } => "ENGINE_UNKNOWN",
            Error::EngineMismatch { .. } => "ENGINE_MISMATCH",
            Error::FormatUnsupported { .. } => "FORMAT_UNSUPPORTED",
        }
    }

    /// The values that the error carries, by name, for callers who must not read the message.
    pub fn details(&self) -> Vec<(&'static str, Detail)> {
        match self {
            Error::Document(error) => error.details(),
            Error::Engine(error) => error.details(),
            Error::Json(error) => error.details(),
            Error::RevisionConflict { key, expected, actual } => {
                let mut details = vec![("key", text(key)), ("expected", text(expected))];
                details.extend(actual.map(|actual| ("actual", text(actual))));
                details
            }
            Error::DocumentNotFound { key } => vec![("key", text(key))],
            Error::RevisionInvalid { asked, last } => vec![("asked", text(asked)), ("last", text(last))],
            Error::QueueFull { bytes_max } => vec![("bytes_max", number(*bytes_max))],
            Error::StoreLocked { path, pid, .. } => {
                let mut details = vec![("path", text(path.display()))];
                details.extend(pid.map(|pid| ("pid", Detail::Number(u64::from(pid)))));
                details
            }
            Error::StorePoisoned { reason } => vec![("reason", text(reason))],
            Error::EngineUnknown { name, .. } => vec![("name", text(name))],
            Error::EngineMismatch { asked, found } => vec![("asked", text(asked)), ("found", text(found))],
            Error::FormatUnsupported { found, supported } => {
                vec![
                    ("found", text(found)),
                    ("supported", Detail::Number(u64::from(*supported))),
                ]
            }
            Error::StoreClosed
            | Error::SnapshotClosed
            | Error::CursorClosed
            | Error::FeedClosed
            | Error::BatchClosed => Vec::new(),
        }
    }
}

fn found(actual: Option<Revision>) -> String {
    actual.map_or_else(|| "no document".to_owned(), |revision| format!("revision {revision}"))
}

fn holder(pid: Option<u32>, elsewhere: bool) -> String {
    match pid {
        Some(pid) if elsewhere => format!("process {pid} of another container"),
        Some(pid) if pid == std::process::id() => {
            format!("this process (pid {pid}), through another copy of the library or another name of the folder")
        }
        Some(pid) => format!("process {pid}"),
        None => "another process".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_store_names_the_holder_and_what_to_do() {
        let error = Error::StoreLocked {
            path: "/data".into(),
            pid: Some(4_000_000_000),
            elsewhere: false,
        };
        assert_eq!(
            error.to_string(),
            "the data folder /data is in use by process 4000000000: stop it, or choose another folder"
        );
        assert_eq!(
            error.details(),
            [
                ("path", Detail::Text("/data".into())),
                ("pid", Detail::Number(4_000_000_000))
            ]
        );
    }

    #[test]
    fn a_lock_held_by_this_very_process_says_so() {
        let error = Error::StoreLocked {
            path: "/data".into(),
            pid: Some(std::process::id()),
            elsewhere: false,
        };
        assert!(error.to_string().contains("another copy of the library"), "{error}");
    }
}
