//! The addon's errors.

use bimetal_store::Detail;

pub(crate) type Result<T> = std::result::Result<T, Error>;

/// Why a call from JavaScript failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum Error {
    #[error(transparent)]
    Store(#[from] bimetal_store::Error),

    /// A fault in a text of many writes, with its place.
    #[error(transparent)]
    Text(#[from] bimetal_store::TextFault),

    #[error("argument `{name}` must be {expected}")]
    ArgumentInvalid { name: &'static str, expected: &'static str },

    #[error("argument `{name}` must be the handle of a {noun} of this addon")]
    HandleExpected { name: &'static str, noun: &'static str },

    #[error("the buffer has no room at all; pass one of at least a few bytes, 256 KiB is a good size")]
    BufferZeroLength,

    #[error("the {noun} is in use by another call; one user at a time")]
    HandleBusy { noun: &'static str },

    #[error("the {noun} is closed; open another")]
    HandleClosed { noun: &'static str },

    #[error("the addon panicked at {location}: {message}")]
    Panic { message: String, location: String },

    #[error("Node-API refused to {action} (status {status})")]
    NodeApi { action: &'static str, status: i32 },

    #[error("the work for this promise was dropped before it was done")]
    Abandoned,

    #[error("could not start a thread to {action}")]
    Thread {
        action: &'static str,
        source: std::io::Error,
    },

    /// A JavaScript exception is pending already (a getter of an options object threw): it is the one to see.
    #[error("a JavaScript exception is pending")]
    Pending,

    #[cfg(debug_assertions)]
    #[error("a test error")]
    Test { source: TestCause },
}

/// What lies under the test error: two levels, so that a test can see the whole chain arrive.
#[cfg(debug_assertions)]
#[derive(Debug, thiserror::Error)]
pub(crate) enum TestCause {
    #[error("the middle of the test error")]
    Middle { source: Box<TestCause> },
    #[error("the root of the test error")]
    Root,
}

impl From<bimetal_store::document::Error> for Error {
    fn from(error: bimetal_store::document::Error) -> Error {
        Error::Store(error.into())
    }
}

impl From<bimetal_store::json::Error> for Error {
    fn from(error: bimetal_store::json::Error) -> Error {
        Error::Store(error.into())
    }
}

impl Error {
    /// The code of the product's one list of errors. Codes are API and never change.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Error::Store(error) => error.code(),
            Error::Text(fault) => fault.error.code(),
            Error::ArgumentInvalid { .. } | Error::HandleExpected { .. } => "ARGUMENT_INVALID",
            Error::BufferZeroLength => "BUFFER_ZERO_LENGTH",
            Error::HandleBusy { .. } => "HANDLE_BUSY",
            Error::HandleClosed { .. } => "HANDLE_CLOSED",
            Error::Panic { .. } | Error::NodeApi { .. } | Error::Abandoned | Error::Thread { .. } | Error::Pending => {
                "INTERNAL"
            }
            #[cfg(debug_assertions)]
            Error::Test { .. } => "TEST_ERROR",
        }
    }

    /// The values that the error carries, by name.
    pub(crate) fn details(&self) -> Vec<(&'static str, Detail)> {
        match self {
            Error::Store(error) => error.details(),
            Error::Text(fault) => fault.details(),
            Error::ArgumentInvalid { name, .. } | Error::HandleExpected { name, .. } => {
                vec![("argument", Detail::Text((*name).to_owned()))]
            }
            Error::HandleBusy { noun } | Error::HandleClosed { noun } => {
                vec![("handle", Detail::Text((*noun).to_owned()))]
            }
            Error::Panic { location, .. } => vec![("location", Detail::Text(location.clone()))],
            _ => Vec::new(),
        }
    }
}
