//! Walking over both trees of the index as one.

use super::key::{EntryKey, KeptKey, short_bound};
use super::{PackedKey, Place, Range};
use crate::breakage::{Breakage, broken};
use bimetal_document::Edge;

/// Documents in key order, from either end.
#[derive(Clone)]
pub struct Entries<'a> {
    short: Range<'a, u128, Place>,
    long: Range<'a, [u8], Place>,
    /// Looked at, and not yet taken, where both trees have entries left.
    front: Ahead<'a>,
    back: Ahead<'a>,
}

/// The next entry of each tree at one end. Where there are two, the long one has the bound that short keys less than it
/// lie below, so that one comparison of numbers tells which of them is next.
#[derive(Clone, Default)]
struct Ahead<'a> {
    short: Option<(u128, Place)>,
    long: Option<(PackedKey<'a>, Place)>,
    bound: Option<u128>,
}

/// Documents whose keys are all short, all long, or of both kinds.
pub enum Kinds<S, L, B> {
    /// Short ones.
    Short(S),
    /// Long ones.
    Long(L),
    /// Both.
    Both(B),
}

impl<'a> Entries<'a> {
    pub(super) fn new(short: Range<'a, u128, Place>, long: Range<'a, [u8], Place>) -> Entries<'a> {
        Entries {
            short,
            long,
            front: Ahead::default(),
            back: Ahead::default(),
        }
    }

    /// What there is to walk over, by the trees that have a part in it.
    pub fn kinds(
        self,
    ) -> Kinds<
        impl DoubleEndedIterator<Item = (EntryKey<'a>, Place)> + Clone,
        impl DoubleEndedIterator<Item = (EntryKey<'a>, Place)> + Clone,
        Entries<'a>,
    > {
        match (self.short.remaining(), self.long.remaining()) {
            (_, 0) => Kinds::Short(self.short.map(|(key, place)| (EntryKey::Short(key), place))),
            (0, _) => Kinds::Long(self.long.map(|(key, place)| (EntryKey::Long(key), place))),
            _ => Kinds::Both(self),
        }
    }

    fn next_short(&mut self) -> Option<(u128, Place)> {
        self.short.next().or_else(|| self.back.short.take())
    }

    fn next_long(&mut self) -> Option<(PackedKey<'a>, Place)> {
        self.long.next().or_else(|| self.back.give_long())
    }

    fn last_short(&mut self) -> Option<(u128, Place)> {
        self.short.next_back().or_else(|| self.front.short.take())
    }

    fn last_long(&mut self) -> Option<(PackedKey<'a>, Place)> {
        self.long.next_back().or_else(|| self.front.give_long())
    }
}

impl<'a> Ahead<'a> {
    /// Whether the short one of the two is the less; `None` where there are not two.
    fn is_short_first(&mut self) -> Option<bool> {
        let ((short, _), (long, _)) = (self.short?, self.long?);
        let bound = *self.bound.get_or_insert_with(|| bound_of(long));
        Some(short < bound || broken(Breakage::MergeByLength))
    }

    fn take_short(&mut self) -> Option<(EntryKey<'a>, Place)> {
        self.short.take().map(|(key, place)| (EntryKey::Short(key), place))
    }

    fn give_long(&mut self) -> Option<(PackedKey<'a>, Place)> {
        self.bound = None;
        self.long.take()
    }

    fn take_long(&mut self) -> Option<(EntryKey<'a>, Place)> {
        self.give_long().map(|(key, place)| (EntryKey::Long(key), place))
    }

    fn count(&self) -> usize {
        usize::from(self.short.is_some()) + usize::from(self.long.is_some())
    }
}

/// The bound that short keys less than a long one lie below.
fn bound_of(key: PackedKey<'_>) -> u128 {
    let kept = EntryKey::Long(key).to_kept();
    let KeptKey::Long(ordered) = &kept else { return 0 };
    let key = bimetal_document::KeyRef::from_ordered(ordered);
    key.map_or(0, |key| short_bound(&Edge::before(key)))
}

impl<'a> Iterator for Entries<'a> {
    type Item = (EntryKey<'a>, Place);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.front.short.is_none() {
            self.front.short = self.next_short();
        }
        if self.front.long.is_none() {
            self.front.long = self.next_long();
        }
        match self.front.is_short_first() {
            Some(true) => self.front.take_short(),
            Some(false) => self.front.take_long(),
            None => self.front.take_short().or_else(|| self.front.take_long()),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.short.remaining() + self.long.remaining() + self.front.count() + self.back.count();
        (left, Some(left))
    }
}

impl DoubleEndedIterator for Entries<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        if self.back.short.is_none() {
            self.back.short = self.last_short();
        }
        if self.back.long.is_none() {
            self.back.long = self.last_long();
        }
        match self.back.is_short_first() {
            Some(true) => self.back.take_long(),
            Some(false) => self.back.take_short(),
            None => self.back.take_short().or_else(|| self.back.take_long()),
        }
    }
}

impl ExactSizeIterator for Entries<'_> {}
