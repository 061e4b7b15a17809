//! Where the long arrays and objects of a text end.

use crate::scan::Scan;

/// The ends of a text's containers, so that passing one again costs no second look at what is in it. Without this, who goes
/// down level by level would read what lies deep once for each level.
#[derive(Debug, Default)]
pub(crate) struct Ends {
    /// Start and end, by start. Ends are behind starts, and what is short is not here: passing it is quick.
    long: Vec<(usize, usize)>,
}

/// What a container must have in bytes to be remembered.
const LONG: usize = 64;

impl Ends {
    pub(crate) fn of(text: &[u8]) -> Ends {
        let mut long = Vec::new();
        if text.len() < 2 * LONG {
            return Ends { long };
        }
        let mut open = Vec::new();
        let mut scan = Scan::new(text);
        loop {
            scan.skip_unstructured();
            let at = scan.position();
            match scan.peek() {
                b'"' => {
                    scan.skip_string();
                    continue;
                }
                b'{' | b'[' => open.push(at),
                b'}' | b']' => {
                    if let Some(start) = open.pop().filter(|start| at + 1 - start >= LONG) {
                        long.push((start, at + 1));
                    }
                }
                _ => break,
            }
            scan.advance();
        }
        long.sort_unstable();
        Ends { long }
    }

    pub(crate) fn end_of(&self, start: usize) -> Option<usize> {
        let place = self.long.binary_search_by_key(&start, |(start, _)| *start).ok()?;
        self.long.get(place).map(|(_, end)| *end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_long_containers_are_those_that_a_scan_finds() {
        let long = "x".repeat(100);
        let text = format!(r#" {{"a":["{long}"],"b":[1],"c":{{"d":[[["}}{long}"]]]}}}}"#);
        let ends = Ends::of(text.as_bytes());
        assert!(ends.long.len() >= 5);
        for (start, end) in &ends.long {
            assert_eq!(Scan::at(text.as_bytes(), *start).skip_value(), *start..*end);
        }
        assert_eq!(ends.end_of(text.find("[1]").unwrap()), None);
    }
}
