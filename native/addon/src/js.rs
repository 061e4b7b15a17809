//! One call from JavaScript, and the few kinds of value this addon speaks, as thin methods over Node-API.

use std::{ffi::c_char, marker::PhantomData, ptr};

use bimetal_store::{Revision, Written};
use napi::sys;

use crate::error::{Error, Result};

/// The environment during one call. It is neither `Send` nor longer-lived than the call's handle scope, so whoever
/// holds one is on the environment's own thread at a moment when Node-API may be used.
#[derive(Clone, Copy)]
pub(crate) struct Js<'call> {
    env: sys::napi_env,
    call: PhantomData<*mut &'call ()>,
}

/// A JavaScript value that lives as long as the call it belongs to.
#[derive(Clone, Copy)]
pub(crate) struct Value<'call> {
    raw: sys::napi_value,
    call: PhantomData<&'call ()>,
}

impl Value<'_> {
    pub(crate) fn raw(self) -> sys::napi_value {
        self.raw
    }
}

impl<'call> Js<'call> {
    /// # Safety
    ///
    /// `env` must be the environment of a callback that runs on this thread, with its handle scope open, for as long
    /// as `'call` lasts.
    pub(crate) unsafe fn new(env: sys::napi_env) -> Self {
        Self { env, call: PhantomData }
    }

    pub(crate) fn env(self) -> sys::napi_env {
        self.env
    }

