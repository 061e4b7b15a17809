//! What the addon keeps for each environment that loads it: the main thread has one, and so has every worker thread.

use std::{cell::Cell, ffi::c_void, ptr, sync::Arc, thread};

use napi::sys;

use crate::{
    check_report::report_to_js,
    completion::{Completions, Deferred, Finished, Outcome, Pending},
    error::{Error, Result},
    guard::{contain, report_panics_of_this_thread},
    js::{Js, Value, check},
    patched::patched_to_js,
    thrown::error_to_js,
};

/// The state of one environment. It is used on the environment's thread alone, hence the `Cell`.
pub(crate) struct Environment {
    completions: Arc<Completions>,
    waker: sys::napi_threadsafe_function,
    /// How many unsettled promises must keep the process alive.
    keeping_alive: Cell<usize>,
    /// How often the event loop was woken to settle promises.
    #[cfg(debug_assertions)]
    pub(crate) wakes: Cell<u32>,
}

impl Environment {
    /// Called once when an environment loads the addon.
    pub(crate) fn install(js: Js<'_>) -> Result<()> {
        report_panics_of_this_thread();
        // The committer's thread outlives a worker that loaded the addon; its code must stay mapped.
        napi::bindgen_prelude::retain_current_module_for_unload_safety();
        let waker = create_waker(js)?;
        let completions = Arc::new(Completions::new(waker));
        // Hooks run last added first: this one is added after the threadsafe function's own, so that nobody calls the
        // function once Node-API has begun to take it away.
        let for_hook = Arc::into_raw(completions.clone()).cast_mut().cast::<c_void>();
        // SAFETY: the hook takes back the reference that `for_hook` stands for, once.
        let status = unsafe { sys::napi_add_env_cleanup_hook(js.env(), Some(tear_down), for_hook) };
        check(status, "add a cleanup hook")?;
        let environment = Box::into_raw(Box::new(Environment {
            completions,
            waker,
            keeping_alive: Cell::new(0),
            #[cfg(debug_assertions)]
            wakes: Cell::new(0),
        }));
        // SAFETY: Node-API keeps the pointer and gives it back to `forget`, once.
        let status =
            unsafe { sys::napi_set_instance_data(js.env(), environment.cast(), Some(forget), ptr::null_mut()) };
        check(status, "keep the environment's state")
    }

    /// The state of the environment of this call.
    pub(crate) fn of<'call>(js: Js<'call>) -> Result<&'call Environment> {
        let mut data = ptr::null_mut();
        // SAFETY: `data` is a place for one pointer.
        let status = unsafe { sys::napi_get_instance_data(js.env(), &mut data) };
        check(status, "find the environment's state")?;
        // SAFETY: `install` set it before any export could be called; it lives until the environment ends.
        unsafe { data.cast::<Environment>().as_ref() }.ok_or(Error::NodeApi {
            action: "find the environment's state",
            status: 0,
        })
    }

    /// A promise of the work that `start` begins. When `start` fails, the promise is rejected with its error.
    /// `keeps_alive` says whether the process must live until the promise is settled.
    pub(crate) fn promise<'call>(
        &self,
        js: Js<'call>,
        keeps_alive: bool,
        start: impl FnOnce(Pending) -> Result<()>,
    ) -> Result<Value<'call>> {
        let mut deferred = ptr::null_mut();
        let promise = js.make("create a promise", |env, result| {
            // SAFETY: both are places for what Node-API writes.
            unsafe { sys::napi_create_promise(env, &mut deferred, result) }
        })?;
        let deferred = Deferred(deferred);
        if keeps_alive {
            self.keep_alive(js);
        }
        // Contained: an unwinding `start` must not leave a promise that nobody has.
        if let Err(error) = contain(|| start(Pending::new(self.completions.clone(), deferred, keeps_alive))) {
            self.completions.explain(deferred, error);
        }
        Ok(promise)
    }

    /// A promise of work that blocks, done on a thread of its own. For rare work only, such as closing.
    pub(crate) fn background<'call>(
        &self,
        js: Js<'call>,
        action: &'static str,
        work: impl FnOnce() -> Result<Outcome> + Send + 'static,
    ) -> Result<Value<'call>> {
        self.promise(js, true, |pending| {
            let run = move || {
                report_panics_of_this_thread();
                pending.finish(contain(work));
            };
            thread::Builder::new()
                .name("bimetal-work".to_owned())
                .spawn(run)
                .map(drop)
                .map_err(|source| Error::Thread { action, source })
        })
    }

    /// Settles every promise whose work is done.
    fn settle(&self, js: Js<'_>) {
        #[cfg(debug_assertions)]
        self.wakes.set(self.wakes.get() + 1);
        loop {
            let finished = self.completions.take();
            if finished.is_empty() {
                return;
            }
            for one in finished {
                if one.keeps_alive {
                    self.let_go(js);
                }
                settle_one(js, one);
            }
        }
    }

    fn keep_alive(&self, js: Js<'_>) {
        let count = self.keeping_alive.get();
        self.keeping_alive.set(count + 1);
        if count == 0 {
            // SAFETY: the function exists as long as this environment can run JavaScript, which it does now.
            let _always_ok = unsafe { sys::napi_ref_threadsafe_function(js.env(), self.waker) };
        }
    }

    fn let_go(&self, js: Js<'_>) {
        let count = self.keeping_alive.get().saturating_sub(1);
        self.keeping_alive.set(count);
        if count == 0 {
            // SAFETY: as in `keep_alive`.
            let _always_ok = unsafe { sys::napi_unref_threadsafe_function(js.env(), self.waker) };
        }
    }
}

