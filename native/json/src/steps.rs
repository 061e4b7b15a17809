//! Many pointers as one tree of their steps, so that one pass over a text answers them all.

use std::ops::Range;

use crate::pointer::{Pointer, index};
use crate::scan::{Name, Scan};

/// LIMIT: how many steps a pointer of a filter or of fields has at the most. Walking recurses as deep.
pub(crate) const STEPS_MAX: usize = 64;

/// A place to which pointers lead, or through which they do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Steps {
    children: Vec<Child>,
    /// Which of the pointers leads here.
    pub(crate) here: Option<usize>,
    /// The pointers that lead here or below, if they are numbered as [`Steps::number`] does it.
    below: Range<usize>,
    /// The highest index of an array among the children. `None` where no child can be an index.
    index_max: Option<usize>,
}

#[derive(Clone, Debug)]
struct Child {
    name: Box<str>,
    index: Option<usize>,
    steps: Steps,
}

impl Steps {
    /// The tree of pointers. Equal ones are one.
    pub(crate) fn of<'a>(pointers: impl IntoIterator<Item = &'a Pointer>) -> Steps {
        let mut root = Steps::default();
        for pointer in pointers {
            let mut node = &mut root;
            for step in pointer.steps() {
                node = node.child_mut(step);
            }
            node.here = Some(0);
        }
        root.number(0);
        root
    }

    /// How many pointers there are.
    pub(crate) fn len(&self) -> usize {
        self.below.len()
    }

    /// The number of a pointer that is in the tree.
    pub(crate) fn number_of(&self, pointer: &Pointer) -> Option<usize> {
        let mut node = self;
        for step in pointer.steps() {
            node = node
                .children
                .iter()
                .find(|child| child.name == *step)
                .map(|child| &child.steps)?;
        }
        node.here
    }

    /// Which child a member is, and its number.
    pub(crate) fn member(&self, name: Name<'_>) -> Option<(usize, &Steps)> {
        let place = self.children.iter().position(|child| name.is(child.name.as_bytes()))?;
        Some((place, &self.children.get(place)?.steps))
    }

    /// Which child an element is.
    pub(crate) fn element(&self, index: usize) -> Option<&Steps> {
        let child = self.children.iter().find(|child| child.index == Some(index))?;
        Some(&child.steps)
    }

    pub(crate) fn index_max(&self) -> Option<usize> {
        self.index_max
    }

    pub(crate) fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }

    /// Where all the values stand to which the pointers lead, by the numbers of the pointers: one pass over the text.
    pub(crate) fn find(&self, scan: &mut Scan<'_>, found: &mut [Option<Range<usize>>]) {
        let start = scan.position();
        match scan.peek() {
            b'{' if !self.is_leaf() => self.find_members(scan, found),
            b'[' if self.index_max.is_some() => self.find_elements(scan, found),
            _ => drop(scan.skip_value()),
        }
        if let Some(place) = self.here.and_then(|here| found.get_mut(here)) {
            *place = Some(start..scan.position());
        }
    }

    fn find_members(&self, scan: &mut Scan<'_>, found: &mut [Option<Range<usize>>]) {
        let mut more = scan.enter();
        while more {
            match self.member(scan.name()) {
                Some((_, child)) => {
                    // A later member of the same name is what counts, also where it has less in it.
                    found.get_mut(child.below.clone()).unwrap_or_default().fill(None);
                    child.find(scan, found);
                }
                None => drop(scan.skip_value()),
            }
            more = scan.next_part();
        }
    }

    fn find_elements(&self, scan: &mut Scan<'_>, found: &mut [Option<Range<usize>>]) {
        let mut at = 0;
        let mut more = scan.enter();
        while more {
            if Some(at) > self.index_max {
                return scan.skip_to_close();
            }
            match self.element(at) {
                Some(child) => child.find(scan, found),
                None => drop(scan.skip_value()),
            }
            at += 1;
            more = scan.next_part();
        }
    }

    fn child_mut(&mut self, step: &str) -> &mut Steps {
        let place = self
            .children
            .iter()
            .position(|child| *child.name == *step)
            .unwrap_or(self.children.len());
        if place == self.children.len() {
            self.index_max = self.index_max.max(index(step));
            self.children.push(Child {
                name: step.into(),
                index: index(step),
                steps: Steps::default(),
            });
        }
        #[allow(clippy::indexing_slicing, reason = "it was found there, or put there")]
        &mut self.children[place].steps
    }

    /// Numbers the pointers so that those below a place are neighbours. Returns the next number.
    fn number(&mut self, first: usize) -> usize {
        let mut next = first;
        if let Some(here) = &mut self.here {
            *here = next;
            next += 1;
        }
        for child in &mut self.children {
            next = child.steps.number(next);
        }
        self.below = first..next;
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pass_finds_what_each_pointer_finds() {
        let pointers: Vec<Pointer> = ["", "/a", "/a/b", "/a/0", "/a/2/c", "/d/-", "/d", "/e/f/g", "/é", "/1"]
            .iter()
            .map(|text| Pointer::parse(text).unwrap())
            .collect();
        let steps = Steps::of(pointers.iter().chain(&pointers));
        assert_eq!(steps.len(), pointers.len());
        for text in [
            r#"{"a":{"b":1},"d":[1,2],"e":{"f":{"g":null}},"\u00e9":"x"}"#,
            r#" {"a":[1, [] ,{"c":[{"c":0}]}, 7 ] , "e":{"f":[]},"d":{"-":3},"1":true} "#,
            r#"{"a":{"b":1},"a":[],"e":{"f":{"g":1}},"e":{"f":2}}"#,
            r#"[{"a":1},{"a":2}]"#,
            "[]",
            "{}",
            "17",
        ] {
            let mut found = vec![None; steps.len()];
            steps.find(&mut Scan::new(text.as_bytes()), &mut found);
            for pointer in &pointers {
                let number = steps.number_of(pointer).unwrap();
                assert_eq!(found[number], pointer.find(text.as_bytes()), "{pointer} in {text}");
            }
        }
    }
}
