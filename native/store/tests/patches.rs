//! A patch changes what is there when its turn comes, and nothing that another writer wrote is lost.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod engines;

use std::thread;
use std::time::Duration;

use bimetal_store::json::{Patch, PatchKind};
use bimetal_store::{Condition, Limits, PatchOptions, Patched, Result, Revision, Store, Timestamp};
use engines::{key, open, text, value};

fn patch(store: &Store, number: u64, patch: &str, options: &PatchOptions) -> Result<Patched> {
    // What begins as an array here is a JSON Patch.
    let kind = if patch.starts_with('[') {
        PatchKind::Json
    } else {
        PatchKind::Merge
    };
    store.patch(
        &key(number),
        &Patch::parse(patch.as_bytes(), kind, &Limits::default())?,
        options,
    )
}

fn code(outcome: Result<Patched>) -> &'static str {
    outcome.unwrap_err().code()
}

#[test]
fn a_patch_changes_what_it_names_and_creates_only_by_merging() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let plain = PatchOptions::default();
    assert_eq!(code(patch(&store, 1, "[]", &plain)), "DOCUMENT_NOT_FOUND");
    let created = patch(&store, 1, r#"{"a":1.0,"b":null}"#, &plain).unwrap();
    assert!(created.created);
    let changed = patch(&store, 1, r#"[{"op":"add","path":"/c","value":[ ]}]"#, &plain).unwrap();
    assert!(!changed.created && changed.revision > created.revision);
    assert_eq!(text(&store, 1).as_deref(), Some(r#"{"a":1.0,"c":[ ]}"#));
    assert_eq!(
        code(patch(&store, 1, r#"[{"op":"remove","path":"/b"}]"#, &plain)),
        "PATCH_FAILED"
    );
    assert_eq!(store.last_revision().unwrap(), changed.revision, "nothing was written");
}

#[test]
fn a_patch_is_made_only_where_its_condition_holds() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let when = |condition| PatchOptions {
        condition: Some(condition),
        ..PatchOptions::default()
    };
    let one = when(Condition::Revision(Revision::new(1)));
    assert_eq!(code(patch(&store, 1, "[]", &one)), "REVISION_CONFLICT");
    assert_eq!(code(patch(&store, 1, "{}", &one)), "REVISION_CONFLICT");
    assert!(patch(&store, 1, "{}", &when(Condition::Absent)).unwrap().created);
    assert_eq!(
        code(patch(&store, 1, "{}", &when(Condition::Absent))),
        "REVISION_CONFLICT"
    );
    assert!(!patch(&store, 1, r#"{"a":1}"#, &one).unwrap().created);
    assert_eq!(code(patch(&store, 1, "{}", &one)), "REVISION_CONFLICT");
}

#[test]
fn a_document_keeps_its_expiry_unless_the_patch_has_another() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let far = |seconds| Timestamp::now().after(Duration::from_secs(seconds));
    let (first, second) = (far(3600), far(7200));
    let mut batch = store.batch().unwrap();
    batch.put_until(&key(1), value("{}"), first).unwrap();
    batch
        .put_until(&key(2), value("{}"), Timestamp::from_millis(1))
        .unwrap();
    store.commit(batch).unwrap();
    let expires = |number| store.get(&key(number)).unwrap().unwrap().expires();

    patch(&store, 1, "{}", &PatchOptions::default()).unwrap();
    assert_eq!(expires(1), Some(first));
    let later = PatchOptions {
        expires: Some(second),
        ..PatchOptions::default()
    };
    patch(&store, 1, "{}", &later).unwrap();
    assert_eq!(expires(1), Some(second));
    // One that has expired is not there.
    assert!(patch(&store, 2, "{}", &PatchOptions::default()).unwrap().created);
    assert_eq!(expires(2), None);
}

#[test]
fn nothing_that_another_writer_wrote_is_lost() {
    const EACH: usize = 6;
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    thread::scope(|scope| {
        for writer in 0..3 {
            let store = &store;
            scope.spawn(move || {
                for number in 0..EACH {
                    // The others write 12 times, so that no patch is begun more often than it may.
                    patch(
                        store,
                        1,
                        &format!("{{\"{writer}-{number}\":1}}"),
                        &PatchOptions::default(),
                    )
                    .unwrap();
                }
            });
        }
    });
    assert_eq!(text(&store, 1).unwrap().matches(":1").count(), 3 * EACH);
}

#[test]
fn what_a_patch_makes_has_the_limits_of_values() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.put(key(1), value(&("[".repeat(512) + &"]".repeat(512)))).unwrap();
    let deeper = r#"[{"op":"copy","from":"","path":"/0"}]"#;
    assert_eq!(
        code(patch(&store, 1, deeper, &PatchOptions::default())),
        "VALUE_TOO_DEEP"
    );
}
