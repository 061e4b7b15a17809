//! The addon's errors, and the one place where a Rust error becomes a JavaScript error.

use std::error::Error as StdError;

use bimetal_store::Detail;

use crate::js::{Js, Value};

pub(crate) type Result<T> = std::result::Result<T, Error>;

/// Why a call from JavaScript failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum Error {
    #[error(transparent)]
    Store(#[from] bimetal_store::Error),

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

impl Error {
    /// The code of the product's one list of errors. Codes are API and never change.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Error::Store(error) => error.code(),
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

    fn details(&self) -> Vec<(&'static str, Detail)> {
        match self {
            Error::Store(error) => error.details(),
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

    /// The JavaScript `Error` for this error: `code`, `message`, `details`, and the chain of causes as `cause`.
    pub(crate) fn to_js<'call>(&self, js: Js<'call>) -> Result<Value<'call>> {
        let error = js.error(Some(self.code()), &self.to_string())?;
        let details = js.object()?;
        for (name, detail) in self.details() {
            js.set(details, &camel_case(name), detail_to_js(js, &detail)?)?;
        }
        js.set(error, "details", details)?;
        if let Some(cause) = self.source() {
            js.set(error, "cause", cause_to_js(js, cause)?)?;
        }
        Ok(error)
    }
}

fn detail_to_js<'call>(js: Js<'call>, detail: &Detail) -> Result<Value<'call>> {
    match detail {
        // Sizes, offsets and process ids: all far below 2^53, where numbers stop being exact.
        Detail::Number(number) => js.number(*number as f64),
        Detail::Text(text) => js.string(text),
        _ => js.undefined(),
    }
}

/// `depth_max` in Rust is `depthMax` in JavaScript.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

fn cause_to_js<'call>(js: Js<'call>, cause: &(dyn StdError + 'static)) -> Result<Value<'call>> {
    let code = cause
        .downcast_ref::<bimetal_store::Error>()
        .map(bimetal_store::Error::code);
    let error = js.error(code, &cause.to_string())?;
    if let Some(cause) = cause.source() {
        js.set(error, "cause", cause_to_js(js, cause)?)?;
    }
    Ok(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detail_names_become_camel_case() {
        assert_eq!(camel_case("offset"), "offset");
        assert_eq!(camel_case("value_bytes_max"), "valueBytesMax");
    }
}
