//! Engines for tests: one in memory, one that counts and fails on demand, and what tests say often.
#![allow(
    dead_code,
    reason = "every test file compiles this module and uses its own part of it"
)]

pub mod damaged;
pub mod memory;
pub mod rigged;

use std::path::Path;

use bimetal_document::{Key, Limits, Value};
use bimetal_store::{OpenOptions, Store};

pub fn key(number: u64) -> Key {
    Key::of("abcdefgh-", number).unwrap()
}

pub fn value(text: &str) -> Value {
    Value::parse(text.as_bytes(), &Limits::default()).unwrap()
}

pub fn open(path: &Path) -> Store {
    Store::open(path, OpenOptions::default()).unwrap()
}

pub fn text(store: &Store, number: u64) -> Option<String> {
    store
        .get(&key(number))
        .unwrap()
        .map(|document| String::from_utf8(document.value().to_vec()).unwrap())
}
