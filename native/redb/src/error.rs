//! redb's errors as those of an engine.

use std::fmt;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use bimetal_document::KeyRef;
use bimetal_engine::{Cause, Error};
use redb::StorageError;

use crate::file::FILE_NAME;

/// An error of redb: damage by the code that it has everywhere.
pub(crate) fn engine_error(reason: &'static str, error: impl Into<redb::Error>) -> Error {
    let error = error.into();
    if is_damage(&error) {
        return file_damaged(error.to_string());
    }
    let cause: Cause = Arc::new(error);
    Error::Failed {
        reason,
        source: Some(cause),
    }
}

/// An error of a read.
pub(crate) fn read_error(error: StorageError) -> Error {
    match error {
        // The last handle closed while this read was on its way.
        StorageError::DatabaseClosed => Error::Closed,
        error => engine_error("cannot read", error),
    }
}

/// The file is not what was written, in a place that is of no document alone.
pub(crate) fn file_damaged(reason: impl Into<String>) -> Error {
    Error::FileDamaged {
        path: PathBuf::from(FILE_NAME),
        reason: reason.into(),
    }
}

fn is_damage(error: &redb::Error) -> bool {
    match error {
        redb::Error::Io(error) => matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::InvalidData),
        redb::Error::Corrupted(_)
        | redb::Error::UpgradeRequired(_)
        | redb::Error::TableDoesNotExist(_)
        | redb::Error::TableTypeMismatch { .. }
        | redb::Error::TableIsMultimap(_)
        | redb::Error::TypeDefinitionChanged { .. } => true,
        _ => false,
    }
}

/// A stored document that is not what was written. The others can be read all the same.
#[derive(Debug)]
pub(crate) struct Damage {
    place: String,
    what: &'static str,
}

impl Damage {
    /// Names the document by its key, or by the bytes that stand there and are the ordered form of none.
    pub(crate) fn under(ordered: &[u8], what: &'static str) -> Damage {
        match KeyRef::from_ordered(ordered) {
            Some(key) => Damage::at(key, what),
            None => Damage::at(format_args!("{ordered:02x?}"), what),
        }
    }

    pub(crate) fn at(place: impl fmt::Display, what: &'static str) -> Damage {
        let place = place.to_string();
        Damage { place, what }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the document under {} {}", self.place, self.what)
    }
}

impl From<Damage> for Error {
    fn from(Damage { place, what }: Damage) -> Error {
        Error::DocumentDamaged {
            key: place,
            reason: what,
        }
    }
}
