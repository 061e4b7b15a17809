//! Writes that commit together.

use std::collections::BTreeMap;

use crate::condition::Condition;
use crate::error::{Error, Result};
use crate::key::Key;
use crate::key_ref::KeyRef;
use crate::limits::Limits;
use crate::note_name::NoteName;
use crate::timestamp::Timestamp;
use crate::value::Value;
use crate::write::Write;
use crate::writes::Writes;

/// What a write takes beside its key and its value.
const WRITE_WEIGHT: usize = 64;

/// A condition takes some 100 bytes beside its key, and a look-up when its turn comes: measured, a microsecond, in which
/// hundreds of bytes are written.
const CONDITION_WEIGHT: usize = 256;

/// Writes that commit together and yield one revision.
///
/// A later write to a key replaces an earlier one in the same batch. A batch that is dropped is discarded.
#[derive(Debug)]
#[must_use = "a batch does nothing until it is committed"]
pub struct Batch {
    writes: Writes,
    conditions: BTreeMap<Key, Condition>,
    /// The bytes of the conditions' keys.
    condition_bytes: usize,
    bytes: usize,
    limits: Limits,
}

impl Batch {
    /// Begins a batch, whose limits stay as they are.
    pub fn new(limits: Limits) -> Batch {
        Batch {
            writes: Writes::default(),
            conditions: BTreeMap::new(),
            condition_bytes: 0,
            bytes: 0,
            limits,
        }
    }

