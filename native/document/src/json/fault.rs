//! Why a text is not JSON, or not JSON that is accepted.

/// Why a text is not accepted, and at which byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JsonFault {
    NotUtf8 { offset: usize },
    NotJson { offset: usize, reason: &'static str },
    TooDeep { offset: usize },
}