/// Resolves or rejects one promise. What fails on the way, panics included, becomes its rejection.
fn settle_one(js: Js<'_>, Finished { deferred, outcome, .. }: Finished) {
    let settled = js.scoped(|js| {
        let value = contain(|| match outcome? {
            Outcome::Nothing => js.undefined(),
            Outcome::Revision(revision) => js.revision(revision),
            Outcome::Written(written) => js.written(&written),
            Outcome::Batch(answer) => answer.to_js(js),
            Outcome::Report(report) => report_to_js(js, &report),
            Outcome::Patched(patched) => patched_to_js(js, patched),
            #[cfg(debug_assertions)]
            Outcome::Panic => crate::test_panic::panic_now(),
        });
        let status = match value {
            // SAFETY: the deferred is settled here and nowhere else, on the environment's thread.
            Ok(value) => unsafe { sys::napi_resolve_deferred(js.env(), deferred.0, value.raw()) },
            Err(error) => {
                let reason = error_to_js(js, &error).or_else(|_| js.undefined())?;
                // SAFETY: as above.
                unsafe { sys::napi_reject_deferred(js.env(), deferred.0, reason.raw()) }
            }
        };
        check(status, "settle a promise")
    });
    // It fails only while the environment shuts down, when nobody waits any more.
    drop(settled);
}

fn create_waker(js: Js<'_>) -> Result<sys::napi_threadsafe_function> {
    let name = js.string("bimetal")?;
    let mut waker = ptr::null_mut();
    // SAFETY: no JavaScript function, no context, no finaliser: `wake` finds what it needs by the environment.
    let status = unsafe {
        sys::napi_create_threadsafe_function(
            js.env(),
            ptr::null_mut(),
            ptr::null_mut(),
            name.raw(),
            0,
            1,
            ptr::null_mut(),
            None,
            ptr::null_mut(),
            Some(wake),
            &mut waker,
        )
    };
    check(status, "create a threadsafe function")?;
    // Idle, it must not keep the process alive; `keep_alive` changes that while something is pending.
    // SAFETY: it was made just now, on this thread.
    let status = unsafe { sys::napi_unref_threadsafe_function(js.env(), waker) };
    check(status, "release the event loop")?;
    Ok(waker)
}

/// Runs on the environment's thread after a wake-up. The environment is null when it is being torn down.
unsafe extern "C" fn wake(env: sys::napi_env, _function: sys::napi_value, _context: *mut c_void, _data: *mut c_void) {
    if env.is_null() {
        return;
    }
    let _nobody_to_tell = contain(|| {
        // SAFETY: Node-API calls this on the environment's thread with a handle scope open.
        let js = unsafe { Js::new(env) };
        Environment::of(js)?.settle(js);
        Ok(())
    });
}

unsafe extern "C" fn tear_down(completions: *mut c_void) {
    let _nobody_to_tell = contain(|| {
        // SAFETY: it is the reference that `install` gave to this hook.
        unsafe { Arc::from_raw(completions.cast::<Completions>()) }.close();
        Ok(())
    });
}

unsafe extern "C" fn forget(_env: sys::napi_env, environment: *mut c_void, _hint: *mut c_void) {
    let _nobody_to_tell = contain(|| {
        // SAFETY: it is what `install` gave to Node-API, which is done with it.
        drop(unsafe { Box::from_raw(environment.cast::<Environment>()) });
        Ok(())
    });
}
