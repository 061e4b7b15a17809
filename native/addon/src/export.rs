//! The seam between napi's macro and the guard.
//!
//! The macro registers the exports and writes their declarations; reading arguments, throwing, and catching panics stay
//! with this crate, so that every export, hot or not, does them in one way.

use std::ptr;

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

/// Runs an export that is registered without the macro, in the shape that the macro wants.
///
/// # Safety
///
/// `env` and `info` must be those that Node-API passed to the running callback.
pub(crate) unsafe fn run_c_callback<const N: usize>(
    env: sys::napi_env,
    info: sys::napi_callback_info,
    export: impl FnOnce(Env, [Raw; N]) -> Returned,
) -> sys::napi_value {
    let mut arguments = [ptr::null_mut(); N];
    let mut count = N;
    // SAFETY: the array has room for `count` values; Node-API fills what is missing with undefined. It cannot fail for the
    // callback's own `info`.
    let _always_ok = unsafe {
        sys::napi_get_cb_info(
            env,
            info,
            &mut count,
            arguments.as_mut_ptr(),
            ptr::null_mut(),
            ptr::null_mut(),
        )
    };
    export(Env::from_raw(env), arguments.map(Raw)).0
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

/// Makes the callback of an export that is registered without napi's macro, beside it.
///
/// It is named as the macro names its own, and so is what it runs: debuggers know these names, and step through them.
macro_rules! callback {
    ($name:ident, $export:ident, [$($argument:ident),+]) => {
        pub(crate) unsafe extern "C" fn $name(
            env: napi::sys::napi_env,
            info: napi::sys::napi_callback_info,
        ) -> napi::sys::napi_value {
            // SAFETY: Node-API passed both.
            unsafe { $crate::export::run_c_callback(env, info, |env, [$($argument),+]| $export(env, $($argument),+)) }
        }
    };
}
pub(crate) use callback;
