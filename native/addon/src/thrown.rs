//! The one place where a Rust error becomes a JavaScript error.

use std::error::Error as StdError;

use bimetal_store::Detail;
use napi::sys;

use crate::{
    error::{Error, Result},
    js::{Js, Value},
};

/// Throws `error` in JavaScript, unless an exception is pending already.
pub(crate) fn throw(js: Js<'_>, error: &Error) {
    if matches!(error, Error::Pending) {
        return;
    }
    if let Ok(error) = error_to_js(js, error) {
        // SAFETY: `error` is a value of this call. A refusal means that the environment is shutting down and that
        // nobody is left to see the error.
        let _refused = unsafe { sys::napi_throw(js.env(), error.raw()) };
    }
}

/// The JavaScript `Error` for this error: `code`, `message`, `details`, and the chain of causes as `cause`.
pub(crate) fn error_to_js<'call>(js: Js<'call>, error: &Error) -> Result<Value<'call>> {
    let object = js.error(Some(error.code()), &error.to_string())?;
    let details = js.object()?;
    for (name, detail) in error.details() {
        js.set(details, &camel_case(name), detail_to_js(js, &detail)?)?;
    }
    js.set(object, "details", details)?;
    if let Some(cause) = error.source() {
        js.set(object, "cause", cause_to_js(js, cause)?)?;
    }
    Ok(object)
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
