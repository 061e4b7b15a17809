//! The seam between napi's macro and the guard.
//!
//! The macro registers the exports and writes their declarations; reading arguments, throwing, and catching panics stay
//! with this crate, so that every export, hot or not, does them in one way.

use napi::{
    Env,
    bindgen_prelude::{FromNapiValue, ToNapiValue},
    sys,
};

use crate::{
    argument::Argument,
    error::Result,
    guard::guard,
    js::{Js, Value},
};

/// An argument as the macro hands it over: unread.
pub struct Raw(sys::napi_value);

impl Raw {
    pub(crate) fn named<'call>(&self, js: Js<'call>, name: &'static str) -> Argument<'call> {
        // SAFETY: only the macro makes a `Raw`, out of the arguments of the call that runs now.
        unsafe { js.value(self.0) }.named(name)
    }
}

impl FromNapiValue for Raw {
    unsafe fn from_napi_value(_env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        Ok(Raw(value))
    }
}

/// What an export gives back to the macro: a finished value, or null with an exception pending.
pub struct Returned(sys::napi_value);

impl ToNapiValue for Returned {
    unsafe fn to_napi_value(_env: sys::napi_env, returned: Self) -> napi::Result<sys::napi_value> {
        Ok(returned.0)
    }
}

/// Runs the body of an export that the macro registered.
pub(crate) fn export(env: Env, body: impl for<'call> FnOnce(Js<'call>) -> Result<Value<'call>>) -> Returned {
    Returned(guard(env.raw(), body))
}
