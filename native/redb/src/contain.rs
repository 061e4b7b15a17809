//! redb trusts its pages, and panics at some that are damaged.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bimetal_engine::{Error, Result};

use crate::breakage::{Breakage, broken};
use crate::error::file_damaged;

/// Asks something of redb. What it panics at is damage, and nothing that should end more than this one question.
pub(crate) fn contain<T>(ask: impl FnOnce() -> Result<T>) -> Result<T> {
    if broken(Breakage::LetPanicsPass) {
        return ask();
    }
    catch_unwind(AssertUnwindSafe(ask)).unwrap_or_else(|panic| Err(given_up(panic.as_ref())))
}

fn given_up(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    file_damaged(format!(
        "redb gave up on a page: {}",
        text.unwrap_or("without a message")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::panic, reason = "it is what is contained")]
    fn a_panic_is_damage() {
        let error = contain::<()>(|| panic!("on purpose")).unwrap_err();
        assert_eq!(error.code(), "DATA_DAMAGED");
        assert!(error.to_string().contains("on purpose"), "{error}");
    }
}
