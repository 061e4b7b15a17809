//! How an engine fails, with a code that never changes.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bimetal_document::detail::{Detail, text};
use bimetal_files::is_full;

/// The result of everything that an engine does.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error of an engine's own library, or of the operating system, shared by all the batches that it failed.
pub type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// What stays free beyond a group's own need: other processes write too, and redb grows its file in steps.
pub const FREE_BYTES_MIN: u64 = 4 << 20;

/// Why an engine refused an operation or failed at it. [`Error::code`] is for programs, the message for people.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the variants and their fields are")]
pub enum Error {
    #[error(transparent)]
    Document(#[from] bimetal_document::Error),
    #[error("the store is closed: open it again")]
    Closed,
    #[error("the operation was cancelled")]
    Cancelled,
    #[error("the disk is nearly full: free at least {bytes_needed} bytes and try again")]
    DiskFull {
        bytes_needed: u64,
        #[source]
        source: Option<Cause>,
    },
    #[error("{} cannot be a data folder: {reason}", path.display())]
    FolderInvalid { path: PathBuf, reason: &'static str },
    #[error("{} is damaged at byte {offset} ({reason}): restore the data folder from a backup", path.display())]
    Damaged {
        path: PathBuf,
        offset: u64,
        reason: &'static str,
    },
    #[error("the document under {key} {reason}: put it anew, remove it, or restore the data folder from a backup")]
    DocumentDamaged { key: String, reason: &'static str },
    #[error("{} is damaged ({reason}): restore the data folder from a backup", path.display())]
    FileDamaged { path: PathBuf, reason: String },
    #[error("cannot {action} {}", path.display())]
    Io {
        action: &'static str,
        path: PathBuf,
        source: Cause,
    },
    #[error("the storage engine failed: {reason}")]
    Failed {
        reason: &'static str,
        #[source]
        source: Option<Cause>,
    },
}

impl Error {
    /// The code that programs compare. Codes are API and never change.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Document(error) => error.code(),
            Error::Closed => "STORE_CLOSED",
            Error::Cancelled => "CANCELLED",
            Error::DiskFull { .. } => "DISK_FULL",
            Error::FolderInvalid { .. } => "FOLDER_INVALID",
            Error::Damaged { .. } | Error::DocumentDamaged { .. } | Error::FileDamaged { .. } => "DATA_DAMAGED",
            Error::Io { .. } => "IO",
            Error::Failed { .. } => "ENGINE_FAILED",
        }
    }

    /// The values that the error carries, by name, for callers who must not read the message.
    pub fn details(&self) -> Vec<(&'static str, Detail)> {
        match self {
            Error::Document(error) => error.details(),
            Error::DiskFull { bytes_needed, .. } => vec![("bytes_needed", Detail::Number(*bytes_needed))],
            Error::FolderInvalid { path, reason } => vec![("path", text(path.display())), ("reason", text(*reason))],
            Error::Damaged { path, offset, reason } => vec![
                ("path", text(path.display())),
                ("offset", Detail::Number(*offset)),
                ("reason", text(*reason)),
            ],
            Error::DocumentDamaged { key, reason } => vec![("key", text(key)), ("reason", text(*reason))],
            Error::FileDamaged { path, reason } => vec![("path", text(path.display())), ("reason", text(reason))],
            Error::Io { action, path, .. } => vec![("action", text(*action)), ("path", text(path.display()))],
            Error::Failed { reason, .. } => vec![("reason", text(*reason))],
            Error::Closed | Error::Cancelled => Vec::new(),
        }
    }

    /// An error of the operating system: a full disk by its own code.
    pub fn io(action: &'static str, path: &Path, error: io::Error) -> Error {
        if is_full(&error) {
            return Error::DiskFull {
                bytes_needed: FREE_BYTES_MIN,
                source: Some(Arc::new(error)),
            };
        }
        Error::unknown(action, path, Arc::new(error))
    }

    /// An error of the operating system that leaves open what is on the disk. Never `DISK_FULL`, whatever the system says:
    /// that code promises that nothing was written.
    pub fn unknown(action: &'static str, path: &Path, source: Cause) -> Error {
        Error::Io {
            action,
            path: path.to_path_buf(),
            source,
        }
    }

    /// The same error as one that leaves open what is on the disk.
    #[must_use]
    pub fn into_unknown(self, action: &'static str, path: &Path) -> Error {
        match self {
            Error::DiskFull {
                source: Some(source), ..
            } => Error::unknown(action, path, source),
            error => error,
        }
    }

    /// The same error as one after which nothing is left of what was written: a full disk by its own code again.
    #[must_use]
    pub fn into_undone(self) -> Error {
        match self {
            Error::Io { source, .. } if source.downcast_ref::<io::Error>().is_some_and(is_full) => Error::DiskFull {
                bytes_needed: FREE_BYTES_MIN,
                source: Some(source),
            },
            error => error,
        }
    }
}

/// An error and its causes in one line.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_stand_behind_their_error() {
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        let text = with_causes(&Error::io("write", Path::new("/x"), denied));
        assert_eq!(text, "cannot write /x: permission denied");
    }

    #[test]
    fn a_full_disk_has_its_own_code() {
        for kind in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded] {
            assert_eq!(Error::io("write", Path::new("/x"), kind.into()).code(), "DISK_FULL");
        }
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(Error::io("write", Path::new("/x"), denied).code(), "IO");
    }

    #[test]
    fn a_full_disk_that_leaves_open_what_was_written_is_an_error_like_others() {
        let full = Error::io("write", Path::new("/x"), io::ErrorKind::StorageFull.into());
        let text = with_causes(&full.into_unknown("make durable", Path::new("/x")));
        assert_eq!(text, "cannot make durable /x: no storage space");
    }

    #[test]
    fn a_full_disk_has_its_own_code_again_once_nothing_is_left_of_what_was_written() {
        let unknown = |kind: io::ErrorKind| Error::unknown("write", Path::new("/x"), Arc::new(io::Error::from(kind)));
        assert_eq!(unknown(io::ErrorKind::StorageFull).into_undone().code(), "DISK_FULL");
        assert_eq!(unknown(io::ErrorKind::PermissionDenied).into_undone().code(), "IO");
    }
}
