//! Handles: what JavaScript holds of a native object, named for the rule of their use.
//!
//! JavaScript promises nothing: it may use a handle after closing it, close it twice, forget it, or call again while a
//! background thread still works on it. The two kinds model what it *can* do, and answer each case with a typed error.

use std::sync::{
    Mutex, PoisonError, RwLock, TryLockError,
    atomic::{AtomicBool, Ordering, fence},
};

use crate::error::{Error, Result};

/// The name of what a handle holds, and the error for using it closed.
pub(crate) trait Noun: Send + 'static {
    const NAME: &'static str;

    fn closed() -> Error {
        Error::HandleClosed { noun: Self::NAME }
    }
}

/// A handle that many threads may use at once, each through `&T`.
///
/// INVARIANT: nobody waits for another. A user may close the handle while it uses it: what it is given may call JavaScript,
/// a getter for one, and that may do anything.
pub(crate) struct SharedHandle<T> {
    value: RwLock<Option<T>>,
    closed: AtomicBool,
}

impl<T: Noun + Sync> SharedHandle<T> {
    pub(crate) fn new(value: T) -> Self {
        Self {
            value: RwLock::new(Some(value)),
            closed: AtomicBool::new(false),
        }
    }

    /// Runs `body` with the value; the noun's closed error after [`close`](Self::close).
    pub(crate) fn with<R>(&self, body: impl FnOnce(&T) -> Result<R>) -> Result<R> {
        let result = {
            let value = self.value.read().unwrap_or_else(PoisonError::into_inner);
            if self.closed.load(Ordering::SeqCst) {
                return Err(T::closed());
            }
            body(value.as_ref().ok_or_else(T::closed)?)
        };
        if self.closed.load(Ordering::SeqCst) {
            self.release();
        }
        result
    }

    /// Closes the handle, and has `last` look at what it held; `None` when it was closed already. The value goes with the
    /// last of those that use it now.
    pub(crate) fn close<R>(&self, last: impl FnOnce(&T) -> R) -> Option<R> {
        if self.closed.swap(true, Ordering::SeqCst) {
            return None;
        }
        let result = {
            let value = self.value.read().unwrap_or_else(PoisonError::into_inner);
            value.as_ref().map(last)
        };
        self.release();
        result
    }

    /// Lets the value go unless somebody uses it: then that one does. LIMIT: two that end in the same instant may leave it to
    /// the handle's own end.
    fn release(&self) {
        let value = match self.value.try_write() {
            Ok(mut value) => value.take(),
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner().take(),
            Err(TryLockError::WouldBlock) => None,
        };
        drop(value);
    }
}

/// A handle for one user at a time, through `&mut T`. A second user is refused at once rather than made to wait,
/// because it may well be the event loop.
pub(crate) struct ExclusiveHandle<T> {
    value: Mutex<Option<T>>,
    closed: AtomicBool,
}

impl<T: Noun> ExclusiveHandle<T> {
    pub(crate) fn new(value: T) -> Self {
        Self {
            value: Mutex::new(Some(value)),
            closed: AtomicBool::new(false),
        }
    }

    /// Runs `body` with the value; `HANDLE_BUSY` when someone else uses it now, the noun's closed error after
    /// [`close`](Self::close).
    pub(crate) fn with<R>(&self, body: impl FnOnce(&mut T) -> Result<R>) -> Result<R> {
        let result = {
            let mut value = match self.value.try_lock() {
                Ok(value) => value,
                Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => return Err(Error::HandleBusy { noun: T::NAME }),
            };
            if self.closed.load(Ordering::SeqCst) {
                return Err(T::closed());
            }
            body(value.as_mut().ok_or_else(T::closed)?)
        };
        // Pairs with the fence in `close`: whoever comes second, this look or the closer's attempt to lock, wins.
        fence(Ordering::SeqCst);
        if self.closed.load(Ordering::SeqCst) {
            self.take();
        }
        result
    }

    /// Closes the handle. A value in use is released by its user, when that is done.
    pub(crate) fn close(&self) -> Option<T> {
        self.closed.store(true, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        self.take()
    }

    fn take(&self) -> Option<T> {
        match self.value.try_lock() {
            Ok(mut value) => value.take(),
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner().take(),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Arc, Barrier},
        thread,
    };

    use super::*;

    /// Counts itself out when it is dropped, through the `Arc`.
    struct Thing(#[expect(dead_code, reason = "held for its count")] Arc<()>);

    impl Noun for Thing {
        const NAME: &'static str = "thing";
    }

    fn thing() -> (Thing, Arc<()>) {
        let count = Arc::new(());
        (Thing(count.clone()), count)
    }

    #[test]
    fn a_shared_handle_serves_many_threads_at_once() {
        let handle = SharedHandle::new(thing().0);
        let both_are_inside = Barrier::new(2);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    handle.with(|_| {
                        both_are_inside.wait();
                        Ok(())
                    })
                });
            }
        });
    }

    #[test]
    fn a_closed_handle_is_a_typed_error_and_closing_twice_is_not() {
        let (value, count) = thing();
        let shared = SharedHandle::new(value);
        assert!(shared.close(|_| ()).is_some());
        assert!(shared.close(|_| ()).is_none());
        assert_eq!(shared.with(|_| Ok(())).unwrap_err().code(), "HANDLE_CLOSED");

        let (value, _) = thing();
        let exclusive = ExclusiveHandle::new(value);
        assert!(exclusive.close().is_some());
        assert!(exclusive.close().is_none());
        assert_eq!(exclusive.with(|_| Ok(())).unwrap_err().code(), "HANDLE_CLOSED");
        assert_eq!(Arc::strong_count(&count), 1, "the closed value is gone");
    }

    #[test]
    fn a_shared_handle_that_its_user_closes_is_closed_for_others_and_released_by_the_user() {
        let (value, count) = thing();
        let handle = SharedHandle::new(value);
        handle
            .with(|_| {
                assert!(handle.close(|_| ()).is_some());
                assert_eq!(handle.with(|_| Ok(())).unwrap_err().code(), "HANDLE_CLOSED");
                assert_eq!(Arc::strong_count(&count), 2, "still in use");
                Ok(())
            })
            .unwrap();
        assert_eq!(Arc::strong_count(&count), 1);
    }

    #[test]
    fn an_exclusive_handle_refuses_a_second_user() {
        let handle = ExclusiveHandle::new(thing().0);
        let refusal = handle.with(|_| Ok(handle.with(|_| Ok(())).unwrap_err())).unwrap();
        assert_eq!(refusal.code(), "HANDLE_BUSY");
        assert!(handle.with(|_| Ok(())).is_ok(), "free again");
    }

    #[test]
    fn a_value_closed_while_in_use_is_released_by_its_user() {
        let (value, count) = thing();
        let handle = ExclusiveHandle::new(value);
        handle
            .with(|_| {
                assert!(handle.close().is_none(), "in use, so not the closer's to take");
                assert_eq!(Arc::strong_count(&count), 2);
                Ok(())
            })
            .unwrap();
        assert_eq!(Arc::strong_count(&count), 1);
    }
}
