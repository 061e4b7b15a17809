//! Locks that do not pass a panic on, and where threads meet.
//!
//! Everything that the model of schedules looks at comes from here: with `--cfg shuttle` the unit tests run it under a
//! scheduler that tries orders of threads (see `schedules`).

use std::sync::PoisonError;

#[cfg(all(test, shuttle))]
pub(crate) use shuttle::sync::{Condvar, Mutex, MutexGuard, atomic};
#[cfg(all(test, shuttle))]
pub(crate) use shuttle::thread::yield_now;

#[cfg(not(all(test, shuttle)))]
pub(crate) use std::sync::{Condvar, Mutex, MutexGuard, atomic};
#[cfg(not(all(test, shuttle)))]
pub(crate) use std::thread::yield_now;

/// Takes a lock that a panic may have left poisoned.
///
/// Every lock in this crate guards state that is whole between statements, and a panic of the committer poisons the
/// store itself, with a message. A poisoned mutex on top would only turn that message into a second panic.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
