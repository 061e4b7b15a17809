//! The guard: every way from JavaScript into Rust goes through it, so that a panic becomes an error and never an abort.

use std::{any::Any, cell::Cell, cell::RefCell, panic, panic::AssertUnwindSafe, sync::Once};

use napi::sys;

use crate::{
    error::{Error, Result},
    js::{Js, Value},
    thrown::throw,
};

thread_local! {
    /// Where the last panic of this thread happened. Unwinding carries the message but not the place.
    static LAST_PANIC_LOCATION: RefCell<Option<String>> = const { RefCell::new(None) };
    /// Panics of this thread end in an error that someone reads, so the standard hook need not print them too.
    static PANICS_ARE_REPORTED: Cell<bool> = const { Cell::new(false) };
}

/// Runs the body of one export. An error or a panic is thrown as a JavaScript error and the result is null, which
/// Node-API ignores while an exception is pending.
pub(crate) fn guard(
    env: sys::napi_env,
    body: impl for<'call> FnOnce(Js<'call>) -> Result<Value<'call>>,
) -> sys::napi_value {
    // SAFETY: `env` is the environment of the call that is running on this thread, and `js` does not outlive it.
    let js = unsafe { Js::new(env) };
    match contain(|| body(js)) {
        Ok(value) => value.raw(),
        Err(error) => {
            throw(js, &error);
            std::ptr::null_mut()
        }
    }
}

/// Runs code that must not unwind any further: a panic becomes [`Error::Panic`].
///
/// What the body was changing may be half changed afterwards. It is dropped (a promise's work) or stands behind a lock
/// and a state of its own that the store checks, hence the assertion.
pub(crate) fn contain<R>(body: impl FnOnce() -> Result<R>) -> Result<R> {
    panic::catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|payload| {
        let location = LAST_PANIC_LOCATION
            .take()
            .unwrap_or_else(|| "an unknown place".to_owned());
        Err(Error::Panic {
            message: message_of(&*payload),
            location,
        })
    })
}

/// Prepares this thread for [`contain`]: from here on its panics are reported as errors instead of on stderr.
pub(crate) fn report_panics_of_this_thread() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let standard = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let location = info.location().map(ToString::to_string);
            // A panic while the thread's own storage is being destroyed has nowhere to be kept: print it.
            let kept = LAST_PANIC_LOCATION.try_with(|last| last.replace(location)).is_ok();
            if !(kept && PANICS_ARE_REPORTED.try_with(Cell::get).unwrap_or(false)) {
                standard(info);
            }
        }));
    });
    PANICS_ARE_REPORTED.set(true);
}

fn message_of(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| payload.downcast_ref::<&str>().map(|message| (*message).to_owned()))
        .unwrap_or_else(|| "a panic without a message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_with_its_message_and_location() {
        report_panics_of_this_thread();
        let error = contain::<()>(|| panic!("the {} broke", "wheel")).unwrap_err();
        let Error::Panic { message, location } = error else {
            panic!("not a panic: {error}")
        };
        assert_eq!(message, "the wheel broke");
        assert!(location.contains("guard.rs:"), "{location}");
    }

    #[test]
    fn what_does_not_panic_passes_through() {
        assert_eq!(contain(|| Ok(7)).unwrap(), 7);
    }
}
