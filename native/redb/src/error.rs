//! redb's errors as those of an engine.

use std::sync::Arc;

use bimetal_engine::{Cause, Error};

pub(crate) fn engine_error(reason: &'static str, error: impl std::error::Error + Send + Sync + 'static) -> Error {
    let cause: Cause = Arc::new(error);
    Error::Failed {
        reason,
        source: Some(cause),
    }
}

pub(crate) fn damaged() -> Error {
    Error::Failed {
        reason: "a stored document is damaged, restore the folder from a backup",
        source: None,
    }
}
