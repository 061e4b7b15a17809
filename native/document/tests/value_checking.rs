//! A value is one JSON text in valid UTF-8, strictly, in the manner of JSONTestSuite.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

use bimetal_document::{Error, Limits, Value};

/// Texts that are JSON, kept byte for byte.
const ACCEPTED: &[(&str, &[u8])] = &[
    ("y_array_empty", b"[]"),
    ("y_array_nested", b"[[],[[]],{}]"),
    ("y_array_spaces", b"[ 1 ,\t2\r\n]"),
    ("y_number_zero", b"0"),
    ("y_number_minus_zero", b"-0"),
    ("y_number_fraction", b"-12.50"),
    ("y_number_exponents", b"[1e1,1E1,1e+1,1e-1,0e0,0.0e000]"),
    ("y_number_beyond_f64", b"1e400"),
    (
        "y_number_long",
        b"123456789012345678901234567890123456789012345678901234567890.5",
    ),
    ("y_object_empty", b"{}"),
    ("y_object_duplicate_names", b"{\"a\":1,\"a\":2}"),
    ("y_object_empty_name", b"{\"\":0}"),
    ("y_object_spaces", b" { \"a\" : 1 , \"b\" : 2 } "),
    ("y_string_empty", b"\"\""),
    ("y_string_escapes", b"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uABCD\""),
    ("y_string_lone_high_surrogate", b"\"\\ud800\""),
    ("y_string_lone_low_surrogate", b"\"\\udc00\""),
    ("y_string_high_surrogate_and_letter", b"\"\\ud800\\u0041\""),
    ("y_string_surrogate_pair", b"\"\\ud83d\\ude00\""),
    ("y_string_escaped_null", b"\"\\u0000\""),
    ("y_string_delete_character", b"\"\x7f\""),
    ("y_string_utf8", "\"é 日本語 😀 \u{2028}\u{feff}\"".as_bytes()),
    ("y_string_noncharacter", "\"\u{ffff}\"".as_bytes()),
    ("y_literals", b"[true,false,null]"),
    ("y_top_level_literal", b"null"),
    ("y_space_around", b" \t\r\n1 \t\r\n"),
];

