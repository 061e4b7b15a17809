//! Rust reads the key vectors that TypeScript reads.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

use bimetal_document::{Batch, Key, KeyRange, Limits, Result, Value as Json};
use serde_json::Value;

fn rows(list: &str) -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../libs/bindings/src/key-vectors.json");
    let vectors: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let rows = vectors[list]
        .as_array()
        .unwrap_or_else(|| panic!("no list {list}"))
        .clone();
    assert!(!rows.is_empty(), "{list} is empty");
    rows
}

fn field<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_else(|| panic!("no {name} in {row}"))
}

fn number(row: &Value) -> Option<u64> {
    row["number"].as_str().map(|digits| digits.parse().unwrap())
}

#[test]
fn every_valid_key_has_its_parts_and_its_ordered_form() {
    for row in rows("valid") {
        let key = Key::parse(field(&row, "text")).unwrap_or_else(|error| panic!("{row}: {error}"));
        let ordered = key.by_ref().to_ordered();
        let hex: String = ordered.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(key.to_string(), field(&row, "text"));
        assert_eq!((key.name(), key.number()), (field(&row, "name"), number(&row)));
        assert_eq!(hex, field(&row, "ordered"), "{row}");
        assert_eq!(Key::of(key.name(), key.number()).unwrap(), key);
        Batch::new(Limits::default()).put(&key, json()).unwrap();
    }
}

#[test]
fn keys_of_earlier_releases_are_read_and_removed_and_nothing_is_put_under_them() {
    for row in rows("legacy") {
        let key = Key::parse(row.as_str().unwrap()).unwrap_or_else(|error| panic!("{row}: {error}"));
        let mut batch = Batch::new(Limits::default());
        assert_eq!(batch.put(&key, json()).unwrap_err().code(), "KEY_SEGMENT", "{row}");
        batch.remove(&key).unwrap();
    }
}

#[test]
fn keys_stand_in_ascending_order() {
    let keys: Vec<Key> = ascending().iter().map(|text| Key::parse(text).unwrap()).collect();
    assert!(keys.is_sorted_by(|left, right| left < right));
    assert!(keys.is_sorted_by(|left, right| left.by_ref().to_ordered() < right.by_ref().to_ordered()));
}

#[test]
fn every_prefix_finds_its_keys() {
    let keys: Vec<Key> = ascending().iter().map(|text| Key::parse(text).unwrap()).collect();
    for row in rows("prefixes") {
        let range = KeyRange::prefix(field(&row, "prefix")).unwrap();
        let found = keys.iter().filter(|key| range.contains(key.by_ref()));
        let expected: Vec<&str> = row["finds"]
            .as_array()
            .unwrap()
            .iter()
            .map(|text| text.as_str().unwrap())
            .collect();
        assert_eq!(found.map(Key::to_string).collect::<Vec<_>>(), expected, "{row}");
    }
}

#[test]
fn every_invalid_key_has_its_code() {
    for row in rows("invalid") {
        let error = check_refused(Key::parse(field(&row, "text")), &row);
        if let Some(position) = row["position"].as_u64() {
            let details = error.details();
            assert_eq!(
                details,
                [("position", bimetal_document::Detail::Number(position))],
                "{row}"
            );
        }
    }
}

#[test]
fn invalid_parts_have_their_codes() {
    for row in rows("invalidParts") {
        // A number that is no u64 cannot be given in Rust.
        if let Some(Ok(number)) = row["number"].as_str().map(str::parse::<u64>) {
            check_refused(Key::of(field(&row, "name"), number), &row);
        }
    }
}

#[test]
fn every_invalid_prefix_has_its_code() {
    for row in rows("invalidPrefixes") {
        check_refused(KeyRange::prefix(field(&row, "prefix")), &row);
    }
}

fn ascending() -> Vec<String> {
    let texts = rows("ascending");
    texts.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn json() -> Json {
    Json::parse(b"1", &Limits::default()).unwrap()
}

fn check_refused<T: std::fmt::Debug>(read: Result<T>, row: &Value) -> bimetal_document::Error {
    let error = read.expect_err(&row.to_string());
    assert_eq!(error.code(), field(row, "code"), "{row}");
    error
}
