//! What the operations of a JSON Patch do to a text.

use std::ops::Range;

use bimetal_document::Limits;

use super::edits::{Addition, Edit, Surgery, rebuild};
use super::operation::{Kind, Operation};
use crate::equal::equal;
use crate::error::{Error, Result};
use crate::parts::Parts;
use crate::pointer::{Pointer, index};
use crate::scan::Scan;
use crate::text::quote;

/// LIMIT: how many bytes of text all operations of a patch together go through at the most, each the whole text.
pub(super) const WORK_BYTES_MAX: usize = 256 << 20;

/// Why an operation does not fit.
type Fit<T> = std::result::Result<T, &'static str>;

const NOT_THERE: &str = "it leads to nothing";
const NO_INDEX: &str = "it is no index of the array";

/// Applies operations one after the other, all or none.
pub(super) fn apply(
    target: &[u8],
    operations: &[Operation],
    patch: &[u8],
    limits: &Limits,
    work_max: usize,
) -> Result<Vec<u8>> {
    let mut text = target.to_vec();
    let mut work = 0_usize;
    for (place, operation) in operations.iter().enumerate() {
        work = work.saturating_add(text.len());
        if work > work_max {
            return Err(Error::PatchTooLarge {
                reason: "its operations go through more than 256 MiB of text",
            });
        }
        let done = operation.apply(&text, patch);
        let changed = done.map_err(|(path, reason)| Error::PatchFailed {
            operation: place,
            path: path.as_str().to_owned(),
            reason,
        })?;
        text = changed.unwrap_or(text);
        if text.len() > limits.value_bytes_max {
            return Err(Error::Document(bimetal_document::Error::ValueTooLarge {
                bytes: text.len(),
                bytes_max: limits.value_bytes_max,
            }));
        }
    }
    Ok(text)
}

impl Operation {
    /// The text afterwards, `None` where it is as before; or which path does not fit, and why.
    fn apply<'a>(
        &'a self,
        text: &[u8],
        patch: &[u8],
    ) -> std::result::Result<Option<Vec<u8>>, (&'a Pointer, &'static str)> {
        let path = &self.path;
        let here = |reason| (path, reason);
        let given = |span: &Range<usize>| patch.get(span.clone()).unwrap_or_default();
        match &self.kind {
            Kind::Add(value) => add(text, path, given(value)).map(Some).map_err(here),
            Kind::Remove => remove(text, path).map(Some).map_err(here),
            Kind::Replace(value) => {
                let span = path.find(text).ok_or(here(NOT_THERE))?;
                Ok(Some(edited(text, vec![edit(span, given(value))])))
            }
            Kind::Test(value) => {
                let found = path.find(text).and_then(|span| text.get(span)).ok_or(here(NOT_THERE))?;
                let held = equal(found, given(value));
                if held {
                    Ok(None)
                } else {
                    Err(here("it is not what is tested for"))
                }
            }
            Kind::Copy(from) => {
                let value = from
                    .find(text)
                    .and_then(|span| text.get(span))
                    .ok_or((from, NOT_THERE))?;
                add(text, path, value).map(Some).map_err(here)
            }
            Kind::Move(from) => {
                let value = from
                    .find(text)
                    .and_then(|span| text.get(span))
                    .ok_or((from, NOT_THERE))?;
                if from == path {
                    return Ok(None);
                }
                let without = remove(text, from).map_err(|reason| (from, reason))?;
                add(&without, path, value).map(Some).map_err(here)
            }
        }
    }
}

/// Sets a member, puts an element in, or replaces the whole document.
fn add(text: &[u8], path: &Pointer, value: &[u8]) -> Fit<Vec<u8>> {
    let Some((parent, step)) = path.split_last() else {
        return Ok(edited(text, vec![edit(Scan::new(text).skip_value(), value)]));
    };
    let holder = parent.find(text).ok_or("there is nothing that could hold it")?;
    let mut parts = Parts::new(Scan::at(text, holder.start));
    let edits = match text.get(holder.start) {
        Some(b'{') => set_member(text, &mut parts, step, value),
        Some(b'[') => insert_element(text, &mut parts, step, value)?,
        _ => return Err("what should hold it is neither an array nor an object"),
    };
    Ok(edited(text, edits))
}

/// Of members of one name the last counts, so that is the one that gets the value.
fn set_member<'a>(text: &'a [u8], parts: &mut Parts<'a>, name: &str, value: &[u8]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut surgery = Surgery::new(text);
    let mut found = None;
    for part in parts.by_ref() {
        if part.is(name.as_bytes()) {
            found = Some(part.value.clone());
        }
        surgery.keep(part, &mut edits);
    }
    match found {
        Some(span) => edits.push(edit(span, value)),
        None => {
            let name = Some(quote(name));
            surgery.finish(parts, &[Addition { name, value }], &mut edits);
        }
    }
    edits
}

fn insert_element<'a>(text: &'a [u8], parts: &mut Parts<'a>, step: &str, value: &[u8]) -> Fit<Vec<Edit>> {
    let wanted = if step == "-" {
        None
    } else {
        Some(index(step).ok_or(NO_INDEX)?)
    };
    let mut edits = Vec::new();
    let mut surgery = Surgery::new(text);
    let mut count = 0;
    for part in parts.by_ref() {
        if wanted == Some(count) {
            let mut bytes = value.to_vec();
            bytes.push(b',');
            bytes.extend_from_slice(text.get(part.lead..part.start).unwrap_or_default());
            edits.push(edit(part.start..part.start, &bytes));
            return Ok(edits);
        }
        count += 1;
        surgery.keep(part, &mut edits);
    }
    if wanted.is_some_and(|wanted| wanted > count) {
        return Err("the index lies behind the end of the array");
    }
    surgery.finish(parts, &[Addition { name: None, value }], &mut edits);
    Ok(edits)
}

/// Takes out an element, or every member of a name.
fn remove(text: &[u8], path: &Pointer) -> Fit<Vec<u8>> {
    let (parent, step) = path
        .split_last()
        .ok_or("the whole document cannot be removed by a patch")?;
    let holder = parent.find(text).ok_or(NOT_THERE)?;
    let in_object = match text.get(holder.start) {
        Some(b'{') => true,
        Some(b'[') => false,
        _ => return Err(NOT_THERE),
    };
    let wanted = index(step);
    let mut edits = Vec::new();
    let mut surgery = Surgery::new(text);
    let mut parts = Parts::new(Scan::at(text, holder.start));
    let mut found = false;
    for (count, part) in parts.by_ref().enumerate() {
        let goes = if in_object {
            part.is(step.as_bytes())
        } else {
            wanted == Some(count)
        };
        found |= goes;
        if goes {
            surgery.remove(&part, &mut edits);
        } else {
            surgery.keep(part, &mut edits);
        }
    }
    surgery.finish(&parts, &[], &mut edits);
    if found { Ok(edited(text, edits)) } else { Err(NOT_THERE) }
}

fn edited(text: &[u8], edits: Vec<Edit>) -> Vec<u8> {
    rebuild(text, 0..text.len(), edits)
}

fn edit(span: Range<usize>, bytes: &[u8]) -> Edit {
    let bytes = bytes.to_vec();
    Edit { span, bytes }
}
