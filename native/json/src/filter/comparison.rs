//! One comparison of a filter.

use std::cmp::Ordering;

use super::operand::Operand;
use crate::scan::Scan;
use crate::text::unquote;

/// What is asked of a value that is there.
#[derive(Clone, Debug)]
pub(super) enum Comparison {
    Exists,
    Equal(Operand),
    NotEqual(Operand),
    /// How the value may compare with the operand: one or two of the three ways.
    Ordered(Operand, [Ordering; 2]),
    In(Vec<Operand>),
    Contains(Operand),
    /// The text, its escapes undone.
    Prefix(Box<[u8]>),
}

impl Comparison {
    pub(super) fn holds(&self, value: &[u8]) -> bool {
        match self {
            Comparison::Exists => true,
            Comparison::Equal(operand) => operand.equals(value),
            Comparison::NotEqual(operand) => !operand.equals(value),
            Comparison::Ordered(operand, ways) => operand.order_of(value).is_some_and(|way| ways.contains(&way)),
            Comparison::In(operands) => operands.iter().any(|operand| operand.equals(value)),
            Comparison::Contains(operand) => contains(value, operand),
            Comparison::Prefix(prefix) => value.first() == Some(&b'"') && unquote(value).starts_with(prefix),
        }
    }
}

/// Whether a text has a text in it, or an array an element.
fn contains(value: &[u8], operand: &Operand) -> bool {
    match (value.first(), operand) {
        (Some(b'"'), Operand::Text(part)) => memchr::memmem::find(&unquote(value), part).is_some(),
        (Some(b'['), _) => {
            let mut scan = Scan::new(value);
            let mut more = scan.enter();
            while more {
                let element = value.get(scan.skip_value()).unwrap_or_default();
                if operand.equals(element) {
                    return true;
                }
                more = scan.next_part();
            }
            false
        }
        _ => false,
    }
}
