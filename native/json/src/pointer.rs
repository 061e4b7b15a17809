//! A place in a JSON text (RFC 6901).

use std::fmt;
use std::ops::Range;

use crate::error::{Error, Result};
use crate::scan::Scan;

/// A JSON Pointer (RFC 6901): `/users/0/name`, and the empty text for the whole document.
///
/// Where a name stands twice in an object, the last one is meant, as `JSON.parse` takes it. An index of an array has no
/// leading zeros; `-`, the place behind the last element, leads to nothing but in the additions of a JSON Patch.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pointer {
    text: Box<str>,
    steps: Box<[Box<str>]>,
}

impl Pointer {
    /// Reads a pointer. Errors: `POINTER_INVALID` with the offset in `text`.
    pub fn parse(text: &str) -> Result<Pointer> {
        let invalid = |offset, reason| Err(Error::PointerInvalid { offset, reason });
        if !text.is_empty() && !text.starts_with('/') {
            return invalid(0, "it is empty or begins with `/`");
        }
        for (offset, _) in text.match_indices('~') {
            if !matches!(text.as_bytes().get(offset + 1), Some(b'0' | b'1')) {
                return invalid(offset, "`~` is written `~0`, and `/` in a name `~1`");
            }
        }
        let steps = text.split('/').skip(1).map(|step| {
            if step.contains('~') {
                step.replace("~1", "/").replace("~0", "~").into()
            } else {
                step.into()
            }
        });
        Ok(Pointer {
            steps: steps.collect(),
            text: text.into(),
        })
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where the value stands to which this leads in a JSON text, `None` where it leads nowhere. One pass over the text.
    pub fn find(&self, text: &[u8]) -> Option<Range<usize>> {
        let mut found = None;
        // The containers on the way that are open, each with the index of the element before which we are.
        let mut open: Vec<Level> = Vec::new();
        let mut scan = Scan::new(text);
        loop {
            let step = self.steps.get(open.len());
            match (step, scan.peek()) {
                (None, _) => found = Some(scan.skip_value()),
                (Some(step), start @ (b'{' | b'[')) => {
                    // An empty one is passed already.
                    if scan.enter() {
                        open.push(match start {
                            b'{' => Level::Object(true),
                            _ => Level::Array(true, index(step).unwrap_or(usize::MAX)),
                        });
                    }
                }
                _ => {
                    scan.skip_value();
                }
            }
            if !self.go_on(&mut scan, &mut open) {
                return found;
            }
            // A later member of the same name is what counts, also where the pointer then leads nowhere.
            found = None;
        }
    }

    /// To the next value that the pointer leads through. False at the end of the text.
    fn go_on(&self, scan: &mut Scan<'_>, open: &mut Vec<Level>) -> bool {
        loop {
            let depth = open.len();
            let Some(level) = open.last_mut() else {
                return false;
            };
            let more = level.more(scan);
            match level {
                _ if !more => drop(open.pop()),
                Level::Object(_) => {
                    let name = scan.name();
                    let step = self.steps.get(depth - 1);
                    if step.is_some_and(|step| name.is(step.as_bytes())) {
                        return true;
                    }
                    scan.skip_value();
                }
                Level::Array(_, 0) => {
                    *level = Level::Passed;
                    return true;
                }
                Level::Array(_, usize::MAX) | Level::Passed => {
                    scan.skip_to_close();
                    open.pop();
                }
                Level::Array(_, left) => {
                    *left -= 1;
                    scan.skip_value();
                }
            }
        }
    }

    pub(crate) fn steps(&self) -> &[Box<str>] {
        &self.steps
    }

    /// The pointer to what holds the value, and the last step. `None` for the whole document.
    pub(crate) fn split_last(&self) -> Option<(Pointer, &str)> {
        let (last, steps) = self.steps.split_last()?;
        let end = self.text.rfind('/').unwrap_or_default();
        let parent = Pointer {
            text: self.text.get(..end).unwrap_or_default().into(),
            steps: steps.into(),
        };
        Some((parent, last))
    }
}

/// A container on the way: whether it has a first part that nobody has gone to yet.
enum Level {
    Object(bool),
    /// And how many elements come before the one that is meant.
    Array(bool, usize),
    /// An array of which nothing more is asked.
    Passed,
}

impl Level {
    /// Goes to the next part, or past the end.
    fn more(&mut self, scan: &mut Scan<'_>) -> bool {
        match self {
            Level::Object(first) | Level::Array(first, _) if *first => {
                *first = false;
                true
            }
            _ => scan.next_part(),
        }
    }
}

/// The index that a step is in an array.
pub(crate) fn index(step: &str) -> Option<usize> {
    let canonical = step == "0" || !step.starts_with('0') && step.bytes().all(|byte| byte.is_ascii_digit());
    if canonical { step.parse().ok() } else { None }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find<'a>(pointer: &str, text: &'a str) -> Option<&'a str> {
        let span = Pointer::parse(pointer).unwrap().find(text.as_bytes())?;
        Some(&text[span])
    }

    /// The document of RFC 6901, section 5.
    const DOCUMENT: &str = r#" {
        "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8
    } "#;

    #[test]
    fn the_examples_of_rfc_6901_lead_where_it_says() {
        for (pointer, value) in [
            ("", DOCUMENT.trim()),
            ("/foo", r#"["bar", "baz"]"#),
            ("/foo/0", r#""bar""#),
            ("/foo/1", r#""baz""#),
            ("/", "0"),
            ("/a~1b", "1"),
            ("/c%d", "2"),
            ("/e^f", "3"),
            ("/g|h", "4"),
            ("/i\\j", "5"),
            ("/k\"l", "6"),
            ("/ ", "7"),
            ("/m~0n", "8"),
        ] {
            assert_eq!(find(pointer, DOCUMENT), Some(value), "{pointer}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for pointer in [
            "/foo/2",
            "/foo/00",
            "/foo/01",
            "/foo/-",
            "/foo/+1",
            "/foo/x",
            "/foo/0/x",
            "/fo",
            "/foo/18446744073709551616",
            "/c%d/0",
        ] {
            assert_eq!(find(pointer, DOCUMENT), None, "{pointer}");
        }
        assert_eq!(find("/a", "[]"), None);
        assert_eq!(find("/0", "[]"), None);
        assert_eq!(find("/a", "{}"), None);
        assert_eq!(find("/a", "1"), None);
    }

    #[test]
    fn of_members_of_one_name_the_last_counts() {
        let text = r#"{"a":{"b":1},"x":[{"a":9}],"\u0061":{"c":2}}"#;
        assert_eq!(find("/a/c", text), Some("2"));
        assert_eq!(find("/a/b", text), None);
        assert_eq!(find("/a", r#"{"a":1,"a":[],"a":{ }}"#), Some("{ }"));
        assert_eq!(find("/a/0", r#"{"a":[1],"a":[]}"#), None);
    }

    #[test]
    fn long_ways_through_deep_texts_need_no_stack() {
        let text = r#"[0,{"a":"#.repeat(50_000) + "7" + &"},2]".repeat(50_000);
        assert_eq!(find(&"/1/a".repeat(50_000), &text), Some("7"));
        assert_eq!(find(&"/1/a".repeat(50_001), &text), None);
    }

    #[test]
    fn a_text_that_is_no_pointer_is_refused_with_its_byte() {
        for (text, at) in [("a", 0), ("/a~", 2), ("/é~2", 3), ("/~01~/", 4)] {
            let refused = Pointer::parse(text).unwrap_err();
            assert!(
                matches!(refused, Error::PointerInvalid { offset, .. } if offset == at),
                "{text}: {refused}"
            );
        }
    }

    #[test]
    fn the_last_step_is_split_off() {
        let pointer = Pointer::parse("/a~1b//c").unwrap();
        let (parent, last) = pointer.split_last().unwrap();
        assert_eq!((parent, last), (Pointer::parse("/a~1b/").unwrap(), "c"));
        assert_eq!(Pointer::parse("").unwrap().split_last(), None);
    }
}
