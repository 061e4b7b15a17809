//! A store with a damaged document.

use std::fs;
use std::path::Path;
use std::time::Duration;

use bimetal_store::{EngineKind, OpenOptions, Store, Timestamp};

use super::{key, value};

/// A text that is nowhere else in the folder.
const DAMAGED: &str = "\"this document will be damaged\"";

/// A store with documents 0 to 3, of which 1 is damaged, and expires after `ttl` if there is one.
pub fn with_damage(folder: &Path, engine: EngineKind, ttl: Option<Duration>) -> Store {
    let options = || OpenOptions::default().engine(engine);
    let store = Store::open(folder, options()).unwrap();
    for number in [0, 2, 3] {
        store.put(key(number), value("1")).unwrap();
    }
    let mut batch = store.batch().unwrap();
    match ttl {
        Some(ttl) => batch.put_until(&key(1), value(DAMAGED), Timestamp::now().after(ttl)),
        None => batch.put(&key(1), value(DAMAGED)),
    }
    .unwrap();
    store.commit(batch).unwrap();
    store.close().unwrap();
    let mut flipped = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        let places = bytes.windows(DAMAGED.len()).enumerate();
        let places: Vec<usize> = places
            .filter(|(_, window)| *window == DAMAGED.as_bytes())
            .map(|(place, _)| place)
            .collect();
        places.iter().for_each(|place| bytes[place + 5] ^= 8);
        flipped += places.len();
        if !places.is_empty() {
            fs::write(&path, bytes).unwrap();
        }
    }
    assert!(flipped > 0, "the text is in no file");
    Store::open(folder, options()).unwrap()
}