    /// # Safety
    ///
    /// `raw` must be a value of this call's handle scope.
    pub(crate) unsafe fn value(self, raw: sys::napi_value) -> Value<'call> {
        Value { raw, call: PhantomData }
    }

    /// The arguments of a raw callback; those that the caller left out are `undefined`.
    ///
    /// # Safety
    ///
    /// `info` must be the one that Node-API passed to the running callback.
    pub(crate) unsafe fn arguments<const N: usize>(self, info: sys::napi_callback_info) -> Result<[Value<'call>; N]> {
        let mut raw = [ptr::null_mut(); N];
        let mut count = N;
        // SAFETY: the array has room for `count` values; Node-API fills what is missing with undefined.
        let status = unsafe {
            sys::napi_get_cb_info(
                self.env,
                info,
                &mut count,
                raw.as_mut_ptr(),
                ptr::null_mut(),
                ptr::null_mut(),
            )
        };
        check(status, "read the arguments")?;
        Ok(raw.map(|raw| Value { raw, call: PhantomData }))
    }

    pub(crate) fn undefined(self) -> Result<Value<'call>> {
        // SAFETY: see `make`.
        self.make("create undefined", |env, result| unsafe {
            sys::napi_get_undefined(env, result)
        })
    }

    pub(crate) fn boolean(self, value: bool) -> Result<Value<'call>> {
        // SAFETY: see `make`.
        self.make("create a boolean", |env, result| unsafe {
            sys::napi_get_boolean(env, value, result)
        })
    }

    pub(crate) fn int(self, value: i32) -> Result<Value<'call>> {
        // SAFETY: see `make`.
        self.make("create a number", |env, result| unsafe {
            sys::napi_create_int32(env, value, result)
        })
    }

    pub(crate) fn number(self, value: f64) -> Result<Value<'call>> {
        // SAFETY: see `make`.
        self.make("create a number", |env, result| unsafe {
            sys::napi_create_double(env, value, result)
        })
    }

    pub(crate) fn bigint(self, value: u64) -> Result<Value<'call>> {
        // SAFETY: see `make`.
        self.make("create a bigint", |env, result| unsafe {
            sys::napi_create_bigint_uint64(env, value, result)
        })
    }

    pub(crate) fn revision(self, revision: Revision) -> Result<Value<'call>> {
        self.bigint(revision.get())
    }

    /// What a batch did, as one number: its revision, negative where its first write in key order met a document.
    pub(crate) fn written(self, written: &Written) -> Result<Value<'call>> {
        let (sign, word) = (i32::from(written.met_document(0)), written.revision.get());
        // SAFETY: `word` is one word; see `make`.
        self.make("create a bigint", |env, result| unsafe {
            sys::napi_create_bigint_words(env, sign, 1, &word, result)
        })
    }

    pub(crate) fn string(self, text: &str) -> Result<Value<'call>> {
        self.utf8(text.as_bytes())
    }

    /// A string of UTF-8 bytes: stored values were checked when they were put.
    #[inline]
    pub(crate) fn utf8(self, text: &[u8]) -> Result<Value<'call>> {
        let (start, length) = (text.as_ptr().cast::<c_char>(), length_of(text));
        if text.is_ascii() {
            // One byte a character on V8's side too, and no decoding: measured, the cheapest way to hand over a value.
            // SAFETY: `start` and `length` describe `text`, which Node-API copies.
            self.make("create a string", |env, result| unsafe {
                sys::napi_create_string_latin1(env, start, length, result)
            })
        } else {
            // SAFETY: as above. Bytes that are not UTF-8 would be replaced, not misread.
            self.make("create a string", |env, result| unsafe {
                sys::napi_create_string_utf8(env, start, length, result)
            })
        }
    }

    /// A `Buffer` of its own with a copy of the bytes.
    pub(crate) fn buffer(self, bytes: &[u8]) -> Result<Value<'call>> {
        // SAFETY: the pointer and the length describe `bytes`, which Node-API copies; nobody asks where to.
        self.make("create a buffer", |env, result| unsafe {
            sys::napi_create_buffer_copy(env, bytes.len(), bytes.as_ptr().cast(), ptr::null_mut(), result)
        })
    }

    pub(crate) fn function(
        self,
        name: &str,
        callback: unsafe extern "C" fn(sys::napi_env, sys::napi_callback_info) -> sys::napi_value,
    ) -> Result<Value<'call>> {
        let (start, length) = (name.as_ptr().cast::<c_char>(), length_of(name.as_bytes()));
        // SAFETY: `start` and `length` describe `name`, which Node-API copies; the callback needs no data.
        self.make("create a function", |env, result| unsafe {
            sys::napi_create_function(env, start, length, Some(callback), ptr::null_mut(), result)
        })
    }

    pub(crate) fn object(self) -> Result<Value<'call>> {
        // SAFETY: see `make`.
        self.make("create an object", |env, result| unsafe {
            sys::napi_create_object(env, result)
        })
    }

    pub(crate) fn array(self, length: usize) -> Result<Value<'call>> {
        // SAFETY: see `make`.
        self.make("create an array", |env, result| unsafe {
            sys::napi_create_array_with_length(env, length, result)
        })
    }

    pub(crate) fn set(self, object: Value<'_>, name: &str, value: Value<'_>) -> Result<()> {
        let name = self.string(name)?;
        // SAFETY: all three are values of this call or of one around it, and `object` is an object.
        let status = unsafe { sys::napi_set_property(self.env, object.raw, name.raw, value.raw) };
        check(status, "set a property")
    }

    pub(crate) fn set_index(self, array: Value<'_>, index: usize, value: Value<'_>) -> Result<()> {
        let index = u32::try_from(index).map_err(|_| Error::NodeApi {
            action: "set so high an index",
            status: 0,
        })?;
        // SAFETY: both are values of this call or of one around it, and `array` is an array.
        let status = unsafe { sys::napi_set_element(self.env, array.raw, index, value.raw) };
        check(status, "set an element")
    }

    /// A plain JavaScript `Error`. Only `thrown.rs` calls this.
    pub(crate) fn error(self, code: Option<&str>, message: &str) -> Result<Value<'call>> {
        let code = code
            .map(|code| self.string(code))
            .transpose()?
            .map_or(ptr::null_mut(), Value::raw);
        let message = self.string(message)?;
        // SAFETY: both are strings of this call; a null code means none.
        self.make("create an error", |env, result| unsafe {
            sys::napi_create_error(env, code, message.raw, result)
        })
    }

    /// Runs `body` in a handle scope of its own, so that a long loop does not pile up values.
    pub(crate) fn scoped(self, body: impl for<'scope> FnOnce(Js<'scope>) -> Result<()>) -> Result<()> {
        let scope = HandleScope::open(self.env)?;
        let result = body(Js {
            env: self.env,
            call: PhantomData,
        });
        drop(scope);
        result
    }

    /// Node-API makes every value alike: it takes the environment and writes the result.
    ///
    /// SAFETY of the callers' blocks: `env` is this call's environment and `result` is a place for one value.
    pub(crate) fn make(
        self,
        action: &'static str,
        call: impl FnOnce(sys::napi_env, *mut sys::napi_value) -> sys::napi_status,
    ) -> Result<Value<'call>> {
        let mut raw = ptr::null_mut();
        check(call(self.env, &mut raw), action)?;
        Ok(Value { raw, call: PhantomData })
    }
}

/// Node-API counts the scopes that are open, so one must be closed even when its body panics.
struct HandleScope {
    env: sys::napi_env,
    scope: sys::napi_handle_scope,
}

impl HandleScope {
    fn open(env: sys::napi_env) -> Result<Self> {
        let mut scope = ptr::null_mut();
        // SAFETY: `env` is the environment of the running call, and dropping the scope closes it within that call.
        let status = unsafe { sys::napi_open_handle_scope(env, &mut scope) };
        check(status, "open a handle scope")?;
        Ok(Self { env, scope })
    }
}

impl Drop for HandleScope {
    fn drop(&mut self) {
        // SAFETY: scopes nest as the calls of `scoped` do, so it is the one opened last.
        let _always_ok = unsafe { sys::napi_close_handle_scope(self.env, self.scope) };
    }
}

/// Turns a Node-API status into a result.
pub(crate) fn check(status: sys::napi_status, action: &'static str) -> Result<()> {
    match status {
        sys::Status::napi_ok => Ok(()),
        sys::Status::napi_pending_exception => Err(Error::Pending),
        status => Err(Error::NodeApi { action, status }),
    }
}

fn length_of(bytes: &[u8]) -> isize {
    // A slice is never longer than isize::MAX bytes: the language promises it.
    bytes.len().cast_signed()
}
