//! Writes that commit together.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::key::Key;
use crate::limits::Limits;
use crate::value::Value;

/// Writes that commit together and yield one revision. Begun with [`Store::batch`](crate::Store::batch).
///
/// A later write to a key replaces an earlier one in the same batch. A batch that is dropped is discarded.
#[derive(Debug)]
#[must_use = "a batch does nothing until it is committed"]
pub struct Batch {
    writes: BTreeMap<Key, Option<Value>>,
    bytes: usize,
    limits: Limits,
}

impl Batch {
    pub(crate) fn new(limits: Limits) -> Batch {
        Batch {
            writes: BTreeMap::new(),
            bytes: 0,
            limits,
        }
    }

    /// Puts a value under a key.
    pub fn put(&mut self, key: Key, value: Value) -> Result<()> {
        self.write(key, Some(value))
    }

    /// Removes a key. One that is absent is no error, and the batch has its revision all the same.
    pub fn remove(&mut self, key: Key) -> Result<()> {
        self.write(key, None)
    }

    /// The number of keys that the batch writes.
    pub fn len(&self) -> usize {
        self.writes.len()
    }

    /// Whether there is nothing to commit.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// The bytes of the batch's keys and values.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The writes in key order: `Some` puts a value, `None` removes the key.
    pub fn writes(&self) -> impl Iterator<Item = (&Key, Option<&Value>)> {
        self.writes.iter().map(|(key, value)| (key, value.as_ref()))
    }

    /// Drops the writes.
    pub fn discard(self) {}

    /// A write that is refused leaves the batch as it was.
    fn write(&mut self, key: Key, value: Option<Value>) -> Result<()> {
        let replaced = self.writes.get(&key);
        let writes = self.writes.len() + usize::from(replaced.is_none());
        let bytes = self.bytes - replaced.map_or(0, |old| write_bytes(old.as_ref())) + write_bytes(value.as_ref());
        if writes > self.limits.batch_writes_max || bytes > self.limits.batch_bytes_max {
            return Err(Error::batch_too_large(&self.limits));
        }
        self.bytes = bytes;
        self.writes.insert(key, value);
        Ok(())
    }
}

fn write_bytes(value: Option<&Value>) -> usize {
    Key::BYTES + value.map_or(0, |value| value.as_bytes().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u64) -> Key {
        Key::from_parts("abcdefgh", number).unwrap()
    }

    fn value(text: &str) -> Value {
        Value::parse(text.as_bytes(), &Limits::default()).unwrap()
    }

    #[test]
    fn the_last_write_to_a_key_wins() {
        let mut batch = Batch::new(Limits::default());
        batch.put(key(1), value("1")).unwrap();
        batch.remove(key(1)).unwrap();
        batch.remove(key(2)).unwrap();
        batch.put(key(2), value("22")).unwrap();
        assert_eq!(batch.len(), 2);
        assert_eq!(batch.bytes(), 16 + 16 + 2);
        let writes: Vec<_> = batch.writes().map(|(key, value)| (*key, value.cloned())).collect();
        assert_eq!(writes, [(key(1), None), (key(2), Some(value("22")))]);
    }

    #[test]
    fn a_write_beyond_a_limit_is_refused_and_changes_nothing() {
        let limits = Limits {
            batch_writes_max: 2,
            batch_bytes_max: 40,
            ..Limits::default()
        };
        let mut batch = Batch::new(limits);
        batch.put(key(1), value("1")).unwrap();
        batch.put(key(2), value("2")).unwrap();
        assert_eq!(batch.put(key(3), value("3")).unwrap_err().code(), "BATCH_TOO_LARGE");
        assert_eq!(
            batch.put(key(1), value("12345678901234")).unwrap_err().code(),
            "BATCH_TOO_LARGE"
        );
        assert_eq!((batch.len(), batch.bytes()), (2, 34));
        batch.put(key(1), value("1234567")).unwrap();
        assert_eq!((batch.len(), batch.bytes()), (2, 40));
    }
}
