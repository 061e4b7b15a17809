//! The operations of a JSON Patch (RFC 6902) and how they are written.

use std::ops::Range;

use crate::error::{Error, Result};
use crate::parts::Parts;
use crate::pointer::Pointer;
use crate::scan::Scan;
use crate::text::unquote;

/// One operation. A value is where it stands in the text of the patch.
pub(super) struct Operation {
    pub(super) path: Pointer,
    pub(super) kind: Kind,
}

pub(super) enum Kind {
    Add(Range<usize>),
    Remove,
    Replace(Range<usize>),
    Move(Pointer),
    Copy(Pointer),
    Test(Range<usize>),
}

/// LIMIT: how many operations a patch has at the most.
pub(super) const OPERATIONS_MAX: usize = 1_000;

/// Reads the operations of a patch that is JSON. Errors: `PATCH_INVALID`, `PATCH_TOO_LARGE`.
pub(super) fn operations(patch: &[u8]) -> Result<Vec<Operation>> {
    let scan = Scan::new(patch);
    if scan.peek() != b'[' {
        return Err(Error::PatchInvalid {
            operation: None,
            reason: "a JSON Patch is an array of operations",
        });
    }
    let mut operations = Vec::new();
    for (place, part) in Parts::new(scan).enumerate() {
        if place == OPERATIONS_MAX {
            return Err(Error::PatchTooLarge {
                reason: "it has more than 1000 operations",
            });
        }
        let operation = read(patch, part.value).map_err(|reason| Error::PatchInvalid {
            operation: Some(place),
            reason,
        })?;
        operations.push(operation);
    }
    Ok(operations)
}

/// The members that mean something, by where their values stand. Others mean nothing (RFC 6902, section 4).
#[derive(Default)]
struct Members {
    op: Option<Range<usize>>,
    path: Option<Range<usize>>,
    from: Option<Range<usize>>,
    value: Option<Range<usize>>,
}

fn read(patch: &[u8], span: Range<usize>) -> Result<Operation, &'static str> {
    if patch.get(span.start) != Some(&b'{') {
        return Err("an operation is an object");
    }
    let mut members = Members::default();
    for part in Parts::new(Scan::at(patch, span.start)) {
        let name = part.name.map(|name| name.text()).unwrap_or_default();
        let place = match &*name {
            b"op" => &mut members.op,
            b"path" => &mut members.path,
            b"from" => &mut members.from,
            b"value" => &mut members.value,
            _ => continue,
        };
        if place.replace(part.value).is_some() {
            return Err("one of its members stands there twice");
        }
    }
    let op = text(patch, members.op, "it has no text `op`")?;
    let path = pointer(patch, members.path, "it has no `path` that is a JSON Pointer")?;
    let value = || members.value.clone().ok_or("it has no `value`");
    let from = || pointer(patch, members.from.clone(), "it has no `from` that is a JSON Pointer");
    let kind = match op.as_str() {
        "add" => Kind::Add(value()?),
        "remove" => Kind::Remove,
        "replace" => Kind::Replace(value()?),
        "move" => Kind::Move(from()?),
        "copy" => Kind::Copy(from()?),
        "test" => Kind::Test(value()?),
        _ => return Err("its `op` is not `add`, `remove`, `replace`, `move`, `copy` or `test`"),
    };
    match &kind {
        Kind::Move(from) if from.steps().len() < path.steps().len() && path.steps().starts_with(from.steps()) => {
            Err("what is moved cannot be moved into itself")
        }
        _ => Ok(Operation { path, kind }),
    }
}

fn pointer(patch: &[u8], span: Option<Range<usize>>, missing: &'static str) -> Result<Pointer, &'static str> {
    Pointer::parse(&text(patch, span, missing)?).map_err(|_| missing)
}

fn text(patch: &[u8], span: Option<Range<usize>>, missing: &'static str) -> Result<String, &'static str> {
    let literal = span
        .and_then(|span| patch.get(span))
        .filter(|literal| literal.first() == Some(&b'"'));
    // Half a surrogate pair is in no text that could lead anywhere.
    String::from_utf8(unquote(literal.ok_or(missing)?).into_owned()).map_err(|_| missing)
}
