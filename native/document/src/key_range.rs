//! Which keys a cursor walks over.

use std::ops::{Bound, RangeBounds};

use crate::decimal::parse_number;
use crate::error::{Error, Result};
use crate::key::Key;
use crate::key_ref::KeyRef;
use crate::key_rules::control_character;
use crate::span::{Edge, Span};

/// A set of keys that are few spans of the key order: one, or at most 21 for a prefix that ends within a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRange {
    /// INVARIANT: in key order, apart from each other, and none is empty.
    spans: Vec<Span>,
}

impl KeyRange {
    /// Every key.
    pub fn all() -> KeyRange {
        KeyRange::of(Span::all())
    }

    /// The keys whose text begins with `prefix`: at most 512 bytes without control characters.
    ///
    /// One that ends within the digits of a number also finds the numbers that begin so: `user-1` finds `user-1`,
    /// `user-10` to `user-19`, and so on, and the names behind them, like `user-1st`.
    pub fn prefix(prefix: &str) -> Result<KeyRange> {
        if prefix.is_empty() {
            return Ok(KeyRange::all());
        }
        if prefix.len() > Key::BYTES_MAX || control_character(prefix).is_some() {
            return Err(Error::PrefixInvalid);
        }
        let mut spans = numbers_that_begin(prefix.as_bytes());
        spans.push(Span {
            from: Edge::before_names(prefix.as_bytes()),
            to: Edge::behind_names(prefix.as_bytes()),
        });
        Ok(KeyRange { spans })
    }

    /// The keys behind all that begin with `prefix`: how a walk goes on that has seen one of them and wants no more.
    ///
    /// The keys with a prefix lie side by side unless it ends within a number; the keys between those are not in the range either.
    pub fn after_prefix(prefix: &str) -> Result<KeyRange> {
        let range = KeyRange::prefix(prefix)?;
        Ok(match range.spans.last() {
            Some(last) => KeyRange::of(Span {
                from: last.to.clone(),
                to: Edge::last(),
            }),
            None => KeyRange::all(),
        })
    }

    /// The keys before all that begin with `prefix`: as [`KeyRange::after_prefix`], for a walk against the key order.
    pub fn before_prefix(prefix: &str) -> Result<KeyRange> {
        let range = KeyRange::prefix(prefix)?;
        Ok(match range.spans.first() {
            Some(first) => KeyRange::of(Span {
                from: Edge::first(),
                to: first.from.clone(),
            }),
            None => KeyRange::all(),
        })
    }

    /// The keys below a path of segments: those whose text begins with it and a `/`.
    pub fn segment(path: &str) -> Result<KeyRange> {
        KeyRange::prefix(&format!("{path}/"))
    }

    /// The keys of a name that have a number. The name ends in `-`.
    pub fn numbered(name: &str) -> Result<KeyRange> {
        let stem = name.strip_suffix('-').ok_or(Error::KeyBadNumber)?;
        if name.len() > Key::BYTES_MAX || control_character(name).is_some() {
            return Err(Error::PrefixInvalid);
        }
        Ok(KeyRange::of(Span::numbers(stem.as_bytes(), 0, u64::MAX)))
    }

    /// The keys between two bounds. Bounds the wrong way round make an empty range, not an error.
    pub fn from_bounds(bounds: impl RangeBounds<Key>) -> KeyRange {
        let from = match bounds.start_bound() {
            Bound::Unbounded => Edge::first(),
            Bound::Included(key) => Edge::before(key.by_ref()),
            Bound::Excluded(key) => Edge::after(key.by_ref()),
        };
        let to = match bounds.end_bound() {
            Bound::Unbounded => Edge::last(),
            Bound::Included(key) => Edge::after(key.by_ref()),
            Bound::Excluded(key) => Edge::before(key.by_ref()),
        };
        KeyRange::of(Span { from, to })
    }

    /// Whether the range holds this key.
    pub fn contains(&self, key: KeyRef<'_>) -> bool {
        self.spans.iter().any(|span| span.contains(key))
    }

    /// The keys that are in both ranges.
    #[must_use]
    pub fn and(&self, other: &KeyRange) -> KeyRange {
        let pairs = self
            .spans
            .iter()
            .flat_map(|span| other.spans.iter().map(|other| span.and(other)));
        KeyRange {
            spans: pairs.filter(|span| !span.is_empty()).collect(),
        }
    }

    /// The spans in key order, none of them empty.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    fn of(span: Span) -> KeyRange {
        let spans = if span.is_empty() { Vec::new() } else { vec![span] };
        KeyRange { spans }
    }
}

