//! Reading redb as of one revision.

use std::ops::{Bound, ControlFlow};

use bimetal_document::{DocumentRef, Edge, KeyRef, Revision, Span, Timestamp};
use bimetal_engine::{Direction, EngineSnapshot, Result, Show};
use redb::{ReadOnlyTable, ReadTransaction, ReadableTableMetadata};

use crate::breakage::{Breakage, broken};
use crate::contain::contain;
use crate::error::{engine_error, read_error};
use crate::row;
use crate::rows::Rows;
use crate::sums::{META, Sums, not_together};
use crate::tables::{DOCUMENTS, EXPIRIES, EXPIRY_BYTES};
use crate::way::{Bounds, Place, look_around, not_all_found};

/// A redb read transaction: the tables keep it alive.
pub(crate) struct RedbSnapshot {
    documents: ReadOnlyTable<&'static [u8], &'static [u8]>,
    expiries: ReadOnlyTable<&'static [u8], ()>,
    sums: Sums,
    /// Whether what redb does not find may be there.
    is_astray: bool,
}

/// When a document expires, and its key.
type Slot<'a> = (Timestamp, KeyRef<'a>);

impl RedbSnapshot {
    pub(crate) fn new(transaction: &ReadTransaction, is_astray: bool) -> Result<RedbSnapshot> {
        let documents = transaction
            .open_table(DOCUMENTS)
            .map_err(|error| engine_error("cannot open the documents", error))?;
        let expiries = transaction
            .open_table(EXPIRIES)
            .map_err(|error| engine_error("cannot open the expiries", error))?;
        let meta = transaction
            .open_table(META)
            .map_err(|error| engine_error("cannot open meta", error))?;
        let rows = [
            documents.len().map_err(read_error)?,
            expiries.len().map_err(read_error)?,
        ];
        let (sums, _) = Sums::read(&meta, rows)?;
        Ok(RedbSnapshot {
            documents,
            expiries,
            sums,
            is_astray,
        })
    }

    /// The number of documents that have a time to live.
    pub(crate) fn expiring(&self) -> Result<u64> {
        self.expiries.len().map_err(read_error)
    }

    /// The number of all rows of documents, those under reserved keys included.
    pub(crate) fn rows(&self) -> Result<u64> {
        self.documents.len().map_err(read_error)
    }

    /// The sum of the checksums of all rows.
    pub(crate) fn sum(&self) -> u64 {
        self.sums.sum
    }

    /// Looks whether all rows are there, and of one state. Those that are damaged are noticed by who reads them: here it counts that
    /// nothing else is wrong.
    pub(crate) fn look_through(&self) -> Result<bool> {
        let Ok(mut rows) = self.rows_of(&Span::everything(), Direction::Forward) else {
            return Ok(false);
        };
        let (mut count, mut damaged, mut said, mut due) = (0, false, 0_u64, 0_u64);
        loop {
            let (ordered, stored) = match rows.next() {
                Ok(Some(entry)) => entry,
                Ok(None) => break,
                Err(_) => return Ok(false),
            };
            let (ordered, stored) = (ordered.value(), stored.value());
            let (said_here, due_here) = (row::checksum_in(stored), row::checksum_due(ordered, stored));
            count += 1;
            damaged |= said_here != due_here;
            said = said.wrapping_add(said_here);
            due = due.wrapping_add(due_here);
        }
        let all_counted = count == self.rows()?;
        let as_written = all_counted && said == self.sums.sum;
        // Where a row is damaged, the checksum may be what is damaged in it.
        if damaged || as_written || broken(Breakage::TrustTheWay) {
            return Ok(as_written || all_counted && due == self.sums.sum);
        }
        Err(not_together())
    }

    /// Whether redb may fail to find documents that are there.
    pub(crate) fn check_found(&self) -> Result<()> {
        if self.is_astray && !broken(Breakage::TrustTheWay) {
            return Err(not_all_found());
        }
        Ok(())
    }

    /// The bytes of the documents' table that hold documents, and those that do not.
    pub(crate) fn bytes(&self) -> Result<(u64, u64)> {
        let stats = contain(|| self.documents.stats().map_err(read_error))?;
        Ok((stats.stored_bytes(), stats.metadata_bytes() + stats.fragmented_bytes()))
    }

