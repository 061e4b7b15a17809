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
            Error::Damaged { .. } => "DATA_DAMAGED",
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
        Error::Io {
            action,
            path: path.to_path_buf(),
            source: Arc::new(error),
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
}