    /// Puts a value under a key. One that only earlier releases wrote is refused with `KEY_SEGMENT`.
    pub fn put<'k>(&mut self, key: impl Into<KeyRef<'k>>, value: Value) -> Result<()> {
        let key = key.into();
        key.check_writable()?;
        self.write(key, Write::Put { value, expires: None })
    }

    /// Puts a value under a key until a moment: from then on nobody reads it any more. A moment that is past already is no
    /// error.
    pub fn put_until<'k>(&mut self, key: impl Into<KeyRef<'k>>, value: Value, expires: Timestamp) -> Result<()> {
        let key = key.into();
        key.check_writable()?;
        let expires = Some(expires);
        self.write(key, Write::Put { value, expires })
    }

    /// Removes a key. One that is absent is no error, and the batch has its revision all the same.
    pub fn remove<'k>(&mut self, key: impl Into<KeyRef<'k>>) -> Result<()> {
        self.write(key.into(), Write::Remove)
    }

    /// Puts a note, see [`NoteName`]. It lives until it is removed.
    pub fn put_note(&mut self, name: &NoteName, value: Value) -> Result<()> {
        let bytes = value.as_bytes().len();
        if bytes > NoteName::VALUE_BYTES_MAX {
            let bytes_max = NoteName::VALUE_BYTES_MAX;
            return Err(Error::ValueTooLarge { bytes, bytes_max });
        }
        self.write(name.key(), Write::Put { value, expires: None })
    }

    /// Removes a note. One that is absent is no error.
    pub fn remove_note(&mut self, name: &NoteName) -> Result<()> {
        self.write(name.key(), Write::Remove)
    }

    /// Lets the batch commit only if the condition holds for the key when its turn comes: after every batch that was
    /// submitted before it. Otherwise it fails with `REVISION_CONFLICT` and writes nothing. The key need not be one that
    /// the batch writes; a later condition on a key replaces an earlier one.
    pub fn require<'k>(&mut self, key: impl Into<KeyRef<'k>>, condition: Condition) -> Result<()> {
        // Nobody but the store itself has keys that are none.
        let Some(key) = key.into().to_key() else {
            return Err(Error::KeyCharacter { position: 0 });
        };
        if self.conditions.len() >= self.limits.batch_writes_max && !self.conditions.contains_key(&key) {
            return Err(Error::batch_too_large(&self.limits));
        }
        let bytes = key.by_ref().text_bytes();
        if self.conditions.insert(key, condition).is_none() {
            self.condition_bytes += bytes;
        }
        Ok(())
    }

    /// The limits of the batch.
    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The number of keys that the batch writes.
    pub fn len(&self) -> usize {
        self.writes.len()
    }

    /// Whether there is nothing to commit.
    pub fn is_empty(&self) -> bool {
        self.writes.len() == 0
    }

    /// The bytes of the batch's keys and values.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Puts the writes into key order. It need not be called: it saves time where there are many, and several read them.
    pub fn sort(&mut self) {
        self.writes.sort();
    }

    /// About the memory that the batch takes and the work that it makes, in bytes: what a queue of batches is bounded by.
    pub fn weight(&self) -> usize {
        self.bytes + self.writes.len() * WRITE_WEIGHT + self.conditions.len() * CONDITION_WEIGHT + self.condition_bytes
    }

    /// The writes in key order.
    pub fn writes(&self) -> impl Iterator<Item = (KeyRef<'_>, &Write)> {
        self.writes.iter()
    }

    /// The conditions in key order.
    pub fn conditions(&self) -> impl Iterator<Item = (&Key, &Condition)> {
        self.conditions.iter()
    }

    /// Drops the writes.
    pub fn discard(self) {}

    /// A write that is refused leaves the batch as it was.
    fn write(&mut self, key: KeyRef<'_>, write: Write) -> Result<()> {
        let (writes, bytes) = (self.writes.len(), self.bytes + write.value_bytes());
        let fits = |writes, bytes| writes <= self.limits.batch_writes_max && bytes <= self.limits.batch_bytes_max;
        let mut entry = self.writes.entry(key);
        if let Some(earlier) = entry.write() {
            let bytes = bytes - earlier.value_bytes();
            if !fits(writes, bytes) {
                return Err(Error::batch_too_large(&self.limits));
            }
            *earlier = write;
            self.bytes = bytes;
        } else {
            let bytes = bytes + key.text_bytes();
            if !fits(writes + 1, bytes) {
                return Err(Error::batch_too_large(&self.limits));
            }
            entry.insert(write);
            self.bytes = bytes;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u64) -> Key {
        Key::of("abcdefgh-", number).unwrap()
    }

    fn value(text: &str) -> Value {
        Value::parse(text.as_bytes(), &Limits::default()).unwrap()
    }

    #[test]
    fn the_last_write_to_a_key_wins() {
        let mut batch = Batch::new(Limits::default());
        batch.put(&key(1), value("1")).unwrap();
        batch.remove(&key(1)).unwrap();
        batch.remove(&key(2)).unwrap();
        batch.put(&key(2), value("22")).unwrap();
        assert_eq!(batch.len(), 2);
        assert_eq!(batch.bytes(), 10 + 10 + 2);
        let put = Write::Put {
            value: value("22"),
            expires: None,
        };
        let writes: Vec<_> = batch.writes().collect();
        assert_eq!(writes, [(key(1).by_ref(), &Write::Remove), (key(2).by_ref(), &put)]);
    }

    #[test]
    fn a_write_beyond_a_limit_is_refused_and_changes_nothing() {
        let limits = Limits {
            batch_writes_max: 2,
            batch_bytes_max: 28,
            ..Limits::default()
        };
        let mut batch = Batch::new(limits);
        batch.put(&key(1), value("1")).unwrap();
        batch.put(&key(2), value("2")).unwrap();
        assert_eq!(batch.put(&key(3), value("3")).unwrap_err().code(), "BATCH_TOO_LARGE");
        assert_eq!(
            batch.put(&key(1), value("12345678901234")).unwrap_err().code(),
            "BATCH_TOO_LARGE"
        );
        assert_eq!((batch.len(), batch.bytes()), (2, 22));
        batch.put(&key(1), value("1234567")).unwrap();
        assert_eq!((batch.len(), batch.bytes()), (2, 28));
    }

    #[test]
    fn conditions_are_bounded_like_writes() {
        let limits = Limits {
            batch_writes_max: 1,
            ..Limits::default()
        };
        let mut batch = Batch::new(limits);
        batch.require(&key(1), Condition::Absent).unwrap();
        batch.require(&key(1), Condition::Absent).unwrap();
        let error = batch.require(&key(2), Condition::Absent).unwrap_err();
        assert_eq!(error.code(), "BATCH_TOO_LARGE");
    }

    #[test]
    fn writes_and_conditions_weigh_something_each_time_and_a_replaced_one_once() {
        let mut batch = Batch::new(Limits::default());
        for number in [1, 2, 2] {
            let before = batch.weight();
            batch.require(&key(number), Condition::Absent).unwrap();
            let is_new = number == 1 || before < 2 * CONDITION_WEIGHT;
            assert_eq!(batch.weight() - before, if is_new { CONDITION_WEIGHT + 10 } else { 0 });
        }
        batch.remove(&key(1)).unwrap();
        assert_eq!(batch.weight(), 2 * (CONDITION_WEIGHT + 10) + WRITE_WEIGHT + 10);
    }
}