    /// The rows of a span, as they are stored, once it is known that redb is not led astray at either end.
    pub(crate) fn rows_of(&self, span: &Span, direction: Direction) -> Result<Rows<'static>> {
        let (from, to) = (span.from.by_ref().to_ordered(), span.to.by_ref().to_ordered());
        for edge in [&from, &to] {
            self.look_around(edge, Place::Edge)?;
        }
        let bounds = (Bound::Included(from.as_slice()), Bound::Excluded(to.as_slice()));
        self.rows_between(bounds, direction)
    }

    fn rows_between(&self, bounds: Bounds<'_>, direction: Direction) -> Result<Rows<'static>> {
        let range = contain(|| self.documents.range::<&[u8]>(bounds).map_err(read_error))?;
        Ok(Rows::new(range, direction))
    }

    /// Shows the row of an ordered form. Returns whether redb finds it.
    pub(crate) fn find(&self, ordered: &[u8], show: &mut dyn FnMut(&[u8])) -> Result<bool> {
        let found = contain(|| {
            let found = self.documents.get(ordered).map_err(read_error)?;
            if let Some(row) = &found {
                let _ = row.value();
            }
            Ok(found)
        })?;
        if let Some(row) = &found {
            show(row.value());
        }
        Ok(found.is_some())
    }

    fn look_around(&self, ordered: &[u8], place: Place) -> Result<()> {
        look_around(|bounds, direction| self.rows_between(bounds, direction), ordered, place)
    }

    /// Whether the document of an expiry says the same, as far as it can be read.
    pub(crate) fn has_expiry(&self, key: KeyRef<'_>, expires: Timestamp) -> Result<bool> {
        let ordered = key.to_ordered();
        let mut same = false;
        self.find(&ordered, &mut |stored| {
            same = row::read(&ordered, stored).map_or(true, |document| document.expires == Some(expires));
        })?;
        Ok(same)
    }

    /// Shows the expiries, the earliest first, with `None` for one that is damaged, until `show` breaks.
    pub(crate) fn slots(&self, show: &mut dyn FnMut(Option<Slot<'_>>) -> Result<ControlFlow<()>>) -> Result<()> {
        let mut range = contain(|| self.expiries.range::<&[u8]>(..).map_err(read_error))?;
        loop {
            let slot = contain(|| {
                let slot = range.next().transpose().map_err(read_error)?;
                Ok(slot.map(|(slot, _)| slot.value().to_vec()))
            })?;
            let Some(slot) = slot else { return Ok(()) };
            if show(split_slot(&slot))?.is_break() {
                return Ok(());
            }
        }
    }
}

impl EngineSnapshot for RedbSnapshot {
    fn revision(&self) -> Revision {
        Revision::new(self.sums.last_revision)
    }

    /// LIMIT: this walks over the documents under reserved keys, which are few.
    fn len(&self) -> Result<u64> {
        let reserved = Span {
            from: Edge::last(),
            to: Span::everything().to,
        };
        Ok(self.rows()?.saturating_sub(self.count(&reserved)?))
    }

    /// LIMIT: redb keeps no counts inside its tree, so this walks over what it counts.
    fn count(&self, span: &Span) -> Result<u64> {
        let mut documents = 0;
        let mut rows = self.rows_of(span, Direction::Forward)?;
        while rows.next()?.is_some() {
            documents += 1;
        }
        self.check_found().map(|()| documents)
    }

    fn get(&self, key: KeyRef<'_>, show: &mut dyn FnMut(DocumentRef<'_>)) -> Result<bool> {
        let ordered = key.to_ordered();
        let mut damage = None;
        let found = self.find(&ordered, &mut |stored| match row::read(&ordered, stored) {
            Ok(document) => show(document),
            Err(found) => damage = Some(found),
        })?;
        match damage {
            Some(damage) => Err(damage.into()),
            None if found => Ok(true),
            None => {
                self.check_found()?;
                self.look_around(&ordered, Place::Absent).map(|()| false)
            }
        }
    }

    fn scan(&self, span: &Span, direction: Direction, show: &mut Show<'_>) -> Result<()> {
        let mut rows = self.rows_of(span, direction)?;
        let mut sum = 0_u64;
        while let Some((ordered, stored)) = rows.next()? {
            let (key, document) = row::read_entry(ordered.value(), stored.value())?;
            sum = sum.wrapping_add(row::checksum_in(stored.value()));
            if let ControlFlow::Break(()) = show(key, document) {
                return self.check_found();
            }
        }
        self.check_found()?;
        // Who has seen everything, to copy it for one, hears whether that was everything.
        if *span == Span::everything() && sum != self.sums.sum && !broken(Breakage::TrustTheWay) {
            return Err(not_together());
        }
        Ok(())
    }

    /// An expiry that is damaged, or is not that of its document, is passed over: a check names it.
    fn expired(&self, now: Timestamp, show: &mut dyn FnMut(KeyRef<'_>) -> ControlFlow<()>) -> Result<()> {
        self.slots(&mut |slot| match slot {
            Some((expires, _)) if expires > now => Ok(ControlFlow::Break(())),
            Some((expires, key)) if self.has_expiry(key, expires)? => Ok(show(key)),
            _ => Ok(ControlFlow::Continue(())),
        })
    }

    fn next_expiry(&self) -> Result<Option<Timestamp>> {
        let mut next = None;
        self.slots(&mut |slot| {
            next = slot.map(|(expires, _)| expires);
            Ok(if next.is_some() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        Ok(next)
    }
}

fn split_slot(slot: &[u8]) -> Option<(Timestamp, KeyRef<'_>)> {
    let (expires, ordered) = slot.split_first_chunk::<EXPIRY_BYTES>()?;
    let expires = Timestamp::from_millis(u64::from_be_bytes(*expires));
    Some((expires, KeyRef::from_ordered(ordered)?))
}
