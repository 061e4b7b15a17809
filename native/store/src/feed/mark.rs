//! The store as of where a feed stands.

use std::fmt;
use std::sync::Arc;

use bimetal_document::{KeyRef, Revision};
use bimetal_engine::EngineSnapshot;

use crate::error::Result;

/// The documents as of one revision, as a feed that has shown all changes up to there has told them. A document that has
/// expired is among them until its removal is a change.
///
/// LIMIT: it keeps what it shows, so that whoever has one exchanges it for a newer one with the changes.
pub struct FeedMark {
    snapshot: Arc<dyn EngineSnapshot>,
}

impl FeedMark {
    pub(crate) fn new(snapshot: Arc<dyn EngineSnapshot>) -> FeedMark {
        FeedMark { snapshot }
    }

    /// The revision that it shows.
    pub fn revision(&self) -> Revision {
        self.snapshot.revision()
    }

    /// Shows the value under `key` without copying it.
    pub fn get_with<T>(&self, key: KeyRef<'_>, show: impl FnOnce(&[u8]) -> T) -> Result<Option<T>> {
        let mut show = Some(show);
        let mut shown = None;
        self.snapshot.get(key, &mut |document| {
            if let Some(show) = show.take() {
                shown = Some(show(document.value));
            }
        })?;
        Ok(shown)
    }
}

impl fmt::Debug for FeedMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FeedMark")
            .field("revision", &self.revision())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use std::time::Duration;

    use bimetal_document::{Batch, Key, Revision, Timestamp, Value};

    use crate::{OpenOptions, Store};

    #[test]
    fn shows_the_documents_that_a_feed_has_told_also_those_that_have_expired() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), OpenOptions::default()).unwrap();
        let key = Key::parse("a-1").unwrap();
        let value = |json: &[u8]| Value::parse(json, store.limits()).unwrap();
        let mut batch: Batch = store.batch().unwrap();
        let soon = Timestamp::now().after(Duration::from_millis(1));
        batch.put_until(&key, value(b"1"), soon).unwrap();
        store.commit(batch).unwrap();
        let feed = store.values_since(None).unwrap();
        while store.get(&key).unwrap().is_some() {
            std::thread::yield_now();
        }
        let mark = feed.mark().unwrap();
        let seen = |key: &Key| mark.get_with(key.by_ref(), <[u8]>::to_vec).unwrap();
        assert_eq!((mark.revision(), seen(&key)), (Revision::new(1), Some(b"1".to_vec())));
        assert_eq!(seen(&Key::parse("b").unwrap()), None);
    }
}
