//! The parts of a JSON text that somebody wants.

use std::ops::Range;

use crate::error::{Error, Result};
use crate::pointer::Pointer;
use crate::scan::Scan;
use crate::steps::{STEPS_MAX, Steps};

/// Parts of JSON texts, named by pointers.
///
/// What is picked keeps its bytes, its place among the others and the objects around it; of an array the elements that are
/// named stay, as an array of these. What is not there leaves nothing behind.
///
/// LIMIT: 64 pointers, with 64 steps each.
#[derive(Clone, Debug)]
pub struct Fields {
    steps: Steps,
}

impl Fields {
    /// The most pointers.
    pub const POINTERS_MAX: usize = 64;

    /// Errors: `FIELDS_INVALID` when there are none or too many, or one has too many steps.
    pub fn new(pointers: Vec<Pointer>) -> Result<Fields> {
        let refuse = |reason| Err(Error::FieldsInvalid { reason });
        if pointers.is_empty() {
            return refuse("there are none: name a JSON Pointer, such as `/name`");
        }
        if pointers.len() > Fields::POINTERS_MAX {
            return refuse("there are more than 64: name fewer, or an object that holds several");
        }
        if pointers.iter().any(|pointer| pointer.steps().len() > STEPS_MAX) {
            return refuse("one has more than 64 steps: name what holds it");
        }
        Ok(Fields {
            steps: Steps::of(&pointers),
        })
    }

    /// Appends to `into` what is picked of a JSON text that was checked: an object or an array of the parts, `{}` where
    /// there are none, and the whole for the empty pointer.
    pub fn project(&self, text: &[u8], into: &mut Vec<u8>) {
        let mut projection = Projection { text, into };
        if !projection.value(&self.steps, &mut Scan::new(text)) {
            projection.into.extend_from_slice(b"{}");
        }
    }
}

struct Projection<'a, 'b> {
    text: &'a [u8],
    into: &'b mut Vec<u8>,
}

impl Projection<'_, '_> {
    /// Appends what is picked of the value that comes next. Says whether there is anything.
    fn value(&mut self, steps: &Steps, scan: &mut Scan<'_>) -> bool {
        if steps.here.is_some() {
            let span = scan.skip_value();
            self.copy(span);
            return true;
        }
        match scan.peek() {
            b'{' => self.members(steps, scan),
            b'[' if steps.index_max().is_some() => self.elements(steps, scan),
            _ => {
                scan.skip_value();
                false
            }
        }
    }

    fn members(&mut self, steps: &Steps, scan: &mut Scan<'_>) -> bool {
        let start = self.into.len();
        self.into.push(b'{');
        // What each child has given so far: a later member of the same name takes its place.
        let mut given: Vec<(usize, Range<usize>)> = Vec::new();
        let mut more = scan.enter();
        while more {
            let name_start = scan.position();
            let name = scan.name();
            match steps.member(name) {
                Some((child, steps)) => {
                    self.forget(child, &mut given);
                    let from = self.into.len();
                    self.copy(name_start..name_start + name.raw.len() + 2);
                    self.into.push(b':');
                    if self.value(steps, scan) {
                        self.into.push(b',');
                        given.push((child, from..self.into.len()));
                    } else {
                        self.into.truncate(from);
                    }
                }
                None => drop(scan.skip_value()),
            }
            more = scan.next_part();
        }
        self.close(start, b'}')
    }

    fn elements(&mut self, steps: &Steps, scan: &mut Scan<'_>) -> bool {
        let start = self.into.len();
        self.into.push(b'[');
        let mut at = 0;
        let mut more = scan.enter();
        while more {
            if Some(at) > steps.index_max() {
                scan.skip_to_close();
                break;
            }
            match steps.element(at) {
                Some(steps) => {
                    if self.value(steps, scan) {
                        self.into.push(b',');
                    }
                }
                None => drop(scan.skip_value()),
            }
            at += 1;
            more = scan.next_part();
        }
        self.close(start, b']')
    }

