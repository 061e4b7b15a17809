//! Rust reads the key vectors that TypeScript reads.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

use bimetal_document::Key;
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

#[test]
fn every_valid_key_has_its_parts_and_its_bytes() {
    for row in rows("valid") {
        let key = Key::parse(field(&row, "text")).unwrap_or_else(|error| panic!("{row}: {error}"));
        let hex: String = key.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(key.to_string(), field(&row, "text"));
        assert_eq!(key.prefix(), field(&row, "prefix"));
        assert_eq!(key.number().to_string(), field(&row, "number"));
        assert_eq!(hex, field(&row, "bytes"));
        assert_eq!(Key::from_parts(key.prefix(), key.number()).unwrap(), key);
        assert_eq!(Key::from_bytes(*key.as_bytes()), Some(key));
    }
}

#[test]
fn keys_stand_in_ascending_order() {
    let keys: Vec<Key> = rows("ascending")
        .iter()
        .map(|text| Key::parse(text.as_str().unwrap()).unwrap())
        .collect();
    assert!(keys.is_sorted_by(|left, right| left < right));
    assert!(keys.is_sorted_by(|left, right| left.as_bytes() < right.as_bytes()));
}

#[test]
fn every_invalid_key_has_its_code() {
    for row in rows("invalid") {
        check_refused(Key::parse(field(&row, "text")), &row);
    }
}

#[test]
fn every_invalid_prefix_has_its_code() {
    for row in rows("invalidPrefixes") {
        check_refused(Key::from_parts(field(&row, "prefix"), 1), &row);
    }
}

fn check_refused(key: bimetal_document::Result<Key>, row: &Value) {
    match key {
        Ok(key) => panic!("{row} is taken for {key:?}"),
        Err(error) => assert_eq!(error.code(), field(row, "code"), "{row}"),
    }
}
