//! Why a key, a value or a batch is refused, with a code that never changes.

use crate::detail::{Detail, number, text};
use crate::limits::Limits;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something cannot be stored. [`Error::code`] is for programs, the message for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the variants and their fields are")]
pub enum Error {
    #[error("a key has 1 to 512 bytes of UTF-8, this one is empty")]
    KeyEmpty,
    #[error("a key has 1 to {bytes_max} bytes of UTF-8, this one has {bytes}")]
    KeyTooLong { bytes: usize, bytes_max: usize },
    #[error("a key has no control characters and no half surrogate pairs, there is one at byte {position}")]
    KeyCharacter { position: usize },
    #[error("the segments between the `/` of a key are not empty, `.` or `..`: the one at byte {position} is")]
    KeySegment { position: usize },
    #[error("a key's number is from 0 to 18446744073709551615, behind a name that ends in `-`")]
    KeyBadNumber,
    #[error("a prefix has at most 512 bytes of UTF-8 without control characters")]
    PrefixInvalid,

    #[error("the value is not JSON: {reason} at byte {offset}")]
    ValueNotJson { offset: usize, reason: &'static str },
    #[error("the value is not UTF-8: the byte at {offset} starts no character")]
    ValueNotUtf8 { offset: usize },
    #[error("the value nests deeper than {depth_max} levels at byte {offset}: flatten it, or raise the depth limit")]
    ValueTooDeep { depth_max: usize, offset: usize },
    #[error("the value has {bytes} bytes and the limit is {bytes_max}: split it, or raise the limit")]
    ValueTooLarge { bytes: usize, bytes_max: usize },

    #[error("the text of a batch is not as it should be: {reason}")]
    BatchInvalid { reason: &'static str },
    #[error("what is to be imported is not as it should be: {reason}")]
    EntryInvalid { reason: &'static str },
    #[error("the batch is empty: put or remove something before committing it")]
    BatchEmpty,
    #[error("the batch has more than {writes_max} writes or {bytes_max} bytes: split it")]
    BatchTooLarge { writes_max: usize, bytes_max: usize },
}

impl Error {
    /// The code that programs compare. Codes are API and never change.
    pub fn code(&self) -> &'static str {
        match self {
            Error::KeyEmpty => "KEY_EMPTY",
            Error::KeyTooLong { .. } => "KEY_TOO_LONG",
            Error::KeyCharacter { .. } => "KEY_CHARACTER",
            Error::KeySegment { .. } => "KEY_SEGMENT",
            Error::KeyBadNumber => "KEY_BAD_NUMBER",
            Error::PrefixInvalid => "PREFIX_INVALID",
            Error::ValueNotJson { .. } => "VALUE_NOT_JSON",
            Error::ValueNotUtf8 { .. } => "VALUE_NOT_UTF8",
            Error::ValueTooDeep { .. } => "VALUE_TOO_DEEP",
            Error::ValueTooLarge { .. } => "VALUE_TOO_LARGE",
            Error::BatchInvalid { .. } => "BATCH_INVALID",
            Error::EntryInvalid { .. } => "ENTRY_INVALID",
            Error::BatchEmpty => "BATCH_EMPTY",
            Error::BatchTooLarge { .. } => "BATCH_TOO_LARGE",
        }
    }

    /// The values that the error carries, by name, for callers who must not read the message.
    pub fn details(&self) -> Vec<(&'static str, Detail)> {
        match self {
            Error::KeyTooLong { bytes, bytes_max } => {
                vec![("bytes", number(*bytes)), ("bytes_max", number(*bytes_max))]
            }
            Error::KeyCharacter { position } | Error::KeySegment { position } => vec![("position", number(*position))],
            Error::ValueNotJson { offset, reason } => vec![("offset", number(*offset)), ("reason", text(*reason))],
            Error::BatchInvalid { reason } | Error::EntryInvalid { reason } => vec![("reason", text(*reason))],
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
            Error::KeyEmpty | Error::KeyBadNumber | Error::PrefixInvalid | Error::BatchEmpty => Vec::new(),
        }
    }

    pub(crate) fn batch_too_large(limits: &Limits) -> Error {
        Error::BatchTooLarge {
            writes_max: limits.batch_writes_max,
            bytes_max: limits.batch_bytes_max,
        }
    }
}