/// The spans of the keys whose number begins with the digits that a prefix ends in, behind a name that ends in `-`.
fn numbers_that_begin(prefix: &[u8]) -> Vec<Span> {
    let digits = prefix.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (name, digits) = prefix.split_at(prefix.len() - digits);
    let (Some(stem), Some(number)) = (name.strip_suffix(b"-"), parse_number(digits)) else {
        return Vec::new();
    };
    // No number but 0 begins with the digit 0.
    let lengths = if number == 0 { 0..=0 } else { 0..=19 };
    let spans = lengths.map_while(|more| {
        let power = 10_u64.checked_pow(more)?;
        let first = number.checked_mul(power)?;
        Some(Span::numbers(stem, first, first.saturating_add(power - 1)))
    });
    spans.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        Key::parse(text).unwrap()
    }

    #[test]
    fn a_prefix_holds_the_keys_that_start_with_it_and_no_others() {
        let texts = [
            "user",
            "user!",
            "user-",
            "user-0",
            "user-1",
            "user-2",
            "user-10",
            "user-19",
            "user-100",
            "user-1000000000000000000",
            "user-18446744073709551615",
            "user-01",
            "user-1-1",
            "user-10x",
            "user-1st",
            "user-x",
            "users/1",
            "users/2-1",
            "пользователь-1",
            "\u{10FFFF}",
            "-1",
            "1",
            "user-18446744073709551616",
        ];
        let prefixes = [
            "u",
            "user",
            "user-",
            "user-1",
            "user-10",
            "user-0",
            "user-00",
            "user-18446744073709551615",
            "user-9",
            "-",
            "1",
            "users/",
            "users/2-",
            "п",
            "\u{10FFFF}",
            "user-18446744073709551616",
            "user-1844674407370955161",
        ];
        for prefix in prefixes {
            let range = KeyRange::prefix(prefix).unwrap();
            for text in texts {
                assert_eq!(
                    range.contains(key(text).by_ref()),
                    text.starts_with(prefix),
                    "{text} and {prefix}"
                );
            }
            assert!(range.spans().is_sorted_by(|left, right| left.to <= right.from) && range.spans().len() <= 21);
            assert!(range.spans().iter().all(|span| !span.is_empty()));
        }
    }

    #[test]
    fn behind_and_before_a_prefix_lies_what_does_not_begin_so() {
        let texts = [
            "a",
            "a-1",
            "users",
            "users-9",
            "users/",
            "users/1",
            "users/a/b",
            "users/я",
            "users0",
            "v",
        ];
        for prefix in ["users/", "users/a/", "users-", "a", "я"] {
            let (before, after) = (
                KeyRange::before_prefix(prefix).unwrap(),
                KeyRange::after_prefix(prefix).unwrap(),
            );
            for text in texts.iter().filter(|text| Key::parse(text).is_ok()) {
                let key = key(text);
                let (before, after) = (before.contains(key.by_ref()), after.contains(key.by_ref()));
                assert_eq!(before || after, !text.starts_with(prefix), "{text} and {prefix}");
                assert!(!(before && after), "{text} and {prefix}");
            }
        }
        assert!(
            !KeyRange::after_prefix("user-1")
                .unwrap()
                .contains(key("user-12").by_ref())
        );
        assert!(KeyRange::after_prefix("").unwrap().spans().is_empty());
        assert_eq!(KeyRange::after_prefix("\n").unwrap_err().code(), "PREFIX_INVALID");
    }

    #[test]
    fn a_prefix_that_no_key_has_is_refused() {
        for bad in ["a\n", "\u{7f}", "\u{85}", &"x".repeat(513)] {
            assert_eq!(KeyRange::prefix(bad).unwrap_err().code(), "PREFIX_INVALID", "{bad:?}");
        }
    }

    #[test]
    fn a_segment_holds_what_is_below_it_and_a_name_its_numbers() {
        let below = KeyRange::segment("users").unwrap();
        assert!(below.contains(key("users/1").by_ref()) && below.contains(key("users/a/b").by_ref()));
        assert!(!below.contains(key("users").by_ref()) && !below.contains(key("users-1").by_ref()));
        let numbered = KeyRange::numbered("user-").unwrap();
        assert!(
            numbered.contains(key("user-0").by_ref()) && numbered.contains(key("user-18446744073709551615").by_ref())
        );
        assert!(!numbered.contains(key("user-").by_ref()) && !numbered.contains(key("user-x").by_ref()));
        assert_eq!(KeyRange::numbered("user").unwrap_err().code(), "KEY_BAD_NUMBER");
    }

    #[test]
    fn two_ranges_share_the_keys_that_are_in_both() {
        let keys = ["abcdefgh-1", "abcdefgh-2", "abcdefgh-3", "abcdefgh-30"].map(key);
        let [one, two, three, _] = keys.clone();
        let ranges = [
            KeyRange::all(),
            KeyRange::from_bounds(one..three),
            KeyRange::from_bounds(two.clone()..=two.clone()),
            KeyRange::from_bounds((Bound::Excluded(two.clone()), Bound::Unbounded)),
            KeyRange::from_bounds((Bound::Unbounded, Bound::Excluded(two))),
            KeyRange::prefix("abcdefgh-3").unwrap(),
            KeyRange::prefix("abcdefgh").unwrap(),
        ];
        for a in &ranges {
            for b in &ranges {
                for key in &keys {
                    let both = a.contains(key.by_ref()) && b.contains(key.by_ref());
                    assert_eq!(a.and(b).contains(key.by_ref()), both, "{key} in {a:?} and {b:?}");
                }
            }
        }
    }

    #[test]
    fn bounds_the_wrong_way_round_are_an_empty_range() {
        let (low, high) = (key("abcdefgh-1"), key("abcdefgh-2"));
        assert!(KeyRange::from_bounds(high..low.clone()).spans().is_empty());
        assert!(KeyRange::from_bounds(low.clone()..low.clone()).spans().is_empty());
        assert!(!KeyRange::from_bounds(low.clone()..=low.clone()).spans().is_empty());
        assert!(!KeyRange::from_bounds(low..).spans().is_empty());
    }
}
