//! What is done to one key.

use crate::timestamp::Timestamp;
use crate::value::Value;

/// What a batch does to one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Puts a value under the key.
    Put {
        /// The value.
        value: Value,
        /// When the document expires; `None` for never.
        expires: Option<Timestamp>,
    },
    /// Removes the key.
    Remove,
}

impl Write {
    /// The bytes of the value.
    pub(crate) fn value_bytes(&self) -> usize {
        match self {
            Write::Put { value, .. } => value.as_bytes().len(),
            Write::Remove => 0,
        }
    }
}
