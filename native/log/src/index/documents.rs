//! The index: where each document lies, by key.

use std::ops::Bound;

use bimetal_document::Span;

use super::entries::Entries;
use super::key::{EntryKey, StemRoom, StoredKey, short_bound};
use super::{ByteTree, Place, Tree};

/// Where each document lies, in two trees: one of short keys, which take 16 bytes, and one of all others.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Those of short keys.
    pub short: Tree<u128, Place>,
    /// Those of all other keys, by their ordered forms.
    pub long: ByteTree<Place>,
}

impl Index {
    /// The number of documents.
    pub fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.short.is_empty() && self.long.is_empty()
    }

    /// Where a document lies.
    #[inline]
    pub fn get(&self, key: StoredKey<'_>) -> Option<Place> {
        match key {
            StoredKey::Short(key) => self.short.get(&key),
            StoredKey::Long(key) => self.long.get(key),
        }
    }

    /// Sets the place of a document and returns the one before.
    pub fn insert(&mut self, key: StoredKey<'_>, place: Place) -> Option<Place> {
        match key {
            StoredKey::Short(key) => self.short.insert(&key, place),
            StoredKey::Long(key) => self.long.insert(key, place),
        }
    }

    /// Removes a document and returns its place.
    pub fn remove(&mut self, key: StoredKey<'_>) -> Option<Place> {
        match key {
            StoredKey::Short(key) => self.short.remove(&key),
            StoredKey::Long(key) => self.long.remove(key),
        }
    }

    /// Replaces the place of a document by what `change` makes of it. Returns whether it did.
    pub fn update(&mut self, key: StoredKey<'_>, change: impl FnOnce(Place) -> Option<Place>) -> bool {
        match key {
            StoredKey::Short(key) => self.short.update(&key, change),
            StoredKey::Long(key) => self.long.update(key, change),
        }
    }

    /// All documents in key order, reserved ones included.
    pub fn iter(&self) -> Entries<'_> {
        Entries::new(self.short.iter(), self.long.iter())
    }

    /// The documents of a span in key order.
    pub fn span(&self, span: &Span) -> Entries<'_> {
        let (from, to) = (span.from.by_ref().to_ordered(), span.to.by_ref().to_ordered());
        let short = self.short.range(short_bound(&span.from)..short_bound(&span.to));
        Entries::new(
            short,
            self.long
                .range((Bound::Included(from.as_slice()), Bound::Excluded(to.as_slice()))),
        )
    }

    /// The number of documents of a span. The time it takes does not depend on how many there are.
    pub fn count(&self, span: &Span) -> usize {
        self.span(span).len()
    }

    /// The key at a position of a span. The time it takes grows with the height of the trees.
    pub fn at(&self, span: &Span, position: usize) -> Option<EntryKey<'_>> {
        let short = self.short.range(short_bound(&span.from)..short_bound(&span.to));
        let (from, to) = (span.from.by_ref().to_ordered(), span.to.by_ref().to_ordered());
        let from = Bound::Included(from.as_slice());
        let long = self.long.range((from, Bound::Excluded(to.as_slice())));
        let place_of = |at: usize| {
            let (key, _) = short.at(at)?;
            let mut room = StemRoom::default();
            let ordered = StoredKey::Short(key).unpack(&mut room)?.to_ordered();
            Some(at + self.long.count((from, Bound::Excluded(ordered.as_slice()))))
        };
        // How many short keys lie before the position: their places among all keys go up with their numbers.
        let (mut low, mut high) = (
            position.saturating_sub(long.remaining()),
            short.remaining().min(position),
        );
        while low < high {
            let middle = low.midpoint(high);
            if place_of(middle)? < position {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if place_of(low) == Some(position) {
            return short.at(low).map(|(key, _)| EntryKey::Short(key));
        }
        long.at(position - low).map(|(key, _)| EntryKey::Long(key))
    }
}
