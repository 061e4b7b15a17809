//! The grammar of filters.

use std::cmp::Ordering;

use bimetal_document::{Limits, Value};

use super::Filter;
use super::comparison::Comparison;
use super::operand::Operand;
use crate::error::{Error, Result};
use crate::pointer::Pointer;
use crate::scan::Scan;
use crate::steps::STEPS_MAX;
use crate::text::unquote;

/// A filter as it was written. A comparison names its pointer by its place.
pub(super) enum Parsed {
    All(Vec<Parsed>),
    Any(Vec<Parsed>),
    Not(Box<Parsed>),
    Comparison(usize, Comparison),
}

pub(super) struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    pointers: Vec<Pointer>,
}

impl<'a> Parser<'a> {
    pub(super) fn parse(text: &'a str) -> Result<(Parsed, Vec<Pointer>)> {
        let mut parser = Parser {
            text,
            at: 0,
            depth: 0,
            pointers: Vec::new(),
        };
        if text.len() > Filter::BYTES_MAX {
            return Err(invalid(Filter::BYTES_MAX, "it has more than 8192 bytes"));
        }
        let parsed = parser.any()?;
        if parser.at < text.len() {
            return Err(parser.fault("`and`, `or`, `)` or the end is expected"));
        }
        Ok((parsed, parser.pointers))
    }

