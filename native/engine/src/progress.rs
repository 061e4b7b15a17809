//! How far a long operation has come.

use std::ops::ControlFlow;

use crate::error::{Error, Result};

/// Told how far a long operation has come: bytes done, and bytes in all as far as they are known. A break ends the
/// operation with [`Error::Cancelled`].
pub type Progress<'a> = dyn FnMut(u64, u64) -> ControlFlow<()> + 'a;

/// Tells how far a long operation has come, and whether it goes on: `CANCELLED` if not.
pub fn tell(progress: &mut Progress<'_>, done: u64, all: u64) -> Result<()> {
    match progress(done, all) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Cancelled),
    }
}