/// Texts that are not, the code of their kind, and the first byte with which they no longer can be.
const REFUSED: &[(&str, &[u8], &str, usize)] = &[
    ("n_empty", b"", "VALUE_NOT_JSON", 0),
    ("n_only_spaces", b"  \n", "VALUE_NOT_JSON", 3),
    ("n_only_byte_order_mark", b"\xEF\xBB\xBF", "VALUE_NOT_JSON", 3),
    (
        "n_two_byte_order_marks",
        b"\xEF\xBB\xBF\xEF\xBB\xBF1",
        "VALUE_NOT_JSON",
        3,
    ),
    ("n_byte_order_mark_at_the_end", b"1\xEF\xBB\xBF", "VALUE_NOT_JSON", 1),
    (
        "n_byte_order_mark_counts_in_offsets",
        b"\xEF\xBB\xBF[1,]",
        "VALUE_NOT_JSON",
        6,
    ),
    ("n_number_leading_zero", b"01", "VALUE_NOT_JSON", 1),
    ("n_number_minus_leading_zero", b"-01", "VALUE_NOT_JSON", 2),
    ("n_number_two_zeros", b"[00]", "VALUE_NOT_JSON", 2),
    ("n_number_dot_at_the_end", b"1.", "VALUE_NOT_JSON", 2),
    ("n_number_dot_then_bracket", b"[1.]", "VALUE_NOT_JSON", 3),
    ("n_number_dot_then_exponent", b"1.e1", "VALUE_NOT_JSON", 2),
    ("n_number_dot_first", b".5", "VALUE_NOT_JSON", 0),
    ("n_number_minus_dot", b"-.5", "VALUE_NOT_JSON", 1),
    ("n_number_minus_alone", b"-", "VALUE_NOT_JSON", 1),
    ("n_number_minus_space", b"- 1", "VALUE_NOT_JSON", 1),
    ("n_number_two_minuses", b"--1", "VALUE_NOT_JSON", 1),
    ("n_number_plus", b"+1", "VALUE_NOT_JSON", 0),
    ("n_number_exponent_alone", b"1e", "VALUE_NOT_JSON", 2),
    ("n_number_exponent_sign_alone", b"[1e+]", "VALUE_NOT_JSON", 4),
    ("n_number_two_dots", b"1.2.3", "VALUE_NOT_JSON", 3),
    ("n_number_hexadecimal", b"0x10", "VALUE_NOT_JSON", 1),
    ("n_number_separator", b"1_000", "VALUE_NOT_JSON", 1),
    ("n_number_full_width", "１".as_bytes(), "VALUE_NOT_JSON", 0),
    ("n_number_nan", b"NaN", "VALUE_NOT_JSON", 0),
    ("n_number_infinity", b"-Infinity", "VALUE_NOT_JSON", 1),
    ("n_string_newline", b"\"a\nb\"", "VALUE_NOT_JSON", 2),
    ("n_string_null_byte", b"\"\x00\"", "VALUE_NOT_JSON", 1),
    ("n_string_tab", b"[\"\t\"]", "VALUE_NOT_JSON", 2),
    ("n_string_unit_separator", b"\"0123456789\x1f\"", "VALUE_NOT_JSON", 11),
    ("n_string_escape_x", b"\"\\x41\"", "VALUE_NOT_JSON", 2),
    ("n_string_escape_quote", b"\"\\'\"", "VALUE_NOT_JSON", 2),
    ("n_string_escape_capital_u", b"\"\\U0041\"", "VALUE_NOT_JSON", 2),
    ("n_string_escape_null_byte", b"\"\\\x00\"", "VALUE_NOT_JSON", 2),
    ("n_string_escape_not_hexadecimal", b"\"\\u12g4\"", "VALUE_NOT_JSON", 5),
    ("n_string_escape_swallows_quote", b"\"\\u\"000\"", "VALUE_NOT_JSON", 3),
    ("n_string_escape_three_digits", b"\"\\u123\"", "VALUE_NOT_JSON", 6),
    ("n_string_escape_cut", b"\"\\u12", "VALUE_NOT_JSON", 5),
    (
        "n_string_second_surrogate_cut",
        b"\"\\ud800\\u1\"",
        "VALUE_NOT_JSON",
        10,
    ),
    ("n_string_backslash_at_the_end", b"\"\\", "VALUE_NOT_JSON", 2),
    ("n_string_unclosed", b"\"abc", "VALUE_NOT_JSON", 4),
    ("n_string_closed_by_escaped_quote", b"\"abc\\\"", "VALUE_NOT_JSON", 6),
    ("n_string_single_quotes", b"'a'", "VALUE_NOT_JSON", 0),
    ("n_string_without_quotes", b"[abc]", "VALUE_NOT_JSON", 1),
    ("n_array_trailing_comma", b"[1,]", "VALUE_NOT_JSON", 3),
    ("n_array_leading_comma", b"[,1]", "VALUE_NOT_JSON", 1),
    ("n_array_two_commas", b"[1,,2]", "VALUE_NOT_JSON", 3),
    ("n_array_no_comma", b"[1 2]", "VALUE_NOT_JSON", 3),
    ("n_array_colon", b"[1:2]", "VALUE_NOT_JSON", 2),
    ("n_array_unclosed", b"[1", "VALUE_NOT_JSON", 2),
    ("n_array_unclosed_after_comma", b"[1,", "VALUE_NOT_JSON", 3),
    ("n_array_closed_as_object", b"[1}", "VALUE_NOT_JSON", 2),
    ("n_array_closed_twice", b"[1]]", "VALUE_NOT_JSON", 3),
    ("n_array_never_opened", b"]", "VALUE_NOT_JSON", 0),
    ("n_object_trailing_comma", b"{\"a\":1,}", "VALUE_NOT_JSON", 7),
    ("n_object_two_commas", b"{\"a\":1,,\"b\":2}", "VALUE_NOT_JSON", 7),
    ("n_object_name_not_string", b"{1:2}", "VALUE_NOT_JSON", 1),
    ("n_object_name_without_quotes", b"{a:2}", "VALUE_NOT_JSON", 1),
    ("n_object_no_colon", b"{\"a\" 1}", "VALUE_NOT_JSON", 5),
    ("n_object_two_colons", b"{\"a\"::1}", "VALUE_NOT_JSON", 5),
    ("n_object_no_value", b"{\"a\":}", "VALUE_NOT_JSON", 5),
    ("n_object_name_alone", b"{\"a\"}", "VALUE_NOT_JSON", 4),
    ("n_object_no_comma", b"{\"a\":1 \"b\":2}", "VALUE_NOT_JSON", 7),
    ("n_object_unclosed", b"{\"a\":1", "VALUE_NOT_JSON", 6),
    ("n_object_closed_as_array", b"{\"a\":1]", "VALUE_NOT_JSON", 6),
    ("n_literal_cut", b"tru", "VALUE_NOT_JSON", 3),
    ("n_literal_longer", b"nulll", "VALUE_NOT_JSON", 4),
    ("n_literal_capital", b"True", "VALUE_NOT_JSON", 0),
    ("n_literal_misspelt", b"[fals3]", "VALUE_NOT_JSON", 5),
    ("n_undefined", b"undefined", "VALUE_NOT_JSON", 0),
    ("n_trailing_value", b"1 1", "VALUE_NOT_JSON", 2),
    ("n_trailing_comma", b"1,", "VALUE_NOT_JSON", 1),
    ("n_trailing_null_byte", b"1\x00", "VALUE_NOT_JSON", 1),
    ("n_comment", b"/**/1", "VALUE_NOT_JSON", 0),
    ("n_trailing_comment", b"1//", "VALUE_NOT_JSON", 1),
    ("n_space_form_feed", b"\x0c1", "VALUE_NOT_JSON", 0),
    ("n_space_vertical_tab", b"[1\x0b]", "VALUE_NOT_JSON", 2),
    ("n_space_no_break", "\u{a0}1".as_bytes(), "VALUE_NOT_JSON", 0),
    ("n_utf8_in_string", b"[\"a\xff\"]", "VALUE_NOT_UTF8", 3),
    (
        "n_utf8_in_string_after_byte_order_mark",
        b"\xEF\xBB\xBF[\"a\xff\"]",
        "VALUE_NOT_UTF8",
        6,
    ),
    ("n_utf8_in_name", b"{\"\xc3\":1}", "VALUE_NOT_UTF8", 2),
    ("n_utf8_outside", b"1\xff", "VALUE_NOT_UTF8", 1),
    ("n_utf8_overlong_slash", b"\"\xc0\xaf\"", "VALUE_NOT_UTF8", 1),
    ("n_utf8_encoded_surrogate", b"\"\xed\xa0\x80\"", "VALUE_NOT_UTF8", 1),
    ("n_utf8_above_the_last", b"\"\xf4\x90\x80\x80\"", "VALUE_NOT_UTF8", 1),
    ("n_utf8_cut", b"\"\xe6\x97", "VALUE_NOT_UTF8", 1),
    ("n_utf16_little_endian", b"\xff\xfe1\x00", "VALUE_NOT_UTF8", 0),
];

