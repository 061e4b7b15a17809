//! What values are compared with.

use std::cmp::Ordering;

use crate::equal::equal;
use crate::number;
use crate::text::unquote;

/// A JSON text, made ready to be compared with many.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    /// `null`, `true` or `false`.
    Literal(Box<[u8]>),
    /// The number as it was written, and as an integer if it is a small one.
    Number(Box<[u8]>, Option<i64>),
    /// What it says: its escapes undone.
    Text(Box<[u8]>),
    /// An array or an object.
    Container(Box<[u8]>),
}

impl Operand {
    /// INVARIANT: `text` is one JSON text without space around it.
    pub(super) fn of(text: &[u8]) -> Operand {
        match text.first() {
            Some(b'"') => Operand::Text(unquote(text).into()),
            Some(b'[' | b'{') => Operand::Container(text.into()),
            Some(b'-' | b'0'..=b'9') => Operand::Number(text.into(), number::small(text)),
            _ => Operand::Literal(text.into()),
        }
    }

    pub(super) fn equals(&self, value: &[u8]) -> bool {
        match self {
            Operand::Literal(literal) => **literal == *value,
            Operand::Container(container) => {
                // Most values are told apart by their first byte.
                container.first() == value.first() && equal(container, value)
            }
            Operand::Number(..) | Operand::Text(_) => self.order_of(value) == Some(Ordering::Equal),
        }
    }

    /// How a value compares with this, if the two have an order.
    pub(super) fn order_of(&self, value: &[u8]) -> Option<Ordering> {
        match (value.first()?, self) {
            (b'"', Operand::Text(text)) => Some((*unquote(value)).cmp(text)),
            (b'-' | b'0'..=b'9', Operand::Number(text, small)) => match (number::small(value), small) {
                (Some(value), Some(small)) => Some(value.cmp(small)),
                _ => Some(number::compare(value, text)),
            },
            _ => None,
        }
    }
}
