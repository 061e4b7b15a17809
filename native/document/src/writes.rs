//! The writes of a batch, one for each key.

use std::cmp::Ordering;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::key_ref::KeyRef;
use crate::write::Write;

/// Writes as they came, a later one in place of an earlier one with the same key.
///
/// The keys lie one behind the other, in their ordered forms: measured, a piece of memory for each was a quarter of a bulk
/// load. While they only go up, as in a batch of one, there is nothing to look for and nothing to sort.
#[derive(Debug, Default)]
pub(crate) struct Writes {
    /// The ordered forms of all keys. Behind them there may be that of a write that was refused.
    forms: Vec<u8>,
    rows: Vec<Row>,
    /// The rows by their keys, from the first key on that is less than the one before.
    table: Option<HashTable<Known>>,
    hasher: DefaultHashBuilder,
}

#[derive(Debug)]
struct Row {
    start: usize,
    end: usize,
    write: Write,
}

/// A row of the table. It has the hash, or a table that grows would read every key again.
#[derive(Debug)]
struct Known {
    hash: u64,
    // LIMIT: 2^32 writes would be more than memory holds.
    row: u32,
}

/// The place of a key, with a write or without.
pub(crate) struct Entry<'w> {
    writes: &'w mut Writes,
    row: Option<usize>,
}

impl Writes {
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The place of a key.
    pub(crate) fn entry(&mut self, key: KeyRef<'_>) -> Entry<'_> {
        let start = self.end();
        self.forms.truncate(start);
        key.write_ordered(&mut self.forms);
        let row = self.find(self.forms.get(start..).unwrap_or_default());
        Entry { writes: self, row }
    }

    /// The writes in key order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (KeyRef<'_>, &Write)> {
        let order = self.table.as_ref().map(|_| self.order());
        (0..self.rows.len()).filter_map(move |at| {
            let at = order.as_ref().map_or(Some(at), |order| order.get(at).copied())?;
            let row = self.rows.get(at)?;
            // INVARIANT: it is the ordered form of a key.
            Some((KeyRef::from_ordered_unchecked(self.form(row))?, &row.write))
        })
    }

    /// Puts the rows and their forms into key order. Measured: who reads thousands of them in another order than that in
    /// which they lie waits for memory, and several read them.
    pub(crate) fn sort(&mut self) {
        if self.table.is_none() {
            return;
        }
        let order = self.order();
        let mut forms = Vec::with_capacity(self.forms.len());
        let mut rows: Vec<Option<Row>> = std::mem::take(&mut self.rows).into_iter().map(Some).collect();
        for row in order.into_iter().filter_map(|at| rows.get_mut(at)?.take()) {
            let start = forms.len();
            forms.extend_from_slice(self.form(&row));
            let (end, write) = (forms.len(), row.write);
            self.rows.push(Row { start, end, write });
        }
        self.forms = forms;
        self.table = None;
    }

    fn end(&self) -> usize {
        self.rows.last().map_or(0, |row| row.end)
    }

    fn form(&self, row: &Row) -> &[u8] {
        self.forms.get(row.start..row.end).unwrap_or_default()
    }

    fn find(&self, form: &[u8]) -> Option<usize> {
        let Some(table) = &self.table else {
            return match self.form(self.rows.last()?).cmp(form) {
                Ordering::Less => None,
                Ordering::Equal => Some(self.rows.len() - 1),
                Ordering::Greater => self.rows.binary_search_by(|row| self.form(row).cmp(form)).ok(),
            };
        };
        let is_it = |known: &Known| {
            self.rows
                .get(known.row as usize)
                .is_some_and(|row| self.form(row) == form)
        };
        let known = table.find(self.hasher.hash_one(form), is_it)?;
        Some(known.row as usize)
    }

    /// Appends the write of the key whose form is the last one.
    fn push(&mut self, write: Write) {
        let (start, end) = (self.end(), self.forms.len());
        self.rows.push(Row { start, end, write });
        if let Some(mut table) = self.table.take() {
            self.enter(&mut table, self.rows.len() - 1);
            self.table = Some(table);
        } else if !self.goes_up() {
            let mut table = HashTable::with_capacity(2 * self.rows.len());
            (0..self.rows.len()).for_each(|row| self.enter(&mut table, row));
            self.table = Some(table);
        }
    }

    /// Whether the last key is greater than the one before.
    fn goes_up(&self) -> bool {
        match self.rows.as_slice() {
            [.., before, last] => self.form(before) < self.form(last),
            _ => true,
        }
    }

    fn enter(&self, table: &mut HashTable<Known>, row: usize) {
        let hash = self.rows.get(row).map_or(0, |row| self.hasher.hash_one(self.form(row)));
        let row = row as u32;
        table.insert_unique(hash, Known { hash, row }, |known| known.hash);
    }

    /// The numbers of the rows in key order: by the sixteen bytes behind what all forms begin with, and only where these are
    /// the same by the rest.
    fn order(&self) -> Vec<usize> {
        let forms = || self.rows.iter().map(|row| self.form(row));
        let first = forms().next().unwrap_or_default();
        let shared = forms().map(|form| common(first, form)).min().unwrap_or(0);
        let mut order: Vec<(u128, usize)> = forms().map(|form| window(form, shared)).zip(0..).collect();
        let form = |at: usize| self.rows.get(at).map(|row| self.form(row));
        order.sort_unstable_by(|(one, at), (other, other_at)| {
            one.cmp(other).then_with(|| form(*at).cmp(&form(*other_at)))
        });
        order.into_iter().map(|(_, at)| at).collect()
    }
}

impl Entry<'_> {
    /// The write that the key has.
    pub(crate) fn write(&mut self) -> Option<&mut Write> {
        self.writes.rows.get_mut(self.row?).map(|row| &mut row.write)
    }

    /// Gives a key its first write.
    pub(crate) fn insert(self, write: Write) {
        self.writes.push(write);
    }
}

/// The number of bytes that both begin with.
fn common(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// Sixteen bytes, which sort as what begins with them. No form is the beginning of another, so zeros may stand behind one.
fn window(form: &[u8], start: usize) -> u128 {
    let mut bytes = [0; 16];
    let rest = form.get(start..).unwrap_or_default();
    bytes.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    u128::from_be_bytes(bytes)
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
                let mut entry = writes.entry(key.by_ref());
                match entry.write() {
                    Some(earlier) => *earlier = write(mark),
                    // Every third is looked for and refused at first.
                    None if mark % 3 == 0 => writes.entry(key.by_ref()).insert(write(mark)),
                    None => entry.insert(write(mark)),
                }
                model.insert(key, write(mark));
                if mark % 16 == 15 {
                    writes.sort();
                }
                prop_assert!(writes.iter().is_sorted_by(|(one, _), (other, _)| one < other));
            }
            let model: Vec<_> = model.iter().map(|(key, write)| (key.by_ref(), write)).collect();
            prop_assert_eq!(writes.iter().collect::<Vec<_>>(), model);
        }
    }
}
