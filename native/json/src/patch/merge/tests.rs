//! What merge patches promise.

use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

fn merged(target: &str, patch: &str) -> String {
    String::from_utf8(merge(Some(target.as_bytes()), patch.as_bytes())).unwrap()
}

/// The table of RFC 7396, appendix A: original, patch, result.
const RFC_7396: [(&str, &str, &str); 15] = [
    (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
    (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
    (r#"{"a":"b"}"#, r#"{"a":null}"#, r#"{}"#),
    (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
    (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
    (r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#),
    (
        r#"{"a":{"b":"c"}}"#,
        r#"{"a":{"b":"d","c":null}}"#,
        r#"{"a":{"b":"d"}}"#,
    ),
    (r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#),
    (r#"["a","b"]"#, r#"["c","d"]"#, r#"["c","d"]"#),
    (r#"{"a":"b"}"#, r#"["c"]"#, r#"["c"]"#),
    (r#"{"a":"foo"}"#, "null", "null"),
    (r#"{"a":"foo"}"#, r#""bar""#, r#""bar""#),
    (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"e":null,"a":1}"#),
    ("[1,2]", r#"{"a":"b","c":null}"#, r#"{"a":"b"}"#),
    ("{}", r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
];

#[test]
fn the_table_of_rfc_7396_holds() {
    for (target, patch, result) in RFC_7396 {
        assert_eq!(merged(target, patch), result, "{target} {patch}");
    }
}

#[test]
fn what_a_patch_does_not_name_keeps_its_bytes() {
    let target = "{\n  \"n\" : 1.50e+1,\n  \"d\": 1, \"d\": 2,\n  \"o\": { \"x\":[ 1 , 2 ], \"y\": \"\\u00e9\" },\n  \"z\": 0\n}\n";
    for (patch, result) in [
        ("{}", target.to_owned()),
        (r#"{"z":null}"#, target.replace(",\n  \"z\": 0", "")),
        (r#"{"n":null}"#, target.replace("\"n\" : 1.50e+1,\n  ", "")),
        (
            r#"{"z":9007199254740993}"#,
            target.replace("\"z\": 0", "\"z\": 9007199254740993"),
        ),
        (r#"{"o":{"y":null}}"#, target.replace(", \"y\": \"\\u00e9\"", "")),
        (r#"{"o":{"w":[null]}}"#, target.replace("9\" }", "9\", \"w\": [null] }")),
        (r#"{"d":3}"#, target.replace("\"d\": 2", "\"d\": 3")),
        (r#"{"d":null}"#, target.replace(",\n  \"d\": 1, \"d\": 2", "")),
        (r#"{"q":1}"#, target.replace("\"z\": 0", "\"z\": 0,\n  \"q\": 1")),
        (r#"{"\u006e":2}"#, target.replace("1.50e+1", "2")),
    ] {
        assert_eq!(merged(target, patch), result, "{patch}");
    }
}

#[test]
fn a_patch_makes_a_document_where_there_is_none() {
    assert_eq!(
        merge(None, br#" {"a":1,"b":null,"c":{"d":null}} "#),
        br#"{"a":1,"c":{}}"#
    );
    assert_eq!(merge(None, b"[null]"), b"[null]");
}

#[test]
fn of_members_of_one_name_in_a_patch_the_last_counts() {
    assert_eq!(merged(r#"{"a":1}"#, r#"{"a":2,"\u0061":null}"#), "{}");
    assert_eq!(
        merged(r#"{"a":1}"#, r#"{"b":{"c":1,"c":null},"a":null,"a":3}"#),
        r#"{"a":3,"b":{}}"#
    );
}

#[test]
fn additions_do_not_repeat_long_space() {
    let target = format!("{{{}\"a\":1}}", " ".repeat(100));
    assert_eq!(
        merged(&target, r#"{"b":2,"c":3}"#),
        target.replace('}', ",\"b\":2,\"c\":3}")
    );
}

#[test]
fn deep_patches_need_no_stack() {
    let deep = |inner: &str| r#"{"a":"#.repeat(20_000) + inner + &"}".repeat(20_000);
    assert_eq!(merged(&deep("1"), &deep("2")), deep("2"));
    assert_eq!(merged("{}", &deep("2")), deep("2"));
}

/// RFC 7396, section 2, word by word.
fn oracle(target: Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else {
        return patch.clone();
    };
    let mut target = target.as_object().cloned().unwrap_or_default();
    for (name, value) in patch {
        if value.is_null() {
            target.remove(name);
        } else {
            let part = target.remove(name).unwrap_or(Value::Null);
            target.insert(name.clone(), oracle(part, value));
        }
    }
    Value::Object(target)
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        (0..3_u8).prop_map(|n| json!(n)),
        Just(json!("é\"\\")),
        Just(json!(true))
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let name = prop::sample::select(vec!["a", "b", "c\n", "é", ""]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            prop::collection::hash_map(name.prop_map(str::to_owned), inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_are_merged_as_values_are(target in values(), patch in values(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&target) } else { serde_json::to_string(&target) }.unwrap();
        let merged = merged(&text, &patch.to_string());
        prop_assert_eq!(serde_json::from_str::<Value>(&merged).unwrap(), oracle(target, &patch), "{}", merged);
    }
}
