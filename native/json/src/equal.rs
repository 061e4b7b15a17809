//! Whether two JSON texts are the same value.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

use crate::number;
use crate::scan::{Scan, ends_of};
use crate::text;

/// Whether two texts are the same value: numbers by what they are worth, texts by their code points, arrays element by
/// element, objects by their members in whatever order. Of members of one name the last counts, as for JavaScript.
pub(crate) fn equal(left: &[u8], right: &[u8]) -> bool {
    if left == right {
        return true;
    }
    let (left, right) = (trim(left), trim(right));
    if !is_container(left) || !is_container(right) {
        return scalars_equal(left, right);
    }
    let ends = (ends_of(left), ends_of(right));
    // The recursion's stack, on the heap.
    let mut pairs = vec![(0..left.len(), 0..right.len())];
    while let Some((one, other)) = pairs.pop() {
        let (a, b) = (slice(left, &one), slice(right, &other));
        let held = match (a.first(), b.first()) {
            (Some(b'['), Some(b'[')) => {
                let one = elements(Scan::at(left, one.start).with_ends(&ends.0));
                pair(
                    one,
                    elements(Scan::at(right, other.start).with_ends(&ends.1)),
                    &mut pairs,
                )
            }
            (Some(b'{'), Some(b'{')) => {
                let one = members(Scan::at(left, one.start).with_ends(&ends.0));
                pair(
                    one,
                    members(Scan::at(right, other.start).with_ends(&ends.1)),
                    &mut pairs,
                )
            }
            _ => scalars_equal(a, b),
        };
        if !held {
            return false;
        }
    }
    true
}

/// How two values compare, if they have an order: two numbers, or two texts.
pub(crate) fn order(left: &[u8], right: &[u8]) -> Option<Ordering> {
    match (left.first()?, right.first()?) {
        (b'"', b'"') => Some(text::unquote(left).cmp(&text::unquote(right))),
        (b'-' | b'0'..=b'9', b'-' | b'0'..=b'9') => Some(number::compare(left, right)),
        _ => None,
    }
}

/// A part of a container, by what it is called there.
type Part<N> = (N, Range<usize>);

/// Pairs the parts of two containers. False when they are not called the same.
fn pair<N: PartialEq>(left: Vec<Part<N>>, right: Vec<Part<N>>, pairs: &mut Vec<(Range<usize>, Range<usize>)>) -> bool {
    if left.len() != right.len() || left.iter().zip(&right).any(|(one, other)| one.0 != other.0) {
        return false;
    }
    pairs.extend(left.into_iter().zip(right).map(|(one, other)| (one.1, other.1)));
    true
}

fn elements(mut scan: Scan<'_>) -> Vec<Part<()>> {
    let mut parts = Vec::new();
    let mut more = scan.enter();
    while more {
        parts.push(((), scan.skip_value()));
        more = scan.next_part();
    }
    parts
}

fn members(mut scan: Scan<'_>) -> Vec<Part<Cow<'_, [u8]>>> {
    let mut parts = Vec::new();
    let mut more = scan.enter();
    while more {
        let name = scan.name().text();
        parts.push((name, scan.skip_value()));
        more = scan.next_part();
    }
    // The last of a name first, so that it is the one that stays.
    parts.sort_by(|one, other| one.0.cmp(&other.0).then(other.1.start.cmp(&one.1.start)));
    parts.dedup_by(|later, earlier| later.0 == earlier.0);
    parts
}

fn scalars_equal(left: &[u8], right: &[u8]) -> bool {
    left == right || order(left, right) == Some(Ordering::Equal)
}

fn is_container(text: &[u8]) -> bool {
    matches!(text.first(), Some(b'{' | b'['))
}

fn trim(text: &[u8]) -> &[u8] {
    let mut scan = Scan::new(text);
    slice(text, &scan.skip_value())
}

fn slice<'a>(text: &'a [u8], span: &Range<usize>) -> &'a [u8] {
    text.get(span.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_equal_by_what_they_say() {
        for (left, right, same) in [
            (
                r#"{"a":1,"b":[2.0,"é"]}"#,
                r#" { "b" : [ 2 , "\u00e9" ] , "a" : 1e0 } "#,
                true,
            ),
            (r#"{"a":1,"a":2}"#, r#"{"a":2}"#, true),
            (r#"{"a":2,"a":1}"#, r#"{"a":2}"#, false),
            ("[1,2]", "[2,1]", false),
            ("[]", "{}", false),
            ("[[]]", "[]", false),
            ("{}", " { } ", true),
            ("null", "false", false),
            ("1", "\"1\"", false),
            (r#"{"a":{}}"#, r#"{"b":{}}"#, false),
        ] {
            assert_eq!(equal(left.as_bytes(), right.as_bytes()), same, "{left} {right}");
            assert_eq!(equal(right.as_bytes(), left.as_bytes()), same, "{right} {left}");
        }
    }

    #[test]
    fn deep_values_need_no_stack_and_are_read_once() {
        let deep = |space: &str| r#"{"a":[{"b":"#.repeat(20_000) + space + "1" + &"}]}".repeat(20_000);
        assert!(equal(deep("").as_bytes(), deep(" ").as_bytes()));
        assert!(!equal(deep("").as_bytes(), deep("2").as_bytes()));
    }
}
