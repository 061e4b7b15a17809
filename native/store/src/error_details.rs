//! The values that an error carries, by name.

use crate::error::Error;

/// One value that an error carries.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// A path, a name or a reason.
    Text(String),
    /// A count, a size or an offset.
    Number(u64),
}

impl Error {
    /// The values that the error carries, by name, for callers who must not read the message.
    pub fn details(&self) -> Vec<(&'static str, Detail)> {
        match self {
            Error::KeyTooShort { length } => vec![("length", number(*length))],
            Error::KeyNotAscii { position } => vec![("position", number(*position))],
            Error::ValueNotJson { offset, reason } => vec![("offset", number(*offset)), ("reason", text(*reason))],
            Error::ValueNotUtf8 { offset } => vec![("offset", number(*offset))],
            Error::ValueTooDeep { depth_max, offset } => {
                vec![("depth_max", number(*depth_max)), ("offset", number(*offset))]
            }
            Error::ValueTooLarge { bytes, bytes_max } => {
                vec![("bytes", number(*bytes)), ("bytes_max", number(*bytes_max))]
            }
            Error::BatchTooLarge { writes_max, bytes_max } => {
                vec![("writes_max", number(*writes_max)), ("bytes_max", number(*bytes_max))]
            }
            Error::RevisionConflict { key, expected, actual } => {
                let mut details = vec![("key", text(key)), ("expected", text(expected))];
                details.extend(actual.map(|actual| ("actual", text(actual))));
                details
            }
            // Revisions are texts wherever they leave Rust: JavaScript's numbers cannot hold them all.
            Error::RevisionInvalid { asked, last } => vec![("asked", text(asked)), ("last", text(last))],
            Error::QueueFull { bytes_max } => vec![("bytes_max", number(*bytes_max))],
            Error::StoreLocked { path, pid } => {
                let mut details = vec![("path", text(path.display()))];
                details.extend(pid.map(|pid| ("pid", Detail::Number(u64::from(pid)))));
                details
            }
            Error::StorePoisoned { reason } => vec![("reason", text(reason))],
            Error::DiskFull { bytes_needed, .. } => vec![("bytes_needed", Detail::Number(*bytes_needed))],
            Error::EngineUnknown { name } => vec![("name", text(name))],
            Error::EngineMismatch { asked, found } => vec![("asked", text(asked)), ("found", text(found))],
            Error::FormatUnsupported { found, supported } => {
                vec![
                    ("found", text(found)),
                    ("supported", Detail::Number(u64::from(*supported))),
                ]
            }
            Error::FolderInvalid { path, reason } => vec![("path", text(path.display())), ("reason", text(*reason))],
            Error::Damaged { path, offset, reason } => vec![
                ("path", text(path.display())),
                ("offset", Detail::Number(*offset)),
                ("reason", text(*reason)),
            ],
            Error::Io { action, path, .. } => vec![("action", text(*action)), ("path", text(path.display()))],
            Error::EngineFailed { reason, .. } => vec![("reason", text(*reason))],
            Error::KeyNoSeparator
            | Error::KeyBadNumber
            | Error::PrefixInvalid
            | Error::BatchEmpty
            | Error::StoreClosed
            | Error::SnapshotClosed
            | Error::CursorClosed
            | Error::FeedClosed
            | Error::BatchClosed
            | Error::Cancelled => Vec::new(),
        }
    }
}

fn text(value: impl ToString) -> Detail {
    Detail::Text(value.to_string())
}

fn number(value: usize) -> Detail {
    // usize has at most 64 bits on every platform that Rust has.
    Detail::Number(value as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_store_names_the_holder_and_what_to_do() {
        let error = Error::StoreLocked {
            path: "/data".into(),
            pid: Some(4_000_000_000),
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
        };
        assert!(error.to_string().contains("another copy of the library"), "{error}");
    }
}
