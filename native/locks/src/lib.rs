//! Locks that do not pass a panic on, and where threads meet.
//!
//! Everything that the model of schedules looks at comes from here, in whichever crate it stands: with `--cfg shuttle` it
//! runs under a scheduler that tries orders of threads (see `schedules` of the store).

use std::sync::PoisonError;

#[cfg(shuttle)]
pub use shuttle::sync::{Condvar, Mutex, MutexGuard, atomic};
#[cfg(shuttle)]
pub use shuttle::thread::yield_now;

#[cfg(not(shuttle))]
pub use std::sync::{Condvar, Mutex, MutexGuard, atomic};
#[cfg(not(shuttle))]
pub use std::thread::yield_now;

/// Takes a lock that a panic may have left poisoned.
///
/// Every lock of these crates guards state that is whole between statements, and a panic of the committer poisons the store
/// itself, with a message. A poisoned mutex on top would only turn that message into a second panic.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
