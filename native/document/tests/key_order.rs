//! The order of keys and their prefixes, against the plain definition.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

use bimetal_document::{Edge, Key, KeyRange, KeyRef, Span};
use proptest::prelude::*;

/// The parts of a text by the definition: a name that ends in `-` and the longest canonical u64 behind it.
fn parts(text: &str) -> (Vec<u8>, Option<u64>) {
    let split = text.rfind('-').map(|dash| text.split_at(dash + 1));
    if let Some((name, digits)) = split
        && let Ok(number) = digits.parse::<u64>()
        && number.to_string() == digits
    {
        return (name.as_bytes().to_vec(), Some(number));
    }
    (text.as_bytes().to_vec(), None)
}

/// Texts that are close to each other: few letters, many shared beginnings, numbers near the powers of 256 and of ten.
fn text() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        any::<u64>(),
        (0_u32..64, 0_u64..3).prop_map(|(shift, less)| (1_u64 << shift).wrapping_sub(less)),
        (0_u32..20, 0_u64..3).prop_map(|(power, less)| 10_u64.pow(power).wrapping_sub(less)),
    ];
    let name = prop_oneof![
        "[ab!~ -]{0,4}-?",
        "[a-c]{1,2}/[0-9-]{1,3}",
        "(quickdoc|testdoc1|é|𝄞|я|\u{FFFF})[-0-9]{0,3}",
        "[!-~]{8}-",
        (500_usize..512, "-?").prop_map(|(length, dash)| format!("{}{dash}", "k".repeat(length))),
    ];
    (name, prop_oneof![Just(None), number.prop_map(Some)])
        .prop_map(|(name, number)| number.map_or(name.clone(), |number| format!("{name}{number}")))
        .prop_filter("a key", |text| Key::parse(text).is_ok())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn a_key_has_the_parts_of_its_text_and_gives_the_text_back(text in text()) {
        let key = Key::parse(&text).unwrap();
        let (name, number) = parts(&text);
        prop_assert_eq!((key.name().as_bytes(), key.number()), (&name[..], number));
        prop_assert_eq!(key.to_string(), text.clone());
        prop_assert_eq!(Key::of(key.name(), key.number()).unwrap(), key.clone());
        let ordered = key.by_ref().to_ordered();
        prop_assert!(ordered.len() <= text.len() + 1 && ordered.len() <= KeyRef::ORDERED_BYTES_MAX);
        prop_assert_eq!(KeyRef::from_ordered(&ordered), Some(key.by_ref()));
        prop_assert_eq!(key.by_ref().to_key(), Some(key));
    }

    #[test]
    fn the_order_is_that_of_the_parts_and_of_the_ordered_forms(one in text(), other in text()) {
        let expected = parts(&one).cmp(&parts(&other));
        let (one, other) = (Key::parse(&one).unwrap(), Key::parse(&other).unwrap());
        prop_assert_eq!(one.cmp(&other), expected);
        prop_assert_eq!(one.by_ref().cmp(&other.by_ref()), expected);
        let (one, other) = (one.by_ref().to_ordered(), other.by_ref().to_ordered());
        prop_assert_eq!(one.cmp(&other), expected);
        prop_assert!(one == other || !one.starts_with(&other));
    }

    #[test]
    fn a_prefix_finds_the_texts_that_begin_with_it(text in text(), other in text(), cut in any::<prop::sample::Index>()) {
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let prefix = &text[..*cut.get(&ends)];
        let range = KeyRange::prefix(prefix).unwrap();
        for text in [&text, &other] {
            prop_assert_eq!(range.contains(Key::parse(text).unwrap().by_ref()), text.starts_with(prefix));
        }
    }

    #[test]
    fn edges_stand_right_before_and_right_behind_their_key(one in text(), other in text()) {
        let (one, other) = (Key::parse(&one).unwrap(), Key::parse(&other).unwrap());
        let (before, after) = (Edge::before(one.by_ref()), Edge::after(one.by_ref()));
        for (edge, behind) in [(&before, other >= one), (&after, other > one)] {
            prop_assert_eq!(other.by_ref() >= edge.by_ref(), behind);
            prop_assert_eq!(other.by_ref().to_ordered() >= edge.by_ref().to_ordered(), behind);
        }
        prop_assert_eq!(Span { from: before, to: after }.contains(other.by_ref()), one == other);
    }

    #[test]
    fn bytes_are_the_ordered_form_of_what_they_are_read_as(bytes in proptest::collection::vec(any::<u8>(), 0..24)) {
        if let Some(key) = KeyRef::from_ordered(&bytes) {
            prop_assert_eq!(key.to_ordered(), bytes);
        }
    }
}
