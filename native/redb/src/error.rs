//! redb's errors as those of an engine.

use std::fmt;
use std::sync::Arc;

use bimetal_document::KeyRef;
use bimetal_engine::{Cause, Error};

pub(crate) fn engine_error(reason: &'static str, error: impl std::error::Error + Send + Sync + 'static) -> Error {
    let cause: Cause = Arc::new(error);
    Error::Failed {
        reason,
        source: Some(cause),
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

impl std::error::Error for Damage {}

impl From<Damage> for Error {
    fn from(damage: Damage) -> Error {
        engine_error(
            "a stored document is damaged, put it anew, remove it, or restore the data folder from a backup",
            damage,
        )
    }
}
