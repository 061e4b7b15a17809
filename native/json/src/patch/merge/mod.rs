//! JSON Merge Patch (RFC 7396).

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::edits::{Addition, Edit, Surgery, rebuild};
use crate::ends::Ends;
use crate::parts::{Part, Parts};
use crate::scan::{Scan, ends_of};

/// The document that a merge patch makes of another, or of none.
///
/// What the patch does not name keeps its bytes. Where a name stands twice, the last one counts, in the patch and in the
/// document; a `null` takes all of them out.
pub(super) fn merge(target: Option<&[u8]>, patch: &[u8]) -> Vec<u8> {
    let patch_ends = ends_of(patch);
    let patch = Side::new(patch, &patch_ends);
    let target = target.unwrap_or_default();
    let target_ends = ends_of(target);
    let target = Side::new(target, &target_ends);
    let (whole, wanted) = (target.whole(), patch.whole());
    if !target.is_object(&whole) || !patch.is_object(&wanted) {
        return patch.without_nulls(wanted);
    }
    let mut edits = Vec::new();
    // The recursion's stack, on the heap.
    let mut pairs = vec![(whole, wanted)];
    while let Some((whole, wanted)) = pairs.pop() {
        merge_objects(&target, whole, &patch, wanted, &mut pairs, &mut edits);
    }
    rebuild(target.text, 0..target.text.len(), edits)
}

/// A member that a patch names: the last of the name.
struct Wanted<'a> {
    part: Part<'a>,
    /// Where the last member of that name has its value in the target.
    found: Option<Range<usize>>,
}

fn merge_objects<'a>(
    target: &Side<'a>,
    whole: Range<usize>,
    patch: &Side<'a>,
    wanted: Range<usize>,
    pairs: &mut Vec<(Range<usize>, Range<usize>)>,
    edits: &mut Vec<Edit>,
) {
    let mut places: HashMap<Cow<'a, [u8]>, usize> = HashMap::new();
    let mut members: Vec<Wanted<'a>> = Vec::new();
    for part in patch.parts(&wanted) {
        let place = *places.entry(name_of(&part)).or_insert(members.len());
        match members.get_mut(place) {
            Some(earlier) => earlier.part = part,
            None => members.push(Wanted { part, found: None }),
        }
    }

    let mut surgery = Surgery::new(target.text);
    let mut parts = target.parts(&whole);
    for part in parts.by_ref() {
        let place = places.get(&*name_of(&part)).copied();
        match place.and_then(|place| members.get_mut(place)) {
            Some(member) if patch.is_null(&member.part.value) => surgery.remove(&part, edits),
            Some(member) => {
                member.found = Some(part.value.clone());
                surgery.keep(part, edits);
            }
            None => surgery.keep(part, edits),
        }
    }

    let mut added = Vec::new();
    for Wanted { part, found } in members {
        match found {
            Some(found) if target.is_object(&found) && patch.is_object(&part.value) => pairs.push((found, part.value)),
            Some(found) => edits.push(Edit {
                span: found,
                bytes: patch.without_nulls(part.value),
            }),
            None if patch.is_null(&part.value) => {}
            None => added.push((patch.slice(&part.name_span()).to_vec(), patch.without_nulls(part.value))),
        }
    }
    let added: Vec<Addition<'_>> = added
        .iter()
        .map(|(name, value)| Addition {
            name: Some(name.clone()),
            value,
        })
        .collect();
    surgery.finish(&parts, &added, edits);
}

fn name_of<'a>(part: &Part<'a>) -> Cow<'a, [u8]> {
    part.name.map(|name| name.text()).unwrap_or_default()
}

/// One of the two texts.
struct Side<'a> {
    text: &'a [u8],
    ends: &'a Ends,
}

impl<'a> Side<'a> {
    fn new(text: &'a [u8], ends: &'a Ends) -> Side<'a> {
        Side { text, ends }
    }

    /// Where the value stands in the text.
    fn whole(&self) -> Range<usize> {
        Scan::new(self.text).skip_value()
    }

    fn parts(&self, span: &Range<usize>) -> Parts<'a> {
        Parts::new(Scan::at(self.text, span.start).with_ends(self.ends))
    }

    fn slice(&self, span: &Range<usize>) -> &'a [u8] {
        self.text.get(span.clone()).unwrap_or_default()
    }

    fn is_object(&self, span: &Range<usize>) -> bool {
        self.text.get(span.start) == Some(&b'{')
    }

    fn is_null(&self, span: &Range<usize>) -> bool {
        self.text.get(span.start) == Some(&b'n')
    }

    /// What merging a value of the patch into nothing gives: its objects without their nulls, and without what a later
    /// member of the same name replaces. Arrays stay as they are.
    fn without_nulls(&self, span: Range<usize>) -> Vec<u8> {
        if !self.is_object(&span) {
            return self.slice(&span).to_vec();
        }
        let mut edits = Vec::new();
        let mut objects = vec![span.clone()];
        while let Some(object) = objects.pop() {
            let last: HashMap<_, _> = self.parts(&object).map(|part| (name_of(&part), part.start)).collect();
            let mut surgery = Surgery::new(self.text);
            let mut parts = self.parts(&object);
            for part in parts.by_ref() {
                let is_last = last.get(&*name_of(&part)) == Some(&part.start);
                if !is_last || self.is_null(&part.value) {
                    surgery.remove(&part, &mut edits);
                    continue;
                }
                if self.is_object(&part.value) {
                    objects.push(part.value.clone());
                }
                surgery.keep(part, &mut edits);
            }
            surgery.finish(&parts, &[], &mut edits);
        }
        rebuild(self.text, span, edits)
    }
}

#[cfg(test)]
mod tests;