fn code_and_offset(error: &Error) -> (&'static str, usize) {
    match error {
        Error::ValueNotJson { offset, .. } | Error::ValueNotUtf8 { offset } | Error::ValueTooDeep { offset, .. } => {
            (error.code(), *offset)
        }
        other => panic!("{other}"),
    }
}

#[test]
fn json_is_accepted_and_kept_byte_for_byte() {
    for (name, text) in ACCEPTED {
        let value = Value::parse(text, &Limits::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(value.as_bytes(), *text, "{name}");
        serde_json::from_slice::<serde::de::IgnoredAny>(text).unwrap_or_else(|error| panic!("oracle, {name}: {error}"));
    }
}

#[test]
fn what_is_not_json_is_refused_at_its_first_bad_byte() {
    for (name, text, code, offset) in REFUSED {
        let error = Value::parse(text, &Limits::default()).expect_err(name);
        assert_eq!(code_and_offset(&error), (*code, *offset), "{name}: {error}");
        let json =
            std::str::from_utf8(text).is_ok_and(|text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok());
        assert!(!json, "the oracle takes {name}");
    }
}

#[test]
fn a_byte_order_mark_is_taken_off() {
    let value = Value::parse(b"\xEF\xBB\xBF {\"a\":1} ", &Limits::default()).unwrap();
    assert_eq!(value.as_bytes(), b" {\"a\":1} ");
}

#[test]
fn nesting_beyond_the_limit_is_refused_however_deep_it_is() {
    let limits = Limits::default();
    let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    Value::parse(deep(512).as_bytes(), &limits).unwrap();
    let mut texts = vec![deep(513), "[".repeat(513)];
    for depth in [100_000, 1_000_000] {
        texts.extend([
            deep(depth),
            "[".repeat(depth),
            "{\"a\":".repeat(depth),
            "[{\"a\":".repeat(depth),
        ]);
    }
    for text in texts {
        let error = Value::parse(text.as_bytes(), &limits).unwrap_err();
        let position = text.match_indices(['[', '{']).nth(512).unwrap().0;
        assert_eq!(code_and_offset(&error), ("VALUE_TOO_DEEP", position), "{text:.20}");
    }
}

#[test]
fn brackets_in_strings_and_beside_each_other_are_not_nesting() {
    let limits = Limits::default();
    Value::parse(format!("[{:?}]", "[".repeat(100_000)).as_bytes(), &limits).unwrap();
    Value::parse(format!("[{}[]]", "[],{},".repeat(100_000)).as_bytes(), &limits).unwrap();
}

#[test]
fn an_escape_that_hides_a_quote_does_not_hide_nesting() {
    // To a validator that skips four bytes after `\u` unseen, this string ends elsewhere and the brackets are outside.
    let text = format!("[\"\\u\"x\",{}", "[".repeat(100_000));
    let error = Value::parse(text.as_bytes(), &Limits::default()).unwrap_err();
    assert_eq!(code_and_offset(&error), ("VALUE_NOT_JSON", 4));
}

#[test]
fn a_limit_is_the_most_that_is_allowed() {
    let mut limits = Limits::default();
    limits.value_bytes_max = 10;
    limits.value_depth_max = 2;
    Value::parse(b"1234567890", &limits).unwrap();
    Value::parse(b"\xEF\xBB\xBF1234567890", &limits).unwrap();
    Value::parse(b"[[]]", &limits).unwrap();
    let error = Value::parse(b"12345678901", &limits).unwrap_err();
    assert_eq!(error.code(), "VALUE_TOO_LARGE");
    assert!(
        error.to_string().contains("has 11 bytes and the limit is 10"),
        "{error}"
    );
    assert_eq!(
        code_and_offset(&Value::parse(b"[[[]]]", &limits).unwrap_err()),
        ("VALUE_TOO_DEEP", 2)
    );
    limits.value_depth_max = 0;
    Value::parse(b"1", &limits).unwrap();
    assert_eq!(
        code_and_offset(&Value::parse(b" {}", &limits).unwrap_err()),
        ("VALUE_TOO_DEEP", 1)
    );
}
