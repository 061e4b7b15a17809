//! Locks that do not pass a panic on.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Takes a lock that a panic may have left poisoned.
///
/// Every lock in this crate guards state that is whole between statements, and a panic of the committer poisons the
/// store itself, with a message. A poisoned mutex on top would only turn that message into a second panic.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