    /// Ends the container that began at `start`, or takes it back if nothing is in it.
    fn close(&mut self, start: usize, end: u8) -> bool {
        if self.into.len() == start + 1 {
            self.into.truncate(start);
            return false;
        }
        // The last comma.
        self.into.pop();
        self.into.push(end);
        true
    }

    fn forget(&mut self, child: usize, given: &mut Vec<(usize, Range<usize>)>) {
        let Some(place) = given.iter().position(|(other, _)| *other == child) else {
            return;
        };
        let (_, gone) = given.remove(place);
        self.into.drain(gone.clone());
        for (_, later) in given.iter_mut().skip(place) {
            *later = later.start - gone.len()..later.end - gone.len();
        }
    }

    fn copy(&mut self, span: Range<usize>) {
        self.into.extend_from_slice(self.text.get(span).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(pointers: &[&str], text: &str) -> String {
        let pointers = pointers.iter().map(|text| Pointer::parse(text).unwrap()).collect();
        let mut into = b"before".to_vec();
        Fields::new(pointers).unwrap().project(text.as_bytes(), &mut into);
        String::from_utf8(into)
            .unwrap()
            .strip_prefix("before")
            .unwrap()
            .to_owned()
    }

    #[test]
    fn what_is_picked_keeps_its_bytes_its_place_and_the_objects_around_it() {
        let text = r#" { "n\u0061me" : "x" , "a" : { "b" : [ 1.0, 2 ], "c" : 3 } , "z":null } "#;
        for (pointers, picked) in [
            (&["/name"][..], r#"{"n\u0061me":"x"}"#),
            (&["/z", "/a/b"], r#"{"a":{"b":[ 1.0, 2 ]},"z":null}"#),
            (&["/a", "/a/b"], r#"{"a":{ "b" : [ 1.0, 2 ], "c" : 3 }}"#),
            (&["/a/c", "/a/b/1"], r#"{"a":{"b":[2],"c":3}}"#),
            (&["/a/b/1", "/a/b/0", "/a/b/7"], r#"{"a":{"b":[1.0,2]}}"#),
            (&["/missing", "/a/x", "/name/y", "/a/b/-"], "{}"),
            (&["/a/x", "/z"], r#"{"z":null}"#),
            (&["", "/a"], text.trim()),
        ] {
            assert_eq!(project(pointers, text), picked, "{pointers:?}");
        }
    }

    #[test]
    fn texts_that_are_no_objects_are_picked_from_as_well() {
        assert_eq!(project(&[""], " 17 "), "17");
        assert_eq!(project(&["/a"], "17"), "{}");
        assert_eq!(
            project(&["/1/a", "/0"], r#"[1,{"a":2,"b":3},{"a":4}]"#),
            r#"[1,{"a":2}]"#
        );
        assert_eq!(project(&["/9"], "[1]"), "{}");
        assert_eq!(project(&["/a"], "[]"), "{}");
    }

    #[test]
    fn of_members_of_one_name_the_last_is_picked() {
        let text = r#"{"a":1,"b":22,"a":{"c":3},"b":4,"x":0,"a":5}"#;
        assert_eq!(project(&["/a", "/b"], text), r#"{"b":4,"a":5}"#);
        assert_eq!(project(&["/a/c", "/b"], text), r#"{"b":4}"#);
    }

    #[test]
    fn fields_have_bounds() {
        let pointer = |text: &str| Pointer::parse(text).unwrap();
        assert!(Fields::new(vec![]).is_err());
        assert!(Fields::new(vec![pointer("/a"); 64]).is_ok());
        assert!(Fields::new(vec![pointer("/a"); 65]).is_err());
        assert!(Fields::new(vec![pointer(&"/a".repeat(64))]).is_ok());
        assert!(Fields::new(vec![pointer(&"/a".repeat(65))]).is_err());
    }
}
