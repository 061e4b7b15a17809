//! Keys of every kind in one store.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use bimetal_document::{Batch, Key, KeyRange, KeyRef, Limits, Span, Timestamp, Value};

use super::rows::{commit, get, scan_span};
use super::{Open, files_in};
use crate::EngineSnapshot;

/// Prefixes whose keys are counted and scanned, many of which end within a number.
const PREFIXES: [&str; 12] = [
    "",
    "quickdoc-1",
    "quickdoc",
    "user",
    "user-",
    "user-1",
    "user-2",
    "users/",
    "users/a",
    "я",
    "~",
    "none",
];

/// Keys that stand among each other: with and without a number, eight characters before it or not, one the beginning of
/// the other.
fn keys() -> Vec<Key> {
    let numbers = [0, 1, 9, 10, 19, 100, 255, 256, 65_536, 1 << 40, u64::MAX - 1, u64::MAX];
    let names = [
        "quickdoc-",
        "quickdob-",
        "user-",
        "-",
        "users/alice/orders-",
        "я-",
        "~~~~~~~~-",
        "!!!!!!!!-",
    ];
    let numbered = names
        .iter()
        .flat_map(|name| numbers.map(|number| format!("{name}{number}")));
    let named = [
        "quickdoc",
        "quickdoc-",
        "quickdoc-x",
        "quickdoc-01",
        "quickdod",
        "quickdo",
        "user",
        "user!",
        "user-x",
        "user-1st",
        "users/alice",
        "users/alice@example.com",
        "users/bob",
        "a",
        "~",
        "я",
        "😀",
        "__proto__",
        " ",
        "\u{10FFFF}",
    ];
    let long = ["x", "é"].map(|letter| letter.repeat(512 / letter.len()));
    let texts = numbered.chain(named.map(str::to_owned)).chain(long);
    texts.map(|text| Key::parse(&text).unwrap()).collect()
}

type Model = BTreeMap<Key, (u64, String)>;

fn check(snapshot: &dyn EngineSnapshot, model: &Model) {
    assert_eq!(snapshot.len().unwrap(), model.len() as u64);
    for key in keys() {
        assert_eq!(get(snapshot, key.clone()), model.get(&key).cloned(), "{key}");
    }
    for prefix in PREFIXES {
        let spans = KeyRange::prefix(prefix).unwrap();
        let found: Vec<_> = spans
            .spans()
            .iter()
            .flat_map(|span| scan_span(snapshot, span))
            .collect();
        let rows = model.iter().filter(|(key, _)| key.to_string().starts_with(prefix));
        let expected: Vec<_> = rows
            .map(|(key, (revision, text))| (key.clone(), *revision, text.clone()))
            .collect();
        assert_eq!(found, expected, "{prefix}");
        for span in spans.spans() {
            let keys: Vec<Key> = scan_span(snapshot, span).into_iter().map(|(key, ..)| key).collect();
            // Not each of many: an engine may walk to them.
            for at in (0..keys.len() + 2).step_by(1 + keys.len() / 16) {
                let found = snapshot.key_at(span, at as u64).unwrap();
                assert_eq!(found.as_ref(), keys.get(at), "{prefix} at {at}");
            }
        }
    }
    for key in model.keys() {
        let behind = scan_span(snapshot, &Span::all().after(key)).len();
        let before = scan_span(snapshot, &Span::all().before(key)).len();
        assert_eq!(
            (before, behind),
            (model.range(..key).count(), model.len() - before - 1),
            "{key}"
        );
    }
}

pub(super) fn keys_of_every_kind_stand_in_one_order(open: Open<'_>, folder: &Path) {
    let mut model = Model::new();
    let mut revision = 0;
    let limits = Limits::default();
    let (from, to, kept) = (folder.join("from"), folder.join("to"), folder.join("kept"));
    for folder in [&from, &to, &kept] {
        fs::create_dir(folder).unwrap();
    }
    let engine = open(&from).unwrap();
    for (number, key) in keys().into_iter().enumerate() {
        revision += 1;
        let text = format!("[{number}]");
        let value = Value::parse(text.as_bytes(), &limits).unwrap();
        let mut batch = Batch::new(limits);
        if number % 3 == 0 {
            batch
                .put_until(&key, value, Timestamp::from_millis(1000 + number as u64))
                .unwrap();
        } else {
            batch.put(&key, value).unwrap();
        }
        commit(engine.as_ref(), revision, &batch);
        model.insert(key, (revision, text));
    }
    let snapshot = engine.snapshot().unwrap();
    check(snapshot.as_ref(), &model);
    check_expired(snapshot.as_ref(), &model);

    let before = model.clone();
    let removed: Vec<Key> = model.keys().step_by(2).cloned().collect();
    for key in removed {
        revision += 1;
        let mut batch = Batch::new(limits);
        batch.remove(&key).unwrap();
        commit(engine.as_ref(), revision, &batch);
        model.remove(&key);
    }
    check(snapshot.as_ref(), &before);
    drop(snapshot);
    engine.close().unwrap();

    let engine = open(&from).unwrap();
    let snapshot = engine.snapshot().unwrap();
    check(snapshot.as_ref(), &model);
    check_expired(snapshot.as_ref(), &model);
    engine
        .backup(&files_in(&kept), &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    check(open(&kept).unwrap().snapshot().unwrap().as_ref(), &model);
    let filled = open(&to).unwrap();
    filled
        .fill(snapshot.as_ref(), &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    check(filled.snapshot().unwrap().as_ref(), &model);
    for engine in [&engine, &filled] {
        let report = engine.check(&mut |_, _| ControlFlow::Continue(())).unwrap();
        assert_eq!((report.documents, report.problems), (model.len() as u64, Vec::new()));
    }
}

/// The value tells when its document expires.
fn check_expired(snapshot: &dyn EngineSnapshot, model: &Model) {
    let mut found = Vec::new();
    let mut show = |key: KeyRef<'_>| {
        found.push(key.to_key().unwrap());
        ControlFlow::Continue(())
    };
    snapshot.expired(Timestamp::from_millis(u64::MAX), &mut show).unwrap();
    let number = |text: &str| -> usize { text.trim_matches(['[', ']']).parse().unwrap() };
    let mut expected: Vec<_> = model
        .iter()
        .map(|(key, (_, text))| (number(text), key.clone()))
        .collect();
    expected.retain(|(number, _)| number % 3 == 0);
    expected.sort();
    assert_eq!(found, expected.into_iter().map(|(_, key)| key).collect::<Vec<_>>());
}
