//! Taking apart a text that is known to be JSON, one level at a time, without copying.

use std::ops::Range;

/// The members of an object, or the elements of an array, that begins in front of `at`.
///
/// INVARIANT: the text is JSON: it was checked. On anything else this ends early, and never reads beyond it.
pub(crate) struct Parts<'t> {
    text: &'t [u8],
    at: usize,
    named: bool,
}

/// A member or an element.
pub(crate) struct Part {
    /// The name, with its quotes; empty for an element.
    pub(crate) name: Range<usize>,
    pub(crate) value: Range<usize>,
}

impl<'t> Parts<'t> {
    /// The members of the object at a place; `None` when there is something else.
    pub(crate) fn of_object(text: &'t [u8], place: Range<usize>) -> Option<Parts<'t>> {
        Parts::of(text, place, b'{', true)
    }

    /// The elements of the array at a place; `None` when there is something else.
    pub(crate) fn of_array(text: &'t [u8], place: Range<usize>) -> Option<Parts<'t>> {
        Parts::of(text, place, b'[', false)
    }

    fn of(text: &'t [u8], place: Range<usize>, opening: u8, named: bool) -> Option<Parts<'t>> {
        let at = place.start + 1;
        (text.get(place.start) == Some(&opening)).then_some(Parts { text, at, named })
    }
}

impl Iterator for Parts<'_> {
    type Item = Part;

    fn next(&mut self) -> Option<Part> {
        let mut at = after_space(self.text, self.at);
        if self.text.get(at) == Some(&b',') {
            at = after_space(self.text, at + 1);
        }
        if matches!(self.text.get(at)?, b']' | b'}') {
            return None;
        }
        let mut name = at..at;
        if self.named {
            name.end = end_of_value(self.text, at);
            // The colon.
            at = after_space(self.text, after_space(self.text, name.end) + 1);
        }
        let value = at..end_of_value(self.text, at);
        self.at = value.end;
        (!value.is_empty()).then_some(Part { name, value })
    }
}

/// Where the one value of a text is, without the spaces around it.
pub(crate) fn whole(text: &[u8]) -> Range<usize> {
    let start = after_space(text, 0);
    start..end_of_value(text, start)
}

/// The first byte from a place on that is no space.
pub(crate) fn after_space(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let spaces = rest
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    at.min(text.len()) + spaces.count()
}

/// Where the value that begins at a place ends.
fn end_of_value(text: &[u8], start: usize) -> usize {
    let mut at = start;
    let mut depth = 0_usize;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => at = end_of_string(text, at),
            b'[' | b'{' => {
                depth += 1;
                at += 1;
            }
            b']' | b'}' if depth == 0 => return at,
            b']' | b'}' => {
                depth -= 1;
                at += 1;
            }
            b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => return at,
            _ => {
                at += 1;
                continue;
            }
        }
        if depth == 0 {
            return at;
        }
    }
    at
}

fn end_of_string(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

/// The text that a JSON string means. `None` for what is no string, or has half of a surrogate pair.
pub(crate) fn string(json: &[u8]) -> Option<String> {
    serde_json::from_slice(json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> Vec<(String, String)> {
        let bytes = text.as_bytes();
        let part = |range: Range<usize>| text[range].to_owned();
        let parts = Parts::of_object(bytes, whole(bytes)).or_else(|| Parts::of_array(bytes, whole(bytes)));
        parts
            .unwrap()
            .map(|found| (part(found.name), part(found.value)))
            .collect()
    }

    #[test]
    fn members_and_elements_come_as_they_stand() {
        let member = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            parts(" { \"a\" : 1 ,\"b\\\"\":[1,{\"x\":\"]\"}], \"c\":\"\\\\\" } "),
            [
                member("\"a\"", "1"),
                member("\"b\\\"\"", "[1,{\"x\":\"]\"}]"),
                member("\"c\"", "\"\\\\\"")
            ]
        );
        assert_eq!(
            parts("[ 1e5,\n\"x\" , {} ]"),
            [member("", "1e5"), member("", "\"x\""), member("", "{}")]
        );
        assert_eq!((parts("{}"), parts("[ ]")), (vec![], vec![]));
        assert!(Parts::of_object(b"[]", 0..2).is_none() && Parts::of_array(b"7", 0..1).is_none());
    }

    proptest! {
        #[test]
        fn bytes_that_are_no_json_end_somewhere(bytes in prop::collection::vec(prop::sample::select(b"{}[]\",:\\1 a".to_vec()), 0..40)) {
            for place in 0..bytes.len() {
                let objects = Parts::of_object(&bytes, place..bytes.len()).into_iter().flatten();
                prop_assert!(objects.take(100).count() < 100);
                let arrays = Parts::of_array(&bytes, place..bytes.len()).into_iter().flatten();
                prop_assert!(arrays.take(100).count() < 100);
            }
        }
    }
}
