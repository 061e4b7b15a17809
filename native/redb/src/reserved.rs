//! Documents under the keys that the store keeps for itself.
#![allow(
    clippy::unwrap_used,
    reason = "a test stops at the first surprise, in its helpers too"
)]

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use bimetal_document::{DocumentRef, KeyRef, Revision, Span, Timestamp};
use bimetal_engine::{Direction, Engine};
use bimetal_files::{Files, OsFiles};

use crate::engine::RedbEngine;

const OWN: KeyRef<'static> = KeyRef::numbered(b"\xFFkeys/", 1);
const OTHER: KeyRef<'static> = KeyRef::named("\u{10FFFF}".as_bytes());

fn files(folder: &Path) -> Arc<dyn Files> {
    Arc::new(OsFiles::new(folder))
}

fn check(engine: &RedbEngine) {
    let snapshot = engine.snapshot().unwrap();
    assert_eq!((snapshot.len().unwrap(), snapshot.count(&Span::all()).unwrap()), (1, 1));
    assert_eq!(snapshot.next_expiry().unwrap(), Some(Timestamp::from_millis(9)));
    let mut shown = Vec::new();
    let mut show = |key: KeyRef<'_>| {
        shown.push(key.to_string());
        ControlFlow::Continue(())
    };
    let mut scanned = |key: KeyRef<'_>, _: DocumentRef<'_>| show(key);
    snapshot.scan(&Span::all(), Direction::Backward, &mut scanned).unwrap();
    snapshot.expired(Timestamp::from_millis(u64::MAX), &mut show).unwrap();
    assert_eq!(shown, [OTHER.to_string(), OTHER.to_string()]);
    let statistics = engine.statistics().unwrap();
    assert_eq!((statistics.documents, statistics.expiring_documents), (1, 1));
    let report = engine.check(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!((report.documents, report.records, report.problems), (1, 2, Vec::new()));

    let mut found = None;
    let there = snapshot.get(OWN, &mut |document| {
        found = Some((document.expires, document.value.to_vec()))
    });
    assert!(there.unwrap());
    assert_eq!(found, Some((Some(Timestamp::from_millis(5)), b"[5]".to_vec())));
}

#[test]
fn reserved_documents_are_kept_and_copied_and_nobody_is_shown_them() {
    let folder = tempfile::tempdir().unwrap();
    let engine = RedbEngine::open(files(folder.path())).unwrap();
    // No batch can hold such a key.
    let written = engine.database.transact(|_, tables| {
        for (key, millis, value) in [(OWN, 5, b"[5]"), (OTHER, 9, b"[9]")] {
            let document = DocumentRef {
                revision: Revision::new(1),
                expires: Some(Timestamp::from_millis(millis)),
                value,
            };
            tables.put(key, document)?;
        }
        tables.set_last(Revision::new(1));
        Ok(())
    });
    written.unwrap();
    check(&engine);
    let copy = folder.path().join("copy");
    fs::create_dir(&copy).unwrap();
    engine
        .backup(&files(&copy), &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    check(&RedbEngine::open(files(&copy)).unwrap());
}
