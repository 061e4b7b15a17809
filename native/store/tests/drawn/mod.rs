//! Keys and ranges of them, drawn at random.

use std::ops::{Bound, RangeBounds};

use bimetal_document::{Key, KeyRange};
use bimetal_engine::Direction;
use proptest::prelude::*;

/// A range, and how a reader of the rules would say which keys are in it.
#[derive(Clone, Debug)]
pub enum Range {
    Prefix(String),
    Segment(String),
    Numbered(String),
    Bounds(Bound<Key>, Bound<Key>),
}

impl Range {
    pub fn range(&self) -> KeyRange {
        match self.clone() {
            Range::Prefix(prefix) => KeyRange::prefix(&prefix).unwrap(),
            Range::Segment(path) => KeyRange::segment(&path).unwrap(),
            Range::Numbered(name) => KeyRange::numbered(&name).unwrap(),
            Range::Bounds(from, to) => KeyRange::from_bounds((from, to)),
        }
    }

    pub fn holds(&self, key: &Key) -> bool {
        match self {
            Range::Prefix(prefix) => key.to_string().starts_with(prefix),
            Range::Segment(path) => key.to_string().starts_with(&format!("{path}/")),
            Range::Numbered(name) => key.number().is_some() && key.name() == name,
            Range::Bounds(from, to) => (from.as_ref(), to.as_ref()).contains(key),
        }
    }
}

/// Few keys, so that steps meet: names that share beginnings or are the beginning of others, of the old form and not, as
/// long as they can be; numbers around the edges of a byte and around powers of ten, or none.
pub fn keys() -> impl Strategy<Value = Key> {
    let long = "l".repeat(Key::BYTES_MAX - 21) + "-";
    let names = [
        "abcdefgh-",
        "abcdefgi-",
        "abcdefgh",
        "abcdefgh-x",
        "a",
        "a-",
        "a/b-",
        "a/bé",
        "~~~~~~~~-",
        "я-",
        &long,
    ];
    let names = prop::sample::select(names.map(str::to_owned).to_vec());
    let numbers = prop::sample::select(vec![0, 1, 2, 9, 10, 11, 19, 100, 255, 256, 257, u64::MAX - 1, u64::MAX]);
    (names, prop::option::weighted(0.8, numbers)).prop_map(|(name, number)| {
        let number = number.filter(|_| name.ends_with('-'));
        Key::of(&name, number).unwrap()
    })
}

pub fn ranges() -> impl Strategy<Value = Range> {
    let bounds = || {
        (0..3_u8, keys()).prop_map(|(kind, key)| match kind {
            0 => Bound::Unbounded,
            1 => Bound::Included(key),
            _ => Bound::Excluded(key),
        })
    };
    // The beginning of some key, which may end within a number.
    let prefixes = (keys(), any::<prop::sample::Index>()).prop_map(|(key, end)| {
        let text = key.to_string();
        let end = (0..=end.index(text.len() + 1))
            .rev()
            .find(|end| text.is_char_boundary(*end));
        text[..end.unwrap()].to_owned()
    });
    let paths = prop::sample::select(vec!["a", "a/b", "abcdefgh", "l"]);
    let names = prop::sample::select(vec!["abcdefgh-", "a-", "a/b-", "я-"]);
    prop_oneof![
        3 => prefixes.prop_map(Range::Prefix),
        1 => paths.prop_map(|path| Range::Segment(path.to_owned())),
        1 => names.prop_map(|name| Range::Numbered(name.to_owned())),
        3 => (bounds(), bounds()).prop_map(|(from, to)| Range::Bounds(from, to)),
    ]
}

pub fn directions() -> impl Strategy<Value = Direction> {
    prop::sample::select(vec![Direction::Forward, Direction::Backward])
}
