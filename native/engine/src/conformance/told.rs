//! What an engine tells of the documents that writes meet.

use std::path::Path;

use bimetal_document::{Batch, Key, Limits, Revision, Timestamp, Value};

use super::Open;
use crate::{Commit, Engine};

/// Applies a group of batches, and gives what was told: which writes met a document, and when that was to expire.
fn told(engine: &dyn Engine, first: u64, batches: &[Batch]) -> Vec<(usize, Option<u64>)> {
    let group: Vec<Commit<'_>> = (first..)
        .map(Revision::new)
        .zip(batches)
        .map(|(revision, batch)| Commit { revision, batch })
        .collect();
    let mut told = Vec::new();
    let mut tell = |write, expires: Option<Timestamp>| told.push((write, expires.map(Timestamp::millis)));
    engine.apply_telling(&group, &mut tell).unwrap();
    told
}

pub(super) fn a_write_that_meets_a_document_says_so(open: Open<'_>, folder: &Path) {
    let limits = Limits::default();
    let value = || Value::parse(b"1", &limits).unwrap();
    let batch = |write: &dyn Fn(&mut Batch)| {
        let mut batch = Batch::new(limits);
        write(&mut batch);
        batch
    };
    let key = |text: &str| Key::parse(text).unwrap();
    let put = |text: &str| batch(&|batch| batch.put(&key(text), value()).unwrap());
    let remove = |text: &str| batch(&|batch| batch.remove(&key(text)).unwrap());
    let until = |text: &str, millis| {
        batch(&|batch| {
            batch
                .put_until(&key(text), value(), Timestamp::from_millis(millis))
                .unwrap();
        })
    };

    let engine = open(folder).unwrap();
    let engine = engine.as_ref();
    assert_eq!(told(engine, 1, &[put("abcdefgh-1"), until("users/a", 7)]), []);
    // A batch meets what the ones before it in its group have put.
    let group = [put("users/b"), put("users/b"), remove("users/b"), put("users/b")];
    assert_eq!(told(engine, 3, &group), [(1, None), (2, None)]);
    assert_eq!(
        told(engine, 7, &[remove("abcdefgh-2"), remove("abcdefgh-1")]),
        [(1, None)]
    );
    let several = batch(&|batch| {
        for text in ["x", "users/b", "users/a", "abcdefgh-1", "abcdefgh-3"] {
            batch.put(&key(text), value()).unwrap();
        }
    });
    // Counted over all batches, each in key order: x; abcdefgh-1, abcdefgh-3, users/a, users/b, x.
    assert_eq!(
        told(engine, 9, &[put("x"), several]),
        [(3, Some(7)), (4, None), (5, None)]
    );
    engine.close().unwrap();
}
