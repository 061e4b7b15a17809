//! A panic on purpose, for tests of the guard from JavaScript. Debug builds only.

use crate::error::Result;

#[allow(clippy::panic, reason = "panicking is what it is for")]
pub(crate) fn panic_now<T>() -> Result<T> {
    panic!("a test panic")
}
