//! The JSON Patch community's conformance tests. `json-patch-tests/README.md` says where they are from.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use bimetal_document::Limits;
use bimetal_json::{Patch, PatchKind, Result};
use serde_json::Value;

fn patched(document: &str, patch: &str) -> Result<Value> {
    let limits = Limits::default();
    let patch = Patch::parse(patch.as_bytes(), PatchKind::Json, &limits)?;
    let value = patch.apply(Some(document.as_bytes()), &limits)?;
    Ok(serde_json::from_slice(value.as_bytes()).unwrap())
}

fn run(suite: &str) -> usize {
    let records: Vec<Value> = serde_json::from_str(suite).unwrap();
    let mut ran = 0;
    for record in records.iter().filter(|record| record.get("patch").is_some()) {
        // Disabled are those whose outcome the RFC leaves open, such as members that stand twice.
        if record.get("disabled").is_some() {
            continue;
        }
        ran += 1;
        // Written in two ways, so that the places between the parts are others.
        let document = &record["doc"];
        for document in [document.to_string(), serde_json::to_string_pretty(document).unwrap()] {
            let result = patched(&document, &record["patch"].to_string());
            match (record.get("error"), record.get("expected")) {
                (Some(_), _) => assert!(result.is_err(), "{record}: {result:?}"),
                (None, Some(expected)) => assert_eq!(result.as_ref(), Ok(expected), "{record}"),
                (None, None) => assert!(result.is_ok(), "{record}: {result:?}"),
            }
        }
    }
    ran
}

#[test]
fn every_test_of_the_community_holds() {
    assert!(run(include_str!("json-patch-tests/tests.json")) > 80);
}

#[test]
fn every_example_of_the_rfc_holds() {
    assert!(run(include_str!("json-patch-tests/spec_tests.json")) > 15);
}
