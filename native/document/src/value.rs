//! A checked JSON text.

use std::fmt;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::json::{self, JsonFault};
use crate::limits::Limits;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// One JSON text (RFC 8259) in valid UTF-8, kept byte for byte: numbers, spaces, and duplicate names stay as they came.
///
/// INVARIANT: only [`Value::parse`] makes one, so every stored value went through every check.
#[derive(Clone, PartialEq, Eq)]
pub struct Value(Arc<[u8]>);

impl Value {
    /// Checks a text: its size, its UTF-8, its grammar and its nesting. A byte order mark at the start is taken off.
    ///
    /// The offsets in errors count in the bytes given, the byte order mark included.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Value> {
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        let start = bytes.len() - text.len();
        if text.len() > limits.value_bytes_max {
            return Err(Error::ValueTooLarge {
                bytes: text.len(),
                bytes_max: limits.value_bytes_max,
            });
        }
        let depth_max = limits.value_depth_max;
        json::validate(text, depth_max).map_err(|fault| match fault {
            JsonFault::NotUtf8 { offset } => Error::ValueNotUtf8 { offset: start + offset },
            JsonFault::NotJson { offset, reason } => Error::ValueNotJson {
                offset: start + offset,
                reason,
            },
            JsonFault::TooDeep { offset } => Error::ValueTooDeep {
                depth_max,
                offset: start + offset,
            },
        })?;
        Ok(Value(Arc::from(text)))
    }

    /// The JSON text.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({})", String::from_utf8_lossy(&self.0))
    }
}
