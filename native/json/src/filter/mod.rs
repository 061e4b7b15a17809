//! Questions to a JSON text: `/age ge 21 and (/city in ["Bern", "Basel"] or not /tags exists)`.
//!
//! docs/http.md has the grammar and what each comparison means.

mod comparison;
mod operand;
mod parse;

use std::ops::Range;

use crate::error::Result;
use crate::pointer::Pointer;
use crate::scan::Scan;
use crate::steps::Steps;
use comparison::Comparison;
use parse::Parser;

/// A question to a JSON text, made of comparisons, `and`, `or`, `not` and parentheses.
///
/// LIMIT: 8 KiB of text, 64 levels of parentheses and `not`, 256 comparisons, 64 steps in a pointer.
#[derive(Clone, Debug)]
pub struct Filter {
    root: Expression,
    /// The pointers of all comparisons.
    steps: Steps,
}

/// INVARIANT: as deep as [`Filter::DEPTH_MAX`] at the most, so that answering recurses no deeper.
#[derive(Clone, Debug)]
enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    /// And which of the pointers is compared.
    Comparison(Box<Comparison>, usize),
}

impl Filter {
    /// The most bytes in the text of a filter.
    pub const BYTES_MAX: usize = 8 << 10;
    /// The deepest nesting of parentheses and `not`, and of an operand.
    pub const DEPTH_MAX: usize = 64;
    /// The most comparisons in a filter.
    pub const COMPARISONS_MAX: usize = 256;

    /// Reads a filter. Errors: `FILTER_INVALID` with the offset in `text` at which it stops being one.
    pub fn parse(text: &str) -> Result<Filter> {
        let (parsed, pointers) = Parser::parse(text)?;
        let steps = Steps::of(&pointers);
        let root = Expression::of(parsed, &pointers, &steps);
        Ok(Filter { root, steps })
    }

    /// Whether it holds of a JSON text that was checked. One pass over the text, and no tree of it.
    pub fn holds(&self, text: &[u8]) -> bool {
        // Most filters ask for little, and then nothing is allocated.
        let mut few = [const { None }; 8];
        let mut many;
        let found = match few.get_mut(..self.steps.len()) {
            Some(few) => few,
            None => {
                many = vec![None; self.steps.len()];
                &mut many
            }
        };
        self.steps.find(&mut Scan::new(text), found);
        self.root.holds(text, found)
    }
}

impl Expression {
    fn of(parsed: parse::Parsed, pointers: &[Pointer], steps: &Steps) -> Expression {
        let all = |parts: Vec<parse::Parsed>| {
            parts
                .into_iter()
                .map(|part| Expression::of(part, pointers, steps))
                .collect()
        };
        match parsed {
            parse::Parsed::All(parts) => Expression::All(all(parts)),
            parse::Parsed::Any(parts) => Expression::Any(all(parts)),
            parse::Parsed::Not(part) => Expression::Not(Box::new(Expression::of(*part, pointers, steps))),
            parse::Parsed::Comparison(place, comparison) => {
                let number = pointers.get(place).and_then(|pointer| steps.number_of(pointer));
                Expression::Comparison(Box::new(comparison), number.unwrap_or_default())
            }
        }
    }

    fn holds(&self, text: &[u8], found: &[Option<Range<usize>>]) -> bool {
        match self {
            Expression::All(parts) => parts.iter().all(|part| part.holds(text, found)),
            Expression::Any(parts) => parts.iter().any(|part| part.holds(text, found)),
            Expression::Not(part) => !part.holds(text, found),
            // Where the pointer leads nowhere, no comparison holds, `ne` neither.
            Expression::Comparison(comparison, number) => found
                .get(*number)
                .and_then(|span| text.get(span.clone()?))
                .is_some_and(|value| comparison.holds(value)),
        }
    }
}

#[cfg(test)]
mod tests;
