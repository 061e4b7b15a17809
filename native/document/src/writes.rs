//! The writes of a batch, one for each key.

use std::hash::BuildHasher;
use std::sync::OnceLock;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::batch::Write;
use crate::key_ref::KeyRef;

/// Up to here every key is looked at. Most batches have one write, and make no table for it.
const SEARCHED_MAX: usize = 8;

/// Writes as they came, a later one in place of an earlier one with the same key, and the order of their keys.
///
/// The names lie one behind the other: measured, a quarter of a bulk load went into making and freeing one piece of memory
/// for each, and a tree of the keys costs more than a table and one sort.
#[derive(Debug, Default)]
pub(crate) struct Writes {
    /// The names, without the `-` in front of a number.
    stems: Vec<u8>,
    rows: Vec<Row>,
    /// The rows by the hashes of their keys. Empty while there are few.
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// The numbers of the rows in key order; made when it is asked for, and not where they came in that order.
    order: OnceLock<Box<[u32]>>,
    /// Whether some key came after a greater one.
    unordered: bool,
}

#[derive(Debug)]
struct Row {
    /// Where the name begins.
    start: usize,
    /// Where the name ends.
    end: usize,
    number: Option<u64>,
    write: Write,
}

impl Row {
    fn key<'a>(&self, stems: &'a [u8]) -> KeyRef<'a> {
        // A row lies within the names.
        let stem = stems.get(self.start..self.end).unwrap_or_default();
        match self.number {
            Some(number) => KeyRef::numbered(stem, number),
            None => KeyRef::named(stem),
        }
    }
}

impl Writes {
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The write of a key.
    pub(crate) fn get_mut(&mut self, key: KeyRef<'_>) -> Option<&mut Write> {
        let (rows, stems) = (&self.rows, &self.stems);
        let is_key = |row: &Row| row.key(stems) == key;
        let at = if rows.len() <= SEARCHED_MAX {
            rows.iter().position(is_key)
        } else {
            let hash = self.hasher.hash_one(key);
            let found = self.table.find(hash, |at| rows.get(*at as usize).is_some_and(is_key));
            found.map(|at| *at as usize)
        };
        self.rows.get_mut(at?).map(|row| &mut row.write)
    }

    /// Appends the write of a key that has none.
    pub(crate) fn push(&mut self, key: KeyRef<'_>, write: Write) {
        if let Some(last) = self.rows.last() {
            self.unordered |= last.key(&self.stems) > key;
        }
        let start = self.stems.len();
        self.stems.extend_from_slice(key.stem());
        self.rows.push(Row {
            start,
            end: self.stems.len(),
            number: key.number(),
            write,
        });
        self.order = OnceLock::new();
        match self.rows.len() {
            len if len <= SEARCHED_MAX => {}
            len if len == SEARCHED_MAX + 1 => (0..len).for_each(|at| self.enter(at)),
            len => self.enter(len - 1),
        }
    }

    fn enter(&mut self, at: usize) {
        let (rows, stems, hasher) = (&self.rows, &self.stems, &self.hasher);
        let hash = |at: &u32| rows.get(*at as usize).map_or(0, |row| hasher.hash_one(row.key(stems)));
        // LIMIT: a batch has fewer than 2^32 writes, which would be more than memory holds.
        let at = at as u32;
        self.table.insert_unique(hash(&at), at, hash);
    }

    /// The writes in key order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (KeyRef<'_>, &Write)> {
        let order = self.unordered.then(|| self.order.get_or_init(|| self.sort()));
        (0..self.rows.len()).filter_map(move |at| {
            let at = order.map_or(Some(at), |order| order.get(at).map(|at| *at as usize))?;
            let row = self.rows.get(at)?;
            Some((row.key(&self.stems), &row.write))
        })
    }

    fn sort(&self) -> Box<[u32]> {
        let mut order: Vec<(KeyRef<'_>, u32)> = (0..)
            .zip(&self.rows)
            .map(|(at, row)| (row.key(&self.stems), at))
            .collect();
        order.sort_unstable();
        order.into_iter().map(|(_, at)| at).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::key::Key;
    use crate::timestamp::Timestamp;

    fn write(mark: u64) -> Write {
        let value = crate::Value::parse(b"1", &crate::Limits::default()).unwrap();
        let expires = Some(Timestamp::from_millis(mark));
        Write::Put { value, expires }
    }

    proptest! {
        #[test]
        fn writes_are_those_of_a_map_of_keys(texts in prop::collection::vec("[ab/я]{1,3}(-[0-9]{1,2})?", 0..60)) {
            let keys = texts.iter().filter_map(|text| Key::parse(text).ok());
            let (mut writes, mut model) = (Writes::default(), BTreeMap::new());
            for (mark, key) in (0..).zip(keys) {
                match writes.get_mut(key.by_ref()) {
                    Some(earlier) => *earlier = write(mark),
                    None => writes.push(key.by_ref(), write(mark)),
                }
                model.insert(key, write(mark));
                // Asked for in between: the order is made anew.
                if mark % 16 == 0 {
                    prop_assert!(writes.iter().is_sorted_by(|(one, _), (other, _)| one < other));
                }
            }
            let model: Vec<_> = model.iter().map(|(key, write)| (key.by_ref(), write)).collect();
            prop_assert_eq!(writes.iter().collect::<Vec<_>>(), model);
        }
    }
}
