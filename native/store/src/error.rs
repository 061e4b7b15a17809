//! What can go wrong, with a code that never changes.

use std::path::PathBuf;
use std::sync::Arc;

use crate::condition::Condition;
use crate::key::Key;
use crate::limits::Limits;
use crate::revision::Revision;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error of an engine's own library, or of the operating system, shared by all the batches that it failed.
pub type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// Why an operation was refused or failed. [`Error::code`] is for programs, the message for people.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the variants and their fields are")]
pub enum Error {
    #[error("a key has at least 10 characters, this one has {length}: write 8 characters, `-` and a number")]
    KeyTooShort { length: usize },
    #[error("a key has `-` after its first 8 characters: write it like `abcdefgh-42`")]
    KeyNoSeparator,
    #[error("a key starts with 8 printable ASCII characters (0x21 to 0x7E): the one at byte {position} is not")]
    KeyNotAscii { position: usize },
    #[error("a key ends in a number from 0 to 18446744073709551615 without sign, leading zero or spaces")]
    KeyBadNumber,

    #[error("the value is not JSON: {reason} at byte {offset}")]
    ValueNotJson { offset: usize, reason: &'static str },
    #[error("the value is not UTF-8: the byte at {offset} starts no character")]
    ValueNotUtf8 { offset: usize },
    #[error("the value nests deeper than {depth_max} levels at byte {offset}: flatten it, or raise the depth limit")]
    ValueTooDeep { depth_max: usize, offset: usize },
    #[error("the value has {bytes} bytes and the limit is {bytes_max}: split it, or raise the limit")]
    ValueTooLarge { bytes: usize, bytes_max: usize },

    #[error("a prefix has 0 to 8 printable ASCII characters (0x21 to 0x7E)")]
    PrefixInvalid,
    #[error("the batch is empty: put or remove something before committing it")]
    BatchEmpty,
    #[error("the batch has more than {writes_max} writes or {bytes_max} bytes: split it")]
    BatchTooLarge { writes_max: usize, bytes_max: usize },
    #[error("{key} has {}, not {expected}: read it again and decide anew", found(*.actual))]
    RevisionConflict {
        key: Key,
        expected: Condition,
        actual: Option<Revision>,
    },
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
    #[error("the operation was cancelled")]
    Cancelled,

    #[error("the data folder {} is in use by {}: stop it, or choose another folder", path.display(), holder(*.pid))]
    StoreLocked { path: PathBuf, pid: Option<u32> },
    #[error("the store refuses writes since one failed ({reason}): close it, see to the cause, and open it again")]
    StorePoisoned { reason: Arc<str> },
    #[error("the disk is nearly full: free at least {bytes_needed} bytes and try again")]
    DiskFull {
        bytes_needed: u64,
        #[source]
        source: Option<Cause>,
    },
    #[error("there is no engine named {name:?}: the engines are {}", crate::options::EngineKind::NAMES.join(", "))]
    EngineUnknown { name: String },
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
    EngineFailed {
        reason: &'static str,
        #[source]
        source: Option<Cause>,
    },
}

impl Error {
    /// The code that programs compare. Codes are API and never change.
    pub fn code(&self) -> &'static str {
        match self {
            Error::KeyTooShort { .. } => "KEY_TOO_SHORT",
            Error::KeyNoSeparator => "KEY_NO_SEPARATOR",
            Error::KeyNotAscii { .. } => "KEY_NOT_ASCII",
            Error::KeyBadNumber => "KEY_BAD_NUMBER",
            Error::ValueNotJson { .. } => "VALUE_NOT_JSON",
            Error::ValueNotUtf8 { .. } => "VALUE_NOT_UTF8",
            Error::ValueTooDeep { .. } => "VALUE_TOO_DEEP",
            Error::ValueTooLarge { .. } => "VALUE_TOO_LARGE",
            Error::PrefixInvalid => "PREFIX_INVALID",
            Error::BatchEmpty => "BATCH_EMPTY",
            Error::BatchTooLarge { .. } => "BATCH_TOO_LARGE",
            Error::RevisionConflict { .. } => "REVISION_CONFLICT",
            Error::RevisionInvalid { .. } => "REVISION_INVALID",
            Error::StoreClosed => "STORE_CLOSED",
            Error::SnapshotClosed => "SNAPSHOT_CLOSED",
            Error::CursorClosed => "CURSOR_CLOSED",
            Error::FeedClosed => "FEED_CLOSED",
            Error::BatchClosed => "BATCH_CLOSED",
            Error::QueueFull { .. } => "QUEUE_FULL",
            Error::Cancelled => "CANCELLED",
            Error::StoreLocked { .. } => "STORE_LOCKED",
            Error::StorePoisoned { .. } => "STORE_POISONED",
            Error::DiskFull { .. } => "DISK_FULL",
            Error::EngineUnknown { .. } => "ENGINE_UNKNOWN",
            Error::EngineMismatch { .. } => "ENGINE_MISMATCH",
            Error::FormatUnsupported { .. } => "FORMAT_UNSUPPORTED",
            Error::FolderInvalid { .. } => "FOLDER_INVALID",
            Error::Damaged { .. } => "DATA_DAMAGED",
            Error::Io { .. } => "IO",
            Error::EngineFailed { .. } => "ENGINE_FAILED",
        }
    }

    pub(crate) fn batch_too_large(limits: &Limits) -> Error {
        Error::BatchTooLarge {
            writes_max: limits.batch_writes_max,
            bytes_max: limits.batch_bytes_max,
        }
    }
}

fn found(actual: Option<Revision>) -> String {
    actual.map_or_else(|| "no document".to_owned(), |revision| format!("revision {revision}"))
}

fn holder(pid: Option<u32>) -> String {
    match pid {
        Some(pid) if pid == std::process::id() => {
            format!("this process (pid {pid}), through another copy of the library")
        }
        Some(pid) => format!("process {pid}"),
        None => "another process".to_owned(),
    }
}
