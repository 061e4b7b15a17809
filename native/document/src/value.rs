//! A checked JSON text.

use std::fmt;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::json::{self, JsonFault};
use crate::limits::Limits;

pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// One JSON text (RFC 8259) in valid UTF-8, kept byte for byte: numbers, spaces, and duplicate names stay as they came.
///
/// INVARIANT: [`Value::parse`] makes one, or [`Value::of_checked`] of a part of a text that was checked with it, so every stored
/// value went through every check.
#[derive(Clone, PartialEq, Eq)]
pub struct Value(Arc<[u8]>);

impl Value {
    /// Checks a text: its size, its UTF-8, its grammar and its nesting. A byte order mark at the start is taken off.
    ///
    /// The offsets in errors count in the bytes given, the byte order mark included.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Value> {
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        check_size(text, limits)?;
        check(text, limits.value_depth_max, bytes.len() - text.len(), 0)?;
        Ok(Value(Arc::from(text)))
    }

    /// Checks a text that has values so many levels inside it: all but their sizes. A byte order mark is taken off. Returns
    /// the text.
    pub(crate) fn check_around<'t>(bytes: &'t [u8], limits: &Limits, levels: usize) -> Result<&'t [u8]> {
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        check(text, limits.value_depth_max, bytes.len() - text.len(), levels)?;
        Ok(text)
    }

    /// A value that is a part of a text which [`Value::check_around`] has passed, at the level that was said there.
    pub(crate) fn of_checked(text: &[u8], limits: &Limits) -> Result<Value> {
        check_size(text, limits)?;
        Ok(Value(Arc::from(text)))
    }

    /// The JSON text.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

fn check_size(text: &[u8], limits: &Limits) -> Result<()> {
    let (bytes, bytes_max) = (text.len(), limits.value_bytes_max);
    if bytes > bytes_max {
        return Err(Error::ValueTooLarge { bytes, bytes_max });
    }
    Ok(())
}

/// Checks UTF-8, grammar and nesting of a text that begins at the byte `start`, and has values so many levels inside it.
fn check(text: &[u8], depth_max: usize, start: usize, levels: usize) -> Result<()> {
    json::validate(text, depth_max.saturating_add(levels)).map_err(|fault| match fault {
        JsonFault::NotUtf8 { offset } => Error::ValueNotUtf8 { offset: start + offset },
        JsonFault::NotJson { offset, reason } => Error::ValueNotJson {
            offset: start + offset,
            reason,
        },
        JsonFault::TooDeep { offset } => Error::ValueTooDeep {
            depth_max,
            offset: start + offset,
        },
    })
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({})", String::from_utf8_lossy(&self.0))
    }
}