    fn any(&mut self) -> Result<Parsed> {
        let mut parts = vec![self.all()?];
        while self.take_word("or") {
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Parsed::Any))
    }

    fn all(&mut self) -> Result<Parsed> {
        let mut parts = vec![self.term()?];
        while self.take_word("and") {
            parts.push(self.term()?);
        }
        Ok(one_or(parts, Parsed::All))
    }

    fn term(&mut self) -> Result<Parsed> {
        self.skip_space();
        let start = self.at;
        if self.take_word("not") {
            self.go_down(start)?;
            let part = self.term()?;
            self.depth -= 1;
            return Ok(Parsed::Not(Box::new(part)));
        }
        if self.take('(') {
            self.go_down(start)?;
            let part = self.any()?;
            if !self.take(')') {
                return Err(self.fault("`and`, `or` or `)` is expected"));
            }
            self.depth -= 1;
            return Ok(part);
        }
        self.comparison()
    }

    fn go_down(&mut self, start: usize) -> Result<()> {
        self.depth += 1;
        if self.depth > Filter::DEPTH_MAX {
            return Err(invalid(start, "it nests deeper than 64 levels"));
        }
        Ok(())
    }

    fn comparison(&mut self) -> Result<Parsed> {
        let place = self.pointers.len();
        if place == Filter::COMPARISONS_MAX {
            return Err(self.fault("it has more than 256 comparisons"));
        }
        let pointer = self.pointer()?;
        self.pointers.push(pointer);
        self.skip_space();
        let (start, word) = (self.at, self.word());
        let ordered = |ways| move |operand| Comparison::Ordered(operand, ways);
        self.at += word.len();
        let comparison = match word {
            "exists" => Comparison::Exists,
            "eq" => Comparison::Equal(self.operand()?),
            "ne" => Comparison::NotEqual(self.operand()?),
            "lt" => self.operand().map(ordered([Ordering::Less; 2]))?,
            "le" => self.operand().map(ordered([Ordering::Less, Ordering::Equal]))?,
            "gt" => self.operand().map(ordered([Ordering::Greater; 2]))?,
            "ge" => self.operand().map(ordered([Ordering::Greater, Ordering::Equal]))?,
            "contains" => Comparison::Contains(self.operand()?),
            "in" => self.list()?,
            "prefix" => self.prefix()?,
            _ => {
                return Err(invalid(
                    start,
                    "`eq`, `ne`, `lt`, `le`, `gt`, `ge`, `in`, `exists`, `contains` or `prefix` is expected",
                ));
            }
        };
        Ok(Parsed::Comparison(place, comparison))
    }

    /// As it is, up to the next space; or in double quotes, as a JSON string.
    fn pointer(&mut self) -> Result<Pointer> {
        self.skip_space();
        let start = self.at;
        let expected = "a JSON Pointer, `not` or `(` is expected";
        let quoted;
        let text = match self.rest().chars().next() {
            Some('/') => {
                let rest = self.rest();
                let text = rest
                    .get(..rest.find(is_space).unwrap_or(rest.len()))
                    .unwrap_or_default();
                self.at += text.len();
                text
            }
            Some('"') => {
                quoted = unquote(self.json()?).into_owned();
                std::str::from_utf8(&quoted)
                    .map_err(|_| invalid(start, "a JSON Pointer has no half surrogate pairs"))?
            }
            _ => return Err(invalid(start, expected)),
        };
        let pointer = Pointer::parse(text).map_err(|error| match error {
            Error::PointerInvalid { offset, reason } => invalid(start + offset, reason),
            other => other,
        })?;
        if pointer.steps().len() > STEPS_MAX {
            return Err(invalid(start, "a JSON Pointer has more than 64 steps here"));
        }
        Ok(pointer)
    }

    fn operand(&mut self) -> Result<Operand> {
        Ok(Operand::of(self.json()?))
    }

    fn list(&mut self) -> Result<Comparison> {
        self.skip_space();
        let start = self.at;
        let text = self.json()?;
        if text.first() != Some(&b'[') {
            return Err(invalid(start, "`in` is followed by an array"));
        }
        let mut operands = Vec::new();
        let mut scan = Scan::new(text);
        let mut more = scan.enter();
        while more {
            operands.push(Operand::of(text.get(scan.skip_value()).unwrap_or_default()));
            more = scan.next_part();
        }
        Ok(Comparison::In(operands))
    }

    fn prefix(&mut self) -> Result<Comparison> {
        self.skip_space();
        let start = self.at;
        match self.operand()? {
            Operand::Text(text) => Ok(Comparison::Prefix(text)),
            _ => Err(invalid(start, "`prefix` is followed by a text in double quotes")),
        }
    }

    /// One JSON text, without space around it.
    fn json(&mut self) -> Result<&'a [u8]> {
        self.skip_space();
        let start = self.at;
        let rest = self.rest();
        let length = match rest.bytes().next() {
            Some(b'"' | b'[' | b'{') => Scan::new(rest.as_bytes()).skip_value().end,
            _ => rest
                .find(|character| is_space(character) || character == ')')
                .unwrap_or(rest.len()),
        };
        let text = rest.as_bytes().get(..length).unwrap_or_default();
        let mut limits = Limits::default();
        limits.value_depth_max = Filter::DEPTH_MAX;
        let checked = Value::parse(text, &limits).map_err(|error| match error {
            bimetal_document::Error::ValueNotJson { offset, reason } => invalid(start + offset, reason),
            bimetal_document::Error::ValueTooDeep { offset, .. } => {
                invalid(start + offset, "it nests deeper than 64 levels")
            }
            other => other.into(),
        })?;
        // A byte order mark is no part of a filter, although a value may begin with one.
        if checked.as_bytes().len() != text.len() {
            return Err(invalid(start, "a value is expected"));
        }
        self.at += length;
        Ok(text)
    }

    /// The letters that come next.
    fn word(&self) -> &'a str {
        let rest = self.rest();
        let end = rest
            .find(|character: char| !character.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    }

    fn take_word(&mut self, word: &str) -> bool {
        self.skip_space();
        let taken = self.word() == word;
        self.at += if taken { word.len() } else { 0 };
        taken
    }

    fn take(&mut self, character: char) -> bool {
        self.skip_space();
        let taken = self.rest().starts_with(character);
        self.at += usize::from(taken);
        taken
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(is_space).len();
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn fault(&self, reason: &'static str) -> Error {
        invalid(self.at, reason)
    }
}

fn one_or(mut parts: Vec<Parsed>, many: impl FnOnce(Vec<Parsed>) -> Parsed) -> Parsed {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            many(parts)
        }
    }
}

fn invalid(offset: usize, reason: &'static str) -> Error {
    Error::FilterInvalid { offset, reason }
}

/// Space as JSON has it.
fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}
